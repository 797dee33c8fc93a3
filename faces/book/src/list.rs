//! `/desk/book`: the pages of the book by section, each with its version, since when, and by whom.

use crate::who::{Makers, when};
use askama::Template;
use axum::response::Response;
use housebook::{Shelved, shelf};
use pages::{Head, Here, Refused, Shell, capital, page};

/// The page.
#[derive(Template)]
#[template(path = "book.html")]
struct BookPage {
    head: Head,
    sections: Vec<Section>,
    /// Pages for which the folder has another text.
    waiting: Vec<Row>,
}

/// A folder of the book.
struct Section {
    id: &'static str,
    name: String,
    rows: Vec<Row>,
}

/// A page of the book.
#[derive(Clone)]
struct Row {
    href: String,
    file: String,
    about: String,
    version: i64,
    when: String,
    by: String,
    waits: bool,
}

/// The folders in the order of the page; what lies in none comes first.
const FOLDERS: [&str; 4] = ["house", "services", "prices", "texts"];

fn folder(file: &str) -> &'static str {
    let first = file.split_once('/').map_or("house", |(folder, _)| folder);
    FOLDERS.into_iter().find(|folder| *folder == first).unwrap_or("house")
}

pub(crate) async fn get_book(here: Here) -> Result<Response, Refused> {
    let shelf = shelf(&here.app, &here.actor).await.map_err(|e| here.refuse(&e))?;
    let makers = Makers::of(&here, shelf.iter().map(|page| &page.edition)).await?;
    let row = |page: &Shelved| Row {
        href: format!("/desk/book/page/{}", page.file),
        file: page.file.clone(),
        about: capital(&page.about),
        version: page.edition.version,
        when: when(&here, page.edition.since),
        by: makers.maker(&here, &page.edition),
        waits: page.waits,
    };
    let section = |id: &'static str| Section {
        id,
        name: here.t.get(&format!("book-folder-{id}")),
        rows: shelf.iter().filter(|page| folder(&page.file) == id).map(row).collect(),
    };
    let waiting = shelf.iter().filter(|page| page.waits).map(row).map(|row| Row { href: format!("/desk/book/folder/{}", row.file), ..row });
    Ok(page(&BookPage {
        waiting: waiting.collect(),
        sections: FOLDERS.into_iter().map(section).filter(|section| !section.rows.is_empty()).collect(),
        head: here.head(Shell::Desk, &here.t.get("book-title")).at("/desk/book"),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_its_section() {
        assert_eq!(["brand.toml", "prices/2026-11.toml", "texts/ru.ftl", "own/x.toml"].map(folder), ["house", "prices", "texts", "house"]);
    }
}
