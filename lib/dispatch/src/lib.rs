//! Who goes where when: jobs put into people's days, the way between them included.
//!
//! Plain types in and out, integers only; a moment is a number in whatever unit the caller counts in.
//! **Keeps:** whoever is put on a job is able and on shift for all of it, does nothing else then, and has the time for the
//! way from the job before and to the job after; a crew begins together.
//! **Never:** knows a client, a price or a clock.
//!
//! Inside is a plain insertion: each job goes where it costs the least way. What comes out is the door's promise, not how
//! it was found: see the oracle in `tests.rs`, which goes through the days moment by moment.

mod compose;
mod fit;
#[cfg(test)]
mod tests;

pub use compose::{Composition, Placed, Task};
pub use fit::{Fit, WhyNot};

/// A half-open stretch: from `from`, up to but without `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stretch {
    /// The first moment inside.
    pub from: i64,
    /// The first moment after.
    pub to: i64,
}

impl Stretch {
    /// Does it hold all of the other?
    pub const fn holds(&self, other: &Self) -> bool {
        self.from <= other.from && other.to <= self.to
    }
    /// Do the two share a moment?
    pub const fn meets(&self, other: &Self) -> bool {
        self.from < other.to && other.from < self.to
    }
    /// How long it is.
    pub const fn length(&self) -> i64 {
        self.to - self.from
    }
}

/// What takes somebody's time already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// When.
    pub time: Stretch,
    /// Where, as a number that [`Ways`] understands; `None` when nobody travels to it, as to a leave.
    pub place: Option<usize>,
    /// Which job it is: people with the same job are there together.
    pub job: u128,
}

/// What somebody is able to do, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Able {
    /// The skill's number.
    pub skill: usize,
    /// While.
    pub time: Stretch,
}

/// Somebody whose days are planned.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Worker {
    /// What they are able to do.
    pub able: Vec<Able>,
    /// When they work, in order, no two meeting.
    pub shifts: Vec<Stretch>,
    /// What they do already, in order, no two meeting.
    pub taken: Vec<Taken>,
}

/// Something to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Tells it apart from what is planned already.
    pub id: u128,
    /// The skill it needs.
    pub skill: usize,
    /// Where.
    pub place: usize,
    /// How long it takes.
    pub length: i64,
    /// How many people begin it together.
    pub crew: usize,
    /// Skills that at least one of the crew has besides, over all of its time.
    pub also: Vec<usize>,
    /// Workers, by their number, who come first when they are free.
    pub prefer: Vec<usize>,
}

/// How long people are on their way.
pub trait Ways {
    /// How long a worker needs from one place to another when leaving at this moment.
    fn length(&self, worker: usize, from: usize, to: usize, leaving: i64) -> i64;
    /// The way to the first job of a day, from wherever they live: a guess that only ranks people.
    fn first_way(&self) -> i64;
    /// Jobs that lie further apart than this belong to different tours: nobody travels from one to the other.
    fn one_tour(&self) -> i64;
}

/// The door: workers and their ways, asked about jobs.
#[derive(Debug, Clone, Copy)]
pub struct Planner<'a, W> {
    /// Whose days.
    pub workers: &'a [Worker],
    /// Their ways.
    pub ways: &'a W,
}

impl<W: Ways> Planner<'_, W> {
    /// May this worker be put on the job from this moment on, and how well do they fit?
    pub fn fits(&self, worker: usize, job: &Job, from: i64) -> Result<Fit, WhyNot> {
        let known = self.workers.get(worker).ok_or(WhyNot::NotAble)?;
        fit::fits(known, worker, job, from, self.ways)
    }

    /// Everybody who may be put on the job then, the best first.
    pub fn ranked(&self, job: &Job, from: i64) -> Vec<Fit> {
        let mut fits: Vec<Fit> = (0..self.workers.len()).filter_map(|worker| self.fits(worker, job, from).ok()).collect();
        fits.sort_unstable();
        fits
    }

    /// The crew for the job from this moment on, by their numbers; `None` when too few are free.
    ///
    /// Where one of them must have a skill besides, somebody who has it goes, in the place of whoever fits least.
    /// The best goes first; among those who come as short a way, whoever shares that one's day comes next: they travel together.
    pub fn crew(&self, job: &Job, from: i64) -> Option<Vec<usize>> {
        let fits = self.ranked(job, from);
        if job.crew == 0 || fits.len() < job.crew {
            return None;
        }
        let crew = if job.crew > 1 && fits.len() > job.crew { fit::together(self.workers, fits.clone(), job.crew, from) } else { fits.clone() };
        let crew = fit::covering(self.workers, &fits, crew.into_iter().take(job.crew).collect(), job, from)?;
        let mut crew: Vec<usize> = crew.into_iter().map(|fit| fit.worker).collect();
        crew.sort_unstable();
        Some(crew)
    }

    /// Those of the moments at which the job can begin, each with its crew.
    pub fn offer(&self, job: &Job, starts: &[i64]) -> Vec<(i64, Vec<usize>)> {
        starts.iter().filter_map(|from| Some((*from, self.crew(job, *from)?))).collect()
    }

    /// Puts many jobs into the days: those with the fewest ways out first, each where it costs the least.
    pub fn compose(&self, tasks: &[Task]) -> Composition {
        compose::compose(self.workers, self.ways, tasks)
    }
}
