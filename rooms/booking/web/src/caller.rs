//! Who calls, between the steps of an order by phone: in a cookie of this one order, never in an address line.

use access::Resource;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use booking::BOOK_FOR_CALLER;
use db::{App, DbError};
use households::{Card, HomeCard};
use pages::{Cookies, Form, Here, Refused};
use pricing::QuoteId;
use values::{Lang, Phone};

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

/// Whoever is known, as a form: how they are called and reached, and the home they call about.
pub(crate) fn caller_of(card: &Card, home: Option<&HomeCard>) -> Vec<(String, String)> {
    // A number is shown with no-break spaces, but typed with plain ones.
    let mut pairs = vec![("name", card.name.clone()), ("phone", card.reach().0.replace('\u{a0}', " ")), ("lang", card.lang.tag().to_owned())];
    if let Some(HomeCard { address, .. }) = home {
        pairs.extend([("street", address.street.clone()), ("house", address.house.clone()), ("flat", address.flat.clone().unwrap_or_default())]);
    }
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Pairs as a form.
pub(crate) fn form_of(pairs: &[(String, String)]) -> Form {
    Form::of_query(&serde_urlencoded::to_string(pairs).unwrap_or_default())
}

/// Where the phone is a client's and no address was typed: with the home of theirs that stands in the district.
pub(crate) async fn recognised(here: &Here, form: &Form, district: &str) -> Result<Form, DbError> {
    let typed = || FIELDS.iter().map(|name| ((*name).to_owned(), form.get(name).to_owned())).collect::<Vec<_>>();
    let known = match Phone::parse(form.get("phone")) {
        Ok(phone) if form.get("street").is_empty() => households::client_by_phone(&here.app.read().await?, &phone).await?,
        _ => None,
    };
    let (Some(client), Ok(permit)) = (known, here.actor.may(BOOK_FOR_CALLER, &Resource::default())) else {
        return Ok(form_of(&typed()));
    };
    let shown = households::show_client(&here.app, &permit, client).await?;
    let Some((card, homes)) = shown else { return Ok(form_of(&typed())) };
    let home = homes.iter().find(|home| home.district == district);
    // What was typed wins over what is known.
    let mut pairs: Vec<_> = typed().into_iter().filter(|(_, value)| !value.is_empty()).collect();
    let missing: Vec<_> = caller_of(&card, home).into_iter().filter(|(name, _)| pairs.iter().all(|(typed, _)| typed != name)).collect();
    pairs.extend(missing);
    Ok(form_of(&pairs))
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
