//! The fields of one request at the desk: the brief, their words, a concept.

use concierge::{Brief, Concept, RawBrief, RawConcept};
use db::DbError;
use pages::{Field, Form, Here, Kind, Refused};
use people::PersonId;
use values::Problem;

/// The name of whoever has it; where nobody has, of whom the brand names.
pub async fn manager_name(here: &Here, person: Option<PersonId>) -> Result<String, DbError> {
    let named = match person {
        Some(person) => people::names(&here.app.read().await?, &[person]).await?.remove(&person),
        None => None,
    };
    let brand = catalog::brand(&here.app)?;
    Ok(named.map_or_else(|| brand.manager.of(here.lang()).to_owned(), |name| here.t.name(&name.full())))
}

/// The same for a page.
pub(crate) async fn manager(here: &Here, person: Option<PersonId>) -> Result<String, Refused> {
    manager_name(here, person).await.map_err(|e| here.refuse(&e))
}

/// A field with its label here, and its value where nothing was typed.
fn field(here: &Here, form: &Form, name: &'static str, kind: Kind, kept: &str, problem: Option<&Problem>) -> Field {
    let mut field = Field::new(here, form, name, kind, "off");
    field.label = here.t.get(&format!("concierge-field-{name}"));
    if !form.has(name) {
        kept.clone_into(&mut field.value);
    }
    field.blame(here, problem)
}

pub(crate) fn brief_fields(here: &Here, form: &Form, kept: Option<&Brief>, problem: Option<&Problem>) -> Vec<Field> {
    let empty = Brief::default();
    let kept = kept.unwrap_or(&empty);
    let guess = kept.guess.as_ref().map(|guess| guess.text.as_str()).unwrap_or_default();
    let area = |name, kept: &str| field(here, form, name, Kind::Area, kept, problem);
    vec![
        area("asked", &kept.asked),
        area("why", &kept.why).optional(),
        area("what_for", &kept.what_for).optional(),
        area("for_whom", &kept.for_whom).optional(),
        area("guess", guess).optional(),
        area("better", &kept.better).optional(),
        area("tone", &kept.tone).optional(),
    ]
}

pub(crate) fn raw_brief(form: &Form) -> RawBrief {
    let [asked, why, what_for, for_whom, guess, better, tone] =
        ["asked", "why", "what_for", "for_whom", "guess", "better", "tone"].map(|name| form.get(name).to_owned());
    RawBrief { over: form.number("over").unwrap_or(0), asked, why, what_for, for_whom, guess, better, tone }
}

pub(crate) fn concept_fields(here: &Here, form: &Form, kept: &RawConcept, problem: Option<&Problem>) -> Vec<Field> {
    let one = |name, kind, kept: &str| field(here, form, name, kind, kept, problem);
    vec![
        one("title", Kind::Text, &kept.title),
        one("text", Kind::Area, &kept.text),
        one("from", Kind::Text, &kept.from),
        one("to", Kind::Text, &kept.to),
        one("questions", Kind::Area, &kept.questions).optional(),
        one("tasks", Kind::Area, &kept.tasks).optional(),
        one("suppliers", Kind::Area, &kept.suppliers).optional(),
    ]
}

pub(crate) fn raw_concept(form: &Form) -> RawConcept {
    let [title, text, from, to, questions, tasks, suppliers] =
        ["title", "text", "from", "to", "questions", "tasks", "suppliers"].map(|name| form.get(name).to_owned());
    RawConcept { title, text, from, to, questions, tasks, suppliers }
}

/// A concept that is known, to be edited.
pub(crate) fn of_concept(concept: &Concept) -> RawConcept {
    let body = &concept.body;
    RawConcept {
        title: body.title.clone(),
        text: body.text.clone(),
        from: concept.from.plain(),
        to: concept.to.plain(),
        questions: body.questions.join("\n"),
        tasks: body.tasks.join("\n"),
        suppliers: body.suppliers.join("\n"),
    }
}

pub(crate) fn said_field(here: &Here, form: &Form, problem: Option<&Problem>) -> Field {
    field(here, form, "said", Kind::Area, "", problem)
}

/// Why none of what was sent fits.
pub(crate) fn unfit_field(here: &Here, form: &Form, problem: Option<&Problem>) -> Field {
    field(here, form, "unfit", Kind::Area, "", problem)
}

pub(crate) fn reason_field(here: &Here, form: &Form, problem: Option<&Problem>) -> Field {
    field(here, form, "reason", Kind::Area, "", problem).optional()
}
