//! What calls and tasks look like in words, for every page that shows them.

use calls::{Task, origin};
use concierge::{Standing, standing_of};
use pages::{Field, Form, Here, Kind, Refused, T};
use values::{Phone, Problem};

/// How long somebody has waited to be called: in words, how much of the time is gone in hundredths, how it looks.
pub struct Clock {
    /// In words.
    pub words: String,
    /// `going`, `soon`, `late`, `none`.
    pub state: &'static str,
}

/// The clock of a task; of one that was tried already, when it is tried again.
pub fn clock_of(here: &Here, task: &Task) -> Result<Clock, Refused> {
    let (t, now) = (&here.t, here.app.now());
    if task.next_at > now {
        return Ok(Clock { words: t.with("calls-clock-again", "at", &t.moment(&task.next_at)), state: "none" });
    }
    let due = t.moment(&task.due_at);
    Ok(match standing_of(&here.app, task.next_at, task.due_at, now).map_err(|e| here.refuse(&e))? {
        Standing::Left { minutes, of } => Clock {
            words: t.say("calls-clock-left", &[("left", t.length(&minutes).into()), ("due", due.into())]),
            state: if minutes * 4 < of { "soon" } else { "going" },
        },
        Standing::Overdue(minutes) => Clock { words: t.say("calls-clock-late", &[("late", t.length(&minutes).into()), ("due", due.into())]), state: "late" },
        Standing::Answered { .. } | Standing::Unpromised => Clock { words: String::new(), state: "none" },
    })
}

/// What a number alone tells.
pub fn about_number(t: &T, phone: &Phone) -> String {
    let from = origin(phone);
    let country = format!("calls-country-{}", from.code().to_lowercase());
    let code = if t.has(&country) { t.get(&country) } else { from.code().to_owned() };
    t.with(&format!("calls-origin-{}", from.name()), "code", &code)
}

/// The field of an appointment's day and time.
pub fn meeting_field(here: &Here, form: &Form, problem: Option<&Problem>) -> Field {
    let mut field = Field::new(here, form, "at", Kind::Text, "off");
    field.label = here.t.get("calls-meeting-at");
    field.blame(here, problem)
}

/// Those to call, with all that each is to be called about: what one call can settle stands together, where its first was.
pub(crate) fn together(tasks: Vec<Task>) -> Vec<Vec<Task>> {
    let mut people: Vec<Vec<Task>> = Vec::new();
    for task in tasks {
        let same = people.iter_mut().find(|known| task.client.is_some() && known.first().is_some_and(|first| first.client == task.client));
        match same {
            Some(known) => known.push(task),
            None => people.push(vec![task]),
        }
    }
    people
}

#[cfg(test)]
mod tests {
    use super::*;
    use calls::{CallId, TaskId, Why};
    use households::ClientId;
    use uuid::Uuid;
    use values::Instant;

    #[test]
    fn a_number_from_abroad_is_told_by_its_country() {
        let texts = pages::UiTexts::new(&[("calls", [include_str!("../ru.ftl"), include_str!("../en.ftl")])]).unwrap();
        let texts = std::sync::Arc::new(texts);
        let told = |lang, typed: &str| about_number(&T::new(lang, std::sync::Arc::clone(&texts)), &Phone::parse(typed).unwrap()).replace('\u{a0}', " ");
        assert_eq!(told(values::Lang::Ru, "+442079460958"), "из-за границы, Великобритания");
        assert_eq!(told(values::Lang::En, "+358 40 123 4567"), "from abroad, Finland");
        assert_eq!(told(values::Lang::Ru, "+7 701 234 56 78"), "из-за границы, Казахстан");
        assert_eq!(told(values::Lang::Ru, "+352 621 123 456"), "из-за границы, Люксембург");
        assert_eq!(told(values::Lang::Ru, "8 863 200-10-20"), "городской, Россия, код 863", "a code of ours is no country");
    }

    #[test]
    fn one_call_settles_all_that_is_said_to_somebody() {
        let at = Instant::from_micros(0);
        let task = |n: u128, client: Option<u128>| Task {
            id: TaskId::from(Uuid::from_u128(n)),
            why: Why::Missed(CallId::from(Uuid::from_u128(n)), 1),
            client: client.map(|n| ClientId::from(Uuid::from_u128(n))),
            phone: None,
            made_at: at,
            due_at: at,
            next_at: at,
            tries: 0,
        };
        let all = vec![task(1, Some(7)), task(2, None), task(3, Some(8)), task(4, Some(7)), task(5, None)];
        let ids = |group: &Vec<Task>| group.iter().map(|task| task.id.uuid().as_u128()).collect::<Vec<_>>();
        assert_eq!(together(all).iter().map(ids).collect::<Vec<_>>(), [vec![1, 4], vec![2], vec![3], vec![5]]);
    }
}
