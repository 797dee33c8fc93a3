//! `/desk/clients/{id}`: one client's card in words.

use crate::load::{FACTS, Loaded, VISITS, load, staff};
use crate::way;
use access::Role;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use households::{Check, ClientId};
use messaging::State as Sent;
use pages::{
    Form, FoundLine, Head, Here, MemoryGroup, Refill, Refused, Remembering, Shell, SmallForm, SmallForms, SmallKind, T, calling_words, doors_words,
    found_lines, mark_unwanted, page, rights_words,
};
use values::{Explain, Instant, Problem};
use visits::Visit;

/// The page.
#[derive(Template)]
#[template(path = "client.html")]
pub(crate) struct ClientPage {
    pub(crate) head: Head,
    /// The card's own path.
    pub(crate) path: String,
    /// Where an order is taken for this client.
    pub(crate) order: String,
    /// Where a memory is taken back, and where two that disagree are settled.
    pub(crate) withdraw: String,
    pub(crate) settle: String,
    /// Where what is not done on a memory is wanted again.
    pub(crate) again: String,
    pub(crate) name: String,
    pub(crate) since: String,
    /// How the client is addressed.
    pub(crate) calling: String,
    /// What the house did not keep as agreed; empty where it kept all of it.
    pub(crate) not_kept: Vec<String>,
    /// Pages of visits in a rhythm.
    pub(crate) series: Vec<String>,
    /// Where all is that they asked for.
    pub(crate) requests: String,
    /// Where the calendars are that close rooms.
    pub(crate) calendars: String,
    pub(crate) phone: String,
    pub(crate) phone_href: String,
    pub(crate) email: String,
    /// By which channels the client is written to, in order, and which are closed.
    pub(crate) channels: String,
    /// What the client cannot bear, on top of all.
    pub(crate) warnings: Vec<String>,
    pub(crate) homes: Vec<HomeView>,
    pub(crate) people: Vec<PersonView>,
    pub(crate) memory: Vec<MemoryGroup>,
    /// What was found and waits for a person, and where the word goes.
    pub(crate) found: Vec<FoundLine>,
    pub(crate) found_action: String,
    /// Where a message of the client is handed on.
    pub(crate) read: SmallForm,
    pub(crate) consents: Vec<ConsentView>,
    pub(crate) ahead: Vec<VisitLine>,
    pub(crate) past: Vec<VisitLine>,
    pub(crate) older_visits: String,
    /// The four stages of their way, and the line through them.
    pub(crate) journey: Vec<way::StepView>,
    pub(crate) line: String,
    /// What they never want again: what, since when and by whom; where it is taken back, or that it was.
    pub(crate) nevers: Vec<NeverLine>,
    /// What was changed because of their words: when, and what.
    pub(crate) changed: Vec<(String, String)>,
    pub(crate) messages: Vec<MessageLine>,
    pub(crate) facts: Vec<FactLine>,
    pub(crate) older_facts: String,
    pub(crate) remember: Vec<SmallForm>,
    pub(crate) forms: Vec<SmallForm>,
    pub(crate) add_home: SmallForm,
    pub(crate) add_person: SmallForm,
    /// Only an owner erases.
    pub(crate) erase: Option<SmallForm>,
}

fn not_kept(t: &T, of: booking::ByTheHouse) -> Vec<String> {
    let told = |n: u32, key: &str| (n > 0).then(|| t.with(key, "n", &n.to_string()));
    [told(of.moved, "client-moved-by-us"), told(of.cancelled, "client-cancelled-by-us")].into_iter().flatten().collect()
}

/// A home.
pub(crate) struct HomeView {
    pub(crate) address: String,
    pub(crate) district: String,
    pub(crate) doors: String,
    pub(crate) form: SmallForm,
}

/// Somebody of the household.
pub(crate) struct PersonView {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) kin: String,
    pub(crate) phone: String,
    pub(crate) phone_href: String,
    pub(crate) rights: String,
    pub(crate) form: SmallForm,
    pub(crate) calling: SmallForm,
}

/// A purpose and whether the client agreed to it.
pub(crate) struct ConsentView {
    pub(crate) code: String,
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) is_given: bool,
    /// Since when, by which way; or when it was withdrawn; empty when it never was given.
    pub(crate) words: String,
}

/// A visit in one line.
pub(crate) struct VisitLine {
    /// To the visit.
    pub(crate) href: String,
    pub(crate) when: String,
    pub(crate) what: String,
    pub(crate) crew: String,
    pub(crate) state: String,
    /// What was agreed; empty for a redo.
    pub(crate) total: String,
}

/// Something that is never to be proposed again.
pub(crate) struct NeverLine {
    pub(crate) title: String,
    /// Since when, who said it; when it was taken back, and who did.
    pub(crate) words: String,
    /// Where it is taken back; empty where it was.
    pub(crate) undo: String,
}

/// A message in one line.
pub(crate) struct MessageLine {
    pub(crate) href: String,
    pub(crate) datetime: String,
    pub(crate) at: String,
    pub(crate) title: String,
    pub(crate) state: String,
}

/// Something that happened.
pub(crate) struct FactLine {
    pub(crate) datetime: String,
    pub(crate) at: String,
    pub(crate) words: String,
    pub(crate) who: String,
    pub(crate) is_bad: bool,
}

pub(crate) async fn get_client(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let client = client_of(&here, &id)?;
    Ok(page(&card_page(&here, client, None).await?))
}

/// An id that is none leads nowhere.
pub(crate) fn client_of(here: &Here, id: &str) -> Result<ClientId, Refused> {
    here.actor.may(households::FIND_CLIENTS, &access::Resource::default()).map_err(|e| here.refuse(&e))?;
    id.parse().map_err(|_| here.not_found())
}

pub(crate) async fn card_page(here: &Here, client: ClientId, refill: Option<Refill<'_>>) -> Result<ClientPage, Refused> {
    let loaded = load(here, client).await.map_err(|e| here.refuse(&e))?.ok_or_else(|| here.not_found())?;
    let owner = matches!(here.actor, access::Actor::Staff(_, Role::Owner));
    // After a form that was refused, the page is the card all the same.
    let head = here.head(Shell::Desk, &loaded.card.full()).at(path(client));
    Ok(ClientPage::new(head, &loaded, refill, owner))
}

/// After a form: to the card where it stands, or the card again with what was typed and what is wrong.
pub(crate) async fn settle<T, E: Explain>(here: &Here, client: ClientId, form: &Form, done: Result<T, E>, anchor: &str) -> Result<Response, Refused> {
    match done {
        Ok(_) => Ok(pages::redirect(&format!("{}#{anchor}", path(client)))),
        Err(error) => {
            let problem: Problem = here.field_problem(&error)?;
            let refill = Refill { action: &here.path, form, problem: &problem };
            here.again(&error, &card_page(here, client, Some(refill)).await?)
        }
    }
}

pub(crate) fn path(client: ClientId) -> String {
    format!("/desk/clients/{client}")
}

impl ClientPage {
    pub(crate) fn new(head: Head, loaded: &Loaded, refill: Option<Refill<'_>>, owner: bool) -> Self {
        let t = head.t.clone();
        let t = &t;
        let (card, path) = (&loaded.card, path(loaded.card.client));
        let forms = SmallForms { t, refill };
        let words = Words { t, loaded };
        let to = |end: &str| format!("{path}/{end}");
        let text = |of: &str, name, value: &str| forms.field(of, name, SmallKind::Text, value);
        let checks = Check::ALL.iter().map(|check| (check.name().to_owned(), t.get(&format!("client-check-{}", check.name())), false)).collect();
        let remembering =
            Remembering { t, kit: &loaded.kit, homes: &loaded.homes, names: &loaded.names, members: &loaded.members, reader: None, now: loaded.now };
        let memory = mark_unwanted(t, remembering.groups(&loaded.memory), &loaded.declined, loaded.now);
        let shown = || loaded.visits.iter().take(VISITS as usize);
        let is_ahead = |visit: &&Visit| !visit.state().is_over() && !visit.missed(loaded.now);
        let name_fields = vec![text("name", "name", &card.name), text("name", "last", card.last.as_deref().unwrap_or_default()).optional()];
        let phone_fields = vec![forms.field("phone", "phone", SmallKind::Phone, ""), forms.field("phone", "check", SmallKind::Choice(checks), "")];
        let sure = SmallKind::Ticks(vec![("yes".to_owned(), t.get("client-erase-sure"), false)]);
        let reach = card.reach();
        let way = way::way(t, loaded);
        let erase_fields = || vec![forms.field("erase", "sure", sure.clone(), "")];
        Self {
            name: card.full(),
            not_kept: not_kept(t, loaded.by_the_house),
            requests: to("requests"),
            calendars: to("calendars"),
            series: loaded.series.iter().map(|id| format!("/desk/series/{id}")).collect(),
            calling: calling_words(t, card),
            since: t.with("client-since", "at", &t.dated(&card.since, loaded.now)),
            phone: reach.0,
            phone_href: reach.1,
            email: card.email.clone().unwrap_or_default(),
            channels: words.channels(),
            warnings: memory.iter().flat_map(|group| &group.lines).filter(|line| line.is_warning).map(|line| line.words.clone()).collect(),
            homes: words.homes(&forms, &to("doors")),
            people: words.people(&forms, &to("people/rights"), &to("calling")),
            consents: words.consents(),
            ahead: shown().filter(is_ahead).map(|visit| words.visit(visit)).rev().collect(),
            past: shown().filter(|visit| !is_ahead(visit)).map(|visit| words.visit(visit)).collect(),
            older_visits: words.older_visits(&path),
            nevers: loaded.nevers.iter().map(|one| words.never(one, &path)).collect(),
            changed: loaded.changed.iter().map(|change| (t.dated(&change.at, loaded.now), change.words_in(t.lang).to_owned())).collect(),
            line: way::line(&way),
            journey: way,
            messages: words.messages(),
            facts: loaded.facts.iter().take(FACTS as usize).map(|fact| words.fact(fact)).collect(),
            older_facts: words.older_facts(&path),
            found: found_lines(t, &loaded.kit, &loaded.found, loaded.now),
            found_action: to("memory/found"),
            read: forms.read(&to("memory/read")),
            remember: forms.memory(&loaded.kit, &loaded.homes, &to("memory")),
            forms: vec![
                forms.calling("calling", &card.calling, vec![], &to("calling")),
                forms.form("client-rename", &to("name"), vec![], name_fields, "household-save"),
                forms.form("client-change-phone", &to("phone"), vec![], phone_fields, "client-change-phone-button"),
            ],
            add_home: forms.home(&loaded.districts, &to("homes")),
            add_person: forms.person(&to("people")),
            erase: owner.then(|| forms.form("client-erase", &to("erase"), vec![], erase_fields(), "client-erase-button")),
            order: format!("/desk/order?client={}", loaded.card.client),
            withdraw: to("memory/withdraw"),
            settle: to("memory/settle"),
            again: to("memory/again"),
            memory,
            path,
            head,
        }
    }
}

struct Words<'a> {
    t: &'a T,
    loaded: &'a Loaded,
}

/// When a message went; of one that has not gone, when it was laid down.
fn shown_at(kept: &messaging::Kept) -> Instant {
    kept.sent_at.unwrap_or(kept.queued_at)
}

impl Words<'_> {
    /// `24 ноября, 14:40`, with the year where it is not the present one.
    fn moment(&self, at: Instant) -> String {
        format!("{}, {}", self.t.dated(&at, self.loaded.now), self.t.time(&at))
    }

    fn homes(&self, forms: &SmallForms<'_>, action: &str) -> Vec<HomeView> {
        let view = |home: &households::HomeCard| {
            let doors = self.loaded.doors.get(&home.home);
            HomeView {
                address: home.address.line(),
                district: self.loaded.districts.district(&home.district).map(|district| district.name.of(self.t.lang).to_owned()).unwrap_or_default(),
                doors: doors.map(|doors| doors_words(self.t, doors)).unwrap_or_default(),
                form: forms.doors(home, doors, action),
            }
        };
        self.loaded.homes.iter().map(view).collect()
    }

    fn people(&self, forms: &SmallForms<'_>, action: &str, calling: &str) -> Vec<PersonView> {
        let view = |member: &households::Member| PersonView {
            id: member.id.to_string(),
            name: member.name.clone(),
            kin: self.t.get(&format!("household-kin-{}", member.kin.name())),
            phone: member.phone.to_string(),
            phone_href: format!("tel:{}", member.phone.e164()),
            rights: rights_words(self.t, member.rights),
            form: forms.rights(member, action),
            calling: forms.calling(&format!("calling-{}", member.id), &member.calling, vec![("member", member.id.to_string())], calling),
        };
        self.loaded.members.iter().map(view).collect()
    }

    fn consents(&self) -> Vec<ConsentView> {
        let view = |purpose: &households::Purpose| {
            let last = self.loaded.consents.iter().find(|consent| consent.purpose == purpose.code);
            let told = |key: &str, at: &Instant, by: households::Source| {
                let by = self.t.get(&format!("client-by-{}", by.name()));
                self.t.say(key, &[("at", self.moment(*at).into()), ("by", by.into())])
            };
            ConsentView {
                code: purpose.code.clone(),
                title: purpose.title.of(self.t.lang).to_owned(),
                text: purpose.text.of(self.t.lang).to_owned(),
                is_given: last.is_some_and(|consent| consent.ended.is_none()),
                words: match last {
                    Some(consent) => match &consent.ended {
                        Some((at, by)) => told("client-consent-ended", at, *by),
                        None => told("client-consent-given", &consent.given_at, consent.given_by),
                    },
                    None => String::new(),
                },
            }
        };
        self.loaded.purposes.purposes.iter().map(view).collect()
    }

    fn visit(&self, visit: &Visit) -> VisitLine {
        let (t, plan) = (self.t, visit.plan());
        let service = self.loaded.services.get(&(plan.service.file.clone(), plan.service.version));
        let service = service.map(|said| said.of(t.lang).to_owned()).unwrap_or_default();
        let crew: Vec<String> = plan.crew.iter().filter_map(|id| self.loaded.names.get(id)).map(people::Name::short).collect();
        let state = if visit.missed(self.loaded.now) { "missed" } else { visit.state().name() };
        let key = format!("client-state-{state}");
        VisitLine {
            href: format!("/desk/visits/{}", plan.id),
            when: format!("{}, {}", t.dated(&plan.span.start, self.loaded.now), t.span_unbroken(&plan.span)),
            what: if plan.redo_of.is_some() { t.with("client-redo-of", "service", &service) } else { service },
            crew: if crew.is_empty() { t.get("client-nobody-yet") } else { t.list(&crew) },
            state: if t.has(&key) { t.get(&key) } else { String::new() },
            total: self.loaded.totals.get(&plan.id).map(ToString::to_string).unwrap_or_default(),
        }
    }

    fn older_visits(&self, path: &str) -> String {
        let last = self.loaded.visits.iter().take(VISITS as usize).next_back().filter(|_| self.loaded.visits.len() > VISITS as usize);
        last.map(|visit| format!("{path}?visits={}#visits", visit.plan().span.start.micros())).unwrap_or_default()
    }

    fn channels(&self) -> String {
        let t = self.t;
        let name = |way: &households::Way| t.get(&format!("client-channel-{}", way.channel.name()));
        let words = self.loaded.ways.iter().map(|way| match way.closed {
            None => name(way),
            Some((at, why)) => {
                let why = t.get(&format!("client-channel-why-{}", why.name()));
                t.say("client-channel-closed", &[("channel", name(way).into()), ("at", self.moment(at).into()), ("why", why.into())])
            }
        });
        let phone = self.loaded.is_by_phone.then(|| t.get("client-channel-phone"));
        let words: Vec<String> = phone.into_iter().chain(words).collect();
        if words.is_empty() { String::new() } else { t.with("client-channels", "list", &words.join(", ")) }
    }

    fn messages(&self) -> Vec<MessageLine> {
        let view = |kept: &messaging::Kept| {
            let at = shown_at(kept);
            MessageLine {
                href: format!("/desk/mailbox?open={}#card", kept.id),
                datetime: at.to_string(),
                at: self.moment(at),
                title: kept.text.as_ref().map_or_else(|| self.t.get("client-message-untold"), |(title, _)| title.clone()),
                state: self.t.get(match kept.state {
                    Sent::Queued => "client-message-queued",
                    Sent::Sent => "client-message-sent",
                    Sent::Dropped => "client-message-dropped",
                }),
            }
        };
        // A code is nobody's business at the desk.
        let is_told = |kept: &&messaging::Kept| ![households::CODE.name, booking::CODE.name].contains(&kept.class.as_str());
        let mut told: Vec<&messaging::Kept> = self.loaded.messages.iter().filter(is_told).collect();
        // In the order of the times that stand beside them: what was kept back for a night went after what was laid down later.
        told.sort_by_key(|kept| std::cmp::Reverse(shown_at(kept)));
        told.into_iter().map(view).collect()
    }

    /// Who acted, as it is told at the desk.
    fn actor(&self, actor: &str) -> String {
        match actor.split(':').next() {
            Some("staff") => staff(actor).and_then(|id| self.loaded.names.get(&id)).map(people::Name::short).unwrap_or_default(),
            Some("client") => self.t.get("client-who-client"),
            Some("member") => self.t.get("client-who-member"),
            Some("visitor") => self.t.get("client-who-visitor"),
            _ => self.t.get("client-who-house"),
        }
    }

    fn never(&self, one: &care::Never, path: &str) -> NeverLine {
        // Whoever is nobody to us said it by the link of the proposal, which only the client has.
        let who = |by: &str| if by.starts_with("visitor") { self.t.get("client-who-link") } else { self.actor(by) };
        let said = |key: &str, at: &Instant, by: &str| self.t.say(key, &[("at", self.t.dated(at, self.loaded.now).into()), ("who", who(by).into())]);
        let since = said(if one.is_kind { "client-never-kind" } else { "client-never-since" }, &one.at, &one.by);
        let undone = one.undone.as_ref().map(|(at, by)| said("client-never-undone", at, by));
        NeverLine {
            title: one.title.clone(),
            undo: if undone.is_none() { format!("{path}/nevers/{}/undo", one.id) } else { String::new() },
            words: std::iter::once(since).chain(undone).collect::<Vec<_>>().join(" "),
        }
    }

    fn fact(&self, fact: &journal::Entry) -> FactLine {
        let mut key = format!("client-fact-{}", fact.kind.replace('.', "-"));
        // Said as it was: without their consent no letter went, whoever sent it.
        let untold = format!("{key}-untold");
        if fact.body.get("told").is_some_and(|told| *told == false) && self.t.has(&untold) {
            key = untold;
        }
        let who = self.actor(&fact.actor);
        FactLine {
            datetime: fact.at.to_string(),
            at: self.moment(fact.at),
            words: self.t.get(if self.t.has(&key) { &key } else { "client-fact-other" }),
            who,
            is_bad: fact.kind.starts_with("aftercare.redo") || fact.kind.starts_with("aftercare.case"),
        }
    }

    fn older_facts(&self, path: &str) -> String {
        let last = self.loaded.facts.iter().take(FACTS as usize).next_back().filter(|_| self.loaded.facts.len() > FACTS as usize);
        last.map(|fact| format!("{path}?facts={}#facts", fact.id)).unwrap_or_default()
    }
}
