//! What other rooms ask: the present offer, and the offer as it was.

use crate::brand::Brand;
use crate::districts::{Districts, Page};
use crate::kit::Kit;
use crate::metro::Metro;
use crate::requests::Requests;
use crate::services::{Catalog, OfferedService, Service};
use crate::streets::Streets;
use crate::techniques::Techniques;
use db::{App, DbError, Parts, Read};
use housebook::{Book, Fault, Faults, Install, Pin};
use messaging::Masthead;
use std::sync::Arc;
use values::{Explain, Problem};

/// Why a service could not be given.
#[derive(Debug, thiserror::Error)]
pub enum NoService {
    /// The house does not offer it.
    #[error("no service {0}")]
    Unknown(String),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for NoService {
    fn explain(&self) -> Problem {
        match self {
            Self::Unknown(_) => Problem::new(404, "service-unknown"),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Reads the room's part of the book, with all of its faults at once.
pub(crate) fn read(book: &Book) -> Result<Install, Faults> {
    let mut faults = Vec::new();
    let (brand, kit, techniques) = (keep(Brand::read(book), &mut faults), keep(Kit::read(book), &mut faults), keep(Techniques::read(book), &mut faults));
    let (catalog, requests) = (keep(Catalog::read(book), &mut faults), keep(Requests::read(book), &mut faults));
    let districts = keep(Districts::read(book), &mut faults);
    let streets = keep(Streets::read(book, districts.as_ref()), &mut faults);
    let metro = keep(Metro::read(book), &mut faults);
    let all = (brand, kit, techniques, catalog, requests, districts, streets, metro);
    let (Some(brand), Some(kit), Some(techniques), Some(catalog), Some(requests), Some(districts), Some(streets), Some(metro)) = all else {
        return Err(Faults(faults));
    };
    Ok(Box::new(move |parts: &mut Parts| {
        parts.put(Masthead { name: brand.name.clone(), city: brand.city.clone(), phone: brand.phone.clone() });
        parts.put(brand);
        parts.put(kit);
        parts.put(techniques);
        parts.put(catalog);
        parts.put(requests);
        parts.put(districts);
        parts.put(streets);
        parts.put(metro);
    }))
}

/// What was read, or its faults among the others.
fn keep<T>(read: Result<T, Faults>, faults: &mut Vec<Fault>) -> Option<T> {
    read.map_err(|Faults(more)| faults.extend(more)).ok()
}

/// How the house presents itself.
pub fn brand(app: &App) -> Result<Arc<Brand>, DbError> {
    app.part()
}

/// The districts served now.
pub fn districts(app: &App) -> Result<Arc<Districts>, DbError> {
    app.part()
}

/// The kit as it is now.
pub fn kit(app: &App) -> Result<Arc<Kit>, DbError> {
    app.part()
}

/// The ways of working that have a name.
pub fn techniques(app: &App) -> Result<Arc<Techniques>, DbError> {
    app.part()
}

/// The streets that the house knows.
pub fn streets(app: &App) -> Result<Arc<Streets>, DbError> {
    app.part()
}

/// The metro of the city.
pub fn metro(app: &App) -> Result<Arc<Metro>, DbError> {
    app.part()
}

/// The services that begin with a conversation.
pub fn requests(app: &App) -> Result<Arc<Requests>, DbError> {
    app.part()
}

/// All that is offered now.
pub fn catalog(app: &App) -> Result<Arc<Catalog>, DbError> {
    app.part()
}

/// All services offered now.
pub fn services(app: &App) -> Result<Vec<Arc<OfferedService>>, DbError> {
    Ok(catalog(app)?.services().to_vec())
}

/// The service of this code, as it is offered now.
pub fn service(app: &App, code: &str) -> Result<Arc<OfferedService>, NoService> {
    catalog(app)?.service(code).cloned().ok_or_else(|| NoService::Unknown(code.to_owned()))
}

/// The service as it was on the page that a quote or an agreement points to.
pub async fn service_as_of(db: &impl Read, pin: &Pin) -> Result<Arc<Service>, DbError> {
    housebook::page_text(db, pin).await
}

/// The districts as they were on the page that a quote points to.
pub async fn districts_as_of(db: &impl Read, pin: &Pin) -> Result<Arc<Districts>, DbError> {
    housebook::page_as(db, pin, |page: Page| Districts::of(pin.clone(), page)).await
}
