//! A million words in a thousand conversations: one is opened at the desk, and leafed through to its beginning; the card is
//! prepared for whoever calls, and that of somebody whom nobody knows.

use crate::history;
use crate::house::Houses;
use crate::load::{Ask, Line, at_rate};
use crate::{Figures, Limit};
use access::Role;
use anyhow::{Context as _, Result};
use butler::config::Common;
use butler::{NewLogin, add_login, house};
use conversations::{Heard, begin_for};
use db::{App, By, DbError, sql, vault};
use households::{ClientId, Door};
use jiff::SignedDuration;
use messaging::Channel;
use std::path::Path;
use std::time::Duration;
use uuid::Uuid;
use values::{Instant, Lang};

const CLIENTS: u32 = 1_000;
/// Words in each conversation.
const WORDS: u32 = 1_000;
/// Strangers who wrote.
const STRANGERS: u32 = 100;
const RATE: u32 = 50;
const LENGTH: Duration = Duration::from_secs(10);

pub(crate) async fn measure(houses: &Houses, figures: &mut Figures, postgres: Option<&str>) -> Result<()> {
    let kept = houses.kept("talks", async |data: &Path| write(data, None).await).await?;
    let copy = houses.copy(&kept)?;
    tell(houses, figures, "SQLite", copy.path(), None).await?;
    // A database of its own: where all figures are taken, other houses lie in it.
    if let Some(database) = postgres.filter(|_| figures.only.is_some()) {
        let aside = tempfile::tempdir_in(&houses.folder)?;
        write(aside.path(), Some(database)).await?;
        tell(houses, figures, "PostgreSQL", aside.path(), Some(database)).await?;
    }
    Ok(())
}

async fn tell(houses: &Houses, figures: &mut Figures, what: &str, data: &Path, database: Option<&str>) -> Result<()> {
    let (clients, strangers) = known(data, database).await?;
    let house = houses.serve_on(data, history::NOW, database).await?;
    let manager = house.enter("manager").await?;
    let mut line = Line::open(&house.host).await?;
    let newest = line.json(&Ask::get(format!("/api/v1/conversations/{}", clients.first().context("a client")?), &manager)).await?;
    let place = newest.get("next").and_then(serde_json::Value::as_str).context("an older page")?.to_owned();
    let one = |of: &[Uuid]| {
        let of = of.to_vec();
        move |n: usize| of.get(n % of.len().max(1)).copied().unwrap_or_default()
    };
    let (client, stranger) = (one(&clients), one(&strangers));
    let asked = async |path: Box<dyn Fn(usize) -> String + Send + Sync>| {
        let cookie = manager.clone();
        at_rate(&house.host, RATE, LENGTH, move |n| Ask::get(path(n), &cookie)).await
    };
    let open = {
        let client = client.clone();
        asked(Box::new(move |n| format!("/desk/inbox/{}", client(n)))).await?
    };
    let limit = |failed: usize, most: f64| if failed == 0 { Limit::AtMost(most) } else { Limit::AtMost(0.0) };
    figures.tell(format!("talks, open one of a million words, p99, {what}"), "ms", open.quantile(99), limit(open.failed, 30.0), open.note());
    let older = {
        let client = client.clone();
        asked(Box::new(move |n| format!("/desk/inbox/{}?before={place}", client(n)))).await?
    };
    figures.tell(format!("talks, an older page of it, p99, {what}"), "ms", older.quantile(99), limit(older.failed, 30.0), older.note());
    let card = asked(Box::new(move |n| format!("/desk/prepared/clients/{}", client(n)))).await?;
    figures.tell(format!("talks, the card prepared for whoever calls, p99, {what}"), "ms", card.quantile(99), limit(card.failed, 100.0), card.note());
    let card = asked(Box::new(move |n| format!("/desk/prepared/strangers/{}", stranger(n)))).await?;
    figures.tell(format!("talks, the card of a stranger, p99, {what}"), "ms", card.quantile(99), limit(card.failed, 100.0), card.note());
    Ok(())
}

/// Clients and strangers of a house, by id; read before it is served.
async fn known(data: &Path, database: Option<&str>) -> Result<(Vec<Uuid>, Vec<Uuid>)> {
    let app = house::open(&common(data, database)?, None).await?;
    let db = app.read().await?;
    let mut found = [Vec::new(), Vec::new()];
    for (ids, query) in found.iter_mut().zip(["SELECT subject FROM conversations ORDER BY subject", "SELECT subject FROM stranger_words ORDER BY subject"]) {
        for row in sql::all(&db, query, vec![]).await? {
            ids.push(row.get::<Uuid>("subject")?);
        }
    }
    drop(db);
    app.close().await?;
    let [clients, strangers] = found;
    Ok((clients, strangers))
}

fn common(data: &Path, database: Option<&str>) -> Result<Common> {
    Ok(Common { data: Some(data.to_owned()), database: database.map(str::to_owned), clock: Some(history::NOW.parse()?), ..Common::default() })
}

async fn write(data: &Path, database: Option<&str>) -> Result<()> {
    let app = house::open(&common(data, database)?, Some(1)).await?;
    let begun = history::moment(-300, 9)?;
    app.stand_still(begun);
    let login = NewLogin {
        login: "tatiana".to_owned(), first: "Татьяна".to_owned(), patronymic: None, last: "Ветлицкая".to_owned(), role: Role::Manager
    };
    let manager = add_login(&app, &login, "demo-house-1703").await?.uuid();
    for n in 0..CLIENTS {
        let door = Door::parse(&format!("client{n}@example.org")).context("an address")?;
        let door = &door;
        let client = app.write(By::house(), |tx| async move { households::first_welcome(&tx, "Анна", door, Lang::Ru).await }).await?;
        begin_for(&app, client).await?;
        talk(&app, client, manager, begun).await?;
    }
    strangers(&app).await?;
    app.stand_still(history::NOW.parse()?);
    journal::drain(&app).await?;
    app.close().await?;
    house::open(&common(data, database)?, None).await?.close().await?;
    Ok(())
}

/// Strangers, ten words of each, with a number of nobody.
async fn strangers(app: &App) -> Result<()> {
    for n in 0..STRANGERS {
        for nth in 0..10_i64 {
            let heard = Heard {
                channel: Channel::Telegram,
                address: format!("{}", 700_000 + n),
                name: "Михаил Орлов".to_owned(),
                handle: "m_orlov".to_owned(),
                external: format!("stranger-{n}-{nth}"),
                words: format!("Закончили ремонт, сколько стоит уборка? Мой номер 8 921 555 {:02} {:02}, слово {nth}", n / 100, n % 100),
                sent_at: app.now(),
                seq: nth,
                files: Vec::new(),
            };
            conversations::hear(app, &heard).await?;
        }
    }
    Ok(())
}

/// Word by word, as the use cases keep them; a million of those would be written for hours.
async fn talk(app: &App, client: ClientId, manager: Uuid, begun: Instant) -> Result<()> {
    app.write(By::house(), |tx| async move {
        let last = i64::from(WORDS);
        sql::run(&tx, "UPDATE conversations SET last_nth = $2, client_read = $2 WHERE subject = $1", vec![client.uuid().into(), last.into()]).await?;
        for nth in 1..=last {
            let is_ours = nth % 2 == 0;
            let said = (begun + SignedDuration::from_hours(nth * 6)).micros();
            let words = format!("Слово {nth}. Во вторник приедет мастер, впустите его, пожалуйста, и покажите, где щиток.");
            let row = vec![
                client.uuid().into(),
                nth.into(),
                tx.id::<Uuid>().into(),
                if is_ours { "note" } else { "in" }.into(),
                "desk".into(),
                is_ours.then_some(manager).into(),
                vault::seal(&tx, client.uuid(), "conversation_entries.words_sealed", &words).await?.into(),
                said.into(),
                0_i64.into(),
                said.into(),
            ];
            sql::gather(&tx, "INSERT INTO conversation_entries (subject, nth, id, kind, place, person, words_sealed, sent_at, seq, kept_at)", "", row);
        }
        Ok::<_, DbError>(())
    })
    .await?;
    Ok(())
}
