//! A price and its people in words: the same on the calculator, at the time, at the agreement and at the desk.

use crate::text::T;
use access::Actor;
use catalog::{Basis, Service};
use db::{App, DbError, Read};
use messaging::words;
use people::PersonId;
use pricing::discounts::{Kind, Verdict, WhyNot};
use pricing::{Ask, DiscountAnswer, Fee, LEAST_AREA_M2, Line, LineCode, Quote, QuoteId, Rhythm, UnitPrice};
use scheduling::{SlotAsk, Whose};
use std::borrow::Cow;
use std::collections::BTreeMap;
use values::{Arg, Explain, Money, Offer, Problem};

/// A line of a price.
#[derive(Debug, Clone)]
pub struct LineView {
    /// What for.
    pub words: String,
    /// How much.
    pub amount: String,
    /// It takes away.
    pub off: bool,
}

/// A price as pages show it: `{% include "lines.html" %}` with `order` in scope.
#[derive(Debug, Clone)]
pub struct OrderView {
    /// `Поддерживающая уборка, 74 м²`
    pub title: String,
    /// The lines.
    pub lines: Vec<LineView>,
    /// The total.
    pub total: String,
    /// The total in kopecks, for the button that is pressed.
    pub total_kopecks: i64,
    /// `≈ 3 ч 30 мин`
    pub length: String,
    /// `2 человека`
    pub crew: String,
}

impl OrderView {
    /// In the reader's language.
    pub fn new(t: &T, service: &Service, ask: &Ask, lines: &[Line], total: Money, effort: catalog::Effort) -> Self {
        let title = title(t, service, ask);
        let words = |code: &LineCode| match code {
            LineCode::Base { .. } | LineCode::Windows { .. } => title.clone(),
            LineCode::ExtraRooms { count } => t.num("line-rooms", "n", &i64::from(*count)),
            LineCode::ExtraBathrooms { count } => t.num("line-bathrooms", "n", &i64::from(*count)),
            LineCode::Extra { code, count } => {
                let name = service.extra(code).map_or_else(|| code.clone(), |extra| extra.name.of(t.lang).to_owned());
                if *count > 1 { format!("{name}\u{a0}×\u{a0}{count}") } else { name }
            }
            LineCode::BeyondRing => t.get("line-beyond-ring"),
            LineCode::Keys => t.get("line-keys"),
            LineCode::Urgent { within_hours } => t.num("line-urgent", "n", &i64::from(*within_hours)),
            LineCode::ToLeast => t.get("line-to-least"),
            LineCode::Rhythm { rhythm, percent } => {
                t.say("line-rhythm", &[("rhythm", rhythm_words(t, *rhythm).into()), ("percent", Cow::Owned(percent.to_string()))])
            }
            LineCode::Promo { code } => t.with("line-promo", "code", code),
            LineCode::FirstOrder { percent, .. } => t.say("line-first-order", &[("percent", Cow::Owned(percent.to_string()))]),
        };
        // A discount that is cut says at what: ten per cent beside a smaller sum would be a riddle.
        let capped = |line: &Line| match &line.code {
            LineCode::FirstOrder { percent, at_most } if -line.amount == *at_most => {
                let vars = [("percent", Cow::Owned(percent.to_string())), ("most", Cow::Owned(at_most.to_string()))];
                Some(t.say("line-first-order-most", &vars))
            }
            _ => None,
        };
        let view = |line: &Line| LineView {
            words: capped(line).unwrap_or_else(|| words(&line.code)),
            amount: line.amount.to_string(),
            off: line.amount < Money::ZERO,
        };
        Self {
            lines: lines.iter().map(view).collect(),
            total: total.to_string(),
            total_kopecks: total.in_kopecks(),
            length: t.with("order-length", "length", &t.length(&i64::from(effort.minutes))),
            crew: t.num("order-crew", "n", &i64::from(effort.crew)),
            title,
        }
    }
}

/// `Поддерживающая уборка, 74 м²`, `Мытьё окон, 8 окон`
fn title(t: &T, service: &Service, ask: &Ask) -> String {
    let name = service.name.of(t.lang);
    match service.basis {
        Basis::Home => t.say("order-title", &[("service", name.into()), ("area", ask.area_m2.to_string().into())]),
        Basis::Windows => t.say("order-title-windows", &[("service", name.into()), ("windows", t.num("order-windows", "n", &i64::from(ask.windows)).into())]),
    }
}

/// What one of an extra costs: `800 ₽`; where it depends on the home, the least: `от 1 060 ₽`.
pub fn unit_price(t: &T, price: UnitPrice) -> String {
    match price {
        UnitPrice::Fixed(price) => price.to_string(),
        UnitPrice::BySize { .. } => t.with("price-from", "price", &price.of(LEAST_AREA_M2).to_string()),
    }
}

/// `каждую неделю`
pub fn rhythm_words(t: &T, rhythm: Rhythm) -> String {
    t.get(match rhythm {
        Rhythm::Once => "rhythm-once",
        Rhythm::Weekly => "rhythm-weekly",
        Rhythm::Fortnightly => "rhythm-fortnightly",
        Rhythm::Monthly => "rhythm-monthly",
    })
}

/// What became of a discount, in words: `Промокод ВЕСНА: этот код действовал до 31 мая`.
pub fn discount_words(t: &T, answer: &DiscountAnswer) -> String {
    let name = match &answer.discount {
        Kind::Rhythm { .. } => t.get("discount-rhythm"),
        Kind::Promo { code } => t.with("line-promo", "code", code),
        Kind::FirstOrder => t.get("discount-first-order"),
    };
    let told = match &answer.answer {
        Verdict::Applied { off } => t.with("discount-applied", "off", &off.to_string()),
        Verdict::InPart { off } => t.with("discount-in-part", "off", &off.to_string()),
        Verdict::Refused(why) => match why {
            WhyNot::UnknownCode => t.get("discount-unknown-code"),
            WhyNot::OtherService => t.get("discount-other-service"),
            WhyNot::NotFirstOrder => t.get("discount-not-first-order"),
            WhyNot::NotYet { from } => t.with("discount-not-yet", "from", &words::civil_date(t.lang, *from)),
            WhyNot::Over { until } => t.with("discount-over", "until", &words::civil_date(t.lang, *until)),
            WhyNot::Spent => t.get("discount-spent"),
            WhyNot::NotTogether => t.get("discount-not-together"),
            WhyNot::NothingLeft => t.get("discount-nothing-left"),
        },
    };
    t.say("discount-answer", &[("discount", name.into()), ("answer", told.into())])
}

/// The discounts that were not given as asked for, in words.
pub fn discount_notes(t: &T, answers: &[DiscountAnswer]) -> Vec<String> {
    answers.iter().filter(|answer| !matches!(answer.answer, Verdict::Applied { .. })).map(|answer| discount_words(t, answer)).collect()
}

/// What calling off or moving a visit costs, in words, from the longest time before it: first when it is free.
pub fn fee_words(t: &T, fees: &[Fee]) -> Vec<String> {
    let Some(first) = fees.iter().max_by_key(|fee| fee.less_than_hours) else {
        return vec![t.get("fee-never")];
    };
    let step = |fee: &Fee| {
        let hours = t.num("fee-hours", "n", &i64::from(fee.less_than_hours));
        let words = t.say("fee-step", &[("hours", hours.into()), ("cancel", fee.cancel.to_string().into()), ("change", fee.change.to_string().into())]);
        if fee.free_changes == 0 {
            return words;
        }
        let free = t.args("fee-free-changes", &[("n", Arg::Int(fee.free_changes.into())), ("days", Arg::Int(fee.free_days.into()))]);
        format!("{words}. {free}")
    };
    let free = t.with("fee-free", "hours", &t.num("fee-hours", "n", &i64::from(first.less_than_hours)));
    std::iter::once(free).chain(fees.iter().map(step)).collect()
}

/// First names of people, in the order given.
pub async fn crew_names(db: &impl Read, crew: &[PersonId]) -> Result<Vec<String>, DbError> {
    let names: BTreeMap<_, _> = people::names(db, crew).await?;
    Ok(crew.iter().filter_map(|person| names.get(person)).map(|name| name.first.clone()).collect())
}

/// Why a quote cannot be gone on with.
#[derive(Debug, thiserror::Error)]
pub enum NoQuote {
    /// There is none.
    #[error("no such quote")]
    Unknown,
    /// It is valid no longer.
    #[error("the quote is too old")]
    Over,
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for NoQuote {
    fn explain(&self) -> Problem {
        match self {
            Self::Unknown => Problem::new(404, "not-found"),
            Self::Over => Problem::new(409, "quote-over").offer(Offer::NewQuote),
            Self::Db(e) => e.explain(),
        }
    }
}

/// The quote, if it can still be booked.
pub async fn live_quote(app: &App, id: &str) -> Result<Quote, NoQuote> {
    let id: QuoteId = id.parse().map_err(|_| NoQuote::Unknown)?;
    let db = app.read().await?;
    let quote = pricing::quote(&db, id).await?.ok_or(NoQuote::Unknown)?;
    if quote.valid_at(db.now()) { Ok(quote) } else { Err(NoQuote::Over) }
}

/// What a quote asks of the plans; where a client asks, the hours of their household are kept.
pub async fn slot_ask(db: &impl Read, who: &Actor, quote: &Quote) -> Result<SlotAsk, DbError> {
    booking::slot_ask(db, quote, who.client().map(|client| Whose { client: client.into(), home: None })).await
}

/// The calculator with the same ask filled in.
pub fn calculator_href(ask: &Ask) -> String {
    let mut pairs = vec![("service".to_owned(), ask.service.clone()), ("district".to_owned(), ask.district.clone())];
    let numbers = [("area", ask.area_m2), ("rooms", ask.rooms), ("bathrooms", ask.bathrooms), ("windows", ask.windows)];
    pairs.extend(numbers.into_iter().filter(|(_, number)| *number > 0).map(|(name, number)| (name.to_owned(), number.to_string())));
    pairs.extend(ask.extras.iter().map(|(code, count)| (extra_field(code), count.to_string())));
    if ask.rhythm != Rhythm::Once {
        pairs.push(("rhythm".to_owned(), ask.rhythm.name().to_owned()));
    }
    pairs.extend(ask.promo.iter().map(|code| ("promo".to_owned(), code.clone())));
    for (name, chosen) in [("keys", ask.keys), ("first", ask.first_order)] {
        if chosen {
            pairs.push((name.to_owned(), "yes".to_owned()));
        }
    }
    format!("/?{}#calculator", serde_urlencoded::to_string(pairs).unwrap_or_default())
}

/// The field of an extra: how many of it.
pub fn extra_field(code: &str) -> String {
    format!("extra-{code}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_keeps_what_was_chosen() {
        let (service, district) = ("regular".to_owned(), "petrogradsky".to_owned());
        let (extras, promo) = ([("ironing".to_owned(), 2), ("oven".to_owned(), 1)].into(), Some("ВЕСНА".to_owned()));
        let ask = Ask { service, district, area_m2: 74, rooms: 3, bathrooms: 2, extras, rhythm: Rhythm::Weekly, first_order: true, ..Ask::default() };
        let href = "/?service=regular&district=petrogradsky&area=74&rooms=3&bathrooms=2&extra-ironing=2&extra-oven=1&rhythm=weekly&first=yes#calculator";
        assert_eq!(calculator_href(&ask), href);
        let ask = Ask { service: "windows".to_owned(), district: "nevsky".to_owned(), windows: 8, keys: true, promo, ..Ask::default() };
        assert_eq!(calculator_href(&ask), "/?service=windows&district=nevsky&windows=8&promo=%D0%92%D0%95%D0%A1%D0%9D%D0%90&keys=yes#calculator");
    }
}
