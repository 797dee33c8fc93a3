//! A demo house: invented people, one week of real work, written day by day through the same use cases as any house.
//!
//! The same seed and moment give the same house, on both databases: time stands still between the steps,
//! and ids come from the seed.

mod cast;

use crate::config::Common;
use crate::{NewLogin, add_login, house};
use access::{Actor, Role};
use aftercare::{answer_question, open_redo};
use anyhow::{Context as _, Result, bail, ensure};
use booking::{ask, book_for_caller, confirm};
use cast::{CLEANERS, Caller, GUESTS, Guest};
use db::{App, Read as _};
use households::{ClientId, RawContact, client_by_phone, set_email};
use jiff::SignedDuration;
use jiff::civil::{Date, Weekday};
use people::{PassStage, PersonId, StageKind, pass_stage};
use pricing::{Ask, make_quote};
use scheduling::{Slot, SlotAsk, hold, set_shift, slots};
use std::collections::BTreeMap;
use values::{Instant, Lang, Phone, Span};
use visits::{Answer, Visit, VisitId, visits_between};

/// The password of every demo login. A demo house says so itself on `/demo`.
const PASSWORD: &str = "demo-house-1703";
const HISTORY_DAYS: i64 = 7;
const AHEAD_DAYS: i64 = 16;

/// Fills an empty house whose present moment is `at`; returns how to sign in.
pub async fn fill(settings: &Common, seed: u64, at: Instant) -> Result<String> {
    let app = house::open(&Common { clock: Some(at), ..settings.clone() }, Some(seed)).await?;
    let mut house = Demo { app, at, crew: BTreeMap::new(), manager: Actor::House };
    ensure!(people::staff(&house.app.read().await?).await?.is_empty(), "{} is not empty: a demo is written into an empty folder", settings.data().display());
    house.hire().await?;
    for day in -HISTORY_DAYS..=0 {
        house.live(day).await?;
    }
    house.app.stand_still(at);
    journal::drain(&house.app).await?;
    house.app.set_clock(at).await?;
    Ok(format!(
        "A demo house stands at {}.\n  cleaner  olga      {PASSWORD}\n  manager  tatiana   {PASSWORD}\n  owner    owner     {PASSWORD}\n  client   {}   the code is shown on /demo",
        settings.data().display(),
        front::DEMO_CLIENT_PHONE
    ))
}

struct Demo {
    app: App,
    at: Instant,
    crew: BTreeMap<&'static str, PersonId>,
    manager: Actor,
}

/// What happens to a visit on its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    SetOff,
    Start,
    HalfWay,
    Finish,
}

impl Demo {
    fn day(&self, offset: i64) -> Result<Date> {
        Ok(self.at.day().checked_add(jiff::Span::new().days(offset))?)
    }

    fn moment(&self, offset: i64, hour: i8, minute: i8) -> Result<Instant> {
        Ok(Instant::of_moscow(self.day(offset)?.at(hour, minute, 0, 0))?)
    }

    async fn hire(&mut self) -> Result<()> {
        self.app.stand_still(self.moment(-90, 11, 0)?);
        let login = |login: &str, first: &str, patronymic: &str, last: &str, role| NewLogin {
            login: login.to_owned(),
            first: first.to_owned(),
            patronymic: Some(patronymic.to_owned()),
            last: last.to_owned(),
            role,
        };
        add_login(&self.app, &login("owner", "Александр", "Ильич", "Невзоров", Role::Owner), PASSWORD).await?;
        let manager = add_login(&self.app, &login("tatiana", "Татьяна", "Юрьевна", "Ветлицкая", Role::Manager), PASSWORD).await?;
        self.manager = Actor::Staff(manager.uuid(), Role::Manager);
        for cleaner in CLEANERS {
            let id = add_login(&self.app, &login(cleaner.login, cleaner.first, cleaner.patronymic, cleaner.last, Role::Cleaner), PASSWORD).await?;
            self.crew.insert(cleaner.login, id);
        }
        for (n, cleaner) in (0_i64..).zip(CLEANERS) {
            self.vet(cleaner.login, -80 + n).await?;
            self.roster(cleaner.login, cleaner.rests).await?;
        }
        Ok(())
    }

    fn person(&self, login: &str) -> Result<PersonId> {
        self.crew.get(login).copied().with_context(|| format!("nobody is called {login}"))
    }

    /// The five stages on five days, each with its evidence.
    async fn vet(&self, login: &'static str, from_day: i64) -> Result<()> {
        for (day, kind) in (from_day..).zip(StageKind::ALL) {
            let now = self.moment(day, 15, 0)?;
            self.app.stand_still(now);
            let until = match kind {
                StageKind::SecurityCheck | StageKind::Certificate => Some(now + SignedDuration::from_hours(365 * 24)),
                _ => None,
            };
            let stage = PassStage {
                person: self.person(login)?,
                kind,
                service: kind.is_per_service().then(|| "regular".to_owned()),
                passed_at: None,
                until,
                evidence: format!("{}/{}", kind.name(), now.day()),
            };
            pass_stage(&self.app, &self.manager, &stage).await?;
        }
        Ok(())
    }

    /// Five days a week from nine to nine, two of rest.
    async fn roster(&self, login: &'static str, rests: [Weekday; 2]) -> Result<()> {
        self.app.stand_still(self.moment(-HISTORY_DAYS - 1, 9, 0)?);
        for day in -HISTORY_DAYS..=AHEAD_DAYS {
            if rests.contains(&self.day(day)?.weekday()) {
                continue;
            }
            let shift = Span { start: self.moment(day, 9, 0)?, end: self.moment(day, 21, 0)? };
            set_shift(&self.app, &self.manager, self.person(login)?, shift).await?;
        }
        Ok(())
    }

    /// One day: early bookings, words and redos of the morning, then the visits as they go. Nothing happens after the present.
    async fn live(&self, day: i64) -> Result<()> {
        let orders: Vec<&Guest> = GUESTS.iter().filter(|guest| guest.books_on == day).collect();
        for (n, guest) in (0_i8..).zip(orders) {
            let now = self.moment(day, 7, 10 + 5 * n)?;
            if now > self.at {
                bail!("the present moment lies before the morning's bookings: choose an hour after 8:00");
            }
            self.app.stand_still(now);
            self.book(guest).await?;
            journal::drain(&self.app).await?;
        }
        self.afterwards(day).await?;
        self.work(day).await
    }

    async fn book(&self, guest: &Guest) -> Result<()> {
        let visitor = match guest.through {
            Caller::Site => Actor::Visitor,
            Caller::Phone => self.manager,
        };
        let asked = Ask {
            service: "regular".to_owned(),
            district: guest.district.to_owned(),
            area_m2: guest.area_m2,
            rooms: guest.rooms,
            bathrooms: guest.bathrooms,
            extras: guest.extras.iter().map(|code| ((*code).to_owned(), 1)).collect(),
            first_order: guest.first,
            ..Ask::default()
        };
        let quote = make_quote(&self.app, &visitor, asked).await?;
        let times = SlotAsk {
            service: quote.ask.service.clone(),
            district: quote.ask.district.clone(),
            minutes: i64::from(quote.effort.minutes),
            crew: quote.effort.crew,
            ..SlotAsk::default()
        };
        let slot = self.choose(&slots(&self.app, &times).await?, guest)?;
        let held = hold(&self.app, &visitor, quote.id.uuid(), &times, slot.start).await?.into_inner();
        let contact = RawContact {
            name: guest.name.to_owned(),
            phone: guest.phone.to_owned(),
            street: guest.street.to_owned(),
            house: guest.house.to_owned(),
            flat: guest.flat.to_owned(),
        };
        match guest.through {
            Caller::Phone => {
                book_for_caller(&self.app, &visitor, held.id, quote.id, &contact, Lang::Ru, quote.total).await?;
            }
            Caller::Site => {
                let request = ask(&self.app, &visitor, held.id, &contact, Lang::Ru).await?;
                journal::drain(&self.app).await?;
                let message = messaging::kept_for(&self.app.read().await?, request.uuid(), 1).await?.pop().and_then(|m| m.text);
                let (_, text) = message.context("the code did not come")?;
                let code: String = text.chars().filter(char::is_ascii_digit).take(6).collect();
                let booked = confirm(&self.app, request, &code, quote.total).await?;
                if guest.phone == front::DEMO_CLIENT_PHONE {
                    let client = booked.agreement.terms.client;
                    self.app.write(&Actor::Client(client.uuid()), |tx| async move { set_email(&tx, client, "anna@example.org").await }).await?;
                }
            }
        }
        Ok(())
    }

    /// The time that the guest likes: the day asked for, the first start at or after the hour, else the last of the day.
    fn choose(&self, times: &[Slot], guest: &Guest) -> Result<Slot> {
        let wanted = self.day(guest.visit_on)?;
        let on_day: Vec<&Slot> = times.iter().filter(|slot| slot.start.day() >= wanted).collect();
        let first_day = on_day.first().map(|slot| slot.start.day());
        let that_day: Vec<&Slot> = on_day.into_iter().filter(|slot| Some(slot.start.day()) == first_day).collect();
        let slot = that_day.iter().find(|slot| slot.start.in_moscow().hour() >= guest.hour).or(that_day.last());
        slot.map(|slot| (*slot).clone()).with_context(|| format!("no time for {}", guest.name))
    }

    async fn work(&self, day: i64) -> Result<()> {
        let span = Span { start: self.moment(day, 0, 0)?, end: self.moment(day + 1, 0, 0)? };
        let visits = visits_between(&self.app.read().await?, &Actor::House, span, None).await;
        let visits = visits.map(|all| all.into_iter().map(|(visit, _)| visit).collect::<Vec<_>>())?;
        let mut steps: Vec<(Instant, Step, Visit)> = Vec::new();
        for visit in visits.into_iter().filter(|visit| visit.ahead().is_some()) {
            let Span { start, end } = visit.plan().span;
            let half = start + SignedDuration::from_mins((end.minutes_since(start)) / 2);
            steps.extend([
                (start - SignedDuration::from_mins(35), Step::SetOff, visit.clone()),
                (start - SignedDuration::from_mins(3), Step::Start, visit.clone()),
                (half, Step::HalfWay, visit.clone()),
                (end - SignedDuration::from_mins(6), Step::Finish, visit),
            ]);
        }
        steps.sort_by_key(|(at, step, visit)| (*at, *step, visit.plan().id));
        for (at, step, visit) in steps.into_iter().filter(|(at, ..)| *at <= self.at) {
            self.app.stand_still(at);
            self.step(step, visit.plan().id).await?;
            journal::drain(&self.app).await?;
        }
        Ok(())
    }

    async fn step(&self, step: Step, id: VisitId) -> Result<()> {
        let visit = visits::visit(&self.app.read().await?, &Actor::House, id).await?;
        let crew = visit.plan().crew.first().context("a visit without a crew")?;
        let actor = Actor::Staff(crew.uuid(), Role::Cleaner);
        match step {
            Step::SetOff => {
                visits::set_off(&self.app, &actor, id, 30).await?;
            }
            Step::Start => {
                visits::start(&self.app, &actor, id).await?;
            }
            Step::HalfWay => self.tick(&actor, id, true).await?,
            Step::Finish => {
                self.tick(&actor, id, false).await?;
                visits::finish(&self.app, &actor, id).await?;
            }
        }
        Ok(())
    }

    /// Half of the list, or all that is left of it.
    async fn tick(&self, actor: &Actor, id: VisitId, half: bool) -> Result<()> {
        let sheet = visits::sheet(&self.app, actor, id).await?;
        let open: Vec<String> = sheet.rooms.iter().flat_map(|(_, _, items)| items).filter(|i| i.answer.is_none()).map(|i| i.item.id.clone()).collect();
        let many = if half { sheet.progress.all() / 2 } else { open.len() };
        for item in open.iter().take(many) {
            visits::answer(&self.app, actor, id, item, Some(Answer::Done)).await?;
        }
        Ok(())
    }

    /// Words to the open question, and a redo, on the evening of the visit or the next morning.
    async fn afterwards(&self, day: i64) -> Result<()> {
        for guest in GUESTS {
            let Some((after_days, words)) = guest.says else { continue };
            let now = self.moment(day, 8, 20)?;
            if guest.visit_on + after_days != day || now > self.at {
                continue;
            }
            self.app.stand_still(now);
            let (client, visit) = self.last_done(guest).await?;
            answer_question(&self.app, &Actor::Client(client.uuid()), visit, words).await?;
            if guest.redo {
                open_redo(&self.app, &Actor::Client(client.uuid()), visit).await?;
            }
            journal::drain(&self.app).await?;
        }
        Ok(())
    }

    async fn last_done(&self, guest: &Guest) -> Result<(ClientId, VisitId)> {
        let db = self.app.read().await?;
        let client = client_by_phone(&db, &Phone::parse(guest.phone)?).await?.with_context(|| format!("{} is no client", guest.name))?;
        let visits = visits::visits_of(&db, &Actor::House, client, db.now(), 10).await?;
        let done = visits.into_iter().find(|(visit, _)| matches!(visit, Visit::Done(_)));
        done.map(|(visit, _)| (client, visit.plan().id)).with_context(|| format!("{} has no finished visit", guest.name))
    }
}
