//! Use cases: somebody leaves a phone, the desk calls.

use crate::call_back::{CallBack, CallBackId, RawCaller, WhyCall, note};
use crate::facts::{CallBackAsked, CallBackClosed};
use crate::store;
use access::{Act, Actor, Denied, Grant, Limit, Limited, Resource, look, take};
use db::{App, DbError, Read as _};
use jiff::SignedDuration;
use journal::Say as _;
use uuid::Uuid;
use values::{Explain, FieldFault, Instant, Lang, Outcome, Problem};

/// Leaving a phone.
pub const LEAVE_PHONE: Act = Act { name: "scheduling.leave_phone", grants: &[Grant::Anyone] };
/// Calling those who left one.
pub const CLOSE_CALL_BACK: Act = Act { name: "scheduling.close_call_back", grants: &[Grant::Desk] };

/// Why no phone was left, or no call closed.
#[derive(Debug, thiserror::Error)]
pub enum CallBackError {
    /// Fields to mend.
    #[error("{} fields are wrong", .0.len())]
    Fields(Vec<FieldFault>),
    /// There is no such call.
    #[error("no call {0}")]
    Unknown(CallBackId),
    /// The same phone was left too often.
    #[error(transparent)]
    Limited(#[from] Limited),
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for CallBackError {
    fn explain(&self) -> Problem {
        match self {
            Self::Fields(faults) => Problem::fields(faults.clone()),
            Self::Unknown(_) => Problem::new(404, "call-unknown"),
            Self::Limited(e) => e.explain(),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// One phone is left so often.
const PHONES: Limit = Limit { times: 5, minutes: 60 };
/// Who was called is forgotten so long after.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 30);

/// Leaves a phone: we call and find a time together. The same phone for the same reason is one call while it is open.
pub async fn leave_phone(app: &App, who: &Actor, why: WhyCall, quote: Option<Uuid>, raw: &RawCaller, lang: Lang) -> Result<Outcome<CallBackId>, CallBackError> {
    who.may(LEAVE_PHONE, &Resource::default())?;
    let caller = raw.check(lang).map_err(CallBackError::Fields)?;
    take(app, &app.vault().blind_name("leave_phone", caller.phone.e164()), PHONES).await?;
    app.write(who, move |tx| {
        let caller = caller.clone();
        async move {
            let put = store::put_call_back(&tx, why, quote, &caller).await?;
            if let Outcome::Applied(call) = &put {
                tx.say(CallBackAsked { call: *call, why }).await?;
            }
            Ok(put)
        }
    })
    .await
}

/// The calls to make, the oldest first, after one that was seen; each look at a phone is recorded.
pub async fn calls_to_make(app: &App, who: &Actor, after: Option<(Instant, CallBackId)>, limit: u32) -> Result<Vec<CallBack>, CallBackError> {
    let who = *who;
    app.write(&who, move |tx| async move {
        let permit = who.may(CLOSE_CALL_BACK, &Resource::default())?;
        let open = store::open_call_backs(&tx, after, limit).await?;
        for call in &open {
            look(&tx, &permit, call.id.uuid()).await?;
        }
        Ok(open)
    })
    .await
}

/// Closes a call with a note of what came of it. Closing twice is closing once.
pub async fn close_call_back(app: &App, who: &Actor, id: CallBackId, words: &str) -> Result<Outcome<()>, CallBackError> {
    who.may(CLOSE_CALL_BACK, &Resource::default())?;
    let words = note(words).map_err(|fault| CallBackError::Fields(vec![fault]))?;
    app.write(who, move |tx| {
        let words = words.clone();
        async move {
            match store::close_call_back(&tx, id, &words).await? {
                None => Err(CallBackError::Unknown(id)),
                Some(false) => Ok(Outcome::Already(())),
                Some(true) => {
                    tx.say(CallBackClosed { call: id }).await?;
                    journal::erase_at(&tx, id.uuid(), tx.now() + KEPT).await?;
                    Ok(Outcome::Applied(()))
                }
            }
        }
    })
    .await
}
