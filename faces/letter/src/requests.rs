//! `/my/requests`: what the client has asked for, who has it, and where it stands.

use crate::household::whose;
use askama::Template;
use axum::response::Response;
use concierge::{Concept, Request, RequestId, SEE_REQUESTS, Stage, have_now, offered_in};
use concierge_web::{Theirs, namer, theirs};
use db::Read as _;
use messaging::concepts_token;
use pages::{Head, Here, Refused, Routes, Shell, T, page};
use projects::{Became, Course, became_of};
use std::collections::BTreeMap;
use values::Instant;

pub(crate) const PATH: &str = "/my/requests";
/// Requests of either kind on a page.
const SHOWN: u32 = 20;
/// Letters of their words on a line.
const WORDS: usize = 280;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes.get(PATH, SEE_REQUESTS, get_requests)
}

/// The page.
#[derive(Template)]
#[template(path = "requests.html")]
pub(crate) struct RequestsPage {
    pub(crate) head: Head,
    /// What is open, then what is closed; neither is empty: its heading, its name in the page, and its requests.
    pub(crate) parts: Vec<(String, &'static str, Vec<AskedView>)>,
    /// Where the earlier ones are; empty when all are shown.
    pub(crate) older: String,
}

/// A request of theirs.
pub(crate) struct AskedView {
    pub(crate) id: String,
    pub(crate) datetime: String,
    pub(crate) at: String,
    pub(crate) about: String,
    /// Their own, shortened; a call may have none.
    pub(crate) words: String,
    /// Where it stands; ends with our phone where somebody waits longer than was promised.
    pub(crate) stands: String,
    pub(crate) has_phone: bool,
    /// Where they choose, or see how it goes: the address and what it is called.
    pub(crate) leads: Option<(String, String)>,
    /// What they agreed to or chose, what comes next, what waits for their word.
    pub(crate) more: Vec<String>,
    /// Who has it, or had; empty where it is over and nobody did.
    pub(crate) who: String,
}

/// Where a request stands, to whoever asked.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Stand {
    /// We answer by then.
    AnswerBy(Instant),
    /// We were to answer by then, and have not.
    Late(Instant),
    /// Nothing was promised, and nobody has answered.
    Waiting,
    /// Somebody has answered.
    Talking,
    /// Ways were sent, to choose one of.
    Choose,
    /// What was chosen is being arranged.
    Arranging,
    /// It was arranged.
    Arranged(Instant),
    /// It is over, whatever came of it.
    Over(Instant),
}

impl Stand {
    /// What was made of it tells more than the request itself: that may be closed while it is being arranged.
    pub(crate) fn of(request: &Request, became: Option<&Course>, now: Instant) -> Self {
        match (became, request.closed_at.as_ref(), request.stage) {
            (Some(Course::UnderWay { .. }), ..) | (None, None, Stage::Chosen) => Self::Arranging,
            (Some(Course::Over { at, is_done: true }), ..) => Self::Arranged(*at),
            (Some(Course::Over { at, is_done: false }), ..) | (None, Some(at), _) => Self::Over(*at),
            (None, None, Stage::Offered) => Self::Choose,
            // Of what did not fit they are told as of whatever they write.
            (None, None, Stage::Talking) if !request.thinks_again() || request.answered_at.is_some() => Self::Talking,
            (None, None, Stage::Talking | Stage::Waiting) => match request.due_at {
                None => Self::Waiting,
                Some(due) if now > due => Self::Late(due),
                Some(due) => Self::AnswerBy(due),
            },
        }
    }
}

/// What is known beside the requests of a page.
pub(crate) struct Known<'a> {
    pub(crate) t: &'a T,
    pub(crate) now: Instant,
    pub(crate) became: BTreeMap<RequestId, Became>,
    pub(crate) concepts: BTreeMap<RequestId, Vec<Concept>>,
    pub(crate) managers: BTreeMap<RequestId, String>,
    /// Who answers where nobody has it.
    pub(crate) manager: String,
}

impl Known<'_> {
    /// `about` is what it is about in the house book, `choose` where one of the ways is chosen.
    pub(crate) fn view(&self, request: &Request, about: Option<String>, choose: &str) -> AskedView {
        let (t, became) = (self.t, self.became.get(&request.id));
        let stand = Stand::of(request, became.map(|became| &became.course), self.now);
        let leads = match (&stand, became) {
            (Stand::Choose, _) => Some((choose.to_owned(), t.get("letter-request-choose"))),
            (_, Some(became)) => Some((format!("/my/projects/{}", became.plan), t.get("letter-request-project"))),
            (_, None) if request.thinks_again() => Some((choose.to_owned(), t.get("letter-request-before"))),
            (_, None) => None,
        };
        AskedView {
            id: request.id.to_string(),
            datetime: request.asked_at.to_string(),
            at: t.dated(&request.asked_at, self.now),
            about: about.unwrap_or_else(|| t.get(&format!("letter-request-about-{}", request.call.map_or("task", |call| call.why.name())))),
            words: shortened(&request.words),
            stands: self.stands(&stand, request),
            has_phone: matches!(stand, Stand::Late(_)),
            leads,
            more: self.more(request, became.map(|became| &became.course)),
            who: self.who(request),
        }
    }

    fn stands(&self, stand: &Stand, request: &Request) -> String {
        let t = self.t;
        let soon = |at: &Instant| if at.day() == self.now.day() { t.time(at) } else { t.moment(at) };
        match stand {
            Stand::AnswerBy(due) if request.call.is_some() => t.with("letter-request-call-by", "due", &soon(due)),
            Stand::AnswerBy(due) => t.with("letter-request-answer-by", "due", &soon(due)),
            Stand::Late(due) if request.call.is_some() => t.with("letter-request-call-late", "due", &soon(due)),
            Stand::Late(due) => t.with("letter-request-late", "due", &soon(due)),
            Stand::Waiting => t.get("letter-request-waiting"),
            Stand::Talking => t.get("letter-request-talking"),
            Stand::Choose => {
                let ways = self.concepts.get(&request.id).into_iter().flatten().filter(|way| way.round == request.rounds).count();
                t.num("letter-request-ways", "n", &i64::try_from(ways).unwrap_or(0))
            }
            Stand::Arranging => t.get("letter-request-arranging"),
            Stand::Arranged(at) => t.with("letter-request-arranged", "at", &t.dated(at, self.now)),
            Stand::Over(at) => t.with("letter-request-over", "at", &t.dated(at, self.now)),
        }
    }

    fn more(&self, request: &Request, became: Option<&Course>) -> Vec<String> {
        let t = self.t;
        let ways = self.concepts.get(&request.id).into_iter().flatten();
        let chosen = ways.filter(|way| request.chosen == Some(way.nth)).map(|way| t.with("letter-request-chosen", "title", &way.body.title));
        let (next, asks) = match became {
            Some(Course::UnderWay { next, asks }) => (next.as_ref(), asks.as_slice()),
            Some(Course::Over { .. }) | None => (None, [].as_slice()),
        };
        let asks = asks.iter().map(|ask| t.with("letter-request-asks", "what", &ask.what));
        // What should have been over by now has no day that is still true.
        let next = next.map(|(what, by)| match *by {
            by if by < self.now => t.with("letter-request-next", "what", what),
            by => t.say("letter-request-next-by", &[("what", what.as_str().into()), ("by", t.dated(&by, self.now).into())]),
        });
        let agreed =
            request.agreed.as_ref().map(|agreed| t.say("letter-request-agreed", &[("what", agreed.text.as_str().into()), ("day", t.civil(agreed.on).into())]));
        agreed.into_iter().chain(chosen).chain(asks).chain(next).collect()
    }

    fn who(&self, request: &Request) -> String {
        let named = self.managers.get(&request.id);
        match (request.closed_at, named) {
            (None, named) => self.t.with("letter-request-who", "manager", named.unwrap_or(&self.manager)),
            (Some(_), Some(named)) => self.t.with("letter-request-who-had", "manager", named),
            (Some(_), None) => String::new(),
        }
    }
}

/// The beginning of what they wrote, on one line; it ends with a whole word where there is one.
fn shortened(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((end, _)) = line.char_indices().nth(WORDS) else { return line };
    let kept = line.get(..end).unwrap_or_default();
    let whole = kept.rsplit_once(' ').map_or(kept, |(whole, _)| whole);
    format!("{}…", whole.trim_end_matches(['.', ',', ';', ':', '…']))
}

async fn get_requests(here: Here) -> Result<Response, Refused> {
    let client = whose(&here, SEE_REQUESTS)?;
    let Theirs { open, closed, more } = theirs(&here, client, PATH, SHOWN).await?;
    let (db, named) = (here.app.read().await.map_err(|e| here.refuse(&e))?, namer(&here)?);
    let all: Vec<Request> = open.iter().chain(&closed).cloned().collect();
    let ids: Vec<_> = all.iter().map(|request| request.id).collect();
    let has = have_now(&db, &all).await.map_err(|e| here.refuse(&e))?;
    let at_desk = people::names(&db, &has.values().copied().collect::<Vec<_>>()).await.map_err(|e| here.refuse(&e))?;
    let known = Known {
        t: &here.t,
        now: db.now(),
        became: became_of(&here.app, &here.actor, client, &ids).await.map_err(|e| here.refuse(&e))?,
        concepts: offered_in(&db, &all).await.map_err(|e| here.refuse(&e))?,
        managers: has.iter().filter_map(|(id, person)| Some((*id, here.t.name(&at_desk.get(person)?.full())))).collect(),
        manager: catalog::brand(&here.app).map_err(|e| here.refuse(&e))?.manager.of(here.lang()).to_owned(),
    };
    let view = |request: &Request| {
        let choose = format!("/concepts/{}", concepts_token(&here.app, request.id.uuid(), known.now));
        known.view(request, request.about.as_deref().map(&named), &choose)
    };
    let part = |key: &str, name: &'static str, some: &[Request]| (here.t.get(key), name, some.iter().map(view).collect::<Vec<_>>());
    let parts = [part("letter-requests-now", "now", &open), part("letter-requests-before", "before", &closed)];
    Ok(page(&RequestsPage {
        head: here.head(Shell::Letter, &here.t.get("letter-requests")).at(PATH),
        parts: parts.into_iter().filter(|(_, _, some)| !some.is_empty()).collect(),
        older: more,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use concierge::{Agreed, Asker, Call, Way, WhyCall};
    use uuid::Uuid;
    use values::{Lang, Phone};

    fn at(minutes: i64) -> Instant {
        Instant::from_micros(minutes * 60_000_000)
    }

    fn request(stage: Stage, closed_at: Option<Instant>) -> Request {
        Request {
            id: Uuid::nil().into(),
            about: None,
            call: None,
            asker: Asker { name: "Анна".to_owned(), way: Way::Phone(Phone::parse("+79215550120").unwrap()), lang: Lang::Ru },
            words: String::new(),
            agreed: None,
            asked_at: at(0),
            manager: None,
            due_at: Some(at(30)),
            answered_at: None,
            stage,
            offered_at: None,
            rounds: 0,
            declined_at: None,
            chosen: None,
            closed_at,
            client: None,
        }
    }

    fn agreed() -> Agreed {
        Agreed { on: jiff::civil::date(2026, 3, 8), text: "<Пионы>".to_owned() }
    }

    #[test]
    fn where_it_stands_is_told_by_what_became_of_it_and_only_then_by_the_request() {
        let of = |stage, closed, became: Option<&Course>| Stand::of(&request(stage, closed), became, at(30));
        assert_eq!(of(Stage::Waiting, None, None), Stand::AnswerBy(at(30)), "the moment itself is in time");
        assert_eq!(Stand::of(&request(Stage::Waiting, None), None, at(31)), Stand::Late(at(30)));
        assert_eq!(Stand::of(&Request { due_at: None, ..request(Stage::Waiting, None) }, None, at(31)), Stand::Waiting);
        assert_eq!((of(Stage::Talking, None, None), of(Stage::Offered, None, None)), (Stand::Talking, Stand::Choose));
        let unfit = Request { declined_at: Some(at(10)), ..request(Stage::Talking, None) };
        assert_eq!(Stand::of(&unfit, None, at(20)), Stand::AnswerBy(at(30)), "of what did not fit they hear by when they are answered");
        assert_eq!(Stand::of(&Request { answered_at: Some(at(20)), ..unfit }, None, at(20)), Stand::Talking);
        assert_eq!(of(Stage::Offered, Some(at(20)), None), Stand::Over(at(20)), "nothing is chosen any more");
        assert_eq!(of(Stage::Chosen, None, None), Stand::Arranging);
        let going = Course::UnderWay { next: None, asks: vec![] };
        assert_eq!(of(Stage::Chosen, Some(at(20)), Some(&going)), Stand::Arranging, "it was closed, and goes on");
        let over = |is_done| Course::Over { at: at(25), is_done };
        assert_eq!(of(Stage::Chosen, None, Some(&over(true))), Stand::Arranged(at(25)));
        assert_eq!(of(Stage::Chosen, None, Some(&over(false))), Stand::Over(at(25)), "what was given up was not arranged");
    }

    #[test]
    fn long_words_end_with_a_whole_one() {
        assert_eq!(shortened("Ужин\n на  восемь"), "Ужин на восемь");
        let long = shortened(&"слово, ".repeat(60));
        assert!(long.ends_with("слово…") && long.chars().count() <= WORDS + 1, "{long}");
        assert_eq!(shortened(&"я".repeat(WORDS + 9)).chars().count(), WORDS + 1);
        assert_eq!(shortened(&"я".repeat(WORDS)).chars().count(), WORDS);
    }

    #[test]
    fn every_stand_is_worded_in_both_languages() {
        for lang in Lang::ALL {
            let head = crate::tests::head(lang);
            let course = |course| BTreeMap::from([(request(Stage::Chosen, None).id, Became { plan: Uuid::from_u128(7).into(), course })]);
            let known =
                |became| Known { t: &head.t, now: at(30), became, concepts: BTreeMap::new(), managers: BTreeMap::new(), manager: "Татьяна".to_owned() };
            let next = |by| course(Course::UnderWay { next: Some(("Меню".to_owned(), by)), asks: vec![] });
            let call = Some(Call { why: WhyCall::Outside, quote: None });
            let views = vec![
                known(BTreeMap::new()).view(&request(Stage::Waiting, None), None, ""),
                known(BTreeMap::new()).view(&Request { due_at: Some(at(7)), call, ..request(Stage::Waiting, None) }, None, ""),
                known(BTreeMap::new()).view(&Request { call, ..request(Stage::Waiting, None) }, None, ""),
                known(BTreeMap::new()).view(&Request { due_at: Some(at(7)), ..request(Stage::Waiting, None) }, None, ""),
                known(BTreeMap::new()).view(&Request { due_at: None, ..request(Stage::Waiting, None) }, None, ""),
                known(BTreeMap::new()).view(&Request { agreed: Some(agreed()), ..request(Stage::Talking, None) }, None, ""),
                known(BTreeMap::new()).view(&request(Stage::Talking, None), Some("<Ужин>".to_owned()), ""),
                known(BTreeMap::new()).view(&request(Stage::Offered, None), None, "/concepts/MARK"),
                known(next(at(20))).view(&request(Stage::Chosen, None), None, ""),
                known(next(at(9_000))).view(&request(Stage::Chosen, None), None, ""),
                known(course(Course::Over { at: at(9), is_done: true })).view(&request(Stage::Chosen, Some(at(9))), None, ""),
                known(BTreeMap::new()).view(&request(Stage::Talking, Some(at(9))), None, ""),
            ];
            let stands: std::collections::BTreeSet<_> = views.iter().map(|view| view.stands.clone()).collect();
            assert_eq!(stands.len(), 10, "each has its own words: {stands:?}");
            assert!(matches!(&views[5].more[..], [one] if one.contains("<Пионы>")), "what they said yes to");
            assert_ne!(views[8].more, views[9].more, "a day that has passed is not promised");
            let html = RequestsPage { head, parts: vec![("Сейчас".to_owned(), "now", views)], older: format!("{PATH}?closed=1") }.render().unwrap();
            assert!(!html.replace("letter-date", "").contains("letter-") && html.contains("/concepts/MARK") && !html.contains("<Ужин>"), "{html}");
            assert!(html.contains("class=\"nowrap\" href=\"tel:+7812") && html.contains("rel=\"next\""), "{html}");
            let none = RequestsPage { head: crate::tests::head(lang), parts: vec![], older: String::new() }.render().unwrap();
            assert!(!none.replace("letter-date", "").contains("letter-") && none.contains("class=\"button\" href=\"/discuss\""), "{none}");
        }
    }
}
