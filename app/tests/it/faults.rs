//! What is wrong with a page of the house book is told in the reader's language, with its place and with what to write instead.

use butler::config::Common;
use butler::{folder, house};
use housebook::{Fault, Files};
use std::fmt::Write as _;
use values::Lang;

/// A text of a page, and what a slip of the hand makes of it.
type Slip = (&'static str, &'static str, &'static str);

const BRAND: &str = "brand.toml";
const REGULAR: &str = "services/regular.toml";
const PRICES: &str = "prices/2026-11.toml";

/// One for each thing that a section of the house looks at.
const SLIPS: &[Slip] = &[
    // The words of the file itself.
    (BRAND, "phone = \"+7 812 017-03-26\"", "fone = \"+7 812 017-03-26\""),
    (BRAND, "phone = \"+7 812 017-03-26\"\n", ""),
    (BRAND, "email = \"dom@example.org\"", "email = \"dom@example.org"),
    (BRAND, "email = \"dom@example.org\"", "email = 5"),
    (BRAND, "[[promise]]", "[[promise]"),
    ("hours.toml", "horizon_days = 14 ", "horizon_days = \"14\" "),
    ("hours.toml", "from = \"21:00\"", "from = \"24:10\""),
    ("calendar.toml", "\"2025-02-23\"", "\"2025-02-30\""),
    (REGULAR, "setup_minutes = 20", "setup_minutes = -20"),
    (REGULAR, "every = \"month\"", "every = \"monthly\""),
    ("texts/ru.ftl", "    Ваш код:", "Ваш код:"),
    ("texts/ru.ftl", "{ $code }", "{ $cod }"),
    ("texts/ru.ftl", "message-code =", "message-kod ="),
    ("texts/ru.ftl", "    .subject = Код подтверждения\n", ""),
    // The name of the house.
    (BRAND, "en = \"Dvoretsky\"", "en = \" \""),
    (BRAND, "+7 812 017-03-26", "017-03-26"),
    (BRAND, "dom@example.org", "dom"),
    (BRAND, "en = \"Your home stays private\"", "en = \"\""),
    (BRAND, "en = \"Policy\"", "en = \"\""),
    // Services.
    (REGULAR, "code = \"regular\"", "code = \"Regular\""),
    (REGULAR, "code = \"regular\"", "code = \"windows\""),
    (REGULAR, "en = \"Cleaning after building work\"", "en = \"\""),
    (REGULAR, "step_minutes = 30", "step_minutes = 90"),
    (REGULAR, "minutes = 45", "minutes = 900"),
    (REGULAR, "minutes = 45", "minutes = 45\nminutes_per_10_m2 = 121"),
    (REGULAR, "most = 5", "most = 101"),
    (REGULAR, "unit = { ru = \"1 час\", en = \"1 hour\" }\n", ""),
    (REGULAR, "code = \"fridge\"", "code = \"oven\""),
    (REGULAR, "id = \"hall.mirror\"", "id = \"hall.door\""),
    (REGULAR, "id = \"hall.mirror\"", "id = \"hall.Зеркало\""),
    (REGULAR, "room = \"hall\"", "room = \"attic\""),
    (REGULAR, "extra = \"oven\"", "extra = \"stove\""),
    (REGULAR, "kit = [\"microfibre\"", "kit = [\"besom\""),
    (REGULAR, "technique = \"", "technique = \"un"),
    (REGULAR, "[[item]]", "[[room]]\ncode = \"attic\"\nname = { ru = \"Чердак\", en = \"Attic\" }\n\n[[item]]"),
    (REGULAR, "id = \"hall.door\"", "id = \"hall.door\"\ncertificate = \"piano\""),
    // The kit, the techniques, what begins with a conversation.
    ("kit.toml", "code = \"chlorine\"", "code = \"citrus\""),
    ("kit.toml", "code = \"microfibre\"", "code = \"all_purpose_unscented\""),
    ("kit.toml", "scents = [\"citrus\"]", "scents = [\"lemon\"]"),
    ("kit.toml", "substitute = \"all_purpose_unscented\"", "substitute = \"vinegar\""),
    ("kit.toml", "substitute = \"oxygen_disinfectant\"\n", ""),
    ("techniques.toml", "en = \"Dry first\"", "en = \"\""),
    ("requests.toml", "code = \"property_management\"", "code = \"regular\""),
    (
        "requests.toml",
        "includes = [",
        "includes = []\nquestions = []\n\n[[request]]\ncode = \"again\"\nname = { ru = \"а\", en = \"a\" }\nsummary = { ru = \"а\", en = \"a\" }\nincludes = [",
    ),
    ("requests.toml", "within_minutes = 30", "within_minutes = 0"),
    ("requests.toml", "working_days = [{ from = \"09:00\", to = \"13:30\" }", "working_days = [{ from = \"09:00\", to = \"14:30\" }"),
    ("brand.toml", "https://max.example.org", "max.example.org"),
    ("chooser.toml", "rhythm = \"weekly\"", "rhythm = \"daily\""),
    ("chooser.toml", "service = \"general\"", "service = \"generall\""),
    ("chooser.toml", "state = [\"repair\"]", "state = [\"repaired\"]"),
    ("chooser.toml", "when = { need = [\"windows\"] }\n", ""),
    ("chooser.toml", "en = \"How many rooms?\"", "en = \"\""),
    ("playbooks.toml", "code = \"gift\"", "code = \"repair\""),
    ("playbooks.toml", "from = \"12000.00\"", "from = \"12000\""),
    ("playbooks.toml", "en = \"A thing for years\"", "en = \"\""),
    ("replies.toml", "жди нас { $visit }", "жди нас { $visits }"),
    ("replies.toml", "{ $name }, понял", "{ $name, понял"),
    ("replies.toml", "id = \"sorry\"", "id = \"on_it\""),
    ("replies.toml", "en = \"They thank us\"", "en = \"\""),
    ("suppliers.toml", "code = \"waiter\"", "code = \"cook\""),
    ("suppliers.toml", "en = \"Driver\"", "en = \"\""),
    ("manners.toml", "en = \"We take no tips and never offer our services behind the house’s back.\"", "en = \"\""),
    ("incidents.toml", "way = \"another\"\ntitle = { ru = \"Поручить другому", "way = \"replace\"\ntitle = { ru = \"Поручить другому"),
    ("incidents.toml", "kind = \"lapse\"", "kind = \"illness\""),
    ("incidents.toml", "en = \"the flight is delayed\"", "en = \"\""),
    // The city.
    ("districts.toml", "code = \"vyborgsky\"", "code = \"admiralteysky\""),
    ("districts.toml", "59.9200, 30.3060", "59.92; 30.3060"),
    ("districts.toml", "59.9200, 30.3060", "55.7500, 37.6100"),
    ("streets.toml", "accuracy_m = 500", "accuracy_m = 5000"),
    ("streets.toml", "district = \"tsentralny\"", "district = \"central\""),
    ("streets.toml", "en = \"Liteyny Prospekt\"", "en = \"\""),
    ("streets.toml", "ru = \"Литейный проспект\"", "ru = \"Невский проспект\""),
    ("streets.toml", "up_to = 68", "up_to = 12"),
    ("metro.toml", "number = 2", "number = 1"),
    ("metro.toml", "ru = \"Лесная\"", "ru = \"Выборгская\""),
    ("metro.toml", "en = \"Lesnaya\"", "en = \"\""),
    // Hours and days.
    ("hours.toml", "Europe/Moscow", "Europe/Paris"),
    ("hours.toml", "horizon_days = 14", "horizon_days = 99"),
    ("hours.toml", "from = \"21:00\"\nto = \"09:00\"", "from = \"09:00\"\nto = \"21:00\""),
    ("hours.toml", "from = \"12:00\"", "from = \"23:00\""),
    ("hours.toml", "\"01-01\"", "\"01-32\""),
    ("hours.toml", "{ from = \"08:00\", metres_per_minute = 250 }", "{ from = \"11:00\", metres_per_minute = 250 }"),
    ("hours.toml", "metres_per_minute = 620", "metres_per_minute = 9000"),
    ("hours.toml", "setting_out_minutes = 8", "setting_out_minutes = 80"),
    ("calendar.toml", "\"2025-02-23\"", "\"2024-02-23\""),
    ("calendar.toml", "working_weekends = [\"2025-11-01\"]", "working_weekends = [\"2025-11-05\"]"),
    ("calendar.toml", "source = \"Статья 112 Трудового кодекса РФ; постановление", "source = \"\" # "),
    ("calendars.toml", "every_minutes = 30", "every_minutes = 1"),
    ("calendars.toml", "holds_hours = 6", "holds_hours = 0"),
    ("updates.toml", "hour = \"10:00\"", "hour = \"22:00\""),
    ("updates.toml", "most_a_day = 8", "most_a_day = 1"),
    ("updates.toml", "talking = 72", "talking = 12"),
    ("notices.toml", "remind_at = \"18:00\"", "remind_at = \"23:00\""),
    ("notices.toml", "keep_hours = 24", "keep_hours = 99"),
    ("notices.toml", "most_a_day = 6", "most_a_day = 0"),
    ("memory.toml", "rain_from = \"09-01\"", "rain_from = \"1 сентября\""),
    ("memory.toml", "code = \"window_seals\"", "code = \"drains\""),
    ("memory.toml", "en = \"Check the gutters and the drains of balcony and terrace\"", "en = \"\""),
    ("memory.toml", "seat_under = 12", "seat_under = 6"),
    ("memory.toml", "en = \"Still water\"", "en = \"\""),
    ("care.toml", "code = \"birthday\"", "code = \"child_birthday\""),
    ("care.toml", "before_days = 21", "before_days = 200"),
    ("care.toml", "service = \"windows\"\n", ""),
    ("care.toml", "en = \"For your return on {day}\"", "en = \"\""),
    ("care.toml", "Торт: {cake}", "Торт: {pie}"),
    ("care.toml", "The cake: {cake}", "The cake: {wine}"),
    ("series.toml", "ahead_days = 90", "ahead_days = 900"),
    ("series.toml", "offer_days = 14", "offer_days = 1"),
    ("prices/2026-11.toml", "change = \"500.00\"", "change = \"500.00\"\nfree_changes = 1"),
    // What binds, what is allowed.
    ("offer.toml", "code = \"price\"", "code = \"cost\""),
    ("consents.toml", "code = \"photos\"", "code = \"Photos\""),
    ("consents.toml", "code = \"photos\"", "code = \"news\""),
    ("consents.toml", "en = \"Show photos of my home to others, without name or address\"", "en = \"\""),
    // Where the house is paid.
    ("requisites.toml", "inn = \"7803123450\"", "inn = \"7803123451\""),
    ("requisites.toml", "kpp = \"780301001\"", "kpp = \"\""),
    ("requisites.toml", "bic = \"044030999\"", "bic = \"44030999\""),
    ("requisites.toml", "account = \"40702810800000001703\"", "account = \"40702810800000001704\""),
    ("requisites.toml", "corr_account = \"30101810400000000999\"", "corr_account = \"30101810400000000998\""),
    ("requisites.toml", "bank = \"АО «Невский купеческий банк»\"", "bank = \"\""),
    ("requisites.toml", "days = 5", "days = 0"),
    ("requisites.toml", "en = \"No VAT: the house works under the simplified tax system.\"", "en = \"\""),
    // Prices.
    (PRICES, "\"4600.00\"", "\"4600\""),
    (PRICES, "price = \"800.00\"", "price = 800"),
    (PRICES, "\"4600.00\"", "\"3600.00\""),
    (PRICES, "\"15600.00\"", "\"1560000000.00\""),
    (PRICES, "up_to_m2 = 60", "up_to_m2 = 30"),
    (PRICES, "quote_valid_hours = 24", "quote_valid_hours = 0"),
    (PRICES, "[first_order]\npercent = 10", "[first_order]\npercent = 101"),
    (PRICES, "price = \"0.00\"", "price = \"100.00\""),
    (PRICES, "within_hours = 3", "within_hours = 0"),
    (PRICES, "weekly = 15", "weekly = 55"),
    (PRICES, "weekly = 15", "once = 15"),
    (PRICES, "per_window = \"650.00\"", "included_rooms = 1"),
    (PRICES, "[windows]\n", "[windows]\nextra_room = \"1.00\"\n\n[[windows.area]]\nup_to_m2 = 40\nprice = \"1.00\"\n\n[piano]\n"),
    (PRICES, "[[windows.extra]]\ncode = \"film\"", "[[windows.extra]]\ncode = \"balcony\""),
    (PRICES, "[[extra]]\ncode = \"ironing\"", "[[extra]]\ncode = \"singing\""),
    (PRICES, "[[regular.extra]]\ncode = \"oven\"", "[[regular.extra]]\ncode = \"stove\""),
    (PRICES, "[general]", "[particular]"),
    (PRICES, "less_than_hours = 24", "less_than_hours = 200"),
    (PRICES, "less_than_hours = 3\n", "less_than_hours = 30\n"),
    (PRICES, "code = \"ВЕСНА\"", "code = \"--\""),
    (PRICES, "code = \"ВЕСНА\"", "code = \"НОВОСЕЛЬЕ\""),
    (PRICES, "code = \"ВЕСНА\"\npercent = 10", "code = \"ВЕСНА\"\npercent = 0"),
    (PRICES, "until = \"2027-05-31\"", "until = \"2025-05-31\""),
    (PRICES, "uses = 500", "uses = 0"),
    (PRICES, "until = \"2027-12-31\"", "until = \"2027-12-31\"\nservices = [\"piano\"]"),
];

fn faults(files: Files) -> Vec<Fault> {
    housebook::check(files, &house::sections(&house::rooms())).err().map_or_else(Vec::new, |faults| faults.0)
}

/// Without what stands between backticks or in the quotes of a name.
fn plain(text: &str) -> String {
    let bare: String = text.split('`').step_by(2).collect();
    bare.split(['«', '»']).step_by(2).collect()
}

#[test]
fn a_folder_is_checked_in_the_language_that_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    Files::embedded().to_folder(folder.path()).unwrap();
    let check = |lang| folder::check(&Common { lang, ..Common::default() }, Some(folder.path().to_owned())).map_err(|error| format!("{error:#}"));
    assert_eq!(check(None).unwrap(), "в книге дома ошибок нет");
    let text = Files::embedded().text(BRAND).unwrap().replace("phone = ", "fone = ");
    std::fs::write(folder.path().join(BRAND), text).unwrap();
    assert_eq!(check(None).unwrap_err(), "в книге дома есть ошибки:\nbrand.toml:9:1: `fone` здесь не бывает, похоже на `phone`: исправьте");
    assert_eq!(check(Some(Lang::En)).unwrap_err(), "the house book has faults:\nbrand.toml:9:1: there is no `fone` here, it looks like `phone`: mend it");
}

#[test]
fn each_fault_is_told_in_both_languages() {
    let mut told = String::new();
    let mut overlooked = Vec::new();
    let mut tell = |slip: &str, faults: &[Fault]| {
        if faults.is_empty() {
            overlooked.push(slip.to_owned());
        }
        writeln!(told, "{slip}").unwrap();
        for fault in faults {
            let (ru, en) = (fault.what.of(Lang::Ru), fault.what.of(Lang::En));
            assert!(!plain(ru).contains(|c: char| c.is_ascii_alphabetic()), "{ru}");
            assert!(!plain(en).contains(|c: char| ('а'..='я').contains(&c)), "{en}");
            writeln!(told, "    {}\n    {}", fault.told(Lang::Ru), en).unwrap();
        }
    };
    for (file, from, to) in SLIPS {
        let text = Files::embedded().text(file).unwrap().to_owned();
        assert!(text.contains(from), "{file}: {from}");
        let first = |text: &str| text.lines().next().unwrap_or_default().to_owned();
        let faults = faults(Files::embedded().with(file, &text.replacen(from, to, 1)));
        tell(&format!("{from:?} → {:?}", first(to)), &faults[..faults.len().min(3)]);
    }
    let list = Files::embedded().text(PRICES).unwrap().to_owned();
    tell("the same prices twice", &faults(Files::embedded().with("prices/2027-01.toml", &list)));
    tell(
        "a list cut short",
        &faults(Files::embedded().with(REGULAR, Files::embedded().text(REGULAR).unwrap().split_once("[[item]]\nid = \"kitchen.fronts\"").unwrap().0)),
    );
    assert_eq!(overlooked, [""; 0], "what no section marks");
    insta::assert_snapshot!(told);
}
