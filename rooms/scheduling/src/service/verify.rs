//! What is planned from now on and cannot be kept.

use crate::service::rules;
use crate::store::{self, BusyKind, TakenRow};
use crate::travel::By;
use db::{DbError, Read};
use jiff::SignedDuration;
use people::PersonId;
use room::Finding;
use values::Instant;

/// Overlaps, people not cleared, no time for the way; plans that were changed without a comparison; holds, leaves and visits
/// that keep nobody's time, and time that is kept for none of them.
pub(crate) async fn verify(db: &impl Read) -> Result<Vec<Finding>, DbError> {
    let rows = store::taken_from_now(db).await?;
    let mut findings = days(db, &rows).await?;
    let all = [
        ("promise 7: planned without comparing the plan", store::unversioned(db, &rows).await?),
        ("promise 7: a leave that takes nobody's time", store::leaves_without_rows(db).await?),
        ("promise 7: a hold that keeps nobody's time", store::held_without_rows(db).await?),
        ("promise 7: time that is kept for nothing", store::rows_without_their_owner(db).await?),
    ];
    findings.extend(all.into_iter().flat_map(|(broken, ids)| ids.into_iter().map(|id| Finding::broken(broken, id)).collect::<Vec<_>>()));
    Ok(findings)
}

async fn days(db: &impl Read, rows: &[TakenRow]) -> Result<Vec<Finding>, DbError> {
    let roads = rules(db.app())?.roads;
    let ways = store::ways_of_getting_around(db).await?;
    let mut findings = Vec::new();
    let mut before = Before::default();
    for TakenRow { id, busy, covered } in rows {
        if !covered {
            findings.push(Finding::broken("promise 3: planned without a clearance", *id));
        }
        if before.person != Some(busy.person) {
            before = Before { person: Some(busy.person), ..Before::default() };
        }
        let here = busy.district.as_deref().map(|district| roads.spot(busy.at, district));
        // Whoever drove by car when it was planned may go by metro today: the faster of the two is what a plan must allow.
        let by = ways.get(&busy.person).copied().unwrap_or_default();
        if before.end.is_some_and(|end| end > busy.span.start) {
            findings.push(Finding::broken("promise 7: one person in two places", *id));
        } else if let (Some((left, from)), Some(to)) = (&before.place, &here) {
            let way = [by, By::Car, By::Transit].into_iter().map(|by| roads.minutes(by, from.as_ref(), to.as_ref(), *left)).min().unwrap_or(0);
            if *left + SignedDuration::from_mins(way) > busy.span.start {
                findings.push(Finding::broken("promise 7: no time for the way", *id));
            }
        }
        before.end = before.end.max(Some(busy.span.end));
        if let Some(place) = here.filter(|_| busy.kind != BusyKind::Leave) {
            before.place = Some((busy.span.end, place));
        }
    }
    Ok(findings)
}

/// What stands in a person's plan before the row that is looked at.
#[derive(Default)]
struct Before {
    person: Option<PersonId>,
    end: Option<Instant>,
    /// When they leave the last place, a leave in between or not.
    place: Option<(Instant, crate::slots::Place)>,
}
