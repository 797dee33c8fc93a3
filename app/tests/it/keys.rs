//! Keys to the house: the first owner's link, a link for somebody who forgot, and the second factor.

use crate::city::{Answer, MONDAY, PASSWORD};
use access::{Role, first_owner_link, staff_login};
use butler::reset_link;
use totp_rs::{Builder, Secret};
use values::instant::machine_now;

const CHOSEN: &str = "another long enough one";

/// The text of a page between two marks.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    text.split_once(from).and_then(|(_, rest)| rest.split_once(to)).unwrap_or_else(|| panic!("no {from} in {text}")).0
}

/// What an authenticator shows for the secret on a page, so many steps of thirty seconds from now.
fn code(page: &Answer, steps: u64) -> String {
    let secret = between(&page.text, "<code class=\"secret\">", "</code>").replace(' ', "");
    let totp = Builder::new().with_secret(Secret::try_from_base32(&secret).unwrap()).build().unwrap();
    totp.generate(u64::try_from(machine_now().micros() / 1_000_000).unwrap() + 30 * steps).to_string()
}

crate::stories! {
    async fn the_first_link_makes_one_owner_who_calls_in_the_others(city: City) {
        let earlier = first_owner_link(&city.app).await.unwrap().expect("a house without an owner");
        let link = first_owner_link(&city.app).await.unwrap().expect("a house without an owner");
        let visitor = city.visitor();
        visitor.get(&format!("/keys/{}", earlier.as_str())).await.expect(410);
        let path = format!("/keys/{}", link.as_str());
        // Looking spends nothing, and what is wrong stands beside its field with nobody hired.
        assert!(visitor.get(&path).await.expect(200).text.contains("Новый дом"));
        let wrong = visitor.form(&path, &[("first", "Вера"), ("last", ""), ("login", "vera k"), ("password", "short")]).await.expect(422);
        assert!(wrong.text.contains("value=\"Вера\"") && !wrong.text.contains("value=\"short\""), "{}", wrong.text);
        assert_eq!(wrong.text.matches("class=\"field-error\"").count(), 3, "{}", wrong.text);
        // A login that is taken leaves the link good; the owner is still one person.
        let fields = |login| [("first", "Вера"), ("patronymic", "Павловна"), ("last", "Дом"), ("login", login), ("password", CHOSEN)];
        visitor.form(&path, &fields("tatiana")).await.expect(422);
        let came = visitor.form(&path, &fields("Vera")).await.expect(303);
        assert_eq!(came.location(), "/desk/book/brand?first");
        visitor.form(&path, &fields("vera2")).await.expect(410);
        assert!(first_owner_link(&city.app).await.unwrap().is_none());
        let staff = people::staff(&city.app.read().await.unwrap()).await.unwrap();
        assert_eq!(staff.iter().filter(|member| member.role == Role::Owner).count(), 1);

        let vera = city.came_in(&came);
        let page = vera.get("/desk/keys").await.expect(200);
        let fresh = between(&page.text, "name=\"fresh\" value=\"", "\"");
        let fields = [("fresh", fresh), ("first", "Нина"), ("patronymic", ""), ("last", "Седова"), ("role", "manager")];
        let first = vera.form("/desk/keys", &fields).await.expect(200);
        // Sent twice: one Nina, and the later of two links.
        let given = vera.form("/desk/keys", &fields).await.expect(200);
        assert_eq!(people::staff(&city.app.read().await.unwrap()).await.unwrap().len(), staff.len() + 1);
        let link = |page: &Answer| between(&page.text, "<code class=\"secret\">http://house.example", "</code>").to_owned();
        assert_eq!(visitor.get(&link(&first)).await.status.as_u16(), 410);
        let nina = visitor.form(&link(&given), &[("login", "nina"), ("password", CHOSEN)]).await.expect(303);
        assert_eq!(nina.location(), "/desk");
        let nina = city.came_in(&nina);
        nina.get("/desk").await.expect(200);
        // Keys are the owner's to give.
        nina.get("/desk/keys").await.expect(403);
        nina.form("/desk/keys/roles", &[("role", "owner")]).await.expect(403);
    }

    async fn a_reset_ends_what_was_open_and_the_second_factor_is_asked_for(city: City) {
        let olga = city.staff("olga").await;
        let link = reset_link(&city.app, &city.settings, " Olga ").await.unwrap();
        assert!(reset_link(&city.app, &city.settings, "nobody").await.is_err());
        let path = link.strip_prefix("http://house.example").unwrap();
        assert!(city.visitor().get(path).await.expect(200).text.contains("olga"));
        let came = city.visitor().form(path, &[("password", CHOSEN)]).await.expect(303);
        assert_eq!(came.location(), "/work");
        city.visitor().form(path, &[("password", CHOSEN)]).await.expect(410);
        // The old session and the old password are over.
        assert!(olga.get("/work").await.expect(303).location().starts_with("/sign-in"));
        let enter = async |password: &str| city.visitor().form("/sign-in/staff", &[("login", "olga"), ("password", password)]).await;
        enter(PASSWORD).await.expect(422);
        enter(CHOSEN).await.expect(303);

        let olga = city.came_in(&came);
        olga.get("/sign-in/factor").await.expect(200);
        let square = olga.form("/sign-in/factor", &[]).await.expect(200);
        assert!(square.text.contains("<svg class=\"square\""));
        // Not proved, it is not asked for.
        enter(CHOSEN).await.expect(303);
        let proof = code(&square, 0);
        let told = olga.form("/sign-in/factor/code", &[("code", &proof)]).await.expect(200);
        let paper = between(&told.text, "<li><code>", "</code>");
        assert_eq!(told.text.matches("<li><code>").count(), 10);

        // The password alone opens nothing now, on the page as through the API.
        let asked = enter(CHOSEN).await.expect(200);
        assert!(!asked.headers.contains_key("set-cookie"));
        let body = serde_json::json!({ "login": "olga", "password": CHOSEN });
        assert_eq!(city.visitor().post("/api/v1/sessions", body).await.status.as_u16(), 422);
        // The step of the API has ended the one before it.
        let asked_again = enter(CHOSEN).await.expect(200);
        let prove = async |asked: &Answer, code: &str| {
            city.visitor().form("/sign-in/staff/code", &[("step", between(&asked.text, "name=\"step\" value=\"", "\"")), ("code", code)]).await
        };
        prove(&asked, &code(&square, 1)).await.expect(410);
        // A code that was used is no code.
        prove(&asked_again, &proof).await.expect(422);
        let came = prove(&asked_again, &code(&square, 1)).await.expect(303);
        city.came_in(&came).get("/work").await.expect(200);
        // A recovery code, once; typed as one reads it from paper.
        let lost = enter(CHOSEN).await.expect(200);
        prove(&lost, &paper.to_lowercase().replace('-', " ")).await.expect(303);
        let lost = enter(CHOSEN).await.expect(200);
        prove(&lost, paper).await.expect(422);
        // Nobody is kept out by a lost phone: a new link from the owner forgets the factor.
        let olga = staff_login(&city.app.read().await.unwrap(), "olga").await.unwrap().unwrap();
        let link = access::give_link(&city.app, &access::Actor::House, olga.person, olga.role).await.unwrap();
        city.visitor().form(&format!("/keys/{}", link.as_str()), &[("password", PASSWORD)]).await.expect(303);
        city.staff("olga").await.get("/work").await.expect(200);
        assert_eq!(city.app.now(), MONDAY.parse().unwrap());
    }

    async fn whoever_is_asked_for_the_second_factor_sets_it_up_at_the_door(city: City) {
        access::require_factor(&city.app, &access::Actor::House, Role::Manager, true).await.unwrap();
        let fields = [("login", "tatiana"), ("password", PASSWORD), ("to", "/desk/cases")];
        let square = city.visitor().form("/sign-in/staff", &fields).await.expect(200);
        assert!(!square.headers.contains_key("set-cookie"));
        let step = between(&square.text, "name=\"step\" value=\"", "\"");
        // Wrong once: the same square again.
        let fields = |code| [("step", step), ("login", "tatiana"), ("to", "/desk/cases"), ("code", code)];
        let again = city.visitor().form("/sign-in/staff/code", &fields("123")).await.expect(422);
        assert_eq!(code(&again, 0), code(&square, 0));
        let told = city.visitor().form("/sign-in/staff/code", &fields(&code(&square, 0))).await.expect(200);
        assert!(told.text.contains("href=\"/desk/cases\""));
        let tatiana = city.came_in(&told);
        tatiana.get("/desk").await.expect(200);
        // It is not hers to end.
        let refused = tatiana.form("/sign-in/factor/drop", &[("code", &code(&square, 1))]).await.expect(422);
        assert!(refused.text.contains("обязательным"), "{}", refused.text);
    }
}
