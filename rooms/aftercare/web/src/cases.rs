//! `/desk/cases`: what clients told us, who sees to it, what comes next; and each case by itself.

use aftercare::{After, Author, Case, CaseId, CaseState, CaseWork, KEEP_CASE, Shelf, answer_case, case, cases, change_of, close_case, take_case};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use concierge::{Asker, RequestId, Way, askers};
use households::{Card, ClientId, reveal_many};
use pages::{Field, Form, Head, Here, Kind, Refused, Shell, T, page, redirect, summary};
use people::{Name, PersonId};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;
use values::{Instant, Problem};

/// The list.
#[derive(Template)]
#[template(path = "cases.html")]
pub(crate) struct CasesPage {
    pub(crate) head: Head,
    pub(crate) is_closed: bool,
    pub(crate) rows: Vec<Row>,
    /// Where the next page is; empty on the last.
    pub(crate) more: String,
}

/// A case in the list.
pub(crate) struct Row {
    pub(crate) href: String,
    pub(crate) datetime: String,
    pub(crate) at: String,
    pub(crate) client: String,
    pub(crate) kind: String,
    pub(crate) owner: String,
    pub(crate) next: String,
}

/// One case.
#[derive(Template)]
#[template(path = "case.html")]
pub(crate) struct CasePage {
    pub(crate) head: Head,
    /// Where its forms are sent.
    pub(crate) path: String,
    pub(crate) kind: String,
    pub(crate) client: String,
    pub(crate) phone: String,
    pub(crate) phone_href: String,
    pub(crate) told: String,
    pub(crate) logged: String,
    pub(crate) state: String,
    pub(crate) owner: String,
    pub(crate) visit: String,
    /// The words of the way there.
    pub(crate) visit_words: String,
    /// What was changed because of these words, and when; empty until something was.
    pub(crate) changed: Option<(String, String)>,
    /// What the client said; empty when nothing was.
    pub(crate) words: String,
    /// What we answered, and when.
    pub(crate) reply: Option<(String, String)>,
    /// How it ended, and when.
    pub(crate) note: Option<(String, String)>,
    pub(crate) can_take: bool,
    pub(crate) faults: Vec<(String, String)>,
    pub(crate) answer: Field,
    pub(crate) closing: Field,
    pub(crate) looked: String,
}

/// Those who have said something in these cases.
pub(crate) fn authors(cases: &[Case]) -> BTreeSet<Author> {
    cases.iter().map(|case| case.author).collect()
}

/// The cards of those who have said something. Each look is recorded before anything is shown, to people and to programs.
pub(crate) async fn looked(here: &Here, authors: &BTreeSet<Author>) -> Result<BTreeMap<ClientId, Card>, CaseWork> {
    let clients: Vec<ClientId> = authors.iter().filter_map(|author| author.client()).collect();
    let actor = here.actor;
    let permit = actor.may(KEEP_CASE, &access::Resource::default())?;
    if clients.is_empty() {
        return Ok(BTreeMap::new());
    }
    here.app
        .write(&actor, move |tx| {
            let clients = clients.clone();
            async move { Ok::<_, CaseWork>(reveal_many(&tx, &permit, &clients).await?) }
        })
        .await
}

/// Cases on a page.
const PAGE: u32 = 30;

/// Those whom the cases are about, each look recorded, and those who see to them.
pub(crate) struct Known {
    clients: BTreeMap<ClientId, Card>,
    /// Whoever is nobody's client, by what they asked.
    askers: BTreeMap<RequestId, Asker>,
    people: BTreeMap<PersonId, Name>,
}

impl Known {
    pub(crate) async fn of(here: &Here, cases: &[Case]) -> Result<Self, CaseWork> {
        Self::with(here, cases, &BTreeSet::new()).await
    }

    /// The same, with others who have said something.
    pub(crate) async fn with(here: &Here, cases: &[Case], others: &BTreeSet<Author>) -> Result<Self, CaseWork> {
        let authors = &authors(cases) | others;
        let people: BTreeSet<PersonId> =
            cases.iter().flat_map(|case| case.state.owner().map(|owner| owner.person).into_iter().chain(staff(&case.opened_by))).collect();
        let people: Vec<PersonId> = people.into_iter().collect();
        let names = people::names(&here.app.read().await?, &people).await?;
        Ok(Self { clients: looked(here, &authors).await?, askers: asked(here, &authors).await?, people: names })
    }

    #[cfg(test)]
    pub(crate) const fn new(clients: BTreeMap<ClientId, Card>, people: BTreeMap<PersonId, Name>) -> Self {
        Self { clients, askers: BTreeMap::new(), people }
    }

    pub(crate) fn client(&self, t: &T, case: &Case) -> String {
        self.author(t, case.author)
    }

    pub(crate) fn author(&self, t: &T, author: Author) -> String {
        let name = match author {
            Author::Client(client) => self.clients.get(&client).map(|card| card.name.clone()),
            Author::Asker(work) => self.askers.get(&RequestId::from(work.uuid())).map(|asker| asker.name.clone()),
        };
        name.unwrap_or_else(|| t.get("aftercare-client-gone"))
    }

    /// How they are reached, as it is read and as it is dialled or written to.
    fn reach(&self, case: &Case) -> (String, String) {
        match case.author {
            Author::Client(client) => self.clients.get(&client).map(Card::reach).unwrap_or_default(),
            Author::Asker(work) => self.askers.get(&RequestId::from(work.uuid())).map(way).unwrap_or_default(),
        }
    }

    fn owner(&self, t: &T, case: &Case) -> String {
        let owner = case.state.owner().and_then(|owner| self.people.get(&owner.person));
        owner.map_or_else(|| t.get("aftercare-owner-none"), Name::short)
    }
}

fn way(asker: &Asker) -> (String, String) {
    match &asker.way {
        Way::Phone(phone) => (phone.to_string(), format!("tel:{}", phone.e164())),
        Way::Email(email) => (email.to_string(), format!("mailto:{email}")),
    }
}

/// Those among their authors who are nobody's client; each look is recorded.
async fn asked(here: &Here, authors: &BTreeSet<Author>) -> Result<BTreeMap<RequestId, Asker>, CaseWork> {
    let id = |author: &Author| match author {
        Author::Asker(work) => Some(RequestId::from(work.uuid())),
        Author::Client(_) => None,
    };
    let ids: Vec<RequestId> = authors.iter().filter_map(id).collect();
    Ok(askers(&here.app, &here.actor, &ids).await.map_err(|e| db::DbError::Other(e.to_string()))?)
}

/// Who acted, when it was one of the staff.
fn staff(by: &str) -> Option<PersonId> {
    by.strip_prefix("staff:").and_then(|id| id.parse::<Uuid>().ok()).map(PersonId::from)
}

pub(crate) async fn get_cases(here: Here) -> Result<Response, Refused> {
    let shelf = if here.query.get("shelf") == "closed" { Shelf::Closed } else { Shelf::Open };
    let after = here.query.get("at").parse().ok().zip(here.query.get("after").parse().ok());
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let cases = cases(&db, &here.actor, shelf, after, PAGE).await.map_err(|e| here.refuse(&e))?;
    let known = Known::of(&here, &cases).await.map_err(|e| here.refuse(&e))?;
    Ok(page(&CasesPage::new(here.head(Shell::Desk, &here.t.get("aftercare-rail")), shelf, &cases, &known)))
}

impl CasesPage {
    pub(crate) fn new(head: Head, shelf: Shelf, cases: &[Case], known: &Known) -> Self {
        let t = &head.t;
        let row = |case: &Case| Row {
            href: format!("/desk/cases/{}", case.id),
            datetime: case.told_at.to_string(),
            at: t.moment(&case.told_at),
            client: known.client(t, case),
            kind: t.get(&format!("aftercare-kind-{}", case.kind.name())),
            owner: known.owner(t, case),
            next: t.get(&format!("aftercare-next-{}", case.state.name())),
        };
        let is_closed = shelf == Shelf::Closed;
        let last = cases.last().filter(|_| u32::try_from(cases.len()).is_ok_and(|n| n == PAGE));
        let more = last.map(|case| {
            let (at, shelf) = match &case.state {
                CaseState::Closed { at, .. } => (*at, "closed"),
                _ => (case.opened_at, "open"),
            };
            format!("/desk/cases?shelf={shelf}&at={at}&after={}", case.id)
        });
        Self { is_closed, rows: cases.iter().map(row).collect(), more: more.unwrap_or_default(), head }
    }
}

pub(crate) async fn get_case(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let id: CaseId = id.parse().map_err(|_| here.not_found())?;
    Ok(page(&load(&here, id, &Form::default(), None).await?))
}

async fn load(here: &Here, id: CaseId, form: &Form, problem: Option<&Problem>) -> Result<CasePage, Refused> {
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let case = case(&db, &here.actor, id).await.map_err(|e| here.refuse(&e))?;
    let known = Known::of(here, std::slice::from_ref(&case)).await.map_err(|e| here.refuse(&e))?;
    let answer = Field::new(here, form, "answer", Kind::Area, "off").blame(here, problem);
    let closing = Field::new(here, form, "note", Kind::Area, "off").blame(here, problem);
    let title = here.t.get(&format!("aftercare-kind-{}", case.kind.name()));
    let me = here.actor.subject().map(PersonId::from);
    let head = here.head(Shell::Desk, &title).at(format!("/desk/cases/{id}"));
    let change = change_of(&db, id).await.map_err(|e| here.refuse(&e))?;
    let changed = change.map(|change| (here.t.moment(&change.at), change.words_in(here.lang()).to_owned()));
    Ok(CasePage { changed, ..CasePage::new(head, &case, &known, (answer, closing), me, db::Read::now(&db)) })
}

impl CasePage {
    pub(crate) fn new(head: Head, case: &Case, known: &Known, fields: (Field, Field), me: Option<PersonId>, now: Instant) -> Self {
        let t = &head.t;
        let reach = known.reach(case);
        let (visit, visit_words) = match case.after {
            After::Visit(visit) => (format!("/desk?visit={visit}#card"), "aftercare-case-open-visit"),
            After::Work(work) => (format!("/desk/requests/{work}"), "aftercare-case-open-request"),
        };
        let channel = t.get(&format!("aftercare-channel-{}", case.channel.name()));
        let by =
            staff(&case.opened_by).map_or_else(|| t.get("aftercare-case-by-client"), |person| known.people.get(&person).map(Name::short).unwrap_or_default());
        let can_take = !matches!(case.state, CaseState::Closed { .. }) && case.state.owner().map(|owner| owner.person) != me;
        Self {
            path: format!("/desk/cases/{}", case.id),
            kind: head.title.clone(),
            client: known.client(t, case),
            phone: reach.0,
            phone_href: reach.1,
            told: t.say("aftercare-case-told", &[("at", t.moment(&case.told_at).into()), ("channel", channel.into())]),
            logged: t.say("aftercare-case-logged-by", &[("at", t.moment(&case.opened_at).into()), ("who", by.into())]),
            state: t.get(&format!("aftercare-state-{}", case.state.name())),
            owner: known.owner(t, case),
            visit,
            visit_words: t.get(visit_words),
            words: case.words.clone().unwrap_or_default(),
            changed: None,
            reply: case.state.reply().map(|reply| (t.moment(&reply.at), reply.words.clone())),
            note: match &case.state {
                CaseState::Closed { note, at, .. } => Some((t.moment(at), note.clone())),
                _ => None,
            },
            can_take,
            faults: summary(&[&fields.0, &fields.1]),
            answer: fields.0,
            closing: fields.1,
            looked: t.say("aftercare-looked", &[("at", t.moment(&now).into()), ("who", head.who.as_str().into())]),
            head,
        }
    }
}

pub(crate) async fn post_take(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let id: CaseId = id.parse().map_err(|_| here.not_found())?;
    take_case(&here.app, &here.actor, id).await.map_err(|e| here.refuse(&e))?;
    Ok(redirect(&format!("/desk/cases/{id}")))
}

pub(crate) async fn post_answer(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id: CaseId = id.parse().map_err(|_| here.not_found())?;
    match answer_case(&here.app, &here.actor, id, form.get("answer")).await {
        Ok(_) => Ok(redirect(&format!("/desk/cases/{id}"))),
        Err(error) => again(&here, id, &form, &error).await,
    }
}

pub(crate) async fn post_close(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id: CaseId = id.parse().map_err(|_| here.not_found())?;
    match close_case(&here.app, &here.actor, id, form.get("note")).await {
        Ok(_) => Ok(redirect("/desk/cases")),
        Err(error) => again(&here, id, &form, &error).await,
    }
}

async fn again(here: &Here, id: CaseId, form: &Form, error: &CaseWork) -> Result<Response, Refused> {
    let problem = here.field_problem(error)?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&load(here, id, form, Some(&problem)).await?)).into_response())
}
