//! What the demo house remembers about its clients: how to get in, who lives there, what they cannot bear.

use super::Demo;
use super::clients::Client;
use super::dice::Dice;
use ::households::{ClientId, Doing, HomeId, RawDecline, RawDoors, RawMemory, Source, decline, give_consent, propose_from, remember, rename, tell_doors};
use access::Actor;
use anyhow::Result;
use calendars::{Follow, Way, follow};
use jiff::Span;
use jiff::civil::Date;

const WISHES: &[&str] = &[
    "Книги на полках стоят по порядку, его лучше не менять.",
    "Бельё на кровать: то, что лежит сверху в комоде.",
    "Паркет протирайте почти сухой тряпкой.",
    "Цветы на подоконниках поливаю сама.",
    "Посуду из буфета мойте только руками.",
    "Пожалуйста, снимайте часы и кольца у рояля.",
    "Шторы в кабинете оставляйте закрытыми.",
    "Пледы складывайте вчетверо, на левый подлокотник.",
    "Бумаги на столе не перекладывайте, даже если их много.",
    "Чайные чашки ставьте ручкой вправо.",
];
const WAYS_IN: &[&str] = &[
    "Ключи у консьержа, назовите номер квартиры.",
    "Домофон не работает, позвоните за пять минут.",
    "Вход со двора, вторая дверь от арки.",
    "В арке код, калитка закрывается сама.",
    "Лифт до пятого этажа, дальше пешком.",
];
const CHILDREN: &[&str] = &["Миша", "Соня", "Варя", "Лёва", "Тася", "Фёдор", "Аня", "Гриша", "Стеша", "Платон"];
const CATS: &[&str] = &["Маркиз", "Муся", "Персик", "Граф", "Буся", "Тихон", "Клёпа", "Барсик"];
const DOGS: &[&str] = &["Арчи", "Джек", "Лорд", "Ника", "Боня", "Тоша"];

/// The calendar of a nursery: music on three days of the week, a teacher on one.
const LESSONS: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Dom//RU\r\n\
    BEGIN:VEVENT\r\nUID:music@dom.example\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;TZID=Europe/Moscow:20240101T160000\r\n\
    DTEND;TZID=Europe/Moscow:20240101T170000\r\nRRULE:FREQ=WEEKLY;BYDAY=MO,WE,FR\r\nSUMMARY:Музыка\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:english@dom.example\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;TZID=Europe/Moscow:20240102T100000\r\n\
    DTEND;TZID=Europe/Moscow:20240102T113000\r\nRRULE:FREQ=WEEKLY;BYDAY=TU\r\nSUMMARY:Английский\r\nEND:VEVENT\r\n\
    END:VCALENDAR\r\n";

/// What is liked, by what it is of.
const LIKED: &[(&str, &[&str])] = &[
    ("flowers", &["белые пионы", "ранункулюсы", "садовые розы", "ирисы", "тюльпаны, только жёлтые"]),
    ("coffee", &["Кения, светлая обжарка", "Эфиопия, в зёрнах", "Колумбия без кофеина", "молотый под гейзер"]),
    ("wine", &["рислинг, сухой", "просекко брют", "гевюрцтраминер"]),
    ("cake", &["«Павлова» с ягодами", "медовик без орехов", "шоколадный, с вишней"]),
];

impl Demo {
    /// Told once the first visit is booked: the door, and what came up in the talk.
    pub(super) async fn get_to_know(&mut self, n: usize, client: &Client, id: ClientId, home: HomeId) -> Result<()> {
        let who = if client.calls { self.manager(n.try_into().unwrap_or(0)) } else { Actor::Client(id.uuid()) };
        let source = if client.calls { Source::Call } else { Source::Portal };
        let doors = RawDoors {
            entrance: self.dice.between(1, 5).to_string(),
            floor: self.dice.between(2, 7).to_string(),
            intercom: client.flat.clone(),
            note: String::new(),
        };
        tell_doors(&self.app, &who, home, &doors).await?;
        // Whoever tries the search finds her by her last name, however it is typed.
        if n == 0 {
            rename(&self.app, &who, id, &client.name, "Лебедева").await?;
            // What she wrote by the way waits for somebody's word.
            propose_from(&self.app, &who, id, "Спасибо, всё понятно. У Сони аллергия на арахис. В детскую по средам не заходите, там занятия.").await?;
        }
        let memories = if n == 0 { of_anna(self.at.day())? } else { self.memories() };
        for memory in &memories {
            let kept = remember(&self.app, &who, id, Some(home), memory, source).await?.into_inner();
            // One household has changed its mind about a wish of theirs: it stays true, and is not done.
            if n == 1 && memory.kind == "wish" {
                let raw = RawDecline {
                    doing: Doing::Visit(kept), occasion: None, day: self.app.now().day(), reason: "Уже делаем это сами".to_owned()
                };
                decline(&self.app, &who, id, &raw).await?;
            }
        }
        if n == 0 {
            let way = Way::Text(LESSONS.as_bytes().to_vec());
            follow(&self.app, &who, id, &Follow { home: Some(home), room: "nursery".to_owned(), way, source }).await?;
        }
        for (code, chance) in [("photos", 40), ("news", 25), ("words", 15), ("care", 35)] {
            // Who the demo is shown with is offered what was thought of ahead.
            if !client.calls && (self.dice.percent(chance) || (n == 0 && code == "care")) {
                give_consent(&self.app, &Actor::Client(id.uuid()), id, code, Source::Portal).await?;
            }
        }
        Ok(())
    }

    fn memories(&mut self) -> Vec<RawMemory> {
        let mut all = Vec::new();
        let text = |kind: &str, text: Option<&&str>| RawMemory { kind: kind.to_owned(), text: text.map_or("", |text| text).to_owned(), ..RawMemory::default() };
        if self.dice.percent(45) {
            all.push(text("wish", self.dice.one(WISHES)));
        }
        if self.dice.percent(25) {
            all.push(text("access", self.dice.one(WAYS_IN)));
        }
        if self.dice.percent(30) {
            let (pet, names) = if self.dice.percent(60) { ("cat", CATS) } else { ("dog", DOGS) };
            let name = self.dice.one(names).map_or("", |name| name).to_owned();
            all.push(RawMemory { kind: "pet".to_owned(), pet: pet.to_owned(), name, ..RawMemory::default() });
        }
        if self.dice.percent(28) {
            let born = born(&mut self.dice, self.app.now().day().year());
            let name = self.dice.one(CHILDREN).map_or("", |name| name).to_owned();
            all.push(RawMemory { kind: "child".to_owned(), born, name, ..RawMemory::default() });
        }
        if self.dice.percent(12) {
            all.push(RawMemory { kind: "allergy".to_owned(), to: "citrus".to_owned(), ..RawMemory::default() });
        }
        if self.dice.percent(9) {
            all.push(closed_study());
        }
        if self.dice.percent(8) {
            let on = born(&mut self.dice, 1985);
            let (name, what) =
                if self.dice.percent(60) { ("Хозяйка дома", "birthday") } else { ("Годовщина свадьбы", "anniversary") };
            all.push(RawMemory { kind: "date".to_owned(), what: what.to_owned(), on, name: name.to_owned(), ..RawMemory::default() });
            for (of, texts) in LIKED {
                if self.dice.percent(70) {
                    all.push(liked(of, self.dice.one(texts).map_or("", |text| text)));
                }
            }
        }
        all
    }
}

/// A birthday of the last years before this one: on whatever day it is told, the child is born.
fn born(dice: &mut Dice, this_year: i16) -> String {
    let year = this_year - 1 - i16::try_from(dice.below(11)).unwrap_or(5);
    format!("{year}-{:02}-{:02}", 1 + dice.below(12), 1 + dice.below(28))
}

fn closed_study() -> RawMemory {
    RawMemory { kind: "closed_room".to_owned(), room: "study".to_owned(), from: "14:00".to_owned(), until: "15:30".to_owned(), ..RawMemory::default() }
}

fn liked(what: &str, text: &str) -> RawMemory {
    RawMemory { kind: "taste".to_owned(), what: what.to_owned(), text: text.to_owned(), ..RawMemory::default() }
}

/// The home that the demo is shown with has something of everything.
fn of_anna(today: Date) -> Result<Vec<RawMemory>> {
    // Near enough for the house to have thought of both; the years are leap years, so that every day is one of theirs.
    let year = |year: i16, days: i64| -> Result<String> { Ok(today.checked_add(Span::new().days(days))?.with().year(year).build()?.to_string()) };
    let words = |kind: &str, text: &str| RawMemory { kind: kind.to_owned(), text: text.to_owned(), ..RawMemory::default() };
    Ok(vec![
        RawMemory { kind: "allergy".to_owned(), to: "citrus".to_owned(), ..RawMemory::default() },
        closed_study(),
        RawMemory { kind: "pet".to_owned(), pet: "cat".to_owned(), name: "Маркиз".to_owned(), ..RawMemory::default() },
        RawMemory {
            kind: "child".to_owned(),
            born: "2019-05-31".to_owned(),
            name: "Соня".to_owned(),
            kg: "21".to_owned(),
            cm: "117".to_owned(),
            ..RawMemory::default()
        },
        RawMemory {
            kind: "date".to_owned(), what: "birthday".to_owned(), on: year(1960, 5)?, name: "Мама, Вера Петровна".to_owned(), ..RawMemory::default()
        },
        RawMemory {
            kind: "date".to_owned(),
            what: "anniversary".to_owned(),
            on: year(2012, 11)?,
            name: "Годовщина свадьбы".to_owned(),
            ..RawMemory::default()
        },
        liked("flowers", "белые пионы"),
        liked("coffee", "Эфиопия, в зёрнах"),
        words("wish", "Книги на полках стоят по порядку, его лучше не менять."),
        words("access", "Вход со двора, вторая дверь от арки."),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn every_child_is_born_when_the_house_hears_of_them() {
        let mut dice = Dice::new(1);
        for _ in 0..500 {
            let child = RawMemory { kind: "child".to_owned(), born: born(&mut dice, 2025), name: "Соня".to_owned(), ..RawMemory::default() };
            assert!(child.check(date(2025, 1, 1)).is_ok(), "{child:?}");
        }
    }
}
