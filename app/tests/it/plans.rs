//! How both databases would look for what the house asks of them: never through all of a table that grows.
//!
//! The pages are looked at and the forms sent as they stand; each text that reaches the database meanwhile is explained.

use crate::bad_input::forms;
use crate::scene::{Scene, scene};
use crate::{City, Home};
use access::Actor;
use butler::house;
use db::{By, sql};
use sea_orm::ConnectionTrait as _;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};
use std::sync::{Arc, Mutex};
use tracing::field::{Field, Visit};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};

/// What a year more of work makes longer.
const GROWING: [&str; 26] = [
    "agreements",
    "amendments",
    "answers",
    "booking_requests",
    "cases",
    "clients",
    "consents",
    "fact_subjects",
    "facts",
    "files",
    "holds",
    "homes",
    "looks",
    "memories",
    "messages",
    "occupancy",
    "placements",
    "quotes",
    "redos",
    "sessions",
    "tasks",
    "visit_crew",
    "visit_instructions",
    "visit_notes",
    "visit_photos",
    "visits",
];

/// Texts that read all of a table, each with its reason.
const ALLOWED: [(&str, &str); 0] = [];

/// Hears the texts of the queries.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<BTreeSet<String>>>);

struct Text(Option<String>);

impl Visit for Text {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "sql" {
            self.0 = Some(value.to_owned());
        }
    }
    fn record_debug(&mut self, _: &Field, _: &dyn fmt::Debug) {}
}

impl<S: tracing::Subscriber> Layer<S> for Heard {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "butler::sql" {
            let mut text = Text(None);
            event.record(&mut text);
            self.0.lock().unwrap().extend(text.0);
        }
    }
}

/// Looks at every page as everybody, sends every form as it stands, and lets the tasks run.
async fn walk(city: &City) {
    let Scene { samples, everybody, .. } = scene(city).await;
    let actors: BTreeMap<&str, Actor> = everybody.into_iter().collect();
    let mut sent = BTreeSet::new();
    for actor in ["visitor", "client", "crew", "owner"].map(|name| actors[name]) {
        let who = city.signed_in_as(actor).await;
        for route in house::routes().into_iter().filter(|route| route.method == "GET") {
            let query = if route.query.is_empty() { String::new() } else { format!("?{}", samples.fill(route.query).0) };
            let page = who.get(&format!("{}{query}", samples.fill(&route.path).0)).await;
            for form in forms(&page.text) {
                if !form.action.contains("/sign-out") && sent.insert(form.action.clone()) {
                    let fields: Vec<(&str, &str)> = form.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
                    who.form(&form.action, &fields).await;
                }
            }
        }
    }
    city.settle().await;
}

/// The texts that were asked while the house was walked through.
async fn asked(home: Home) -> (City, BTreeSet<String>) {
    let city = City::new(home).await;
    let heard = Heard::default();
    let listening = tracing::subscriber::set_default(tracing_subscriber::registry().with(heard.clone()));
    walk(&city).await;
    drop(listening);
    let texts = heard.0.lock().unwrap().clone();
    // A list of ids is as long as it is: the shortest of each kind stands for all.
    let mut kinds: BTreeMap<String, String> = BTreeMap::new();
    for text in texts {
        let kind: String = text.split('$').map(|part| part.trim_start_matches(|c: char| c.is_ascii_digit() || c == ',' || c == ' ')).collect();
        let known = kinds.entry(kind).or_insert_with(|| text.clone());
        if text.len() < known.len() {
            *known = text;
        }
    }
    (city, kinds.into_values().filter(|text| ["SELECT", "UPDATE", "DELETE", "WITH"].iter().any(|begins| text.trim_start().starts_with(begins))).collect())
}

fn is_allowed(text: &str) -> bool {
    ALLOWED.iter().any(|(begins, _)| text.starts_with(begins))
}

/// Reads the table from its beginning to its end, as PostgreSQL sees it: sequentially, or by an index without a condition where
/// nothing ends the reading.
fn reads_all(plan: &Value, bounded: bool, found: &mut BTreeSet<String>) {
    let kind = plan["Node Type"].as_str().unwrap_or_default();
    let table = plan["Relation Name"].as_str().unwrap_or_default();
    let by_index = matches!(kind, "Index Scan" | "Index Only Scan" | "Bitmap Index Scan");
    if GROWING.contains(&table) && (kind == "Seq Scan" || (by_index && plan.get("Index Cond").is_none() && plan.get("Filter").is_some() && !bounded)) {
        found.insert(format!("{kind} of {table}"));
    }
    let bounded = bounded || kind == "Limit";
    for part in plan["Plans"].as_array().into_iter().flatten() {
        reads_all(part, bounded, found);
    }
}

#[tokio::test]
async fn no_page_and_no_form_reads_through_what_grows_on_postgresql() {
    let (city, texts) = asked(Home::Postgres).await;
    assert!(texts.len() > 150, "{} texts were heard", texts.len());
    let mut broken = String::new();
    let mut explained = 0;
    for text in &texts {
        let places = (1..200).take_while(|n| text.contains(&format!("${n}"))).count();
        let nulls = vec!["NULL"; places].join(", ");
        let run = if places == 0 { "EXECUTE asked".to_owned() } else { format!("EXECUTE asked({nulls})") };
        let plan = city.app.write(By::house(), |tx| {
            let (prepare, explain) = (format!("PREPARE asked AS {text}"), format!("EXPLAIN (FORMAT JSON) {run}"));
            async move {
                // A small table would be read at once whatever its indexes: here it is done only where no index can serve.
                for step in ["SET LOCAL enable_seqscan = off", "SET LOCAL plan_cache_mode = force_generic_plan", &prepare] {
                    db::Read::conn(&tx).execute_unprepared(step).await?;
                }
                let row = db::Read::conn(&tx).query_one_raw(sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, explain)).await?;
                db::Read::conn(&tx).execute_unprepared("DEALLOCATE asked").await?;
                Ok::<_, db::DbError>(row.and_then(|row| row.try_get_by_index::<Value>(0).ok()))
            }
        });
        let plan = plan.await.unwrap_or_else(|error| panic!("{text}: {error}")).unwrap_or_else(|| panic!("{text}: no plan"));
        explained += 1;
        let mut found = BTreeSet::new();
        reads_all(&plan[0]["Plan"], false, &mut found);
        if !found.is_empty() && !is_allowed(text) {
            writeln!(broken, "{found:?}: {text}\n").unwrap();
        }
    }
    assert!(broken.is_empty(), "of {explained} texts:\n{broken}");
}

#[tokio::test]
async fn no_page_and_no_form_reads_through_what_grows_on_sqlite() {
    let (city, texts) = asked(Home::Sqlite).await;
    assert!(texts.len() > 150, "{} texts were heard", texts.len());
    let db = city.app.read().await.unwrap();
    let mut broken = String::new();
    for text in &texts {
        let rows = sql::all(&db, &format!("EXPLAIN QUERY PLAN {text}"), vec![]).await.unwrap_or_else(|error| panic!("{text}: {error}"));
        let steps: Vec<String> = rows.iter().map(|row| row.get("detail").unwrap()).collect();
        let bounded = text.contains(" LIMIT ");
        // `SCAN v` names the alias.
        let named = |step: &str| {
            let alias = step.trim_start_matches("SCAN ").split(' ').next().unwrap_or_default().to_owned();
            GROWING.iter().any(|table| alias == **table || text.contains(&format!("{table} {alias} ")) || text.ends_with(&format!("{table} {alias}")))
        };
        let scans: Vec<&String> = steps.iter().filter(|step| step.starts_with("SCAN ") && !(bounded && step.contains("USING")) && named(step)).collect();
        if !scans.is_empty() && !is_allowed(text) {
            writeln!(broken, "{scans:?}: {text}\n").unwrap();
        }
    }
    assert!(broken.is_empty(), "of {} texts:\n{broken}", texts.len());
}
