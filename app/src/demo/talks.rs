//! What clients and their managers say to each other.

use super::Demo;
use access::Actor;
use anyhow::Result;
use conversations::{EntryKind, Heard, Sending, begin_for, hear, keep_note, send, set_hours, write_to_manager};
use households::ClientId;
use messaging::{Attached, Channel};

/// Who speaks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Client,
    /// The client, by a short message.
    Sms,
    /// The client, with a picture.
    Photo,
    Manager,
    Note,
}

/// On which day, at what time, in whose conversation, who, and what. Nobody has answered the last words yet.
const TALKS: &[(i64, i8, i8, usize, Side, &str)] = &[
    (-2, 10, 20, 0, Side::Client, "Доброе утро. В пятницу у нас гости, можно в следующий раз особенно тщательно столовую?"),
    (-2, 10, 42, 0, Side::Manager, "Доброе утро. Передала бригаде: столовая, стекло буфета и люстра. Скатерти не трогаем."),
    (-2, 10, 44, 0, Side::Note, "К пятнице гости, столовая в первую очередь. Люстру протирает Ольга, у неё допуск на стремянку."),
    (-2, 11, 5, 0, Side::Client, "Прекрасно, спасибо."),
    (-1, 15, 10, 1, Side::Client, "Консьерж сменился, новый код домофона пришлю вечером."),
    (-1, 15, 31, 1, Side::Manager, "Спасибо, что предупредили. Внесу, как только пришлёте, и сотру прежний."),
    (-1, 19, 5, 3, Side::Sms, "Завтра буду дома к трём, не раньше"),
    (0, 9, 40, 2, Side::Photo, "Кот после ремонта боится пылесоса. Можно начать с дальней комнаты, пока он на кухне?"),
    (0, 10, 15, 0, Side::Client, "Гости передумали, будут в субботу. Для вас что-то меняется?"),
];

/// A far room with its window, a carpet and a chair.
const ROOM: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 48"><rect width="64" height="48" fill="#e4dccd"/><rect y="36" width="64" height="12" fill="#b79a77"/><rect x="8" y="6" width="18" height="22" fill="#cfe0e6" stroke="#8b7a66"/><ellipse cx="36" cy="42" rx="20" ry="4" fill="#8d5a4a"/><rect x="42" y="22" width="12" height="8" rx="2" fill="#5d6f63"/><rect x="42" y="30" width="12" height="3" fill="#4a5a50"/></svg>"##;

/// The hours of the managers, in the order of hiring, from Monday.
const HOURS: [[&str; 7]; 4] = [
    ["9–13, 14–20", "9–13, 14–20", "9–13, 14–20", "9–13, 14–20", "9–18", "", ""],
    ["12–21", "12–21", "12–21", "", "", "10–19", "10–19"],
    ["9–18", "9–18", "9–18", "9–18", "9–18", "", ""],
    ["", "", "10–20", "10–20", "10–20", "10–20", "10–20"],
];

impl Demo {
    /// When each of them answers.
    pub(super) async fn say_hours(&self) -> Result<()> {
        for (manager, hours) in self.managers.iter().zip(HOURS) {
            if let Some(person) = manager.subject() {
                set_hours(&self.app, manager, person.into(), households::HOME_ZONE, &hours.map(str::to_owned)).await?;
            }
        }
        Ok(())
    }

    /// What was said on that day.
    pub(super) async fn talk(&self, day: i64) -> Result<()> {
        for (_, hour, minute, n, side, words) in TALKS.iter().filter(|(on, ..)| *on == day) {
            let now = self.moment(day, *hour, *minute)?;
            let Some(client) = self.known.iter().find(|(_, place)| *place == n).map(|(client, _)| *client) else { continue };
            if now > self.at {
                break;
            }
            self.app.stand_still(now);
            let phone = self.clients.get(*n).map(|client| client.phone.clone()).unwrap_or_default();
            self.say(client, *side, words, &phone).await?;
        }
        Ok(())
    }

    async fn say(&self, client: ClientId, side: Side, words: &str, phone: &str) -> Result<()> {
        let id = self.app.fresh_id().into();
        let of = begin_for(&self.app, client).await?;
        let manager = self.keeper(client).await?;
        match side {
            Side::Client => write_to_manager(&self.app, &Actor::Client(client.uuid()), client, id, words, &[]).await.map(drop)?,
            Side::Photo => {
                let photo = Attached { name: "комната.jpg".to_owned(), content: pictures::draw(ROOM, 640)? };
                write_to_manager(&self.app, &Actor::Client(client.uuid()), client, id, words, &[photo]).await.map(drop)?;
            }
            Side::Sms => {
                let (address, external) = (values::Phone::parse(phone)?.e164().to_owned(), format!("demo-{client}-{}", of.last));
                let sent_at = self.app.now();
                let (name, handle) = (String::new(), String::new());
                let heard = Heard { channel: Channel::Sms, address, name, handle, external, words: words.to_owned(), sent_at, seq: 0, files: Vec::new() };
                hear(&self.app, &heard).await.map(drop)?;
            }
            Side::Manager => {
                send(&self.app, &manager, client, &Sending { id, words: words.to_owned(), seen: of.last, attached: Vec::new() }).await.map(drop)?;
            }
            Side::Note => keep_note(&self.app, &manager, client, id, EntryKind::Note, words).await.map(drop)?,
        }
        Ok(())
    }
}
