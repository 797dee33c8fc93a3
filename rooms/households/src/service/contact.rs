//! How a client is called and reached: the name, the phone, the e-mail. A new phone or address is proved by a code;
//! the old number hears of it. A manager changes a phone only after a check, and says which.

use crate::facts::{CallingSet, ClientRenamed, EmailSet, PhoneChanged, ZoneSet};
use crate::service::{channels, search, send_code};
use crate::store::{self, changes, channels as kept};
use crate::{CHANGE_CONTACT, CHANGE_PHONE_FOR_CLIENT, Card, ClientId, Email, MemberId, PHONE_CHANGED, RawCalling, line, zone};
use access::{Actor, Denied, Limit, Limited, Resource, Token, WrongCode, check_code, close_sessions_of, count_try, open_session, take};
use db::{App, DbError, Read as _, Tx};
use jiff::SignedDuration;
use journal::Say as _;
use messaging::{Channel, Letter, Why, args, queue};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use values::{Explain, FieldFault, Phone, Problem};

values::typed_id!(
    /// A change of phone or e-mail that waits for its code.
    ChangeId
);

/// Both numbers of a change are forgotten so long after it: the code has run out, the notice is sent.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// What of a contact changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactKind {
    /// The phone.
    Phone,
    /// The e-mail.
    Email,
}

impl ContactKind {
    /// The name in storage and in forms.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Email => "email",
        }
    }
    /// From its name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Phone, Self::Email].into_iter().find(|kind| kind.name() == name)
    }
}

/// How a manager made sure that the client is the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// Called back at the old number.
    CalledBack,
    /// Seen in person, at a visit or in the office.
    Seen,
    /// Wrote from the e-mail that we know.
    Wrote,
}

impl Check {
    /// All, in the order of a form.
    pub const ALL: [Self; 3] = [Self::CalledBack, Self::Seen, Self::Wrote];

    /// The name, in forms and for texts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CalledBack => "called_back",
            Self::Seen => "seen",
            Self::Wrote => "wrote",
        }
    }
    /// From its name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|check| check.name() == name)
    }
}

/// Why a contact stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum ChangeContact {
    /// Fields are missing or wrong.
    #[error("fields are wrong")]
    Fields(Vec<FieldFault>),
    /// The phone or address is another client's; told only to who has proved that it is theirs.
    #[error("another client has it")]
    Taken(ContactKind),
    /// There is no such client, or no such change to confirm.
    #[error("nothing to change")]
    Gone,
    /// The code does not fit.
    #[error(transparent)]
    Code(#[from] WrongCode),
    /// Too many tries.
    #[error(transparent)]
    Limited(#[from] Limited),
    /// Not theirs.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for ChangeContact {
    fn explain(&self) -> Problem {
        match self {
            Self::Fields(faults) => Problem::fields(faults.clone()),
            Self::Taken(kind) => Problem::fields(vec![FieldFault::new(kind.name(), "known-elsewhere")]),
            Self::Gone => Problem::new(409, "change-gone"),
            Self::Code(e) => e.explain(),
            Self::Limited(e) => e.explain(),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Codes to new phones and addresses that one client may ask for.
const CODES: Limit = Limit { times: 5, minutes: 30 };

fn of(client: ClientId) -> Resource {
    Resource { client: Some(client.uuid()), crew: vec![] }
}

enum Reach {
    Phone(Phone),
    Email(Email),
}

impl Reach {
    fn read(kind: ContactKind, typed: &str) -> Result<Self, ChangeContact> {
        let typed = typed.trim();
        let fault = |wrong| ChangeContact::Fields(vec![FieldFault::new(kind.name(), if typed.is_empty() { "missing" } else { wrong })]);
        match kind {
            ContactKind::Phone => Phone::parse(typed).map(Self::Phone).map_err(|_| fault("not-a-phone")),
            ContactKind::Email => Email::parse(typed).map(Self::Email).map_err(|_| fault("not-an-email")),
        }
    }
    fn text(&self) -> &str {
        match self {
            Self::Phone(phone) => phone.e164(),
            Self::Email(email) => email.as_str(),
        }
    }
}

/// Calls a client by another name; the last name may be unknown.
pub async fn rename(app: &App, who: &Actor, client: ClientId, name: &str, last: &str) -> Result<(), ChangeContact> {
    app.write(who, |tx| async move {
        who.may(CHANGE_CONTACT, &of(client))?;
        let mut faults = Vec::new();
        let name = line::required(&mut faults, "name", name, line::NAME);
        let last = line::optional(&mut faults, "last", last, line::NAME);
        if !faults.is_empty() {
            return Err(ChangeContact::Fields(faults));
        }
        store::since(&tx, client).await?.ok_or(ChangeContact::Gone)?;
        store::rename(&tx, client, &name, last.as_deref()).await?;
        search::renew(&tx, client).await?;
        tx.say(ClientRenamed { client }).await?;
        Ok(())
    })
    .await
}

/// Says how a client, or somebody of the household, is addressed. The next letter is written so.
pub async fn set_calling(app: &App, who: &Actor, client: ClientId, member: Option<MemberId>, raw: &RawCalling) -> Result<(), ChangeContact> {
    app.write(who, |tx| async move {
        who.may(CHANGE_CONTACT, &of(client))?;
        let calling = raw.check().map_err(ChangeContact::Fields)?;
        match member {
            None => {
                store::since(&tx, client).await?.ok_or(ChangeContact::Gone)?;
                store::set_calling(&tx, client, &calling).await?;
            }
            Some(member) if !store::people::set_calling(&tx, client, member, &calling).await? => return Err(ChangeContact::Gone),
            Some(_) => {}
        }
        tx.say(CallingSet { client, member }).await?;
        Ok(())
    })
    .await
}

/// Says by which clock a client lives: what can wait is not sent while they sleep. The same again changes nothing.
pub async fn set_zone(app: &App, who: &Actor, client: ClientId, name: &str) -> Result<(), ChangeContact> {
    app.write(who, |tx| async move {
        who.may(CHANGE_CONTACT, &of(client))?;
        let zone = zone::known(name).ok_or_else(|| ChangeContact::Fields(vec![FieldFault::new("zone", "unknown")]))?;
        store::since(&tx, client).await?.ok_or(ChangeContact::Gone)?;
        if store::set_zone(&tx, client, zone).await? {
            tx.say(ZoneSet { client }).await?;
        }
        Ok(())
    })
    .await
}

/// Asks for a new phone or e-mail: the code goes there.
pub async fn ask_contact_change(app: &App, who: &Actor, client: ClientId, kind: ContactKind, typed: &str) -> Result<ChangeId, ChangeContact> {
    who.may(CHANGE_CONTACT, &of(client))?;
    let reach = &Reach::read(kind, typed)?;
    take(app, &format!("contact_change:{client}"), CODES).await?;
    app.write(who, |tx| async move {
        let (_, lang) = store::since(&tx, client).await?.ok_or(ChangeContact::Gone)?;
        let id: ChangeId = tx.id();
        changes::ask(&tx, id, client, kind, reach.text()).await?;
        send_code(&tx, id.uuid(), lang).await?;
        journal::erase_at(&tx, id.uuid(), tx.now() + KEPT).await?;
        Ok(id)
    })
    .await
}

/// Confirms it by the code. After a change of phone all sessions end and one is opened anew for whoever proved the number.
pub async fn confirm_contact_change(app: &App, who: &Actor, client: ClientId, change: ChangeId, code: &str) -> Result<Option<Token>, ChangeContact> {
    count_try(app, change.uuid()).await?;
    app.write(who, |tx| async move {
        who.may(CHANGE_CONTACT, &of(client))?;
        let asked = changes::change(&tx, change.uuid()).await?.filter(|asked| asked.client == client && !asked.done).ok_or(ChangeContact::Gone)?;
        check_code(&tx, change.uuid(), code).await?;
        let new = asked.new.ok_or(ChangeContact::Gone)?;
        match Reach::read(asked.kind, &new)? {
            Reach::Phone(phone) => {
                set_phone(&tx, client, change, &phone, None).await?;
                Ok(match who {
                    Actor::Client(_) => Some(open_session(&tx, who).await?),
                    _ => None,
                })
            }
            Reach::Email(email) => {
                if store::client_by_email(&tx, &email).await?.is_some_and(|other| other != client) {
                    return Err(ChangeContact::Taken(ContactKind::Email));
                }
                changes::done(&tx, change, None).await?;
                set_email(&tx, client, &email).await?;
                tx.say(EmailSet { client }).await?;
                Ok(None)
            }
        }
    })
    .await
}

/// A manager changes a client's phone after a check.
pub async fn change_phone_for_client(app: &App, who: &Actor, client: ClientId, typed: &str, check: &str) -> Result<(), ChangeContact> {
    app.write(who, |tx| async move {
        who.may(CHANGE_PHONE_FOR_CLIENT, &of(client))?;
        let phone = Phone::parse(typed.trim());
        let check = Check::parse(check);
        let mut faults = Vec::new();
        if phone.is_err() {
            faults.push(FieldFault::new("phone", if typed.trim().is_empty() { "missing" } else { "not-a-phone" }));
        }
        if check.is_none() {
            faults.push(FieldFault::new("check", "missing"));
        }
        let (Ok(phone), Some(check)) = (phone, check) else {
            return Err(ChangeContact::Fields(faults));
        };
        store::since(&tx, client).await?.ok_or(ChangeContact::Gone)?;
        let change: ChangeId = tx.id();
        changes::ask(&tx, change, client, ContactKind::Phone, phone.e164()).await?;
        journal::erase_at(&tx, change.uuid(), tx.now() + KEPT).await?;
        set_phone(&tx, client, change, &phone, Some(check)).await
    })
    .await
}

/// The new phone in place of the old one; the old number hears of it, the sessions end. A messenger that was joined on the old phone
/// may be in other hands with it: it is joined anew.
async fn set_phone(tx: &Tx, client: ClientId, change: ChangeId, phone: &Phone, check: Option<Check>) -> Result<(), ChangeContact> {
    if store::client_by_phone(tx, phone).await?.is_some_and(|other| other != client) {
        return Err(ChangeContact::Taken(ContactKind::Phone));
    }
    let card = store::cards(tx, &[client]).await?.remove(&client).ok_or(ChangeContact::Gone)?;
    if !changes::done(tx, change, card.phone.as_ref().map(Phone::e164)).await? {
        return Err(DbError::raced().into());
    }
    store::set_phone(tx, client, phone).await?;
    search::renew(tx, client).await?;
    close_sessions_of(tx, client.uuid()).await?;
    for channel in Channel::JOINED {
        if kept::address(tx, client, channel).await?.is_some() {
            channels::close(tx, client, channel, Why::Left).await?;
        }
    }
    if card.phone.is_some() {
        queue(tx, PHONE_CHANGED, change, change).await?;
    }
    tx.say(PhoneChanged { client, check }).await?;
    Ok(())
}

/// Where e-mail reaches the client too.
pub(crate) async fn set_email(tx: &Tx, client: ClientId, email: &Email) -> Result<(), DbError> {
    store::set_email(tx, client, email).await?;
    search::renew(tx, client).await
}

pub(crate) async fn word_phone_changed(app: App, about: Uuid, _reader: Uuid) -> Result<Option<Letter>, DbError> {
    let db = app.read().await?;
    let Some(change) = changes::change(&db, about).await?.filter(|change| change.done) else {
        return Ok(None);
    };
    let voice = store::cards(&db, &[change.client]).await?.get(&change.client).map(Card::voice).unwrap_or_default();
    // The last digits tell whose it is without telling the number.
    let new = change.new.unwrap_or_default();
    let tail: String = new.chars().skip(new.chars().count().saturating_sub(4)).collect();
    let old = change.old.as_deref().and_then(|old| Phone::parse(old).ok()).map(|old| old.to_string()).unwrap_or_default();
    let book = housebook::book(&app)?;
    Ok(Some(book.letter(voice, "message-phone-changed", &args([("old", old.into()), ("tail", tail.into())]))))
}
