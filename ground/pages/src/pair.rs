//! Photos on pages: the same thing before and after, one beside the other; with a script, one under the other.
//!
//! `{% let pair = … %}{% include "pair.html" %}` in a page whose shell loads `pairs.css` and `lib/pair.ts`.

use crate::visit::Here;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};

/// A pair as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairView {
    /// What it shows, in words.
    pub what: String,
    /// Address of the first.
    pub before: String,
    /// Address of the second; empty while there is none.
    pub after: String,
    /// In pixels, so that nothing jumps while they load.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

impl Here {
    /// Where the photo of this id of a visit is served.
    pub fn photo_href(visit: impl std::fmt::Display, photo: impl std::fmt::Display, small: bool) -> String {
        format!("/visits/{visit}/photos/{photo}{}", if small { "?size=small" } else { "" })
    }
}

/// A JPEG that is shown and not kept: neither by the browser nor by anybody on the way.
pub fn jpeg(bytes: Vec<u8>) -> Response {
    let headers = [(header::CONTENT_TYPE, "image/jpeg"), (header::CACHE_CONTROL, "no-store"), (header::CONTENT_DISPOSITION, "inline")];
    (headers, bytes).into_response()
}
