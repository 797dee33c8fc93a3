//! Routes, each with whom it is for: nothing is reached that does not stand in the house's table of access.
//!
//! The table (`app/tests/it/access.rs`) asks every route here as a visitor, a client, another client, a cleaner and the desk,
//! and compares what they get with what is said here. The use case asks for the permit; this only tells which one.

use crate::floods::Flow;
use crate::shell::Shell;
use access::{Act, Grant, Role, Scope};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::routing::{get, post};
use db::App;
use std::collections::BTreeSet;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter};

/// Whom a route is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// Those to whom the act is open. Its use case asks.
    Act(Act),
    /// Everybody, for a reason.
    Open(&'static str),
}

impl From<Act> for Gate {
    fn from(act: Act) -> Self {
        Self::Act(act)
    }
}

/// One route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The path; its parameters are named after what they are ids of, `{id}` after the part before it.
    pub path: String,
    /// Whom it is for.
    pub gate: Gate,
    /// A query without which it cannot be asked, its values in braces like the path's.
    pub query: &'static str,
    /// How often one address may ask for it; `None`: as often as it likes.
    pub flow: Option<Flow>,
}

impl Route {
    /// The scope that a token needs for an operation of the API; `None` where it is open to everybody.
    pub fn scope(&self) -> Option<Scope> {
        match self.gate {
            Gate::Act(act) if !act.grants.contains(&Grant::Anyone) => Some(Scope::of(act, self.method != "GET")),
            Gate::Act(_) | Gate::Open(_) => None,
        }
    }
    /// An operation of the API, not a page.
    pub fn is_api(&self) -> bool {
        self.path.starts_with("/api/")
    }
}

/// The scopes there are for this role: those of the operations that are open to it whatever they are asked of.
pub fn scopes_of(routes: &[Route], role: Role) -> BTreeSet<Scope> {
    let open = |act: &Act| {
        act.grants.iter().any(|grant| match grant {
            Grant::Desk => role != Role::Cleaner,
            Grant::Owner => role == Role::Owner,
            Grant::Cleaner | Grant::TheCrew => role == Role::Cleaner,
            Grant::Anyone | Grant::TheClient | Grant::Household(_) => false,
        })
    };
    let of = |route: &Route| match route.gate {
        Gate::Act(act) if route.is_api() && open(&act) => route.scope(),
        Gate::Act(_) | Gate::Open(_) => None,
    };
    routes.iter().filter_map(of).collect()
}

/// All routes of the house, for the pages that speak of them.
pub struct Table(pub Vec<Route>);

/// Routes of pages and of the API.
#[derive(Default)]
pub struct Routes {
    pub(crate) pages: Router<App>,
    pub(crate) api: OpenApiRouter<App>,
    pub(crate) list: Vec<Route>,
}

impl Routes {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A page. `gate` is the act that it asks for, or why it asks for none.
    pub fn get<H: Handler<T, App>, T: 'static>(self, path: &'static str, gate: impl Into<Gate>, handler: H) -> Self {
        self.page("GET", path, gate.into(), get(handler))
    }

    /// A form.
    pub fn post<H: Handler<T, App>, T: 'static>(self, path: &'static str, gate: impl Into<Gate>, handler: H) -> Self {
        self.page("POST", path, gate.into(), post(handler))
    }

    /// A form that brings a file; it and the fields beside it have so many bytes at most.
    pub fn upload<H: Handler<T, App>, T: 'static>(mut self, path: &'static str, gate: impl Into<Gate>, most: usize, handler: H) -> Self {
        self = self.page("POST", path, gate.into(), post(handler).layer(DefaultBodyLimit::max(most)));
        self
    }

    fn page(mut self, method: &'static str, path: &'static str, gate: Gate, handler: axum::routing::MethodRouter<App>) -> Self {
        self.pages = self.pages.route(path, handler);
        self.list.push(Route { method, path: path.to_owned(), gate, query: "", flow: None });
        self
    }

    /// An operation of the API: `.api(ACT, routes!(handler))`.
    pub fn api(mut self, gate: impl Into<Gate>, operation: UtoipaMethodRouter<App>) -> Self {
        let gate = gate.into();
        for (path, item) in &operation.1.paths {
            for (method, there) in [("GET", &item.get), ("POST", &item.post)] {
                if there.is_some() {
                    self.list.push(Route { method, path: path.clone(), gate, query: "", flow: None });
                }
            }
        }
        self.api = self.api.routes(operation);
        self
    }

    /// The last route cannot be asked without this query: `quote={quote}`.
    pub fn with_query(mut self, query: &'static str) -> Self {
        if let Some(last) = self.list.last_mut() {
            last.query = query;
        }
        self
    }

    /// The last route is kept free of floods.
    pub fn within(mut self, flow: Flow) -> Self {
        if let Some(last) = self.list.last_mut() {
            last.flow = Some(flow);
        }
        self
    }

    /// All of these stand in this shell, and so does what is refused on them.
    pub fn within_shell(mut self, shell: Shell) -> Self {
        self.pages = self.pages.route_layer(axum::Extension(shell));
        self
    }

    /// All of these and all of those.
    pub fn merge(mut self, other: Self) -> Self {
        self.pages = self.pages.merge(other.pages);
        self.api = self.api.merge(other.api);
        self.list.extend(other.list);
        self
    }
}
