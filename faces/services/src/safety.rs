//! Why a stranger can be let in: what each stage of vetting checks, what we sign, what is insured, and who has looked.

use askama::Template;
use axum::response::Response;
use pages::{Head, Here, Refused, Shell, page};
use people::StageKind;

#[derive(Template)]
#[template(path = "safety.html")]
struct SafetyPage {
    head: Head,
    stages: Vec<Told>,
    insurance: Vec<Told>,
    /// Each promise with its proof.
    promises: Vec<Promise>,
}

/// A title with its text.
struct Told {
    title: String,
    text: String,
}

/// A promise, and where it can be checked.
struct Promise {
    title: String,
    text: String,
    proof: String,
    href: &'static str,
}

/// What is promised, and the place where each promise can be checked.
const PROMISES: [(&str, &str); 6] =
    [("price", "/#calculator"), ("list", "/services"), ("people", "/my"), ("redo", "/my"), ("private", "/my"), ("memory", "/my")];

/// The page.
pub(crate) async fn get_safety(here: Here) -> Result<Response, Refused> {
    let (t, lang) = (&here.t, here.lang());
    let brand = catalog::brand(&here.app).map_err(|e| here.refuse(&e))?;
    let stage =
        |kind: &StageKind| Told { title: t.get(&format!("services-stage-{}", kind.name())), text: t.get(&format!("services-stage-{}.text", kind.name())) };
    let promise = |(name, href): &(&str, &'static str)| Promise {
        title: t.get(&format!("services-promise-{name}")),
        text: t.get(&format!("services-promise-{name}.text")),
        proof: t.get(&format!("services-promise-{name}.proof")),
        href,
    };
    Ok(page(&SafetyPage {
        head: here.head(Shell::Site, &t.get("services-safety-title")),
        stages: StageKind::ALL.iter().map(stage).collect(),
        insurance: brand.insurance.iter().map(|fact| Told { title: fact.title.of(lang).to_owned(), text: fact.text.of(lang).to_owned() }).collect(),
        promises: PROMISES.iter().map(promise).collect(),
    }))
}
