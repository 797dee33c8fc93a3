//! What an incident touches: found over what waits for what, or that it fits into the time that there is.

use jiff::SignedDuration;
use projects::{Graph, TaskId};
use std::collections::BTreeMap;
use values::{Instant, Span};

/// A task at another time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// Which.
    pub task: TaskId,
    /// When it is planned for.
    pub from: Span,
    /// When it would be.
    pub to: Span,
}

/// What moves, in the order of what waits for what: the task itself first, where it has not begun.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Impact {
    /// Those that are later.
    pub moved: Vec<Moved>,
    /// Those that wait for it, however far, later or not.
    pub below: Vec<TaskId>,
}

impl Impact {
    /// Nothing but the task itself is later: it fits into the time before the next.
    pub fn is_absorbed(&self, task: TaskId) -> bool {
        self.moved.iter().all(|moved| moved.task == task)
    }
}

fn later(span: Span, minutes: i64) -> Span {
    let by = SignedDuration::from_mins(minutes);
    Span { start: span.start + by, end: span.end + by }
}

/// What is later when this task is later by so many minutes; `None` where it is no task of the plan.
///
/// One that has begun ends later, any other begins later too. What waits goes as much later as it has to and keeps its length; what has
/// begun stays where it is.
pub fn impact(graph: &Graph, task: TaskId, minutes: i64) -> Option<Impact> {
    let node = graph.order().find(|node| node.id == task)?;
    let mut impact = Impact { moved: Vec::new(), below: graph.downstream(task).into_iter().collect() };
    let mut ends: BTreeMap<TaskId, Instant> = graph.order().map(|node| (node.id, node.span.end)).collect();
    let late = later(node.span, minutes);
    ends.insert(task, late.end);
    if !node.fixed && minutes > 0 {
        impact.moved.push(Moved { task, from: node.span, to: late });
    }
    for node in graph.order().filter(|node| !node.fixed && impact.below.contains(&node.id)) {
        let ready = node.after.iter().filter_map(|id| ends.get(id)).copied().max().unwrap_or(node.span.start);
        if ready > node.span.start {
            let to = Span::minutes(ready, node.span.length_minutes());
            ends.insert(node.id, to.end);
            impact.moved.push(Moved { task: node.id, from: node.span, to });
        }
    }
    Some(impact)
}

#[cfg(test)]
mod tests {
    use super::*;
    use projects::Node;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn id(n: usize) -> TaskId {
        TaskId::from(Uuid::from_u128(n as u128 + 1))
    }

    fn at(minutes: i64) -> Instant {
        Instant::from_micros(minutes * 60_000_000)
    }

    fn node(n: usize, after: &[usize], start: i64, minutes: i64) -> Node {
        Node { id: id(n), after: after.iter().map(|n| id(*n)).collect(), span: Span::minutes(at(start), minutes), fixed: false }
    }

    /// A flight of two hours, half an hour until the transfer of an hour, a quarter until the hotel.
    fn journey() -> Graph {
        Graph::of(vec![node(0, &[], 0, 120), node(1, &[0], 150, 60), node(2, &[1], 225, 30)]).unwrap()
    }

    #[test]
    fn a_flight_moves_the_transfer_and_the_hotel_as_much_as_they_have_to() {
        let late = impact(&journey(), id(0), 90).unwrap();
        let starts: Vec<(TaskId, Instant)> = late.moved.iter().map(|moved| (moved.task, moved.to.start)).collect();
        assert_eq!(starts, [(id(0), at(90)), (id(1), at(210)), (id(2), at(270))]);
        assert!(!late.is_absorbed(id(0)));
        let some = impact(&journey(), id(0), 40).unwrap();
        assert_eq!(some.moved.iter().map(|moved| moved.task).collect::<Vec<_>>(), [id(0), id(1)], "the hotel has a quarter to spare");
        assert!(impact(&journey(), id(0), 30).unwrap().is_absorbed(id(0)), "it fits into the half hour");
        assert_eq!(impact(&journey(), id(9), 30), None);
    }

    #[test]
    fn what_has_begun_ends_later_and_is_not_moved_itself() {
        let mut nodes: Vec<Node> = journey().order().cloned().collect();
        nodes[0].fixed = true;
        let late = impact(&Graph::of(nodes).unwrap(), id(0), 90).unwrap();
        assert_eq!(late.moved.iter().map(|moved| moved.task).collect::<Vec<_>>(), [id(1), id(2)]);
    }

    proptest! {
        #[test]
        fn after_an_incident_the_plan_is_one_still(picks in proptest::collection::vec((any::<u8>(), 1_i64..600, 0_i64..60), 1..15), which in any::<prop::sample::Index>(), late in 0_i64..3_000) {
            let mut nodes: Vec<Node> = Vec::new();
            for (n, (mask, minutes, gap)) in picks.iter().enumerate() {
                let after: Vec<usize> = (0..n).filter(|m| mask >> (m % 8) & 1 == 1).collect();
                let start = after.iter().map(|m| nodes[*m].span.end).max().map_or(at(0), |end| end + SignedDuration::from_mins(*gap));
                nodes.push(Node { id: id(n), after: after.into_iter().map(id).collect(), span: Span::minutes(start, *minutes), fixed: false });
            }
            let graph = Graph::of(nodes.clone()).unwrap();
            let task = nodes[which.index(nodes.len())].id;
            let found = impact(&graph, task, late).unwrap();
            let span = |id: TaskId| found.moved.iter().find(|moved| moved.task == id).map_or_else(|| nodes.iter().find(|node| node.id == id).unwrap().span, |moved| moved.to);
            for node in &nodes {
                let now = span(node.id);
                prop_assert_eq!(now.length_minutes(), node.span.length_minutes());
                prop_assert!(now.start >= node.span.start);
                prop_assert!(node.after.iter().all(|before| span(*before).end <= now.start));
                // Nothing moves that need not.
                if now != node.span && node.id != task {
                    prop_assert!(node.after.iter().any(|before| span(*before).end == now.start));
                }
            }
        }
    }
}
