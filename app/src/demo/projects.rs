//! A project of the client that the demo is shown with: a study made new, with its days, money, photos and talk.

use super::Demo;
use super::gallery::{Palette, Shown};
use access::Actor;
use anyhow::Result;
use projects::{
    NewPhoto, Planned, RawBrought, RawEngage, RawMilestone, RawMoney, RawPlan, RawTask, RawWord, Scope, TaskId, add_photo, answer_own, ask_approval,
    begin_plan, begin_task, bring_photos, finish_task, give_task, look_at_brought, photos_brought, plans_of, put_task, receipt_of, say_at_desk, say_by_job,
    say_own, set_milestone, spend,
};
use std::sync::Arc;
use suppliers::{JobId, Seen, acknowledge, standard};

const TITLE: &str = "Кабинет к приезду отца";
/// On which day it is begun.
const BEGUN: i64 = -5;

/// A title, days and hours, a cost, the tasks before it.
type Typed = (&'static str, i64, i8, i64, i8, &'static str, &'static [u32]);

/// What is done: from which day and hour until which, for how much, after which.
const TASKS: &[Typed] = &[
    ("Вынести мебель и книги", -4, 10, -4, 15, "9000", &[]),
    ("Отциклевать паркет", -3, 9, -1, 18, "42000", &[1]),
    ("Покрасить стены", 0, 10, 2, 18, "31000", &[2]),
    ("Повесить полки и шторы", 3, 10, 3, 15, "8000", &[3]),
];

/// Which of them a supplier does: by their place in the list, for how much, what; and whether they have taken it on.
const GIVEN: &[(usize, usize, &str, &str, bool)] = &[
    (1, 12, "24000", "Дубовый паркет, двадцать метров: цикля, масло в два слоя.", true),
    (2, 12, "19000", "Стены кабинета в два слоя, цвет согласован, краска без запаха.", true),
    (3, 6, "4500", "Четыре полки и карниз в кабинете. Стены свежие, работать в чехлах.", false),
];

impl Demo {
    /// What happens in it on that day.
    pub(super) async fn carry_project(&self, day: i64) -> Result<()> {
        let now = self.moment(day, 11, 40)?;
        let Some(client) = self.known.iter().find(|(_, n)| **n == 0).map(|(client, _)| *client) else { return Ok(()) };
        if !(BEGUN..=0).contains(&day) || now > self.at {
            return Ok(());
        }
        self.app.stand_still(now);
        // One person has all that is this client's.
        let (who, theirs) = (self.keeper(client).await?, Actor::Client(client.uuid()));
        if day == BEGUN {
            return self.begin_study(&who, &theirs).await;
        }
        let known = plans_of(&self.app.read().await?, client, 5).await?;
        let Some(planned) = known.into_iter().find(|one| one.plan.title == TITLE) else { return Ok(()) };
        self.go_on_with_study(&who, &theirs, &planned, day).await
    }

    async fn begin_study(&self, who: &Actor, theirs: &Actor) -> Result<()> {
        let Some(phone) = self.clients.first().map(|client| client.phone.clone()) else { return Ok(()) };
        let raw = RawPlan { phone, title: TITLE.to_owned(), from: "80000".to_owned(), to: "110000".to_owned(), ..RawPlan::default() };
        let plan = begin_plan(&self.app, who, &raw).await?;
        let mut tasks: Vec<TaskId> = Vec::new();
        for ((title, from, at, until, end, cost, after), over) in TASKS.iter().zip(1..) {
            let typed = |day: i64, hour: i8| Ok::<_, anyhow::Error>(self.day(day)?.at(hour, 0, 0, 0).strftime("%Y-%m-%dT%H:%M").to_string());
            let raw = RawTask {
                title: (*title).to_owned(),
                starts: typed(*from, *at)?,
                ends: typed(*until, *end)?,
                cost: (*cost).to_owned(),
                rhythm: String::new(),
                after: after.to_vec(),
            };
            tasks.push(put_task(&self.app, who, plan, over, None, &raw).await?);
        }
        let floor = RawMilestone { title: "Пол готов".to_owned(), tasks: tasks.iter().take(2).copied().collect(), once: None };
        set_milestone(&self.app, who, plan, &floor).await?;
        set_milestone(&self.app, who, plan, &RawMilestone { title: "Кабинет готов".to_owned(), tasks: tasks.clone(), once: None }).await?;
        let ask = RawMoney { amount: "90000".to_owned(), what: "Работы и материалы".to_owned(), ..RawMoney::default() };
        let asked = ask_approval(&self.app, who, plan, None, &ask).await?.into_inner();
        answer_own(&self.app, theirs, asked, true).await?;
        for (n, by, price, brief, is_taken) in GIVEN {
            let (Some(task), Some(supplier)) = (tasks.get(*n), self.suppliers.get(*by)) else { continue };
            let raw = RawEngage { price: (*price).to_owned(), brief: (*brief).to_owned(), once: None };
            let job = give_task(&self.app, who, *task, *supplier, &raw).await?.into_inner();
            if *is_taken {
                let seen = Seen { round: 1, standard: standard(&self.app)?.version, needs: None };
                acknowledge(&self.app, &Actor::Visitor, job, seen).await?;
            }
        }
        Ok(())
    }

    /// Whoever has the job shows what they have done.
    async fn bring(&self, job: Option<JobId>, note: &str, shown: &[(Palette, Shown)]) -> Result<()> {
        let Some(job) = job else { return Ok(()) };
        let mut photos = Vec::with_capacity(shown.len());
        for (palette, when) in shown {
            photos.push(self.gallery.photo("study", *palette, *when)?.as_ref().clone());
        }
        bring_photos(&self.app, &Actor::Visitor, job, &RawBrought { note: note.to_owned(), once: None }, &Arc::new(photos)).await?;
        Ok(())
    }

    async fn go_on_with_study(&self, who: &Actor, theirs: &Actor, planned: &Planned, day: i64) -> Result<()> {
        let (app, plan) = (&self.app, planned.plan.id);
        let task = |n: usize| planned.tasks.get(n).map(|task| task.id);
        let Some(palette) = self.clients.first().map(|client| client.palette) else { return Ok(()) };
        let say = |text: &str| RawWord { text: text.to_owned(), once: None };
        match (day, task(0), task(1), task(2)) {
            (-4, Some(first), ..) => {
                finish_task(app, who, first).await?;
                let photo = self.gallery.photo("study", palette, Shown::Before)?;
                add_photo(app, who, plan, NewPhoto { task: task(1), after_of: None }, &photo).await?;
            }
            (-1, _, Some(floor), _) => {
                let before = projects::photos_of(&app.read().await?, plan, 1).await?.first().map(|photo| photo.id);
                let keeper = match planned.plan.client {
                    Some(client) => self.keeper(client).await?,
                    None => *who,
                };
                self.bring(planned.tasks.get(1).and_then(|task| task.job), "Масло легло ровно, к утру высохнет.", &[(palette, Shown::After)]).await?;
                let brought: Vec<_> = photos_brought(&app.read().await?, who, plan).await?.into_iter().map(|photo| photo.id).collect();
                look_at_brought(app, &keeper, plan, &brought, true).await?;
                finish_task(app, who, floor).await?;
                let photo = self.gallery.photo("study", palette, Shown::After)?;
                add_photo(app, who, plan, NewPhoto { task: Some(floor), after_of: before }, &photo).await?;
                let spent =
                    RawMoney { amount: "41200".to_owned(), what: "Паркет: циклёвка и масло".to_owned(), task: Some(floor), once: None };
                spend(app, who, plan, &spent, &Arc::new(receipt_of(photo.jpeg.clone())?)).await?;
                say_at_desk(app, &keeper, plan, Scope::Client, &say("Пол готов, сохнет до утра. Завтра начнём красить стены.")).await?;
            }
            (0, _, _, Some(walls)) => {
                begin_task(app, who, walls).await?;
                let seen = [(Palette::Neva, Shown::Before), (Palette::Neva, Shown::After)];
                self.bring(planned.tasks.get(2).and_then(|task| task.job), "Первый слой у окна: цвет при дневном свете.", &seen).await?;
                if let Some(job) = planned.tasks.get(3).and_then(|task| task.job) {
                    say_at_desk(app, who, plan, Scope::Job(job), &say("Полки привезут накануне к шести, они будут в прихожей.")).await?;
                    say_by_job(app, &Actor::Visitor, job, &say("Понял. Дюбели под кирпич или под перегородку?")).await?;
                }
                say_own(app, theirs, plan, &say("Очень красиво вышло. Можно верхнюю полку под самый потолок?")).await?;
            }
            _ => {}
        }
        Ok(())
    }
}
