//! Ten thousand mails in a real dovecot, taken in by a house that is killed at its work (`kill -9`), fifty times over: none is lost, none
//! doubled, each conversation stands in its order. The letters are those of the story (`app/tests/it/mail.rs`).

use crate::house::Houses;
use crate::load::count;
use crate::postbag;
use crate::postbox::Dovecot;
use crate::{Figures, Limit};
use access::{Actor, Role};
use anyhow::{Context as _, Result, ensure};
use butler::config::Common;
use butler::{NewLogin, add_login, house};
use conversations::{Asked, Place, begin_for, collect, entries};
use db::{App, By};
use households::{ClientId, Door};
use std::path::Path;
use std::time::{Duration, Instant};
use values::Lang;

const MAILS: usize = 10_000;
/// Clients who write; nobody is heard more than a thousand times in an hour.
const CLIENTS: usize = 20;
const EACH: usize = MAILS / CLIENTS;
const KILLS: u64 = 50;
/// A house lives so long before it is killed, in milliseconds, and up to so much longer: dovecot looks through the folder for most of a second
/// before anything can be taken.
const FIRST: u64 = 1_000;
const SPREAD: u64 = 400;
/// In the evening of the day on which they write; each life of the house is later than the one before, as it is with any clock.
fn now(life: u64) -> String {
    format!("2026-03-04T20:{life:02}:00+03:00")
}

pub(crate) async fn measure(houses: &Houses, figures: &mut Figures, postgres: Option<&str>) -> Result<()> {
    let data = tempfile::tempdir_in(&houses.folder)?;
    tell(houses, figures, "SQLite", data.path(), None).await?;
    // A database of its own: where all figures are taken, other houses lie in it.
    if let Some(database) = postgres.filter(|_| figures.only.is_some()) {
        let aside = tempfile::tempdir_in(&houses.folder)?;
        tell(houses, figures, "PostgreSQL", aside.path(), Some(database)).await?;
    }
    Ok(())
}

fn address(client: usize) -> String {
    format!("client{client}@example.org")
}

async fn open(data: &Path, database: Option<&str>, life: u64) -> Result<App> {
    let clock = Some(now(life).parse()?);
    house::open(&Common { data: Some(data.to_owned()), database: database.map(str::to_owned), clock, ..Common::default() }, None).await
}

async fn tell(houses: &Houses, figures: &mut Figures, what: &str, data: &Path, database: Option<&str>) -> Result<()> {
    let app = open(data, database, 0).await?;
    let login = NewLogin {
        login: "tatiana".to_owned(), first: "Татьяна".to_owned(), patronymic: None, last: "Ветлицкая".to_owned(), role: Role::Manager
    };
    add_login(&app, &login, "demo-house-1703").await?;
    let mut clients: Vec<ClientId> = Vec::with_capacity(CLIENTS);
    for n in 0..CLIENTS {
        let door = Door::parse(&address(n)).context("an address")?;
        let door = &door;
        let client = app.write(By::house(), |tx| async move { households::first_welcome(&tx, "Анна", door, Lang::Ru).await }).await?;
        begin_for(&app, client).await?;
        clients.push(client);
    }
    let dovecot = Dovecot::open().await;
    collect(&app, &dovecot.postbox()).await?;
    app.close().await?;
    // Of each client in turn, so that all of them write at once.
    for n in 0..EACH {
        for client in 0..CLIENTS {
            dovecot.takes(&postbag::mail(&address(client), n));
        }
    }
    for time in 0..KILLS {
        let house = houses.serve_with(data, &now(time + 1), database, Some(&dovecot.address())).await?;
        // Each time at another moment of the work.
        tokio::time::sleep(Duration::from_millis(FIRST + time * 53 % SPREAD)).await;
        drop(house);
    }
    let app = open(data, database, KILLS + 1).await?;
    let killed = all(&app, &clients).await?.iter().map(Vec::len).sum::<usize>();
    // A house that was killed before it took anything in has shown nothing.
    ensure!((1..MAILS).contains(&killed), "the {KILLS} kills came over {killed} mails");
    let begun = Instant::now();
    collect(&app, &dovecot.postbox()).await?;
    let took = begun.elapsed().as_secs_f64();
    let said = all(&app, &clients).await?;
    let known = postbag::words(EACH);
    let wrong = said.iter().map(|words| wrong(words, &known)).sum::<usize>();
    let note = format!("{MAILS} mails of {CLIENTS} clients in dovecot, {KILLS} kills over the first {killed}; lost, doubled or out of order");
    figures.tell(format!("mails: not once in their order, {what}"), "", count(wrong), Limit::AtMost(0.5), note);
    let rest = MAILS.saturating_sub(killed);
    figures.tell(format!("mails taken in a second, {what}"), "/s", count(rest) / took.max(0.001), Limit::None, format!("the last {rest}, one by one"));
    app.close().await?;
    Ok(())
}

/// How many of what stands there do not stand as they were written, and how many are not there.
fn wrong(words: &[String], known: &[String]) -> usize {
    let same = words.iter().zip(known).filter(|(one, other)| one == other).count();
    words.len().max(known.len()) - same
}

/// What came by mail from each of them, in the order in which it stands.
async fn all(app: &App, clients: &[ClientId]) -> Result<Vec<Vec<String>>> {
    let db = app.read().await?;
    let most = u32::try_from(EACH * 2)?;
    let mut all = Vec::with_capacity(clients.len());
    for client in clients {
        let mut found = entries(&db, &Actor::House, *client, Asked::Desk, None, most).await?;
        found.reverse();
        all.push(found.into_iter().filter(|entry| entry.place == Place::Email).map(|entry| entry.words).collect());
    }
    Ok(all)
}
