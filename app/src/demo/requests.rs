//! Tasks told on the site: what a house is asked for beside its visits.

use super::Demo;
use access::Actor;
use anyhow::Result;
use concierge::{RawRequest, close_request, make_request, open_requests};
use values::{Instant, Lang};

/// On which day and in which hour it is told; about what, by whom, how they are reached, in their words.
const TOLD: &[(i64, i8, &str, &str, &str, &str)] = &[
    (-212, 11, "travel", "Вера Аркадьевна", "vera.a@example.org", "Десять дней в Карелии в августе, двое взрослых и двое детей. Тихое место у воды."),
    (-140, 18, "transfer", "Григорий", "+7 921 555-20-41", "Встретить родителей в Пулкове в субботу, рейс в 14:20. С ними три чемодана и кошка."),
    (-83, 10, "private_dinner", "Ксения Львовна", "+7 921 555-20-42", "Ужин дома на восьмерых, годовщина свадьбы. Рыба, без орехов."),
    (-41, 12, "staff_search", "Павел Игоревич", "pavel@example.org", "Ищем няню на три дня в неделю, девочке четыре года. Хорошо бы с английским."),
    (-19, 9, "cosmetic_renovation", "Маргарита", "+7 921 555-20-43", "Освежить кабинет, 18 метров: стены, потолок, циклёвка паркета."),
    (
        -2,
        19,
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
    (0, 10, "travel", "Алла Юрьевна", "+7 921 555-20-45", "Выходные в Выборге на двоих в апреле. Поездом, без музеев по расписанию."),
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
            make_request(&self.app, &Actor::Visitor, &told, Lang::Ru).await?;
        }
        Ok(())
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
