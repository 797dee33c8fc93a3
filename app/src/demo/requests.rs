//! Tasks told on the site: what a house is asked for beside its visits.

use super::Demo;
use access::Actor;
use anyhow::Result;
use concierge::{
    RawBrief, RawRequest, RequestId, Source, Stage, answer, choose, close_request, hear, keep_brief, make_request, offer, open_requests, playbooks,
    put_concept, settle_guess,
};
use jiff::SignedDuration;
use projects::{RawMoney, answer_by_link, ask_approval, begin_task, end_plan, finish_task, make_plan, set_day};
use values::{Instant, Lang};

/// On which day and in which hour it is told; about what, by whom, how they are reached, in their words.
const TOLD: &[(i64, i8, &str, &str, &str, &str)] = &[
    (-212, 11, "travel", "Вера Аркадьевна", "vera.a@example.org", "Десять дней в Карелии в августе, двое взрослых и двое детей. Тихое место у воды."),
    (-140, 13, "transfer", "Григорий", "+7 921 555-20-41", "Встретить родителей в Пулкове в субботу, рейс в 14:20. С ними три чемодана и кошка."),
    (-83, 10, "private_dinner", "Ксения Львовна", "+7 921 555-20-42", "Ужин дома на восьмерых, годовщина свадьбы. Рыба, без орехов."),
    (-41, 12, "staff_search", "Павел Игоревич", "pavel@example.org", "Ищем няню на три дня в неделю, девочке четыре года. Хорошо бы с английским."),
    (-19, 9, "cosmetic_renovation", "Маргарита", "+7 921 555-20-43", "Освежить кабинет, 18 метров: стены, потолок, циклёвка паркета."),
    (
        -2,
        12,
        "family_celebration",
        "Евгения Марковна",
        "+7 921 555-20-44",
        "День рождения, мальчику семь лет, двенадцать детей. В последнюю субботу марта, дома.",
    ),
    (
        -1,
        16,
        "property_management",
        "Леонид Викторович",
        "leonid@example.org",
        "Уезжаем до осени. Нужно присматривать за квартирой на Фурштатской: почта, цветы, счётчики.",
    ),
    (-1, 17, "gift", "Тимофей", "timofey@example.org", "Подарок отцу на семьдесят лет. Он сам всё чинит и ничего не просит."),
    (0, 10, "travel", "Алла Юрьевна", "+7 921 555-20-45", "Выходные в Выборге на двоих в апреле. Поездом, без музеев по расписанию."),
    (0, 14, "", "Нина Сергеевна", "+7 921 555-20-46", "Повесить шторы в детской до пятницы, карниз лежит с лета."),
];

/// How far those come that are not closed yet: by whom they were told, the playbook that the ways are taken from, and what is known of them.
const WORKED: &[(&str, Stage, &str, &str, &str, &str)] = &[
    (
        "Евгения Марковна",
        Stage::Chosen,
        "family_celebration",
        "Он у нас стеснительный, аниматоров боится. В прошлый раз просидел под столом.",
        "День рождения, семь лет, двенадцать детей",
        "Важнее всего, чтобы мальчику не было неловко",
    ),
    (
        "Тимофей",
        Stage::Offered,
        "gift",
        "Часы у него есть. И вообще, лучше не вещь. Или вещь, но чтоб он мог в ней покопаться.",
        "Подарок отцу к семидесяти",
        "Хочет провести с отцом день, но не знает, как предложить",
    ),
    (
        "Леонид Викторович",
        Stage::Talking,
        "",
        "Ключи оставлю соседке, она строгая, предупредите её.",
        "Присмотр за квартирой до осени",
        "Больше всего беспокоится о трубах",
    ),
    ("Алла Юрьевна", Stage::Talking, "", "Только не гостиница с завтраком до девяти.", "Выборг на выходные", ""),
];

const CLOSED: &str = "Позвонили, договорились о задаче и цене, назначен помощник.";

impl Demo {
    /// The tasks told on that day.
    pub(super) async fn hear_requests(&self, day: i64) -> Result<()> {
        for (_, hour, about, name, reach, words) in TOLD.iter().filter(|(on, ..)| *on == day) {
            let now = self.moment(day, *hour, 15)?;
            if now > self.at {
                break;
            }
            self.app.stand_still(now);
            let told = RawRequest { about: (*about).to_owned(), name: (*name).to_owned(), reach: (*reach).to_owned(), words: (*words).to_owned() };
            let id = make_request(&self.app, &Actor::Visitor, &told, Lang::Ru).await?.into_inner();
            self.work_on(id, name, about, day, now).await?;
        }
        Ok(())
    }

    /// The clock of the day goes on by so much, where the demo is as late as that.
    fn passes(&self, since: Instant, minutes: i64) -> bool {
        let then = since + SignedDuration::from_mins(minutes);
        if then <= self.at {
            self.app.stand_still(then);
        }
        then <= self.at
    }

    /// Somebody answers, writes down what was said and meant, thinks of ways, and one is chosen: as far as this one comes.
    async fn work_on(&self, id: RequestId, name: &str, about: &str, day: i64, told: Instant) -> Result<()> {
        let worked = WORKED.iter().find(|(whose, ..)| *whose == name);
        // Earlier ones came all the way; what is told of them was closed and is forgotten a month after.
        let (far, playbook) = match worked {
            Some((_, far, playbook, ..)) => (*far, *playbook),
            None if day < -2 => (Stage::Chosen, about),
            None => return Ok(()),
        };
        let who = self.manager(day);
        if !self.passes(told, 11) {
            return Ok(());
        }
        answer(&self.app, &who, id).await?;
        if let Some((.., words, asked, guess)) = worked {
            hear(&self.app, &who, id, Source::Call, words).await?;
            let brief = RawBrief {
                asked: (*asked).to_owned(), guess: (*guess).to_owned(), tone: "Спокойно, без спешки".to_owned(), ..RawBrief::default()
            };
            keep_brief(&self.app, &who, id, &brief).await?;
        }
        if far < Stage::Offered || !self.passes(told, 55 + (day.abs() % 5) * 20) {
            return Ok(());
        }
        let outlines: Vec<_> =
            playbooks(&self.app)?.playbook(playbook).into_iter().flat_map(|book| (0..2).filter_map(|n| book.outlined(n, Lang::Ru))).collect();
        for way in &outlines {
            put_concept(&self.app, &who, id, None, None, way).await?;
        }
        offer(&self.app, &who, id, None, "").await?;
        if far < Stage::Chosen || !self.passes(told, 200) {
            return Ok(());
        }
        choose(&self.app, &Actor::Visitor, id, 1).await?;
        self.carry_out(id, &who, worked.is_none()).await?;
        if worked.is_none() && self.passes(told, 230) {
            self.say_how_it_was(id, name).await?;
        }
        if worked.is_some_and(|(.., guess)| !guess.is_empty()) {
            settle_guess(&self.app, &who, id, true).await?;
        }
        Ok(())
    }

    /// What was chosen becomes a plan; its money is agreed to with one tap, and whoever is engaged first is. What is long ago is done.
    async fn carry_out(&self, request: RequestId, who: &Actor, is_over: bool) -> Result<()> {
        let plan = make_plan(&self.app, who, request).await?.into_inner();
        if !is_over {
            // They told us the day: the last Saturday of the month.
            set_day(&self.app, who, plan, 1, &self.day(25)?.to_string()).await?;
        }
        let Some(planned) = projects::plan(&self.app, who, plan).await? else { return Ok(()) };
        let ask = RawMoney { amount: planned.plan.to.plain(), what: planned.plan.title.clone(), ..RawMoney::default() };
        let asked = ask_approval(&self.app, who, plan, None, &ask).await?.into_inner();
        answer_by_link(&self.app, &Actor::Visitor, asked, true).await?;
        for (n, task) in planned.tasks.iter().enumerate() {
            if is_over || n == 0 {
                finish_task(&self.app, who, task.id).await?;
            } else if task.after.is_empty() {
                begin_task(&self.app, who, task.id).await?;
            }
        }
        if is_over {
            end_plan(&self.app, who, plan).await?;
            return Ok(());
        }
        let tasks = projects::tasks_of(&self.app.read().await?, plan).await?;
        self.goes_awry(who, plan, &tasks).await
    }

    /// Those of the days before yesterday have had their answer.
    pub(super) async fn answer_requests(&self, day: i64, now: Instant) -> Result<()> {
        // A look at what waits is recorded: on the days on which nothing can wait, nobody looks.
        if !TOLD.iter().any(|(on, ..)| *on == day - 2) || day == 0 {
            return Ok(());
        }
        let who = self.manager(day);
        for request in open_requests(&self.app, &who, None, 20).await? {
            if request.call.is_none() && now.minutes_since(request.asked_at) > 20 * 60 {
                close_request(&self.app, &who, request.id, CLOSED).await?;
            }
        }
        Ok(())
    }
}
