//! What the memory of a household asks of a job, in words that whoever does it may read.

use pages::{T, closed_room_words};
use serde::Serialize;
use suppliers::{Need, Other};
use utoipa::ToSchema;
use values::{Arg, Said};

/// A line that the house adds to a job by itself.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"kind": "avoid", "words": "Без этих запахов и аллергенов: цитрусовые", "why": "в доме этого не переносят"}))]
pub(crate) struct JobNeedOut {
    /// `avoid`, `instead`, `without`, `closed`, `seat`, `seat_to_come`, `belt` or `water`.
    pub(crate) kind: &'static str,
    /// What is asked.
    pub(crate) words: String,
    /// Why.
    pub(crate) why: String,
}

/// These lines in the reader's language.
pub(crate) fn worded(t: &T, needs: &[Need]) -> Vec<JobNeedOut> {
    needs.iter().map(|need| JobNeedOut { kind: need.name(), words: words(t, need), why: why(t, need) }).collect()
}

fn carried(t: &T, what: &[Said]) -> String {
    t.list(&what.iter().map(|one| one.of(t.lang).to_lowercase()).collect::<Vec<_>>())
}

fn words(t: &T, need: &Need) -> String {
    match need {
        Need::Avoid { what } => t.with("suppliers-need-avoid", "what", &carried(t, what)),
        Need::Instead { product, other: Some(Other::Own(other)), .. } => {
            t.say("suppliers-need-instead", &[("product", product.as_str().into()), ("other", other.as_str().into())])
        }
        Need::Instead { product, other: Some(Other::House(other)), .. } => {
            t.say("suppliers-need-instead-house", &[("product", product.as_str().into()), ("other", other.of(t.lang).into())])
        }
        Need::Instead { product, other: None, .. } => t.with("suppliers-need-without", "product", product),
        Need::Closed { room, days, hours } => closed_room_words(t, room, days, *hours),
        Need::Seat { groups, kinds } => {
            let weighs = (!groups.is_empty()).then(|| t.with("concierge-along-r44", "groups", &groups.join(", ")));
            let kinds: Vec<String> = kinds.iter().map(|kind| t.get(&format!("concierge-seat-{kind}"))).collect();
            let stature = (!kinds.is_empty()).then(|| t.with("concierge-along-r129", "kinds", &kinds.join(", ")));
            t.with("suppliers-need-seat", "fits", &weighs.into_iter().chain(stature).collect::<Vec<_>>().join("; "))
        }
        Need::SeatToCome => t.get("suppliers-need-seat-to-come"),
        Need::Belt => t.get("suppliers-need-belt"),
        Need::Water { words, children } => {
            t.args("concierge-along-water", &[("water", Arg::Text(words.of(t.lang).to_owned())), ("n", Arg::Int(i64::try_from(*children).unwrap_or(i64::MAX)))])
        }
    }
}

/// No more than the job needs: what a thing carries, never who cannot bear it.
fn why(t: &T, need: &Need) -> String {
    match need {
        Need::Avoid { .. } => t.get("suppliers-need-avoid-why"),
        Need::Instead { carries, .. } => t.with("suppliers-need-instead-why", "what", &carried(t, carries)),
        Need::Closed { .. } => t.get("suppliers-need-closed-why"),
        Need::Seat { .. } | Need::SeatToCome | Need::Belt => t.get("suppliers-need-seat-why"),
        Need::Water { .. } => t.get("concierge-along-why-water"),
    }
}
