//! The built UI: hashed files, served for ever; the manifest tells their names.

use crate::routes::{Gate, Routes};
use axum::body::Body;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::collections::BTreeMap;
use std::sync::OnceLock;

#[derive(rust_embed::RustEmbed)]
#[folder = "../../ui/dist"]
struct Dist;

/// The address of a source of the UI, `src/site.css`. A UI that was not built shows pages without style.
pub fn asset(source: &str) -> String {
    static MANIFEST: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    let manifest = MANIFEST.get_or_init(|| {
        let Some(file) = Dist::get(".vite/manifest.json") else {
            tracing::warn!("the UI is not built: cargo xtask build");
            return BTreeMap::new();
        };
        let json: serde_json::Value = serde_json::from_slice(&file.data).unwrap_or_default();
        let entries = json.as_object().into_iter().flatten();
        entries.filter_map(|(source, entry)| Some((source.clone(), format!("/{}", entry.get("file")?.as_str()?)))).collect()
    });
    manifest.get(source).cloned().unwrap_or_default()
}

/// A built worker of the UI, ruling over the pages under `scope`. Its name is the same in each version: browsers ask for it anew.
pub fn worker(file: &str, scope: &'static str) -> Response {
    let Some(script) = Dist::get(file) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers =
        [(header::CONTENT_TYPE.as_str(), "text/javascript; charset=utf-8"), (header::CACHE_CONTROL.as_str(), "no-cache"), ("service-worker-allowed", scope)];
    (headers, Body::from(script.data.into_owned())).into_response()
}

/// The route of the files.
pub fn assets() -> Routes {
    Routes::new().get("/assets/{*path}", Gate::Open("styles, scripts and type"), serve)
}

async fn serve(Path(path): Path<String>) -> Response {
    let Some(file) = Dist::get(&format!("assets/{path}")) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kind = match path.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        "png" => "image/png",
        _ => "application/octet-stream",
    };
    // Names carry a hash of their content, but for the icons.
    let icon = path == "favicon.svg" || kind == "image/png";
    let kept = if icon { "public, max-age=86400" } else { "public, max-age=31536000, immutable" };
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, kept)], Body::from(file.data.into_owned())).into_response()
}
