//! Why a time is not offered, in words for the desk: what is closed, and why somebody cannot come.

use crate::text::T;
use people::{Lack, Missing};
use scheduling::{BusyKind, Closed, WhyNot};
use values::Instant;

fn clock(time: jiff::civil::Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

fn minutes(t: &T, key: &str, at: Instant, needs: i64, has: i64) -> String {
    t.say(key, &[("at", t.time(&at).into()), ("needs", needs.to_string().into()), ("has", has.to_string().into())])
}

/// `Раньше 14:40 не успеем приехать`
pub fn closed_words(t: &T, closed: &Closed) -> String {
    match closed {
        Closed::TooSoon(from) => t.with("why-too-soon", "at", &t.moment(from)),
        Closed::TooFar(until) => t.with("why-too-far", "at", &t.date(until)),
        Closed::DayClosed => t.get("why-day-closed"),
        Closed::OutsideHours { from, to } => t.say("why-outside-hours", &[("from", clock(*from).into()), ("to", clock(*to).into())]),
        Closed::OffStep(step) => t.num("why-off-step", "n", step),
        Closed::Noise { from, to } => t.say("why-noise", &[("from", clock(*from).into()), ("to", clock(*to).into())]),
        Closed::HomeClosed(span) => t.with("why-home-closed", "span", &t.span(span)),
    }
}

fn lack(t: &T, missing: &Missing) -> String {
    let word = |(kind, lack): &(people::StageKind, Lack)| {
        let stage = t.get(&format!("why-stage-{}", kind.name()));
        match lack {
            Lack::NotPassed => stage,
            Lack::Expired(at) => t.say("why-stage-expired", &[("stage", stage.into()), ("at", t.date(at).into())]),
            Lack::Revoked(at) => t.say("why-stage-revoked", &[("stage", stage.into()), ("at", t.date(at).into())]),
        }
    };
    t.list(&missing.0.iter().map(word).collect::<Vec<_>>())
}

/// `На визите 10:00–13:30`
pub fn why_words(t: &T, why: &WhyNot) -> String {
    match why {
        WhyNot::NotCleared(Some(missing)) => t.with("why-not-cleared", "stages", &lack(t, missing)),
        WhyNot::NotCleared(None) => t.get("why-not-cleared-then"),
        WhyNot::ClearanceEnds(at) => t.with("why-clearance-ends", "at", &t.moment(at)),
        WhyNot::Lacks(_) => t.get("why-lacks"),
        WhyNot::OffShift(None) => t.get("why-off-shift"),
        WhyNot::OffShift(Some(shift)) => t.with("why-shift", "span", &t.span(shift)),
        WhyNot::Taken { span, kind: BusyKind::Leave, .. } => t.with("why-away", "at", &t.moment(&span.end)),
        WhyNot::Taken { span, kind: BusyKind::Hold, .. } => t.with("why-held", "span", &t.span(span)),
        WhyNot::Taken { span, kind: BusyKind::Visit, .. } => t.with("why-visit", "span", &t.span(span)),
        WhyNot::WayBefore { ends, needs_minutes, has_minutes, .. } => minutes(t, "why-way-before", *ends, *needs_minutes, *has_minutes),
        WhyNot::WayAfter { begins, needs_minutes, has_minutes, .. } => minutes(t, "why-way-after", *begins, *needs_minutes, *has_minutes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::UiTexts;
    use people::StageKind;
    use std::sync::Arc;
    use uuid::Uuid;
    use values::{Lang, Span};

    #[test]
    fn every_reason_has_words_in_both_languages() {
        let at: Instant = "2026-11-24T14:40:00+03:00".parse().unwrap();
        let (span, owner) = (Span::minutes(at, 60), Uuid::nil());
        let (from, to) = (jiff::civil::time(9, 0, 0, 0), jiff::civil::time(21, 0, 0, 0));
        let missing = Missing(StageKind::ALL.into_iter().zip([Lack::NotPassed, Lack::Expired(at), Lack::Revoked(at)].into_iter().cycle()).collect());
        let closed = [
            Closed::TooSoon(at),
            Closed::TooFar(at),
            Closed::DayClosed,
            Closed::OutsideHours { from, to },
            Closed::OffStep(30),
            Closed::Noise { from, to },
            Closed::HomeClosed(span),
        ];
        let taken = [BusyKind::Hold, BusyKind::Visit, BusyKind::Leave].map(|kind| WhyNot::Taken { span, kind, owner });
        let rest = [
            WhyNot::NotCleared(Some(missing)),
            WhyNot::NotCleared(None),
            WhyNot::ClearanceEnds(at),
            WhyNot::Lacks("windows".to_owned()),
            WhyNot::OffShift(None),
            WhyNot::OffShift(Some(span)),
            WhyNot::WayBefore { owner, ends: at, needs_minutes: 56, has_minutes: 30 },
            WhyNot::WayAfter { owner, begins: at, needs_minutes: 56, has_minutes: 30 },
        ];
        for lang in Lang::ALL {
            let t = T::new(lang, Arc::new(UiTexts::new(&[]).unwrap()));
            let words: Vec<String> = closed.iter().map(|c| closed_words(&t, c)).chain(taken.iter().chain(&rest).map(|w| why_words(&t, w))).collect();
            for words in words {
                assert!(!words.contains("why-") && !words.contains('{') && !words.is_empty(), "{words}");
            }
        }
    }
}
