//! Visitors of the site who wrote, and how fast they were answered.

use super::Demo;
use access::Actor;
use anyhow::Result;
use conversations::{Heard, answer_on_site, close_site_talk, hear, say_on_site, shown_on_site};
use jiff::SignedDuration;
use messaging::Channel;

/// On which day, when, on which page, what they wrote, after how many seconds a person answered what; 0: nobody has yet.
const CHATS: &[(i64, i8, i8, &str, &str, i64, &str)] = &[
    (-4, 12, 5, "/services/regular", "Приезжаете ли в Петергоф?", 14, "Приезжаем, дорога прибавится отдельной строкой. Показать Вам расчёт?"),
    (-3, 11, 32, "/services/windows", "Моете окна на девятом этаже?", 21, "Моем изнутри. Снаружи, если створки открываются внутрь."),
    (-3, 16, 50, "/", "Можно оплатить после уборки?", 9, "Да, счёт приходит после визита."),
    (-2, 13, 14, "/safety", "Кто проверяет ваших людей?", 27, "Проверяем сами, документы и рекомендации. На странице о безопасности написано, как именно."),
    (-1, 10, 41, "/services/general", "Сколько времени займёт генеральная, 80 метров?", 18, "Около семи часов вдвоём. Если дом давно не убирали, чуть дольше."),
    (-1, 18, 22, "/requests/travel", "Если поездка отменится?", 44, "До выбора решения Вы ничего не платите. Дальше зависит от гостиницы, скажем заранее."),
    (0, 14, 37, "/services/after_repair", "Убираете ли затирку с плитки?", 0, ""),
];

/// When, by which way, from which address, how they sign, what they wrote: people whom nobody knows, today.
const STRANGERS: &[(i8, i8, Channel, &str, &str, &str, &str)] = &[
    (13, 20, Channel::Telegram, "700100", "Михаил Орлов", "m_orlov", "Добрый день. Закончили ремонт, везде пыль. Сколько стоит уборка, 80 метров?"),
    (14, 5, Channel::Sms, "+79215550477", "", "", "Нужен трансфер из аэропорта в пятницу, двое детей"),
];

impl Demo {
    /// What people wrote today whom nobody knows; one of them names the number of a client.
    pub(super) async fn strangers(&self) -> Result<()> {
        let theirs = self.clients.first().map(|client| client.phone.clone()).unwrap_or_default();
        let named = format!("Это я с нового телефона, мой прежний номер {theirs}. Можно перенести визит?");
        let wife = (14, 22, Channel::Telegram, "700200", "Без имени", "", named.as_str());
        for (n, (hour, minute, channel, address, name, handle, words)) in STRANGERS.iter().copied().chain([wife]).enumerate() {
            let now = self.moment(0, hour, minute)?;
            if now > self.at {
                break;
            }
            self.app.stand_still(now);
            let [address, name, handle, words] = [address, name, handle, words].map(str::to_owned);
            let external = format!("demo-stranger-{n}");
            let heard = Heard { channel, address, name, handle, external, words, sent_at: now, seq: 0, files: Vec::new() };
            hear(&self.app, &heard).await.map(drop)?;
        }
        Ok(())
    }

    /// What visitors wrote on that day.
    pub(super) async fn chat(&self, day: i64) -> Result<()> {
        for (_, hour, minute, page, words, seconds, answer) in CHATS.iter().filter(|(on, ..)| *on == day) {
            let now = self.moment(day, *hour, *minute)?;
            if now > self.at {
                break;
            }
            self.app.stand_still(now);
            let said = say_on_site(&self.app, &Actor::Visitor, None, words, page).await?;
            if *seconds == 0 {
                continue;
            }
            let who = self.manager(day);
            self.app.stand_still(now + SignedDuration::from_secs(*seconds));
            answer_on_site(&self.app, &who, said.talk, answer, said.nth).await?;
            self.app.stand_still(now + SignedDuration::from_secs(seconds + 1));
            shown_on_site(&self.app, &Actor::Visitor, said.talk, said.nth, seconds * 1_000 + 400).await?;
            close_site_talk(&self.app, &who, said.talk, false).await?;
        }
        Ok(())
    }
}
