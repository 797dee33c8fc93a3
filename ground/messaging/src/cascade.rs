//! The cascade: by which channel a message goes next.
//!
//! The client's own order counts. Where a channel gives no sign that the message arrived within the time of its class, the next one
//! is asked too; the first sign of arrival, or of being read, ends it. No channel is asked twice for a message that it may have.

use crate::Channel;
use jiff::SignedDuration;
use values::Instant;

/// What is known of one channel's try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receipt {
    /// It was not taken so far: the channel may be asked again.
    Trying,
    /// Handed over, and nobody heard the answer: it may have arrived.
    Unknown,
    /// The channel took it and will tell of its arrival.
    Taken,
    /// It arrived.
    Delivered,
    /// The channel will never take it.
    Refused,
}

/// One channel's try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// By which channel.
    pub channel: Channel,
    /// When it began.
    pub at: Instant,
    /// What is known of it.
    pub receipt: Receipt,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Ask this channel.
    Send(Channel),
    /// A sign may still come, until this moment.
    Wait(Instant),
    /// It arrived or was read: nothing more.
    Stopped,
    /// Nobody is left to ask.
    Exhausted,
}

/// By which channel next. `order` has the channels that are open, the client's first choice first; `patience` is how long the class
/// waits for a sign of arrival.
pub fn next(order: &[Channel], attempts: &[Attempt], is_read: bool, patience: SignedDuration, now: Instant) -> Next {
    if is_read || attempts.iter().any(|attempt| attempt.receipt == Receipt::Delivered) {
        return Next::Stopped;
    }
    let ends = |attempt: &Attempt| attempt.at + patience;
    let waits = attempts.iter().filter(|attempt| matches!(attempt.receipt, Receipt::Taken | Receipt::Unknown)).map(ends).max();
    if let Some(until) = waits.filter(|until| *until > now) {
        return Next::Wait(until);
    }
    let may_retry = |attempt: &&Attempt| attempt.receipt == Receipt::Trying && order.contains(&attempt.channel);
    if let Some(attempt) = attempts.iter().filter(may_retry).find(|attempt| ends(attempt) > now) {
        return Next::Send(attempt.channel);
    }
    let fresh = order.iter().find(|channel| attempts.iter().all(|attempt| attempt.channel != **channel));
    let again = || attempts.iter().find(may_retry).map(|attempt| attempt.channel);
    fresh.copied().or_else(again).map_or(Next::Exhausted, Next::Send)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALL: [Channel; 5] = [Channel::Email, Channel::Telegram, Channel::Max, Channel::Sms, Channel::Chat];
    const PATIENCE: SignedDuration = SignedDuration::from_mins(10);

    fn at(minute: i64) -> Instant {
        Instant::from_micros(minute * 60_000_000)
    }

    fn attempt(channel: Channel, minute: i64, receipt: Receipt) -> Attempt {
        Attempt { channel, at: at(minute), receipt }
    }

    #[test]
    fn the_next_is_asked_when_no_sign_has_come_in_time() {
        let order = [Channel::Telegram, Channel::Sms];
        let ask = |attempts: &[Attempt], minute| next(&order, attempts, false, PATIENCE, at(minute));
        assert_eq!(ask(&[], 0), Next::Send(Channel::Telegram));
        let taken = [attempt(Channel::Telegram, 0, Receipt::Taken)];
        assert_eq!((ask(&taken, 9), ask(&taken, 10)), (Next::Wait(at(10)), Next::Send(Channel::Sms)));
        assert_eq!(next(&order, &taken, true, PATIENCE, at(10)), Next::Stopped);
        let trying = [attempt(Channel::Telegram, 0, Receipt::Trying)];
        assert_eq!((ask(&trying, 9), ask(&trying, 10)), (Next::Send(Channel::Telegram), Next::Send(Channel::Sms)));
        assert_eq!(ask(&[attempt(Channel::Telegram, 0, Receipt::Refused)], 0), Next::Send(Channel::Sms));
        let both = [attempt(Channel::Telegram, 0, Receipt::Refused), attempt(Channel::Sms, 1, Receipt::Taken)];
        assert_eq!((ask(&both, 2), ask(&both, 11)), (Next::Wait(at(11)), Next::Exhausted));
        assert_eq!(ask(&[attempt(Channel::Telegram, 0, Receipt::Delivered)], 60), Next::Stopped);
    }

    #[derive(Debug, Clone)]
    enum Step {
        /// The worker runs, and the channel answers so.
        Run(Receipt),
        /// The worker dies between the channel and the book.
        Dies,
        /// The channel tells of the arrival of what it took.
        Arrives,
        /// The client reads it.
        Reads,
        /// Minutes pass.
        Passes(i64),
        /// The client closes the channel of this place.
        Closes(usize),
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let answer = prop_oneof![Just(Receipt::Trying), Just(Receipt::Taken), Just(Receipt::Delivered), Just(Receipt::Refused)];
        let step = prop_oneof![
            6 => answer.prop_map(Step::Run),
            2 => Just(Step::Dies),
            1 => Just(Step::Arrives),
            1 => Just(Step::Reads),
            4 => (1_i64..30).prop_map(Step::Passes),
            1 => (0_usize..5).prop_map(Step::Closes),
        ];
        proptest::collection::vec(step, 1..60)
    }

    proptest! {
        #[test]
        fn never_twice_never_after_it_was_read_and_nobody_is_left_out(order in Just(ALL.to_vec()).prop_shuffle(), count in 0_usize..6, steps in steps()) {
            let mut order = order[..count.min(5)].to_vec();
            let (mut attempts, mut now, mut read, mut stopped): (Vec<Attempt>, i64, bool, bool) = (Vec::new(), 0, false, false);
            for step in steps {
                match step {
                    Step::Passes(minutes) => now += minutes,
                    Step::Reads => read = true,
                    Step::Closes(place) if place < order.len() => { order.remove(place); }
                    Step::Closes(_) => {}
                    Step::Arrives => for one in attempts.iter_mut().filter(|one| matches!(one.receipt, Receipt::Taken | Receipt::Unknown)) {
                        one.receipt = Receipt::Delivered;
                    },
                    Step::Run(_) | Step::Dies => {
                        let said = next(&order, &attempts, read, PATIENCE, at(now));
                        prop_assert_eq!(said, next(&order, &attempts, read, PATIENCE, at(now)));
                        match said {
                            Next::Send(channel) => {
                                prop_assert!(!read && !stopped && order.contains(&channel));
                                let receipt = match step { Step::Run(receipt) => receipt, _ => Receipt::Unknown };
                                match attempts.iter_mut().find(|one| one.channel == channel) {
                                    Some(before) => {
                                        prop_assert_eq!(before.receipt, Receipt::Trying, "asked twice for what it may have");
                                        before.receipt = receipt;
                                    }
                                    None => attempts.push(attempt(channel, now, receipt)),
                                }
                            }
                            Next::Wait(until) => prop_assert!(until > at(now) && until <= at(now) + PATIENCE),
                            Next::Stopped => {
                                prop_assert!(read || attempts.iter().any(|one| one.receipt == Receipt::Delivered));
                                stopped = true;
                            }
                            Next::Exhausted => prop_assert!(order.iter().all(|channel| attempts.iter().any(|one| one.channel == *channel))),
                        }
                    }
                }
            }
            // Left to itself with channels that refuse, it comes to an end.
            for _ in 0..20 {
                now += 60;
                match next(&order, &attempts, read, PATIENCE, at(now)) {
                    Next::Send(channel) => match attempts.iter_mut().find(|one| one.channel == channel) {
                        Some(before) => before.receipt = Receipt::Refused,
                        None => attempts.push(attempt(channel, now, Receipt::Refused)),
                    },
                    Next::Wait(_) => {}
                    Next::Stopped | Next::Exhausted => return Ok(()),
                }
            }
            prop_assert!(false, "it goes on for ever");
        }
    }
}
