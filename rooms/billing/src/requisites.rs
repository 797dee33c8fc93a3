//! Where the house is paid: its account, checked by the sums that banks and the tax office check by.

use db::{App, DbError};
use housebook::{Book, Faults, Install, Proof};
use serde::Deserialize;
use std::sync::Arc;
use values::{Said, said};

/// The page of the house book.
pub const FILE: &str = "requisites.toml";

/// To whom, and where, a client pays.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requisites {
    /// As the bank knows the house.
    pub payee: String,
    /// The number of the taxpayer: 10 digits of a company, 12 of a person.
    pub inn: String,
    /// The company's code of the reason for registration; empty for a person.
    #[serde(default)]
    pub kpp: String,
    /// The account, 20 digits.
    pub account: String,
    /// The bank's code, 9 digits.
    pub bic: String,
    /// The bank's own account at the Bank of Russia, 20 digits.
    pub corr_account: String,
    /// The bank's name.
    pub bank: String,
    /// So many days after its day an invoice is to be paid.
    pub days: u8,
    /// What is said of the value-added tax.
    pub vat: Said,
}

/// The requisites as they stand; a book without the page has none.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known(pub(crate) Option<Requisites>);

/// An invoice is to be paid in so many days where the house has not said.
pub(crate) const DAYS: u8 = 5;

fn digits(text: &str) -> Option<Vec<u32>> {
    text.chars().map(|c| c.to_digit(10)).collect()
}

fn weighed(digits: &[u32], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum()
}

/// Is it a number of a taxpayer? Its last digit, or its last two, follow from the others.
pub(crate) fn is_inn(inn: &str) -> bool {
    const WEIGHTS: [u32; 11] = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];
    let Some(digits) = digits(inn) else { return false };
    let checks = |at: usize| {
        let weights = WEIGHTS.get(WEIGHTS.len().saturating_sub(at)..).unwrap_or_default();
        digits.get(..at).zip(digits.get(at)).is_some_and(|(before, check)| weighed(before, weights) % 11 % 10 == *check)
    };
    match digits.len() {
        10 => checks(9),
        12 => checks(10) && checks(11),
        _ => false,
    }
}

/// Does the key of an account fit the bank? `mark` is three digits that stand before it: of the bank's code.
fn fits(mark: &str, account: &str) -> bool {
    let Some(digits) = digits(&format!("{mark}{account}")).filter(|digits| digits.len() == 23) else { return false };
    digits.iter().zip([7, 1, 3].into_iter().cycle()).map(|(digit, weight)| digit * weight % 10).sum::<u32>().is_multiple_of(10)
}

/// Is it an account of this bank?
pub(crate) fn is_account(bic: &str, account: &str) -> bool {
    bic.get(6..).is_some_and(|mark| fits(mark, account))
}

/// Is it this bank's own account?
pub(crate) fn is_corr_account(bic: &str, account: &str) -> bool {
    bic.get(4..6).is_some_and(|mark| fits(&format!("0{mark}"), account))
}

fn is_of(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|b| b.is_ascii_digit())
}

pub(crate) fn section(book: &Book) -> Result<Install, Faults> {
    // A house that has no account yet opens all the same: its invoices say the sum, and no bank.
    if book.files().text(FILE).is_none() {
        return Ok(Box::new(|parts| parts.put(Known::default())));
    }
    let page: Requisites = book.read(FILE)?;
    let mut proof = Proof::of(book, FILE);
    for (key, text, most) in [("payee", &page.payee, 160), ("bank", &page.bank, 45)] {
        let holds = !text.trim().is_empty() && text.chars().count() <= most;
        proof.need(
            holds,
            key,
            || said!(ru: "`{key}`: напишите от 1 до {most} знаков, так принимает банк", en: "`{key}`: write 1 to {most} letters, which is what a bank takes"),
        );
    }
    proof.need(is_inn(&page.inn), "inn", || {
        said!(ru: "`inn`: контрольная цифра не сходится; перепишите 10 цифр компании или 12 цифр предпринимателя", en: "`inn`: the check digit does not fit: copy the 10 digits of a company, or the 12 of a person")
    });
    let is_kpp = if page.inn.len() == 12 { page.kpp.is_empty() } else { page.kpp.len() == 9 && page.kpp.bytes().all(|b| b.is_ascii_alphanumeric()) };
    proof.need(
        is_kpp,
        "kpp",
        || said!(ru: "`kpp`: у компании 9 знаков, у предпринимателя пустая строка", en: "`kpp`: 9 letters for a company, an empty text for a person"),
    );
    proof.need(is_of(&page.bic, 9), "bic", || said!(ru: "`bic`: напишите 9 цифр", en: "`bic`: write 9 digits"));
    proof.need(is_account(&page.bic, &page.account), "account", || {
        said!(ru: "`account`: 20 цифр счёта не сходятся с `bic`; перепишите оба из договора с банком", en: "`account`: the 20 digits do not fit the `bic`: copy both from the agreement with the bank")
    });
    proof.need(is_corr_account(&page.bic, &page.corr_account), "corr_account", || {
        said!(ru: "`corr_account`: 20 цифр не сходятся с `bic`; перепишите оба из договора с банком", en: "`corr_account`: the 20 digits do not fit the `bic`: copy both from the agreement with the bank")
    });
    proof.need((1..=90).contains(&page.days), "days", || said!(ru: "`days`: от 1 до 90 дней на оплату", en: "`days`: from 1 to 90 days to pay in"));
    proof.need(
        page.vat.is_whole(),
        "vat",
        || said!(ru: "`vat`: напишите на обоих языках, что сказать о НДС", en: "`vat`: say in both languages what is to be said of the tax"),
    );
    proof.pass(())?;
    Ok(Box::new(move |parts| parts.put(Known(Some(page)))))
}

/// The requisites of the house; `None` while nobody has written them down.
pub fn requisites(app: &App) -> Result<Option<Requisites>, DbError> {
    Ok(known(app)?.0.clone())
}

fn known(app: &App) -> Result<Arc<Known>, DbError> {
    app.part::<Known>()
}

/// Days to pay in.
pub(crate) fn days(app: &App) -> Result<u8, DbError> {
    Ok(known(app)?.0.as_ref().map_or(DAYS, |known| known.days))
}

#[cfg(test)]
impl Requisites {
    pub(crate) fn sample() -> Self {
        Self {
            payee: "ООО «Тихая парадная»".to_owned(),
            inn: "7803123450".to_owned(),
            kpp: "780301001".to_owned(),
            account: "40702810800000001703".to_owned(),
            bic: "044030999".to_owned(),
            corr_account: "30101810400000000999".to_owned(),
            bank: "АО «Невский купеческий банк»".to_owned(),
            days: 5,
            vat: Said { ru: "НДС не облагается".to_owned(), en: "No VAT".to_owned() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_that_are_known_to_be_right() {
        assert!(is_inn("7707083893") && is_inn("500100732259"));
        assert!(!is_inn("7707083894") && !is_inn("500100732250") && !is_inn("") && !is_inn("770708389a") && !is_inn("7707083893 "));
        assert!(is_corr_account("044525225", "30101810400000000225"));
        let own = Requisites::sample();
        assert!(is_account(&own.bic, &own.account) && is_corr_account(&own.bic, &own.corr_account) && is_inn(&own.inn));
        assert!(!is_account("044525225", &own.account) && !is_account("", &own.account) && !is_account(&own.bic, ""));
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_noticed(at in 0_usize..20, by in 1_u32..10) {
            let own = Requisites::sample();
            let wrong = |text: &str| -> String {
                text.chars().enumerate().map(|(n, c)| if n == at % text.len() { char::from_digit((c.to_digit(10).unwrap() + by) % 10, 10).unwrap() } else { c }).collect()
            };
            prop_assert!(!is_account(&own.bic, &wrong(&own.account)));
            prop_assert!(!is_corr_account(&own.bic, &wrong(&own.corr_account)));
        }
    }
}
