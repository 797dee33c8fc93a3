//! Suppliers of the demo house: some cleared, one on the way; jobs of theirs done, taken and asked.

use super::Demo;
use access::Actor;
use anyhow::Result;
use jiff::SignedDuration;
use suppliers::{
    PassVetting, RawJob, RawPrice, RawProduct, RawSupplier, Seen, VettingKind, acknowledge, answer_job, ask_job, begin_job, finish_job, jobs_of, pass_vetting,
    put_product, set_price, standard, take_on,
};

/// Kind, who signs, name, with whom we speak, how they are reached, how many stages they passed.
const KNOWN: &[(&str, &str, &str, &str, &str, usize)] = &[
    ("cook", "person", "Илья Берестов", "", "+7 921 555-30-11", 3),
    ("cook", "person", "Мария Ладожская", "", "maria.cook@example.org", 3),
    ("waiter", "company", "Бюро «Белые перчатки»", "Аркадий", "gloves@example.org", 3),
    ("driver", "company", "Парк «Невский экипаж»", "диспетчер Ольга", "+7 812 555-30-12", 3),
    ("driver", "person", "Семён Охтин", "", "+7 921 555-30-13", 3),
    ("florist", "company", "Мастерская «Камелия»", "Лиза", "kamelia@example.org", 3),
    ("handyman", "person", "Пётр Тосненский", "", "+7 921 555-30-14", 3),
    ("nanny_agency", "company", "Агентство «Арина Родионовна»", "Инна Львовна", "arina@example.org", 3),
    ("hotel", "company", "Гостиница «Англетер на Мойке»", "служба размещения", "stay@example.org", 3),
    ("travel", "company", "Билетная касса «Путь»", "Костя", "way@example.org", 3),
    ("cleaning", "company", "Клининг «Чистый ключ»", "Рустам", "+7 921 555-30-15", 3),
    ("entertainer", "person", "Фокусник Матвей", "", "matvey@example.org", 2),
    ("handyman", "person", "Павел Лахтин", "", "+7 921 555-30-16", 3),
];

/// Of which kind, what, for one of what, roubles.
const PRICES: &[(&str, &str, &str, &str)] = &[
    ("cook", "Ужин, с человека", "person", "3500"),
    ("waiter", "Официант", "hour", "1200"),
    ("driver", "Встреча в Пулкове", "job", "3800"),
    ("driver", "Автомобиль с водителем", "hour", "2200"),
    ("florist", "Цветы на стол", "job", "9000"),
    ("handyman", "Мастер", "hour", "1500"),
    ("nanny_agency", "Няня", "hour", "900"),
    ("hotel", "Номер с завтраком", "day", "14500"),
    ("travel", "Оформление билета", "piece", "700"),
    ("cleaning", "Уборка силами партнёра", "hour", "1100"),
];

/// Of which kind, with what they work, for what, what it carries, what the house has instead.
const PRODUCTS: &[(&str, &str, &str, &[&str], &str)] = &[
    ("cleaning", "Лимонный блеск", "Кухня", &["citrus", "limonene"], "all_purpose_unscented"),
    ("cleaning", "Хвойный шампунь", "Полы", &["pine"], "floor_neutral"),
    ("cleaning", "Мыло без запаха", "Ванная", &[], ""),
];

/// On which day they are asked.
const ASKED: i64 = -3;

/// By their place in the list: from which day of the present, the hour, for how long, for how much, what; how far it has come.
const JOBS: &[(usize, i64, i8, i64, &str, &str, u8)] = &[
    (0, -3, 13, 5, "21 000", "Обед на шестерых на Фурштатской: рыба, без орехов. Кухня клиента, посуда наша.", 3),
    (3, -1, 13, 2, "3 800", "Встретить родителей в Пулкове, рейс в 14:20. Три чемодана и кошка.", 3),
    (5, 1, 11, 2, "9 000", "Низкая композиция на стол к восьми вечера, без сильного запаха.", 2),
    (2, 1, 18, 5, "12 000", "Два официанта на ужин, двенадцать гостей.", 1),
    (6, 2, 10, 3, "4 500", "Повесить шторы в детской, карниз лежит с лета.", 0),
];

impl Demo {
    /// Those whom the house knows since its first days.
    pub(super) async fn know_suppliers(&mut self) -> Result<()> {
        let start = -self.days - 1;
        let who = self.manager(start);
        self.app.stand_still(self.moment(start, 12, 0)?);
        for (kind, form, name, person, reach, stages) in KNOWN {
            let [kind, form, name, person, reach] = [kind, form, name, person, reach].map(|text| (*text).to_owned());
            let prices = PRICES.iter().filter(|(of, ..)| *of == kind);
            let supplier = take_on(&self.app, &who, &RawSupplier { kind: kind.clone(), form, name, person, reach }).await?.into_inner();
            self.suppliers.push(supplier);
            for stage in VettingKind::ALL.into_iter().take(*stages) {
                let until = Some(self.moment(240, 0, 0)?);
                let evidence = format!("Исполнители, папка {}", self.suppliers.len());
                pass_vetting(&self.app, &who, &PassVetting { supplier, kind: stage, passed_at: None, until, evidence }).await?;
            }
            for (_, name, purpose, carries, substitute) in PRODUCTS.iter().filter(|(of, ..)| *of == kind) {
                let [name, purpose, substitute] = [name, purpose, substitute].map(|text| (*text).to_owned());
                let carries = carries.iter().map(|code| (*code).to_owned()).collect();
                put_product(&self.app, &who, supplier, &RawProduct { id: None, name, purpose, carries, substitute }).await?;
            }
            for (_, what, unit, price) in prices {
                let [what, unit, price] = [what, unit, price].map(|text| (*text).to_owned());
                set_price(&self.app, &who, supplier, &RawPrice { what, unit, price, from: None }).await?;
            }
        }
        Ok(())
    }

    /// What suppliers are asked on the third day before the present, and what of it is done on that day.
    pub(super) async fn give_jobs(&self, day: i64) -> Result<()> {
        let now = self.moment(day, 10, 5)?;
        if day < ASKED || now > self.at {
            return Ok(());
        }
        let who = self.manager(day);
        for (n, on, hour, hours, price, brief, far) in JOBS {
            let Some(supplier) = self.suppliers.get(*n) else { continue };
            let start = self.moment(*on, *hour, 0)?;
            let end = start + SignedDuration::from_hours(*hours);
            if day == ASKED {
                self.app.stand_still(now);
                let raw = RawJob { about: None, start: Some(start), end: Some(end), price: (*price).to_owned(), brief: (*brief).to_owned() };
                let job = ask_job(&self.app, &who, *supplier, &raw).await?;
                match far {
                    0 => {}
                    1 => {
                        answer_job(&self.app, &who, job, true).await?;
                    }
                    _ => {
                        acknowledge(&self.app, &Actor::Visitor, job, Seen { round: 1, standard: standard(&self.app)?.version, needs: None }).await?;
                    }
                }
            }
            if day == *on && *far == 3 {
                let theirs = jobs_of(&self.app.read().await?, &who, *supplier, 1).await?;
                for job in theirs {
                    self.app.stand_still(start);
                    begin_job(&self.app, &who, job.id).await?;
                    self.app.stand_still(end);
                    finish_job(&self.app, &who, job.id).await?;
                }
            }
        }
        Ok(())
    }
}
