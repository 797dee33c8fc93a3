//! Pages as they were, read once: a page in a version never changes.

use crate::Pin;
use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// The pages that this process has read, by their shape and pin. As many as there are versions in use.
#[derive(Default)]
pub(crate) struct Opened(RwLock<HashMap<(TypeId, Pin), Arc<dyn Any + Send + Sync>>>);

impl Opened {
    pub(crate) fn find<T: Send + Sync + 'static>(&self, pin: &Pin) -> Option<Arc<T>> {
        let pages = self.0.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(pages.get(&(TypeId::of::<T>(), pin.clone()))?).downcast().ok()
    }

    pub(crate) fn keep<T: Send + Sync + 'static>(&self, pin: &Pin, page: Arc<T>) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert((TypeId::of::<T>(), pin.clone()), page);
    }
}
