//! What stands open for a client, in every room that does something for them: read with a fixed number of questions to each, said in lines.

use crate::likely::Trouble;
use care::Proposal;
use concierge::Request;
use db::Reader as Db;
use households::ClientId;
use incidents::Incident;
use pages::{Here, Refused, T};
use people::{Name, PersonId};
use projects::UnderWay;
use std::collections::BTreeMap;
use values::{Instant, Said};

/// Plans, incidents and requests that are read.
const OPEN: u32 = 8;

/// What stands open.
pub(crate) struct Work {
    /// What is carried out for them, the latest first.
    pub(crate) plans: Vec<UnderWay>,
    /// What does not go as agreed and is not told with its way out, the latest first.
    pub(crate) incidents: Vec<Slip>,
    /// What was proposed and waits for their word, the nearest day first.
    pub(crate) proposals: Vec<Proposal>,
    /// What they asked for, the newest first.
    pub(crate) requests: Vec<Request>,
}

/// Something that does not go as agreed, in the words of the house book.
pub(crate) struct Slip {
    pub(crate) incident: Incident,
    pub(crate) what: Said,
    /// The way out that was chosen last.
    pub(crate) way: Option<Said>,
}

/// The look at the client is recorded before.
pub(crate) async fn open_work(here: &Here, db: &Db, client: ClientId) -> Result<Work, Refused> {
    let (app, actor) = (&here.app, &here.actor);
    let plans = projects::under_way_of(db, actor, client, OPEN as usize).await.map_err(|e| here.refuse(&e))?;
    let slips = incidents::open_incidents_of(db, actor, client, OPEN).await.map_err(|e| here.refuse(&e))?;
    let playbooks = incidents::playbooks(app).map_err(|e| here.refuse(&e))?;
    let slip = |incident: Incident| {
        let playbook = playbooks.of(incident.kind)?;
        let way = incident.way.and_then(|way| playbook.alternative(way)).map(|way| way.title.clone());
        Some(Slip { what: playbook.what.clone(), way, incident })
    };
    Ok(Work {
        plans,
        incidents: slips.into_iter().filter_map(slip).collect(),
        proposals: care::sent_to(db, actor, client).await.map_err(|e| here.refuse(&e))?,
        requests: concierge::requests_of(app, actor, client, false, None, OPEN).await.map_err(|e| here.refuse(&e))?,
    })
}

impl Work {
    /// The worst of what does not go as agreed: nothing is worse than news that a client does not have.
    pub(crate) fn trouble(&self) -> Option<Trouble> {
        let trouble = |slip: &Slip| if slip.incident.is_untold() { Trouble::Untold } else { Trouble::Sought };
        self.incidents.iter().map(trouble).max()
    }

    /// What is to be told, or to be found a way out of, first.
    pub(crate) fn slip(&self) -> Option<&Slip> {
        self.incidents.iter().find(|slip| slip.incident.is_untold()).or(self.incidents.first())
    }

    /// The plan of which something waits for their word.
    pub(crate) fn asking(&self) -> Option<&UnderWay> {
        self.plans.iter().find(|one| !one.asks.is_empty())
    }

    /// The request that is behind all others; of two the newer.
    pub(crate) fn request(&self) -> Option<&Request> {
        self.requests.iter().min_by_key(|request| request.stage)
    }

    /// Who has the requests.
    pub(crate) fn people(&self) -> impl Iterator<Item = PersonId> + '_ {
        self.requests.iter().filter_map(|request| request.manager)
    }
}

/// How a plan stands: what is done, what comes next, what waits for a consent.
pub(crate) fn plan_words(t: &T, one: &UnderWay, now: Instant) -> String {
    let count = |n: usize| n.to_string();
    let done = t.say("prepared-project-done", &[("done", count(one.done).into()), ("of", count(one.of).into())]);
    let next = one.next.iter().map(|(title, due)| t.say("prepared-project-next", &[("title", title.as_str().into()), ("due", t.dated(due, now).into())]));
    let asks = one.asks.iter().map(|ask| t.say("prepared-project-asks", &[("what", ask.what.as_str().into()), ("sum", ask.amount.to_string().into())]));
    std::iter::once(done).chain(next).chain(asks).collect::<Vec<_>>().join("; ")
}

/// What happened, the way out, and whether it was told.
pub(crate) fn slip_words(t: &T, slip: &Slip) -> String {
    let way = slip.way.as_ref().map(|way| t.with("prepared-incident-way", "way", way.of(t.lang)));
    let state = t.get(&format!("prepared-incident-{}", slip.incident.state.name()));
    std::iter::once(slip.what.of(t.lang).to_owned()).chain(way).chain([state]).collect::<Vec<_>>().join("; ")
}

/// What a request is about, as the house calls it; its task in a word where it calls it nothing.
pub(crate) fn about(here: &Here, request: &Request) -> Result<String, Refused> {
    let tasks = catalog::requests(&here.app).map_err(|e| here.refuse(&e))?;
    let services = catalog::catalog(&here.app).map_err(|e| here.refuse(&e))?;
    let code = request.about.as_deref();
    let named = code.and_then(|code| tasks.request(code).map(|task| &task.name).or_else(|| services.service(code).map(|offered| &offered.service.name)));
    Ok(named.map_or_else(|| here.t.get("concierge-about-task"), |name| name.of(here.t.lang).to_owned()))
}

/// All of it: what, in words, where it leads. What hurts stands first.
pub(crate) fn rows(here: &Here, work: &Work, names: &BTreeMap<PersonId, Name>, now: Instant) -> Result<Vec<(String, String, String)>, Refused> {
    let t = &here.t;
    let mut rows = Vec::new();
    for slip in &work.incidents {
        let what = t.with("prepared-incident", "at", &t.dated(&slip.incident.opened_at, now));
        rows.push((what, slip_words(t, slip), format!("/desk/incidents/{}", slip.incident.id)));
    }
    for one in &work.plans {
        rows.push((t.with("prepared-project", "title", &one.plan.title), plan_words(t, one, now), format!("/desk/projects/{}", one.plan.id)));
    }
    for request in &work.requests {
        let who = request.manager.and_then(|person| names.get(&person));
        let whose = who.map_or_else(|| t.get("prepared-request-nobodys"), |name| t.with("prepared-request-whose", "name", &t.name(&name.short())));
        let what = t.with("prepared-request-of", "at", &t.dated(&request.asked_at, now));
        rows.push((what, format!("{}; {whose}", about(here, request)?), format!("/desk/requests/{}", request.id)));
    }
    for one in &work.proposals {
        rows.push((t.with("prepared-proposal", "on", &t.civil(one.on)), one.words.title.clone(), "/desk/care".to_owned()));
    }
    Ok(rows)
}
