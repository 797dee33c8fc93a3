//! The pages of plans and projects.
//!
//! **Never:** decides, queries.

use pages::Web;

/// What the room shows.
pub fn web() -> Web {
    Web::new("projects-web", include_str!("../ru.ftl"), include_str!("../en.ftl"))
}
