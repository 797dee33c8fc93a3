//! The ways between visits that stand, each by its person's own means.

use super::rules;
use crate::store;
use db::{DbError, Read};
use people::PersonId;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Minutes from one visit to another, for one person.
pub type Legs = BTreeMap<(PersonId, Uuid, Uuid), i64>;

/// How long the way takes from each of these visits to the next, for each of these people; a way from or to what stands nowhere
/// in the plans is absent. Two queries, however many people and visits.
pub async fn legs(db: &impl Read, days: &BTreeMap<PersonId, Vec<Uuid>>) -> Result<Legs, DbError> {
    let roads = rules(db.app())?.roads;
    let by = store::ways_of_getting_around(db).await?;
    let all: BTreeSet<Uuid> = days.values().flatten().copied().collect();
    let stands = store::stands(db, &all.into_iter().collect::<Vec<_>>()).await?;
    let mut legs = Legs::new();
    for (person, visits) in days {
        let by = by.get(person).copied().unwrap_or_default();
        for (from, to) in visits.iter().zip(visits.iter().skip(1)) {
            if let (Some(here), Some(there)) = (stands.get(from), stands.get(to)) {
                let spot = |stand: &store::Stand| roads.spot(stand.at, &stand.district);
                legs.insert((*person, *from, *to), roads.minutes(by, spot(here).as_ref(), spot(there).as_ref(), here.ends));
            }
        }
    }
    Ok(legs)
}

/// The same for one person, in the order of the visits; `None` where one of the two stands nowhere.
pub async fn ways(db: &impl Read, person: PersonId, visits: &[Uuid]) -> Result<Vec<Option<i64>>, DbError> {
    let legs = legs(db, &BTreeMap::from([(person, visits.to_vec())])).await?;
    Ok(visits.iter().zip(visits.iter().skip(1)).map(|(from, to)| legs.get(&(person, *from, *to)).copied()).collect())
}
