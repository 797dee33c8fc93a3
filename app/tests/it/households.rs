//! A household as it lives with us: found however it is typed, remembered with its source, entered by those it lets in, gone for good.

use crate::City;
use access::{Actor, Role, staff_login};
use db::sql;
use households::{ClientId, Found, RawHome, RawMember, RawMemory, Source};
use std::time::Instant as Clock;
use values::{Lang, Phone};

const FIRST: [&str; 12] = ["Мария", "Ольга", "Елена", "Наталья", "Ирина", "Светлана", "Татьяна", "Юлия", "Екатерина", "Дарья", "Ксения", "Вера"];
const PATRONYMICS: [&str; 5] = ["Ивановна", "Петровна", "Андреевна", "Николаевна", "Олеговна"];
const LAST: [&str; 30] = [
    "Соколова",
    "Морозова",
    "Волкова",
    "Соловьёва",
    "Васильева",
    "Зайцева",
    "Павлова",
    "Семёнова",
    "Голубева",
    "Виноградова",
    "Богданова",
    "Воробьёва",
    "Фёдорова",
    "Михайлова",
    "Беляева",
    "Тарасова",
    "Белова",
    "Комарова",
    "Орлова",
    "Киселёва",
    "Макарова",
    "Андреева",
    "Ковалёва",
    "Ильина",
    "Гусева",
    "Титова",
    "Кузьмина",
    "Кудрявцева",
    "Баранова",
    "Лебедева",
];
const STREETS: [(&str, &str); 10] = [
    ("Большая Пушкарская ул.", "petrogradsky"),
    ("Гороховая ул.", "tsentralny"),
    ("Каменноостровский пр.", "petrogradsky"),
    ("ул. Рубинштейна", "tsentralny"),
    ("Литейный проспект", "tsentralny"),
    ("Большая Зеленина ул.", "petrogradsky"),
    ("Кирочная ул.", "tsentralny"),
    ("Малый проспект П. С.", "petrogradsky"),
    ("ул. Маяковского", "tsentralny"),
    ("Садовая ул.", "tsentralny"),
];

async fn desk(city: &City) -> Actor {
    let db = city.app.read().await.unwrap();
    Actor::Staff(staff_login(&db, "tatiana").await.unwrap().unwrap().person, Role::Manager)
}

/// A client with a surname and a home, through the use cases.
async fn client(city: &City, name: &str, last: &str, phone: &str, home: (&str, &str, &str)) -> ClientId {
    let phone = &households::Door::parse(phone).unwrap();
    let id = city.app.write(&Actor::House, |tx| async move { households::welcome(&tx, name, phone, Lang::Ru).await }).await.unwrap().into_inner();
    if !last.is_empty() {
        households::rename(&city.app, &Actor::House, id, name, last).await.unwrap();
    }
    let (street, house, district) = home;
    let raw = RawHome { district: district.to_owned(), street: street.to_owned(), house: house.to_owned(), flat: "4".to_owned() };
    households::add_home_of(&city.app, &Actor::House, id, &raw, &households::RawDoors::default()).await.unwrap();
    id
}

async fn found(city: &City, who: &Actor, typed: &str) -> Vec<Found> {
    households::find_clients(&city.app, who, typed, 12).await.unwrap()
}

fn memory(kind: &str) -> RawMemory {
    RawMemory { kind: kind.to_owned(), ..RawMemory::default() }
}

crate::stories! {
    async fn she_is_among_the_first_three_of_three_hundred(city: City) {
        let desk = desk(city).await;
        for n in 0..299_usize {
            let name = format!("{} {}", FIRST[n % FIRST.len()], PATRONYMICS[(n / 7) % PATRONYMICS.len()]);
            let (street, district) = STREETS[n % STREETS.len()];
            // One other Лебедева lives elsewhere, and others on her street in other houses.
            let last = LAST[if n == 150 { 29 } else { n % 29 }];
            let house = (12 + n / 5).to_string();
            client(city, &name, last, &format!("+7921555{:04}", 1000 + n), (street, &house, district)).await;
            if n == 150 {
                city.clock("2026-03-02 08:02:00");
                journal::drain(&city.app).await.unwrap();
            }
        }
        let anna = client(city, "Анна Сергеевна", "Лебедева", "+7 921 555-01-20", ("Большая Пушкарская ул.", "11", "petrogradsky")).await;
        let mut took = Vec::new();
        let unfiled = async || sql::one(&city.app.read().await.unwrap(), "SELECT count(*) AS n FROM new_marks", vec![]).await.unwrap().unwrap().get::<i64>("n").unwrap();
        // Those who came a moment ago are found as those are whose marks were filed, all of them in the end.
        for filed in [false, true] {
            if filed {
                city.clock("2026-03-02 08:05:00");
                journal::drain(&city.app).await.unwrap();
            }
            assert_eq!(unfiled().await == 0, filed);
            for typed in ["лебидева", "Kt,tltdf", "lebedeva", "0120", "пушкарская 11", "лебедева анна", "geirfhcrfz 11", "Anna Lebedeva", "921 555-01-20"] {
                let begun = Clock::now();
                let place = found(city, &desk, typed).await.iter().position(|found| found.card.client == anna);
                took.push(begun.elapsed());
                assert!(place.is_some_and(|place| place < 3), "{typed}: {place:?}");
            }
        }
        took.sort_unstable();
        assert!(took.last().is_some_and(|most| most.as_millis() < 2000), "{took:?}");
        assert!(found(city, &desk, "").await.is_empty() && found(city, &desk, "\u{0} %'--").await.len() <= 12);
        assert!(households::find_clients(&city.app, &Actor::Client(anna.uuid()), "лебедева", 3).await.is_err(), "a client looks for nobody");
    }

    async fn what_disagrees_stands_until_a_person_says_what_holds(city: City) {
        let desk = desk(city).await;
        let anna = client(city, "Анна", "", "+79215550120", ("Гороховая ул.", "57", "tsentralny")).await;
        let herself = Actor::Client(anna.uuid());
        let study = |until: &str| RawMemory { room: "study".to_owned(), from: "14:00".to_owned(), until: until.to_owned(), ..memory("closed_room") };
        let first = households::remember(&city.app, &herself, anna, None, &study("15:30"), Source::Portal).await.unwrap().into_inner();
        let second = households::remember(&city.app, &desk, anna, None, &study("16:00"), Source::Call).await.unwrap().into_inner();
        let again = households::remember(&city.app, &desk, anna, None, &study("16:00"), Source::Call).await.unwrap().into_inner();
        assert_eq!(second, again, "told again word for word, it is remembered once");
        let db = city.app.read().await.unwrap();
        let held = households::memory(&db, anna).await.unwrap();
        assert_eq!(held.iter().map(|one| one.id).collect::<Vec<_>>(), [first, second], "nothing is overwritten");
        assert_eq!(households::contradictions(&held).len(), 1);
        households::settle_memory(&city.app, &herself, anna, first, second).await.unwrap();
        let held = households::memory(&city.app.read().await.unwrap(), anna).await.unwrap();
        assert_eq!(held.iter().map(|one| (one.id, one.source)).collect::<Vec<_>>(), [(first, Source::Portal)]);
        assert!(households::settle_memory(&city.app, &herself, anna, first, second).await.is_err());
        households::withdraw_memory(&city.app, &desk, anna, first).await.unwrap();
        assert!(households::memory(&city.app.read().await.unwrap(), anna).await.unwrap().is_empty());
        let boris = client(city, "Борис", "", "+79215550121", ("Кирочная ул.", "5", "tsentralny")).await;
        let strange = households::remember(&city.app, &Actor::Client(boris.uuid()), anna, None, &memory("wish"), Source::Portal).await;
        assert!(strange.is_err(), "another household's memory is not hers to write");
    }

    async fn what_is_remembered_says_where_it_comes_from_and_both_sides_of_a_quarrel_do(city: City) {
        let anna = city.visitor().books("Анна Сергеевна", "+79215550120").await;
        let id = city.client_of("+79215550120").await;
        let manager = city.staff("tatiana").await;
        let study = |until: &'static str| [("kind", "closed_room"), ("room", "study"), ("from", "14:00"), ("until", until)];
        anna.client.form("/my/household/memory", &study("15:30")).await.expect(303);
        manager.form(&format!("/desk/clients/{id}/memory"), &study("16:00")).await.expect(303);
        let wish = [("kind", "wish"), ("text", "Тихо после девяти")];
        manager.form(&format!("/desk/clients/{id}/memory"), &wish).await.expect(303);
        // At the desk: by which way, when, who wrote it down, how sure we are, how close it is; of both that disagree.
        let desk = manager.get(&format!("/desk/clients/{id}")).await.expect(200).plain();
        for (words, times) in [("сказано на своей странице", 1), ("их собственные слова", 1), ("записано: Татьяна", 3), ("с их слов", 3)] {
            assert_eq!(desk.matches(words).count(), times, "{words}: {desk}");
        }
        let prepared = manager.get(&format!("/desk/prepared/clients/{id}")).await.expect(200).plain();
        assert!(prepared.contains("записано: Татьяна"), "{prepared}");
        // To herself, in plain words, and nothing of how sure we are.
        for page in ["/my", "/my/household"] {
            let own = anna.client.get(page).await.expect(200).plain();
            assert!(own.contains("в разговоре с Татьяной") && own.contains("Вы записали это здесь"), "{page}: {own}");
            assert!(!own.contains("с их слов") && !own.contains("собственные слова"), "{page}: {own}");
        }
        let memory = manager.get(&format!("/api/v1/clients/{id}/household")).await.expect(200).json()["memory"].clone();
        let of = |source: &str| memory.as_array().unwrap().iter().find(|one| one["kind"] == "closed_room" && one["source"] == source).unwrap().clone();
        let (hers, ours) = (of("portal"), of("call"));
        assert_eq!((&hers["author"], &hers["author_name"], &hers["confidence"]), (&"client".into(), &serde_json::Value::Null, &"told".into()));
        assert_eq!((&ours["author"], &ours["confidence"]), (&"staff".into(), &"heard".into()));
        assert!(ours["author_name"].as_str().unwrap().starts_with("Татьяна"), "{ours}");
        assert_eq!((&hers["contradicts"], &ours["contradicts"]), (&serde_json::json!([ours["id"]]), &serde_json::json!([hers["id"]])));
    }

    async fn each_button_of_two_that_disagree_says_what_it_keeps(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let id = city.client_of("+79215550120").await;
        let manager = city.staff("tatiana").await;
        let taste = |text: &'static str| [("kind", "taste"), ("what", "flowers"), ("text", text)];
        anna.client.form("/my/household/memory", &taste("белые пионы")).await.expect(303);
        manager.form(&format!("/desk/clients/{id}/memory"), &taste("тюльпаны")).await.expect(303);
        let pages = [manager.get(&format!("/desk/clients/{id}")).await.expect(200).text, anna.client.get("/my/household").await.expect(200).text];
        for page in &pages {
            assert_eq!(page.matches("А ещё сказано иначе").count(), 1, "told once: {page}");
            assert!(page.contains(">Верно: белые пионы</button>") && page.contains(">Верно: тюльпаны</button>"), "{page}");
        }
        let said = anna.client.get("/my/household").await.expect(200).text;
        let form = said.split("<form").find(|form| form.contains(">Верно: тюльпаны</button>")).unwrap().to_owned();
        let value = |name: &str| form.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap().split('"').next().unwrap().to_owned();
        anna.client.form("/my/household/memory/settle", &[("holds", &value("holds")), ("gives_way", &value("gives_way"))]).await.expect(303);
        let page = anna.client.get("/my/household").await.expect(200).text;
        assert!(page.contains("Цветы: тюльпаны") && !page.contains("белые пионы") && !page.contains("Верно:"), "what the button named is kept: {page}");
        city.keeps_its_promises().await;
    }

    async fn the_same_is_remembered_once_whether_of_the_home_or_of_all_of_them(city: City) {
        let anna = client(city, "Анна", "", "+79215550120", ("Гороховая ул.", "57", "tsentralny")).await;
        let herself = Actor::Client(anna.uuid());
        let homes = async || sql::all(&city.app.read().await.unwrap(), "SELECT id FROM homes ORDER BY id", vec![]).await.unwrap();
        let home = households::HomeId::from(homes().await[0].get::<uuid::Uuid>("id").unwrap());
        let citrus = RawMemory { to: "citrus".to_owned(), ..memory("allergy") };
        let told = async |home| households::remember(&city.app, &herself, anna, home, &citrus, Source::Portal).await.unwrap().into_inner();
        let first = told(Some(home)).await;
        assert_eq!(told(None).await, first, "there is no other home");
        households::propose_from(&city.app, &herself, anna, "У сына аллергия на лимон").await.unwrap();
        let waiting = sql::all(&city.app.read().await.unwrap(), "SELECT id FROM memory_proposals", vec![]).await.unwrap();
        assert!(waiting.is_empty(), "what is known is not put forward");
        let raw = RawHome { district: "tsentralny".to_owned(), street: "Кирочная ул.".to_owned(), house: "5".to_owned(), flat: "2".to_owned() };
        let second = households::add_home_of(&city.app, &herself, anna, &raw, &households::RawDoors::default()).await.unwrap();
        let everywhere = told(None).await;
        assert_ne!(everywhere, first, "of the other home it was not told");
        let held = households::memory(&city.app.read().await.unwrap(), anna).await.unwrap();
        assert_eq!(held.iter().map(|one| one.id).collect::<Vec<_>>(), [everywhere], "what holds of all of them takes the place of it");
        assert_eq!(told(Some(second)).await, everywhere);
        city.keeps_its_promises().await;
    }

    async fn what_is_not_eaten_is_known_and_asks_nothing_of_a_cleaning(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let id = city.client_of("+79215550120").await;
        let manager = city.staff("tatiana").await;
        let text = "У Сони аллергия на арахис. Аллергия на мёд и рыбу. Мой день рождения 5 мая. Люблю белые пионы и рислинг";
        manager.post(&format!("/api/v1/clients/{id}/memory/found"), serde_json::json!({ "text": text })).await.expect(200);
        let page = format!("/desk/clients/{id}");
        // Where there is nothing new in a message, that is said, and the message stands there still.
        for nothing in ["Спасибо, в доме чисто", "У Сони аллергия на арахис"] {
            let again = manager.form(&format!("{page}/memory/read"), &[("text", nothing)]).await.expect(200).plain();
            assert!(again.contains("что стоит запомнить, здесь не нашли") && again.contains(nothing), "{again}");
        }
        let shown = manager.get(&page).await.expect(200).text.replace('\u{a0}', " ");
        for words in ["Не переносят: Арахис", "Не переносят: Мёд", "Не переносят: Рыба", "Анна: день рождения 5 мая", "Цветы: белые пионы", "Вино: рислинг"] {
            assert!(shown.contains(words), "{words}: {shown}");
        }
        let found = manager.get(&format!("/api/v1/clients/{id}/household")).await.expect(200).json()["found"].as_array().unwrap().clone();
        assert_eq!(found.len(), 6);
        for one in &found {
            manager.form(&format!("{page}/memory/found"), &[("proposal", one["id"].as_str().unwrap()), ("say", "yes")]).await.expect(303);
        }
        let told = manager.get(&format!("/api/v1/visits/{}/briefing", anna.visit)).await.expect(200).json();
        assert_eq!(told["asked"], serde_json::json!([]), "nothing that we clean with carries it");
        let mut known = told["at_home"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect::<Vec<_>>();
        known.sort_unstable();
        assert_eq!(known, ["Аллергия: Арахис", "Аллергия: Мёд", "Аллергия: Рыба"]);
        city.keeps_its_promises().await;
    }

    async fn what_is_told_in_passing_is_remembered_once_a_person_confirms_it(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let db = city.app.read().await.unwrap();
        let id = households::client_by_phone(&db, &Phone::parse("+79215550120").unwrap()).await.unwrap().unwrap();
        anna.served("2026-03-02 14:00:00").await;
        let words = "Спасибо, чисто. У сына аллергия на лаванду, а на лимон нет. Собаку зовут Бим. У сына аллергия на лаванду!";
        anna.client.form(&format!("/my/visits/{}/answer", anna.visit), &[("words", words)]).await.expect(303);
        let manager = city.staff("tatiana").await;
        let api = format!("/api/v1/clients/{id}/household");
        let found = async || {
            let told = manager.get(&api).await.expect(200).json();
            let found = told["found"].as_array().unwrap().iter().map(|one| (one["kind"].as_str().unwrap().to_owned(), one["id"].as_str().unwrap().to_owned()));
            (found.collect::<Vec<_>>(), told["memory"].clone())
        };
        let (waiting, memory) = found().await;
        assert_eq!(waiting.iter().map(|(kind, _)| kind.as_str()).collect::<Vec<_>>(), ["pet", "allergy"]);
        assert_eq!(memory, serde_json::json!([]), "nothing enters by itself");
        let (dog, lavender) = (waiting[0].1.as_str(), waiting[1].1.as_str());
        // Both see it, with the words in which it was found, and either may say.
        let desk = manager.get(&format!("/desk/clients/{id}")).await.expect(200).text;
        assert!(desk.contains("Похоже, стоит запомнить") && desk.contains("«Собаку зовут Бим.»"), "{desk}");
        let own = anna.client.get("/my/household").await.expect(200).text;
        assert!(own.contains("Не переносят: Лаванда") && own.contains("из ответа после работы"), "{own}");
        let say = "/my/household/memory/found";
        anna.client.form(say, &[("proposal", lavender), ("say", "yes")]).await.expect(303);
        manager.form(&format!("/desk/clients/{id}/memory/found"), &[("proposal", dog), ("say", "no")]).await.expect(303);
        let (waiting, memory) = found().await;
        assert!(waiting.is_empty());
        assert_eq!((&memory[0]["kind"], &memory[0]["source"], &memory[0]["confidence"], &memory[0]["sensitivity"]), (&"allergy".into(), &"message".into(), &"told".into(), &"close".into()));
        assert_eq!(memory.as_array().unwrap().len(), 1);
        assert!(anna.client.form(say, &[("proposal", dog), ("say", "yes")]).await.expect(409).text.contains("уже ответили"));
        // What is known, and what was declined, is not put forward again; a question tells nothing.
        let read = format!("/api/v1/clients/{id}/memory/found");
        manager.post(&read, serde_json::json!({ "text": "Собаку зовут Бим. Аллергия на лаванду. А вы не в отъезде до 10 марта?" })).await.expect(200);
        assert!(found().await.0.is_empty());
        // A note of ours is for us to read: the household does not see it waiting.
        let note = format!("/api/v1/visits/{}/notes", anna.visit);
        manager.post(&note, serde_json::json!({ "text": "Хозяйка сухо сказала, что они в отъезде до 20 марта" })).await.expect(200);
        assert!(found().await.0.iter().any(|(kind, _)| kind == "away"));
        assert!(!anna.client.get("/my/household").await.expect(200).text.contains("сухо сказала"));
        let boris = city.visitor().books("Борис", "+79215550121").await;
        assert_eq!(boris.client.post(&read, serde_json::json!({ "text": "У нас кот Барсик" })).await.problem(), "403 denied");
    }

    async fn each_is_addressed_as_they_like(city: City) {
        let anna = city.visitor().books("Анна Сергеевна", "+79215550120").await;
        let db = city.app.read().await.unwrap();
        let id = households::client_by_phone(&db, &Phone::parse("+79215550120").unwrap()).await.unwrap().unwrap();
        let manager = city.staff("tatiana").await;
        let card = format!("/desk/clients/{id}");
        let shown = async || manager.get(&card).await.expect(200).text;
        assert!(shown().await.contains("Анна Сергеевна, на «вы»; к Анне Сергеевне, с Анной Сергеевной"));
        // She says how: letters, the desk and whoever comes say it so.
        let calling = [("salutation", "Аня"), ("register", "as_told"), ("thou", "yes"), ("sex", ""), ("instrumental", "Анечкой")];
        anna.client.form("/my/household/calling", &calling).await.expect(303);
        assert!(shown().await.contains("Аня, на «ты»; к Ане, с Анечкой"), "{}", shown().await);
        let seen = anna.seen().await;
        let cleaner = city.one_of(&seen["crew"]).await;
        let sheet = cleaner.get(&format!("/work/visits/{}", anna.visit)).await.expect(200).text;
        assert!(sheet.contains("К Ане, на «ты»"), "{sheet}");
        anna.served("2026-03-02 14:00:00").await;
        let done = city.messages("aftercare.done").await;
        assert!(done[0].contains("Аня, работа закончена") && done[0].contains("превзойти твои ожидания") && !done[0].contains("Вы"), "{done:?}");
        let told = manager.post(&format!("/api/v1/clients/{id}/calling"), serde_json::json!({ "register": "loud" })).await;
        assert_eq!(told.expect(422).json()["fields"][0]["field"], "register");
        // Somebody who acts for her is addressed on their own terms.
        let raw = RawMember { name: "Пётр Ильич".to_owned(), phone: "+79215550124".to_owned(), kin: "spouse".to_owned(), rights: vec!["order".to_owned()] };
        let peter = households::invite(&city.app, &Actor::Client(id.uuid()), id, &raw).await.unwrap();
        let his = serde_json::json!({ "member": peter.uuid(), "thou": true });
        let told = manager.post(&format!("/api/v1/clients/{id}/calling"), his).await.expect(200).json();
        assert_eq!((&told["cases"][4], &told["thou"]), (&"Петром Ильичом".into(), &true.into()));
        // A preposition sounds as the name does.
        city.visitor().books("Лев", "+79215550125").await;
        let lev = format!("/desk/clients/{}", city.client_of("+79215550125").await);
        let shown = manager.get(&lev).await.expect(200).text;
        assert!(shown.contains("Лев, на «вы»; ко Льву, со Львом"), "{shown}");
        let other = city.visitor().books("Борис", "+79215550121").await;
        assert_eq!(other.client.post(&format!("/api/v1/clients/{id}/calling"), serde_json::json!({})).await.problem(), "403 denied");
    }

    async fn the_pages_speak_to_each_as_they_like(city: City) {
        let anna = city.visitor().books("Анна Сергеевна", "+79215550120").await;
        let (id, manager) = (city.client_of("+79215550120").await, city.staff("tatiana").await);
        let (herself, rights) = (Actor::Client(id.uuid()), ["order", "manage_memory"].map(str::to_owned).to_vec());
        let raw = RawMember { name: "Пётр Ильич".to_owned(), phone: "+79215550124".to_owned(), kin: "spouse".to_owned(), rights };
        let husband = households::invite(&city.app, &herself, id, &raw).await.unwrap();
        households::ask_code(&city.app, "+79215550124", Lang::Ru).await.unwrap();
        let token = households::sign_in(&city.app, "+79215550124", &city.code_of(husband.uuid()).await).await.unwrap();
        let himself = access::session(&city.app.read().await.unwrap(), &token).await.unwrap();
        let peter = city.signed_in_as(himself).await;
        assert!(anna.client.get("/my").await.expect(200).plain().contains("Письмо о Вашем доме"), "nobody has said anything else yet");
        // The desk has heard it from her: her pages, the site and what is wrong with a form say it so; his pages do not.
        manager.post(&format!("/api/v1/clients/{id}/calling"), serde_json::json!({ "thou": true })).await.expect(200);
        let empty = [("kind", "wish"), ("text", "")];
        for (reader, [letter, site, fault, closed]) in [
            (&anna.client, ["Письмо о твоём доме", "Рассчитай уборку", "заполни, пожалуйста", "Это тебе не открыто"]),
            (&peter, ["Письмо о Вашем доме", "Рассчитайте уборку", "заполните, пожалуйста", "Это Вам не открыто"]),
        ] {
            for page in ["/my", "/my/household"] {
                let shown = reader.get(page).await.expect(200).plain();
                assert!(shown.contains(letter), "{page}: {shown}");
            }
            assert!(reader.get("/").await.expect(200).plain().contains(site));
            let wrong = reader.form("/my/household/memory", &empty).await.expect(422).plain();
            assert!(wrong.contains(fault), "{wrong}");
            assert!(reader.get("/desk").await.expect(403).plain().contains(closed));
        }
        // A program of hers is told things as everybody is, and so are the desk and a visitor.
        let told = anna.client.post(&format!("/api/v1/clients/{id}/memory"), serde_json::json!({ "kind": "wish", "text": "" })).await.expect(422).plain();
        assert!(told.contains("заполните, пожалуйста"), "{told}");
        let desk = manager.form(&format!("/desk/clients/{id}/memory"), &empty).await.expect(422).plain();
        assert!(desk.contains("заполните, пожалуйста") && desk.contains("на «ты»"), "{desk}");
        assert!(city.visitor().get("/").await.expect(200).plain().contains("Рассчитайте уборку"));
    }

    async fn the_page_of_a_link_speaks_as_its_client_is_spoken_to(city: City) {
        let anna = city.visitor().books("Анна Сергеевна", "+79215550120").await;
        let (id, manager) = (city.client_of("+79215550120").await, city.staff("tatiana").await);
        let birthday = RawMemory { what: "birthday".to_owned(), on: "1985-03-08".to_owned(), name: "Ольга".to_owned(), ..memory("date") };
        let taste = |what: &str, text: &str| RawMemory { what: what.to_owned(), text: text.to_owned(), ..memory("taste") };
        for raw in [birthday, taste("flowers", "белые пионы"), taste("coffee", "Кения")] {
            households::remember(&city.app, &Actor::Client(id.uuid()), id, None, &raw, Source::Portal).await.unwrap();
        }
        for _ in 0..2 {
            care::look_ahead_now(&city.app).await.unwrap();
        }
        let prepared = care::desk(&city.app, &Actor::House, None).await.unwrap().prepared;
        let proposal = prepared[0].0.id;
        care::send(&city.app, &Actor::House, proposal).await.unwrap();
        let link = format!("/care/{}", messaging::proposal_token(&city.app, proposal.uuid(), city.app.now()));
        let looks = async || sql::all(&city.app.read().await.unwrap(), "SELECT id FROM looks", vec![]).await.unwrap().len();
        assert!(city.visitor().get(&link).await.expect(200).text.contains("Пока Вы не ответили"));
        manager.post(&format!("/api/v1/clients/{id}/calling"), serde_json::json!({ "thou": true })).await.expect(200);
        let before = looks().await;
        for reader in [&city.visitor(), &anna.client] {
            let shown = reader.get(&link).await.expect(200).text;
            assert!(shown.contains("Пока ты не ответишь") && shown.contains("Позвони:"), "{shown}");
        }
        assert_eq!(looks().await, before, "nobody's card was opened for it");
        // A client who opens the link of another's is spoken to as themselves.
        let boris = city.visitor().books("Борис", "+79215550121").await;
        assert!(boris.client.get(&link).await.expect(200).text.contains("Пока Вы не ответили"));
    }

    async fn a_memory_acts_by_the_rules_of_the_house_book_and_its_keeping_is_counted(city: City) {
        city.book("memory.toml", "rain_from = \"09-01\"", "rain_from = \"02-01\"").await;
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let db = city.app.read().await.unwrap();
        let id = households::client_by_phone(&db, &Phone::parse("+79215550120").unwrap()).await.unwrap().unwrap();
        let manager = city.staff("tatiana").await;
        let keep = format!("/api/v1/clients/{id}/memory");
        manager.post(&keep, serde_json::json!({ "kind": "away", "back": "2026-03-20" })).await.expect(201);
        let briefing = format!("/api/v1/visits/{}/briefing", anna.visit);
        let told = manager.get(&briefing).await.expect(200).json();
        assert_eq!(told["asked"][0]["kind"], "absent", "{told}");
        assert_eq!(told["asked"][0]["lines"][0], "Проверить водостоки и сливы на балконе и террасе");
        assert!(told["asked"][0]["why"].as_str().unwrap().contains("по телефону"), "{told}");
        // A seat for the child by weight and height on the day of the journey; measured too long ago, somebody asks.
        manager.post(&keep, serde_json::json!({ "kind": "child", "name": "Ива", "born": "2021-05-01", "kg": "17", "cm": "104" })).await.expect(201);
        let journey = async |day: &str| manager.get(&format!("/api/v1/clients/{id}/journey?day={day}")).await.expect(200).json();
        let told = journey("2026-03-10").await;
        assert_eq!((&told["seats"][0]["groups"], &told["water"]), (&serde_json::json!(["I", "II"]), &serde_json::json!("Вода без газа")));
        assert_eq!(journey("2026-12-01").await["seats"][0]["need"], "ask");
        assert_eq!(journey("2033-05-01").await, serde_json::json!({ "seats": [], "water": null }), "twelve on that day");
        anna.served("2026-03-02 14:00:00").await;
        let visit: visits::VisitId = anna.visit.parse().unwrap();
        assert_eq!(visits::remembered(&city.app.read().await.unwrap(), &[visit]).await.unwrap()[&visit].asked, 1);
        // What another season would have asked of the past year; nothing but the record of looks changes.
        assert_eq!(manager.get("/desk/what-if").await.expect(403).text.matches("черновику").count(), 0);
        let owner = butler::NewLogin { login: "owner".to_owned(), first: "Вера".to_owned(), patronymic: None, last: "Дом".to_owned(), role: Role::Owner };
        butler::add_login(&city.app, &owner, crate::city::PASSWORD).await.unwrap();
        let owner = city.staff("owner").await;
        let page = async |query: &str| owner.get(&format!("/desk/what-if{query}")).await.expect(200).text;
        let same = page("").await;
        assert!(same.contains("Сейчас: 1, по черновику: 1") && same.contains("до 20\u{a0}марта") && same.contains(&anna.visit), "{same}");
        let gone = page("?rain_from=09-01").await;
        assert!(gone.contains("Сейчас: 1, по черновику: 0") && gone.contains("По черновику не проверили бы"), "{gone}");
        // Taken back since, it stood on the day of the visit.
        let away = households::memory(&city.app.read().await.unwrap(), id).await.unwrap()[0].id;
        households::withdraw_memory(&city.app, &Actor::Client(id.uuid()), id, away).await.unwrap();
        assert!(page("").await.contains("Сейчас: 1, по черновику: 1"));
        assert!(page("?rain_until=30.11").await.contains("месяц и день пишутся цифрами"));
        assert_eq!(households::memory_rules(&city.app).unwrap().absent.rain_from, "02-01");
    }

    async fn an_assistant_comes_in_by_their_own_phone_and_goes_at_a_word(city: City) {
        let anna = client(city, "Анна", "", "+79215550120", ("Гороховая ул.", "57", "tsentralny")).await;
        let herself = Actor::Client(anna.uuid());
        let raw = RawMember { name: "Пётр".to_owned(), phone: "8 921 555-01-24".to_owned(), kin: "assistant".to_owned(), rights: vec!["manage_memory".to_owned()] };
        let helper = households::invite(&city.app, &herself, anna, &raw).await.unwrap();
        assert!(households::invite(&city.app, &herself, anna, &raw).await.is_err(), "one phone once");
        households::ask_code(&city.app, "+79215550124", Lang::Ru).await.unwrap();
        let token = households::sign_in(&city.app, "+79215550124", &city.code_of(helper.uuid()).await).await.unwrap();
        let db = city.app.read().await.unwrap();
        let actor = access::session(&db, &token).await.unwrap();
        assert_eq!(actor.client(), Some(anna.uuid()));
        let wish = RawMemory { text: "Тихо после девяти".to_owned(), ..memory("wish") };
        households::remember(&city.app, &actor, anna, None, &wish, Source::Portal).await.unwrap();
        assert!(households::invite(&city.app, &actor, anna, &raw).await.is_err(), "letting others in is the client's alone");
        households::set_rights(&city.app, &herself, anna, helper, &["see_visits".to_owned()]).await.unwrap();
        let actor = access::session(&city.app.read().await.unwrap(), &token).await.unwrap();
        assert!(households::remember(&city.app, &actor, anna, None, &memory("note"), Source::Portal).await.is_err(), "a right taken away is gone at once");
        households::let_go(&city.app, &herself, anna, helper).await.unwrap();
        assert_eq!(access::session(&city.app.read().await.unwrap(), &token).await.unwrap(), Actor::Visitor, "the session ends with the right");
    }

    async fn consents_are_none_until_given_and_end_at_once(city: City) {
        let anna = client(city, "Анна", "", "+79215550120", ("Гороховая ул.", "57", "tsentralny")).await;
        let herself = Actor::Client(anna.uuid());
        let stands = async || households::consented(&city.app.read().await.unwrap(), anna, "photos").await.unwrap();
        assert!(!stands().await, "none is given by itself");
        for _ in 0..2 {
            households::give_consent(&city.app, &herself, anna, "photos", Source::Portal).await.unwrap();
        }
        assert!(stands().await);
        households::withdraw_consent(&city.app, &herself, anna, "photos", Source::Call).await.unwrap();
        assert!(!stands().await);
        households::give_consent(&city.app, &herself, anna, "photos", Source::Portal).await.unwrap();
        let all = households::consents_of(&city.app.read().await.unwrap(), anna).await.unwrap();
        assert_eq!(all.iter().map(|one| one.ended.map(|(_, by)| by)).collect::<Vec<_>>(), [None, Some(Source::Call)], "each giving stands with its end");
        assert_eq!(all[0].text.file, "consents.toml");
        assert!(households::give_consent(&city.app, &herself, anna, "everything", Source::Portal).await.is_err());
    }

    async fn a_new_phone_is_proved_and_the_old_one_hears_of_it(city: City) {
        let anna = client(city, "Анна", "", "+79215550120", ("Гороховая ул.", "57", "tsentralny")).await;
        client(city, "Борис", "", "+79215550121", ("Кирочная ул.", "5", "tsentralny")).await;
        let herself = Actor::Client(anna.uuid());
        let old = city.app.write(&herself, |tx| async move { access::open_session(&tx, &herself).await }).await.unwrap();
        let kind = households::ContactKind::Phone;
        let change = households::ask_contact_change(&city.app, &herself, anna, kind, "+7 921 555-01-29").await.unwrap();
        assert!(households::confirm_contact_change(&city.app, &herself, anna, change, "no").await.is_err());
        let token = households::confirm_contact_change(&city.app, &herself, anna, change, &city.code_of(change.uuid()).await).await.unwrap().unwrap();
        let db = city.app.read().await.unwrap();
        assert_eq!(access::session(&db, &old).await.unwrap(), Actor::Visitor);
        assert_eq!(access::session(&db, &token).await.unwrap(), herself);
        let of = async |phone: &str| households::client_by_phone(&city.app.read().await.unwrap(), &Phone::parse(phone).unwrap()).await.unwrap();
        assert_eq!((of("+79215550129").await, of("+79215550120").await), (Some(anna), None));
        journal::drain(&city.app).await.unwrap();
        let told = messaging::kept_for(&city.app.read().await.unwrap(), change.uuid(), 5).await.unwrap();
        let told = told.into_iter().find(|kept| kept.class == "households.phone_changed").and_then(|kept| kept.text).unwrap();
        assert!(told.1.contains("0129") && told.1.contains("921"), "{told:?}");
        let others = households::ask_contact_change(&city.app, &herself, anna, kind, "+79215550121").await.unwrap();
        let refused = households::confirm_contact_change(&city.app, &herself, anna, others, &city.code_of(others.uuid()).await).await;
        assert!(matches!(refused, Err(households::ChangeContact::Taken(_))));
        let desk = desk(city).await;
        assert!(households::change_phone_for_client(&city.app, &desk, anna, "+79215550130", "").await.is_err(), "a manager says how it was checked");
        households::change_phone_for_client(&city.app, &desk, anna, "+79215550130", "called_back").await.unwrap();
        assert_eq!(of("+79215550130").await, Some(anna));
        assert_eq!(found(city, &desk, "0130").await.first().map(|found| found.card.client), Some(anna), "and is found by it");
    }

    async fn a_search_is_one_look_however_many_keys_it_takes(city: City) {
        let desk = desk(city).await;
        let anna = client(city, "Анна", "Лебедева", "+79215550120", ("Гороховая ул.", "57", "tsentralny")).await;
        let looks = async || access::looks_at(&city.app.read().await.unwrap(), anna.uuid(), 50).await.unwrap().len();
        for typed in ["леб", "лебе", "лебед", "лебедева"] {
            assert_eq!(found(city, &desk, typed).await.len(), 1, "{typed}");
        }
        assert_eq!(looks().await, 1);
        city.clock("2026-03-02 08:11:00");
        found(city, &desk, "лебедева").await;
        assert_eq!(looks().await, 2);
    }

    async fn nobody_is_erased_whom_we_owe_a_visit_or_an_answer(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let db = city.app.read().await.unwrap();
        let id = households::client_by_phone(&db, &Phone::parse("+79215550120").unwrap()).await.unwrap().unwrap();
        let owner = butler::NewLogin { login: "owner".to_owned(), first: "Вера".to_owned(), patronymic: None, last: "Дом".to_owned(), role: Role::Owner };
        butler::add_login(&city.app, &owner, crate::city::PASSWORD).await.unwrap();
        let owner = city.staff("owner").await;
        let erase = format!("/desk/clients/{id}/erase");
        let (before, _) = db::digest(&city.app).await.unwrap();
        assert!(matches!(households::erase_client(&city.app, &Actor::House, id).await, Err(households::EraseClient::Busy)));
        assert_eq!(db::digest(&city.app).await.unwrap().0, before);
        let page = owner.form(&erase, &[("sure", "yes")]).await.expect(422);
        assert!(page.text.contains("сначала отмените или проведите визиты: 2\u{a0}марта"), "{}", page.text);
        // Done, and she found fault with it: her words are seen to first.
        anna.served("2026-03-02 14:00:00").await;
        anna.client.form(&format!("/my/visits/{}/answer", anna.visit), &[("words", "Пыль на шкафу")]).await.expect(303);
        let page = owner.form(&erase, &[("sure", "yes")]).await.expect(422);
        assert!(page.text.contains("сначала закройте обращение"), "{}", page.text);
        let case = owner.first_case().await;
        owner.form(&format!("{case}/take"), &[]).await.expect(303);
        owner.form(&format!("{case}/close"), &[("note", "позвонили, извинились")]).await.expect(303);
        assert_eq!(owner.form(&erase, &[("sure", "yes")]).await.expect(303).location(), "/desk/clients");
        owner.get(&format!("/desk/clients/{id}")).await.expect(404);
        // What happened stays, without her name.
        assert_eq!(visits::visits_of(&city.app.read().await.unwrap(), &Actor::House, id, values::Instant::from_micros(i64::MAX), 5).await.unwrap().len(), 1);
    }

    async fn an_erased_client_is_nowhere(city: City) {
        let desk = desk(city).await;
        let anna = client(city, "Анна", "Лебедева", "+79215550120", ("Гороховая ул.", "57", "tsentralny")).await;
        let herself = Actor::Client(anna.uuid());
        let raw = RawMember { name: "Пётр".to_owned(), phone: "+79215550124".to_owned(), kin: "spouse".to_owned(), rights: vec!["order".to_owned()] };
        households::invite(&city.app, &herself, anna, &raw).await.unwrap();
        households::give_consent(&city.app, &herself, anna, "news", Source::Portal).await.unwrap();
        assert!(households::erase_client(&city.app, &desk, anna).await.is_err(), "an owner alone");
        households::erase_client(&city.app, &Actor::House, anna).await.unwrap();
        assert!(households::erase_client(&city.app, &Actor::House, anna).await.is_err());
        for typed in ["лебедева", "0120", "0124", "гороховая 57"] {
            assert!(found(city, &desk, typed).await.is_empty(), "{typed}");
        }
        let db = city.app.read().await.unwrap();
        assert_eq!(households::client_by_phone(&db, &Phone::parse("+79215550120").unwrap()).await.unwrap(), None);
        assert!(households::memory(&db, anna).await.unwrap().is_empty());
        let anew = client(city, "Анна", "Лебедева", "+79215550120", ("Гороховая ул.", "57", "tsentralny")).await;
        assert_ne!(anew, anna, "who comes back begins anew");
        city.clock("2026-03-02 08:05:00");
        journal::drain(&city.app).await.unwrap();
        assert_eq!(found(city, &desk, "гороховая 57").await.iter().map(|found| found.card.client).collect::<Vec<_>>(), [anew]);
    }
}
