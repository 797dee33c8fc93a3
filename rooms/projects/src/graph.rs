//! What waits for what: an order without circles, how far each task may slip, and what moves with it.

use crate::task::{Task, TaskId, TaskState};
use jiff::SignedDuration;
use jiff::civil::{Date, Time, time};
use std::collections::{BTreeMap, BTreeSet};
use values::{Instant, Span};

/// A task as far as time knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Which.
    pub id: TaskId,
    /// What has to be over before it begins.
    pub after: Vec<TaskId>,
    /// When it is planned for, or was.
    pub span: Span,
    /// It has begun or is over: it stays where it is.
    pub fixed: bool,
}

/// Why these tasks are no plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoGraph {
    /// They wait for one another in a circle; this is one of it.
    Circle(TaskId),
    /// One waits for something that is no task of the plan.
    Stranger(TaskId),
}

/// Why a task stays where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotMoved {
    /// There is no such task.
    Unknown,
    /// It has begun, or is over.
    Fixed,
    /// It would begin before this one is over.
    Before(TaskId),
}

/// Tasks in an order in which each comes after all that it waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graph(Vec<Node>);

fn length(span: Span) -> SignedDuration {
    SignedDuration::from_micros(span.end.micros() - span.start.micros())
}

/// Nobody begins earlier.
const OPENS: Time = time(10, 0, 0, 0);
/// Nobody works later.
const CLOSES: Time = time(20, 0, 0, 0);
/// What begins earlier or later than that is done at night on purpose.
const BY_DAY: (Time, Time) = (time(9, 0, 0, 0), time(21, 0, 0, 0));

fn begins_at_night(span: Span) -> bool {
    let time = span.start.in_moscow().time();
    time < BY_DAY.0 || time >= BY_DAY.1
}

fn ends_at_night(span: Span) -> bool {
    let time = span.end.in_moscow().time();
    time < BY_DAY.0 || time > BY_DAY.1
}

/// Does a task that was done by day begin or end at night here?
pub fn goes_into_the_night(was: Span, to: Span) -> bool {
    (begins_at_night(to) && !begins_at_night(was)) || (ends_at_night(to) && !ends_at_night(was))
}

/// When work opens first, from this moment on.
fn opening(from: Instant) -> Instant {
    let opens = |day: Date| Instant::of_moscow(day.to_datetime(OPENS)).unwrap_or(from);
    let today = opens(from.day());
    if today >= from { today } else { from.day().tomorrow().map_or(from, opens) }
}

/// This moment where somebody works at it, or else when work opens.
fn by_day(at: Instant) -> Instant {
    let time = at.in_moscow().time();
    if time < OPENS || time >= CLOSES { opening(at) } else { at }
}

/// When a task begins that may from this moment on: by day, and it ends by day too, unless it was itself at night. What does not fit
/// into a day goes to a morning; where no day holds both of its ends, it is enough that it begins by day.
pub fn begins(ready: Instant, was: Span) -> Instant {
    if begins_at_night(was) {
        return ready;
    }
    let first = by_day(ready);
    if ends_at_night(was) {
        return first;
    }
    let mut begin = first;
    // From the first morning on, one look at what ends too early tells of all the days.
    for _ in 0..3 {
        let end = begin + length(was);
        let time = end.in_moscow().time();
        if time >= OPENS && time <= CLOSES {
            return begin;
        }
        let wait = SignedDuration::from_micros(opening(end).micros() - end.micros());
        begin = by_day(begin + wait);
    }
    first
}

/// From the hour at which work opens to the one at which it closes, in minutes.
const WHOLE_DAY: i64 = 600;

/// How much of the time from one moment to another somebody works, in minutes; however far apart they lie, in no more steps.
pub fn minutes_by_day(from: Instant, to: Instant) -> i64 {
    let within = |day: Date| {
        let hours = Instant::of_moscow(day.to_datetime(OPENS)).ok().zip(Instant::of_moscow(day.to_datetime(CLOSES)).ok());
        hours.map_or(0, |(opens, closes)| to.min(closes).minutes_since(from.max(opens)).max(0))
    };
    let (first, last) = (from.day(), to.day());
    if first >= last {
        return within(first);
    }
    let between = first.until((jiff::Unit::Day, last)).map_or(0, |span| i64::from(span.get_days()) - 1);
    within(first) + between * WHOLE_DAY + within(last)
}

impl Graph {
    /// Puts them in order; those that wait for nobody stay in the order in which they come.
    pub fn of(nodes: Vec<Node>) -> Result<Self, NoGraph> {
        let known: BTreeSet<TaskId> = nodes.iter().map(|node| node.id).collect();
        if let Some(stranger) = nodes.iter().flat_map(|node| &node.after).find(|id| !known.contains(id)) {
            return Err(NoGraph::Stranger(*stranger));
        }
        let (mut left, mut placed, mut order) = (nodes, BTreeSet::new(), Vec::new());
        while !left.is_empty() {
            let free = left.iter().position(|node| node.after.iter().all(|id| placed.contains(id)));
            let Some(free) = free else {
                return Err(left.first().map_or(NoGraph::Circle(TaskId::from(uuid::Uuid::nil())), |node| NoGraph::Circle(node.id)));
            };
            let node = left.remove(free);
            placed.insert(node.id);
            order.push(node);
        }
        Ok(Self(order))
    }

    /// The tasks of a plan as they are written down, those that were dropped among them.
    pub fn of_all(tasks: &[Task]) -> Result<Self, NoGraph> {
        let node = |task: &Task| Node { id: task.id, after: task.after.clone(), span: task.span, fixed: task.state.is_fixed() };
        Self::of(tasks.iter().map(node).collect())
    }

    /// The tasks of a plan that count. What waits for a task that was dropped waits for what that one waited for.
    pub fn of_tasks(tasks: &[Task]) -> Result<Self, NoGraph> {
        let all = Self::of_all(tasks)?;
        let dropped: BTreeSet<TaskId> = tasks.iter().filter(|task| matches!(task.state, TaskState::Dropped { .. })).map(|task| task.id).collect();
        let mut stands_for: BTreeMap<TaskId, BTreeSet<TaskId>> = BTreeMap::new();
        let mut kept = Vec::new();
        for mut node in all.0 {
            let after: BTreeSet<TaskId> = node.after.iter().filter_map(|id| stands_for.get(id)).flatten().copied().collect();
            if dropped.contains(&node.id) {
                stands_for.insert(node.id, after);
            } else {
                stands_for.insert(node.id, BTreeSet::from([node.id]));
                node.after = after.into_iter().collect();
                kept.push(node);
            }
        }
        Ok(Self(kept))
    }

    /// In their order.
    pub fn order(&self) -> impl Iterator<Item = &Node> {
        self.0.iter()
    }

    /// What it waits for.
    pub fn after(&self, task: TaskId) -> &[TaskId] {
        self.0.iter().find(|node| node.id == task).map_or(&[], |node| &node.after)
    }

    /// All that depends on it, however far.
    pub fn downstream(&self, task: TaskId) -> BTreeSet<TaskId> {
        let mut below = BTreeSet::new();
        for node in &self.0 {
            if node.after.iter().any(|id| *id == task || below.contains(id)) {
                below.insert(node.id);
            }
        }
        below
    }

    /// The earliest start of each, where nothing begins before this moment.
    pub fn earliest(&self, begin: Instant) -> BTreeMap<TaskId, Instant> {
        let (mut starts, mut ends) = (BTreeMap::new(), BTreeMap::new());
        for node in &self.0 {
            let ready = node.after.iter().filter_map(|id| ends.get(id)).copied().max().unwrap_or(begin).max(begin);
            let start = if node.fixed { node.span.start } else { ready };
            starts.insert(node.id, start);
            ends.insert(node.id, start + length(node.span));
        }
        starts
    }

    /// How many minutes each may slip before the end of the whole plan moves.
    pub fn slack(&self) -> BTreeMap<TaskId, i64> {
        let end = self.0.iter().map(|node| node.span.end).max();
        let slip = |node: &Node, by: i64| Span::minutes(node.span.start + SignedDuration::from_mins(by), node.span.length_minutes());
        let holds = |node: &Node, by: i64| {
            let moved = self.placed(node, slip(node, by));
            self.0.iter().map(|other| moved.get(&other.id).map_or(other.span.end, |span| span.end)).max() <= end
        };
        let longest = |node: &Node| {
            // The more it slips, the later the end is: the longest that holds lies between one that does and one that does not.
            let (mut short, mut long) = (0, end.map_or(0, |end| end.minutes_since(node.span.end).max(0)) + 1);
            while long - short > 1 {
                let half = i64::midpoint(short, long);
                if holds(node, half) { short = half } else { long = half }
            }
            short
        };
        self.0.iter().map(|node| (node.id, longest(node))).collect()
    }

    /// Where all of them are when one is moved: what depends on it goes as much later as it has to, not into the night, and nothing
    /// goes earlier by itself. What has begun stays. Those alone that have moved.
    pub fn moved(&self, task: TaskId, to: Span) -> Result<BTreeMap<TaskId, Span>, NotMoved> {
        let node = self.0.iter().find(|node| node.id == task).ok_or(NotMoved::Unknown)?;
        if node.fixed {
            return Err(NotMoved::Fixed);
        }
        if let Some(before) = self.0.iter().find(|earlier| node.after.contains(&earlier.id) && earlier.span.end > to.start) {
            return Err(NotMoved::Before(before.id));
        }
        let mut moved = self.placed(node, to);
        moved.retain(|id, span| self.0.iter().any(|node| node.id == *id && node.span != *span));
        Ok(moved)
    }

    /// Where all of them are when one lies there, also one that has begun: what depends on it goes as much later as it has to.
    /// `None` where it is none of them.
    pub fn with(&self, task: TaskId, at: Span) -> Option<BTreeMap<TaskId, Span>> {
        self.0.iter().find(|node| node.id == task).map(|node| self.placed(node, at))
    }

    /// It is there, and what depends on it where it may be then.
    fn placed(&self, picked: &Node, to: Span) -> BTreeMap<TaskId, Span> {
        let mut moved = BTreeMap::from([(picked.id, to)]);
        let mut ends: BTreeMap<TaskId, Instant> = BTreeMap::new();
        let below = self.downstream(picked.id);
        for node in &self.0 {
            let mut span = moved.get(&node.id).copied().unwrap_or(node.span);
            if below.contains(&node.id) && !node.fixed {
                let ready = node.after.iter().filter_map(|id| ends.get(id)).copied().max().unwrap_or(span.start);
                if ready > span.start {
                    let start = begins(ready, span);
                    span = Span { start, end: start + length(span) };
                    moved.insert(node.id, span);
                }
            }
            ends.insert(node.id, span.end);
        }
        moved
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn id(n: u32) -> TaskId {
        TaskId::from(Uuid::from_u128(u128::from(n) + 1))
    }

    fn at(minutes: i64) -> Instant {
        Instant::from_micros(minutes * 60_000_000)
    }

    fn node(n: u32, after: &[u32], start: i64, minutes: i64) -> Node {
        Node { id: id(n), after: after.iter().map(|n| id(*n)).collect(), span: Span::minutes(at(start), minutes), fixed: false }
    }

    #[test]
    fn a_circle_is_no_plan() {
        assert!(matches!(Graph::of(vec![node(0, &[1], 0, 10), node(1, &[0], 0, 10)]), Err(NoGraph::Circle(_))));
        assert_eq!(Graph::of(vec![node(0, &[0], 0, 10)]), Err(NoGraph::Circle(id(0))));
        assert_eq!(Graph::of(vec![node(0, &[7], 0, 10)]), Err(NoGraph::Stranger(id(7))));
    }

    #[test]
    fn slack_takes_up_what_it_can_and_the_rest_moves() {
        // The cook is found, then the menu; the table is laid whenever, before the evening.
        let graph = Graph::of(vec![node(3, &[1, 2], 300, 60), node(0, &[], 0, 60), node(1, &[0], 60, 60), node(2, &[], 0, 30)]).unwrap();
        assert_eq!(graph.downstream(id(0)), BTreeSet::from([id(1), id(3)]));
        assert_eq!(graph.slack(), BTreeMap::from([(id(0), 180), (id(1), 180), (id(2), 270), (id(3), 0)]));
        assert_eq!(graph.earliest(at(0))[&id(3)], at(120));
        let moved = graph.moved(id(0), Span::minutes(at(100), 60)).unwrap();
        assert_eq!(moved, BTreeMap::from([(id(0), Span::minutes(at(100), 60)), (id(1), Span::minutes(at(160), 60))]), "the evening stands");
        let late = graph.moved(id(0), Span::minutes(at(240), 60)).unwrap();
        assert_eq!(late[&id(3)], Span::minutes(at(360), 60));
        assert_eq!(graph.moved(id(3), Span::minutes(at(100), 60)), Err(NotMoved::Before(id(1))));
    }

    #[test]
    fn what_moves_along_is_not_moved_into_the_night_unless_it_was_there() {
        let at = |moment: &str| format!("{moment}:00+03:00").parse::<Instant>().unwrap();
        let hours = |n, after: &[u32], start: &str, end: &str| Node { span: Span { start: at(start), end: at(end) }, ..node(n, after, 0, 1) };
        let graph = Graph::of(vec![
            hours(0, &[], "2026-03-02T10:00", "2026-03-02T18:00"),
            hours(1, &[0], "2026-03-03T10:00", "2026-03-03T18:00"),
            hours(2, &[0], "2026-03-02T23:00", "2026-03-03T01:00"),
            hours(3, &[0], "2026-03-02T18:30", "2026-03-02T19:30"),
        ]);
        let graph = graph.unwrap();
        let moved = graph.moved(id(0), Span { start: at("2026-03-03T15:00"), end: at("2026-03-03T23:30") }).unwrap();
        assert_eq!(moved[&id(1)], Span { start: at("2026-03-04T10:00"), end: at("2026-03-04T18:00") });
        assert_eq!(moved[&id(2)].start, at("2026-03-03T23:30"), "it was at night before");
        assert_eq!(moved[&id(3)].start, at("2026-03-04T10:00"));
        let early = graph.moved(id(0), Span { start: at("2026-03-02T11:00"), end: at("2026-03-02T18:45") }).unwrap();
        assert_eq!(early[&id(3)].start, at("2026-03-02T18:45"), "no later than it has to");
        // It would end in the night: the next morning, though there is an hour left of the day.
        assert_eq!(graph.moved(id(0), Span { start: at("2026-03-03T11:00"), end: at("2026-03-03T19:00") }).unwrap()[&id(1)].start, at("2026-03-04T10:00"));
        let days = |start, end| Span { start: at(start), end: at(end) };
        let paint = days("2026-03-02T10:00", "2026-03-04T18:00");
        assert_eq!(begins(at("2026-03-02T15:00"), paint), at("2026-03-03T10:00"), "what takes days ends by day too");
        assert_eq!(begins(at("2026-03-02T11:30"), paint), at("2026-03-02T11:30"));
        let night = days("2026-03-02T15:00", "2026-03-03T12:00");
        assert_eq!(begins(at("2026-03-02T11:00"), night), at("2026-03-02T13:00"), "it would be over at eight in the morning");
        let feast = days("2026-03-02T19:00", "2026-03-02T23:30");
        assert_eq!(begins(at("2026-03-02T19:30"), feast), at("2026-03-02T19:30"), "it ended at night before");
        assert!(goes_into_the_night(paint, days("2026-03-02T20:00", "2026-03-05T04:00")) && !goes_into_the_night(feast, feast));
        assert_eq!(minutes_by_day(at("2026-03-02T18:00"), at("2026-03-03T11:00")), 180, "nobody works at night");
        assert_eq!(minutes_by_day(at("2026-03-02T21:00"), at("2026-03-03T09:00")), 0);
    }

    proptest! {
        /// Also what takes days: it begins and ends by day where any day holds it, and no later for being ready earlier.
        #[test]
        fn what_was_by_day_stays_so(from in 0_i64..600, minutes in 1_i64..10_000, ready in 0_i64..6_000, sooner in 0_i64..3_000) {
            let opens = "2026-03-02T10:00:00+03:00".parse::<Instant>().unwrap();
            let later = |minutes| SignedDuration::from_mins(minutes);
            let was = Span::minutes(opens + later(from), minutes);
            let begin = begins(opens + later(ready), was);
            prop_assert!(begin >= opens + later(ready) && begins(opens + later(ready - sooner), was) <= begin);
            let time = |at: Instant| at.in_moscow().time();
            prop_assert!(begins_at_night(was) || (time(begin) >= OPENS && time(begin) < CLOSES));
            // Fourteen hours of each day end nowhere: what takes ten to fourteen more than whole days is held at its begin alone.
            let over = minutes % (24 * 60);
            if !ends_at_night(was) && !(600..=840).contains(&over) {
                prop_assert!(time(begin + later(minutes)) >= OPENS && time(begin + later(minutes)) <= CLOSES, "{}", begin);
            }
        }

        /// Edges go to earlier ones alone: any such picks are a plan.
        #[test]
        fn what_was_moved_is_a_plan_still(picks in proptest::collection::vec((any::<u8>(), 1_i64..600), 1..20), which in any::<prop::sample::Index>(), late in 0_i64..5_000) {
            let mut nodes: Vec<Node> = Vec::new();
            for (n, (mask, minutes)) in picks.iter().enumerate() {
                let after: Vec<TaskId> = nodes.iter().enumerate().filter(|(m, _)| mask >> (m % 8) & 1 == 1).map(|(_, node)| node.id).collect();
                let start = nodes.iter().filter(|node| after.contains(&node.id)).map(|node| node.span.end).max().unwrap_or(at(0));
                nodes.push(Node { id: id(u32::try_from(n).unwrap()), after, span: Span::minutes(start, *minutes), fixed: false });
            }
            let graph = Graph::of(nodes.clone()).unwrap();
            let picked = &nodes[which.index(nodes.len())];
            let to = Span::minutes(picked.span.start + SignedDuration::from_mins(late), picked.span.length_minutes());
            let moved = graph.moved(picked.id, to).unwrap();
            let end = |span: fn(&Span) -> Instant, at: &BTreeMap<TaskId, Span>, node: &Node| span(at.get(&node.id).unwrap_or(&node.span));
            for node in &nodes {
                let start = end(|span| span.start, &moved, node);
                prop_assert!(start >= node.span.start);
                for before in nodes.iter().filter(|before| node.after.contains(&before.id)) {
                    prop_assert!(end(|span| span.end, &moved, before) <= start);
                }
            }
            // What slips no further than its slack leaves the end of the plan where it was.
            let last = nodes.iter().map(|node| node.span.end).max().unwrap();
            let after_all = nodes.iter().map(|node| end(|span| span.end, &moved, node)).max().unwrap();
            prop_assert_eq!(late <= graph.slack()[&picked.id], after_all == last);
        }
    }
}
