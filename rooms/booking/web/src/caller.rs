//! Who calls, between the steps of an order by phone: in a cookie of this one order, never in an address line.

use access::Resource;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use booking::BOOK_FOR_CALLER;
use db::App;
use pages::{Cookies, Form, Here, Refused};
use pricing::QuoteId;
use values::Lang;

const NAME: &str = "caller";
const FIELDS: [&str; 6] = ["name", "phone", "street", "house", "flat", "lang"];

/// The desk alone takes orders by phone.
pub(crate) fn may_book(here: &Here) -> Result<(), Refused> {
    here.actor.may(BOOK_FOR_CALLER, &Resource::default()).map(|_| ()).map_err(|e| here.refuse(&e))
}

fn line(value: &str, quote: QuoteId, secure: bool, age: &str) -> String {
    let secure = if secure { "; Secure" } else { "" };
    // It ends with the browser: the draft of one call.
    format!("{NAME}={value}; Path=/desk/order/{quote}; HttpOnly; SameSite=Strict{age}{secure}")
}

fn set(app: &App, mut response: Response, quote: QuoteId, value: &str, age: &str) -> Response {
    let secure = app.part::<Cookies>().is_ok_and(|cookies| cookies.secure);
    if let Ok(cookie) = line(value, quote, secure, age).parse() {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// Keeps what was typed of the caller for the next steps of this quote's order.
pub(crate) fn keep(app: &App, response: Response, quote: QuoteId, form: &Form) -> Response {
    let pairs: Vec<_> = FIELDS.iter().map(|name| (*name, form.get(name))).filter(|(_, value)| !value.is_empty()).collect();
    set(app, response, quote, &serde_urlencoded::to_string(pairs).unwrap_or_default(), "")
}

/// Forgets it when the order is made.
pub(crate) fn forget(app: &App, response: Response, quote: QuoteId) -> Response {
    set(app, response, quote, "", "; Max-Age=0")
}

/// What was kept.
pub(crate) fn kept(headers: &HeaderMap) -> Form {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == NAME).map(|(_, value)| Form::of_query(value)).unwrap_or_default()
}

/// The language in which the caller wants to be written to: Russian, unless the form says otherwise. The manager's own
/// language says nothing of it.
pub(crate) fn lang_of(form: &Form) -> Lang {
    Lang::parse(form.get("lang")).unwrap_or(Lang::Ru)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn the_caller_is_kept_for_one_order_and_read_back() {
        let quote = QuoteId::from(Uuid::nil());
        let value = serde_urlencoded::to_string([("name", "Мария; Павловна"), ("phone", "+7 921 555-01-44")]).unwrap();
        let cookie = line(&value, quote, true, "");
        assert!(cookie.ends_with(&format!("; Path=/desk/order/{quote}; HttpOnly; SameSite=Strict; Secure")));
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, format!("butler=x; {NAME}={value}").parse().unwrap());
        let form = kept(&headers);
        assert_eq!((form.get("name"), form.get("phone"), form.get("street")), ("Мария; Павловна", "+7 921 555-01-44", ""));
        assert_eq!(kept(&HeaderMap::new()), Form::default());
        assert_eq!((lang_of(&form), lang_of(&Form::of_query("lang=en"))), (Lang::Ru, Lang::En));
    }
}
