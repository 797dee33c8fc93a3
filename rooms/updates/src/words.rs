//! The digest in words, from the present state: what is over is not said to go on.

use crate::service::{DigestId, News, Source, is_past};
use crate::{SEE, store};
use access::{Actor, Resource};
use concierge::RequestId;
use db::{App, By, DbError, Read as _, Tx};
use households::ClientId;
use messaging::texts::Voice;
use messaging::{Letter, args, words};
use projects::PlanId;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;
use values::Instant;

/// How a reader is called, and in which words they are written to; `None` where they were forgotten.
async fn called(tx: &Tx, reader: Uuid) -> Result<Option<(String, Voice)>, DbError> {
    let permit = Actor::House.may(SEE, &Resource::default()).map_err(|e| DbError::Other(e.to_string()))?;
    concierge::called(tx, &permit, Some(ClientId::from(reader)), Some(RequestId::from(reader))).await
}

/// What tasks of these plans are called, and when each is planned for.
async fn titles(tx: &Tx, plans: impl Iterator<Item = Uuid>) -> Result<BTreeMap<Uuid, (String, Instant)>, DbError> {
    let mut found = BTreeMap::new();
    let plans: BTreeSet<Uuid> = plans.collect();
    for plan in plans {
        for task in projects::tasks_of(tx, PlanId::from(plan)).await? {
            found.insert(task.id.uuid(), (task.title, task.span.start));
        }
    }
    Ok(found)
}

pub(crate) async fn digest(app: App, about: Uuid, reader: Uuid) -> Result<Option<Letter>, DbError> {
    app.write(By::house(), |tx| async move {
        if is_past(&tx, DigestId::from(about), reader).await? {
            return Ok(None);
        }
        let told = store::told_in(&tx, DigestId::from(about)).await?;
        let threads: BTreeMap<Uuid, _> =
            store::threads(&tx, &told.iter().map(|(thread, _)| *thread).collect::<Vec<_>>()).await?.into_iter().map(|kept| (kept.id, kept)).collect();
        let Some((name, voice)) = called(&tx, reader).await? else { return Ok(None) };
        let titles = titles(&tx, threads.values().filter_map(|kept| kept.source.plan())).await?;
        let book = housebook::book(tx.app())?;
        let mut lines: Vec<String> = Vec::new();
        // What was set right in time was moved as well: that is one line.
        let absorbed: BTreeSet<Uuid> = told.iter().filter(|(_, what)| *what == News::Absorbed).map(|(thread, _)| *thread).collect();
        for (thread, what) in told {
            let Some(kept) = threads.get(&thread) else { continue };
            if (kept.is_over && what != News::Done) || (what == News::Moved && absorbed.contains(&thread)) {
                continue;
            }
            let (what_of, at) = match (kept.source, titles.get(&thread)) {
                (Source::Task(_), Some((title, at))) => (title.clone(), *at),
                (Source::Task(_), None) => continue,
                (Source::Request, _) => (book.texts().say_to(voice, "updates-your-request", &args([])), tx.now()),
            };
            let vars = args([("what", what_of.into()), ("at", words::moment(voice.lang, at).into())]);
            let line = book.texts().say_to(voice, &format!("updates-line-{}", what.name().replace('_', "-")), &vars);
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        if lines.is_empty() {
            return Ok(None);
        }
        let vars = args([("name", name.into()), ("lines", lines.join("\n").into())]);
        Ok(Some(book.letter(voice, "message-updates", &vars)))
    })
    .await
}
