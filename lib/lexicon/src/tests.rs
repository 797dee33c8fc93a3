//! What must find what, and what must not.

use crate::{fold, likeness, readings, trigrams, words};
use proptest::prelude::*;

fn best(typed: &str, known: &str) -> u32 {
    readings(typed).iter().map(|word| likeness(word, &fold(known))).max().unwrap_or(0)
}

#[test]
fn one_name_in_many_spellings() {
    let same: [(&str, &[&str]); 8] = [
        ("Лебедева", &["лебедева", "LEBEDEVA", "Kt,tltdf", "kt,tltdf", "Лебёдева"]),
        ("Щёголев", &["Щеголев", "Shchegolev", "Ŝëgolev"]),
        ("Юлия", &["Yuliya", "Iuliia", "Julija", "Юлия"]),
        ("Чайковский", &["Chaikovskii", "Chaykovskiy", "Čajkovskij", "Xfqrjdcrbq"]),
        ("Жуков", &["Zhukov", "Žukov", ";erjd"]),
        ("Хрущёв", &["Khrushchev", "Хрущев"]),
        ("Аллилуева", &["Аллилуева", "Алилуева", "Allilueva"]),
        ("Smith", &["smith", "Ыьшер"]),
    ];
    for (known, spellings) in same {
        for typed in spellings {
            assert!(best(typed, known) >= 850, "{typed} is {} like {known}", best(typed, known));
        }
    }
}

#[test]
fn slips_are_near_and_other_names_are_far() {
    for typed in ["лебидева", "лебедва", "лебеедва", "лебедевва", "лбеедева", "lebideva"] {
        assert!(best(typed, "Лебедева") >= 700, "{typed}: {}", best(typed, "Лебедева"));
    }
    for other in ["Соколова", "Петрова", "Лапина"] {
        assert!(best("лебидева", other) < 600, "{other}: {}", best("лебидева", other));
    }
    assert!(best("лебед", "Лебедев") > best("лебед", "Лебедева"), "the more of it is typed, the nearer");
    assert_eq!((best("11", "11"), best("11", "12"), best("11", "110")), (1000, 0, 600));
}

#[test]
fn words_are_split_where_people_split_them() {
    assert_eq!(words("Большая Пушкарская ул., 11, кв. 4"), ["болшая", "пушкарская", "ул", "11", "кв", "4"]);
    assert_eq!(fold("\u{202e}!?"), "");
    assert_eq!(trigrams("ле").into_iter().collect::<Vec<_>>(), ["··л", "·ле", "ле·"]);
    assert_eq!(readings("\u{0} !"), Vec::<String>::new());
}

proptest! {
    #[test]
    fn folding_twice_is_folding_once(text in "\\PC{0,40}") {
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once);
    }

    #[test]
    fn likeness_is_whole_only_for_the_same(one in "[а-яё]{1,12}", other in "[а-яё]{1,12}") {
        let (one, other) = (fold(&one), fold(&other));
        prop_assume!(!one.is_empty() && !other.is_empty());
        let like = likeness(&one, &other);
        prop_assert!(like <= 1000);
        prop_assert_eq!(like == 1000, one == other);
    }

    #[test]
    fn one_slip_of_a_long_word_is_near(word in "[а-яё]{6,14}", at in 0usize..6, letter in "[а-я]") {
        prop_assume!(fold(&word).chars().count() >= 6);
        let typed: String = word.chars().enumerate().map(|(i, c)| if i == at { letter.clone() } else { c.to_string() }).collect();
        prop_assert!(best(&typed, &word) >= 600, "{} {}", typed, word);
    }

    #[test]
    fn whatever_is_typed_is_read_without_harm(text in "\\PC{0,60}") {
        for word in readings(&text) {
            prop_assert!(!trigrams(&word).is_empty());
        }
    }
}
