//! The letter in words.

use crate::load::{Loaded, last_done, looker, next};
use aftercare::{Aftermath, OurAnswer};
use askama::Template;
use conversations::ManagerCard;
use jiff::SignedDuration;
use pages::{Head, Here, KeptLine, MemoryGroup, PairView, T, capital, fee_words};
use people::{Name, PersonId};
use std::collections::BTreeSet;
use values::{Arg, Instant, Money};
use visits::{Answer, Plan, Sheet, Shown, Tally, Visit, VisitId};

/// The page.
#[derive(Template)]
#[template(path = "my.html")]
#[expect(clippy::struct_excessive_bools, reason = "each is a passage of the letter that stands or does not")]
pub(crate) struct Letter {
    pub(crate) head: Head,
    pub(crate) date: String,
    /// What was agreed a moment ago; empty otherwise.
    pub(crate) booked: String,
    pub(crate) title: String,
    pub(crate) lead: String,
    /// The first sentence ends with the phone: somebody is waited for.
    pub(crate) has_phone: bool,
    /// Visits of the last days that did not take place, in words.
    pub(crate) missed: Vec<String>,
    pub(crate) is_new: bool,
    pub(crate) next: Option<Next>,
    pub(crate) done: Option<Done>,
    /// Finished visits besides the last one whose guarantee is open, or whose redo waits for its time.
    pub(crate) open: Vec<Guarantee>,
    /// The guarantee is open: its button is the action of the letter and stands first.
    pub(crate) done_first: bool,
    pub(crate) more: Vec<Line>,
    pub(crate) earlier: Vec<Line>,
    pub(crate) looks: Vec<LookLine>,
    pub(crate) manager: String,
    /// Who looks after the client, where the reader may write to them.
    pub(crate) talk: Option<TalkLine>,
    /// What we remember about the home.
    pub(crate) memory: Vec<MemoryGroup>,
    pub(crate) doors_unknown: bool,
    /// What was thought of ahead: its title, its words, its link.
    pub(crate) proposals: Vec<(String, String, String)>,
    /// What they said yes to: that we get it ready and for which day, what it is and who has it, its link.
    pub(crate) going: Vec<(String, String, String)>,
    /// What they never want proposed again: what, and where it is taken back.
    pub(crate) nevers: Vec<(String, String)>,
    /// What we changed because of their words: when, and what.
    pub(crate) changed: Vec<(String, String)>,
    /// What a year of it has spared; empty where nothing was.
    pub(crate) spared: String,
    /// The order that can be repeated with one press.
    pub(crate) again: Option<Again>,
    /// Pages of visits in a rhythm.
    pub(crate) regular: Vec<String>,
    /// Journeys that were asked for: where what goes along is said, and when each was asked for.
    pub(crate) journeys: Vec<(String, String)>,
    /// There is a page of what they have asked for.
    pub(crate) has_asked: bool,
    /// Where it is, what it is called, the new words in it; empty where there are none.
    pub(crate) projects: Vec<(String, String, String)>,
    /// What waits for their word: what it is and how much, and where it is answered.
    pub(crate) asks: Vec<(String, String)>,
}

/// The client's own manager, at the foot of the letter.
pub(crate) struct TalkLine {
    pub(crate) has_portrait: bool,
    /// Who answers, and when.
    pub(crate) reach: String,
    /// Something was written and not read.
    pub(crate) is_news: bool,
}

/// An order that can be repeated.
pub(crate) struct Again {
    pub(crate) visit: VisitId,
    /// Which.
    pub(crate) words: String,
}

/// What comes next.
pub(crate) struct Next {
    /// Its page.
    pub(crate) href: String,
    /// What we do by ourselves there, and where it is declined; empty for whoever may not say what to remember, and where nothing is remembered.
    pub(crate) defaults: String,
    /// What amending it costs now; `None` where it is not amended any more.
    pub(crate) change: Option<Change>,
    pub(crate) when: String,
    pub(crate) what: String,
    pub(crate) people: Vec<Person>,
    pub(crate) binding: Option<Binding>,
}

/// Moving a visit and calling it off.
pub(crate) struct Change {
    /// Where the times are.
    pub(crate) times: String,
    /// In one line: `без платы до 7 декабря, 12:00`.
    pub(crate) brief: String,
    /// What another time costs now.
    pub(crate) moving: String,
    /// What calling it off costs now, and what then.
    pub(crate) cancel: String,
    pub(crate) button: String,
    /// The fee on the button, in kopecks.
    pub(crate) fee: i64,
    /// The policy of its quote.
    pub(crate) policy: Vec<String>,
}

/// One of those who come.
pub(crate) struct Person {
    /// The small portrait; empty where there is none.
    pub(crate) portrait: String,
    pub(crate) initial: String,
    pub(crate) name: String,
    /// The stages passed, with their days.
    pub(crate) note: String,
}

/// What binds.
pub(crate) struct Binding {
    pub(crate) total: String,
    pub(crate) made: String,
    /// Where; empty when it was erased.
    pub(crate) address: String,
    pub(crate) sha256: String,
}

fn talk_line(t: &T, card: &ManagerCard, now: Instant) -> TalkLine {
    let first = t.name(&card.name.first);
    let own = match card.from {
        Some(from) if from <= now => t.with("letter-manager-now", "name", &first),
        Some(from) => t.say("letter-manager-from", &[("name", first.into()), ("at", t.moment(&from).into())]),
        None => String::new(),
    };
    let reach = match &card.sooner {
        Some((sooner, at)) if *at <= now && !own.is_empty() => {
            t.say("letter-manager-meanwhile", &[("own", own.into()), ("name", t.name(&sooner.full()).into())])
        }
        _ => own,
    };
    TalkLine { has_portrait: card.has_portrait, reach, is_news: card.is_news }
}

impl Binding {
    /// Enough of the code to tell two agreements apart.
    pub(crate) fn short(&self) -> &str {
        self.sha256.get(..8).unwrap_or_default()
    }
}

/// What was done last.
pub(crate) struct Done {
    pub(crate) id: VisitId,
    pub(crate) title: String,
    pub(crate) count: String,
    pub(crate) rooms: Vec<RoomView>,
    pub(crate) guarantee: Guarantee,
    /// When the report reached the client; empty while it is on its way.
    pub(crate) delivered: String,
    /// How much of what we remember was kept; empty when nothing was asked of it.
    pub(crate) remembered: String,
    /// The same one by one, with what shows it; on the visit's own page.
    pub(crate) kept: Vec<KeptLine>,
    pub(crate) pairs: Vec<PairView>,
    /// The list stands open: on the visit's own page, where there is room for it.
    pub(crate) is_unfolded: bool,
    /// Where the other photos are; empty when all are here.
    pub(crate) more_pairs: String,
    /// The answer that was given; empty when there is none.
    pub(crate) answer: String,
    /// What we answered.
    pub(crate) ours: Vec<Ours>,
    pub(crate) hint: String,
    pub(crate) binding: Option<Binding>,
}

/// Our answer.
pub(crate) struct Ours {
    pub(crate) words: String,
    pub(crate) by: String,
}

/// The guarantee of a finished visit.
pub(crate) struct Guarantee {
    pub(crate) visit: VisitId,
    /// The visit in words, where it has no heading of its own yet.
    pub(crate) title: String,
    /// The block's id.
    pub(crate) anchor: String,
    /// While it can be asked for.
    pub(crate) open: Option<Open>,
    /// The redo in words; empty when there is none.
    pub(crate) redo: String,
    /// Where another time for it is chosen; empty where there is nothing to choose.
    pub(crate) redo_times: String,
}

/// The guarantee while it is open.
pub(crate) struct Open {
    pub(crate) until: String,
    pub(crate) datetime: String,
}

/// A room of the report.
pub(crate) struct RoomView {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) count: String,
    pub(crate) items: Vec<Item>,
}

/// A point of the report.
pub(crate) struct Item {
    pub(crate) words: String,
    /// There is none in this home.
    pub(crate) is_absent: bool,
}

/// A visit in one line.
pub(crate) struct Line {
    pub(crate) href: String,
    pub(crate) when: String,
    pub(crate) what: String,
    pub(crate) state: String,
}

/// Who looked, when, for what.
pub(crate) struct LookLine {
    pub(crate) datetime: String,
    pub(crate) at: String,
    pub(crate) who: String,
    pub(crate) what: String,
}

/// Lines of looks in the letter.
const LOOKS: usize = 12;
/// Pairs of photos in the letter; the page of the visit has them all.
const PAIRS: usize = 2;
/// Lines of earlier visits.
const EARLIER: usize = 12;

/// How long a visit that did not take place stands on top of the letter.
const MISSED: SignedDuration = SignedDuration::from_hours(7 * 24);

impl Letter {
    pub(crate) fn new(head: Head, loaded: &Loaded, booked: Option<VisitId>) -> Self {
        let words = Words { t: &head.t, loaded };
        let next = next(&loaded.visits, loaded.now);
        let last = last_done(&loaded.visits);
        let after = last.and_then(|visit| loaded.aftermath.get(&visit.plan().id));
        // While somebody is on the way or at work, that comes before everything.
        let is_moving = next.is_some_and(|(visit, _)| visit.ahead().is_none());
        let done_first = !is_moving && after.is_some_and(|a| a.open && a.redo.is_none());
        let missed: Vec<&Visit> =
            loaded.visits.iter().map(|(visit, _)| visit).filter(|v| v.missed(loaded.now) && v.plan().span.start + MISSED > loaded.now).collect();
        let (title, lead) = words.opening(next, last, done_first, !missed.is_empty());
        let is_next = |visit: &Visit| next.is_some_and(|(n, _)| n.plan().id == visit.plan().id);
        let is_last = |visit: &Visit| last.is_some_and(|l| l.plan().id == visit.plan().id);
        let open: Vec<Guarantee> = loaded.visits.iter().filter(|(visit, _)| !is_last(visit)).filter_map(|(visit, _)| words.open(visit)).collect();
        let is_open = |visit: &Visit| open.iter().any(|guarantee| guarantee.visit == visit.plan().id);
        let others: Vec<&Visit> = loaded.visits.iter().map(|(visit, _)| visit).filter(|v| !is_next(v) && !is_last(v) && !is_open(v)).collect();
        let is_over = |visit: &&&Visit| visit.missed(loaded.now) || visit.state().is_over();
        // Somebody else's visit, or none, is not told.
        let booked = loaded.visits.iter().map(|(visit, _)| visit).find(|visit| booked == Some(visit.plan().id));
        Self {
            date: head.t.day(&loaded.now),
            booked: booked.map(|visit| words.when("letter-booked", visit.plan())).unwrap_or_default(),
            title,
            lead,
            has_phone: !done_first && next.is_some_and(|(visit, _)| words.late(visit).is_some()),
            missed: missed.into_iter().map(|visit| words.when("letter-missed", visit.plan())).collect(),
            is_new: loaded.visits.is_empty(),
            more: others.iter().rev().filter(|v| !is_over(v)).map(|v| words.line(v)).collect(),
            earlier: others.iter().filter(is_over).take(EARLIER).map(|v| words.line(v)).collect(),
            next: next.map(|(visit, _)| words.next(visit)),
            done: last.zip(after).zip(loaded.sheet.as_ref()).map(|((visit, after), sheet)| words.done(visit, after, sheet, PAIRS)),
            open,
            done_first,
            looks: words.looks(),
            memory: loaded.memory.clone(),
            doors_unknown: loaded.doors_unknown,
            proposals: loaded.proposals.iter().map(|(one, link)| (one.words.title.clone(), one.words.text.clone(), link.clone())).collect(),
            going: loaded.going.iter().map(|(one, link, who)| going_words(&head.t, one, link, who.as_ref())).collect(),
            nevers: loaded.nevers.iter().map(|one| (one.title.clone(), format!("/my/nevers/{}/undo", one.id))).collect(),
            changed: loaded.changed.iter().map(|change| (head.t.dated(&change.at, loaded.now), change.words_in(head.t.lang).to_owned())).collect(),
            spared: spared_words(&head.t, loaded.spared),
            again: words.again(),
            journeys: loaded
                .journeys
                .iter()
                .map(|(id, at, day)| {
                    let asked = || head.t.with("letter-journey", "at", &head.t.dated(at, loaded.now));
                    (format!("/my/requests/{id}/along"), day.map_or_else(asked, |day| head.t.with("letter-journey-on", "day", &head.t.civil(day))))
                })
                .collect(),
            has_asked: loaded.has_asked,
            asks: loaded
                .asks
                .iter()
                .map(|ask| {
                    let vars = [("what", ask.what.as_str().into()), ("amount", ask.amount.to_string().into())];
                    (format!("/my/projects/{}", ask.plan), head.t.say("letter-asks-one", &vars))
                })
                .collect(),
            projects: loaded
                .projects
                .iter()
                .map(|(id, title, n)| {
                    (format!("/my/projects/{id}"), title.clone(), if *n > 0 { head.t.num("letter-projects-new", "n", &i64::from(*n)) } else { String::new() })
                })
                .collect(),
            regular: loaded.series.iter().map(|id| format!("/my/series/{id}")).collect(),
            manager: match &loaded.manager {
                Some(card) => head.t.name(&card.name.full()),
                None => loaded.brand.manager.of(head.t.lang).to_owned(),
            },
            talk: loaded.manager.as_ref().map(|card| talk_line(&head.t, card, loaded.now)),
            head,
        }
    }
}

pub(crate) struct Words<'a> {
    pub(crate) t: &'a T,
    pub(crate) loaded: &'a Loaded,
}

impl Words<'_> {
    /// Title and first sentence: what matters most now.
    fn opening(&self, next: Option<&(Visit, Tally)>, last: Option<&Visit>, done_first: bool, is_missed: bool) -> (String, String) {
        let name = self.loaded.name.as_str();
        let title = |key: &str| if name.is_empty() { self.t.get(&format!("{key}.unnamed")) } else { self.t.with(key, "name", name) };
        if done_first && let Some((at, after)) = last.and_then(Visit::finished_at).zip(last.and_then(|v| self.loaded.aftermath.get(&v.plan().id))) {
            let vars = [("at", self.t.moment(&at).into()), ("closes", self.t.moment(&after.closes).into())];
            return (title("letter-title-done"), self.t.say("letter-lead-done", &vars));
        }
        let waits = last.and_then(|v| self.loaded.aftermath.get(&v.plan().id)).and_then(|a| a.redo.as_ref()).is_some_and(|redo| redo.redo_visit.is_none());
        match next {
            Some((visit, _)) if let Some(eta) = self.slips(visit) => (title("letter-title-slips"), self.t.with("letter-lead-slips", "eta", &self.t.time(&eta))),
            Some((visit, _)) if let Some(late) = self.late(visit) => (title("letter-title-late"), late),
            Some((Visit::EnRoute(way), _)) => {
                let vars = [("crew", self.crew(&way.plan).into()), ("eta", self.t.time(&way.eta).into())];
                (title("letter-title-way"), self.t.say("letter-lead-way", &vars))
            }
            Some((Visit::InProgress(work), progress)) => {
                let (done, all) = (progress.answered().to_string(), progress.all().to_string());
                let vars = [("since", self.t.time(&work.started_at).into()), ("done", done.into()), ("all", all.into())];
                (title("letter-title-work"), self.t.say("letter-lead-work", &vars))
            }
            _ if waits => (title("letter-title-redo"), self.t.get("letter-lead-redo-waits")),
            Some((visit, _)) if visit.plan().redo_of.is_some() => (title("letter-title-redo"), self.when("letter-lead-redo", visit.plan())),
            Some((visit, _)) => (title("letter-title-planned"), self.when("letter-lead-planned", visit.plan())),
            None if is_missed => (title("letter-title-missed"), self.t.get("letter-lead-missed")),
            None => match last.and_then(Visit::finished_at) {
                Some(at) => (title("letter-title-past"), self.t.with("letter-lead-past", "at", &self.t.moment(&at))),
                None => (title("letter-title-new"), self.t.get("letter-lead-new")),
            },
        }
    }

    /// Around when they come to a visit that nobody has set off for, where that was told and has not passed.
    fn slips(&self, visit: &Visit) -> Option<Instant> {
        self.loaded.arrives.filter(|eta| visit.ahead().is_some() && self.loaded.now < *eta)
    }

    /// What is said when the time has come and nobody is there.
    pub(crate) fn late(&self, visit: &Visit) -> Option<String> {
        let is_overdue = visit.overdue(self.loaded.now);
        match visit {
            Visit::EnRoute(way) if is_overdue => Some(self.t.with("letter-lead-late-way", "eta", &self.t.time(&way.eta))),
            // The desk sees it a few minutes after the start; nobody is promised before that.
            _ => visit
                .ahead()
                .filter(|plan| self.loaded.now >= plan.span.start)
                .map(|_| self.t.get(if is_overdue { "letter-lead-late" } else { "letter-lead-due" })),
        }
    }

    /// A text that names the day, the time and the crew of a plan.
    pub(crate) fn when(&self, key: &str, plan: &Plan) -> String {
        let vars = [("day", self.t.day(&plan.span.start).into()), ("time", self.t.span_unbroken(&plan.span).into()), ("crew", self.crew(plan).into())];
        self.t.say(key, &vars)
    }

    fn crew(&self, plan: &Plan) -> String {
        let names: Vec<String> = plan.crew.iter().filter_map(|p| self.loaded.names.get(p)).map(|name| name.first.clone()).collect();
        self.t.list(&names)
    }

    pub(crate) fn service(&self, plan: &Plan) -> String {
        let key = (plan.service.file.clone(), plan.service.version);
        let name = self.loaded.services.get(&key).map(|said| said.of(self.t.lang).to_owned()).unwrap_or_default();
        if plan.redo_of.is_some() { self.t.with("letter-what-redo", "service", &name) } else { name }
    }

    pub(crate) fn binding(&self, visit: &Visit) -> Option<Binding> {
        let agreement = self.loaded.agreements.get(&visit.plan().id)?;
        Some(Binding {
            total: agreement.terms.total.to_string(),
            made: self.t.moment(&agreement.terms.made_at),
            address: self.loaded.homes.get(&agreement.terms.home).cloned().unwrap_or_default(),
            sha256: agreement.sha256.clone(),
        })
    }

    /// `анкета 3 мая, собеседование 5 мая`: one line for each kind of stage, the latest time that it was passed.
    fn stages(&self, person: &PersonId) -> String {
        let passed = self.loaded.stages.get(person).map(Vec::as_slice).unwrap_or_default();
        let last = |kind: people::StageKind| passed.iter().filter(|stage| stage.kind == kind).map(|stage| stage.passed_at).max();
        let told = people::StageKind::VETTING.into_iter().filter_map(|kind| Some((kind, last(kind)?)));
        let words: Vec<String> =
            told.map(|(kind, at)| self.t.with(&format!("letter-stage-{}", kind.name()), "at", &self.t.dated(&at, self.loaded.now))).collect();
        if words.is_empty() { self.t.get("letter-person-note") } else { capital(&words.join(", ")) }
    }

    fn next(&self, visit: &Visit) -> Next {
        let plan = visit.plan();
        Next {
            href: format!("/my/visits/{}", plan.id),
            defaults: if self.loaded.memory.is_empty() { String::new() } else { format!("/visits/{}/defaults", plan.id) },
            change: self.change(),
            when: self.day_and_time(plan),
            what: self.service(plan),
            people: self.people(plan, true),
            binding: self.binding(visit),
        }
    }

    /// `Вторник, 8 декабря, 12:00–15:30`
    pub(crate) fn day_and_time(&self, plan: &Plan) -> String {
        let vars = [("day", self.t.day(&plan.span.start).into()), ("time", self.t.span_unbroken(&plan.span).into())];
        capital(&self.t.say("letter-when", &vars))
    }

    /// Those of a crew; with the stages passed where they are yet to come.
    pub(crate) fn people(&self, plan: &Plan, is_ahead: bool) -> Vec<Person> {
        let person = |id: &PersonId| {
            let name = self.loaded.names.get(id)?;
            let portrait = if self.loaded.portraits.contains(id) { format!("/people/{id}/portrait?size=small") } else { String::new() };
            let note = if is_ahead { self.stages(id) } else { String::new() };
            let name = self.t.name(&name.short());
            Some(Person { portrait, initial: name.chars().take(1).collect(), name, note })
        };
        plan.crew.iter().filter_map(person).collect()
    }

    /// Moving the visit that comes next, and calling it off, with what each costs now.
    pub(crate) fn change(&self) -> Option<Change> {
        let preview = self.loaded.amend.as_ref()?;
        let plan = preview.visit.plan();
        let is_redo = plan.redo_of.is_some();
        let costs = |fee: Money, free: &str, costly: &str| if fee == Money::ZERO { self.t.get(free) } else { self.t.with(costly, "fee", &fee.to_string()) };
        let free_until = preview.fees.iter().map(|fee| fee.less_than_hours).max().map(|hours| plan.span.start - SignedDuration::from_hours(hours.into()));
        let brief = match free_until {
            None => self.t.get("letter-amend-always-free"),
            Some(until) if until >= self.loaded.now => self.t.with("letter-amend-free-until", "until", &self.t.moment(&until)),
            Some(_) => self.t.say("letter-amend-costs", &[("change", preview.change.to_string().into()), ("cancel", preview.cancel.to_string().into())]),
        };
        Some(Change {
            times: format!("/my/visits/{}/times", plan.id),
            brief,
            moving: costs(preview.change, "letter-amend-move-free", "letter-amend-move-fee"),
            cancel: if is_redo { self.t.get("letter-amend-cancel-redo") } else { costs(preview.cancel, "letter-amend-cancel-free", "letter-amend-cancel-fee") },
            button: costs(preview.cancel, "letter-amend-button-free", "letter-amend-button-fee"),
            fee: preview.cancel.in_kopecks(),
            policy: if is_redo { Vec::new() } else { fee_words(self.t, &preview.fees) },
        })
    }

    /// The last order that was agreed on: of it the letter knows the work and the home.
    fn again(&self) -> Option<Again> {
        let ordered = |visit: &&Visit| visit.plan().redo_of.is_none() && visit.finished_at().is_some();
        let last = self.loaded.visits.iter().map(|(visit, _)| visit).filter(ordered).max_by_key(|visit| visit.plan().span.start)?;
        let words = self
            .t
            .say("letter-again-as", &[("service", self.service(last.plan()).into()), ("at", self.t.dated(&last.plan().span.start, self.loaded.now).into())]);
        self.loaded.may_repeat.then(|| Again { visit: last.plan().id, words })
    }

    /// Before and after, each with what it shows.
    fn pairs(&self, visit: VisitId, sheet: &Sheet) -> Vec<PairView> {
        let items = || sheet.rooms.iter().flat_map(|(_, _, items)| items);
        let words = |shown: &Shown| match shown {
            Shown::Item(id) => items().find(|one| one.item.id == *id).map(|one| one.item.text.of(self.t.lang).to_owned()),
            Shown::Room(code) => sheet.rooms.iter().find(|(room, ..)| room == code).map(|(_, name, _)| name.of(self.t.lang).to_owned()),
            // It stands beside what was remembered.
            Shown::Memory(_) => None,
        };
        let view = |pair: &visits::Pair| {
            let after = pair.after.as_ref()?;
            Some(PairView {
                what: words(&pair.shown).unwrap_or_default(),
                before: Here::photo_href(visit, pair.before.id, false),
                after: Here::photo_href(visit, after.id, false),
                width: pair.before.width,
                height: pair.before.height,
            })
        };
        self.loaded.pairs.iter().filter(|pair| pair.before.visit == visit).filter_map(view).collect()
    }

    /// The visit that was finished, with at most so many pairs of photos.
    pub(crate) fn done(&self, visit: &Visit, after: &Aftermath, sheet: &Sheet, most: usize) -> Done {
        let id = visit.plan().id;
        let mut pairs = self.pairs(id, sheet);
        let more_pairs = if pairs.len() > most { format!("/my/visits/{id}#photos") } else { String::new() };
        pairs.truncate(most);
        let ours = |answer: &OurAnswer| {
            let by = answer.by.and_then(|person| self.loaded.names.get(&person)).map(Name::short);
            let by = by.map_or_else(|| self.loaded.brand.manager.of(self.t.lang).to_owned(), |by| self.t.name(&by));
            Ours { words: answer.words.clone(), by: self.t.say("letter-ours-by", &[("who", by.into()), ("at", self.t.moment(&answer.at).into())]) }
        };
        let items = || sheet.rooms.iter().flat_map(|(_, _, items)| items);
        let count = |done: usize, all: usize| self.t.say("letter-count", &[("done", done.to_string().into()), ("all", all.to_string().into())]);
        let is_done = |item: &&visits::SheetItem| item.answer == Some(Answer::Done);
        Done {
            id,
            title: self.finished(visit),
            count: count(items().filter(is_done).count(), items().count()),
            rooms: self.rooms(sheet),
            delivered: after.delivered.map(|at| self.t.with("letter-delivered", "at", &self.t.moment(&at))).unwrap_or_default(),
            kept: self.loaded.kept.clone(),
            remembered: self.loaded.remembered.as_ref().filter(|count| count.asked > 0).map(|count| self.remembered(*count)).unwrap_or_default(),
            pairs,
            is_unfolded: most > PAIRS,
            more_pairs,
            ours: self.loaded.answers.iter().map(ours).collect(),
            guarantee: self.guarantee(visit, after, "redo".to_owned()),
            answer: after.answer.clone().unwrap_or_default(),
            hint: self.t.with("letter-question-hint", "manager", self.loaded.brand.manager.of(self.t.lang)),
            binding: self.binding(visit),
        }
    }

    /// The list, room by room.
    pub(crate) fn rooms(&self, sheet: &Sheet) -> Vec<RoomView> {
        let count = |items: &[visits::SheetItem]| {
            let done = items.iter().filter(|item| item.answer == Some(Answer::Done)).count();
            self.t.say("letter-count", &[("done", done.to_string().into()), ("all", items.len().to_string().into())])
        };
        let room = |(code, name, items): &(String, values::Said, Vec<visits::SheetItem>)| RoomView {
            code: code.clone(),
            name: name.of(self.t.lang).to_owned(),
            count: count(items),
            items: items.iter().map(|i| Item { words: i.item.text.of(self.t.lang).to_owned(), is_absent: i.answer == Some(Answer::Absent) }).collect(),
        };
        sheet.rooms.iter().map(room).collect()
    }

    /// `Уборка, закончили 24 ноября, 15:30`
    fn finished(&self, visit: &Visit) -> String {
        let at = visit.finished_at().unwrap_or(visit.plan().span.end);
        self.t.say("letter-done", &[("service", self.service(visit.plan()).into()), ("at", self.t.moment(&at).into())])
    }

    fn guarantee(&self, visit: &Visit, after: &Aftermath, anchor: String) -> Guarantee {
        Guarantee {
            visit: visit.plan().id,
            title: self.finished(visit),
            anchor,
            open: (after.open && after.redo.is_none())
                .then(|| Open { until: self.t.moment(&after.closes), datetime: self.on_readers_clock(after.closes).to_string() }),
            redo: after.redo.as_ref().map(|redo| self.redo(redo.redo_visit)).unwrap_or_default(),
            redo_times: after.redo.as_ref().map(|redo| self.redo_times(visit.plan().id, redo.redo_visit)).unwrap_or_default(),
        }
    }

    /// The guarantee of a visit where there is still something to do or to wait for.
    fn open(&self, visit: &Visit) -> Option<Guarantee> {
        let after = self.loaded.aftermath.get(&visit.plan().id)?;
        let waits = after.redo.as_ref().is_some_and(|redo| redo.redo_visit.is_none());
        let open = after.open && after.redo.is_none();
        (open || waits).then(|| self.guarantee(visit, after, format!("redo-{}", visit.plan().id)))
    }

    /// Where a time for the redo is chosen: of one that waits for its time, or of one that stands ahead.
    fn redo_times(&self, visit: VisitId, redo: Option<VisitId>) -> String {
        let Some(redo) = redo else {
            return format!("/my/visits/{visit}/redo");
        };
        let ahead = self.loaded.visits.iter().map(|(visit, _)| visit).find(|visit| visit.plan().id == redo).and_then(Visit::ahead);
        ahead.filter(|plan| plan.span.start > self.loaded.now).map(|_| format!("/my/visits/{redo}/times")).unwrap_or_default()
    }

    fn redo(&self, id: Option<VisitId>) -> String {
        let Some(id) = id else {
            return self.t.get("letter-redo-waits");
        };
        let visit = self.loaded.visits.iter().map(|(visit, _)| visit).find(|visit| visit.plan().id == id);
        match visit {
            Some(Visit::Done(done)) => self.t.with("letter-redo-done", "at", &self.t.moment(&done.finished_at)),
            Some(Visit::Cancelled(_) | Visit::Skipped(_) | Visit::LockedOut(_)) | None => self.t.get("letter-redo-asked"),
            Some(visit) if visit.missed(self.loaded.now) => self.t.get("letter-redo-asked"),
            Some(visit) => self.when("letter-redo-planned", visit.plan()),
        }
    }

    /// The countdown runs by the clock of the reader's device. A house may have its own, so the moment is carried over.
    fn on_readers_clock(&self, at: Instant) -> Instant {
        at + SignedDuration::from_micros(self.loaded.reader_ahead)
    }

    fn line(&self, visit: &Visit) -> Line {
        let plan = visit.plan();
        let vars = [("day", self.t.dated(&plan.span.start, self.loaded.now).into()), ("time", self.t.span_unbroken(&plan.span).into())];
        let state = if visit.missed(self.loaded.now) { "missed" } else { visit.state().name() };
        Line {
            href: format!("/my/visits/{}", plan.id),
            when: self.t.say("letter-when", &vars),
            what: self.service(plan),
            state: self.t.get(&format!("letter-state-{state}")),
        }
    }

    fn remembered(&self, count: visits::Remembered) -> String {
        self.t.say("letter-remembered", &[("kept", count.kept.to_string().into()), ("asked", count.asked.to_string().into())])
    }

    /// Looks of one person for one purpose on one day are one line.
    fn looks(&self) -> Vec<LookLine> {
        let mut seen = BTreeSet::new();
        let fresh = self.loaded.looks.iter().filter(|look| seen.insert((look.at.day(), look.actor.clone(), look.act.clone())));
        let line = |look: &access::Look| {
            let key = format!("letter-act-{}", look.act.replace('.', "-"));
            let name = looker(look).and_then(|person| self.loaded.names.get(&person)).map(|name| self.t.name(&name.short()));
            LookLine {
                datetime: look.at.to_string(),
                at: self.t.moment(&look.at),
                who: name.unwrap_or_else(|| {
                    self.t.get(match look.actor.split(':').next() {
                        Some("house") => "letter-who-house",
                        Some("member") => "letter-who-member",
                        _ => "letter-who-gone",
                    })
                }),
                what: self.t.get(if self.t.has(&key) { &key } else { "letter-act-other" }),
            }
        };
        fresh.take(LOOKS).map(line).collect()
    }
}

/// `За год мы избавили Вас от 6 звонков и 3 ч хлопот.`
/// What they said yes to, until it is done.
fn going_words(t: &T, one: &care::Proposal, link: &str, who: Option<&Name>) -> (String, String, String) {
    let who = who.map(|name| t.with("letter-request-who", "manager", &t.name(&name.full())));
    let what = [Some(one.words.title.clone()), who].into_iter().flatten().collect::<Vec<_>>().join(". ");
    (t.with("letter-going", "day", &t.civil(one.on)), what, link.to_owned())
}

fn spared_words(t: &T, spared: care::Spared) -> String {
    if spared.calls == 0 {
        return String::new();
    }
    t.args("letter-spared", &[("calls", Arg::Int(spared.calls.into())), ("time", Arg::Text(t.length(&i64::from(spared.minutes))))])
}
