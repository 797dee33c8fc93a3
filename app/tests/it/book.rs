//! The house book at the desk: what the owner publishes is what the house works by, and nothing takes its place unasked.

use crate::City;
use crate::city::Person;
use access::{Actor, Role};
use butler::config::Common;
use butler::{NewLogin, add_login, folder, house};
use db::{Read as _, sql};
use housebook::Files;
use values::Lang;

const BRAND: &str = "brand.toml";
const PAGE: &str = "/desk/book/page/brand.toml";

async fn owner(city: &City) -> Person<'_> {
    let new = NewLogin { login: "owner".to_owned(), first: "Вера".to_owned(), patronymic: None, last: "Дом".to_owned(), role: Role::Owner };
    let id = add_login(&city.app, &new, crate::city::PASSWORD).await.unwrap();
    city.signed_in_as(Actor::Staff(id.uuid(), Role::Owner)).await
}

fn brand(from: &str, to: &str) -> String {
    let text = Files::embedded().text(BRAND).unwrap().to_owned();
    assert!(text.contains(from), "{from}");
    text.replace(from, to)
}

/// The house is closed and opened again with these files.
async fn opened_again(city: &City, files: Files) {
    housebook::load(&city.app, files, &house::sections(&house::rooms())).await.expect("the book");
}

/// Another version of the program has published this page.
async fn beside_the_house(city: &City, version: i64, text: &str) {
    let digest = db::sha256_hex(text.as_bytes());
    let published = city.app.write(db::By::house(), |tx| {
        let row = vec![BRAND.into(), version.into(), digest.clone().into(), text.to_owned().into(), tx.now().micros().into()];
        async move {
            let insert = "INSERT INTO book_pages (file, version, sha256, body, since, origin, actor) VALUES ($1, $2, $3, $4, $5, 'desk', 'house')";
            sql::run(&tx, insert, row).await?;
            sql::run(&tx, "UPDATE book_turn SET turn = turn + 1", vec![]).await
        }
    });
    assert_eq!(published.await.unwrap(), 1);
}

fn version(city: &City) -> i64 {
    housebook::book(&city.app).unwrap().pin(BRAND).version
}

crate::stories! {
    async fn what_is_published_at_the_desk_stands_until_the_owner_says_otherwise(city: City) {
        let owner = owner(city).await;
        assert!(owner.get("/desk/book").await.expect(200).text.contains("brand.toml"));
        assert!(owner.get(PAGE).await.expect(200).text.contains("name=\"base\" value=\"1\""));
        let text = brand("заботятся", "Дом под присмотром");
        // Tried out: what differs is shown, and the house goes on as it was.
        let tried = owner.form(PAGE, &[("base", "1"), ("text", &text), ("do", "check")]).await.expect(200);
        assert!(tried.text.contains("<ins>title = ") && tried.text.contains("Ошибок нет"), "{}", tried.text);
        assert!(!city.visitor().get("/").await.expect(200).text.contains("Дом под присмотром"));
        let published = owner.form(PAGE, &[("base", "1"), ("text", &text.replace('\n', "\r\n")), ("do", "publish")]).await.expect(303);
        assert!(city.visitor().get("/").await.expect(200).text.contains("Дом под присмотром"));
        assert!(owner.get(published.location()).await.expect(200).text.contains("Вера Дом"));
        // Sent twice: one version.
        owner.form(PAGE, &[("base", "1"), ("text", &text), ("do", "publish")]).await.expect(303);
        assert_eq!(version(city), 2);
        // A new version of a checklist asks whose words are behind it.
        assert!(!owner.get(published.location()).await.expect(200).text.contains("/desk/changes"));
        let checklist = Files::embedded().text("services/general.toml").unwrap().to_owned() + "\n# Уточнено.\n";
        let published =
            owner.form("/desk/book/page/services/general.toml", &[("base", "1"), ("text", &checklist), ("do", "publish")]).await.expect(303);
        let asks = owner.get(published.location()).await.expect(200).text;
        assert!(asks.contains("href=\"/desk/changes?version=2@services/general.toml\""), "{asks}");
        owner.get("/desk/changes?version=2@services/general.toml").await.expect(200);
        // A start with the folder as it was brings nothing back.
        opened_again(city, Files::embedded()).await;
        assert_eq!(version(city), 2);
        assert!(city.visitor().get("/").await.expect(200).text.contains("Дом под присмотром"));
        // News from the folder waits beside the page, and is asked for once.
        opened_again(city, Files::embedded().with(BRAND, &brand("заботятся", "Дом у моря"))).await;
        assert!(city.visitor().get("/").await.expect(200).text.contains("Дом под присмотром"));
        assert!(owner.get("/desk/book").await.expect(200).text.contains("/desk/book/folder/brand.toml"));
        assert!(owner.get("/desk/book/folder/brand.toml").await.expect(200).text.contains("Дом у моря"));
        owner.form("/desk/book/folder/brand.toml", &[]).await.expect(303);
        opened_again(city, Files::embedded().with(BRAND, &brand("заботятся", "Дом у моря"))).await;
        assert!(!owner.get("/desk/book").await.expect(200).text.contains("/desk/book/folder/brand.toml"));
        // The first version can be had back, as a new one.
        let first = owner.get(&format!("{PAGE}?from=1")).await.expect(200);
        assert!(first.text.contains("заботятся") && first.text.contains("name=\"base\" value=\"2\""));
        assert!(owner.get("/desk/book/version/1/brand.toml").await.expect(200).text.contains("заботятся"));
        owner.get("/desk/book/version/9/brand.toml").await.expect(404);
        // The book is the owner's.
        city.staff("tatiana").await.get("/desk/book").await.expect(403);
        assert!(!city.staff("tatiana").await.get("/desk").await.expect(200).text.contains("/desk/book"));
    }

    async fn a_fault_is_told_beside_its_line_and_the_house_goes_on(city: City) {
        let owner = owner(city).await;
        let text = brand("phone = \"+7 812 017-03-26\"", "fone = \"+7 812 017-03-26\"");
        let refused = owner.form(PAGE, &[("base", "1"), ("text", &text), ("do", "publish")]).await.expect(422);
        let line = text.lines().position(|line| line.starts_with("fone")).unwrap() + 1;
        assert!(refused.text.contains(&format!("data-fault=\"{line}:1\"")), "{}", refused.text);
        assert!(refused.text.contains("<code>fone</code> здесь не бывает, похоже на <code>phone</code>: исправьте"), "{}", refused.text);
        assert!(refused.text.contains("fone = ") && refused.text.contains(&format!("id=\"line-{line}\" class=\"is-faulty\"")), "{}", refused.text);
        assert_eq!(version(city), 1);
        // A message that the house sends cannot be lost.
        let texts = Files::embedded().text("texts/ru.ftl").unwrap().replace("message-code =", "message-kod =");
        let refused = owner.form("/desk/book/page/texts/ru.ftl", &[("base", "1"), ("text", &texts), ("do", "publish")]).await.expect(422);
        assert!(refused.text.contains("message-code"), "{}", refused.text);
        owner.form("/desk/book/page/none.toml", &[("base", "0"), ("text", "x = 1"), ("do", "publish")]).await.expect(404);
    }

    async fn a_book_that_the_house_cannot_be_opened_by_is_mended_from_outside(city: City) {
        let owner = owner(city).await;
        // What the desk published in another version of the program is faulty for this one.
        let faulty = brand("phone = ", "fone = ");
        beside_the_house(city, 2, &faulty).await;
        let start = async || format!("{:#}", house::open(&city.settings, None).await.err().expect("a faulty book was opened"));
        let refused = start().await;
        for told in ["`fone` здесь не бывает, похоже на `phone`", "butler house write", "butler house publish"] {
            assert!(refused.contains(told), "{told}: {refused}");
        }
        // It is written out as it is, and nothing is lost where it is not yet mended.
        let folder = tempfile::tempdir().unwrap();
        let told = async || folder::publish(&city.settings, folder.path()).await.map_err(|error| format!("{error:#}"));
        assert!(told().await.unwrap_err().contains("сначала `butler house write"));
        folder::write(&city.settings, folder.path()).await.unwrap();
        let page = folder.path().join(BRAND);
        assert_eq!(std::fs::read_to_string(&page).unwrap(), faulty);
        let hasty = faulty.replace("заботятся", "присматривают");
        std::fs::write(&page, &hasty).unwrap();
        let refused = told().await.unwrap_err();
        assert!(refused.contains("ничего не опубликовано") && refused.contains("brand.toml:9:1: `fone`"), "{refused}");
        // Another faulty page beside it is told too, and a page that the book has no place for.
        std::fs::write(&page, hasty.replace("fone = ", "phone = ")).unwrap();
        std::fs::write(folder.path().join("Заметки.toml"), "x = 1\n").unwrap();
        assert!(told().await.unwrap_err().contains("такой страницы в книге дома нет"));
        std::fs::remove_file(folder.path().join("Заметки.toml")).unwrap();
        // Mended, it is published, and the house opens.
        let published = told().await.unwrap();
        let line = |file: &str| published.lines().find(|line| line.starts_with(file)).unwrap().split_whitespace().skip(1).collect::<Vec<_>>().join(" ");
        assert_eq!((line(BRAND), line("hours.toml")), ("3 опубликована".to_owned(), "1 та же".to_owned()));
        let opened = house::open(&city.settings, None).await.unwrap();
        assert_eq!(housebook::book(&opened).unwrap().pin(BRAND).version, 3);
        // A house that has been open all the while reads it by itself.
        assert!(housebook::catch_up(&city.app).await.unwrap());
        assert!(city.visitor().get("/").await.expect(200).text.contains("присматривают"));
        // The folder knows its new version: it can be published from again, unless the desk was quicker.
        assert!(told().await.unwrap().contains("та же"));
        owner.form(PAGE, &[("base", "3"), ("text", &brand("заботятся", "думают")), ("do", "publish")]).await.expect(303);
        std::fs::write(&page, brand("заботятся", "помнят")).unwrap();
        let refused = told().await.unwrap_err();
        assert!(refused.contains("её заменили, пока Вы правили"), "{refused}");
        // What was mended there is not written over.
        let over = folder::write(&city.settings, folder.path()).await.unwrap_err().to_string();
        assert!(over.contains("правлена и не опубликована страница brand.toml"), "{over}");
        let english = Common { lang: Some(Lang::En), ..city.settings.clone() };
        assert!(format!("{:#}", folder::publish(&english, folder.path()).await.unwrap_err()).contains("it was replaced while you were mending"));
        assert!(city.visitor().get("/").await.expect(200).text.contains("думают"));
    }

    async fn a_page_replaced_meanwhile_is_shown_beside_what_was_written(city: City) {
        let owner = owner(city).await;
        let (mine, theirs) = (brand("Татьяна Ветлицкая", "Анна Мещерская"), brand("dom@example.org", "privet@example.org"));
        owner.form(PAGE, &[("base", "1"), ("text", &theirs), ("do", "publish")]).await.expect(303);
        let both = owner.form(PAGE, &[("base", "1"), ("text", &mine), ("do", "publish")]).await.expect(409);
        assert!(both.text.contains("<del>email = &quot;privet@example.org&quot;</del>") || both.text.contains("privet@example.org"), "{}", both.text);
        assert!(both.text.contains("Анна Мещерская") && both.text.contains("name=\"base\" value=\"2\""), "{}", both.text);
        assert_eq!(version(city), 2);
        owner.form(PAGE, &[("base", "2"), ("text", &mine), ("do", "publish")]).await.expect(303);
        assert_eq!(version(city), 3);
        // Another process reads it by itself; here there is nothing to catch up with.
        assert!(!housebook::catch_up(&city.app).await.unwrap());
    }

    async fn a_new_price_list_is_prepared_beside_the_present_one(city: City) {
        let owner = owner(city).await;
        let like = "prices/2026-11.toml";
        let begun = owner.form("/desk/book/new", &[("like", like), ("name", "2027-03")]).await.expect(303);
        assert!(owner.get(begun.location()).await.expect(200).text.contains("name=\"base\" value=\"0\""));
        owner.form("/desk/book/new", &[("like", like), ("name", "Март 2027")]).await.expect(422);
        let text = Files::embedded().text(like).unwrap().to_owned();
        // The same list twice is a fault, told on the page.
        let page = "/desk/book/page/prices/2027-03.toml";
        owner.form(page, &[("base", "0"), ("text", &text), ("do", "publish")]).await.expect(422);
        let field = |name: &str| text.lines().find(|line| line.starts_with(name)).unwrap().to_owned();
        let next = text.replace(&field("version"), "version = 2").replace(&field("valid_from"), "valid_from = \"2027-03-01\"");
        owner.form(page, &[("base", "0"), ("text", &next), ("do", "publish")]).await.expect(303);
        // It outlives a start: the folder does not know it, the house does.
        opened_again(city, Files::embedded()).await;
        assert_eq!(housebook::book(&city.app).unwrap().pin("prices/2027-03.toml").version, 1);
    }

    async fn a_new_house_is_asked_its_name_first(city: City) {
        let owner = owner(city).await;
        let page = owner.get("/desk/book/brand?first").await.expect(200);
        assert!(page.text.contains("name=\"first\"") && !page.text.contains("Тихая парадная»\""), "{}", page.text);
        let fields = |phone, email| {
            [
                ("base", "1"),
                ("first", "yes"),
                ("brand-name", "Дом у \"Невы\""),
                ("brand-name-en", "Neva House"),
                ("brand-city", "Санкт-Петербург"),
                ("brand-city-en", "St Petersburg"),
                ("brand-phone", phone),
                ("brand-email", email),
                ("brand-legal", "ООО «Нева»"),
                ("brand-legal-en", "Neva LLC"),
                ("brand-manager", "Вера Дом"),
                ("brand-manager-en", "Vera Dom"),
            ]
        };
        let wrong = owner.form("/desk/book/brand", &fields("12", "нет")).await.expect(422);
        assert_eq!(wrong.text.matches("class=\"field-error\"").count(), 2, "{}", wrong.text);
        assert!(wrong.text.contains("Neva LLC"));
        let saved = owner.form("/desk/book/brand", &fields("8 812 600-10-20", "dom@neva.example")).await.expect(303);
        assert_eq!(saved.location(), "/desk/keys");
        let contacts = city.visitor().get("/contacts").await.expect(200).text;
        assert!(contacts.contains("+7 812 600-10-20") && contacts.contains("ООО «Нева»"), "{contacts}");
        assert!(!city.visitor().get("/safety").await.expect(200).text.contains("26-78/04117"));
        let text = housebook::book(&city.app).unwrap().files().text(BRAND).unwrap().to_owned();
        assert!(text.starts_with("# Имя дома"), "{text}");
    }
}
