//! Mail that comes in: each is one entry of its client's conversation, however often it is fetched and whoever dies over it.

use super::enclosing::{Ready, enclose, is_often, ready};
use super::hearing::{STRANGER, come};
use super::keeping::begin;
use super::strangers::{NewStranger, kept_of_stranger};
use super::{TalkError, of};
use crate::ANSWER;
use crate::entry::{EntryId, EntryKind, Place, clean_words, said_at};
use crate::post::{FoundBy, MailHead, external, spoken, whose, written_at};
use crate::signature::Signature;
use crate::store::{self, NewEntry};
use access::{Actor, Limit, Limited, take};
use db::{App, By, DbError, Read, Tx};
use households::ClientId;
use jiff::SignedDuration;
use messaging::{Mail, MessageId, Nature, NoPost, Open, Postbox, Posted, Thread, answered_by, bounced};
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

/// All mail of people whom nobody knows that is kept in an hour: a sender's address is written by whoever writes, and costs nothing.
const ALL_STRANGERS: Limit = Limit { times: 200, minutes: 60 };
/// Mails of one client that are taken in hand in an hour: two who fetch at once count each of them twice, and who dies over one counts it again.
const CLIENT: Limit = Limit { times: 1_200, minutes: 60 };

/// Is one more within this limit?
async fn within(app: &App, of: &str, whose: &str, limit: Limit) -> Result<bool, TalkError> {
    match take(app, &app.vault().blind_name(of, whose), limit).await {
        Ok(()) => Ok(true),
        Err(Limited::TooMany) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Keeps a mail, and that the mailbox was read up to it: both or neither. Fetched twice, it is one.
pub async fn hear_mail(app: &App, place: &MailPlace, mail: &Mail, came_at: Option<Instant>) -> Result<Outcome<()>, TalkError> {
    let name = app.vault().blind("conversations.external", &external(mail));
    let (validity, uid) = (i64::from(place.validity), i64::from(place.uid));
    if store::has_come(&app.read().await?, Place::Email, &name).await? {
        app.write(By::house(), |tx| async move { store::read_up_to(&tx, &place.mailbox, validity, uid).await }).await?;
        return Ok(Outcome::Already(()));
    }
    let found = match mail.nature {
        Nature::Word => client_of(&app.read().await?, app, mail).await?,
        Nature::Automatic | Nature::Bounce { .. } => None,
    };
    let is_word = mail.nature == Nature::Word && !(mail.words.is_empty() && mail.attached.is_empty() && mail.from.is_empty());
    // So much is kept; what is more stays in the mailbox alone.
    let is_kept = is_word
        && match found {
            None => within(app, "conversations.stranger", &mail.from, STRANGER).await? && within(app, "conversations.stranger", "all", ALL_STRANGERS).await?,
            Some((client, _)) => within(app, "conversations.mail", &client.to_string(), CLIENT).await?,
        };
    if is_word && !is_kept {
        tracing::warn!(uid = place.uid, "more mail than is kept: this one stays in the mailbox alone");
    }
    let ready = match found.filter(|_| is_kept && !mail.attached.is_empty()) {
        Some((client, _)) => ready(&mail.attached, is_often(app, client).await?).await,
        None => Vec::new(),
    };
    let who = found.map_or_else(By::house, |(client, _)| By::from(&Actor::Client(client.uuid())));
    app.write(who, |tx| {
        let (name, ready) = (name.clone(), ready.clone());
        async move {
            let sent_at = said_at(written_at(mail.sent_at, came_at).unwrap_or(tx.now()), tx.now());
            // A house without anybody at the desk gives nobody a manager: what comes meanwhile waits beside the strangers' words.
            let theirs = match found.filter(|_| is_kept) {
                Some((client, by)) => match begin(&tx, client).await {
                    Ok(_) => Some((client, by)),
                    Err(TalkError::Nobody) => None,
                    Err(error) => return Err(error),
                },
                None => None,
            };
            let outcome = match (&mail.nature, theirs) {
                (Nature::Bounce { of, is_gone }, _) => came_back(&tx, of, *is_gone).await?,
                (_, Some((client, by))) => keep(&tx, client, by, mail, (name, sent_at, uid), ready).await?,
                (_, None) if is_kept => {
                    let signature = Signature::of_mail(mail);
                    kept_of_stranger(&tx, NewStranger { place: Place::Email, external: name, words: clean_words(&mail.words), signature, sent_at }).await?
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
    if store::has_come(tx, Place::Email, &name).await? {
        return Ok(Outcome::Already(()));
    }
    let id: EntryId = tx.id();
    let words = clean_words(&spoken(mail));
    let new = NewEntry { id, kind: EntryKind::In, place: Place::Email, person: None, words, sent_at, seq, external: Some(name) };
    let nth = come(tx, client, new).await?;
    store::add_mail(tx, client, (id, nth), &mail.whole, &MailHead::of(mail), by).await?;
    enclose(tx, client, id, ready).await?;
    Ok(Outcome::Applied(()))
}

/// Mails whose sizes are asked for at once.
const AT_ONCE: usize = 50;
/// A mailbox that is counted anew is read again from so long before it was read last: what was taken before is known by its own name.
const ONCE_MORE: SignedDuration = SignedDuration::from_hours(48);

/// How a mail is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Taking {
    Whole,
    /// Without what cannot be brought here: who wrote, and what it is called.
    Head,
    /// Not at all: it stays in the mailbox alone, and those behind it are heard.
    Past,
}

/// The mail that was tried last, in a mailbox of this validity, and how often in a row.
#[derive(Debug, Default)]
struct Tried {
    last: Option<(u32, u32)>,
    times: u32,
}

impl Tried {
    /// One that does not come is asked for whole some times, then its head; it never holds up those behind it for ever.
    fn again(&mut self, mail: (u32, u32)) -> Taking {
        self.times = if self.last == Some(mail) { self.times.saturating_add(1) } else { 1 };
        self.last = Some(mail);
        match self.times {
            ..=5 => Taking::Whole,
            6..=10 => Taking::Head,
            _ => Taking::Past,
        }
    }
}

/// What is to be taken of an opened mailbox. When it is opened first, what lies there is older than the house's own record: it begins with what comes.
async fn fresh(app: &App, name: &str, open: &mut Open) -> Result<Vec<u32>, NotCollected> {
    let (validity, last) = (i64::from(open.validity), i64::from(open.next.saturating_sub(1)));
    if store::place(&app.read().await?, name).await?.is_none() {
        app.write(By::house(), |tx| async move { store::read_from(&tx, name, validity, last).await }).await?;
    }
    match store::place(&app.read().await?, name).await? {
        Some((known, uid, _)) if known == validity => Ok(open.newer(u32::try_from(uid).unwrap_or(u32::MAX)).await?),
        Some((_, _, at)) => Ok(open.since(at - ONCE_MORE).await?),
        None => Ok(Vec::new()),
    }
}

/// Takes in all that is new in an opened mailbox; how many words came.
async fn take_in(app: &App, name: &str, open: &mut Open, tried: &mut Tried) -> Result<u32, NotCollected> {
    let mut came = 0;
    for uids in fresh(app, name, open).await?.chunks(AT_ONCE) {
        let large = open.large(uids).await?;
        for uid in uids {
            let taking = match tried.again((open.validity, *uid)) {
                Taking::Whole if large.contains(uid) => Taking::Head,
                taking => taking,
            };
            if take_one(app, name, open, *uid, taking).await? {
                came += 1;
            }
        }
    }
    // Counted anew, all that lay there is done with.
    let (validity, last) = (i64::from(open.validity), i64::from(open.next.saturating_sub(1)));
    if store::place(&app.read().await?, name).await?.is_some_and(|(known, _, _)| known != validity) {
        app.write(By::house(), |tx| async move { store::read_up_to(&tx, name, validity, last).await }).await?;
    }
    Ok(came)
}

/// Takes in one mail; whether a word came with it.
async fn take_one(app: &App, name: &str, open: &mut Open, uid: u32, taking: Taking) -> Result<bool, NotCollected> {
    let validity = open.validity;
    let past = || app.write(By::house(), move |tx| async move { store::read_up_to(&tx, name, i64::from(validity), i64::from(uid)).await });
    if taking == Taking::Past {
        tracing::error!(uid, "a mail that cannot be taken stays in the mailbox alone: look at it there");
        past().await?;
        return Ok(false);
    }
    let Some(Posted { raw, came_at, .. }) = open.fetch(uid, taking == Taking::Whole).await? else { return Ok(false) };
    // A large one takes a while to be read: others go on meanwhile.
    let mail = tokio::task::spawn_blocking(move || Mail::read(&raw)).await.map_err(|_| NotCollected::Unread)?;
    match hear_mail(app, &MailPlace { mailbox: name.to_owned(), validity, uid }, &mail, came_at).await {
        Ok(outcome) => Ok(matches!(outcome, Outcome::Applied(()))),
        // Whoever was erased has said nothing to us.
        Err(TalkError::Db(error)) if error.explain().kind == "erased" => {
            past().await?;
            Ok(false)
        }
        Err(error) => Err(error.into()),
    }
}

/// Why the mailbox was not read to its end; what was not taken lies there still.
#[derive(Debug, thiserror::Error)]
pub enum NotCollected {
    /// The mailbox.
    #[error(transparent)]
    Post(#[from] NoPost),
    /// A mail was not understood.
    #[error("a mail could not be read")]
    Unread,
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
    let came = take_in(app, &postbox.name(), &mut open, &mut Tried::default()).await?;
    open.close().await;
    Ok(came)
}

/// A connection that says nothing for so long is asked whether it lives.
const QUIET: Duration = Duration::from_mins(4);
/// After a lost connection, the next; later each time.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_mins(2);

/// Follows the mailbox until the process ends.
pub async fn follow_post(app: App, postbox: Postbox) {
    let name = postbox.name();
    let mut pause = FIRST_PAUSE;
    let mut tried = Tried::default();
    loop {
        let ended = async {
            let mut open = postbox.open().await?;
            loop {
                take_in(&app, &name, &mut open, &mut tried).await?;
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

/// So long after a mail a word still answers it.
const ANSWERED: SignedDuration = SignedDuration::from_hours(24 * 14);

/// The mail that a word to the client answers: their last word before it, where that came by mail, and not long ago. What is known to be
/// theirs by the sender's address alone may be another's: what they called it does not go out under our name.
pub(crate) async fn thread_of(db: &impl Read, client: ClientId, nth: i64) -> Result<Option<Thread>, DbError> {
    let Some((head, is_by_address)) = store::last_head(db, client, nth, db.now() - ANSWERED).await? else { return Ok(None) };
    let subject = if is_by_address { String::new() } else { head.subject };
    Ok(head.id.map(|answers| Thread { answers, earlier: head.earlier, subject }))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_that_does_not_come_holds_nobody_up_for_ever() {
        let mut tried = Tried::default();
        let first: Vec<Taking> = (0..12).map(|_| tried.again((1, 7))).collect();
        assert_eq!([first[0], first[4], first[5], first[9], first[10]], [Taking::Whole, Taking::Whole, Taking::Head, Taking::Head, Taking::Past]);
        assert_eq!((tried.again((1, 8)), tried.again((2, 8))), (Taking::Whole, Taking::Whole), "another one is another");
    }
}
