//! Which invoice a payment of a bank's statement is for: by the invoice's number in its purpose, by the sum, by who paid.

use crate::InvoiceId;
use values::Money;

/// An invoice that the payment may be for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Which.
    pub invoice: InvoiceId,
    /// Its number.
    pub number: i64,
    /// What is still to be paid of it.
    pub open: Money,
    /// The payer's name holds the client's last one.
    pub is_payer: bool,
}

/// Open invoices of one sum that are looked through, at most.
pub(crate) const MOST: usize = 200;

/// All of them, or none: a list that is full does not say who else is on it, so that nobody on it is the only one.
pub(crate) fn whole<T>(found: Vec<T>) -> Vec<T> {
    if found.len() > MOST { Vec::new() } else { found }
}

/// The numbers that stand after a word for an invoice, in the order of the purpose: `оплата по счёту № 12 от 03.03` → 12.
pub fn numbers(purpose: &str) -> Vec<i64> {
    let folded = lexicon::small(purpose);
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let is_invoice = matches!(*word, "сч" | "счет" | "счета" | "счету" | "счетам" | "invoice");
        if is_invoice {
            let after = words.iter().skip(at + 1).skip_while(|word| matches!(**word, "n" | "no" | "номер" | "на" | "оплату"));
            found.extend(after.take(1).filter_map(|word| word.trim_start_matches('n').parse::<i64>().ok()).filter(|number| *number > 0));
        }
    }
    found
}

/// The one invoice that a payment is for beyond doubt: its number is named and the sum or the payer fits; or no number is named,
/// and sum and payer fit one alone. Anything less is for a person to decide.
pub fn matched(purpose: &str, amount: Money, candidates: &[Candidate]) -> Option<InvoiceId> {
    let numbers = numbers(purpose);
    let named: Vec<&Candidate> = candidates.iter().filter(|one| numbers.contains(&one.number)).collect();
    let only = match (numbers.is_empty(), named.as_slice()) {
        (false, [one]) if one.open == amount || one.is_payer => Some(*one),
        (true, _) => {
            let mut fit = candidates.iter().filter(|one| one.open == amount && one.is_payer);
            fit.next().filter(|_| fit.next().is_none())
        }
        _ => None,
    };
    only.map(|one| one.invoice)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    /// An invoice's number, what is open of it, whose it is.
    type Open = (i64, i64, &'static str);

    fn candidate((number, roubles, whose): Open, payer: &str) -> Candidate {
        Candidate { invoice: Uuid::from_u128(u128::try_from(number).unwrap()).into(), number, open: Money::roubles(roubles), is_payer: whose == payer }
    }

    fn number_of(purpose: &str, payer: &str, roubles: i64, all: &[Open]) -> Option<i64> {
        let all: Vec<Candidate> = all.iter().map(|open| candidate(*open, payer)).collect();
        let found = matched(purpose, Money::roubles(roubles), &all)?;
        all.iter().find(|one| one.invoice == found).map(|one| one.number)
    }

    #[test]
    fn numbers_are_found_where_people_write_them() {
        for purpose in
            ["Оплата по счёту № 12 от 03.03.2026", "счет 12", "Сч.№12 НДС не облагается", "ЗА УБОРКУ, СЧЕТ N 12", "счет на оплату номер 12", "invoice 12"]
        {
            assert_eq!(numbers(purpose), [12], "{purpose}");
        }
        assert_eq!(numbers("Оплата по договору 12, квартира 24"), Vec::<i64>::new());
        assert_eq!(numbers("счета 12, счет 14"), [12, 14]);
    }

    #[test]
    fn what_is_in_doubt_is_left_to_a_person() {
        let all = [(12, 5_850, "Лебедева"), (13, 5_850, "Ковалёва"), (14, 700, "Лебедева")];
        assert_eq!(number_of("счет 12", "ИП Кто-то", 5_850, &all), Some(12));
        assert_eq!(number_of("счет 12", "Лебедева", 3_000, &all), Some(12));
        assert_eq!(number_of("счет 12", "ИП Кто-то", 3_000, &all), None);
        assert_eq!(number_of("за уборку", "Ковалёва", 5_850, &all), Some(13));
        assert_eq!(number_of("за уборку", "Иванова", 5_850, &all), None);
        assert_eq!(number_of("счет 99", "Ковалёва", 5_850, &all), None);
        assert_eq!(number_of("счета 12, счет 14", "Лебедева", 6_550, &all), None);
        assert_eq!(number_of("за уборку", "Лебедева", 700, &[(1, 700, "Лебедева"), (2, 700, "Лебедева")]), None);
    }

    #[test]
    fn a_list_that_is_full_says_nothing() {
        assert_eq!(whole(vec![0; MOST]).len(), MOST);
        assert!(whole(vec![0; MOST + 1]).is_empty());
    }

    proptest! {
        #[test]
        fn no_purpose_whatever_matches_a_stranger(purpose in "\\PC{0,120}", roubles in 1_i64..10, is_payer in any::<bool>()) {
            let stranger = [Candidate { is_payer, ..candidate((7_777_777, 77, "Нездешняя"), "") }];
            prop_assert!(matched(&purpose, Money::roubles(roubles), &stranger).is_none());
        }
    }
}
