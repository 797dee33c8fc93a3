//! `/my/household`: what the client told us and may change: memory, homes, people, consents, phone and e-mail.

use crate::channels::{ChannelView, Ways, press};
use access::{Act, Actor, Resource};
use askama::Template;
use axum::response::Response;
use catalog::{Districts, Kit};
use db::{DbError, Read as _};
use households::{
    CHANGE_CONTACT, Card, ChangeContact, ClientId, Consent, Consents, ContactKind, Declined, Doors, HomeCard, HomeId, KEEP_CONSENT, KEEP_HOMES, KEEP_MEMORY,
    KEEP_PEOPLE, Member, Memory, OWN_PAGE, Origin, Proposal, Source, ZONES, add_home_of, ask_contact_change, confirm_contact_change, confirm_proposal,
    consents, consents_of, decline_proposal, declined_of, give_consent, go_over, households_of, invite, let_go, proposals, recall, remember, rename, restore,
    reveal, reveal_doors, reveal_homes_of, reveal_people, set_calling, set_rights, set_zone, settle_memory, tell_doors, withdraw_consent, withdraw_memory,
    zone_of,
};
use pages::{
    Form, FoundLine, Head, Here, MemoryGroup, Refill, Refused, Remembering, Routes, Shell, SmallForm, SmallForms, SmallKind, doors_words, found_lines,
    mark_unwanted, memory_writers, page, raw_calling, raw_doors, raw_home, raw_member, raw_memory, redirect, rights_words, signed_in,
};
use people::{Name, PersonId};
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;
use values::{Explain, Instant};

const PATH: &str = "/my/household";

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get(PATH, OWN_PAGE, get_household)
        .post("/my/household/memory", KEEP_MEMORY, post_memory)
        .post("/my/household/memory/withdraw", KEEP_MEMORY, post_withdraw)
        .post("/my/household/memory/settle", KEEP_MEMORY, post_settle)
        .post("/my/household/memory/again", KEEP_MEMORY, post_again)
        .post("/my/household/memory/found", KEEP_MEMORY, post_found)
        .post("/my/household/doors", KEEP_MEMORY, post_doors)
        .post("/my/household/homes", KEEP_HOMES, post_home)
        .post("/my/household/people", KEEP_PEOPLE, post_person)
        .post("/my/household/people/rights", KEEP_PEOPLE, post_rights)
        .post("/my/household/people/go", KEEP_PEOPLE, post_go)
        .post("/my/household/consents", KEEP_CONSENT, post_consent)
        .post("/my/household/name", CHANGE_CONTACT, post_name)
        .post("/my/household/calling", CHANGE_CONTACT, post_calling)
        .post("/my/household/zone", CHANGE_CONTACT, post_zone)
        .post("/my/household/contact", CHANGE_CONTACT, post_contact)
        .post("/my/household/contact/code", CHANGE_CONTACT, post_code)
        .post("/my/household/go-over", OWN_PAGE, post_go_over)
}

/// The page. What the reader may not do is not on it.
#[derive(Template)]
#[template(path = "household.html")]
pub(crate) struct HouseholdPage {
    pub(crate) head: Head,
    pub(crate) may_remember: bool,
    pub(crate) found: Vec<FoundLine>,
    pub(crate) memory: Vec<MemoryGroup>,
    pub(crate) remember: Vec<SmallForm>,
    pub(crate) homes: Vec<HomeView>,
    pub(crate) add_home: Option<SmallForm>,
    pub(crate) people: Option<(Vec<PersonView>, SmallForm)>,
    pub(crate) consents: Vec<ConsentView>,
    pub(crate) contact: Option<ContactView>,
    pub(crate) channels: Vec<ChannelView>,
    /// Other households that the reader may enter by the same phone: (client, who it is).
    pub(crate) others: Vec<(String, String)>,
}

/// A home.
pub(crate) struct HomeView {
    pub(crate) address: String,
    pub(crate) doors: String,
    pub(crate) form: Option<SmallForm>,
}

/// Somebody who acts for the client.
pub(crate) struct PersonView {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) kin: String,
    pub(crate) phone: String,
    pub(crate) rights: String,
    pub(crate) form: SmallForm,
    pub(crate) calling: SmallForm,
}

/// A purpose and whether it is allowed.
pub(crate) struct ConsentView {
    pub(crate) code: String,
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) is_given: bool,
    pub(crate) words: String,
}

/// How the client is called and reached.
pub(crate) struct ContactView {
    pub(crate) name: String,
    pub(crate) phone: String,
    pub(crate) email: String,
    pub(crate) forms: Vec<SmallForm>,
    /// A change that waits for its code.
    pub(crate) code: Option<SmallForm>,
}

/// What the page is made of.
pub(crate) struct Loaded {
    pub(crate) now: Instant,
    pub(crate) actor: Actor,
    pub(crate) card: Card,
    pub(crate) homes: Vec<HomeCard>,
    pub(crate) doors: BTreeMap<HomeId, Doors>,
    pub(crate) memory: Vec<Memory>,
    /// What the house would do on it and is asked not to.
    pub(crate) declined: Vec<Declined>,
    /// Those of us who wrote it down.
    pub(crate) names: BTreeMap<PersonId, Name>,
    /// What waits for the client's word. What was found in a note of ours is for us to read.
    pub(crate) found: Vec<Proposal>,
    pub(crate) members: Vec<Member>,
    pub(crate) consents: Vec<Consent>,
    pub(crate) purposes: Arc<Consents>,
    pub(crate) kit: Arc<Kit>,
    pub(crate) districts: Arc<Districts>,
    /// Others by client, with the client's name where it may be told: `None` for the reader's own household.
    pub(crate) others: Vec<(ClientId, bool)>,
    /// A change of contact that waits for its code.
    pub(crate) change: String,
    /// By which clock the client lives.
    pub(crate) zone: String,
    /// By which channels the client is written to.
    pub(crate) ways: Ways,
}

/// The client whose page it is. Whoever works at the desk has the client's card instead, and is led there.
pub(crate) fn whose(here: &Here, act: Act) -> Result<ClientId, Refused> {
    let own = Resource { client: here.actor.client(), crew: vec![] };
    here.actor.may(act, &own).map_err(|e| here.refuse(&e))?;
    here.actor.client().map(ClientId::from).ok_or_else(|| redirect("/desk/clients").into())
}

async fn load(here: &Here, client: ClientId) -> Result<Loaded, DbError> {
    let (app, actor) = (&here.app, here.actor);
    let own = Resource { client: Some(client.uuid()), crew: vec![] };
    let may = |act: Act| actor.may(act, &own).is_ok();
    let (remembers, lets_in) = (may(KEEP_MEMORY), may(KEEP_PEOPLE));
    let permit = actor.may(OWN_PAGE, &own).map_err(|e| DbError::Refused(e.to_string()))?;
    let (card, homes, doors, (memory, found), members) = app
        .write(&actor, move |tx| async move {
            let card = reveal(&tx, &permit, client).await?.ok_or_else(|| DbError::corrupt("a client without a card"))?;
            let homes = reveal_homes_of(&tx, &permit, client).await?;
            let ids: Vec<HomeId> = homes.iter().map(|home| home.home).collect();
            let doors = reveal_doors(&tx, &permit, &ids).await?;
            let memory = if remembers { (recall(&tx, &permit, client).await?, proposals(&tx, &permit, client).await?) } else { (Vec::new(), Vec::new()) };
            let members = if lets_in { reveal_people(&tx, &permit, client).await? } else { Vec::new() };
            Ok::<_, DbError>((card, homes, doors, memory, members))
        })
        .await?;
    let db = app.read().await?;
    let others = households_of(&db, &actor).await?.into_iter().filter(|other| other.client() != Some(client.uuid()));
    Ok(Loaded {
        now: db.now(),
        declined: if remembers { declined_of(&db, client).await? } else { Vec::new() },
        names: people::names(&db, &memory_writers(&memory).collect::<Vec<_>>()).await?,
        consents: if may(KEEP_CONSENT) { consents_of(&db, client).await? } else { Vec::new() },
        purposes: consents(app)?,
        kit: catalog::kit(app)?,
        districts: catalog::districts(app)?,
        others: others.filter_map(|other| other.client().map(|id| (id.into(), matches!(other, Actor::Client(_))))).collect(),
        change: here.query.get("change").parse::<Uuid>().map(|id| id.to_string()).unwrap_or_default(),
        zone: zone_of(&db, client).await?,
        ways: if may(CHANGE_CONTACT) { Ways::of(here, &db, client).await? } else { Ways::default() },
        actor,
        card,
        homes,
        doors,
        memory,
        found: found.into_iter().filter(|one| one.origin != Origin::Note).collect(),
        members,
    })
}

impl HouseholdPage {
    pub(crate) fn new(head: Head, loaded: &Loaded, refill: Option<Refill<'_>>) -> Self {
        let t = head.t.clone();
        let t = &t;
        let forms = SmallForms { t, refill };
        let own = Resource { client: Some(loaded.card.client.uuid()), crew: vec![] };
        let may = |act: Act| loaded.actor.may(act, &own).is_ok();
        let text = |of: &str, name, value: &str| forms.field(of, name, SmallKind::Text, value);
        let home = |home: &HomeCard| HomeView {
            address: home.address.line(),
            doors: loaded.doors.get(&home.home).map(|doors| doors_words(t, doors)).unwrap_or_default(),
            form: may(KEEP_MEMORY).then(|| forms.doors(home, loaded.doors.get(&home.home), "/my/household/doors")),
        };
        let person = |member: &Member| PersonView {
            id: member.id.to_string(),
            name: member.name.clone(),
            kin: t.get(&format!("household-kin-{}", member.kin.name())),
            phone: member.phone.to_string(),
            rights: rights_words(t, member.rights),
            form: forms.rights(member, "/my/household/people/rights"),
            calling: forms.calling(&format!("calling-{}", member.id), &member.calling, vec![("member", member.id.to_string())], "/my/household/calling"),
        };
        let consent = |purpose: &households::Purpose| {
            let last = loaded.consents.iter().find(|consent| consent.purpose == purpose.code);
            let ended = last.and_then(|consent| consent.ended);
            ConsentView {
                code: purpose.code.clone(),
                title: purpose.title.of(t.lang).to_owned(),
                text: purpose.text.of(t.lang).to_owned(),
                is_given: last.is_some() && ended.is_none(),
                words: match (last, ended) {
                    (Some(_), Some((at, _))) => t.with("letter-consent-ended", "at", &t.moment(&at)),
                    (Some(consent), None) => t.with("letter-consent-given", "at", &t.moment(&consent.given_at)),
                    (None, _) => t.get("letter-consent-none"),
                },
            }
        };
        let contact = || {
            let card = &loaded.card;
            let name = vec![text("name", "name", &card.name), text("name", "last", card.last.as_deref().unwrap_or_default()).optional()];
            let reach = |kind: ContactKind, title: &str, field| {
                forms.form(title, "/my/household/contact", vec![("kind", kind.name().to_owned())], vec![field], "letter-send-code")
            };
            let phone = forms.field("reach", "phone", SmallKind::Phone, "");
            let email = text("reach", "email", "");
            let city = |name: &str| t.get(&format!("letter-zone-{}", name.rsplit('/').next().unwrap_or_default().to_lowercase().replace('_', "-")));
            let zones = ZONES.into_iter().map(|name| (name.to_owned(), city(name), name == loaded.zone)).collect();
            let zone = forms.field("zone", "zone", SmallKind::Choice(zones), "");
            let hidden = vec![("change", loaded.change.clone())];
            let code = (!loaded.change.is_empty()).then(|| {
                let mut form = forms.form("letter-code-title", "/my/household/contact/code", hidden, vec![text("reach", "code", "")], "letter-code-button");
                form.is_open = true;
                form
            });
            ContactView {
                name: card.full(),
                phone: card.phone.as_ref().map(ToString::to_string).unwrap_or_default(),
                email: card.email.clone().unwrap_or_default(),
                forms: vec![
                    forms.calling("calling", &card.calling, vec![], "/my/household/calling"),
                    forms.form("letter-rename", "/my/household/name", vec![], name, "household-save"),
                    reach(ContactKind::Phone, "letter-change-phone", phone),
                    reach(ContactKind::Email, "letter-change-email", email),
                    forms.form("letter-zone", "/my/household/zone", vec![], vec![zone], "household-save"),
                ],
                code,
            }
        };
        let (homes, names, members, reader) = (&loaded.homes, &loaded.names, &loaded.members, Some(loaded.actor));
        let remembering = Remembering { t, kit: &loaded.kit, homes, names, members, reader, now: loaded.now };
        Self {
            may_remember: may(KEEP_MEMORY),
            found: found_lines(t, &loaded.kit, &loaded.found, loaded.now),
            memory: mark_unwanted(t, remembering.groups(&loaded.memory), &loaded.declined, loaded.now),
            remember: if may(KEEP_MEMORY) { forms.memory(&loaded.kit, &loaded.homes, "/my/household/memory") } else { Vec::new() },
            homes: loaded.homes.iter().map(home).collect(),
            add_home: may(KEEP_HOMES).then(|| forms.home(&loaded.districts, "/my/household/homes")),
            people: may(KEEP_PEOPLE).then(|| (loaded.members.iter().map(person).collect(), forms.person("/my/household/people"))),
            consents: if may(KEEP_CONSENT) { loaded.purposes.purposes.iter().map(consent).collect() } else { Vec::new() },
            contact: may(CHANGE_CONTACT).then(contact),
            channels: loaded.ways.views(t),
            others: loaded
                .others
                .iter()
                .map(|(id, is_own)| (id.to_string(), t.get(if *is_own { "letter-own-household" } else { "letter-other-household" })))
                .collect(),
            head,
        }
    }
}

async fn shown(here: &Here, client: ClientId, refill: Option<Refill<'_>>) -> Result<HouseholdPage, Refused> {
    let mut loaded = load(here, client).await.map_err(|e| here.refuse(&e))?;
    if let Some(refill) = &refill
        && refill.action.ends_with("/contact/code")
    {
        refill.form.get("change").clone_into(&mut loaded.change);
    }
    let head = here.head(Shell::Letter, &here.t.get("letter-household")).at(PATH);
    Ok(HouseholdPage::new(head, &loaded, refill))
}

/// After a form: to the page where it stands, or the page again with what was typed and what is wrong.
async fn settle<T, E: Explain>(here: &Here, client: ClientId, form: &Form, done: Result<T, E>, anchor: &str) -> Result<Response, Refused> {
    match done {
        Ok(_) => Ok(redirect(&format!("{PATH}#{anchor}"))),
        Err(error) => {
            let problem = here.field_problem(&error)?;
            let refill = Refill { action: &here.path, form, problem: &problem };
            here.again(&error, &shown(here, client, Some(refill)).await?)
        }
    }
}

async fn get_household(here: Here) -> Result<Response, Refused> {
    let client = whose(&here, OWN_PAGE)?;
    Ok(page(&shown(&here, client, None).await?))
}

async fn post_memory(here: Here, form: Form) -> Result<Response, Refused> {
    let client = whose(&here, KEEP_MEMORY)?;
    let home = if form.get("home").is_empty() { None } else { Some(form.id("home")) };
    let done = remember(&here.app, &here.actor, client, home, &raw_memory(&form), Source::Portal).await;
    settle(&here, client, &form, done, "memory").await
}

async fn post_withdraw(here: Here, form: Form) -> Result<Response, Refused> {
    let client = whose(&here, KEEP_MEMORY)?;
    let done = withdraw_memory(&here.app, &here.actor, client, form.id("memory")).await;
    settle(&here, client, &form, done, "memory").await
}

async fn post_again(here: Here, form: Form) -> Result<Response, Refused> {
    let client = whose(&here, KEEP_MEMORY)?;
    let done = restore(&here.app, &here.actor, client, form.id("declined")).await;
    settle(&here, client, &form, done, "memory").await
}

async fn post_settle(here: Here, form: Form) -> Result<Response, Refused> {
    let client = whose(&here, KEEP_MEMORY)?;
    let done = settle_memory(&here.app, &here.actor, client, form.id("holds"), form.id("gives_way")).await;
    settle(&here, client, &form, done, "memory").await
}

async fn post_found(here: Here, form: Form) -> Result<Response, Refused> {
    let client = whose(&here, KEEP_MEMORY)?;
    let done = if form.get("say") == "yes" {
        confirm_proposal(&here.app, &here.actor, client, form.id("proposal")).await.map(drop)
    } else {
        decline_proposal(&here.app, &here.actor, client, form.id("proposal")).await
    };
    settle(&here, client, &form, done, "memory").await
}

async fn post_doors(here: Here, form: Form) -> Result<Response, Refused> {
    let client = whose(&here, KEEP_MEMORY)?;
    let done = tell_doors(&here.app, &here.actor, form.id("home"), &raw_doors(&form)).await;
    settle(&here, client, &form, done, "homes").await
}

async fn post_home(here: Here, form: Form) -> Result<Response, Refused> {
    let client = whose(&here, KEEP_HOMES)?;
    let done = add_home_of(&here.app, &here.actor, client, &raw_home(&form), &raw_doors(&form)).await;
    settle(&here, client, &form, done, "homes").await
}

async fn post_person(here: Here, form: Form) -> Result<Response, Refused> {
    let client = whose(&here, KEEP_PEOPLE)?;
    let done = invite(&here.app, &here.actor, client, &raw_member(&form)).await;
    settle(&here, client, &form, done, "people").await
}

async fn post_rights(here: Here, form: Form) -> Result<Response, Refused> {
    let client = whose(&here, KEEP_PEOPLE)?;
    let done = set_rights(&here.app, &here.actor, client, form.id("member"), &form.all("right")).await;
    settle(&here, client, &form, done, "people").await
}

async fn post_go(here: Here, form: Form) -> Result<Response, Refused> {
    let client = whose(&here, KEEP_PEOPLE)?;
    let done = let_go(&here.app, &here.actor, client, form.id("member")).await;
    settle(&here, client, &form, done, "people").await
}

async fn post_consent(here: Here, form: Form) -> Result<Response, Refused> {
    let client = whose(&here, KEEP_CONSENT)?;
    let purpose = form.get("purpose");
    let done = if form.get("give") == "yes" {
        give_consent(&here.app, &here.actor, client, purpose, Source::Portal).await
    } else {
        withdraw_consent(&here.app, &here.actor, client, purpose, Source::Portal).await.map(drop)
    };
    settle(&here, client, &form, done, "consents").await
}

async fn post_name(here: Here, form: Form) -> Result<Response, Refused> {
    let client = whose(&here, CHANGE_CONTACT)?;
    let done = rename(&here.app, &here.actor, client, form.get("name"), form.get("last")).await;
    settle(&here, client, &form, done, "contact").await
}

async fn post_calling(here: Here, form: Form) -> Result<Response, Refused> {
    let client = whose(&here, CHANGE_CONTACT)?;
    let member = (!form.get("member").is_empty()).then(|| form.id("member"));
    let done = set_calling(&here.app, &here.actor, client, member, &raw_calling(&form)).await;
    settle(&here, client, &form, done, if member.is_some() { "people" } else { "contact" }).await
}

pub(crate) async fn post_channel(here: Here, form: Form) -> Result<Response, Refused> {
    let client = whose(&here, CHANGE_CONTACT)?;
    let done = press(&here, &here.actor, client, &form).await;
    settle(&here, client, &form, done, "channels").await
}

async fn post_zone(here: Here, form: Form) -> Result<Response, Refused> {
    let client = whose(&here, CHANGE_CONTACT)?;
    let done = set_zone(&here.app, &here.actor, client, form.get("zone")).await;
    settle(&here, client, &form, done, "contact").await
}

async fn post_contact(here: Here, form: Form) -> Result<Response, Refused> {
    let client = whose(&here, CHANGE_CONTACT)?;
    let kind = ContactKind::parse(form.get("kind")).unwrap_or(ContactKind::Phone);
    match ask_contact_change(&here.app, &here.actor, client, kind, form.get(kind.name())).await {
        Ok(change) => Ok(redirect(&format!("{PATH}?change={change}#contact"))),
        Err(error) => settle::<(), ChangeContact>(&here, client, &form, Err(error), "contact").await,
    }
}

async fn post_code(here: Here, form: Form) -> Result<Response, Refused> {
    let client = whose(&here, CHANGE_CONTACT)?;
    match confirm_contact_change(&here.app, &here.actor, client, form.id("change"), form.get("code")).await {
        Ok(Some(token)) => Ok(signed_in(&here.app, &token, PATH)),
        done => settle(&here, client, &form, done, "contact").await,
    }
}

async fn post_go_over(here: Here, form: Form) -> Result<Response, Refused> {
    whose(&here, OWN_PAGE)?;
    let token = go_over(&here.app, &here.actor, form.id("client")).await.map_err(|e| here.refuse(&e))?;
    Ok(token.map_or_else(|| redirect(PATH), |token| signed_in(&here.app, &token, "/my")))
}
