//! What the rooms hand to messaging: how to compose each class, and where people can be reached.

use crate::links::ShortLink;
use crate::{Channel, OneTimeCode};
use db::{App, DbError};
use files::FileId;
use futures::future::BoxFuture;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;
use values::Lang;
use values::instant::moscow;

/// A kind of message. Each belongs to one room, which composes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Class {
    /// Stable name, `room.what`.
    pub name: &'static str,
    pace: Pace,
    is_followed: bool,
    is_spoken: bool,
    is_by_person: bool,
}

/// How long a kind of message can wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pace {
    Calm,
    Daily,
    Urgent,
    Code,
}

impl Class {
    /// What can wait: it keeps the quiet hours and the budget of the day.
    pub const fn calm(name: &'static str) -> Self {
        Self { name, pace: Pace::Calm, is_followed: false, is_spoken: false, is_by_person: false }
    }

    /// The one message of the day that can wait and has a place of its own in it, whatever else was written.
    pub const fn daily(name: &'static str) -> Self {
        Self { name, pace: Pace::Daily, is_followed: false, is_spoken: false, is_by_person: false }
    }

    /// Has it the day's own place?
    pub const fn is_daily(self) -> bool {
        matches!(self.pace, Pace::Daily)
    }

    /// Sent in the quiet hours too: what the reader asked for just now, or waits for at the door.
    pub const fn urgent(name: &'static str) -> Self {
        Self { name, pace: Pace::Urgent, is_followed: false, is_spoken: false, is_by_person: false }
    }

    /// A code that opens a door: the reader looks at the field for it, and it lives for some minutes only.
    pub const fn code(name: &'static str) -> Self {
        Self { name, pace: Pace::Code, is_followed: false, is_spoken: false, is_by_person: false }
    }

    /// Somebody waits to see it arrive: the house says when it was handed over, and when it came back.
    pub const fn followed(self) -> Self {
        Self { is_followed: true, ..self }
    }

    /// What a person of ours answers somebody who has asked in that very channel: a foreign one, too, carries their words, since a link leads
    /// whom nobody knows to no page. Its reader has that one address, so the words go nowhere else.
    pub const fn spoken(self) -> Self {
        Self { is_spoken: true, ..self }
    }

    /// The words are a person's of ours to whom they write to: they keep the quiet hours like all that can wait, but how much the house itself
    /// has written on that day never holds them back.
    pub const fn by_person(self) -> Self {
        Self { is_by_person: true, ..self }
    }

    /// Are the words a person's of ours?
    pub const fn is_by_person(self) -> bool {
        self.is_by_person
    }

    /// Does it take a turn of its reader's day?
    pub(crate) const fn takes_turn(self) -> bool {
        !self.is_urgent() && !self.is_by_person
    }

    /// Does a foreign channel carry its words?
    pub const fn is_spoken(self) -> bool {
        self.is_spoken
    }

    /// Does somebody wait to see it arrive?
    pub const fn is_followed(self) -> bool {
        self.is_followed
    }

    /// Does it go in the quiet hours too?
    pub const fn is_urgent(self) -> bool {
        matches!(self.pace, Pace::Urgent | Pace::Code)
    }

    /// Is it a code that opens a door?
    pub const fn is_code(self) -> bool {
        matches!(self.pace, Pace::Code)
    }
}

/// A kind of message that advertises. It is no [`Class`], so it cannot be queued without the consent that it rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Advert {
    /// Stable name, `room.what`.
    pub name: &'static str,
    /// The purpose of the house book that the client consented to.
    pub purpose: &'static str,
}

/// A composed message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The subject of an e-mail, the heading elsewhere.
    pub title: String,
    /// The text, plain, with line breaks.
    pub body: String,
    /// Its language.
    pub lang: Lang,
    /// The code that it is about, for a channel that is told nothing else.
    pub code: Option<OneTimeCode>,
    /// The mail that it answers, so that mail programs put the two together.
    pub thread: Option<Thread>,
    /// Where a channel that is not told what it says leads instead of to the reader's own page of messages: for those who have no such page.
    pub door: Option<ShortLink>,
    /// What goes along where the channel takes files, with what each is called; elsewhere it lies on the page that the link leads to.
    pub encloses: Vec<(String, FileId)>,
}

/// A mail that is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thread {
    /// Its Message-ID.
    pub answers: String,
    /// The Message-IDs of those before it, the first first.
    pub earlier: Vec<String>,
    /// Its subject.
    pub subject: String,
}

impl Letter {
    /// The same, as the answer to a mail.
    pub fn answering(mut self, thread: Option<Thread>) -> Self {
        self.thread = thread;
        self
    }

    /// The same, with what goes along.
    pub fn enclosing(mut self, files: Vec<(String, FileId)>) -> Self {
        self.encloses = files;
        self
    }

    /// The same, for a reader who has no page of messages: a foreign channel leads them to this one. Only a class that is urgent has
    /// it, since what waits together is told by one link.
    pub fn behind(mut self, door: ShortLink) -> Self {
        self.door = Some(door);
        self
    }

    /// The same, about this code.
    pub fn about_code(mut self, code: &str) -> Self {
        self.code = OneTimeCode::parse(code);
        self
    }
}

/// Where a person can be reached.
#[derive(Debug, Clone)]
pub struct Address {
    /// By which channel.
    pub channel: Channel,
    /// The address in it.
    pub value: String,
}

/// What is to be worded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// What it is about.
    pub about: Uuid,
    /// In which version; 0 for what has none.
    pub version: u32,
    /// Whom it is for.
    pub reader: Uuid,
}

/// Where and when a person can be reached.
#[derive(Debug, Clone)]
pub struct Reach {
    /// Best first.
    pub addresses: Vec<Address>,
    /// Where they live: their quiet hours go by it.
    pub zone: TimeZone,
    /// A channel of theirs is closed: what no other takes is for the desk to pass on.
    pub has_closed: bool,
    /// They are told by phone: somebody at the desk says the words.
    pub by_phone: bool,
}

impl From<Vec<Address>> for Reach {
    fn from(addresses: Vec<Address>) -> Self {
        Self { addresses, zone: moscow(), has_closed: false, by_phone: false }
    }
}

pub(crate) type Compose = Arc<dyn Fn(App, Order) -> BoxFuture<'static, Result<Option<Letter>, DbError>> + Send + Sync>;
type Find = Arc<dyn Fn(App, Uuid) -> BoxFuture<'static, Result<Reach, DbError>> + Send + Sync>;

type Add = Arc<dyn Fn(App, Uuid, Lang) -> BoxFuture<'static, Result<Option<String>, DbError>> + Send + Sync>;

/// How to compose each class, and what other rooms have to say in it.
#[derive(Clone, Default)]
pub struct Composers {
    classes: BTreeMap<&'static str, (Class, Compose)>,
    additions: BTreeMap<&'static str, Vec<Add>>,
}

impl Composers {
    /// `compose(app, order)` words a message of the class from the present state; `None` when it is no longer true.
    pub fn compose<Fut>(&mut self, class: Class, compose: impl Fn(App, Order) -> Fut + Send + Sync + 'static)
    where
        Fut: Future<Output = Result<Option<Letter>, DbError>> + Send + 'static,
    {
        let compose = Arc::new(compose);
        let run: Compose = Arc::new(move |app, order| {
            let compose = Arc::clone(&compose);
            Box::pin(async move { compose(app, order).await })
        });
        self.classes.insert(class.name, (class, run));
    }

    /// `add(app, about, lang)` words some lines that stand at the end of another room's message, from the present state; `None`
    /// where there is nothing to say.
    pub fn add<Fut>(&mut self, class: Class, add: impl Fn(App, Uuid, Lang) -> Fut + Send + Sync + 'static)
    where
        Fut: Future<Output = Result<Option<String>, DbError>> + Send + 'static,
    {
        let add = Arc::new(add);
        let run: Add = Arc::new(move |app, about, lang| {
            let add = Arc::clone(&add);
            Box::pin(async move { add(app, about, lang).await })
        });
        self.additions.entry(class.name).or_default().push(run);
    }

    /// The same for an advert.
    pub fn compose_advert<Fut>(&mut self, advert: Advert, compose: impl Fn(App, Order) -> Fut + Send + Sync + 'static)
    where
        Fut: Future<Output = Result<Option<Letter>, DbError>> + Send + 'static,
    {
        self.compose(Class::calm(advert.name), compose);
    }

    /// Takes over another room's.
    pub fn merge(&mut self, other: Self) {
        self.classes.extend(other.classes);
        for (class, more) in other.additions {
            self.additions.entry(class).or_default().extend(more);
        }
    }

    /// The names of all classes that are composed.
    pub fn classes(&self) -> impl Iterator<Item = &'static str> {
        self.classes.keys().copied()
    }

    pub(crate) fn of(&self, class: &str) -> Option<(Class, Compose)> {
        self.classes.get(class).cloned()
    }

    /// The letter with what other rooms have to say in it.
    pub(crate) async fn completed(&self, app: &App, class: Class, about: Uuid, mut letter: Letter) -> Result<Letter, DbError> {
        for add in self.additions.get(class.name).into_iter().flatten() {
            if let Some(more) = add(app.clone(), about, letter.lang).await? {
                letter.body = format!("{}\n\n{more}", letter.body);
            }
        }
        Ok(letter)
    }
}

/// Finds where a reader can be reached, best first; the rooms that know who people are provide it.
#[derive(Clone)]
pub struct Addresses(Find);

impl Addresses {
    /// From a look-up: addresses alone, or with the zone where the person lives.
    pub fn by<Fut, R>(find: impl Fn(App, Uuid) -> Fut + Send + Sync + 'static) -> Self
    where
        R: Into<Reach>,
        Fut: Future<Output = Result<R, DbError>> + Send + 'static,
    {
        let find = Arc::new(find);
        Self(Arc::new(move |app, reader| {
            let find = Arc::clone(&find);
            Box::pin(async move { find(app, reader).await.map(Into::into) })
        }))
    }

    /// These, and where they know no address of a reader, those; who has none anywhere keeps the zone that these know.
    pub fn or(self, those: Self) -> Self {
        Self(Arc::new(move |app, reader| {
            let (first, then) = (self.clone(), those.clone());
            Box::pin(async move {
                let reach = first.of(&app, reader).await?;
                if !reach.addresses.is_empty() {
                    return Ok(reach);
                }
                let other = then.of(&app, reader).await?;
                Ok(if other.addresses.is_empty() { reach } else { other })
            })
        }))
    }

    pub(crate) async fn of(&self, app: &App, reader: Uuid) -> Result<Reach, DbError> {
        (self.0)(app.clone(), reader).await
    }
}
