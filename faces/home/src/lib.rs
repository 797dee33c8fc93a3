//! The house's front: the calculator with the promises.
//!
//! **Promise 1.** The price on the screen is the one that the invoice will say: page and preview ask `pricing` alone.
//! **Keeps:** the page is complete without a script; what was chosen is never lost; looking at a price writes nothing.
//! **Never:** works out a price, a length or a time.

mod answer;
mod chosen;
mod home;
#[cfg(test)]
mod tests;

use answer::{Answer, answer, blamed};
use axum::response::Response;
use chosen::Chosen;
use pages::{ASKING, Form, Gate, Here, Refused, Routes, Web, page, redirect};
use pricing::MAKE_QUOTE;
use values::Problem;

/// The routes and texts of the front.
pub fn web() -> Web {
    const FRONT: Gate = Gate::Open("what the house offers is public");
    let routes = Routes::new().get("/", FRONT, get_home).get("/calculator/price", FRONT, get_price).post("/quotes", MAKE_QUOTE, post_quote).within(ASKING);
    Web::new("home", include_str!("../ru.ftl"), include_str!("../en.ftl")).routes(routes)
}

/// The first page; with a query, the price of what it asks for.
async fn get_home(here: Here) -> Result<Response, Refused> {
    let chosen = Chosen::of(&here.query, &usual(&here)?);
    let answer = answer(&here, &chosen).await?;
    home::show(&here, &here.query, &chosen, &answer).await
}

/// The price alone, for the form that moves as one chooses. Always a success: what the house has to say of a faulty
/// choice is shown in the place of the price, while the form takes any other status for a broken connection.
async fn get_price(here: Here) -> Result<Response, Refused> {
    let answer = answer(&here, &Chosen::of(&here.query, &Chosen::default())).await?;
    Ok(page(&home::PricePage::new(&here, &answer)))
}

/// The button «Выбрать время»: the price is written down, and the times are next.
async fn post_quote(here: Here, form: Form) -> Result<Response, Refused> {
    let chosen = Chosen::of(&form, &Chosen::default());
    let catalog = catalog::catalog(&here.app).map_err(|e| here.refuse(&e))?;
    let problem = match chosen.ask(&catalog) {
        Ok(ask) => match pricing::make_quote(&here.app, &here.actor, ask).await {
            Ok(quote) => return Ok(redirect(&format!("/quotes/{}", quote.id))),
            Err(error) => blamed(&here, &error)?,
        },
        Err(faults) => Problem::fields(faults),
    };
    home::show(&here, &form, &chosen, &Answer::Refused(problem)).await
}

/// What stands in the form before anything was chosen.
fn usual(here: &Here) -> Result<Chosen, Refused> {
    let services = catalog::services(&here.app).map_err(|e| here.refuse(&e))?;
    let districts = catalog::districts(&here.app).map_err(|e| here.refuse(&e))?;
    Ok(Chosen::usual(&services, &districts))
}
