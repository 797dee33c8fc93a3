//! How both databases would look for what the house asks of them: never through all of a table that grows.
//!
//! The pages are looked at and the forms sent as they stand; each text that reaches the database meanwhile is explained.

use crate::bad_input::forms;
use crate::scene::{Scene, scene};
use crate::{City, Home};
use access::Actor;
use butler::house;
use db::{By, sql};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};
use std::sync::Once;
use tracing::field::{Field, Visit};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};

/// What a year more of work makes longer.
const GROWING: [&str; 82] = [
    "agreements",
    "amendments",
    "answers",
    "approvals",
    "arrivals_heard",
    "booking_requests",
    "calendars",
    "call_numbers",
    "call_tasks",
    "calls",
    "care_asks",
    "cases",
    "change_answers",
    "change_orders",
    "channels",
    "clients",
    "concept_declines",
    "consents",
    "conversation_fetches",
    "conversation_files",
    "conversation_mails",
    "expenses",
    "expenses_back",
    "fact_subjects",
    "facts",
    "files",
    "holds",
    "homes",
    "house_moves",
    "incident_jobs",
    "incidents",
    "instruction_remarks",
    "invoice_parts",
    "invoices",
    "ledger",
    "looks",
    "meetings",
    "memories",
    "memory_proposals",
    "message_signs",
    "message_turns",
    "messages",
    "occupancy",
    "payment_parts",
    "payments",
    "phone_events",
    "placements",
    "plan_milestones",
    "plan_photos",
    "plan_report_photos",
    "plan_reports",
    "plan_tasks",
    "plan_words",
    "plans",
    "quotes",
    "receipts",
    "redos",
    "request_along",
    "request_journeys",
    "request_origins",
    "series_made",
    "series_visits",
    "sessions",
    "site_files",
    "site_talks",
    "site_waits",
    "site_words",
    "stranger_answers",
    "stranger_words",
    "supplier_jobs",
    "supplier_stages",
    "tasks",
    "tries",
    "update_words",
    "upload_parts",
    "uploads",
    "visit_crew",
    "visit_instructions",
    "visit_notes",
    "visit_photos",
    "visit_words",
    "visits",
];

/// Texts that read all of a table, each with its reason.
const ALLOWED: [(&str, &str); 2] = [
    ("UPDATE cases SET owner = $2", "an empty table's plan may take the index of open cases: those alone, however many are closed"),
    ("SELECT COUNT(*) AS n, CAST(COALESCE(SUM(open_kopecks)", "a small table's plan may take another index of the unpaid: those alone, however many are paid"),
];

thread_local! {
    /// The texts of this thread's queries, while it listens.
    static HEARD: RefCell<Option<BTreeSet<String>>> = const { RefCell::new(None) };
}

/// Hears the texts of the queries.
struct Hears;

struct Text(Option<String>);

impl Visit for Text {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "sql" {
            self.0 = Some(value.to_owned());
        }
    }
    fn record_debug(&mut self, _: &Field, _: &dyn fmt::Debug) {}
}

impl<S: tracing::Subscriber> Layer<S> for Hears {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        HEARD.with_borrow_mut(|heard| {
            if let Some(heard) = heard {
                let mut text = Text(None);
                event.record(&mut text);
                heard.extend(text.0);
            }
        });
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

/// Whether anybody hears is decided for the whole process and kept at each event: one stands there for good, and each thread listens for itself.
static HEARS: Once = Once::new();

/// The texts that were asked while the house was walked through.
async fn asked(home: Home) -> (City, BTreeSet<String>) {
    let city = City::new(home).await;
    HEARS.call_once(|| {
        let queries = Targets::new().with_target("butler::sql", LevelFilter::TRACE);
        tracing::subscriber::set_global_default(tracing_subscriber::registry().with(Hears.with_filter(queries))).unwrap();
    });
    tracing::callsite::rebuild_interest_cache();
    HEARD.set(Some(BTreeSet::new()));
    walk(&city).await;
    let texts = HEARD.take().unwrap();
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

/// Which tables the plan of PostgreSQL reads from the beginning to the end: in turn, or by an index without a condition where
/// nothing ends the reading.
fn reads_all(plan: &[String]) -> BTreeSet<String> {
    let bounded = plan.iter().any(|line| line.trim_start_matches([' ', '-', '>']).starts_with("Limit"));
    let mut found = BTreeSet::new();
    for (n, line) in plan.iter().enumerate() {
        let Some((step, rest)) = line.split_once(" on ").filter(|(step, _)| step.contains("Scan")) else { continue };
        let table = rest.split(' ').next().unwrap_or_default();
        if !GROWING.contains(&table) {
            continue;
        }
        // What is said of a step stands below it, up to the next one.
        let said: Vec<&String> = plan.iter().skip(n + 1).take_while(|line| !line.contains("->")).collect();
        let by_condition = said.iter().any(|line| line.contains("Index Cond:") || line.contains("Recheck Cond:"));
        let filters = said.iter().any(|line| line.contains("Filter:"));
        if step.contains("Seq Scan") || (step.contains("Index") && !by_condition && filters && !bounded) {
            found.insert(format!("{} of {table}", step.trim()));
        }
    }
    found
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
            let (prepare, explain) = (format!("PREPARE asked AS {text}"), format!("EXPLAIN (COSTS OFF) {run}"));
            async move {
                // A small table would be read at once whatever its indexes: here it is done only where no index can serve.
                for step in ["SET LOCAL enable_seqscan = off", "SET LOCAL plan_cache_mode = force_generic_plan", &prepare] {
                    sql::run(&tx, step, vec![]).await?;
                }
                let rows = sql::all(&tx, &explain, vec![]).await?;
                sql::run(&tx, "DEALLOCATE asked", vec![]).await?;
                rows.iter().map(|row| row.get("QUERY PLAN")).collect::<Result<Vec<String>, db::DbError>>()
            }
        });
        let plan = plan.await.unwrap_or_else(|error| panic!("{text}: {error}"));
        explained += 1;
        let found = reads_all(&plan);
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
        let rows = sql::all(&db, &format!("EXPLAIN QUERY PLAN {text}"), vec![0_i64.into(); 99]).await.unwrap_or_else(|error| panic!("{text}: {error}"));
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
