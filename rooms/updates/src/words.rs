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

/// A task in a digest: what it is called, when it is planned for, and whether it should be over by now.
struct Named {
    title: String,
    at: Instant,
    is_late: bool,
}

/// What is said of something, as it stands when the digest goes: what is late goes as planned by no word, and is at no time that is past.
const fn line_of(what: News, is_late: bool) -> &'static str {
    match what {
        News::Done => "updates-line-done",
        _ if is_late => "updates-line-late",
        News::Moved => "updates-line-moved",
        News::Absorbed => "updates-line-absorbed",
        News::GoingOn => "updates-line-going-on",
    }
}

/// The tasks of these plans as a digest names them.
async fn titles(tx: &Tx, plans: impl Iterator<Item = Uuid>) -> Result<BTreeMap<Uuid, Named>, DbError> {
    let plans: BTreeSet<PlanId> = plans.map(PlanId::from).collect();
    let tasks = projects::tasks_of_plans(tx, &plans.into_iter().collect::<Vec<_>>()).await?.into_values().flatten();
    Ok(tasks.map(|task| (task.id.uuid(), Named { is_late: task.is_late(tx.now()), at: task.span.start, title: task.title })).collect())
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
            let (what_of, at, is_late) = match (kept.source, titles.get(&thread)) {
                (Source::Task(_), Some(task)) => (task.title.clone(), task.at, task.is_late),
                (Source::Task(_), None) => continue,
                (Source::Request, _) => (book.texts().say_to(voice, "updates-your-request", &args([])), tx.now(), false),
            };
            let vars = args([("what", what_of.into()), ("at", words::moment(voice.lang, at).into())]);
            let line = book.texts().say_to(voice, line_of(what, is_late), &vars);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_late_goes_as_planned() {
        assert_eq!(line_of(News::GoingOn, false), "updates-line-going-on");
        for what in [News::GoingOn, News::Moved, News::Absorbed] {
            assert_eq!(line_of(what, true), "updates-line-late");
        }
        assert_eq!(line_of(News::Done, true), "updates-line-done", "late or not, it is over");
    }
}
