//! `/desk/book/brand`: the name of the house in a short form, for whoever would rather not read a page of the book.
//!
//! It is the first thing that a new house asks its owner; what is typed becomes a version of `brand.toml`, comments and all.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use catalog::Brand;
use housebook::{EditBook, leaf, replace_page};
use pages::{Field, Form, Head, Here, Kind, Refused, Shell, page, redirect, summary};
use toml_edit::{DocumentMut, InlineTable, Item, Value};
use values::{FieldFault, Phone, Problem};

const FILE: &str = "brand.toml";

/// The page.
#[derive(Template)]
#[template(path = "brand.html")]
struct BrandPage {
    head: Head,
    /// The house is new: nothing of it has been said yet.
    first: bool,
    fields: Vec<Field>,
    faults: Vec<(String, String)>,
    /// The version that was shown.
    base: i64,
}

/// A value of the brand: its field, its key in the page, its language where it has two.
struct Asked {
    field: &'static str,
    key: &'static str,
    lang: Option<&'static str>,
    kind: Kind,
    /// Shown to a new house as it stands: what is left of the example is not.
    kept: bool,
    now: fn(&Brand) -> &str,
}

const ASKED: [Asked; 10] = [
    Asked { field: "brand-name", key: "name", lang: Some("ru"), kind: Kind::Text, kept: false, now: |brand| &brand.name.ru },
    Asked { field: "brand-name-en", key: "name", lang: Some("en"), kind: Kind::Text, kept: false, now: |brand| &brand.name.en },
    Asked { field: "brand-city", key: "city", lang: Some("ru"), kind: Kind::Text, kept: true, now: |brand| &brand.city.ru },
    Asked { field: "brand-city-en", key: "city", lang: Some("en"), kind: Kind::Text, kept: true, now: |brand| &brand.city.en },
    Asked { field: "brand-phone", key: "phone", lang: None, kind: Kind::Phone, kept: false, now: |brand| &brand.phone },
    Asked { field: "brand-email", key: "email", lang: None, kind: Kind::Email, kept: false, now: |brand| &brand.email },
    Asked { field: "brand-legal", key: "legal_name", lang: Some("ru"), kind: Kind::Text, kept: false, now: |brand| &brand.legal_name.ru },
    Asked { field: "brand-legal-en", key: "legal_name", lang: Some("en"), kind: Kind::Text, kept: false, now: |brand| &brand.legal_name.en },
    Asked { field: "brand-manager", key: "manager", lang: Some("ru"), kind: Kind::Text, kept: false, now: |brand| &brand.manager.ru },
    Asked { field: "brand-manager-en", key: "manager", lang: Some("en"), kind: Kind::Text, kept: false, now: |brand| &brand.manager.en },
];

/// Letters of one value.
const LONGEST: usize = 120;

fn faults_of(form: &Form) -> Vec<FieldFault> {
    let fault = |asked: &Asked| {
        let typed = form.get(asked.field);
        if typed.is_empty() {
            return Some(FieldFault::new(asked.field, "missing"));
        }
        if typed.chars().count() > LONGEST {
            return Some(FieldFault::new(asked.field, "too-long").arg("most", values::Arg::Int(120)));
        }
        match asked.kind {
            Kind::Phone if shown_phone(typed).is_none() => Some(FieldFault::new(asked.field, "not-a-phone")),
            Kind::Email if !looks_like_mail(typed) => Some(FieldFault::new(asked.field, "not-an-email")),
            _ => None,
        }
    };
    ASKED.iter().filter_map(fault).collect()
}

/// As it is shown on the site, whatever way it was typed; a number that no plan knows stays as it is.
fn shown_phone(typed: &str) -> Option<String> {
    if let Ok(phone) = Phone::parse(typed) {
        return Some(phone.to_string().replace('\u{a0}', " "));
    }
    let digits = typed.chars().filter(char::is_ascii_digit).count();
    (typed.starts_with('+') && digits >= 11 && !typed.chars().any(char::is_alphabetic)).then(|| typed.to_owned())
}

fn looks_like_mail(typed: &str) -> bool {
    typed.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !typed.contains(char::is_whitespace))
}

/// The page of the brand with these words in it; its comments and all that was not asked for stay. `None`: it cannot be read.
fn written(text: &str, typed: impl Fn(&str) -> String, first: bool) -> Option<String> {
    let mut brand: DocumentMut = text.parse().ok()?;
    for asked in &ASKED {
        let words = typed(asked.field);
        let Some(lang) = asked.lang else {
            let at = brand.entry(asked.key).or_insert(Item::Value(Value::from("")));
            let around = at.as_value().map(|value| value.decor().clone());
            *at = Item::Value(Value::from(words));
            if let (Some(value), Some(around)) = (at.as_value_mut(), around) {
                *value.decor_mut() = around;
            }
            continue;
        };
        let said = brand.entry(asked.key).or_insert(Item::Value(Value::InlineTable(InlineTable::new())));
        let said = said.as_inline_table_mut()?;
        let around = said.get(lang).map(|value| value.decor().clone());
        said.insert(lang, Value::from(words));
        if let (Some(value), Some(around)) = (said.get_mut(lang), around) {
            *value.decor_mut() = around;
        }
    }
    if first {
        // The policy in the example is nobody's.
        brand.remove("insurance");
    }
    Some(brand.to_string())
}

pub(crate) async fn get_brand(here: Here) -> Result<Response, Refused> {
    let leaf = leaf(&here.app, &here.actor, FILE).await.map_err(|e| here.refuse(&e))?;
    let brand = catalog::brand(&here.app).map_err(|e| here.refuse(&e))?;
    let first = here.query.has("first");
    let shown = |asked: &Asked| if first && !asked.kept { String::new() } else { (asked.now)(&brand).to_owned() };
    Ok(page(&brand_page(&here, &Form::default(), Some(&shown), first, leaf.edition.version, None)))
}

fn brand_page(here: &Here, form: &Form, shown: Option<&dyn Fn(&Asked) -> String>, first: bool, base: i64, problem: Option<&Problem>) -> BrandPage {
    let field = |asked: &Asked| {
        let mut field = Field::new(here, form, asked.field, asked.kind, "off").blame(here, problem);
        if let Some(shown) = shown {
            field.value = shown(asked);
        }
        field
    };
    let fields: Vec<Field> = ASKED.iter().map(field).collect();
    BrandPage {
        faults: summary(&fields.iter().collect::<Vec<_>>()),
        fields,
        first,
        base,
        head: here.head(Shell::Desk, &here.t.get(if first { "book-first-title" } else { "book-brand-title" })).at("/desk/book/brand"),
    }
}

pub(crate) async fn post_brand(here: Here, form: Form) -> Result<Response, Refused> {
    let leaf = leaf(&here.app, &here.actor, FILE).await.map_err(|e| here.refuse(&e))?;
    let (first, base) = (form.has("first"), form.get("base").parse().unwrap_or(0));
    let faults = faults_of(&form);
    let refused = |status: StatusCode, problem: &Problem, base| Ok((status, page(&brand_page(&here, &form, None, first, base, Some(problem)))).into_response());
    if !faults.is_empty() {
        return refused(StatusCode::UNPROCESSABLE_ENTITY, &Problem::fields(faults), base);
    }
    let typed = |field: &str| {
        let typed = form.get(field);
        if field == "brand-phone" { shown_phone(typed).unwrap_or_default() } else { typed.to_owned() }
    };
    let Some(text) = written(&leaf.text, typed, first) else {
        return Ok(redirect("/desk/book/page/brand.toml"));
    };
    match replace_page(&here.app, &here.actor, FILE, base, &text).await {
        Ok(_) => Ok(redirect(if first { "/desk/keys" } else { "/desk/book/page/brand.toml?done" })),
        // Somebody was quicker: what they wrote is shown with the next look, and what was typed here stays.
        Err(EditBook::Replaced { present, .. }) => {
            let problem = Problem::fields(vec![FieldFault::new("brand-name", "replaced-meanwhile")]);
            refused(StatusCode::CONFLICT, &problem, present.version)
        }
        Err(EditBook::Faults(faults)) => {
            let fault = |fault: &housebook::Fault| {
                let line = text.lines().nth(fault.line.saturating_sub(1)).unwrap_or_default();
                let asked = ASKED.iter().find(|asked| line.starts_with(asked.key));
                FieldFault::new(asked.map_or("brand-name", |asked| asked.field), "book-refuses")
                    .arg("what", values::Arg::Text(fault.what.of(here.lang()).to_owned()))
            };
            refused(StatusCode::UNPROCESSABLE_ENTITY, &Problem::fields(faults.0.iter().map(fault).collect()), base)
        }
        Err(error) => Err(here.refuse(&error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(first: bool) -> String {
        let files = housebook::Files::embedded();
        written(files.text(FILE).unwrap(), |field| format!("«{field}»"), first).unwrap()
    }

    #[test]
    fn what_was_typed_stands_on_the_page_and_the_rest_stays() {
        let text = filled(false);
        assert!(text.contains("name = { ru = \"«brand-name»\", en = \"«brand-name-en»\" }"), "{text}");
        assert!(text.contains("\nphone = \"«brand-phone»\"\n"), "{text}");
        assert!(text.starts_with("# Имя дома") && text.contains("[[promise]]") && text.contains("[[insurance]]"), "{text}");
    }

    #[test]
    fn a_new_house_does_not_show_the_policy_of_the_example() {
        assert!(!filled(true).contains("[[insurance]]"));
    }

    #[test]
    fn a_phone_is_shown_in_one_way() {
        assert_eq!(shown_phone("8 (921) 555-01-20").as_deref(), Some("+7 921 555-01-20"));
        assert_eq!(shown_phone("8 812 600-10-20").as_deref(), Some("+7 812 600-10-20"));
        assert_eq!(shown_phone("+7 812 000-00-00").as_deref(), Some("+7 812 000-00-00"));
        assert_eq!(shown_phone("12345"), None);
    }

    #[test]
    fn quotes_of_any_kind_are_kept() {
        let text = written("name = { ru = \"\", en = \"\" }\n", |_| "«Дом \"у реки\"»\\".to_owned(), false).unwrap();
        let read: DocumentMut = text.parse().unwrap();
        assert_eq!(read["name"]["ru"].as_str(), Some("«Дом \"у реки\"»\\"));
    }
}
