//! What a number alone tells of whoever calls: where it is from. Which network a mobile number is in it does not tell any more: since 2013
//! numbers are taken along from one to another.

use phonenumber::country;
use values::Phone;

/// Where a number is from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A landline in Petersburg.
    Petersburg,
    /// A landline around it.
    LeningradRegion,
    /// A landline in Moscow.
    Moscow,
    /// A Russian mobile phone.
    Mobile,
    /// A free number: some company.
    Company,
    /// A landline elsewhere in Russia, with its code.
    Russia(String),
    /// Another country, by its ISO code; its dialling code where it has none of its own.
    Abroad(String),
}

impl Origin {
    /// The name in texts.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Petersburg => "petersburg",
            Self::LeningradRegion => "region",
            Self::Moscow => "moscow",
            Self::Mobile => "mobile",
            Self::Company => "company",
            Self::Russia(_) => "russia",
            Self::Abroad(_) => "abroad",
        }
    }
    /// The code that stands in the text; empty where there is none.
    pub fn code(&self) -> &str {
        match self {
            Self::Russia(code) | Self::Abroad(code) => code,
            _ => "",
        }
    }
}

/// Where a number is from: by the Russian plan of codes, elsewhere by its country.
pub fn origin(phone: &Phone) -> Origin {
    let national = phone.e164().strip_prefix("+7").filter(|rest| rest.len() == 10);
    let Some(code) = national.and_then(|rest| rest.get(..3)) else { return abroad(phone) };
    match code {
        "812" => Origin::Petersburg,
        "813" => Origin::LeningradRegion,
        "495" | "496" | "498" | "499" => Origin::Moscow,
        "800" | "804" => Origin::Company,
        code if code.starts_with('9') => Origin::Mobile,
        // The sixes and sevens of the common code are Kazakhstan's.
        code if code.starts_with(['6', '7']) => Origin::Abroad(country::KZ.as_ref().to_owned()),
        code => Origin::Russia(code.to_owned()),
    }
}

fn abroad(phone: &Phone) -> Origin {
    let Ok(number) = phonenumber::parse(None, phone.e164()) else { return Origin::Abroad(String::new()) };
    let country = number.country();
    Origin::Abroad(country.id().map_or_else(|| format!("+{}", country.code()), |id| id.as_ref().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_tells_where_it_is_from() {
        let of = |typed: &str| origin(&Phone::parse(typed).unwrap());
        assert_eq!(of("8 812 600-10-20"), Origin::Petersburg);
        assert_eq!(of("+7 813 712-34-56"), Origin::LeningradRegion);
        assert_eq!(of("8 495 123-45-67"), Origin::Moscow);
        assert_eq!(of("8 921 555-01-23"), Origin::Mobile);
        assert_eq!(of("8 800 555-35-35"), Origin::Company);
        assert_eq!(of("8 863 200-10-20"), Origin::Russia("863".to_owned()));
        assert_eq!(of("+7 701 234 56 78"), Origin::Abroad("KZ".to_owned()));
        assert_eq!(of("+358 40 123 4567"), Origin::Abroad("FI".to_owned()));
    }
}
