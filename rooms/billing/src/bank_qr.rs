//! What the square on an invoice says to a bank's program: GOST R 56042-2014, `ST00012` (UTF-8), the sum in kopecks.

use crate::requisites::Requisites;
use values::Money;

/// Between the fields: one that stands in none of them.
const SEPARATORS: [char; 4] = ['|', '~', '^', '¦'];
/// Letters of a purpose, by the standard.
const PURPOSE: usize = 210;
/// Letters of a name, by the standard.
const NAME: usize = 160;
/// Letters of a bank's name, by the standard.
const BANK: usize = 45;

fn first(text: &str, most: usize) -> String {
    text.trim().chars().take(most).collect()
}

/// The text of the square.
pub fn bank_qr(to: &Requisites, sum: Money, purpose: &str) -> String {
    let mut fields = vec![
        ("Name", first(&to.payee, NAME)),
        ("PersonalAcc", to.account.clone()),
        ("BankName", first(&to.bank, BANK)),
        ("BIC", to.bic.clone()),
        ("CorrespAcc", to.corr_account.clone()),
        ("PayeeINN", to.inn.clone()),
    ];
    if !to.kpp.is_empty() {
        fields.push(("KPP", to.kpp.clone()));
    }
    fields.push(("Sum", sum.in_kopecks().to_string()));
    fields.push(("Purpose", first(purpose, PURPOSE)));
    let separator = SEPARATORS.into_iter().find(|c| fields.iter().all(|(_, value)| !value.contains(*c))).unwrap_or('|');
    let said: Vec<String> = fields.into_iter().map(|(name, value)| format!("{name}={}", value.replace(separator, " "))).collect();
    format!("ST00012{separator}{}", said.join(&separator.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn each_field_is_read_back_as_it_was(purpose in "[ -~А-яё№«»|~^]{0,240}", kopecks in 1_i64..10_000_000_000) {
            let to = Requisites::sample();
            let said = bank_qr(&to, Money::kopecks(kopecks), &purpose);
            let separator = said.strip_prefix("ST00012").unwrap().chars().next().unwrap();
            let fields: std::collections::BTreeMap<&str, &str> = said["ST00012".len() + separator.len_utf8()..].split(separator).map(|field| field.split_once('=').unwrap()).collect();
            let sum = kopecks.to_string();
            prop_assert_eq!(fields["Sum"], sum.as_str());
            prop_assert_eq!(fields["PersonalAcc"], to.account.as_str());
            prop_assert_eq!(fields["Name"], to.payee.as_str());
            prop_assert_eq!(fields.len(), 9);
            prop_assert!(fields["Purpose"].chars().count() <= 210);
            if !purpose.contains('|') || !purpose.contains('~') || !purpose.contains('^') {
                let whole: String = purpose.trim().chars().take(210).collect();
                prop_assert_eq!(fields["Purpose"], whole.as_str());
            }
        }
    }
}
