//! Many jobs put into the days, one after the other.

use crate::{Job, Planner, Stretch, Taken, Ways, Worker};

/// A job with the moments at which it may begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// The job.
    pub job: Job,
    /// When it may begin; one moment for a job that stands.
    pub starts: Vec<i64>,
}

/// A job that found its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The task, by its place in the list.
    pub task: usize,
    /// When it begins.
    pub from: i64,
    /// Who does it, by their numbers, in order.
    pub crew: Vec<usize>,
}

/// What came of many jobs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Composition {
    /// Those that found a place, in the order of the list.
    pub placed: Vec<Placed>,
    /// Those that did not: nobody could take one of them into the days as they then are.
    pub left: Vec<usize>,
}

/// What it costs to begin at a moment: people who are not preferred, way, and the moment itself.
fn cost<W: Ways>(planner: &Planner<'_, W>, job: &Job, from: i64, crew: &[usize]) -> (usize, i64, i64) {
    let fits = crew.iter().filter_map(|worker| planner.fits(*worker, job, from).ok());
    let (others, way) = fits.fold((0, 0), |(others, way), fit| (others + usize::from(fit.is_other), way + fit.detour));
    (others, way, from)
}

fn put(workers: &mut [Worker], job: &Job, from: i64, crew: &[usize]) {
    for number in crew {
        if let Some(worker) = workers.get_mut(*number) {
            let at = worker.taken.partition_point(|taken| taken.time.from < from);
            worker.taken.insert(at, Taken { time: Stretch { from, to: from + job.length }, place: Some(job.place), job: job.id });
        }
    }
}

pub(crate) fn compose<W: Ways>(workers: &[Worker], ways: &W, tasks: &[Task]) -> Composition {
    let mut days = workers.to_vec();
    // A job with few ways out is put first, while they are open.
    let mut order: Vec<(usize, usize)> = {
        let planner = Planner { workers: &days, ways };
        tasks.iter().enumerate().map(|(at, task)| (task.starts.iter().filter(|from| planner.crew(&task.job, **from).is_some()).count(), at)).collect()
    };
    order.sort_unstable();
    let mut plan = Composition::default();
    let mut waiting: Vec<usize> = order.into_iter().map(|(_, at)| at).collect();
    loop {
        let before = waiting.len();
        waiting.retain(|at| {
            let Some(task) = tasks.get(*at) else { return false };
            let planner = Planner { workers: &days, ways };
            let offers = planner.offer(&task.job, &task.starts);
            let best = offers.into_iter().min_by_key(|(from, crew)| cost(&planner, &task.job, *from, crew));
            let Some((from, crew)) = best else { return true };
            put(&mut days, &task.job, from, &crew);
            plan.placed.push(Placed { task: *at, from, crew });
            false
        });
        // A job put in may open a way for another: where leaving later is faster, a stop on the way saves time.
        if waiting.is_empty() || waiting.len() == before {
            break;
        }
    }
    plan.placed.sort_by_key(|placed| placed.task);
    waiting.sort_unstable();
    plan.left = waiting;
    plan
}
