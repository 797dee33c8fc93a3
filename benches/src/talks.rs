//! A million words in a thousand conversations: one is opened at the desk, and leafed through to its beginning; the card is
//! prepared for whoever calls.

use crate::history;
use crate::house::Houses;
use crate::load::{Ask, Line, at_rate};
use crate::{Figures, Limit};
use access::Role;
use anyhow::{Context as _, Result};
use butler::config::Common;
use butler::{NewLogin, add_login, house};
use conversations::begin_for;
use db::{App, By, DbError, sql, vault};
use households::{ClientId, Door};
use jiff::SignedDuration;
use std::path::Path;
use std::time::Duration;
use uuid::Uuid;
use values::{Instant, Lang};

const CLIENTS: u32 = 1_000;
/// Words in each conversation.
const WORDS: u32 = 1_000;
const RATE: u32 = 50;
const LENGTH: Duration = Duration::from_secs(10);

pub(crate) async fn measure(houses: &Houses, figures: &mut Figures) -> Result<()> {
    let kept = houses.kept("talks", async |data: &Path| write(data).await).await?;
    let copy = houses.copy(&kept)?;
    let clients = clients(copy.path())?;
    let house = houses.serve(copy.path(), history::NOW).await?;
    let manager = house.enter("manager").await?;
    let mut line = Line::open(&house.host).await?;
    let newest = line.json(&Ask::get(format!("/api/v1/conversations/{}", clients.first().context("a client")?), &manager)).await?;
    let place = newest.get("next").and_then(serde_json::Value::as_str).context("an older page")?.to_owned();
    let (hours, cookie) = (clients.clone(), manager.clone());
    let client = move |n: usize| hours.get(n % hours.len().max(1)).copied().unwrap_or_default();
    let open = {
        let client = client.clone();
        at_rate(&house.host, RATE, LENGTH, move |n| Ask::get(format!("/desk/inbox/{}", client(n)), &cookie)).await?
    };
    let limit = |failed: usize| if failed == 0 { Limit::AtMost(30.0) } else { Limit::AtMost(0.0) };
    figures.tell("talks, open one of a million words, p99", "ms", open.quantile(99), limit(open.failed), open.note());
    let older = {
        let (client, cookie) = (client.clone(), manager.clone());
        at_rate(&house.host, RATE, LENGTH, move |n| Ask::get(format!("/desk/inbox/{}?before={place}", client(n)), &cookie)).await?
    };
    figures.tell("talks, an older page of it, p99", "ms", older.quantile(99), limit(older.failed), older.note());
    let card = at_rate(&house.host, RATE, LENGTH, move |n| Ask::get(format!("/desk/prepared/clients/{}", client(n)), &manager)).await?;
    let most = if card.failed == 0 { Limit::AtMost(100.0) } else { Limit::AtMost(0.0) };
    figures.tell("talks, the card prepared for whoever calls, p99", "ms", card.quantile(99), most, card.note());
    Ok(())
}

/// By id; read beside the house.
fn clients(data: &Path) -> Result<Vec<Uuid>> {
    let conn = rusqlite::Connection::open(data.join("butler.db"))?;
    let mut statement = conn.prepare("SELECT subject FROM conversations ORDER BY subject")?;
    let ids = statement.query_map([], |row| row.get::<_, Vec<u8>>(0))?.collect::<Result<Vec<_>, _>>()?;
    ids.iter().map(|id| Ok(Uuid::from_slice(id)?)).collect()
}

async fn write(data: &Path) -> Result<()> {
    let common = Common { data: Some(data.to_owned()), clock: Some(history::NOW.parse()?), ..Common::default() };
    let app = house::open(&common, Some(1)).await?;
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
    app.stand_still(history::NOW.parse()?);
    journal::drain(&app).await?;
    app.close().await?;
    history::open(data).await?.close().await?;
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
