//! The two languages of the house.

use serde::{Deserialize, Serialize};

/// Russian first, English second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Russian, the default.
    #[default]
    Ru,
    /// English.
    En,
}

impl Lang {
    /// Both, in the order of preference.
    pub const ALL: [Self; 2] = [Self::Ru, Self::En];

    /// The BCP 47 tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::En => "en",
        }
    }
    /// From a tag such as `en` or `en-GB`; `None` for a language that the house does not speak.
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|lang| lang.tag().eq_ignore_ascii_case(primary))
    }
}

/// A text in both languages, as the house book holds it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    /// In Russian.
    pub ru: String,
    /// In English.
    pub en: String,
}

/// A text in both languages at once, each written as for `format!`; values behind them stand for both.
///
/// # Example: how does a rule say what to write instead?
/// ```
/// # use values::said;
/// let most = 60;
/// let told = said!(ru: "не больше {most}", en: "at most {most}");
/// assert_eq!((told.ru.as_str(), told.en.as_str()), ("не больше 60", "at most 60"));
/// ```
#[macro_export]
macro_rules! said {
    (ru: $ru:literal, en: $en:literal $(, $($value:tt)+)?) => {
        $crate::Said { ru: ::std::format!($ru $(, $($value)+)?), en: ::std::format!($en $(, $($value)+)?) }
    };
}

impl Said {
    /// The text in one language.
    pub fn of(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ru => &self.ru,
            Lang::En => &self.en,
        }
    }

    /// Is there a text in both languages?
    pub fn is_whole(&self) -> bool {
        !self.ru.trim().is_empty() && !self.en.trim().is_empty()
    }
}
