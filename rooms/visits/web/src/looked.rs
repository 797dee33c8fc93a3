//! What a crew sees of a client: the address and how to address them, each look recorded.

use access::{Permit, Resource};
use households::{Card, ClientId, HomeId, show};
use pages::{Here, Refused, T};
use people::PersonId;
use std::collections::{BTreeMap, BTreeSet};
use visits::{DO_VISIT, Move, Plan, SEE_VISIT};

/// Addresses and names, as far as they were asked for and are not erased.
#[derive(Default)]
pub(crate) struct Looked {
    /// The whole address, and without the flat.
    lines: BTreeMap<HomeId, (String, String)>,
    cards: BTreeMap<ClientId, Card>,
}

impl Looked {
    /// The address in one line; the flat stands in it near the visit only.
    pub(crate) fn address(&self, t: &T, plan: &Plan, near: bool) -> String {
        let known = self.lines.get(&plan.home).map(|(line, way)| if near { line } else { way }.clone());
        known.unwrap_or_else(|| t.get("visits-no-address"))
    }
    /// As the client is addressed; empty when not asked for.
    pub(crate) fn name(&self, plan: &Plan) -> String {
        self.card(plan).map(Card::salutation).unwrap_or_default()
    }
    /// Whose visit it is; `None` when not asked for.
    pub(crate) fn card(&self, plan: &Plan) -> Option<&Card> {
        self.cards.get(&plan.client)
    }
}

/// Whoever is of the staff and goes to visits; others are shown the door, or that this is not theirs.
pub(crate) fn crew_member(here: &Here) -> Result<PersonId, Refused> {
    let own = Resource { client: None, crew: here.actor.subject().into_iter().collect() };
    let permit = here.actor.may(DO_VISIT, &own).map_err(|e| here.refuse(&e))?;
    permit.actor().subject().map(PersonId::from).ok_or_else(|| here.not_found())
}

/// To whom a visit belongs.
pub(crate) fn resource(plan: &Plan) -> Resource {
    Resource { client: Some(plan.client.uuid()), crew: plan.crew.iter().map(|person| person.uuid()).collect() }
}

/// Opens the addresses of these visits, and the name where it is wanted: all at once, under the permit of one act.
pub(crate) async fn reveal(here: &Here, wanted: &[(&Plan, bool)]) -> Result<Looked, Move> {
    let mut permit: Option<Permit> = None;
    for (plan, _) in wanted {
        permit = Some(here.actor.may(SEE_VISIT, &resource(plan))?);
    }
    let Some(permit) = permit else {
        return Ok(Looked::default());
    };
    let homes: BTreeSet<HomeId> = wanted.iter().map(|(plan, _)| plan.home).collect();
    let clients: BTreeSet<ClientId> = wanted.iter().filter(|(_, name)| *name).map(|(plan, _)| plan.client).collect();
    let (homes, clients): (Vec<_>, Vec<_>) = (homes.into_iter().collect(), clients.into_iter().collect());
    let shown = show(&here.app, &permit, &clients, &homes).await?;
    Ok(Looked { lines: shown.homes.into_values().map(|card| (card.home, (card.address.line(), card.address.way()))).collect(), cards: shown.cards })
}
