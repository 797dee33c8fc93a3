//! What was thought of ahead: looked over on Mondays, answered by the end of the day; this week's waits for whoever opens the demo.

use super::Demo;
use access::Actor;
use anyhow::Result;
use care::{Accepted, Missing, Proposal, Scope, accept, decline, desk, fill, send};
use concierge::{RawRequest, answer, close_request, make_request};
use households::TasteOf;
use values::Lang;

/// What they say when they are asked.
const fn told(of: TasteOf) -> &'static str {
    match of {
        TasteOf::Flowers => "садовые розы, светлые",
        TasteOf::Coffee => "Эфиопия, в зёрнах",
        TasteOf::Tea => "улун, без добавок",
        TasteOf::Wine => "рислинг, сухой",
        TasteOf::Cake => "медовик без орехов",
        TasteOf::Groceries => "творог, ягоды, хлеб на закваске",
    }
}

const DONE: &str = "Всё привезли и приготовили к сроку.";

/// On which days whoever the demo is shown with asked for a dinner at home: every fourth week, so that the next one is thought of now.
const DINNERS: [(i64, &str); 3] =
    [(-78, "Ужин дома в пятницу, нас шестеро."), (-50, "Снова ужин в пятницу, нас семеро."), (-22, "Ужин в пятницу, как в прошлый раз.")];

impl Demo {
    /// What the house does not know is asked for on the phone, it goes out, and most of the clients answer.
    pub(super) async fn think_ahead(&mut self, day: i64) -> Result<()> {
        self.dine_as_usual(day).await?;
        let is_today = day == 0;
        let now = if is_today { self.moment(day, 9, 40)? } else { self.moment(day, 17, 30)? };
        if !(is_today || (day <= -7 && day.rem_euclid(7) == 0)) || now > self.at {
            return Ok(());
        }
        self.app.stand_still(now);
        journal::drain(&self.app).await?;
        let who = self.manager(day);
        let shown = desk(&self.app, &who, None).await?;
        for (one, lacks) in shown.prepared.iter().filter(|(one, _)| !shown.troubled.contains(&one.client) && (!is_today || self.is_shown(one))) {
            let favourites: Vec<_> = lacks.iter().map(|Missing(of)| (*of, told(*of).to_owned())).collect();
            fill(&self.app, &who, one.id, &favourites).await?;
            send(&self.app, &self.keeper(one.client).await?, one.id).await?;
        }
        if is_today {
            return Ok(());
        }
        let weeks = usize::try_from(day.unsigned_abs() / 7).unwrap_or_default();
        for (n, one) in desk(&self.app, &who, None).await?.sent.iter().enumerate() {
            self.hear_of(&who, one, (n + weeks) % 10).await?;
        }
        Ok(())
    }

    /// A dinner is asked for once more, and was.
    async fn dine_as_usual(&self, day: i64) -> Result<()> {
        let Some((_, words)) = DINNERS.iter().find(|(on, _)| *on == day) else { return Ok(()) };
        let known = self.known.iter().find(|(_, place)| **place == 0).map(|(id, _)| *id);
        let (Some(id), Some(client)) = (known, self.clients.first()) else { return Ok(()) };
        self.app.stand_still(self.moment(day, 17, 40)?);
        let told = RawRequest { about: "private_dinner".to_owned(), name: client.name.clone(), reach: client.phone.clone(), words: (*words).to_owned() };
        let request = make_request(&self.app, &Actor::Client(id.uuid()), &told, Lang::Ru).await?.into_inner();
        let who = self.manager(day);
        answer(&self.app, &who, request).await?;
        close_request(&self.app, &who, request, DONE).await?;
        journal::drain(&self.app).await?;
        Ok(())
    }

    /// Is it for the household that the demo is shown with? Theirs of today waits for an answer.
    fn is_shown(&self, one: &Proposal) -> bool {
        self.household(one.client).is_some_and(|(place, _)| place == 0)
    }

    /// Most say yes, and it is done; some do not this time, one in ten never again, one in ten does not answer.
    async fn hear_of(&self, who: &Actor, one: &Proposal, mood: usize) -> Result<()> {
        let client = Actor::Client(one.client.uuid());
        match mood {
            0..=5 => {
                if let Accepted::Request(request) = accept(&self.app, &client, one.id).await?.into_inner() {
                    answer(&self.app, who, request).await?;
                    close_request(&self.app, who, request, DONE).await?;
                }
            }
            6 | 7 => {
                decline(&self.app, &client, one.id, None).await?;
            }
            8 => {
                decline(&self.app, &client, one.id, Some(Scope::Occasion)).await?;
            }
            _ => {}
        }
        Ok(())
    }
}
