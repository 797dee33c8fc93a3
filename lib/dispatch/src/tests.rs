//! The planner against an oracle that goes through the days moment by moment.

use crate::{Able, Job, Planner, Stretch, Taken, Task, Ways, WhyNot, Worker};
use proptest::prelude::*;

const DAY: i64 = 160;

/// Places in a row; leaving in the rush takes twice as long, and odd workers walk.
struct Row;

impl Ways for Row {
    fn length(&self, worker: usize, from: usize, to: usize, leaving: i64) -> i64 {
        let apart = i64::try_from(from.abs_diff(to)).unwrap() + 1;
        let rush = if (40..80).contains(&leaving) { 2 } else { 1 };
        apart * rush * if worker % 2 == 1 { 2 } else { 1 }
    }
    fn first_way(&self) -> i64 {
        2
    }
    fn one_tour(&self) -> i64 {
        50
    }
}

/// May the worker do it? Every moment is looked at by itself, and every pair of neighbours.
fn oracle(workers: &[Worker], number: usize, job: &Job, from: i64) -> bool {
    let worker = &workers[number];
    let to = from + job.length;
    let every_moment = (from..to).all(|t| {
        let on_shift = worker.shifts.iter().filter(|s| s.from <= from && to <= s.to).any(|s| s.from <= t && t < s.to);
        let able = worker.able.iter().filter(|a| a.skill == job.skill && a.time.from <= from && to <= a.time.to).any(|a| a.time.from <= t && t < a.time.to);
        let free = !worker.taken.iter().any(|taken| taken.time.from <= t && t < taken.time.to);
        on_shift && able && free
    });
    let mut places: Vec<(i64, i64, usize, bool)> = worker.taken.iter().filter_map(|t| Some((t.time.from, t.time.to, t.place?, false))).collect();
    places.push((from, to, job.place, true));
    places.sort_unstable();
    let every_way = places.windows(2).filter(|pair| pair[0].3 || pair[1].3).all(|pair| {
        let moments = (pair[0].1..pair[1].0).count();
        i64::try_from(moments).unwrap() >= Row.length(number, pair[0].2, pair[1].2, pair[0].1)
    });
    job.length > 0 && every_moment && every_way
}

fn some_worker() -> impl Strategy<Value = Worker> {
    let shifts = prop::collection::vec((0..20_i64, 20..80_i64), 0..3);
    let taken = prop::collection::vec((prop::option::of(0..6_usize), 0..20_i64, 1..30_i64, 0..4_u128), 0..6);
    let able = prop::collection::vec((0..2_usize, 0..60_i64, 20..DAY), 0..3);
    (shifts, taken, able).prop_map(|(shifts, taken, able)| {
        let mut worker = Worker::default();
        let mut end = 0;
        for (gap, length) in shifts {
            worker.shifts.push(Stretch { from: end + gap, to: end + gap + length });
            end += gap + length;
        }
        let (mut end, mut last) = (0, None);
        for (place, gap, length, job) in taken {
            // The slowest way fits between any two, so that the plan is one that can be kept.
            let way = last.zip(place).map_or(0, |(from, to)| 4 * Row.length(0, from, to, 0));
            let from = end + gap.max(way);
            worker.taken.push(Taken { time: Stretch { from, to: from + length }, place, job });
            end = from + length;
            last = place.or(last);
        }
        worker.able = able.into_iter().map(|(skill, from, length)| Able { skill, time: Stretch { from, to: from + length } }).collect();
        worker
    })
}

fn some_job() -> impl Strategy<Value = Job> {
    (0..2_usize, 0..6_usize, 1..30_i64, 1..4_usize, prop::collection::vec(0..4_usize, 0..2)).prop_map(|(skill, place, length, crew, prefer)| Job {
        id: 99,
        skill,
        place,
        length,
        crew,
        also: vec![],
        prefer,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_rule_says_what_the_oracle_sees(workers in prop::collection::vec(some_worker(), 1..5), job in some_job()) {
        let planner = Planner { workers: &workers, ways: &Row };
        for from in 0..DAY {
            for worker in 0..workers.len() {
                prop_assert_eq!(planner.fits(worker, &job, from).is_ok(), oracle(&workers, worker, &job, from), "worker {} from {}", worker, from);
            }
        }
    }

    #[test]
    fn a_moment_is_offered_exactly_when_enough_people_can_begin_together(workers in prop::collection::vec(some_worker(), 1..5), job in some_job()) {
        let planner = Planner { workers: &workers, ways: &Row };
        let starts: Vec<i64> = (0..DAY).collect();
        let offered = planner.offer(&job, &starts);
        for from in starts {
            let able = (0..workers.len()).filter(|worker| oracle(&workers, *worker, &job, from)).count();
            let crew = offered.iter().find(|(start, _)| *start == from).map(|(_, crew)| crew);
            prop_assert_eq!(crew.is_some(), able >= job.crew);
            for worker in crew.into_iter().flatten() {
                prop_assert!(oracle(&workers, *worker, &job, from));
            }
            if let Some(crew) = crew {
                prop_assert_eq!(crew.len(), job.crew);
                prop_assert!(crew.windows(2).all(|pair| pair[0] < pair[1]));
                // Whoever is preferred and able comes, as far as there is room.
                let wanted = job.prefer.iter().filter(|p| **p < workers.len() && oracle(&workers, **p, &job, from)).count().min(job.crew);
                prop_assert!(crew.iter().filter(|w| job.prefer.contains(w)).count() >= wanted.min(1));
            }
        }
    }

    #[test]
    fn a_skill_that_one_must_have_is_always_among_the_crew(workers in prop::collection::vec(some_worker(), 1..6), job in some_job()) {
        let planner = Planner { workers: &workers, ways: &Row };
        let job = Job { also: vec![1 - job.skill], ..job };
        for from in 0..DAY {
            let time = Stretch { from, to: from + job.length };
            let brings = |worker: usize| workers[worker].able.iter().any(|able| able.skill == job.also[0] && able.time.holds(&time));
            let able: Vec<usize> = (0..workers.len()).filter(|worker| oracle(&workers, *worker, &job, from)).collect();
            let crew = planner.crew(&job, from);
            prop_assert_eq!(crew.is_some(), able.len() >= job.crew && able.iter().any(|worker| brings(*worker)));
            if let Some(crew) = crew {
                prop_assert_eq!(crew.len(), job.crew);
                prop_assert!(crew.iter().any(|worker| brings(*worker)) && crew.windows(2).all(|pair| pair[0] < pair[1]));
            }
        }
    }

    #[test]
    fn a_composed_day_can_be_kept_and_leaves_only_what_fits_nowhere(
        workers in prop::collection::vec(some_worker(), 1..5), jobs in prop::collection::vec((some_job(), prop::collection::vec(0..DAY, 1..5)), 0..6),
    ) {
        let tasks: Vec<Task> = jobs.into_iter().enumerate().map(|(n, (job, starts))| Task { job: Job { id: 1000 + u128::try_from(n).unwrap(), ..job }, starts }).collect();
        let plan = Planner { workers: &workers, ways: &Row }.compose(&tasks);
        prop_assert_eq!(plan.placed.len() + plan.left.len(), tasks.len());
        let mut days = workers.clone();
        for placed in &plan.placed {
            let task = &tasks[placed.task];
            prop_assert!(task.starts.contains(&placed.from));
            for worker in &placed.crew {
                days[*worker].taken.push(Taken { time: Stretch { from: placed.from, to: placed.from + task.job.length }, place: Some(task.job.place), job: task.job.id });
            }
        }
        for day in &mut days {
            day.taken.sort_by_key(|taken| taken.time.from);
        }
        for placed in &plan.placed {
            let task = &tasks[placed.task];
            for worker in &placed.crew {
                let mut without = days.clone();
                without[*worker].taken.retain(|taken| taken.job != task.job.id);
                prop_assert!(oracle(&without, *worker, &task.job, placed.from));
            }
        }
        for left in &plan.left {
            let task = &tasks[*left];
            for from in &task.starts {
                let able = (0..days.len()).filter(|worker| oracle(&days, *worker, &task.job, *from)).count();
                prop_assert!(able < task.job.crew, "a job was left that {} could do", able);
            }
        }
    }
}

fn day(taken: &[(usize, i64, i64, u128)]) -> Worker {
    let all = Stretch { from: 0, to: DAY };
    let taken = taken.iter().map(|(place, from, to, job)| Taken { time: Stretch { from: *from, to: *to }, place: Some(*place), job: *job });
    Worker { able: vec![Able { skill: 0, time: all }], shifts: vec![all], taken: taken.collect() }
}

#[test]
fn a_refusal_says_what_stands_in_the_way() {
    let mut worker = day(&[(0, 10, 20, 1), (3, 60, 70, 2)]);
    worker.shifts[0].to = 100;
    let workers = [worker];
    let planner = Planner { workers: &workers, ways: &Row };
    let job = Job { id: 9, skill: 0, place: 5, length: 20, crew: 1, also: vec![], prefer: vec![] };
    assert_eq!(planner.fits(0, &job, 15), Err(WhyNot::Taken(0)));
    assert_eq!(planner.fits(0, &job, 24), Err(WhyNot::WayBefore { other: 0, needs: 6, has: 4 }));
    assert_eq!(planner.fits(0, &job, 38), Err(WhyNot::WayAfter { other: 1, needs: 6, has: 2 }));
    assert_eq!(planner.fits(0, &job, 90), Err(WhyNot::OffShift));
    assert_eq!(planner.fits(0, &Job { skill: 1, ..job.clone() }, 30), Err(WhyNot::NotAble));
    assert_eq!(planner.fits(0, &job, 30).unwrap().detour, 6 + 6 - 4);
}

#[test]
fn those_who_share_the_day_travel_together() {
    // The first is the lightest; the second and the third come as far, but the third was with the first before.
    let workers = [day(&[(2, 10, 20, 7)]), day(&[(2, 5, 20, 8)]), day(&[(2, 10, 20, 7), (2, 100, 120, 9)])];
    let job = Job { id: 9, skill: 0, place: 2, length: 10, crew: 2, also: vec![], prefer: vec![] };
    let walkers_aside = Planner { workers: &[workers[0].clone(), Worker::default(), workers[1].clone(), Worker::default(), workers[2].clone()], ways: &Row };
    assert_eq!(walkers_aside.crew(&job, 30), Some(vec![0, 4]));
}
