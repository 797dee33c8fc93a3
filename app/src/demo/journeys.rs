//! A journey of the client whom the demo is shown with: what went along on the last one, and what stays at home on the next.

use super::Demo;
use access::Actor;
use anyhow::Result;
use concierge::{Evidence, RawJourney, RawRequest, RawWent, answer, close_request, make_request, set_journey, tell_along, to_go};
use households::{Doing, Journey, RawDecline, along, children, client_by_phone, decline, declined_of, show_memory};
use jiff::civil::Weekday;
use values::{Lang, Phone};

const LAST: &str = "Отвезти нас с Соней в Пулково, рейс в 12:40. Чемодан и самокат.";
const NEXT: &str = "Встретить нас с Соней в Пулкове в воскресенье, рейс в 19:05.";
const SAID: &str = "Водитель Семён: кресло стояло, вода была, Соня выбрала без газа.";
const DONE: &str = "Отвезли к рейсу, всё было с собой.";
const DECLINED: &str = "Вода будет своя, из поездки.";

impl Demo {
    /// On one evening the last journey is told of, and the next one asked for.
    pub(super) async fn journeys(&self, who: &Actor) -> Result<()> {
        let phone = Phone::parse(front::DEMO_CLIENT_PHONE)?;
        let Some(client) = client_by_phone(&self.app.read().await?, &phone).await? else { return Ok(()) };
        let asks = |words: &str| RawRequest {
            about: "transfer".to_owned(),
            name: "Анна Сергеевна".to_owned(),
            reach: front::DEMO_CLIENT_PHONE.to_owned(),
            words: words.to_owned(),
        };
        let last = make_request(&self.app, &Actor::Visitor, &asks(LAST), Lang::Ru).await?.into_inner();
        let day = self.app.now().day();
        let permit = who.may(households::KEEP_MEMORY, &access::Resource { client: Some(client.uuid()), crew: vec![] })?;
        let (memory, _) = show_memory(&self.app, &permit, &[client], &[]).await?;
        let asked = along(&Journey { day, travellers: children(&memory) }, &households::memory_rules(&self.app)?.travel);
        let said = declined_of(&self.app.read().await?, client).await?;
        let kept = to_go(&asked, &said, last.uuid()).into_iter().collect();
        let raw = RawWent { day, kept, evidence: Some(Evidence::Note), words: SAID.to_owned() };
        if tell_along(&self.app, who, last, &raw).await.is_err() {
            // Nobody of this house travels with a child.
            return Ok(());
        }
        answer(&self.app, who, last).await?;
        close_request(&self.app, who, last, DONE).await?;
        let next = make_request(&self.app, &Actor::Visitor, &asks(NEXT), Lang::Ru).await?.into_inner();
        let day = day.nth_weekday(1, Weekday::Sunday)?;
        set_journey(&self.app, who, next, &RawJourney { day: day.to_string(), ..RawJourney::default() }).await?;
        answer(&self.app, who, next).await?;
        let raw = RawDecline { doing: Doing::Water, occasion: Some(next.uuid()), day, reason: DECLINED.to_owned() };
        decline(&self.app, &Actor::Client(client.uuid()), client, &raw).await?;
        Ok(())
    }
}
