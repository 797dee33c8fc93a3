//! Mail that comes in: each is one entry of its client's conversation, however often it is fetched and whoever dies over it.

use super::hearing::{STRANGER, come};
use super::{TalkError, of};
use crate::entry::{EntryId, EntryKind, Place, clean_words, said_at};
use crate::post::{FoundBy, Looks, MailHead, NotTaken, external, taken, whose};
use crate::store::{self, Enclosed, NewEntry};
use crate::{ANSWER, WRITE};
use access::{Actor, Limited, take};
use db::{App, By, DbError, Read, Tx};
use files::{FileId, Kind};
use households::ClientId;
use messaging::{Mail, MessageId, Nature, NoPost, Open, Postbox, Posted, Thread, answered_by, bounced};
use pictures::Limits;
use std::time::Duration;
use values::{Explain as _, Instant, Outcome};

/// Where a mail lies: in which mailbox, counted how, under which number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailPlace {
    /// The mailbox.
    pub mailbox: String,
    /// As long as it stays, the numbers do.
    pub validity: u32,
    /// The number.
    pub uid: u32,
}

/// What lies in a mail, made ready to be kept.
#[derive(Debug, Clone)]
struct Ready {
    name: String,
    content: Result<(Kind, Vec<u8>), NotTaken>,
}

async fn ready(mail: &Mail) -> Vec<Ready> {
    let mut all = Vec::with_capacity(mail.attached.len());
    for (n, one) in mail.attached.iter().enumerate() {
        let name: String = one.name.chars().filter(|c| !c.is_control()).take(120).collect();
        let content = match taken(n, one) {
            Ok(Looks::Paper) => Ok((Kind::Pdf, one.content.clone())),
            Ok(Looks::Picture) => {
                let sent = one.content.clone();
                // A picture is made anew of its pixels alone: what else was in the file stays outside.
                let made = tokio::task::spawn_blocking(move || pictures::photo(&sent, &Limits::default())).await;
                made.ok().and_then(Result::ok).map(|photo| (Kind::Jpeg, photo.jpeg)).ok_or(NotTaken::Broken)
            }
            Err(why) => Err(why),
        };
        all.push(Ready { name, content });
    }
    all
}

/// Letters of ours that a mail names, by their Message-IDs.
fn letters(ids: &[String]) -> Vec<MessageId> {
    ids.iter().filter_map(|id| id.split('@').next()?.parse().ok()).take(20).collect()
}

async fn client_of(db: &impl Read, app: &App, mail: &Mail) -> Result<Option<(ClientId, FoundBy)>, DbError> {
    let known = |subject: Option<uuid::Uuid>| async move {
        match subject.map(ClientId::from) {
            Some(client) if store::is_client(db, client).await? => Ok::<_, DbError>(Some(client)),
            _ => Ok(None),
        }
    };
    let mark = known(answered_by(app, &mail.to)).await?;
    let thread = if mark.is_some() { None } else { known(store::reader_of(db, &letters(&mail.answers)).await?).await? };
    let address = if mark.or(thread).is_some() { None } else { households::client_at_email(db, &mail.from).await? };
    Ok(whose(mark, thread, address, mail.is_doubted))
}

/// Keeps a mail, and that the mailbox was read up to it: both or neither. Fetched twice, it is one.
pub async fn hear_mail(app: &App, place: &MailPlace, mail: &Mail, came_at: Option<Instant>) -> Result<Outcome<()>, TalkError> {
    let name = app.vault().blind("conversations.external", &external(mail));
    let found = match mail.nature {
        Nature::Word => client_of(&app.read().await?, app, mail).await?,
        Nature::Automatic | Nature::Bounce { .. } => None,
    };
    let is_word = mail.nature == Nature::Word && !(mail.words.is_empty() && mail.attached.is_empty() && mail.from.is_empty());
    // An address that nobody knows may write so often; what is more stays in the mailbox alone.
    let is_kept = match found {
        None if is_word => match take(app, &app.vault().blind_name("conversations.stranger", &mail.from), STRANGER).await {
            Ok(()) => true,
            Err(Limited::TooMany) => false,
            Err(error) => return Err(error.into()),
        },
        _ => is_word,
    };
    let ready = if found.is_some() && is_kept { ready(mail).await } else { Vec::new() };
    let who = found.map_or_else(By::house, |(client, _)| By::from(&Actor::Client(client.uuid())));
    let (validity, uid) = (i64::from(place.validity), i64::from(place.uid));
    app.write(who, |tx| {
        let (name, ready) = (name.clone(), ready.clone());
        async move {
            let sent_at = said_at(mail.sent_at.or(came_at).unwrap_or(tx.now()), tx.now());
            let outcome = match (&mail.nature, found) {
                (Nature::Bounce { of, is_gone }, _) => came_back(&tx, of, *is_gone).await?,
                (_, Some((client, by))) if is_kept => keep(&tx, client, by, mail, (name, sent_at, uid), ready).await?,
                (_, None) if is_kept => {
                    let new = store::add_stranger(&tx, tx.id(), Place::Email, &name, &strangers_words(mail), sent_at).await?;
                    if new { Outcome::Applied(()) } else { Outcome::Already(()) }
                }
                _ => Outcome::Already(()),
            };
            store::read_up_to(&tx, &place.mailbox, validity, uid).await?;
            Ok(outcome)
        }
    })
    .await
}

async fn came_back(tx: &Tx, of: &[String], is_gone: bool) -> Result<Outcome<()>, DbError> {
    let mut outcome = Outcome::Already(());
    for letter in letters(of) {
        if bounced(tx, letter, is_gone).await?.is_some() {
            outcome = Outcome::Applied(());
        }
    }
    Ok(outcome)
}

async fn keep(
    tx: &Tx,
    client: ClientId,
    by: FoundBy,
    mail: &Mail,
    (name, sent_at, seq): (Vec<u8>, Instant, i64),
    ready: Vec<Ready>,
) -> Result<Outcome<()>, TalkError> {
    if store::known(tx, Place::Email, &name).await?.is_some() {
        return Ok(Outcome::Already(()));
    }
    let id: EntryId = tx.id();
    let words = clean_words(&mail.words);
    let new = NewEntry { id, kind: EntryKind::In, place: Place::Email, person: None, words, sent_at, seq, external: Some(name) };
    let nth = come(tx, client, new).await?;
    store::add_mail(tx, client, (id, nth), &mail.whole, &MailHead::of(mail), by).await?;
    for (n, one) in ready.into_iter().enumerate() {
        let file = match one.content {
            Ok((kind, content)) => Ok(files::put(tx, client.uuid(), kind, &content).await.map_err(not_kept)?),
            Err(why) => Err(why),
        };
        store::enclose(tx, client, id, n, &Enclosed { name: one.name, file }).await?;
    }
    Ok(Outcome::Applied(()))
}

fn not_kept(error: files::NotKept) -> DbError {
    match error {
        files::NotKept::Db(error) => error,
        other => DbError::Other(other.to_string()),
    }
}

/// A stranger is answered by mail: who it is and what about stands over the words.
fn strangers_words(mail: &Mail) -> String {
    let name = if mail.name.is_empty() { mail.from.clone() } else { format!("{} <{}>", mail.name, mail.from) };
    clean_words(&format!("{name}\n{}\n\n{}", mail.subject, mail.words))
}

/// Mails that are fetched at once.
const AT_ONCE: usize = 50;

/// Takes in all that is new in an opened mailbox; how many words came.
async fn take_in(app: &App, name: &str, open: &mut Open) -> Result<u32, NotCollected> {
    let known = store::place(&app.read().await?, name).await?;
    let validity = i64::from(open.validity);
    // A mailbox that is counted anew is read from the start: what was taken before is known by its own name.
    let after = known.filter(|(known, _)| *known == validity).map_or(0, |(_, uid)| u32::try_from(uid).unwrap_or(u32::MAX));
    let mut came = 0;
    for uids in open.newer(after).await?.chunks(AT_ONCE) {
        for Posted { uid, raw, came_at } in open.fetch(uids).await? {
            let mail = Mail::read(&raw);
            let place = MailPlace { mailbox: name.to_owned(), validity: open.validity, uid };
            match hear_mail(app, &place, &mail, came_at).await {
                Ok(Outcome::Applied(())) => came += 1,
                Ok(Outcome::Already(())) => {}
                // Whoever was erased has said nothing to us.
                Err(TalkError::Db(error)) if error.explain().kind == "erased" => {
                    app.write(By::house(), |tx| async move { store::read_up_to(&tx, name, validity, i64::from(uid)).await }).await?;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }
    Ok(came)
}

/// Why the mailbox was not read to its end; what was not taken lies there still.
#[derive(Debug, thiserror::Error)]
pub enum NotCollected {
    /// The mailbox.
    #[error(transparent)]
    Post(#[from] NoPost),
    /// A mail was not kept.
    #[error(transparent)]
    Talk(#[from] TalkError),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Fetches all new mail once; how many words came.
pub async fn collect(app: &App, postbox: &Postbox) -> Result<u32, NotCollected> {
    let mut open = postbox.open().await?;
    let came = take_in(app, &postbox.name(), &mut open).await?;
    open.close().await;
    Ok(came)
}

/// A connection that says nothing for so long is asked whether it lives.
const QUIET: Duration = Duration::from_secs(4 * 60);
/// After a lost connection, the next; later each time.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_secs(120);

/// Follows the mailbox until the process ends.
pub async fn follow_post(app: App, postbox: Postbox) {
    let name = postbox.name();
    let mut pause = FIRST_PAUSE;
    loop {
        let ended = async {
            let mut open = postbox.open().await?;
            loop {
                take_in(&app, &name, &mut open).await?;
                open = open.wait(QUIET).await?;
            }
            #[expect(unreachable_code, reason = "says what the loop ends with")]
            Ok::<(), NotCollected>(())
        };
        let began = tokio::time::Instant::now();
        if let Err(error) = ended.await {
            tracing::warn!(%error, "mail is fetched again later");
        }
        pause = if began.elapsed() > LONGEST_PAUSE { FIRST_PAUSE } else { (pause * 2).min(LONGEST_PAUSE) };
        tokio::time::sleep(pause).await;
    }
}

/// The mail that a word to the client answers: the last that came before it.
pub(crate) async fn thread_of(db: &impl Read, client: ClientId, nth: i64) -> Result<Option<Thread>, DbError> {
    let head = store::last_head(db, client, nth).await?;
    Ok(head.and_then(|head| head.id.map(|answers| Thread { answers, earlier: head.earlier, subject: head.subject })))
}

/// A mail as it came: who wrote it, what it is called, all of its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WholeMail {
    /// The sender's address.
    pub from: String,
    /// The subject.
    pub subject: String,
    /// The text, what it quotes included.
    pub text: String,
}

/// All of a mail, for the desk.
pub async fn whole_mail(db: &impl Read, who: &Actor, client: ClientId, entry: EntryId) -> Result<WholeMail, TalkError> {
    who.may(ANSWER, &of(client))?;
    match store::whole(db, entry).await? {
        Some((theirs, head, text)) if theirs == client => Ok(WholeMail { from: head.from, subject: head.subject, text }),
        _ => Err(TalkError::Unknown),
    }
}

/// What lay in these entries.
pub async fn enclosed(
    db: &impl Read,
    who: &Actor,
    client: ClientId,
    entries: &[EntryId],
) -> Result<std::collections::BTreeMap<EntryId, Vec<Enclosed>>, TalkError> {
    who.may(if who.client().is_some() { WRITE } else { ANSWER }, &of(client))?;
    Ok(store::enclosed(db, client, entries).await?)
}

/// One of those files, whoever of the two asks.
pub async fn enclosed_file(db: &impl Read, who: &Actor, client: ClientId, file: FileId) -> Result<(Kind, Vec<u8>), TalkError> {
    who.may(if who.client().is_some() { WRITE } else { ANSWER }, &of(client))?;
    if !store::file_of(db, client, file).await? {
        return Err(TalkError::Unknown);
    }
    let kind = files::about(db, file).await?.ok_or(TalkError::Unknown)?.kind;
    Ok((kind, files::get(db, file).await?.ok_or(TalkError::Unknown)?))
}
