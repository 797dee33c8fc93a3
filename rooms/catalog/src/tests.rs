//! The section on the book that comes with the program, on broken books and in a real house.

use crate::services::{Service, checklist};
use housebook::{Faults, Files, NotOpened};
use std::collections::BTreeSet;

const REGULAR: &str = "services/regular.toml";

fn page(file: &str) -> String {
    Files::embedded().text(file).unwrap().to_owned()
}

/// The regular cleaning of the book that comes with the program.
pub(crate) fn regular() -> Service {
    toml::from_str(&page(REGULAR)).unwrap()
}

/// What is said of the book in which one text of one file is another, the place aside that is marked by `|` in `near`.
fn faults(file: &str, from: &str, to: &str, near: &str) -> Vec<String> {
    let text = page(file);
    assert!(text.contains(from), "{from}");
    let text = text.replacen(from, to, 1);
    let (lead, rest) = near.split_once('|').unwrap();
    let before = &text[..text.find(&format!("{lead}{rest}")).unwrap() + lead.len()];
    let place = (before.matches('\n').count() + 1, before.rsplit('\n').next().unwrap().chars().count() + 1);
    match housebook::check(Files::embedded().with(file, &text), &crate::room().sections) {
        Ok(()) => vec![],
        Err(Faults(faults)) => {
            assert!(faults.iter().all(|fault| fault.file == file && (fault.line, fault.column) == place), "{from}: {faults:?}, not {place:?}");
            faults.into_iter().map(|fault| fault.what.en).collect()
        }
    }
}

#[test]
fn the_book_that_comes_with_the_program_has_no_fault() {
    assert_eq!(housebook::check(Files::embedded(), &crate::room().sections), Ok(()));
}

#[test]
fn a_fault_is_told_with_its_place() {
    let cases = [
        (REGULAR, "id = \"hall.mirror\"", "id =  \"hall.door\"", "id =  |\"hall.door\"", "the item `hall.door` stands twice: each has its own `id`"),
        (REGULAR, "room = \"hall\"", "room = \"attic\"", "|\"attic\"", "there is no `[[room]]` with the code `attic`: mend the code or add the entry"),
        (REGULAR, "extra = \"oven\"", "extra = \"stove\"", "|\"stove\"", "there is no `[[extra]]` with the code `stove`: mend the code or add the entry"),
        (REGULAR, "step_minutes = 30", "step_minutes = 0", "step_minutes = |0", "`step_minutes` is 0: between 5 and 60 minutes"),
        (REGULAR, "per_10_m2 = 13", "per_10_m2 = \"13\"", "|\"13\"", "this is the text `\"13\"`: write a whole number without quotes, `30`"),
        (
            "districts.toml",
            "code = \"vyborgsky\"",
            "code =  \"admiralteysky\"",
            "code =  |\"admiralteysky\"",
            "the code `admiralteysky` stands twice in `[[district]]`: each entry has its own",
        ),
        ("districts.toml", "59.9200, 30.3060", "59.92; 30.3060", "|\"59.92;", "not a place: write latitude and longitude in degrees, `59.9663, 30.3115`"),
        ("brand.toml", "dom@example.org", "dom", "|\"dom\"", "`email` is no address: write it like `home@example.org`"),
        ("brand.toml", "en = \"Dvoretsky\"", "en = \"\"", "name = |{ ru = \"Дворецкий", "`name` is written in both languages, `ru` and `en`"),
        (
            "kit.toml",
            "scents = [\"citrus\"]",
            "scents = [\"lime\"]",
            "|\"lime\"",
            "there is no `[[scent]]` with the code `lime`: mend the code or add the entry",
        ),
        (
            "streets.toml",
            "\"petrogradsky\", at = \"59.9600, 30.3060\"",
            "\"petrograd\", at = \"59.9600, 30.3060\"",
            "|\"petrograd\"",
            "`districts.toml` has no `petrograd`: mend the code",
        ),
    ];
    for (file, from, to, near, told) in cases {
        assert_eq!(faults(file, from, to, near), [told], "{from}");
    }
}

#[test]
fn a_list_too_short_to_be_checked_is_refused() {
    let text = page(REGULAR);
    let (cut, _) = text.split_once("[[item]]\nid = \"kitchen.fronts\"").unwrap();
    let told = housebook::check(Files::embedded().with(REGULAR, cut), &crate::room().sections).unwrap_err();
    assert!(told.to_string().contains("20 items without `extra`: a checklist has 25 to 80"), "{told}");
}

#[test]
fn the_checklist_holds_what_is_ordered_and_always_done() {
    let service = regular();
    let of = |extras: &[&str]| checklist(&service, &extras.iter().map(|code| (*code).to_owned()).collect::<BTreeSet<_>>());
    assert_eq!(of(&[]).len(), 36);
    assert_eq!(of(&["oven"]).len(), 39);
    assert_eq!(of(&["fridge", "oven"]).len(), 42);
    assert_eq!(of(&["oven"]).iter().map(|item| item.id.as_str()).next_back(), Some("home.leave"));
}

#[tokio::test]
async fn a_service_is_read_again_as_it_was() -> Result<(), NotOpened> {
    let folder = tempfile::tempdir().unwrap();
    let settings = db::Settings { data: folder.path().to_path_buf(), database: None, master_key: None, seed: Some(1), clock: None };
    let app = db::open(&settings, &housebook::migrations()).await?;
    let sections = crate::room().sections;
    housebook::load(&app, Files::embedded(), &sections).await?;
    let first = crate::service(&app, "regular").unwrap();
    let text = page(REGULAR).replace("minutes_per_room = 12", "minutes_per_room = 15");
    housebook::load(&app, Files::embedded().with(REGULAR, &text), &sections).await?;
    let second = crate::service(&app, "regular").unwrap();
    assert_eq!((first.pin.version, second.pin.version), (1, 2));
    assert_eq!(second.service.norms.minutes_per_room, 15);
    let db = app.read().await?;
    assert_eq!(*crate::service_as_of(&db, &first.pin).await?, first.service);
    let districts = crate::districts(&app)?;
    assert_eq!(crate::districts_as_of(&db, &districts.pin).await?, districts);
    assert!(crate::service(&app, "piano").is_err());
    assert_eq!(crate::brand(&app)?.promises.len(), 4);
    Ok(())
}
