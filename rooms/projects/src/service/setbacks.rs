//! What does not go as agreed is kept by a room that stands on this one: it is asked through a part of the house that it puts there.

use crate::plan::PlanId;
use crate::setbacks::Setbacks;
use db::{App, DbError};
use std::pin::Pin;
use std::sync::Arc;
use values::{Instant, Span};

type Find = dyn Fn(App, PlanId, Instant) -> Pin<Box<dyn Future<Output = Result<Setbacks, DbError>> + Send>> + Send + Sync;

/// Finds what of a plan does not go as agreed now, and what was set right since a moment; the room that knows puts it among the parts of the house.
#[derive(Clone)]
pub struct SetbacksOf(Arc<Find>);

impl SetbacksOf {
    /// From a look-up.
    pub fn by<Fut>(find: impl Fn(App, PlanId, Instant) -> Fut + Send + Sync + 'static) -> Self
    where
        Fut: Future<Output = Result<Setbacks, DbError>> + Send + 'static,
    {
        Self(Arc::new(move |app, plan, since| Box::pin(find(app, plan, since))))
    }
}

/// Those that were within this time, as far as they belong to one; what came after is another week's.
pub(crate) async fn setbacks_during(app: &App, plan: PlanId, during: Span) -> Result<Setbacks, DbError> {
    let mut within = setbacks(app, plan, during.start).await?;
    if during.end < app.now() {
        let after = setbacks(app, plan, during.end).await?;
        within.absorbed.retain(|task| !after.absorbed.contains(task));
        within.solved.retain(|one| !after.solved.contains(one));
    }
    Ok(within)
}

/// Of a plan; none where no room of the house knows.
pub(crate) async fn setbacks(app: &App, plan: PlanId, since: Instant) -> Result<Setbacks, DbError> {
    match app.part::<SetbacksOf>() {
        Ok(known) => (known.0)(app.clone(), plan, since).await,
        Err(DbError::Missing(_)) => Ok(Setbacks::default()),
        Err(error) => Err(error),
    }
}
