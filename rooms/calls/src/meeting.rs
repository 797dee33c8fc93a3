//! An appointment: somebody of ours and a client, or somebody who asks, at a time.

use concierge::RequestId;
use households::ClientId;
use jiff::SignedDuration;
use people::PersonId;
use values::{FieldFault, Instant};

values::typed_id!(
    /// An appointment.
    MeetingId
);

/// So long before it, the card lies ready.
pub const NEAR: SignedDuration = SignedDuration::from_mins(15);
/// Nobody plans a talk further ahead.
const FAR: SignedDuration = SignedDuration::from_hours(24 * 180);

/// With whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum With {
    /// A client.
    Client(ClientId),
    /// Somebody who asks.
    Request(RequestId),
}

/// An appointment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meeting {
    /// Its id.
    pub id: MeetingId,
    /// With whom.
    pub with: With,
    /// Who of us.
    pub person: PersonId,
    /// When.
    pub at: Instant,
}

/// As typed into the form: `2026-03-03T15:00`, Moscow time.
#[derive(Debug, Clone, Default)]
pub struct RawMeeting {
    /// Day and time.
    pub at: String,
}

impl RawMeeting {
    /// When it is; ahead of now, and not too far.
    pub(crate) fn check(&self, now: Instant) -> Result<Instant, Vec<FieldFault>> {
        let fault = |kind| vec![FieldFault::new("at", kind)];
        if self.at.trim().is_empty() {
            return Err(fault("missing"));
        }
        let at = self.at.trim().parse().ok().and_then(|civil| Instant::of_moscow(civil).ok()).ok_or_else(|| fault("no-day-and-time"))?;
        if at <= now || at > now + FAR { Err(fault("not-ahead")) } else { Ok(at) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_meeting_is_ahead() {
        let now: Instant = "2026-03-02T08:00:00+03:00".parse().unwrap();
        let check = |at: &str| RawMeeting { at: at.to_owned() }.check(now).map_err(|faults| faults[0].kind);
        assert_eq!(check("2026-03-02T08:15"), Ok("2026-03-02T08:15:00+03:00".parse().unwrap()));
        assert_eq!(check("2026-03-02T08:00"), Err("not-ahead"));
        assert_eq!(check("2027-03-02T08:00"), Err("not-ahead"));
        assert_eq!((check(""), check("завтра")), (Err("missing"), Err("no-day-and-time")));
    }
}
