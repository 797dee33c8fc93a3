//! How the house is reached: people, hours, the part of the city that it serves, and a form.

use crate::known::Known;
use crate::map::{self, Map};
use crate::request::RequestForm;
use askama::Template;
use axum::response::Response;
use pages::{Form, Head, Here, Refused, Shell, page};

#[derive(Template)]
#[template(path = "contacts.html")]
struct ContactsPage {
    head: Head,
    legal_name: String,
    email: String,
    /// Name and address of each messenger.
    chats: Vec<(String, String)>,
    manager: String,
    /// `с 9:00 до 21:00`
    working_days: String,
    days_off: String,
    within: Vec<String>,
    beyond: Vec<String>,
    map: Map,
    form: RequestForm,
}

/// The page without anything typed yet.
pub(crate) async fn get_contacts(here: Here) -> Result<Response, Refused> {
    let (t, lang) = (&here.t, here.lang());
    let brand = catalog::brand(&here.app).map_err(|e| here.refuse(&e))?;
    let districts = catalog::districts(&here.app).map_err(|e| here.refuse(&e))?;
    let metro = catalog::metro(&here.app).map_err(|e| here.refuse(&e))?;
    let hours = here.app.part::<scheduling::Hours>().map_err(|e| here.refuse(&e))?;
    let between = |from: jiff::civil::Time, to: jiff::civil::Time| {
        t.say("services-between", &[("from", from.strftime("%-H:%M").to_string().into()), ("to", to.strftime("%-H:%M").to_string().into())])
    };
    let names = |beyond: bool| districts.all().iter().filter(|d| d.beyond_ring == beyond).map(|d| d.name.of(lang).to_owned()).collect();
    let head = here.head(Shell::Site, &t.get("services-contacts-title")).at("/contacts");
    let known = Known::of(&here, &head).await?;
    let form = RequestForm::new(&here, &Form::default(), "", known.as_ref(), None);
    Ok(page(&ContactsPage {
        head,
        legal_name: brand.legal_name.of(lang).to_owned(),
        email: brand.email.clone(),
        chats: brand.chats.iter().map(|chat| (chat.name.of(lang).to_owned(), chat.link.clone())).collect(),
        manager: brand.manager.of(lang).to_owned(),
        working_days: between(hours.work.from, hours.work.to),
        days_off: between(hours.days_off.from, hours.days_off.to),
        within: names(false),
        beyond: names(true),
        map: map::draw(lang, &districts, &metro),
        form,
    }))
}
