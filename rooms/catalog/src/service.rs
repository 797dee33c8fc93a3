//! What other rooms ask: the present offer, and the offer as it was.

use crate::brand::Brand;
use crate::districts::{Districts, Page};
use crate::services::{Catalog, OfferedService, Service};
use db::{App, DbError, Read};
use housebook::{Book, Faults, Install, Pin};
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
    match (Brand::read(book), Districts::read(book), Catalog::read(book)) {
        (Ok(brand), Ok(districts), Ok(catalog)) => Ok(Box::new(move |app: &App| {
            app.put(brand);
            app.put(districts);
            app.put(catalog);
        })),
        (brand, districts, catalog) => {
            let faults = [brand.err(), districts.err(), catalog.err()];
            Err(Faults(faults.into_iter().flatten().flat_map(|Faults(faults)| faults).collect()))
        }
    }
}

/// How the house presents itself.
pub fn brand(app: &App) -> Result<Arc<Brand>, DbError> {
    app.part()
}

/// The districts served now.
pub fn districts(app: &App) -> Result<Arc<Districts>, DbError> {
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
pub async fn service_as_of(db: &impl Read, pin: &Pin) -> Result<Service, DbError> {
    housebook::page_text(db, pin).await
}

/// The districts as they were on the page that a quote points to.
pub async fn districts_as_of(db: &impl Read, pin: &Pin) -> Result<Districts, DbError> {
    Ok(Districts::of(pin.clone(), housebook::page_text::<Page>(db, pin).await?))
}
