//! What the room says.

use crate::{RequestId, WhyCall};
use journal::{Fact, Subject};
use serde::{Deserialize, Serialize};

/// Somebody told us of a task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestMade {
    /// The request.
    pub request: RequestId,
    /// Code of what it is about; `None` where they only wrote to us.
    pub about: Option<String>,
    /// Why they are to be called; `None` where they told us of a task.
    #[serde(default)]
    pub why: Option<WhyCall>,
}

/// A manager has answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestClosed {
    /// The request.
    pub request: RequestId,
}

impl Fact for RequestMade {
    const KIND: &'static str = "concierge.request_made";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("request", self.request)]
    }
}

impl Fact for RequestClosed {
    const KIND: &'static str = "concierge.request_closed";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("request", self.request)]
    }
}
