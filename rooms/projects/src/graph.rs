//! What waits for what: an order without circles, how far each task may slip, and what moves with it.

use crate::task::{Task, TaskId, TaskState};
use jiff::SignedDuration;
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
        let mut latest: BTreeMap<TaskId, Instant> = BTreeMap::new();
        let mut slack = BTreeMap::new();
        for node in self.0.iter().rev() {
            let Some(by) = latest.get(&node.id).copied().or(end) else { continue };
            slack.insert(node.id, by.minutes_since(node.span.end).max(0));
            let start = by - length(node.span);
            for id in &node.after {
                latest.entry(*id).and_modify(|known| *known = start.min(*known)).or_insert(start);
            }
        }
        slack
    }

    /// Where all of them are when one is moved: what depends on it goes as much later as it has to, and nothing goes earlier
    /// by itself. What has begun stays. Those alone that have moved.
    pub fn moved(&self, task: TaskId, to: Span) -> Result<BTreeMap<TaskId, Span>, NotMoved> {
        let node = self.0.iter().find(|node| node.id == task).ok_or(NotMoved::Unknown)?;
        if node.fixed {
            return Err(NotMoved::Fixed);
        }
        if let Some(before) = self.0.iter().find(|earlier| node.after.contains(&earlier.id) && earlier.span.end > to.start) {
            return Err(NotMoved::Before(before.id));
        }
        let mut moved = BTreeMap::from([(task, to)]);
        let mut ends: BTreeMap<TaskId, Instant> = BTreeMap::new();
        let below = self.downstream(task);
        for node in &self.0 {
            let mut span = moved.get(&node.id).copied().unwrap_or(node.span);
            if below.contains(&node.id) && !node.fixed {
                let ready = node.after.iter().filter_map(|id| ends.get(id)).copied().max().unwrap_or(span.start);
                if ready > span.start {
                    span = Span { start: ready, end: ready + length(span) };
                    moved.insert(node.id, span);
                }
            }
            ends.insert(node.id, span.end);
        }
        moved.retain(|id, span| self.0.iter().any(|node| node.id == *id && node.span != *span));
        Ok(moved)
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

    proptest! {
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
