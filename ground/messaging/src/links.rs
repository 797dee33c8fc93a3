//! Links that speak for themselves: what they lead to and until when, under the house's own mark. Nothing is stored of them.

use crate::{MessageId, PublicUrl};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use db::{App, DbError};
use jiff::SignedDuration;
use subtle::ConstantTimeEq as _;
use uuid::Uuid;
use values::Instant;

/// How long the link of a message in a foreign channel leads there.
const SHORT: SignedDuration = SignedDuration::from_hours(72);
/// How long the link that joins a messenger can be used.
const JOIN: SignedDuration = SignedDuration::from_hours(1);
/// How long an advert can be left by its link. The law asks for as long as the letter may lie about.
const LEAVE: SignedDuration = SignedDuration::from_hours(24 * 400);
/// How long a page of what was promised can be looked at again.
const PROMISE: SignedDuration = SignedDuration::from_hours(72);
/// How long concepts can be looked at and chosen from.
const CONCEPTS: SignedDuration = SignedDuration::from_hours(24 * 60);
/// How long the open question can be answered by its link.
const QUESTION: SignedDuration = SignedDuration::from_hours(24 * 30);
/// How long an ask for money can be answered by its link.
const APPROVAL: SignedDuration = SignedDuration::from_hours(24 * 30);
/// How long what was thought of ahead can be answered.
const PROPOSAL: SignedDuration = SignedDuration::from_hours(24 * 60);
/// How long a visitor of the site comes back to what was said.
const SITE_TALK: SignedDuration = SignedDuration::from_hours(24 * 60);
/// Bytes of the mark: nobody tries 2^80.
const MARK: usize = 10;

/// Signs an id for a purpose until a moment: 40 letters that fit into an address and into the start of a bot.
fn sign(app: &App, purpose: &str, id: Uuid, until: Instant) -> String {
    let minutes = u32::try_from(until.micros() / 60_000_000).unwrap_or(u32::MAX);
    let mut bytes = [id.as_bytes().as_slice(), &minutes.to_be_bytes()].concat();
    let mark = app.vault().blind(purpose, &BASE64.encode(&bytes));
    bytes.extend(mark.into_iter().take(MARK));
    BASE64.encode(bytes)
}

/// The id, if the house signed it for this purpose and it is in time.
fn opened(app: &App, purpose: &str, token: &str, now: Instant) -> Option<Uuid> {
    let bytes = BASE64.decode(token).ok()?;
    let (said, mark) = bytes.split_at_checked(20)?;
    let (id, minutes) = said.split_at_checked(16)?;
    let ours = app.vault().blind(purpose, &BASE64.encode(said));
    let is_ours = mark.len() == MARK && bool::from(ours.get(..MARK)?.ct_eq(mark));
    let until = i64::from(u32::from_be_bytes(minutes.try_into().ok()?));
    (is_ours && now.micros() / 60_000_000 <= until).then(|| Uuid::from_slice(id).ok())?
}

/// The link to a message for a channel that is not told what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShortLink(String);

impl ShortLink {
    pub(crate) fn to(app: &App, message: MessageId, now: Instant) -> Result<Self, DbError> {
        Ok(Self(format!("{}/m/{}", app.part::<PublicUrl>()?.0, sign(app, "messages.link", message.uuid(), now + SHORT))))
    }
    /// To a job, for its supplier, who has no page of messages here.
    pub fn to_job(app: &App, job: Uuid, until: Instant) -> Result<Self, DbError> {
        Ok(Self(format!("{}/jobs/{}", app.part::<PublicUrl>()?.0, job_token(app, job, until))))
    }
    /// To the concepts of a request, for whoever asked and is nobody's client yet.
    pub fn to_concepts(app: &App, request: Uuid, now: Instant) -> Result<Self, DbError> {
        Ok(Self(format!("{}/concepts/{}", app.part::<PublicUrl>()?.0, concepts_token(app, request, now))))
    }
    /// To the open question after what was asked for, likewise.
    pub fn to_question(app: &App, request: Uuid, now: Instant) -> Result<Self, DbError> {
        Ok(Self(format!("{}/answers/{}", app.part::<PublicUrl>()?.0, question_token(app, request, now))))
    }
    /// To an ask for money, likewise.
    pub fn to_approval(app: &App, approval: Uuid, now: Instant) -> Result<Self, DbError> {
        Ok(Self(format!("{}/approvals/{}", app.part::<PublicUrl>()?.0, approval_token(app, approval, now))))
    }
    /// As it is sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The message of a short link that is in time.
pub fn open_link(app: &App, token: &str, now: Instant) -> Option<MessageId> {
    opened(app, "messages.link", token, now).map(MessageId::from)
}

/// What somebody brings to a bot so that the house knows whose messenger it is.
pub fn join_token(app: &App, reader: Uuid, now: Instant) -> String {
    sign(app, "messages.join", reader, now + JOIN)
}

/// Who brought this token.
pub fn open_join(app: &App, token: &str, now: Instant) -> Option<Uuid> {
    opened(app, "messages.join", token, now)
}

/// Where one press takes a consent back.
pub(crate) fn leave_link(app: &App, consent: Uuid, now: Instant) -> Result<String, DbError> {
    Ok(format!("{}/leave/{}", app.part::<PublicUrl>()?.0, sign(app, "messages.leave", consent, now + LEAVE)))
}

/// The consent of such a link.
pub fn open_leave(app: &App, token: &str, now: Instant) -> Option<Uuid> {
    opened(app, "messages.leave", token, now)
}

/// Leads back to what was promised for a request, and to nothing that was said in it.
pub fn promise_token(app: &App, request: Uuid, now: Instant) -> String {
    sign(app, "requests.promise", request, now + PROMISE)
}

/// The request of such a token.
pub fn open_promise(app: &App, token: &str, now: Instant) -> Option<Uuid> {
    opened(app, "requests.promise", token, now)
}

/// Leads to the concepts of a request: whoever has it chooses.
pub fn concepts_token(app: &App, request: Uuid, now: Instant) -> String {
    sign(app, "requests.concepts", request, now + CONCEPTS)
}

/// Leads to what was thought of ahead for a client: whoever has it answers.
pub fn proposal_token(app: &App, proposal: Uuid, now: Instant) -> String {
    sign(app, "care.proposal", proposal, now + PROPOSAL)
}

/// The proposal of such a token.
pub fn open_proposal(app: &App, token: &str, now: Instant) -> Option<Uuid> {
    opened(app, "care.proposal", token, now)
}

/// Leads back to a talk on the site: whoever has it is the visitor.
pub fn site_talk_token(app: &App, talk: Uuid, now: Instant) -> String {
    sign(app, "conversations.site", talk, now + SITE_TALK)
}

/// The talk of such a token.
pub fn open_site_talk(app: &App, token: &str, now: Instant) -> Option<Uuid> {
    opened(app, "conversations.site", token, now)
}

/// The request of such a token.
pub fn open_concepts(app: &App, token: &str, now: Instant) -> Option<Uuid> {
    opened(app, "requests.concepts", token, now)
}

/// Leads to the open question after what was asked for: whoever has it answers.
pub fn question_token(app: &App, request: Uuid, now: Instant) -> String {
    sign(app, "requests.question", request, now + QUESTION)
}

/// The request of such a token.
pub fn open_question(app: &App, token: &str, now: Instant) -> Option<Uuid> {
    opened(app, "requests.question", token, now)
}

/// Leads to what a client is asked to agree to: whoever has it answers.
pub fn approval_token(app: &App, approval: Uuid, now: Instant) -> String {
    sign(app, "projects.approval", approval, now + APPROVAL)
}

/// The ask of such a token.
pub fn open_approval(app: &App, token: &str, now: Instant) -> Option<Uuid> {
    opened(app, "projects.approval", token, now)
}

/// Leads to a job until a moment: whoever has it answers for the supplier.
pub fn job_token(app: &App, job: Uuid, until: Instant) -> String {
    sign(app, "suppliers.job", job, until)
}

/// The job of such a token.
pub fn open_job(app: &App, token: &str, now: Instant) -> Option<Uuid> {
    opened(app, "suppliers.job", token, now)
}
