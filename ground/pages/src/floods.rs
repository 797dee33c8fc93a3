//! Floods kept out: how often one address, and one network, may ask for a route. Counted in each process by itself.
//!
//! Limits by phone, login and code are counted in the database (`access::take_apart`); these only keep the door free,
//! and cost no query.

use crate::routes::Route;
use access::network_of;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use values::Instant;

/// How often, for one address, in ten minutes; a network may ten times as often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flow {
    /// What is counted together.
    pub name: &'static str,
    /// Times in ten minutes.
    pub times: u32,
}

/// Codes and passwords.
pub const DOOR: Flow = Flow { name: "door", times: 30 };
/// Prices in writing, and times for them.
pub const ASKING: Flow = Flow { name: "asking", times: 600 };
/// All that one token asks.
pub const TOKEN: Flow = Flow { name: "token", times: 6_000 };
/// Times kept.
pub const HOLDING: Flow = Flow { name: "holding", times: 60 };

const NETWORK: u32 = 10;
const WINDOW: i64 = 600 * 1_000_000;
/// Names remembered at most; a flood of addresses then begins anew rather than fill the memory.
const MOST: usize = 100_000;

/// The counts of this process.
pub(crate) struct Floods {
    flows: HashMap<(&'static str, String), Flow>,
    counts: Mutex<HashMap<(&'static str, String), Count>>,
}

#[derive(Clone, Copy)]
struct Count {
    window: i64,
    now: u32,
    before: u32,
}

impl Floods {
    pub(crate) fn new(routes: &[Route]) -> Self {
        let flows = routes.iter().filter_map(|route| Some(((route.method, route.path.clone()), route.flow?))).collect();
        Self { flows, counts: Mutex::default() }
    }

    /// How often this route may be asked for, where that is limited.
    pub(crate) fn flow(&self, method: &str, path: &str) -> Option<Flow> {
        let method = if method == "GET" { "GET" } else { "POST" };
        self.flows.get(&(method, path.to_owned())).copied()
    }

    /// Counts one more for this address; what is left of its share and its network's.
    pub(crate) fn one_more(&self, flow: Flow, address: IpAddr, now: Instant) -> Share {
        let own = self.counted(flow, address.to_canonical().to_string(), now);
        let all = self.counted(Flow { times: flow.times.saturating_mul(NETWORK), ..flow }, network_of(address), now);
        Share { left: own.left.filter(|_| all.left.is_some()), flow }
    }

    /// Counts one more for whoever is called so.
    pub(crate) fn counted(&self, flow: Flow, name: String, now: Instant) -> Share {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() > MOST {
            counts.clear();
        }
        let taken = counts.entry((flow.name, name)).or_insert(Count { window: 0, now: 0, before: 0 }).one_more(now);
        Share { left: flow.times.checked_sub(taken), flow }
    }
}

/// What is left of a share; `None` where it is used up.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Share {
    pub(crate) flow: Flow,
    pub(crate) left: Option<u32>,
}

impl Share {
    /// `"token";q=6000;w=600`: so many in so many seconds.
    pub(crate) fn policy(flow: Flow) -> String {
        format!("\"{}\";q={};w={}", flow.name, flow.times, WINDOW / 1_000_000)
    }
    /// `"token";r=5999;t=420`: so many are left, and in so many seconds the window turns.
    pub(crate) fn rest(&self, now: Instant) -> String {
        let turns = (WINDOW - now.micros() % WINDOW) / 1_000_000 + 1;
        format!("\"{}\";r={};t={turns}", self.flow.name, self.left.unwrap_or(0))
    }
}

impl Count {
    /// Counts one, and says how many there were in about the last ten minutes.
    fn one_more(&mut self, now: Instant) -> u32 {
        let window = now.micros() / WINDOW;
        if window != self.window {
            self.before = if window == self.window + 1 { self.now } else { 0 };
            self.window = window;
            self.now = 0;
        }
        self.now = self.now.saturating_add(1);
        let left = u64::try_from(WINDOW - now.micros() % WINDOW).unwrap_or(0);
        let of_before = u64::from(self.before) * left / u64::try_from(WINDOW).unwrap_or(1);
        self.now.saturating_add(u32::try_from(of_before).unwrap_or(u32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes::Gate;

    #[test]
    fn what_is_left_is_told() {
        let flow = Flow { name: "token", times: 2 };
        let floods = Floods::new(&[]);
        let at = Instant::from_micros(1_200_000_000_000_000 / WINDOW * WINDOW + 180_000_000);
        let rests: Vec<String> = (0..3).map(|_| floods.counted(flow, "a".to_owned(), at).rest(at)).collect();
        assert_eq!(rests, [r#""token";r=1;t=421"#, r#""token";r=0;t=421"#, r#""token";r=0;t=421"#]);
        assert!(floods.counted(flow, "a".to_owned(), at).left.is_none());
        assert!(floods.counted(flow, "b".to_owned(), at).left.is_some());
        assert_eq!(Share::policy(flow), r#""token";q=2;w=600"#);
    }

    #[test]
    fn one_address_is_stopped_and_its_neighbours_are_not() {
        let route = Route { method: "POST", path: "/sign-in".to_owned(), gate: Gate::Open(""), query: "", flow: Some(Flow { name: "door", times: 3 }) };
        let floods = Floods::new(&[route]);
        let at = |minutes: i64| Instant::from_micros(1_000_000_000_000_000 / WINDOW * WINDOW + minutes * 60_000_000);
        let ask = |address: &str, minutes| {
            let flow = floods.flow("POST", "/sign-in").unwrap();
            floods.one_more(flow, address.parse().unwrap(), at(minutes)).left.is_some()
        };
        assert!((0..3).all(|_| ask("203.0.113.7", 0)));
        assert!(!ask("203.0.113.7", 1));
        assert!(ask("203.0.113.8", 1));
        // Not all anew at the border of a window.
        assert!(!ask("203.0.113.7", 10));
        assert!(ask("203.0.113.7", 25));
        // Another route is not counted.
        assert!(floods.flow("GET", "/sign-in").is_none());
        let crowd = (1..=40).filter(|i| ask(&format!("198.51.100.{i}"), 0)).count();
        assert_eq!(crowd, 30);
    }
}
