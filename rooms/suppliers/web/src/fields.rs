//! Fields of the desk's forms that are not a line of text: a day, an hour, a choice.

use jiff::civil::{Date, Time};
use pages::{Field, Form, Here, Kind};
use values::{FieldFault, Instant, Problem, Span};

/// A day, an hour, or a choice of some.
pub(crate) struct Pick {
    pub(crate) name: &'static str,
    pub(crate) label: String,
    /// `date`, `time`, `select`.
    pub(crate) kind: &'static str,
    pub(crate) value: String,
    /// Value, words, chosen.
    pub(crate) options: Vec<(String, String, bool)>,
    pub(crate) error: String,
    pub(crate) optional: bool,
}

impl Pick {
    pub(crate) fn new(here: &Here, form: &Form, name: &'static str, kind: &'static str, kept: &str, problem: Option<&Problem>) -> Self {
        let fault = problem.and_then(|problem| problem.fields.iter().find(|fault| fault.field == name));
        Self {
            name,
            label: here.t.get(&format!("suppliers-field-{name}")),
            kind,
            value: if form.has(name) { form.get(name).to_owned() } else { kept.to_owned() },
            options: Vec::new(),
            error: fault.map(|fault| here.t.fault(fault)).unwrap_or_default(),
            optional: false,
        }
    }
    pub(crate) fn optional(mut self) -> Self {
        self.optional = true;
        self
    }
    /// One of these: value, words.
    pub(crate) fn of(mut self, options: impl IntoIterator<Item = (String, String)>) -> Self {
        self.options = options.into_iter().map(|(value, words)| (value.clone(), words, value == self.value)).collect();
        self
    }
}

/// A line of text with its label here.
pub(crate) fn line(here: &Here, form: &Form, name: &'static str, kind: Kind, problem: Option<&Problem>) -> Field {
    let mut field = Field::new(here, form, name, kind, "off");
    field.label = here.t.get(&format!("suppliers-field-{name}"));
    let hint = format!("suppliers-field-{name}.hint");
    field.hint = if here.t.has(&hint) { here.t.get(&hint) } else { String::new() };
    field.blame(here, problem)
}

/// `вторник, 24 ноября, 10:00–13:30`; both moments where it ends on another day.
pub(crate) fn when(here: &Here, span: &Span) -> String {
    let t = &here.t;
    if span.start.day() == span.end.day() {
        return format!("{}, {}", t.day(&span.start), t.span(span));
    }
    t.say("suppliers-when", &[("from", t.moment(&span.start).into()), ("until", t.moment(&span.end).into())])
}

/// A day of a form; `None` for an empty field.
pub(crate) fn day(form: &Form, field: &'static str) -> Result<Option<Date>, FieldFault> {
    let text = form.get(field);
    if text.is_empty() {
        return Ok(None);
    }
    // What lies beyond a working life is a slip of the pen.
    text.parse::<Date>().ok().filter(|day| (1990..=2100).contains(&day.year())).map(Some).ok_or_else(|| FieldFault::new(field, "not-a-day"))
}

/// The beginning of a day in Moscow.
pub(crate) fn morning(day: Date) -> Option<Instant> {
    Instant::of_moscow(day.at(0, 0, 0, 0)).ok()
}

/// An hour of a day in Moscow; `None` for an empty field.
pub(crate) fn hour(form: &Form, field: &'static str, day: Date) -> Result<Option<Instant>, FieldFault> {
    let text = form.get(field);
    if text.is_empty() {
        return Ok(None);
    }
    let fault = || FieldFault::new(field, "not-an-hour");
    let time: Time = text.parse().map_err(|_| fault())?;
    Instant::of_moscow(day.to_datetime(time)).map(Some).map_err(|_| fault())
}
