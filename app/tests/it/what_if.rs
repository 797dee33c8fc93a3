//! What a change of the kit would have meant in the past year, before the owner writes it into the book.

use crate::City;
use crate::city::{Booked, Person};
use crate::declined::tells;
use ::households::{RawMemory, withdraw_memory};
use access::{Actor, Role};
use db::sql;

const PAGE: &str = "/desk/what-if/kit";
/// Citrus in the cleaner of glass and mirrors, which carries alcohol today.
const CITRUS: &str = "/desk/what-if/kit?part=glass_cleaner&carries=alcohol&carries=citrus&substitute=pure_water";

fn no_citrus() -> RawMemory {
    RawMemory { kind: "allergy".to_owned(), to: "citrus".to_owned(), ..RawMemory::default() }
}

async fn owner(city: &City) -> Person<'_> {
    let owner = butler::NewLogin { login: "owner".to_owned(), first: "Вера".to_owned(), patronymic: None, last: "Дом".to_owned(), role: Role::Owner };
    butler::add_login(&city.app, &owner, crate::city::PASSWORD).await.unwrap();
    city.staff("owner").await
}

/// The page of a draft, and which of these visits it names.
async fn named(owner: &Person<'_>, path: &str, visits: &[&Booked<'_>]) -> (String, Vec<bool>) {
    let text = owner.get(path).await.expect(200).text;
    let names = visits.iter().map(|one| text.contains(&format!("/desk/visits/{}", one.visit))).collect();
    (text, names)
}

crate::stories! {
    async fn citrus_in_the_window_cleaner_is_counted_where_none_was_borne_on_the_day(city: City) {
        let anna = city.visitor().books_free("Анна", "+79215550120").await;
        let id = city.client_of("+79215550120").await;
        let citrus = tells(city, id, no_citrus()).await;
        anna.served("2026-03-02 14:00:00").await;
        // Boris bears everything; Clara tells of it only after her visit; Dmitry's home bears none, and he did not want it kept this time.
        let boris = city.visitor().books_free("Борис", "+79215550121").await;
        boris.served("2026-03-03 14:00:00").await;
        let clara = city.visitor().books_free("Клара", "+79215550122").await;
        clara.served("2026-03-04 14:00:00").await;
        tells(city, city.client_of("+79215550122").await, no_citrus()).await;
        let dmitry = city.visitor().books_free("Дмитрий", "+79215550123").await;
        let memory = tells(city, city.client_of("+79215550123").await, no_citrus()).await.to_string();
        let once = [("memory", memory.as_str()), ("scope", "once"), ("reason", "Гости привезли апельсины")];
        dmitry.client.form(&format!("/visits/{}/defaults", dmitry.visit), &once).await.expect(303);
        dmitry.served("2026-03-05 14:00:00").await;
        let all = [&anna, &boris, &clara, &dmitry];
        let owner = owner(city).await;
        let looks = async || sql::all(&city.app.read().await.unwrap(), "SELECT id FROM looks WHERE act = 'visits.look_back'", vec![]).await.unwrap().len();
        // As it stands nothing changes, and nobody has been looked at.
        let open = owner.get(&format!("{PAGE}?part=glass_cleaner")).await.expect(200).text;
        assert!(open.contains("value=\"citrus\"") && !open.contains("value=\"peanut\""), "no product is thought to carry food");
        let (same, names) = named(&owner, &format!("{PAGE}?part=glass_cleaner"), &all).await;
        assert!(same.contains("Ни один визит за год не прошёл бы иначе") && same.contains("value=\"alcohol\" checked"), "{same}");
        assert_eq!((names, looks().await), (vec![false; 4], 0));
        let (told, names) = named(&owner, CITRUS, &all).await;
        assert_eq!(names, [true, false, false, false], "{told}");
        assert!(told.contains("Без него сейчас: 0, по черновику: 1") && told.contains("визит в 1 доме: взяли, а по черновику не взяли бы"), "{told}");
        assert!(told.contains("сейчас берут с собой, по черновику вместо него «Деионизированная вода»") && told.contains("мар 2026: 1 визит"), "{told}");
        assert_eq!(looks().await, 1, "of Anna alone");
        // Taken back since, it stood on the day of the visit.
        withdraw_memory(&city.app, &Actor::Client(id.uuid()), id, citrus.into()).await.unwrap();
        assert_eq!(named(&owner, CITRUS, &all).await.1, [true, false, false, false]);
        // The other way round: the hob's degreaser carries citrus today, and Anna's was done with another.
        let (back, names) = named(&owner, &format!("{PAGE}?part=kitchen_degreaser&substitute="), &all).await;
        assert_eq!(names, [true, false, false, false], "{back}");
        assert!(back.contains("Без него сейчас: 1, по черновику: 0") && back.contains("не взяли, а по черновику взяли бы"), "{back}");
        // A year later it is no visit of the past year; the book has changed by nothing of this.
        city.clock("2027-03-03 14:00:00");
        assert_eq!(named(&owner, CITRUS, &all).await.1, [false; 4]);
        assert!(!catalog::kit(&city.app).unwrap().part("glass_cleaner").unwrap().scents.contains(&"citrus".to_owned()));
    }

    async fn what_the_book_would_refuse_is_refused_with_its_field_and_others_see_nothing(city: City) {
        let anna = city.visitor().books_free("Анна", "+79215550120").await;
        tells(city, city.client_of("+79215550120").await, no_citrus()).await;
        anna.served("2026-03-02 14:00:00").await;
        for login in ["tatiana", "olga"] {
            assert!(!city.staff(login).await.get(CITRUS).await.expect(403).text.contains(&anna.visit));
        }
        anna.client.get(CITRUS).await.expect(403);
        let owner = owner(city).await;
        let draft = async |query: &str| owner.get(&format!("{PAGE}?{query}")).await.expect(200).text;
        let refused = |text: &str, field: &str, words: &str| {
            let error = text.split(&format!("id=\"{field}-error\">")).nth(1).and_then(|rest| rest.split('<').next()).unwrap_or_default();
            assert!(error.contains(words) && !text.contains("data-row"), "{field}: {error}");
        };
        // Nothing that stands in for it; itself; a circle; what another rests on.
        refused(&draft("part=glass_cleaner&carries=citrus&substitute=").await, "substitute", "Цитрусовые");
        refused(&draft("part=glass_cleaner&carries=citrus&substitute=glass_cleaner").await, "substitute", "не заменяет само себя");
        let circle = draft("part=pure_water&carries=preservative&substitute=window_soap").await;
        refused(&circle, "substitute", "Консервант");
        refused(&circle, "carries", "Мыло для окон");
        refused(&draft("part=besom&substitute=").await, "part", "такого у нас нет");
        refused(&draft("part=glass_cleaner&carries=lead&substitute=pure_water").await, "carries", "такого у нас нет");
        // One leads to the other, and so does the page of the book.
        for page in ["/desk/what-if", "/desk/what-if/travel", "/desk/book/page/kit.toml"] {
            assert!(owner.get(page).await.expect(200).text.contains(&format!("href=\"{PAGE}\"")), "{page}");
        }
        let looked = sql::all(&city.app.read().await.unwrap(), "SELECT id FROM looks WHERE act = 'visits.look_back'", vec![]).await.unwrap();
        assert!(looked.is_empty(), "what was refused has shown nobody");
    }
}
