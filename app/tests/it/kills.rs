//! Whoever carries the word before a visit dies at any step, and the visit moves or is called off meanwhile: the word comes once, it is
//! true when it goes, and it is not missed.

use crate::channels::{PHONE, wire};
use crate::city::Booked;
use crate::notices::{moves, times, visit};
use crate::{City, Home};
use access::Actor;
use db::{By, sql};
use jiff::SignedDuration;
use messaging::{Channel, MessageId, State};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::Poll;
use values::Instant;
use visits::VisitId;

#[derive(Debug, Clone, Copy)]
enum Step {
    /// A worker takes up what is due, and dies when it is woken for the last time of so many.
    Dies(u16),
    /// To another of the times that are free.
    Moves(u8),
    Cancels,
    Passes(i64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        10 => (1..14_u16).prop_map(Step::Dies),
        4 => any::<u8>().prop_map(Step::Moves),
        3 => (1..40_i64).prop_map(Step::Passes),
        1 => Just(Step::Cancels),
    ];
    prop::collection::vec(step, 1..9)
}

/// Workers that died with something in hand, and words that went: a search that kills nobody proves nothing.
static DIED: AtomicU32 = AtomicU32::new(0);
static WENT: AtomicU32 = AtomicU32::new(0);

/// Lets a worker live for so many turns.
pub(crate) async fn for_turns<F: Future>(work: F, turns: u16) {
    let (mut work, mut left) = (Box::pin(work), turns);
    std::future::poll_fn(|context| {
        if left == 0 {
            DIED.fetch_add(1, Ordering::Relaxed);
            return Poll::Ready(());
        }
        if work.as_mut().poll(context).is_ready() {
            return Poll::Ready(());
        }
        left -= 1;
        Poll::Pending
    })
    .await;
}

struct Told<'a> {
    city: &'a City,
    id: VisitId,
    wired: crate::channels::Wired,
    /// Calls that were looked at.
    seen: [usize; 2],
    all: BTreeSet<(Channel, MessageId)>,
}

impl Told<'_> {
    /// What went out since the last look: each message once by a channel, and true at this moment.
    async fn looks(&mut self) {
        let now = visit(self.city, self.id).await;
        for (n, server) in [&self.wired.telegram, &self.wired.sms].into_iter().enumerate() {
            for call in server.calls().into_iter().skip(self.seen[n]) {
                self.seen[n] += 1;
                let text = call.body["text"].as_str().unwrap().to_owned();
                let Some((_, link)) = text.rsplit_once("/m/") else { continue };
                let message = messaging::open_link(&self.city.app, link, Instant::from_micros(0)).unwrap_or_else(|| panic!("a message: {text}"));
                assert!(self.all.insert((server.kind, message)), "twice by {:?}: {message}", server.kind);
                let kept = messaging::one(&self.city.app.read().await.unwrap(), message).await.unwrap().unwrap();
                if ["notices.reminder", "notices.moved"].contains(&kept.class.as_str()) {
                    assert_eq!(kept.version, now.plan().version, "{} of a plan that is no more", kept.class);
                    assert!(now.ahead().is_some(), "{} of a visit that was called off", kept.class);
                    WENT.fetch_add(1, Ordering::Relaxed);
                }
            }
        }
    }

    async fn takes(&mut self, step: Step) {
        match step {
            Step::Dies(turns) => {
                let lapse = self.city.app.write(By::house(), |tx| async move {
                    sql::run(&tx, "UPDATE tasks SET claimed_until_machine = NULL WHERE done_at IS NULL AND dead_at IS NULL", vec![]).await
                });
                lapse.await.unwrap();
                for_turns(journal::drain(&self.city.app), turns).await;
                // What the dead had handed over already arrives all the same.
                tokio::time::sleep(std::time::Duration::from_millis(15)).await;
                self.looks().await;
            }
            Step::Moves(n) => {
                if visit(self.city, self.id).await.ahead().is_some() {
                    let free: Vec<Instant> = times(self.city, self.id).await.into_iter().filter(|start| fits(*start, self.city.app.now())).collect();
                    if let Some(start) = free.get(usize::from(n) * free.len() / 256) {
                        moves(self.city, self.id, *start).await;
                    }
                }
            }
            Step::Cancels => {
                let id = self.id;
                let off = self
                    .city
                    .app
                    .write(By::house(), |tx| async move { visits::cancel(&tx, id, visits::Told::Alone, visits::MovedFor::Client).await.map(drop) });
                // One that is called off already stays so.
                let _told = off.await;
            }
            Step::Passes(minutes) => self.city.passes(SignedDuration::from_mins(minutes)),
        }
    }
}

/// Late enough on its day that the morning has time for what the evening has not done.
fn fits(start: Instant, now: Instant) -> bool {
    start.to_string().split('T').nth(1).is_some_and(|time| ("09:00".."16:00").contains(&time)) && start > now + SignedDuration::from_hours(44)
}

fn at(day: jiff::civil::Date, time: &str) -> Instant {
    format!("{day}T{time}:00+03:00").parse().unwrap()
}

async fn holds(before: Vec<Step>, evening: Vec<Step>) {
    let city = City::new(Home::Sqlite).await;
    let wired = wire(&city).await;
    let visitor = city.visitor();
    let quote = visitor.quote(true).await;
    let offered = visitor.times(&quote).await;
    let start = offered.iter().map(|slot| &slot["start"]).find(|start| fits(start.as_str().unwrap().parse().unwrap(), city.app.now())).unwrap().clone();
    let anna: Booked<'_> = visitor.books_at("Анна", PHONE, &quote, &start).await;
    let client = city.client_of(PHONE).await;
    city.joins(&anna.client, Channel::Telegram).await;
    let id: VisitId = anna.visit.parse().unwrap();
    let mut told = Told { city: &city, id, wired, seen: [0, 0], all: BTreeSet::new() };
    for step in before {
        told.takes(step).await;
    }
    let eve = visit(&city, id).await.plan().span.start.day().yesterday().unwrap();
    city.app.stand_still(city.app.now().max(at(eve, "18:00")));
    for step in evening {
        told.takes(step).await;
    }
    // From here on nobody dies: the evening of the plan as it stands, and its morning.
    let last = visit(&city, id).await;
    let plan = last.plan().clone();
    let eve = plan.span.start.day().yesterday().unwrap();
    for moment in [at(eve, "18:00"), at(plan.span.start.day(), "09:00"), at(plan.span.start.day(), "11:50")] {
        city.app.stand_still(city.app.now().max(moment));
        for _ in 0..2 {
            city.again().await;
            told.looks().await;
        }
    }
    if last.ahead().is_some() {
        let kept = messaging::kept_for(&city.app.read().await.unwrap(), client.uuid(), 200).await.unwrap();
        let went = |class: &str| kept.iter().filter(|kept| kept.class == class && kept.version == plan.version && kept.state == State::Sent).count();
        assert_eq!(went("notices.reminder"), 1, "the word of the evening before {plan:?}");
        let ours = visits::visit(&city.app.read().await.unwrap(), &Actor::House, id).await.unwrap();
        assert!(plan.version == 1 || went("notices.moved") == 1, "{ours:?}");
    }
    city.keeps_its_promises().await;
}

#[test]
fn whoever_dies_wherever_the_word_comes_once_and_true() {
    let config = Config { cases: 24, failure_persistence: None, max_shrink_iters: 60, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let threads = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let said = runner.run(&(steps(), steps()), |(before, evening)| {
        let case = threads.block_on(threads.spawn(holds(before, evening)));
        case.map_err(|e| TestCaseError::fail(e.to_string()))
    });
    if let Err(found) = said {
        panic!("{found}");
    }
    let (died, went) = (DIED.load(Ordering::Relaxed), WENT.load(Ordering::Relaxed));
    assert!(died > 20 && went > 20, "{died} died, {went} words went");
}
