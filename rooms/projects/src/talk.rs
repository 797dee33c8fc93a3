//! The talk of a plan: one for its client, its manager and whoever is engaged, in which each hears only what is for them.

use households::line;
use people::PersonId;
use suppliers::JobId;
use uuid::Uuid;
use values::{FieldFault, Instant};

values::typed_id!(
    /// A word of a plan's talk.
    WordId
);

/// Who said it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    /// The desk; `None` where the house did.
    Desk(Option<PersonId>),
    /// The client, or somebody of their household.
    Client,
    /// Whoever does this job.
    Contractor(JobId),
}

impl Speaker {
    /// The name in storage and in text keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Desk(_) => "desk",
            Self::Client => "client",
            Self::Contractor(_) => "contractor",
        }
    }
    /// From storage.
    pub fn parse(name: &str, person: Option<PersonId>, job: Option<JobId>) -> Option<Self> {
        match (name, job) {
            ("desk", _) => Some(Self::Desk(person)),
            ("client", None) => Some(Self::Client),
            ("contractor", Some(job)) => Some(Self::Contractor(job)),
            _ => None,
        }
    }
}

/// Whom a word is for. The desk hears all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The client.
    Client,
    /// Whoever does this job.
    Job(JobId),
    /// Both of them.
    Both(JobId),
}

impl Scope {
    /// The job that it belongs to.
    pub const fn job(self) -> Option<JobId> {
        match self {
            Self::Client => None,
            Self::Job(job) | Self::Both(job) => Some(job),
        }
    }
    /// Does the client hear it?
    pub const fn is_for_client(self) -> bool {
        matches!(self, Self::Client | Self::Both(_))
    }
    /// From storage; a word for nobody is none.
    pub const fn of(job: Option<JobId>, for_client: bool) -> Option<Self> {
        match (job, for_client) {
            (None, true) => Some(Self::Client),
            (None, false) => None,
            (Some(job), true) => Some(Self::Both(job)),
            (Some(job), false) => Some(Self::Job(job)),
        }
    }
    /// Does whoever listens hear it?
    pub fn reaches(self, listener: Listener) -> bool {
        match listener {
            Listener::Desk => true,
            Listener::Client => self.is_for_client(),
            Listener::Contractor(job) => self.job() == Some(job),
        }
    }
}

/// Who listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listener {
    /// The desk.
    Desk,
    /// The client and their household.
    Client,
    /// Whoever does this job.
    Contractor(JobId),
}

/// What somebody says, with whom it is for: there is no other way to say it than these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Saying {
    by: Speaker,
    scope: Scope,
}

impl Saying {
    /// The desk says it to whom it names.
    pub const fn of_desk(person: Option<PersonId>, scope: Scope) -> Self {
        Self { by: Speaker::Desk(person), scope }
    }
    /// The client says it to the desk.
    pub const fn of_client() -> Self {
        Self { by: Speaker::Client, scope: Scope::Client }
    }
    /// Whoever does a job says it to the desk, and nobody else hears it.
    pub const fn of_contractor(job: JobId) -> Self {
        Self { by: Speaker::Contractor(job), scope: Scope::Job(job) }
    }
    /// Who.
    pub const fn by(self) -> Speaker {
        self.by
    }
    /// For whom.
    pub const fn scope(self) -> Scope {
        self.scope
    }
}

/// A word as it was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Which.
    pub id: WordId,
    /// Who said it.
    pub by: Speaker,
    /// For whom.
    pub scope: Scope,
    /// What.
    pub text: String,
    /// When.
    pub at: Instant,
}

/// As typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawWord {
    /// What.
    pub text: String,
    /// The name of the form: pressed twice, it is said once.
    pub once: Option<Uuid>,
}

/// Letters of a word.
const LONGEST: usize = 2_000;

impl RawWord {
    pub(crate) fn check(&self) -> Result<String, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let text = line::several(&mut faults, "words", &self.text, LONGEST);
        if text.is_empty() && faults.is_empty() {
            faults.push(FieldFault::new("words", "missing"));
        }
        if faults.is_empty() { Ok(text) } else { Err(faults) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn job(n: u8) -> JobId {
        Uuid::from_u128(u128::from(n) + 1).into()
    }

    fn sayings() -> impl Strategy<Value = Saying> {
        prop_oneof![
            Just(Saying::of_client()),
            (0_u8..4).prop_map(|n| Saying::of_contractor(job(n))),
            (prop::option::of(0_u8..4), any::<bool>())
                .prop_filter_map("a word for nobody is none", |(n, client)| Some(Saying::of_desk(None, Scope::of(n.map(job), client)?))),
        ]
    }

    proptest! {
        #[test]
        fn each_hears_only_what_is_for_them(all in prop::collection::vec(sayings(), 0..40), me in 0_u8..4) {
            let me = job(me);
            for one in &all {
                let (to_me, to_client) = (one.scope().reaches(Listener::Contractor(me)), one.scope().reaches(Listener::Client));
                prop_assert_eq!(to_me, one.scope().job() == Some(me), "a contractor hears the words of their job, and no other");
                prop_assert!(one.scope().reaches(Listener::Desk));
                match one.by() {
                    Speaker::Contractor(by) => prop_assert!(!to_client && to_me == (by == me), "a contractor speaks to the desk alone"),
                    Speaker::Client => prop_assert!(to_client && !to_me, "and so does the client"),
                    Speaker::Desk(_) => {}
                }
                let kept = Scope::of(one.scope().job(), one.scope().is_for_client());
                prop_assert_eq!(kept, Some(one.scope()));
            }
        }
    }

    #[test]
    fn an_empty_word_is_none() {
        assert_eq!(RawWord { text: " \n".to_owned(), once: None }.check().unwrap_err().len(), 1);
    }
}
