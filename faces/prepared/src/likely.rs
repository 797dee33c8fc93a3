//! What somebody is likely to ask, and what to do next: a rule over how things stand with them.

/// How things stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a thing that stands or does not")]
pub struct Stands {
    /// They wait for an answer to their words.
    pub waits: bool,
    /// They called, and nobody has called back.
    pub missed: bool,
    /// Something was not as promised, and is not settled.
    pub case_open: bool,
    /// An invoice is to be paid; `true`: its day has passed.
    pub unpaid: Option<bool>,
    /// Days until the next visit; 0 is today.
    pub next_in: Option<i64>,
    /// Nobody is found yet for the next visit.
    pub next_unstaffed: bool,
    /// A visit was finished within a day: the guarantee runs.
    pub just_done: bool,
    /// Visits were done for them.
    pub has_history: bool,
    /// An open request, and how far it is.
    pub request: Option<Asked>,
    /// A holiday within ten days, before or on which a visit would be.
    pub holiday: bool,
    /// Something does not go as agreed, and was not told with its way out.
    pub trouble: Option<Trouble>,
    /// Something is carried out for them.
    pub carried_out: bool,
    /// Something of it waits for their word.
    pub asked_consent: bool,
    /// Something was proposed to them, and waits for their word.
    pub proposed: bool,
    /// They are told by phone what the house has to say, and something is to be said.
    pub to_be_told: bool,
    /// Nobody knows them, and their words wait for a person.
    pub stranger_waits: bool,
    /// There is a way to answer them.
    pub can_reply: bool,
    /// They may be a client whom we know.
    pub may_be_client: bool,
    /// Nothing was taken down of what they said.
    pub is_untold: bool,
}

/// How far an open request is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Nobody has answered.
    Unanswered,
    /// Somebody talks with them; concepts are to be thought of.
    WithoutConcepts,
    /// Concepts were sent, none is chosen.
    Offered,
    /// One was chosen.
    Chosen,
}

/// How far it is with what does not go as agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// A way out is to be found.
    Sought,
    /// One is arranged, and they have not been told: nobody lets them find out by themselves.
    Untold,
}

/// A likely question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// When do you set it right?
    Redo,
    /// Why is it not as agreed?
    Trouble,
    /// I called: why did nobody answer?
    Missed,
    /// You have not answered me.
    Unanswered,
    /// When do you come today or tomorrow, and who?
    NextSoon,
    /// Can it be another time?
    NextMove,
    /// Something was missed: what now?
    JustDone,
    /// What am I to agree to?
    Consent,
    /// How does the project stand?
    Project,
    /// What was it that you proposed?
    Proposal,
    /// What is this invoice for?
    Invoice,
    /// How far are you with what I asked?
    Request,
    /// What is the difference between the ways?
    Ways,
    /// Do you work on the holidays?
    Holiday,
    /// What does it cost, and who comes?
    FirstTime,
    /// When could you come again?
    Again,
}

impl Question {
    /// The name in texts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Redo => "redo",
            Self::Trouble => "trouble",
            Self::Missed => "missed",
            Self::Unanswered => "unanswered",
            Self::NextSoon => "next-soon",
            Self::NextMove => "next-move",
            Self::JustDone => "just-done",
            Self::Consent => "consent",
            Self::Project => "project",
            Self::Proposal => "proposal",
            Self::Invoice => "invoice",
            Self::Request => "request",
            Self::Ways => "ways",
            Self::Holiday => "holiday",
            Self::FirstTime => "first-time",
            Self::Again => "again",
        }
    }
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Call before they do: the way out is arranged, and they do not know of it.
    CallFirst,
    /// Find a way out, and speak after it.
    FindWayOut,
    /// Say how the open case goes on.
    SettleCase,
    /// Call them back.
    CallBack,
    /// Answer the words that wait.
    Answer,
    /// Answer the request.
    AnswerRequest,
    /// Think of two or three ways.
    ThinkOfWays,
    /// Ask which of the ways it is.
    AskChoice,
    /// Begin what was chosen.
    BeginChosen,
    /// Ask for the consent that waits.
    AskConsent,
    /// Ask about what was proposed, without pressing.
    AskProposal,
    /// Find people for the next visit.
    FindPeople,
    /// Say what the house has to say.
    Tell,
    /// Offer a way to pay, without pressing.
    Payment,
    /// Ask how the last visit was.
    AskHow,
    /// Offer the next visit.
    OfferNext,
    /// Answer somebody whom nobody knows.
    Reply,
    /// Ask whether they are the client who they may be.
    AskWho,
    /// Make a request of what they said.
    TakeDown,
    /// Take an order.
    Order,
}

impl Step {
    /// The name in texts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CallFirst => "call-first",
            Self::SettleCase => "settle-case",
            Self::FindWayOut => "find-way-out",
            Self::CallBack => "call-back",
            Self::Answer => "answer",
            Self::AnswerRequest => "answer-request",
            Self::ThinkOfWays => "think-of-ways",
            Self::AskChoice => "ask-choice",
            Self::BeginChosen => "begin-chosen",
            Self::AskConsent => "ask-consent",
            Self::AskProposal => "ask-proposal",
            Self::FindPeople => "find-people",
            Self::Tell => "tell",
            Self::Payment => "payment",
            Self::AskHow => "ask-how",
            Self::OfferNext => "offer-next",
            Self::Reply => "reply",
            Self::AskWho => "ask-who",
            Self::TakeDown => "take-down",
            Self::Order => "order",
        }
    }
}

/// Nobody reads more while the phone rings.
pub const MOST: usize = 4;

/// Nothing was done for them, and nothing is.
const fn is_new(s: &Stands) -> bool {
    !s.has_history && s.next_in.is_none() && s.request.is_none() && !s.carried_out
}

/// What is likely to be asked, the likeliest first.
pub fn questions(s: &Stands) -> Vec<Question> {
    let is_soon = s.next_in.is_some_and(|days| days <= 1);
    let all = [
        (s.case_open, Question::Redo),
        (s.trouble.is_some(), Question::Trouble),
        (s.missed, Question::Missed),
        (s.waits || s.stranger_waits || s.request == Some(Asked::Unanswered), Question::Unanswered),
        (is_soon, Question::NextSoon),
        (s.just_done && !s.case_open, Question::JustDone),
        (s.asked_consent, Question::Consent),
        (s.carried_out, Question::Project),
        (s.request == Some(Asked::Offered), Question::Ways),
        (matches!(s.request, Some(Asked::WithoutConcepts | Asked::Chosen)), Question::Request),
        (s.unpaid.is_some(), Question::Invoice),
        (s.proposed, Question::Proposal),
        (s.holiday, Question::Holiday),
        (s.next_in.is_some(), Question::NextMove),
        (is_new(s), Question::FirstTime),
        (s.has_history && s.next_in.is_none(), Question::Again),
    ];
    all.into_iter().filter(|(stands, _)| *stands).map(|(_, question)| question).take(MOST).collect()
}

/// What to do next, the most urgent first. There is always something.
pub fn steps(s: &Stands) -> Vec<Step> {
    let is_open = s.case_open || s.trouble.is_some();
    let all = [
        (s.trouble == Some(Trouble::Untold), Step::CallFirst),
        (s.case_open, Step::SettleCase),
        (s.trouble == Some(Trouble::Sought), Step::FindWayOut),
        (s.missed, Step::CallBack),
        (s.waits, Step::Answer),
        (s.stranger_waits && s.can_reply, Step::Reply),
        (s.may_be_client, Step::AskWho),
        (s.is_untold && s.request.is_none(), Step::TakeDown),
        (s.request == Some(Asked::Unanswered), Step::AnswerRequest),
        (s.next_unstaffed, Step::FindPeople),
        (s.to_be_told, Step::Tell),
        (s.asked_consent, Step::AskConsent),
        (s.request == Some(Asked::WithoutConcepts), Step::ThinkOfWays),
        (s.request == Some(Asked::Offered), Step::AskChoice),
        (s.request == Some(Asked::Chosen), Step::BeginChosen),
        (s.just_done && !is_open, Step::AskHow),
        (s.unpaid == Some(true), Step::Payment),
        (s.proposed && !is_open, Step::AskProposal),
        (s.has_history && s.next_in.is_none() && !is_open, Step::OfferNext),
        (is_new(s), Step::Order),
    ];
    let mut found: Vec<Step> = all.into_iter().filter(|(stands, _)| *stands).map(|(_, step)| step).take(MOST).collect();
    if found.is_empty() {
        found.push(Step::AskHow);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_hurts_comes_first() {
        let unhappy = Stands { case_open: true, just_done: true, has_history: true, unpaid: Some(true), next_in: Some(0), holiday: true, ..Stands::default() };
        assert_eq!(questions(&unhappy), [Question::Redo, Question::NextSoon, Question::Invoice, Question::Holiday]);
        assert_eq!(steps(&unhappy), [Step::SettleCase, Step::Payment], "nobody is asked how it was while it is not set right");
        let fresh = Stands::default();
        assert_eq!((questions(&fresh), steps(&fresh)), (vec![Question::FirstTime], vec![Step::Order]));
        let asked = Stands { request: Some(Asked::WithoutConcepts), ..Stands::default() };
        assert_eq!((questions(&asked), steps(&asked)), (vec![Question::Request], vec![Step::ThinkOfWays]));
        let regular = Stands { has_history: true, next_in: Some(5), ..Stands::default() };
        assert_eq!((questions(&regular), steps(&regular)), (vec![Question::NextMove], vec![Step::AskHow]));
        let stranger = Stands { stranger_waits: true, can_reply: true, may_be_client: true, is_untold: true, ..Stands::default() };
        assert_eq!(questions(&stranger), [Question::Unanswered, Question::FirstTime]);
        assert_eq!(steps(&stranger), [Step::Reply, Step::AskWho, Step::TakeDown, Step::Order]);
        let missed = Stands { missed: true, has_history: true, next_in: Some(1), ..Stands::default() };
        assert_eq!(questions(&missed)[..2], [Question::Missed, Question::NextSoon]);
    }

    #[test]
    fn what_is_carried_out_and_what_slips_is_known() {
        let going = Stands { carried_out: true, asked_consent: true, proposed: true, ..Stands::default() };
        assert_eq!(questions(&going), [Question::Consent, Question::Project, Question::Proposal], "nobody asks for a first time whose project goes on");
        assert_eq!(steps(&going), [Step::AskConsent, Step::AskProposal]);
        let untold = Stands { trouble: Some(Trouble::Untold), case_open: true, waits: true, just_done: true, ..going };
        assert_eq!(steps(&untold), [Step::CallFirst, Step::SettleCase, Step::Answer, Step::AskConsent], "news before all else");
        assert_eq!(questions(&untold)[..2], [Question::Redo, Question::Trouble]);
        let sought = Stands { trouble: Some(Trouble::Sought), has_history: true, proposed: true, ..Stands::default() };
        assert_eq!(steps(&sought), [Step::FindWayOut], "nothing is offered and nobody is called before there is a way out");
    }

    proptest! {
        #[test]
        fn there_is_always_something_and_never_too_much(
            flags: [bool; 8], more: [bool; 3], slips in 0_usize..3, unpaid: Option<bool>, next_in in prop::option::of(0_i64..40), n in 0_usize..5
        ) {
            let request = [None, Some(Asked::Unanswered), Some(Asked::WithoutConcepts), Some(Asked::Offered), Some(Asked::Chosen)][n];
            let [waits, missed, case_open, next_unstaffed, just_done, has_history, holiday, to_be_told] = flags;
            let s = Stands { waits, missed, case_open, unpaid, next_in, next_unstaffed, just_done, has_history, request, holiday, to_be_told, ..Stands::default() };
            let ([carried_out, asked_consent, proposed], trouble) = (more, [None, Some(Trouble::Sought), Some(Trouble::Untold)][slips]);
            let s = Stands { trouble, carried_out, asked_consent, proposed, ..s };
            let (asked, next) = (questions(&s), steps(&s));
            prop_assert!((1..=MOST).contains(&asked.len()) || (asked.is_empty() && request.is_some()));
            prop_assert!((1..=MOST).contains(&next.len()));
            let first = if trouble == Some(Trouble::Untold) { Step::CallFirst } else { Step::SettleCase };
            prop_assert!(!(case_open || trouble == Some(Trouble::Untold)) || next[0] == first);
        }
    }
}
