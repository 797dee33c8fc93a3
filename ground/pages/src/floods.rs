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

    /// May this address ask for this route once more?
    pub(crate) fn let_in(&self, method: &str, path: &str, address: IpAddr, now: Instant) -> bool {
        let method = if method == "GET" { "GET" } else { "POST" };
        let Some(flow) = self.flows.get(&(method, path.to_owned())) else {
            return true;
        };
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() > MOST {
            counts.clear();
        }
        let mut one = |name: String, most: u32| counts.entry((flow.name, name)).or_insert(Count { window: 0, now: 0, before: 0 }).one_more(now) <= most;
        let address_in = one(address.to_canonical().to_string(), flow.times);
        one(network_of(address), flow.times.saturating_mul(NETWORK)) && address_in
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
    fn one_address_is_stopped_and_its_neighbours_are_not() {
        let route = Route { method: "POST", path: "/sign-in".to_owned(), gate: Gate::Open(""), query: "", flow: Some(Flow { name: "door", times: 3 }) };
        let floods = Floods::new(&[route]);
        let at = |minutes: i64| Instant::from_micros(1_000_000_000_000_000 / WINDOW * WINDOW + minutes * 60_000_000);
        let ask = |address: &str, minutes| floods.let_in("POST", "/sign-in", address.parse().unwrap(), at(minutes));
        assert!((0..3).all(|_| ask("203.0.113.7", 0)));
        assert!(!ask("203.0.113.7", 1));
        assert!(ask("203.0.113.8", 1));
        // Not all anew at the border of a window.
        assert!(!ask("203.0.113.7", 10));
        assert!(ask("203.0.113.7", 25));
        // Another route is not counted.
        assert!(floods.let_in("GET", "/sign-in", "203.0.113.7".parse().unwrap(), at(1)));
        let crowd = (1..=40).filter(|i| ask(&format!("198.51.100.{i}"), 0)).count();
        assert_eq!(crowd, 30);
    }
}
