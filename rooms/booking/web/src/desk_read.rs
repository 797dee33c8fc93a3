//! An order by phone, the last step: read aloud, agreed, written down.

use crate::address::streets;
use crate::agree::{ClauseView, clauses};
use crate::caller::{forget, keep, kept, lang_of, may_book};
use crate::contact::{ContactFields, raw};
use crate::order::{ChosenView, NotShown, hold_of};
use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use booking::{Agree, BOOK_FOR_CALLER, Booked, Terms, Untrue, fits};
use db::Read as _;
use pages::{Form, Head, Here, Refused, Routes, Shell, live_quote, page, redirect};
use pricing::{Quote, QuoteId};
use scheduling::{Hold, HoldId};
use values::{FieldFault, Lang, Money, Problem};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/desk/order/{quote}/{hold}", BOOK_FOR_CALLER, get_read).post("/desk/order/{quote}/{hold}", BOOK_FOR_CALLER, post_read)
}

#[derive(Template)]
#[template(path = "desk-read.html")]
pub(crate) struct ReadPage {
    pub head: Head,
    pub quote: String,
    pub hold: String,
    pub caller: String,
    /// The time is held no longer.
    pub over: bool,
    pub notice: String,
    pub fields: ContactFields,
    /// In which language the client is written to.
    pub lang: Lang,
    pub agreed_error: String,
    pub faults: Vec<(String, String)>,
    pub clauses: Vec<ClauseView>,
    pub streets: Vec<String>,
    pub chosen: ChosenView,
}

/// What the page is about.
struct Call {
    quote: Quote,
    hold: Hold,
}

impl Call {
    async fn open(here: &Here, quote: &str, hold: &str) -> Result<Self, NotShown> {
        let (quote, hold) = (live_quote(&here.app, quote).await?, hold_of(&here.app, hold).await?);
        // The hold may be of the quote with the discount; it may not be of another visit.
        if fits(&hold, &quote) { Ok(Self { quote, hold }) } else { Err(NotShown::Unknown) }
    }

    async fn page(&self, here: &Here, form: &Form, problem: Option<&Problem>, notice: String) -> Result<ReadPage, NotShown> {
        let (app, t) = (&here.app, &here.t);
        let chosen = ChosenView::load(app, t, &self.quote, &self.hold).await?;
        let fields = ContactFields::new(here, form, problem, &chosen.district).at_desk(here);
        let unticked = problem.and_then(|p| p.fields.iter().find(|fault| fault.field == "agreed"));
        let agreed_error = unticked.map(|fault| t.fault(fault)).unwrap_or_default();
        let mut faults = fields.faults();
        if !agreed_error.is_empty() {
            faults.push(("agreed".to_owned(), format!("{}: {agreed_error}", t.get("booking-web-desk-agreed"))));
        }
        Ok(ReadPage {
            head: here.head(Shell::Desk, &t.get("booking-web-desk-title")).at(format!("/desk/order/{}/{}", self.quote.id, self.hold.id)),
            quote: self.quote.id.to_string(),
            hold: self.hold.id.to_string(),
            caller: form.get("name").to_owned(),
            over: !self.hold.stands(app.read().await?.now()),
            notice,
            clauses: clauses(&*booking::offer(app)?, t.lang),
            streets: streets(app, t.lang)?,
            fields,
            lang: lang_of(form),
            agreed_error,
            faults,
            chosen,
        })
    }
}

async fn get_read(here: Here, Path((quote, hold)): Path<(String, String)>, headers: HeaderMap) -> Result<Response, Refused> {
    may_book(&here)?;
    let call = Call::open(&here, &quote, &hold).await.map_err(|e| here.refuse(&e))?;
    Ok(page(&call.page(&here, &kept(&headers), None, String::new()).await.map_err(|e| here.refuse(&e))?))
}

async fn post_read(here: Here, Path((quote, hold)): Path<(String, String)>, form: Form) -> Result<Response, Refused> {
    may_book(&here)?;
    let call = Call::open(&here, &quote, &hold).await.map_err(|e| here.refuse(&e))?;
    let faults = faults(&form);
    if !faults.is_empty() {
        return again(&here, &call, &form, StatusCode::UNPROCESSABLE_ENTITY, Some(&Problem::fields(faults)), String::new()).await;
    }
    let error = match book(&here, &call, &form).await {
        Ok(booked) => return Ok(forget(&here.app, redirect(&on_the_day(&booked.agreement.terms)), call.quote.id)),
        Err(error) => error,
    };
    let notice = match &error {
        // The button was pressed twice: the visit stands in the day.
        Agree::AgreedBefore => return Ok(forget(&here.app, redirect("/desk"), call.quote.id)),
        Agree::Requoted { why, total, quote, hold } => return anew(&here, &call, &form, (*quote, *hold), (why, *total)).await,
        Agree::FarAway { .. } => here.t.get("booking-web-desk-far-away"),
        Agree::HoldOver => here.t.get("booking-web-desk-hold-over"),
        Agree::OtherTotal { total, .. } => here.t.with("booking-web-other-total", "total", &total.to_string()),
        _ => {
            let problem = here.field_problem(&error)?;
            return again(&here, &call, &form, StatusCode::UNPROCESSABLE_ENTITY, Some(&problem), String::new()).await;
        }
    };
    again(&here, &call, &form, StatusCode::CONFLICT, None, notice).await
}

/// The day of the visit, with its card open and a word that it is booked.
fn on_the_day(terms: &Terms) -> String {
    format!("/desk?day={}&visit={}&booked=1#card", terms.span.start.day(), terms.visit)
}

/// All faults at once, the missing consent with them.
fn faults(form: &Form) -> Vec<FieldFault> {
    let mut faults = raw(form).check().err().unwrap_or_default();
    if form.get("agreed") != "yes" {
        faults.push(FieldFault::new("agreed", "unticked"));
    }
    faults
}

async fn book(here: &Here, call: &Call, form: &Form) -> Result<Booked, Agree> {
    let pressed = Money::kopecks(form.get("total").parse().unwrap_or_default());
    booking::book_for_caller(&here.app, &here.actor, call.hold.id, call.quote.id, &raw(form), lang_of(form), pressed).await
}

/// The same page with the new quote: nothing is booked until the caller agrees to the new total.
async fn anew(here: &Here, call: &Call, form: &Form, (quote, hold): (QuoteId, HoldId), (why, total): (&[Untrue], Money)) -> Result<Response, Refused> {
    let next = Call::open(here, &quote.to_string(), &hold.to_string()).await.map_err(|e| here.refuse(&e))?;
    let mut told: Vec<String> = why.iter().map(|untrue| here.t.get(&format!("booking-web-desk-untrue-{}", untrue.name()))).collect();
    told.push(here.t.with("booking-web-desk-anew", "total", &total.to_string()));
    Ok(forget(&here.app, again(here, &next, form, StatusCode::CONFLICT, None, told.join(" ")).await?, call.quote.id))
}

async fn again(here: &Here, call: &Call, form: &Form, status: StatusCode, problem: Option<&Problem>, notice: String) -> Result<Response, Refused> {
    let view = call.page(here, form, problem, notice).await.map_err(|e| here.refuse(&e))?;
    Ok(keep(&here.app, (status, page(&view)).into_response(), call.quote.id, form))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{chosen, fields, head, texts};
    use values::Lang;

    #[test]
    fn the_page_speaks_both_languages() {
        for lang in Lang::ALL {
            for (over, notice, error) in [(false, "", ""), (true, "booked", ""), (false, "", "отметьте")] {
                let t = texts(lang);
                let page = ReadPage {
                    head: head(&t, &t.get("booking-web-desk-title")),
                    quote: "q".to_owned(),
                    hold: "h".to_owned(),
                    caller: "Мария Павловна".to_owned(),
                    over,
                    notice: notice.to_owned(),
                    fields: fields(error),
                    lang: if over { Lang::Ru } else { lang },
                    agreed_error: error.to_owned(),
                    faults: Vec::new(),
                    clauses: vec![ClauseView { title: "Цена".to_owned(), text: "Окончательная".to_owned() }],
                    streets: Vec::new(),
                    chosen: chosen(),
                };
                let html = page.render().unwrap();
                assert!(!html.contains("booking-web-"), "{html}");
                assert_eq!(html.contains("name=\"total\" value=\"729000\""), !over);
                assert_eq!(html.contains(&format!("name=\"lang\" value=\"{}\" checked", lang.tag())), !over);
                assert_eq!(html.contains("id=\"agreed-error\""), !error.is_empty());
            }
        }
    }

    #[test]
    fn without_the_tick_nothing_is_booked() {
        let fields = |query: &str| faults(&Form::of_query(query)).into_iter().map(|fault| (fault.field, fault.kind)).collect::<Vec<_>>();
        let contact = "name=Мария&phone=%2B79215550144&street=Наличная&house=36";
        assert_eq!(fields(contact), [("agreed", "unticked")]);
        assert_eq!(fields(&format!("{contact}&agreed=yes")), []);
    }
}
