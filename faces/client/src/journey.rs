//! The client's way through the house in four stages, each with the impression that it left: in their words, its tone, what went
//! wrong and how it ended. A pure rule over what was told; nothing is scored, and nobody is asked for a mark.

use aftercare::{Case, CaseState, Reading, read};
use incidents::{Incident, State};
use values::Instant;

/// A stage of the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// They came to us.
    Contact,
    /// We worked.
    Work,
    /// Something went wrong, or was asked for anew: how we bore it.
    Truth,
    /// The work was over, and they told us of it.
    Completion,
}

impl Stage {
    /// The name in text keys.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Work => "work",
            Self::Truth => "truth",
            Self::Completion => "completion",
        }
    }
}

/// What is left of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Praise and thanks.
    Warm,
    /// Nothing was said of it.
    Quiet,
    /// They said it in their own words, and nothing that is certain about how they felt.
    Heard,
    /// It went wrong, and was put right.
    Mended,
    /// It went wrong and is open, or was remarked on.
    Uneasy,
}

impl Tone {
    /// The name in text keys.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Warm => "warm",
            Self::Quiet => "quiet",
            Self::Heard => "heard",
            Self::Mended => "mended",
            Self::Uneasy => "uneasy",
        }
    }
    /// How high it is drawn, of three steps.
    pub(crate) const fn height(self) -> i64 {
        match self {
            Self::Warm => 3,
            Self::Mended => 2,
            Self::Quiet | Self::Heard => 1,
            Self::Uneasy => 0,
        }
    }
}

/// What is known of the way.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Told<'a> {
    /// A client since.
    pub(crate) since: Instant,
    /// The first words of theirs that we have still, and when they said them.
    pub(crate) said: Option<(Instant, &'a str)>,
    /// How they speak, by the newest brief.
    pub(crate) manner: Option<&'a str>,
    /// When something was done for them last, or begun.
    pub(crate) worked: Option<Instant>,
    /// The newest words that they said since in their conversation, or in the talk of what is done for them.
    pub(crate) heard: Option<(Instant, &'a str)>,
    /// How often we have moved or called off what was agreed.
    pub(crate) slips: u32,
    /// The newest case.
    pub(crate) case: Option<&'a Case>,
    /// What did not go as agreed last.
    pub(crate) incident: Option<&'a Incident>,
    /// The newest answer to the open question.
    pub(crate) answer: Option<(Instant, &'a str)>,
}

/// A stage with its impression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) stage: Stage,
    pub(crate) tone: Tone,
    /// When; `None` where it has not come to it.
    pub(crate) at: Option<Instant>,
    /// In their words.
    pub(crate) words: Option<String>,
    /// How they speak, as a person has written it down.
    pub(crate) manner: Option<String>,
    /// How it ended, in ours.
    pub(crate) end: Option<String>,
}

const fn step(stage: Stage, tone: Tone, at: Option<Instant>) -> Step {
    Step { stage, tone, at, words: None, manner: None, end: None }
}

/// Their first words, and how they speak.
fn contact(told: &Told<'_>) -> Step {
    let tone = if told.said.is_some() { Tone::Heard } else { Tone::Quiet };
    // Words stand with the moment that they were said at: those before it may be forgotten.
    let at = told.said.map_or(told.since, |(at, _)| at);
    Step { words: told.said.map(|(_, words)| words.to_owned()), manner: told.manner.map(str::to_owned), ..step(Stage::Contact, tone, Some(at)) }
}

/// How we bore it: what they complained of, and what did not go as agreed. What was not put right weighs more than what was.
fn truth(told: &Told<'_>) -> Step {
    let case = told.case.map(|case| match &case.state {
        CaseState::Closed { note, .. } => (Tone::Mended, Some(note.clone())),
        CaseState::Answered(_, reply) => (Tone::Mended, Some(reply.words.clone())),
        CaseState::Open | CaseState::Taken(_) => (Tone::Uneasy, None),
    });
    // Put right is what has its way out, and was told with it.
    let mended = |incident: &Incident| incident.state == State::Arranged && !incident.is_untold();
    let borne = told.incident.map(|incident| if mended(incident) { Tone::Mended } else { Tone::Uneasy });
    let tone = case.iter().map(|(tone, _)| *tone).chain(borne).min_by_key(|tone| tone.height()).unwrap_or(Tone::Quiet);
    let at = told.case.map(|case| case.told_at).into_iter().chain(told.incident.map(|incident| incident.opened_at)).max();
    // A remark in an answer opens a case by itself: the words stand where they were said.
    let words = told.case.and_then(|case| case.words.clone()).filter(|words| told.answer.is_none_or(|(_, answer)| answer != words));
    Step { words, end: case.and_then(|(_, end)| end).filter(|words| !words.is_empty()), ..step(Stage::Truth, tone, at) }
}

/// A stage of which they have spoken.
fn spoken(stage: Stage, at: Instant, words: &str) -> Step {
    let tone = match read(words) {
        Reading::Praise => Tone::Warm,
        Reading::Unsure => Tone::Heard,
        Reading::Remark => Tone::Uneasy,
    };
    Step { words: Some(words.to_owned()), ..step(stage, tone, Some(at)) }
}

/// What they said while we worked; of what we moved or called off, that it was put right, where they said nothing.
fn work(told: &Told<'_>) -> Step {
    match told.heard {
        Some((at, words)) => spoken(Stage::Work, at, words),
        None => step(Stage::Work, if told.slips > 0 { Tone::Mended } else { Tone::Quiet }, told.worked),
    }
}

/// The four stages.
pub(crate) fn journey(told: &Told<'_>) -> [Step; 4] {
    let completion = told.answer.map_or_else(|| step(Stage::Completion, Tone::Quiet, None), |(at, words)| spoken(Stage::Completion, at, words));
    [contact(told), work(told), truth(told), completion]
}

#[cfg(test)]
mod tests {
    use super::*;
    use aftercare::{After, Author, CaseKind, Channel};
    use incidents::{About, Kind};
    use uuid::Uuid;

    fn at(hour: u8) -> Instant {
        format!("2026-03-03T{hour:02}:00:00Z").parse().unwrap()
    }

    fn case(state: CaseState) -> Case {
        Case {
            id: Uuid::from_u128(1).into(),
            after: After::Visit(Uuid::from_u128(2).into()),
            author: Author::Client(Uuid::from_u128(3).into()),
            kind: CaseKind::Remark,
            words: Some("Пыль на шкафу".to_owned()),
            told_at: at(10),
            channel: Channel::Portal,
            opened_at: at(10),
            opened_by: "client".to_owned(),
            state,
        }
    }

    fn incident(state: State, solved_told_at: Option<Instant>) -> Incident {
        Incident {
            id: Uuid::from_u128(4).into(),
            kind: Kind::Illness,
            about: About::Visit(Uuid::from_u128(2).into()),
            client: Some(Uuid::from_u128(3).into()),
            state,
            way: None,
            instead: None,
            round: 1,
            opened_at: at(8),
            arranged_at: (state == State::Arranged).then(|| at(9)),
            overridden_at: None,
            told_at: solved_told_at,
            solved_told_at,
        }
    }

    fn tones(told: &Told<'_>) -> [Tone; 4] {
        journey(told).map(|step| step.tone)
    }

    #[test]
    fn each_stage_leaves_what_was_said_of_it() {
        let nothing = Told { since: at(1), said: None, manner: None, worked: None, heard: None, slips: 0, case: None, incident: None, answer: None };
        assert_eq!(tones(&nothing), [Tone::Quiet; 4], "nothing was said, nothing is made up");
        let open = case(CaseState::Open);
        let closed = case(CaseState::Closed { owner: None, reply: None, note: "Переделали".to_owned(), at: at(12), by: "staff".to_owned() });
        let told = |case, answer| Told { worked: Some(at(9)), slips: 1, case: Some(case), answer: Some((at(11), answer)), ..nothing };
        assert_eq!(tones(&told(&open, "Спасибо, отлично")), [Tone::Quiet, Tone::Mended, Tone::Uneasy, Tone::Warm]);
        let steps = journey(&told(&closed, "Пыль на шкафу"));
        assert_eq!((steps[2].tone, steps[2].end.as_deref()), (Tone::Mended, Some("Переделали")));
        assert_eq!((steps[3].tone, steps[3].words.as_deref()), (Tone::Uneasy, Some("Пыль на шкафу")));
        let steps = journey(&Told { said: Some((at(2), "Ужин на восемь")), manner: Some("на Вы, коротко"), ..nothing });
        assert_eq!((steps[0].tone, steps[0].at, steps[0].words.as_deref()), (Tone::Heard, Some(at(2)), Some("Ужин на восемь")));
        assert_eq!(steps[0].manner.as_deref(), Some("на Вы, коротко"));
        let steps = journey(&Told { heard: Some((at(10), "Спасибо, отлично")), ..told(&open, "Пыль на шкафу") });
        assert_eq!((steps[1].tone, steps[1].words.as_deref()), (Tone::Warm, Some("Спасибо, отлично")));
        assert_eq!((steps[2].words.as_deref(), steps[2].tone, steps[3].words.as_deref()), (None, Tone::Uneasy, Some("Пыль на шкафу")), "said once");
    }

    #[test]
    fn what_did_not_go_as_agreed_is_mended_once_it_is_told_with_its_way_out() {
        let nothing = Told { since: at(1), said: None, manner: None, worked: None, heard: None, slips: 0, case: None, incident: None, answer: None };
        let truth = |case: Option<&Case>, incident: &Incident| journey(&Told { case, incident: Some(incident), ..nothing })[2].clone();
        for (state, told, tone) in [
            (State::Open, None, Tone::Uneasy),
            (State::Asking, None, Tone::Uneasy),
            (State::Arranged, None, Tone::Uneasy),
            (State::Arranged, Some(at(9)), Tone::Mended),
            (State::Closed, None, Tone::Uneasy),
        ] {
            assert_eq!(truth(None, &incident(state, told)).tone, tone, "{state:?}");
        }
        let closed = case(CaseState::Closed { owner: None, reply: None, note: "Переделали".to_owned(), at: at(12), by: "staff".to_owned() });
        let both = truth(Some(&closed), &incident(State::Arranged, Some(at(9))));
        assert_eq!((both.tone, both.at, both.end.as_deref()), (Tone::Mended, Some(at(10)), Some("Переделали")), "both stand there");
        assert_eq!(truth(Some(&closed), &incident(State::Open, None)).tone, Tone::Uneasy);
    }
}
