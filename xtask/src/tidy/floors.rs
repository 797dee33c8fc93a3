//! A package depends only on lower floors: news travels up as facts, never as a dependency.
use crate::workspace::{Dependency, Metadata, Package};

use super::Finding;

/// The floors from the ground up: the folder, and the packages that share the floor. Sharers do not know each other.
const FLOORS: &[(&str, &[&str])] = &[
    ("ground", &["values"]),
    ("lib", &["seal", "dispatch", "lexicon", "papers", "pictures"]),
    ("ground", &["db"]),
    ("ground", &["journal"]),
    ("ground", &["files"]),
    ("ground", &["access"]),
    ("ground", &["messaging"]),
    ("ground", &["housebook"]),
    ("ground", &["room"]),
    ("ground", &["testkit"]),
    ("rooms", &["catalog"]),
    ("rooms", &["people"]),
    ("rooms", &["insurance"]),
    ("rooms", &["households"]),
    ("rooms", &["calendars"]),
    ("rooms", &["scheduling"]),
    ("rooms", &["pricing"]),
    ("rooms", &["visits"]),
    ("rooms", &["booking"]),
    ("rooms", &["notices"]),
    ("rooms", &["series"]),
    ("rooms", &["aftercare"]),
    ("rooms", &["billing"]),
    ("rooms", &["suppliers"]),
    ("rooms", &["conversations"]),
    ("rooms", &["concierge"]),
    ("rooms", &["projects"]),
    ("rooms", &["calls"]),
    ("rooms", &["incidents"]),
    ("rooms", &["updates"]),
    ("rooms", &["care"]),
    ("rooms", &["loyalty"]),
    ("rooms", &["reviews"]),
    ("rooms", &["portfolio"]),
    ("rooms", &["articles"]),
    ("rooms", &["reports"]),
    ("rooms", &["insights"]),
    ("rooms", &["proof"]),
    ("ground", &["pages"]),
];

/// Only tests may need it, and then at any height.
const TESTKIT: &str = "testkit";

/// Where a package stands; the webs share one floor, the faces the next.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Floor {
    Listed(usize),
    Web,
    Face,
    House,
    /// Measures the house; nothing depends on it.
    Measures,
    /// Beside the house: nothing depends on it, it depends on nothing.
    Workshop,
}

pub fn check(house: &Metadata) -> Vec<Finding> {
    let mut found = Vec::new();
    for package in &house.packages {
        let folder = house.folder(package);
        match floor(&package.name, &folder) {
            Ok(floor) => {
                found.extend(climbs(house, package, floor).chain(foreign(package, &folder)));
            }
            Err(finding) => found.push(finding),
        }
    }
    found
}

fn floor(name: &str, folder: &str) -> Result<Floor, Finding> {
    let listed = FLOORS.iter().position(|(_, names)| names.contains(&name));
    let (place, floor) = match name {
        "butler" => ("app".to_owned(), Floor::House),
        "benches" => ("benches".to_owned(), Floor::Measures),
        "xtask" => ("xtask".to_owned(), Floor::Workshop),
        _ => match (listed.and_then(|at| Some((at, FLOORS.get(at)?))), name.strip_suffix("-web")) {
            (Some((at, (place, _))), _) => (format!("{place}/{name}"), Floor::Listed(at)),
            (None, Some(room)) => (format!("rooms/{room}/web"), Floor::Web),
            (None, None) if folder.starts_with("faces/") => (format!("faces/{name}"), Floor::Face),
            (None, None) => {
                return Err(format!("{folder}: package `{name}` stands on no floor; xtask/src/tidy/floors.rs lists them"));
            }
        },
    };
    if place == folder {
        return Ok(floor);
    }
    Err(format!("{folder}: package `{name}` belongs in {place}: a folder is named after its package"))
}

fn climbs<'a>(house: &'a Metadata, package: &'a Package, floor: Floor) -> impl Iterator<Item = Finding> + 'a {
    package.dependencies.iter().filter_map(move |dependency| {
        let other = house.packages.iter().find(|other| other.name == dependency.name)?;
        // A misplaced one is its own finding.
        let below = self::floor(&other.name, &house.folder(other)).ok()?;
        let why = refused(floor, dependency, below)?;
        let kind = dependency.kind.as_deref().map(|kind| format!(" ({kind})")).unwrap_or_default();
        Some(format!("{}: `{}` needs `{}`{kind}: {why}", house.folder(package), package.name, dependency.name))
    })
}

fn refused(floor: Floor, dependency: &Dependency, below: Floor) -> Option<&'static str> {
    if dependency.name == TESTKIT {
        return (!dependency.is_dev()).then_some("the testkit is for tests, a dev-dependency");
    }
    if dependency.is_dev() {
        return (below > floor).then_some("it stands higher");
    }
    if place(floor) == Some("lib") && dependency.name != "values" {
        return Some("an engine knows only values");
    }
    if floor == Floor::Web && below == Floor::Web {
        return Some("a web never knows another web");
    }
    (below >= floor).then_some("it does not stand lower")
}

/// Parts from outside that would let a rule render or a page query.
fn foreign<'a>(package: &'a Package, folder: &'a str) -> impl Iterator<Item = Finding> + 'a {
    let (never, why): (&[&str], _) = match floor(&package.name, folder) {
        Ok(Floor::Web | Floor::Face) => (&["sea-orm", "sqlx"], "a page does not query"),
        Ok(floor) if place(floor) == Some("rooms") => (&["axum", "askama", "tower"], "a room does not render"),
        _ => (&[], ""),
    };
    let family = |name: &str, part: &str| name.strip_prefix(part).is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_']));
    let shipped = package.dependencies.iter().filter(|dependency| !dependency.is_dev());
    let bad = shipped.filter(move |dependency| never.iter().any(|part| family(&dependency.name, part)));
    bad.map(move |dependency| format!("{folder}: `{}` needs `{}`: {why}", package.name, dependency.name))
}

fn place(floor: Floor) -> Option<&'static str> {
    let Floor::Listed(at) = floor else {
        return None;
    };
    FLOORS.get(at).map(|(place, _)| *place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    /// `folder: dependencies`, a dev-dependency as `dev:name`.
    fn house(packages: &[(&str, &str, &[&str])]) -> Metadata {
        let packages: Vec<Value> = packages
            .iter()
            .map(|(name, folder, needs)| {
                let needs: Vec<Value> = needs
                    .iter()
                    .map(|need| match need.split_once(':') {
                        Some((kind, name)) => json!({"name": name, "kind": kind}),
                        None => json!({"name": need, "kind": null}),
                    })
                    .collect();
                json!({"name": name, "version": "0.1.0", "manifest_path": format!("/h/{folder}/Cargo.toml"), "dependencies": needs, "targets": []})
            })
            .collect();
        serde_json::from_value(json!({"packages": packages, "target_directory": "/h/target", "workspace_root": "/h"})).unwrap()
    }

    fn visits(needs: &[&str]) -> Vec<Finding> {
        check(&house(&[
            ("values", "ground/values", &[]),
            ("testkit", "ground/testkit", &[]),
            ("catalog", "rooms/catalog", &[]),
            ("booking", "rooms/booking", &[]),
            ("visits", "rooms/visits", needs),
        ]))
    }

    #[test]
    fn down_is_allowed_and_up_is_not() {
        assert_eq!(visits(&["values", "catalog", "serde", "dev:testkit", "dev:catalog"]), Vec::<Finding>::new());
        assert_eq!(visits(&["booking"]), ["rooms/visits: `visits` needs `booking`: it does not stand lower"]);
        assert_eq!(visits(&["build:booking"]), ["rooms/visits: `visits` needs `booking` (build): it does not stand lower"]);
        assert_eq!(visits(&["dev:booking"]), ["rooms/visits: `visits` needs `booking` (dev): it stands higher"]);
        assert_eq!(visits(&["testkit"]), ["rooms/visits: `visits` needs `testkit`: the testkit is for tests, a dev-dependency"]);
    }

    #[test]
    fn sharers_of_a_floor_engines_and_webs_keep_apart() {
        let found = check(&house(&[
            ("values", "ground/values", &[]),
            ("seal", "lib/seal", &["values"]),
            ("papers", "lib/papers", &["seal"]),
            ("files", "ground/files", &[]),
            ("journal", "ground/journal", &["files"]),
            ("visits-web", "rooms/visits/web", &["pages"]),
            ("booking-web", "rooms/booking/web", &["visits-web"]),
            ("pages", "ground/pages", &["visits-web"]),
            ("home", "faces/home", &["booking-web", "visits-web"]),
            ("butler", "app", &["home", "xtask"]),
            ("xtask", "xtask", &[]),
        ]));
        assert_eq!(
            found,
            [
                "lib/papers: `papers` needs `seal`: an engine knows only values",
                "ground/journal: `journal` needs `files`: it does not stand lower",
                "rooms/booking/web: `booking-web` needs `visits-web`: a web never knows another web",
                "ground/pages: `pages` needs `visits-web`: it does not stand lower",
                "app: `butler` needs `xtask`: it does not stand lower",
            ]
        );
    }

    #[test]
    fn a_room_does_not_render_and_a_page_does_not_query() {
        assert_eq!(visits(&["tower-http", "dev:axum"]), ["rooms/visits: `visits` needs `tower-http`: a room does not render"]);
        let web = house(&[("visits-web", "rooms/visits/web", &["axum", "sea-orm"])]);
        assert_eq!(check(&web), ["rooms/visits/web: `visits-web` needs `sea-orm`: a page does not query"]);
        let face = house(&[("home", "faces/home", &["sqlx"])]);
        assert_eq!(check(&face), ["faces/home: `home` needs `sqlx`: a page does not query"]);
    }

    #[test]
    fn every_package_has_its_floor_and_its_folder() {
        let found = check(&house(&[("utils", "lib/utils", &[]), ("visits", "rooms/visit", &[])]));
        assert_eq!(
            found,
            [
                "lib/utils: package `utils` stands on no floor; xtask/src/tidy/floors.rs lists them",
                "rooms/visit: package `visits` belongs in rooms/visits: a folder is named after its package",
            ]
        );
    }
}
