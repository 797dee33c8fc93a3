//! Pages in both languages; who lands where; what the API reads.

use crate::api::SessionIn;
use crate::client::{CodePage, PhonePage};
use crate::staff::{StaffPage, home};
use access::{Actor, Role};
use askama::Template as _;
use pages::{Field, Head, Kind, T, UiTexts};
use std::sync::Arc;
use values::Lang;

fn head(lang: Lang) -> Head {
    let texts = UiTexts::new(&[("households-web", [include_str!("../ru.ftl"), include_str!("../en.ftl")])]).unwrap();
    Head { title: "—".to_owned(), path: "/sign-in".to_owned(), clock: Some("14:40".to_owned()), ..Head::sample(T::new(lang, Arc::new(texts))) }
}

fn field(head: &Head, name: &'static str, kind: Kind, value: &str, error: &str) -> Field {
    Field {
        name,
        label: head.t.get(&format!("field-{name}")),
        hint: head.t.with("households-code-hint", "phone", "+7"),
        value: value.to_owned(),
        error: error.to_owned(),
        kind,
        autocomplete: "off",
        optional: false,
        focus: !error.is_empty(),
    }
}

fn whole(html: &str) {
    assert!(!html.contains("households-") && !html.contains("field-code\"") && !html.contains("fault-"), "a text key leaks: {html}");
}

#[test]
fn every_door_opens_in_both_languages() {
    for lang in Lang::ALL {
        let phone = field(&head(lang), "phone", Kind::Phone, "+7 921", "12 <b>");
        let html = PhonePage { to: "/my?a=1&b=2".to_owned(), phone, by_email: lang == Lang::En, head: head(lang) }.render().unwrap();
        whole(&html);
        assert!(html.contains("value=\"/my?a=1&#38;b=2\"") && html.contains("value=\"+7 921\"") && html.contains("12 &#60;b&#62;"));

        let code = field(&head(lang), "code", Kind::Code, "", "");
        let html = CodePage { to: "/my".to_owned(), phone: "+79215550120".to_owned(), code, head: head(lang) }.render().unwrap();
        whole(&html);
        assert!(html.contains(r#"<input type="hidden" name="phone" value="+79215550120">"#) && html.contains("/demo"));

        let (login, password) = (field(&head(lang), "login", Kind::Text, "olga", ""), field(&head(lang), "password", Kind::Password, "", "—"));
        let html = StaffPage { to: String::new(), login, password, head: head(lang) }.render().unwrap();
        whole(&html);
        assert!(html.contains(r#"type="password""#) && html.contains("desk-door"));
    }
}

#[test]
fn a_cleaner_goes_to_work_and_a_manager_to_the_desk() {
    let of = |role| home(&Actor::Staff(person(), role));
    assert_eq!((of(Role::Cleaner), of(Role::Manager), of(Role::Owner)), ("/work", "/desk", "/desk"));
}

fn person() -> uuid::Uuid {
    uuid::Uuid::from_u128(1)
}

#[test]
fn a_session_is_asked_for_in_one_of_two_ways() {
    let read = |text: &str| serde_json::from_str::<SessionIn>(text);
    assert!(matches!(read(r#"{"login":"olga","password":"x"}"#), Ok(SessionIn::Staff(staff)) if staff.login == "olga"));
    assert!(matches!(read(r#"{"phone":"+79215550120","code":"012345"}"#), Ok(SessionIn::Client(client)) if client.code == "012345"));
    for text in [r#"{"login":"olga"}"#, r#"{"login":"olga","password":"x","phone":"1"}"#, "{}"] {
        let said = read(text).err().map(|e| e.to_string()).unwrap_or_default();
        assert!(said.contains("either login and password, or phone and code"), "{said}");
    }
}
