//! Sending: compose from the present state, keep the quiet hours and the daily budget, ask one channel after the other, record what each said.

use crate::aloud::{self, BY_PHONE};
use crate::budget::{Budget, Ceiling};
use crate::cascade::{Attempt, Next, Receipt, next};
use crate::channels::{Channels, Parcel, Refusal, Stub};
use crate::facts::ChannelClosed;
use crate::followed;
use crate::html::Masthead;
use crate::links::{ShortLink, leave_link};
use crate::post::reply_mark;
use crate::registry::{Addresses, Class, Compose, Composers, Letter, Order, Reach};
use crate::texts::args;
use crate::turns::{self, Wants};
use crate::words::texts;
use crate::{Address, Channel, MessageId, WaitsFor, tries};
use db::{App, By, DbError, Read, Tx, sql, vault};
use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use journal::{Job, JobError, Say as _, Schedule as _, Subscribers};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use values::Instant;

/// Sends one queued message.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SendMessage {
    /// Which.
    pub message: MessageId,
}

impl Job for SendMessage {
    const NAME: &'static str = "messaging.send_message";
    fn key(&self) -> String {
        self.message.to_string()
    }
}

/// Sends one message that had to wait for the morning.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SendInTheMorning {
    message: MessageId,
    from: Instant,
}

impl Job for SendInTheMorning {
    const NAME: &'static str = "messaging.send_in_the_morning";
    fn key(&self) -> String {
        format!("{}:{}", self.message, self.from)
    }
}

/// Looks again at a message whose channel has had its time.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct GoOn {
    pub message: MessageId,
    pub at: Instant,
}

impl Job for GoOn {
    const NAME: &'static str = "messaging.go_on";
    fn key(&self) -> String {
        format!("{}:{}", self.message, self.at)
    }
}

async fn go_on(app: App, job: GoOn) -> Result<(), JobError> {
    send(app, SendMessage { message: job.message }).await
}

async fn send_in_the_morning(app: App, job: SendInTheMorning) -> Result<(), JobError> {
    send(app, SendMessage { message: job.message }).await
}

/// Puts the jobs of messaging in place.
pub fn listen(subscribers: &mut Subscribers) {
    subscribers.job::<SendMessage, _>(send);
    subscribers.job::<SendInTheMorning, _>(send_in_the_morning);
    subscribers.job::<GoOn, _>(go_on);
}

/// When people sleep, wherever they live. From evening to morning, over midnight.
#[derive(Debug, Clone, Copy)]
pub struct QuietHours {
    /// The first quiet moment of the evening.
    pub from: Time,
    /// The first moment that is no longer quiet.
    pub to: Time,
}

impl QuietHours {
    /// When a message that can wait may be sent to somebody who lives in this zone: now, or at the end of their quiet hours.
    pub fn next(&self, now: Instant, zone: &TimeZone) -> Instant {
        let civil = zone.to_datetime(Timestamp::from(now));
        let morning = if civil.time() < self.to {
            civil.date()
        } else if civil.time() >= self.from {
            civil.date().tomorrow().unwrap_or(civil.date())
        } else {
            return now;
        };
        zone.to_timestamp(morning.to_datetime(self.to)).map_or(now, Instant::from)
    }
}

/// Why nothing more is sent of an advert.
pub(crate) const WITHDRAWN: &str = "consent withdrawn";

/// How long a class waits for a sign of arrival before the next channel is asked. A code lives for ten minutes, so that all channels
/// must have had their turn long before.
const fn patience(class: Class) -> SignedDuration {
    if class.is_code() {
        SignedDuration::from_secs(45)
    } else if class.is_urgent() {
        SignedDuration::from_mins(10)
    } else {
        SignedDuration::from_hours(3)
    }
}

/// What is known of a message that is not done with.
struct Work {
    id: MessageId,
    class: Class,
    compose: Compose,
    order: Order,
    /// The consent of an advert.
    consent: Option<Uuid>,
    /// That consent was taken back: no channel is asked any more.
    is_over: bool,
    /// The channel that it tells of, and must not go by.
    not_by: Option<Channel>,
    is_queued: bool,
    /// It was kept back until then, and is let go with the others.
    waits_until: Option<Instant>,
    is_read: bool,
    attempts: Vec<Attempt>,
}

const WORK: &str = "SELECT id, class, about, version, subject, state, waits_until, read_at, consent, reason, not_by FROM messages";

async fn work(app: &App, db: &impl Read, row: &sql::Row) -> Result<Work, DbError> {
    let version = u32::try_from(row.get::<i64>("version")?).map_err(DbError::corrupt)?;
    let id = MessageId::from(row.get::<Uuid>("id")?);
    let class: String = row.get("class")?;
    let (class, compose) = app.part::<Composers>()?.of(&class).ok_or_else(|| DbError::Other(format!("nobody composes {class}")))?;
    Ok(Work {
        id,
        class,
        compose,
        order: Order { about: row.get("about")?, version, reader: row.get("subject")? },
        consent: row.get("consent")?,
        is_over: row.get::<Option<String>>("reason")?.as_deref() == Some(WITHDRAWN),
        not_by: row.get::<Option<String>>("not_by")?.as_deref().and_then(Channel::parse),
        is_queued: row.get::<String>("state")? == "queued",
        waits_until: row.maybe_at("waits_until")?,
        is_read: row.maybe_at("read_at")?.is_some(),
        attempts: tries::attempts(db, id).await?,
    })
}

/// Sends a message, if it is still queued and still true; and goes on with one that no channel has proved yet.
pub async fn send(app: App, job: SendMessage) -> Result<(), JobError> {
    // As often as there are channels to be asked, and once to see that none is left.
    for _ in 0..=Channel::CHOICE.len() {
        let db = app.read().await?;
        let row = sql::one(&db, &format!("{WORK} WHERE id = $1 AND state IN ('queued', 'sent')"), vec![job.message.uuid().into()]).await?;
        let Some(row) = row else { return Ok(()) };
        let work = work(&app, &db, &row).await?;
        // What went before there were tries, or lies at the desk already, is done with; so is an advert that is not wanted any more.
        if work.is_over || (!work.is_queued && work.attempts.is_empty()) {
            return Ok(());
        }
        if step(&app, &db, &work).await? == Step::Done {
            return Ok(());
        }
    }
    Ok(())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Done,
    /// The channel will never take it, or another message has the turn: what is next is seen anew, at once.
    Further,
}

async fn step(app: &App, db: &db::Reader, work: &Work) -> Result<Step, JobError> {
    let reach = match app.part::<Addresses>() {
        Ok(addresses) => addresses.of(app, work.order.reader).await?,
        Err(_) => Reach::from(Vec::new()),
    };
    let channels = app.part::<Channels>().ok();
    // The page lies behind the very door that a code opens.
    let is_shut = |channel: Channel| work.not_by == Some(channel) || (work.class.is_code() && channel == Channel::Chat);
    let may = |channel: Channel| !is_shut(channel) && channels.as_ref().is_some_and(|house| house.has(channel));
    let mut open: Vec<&Address> = reach.addresses.iter().filter(|address| may(address.channel)).collect();
    // Whoever joined one messenger in another's name may have joined the other one too: what does not need to be joined hears of it first.
    open.sort_by_key(|address| work.not_by.is_some() && Channel::JOINED.contains(&address.channel));
    let order: Vec<Channel> = open.iter().map(|address| address.channel).collect();
    let now = db.now();
    let said = next(&order, &work.attempts, work.is_read, patience(work.class), now);
    if let Next::Wait(until) = said {
        return Ok(look_again(app, work, until).await.map(|()| Step::Done)?);
    }
    if said == Next::Stopped {
        return Ok(Step::Done);
    }
    if said == Next::Exhausted && !work.is_queued {
        return Ok(unproved(app, work.id).await.map(|()| Step::Done)?);
    }
    let (due, waits_for) = due(app, db, work, &reach).await?;
    if due > now {
        return Ok(wait(app, work.id, due, waits_for).await.map(|()| Step::Done)?);
    }
    let Some(letters) = gathered(app, db, work).await? else {
        // Another one of those that waited goes first and takes this one along; should it not, this one is looked at anew.
        return Ok(look_again(app, work, now + TOGETHER).await.map(|()| Step::Done)?);
    };
    if letters.is_empty() {
        return Ok(Step::Done);
    }
    // Whoever prefers the phone is called; a code and an advert are nothing to be said by phone.
    let is_said = reach.by_phone && work.is_queued && work.attempts.is_empty() && work.not_by.is_none() && work.consent.is_none() && !work.class.is_code();
    if is_said && !work.class.is_urgent() {
        return lay_down(app, work, &reach, &letters, Some(BY_PHONE)).await;
    }
    let (Next::Send(channel), Some(channels)) = (said, channels) else {
        let is_refused = reach.has_closed || work.not_by.is_some() || !work.attempts.is_empty();
        let reason = if is_said { Some(BY_PHONE) } else { is_refused.then_some("refused") };
        return lay_down(app, work, &reach, &letters, reason).await;
    };
    // Who stands at the door is not told of it in the desk's next hours: what cannot wait is written at once as well.
    if is_said {
        app.write(By::house(), |tx| async move { aloud::ask(&tx, work.id, work.order.reader).await }).await?;
    }
    let Some(address) = open.into_iter().find(|address| address.channel == channel) else { return Ok(Step::Done) };
    ask(app, &channels, (address, &reach.zone), work, &letters).await
}

/// Lays the letters down at the desk, for somebody to see to.
async fn lay_down(app: &App, work: &Work, reach: &Reach, letters: &[Bound], reason: Option<&str>) -> Result<Step, JobError> {
    let letters = match claimed(app, work, (Channel::Mailbox, &reach.zone), letters, false).await? {
        Claimed::Ours(letters) => letters,
        Claimed::Done => return Ok(Step::Done),
        Claimed::Later => return Ok(Step::Further),
    };
    app.write(By::house(), |tx| {
        let letters = letters.clone();
        async move {
            for bound in &letters {
                let is_new = settle(&tx, bound, (Channel::Mailbox, ""), reason).await?;
                if is_new && reason == Some(BY_PHONE) {
                    aloud::ask(&tx, bound.id, bound.reader).await?;
                }
                // A house without channels writes into the mailbox, and that is all there is to hand over.
                if is_new && reason.is_none() && followed::is_followed(&tx, bound.class)? {
                    followed::handed_over(&tx, bound.id).await?;
                }
            }
            Ok::<_, DbError>(())
        }
    })
    .await?;
    Ok(Step::Done)
}

/// A message with its letter.
#[derive(Debug, Clone)]
struct Bound {
    id: MessageId,
    class: &'static str,
    reader: Uuid,
    letter: Letter,
}

/// One letter, or what has waited as one letter.
fn together(letters: &[Bound], first: &Letter) -> Letter {
    if letters.len() < 2 {
        return first.clone();
    }
    let count = i64::try_from(letters.len()).unwrap_or(i64::MAX);
    let parts: Vec<String> = letters.iter().map(|bound| format!("{}\n\n{}", bound.letter.title, bound.letter.body)).collect();
    // All of them answer no one mail.
    Letter {
        title: texts().say(first.lang, "digest-title", &args([("count", count.into())])),
        body: parts.join("\n\n"),
        thread: None,
        encloses: letters.iter().flat_map(|bound| bound.letter.encloses.clone()).collect(),
        ..first.clone()
    }
}

fn stub(app: &App, bound: &Bound, class: Class, now: Instant) -> Result<Stub, DbError> {
    if let Some(code) = &bound.letter.code {
        return Ok(Stub::of_code(bound.letter.lang, code));
    }
    if class.is_spoken() {
        return Ok(Stub::of_answer(&bound.letter.body));
    }
    let link = bound.letter.door.clone().map_or_else(|| ShortLink::to(app, bound.id, now), Ok)?;
    Ok(Stub::of_link(bound.letter.lang, class.is_urgent(), &link))
}

/// How long those who wait for the one that takes them along are patient.
const TOGETHER: SignedDuration = SignedDuration::from_mins(5);
/// One that should have gone so long ago is not waited for: something is wrong with it.
const LATE: SignedDuration = SignedDuration::from_mins(15);

/// The letters that go now: this one, and, where it has waited for its reader's morning, all that waited with it. `None` where another
/// one goes first. What is no longer true is dropped here.
async fn gathered(app: &App, db: &db::Reader, work: &Work) -> Result<Option<Vec<Bound>>, DbError> {
    let mut all = Vec::new();
    let is_kept_back = work.is_queued && work.waits_until.is_some() && !work.class.is_urgent() && work.consent.is_none();
    if is_kept_back {
        let query = format!("{WORK} WHERE subject = $1 AND state = 'queued' AND waits_until <= $2 AND kind = 'service' ORDER BY id LIMIT 20");
        for row in sql::all(db, &query, vec![work.order.reader.into(), db.now().micros().into()]).await? {
            match self::work(app, db, &row).await {
                Ok(other) => all.push(other),
                // What is wrong with another one must not hold this one up.
                Err(error) if row.get::<Uuid>("id")? != work.id.uuid() => tracing::warn!(%error, "left out of those that go together"),
                Err(error) => return Err(error),
            }
        }
        let is_awaited = |other: &Work| other.attempts.is_empty() && other.waits_until.is_some_and(|until| until + LATE > db.now());
        all.retain(|other| other.id == work.id || (!other.class.is_urgent() && other.not_by == work.not_by && is_awaited(other)));
    }
    if all.first().is_some_and(|first| first.id != work.id) {
        return Ok(None);
    }
    let mut letters = Vec::new();
    let composers = app.part::<Composers>()?;
    let one = [work];
    let works: Vec<&Work> = if all.is_empty() { one.to_vec() } else { all.iter().collect() };
    for other in works {
        match (other.compose)(app.clone(), other.order).await? {
            Some(letter) => {
                let letter = composers.completed(app, other.class, other.order.about, letter).await?;
                letters.push(Bound { id: other.id, class: other.class.name, reader: other.order.reader, letter });
            }
            None => drop_untrue(app, other.id).await?,
        }
    }
    Ok(Some(letters))
}

/// When it may go: now, in the reader's morning, or on the day on which its class has its budget again; and what it waits for until then.
async fn due(app: &App, db: &db::Reader, work: &Work, reach: &Reach) -> Result<(Instant, WaitsFor), DbError> {
    let now = db.now();
    if work.class.is_urgent() {
        return Ok((now, WaitsFor::Morning));
    }
    let takes_turn = work.is_queued && work.class.takes_turn();
    let free = if takes_turn { turns::free_at(db, &wants(app, work, (work.id, work.class.name), &reach.zone)?).await? } else { now };
    let waits_for = match work.consent {
        _ if free <= now => WaitsFor::Morning,
        Some(_) => WaitsFor::NextAdvert,
        None => WaitsFor::NextDay(turns::gone_today(db, work.order.reader, &reach.zone).await?),
    };
    Ok((app.part::<QuietHours>()?.next(free.max(now), &reach.zone), waits_for))
}

/// The turn that a letter of this work wants.
fn wants<'a>(app: &App, work: &Work, (message, class): (MessageId, &'a str), zone: &'a TimeZone) -> Result<Wants<'a>, DbError> {
    let composers = app.part::<Composers>()?;
    Ok(Wants {
        message,
        reader: work.order.reader,
        class,
        is_advert: work.consent.is_some(),
        zone,
        budget: *app.part::<Budget>()?,
        is_daily: composers.of(class).is_some_and(|(class, _)| class.is_daily()),
        ceiling: app.part::<Ceiling>().ok().map(|ceiling| *ceiling),
    })
}

/// What stands between a letter and its channel.
enum Claimed {
    /// These go, and nobody else carries them.
    Ours(Vec<Bound>),
    /// Somebody else carries the first, or nothing is to be carried any more.
    Done,
    /// Another message has taken the turn of the first.
    Later,
}

/// Those of the letters that go now, the first with the others or none: what can wait has its turn of the day, what cannot be carried
/// twice has its try, and an advert its consent still.
async fn claimed(app: &App, work: &Work, (channel, zone): (Channel, &TimeZone), letters: &[Bound], is_claimed_first: bool) -> Result<Claimed, DbError> {
    let composers = app.part::<Composers>()?;
    let takes_turn = |bound: &Bound| work.is_queued && composers.of(bound.class).is_some_and(|(class, _)| class.takes_turn());
    if !letters.iter().any(takes_turn) && !is_claimed_first && work.consent.is_none() {
        return Ok(Claimed::Ours(letters.to_vec()));
    }
    let takes_turn = &takes_turn;
    app.write(By::house(), |tx| async move {
        let mut ours = Vec::new();
        for bound in letters {
            let has_turn = !takes_turn(bound) || turns::take(&tx, &wants(app, work, (bound.id, bound.class), zone)?).await?;
            let is_free = has_turn && if is_claimed_first { tries::claim(&tx, bound.id, channel).await? } else { tries::is_wanted(&tx, bound.id).await? };
            if is_free {
                ours.push(bound.clone());
            } else if ours.is_empty() {
                return Ok::<_, DbError>(if has_turn { Claimed::Done } else { Claimed::Later });
            }
        }
        Ok(Claimed::Ours(ours))
    })
    .await
}

/// Bytes of files that go along with a mail, at most: what is more, mail servers refuse. It lies on the page that the letter leads to.
const ENCLOSED: usize = 15 << 20;

/// What goes along with the letters, as far as a mail takes it.
async fn enclosed(app: &App, letters: &[Bound]) -> Result<Vec<(String, files::Kind, Vec<u8>)>, DbError> {
    let db = app.read().await?;
    let (mut all, mut bytes) = (Vec::new(), 0);
    for (name, file) in letters.iter().flat_map(|bound| &bound.letter.encloses) {
        let (Some(about), Some(content)) = (files::about(&db, *file).await?, files::get(&db, *file).await?) else { continue };
        bytes += content.len();
        if bytes <= ENCLOSED {
            all.push((name.clone(), about.kind, content));
        }
    }
    Ok(all)
}

/// Hands the letters over as one parcel, and keeps what was said.
async fn ask(app: &App, channels: &Channels, (address, zone): (&Address, &TimeZone), work: &Work, letters: &[Bound]) -> Result<Step, JobError> {
    let (channel, now) = (address.channel, app.now());
    // Whoever dies behind this line may have sent them: nobody asks the channel again, the next one is asked in its time.
    // So is an advert by any: what is withdrawn while it goes keeps its turn.
    let is_claimed_first = channels.is_claimed_first(channel) || work.consent.is_some();
    let letters = match claimed(app, work, (channel, zone), letters, is_claimed_first).await? {
        Claimed::Ours(letters) => letters,
        Claimed::Done => return Ok(Step::Done),
        Claimed::Later => return Ok(Step::Further),
    };
    let Some(first) = letters.first() else { return Ok(Step::Done) };
    let id = first.id;
    let parcel = Parcel {
        id,
        stub: stub(app, first, work.class, now)?,
        letter: together(&letters, &first.letter),
        reply: (!work.class.is_code()).then(|| reply_mark(app, work.order.reader)),
        leave: work.consent.map(|consent| leave_link(app, consent, now)).transpose()?,
        house: app.part::<Masthead>().ok(),
        files: if channel == Channel::Email { enclosed(app, &letters).await? } else { Vec::new() },
    };
    match channels.carry(address, &parcel).await {
        Ok(taken) => {
            let until = (taken.receipt == Receipt::Taken).then_some(patience(work.class));
            app.write(By::house(), |tx| {
                let (letters, taken) = (letters.clone(), taken.clone());
                async move {
                    for bound in &letters {
                        tries::keep(&tx, bound.id, channel, taken.receipt, (Some(&taken.proof), None)).await?;
                        settle(&tx, bound, (channel, &taken.proof), None).await?;
                        if followed::is_followed(&tx, bound.class)? {
                            followed::handed_over(&tx, bound.id).await?;
                        }
                        if let Some(patience) = until {
                            let at = tx.now() + patience;
                            tx.schedule(&GoOn { message: bound.id, at }, at).await?;
                        }
                    }
                    Ok::<_, DbError>(())
                }
            })
            .await?;
            Ok(Step::Done)
        }
        Err(refusal) => {
            tracing::warn!(message = %id, channel = channel.name(), %refusal, "not taken");
            refused(app, work, channel, &letters, refusal).await
        }
    }
}

async fn refused(app: &App, work: &Work, channel: Channel, letters: &[Bound], refusal: Refusal) -> Result<Step, JobError> {
    let reader = work.order.reader;
    let reason = refusal.to_string();
    let receipt = match &refusal {
        Refusal::Later { .. } => Receipt::Trying,
        Refusal::Unknown(_) => Receipt::Unknown,
        Refusal::Closed(_) | Refusal::Unfit(_) => Receipt::Refused,
    };
    let closed = if let Refusal::Closed(why) = &refusal { Some(*why) } else { None };
    let after = match &refusal {
        // A server that says when is asked then; but no later than the next channel is.
        Refusal::Later { after, .. } => after.map(|after| after.min(patience(work.class))),
        // It has its time, as one that has answered.
        Refusal::Unknown(_) => Some(patience(work.class)),
        Refusal::Closed(_) | Refusal::Unfit(_) => None,
    };
    app.write(By::house(), |tx| {
        let (reason, letters) = (reason.clone(), letters.to_vec());
        async move {
            for (place, bound) in letters.iter().enumerate() {
                if place > 0 && receipt != Receipt::Unknown {
                    // It was not handed over: it goes together with the first again.
                    tries::free(&tx, bound.id, channel).await?;
                    continue;
                }
                tries::keep(&tx, bound.id, channel, receipt, (None, Some(&reason))).await?;
                if let Some(after) = after {
                    let at = tx.now() + after;
                    tx.schedule(&GoOn { message: bound.id, at }, at).await?;
                }
            }
            if let Some(why) = closed {
                tx.say(ChannelClosed { reader, channel, why, used_at: None }).await?;
            }
            Ok::<_, DbError>(())
        }
    })
    .await?;
    match (receipt, after) {
        (Receipt::Refused, _) => Ok(Step::Further),
        (_, Some(_)) => Ok(Step::Done),
        (_, None) => Err(refusal.into()),
    }
}

/// Keeps a message back until its time.
async fn wait(app: &App, id: MessageId, due: Instant, waits_for: WaitsFor) -> Result<(), DbError> {
    app.write(By::house(), |tx| async move {
        tx.schedule(&SendInTheMorning { message: id, from: due }, due).await?;
        let query = "UPDATE messages SET waits_until = $2, waits_for = $3, waits_after = $4 WHERE id = $1 AND state = 'queued'";
        let after = if let WaitsFor::NextDay(gone) = waits_for { Some(i64::from(gone)) } else { None };
        sql::run(&tx, query, vec![id.uuid().into(), due.micros().into(), waits_for.name().into(), after.into()]).await.map(drop)
    })
    .await
}

/// A sign may still come: the message is looked at again then.
async fn look_again(app: &App, work: &Work, at: Instant) -> Result<(), DbError> {
    let id = work.id;
    app.write(By::house(), |tx| async move { tx.schedule(&GoOn { message: id, at }, at).await }).await
}

/// All channels had their time and none gave a sign: somebody at the desk passes it on.
async fn unproved(app: &App, id: MessageId) -> Result<(), DbError> {
    app.write(By::house(), |tx| async move {
        let query = "UPDATE messages SET reason = 'refused' WHERE id = $1 AND state = 'sent' AND reason IS NULL AND read_at IS NULL AND channel <> 'mailbox'";
        if sql::run(&tx, query, vec![id.uuid().into()]).await? == 1 {
            followed::lost(&tx, id).await?;
        }
        Ok(())
    })
    .await
}

async fn drop_untrue(app: &App, id: MessageId) -> Result<(), DbError> {
    app.write(By::house(), |tx| async move {
        let query = "UPDATE messages SET state = 'dropped', reason = 'no longer true' WHERE id = $1 AND state = 'queued'";
        if sql::run(&tx, query, vec![id.uuid().into()]).await? == 1 {
            followed::lost(&tx, id).await?;
        }
        turns::leave(&tx, id).await
    })
    .await
}

/// By the first channel that took it, or into the mailbox at the desk: from now on the message is sent. An advert whose consent was taken
/// back while a channel had it in hand went all the same, and is kept as what went.
async fn settle(tx: &Tx, bound: &Bound, (channel, proof): (Channel, &str), reason: Option<&str>) -> Result<bool, DbError> {
    let row = vec![
        bound.id.uuid().into(),
        channel.name().into(),
        vault::seal(tx, bound.reader, "messages.title_sealed", &bound.letter.title).await?.into(),
        vault::seal(tx, bound.reader, "messages.body_sealed", &bound.letter.body).await?.into(),
        tx.now().micros().into(),
        proof.into(),
        reason.map(str::to_owned).into(),
    ];
    let query = "UPDATE messages SET state = 'sent', channel = $2, title_sealed = $3, body_sealed = $4, sent_at = $5, proof = $6,
                 reason = CASE WHEN reason = 'consent withdrawn' THEN reason ELSE $7 END
                 WHERE id = $1 AND (state = 'queued' OR (state = 'dropped' AND reason = 'consent withdrawn' AND CAST($2 AS TEXT) <> 'mailbox'))";
    Ok(sql::run(tx, query, row).await? == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::time;
    use values::instant::moscow;

    #[test]
    fn what_goes_together_answers_no_one_mail() {
        let thread = crate::Thread { answers: "1@example.org".to_owned(), earlier: Vec::new(), subject: "Keys".to_owned() };
        let letter = Letter {
            title: "Окна".to_owned(),
            body: "Весна.".to_owned(),
            lang: values::Lang::Ru,
            code: None,
            door: None,
            encloses: Vec::new(),
            thread: Some(thread),
        };
        let bound = |n| Bound { id: Uuid::from_u128(n).into(), class: "test.word", reader: Uuid::nil(), letter: letter.clone() };
        assert_eq!(together(&[bound(1)], &letter).thread, letter.thread);
        assert_eq!(together(&[bound(1), bound(2)], &letter).thread, None);
    }

    #[test]
    fn what_can_wait_waits_for_the_morning() {
        let quiet = QuietHours { from: time(21, 0, 0, 0), to: time(9, 0, 0, 0) };
        let next = |at: &str| quiet.next(at.parse().unwrap(), &moscow()).to_string();
        assert_eq!(next("2026-03-02T20:59:59+03:00"), "2026-03-02T17:59:59Z");
        assert_eq!(next("2026-03-02T21:00:00+03:00"), "2026-03-03T06:00:00Z");
        assert_eq!(next("2026-03-03T08:59:59+03:00"), "2026-03-03T06:00:00Z");
        assert_eq!(next("2026-03-03T09:00:00+03:00"), "2026-03-03T06:00:00Z");
    }

    #[test]
    fn who_lives_elsewhere_sleeps_elsewhere() {
        let quiet = QuietHours { from: time(21, 0, 0, 0), to: time(9, 0, 0, 0) };
        let next = |at: &str, zone: &str| quiet.next(at.parse().unwrap(), &TimeZone::get(zone).unwrap()).to_string();
        // Ten in the evening in Moscow is seven in London, and two at night in Irkutsk.
        assert_eq!(next("2026-03-02T22:00:00+03:00", "Europe/London"), "2026-03-02T19:00:00Z");
        assert_eq!(next("2026-03-02T21:00:00+03:00", "Asia/Irkutsk"), "2026-03-03T01:00:00Z");
        assert_eq!(next("2026-03-02T16:30:00+03:00", "Asia/Irkutsk"), "2026-03-03T01:00:00Z");
    }
}
