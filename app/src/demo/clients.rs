//! The clients of the demo house: invented people at real streets, each with a home and a rhythm.

use super::cast::{FAMILIES, MEN, PATRONYMICS, WOMEN};
use super::dice::Dice;
use super::gallery::Palette;
use catalog::{Catalog, Street};

/// How often somebody orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rhythm {
    /// Every so many days, on the same weekday.
    Every(i64),
    /// Now and then.
    Rarely,
    /// The whole home before the summer, the windows in spring.
    Once,
}

/// A client and their home.
#[derive(Debug, Clone)]
pub(super) struct Client {
    pub name: String,
    pub phone: String,
    pub street: String,
    pub house: String,
    pub flat: String,
    pub district: String,
    pub area_m2: u32,
    pub rooms: u32,
    pub bathrooms: u32,
    pub windows: u32,
    pub palette: Palette,
    pub rhythm: Rhythm,
    /// The day of the first visit; days count from the present day.
    pub since: i64,
    /// The hour they like.
    pub hour: i8,
    /// Books by phone rather than on the site.
    pub calls: bool,
}

/// An order: who, for which day, what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Order {
    /// The client, by place in the list.
    pub client: usize,
    /// The day on which it is booked.
    pub booked_on: i64,
    /// The day wanted.
    pub day: i64,
    /// Code of the service.
    pub service: String,
    /// Extras of the service.
    pub extras: Vec<String>,
    /// The first of this client.
    pub first: bool,
}

/// Districts where most of the clients live, by weight; the rest come from anywhere.
const NEAR: [(u32, &str); 8] = [
    (26, "tsentralny"),
    (20, "petrogradsky"),
    (14, "admiralteysky"),
    (12, "vasileostrovsky"),
    (10, "primorsky"),
    (8, "moskovsky"),
    (6, "vyborgsky"),
    (4, "krasnogvardeysky"),
];

/// The client that the demo is shown with.
fn anna(days: i64) -> Client {
    Client {
        name: "Анна Сергеевна".to_owned(),
        phone: front::DEMO_CLIENT_PHONE.to_owned(),
        street: "Большая Пушкарская ул.".to_owned(),
        house: "11".to_owned(),
        flat: "24".to_owned(),
        district: "petrogradsky".to_owned(),
        area_m2: 74,
        rooms: 3,
        bathrooms: 2,
        windows: 6,
        palette: Palette::Ivory,
        rhythm: Rhythm::Every(14),
        // Every second week, the last time yesterday.
        since: -1 - 14 * ((days - 3) / 14),
        hour: 15,
        calls: false,
    }
}

/// So many clients; the first is the one that the demo is shown with. `days` back is the earliest that anybody came.
pub(super) fn clients(dice: &mut Dice, many: usize, days: i64, streets: &[Street]) -> Vec<Client> {
    let mut all = vec![anna(days)];
    while all.len() < many {
        let one = client(dice, all.len(), days, streets);
        all.push(of_today(all.len()).map_or(one.clone(), |(every, hour)| Client {
            rhythm: Rhythm::Every(every),
            since: -every * ((days - 2) / every),
            hour,
            ..one
        }));
    }
    all
}

/// The next few come in a rhythm that has them today: every so many days, at which hour. The present day is never empty.
fn of_today(n: usize) -> Option<(i64, i8)> {
    [(7, 9), (14, 9), (28, 10), (7, 11), (14, 14), (28, 13), (7, 16), (14, 17)].get(n.checked_sub(1)?).copied()
}

fn client(dice: &mut Dice, n: usize, days: i64, streets: &[Street]) -> Client {
    let near = dice.weighed(&NEAR).unwrap_or("tsentralny");
    let there: Vec<&Street> = streets.iter().filter(|street| street.district == near).collect();
    let street = dice.one(&there).copied().or_else(|| streets.first());
    let number = dice.between(1, 60);
    let (district, _) = street.map_or((near, None), |street| {
        let (district, at) = street.house(u32::try_from(number).unwrap_or(1));
        (district, Some(at))
    });
    let house = if dice.percent(12) { format!("{number}, лит. А") } else { number.to_string() };
    let rooms = dice.weighed(&[(12, 1), (30, 2), (32, 3), (18, 4), (8, 5)]).unwrap_or(2);
    let area_m2 = 24 + 17 * rooms + dice.below(8 * rooms);
    Client {
        name: name(dice),
        phone: format!("+7921555{:04}", 1000 + n),
        street: street.map_or_else(|| "Невский пр.".to_owned(), |street| street.name.ru.clone()),
        house,
        flat: dice.between(1, 120).to_string(),
        district: district.to_owned(),
        area_m2: area_m2.min(180),
        rooms,
        bathrooms: 1 + u32::from(rooms > 2) + u32::from(rooms > 4),
        windows: rooms + 2,
        palette: dice.one(&[Palette::Ivory, Palette::Neva, Palette::Sage, Palette::Rose]).copied().unwrap_or(Palette::Ivory),
        rhythm: dice
            .weighed(&[(5, Rhythm::Every(7)), (14, Rhythm::Every(14)), (18, Rhythm::Every(28)), (38, Rhythm::Rarely), (25, Rhythm::Once)])
            .unwrap_or(Rhythm::Rarely),
        // The house grows: half of the clients came in the last third of the time.
        since: -dice.between(0, days - 1).min(dice.between(0, days - 1)),
        hour: i8::try_from(dice.between(9, 16)).unwrap_or(10),
        calls: dice.percent(55),
    }
}

/// Given name with patronymic, or with the family name: as people write it into the form.
fn name(dice: &mut Dice) -> String {
    let woman = dice.percent(64);
    let first = dice.one(if woman { WOMEN } else { MEN }).copied().unwrap_or("Анна");
    let behind = if dice.percent(60) { dice.one(PATRONYMICS) } else { dice.one(FAMILIES) };
    let behind = behind.map_or("", |(of_woman, of_man)| if woman { of_woman } else { of_man });
    format!("{first} {behind}")
}

/// All that they order, from `-days` to the day `ahead`, by the day on which it is booked.
pub(super) fn orders(dice: &mut Dice, clients: &[Client], ahead: i64, offered: &Catalog) -> Vec<Order> {
    let mut all = Vec::new();
    for (n, client) in clients.iter().enumerate() {
        let mut day = client.since;
        let (mut first, mut earliest) = (true, i64::MIN);
        while day <= ahead {
            let lead = match client.rhythm {
                Rhythm::Every(_) if !first => dice.between(4, 10),
                _ => dice.between(1, 6),
            };
            let (service, extras) = wish(dice, client, first, offered);
            // The next visit is spoken of once the last one is over.
            all.push(Order { client: n, booked_on: (day - lead).max(earliest), day, service, extras, first });
            (first, earliest) = (false, day + 1);
            day += match client.rhythm {
                Rhythm::Every(days) => days,
                Rhythm::Rarely => dice.between(45, 150),
                Rhythm::Once => break,
            };
        }
    }
    all.sort_by_key(|order| (order.booked_on, order.client));
    all
}

/// What is ordered this time, out of what the house offers.
fn wish(dice: &mut Dice, client: &Client, first: bool, offered: &Catalog) -> (String, Vec<String>) {
    let wanted = match client.rhythm {
        Rhythm::Every(_) if !first => dice.weighed(&[(94, "regular"), (4, "windows"), (2, "general")]),
        Rhythm::Every(_) => dice.weighed(&[(70, "regular"), (30, "general")]),
        Rhythm::Rarely => dice.weighed(&[(55, "regular"), (25, "general"), (20, "windows")]),
        Rhythm::Once => dice.weighed(&[(40, "regular"), (25, "general"), (20, "after_repair"), (15, "windows")]),
    };
    let service = offered.service(wanted.unwrap_or("regular")).or_else(|| offered.services().first());
    let Some(service) = service else {
        return ("regular".to_owned(), vec![]);
    };
    let extras: Vec<&str> = service.service.extras.iter().map(|extra| extra.code.as_str()).collect();
    let chosen = if dice.percent(35) { dice.one(&extras).map(|code| (*code).to_owned()).into_iter().collect() } else { vec![] };
    (service.service.code.clone(), chosen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn nobody_shares_a_phone_and_the_house_grows() {
        let all = clients(&mut Dice::new(1), 300, 365, &[]);
        assert_eq!(all.len(), 300);
        assert_eq!(all.iter().map(|client| client.phone.as_str()).collect::<BTreeSet<_>>().len(), 300);
        assert!(all.iter().all(|client| (-364..=0).contains(&client.since)));
        let late = all.iter().filter(|client| client.since > -122).count();
        assert!(late > 120, "{late}");
    }
}
