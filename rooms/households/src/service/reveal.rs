//! Showing a client's data: under a permit, with the look recorded in the same transaction.

use crate::{Address, Calling, ClientId, Door, HomeId, store};
use access::Permit;
use db::{App, DbError, Read, Reader, Tx};
use messaging::texts::Voice;
use std::collections::BTreeMap;
use uuid::Uuid;
use values::{Instant, Lang, Phone};

/// What is shown of a client.
#[derive(Debug, Clone)]
pub struct Card {
    /// Who.
    pub client: ClientId,
    /// As the person likes to be called.
    pub name: String,
    /// The last name, where it is known.
    pub last: Option<String>,
    /// How they are addressed.
    pub calling: Calling,
    /// How to call; `None` for one who came by e-mail and has told no phone.
    pub phone: Option<Phone>,
    /// Where mail goes, where it is known.
    pub email: Option<String>,
    /// The language to write in.
    pub lang: Lang,
    /// A client since.
    pub since: Instant,
}

impl Card {
    /// How the client is reached first, as people read it and as a link: the phone, else the e-mail.
    pub fn reach(&self) -> (String, String) {
        match (&self.phone, &self.email) {
            (Some(phone), _) => (phone.to_string(), format!("tel:{}", phone.e164())),
            (None, Some(email)) => (email.clone(), format!("mailto:{email}")),
            (None, None) => (String::new(), String::new()),
        }
    }
    /// By what the client comes in.
    pub fn door(&self) -> Option<Door> {
        self.phone.clone().map(Door::Phone).or_else(|| self.email.as_deref().and_then(Door::parse))
    }
    /// What stands before the comma of a letter to them: `Анна Сергеевна`.
    pub fn salutation(&self) -> String {
        self.calling.salutation(&self.name, self.last.as_deref(), self.lang)
    }
    /// In which words they are written to.
    pub const fn voice(&self) -> Voice {
        Voice { lang: self.lang, thou: self.calling.thou }
    }
    /// As they are called in Russian, in this case: `Анне Сергеевне`.
    pub fn in_case(&self, case: lexicon::names::Case) -> String {
        self.calling.in_case(&self.name, self.last.as_deref(), case)
    }
    /// With the last name, where it is known: `Анна Сергеевна Лебедева`.
    pub fn full(&self) -> String {
        self.last.as_ref().map_or_else(|| self.name.clone(), |last| format!("{} {last}", self.name))
    }
}

/// What is shown of a home.
#[derive(Debug, Clone)]
pub struct HomeCard {
    /// Which.
    pub home: HomeId,
    /// Whose.
    pub client: ClientId,
    /// The district's code.
    pub district: String,
    /// Where.
    pub address: Address,
}

/// Whether a client, or somebody of a household, is on first-name terms with us: «на ты». It is no look at them, for nothing that tells who
/// they are is opened.
pub async fn is_on_first_name_terms(db: &impl Read, person: Uuid) -> Result<bool, DbError> {
    Ok(store::calling_of(db, person).await?.thou)
}

/// One client's card; `None` after erasure.
pub async fn reveal(tx: &Tx, permit: &Permit, client: ClientId) -> Result<Option<Card>, DbError> {
    Ok(reveal_many(tx, permit, &[client]).await?.remove(&client))
}

/// Many cards at once, each look recorded.
pub async fn reveal_many(tx: &Tx, permit: &Permit, clients: &[ClientId]) -> Result<BTreeMap<ClientId, Card>, DbError> {
    let cards = store::cards(tx, clients).await?;
    access::look_many(tx, permit, &cards.keys().map(|client| client.uuid()).collect::<Vec<_>>()).await?;
    Ok(cards)
}

/// What a page shows of clients and homes at once.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    /// The clients, without those erased.
    pub cards: BTreeMap<ClientId, Card>,
    /// The homes.
    pub homes: BTreeMap<HomeId, HomeCard>,
}

/// For a page: read beside the writers, then the looks recorded by one short transaction, before anything is returned.
/// Where nobody is seen but the reader, and those whom the reader has just looked at for the same act, nothing is written.
pub async fn show(app: &App, permit: &Permit, clients: &[ClientId], homes: &[HomeId]) -> Result<Shown, DbError> {
    let db = app.read().await?;
    let shown = Shown { cards: store::cards(&db, clients).await?, homes: store::homes(&db, homes).await? };
    record(&db, permit, &shown).await?;
    Ok(shown)
}

/// The same of one client with all homes; `None` after erasure.
pub async fn show_client(app: &App, permit: &Permit, client: ClientId) -> Result<Option<(Card, Vec<HomeCard>)>, DbError> {
    let db = app.read().await?;
    let mut shown = Shown { cards: store::cards(&db, &[client]).await?, homes: store::homes_of(&db, &[client]).await? };
    record(&db, permit, &shown).await?;
    Ok(shown.cards.remove(&client).map(|card| (card, shown.homes.into_values().collect())))
}

async fn record(db: &Reader, permit: &Permit, shown: &Shown) -> Result<(), DbError> {
    let seen: Vec<ClientId> = shown.cards.keys().copied().chain(shown.homes.values().map(|home| home.client)).collect();
    record_looks(db, permit, &seen).await
}

/// Records the looks of a page at these clients, but for the reader and those who are looked at still.
pub(crate) async fn record_looks(db: &Reader, permit: &Permit, seen: &[ClientId]) -> Result<(), DbError> {
    let seen: Vec<Uuid> = seen.iter().map(|client| client.uuid()).collect();
    access::look_anew(db, permit, &seen).await
}

/// Homes with their addresses, each look at the owner recorded.
pub async fn reveal_home(tx: &Tx, permit: &Permit, homes: &[HomeId]) -> Result<BTreeMap<HomeId, HomeCard>, DbError> {
    let cards = store::homes(tx, homes).await?;
    access::look_many(tx, permit, &cards.values().map(|card| card.client.uuid()).collect::<Vec<_>>()).await?;
    Ok(cards)
}
