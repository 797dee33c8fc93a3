//! The house book at the desk: the owner reads its pages and their versions, edits one, sees what changes, and publishes it.
//!
//! **Keeps:** what was typed stays typed beside what is wrong with it, line by line; a page that somebody has replaced meanwhile
//! is shown beside the text that was written, never overwritten; what a new house is called is asked once, in a short form.
//! **Never:** opens a book with a fault; knows what a section means: the rooms read their own.

mod api;
mod brand;
mod leaf;
mod list;
mod past;
mod sides;
mod who;

use housebook::EDIT_BOOK;
use pages::{Routes, Web};

/// Bytes of a form with a page in it: letters that are not Latin are sent as six bytes or more.
const FORM: usize = 2_000_000;

/// What the face shows.
pub fn web() -> Web {
    let routes = Routes::new()
        .get("/desk/book", EDIT_BOOK, list::get_book)
        .get("/desk/book/brand", EDIT_BOOK, brand::get_brand)
        .post("/desk/book/brand", EDIT_BOOK, brand::post_brand)
        .post("/desk/book/new", EDIT_BOOK, leaf::post_new)
        .get("/desk/book/page/{*file}", EDIT_BOOK, leaf::get_leaf)
        .upload("/desk/book/page/{*file}", EDIT_BOOK, FORM, leaf::post_leaf)
        .get("/desk/book/version/{version}/{*file}", EDIT_BOOK, past::get_version)
        .get("/desk/book/folder/{*file}", EDIT_BOOK, past::get_folder)
        .post("/desk/book/folder/{*file}", EDIT_BOOK, past::post_folder)
        .merge(api::routes());
    Web::new("book", include_str!("../ru.ftl"), include_str!("../en.ftl")).routes(routes).rail_of(80, "/desk/book", "book-rail", 'b', EDIT_BOOK)
}
