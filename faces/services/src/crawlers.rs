//! What search engines are told: where the public pages are, and what is nobody's business.

use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use messaging::PublicUrl;
use pages::{Here, Refused};

fn root(here: &Here) -> Result<String, Refused> {
    let url = here.app.part::<PublicUrl>().map_err(|e| here.refuse(&e))?;
    Ok(url.0.trim_end_matches('/').to_owned())
}

/// `robots.txt` (RFC 9309).
pub(crate) async fn get_robots(here: Here) -> Result<Response, Refused> {
    let closed = ["/my", "/desk", "/work", "/api", "/sign-in", "/quotes", "/bookings", "/requests/sent", "/calculator"];
    let mut lines = vec!["User-agent: *".to_owned()];
    lines.extend(closed.map(|path| format!("Disallow: {path}")));
    lines.push(format!("Sitemap: {}/sitemap.xml\n", root(&here)?));
    let text = lines.join("\n");
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response())
}

/// The map of the site (sitemaps.org, 0.9). Codes are letters, digits and `_`: nothing to escape.
pub(crate) async fn get_sitemap(here: Here) -> Result<Response, Refused> {
    let root = root(&here)?;
    let catalog = catalog::catalog(&here.app).map_err(|e| here.refuse(&e))?;
    let requests = catalog::requests(&here.app).map_err(|e| here.refuse(&e))?;
    let mut paths: Vec<String> = ["/", "/services", "/services/compare", "/safety", "/contacts", "/discuss", "/choose"].map(str::to_owned).to_vec();
    paths.extend(catalog.services().iter().map(|offered| format!("/services/{}", offered.service.code)));
    paths.extend(requests.all().iter().map(|request| format!("/requests/{}", request.code)));
    let urls: Vec<String> = paths.iter().map(|path| format!("  <url><loc>{root}{path}</loc></url>\n")).collect();
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n";
    let xml = format!("{head}{}</urlset>\n", urls.concat());
    Ok(([(header::CONTENT_TYPE, "application/xml; charset=utf-8")], xml).into_response())
}
