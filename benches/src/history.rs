//! Houses with so many days of history, written through the same use cases as any house: fourteen people, twenty visits a day, each done
//! with its whole checklist, each client served twenty times.

use crate::house::Houses;
use access::{Actor, Role};
use anyhow::{Context as _, Result};
use booking::{Booked, Order, OrderError, order_for_caller};
use butler::config::Common;
use butler::{NewLogin, add_login, house};
use db::App;
use households::RawContact;
use jiff::SignedDuration;
use people::{PassStage, StageKind, pass_stage};
use pricing::{Ask, preview};
use scheduling::{HoldError, set_shift};
use std::path::{Path, PathBuf};
use values::{Instant, Lang, Money, Span};
use visits::{Answer, answer_many, finish, set_off, sheet, start};

/// The present moment of these houses: three years after the first day that the calendar knows.
pub(crate) const NOW: &str = "2028-01-20T14:40:00+03:00";
pub(crate) const YEAR: i64 = 365;
/// Who go to homes.
pub(crate) const PEOPLE: usize = 14;
/// Visits of a day, and of a client in all.
const VISITS: i64 = 20;
/// Days on which people are at work after the present one: of the offer, and of all bookings that are measured.
const AHEAD: i64 = 80;
/// Days ahead that have their visits already.
const BOOKED: i64 = 14;

const HOURS: [i64; 4] = [9, 12, 15, 18];

pub(crate) async fn house(houses: &Houses, days: i64) -> Result<PathBuf> {
    houses.kept(&format!("history-{days}"), async |data: &Path| write(data, days).await).await
}

fn common(data: &Path) -> Result<Common> {
    Ok(Common { data: Some(data.to_owned()), clock: Some(NOW.parse()?), ..Common::default() })
}

/// Opens one of them as a served house is opened.
pub(crate) async fn open(data: &Path) -> Result<App> {
    house::open(&common(data)?, None).await
}

/// So many days and hours after the midnight of the present day.
pub(crate) fn moment(days: i64, hours: i64) -> Result<Instant> {
    let midnight = Instant::of_moscow(NOW.parse::<Instant>()?.day().at(0, 0, 0, 0))?;
    Ok(midnight + SignedDuration::from_hours(days * 24 + hours))
}

/// What every client of these houses orders: an hour's work.
pub(crate) fn ask(first_order: bool) -> Ask {
    Ask { service: "windows".to_owned(), district: "petrogradsky".to_owned(), windows: 1, first_order, ..Ask::default() }
}

/// A client by number.
pub(crate) fn contact(n: usize) -> RawContact {
    RawContact {
        name: format!(
            "{} {}",
            ["Анна", "Мария", "Елена", "Павел", "Николай"].get(n % 5).unwrap_or(&"Анна"),
            ["Орлова", "Белова", "Ланская", "Сафонова"].get(n / 5 % 4).unwrap_or(&"Орлова")
        ),
        phone: format!("+7921{n:07}"),
        street: "Большая Пушкарская ул.".to_owned(),
        house: (n % 60 + 1).to_string(),
        flat: (n / 60 + 1).to_string(),
    }
}

/// The total that is read out for it at this moment.
pub(crate) async fn total(app: &App, ask: &Ask) -> Result<Money> {
    Ok(preview(app, ask).await?.priced.total())
}

async fn write(data: &Path, days: i64) -> Result<()> {
    let app = house::open(&common(data)?, Some(1)).await?;
    let manager = hire(&app, -days - 10, -days..=AHEAD).await?;
    for day in -days..=BOOKED {
        live(&app, &manager, day, days).await?;
    }
    app.stand_still(NOW.parse()?);
    journal::drain(&app).await?;
    app.close().await?;
    // Opened anew, as any house: the first commit takes all before it along to the disk.
    open(data).await?.close().await?;
    Ok(())
}

/// Everybody, cleared for all that is measured, at work from nine to nine on all of these days.
async fn hire(app: &App, joined: i64, days: std::ops::RangeInclusive<i64>) -> Result<Actor> {
    app.stand_still(moment(joined, 9)?);
    let login = |login: String, role| NewLogin { login, first: "Ольга".to_owned(), patronymic: None, last: "Панина".to_owned(), role };
    let password = "demo-house-1703";
    let manager = Actor::Staff(add_login(app, &login("tatiana".to_owned(), Role::Manager), password).await?.uuid(), Role::Manager);
    for n in 0..PEOPLE {
        let person = add_login(app, &login(format!("cleaner-{n}"), Role::Cleaner), password).await?;
        for kind in StageKind::ALL {
            let of: &[Option<&str>] = if kind.is_per_service() { &[Some("regular"), Some("windows")] } else { &[None] };
            for service in of {
                let stage = PassStage { person, kind, service: service.map(str::to_owned), passed_at: None, until: None, evidence: "a paper".to_owned() };
                pass_stage(app, &manager, &stage).await?;
            }
        }
        for day in days.clone() {
            set_shift(app, &manager, person, Span { start: moment(day, 9)?, end: moment(day, 21)? }).await?;
        }
    }
    journal::drain(app).await?;
    Ok(manager)
}

/// The visits of a day: booked two days before, and done on it.
async fn live(app: &App, manager: &Actor, day: i64, days: i64) -> Result<()> {
    // Those of the last days are booked at the present moment.
    app.stand_still(moment(day - 3, 10)?.min(NOW.parse()?));
    // A little more than twenty visits each: some would fall on holidays.
    let clients = (days + BOOKED) * VISITS / (VISITS + 2);
    let mut booked = Vec::new();
    for (n, hour) in (0..VISITS).zip(HOURS.into_iter().cycle()) {
        let nth = (day + days) * VISITS + n;
        let client = usize::try_from(nth % clients)?;
        let order = Order {
            ask: ask(nth < clients),
            start: moment(day, hour)?,
            contact: contact(client),
            lang: Lang::Ru,
            total: total(app, &ask(nth < clients)).await?,
        };
        match order_for_caller(app, manager, &order).await {
            Ok(done) => booked.push(done),
            // On a holiday nobody comes.
            Err(OrderError::Time(HoldError::SlotGone(_))) => {}
            Err(error) => return Err(error.into()),
        }
    }
    journal::drain(app).await?;
    if day < 0 {
        booked.sort_by_key(|booked| booked.agreement.terms.span.start);
        for booked in &booked {
            serve(app, booked).await?;
        }
        journal::drain(app).await?;
    }
    Ok(())
}

/// A visit from the way to its end.
pub(crate) async fn serve(app: &App, booked: &Booked) -> Result<()> {
    let terms = &booked.agreement.terms;
    let actor = Actor::Staff(terms.crew.first().context("nobody goes")?.uuid(), Role::Cleaner);
    app.stand_still(terms.span.start - SignedDuration::from_mins(20));
    set_off(app, &actor, terms.visit, 15).await?;
    app.stand_still(terms.span.start);
    start(app, &actor, terms.visit).await?;
    let sheet = sheet(app, &actor, terms.visit).await?;
    let answers: Vec<_> = sheet.rooms.iter().flat_map(|(_, _, items)| items).map(|item| (item.item.id.clone(), Answer::Done)).collect();
    answer_many(app, &actor, terms.visit, &answers).await?;
    app.stand_still(terms.span.end);
    finish(app, &actor, terms.visit).await?;
    Ok(())
}
