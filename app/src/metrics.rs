//! `/metrics`: figures for those who watch the machine, in the text form of Prometheus.

use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use db::App;
use metrics_exporter_prometheus::PrometheusHandle;
use pages::address_of;
use subtle::ConstantTimeEq as _;

/// The figures of this process.
pub(crate) struct Metrics {
    pub(crate) recorder: PrometheusHandle,
    /// Who brings it may read from elsewhere.
    pub(crate) token: Option<String>,
}

/// Open to this machine, and to whoever brings the token; to everybody else there is no such page.
pub(crate) async fn figures(State(app): State<App>, request: Request) -> Response {
    let Ok(metrics) = app.part::<Metrics>() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let brought = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(|value| value.strip_prefix("Bearer "));
    let known = match (&metrics.token, brought) {
        (Some(token), Some(brought)) => bool::from(token.as_bytes().ct_eq(brought.as_bytes())),
        _ => false,
    };
    let here = metrics.token.is_none() && address_of(&app, &request).is_some_and(|address| address.is_loopback());
    if !known && !here {
        return StatusCode::NOT_FOUND.into_response();
    }
    metrics.recorder.run_upkeep();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], metrics.recorder.render()).into_response()
}
