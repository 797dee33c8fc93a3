//! What an incident touches: found over what waits for what, or that it fits into the time that there is.

use jiff::SignedDuration;
use projects::{Graph, TaskId, begins, goes_into_the_night};
use values::Span;

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
    /// All of the plan is over later.
    pub is_over_later: bool,
}

impl Impact {
    /// Nothing but the task itself is later, and by day where it was: it fits into the time before the next, and before the end of the plan.
    pub fn is_absorbed(&self, task: TaskId) -> bool {
        !self.is_over_later && self.moved.iter().all(|moved| moved.task == task && !goes_into_the_night(moved.from, moved.to))
    }
}

/// What makes a task late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Late {
    /// Work that is done by day: what does not fit goes to the next morning.
    ByDay(i64),
    /// What is at this time whatever the hour: a flight, or a time that somebody has named.
    AnyHour(i64),
}

impl Late {
    /// By how much.
    pub const fn minutes(self) -> i64 {
        match self {
            Self::ByDay(minutes) | Self::AnyHour(minutes) => minutes,
        }
    }
}

/// A task that has not begun, later by so many minutes.
fn later(span: Span, late: Late) -> Span {
    let by = |minutes| span.start + SignedDuration::from_mins(minutes);
    let start = match late {
        Late::ByDay(minutes) if minutes > 0 => begins(by(minutes), span),
        Late::ByDay(minutes) | Late::AnyHour(minutes) => by(minutes),
    };
    Span::minutes(start, span.length_minutes())
}

/// What is later when this task is later by so many minutes; `None` where it is no task of the plan.
///
/// One that has begun ends later, any other begins later too. What waits goes as much later as it has to, not into the night, and keeps its
/// length; what has begun stays where it is.
pub fn impact(graph: &Graph, task: TaskId, late: Late) -> Option<Impact> {
    let node = graph.order().find(|node| node.id == task)?;
    let at = if node.fixed { later(node.span, Late::AnyHour(late.minutes())) } else { later(node.span, late) };
    let spans = graph.with(task, at)?;
    let now = |id: TaskId, was: Span| spans.get(&id).copied().unwrap_or(was);
    let end = |of: &dyn Fn(TaskId, Span) -> Span| graph.order().map(|node| of(node.id, node.span).end).max();
    let moved = graph.order().filter(|node| !node.fixed).map(|node| Moved { task: node.id, from: node.span, to: now(node.id, node.span) });
    Some(Impact {
        moved: moved.filter(|moved| moved.from != moved.to).collect(),
        below: graph.downstream(task).into_iter().collect::<Vec<_>>(),
        is_over_later: end(&now) > end(&|_, was| was),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use projects::Node;
    use proptest::prelude::*;
    use uuid::Uuid;
    use values::Instant;

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
        let late = impact(&journey(), id(0), Late::AnyHour(90)).unwrap();
        let starts: Vec<(TaskId, Instant)> = late.moved.iter().map(|moved| (moved.task, moved.to.start)).collect();
        assert_eq!(starts, [(id(0), at(90)), (id(1), at(210)), (id(2), at(270))]);
        assert!(!late.is_absorbed(id(0)));
        let some = impact(&journey(), id(0), Late::AnyHour(40)).unwrap();
        assert_eq!(some.moved.iter().map(|moved| moved.task).collect::<Vec<_>>(), [id(0), id(1)], "the hotel has a quarter to spare");
        assert!(impact(&journey(), id(0), Late::AnyHour(30)).unwrap().is_absorbed(id(0)), "it fits into the half hour");
        assert_eq!(impact(&journey(), id(9), Late::AnyHour(30)), None);
    }

    #[test]
    fn what_has_begun_ends_later_and_is_not_moved_itself() {
        let mut nodes: Vec<Node> = journey().order().cloned().collect();
        nodes[0].fixed = true;
        let late = impact(&Graph::of(nodes).unwrap(), id(0), Late::AnyHour(90)).unwrap();
        assert_eq!(late.moved.iter().map(|moved| moved.task).collect::<Vec<_>>(), [id(1), id(2)]);
    }

    #[test]
    fn what_is_done_by_day_is_not_late_into_the_night() {
        let hour = |hours: i64| (hours - 3) * 60;
        // A room is painted from ten to six, a lamp is hung in it two days later, and in the end there is a feast.
        let mut graph = vec![node(0, &[], hour(10), 480), node(1, &[0], hour(58), 60), node(2, &[1], hour(62), 60)];
        let of = |nodes: &[Node], late| impact(&Graph::of(nodes.to_vec()).unwrap(), id(0), late).unwrap();
        let late = of(&graph, Late::ByDay(540));
        assert_eq!(late.moved, [Moved { task: id(0), from: Span::minutes(at(hour(10)), 480), to: Span::minutes(at(hour(34)), 480) }], "the next morning");
        assert!(late.is_absorbed(id(0)), "it is in time for the lamp still");
        let flight = of(&graph, Late::AnyHour(600));
        assert!(flight.moved[0].to.start == at(hour(20)) && !flight.is_absorbed(id(0)), "somebody looks at what goes into the night");
        // By that morning it is judged what else is late.
        graph[1].span = Span::minutes(at(hour(35)), 60);
        let late = of(&graph, Late::ByDay(540));
        assert_eq!(late.moved[1].to.start, at(hour(42)), "as soon as the room is painted");
        graph.truncate(1);
        assert!(!of(&graph, Late::ByDay(60)).is_absorbed(id(0)), "all of it is over later");
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
            let found = impact(&graph, task, Late::AnyHour(late)).unwrap();
            let span = |id: TaskId| found.moved.iter().find(|moved| moved.task == id).map_or_else(|| nodes.iter().find(|node| node.id == id).unwrap().span, |moved| moved.to);
            for node in &nodes {
                let now = span(node.id);
                prop_assert_eq!(now.length_minutes(), node.span.length_minutes());
                prop_assert!(now.start >= node.span.start);
                prop_assert!(node.after.iter().all(|before| span(*before).end <= now.start));
                // Nothing moves that need not, nor farther than to the morning.
                if now != node.span && node.id != task {
                    let ready = node.after.iter().map(|before| span(*before).end).max().unwrap();
                    prop_assert!(ready > node.span.start && now.start == begins(ready, node.span));
                }
            }
        }
    }
}
