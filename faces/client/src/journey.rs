//! The client's way through the house in four stages, each with the impression that it left: in their words, its tone, what went
//! wrong and how it ended. A pure rule over what was told; nothing is scored, and nobody is asked for a mark.

use aftercare::{Case, CaseState, Reading, read};
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
    /// Nothing was said of it, or nothing that is certain.
    Quiet,
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
            Self::Mended => "mended",
            Self::Uneasy => "uneasy",
        }
    }
    /// How high it is drawn, of three steps.
    pub(crate) const fn height(self) -> i64 {
        match self {
            Self::Warm => 3,
            Self::Mended => 2,
            Self::Quiet => 1,
            Self::Uneasy => 0,
        }
    }
}

/// What is known of the way.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Told<'a> {
    /// A client since.
    pub(crate) since: Instant,
    /// When the last work was done.
    pub(crate) worked: Option<Instant>,
    /// How often we have moved or called off what was agreed.
    pub(crate) slips: u32,
    /// The newest case.
    pub(crate) case: Option<&'a Case>,
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
    /// How it ended, in ours.
    pub(crate) end: Option<String>,
}

/// The four stages.
pub(crate) fn journey(told: &Told<'_>) -> [Step; 4] {
    let step = |stage, tone, at| Step { stage, tone, at, words: None, end: None };
    let work = if told.slips > 0 { Tone::Mended } else { Tone::Quiet };
    let truth = told.case.map_or_else(
        || step(Stage::Truth, Tone::Quiet, None),
        |case| {
            let (tone, end) = match &case.state {
                CaseState::Closed { note, .. } => (Tone::Mended, Some(note.clone())),
                CaseState::Answered(_, reply) => (Tone::Mended, Some(reply.words.clone())),
                CaseState::Open | CaseState::Taken(_) => (Tone::Uneasy, None),
            };
            Step { stage: Stage::Truth, tone, at: Some(case.told_at), words: case.words.clone(), end: end.filter(|words| !words.is_empty()) }
        },
    );
    let completion = told.answer.map_or_else(
        || step(Stage::Completion, Tone::Quiet, None),
        |(at, words)| {
            let tone = match read(words) {
                Reading::Praise => Tone::Warm,
                Reading::Unsure => Tone::Quiet,
                Reading::Remark => Tone::Uneasy,
            };
            Step { words: Some(words.to_owned()), ..step(Stage::Completion, tone, Some(at)) }
        },
    );
    [step(Stage::Contact, Tone::Quiet, Some(told.since)), step(Stage::Work, work, told.worked), truth, completion]
}

#[cfg(test)]
mod tests {
    use super::*;
    use aftercare::{After, Author, CaseKind, Channel};
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

    fn tones(told: &Told<'_>) -> [Tone; 4] {
        journey(told).map(|step| step.tone)
    }

    #[test]
    fn each_stage_leaves_what_was_said_of_it() {
        let nothing = Told { since: at(1), worked: None, slips: 0, case: None, answer: None };
        assert_eq!(tones(&nothing), [Tone::Quiet; 4], "nothing was said, nothing is made up");
        let open = case(CaseState::Open);
        let closed = case(CaseState::Closed { owner: None, reply: None, note: "Переделали".to_owned(), at: at(12), by: "staff".to_owned() });
        let told = |case, answer| Told { worked: Some(at(9)), slips: 1, case: Some(case), answer: Some((at(11), answer)), ..nothing };
        assert_eq!(tones(&told(&open, "Спасибо, отлично")), [Tone::Quiet, Tone::Mended, Tone::Uneasy, Tone::Warm]);
        let steps = journey(&told(&closed, "Пыль на шкафу"));
        assert_eq!((steps[2].tone, steps[2].end.as_deref()), (Tone::Mended, Some("Переделали")));
        assert_eq!((steps[3].tone, steps[3].words.as_deref()), (Tone::Uneasy, Some("Пыль на шкафу")));
    }
}
