//! By which channels a client is written to, and in which order: the rule.

use crate::store::channels::Closed;
use messaging::Channel;
use values::Instant;

/// What is kept of one channel of a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// Which.
    pub channel: Channel,
    /// Its place in the client's order; smaller comes first.
    pub place: i64,
    /// When a messenger was joined.
    pub joined_at: Option<Instant>,
    /// Since when and why it is closed; `None` while it is open.
    pub closed: Closed,
}

/// What there is of a client to write to, besides what was joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Known {
    pub email: bool,
    pub phone: bool,
}

/// Where a channel stands that the client has said nothing of: a letter comes before a short message.
pub(crate) const fn usual(channel: Channel) -> i64 {
    match channel {
        Channel::Telegram | Channel::Max => 0,
        Channel::Email => 100,
        Channel::Sms => 200,
        Channel::Chat | Channel::Mailbox => 300,
    }
}

/// The channels of a client, closed ones with them, in order: what is kept, and what is known without having been asked for.
pub(crate) fn in_order(mut kept: Vec<Way>, known: Known) -> Vec<Way> {
    for (channel, is_known) in [(Channel::Email, known.email), (Channel::Sms, known.phone)] {
        if is_known && kept.iter().all(|way| way.channel != channel) {
            kept.push(Way { channel, place: usual(channel), joined_at: None, closed: None });
        }
    }
    kept.retain(|way| match way.channel {
        Channel::Email => known.email,
        Channel::Sms => known.phone,
        _ => true,
    });
    kept.sort_by_key(|way| (way.place, way.channel));
    kept
}

/// The place before all others.
pub(crate) fn first(ways: &[Way]) -> i64 {
    ways.iter().map(|way| way.place).min().unwrap_or(0).min(usual(Channel::Email)) - 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use messaging::Why;

    fn way(channel: Channel, place: i64) -> Way {
        Way { channel, place, joined_at: None, closed: None }
    }

    #[test]
    fn what_the_client_chose_comes_first_and_what_is_known_is_there_unasked() {
        let order = |kept: Vec<Way>, email, phone| in_order(kept, Known { email, phone }).into_iter().map(|way| way.channel).collect::<Vec<_>>();
        assert_eq!(order(vec![], true, true), [Channel::Email, Channel::Sms]);
        assert_eq!(order(vec![way(Channel::Telegram, -1), way(Channel::Sms, -2)], true, true), [Channel::Sms, Channel::Telegram, Channel::Email]);
        // A mail that is not known any more is no way.
        assert_eq!(order(vec![way(Channel::Email, -3)], false, true), [Channel::Sms]);
        let closed = Way { closed: Some((Instant::from_micros(0), Why::Bounced)), ..way(Channel::Email, 100) };
        let ways = in_order(vec![closed], Known { email: true, phone: false });
        assert_eq!((ways.len(), first(&ways)), (1, 99));
    }
}
