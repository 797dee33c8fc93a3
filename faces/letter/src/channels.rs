//! How the client is written to, on their own page: by which channel first, joining a messenger, what is closed and why.

use access::Actor;
use db::DbError;
use households::{BY_PHONE, CHANGE_CONTACT, ClientId, Way, channel_token, leave_channel, prefer_channel, prefers_phone};
use messaging::{Channel, Channels, Why};
use pages::{Form, Here, Routes, T};
use papers::{Square, square};
use std::sync::Arc;

pub(crate) const PATH: &str = "/my/household/channels";

pub(crate) fn routes(routes: Routes) -> Routes {
    routes.post(PATH, CHANGE_CONTACT, crate::household::post_channel)
}

/// A channel on the page.
pub(crate) struct ChannelView {
    pub(crate) code: &'static str,
    pub(crate) title: String,
    /// How it stands, in words.
    pub(crate) words: String,
    /// It is closed, or nobody has joined it.
    pub(crate) is_quiet: bool,
    pub(crate) may_be_first: bool,
    pub(crate) may_leave: bool,
    /// Where it is joined, as a link and as a square for the phone.
    pub(crate) join: Option<(String, Square)>,
}

/// What there is to show.
#[derive(Default)]
pub(crate) struct Ways {
    pub(crate) kept: Vec<Way>,
    pub(crate) house: Option<Arc<Channels>>,
    /// They are told by phone before all else.
    pub(crate) is_by_phone: bool,
    /// What the client brings to a bot.
    pub(crate) token: String,
}

impl Ways {
    pub(crate) async fn of(here: &Here, db: &db::Reader, client: ClientId) -> Result<Self, DbError> {
        Ok(Self {
            kept: households::channels_of(db, client).await?,
            house: here.app.part::<Channels>().ok(),
            is_by_phone: prefers_phone(db, client).await?,
            token: channel_token(&here.app, client),
        })
    }

    /// Open ones in the client's order, then closed ones, then those that could be joined.
    pub(crate) fn views(&self, t: &T) -> Vec<ChannelView> {
        let (open, closed): (Vec<&Way>, Vec<&Way>) = self.kept.iter().partition(|way| way.closed.is_none());
        let has = |channel: Channel| self.house.as_ref().is_some_and(|house| house.has(channel));
        let rest = [Channel::Telegram, Channel::Max, Channel::Chat].into_iter();
        let rest = rest.filter(|channel| has(*channel) && self.kept.iter().all(|way| way.channel != *channel));
        let is_first = |way: &Way| !self.is_by_phone && open.first().is_some_and(|first| first.channel == way.channel);
        let open = open.iter().map(|way| self.view(t, way.channel, open_words(t, way, is_first(way)), true, is_first(way)));
        let closed = closed.iter().map(|way| self.view(t, way.channel, closed_words(t, way), false, false));
        let rest =
            rest.map(|channel| self.view(t, channel, t.get(if channel == Channel::Chat { "letter-channel-off" } else { "letter-channel-none" }), false, false));
        let phone = self.phone(t);
        let (before, after) = if self.is_by_phone { (Some(phone), None) } else { (None, Some(phone)) };
        before.into_iter().chain(open).chain(closed).chain(rest).chain(after).collect()
    }

    /// Whoever prefers to hear than to read is called.
    fn phone(&self, t: &T) -> ChannelView {
        ChannelView {
            code: BY_PHONE,
            title: t.get("letter-channel-phone"),
            words: t.get(if self.is_by_phone { "letter-channel-phone-first" } else { "letter-channel-phone-off" }),
            is_quiet: !self.is_by_phone,
            may_be_first: !self.is_by_phone,
            may_leave: self.is_by_phone,
            join: None,
        }
    }

    fn view(&self, t: &T, channel: Channel, words: String, is_open: bool, is_first: bool) -> ChannelView {
        let is_joined = Channel::JOINED.contains(&channel);
        let link = self.house.as_ref().filter(|_| is_joined && !is_open).and_then(|house| house.join_link(channel, &self.token));
        ChannelView {
            code: channel.name(),
            title: t.get(&format!("letter-channel-{}", channel.name())),
            words,
            is_quiet: !is_open,
            may_be_first: !is_first && (is_open || !is_joined),
            may_leave: is_open,
            join: link.and_then(|link| square(&link).map(|square| (link, square))),
        }
    }
}

/// How an open channel stands; of a messenger since when, so that one that somebody else joined is seen.
fn open_words(t: &T, way: &Way, is_first: bool) -> String {
    let place = t.get(if is_first { "letter-channel-first" } else { "letter-channel-next" });
    way.joined_at.map_or(place.clone(), |at| format!("{place}; {}", t.with("letter-channel-since", "at", &t.moment(&at))))
}

fn closed_words(t: &T, way: &Way) -> String {
    way.closed.map_or_else(String::new, |(at, why)| {
        let key = match why {
            Why::Blocked => "letter-channel-blocked",
            Why::Bounced => "letter-channel-bounced",
            Why::Left => "letter-channel-left",
        };
        t.with(key, "at", &t.moment(&at))
    })
}

/// The press of a button beside a channel.
pub(crate) async fn press(here: &Here, actor: &Actor, client: ClientId, form: &Form) -> Result<(), households::KeepChannels> {
    match form.get("do") {
        "leave" => leave_channel(&here.app, actor, client, form.get("channel")).await,
        _ => prefer_channel(&here.app, actor, client, form.get("channel")).await,
    }
}
