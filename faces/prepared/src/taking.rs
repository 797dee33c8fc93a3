//! A request that is taken down from words, of a client or of somebody whom nobody knows: what of the house book they are about, and the form.

use crate::card::{OutlineView, card};
use crate::fits::Fit;
use crate::load::{Loaded, Whom, load};
use crate::stranger::{Again, path};
use crate::unknown::Shelved;
use axum::extract::Path;
use axum::response::Response;
use calls::CallId;
use concierge::{Origin, RawRequest, RequestError, take_down};
use conversations::{EntryId, SiteTalkId, StrangerId};
use households::ClientId;
use pages::{Field, Form, Here, Kind, Refused, redirect, summary};
use values::{Outcome, Problem};

/// The form of a request that nobody has made yet.
pub(crate) struct TakingView {
    pub(crate) action: String,
    /// By which of a client's words it is known; empty of anybody else's.
    pub(crate) entry: String,
    pub(crate) fields: Vec<Field>,
    /// What it is about: the code, its name, whether it is chosen.
    pub(crate) about: Vec<(String, String, bool)>,
    pub(crate) faults: Vec<(String, String)>,
    /// Something of the house book fits: it is a request, most likely.
    pub(crate) is_likely: bool,
}

/// What of the house book fits: its name, why, its page.
pub(crate) fn fits(here: &Here, fits: &[(Shelved, Fit)]) -> Vec<(String, String, String)> {
    fits.iter().map(|(shelved, fit)| (shelved.name.of(here.lang()).to_owned(), why(here, &fit.by), shelved.page.clone())).collect()
}

/// What is asked about the likeliest.
pub(crate) fn to_ask(here: &Here, fits: &[(Shelved, Fit)]) -> Vec<String> {
    fits.first().map(|(shelved, _)| shelved.questions.iter().map(|line| line.of(here.lang()).to_owned()).collect()).unwrap_or_default()
}

/// Outlines of what fits.
pub(crate) fn outlines(here: &Here, fits: &[(Shelved, Fit)]) -> Result<Vec<OutlineView>, Refused> {
    let playbooks = concierge::playbooks(&here.app).map_err(|e| here.refuse(&e))?;
    let playbook = fits.iter().find_map(|(shelved, _)| playbooks.playbook(&shelved.code));
    Ok(playbook.map(|playbook| playbook.outlines.iter().map(|outline| OutlineView::new(here, outline, String::new())).collect()).unwrap_or_default())
}

fn why(here: &Here, by: &[String]) -> String {
    if by.is_empty() { here.t.get("prepared-fit-page") } else { here.t.with("prepared-fit-words", "words", &by.join(", ")) }
}

impl Loaded {
    /// What fits the words of which nothing was made yet.
    pub(crate) fn fits(&self) -> &[(Shelved, Fit)] {
        let unknown = self.unknown.as_ref().map(|unknown| unknown.fits.as_slice());
        let client = self.client.as_ref().and_then(|of| of.untold.as_ref()).map(|untold| untold.fits.as_slice());
        unknown.or(client).unwrap_or_default()
    }
}

/// The form, with what is known already; `None` where a request was made, or nobody has said anything.
pub(crate) fn view(here: &Here, loaded: &Loaded, again: Option<&Again<'_>>) -> Option<TakingView> {
    let (action, entry, kept) = match (&loaded.unknown, &loaded.client) {
        (Some(unknown), _) if unknown.request.is_none() && unknown.given.is_none() => {
            let name = unknown.signature.as_ref().map(|(signature, _)| signature.name.clone()).unwrap_or_default();
            (format!("{}/request", path(unknown.origin)), String::new(), [name, unknown.way(), unknown.said()])
        }
        (None, Some(of)) => {
            // A form that comes back with its fault stands, though the words were answered meanwhile.
            let (entry, words) = match (&of.untold, again) {
                (Some(untold), _) => (untold.entry.to_string(), untold.words.clone()),
                (None, Some(again)) => (again.form.get("entry").to_owned(), String::new()),
                (None, None) => return None,
            };
            let reach = of.card.phone.as_ref().map(|phone| phone.e164().to_owned()).or_else(|| of.card.email.clone());
            let kept = [of.card.salutation(), reach.unwrap_or_default(), words];
            (format!("/desk/prepared/clients/{}/request", of.card.client), entry, kept)
        }
        _ => return None,
    };
    let nothing = Form::default();
    let (form, problem) = again.map_or((&nothing, None), |again| (again.form, Some(again.problem)));
    let [name, reach, words] = kept;
    let fields = [("name", Kind::Text, name), ("reach", Kind::Text, reach), ("task", Kind::Area, words)];
    let fields: Vec<Field> = fields.into_iter().map(|(name, kind, kept)| field(here, form, name, kind, &kept, problem)).collect();
    Some(TakingView {
        action,
        entry,
        about: about(here, loaded.fits(), form),
        faults: summary(&fields.iter().collect::<Vec<_>>()),
        fields,
        is_likely: !loaded.fits().is_empty() || loaded.unknown.is_some(),
    })
}

fn field(here: &Here, form: &Form, name: &'static str, kind: Kind, kept: &str, problem: Option<&Problem>) -> Field {
    let mut field = Field::new(here, form, name, kind, "off");
    field.label = here.t.get(&format!("prepared-field-{name}"));
    if !form.has(name) {
        kept.clone_into(&mut field.value);
    }
    field.blame(here, problem)
}

/// All that it can be about; what fits is chosen.
fn about(here: &Here, fits: &[(Shelved, Fit)], form: &Form) -> Vec<(String, String, bool)> {
    let lang = here.lang();
    let (Ok(catalog), Ok(requests)) = (catalog::catalog(&here.app), catalog::requests(&here.app)) else { return Vec::new() };
    let likely = fits.first().map(|(shelved, _)| shelved.code.as_str()).unwrap_or_default();
    let chosen = if form.has("about") { form.get("about") } else { likely };
    let services = catalog.services().iter().map(|offered| (offered.service.code.clone(), offered.service.name.of(lang).to_owned()));
    let asked = requests.all().iter().map(|request| (request.code.clone(), request.name.of(lang).to_owned()));
    let none = std::iter::once((String::new(), here.t.get("concierge-about-task")));
    none.chain(services).chain(asked).map(|(code, name)| (code.clone(), name, code == chosen)).collect()
}

pub(crate) async fn post_client(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id: ClientId = id.parse().map_err(|_| here.not_found())?;
    let entry: EntryId = form.get("entry").parse().map_err(|_| here.not_found())?;
    taken(&here, Whom::Client(id), Origin::Words(id, entry), &form).await
}

pub(crate) async fn post_stranger(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id: StrangerId = id.parse().map_err(|_| here.not_found())?;
    taken(&here, Whom::Stranger(id), Origin::Stranger(id), &form).await
}

pub(crate) async fn post_visitor(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id: SiteTalkId = id.parse().map_err(|_| here.not_found())?;
    taken(&here, Whom::Visitor(id), Origin::Visitor(id), &form).await
}

pub(crate) async fn post_call(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id: CallId = id.parse().map_err(|_| here.not_found())?;
    taken(&here, Whom::Call(id), Origin::Call(id.uuid()), &form).await
}

async fn taken(here: &Here, whom: Whom, origin: Origin, form: &Form) -> Result<Response, Refused> {
    let [about, name, reach, words] = ["about", "name", "reach", "task"].map(|field| form.get(field).to_owned());
    let error: RequestError = match take_down(&here.app, &here.actor, origin, &RawRequest { about, name, reach, words }).await {
        Ok(Outcome::Applied(id) | Outcome::Already(id)) => return Ok(redirect(&format!("/desk/requests/{id}"))),
        Err(error) => error,
    };
    let problem = here.field_problem(&error)?;
    let loaded = load(here, whom).await?.ok_or_else(|| here.not_found())?;
    here.again(&error, &card(here, whom, &loaded, Some(Again { form, problem: &problem }))?)
}
