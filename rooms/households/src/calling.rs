//! How a person is addressed: by which name, on which terms, and in which case.
//!
//! What the person has said wins over every rule; the rule of the lexicon does the rest.

use crate::line::{self, NAME};
use lexicon::names::{Case, Gender, Part, decline, first_in, gender};
use messaging::words;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use values::{FieldFault, Lang};

/// How formally somebody is written to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Register {
    /// By the name as it was told: «Анна Сергеевна».
    #[default]
    AsTold,
    /// By the first name alone: «Анна».
    Warm,
    /// In English by the surname: "Ms Lebedeva"; in Russian as it was told.
    Formal,
}

/// How a person is addressed. Nothing is known: by the name as it was told, on formal terms.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calling {
    /// Instead of the name: «Аня».
    #[serde(default)]
    pub salutation: Option<String>,
    /// How formally.
    #[serde(default)]
    pub register: Register,
    /// On first-name terms: «на ты».
    #[serde(default)]
    pub thou: bool,
    /// Hers or his, where the name does not tell or tells it wrong.
    #[serde(default)]
    pub sex: Option<Sex>,
    /// How the name is declined, where the rule does it wrong: by the case's name.
    #[serde(default)]
    pub forms: BTreeMap<String, String>,
}

/// Whose name it is, as somebody said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// Hers.
    Female,
    /// His.
    Male,
}

impl Register {
    /// All, in the order of a form.
    pub const ALL: [Self; 3] = [Self::AsTold, Self::Warm, Self::Formal];

    /// The name in forms and for programs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AsTold => "as_told",
            Self::Warm => "warm",
            Self::Formal => "formal",
        }
    }
    /// From its name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|register| register.name() == name)
    }
}

impl Sex {
    /// Both, in the order of a form.
    pub const ALL: [Self; 2] = [Self::Female, Self::Male];

    /// The name in forms and for programs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Female => "female",
            Self::Male => "male",
        }
    }
    /// From its name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sex| sex.name() == name)
    }
}

/// Is it a patronymic? By its ending.
fn is_patronymic(word: &str) -> bool {
    lexicon::names::of_patronymic(word).is_some()
}

impl Calling {
    /// What stands before the comma of a letter: «Анна Сергеевна», «Аня», "Ms Lebedeva".
    pub fn salutation(&self, name: &str, last: Option<&str>, lang: Lang) -> String {
        if let Some(own) = &self.salutation {
            return own.clone();
        }
        let first = || name.split_whitespace().next().unwrap_or(name).to_owned();
        match (self.register, lang, last, self.gender(name, last)) {
            (Register::Warm, ..) => first(),
            // English has the two titles alone; who is neither is called by the name.
            (Register::Formal, Lang::En, Some(last), Some(Gender::Female)) => format!("Ms {}", words::name(lang, last)),
            (Register::Formal, Lang::En, Some(last), Some(Gender::Male)) => format!("Mr {}", words::name(lang, last)),
            _ => name.to_owned(),
        }
    }

    /// As the person is called in Russian, in this case: «Анне Сергеевне». The person's own form wins; whose name it is must be known, but
    /// for a short first name that is declined alike.
    pub fn in_case(&self, name: &str, last: Option<&str>, case: Case) -> String {
        if let Some(own) = self.forms.get(case.name()) {
            return own.clone();
        }
        let called = self.salutation(name, last, Lang::Ru);
        let gender = self.gender(name, last).or_else(|| self.gender(&called, last));
        let part = |word: &str| if is_patronymic(word) { Part::Patronymic } else { Part::Last };
        let declined = |(n, word): (usize, &str)| match (n, gender) {
            (0, _) => first_in(word, gender, case),
            (_, Some(gender)) => decline(word, part(word), gender, case),
            (_, None) => word.to_owned(),
        };
        called.split_whitespace().enumerate().map(declined).collect::<Vec<_>>().join(" ")
    }

    fn gender(&self, name: &str, last: Option<&str>) -> Option<Gender> {
        let told = self.sex.map(|sex| if sex == Sex::Female { Gender::Female } else { Gender::Male });
        let mut parts = name.split_whitespace();
        let first = parts.next().unwrap_or_default();
        told.or_else(|| gender(first, parts.find(|word| is_patronymic(word)), last))
    }
}

/// As typed; an empty field leaves it to the rule.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawCalling {
    /// Instead of the name.
    pub salutation: String,
    /// A name of [`Register`].
    pub register: String,
    /// `yes`: on first-name terms.
    pub thou: String,
    /// A name of [`Sex`], or nothing.
    pub sex: String,
    /// The name in the cases that the rule does wrong: from the genitive to the prepositional.
    pub forms: [String; 5],
}

/// The fields of the cases, in the order of [`RawCalling::forms`].
pub const CASE_FIELDS: [&str; 5] = ["genitive", "dative", "accusative", "instrumental", "prepositional"];

impl RawCalling {
    /// Reads it, telling every fault at once.
    pub fn check(&self) -> Result<Calling, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let salutation = line::optional(&mut faults, "salutation", &self.salutation, NAME);
        let register = if self.register.is_empty() { Some(Register::AsTold) } else { Register::parse(&self.register) };
        if register.is_none() {
            faults.push(FieldFault::new("register", "unknown"));
        }
        let sex = Sex::parse(&self.sex);
        if sex.is_none() && !self.sex.is_empty() {
            faults.push(FieldFault::new("sex", "unknown"));
        }
        let mut forms = BTreeMap::new();
        for (case, typed) in CASE_FIELDS.into_iter().zip(&self.forms) {
            if let Some(own) = line::optional(&mut faults, case, typed, NAME) {
                forms.insert(case.to_owned(), own);
            }
        }
        match register {
            Some(register) if faults.is_empty() => Ok(Calling { salutation, register, thou: self.thou == "yes", sex, forms }),
            _ => Err(faults),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_begins_as_the_person_likes() {
        let calling = |register, salutation: Option<&str>| Calling { register, salutation: salutation.map(str::to_owned), ..Calling::default() };
        let of = |calling: &Calling, lang| calling.salutation("Анна Сергеевна", Some("Лебедева"), lang);
        assert_eq!(of(&Calling::default(), Lang::Ru), "Анна Сергеевна");
        assert_eq!(of(&calling(Register::Warm, None), Lang::Ru), "Анна");
        assert_eq!(of(&calling(Register::Formal, None), Lang::Ru), "Анна Сергеевна");
        assert_eq!(of(&calling(Register::Formal, None), Lang::En), "Ms Lebedeva");
        assert_eq!(of(&calling(Register::Formal, Some("Аня")), Lang::En), "Аня", "what she said wins");
        let unknown = calling(Register::Formal, None);
        assert_eq!(unknown.salutation("Саша", Some("Шевченко"), Lang::En), "Саша", "neither Ms nor Mr is guessed");
    }

    #[test]
    fn a_name_stands_in_its_case_and_the_own_form_wins() {
        let plain = Calling::default();
        assert_eq!(plain.in_case("Анна Сергеевна", None, Case::Dative), "Анне Сергеевне");
        assert_eq!(plain.in_case("Пётр Ильич", None, Case::Instrumental), "Петром Ильичом");
        assert_eq!(plain.in_case("Анна Ильинишна", None, Case::Dative), "Анне Ильинишне");
        assert_eq!(plain.in_case("Саша", Some("Лебедева"), Case::Instrumental), "Сашей");
        assert_eq!((plain.in_case("Саша", None, Case::Dative), plain.in_case("Саша", Some("Шевченко"), Case::Instrumental)), ("Саше".into(), "Сашей".into()));
        assert_eq!(plain.in_case("Данко", None, Case::Dative), "Данко");
        let told = Calling { sex: Some(Sex::Female), ..Calling::default() };
        assert_eq!(told.in_case("Мишель", None, Case::Dative), "Мишели");
        let own = Calling { forms: [("dative".to_owned(), "Мишель".to_owned())].into(), ..told };
        assert_eq!(own.in_case("Мишель", None, Case::Dative), "Мишель");
        let warm = Calling { salutation: Some("Аня".to_owned()), ..Calling::default() };
        assert_eq!(warm.in_case("Анна Сергеевна", None, Case::Instrumental), "Аней");
    }

    #[test]
    fn what_is_typed_wrong_is_told_at_its_field_and_nothing_typed_is_the_rule() {
        assert_eq!(RawCalling::default().check().unwrap(), Calling::default());
        let raw = RawCalling { register: "loud".to_owned(), sex: "x".to_owned(), salutation: "а".repeat(NAME + 1), ..RawCalling::default() };
        let faults: Vec<_> = raw.check().unwrap_err().into_iter().map(|fault| (fault.field, fault.kind)).collect();
        assert_eq!(faults, [("salutation", "too-long"), ("register", "unknown"), ("sex", "unknown")]);
        let raw = RawCalling { forms: ["", "Ане", "", "", ""].map(str::to_owned), thou: "yes".to_owned(), ..RawCalling::default() };
        let calling = raw.check().unwrap();
        assert!(calling.thou && calling.forms.len() == 1 && calling.forms["dative"] == "Ане");
    }
}
