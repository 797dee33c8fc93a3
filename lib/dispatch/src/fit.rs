//! Does somebody fit a job, and how well?

use crate::{Job, Stretch, Taken, Ways, Worker};

/// How well a worker fits; the least comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fit {
    /// Not among those who are preferred.
    pub is_other: bool,
    /// How much way the job adds to their day.
    pub detour: i64,
    /// How much they do in that shift already.
    pub load: i64,
    /// Who.
    pub worker: usize,
}

/// Why a worker cannot be put on a job at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyNot {
    /// They are not able to do it over all of its time.
    NotAble,
    /// Nobody else would come, and they lack this skill, which one of the crew must have.
    Lacks(usize),
    /// No shift of theirs holds all of it.
    OffShift,
    /// What they do already, by its place in their list, takes some of the time.
    Taken(usize),
    /// They cannot be there in time from the job before.
    WayBefore {
        /// The job before, by its place in their list.
        other: usize,
        /// How long the way is.
        needs: i64,
        /// How long they have for it.
        has: i64,
    },
    /// They could not be at the job after in time.
    WayAfter {
        /// The job after, by its place in their list.
        other: usize,
        /// How long the way is.
        needs: i64,
        /// How long they have for it.
        has: i64,
    },
}

/// What stands next to a moment in somebody's day: its place in the list, when it is, where.
type Neighbour = (usize, Stretch, usize);

fn placed((at, taken): (usize, &Taken)) -> Option<Neighbour> {
    taken.place.map(|place| (at, taken.time, place))
}

/// Where the job would stand between what is taken already.
fn neighbours(worker: &Worker, time: &Stretch) -> Result<(Option<Neighbour>, Option<Neighbour>), WhyNot> {
    let next = worker.taken.partition_point(|taken| taken.time.from < time.from);
    let (before, after) = worker.taken.split_at_checked(next).unwrap_or((&worker.taken, &[]));
    if before.last().is_some_and(|taken| taken.time.to > time.from) {
        return Err(WhyNot::Taken(next - 1));
    }
    if after.first().is_some_and(|taken| taken.time.from < time.to) {
        return Err(WhyNot::Taken(next));
    }
    let previous = before.iter().enumerate().rev().find_map(placed);
    let following = after.iter().enumerate().find_map(|(at, taken)| placed((next + at, taken)));
    Ok((previous, following))
}

fn has(known: &Worker, skill: usize, time: &Stretch) -> bool {
    known.able.iter().any(|able| able.skill == skill && able.time.holds(time))
}

/// The crew, with somebody for each skill that one of them must have besides; `None` when there is nobody for one of them.
/// Those who bring the most of what is missing come first, then whoever was in the crew, in the order of rank.
pub(crate) fn covering(workers: &[Worker], ranked: &[Fit], crew: Vec<Fit>, job: &Job, from: i64) -> Option<Vec<Fit>> {
    let time = Stretch { from, to: from + job.length };
    let brings = |fit: &Fit, skill: usize| workers.get(fit.worker).is_some_and(|known| has(known, skill, &time));
    let mut missing = job.also.clone();
    if missing.iter().all(|skill| crew.iter().any(|fit| brings(fit, *skill))) {
        return Some(crew);
    }
    let mut chosen: Vec<Fit> = Vec::with_capacity(job.crew);
    while !missing.is_empty() {
        let count = |fit: &Fit| missing.iter().filter(|skill| brings(fit, **skill)).count();
        let best = ranked.iter().rev().max_by_key(|fit| count(fit)).copied().filter(|fit| count(fit) > 0)?;
        missing.retain(|skill| !brings(&best, *skill));
        chosen.push(best);
    }
    if chosen.len() > job.crew {
        return None;
    }
    for fit in crew {
        if chosen.len() < job.crew && !chosen.contains(&fit) {
            chosen.push(fit);
        }
    }
    Some(chosen)
}

pub(crate) fn fits(known: &Worker, worker: usize, job: &Job, from: i64, ways: &impl Ways) -> Result<Fit, WhyNot> {
    let time = Stretch { from, to: from + job.length };
    if job.length <= 0 || !has(known, job.skill, &time) {
        return Err(WhyNot::NotAble);
    }
    if let Some(lacking) = job.also.iter().find(|skill| job.crew == 1 && !has(known, **skill, &time)) {
        return Err(WhyNot::Lacks(*lacking));
    }
    let shift = known.shifts.iter().find(|shift| shift.holds(&time)).ok_or(WhyNot::OffShift)?;
    let (previous, following) = neighbours(known, &time)?;
    let way_in = previous.map(|(other, there, place)| (other, ways.length(worker, place, job.place, there.to), time.from - there.to));
    if let Some((other, needs, has)) = way_in.filter(|(_, needs, has)| needs > has) {
        return Err(WhyNot::WayBefore { other, needs, has });
    }
    let way_out = following.map(|(other, there, place)| (other, ways.length(worker, job.place, place, time.to), there.from - time.to));
    if let Some((other, needs, has)) = way_out.filter(|(_, needs, has)| needs > has) {
        return Err(WhyNot::WayAfter { other, needs, has });
    }
    // What is far off in time is another day's tour.
    let way_in = way_in.filter(|(.., has)| *has < ways.one_tour()).map(|(_, needs, _)| needs);
    let way_out = way_out.filter(|(.., has)| *has < ways.one_tour()).map(|(_, needs, _)| needs);
    let detour = match (way_in, way_out) {
        (Some(there), Some(back)) => {
            let now = previous.zip(following).map_or(0, |((_, left, from), (.., to))| ways.length(worker, from, to, left.to));
            there + back - now
        }
        (Some(one), None) | (None, Some(one)) => one,
        // From home: unknown, and taken for short, so that work is spread over all.
        (None, None) => ways.first_way(),
    };
    let load = known.taken.iter().filter(|taken| shift.meets(&taken.time)).map(|taken| taken.time.length()).sum();
    Ok(Fit { is_other: !job.prefer.contains(&worker), detour, load, worker })
}

/// The first `size` of those ranked, where among equals in preference and way those come sooner who share a job of the day
/// with the first.
pub(crate) fn together(workers: &[Worker], ranked: Vec<Fit>, size: usize, from: i64) -> Vec<Fit> {
    let Some(first) = ranked.first().copied() else {
        return ranked;
    };
    let shift_jobs = |worker: usize| {
        let known = workers.get(worker);
        let shift = known.and_then(|known| known.shifts.iter().find(|shift| shift.from <= from && from < shift.to));
        known.into_iter().flat_map(|known| &known.taken).filter(move |taken| shift.is_some_and(|shift| shift.meets(&taken.time))).map(|taken| taken.job)
    };
    let jobs: Vec<u128> = shift_jobs(first.worker).collect();
    let mut rest: Vec<Fit> = ranked.into_iter().skip(1).collect();
    rest.sort_by_key(|fit| (fit.is_other, fit.detour, !shift_jobs(fit.worker).any(|job| jobs.contains(&job)), fit.load, fit.worker));
    std::iter::once(first).chain(rest).take(size).collect()
}
