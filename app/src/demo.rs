//! A demo house: invented people, a year of real work, written day by day through the same use cases as any house.
//!
//! The same seed and moment give the same house, on both databases: time stands still between the steps,
//! and ids come from the seed.

mod afterwards;
mod ahead;
mod calls;
mod cast;
mod chats;
mod clients;
mod desk;
mod dice;
mod gallery;
mod households;
mod journeys;
mod lists;
mod money;
mod orders;
mod photos;
mod projects;
mod requests;
mod rounds;
mod said;
mod series;
mod staff;
mod suppliers;
mod talks;
mod trouble;

use crate::config::Common;
use crate::house;
use ::households::ClientId;
use access::Actor;
use anyhow::{Result, ensure};
use clients::{Client, Order};
use db::App;
use dice::Dice;
use gallery::Gallery;
use jiff::SignedDuration;
use jiff::civil::Date;
use people::PersonId;
use std::collections::BTreeMap;
use std::sync::Arc;
use values::Instant;

/// The password of every demo login. A demo house says so itself on `/demo`.
const PASSWORD: &str = "demo-house-1703";
/// So many days before the first day of work the house was founded.
const BEFORE_DAYS: i64 = 170;
/// Shifts and orders reach so many days ahead.
const AHEAD_DAYS: i64 = 16;

/// How much is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Days of work before the present one.
    pub days: u16,
    /// Clients, the one that the demo is shown with included.
    pub clients: u16,
}

impl Size {
    /// A year of a house with three hundred clients.
    pub const YEAR: Self = Self { days: 365, clients: 300 };
    /// A week, for those who wait: everything that a year has, once.
    pub const WEEK: Self = Self { days: 8, clients: 40 };
}

/// What is written now, for whoever waits.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// Days written.
    pub done: i64,
    /// Days in all.
    pub all: i64,
}

/// Fills an empty house whose present moment is `at`; returns how to sign in. `told` hears of every day written.
pub async fn fill(settings: &Common, seed: u64, at: Instant, size: Size, told: impl Fn(Progress)) -> Result<String> {
    // Its book is as old as the house.
    let founded = at - SignedDuration::from_hours(24 * (i64::from(size.days) + BEFORE_DAYS));
    let app = house::open(&Common { clock: Some(founded), ..settings.clone() }, Some(seed)).await?;
    ensure!(people::staff(&app.read().await?).await?.is_empty(), "{} is not empty: a demo is written into an empty folder", settings.data().display());
    let mut house = Demo::new(app, seed, at, size)?;
    // The pictures are drawn on another thread while the days before them are written.
    let gallery = Arc::clone(&house.gallery);
    let drawn = (size.days >= Size::YEAR.days).then(|| tokio::task::spawn_blocking(move || gallery.draw_all(&photos::drawings())));
    house.hire().await?;
    house.say_hours().await?;
    house.know_suppliers().await?;
    let days = house.days;
    for day in -days..=0 {
        if day == -days / 3 {
            house.better_list(day).await?;
        }
        house.live(day).await?;
        told(Progress { done: day + days + 1, all: days + 1 });
    }
    if let Some(drawn) = drawn {
        drawn.await??;
    }
    house.app.stand_still(at);
    journal::drain(&house.app).await?;
    house.app.close().await?;
    // Opened anew, as any house: from here on every commit waits for the disk, and the first one takes all before it along.
    let app = house::open(&Common { clock: Some(at), ..settings.clone() }, None).await?;
    app.close().await?;
    Ok(format!(
        "A demo house stands at {}.\n  cleaner  olga      {PASSWORD}\n  manager  tatiana   {PASSWORD}\n  owner    owner     {PASSWORD}\n  client   {}   the code is shown on /demo",
        settings.data().display(),
        front::DEMO_CLIENT_PHONE
    ))
}

struct Demo {
    app: App,
    at: Instant,
    days: i64,
    dice: Dice,
    crew: BTreeMap<&'static str, PersonId>,
    owner: Option<Actor>,
    managers: Vec<Actor>,
    clients: Vec<Client>,
    /// Whose place in the list, since they became clients.
    known: BTreeMap<ClientId, usize>,
    /// By the day on which they are booked.
    orders: BTreeMap<i64, Vec<Order>>,
    gallery: Arc<Gallery>,
    /// How many have taken the same for good.
    regulars: usize,
    /// In the order of their list.
    suppliers: Vec<::suppliers::SupplierId>,
}

impl Demo {
    fn new(app: App, seed: u64, at: Instant, size: Size) -> Result<Self> {
        let (mut dice, days) = (Dice::new(seed), i64::from(size.days).max(3));
        let clients = clients::clients(&mut dice, usize::from(size.clients).max(1), days, catalog::streets(&app)?.all());
        let mut orders: BTreeMap<i64, Vec<Order>> = BTreeMap::new();
        for order in clients::orders(&mut dice, &clients, AHEAD_DAYS - 2, catalog::catalog(&app)?.as_ref()) {
            orders.entry(order.booked_on.max(-days)).or_default().push(order);
        }
        Ok(Self {
            app,
            at,
            days,
            dice,
            crew: BTreeMap::new(),
            owner: None,
            managers: vec![],
            clients,
            known: BTreeMap::new(),
            orders,
            gallery: Arc::default(),
            regulars: 0,
            suppliers: vec![],
        })
    }

    fn day(&self, offset: i64) -> Result<Date> {
        Ok(self.at.day().checked_add(jiff::Span::new().days(offset))?)
    }

    fn moment(&self, offset: i64, hour: i8, minute: i8) -> Result<Instant> {
        Ok(Instant::of_moscow(self.day(offset)?.at(hour, minute, 0, 0))?)
    }

    /// A client by their id: their place in the list, and what the demo knows.
    fn household(&self, id: ClientId) -> Option<(usize, &Client)> {
        let n = *self.known.get(&id)?;
        Some((n, self.clients.get(n)?))
    }

    /// Who is at the desk on that day.
    fn manager(&self, day: i64) -> Actor {
        let on_duty = usize::try_from(day.rem_euclid(i64::try_from(self.managers.len()).unwrap_or(1).max(1))).unwrap_or(0);
        self.managers.get(on_duty).copied().unwrap_or(Actor::House)
    }

    /// Whoever has this client now, and so writes to them.
    async fn keeper(&self, client: ClientId) -> Result<Actor> {
        let of = ::conversations::begin_for(&self.app, client).await?;
        let now = ::conversations::keeper_of(&self.app.read().await?, client).await?.unwrap_or(of.manager);
        Ok(Actor::Staff(now.uuid(), access::Role::Manager))
    }

    /// One day: words and redos of the morning, orders, the visits as they go, the evening's messages. Nothing after the present.
    async fn live(&mut self, day: i64) -> Result<()> {
        self.roster(day).await?;
        self.book(day).await?;
        self.see_to(day).await?;
        self.morning(day).await?;
        self.work(day).await?;
        self.hear_requests(day).await?;
        self.talk(day).await?;
        self.give_jobs(day).await?;
        self.carry_project(day).await?;
        self.think_ahead(day).await?;
        self.ring(day).await?;
        self.chat(day).await?;
        if day == 0 {
            self.strangers().await?;
        }
        let evening = self.moment(day, 20, 45)?;
        if evening <= self.at {
            self.app.stand_still(evening);
            self.confirm_tomorrow(day).await?;
            self.make_regular(day).await?;
            if day == -2 {
                self.moves_one(&self.manager(day)).await?;
                self.journeys(&self.manager(day)).await?;
            }
            journal::drain(&self.app).await?;
        }
        Ok(())
    }
}
