//! The house book for programs of the owner: read, tried, published.

use axum::Json;
use housebook::{EDIT_BOOK, EditBook, Shelved, leaf, replace_page, shelf, try_page};
use pages::{Api, ApiQuery, Here, JsonBody, Routes};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;
use values::{Arg, Explain, Lang, Problem};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .api(EDIT_BOOK, routes!(list_pages))
        .api(EDIT_BOOK, routes!(read_page))
        .with_query("file=brand.toml")
        .api(EDIT_BOOK, routes!(check_page))
        .api(EDIT_BOOK, routes!(publish_page))
}

/// A page of the book.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"file": "prices/2026-11.toml", "about": "Цены с ноября", "version": 3, "since": "2026-11-01T09:00:00Z", "waits": false}))]
struct BookPageOut {
    /// Its file.
    file: String,
    /// What it is about.
    about: String,
    /// The version that the house works by.
    version: i64,
    /// Since when, RFC 3339.
    since: String,
    /// The folder has another text, which waits for the owner.
    waits: bool,
}

impl From<Shelved> for BookPageOut {
    fn from(page: Shelved) -> Self {
        Self { file: page.file, about: page.about, version: page.edition.version, since: page.edition.since.to_string(), waits: page.waits }
    }
}

/// Lists the pages of the book.
#[utoipa::path(get, path = "/api/v1/book", operation_id = "list_book", tag = "housebook", responses((status = 200, body = Vec<BookPageOut>)))]
async fn list_pages(here: Here) -> Api<Json<Vec<BookPageOut>>> {
    let pages = shelf(&here.app, &here.actor).await.map_err(|e| here.api(&e))?;
    Ok(Json(pages.into_iter().map(BookPageOut::from).collect()))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct FileQuery {
    /// The page's file, as `GET /api/v1/book` lists it.
    #[param(example = "brand.toml")]
    file: String,
}

/// A page with its text.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"file": "brand.toml", "version": 3, "since": "2026-11-01T09:00:00Z", "text": "name = { ru = \"Дом\", en = \"House\" }\n"}))]
struct LeafOut {
    /// Its file.
    file: String,
    /// The version that the house works by: a change names the one that it began from.
    version: i64,
    /// Since when, RFC 3339.
    since: String,
    /// The text, TOML or Fluent.
    text: String,
}

async fn shown(here: &Here, file: String) -> Result<LeafOut, EditBook> {
    let leaf = leaf(&here.app, &here.actor, &file).await?;
    Ok(LeafOut { file, version: leaf.edition.version, since: leaf.edition.since.to_string(), text: leaf.text })
}

/// Reads a page of the book.
#[utoipa::path(get, path = "/api/v1/book/page", operation_id = "read_book", tag = "housebook", params(FileQuery), responses((status = 200, body = LeafOut)))]
async fn read_page(here: Here, ApiQuery(query): ApiQuery<FileQuery>) -> Api<Json<LeafOut>> {
    Ok(Json(shown(&here, query.file).await.map_err(|e| here.api(&e))?))
}

/// A text for a page.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"file": "brand.toml", "version": 3, "text": "name = { ru = \"Дом\", en = \"House\" }\n"}))]
struct LeafIn {
    /// The page's file.
    file: String,
    /// The version that the change began from; 0 for a page that is new.
    version: i64,
    /// The text, TOML or Fluent.
    text: String,
}

/// What was refused, in the reader's language: a page with faults tells each with its line, its column and what to write instead.
#[derive(Debug, thiserror::Error)]
#[error("{error}")]
struct Unfit {
    error: EditBook,
    lang: Lang,
}

impl Explain for Unfit {
    fn explain(&self) -> Problem {
        match &self.error {
            EditBook::Faults(faults) => Problem::new(422, "book-faults").arg("faults", Arg::Text(faults.told(self.lang))),
            other => other.explain(),
        }
    }
}

/// What a trial found.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"in_order": true}))]
struct TriedOut {
    /// It could be published.
    in_order: bool,
}

/// Tries a text without publishing it: refused with all of its faults, or in order.
#[utoipa::path(
    post, path = "/api/v1/book/page/try", operation_id = "try_book", tag = "housebook", request_body = LeafIn, responses((status = 200, body = TriedOut))
)]
async fn check_page(here: Here, JsonBody(body): JsonBody<LeafIn>) -> Api<Json<TriedOut>> {
    try_page(&here.app, &here.actor, &body.file, &body.text).map_err(|error| here.api(&Unfit { error, lang: here.lang() }))?;
    Ok(Json(TriedOut { in_order: true }))
}

/// Publishes a text: the house works by it at once. Refused where it has faults, or the page was replaced meanwhile.
#[utoipa::path(
    post, path = "/api/v1/book/page", operation_id = "publish_book", tag = "housebook", request_body = LeafIn, responses((status = 200, body = LeafOut))
)]
async fn publish_page(here: Here, JsonBody(body): JsonBody<LeafIn>) -> Api<Json<LeafOut>> {
    replace_page(&here.app, &here.actor, &body.file, body.version, &body.text).await.map_err(|error| here.api(&Unfit { error, lang: here.lang() }))?;
    Ok(Json(shown(&here, body.file).await.map_err(|e| here.api(&e))?))
}
