//! What all pages share: the shells, forms and their faults, problems, assets, languages, the guard at the door.
//!
//! **Keeps:** every form says beside the field what is wrong and keeps what was typed; no page asks a third party
//! for anything; a changing request from another site is refused; a GET changes nothing; no route without whom it is for.
//! **Never:** knows the meaning of a route: rooms hand over their pages as a [`Web`].

mod address;
mod api;
mod asked;
mod assets;
mod closing;
mod condition;
mod declined;
mod floods;
mod form;
mod guard;
mod household;
mod kept;
mod live;
mod order;
mod pair;
mod plot;
mod problem;
mod routes;
mod shell;
mod text;
mod times;
mod upload;
mod visit;
mod why;

pub use address::Proxies;
pub use api::{Api, ApiDocument, ApiPath, ApiQuery, Created, Cursor, JsonBody, PageLimit, PageOut, ProblemOut};
pub use asked::{OnTheWire, QuoteIn};
pub use assets::{asset, assets, worker};
pub use closing::Closing;
pub use declined::{DeclinedLine, unchosen};
pub use floods::{ASKING, DOOR, Flow, HOLDING, TOKEN};
pub use form::{Field, Form, Kind, PageForm, summary};
pub use guard::{Cookies, address_of, guard};
pub use household::{
    FoundLine, MemoryGroup, MemoryLine, Quarrel, ROOMS, Refill, Remembering, Side, SmallField, SmallForm, SmallForms, SmallKind, UnwantedLine, calling_words,
    closed_room_words, doors_words, found_lines, kg_words, mark_unwanted, memory_words, memory_writers, raw_calling, raw_doors, raw_home, raw_member,
    raw_memory, rights_words, room_name,
};
pub use kept::{KeptLine, KeptWords};
pub use live::{Pulse, live};
pub use order::{
    LineView, NoQuote, OrderView, calculator_href, crew_names, discount_notes, discount_words, extra_field, fee_words, live_quote, rhythm_words, slot_ask,
    unit_price,
};
pub use pair::{PairView, jpeg};
pub use plot::{Bar, Column, Plot};
pub use problem::{KINDS, Refused, json_problem};
pub use routes::{Gate, Route, Routes, Table, scopes_of};
pub use shell::{Head, Nav, NavItem, Shell};
pub use text::{T, UiTexts, capital};
pub use times::{DayTimes, Names, TimeView, by_day, names_at};
pub use upload::{Poured, Upload, Uploads, pour};
pub use visit::{Here, language_routes, page, redirect, signed_in, signed_out, with_session};
pub use why::{closed_words, why_words};

use access::Act;
use axum::Router;
use db::App;
use utoipa_axum::router::OpenApiRouter;

/// What a room's `web` hands to the house.
pub struct Web {
    /// The room.
    pub name: &'static str,
    /// Its texts in Russian and English.
    pub texts: [&'static str; 2],
    /// Its pages.
    pub pages: Router<App>,
    /// Its part of the API.
    pub api: OpenApiRouter<App>,
    /// Its routes and whom each is for.
    pub routes: Vec<Route>,
    /// Its places in the desk's rail.
    pub rail: Vec<NavItem>,
}

impl Web {
    /// Pages without anything yet.
    pub fn new(name: &'static str, ru: &'static str, en: &'static str) -> Self {
        Self { name, texts: [ru, en], pages: Router::new(), api: OpenApiRouter::new(), routes: Vec::new(), rail: Vec::new() }
    }
    /// Its pages and its part of the API, each with whom it is for.
    pub fn routes(mut self, routes: Routes) -> Self {
        self.pages = self.pages.merge(routes.pages);
        self.api = self.api.merge(routes.api);
        self.routes.extend(routes.list);
        self
    }
    /// A place in the desk's rail; `order` sorts, `label` is a text key, `key` the letter after `g`.
    pub fn rail(mut self, order: u8, href: &'static str, label: &'static str, key: char) -> Self {
        self.rail.push(NavItem { order, href, label, key, act: None, find: None });
        self
    }
    /// The same for those alone who may do the act.
    pub fn rail_of(mut self, order: u8, href: &'static str, label: &'static str, key: char, act: Act) -> Self {
        self.rail.push(NavItem { order, href, label, key, act: Some(act), find: None });
        self
    }
    /// The place that came last is one where something is looked for: a field over the rail sends `q` there. `label` is a text key.
    pub fn finds(mut self, label: &'static str) -> Self {
        if let Some(place) = self.rail.last_mut() {
            place.find = Some(label);
        }
        self
    }
}
