//! From where somebody asks: the network of their address, for limits that stop the asker and not the one asked about.

use std::net::IpAddr;

tokio::task_local! {
    static ADDRESS: Option<IpAddr>;
}

/// Does the work of a request from this address; `None` where it is not known.
pub async fn asked_from<F: Future>(address: Option<IpAddr>, work: F) -> F::Output {
    ADDRESS.scope(address, work).await
}

/// The network that is asking now; empty where no address is known, as for tasks and the command line.
pub(crate) fn network() -> String {
    ADDRESS.try_with(|address| *address).ok().flatten().map(network_of).unwrap_or_default()
}

/// The /24 or /64 of an address: what one household or one attacker easily has.
pub fn network_of(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            format!("{a}.{b}.{c}")
        }
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_one_network_and_a_mapped_address_is_what_it_stands_for() {
        let of = |text: &str| network_of(text.parse().unwrap());
        assert_eq!(of("203.0.113.7"), of("203.0.113.200"));
        assert_ne!(of("203.0.113.7"), of("203.0.114.7"));
        assert_eq!(of("::ffff:203.0.113.7"), of("203.0.113.1"));
        assert_eq!(of("2001:db8:1:2::5"), of("2001:db8:1:2:ffff::1"));
        assert_ne!(of("2001:db8:1:2::5"), of("2001:db8:1:3::5"));
    }
}
