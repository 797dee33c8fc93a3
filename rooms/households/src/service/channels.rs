//! Use cases of channels: which comes first, joining a messenger, leaving; what a channel tells of itself.

use crate::channels::{Known, Way, first, in_order, usual};
use crate::email::Email;
use crate::facts::{ChannelJoined, ChannelLeft, PhonePreferred};
use crate::store::{self, channels as kept};
use crate::{CHANGE_CONTACT, Card, ClientId, MAX_JOINED, TELEGRAM_JOINED};
use access::{Actor, Denied, Resource};
use db::{App, DbError, Read, Tx};
use journal::Say as _;
use messaging::{Address as Reached, Channel, ChannelClosed, Channels, Letter, PublicUrl, Why, args, queue_not_by, words};
use uuid::Uuid;
use values::{Explain, Problem};

/// Why the order of channels stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum KeepChannels {
    /// The house has no such channel, or the client is not reached by it.
    #[error("no such channel")]
    NoSuchChannel,
    /// Not theirs.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for KeepChannels {
    fn explain(&self) -> Problem {
        match self {
            Self::NoSuchChannel => Problem::new(409, "channel-unknown"),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

async fn known(db: &impl Read, client: ClientId) -> Result<Known, DbError> {
    Ok(Known { email: store::email(db, client.uuid()).await?.is_some(), phone: store::phone(db, client.uuid()).await?.is_some() })
}

/// The channels of a client that this house has, in the client's order, those that are closed with them.
pub async fn channels_of(db: &impl Read, client: ClientId) -> Result<Vec<Way>, DbError> {
    let mut ways = in_order(kept::ways(db, client).await?, known(db, client).await?);
    if let Ok(house) = db.app().part::<Channels>() {
        ways.retain(|way| house.has(way.channel));
    }
    Ok(ways)
}

/// Where a client is reached, the first choice first; whether one of the channels is closed.
pub(crate) async fn addresses_of(db: &impl Read, client: ClientId) -> Result<(Vec<Reached>, bool), DbError> {
    let (email, phone) = (store::email(db, client.uuid()).await?, store::phone(db, client.uuid()).await?);
    let ways = in_order(kept::ways(db, client).await?, Known { email: email.is_some(), phone: phone.is_some() });
    let has_closed = ways.iter().any(|way| matches!(way.closed, Some((_, Why::Blocked | Why::Bounced))));
    let mut addresses = Vec::new();
    for way in ways.into_iter().filter(|way| way.closed.is_none()) {
        let value = match way.channel {
            Channel::Email => email.clone(),
            Channel::Sms => phone.clone(),
            Channel::Telegram | Channel::Max => kept::address(db, client, way.channel).await?,
            Channel::Chat => Some(String::new()),
            Channel::Mailbox => None,
        };
        addresses.extend(value.map(|value| Reached { channel: way.channel, value }));
    }
    Ok((addresses, has_closed))
}

/// The name of the way that is no channel of the house: somebody at the desk says the words.
pub const BY_PHONE: &str = "phone";

/// Is this client told by phone before all else?
pub async fn prefers_phone(db: &impl Read, client: ClientId) -> Result<bool, DbError> {
    kept::prefers_phone(db, client.uuid()).await
}

/// Writes to the client by this channel first; a closed one is open again, one that nobody has joined cannot be.
pub async fn prefer_channel(app: &App, who: &Actor, client: ClientId, channel: &str) -> Result<(), KeepChannels> {
    app.write(who, |tx| async move {
        who.may(CHANGE_CONTACT, &Resource { client: Some(client.uuid()), crew: vec![] })?;
        if channel == BY_PHONE {
            if !known(&tx, client).await?.phone {
                return Err(KeepChannels::NoSuchChannel);
            }
            if kept::set_phone_first(&tx, client, true).await? {
                tx.say(PhonePreferred { client, is_first: true }).await?;
            }
            return Ok(());
        }
        let channel = choice(&tx, client, channel).await?;
        // Another first choice takes its place.
        if kept::set_phone_first(&tx, client, false).await? {
            tx.say(PhonePreferred { client, is_first: false }).await?;
        }
        let ways = channels_of(&tx, client).await?;
        let is_joined = |way: &Way| way.channel == channel && way.closed.is_none();
        if Channel::JOINED.contains(&channel) && !ways.iter().any(is_joined) {
            return Err(KeepChannels::NoSuchChannel);
        }
        kept::open(&tx, client, channel, first(&ways), None).await?;
        tx.say(ChannelJoined { client, channel }).await?;
        Ok(())
    })
    .await
}

/// Writes to the client by this channel no more.
pub async fn leave_channel(app: &App, who: &Actor, client: ClientId, channel: &str) -> Result<(), KeepChannels> {
    app.write(who, |tx| async move {
        who.may(CHANGE_CONTACT, &Resource { client: Some(client.uuid()), crew: vec![] })?;
        if channel == BY_PHONE {
            if kept::set_phone_first(&tx, client, false).await? {
                tx.say(PhonePreferred { client, is_first: false }).await?;
            }
            return Ok(());
        }
        let channel = choice(&tx, client, channel).await?;
        if kept::close(&tx, client, channel, usual(channel), Why::Left).await? {
            tx.say(ChannelLeft { client, channel, why: Why::Left }).await?;
        }
        Ok(())
    })
    .await
}

/// The channel of this name, if the house has it and the client can be reached by it.
async fn choice(tx: &Tx, client: ClientId, name: &str) -> Result<Channel, KeepChannels> {
    let channel = Channel::parse(name).filter(|channel| *channel != Channel::Mailbox).ok_or(KeepChannels::NoSuchChannel)?;
    let house = tx.app().part::<Channels>().map_err(|_| KeepChannels::NoSuchChannel)?;
    let known = known(tx, client).await?;
    let is_there = match channel {
        Channel::Email => known.email,
        Channel::Sms => known.phone,
        _ => true,
    };
    if is_there && house.has(channel) { Ok(channel) } else { Err(KeepChannels::NoSuchChannel) }
}

/// Somebody brought a client's token to a bot: the messenger is theirs from now on, and comes first. `false` of a token that is not
/// ours or too old.
pub async fn join_channel(app: &App, token: &str, channel: Channel, address: &str) -> Result<bool, DbError> {
    let Some(reader) = messaging::open_join(app, token, app.now()) else { return Ok(false) };
    let client = ClientId::from(reader);
    app.write(&Actor::Client(reader), |tx| async move {
        if !kept::is_client(&tx, reader).await? {
            return Ok(false);
        }
        let ways = in_order(kept::ways(&tx, client).await?, known(&tx, client).await?);
        // Told twice by the messenger, it is joined once.
        let is_known = kept::address(&tx, client, channel).await?.is_some_and(|known| known == address);
        if !is_known {
            kept::open(&tx, client, channel, first(&ways), Some(address)).await?;
            // Whoever got hold of the link reads along from now on: the client hears of it where they were reached before.
            let class = if channel == Channel::Max { MAX_JOINED } else { TELEGRAM_JOINED };
            let about: Uuid = tx.id();
            queue_not_by(&tx, class, about, reader, channel).await?;
            tx.say(ChannelJoined { client, channel }).await?;
        }
        Ok(true)
    })
    .await
}

/// Those who are reached at this address of a messenger.
pub async fn clients_at(db: &impl Read, channel: Channel, address: &str) -> Result<Vec<ClientId>, DbError> {
    kept::at(db, channel, address).await
}

/// Whose mail this address opens the door to; `None` of one that nobody has told us.
pub async fn client_at_email(db: &impl Read, address: &str) -> Result<Option<ClientId>, DbError> {
    match Email::parse(address) {
        Ok(email) => store::client_by_email(db, &email).await,
        Err(_) => Ok(None),
    }
}

/// The messenger tells that the person behind an address has blocked the house.
pub async fn address_closed(app: &App, channel: Channel, address: &str) -> Result<(), DbError> {
    app.write(&Actor::House, |tx| async move {
        for client in kept::at(&tx, channel, address).await? {
            close(&tx, client, channel, Why::Blocked).await?;
        }
        Ok(())
    })
    .await
}

/// Closes a channel for a client, and says so; closed twice is closed once.
pub(crate) async fn close(tx: &Tx, client: ClientId, channel: Channel, why: Why) -> Result<(), DbError> {
    if kept::close(tx, client, channel, usual(channel), why).await? {
        tx.say(ChannelLeft { client, channel, why }).await?;
    }
    Ok(())
}

/// A channel refused a message for good: it is closed in the transaction that records so.
pub(crate) async fn on_channel_closed(tx: Tx, fact: ChannelClosed) -> Result<(), DbError> {
    // A guest has no channels to keep.
    if !kept::is_client(&tx, fact.reader).await? {
        return Ok(());
    }
    let client = ClientId::from(fact.reader);
    // A report that comes days later tells of the address of then: one that was given since is not closed for it.
    let is_another = match fact.used_at.filter(|_| fact.channel == Channel::Email) {
        Some(used_at) => store::email_set_at(&tx, client).await?.is_some_and(|since| since > used_at),
        None => false,
    };
    if is_another { Ok(()) } else { close(&tx, client, fact.channel, fact.why).await }
}

/// What a client brings to a bot.
pub fn channel_token(app: &App, client: ClientId) -> String {
    messaging::join_token(app, Uuid::from(client), app.now())
}

/// What is said of a messenger that was joined, also when it was left again since: whoever else had joined it has had a look.
pub(crate) async fn word_joined(app: App, reader: Uuid, channel: Channel) -> Result<Option<Letter>, DbError> {
    let db = app.read().await?;
    let client = ClientId::from(reader);
    let ways = kept::ways(&db, client).await?;
    let Some(at) = ways.into_iter().find(|way| way.channel == channel).and_then(|way| way.joined_at) else {
        return Ok(None);
    };
    let voice = store::cards(&db, &[client]).await?.get(&client).map(Card::voice).unwrap_or_default();
    let link = format!("{}/my/household#channels", app.part::<PublicUrl>()?.0);
    let name = if channel == Channel::Max { "MAX" } else { "Telegram" };
    let vars = args([("channel", name.into()), ("day", words::day(voice.lang, at).into()), ("time", words::time(at).into()), ("link", link.into())]);
    Ok(Some(housebook::book(&app)?.letter(voice, "message-channel-joined", &vars)))
}
