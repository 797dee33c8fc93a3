//! A bank's statement in the form of 1C, `1CClientBankExchange` 1.02 and 1.03, in windows-1251, cp866 or UTF-8.
//!
//! All of it is read before anything is kept: a file that ends in the middle is refused as a whole. What is not known is named.

use db::sha256_hex;
use encoding_rs::{IBM866, WINDOWS_1251};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use values::Money;

/// No statement is larger, in bytes.
pub const HEAVIEST: usize = 8 * 1024 * 1024;
/// Letters that are kept of what a bank says of a payment.
const KEPT: usize = 600;

/// Why a statement is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAStatement {
    /// It does not begin as one.
    #[error("no statement of 1C")]
    Other,
    /// Its letters make no sense in any of the three encodings.
    #[error("the letters cannot be read")]
    Letters,
    /// Its version is neither 1.02 nor 1.03.
    #[error("version {0}")]
    Version(String),
    /// It ends in the middle.
    #[error("it is cut off after line {0}")]
    Cut(usize),
    /// A document has no day or no amount that can be read.
    #[error("line {0} cannot be read")]
    Line(usize),
    /// It is larger than any statement.
    #[error("too large")]
    TooLarge,
}

/// Money that came to the house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// The day on which it came.
    pub day: Date,
    /// How much.
    pub amount: Money,
    /// Who paid, as the bank says.
    pub payer: String,
    /// What for.
    pub purpose: String,
    /// The same document has the same mark, whatever file it comes in.
    pub mark: String,
}

/// A statement as read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Statement {
    /// What came to the account.
    pub incoming: Vec<Incoming>,
    /// Documents of money that went out, or of other accounts.
    pub others: usize,
    /// Sections that the form does not know, with how often they stand.
    pub unknown: BTreeMap<String, usize>,
}

/// The letters, by the encoding in which the form's own words can be read.
fn letters(bytes: &[u8]) -> Result<String, NotAStatement> {
    let bare = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if !bare.starts_with(b"1CClientBankExchange") {
        return Err(NotAStatement::Other);
    }
    let utf8 = std::str::from_utf8(bare).ok().map(str::to_owned);
    let other = |encoding: &'static encoding_rs::Encoding| encoding.decode_without_bom_handling(bare).0.into_owned();
    let all = utf8.into_iter().chain([WINDOWS_1251, IBM866].into_iter().map(other));
    all.into_iter().find(|text| text.contains("ВерсияФормата=")).ok_or(NotAStatement::Letters)
}

/// One document, with the line on which it begins.
struct Document {
    line: usize,
    fields: BTreeMap<String, String>,
}

impl Document {
    fn get(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    /// The value, or the lines `Name1`, `Name2`, … that some banks cut it into.
    fn whole(&self, name: &str) -> String {
        let said = self.get(name);
        if !said.is_empty() {
            return said.to_owned();
        }
        let parts: Vec<&str> = (1..=6).map(|nth| self.get(&format!("{name}{nth}"))).filter(|part| !part.is_empty()).collect();
        parts.join(" ")
    }

    fn incoming(&self) -> Result<Incoming, NotAStatement> {
        let day = [self.get("ДатаПоступило"), self.get("Дата")].into_iter().find_map(day).ok_or(NotAStatement::Line(self.line))?;
        let amount = crate::order::amount(self.get("Сумма")).filter(|sum| *sum > Money::ZERO).ok_or(NotAStatement::Line(self.line))?;
        let payer = [self.get("Плательщик"), self.get("Плательщик1")].into_iter().find(|name| !name.is_empty()).unwrap_or_default().to_owned();
        let purpose = self.whole("НазначениеПлатежа");
        let account = [self.get("ПлательщикСчет"), self.get("ПлательщикРасчСчет")].into_iter().find(|account| !account.is_empty()).unwrap_or_default();
        let told = [self.get("Дата"), self.get("Номер"), &amount.plain(), account, self.get("ПлательщикИНН"), &purpose].join("\u{1f}");
        let mark = sha256_hex(told.as_bytes());
        let kept = |text: String| -> String { text.chars().filter(|c| !values::unseen::is_unseen(*c)).take(KEPT).collect() };
        Ok(Incoming { day, amount, payer: kept(payer), purpose: kept(purpose), mark })
    }
}

/// `03.03.2026`
fn day(text: &str) -> Option<Date> {
    let mut parts = text.trim().split('.');
    let (day, month, year) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Date::new(year, month, day).ok()
}

/// Reads a statement; `account` is the house's own.
pub fn read(bytes: &[u8], account: &str) -> Result<Statement, NotAStatement> {
    if bytes.len() > HEAVIEST {
        return Err(NotAStatement::TooLarge);
    }
    let text = letters(bytes)?;
    let (mut found, mut open, mut documents): (Statement, Option<(String, Document)>, Vec<Document>) = Default::default();
    let (mut version, mut ended, mut last) = (None, false, 0);
    for (nth, line) in (1..).zip(text.lines().map(str::trim)) {
        last = nth;
        let (name, value) = line.split_once('=').unwrap_or((line, ""));
        if let Some((section, _)) = &open
            && name.strip_prefix("Конец") == Some(section.as_str())
        {
            if let Some((_, document)) = open.take().filter(|(section, _)| section == "Документа") {
                documents.push(document);
            }
        } else if let Some(section) = name.strip_prefix("Секция") {
            if open.is_some() {
                return Err(NotAStatement::Cut(nth - 1));
            }
            // `СекцияДокумент` ends with `КонецДокумента`, every other with its own name.
            let ends = if section == "Документ" { "Документа" } else { section };
            if !matches!(section, "Документ" | "РасчСчет") {
                *found.unknown.entry(section.chars().take(60).collect()).or_default() += 1;
            }
            open = Some((ends.to_owned(), Document { line: nth, fields: BTreeMap::new() }));
        } else if let Some((_, document)) = &mut open {
            document.fields.entry(name.to_owned()).or_insert_with(|| value.trim().to_owned());
        } else if name == "КонецФайла" {
            ended = true;
        } else if name == "ВерсияФормата" {
            version = Some(value.trim().to_owned());
        }
    }
    match version.as_deref() {
        Some("1.02" | "1.03") => {}
        other => return Err(NotAStatement::Version(other.unwrap_or_default().chars().take(20).collect())),
    }
    if !ended || open.is_some() {
        return Err(NotAStatement::Cut(last));
    }
    let mut seen = BTreeSet::new();
    for document in documents {
        let to = [document.get("ПолучательСчет"), document.get("ПолучательРасчСчет")];
        if !to.contains(&account) {
            found.others += 1;
            continue;
        }
        let incoming = document.incoming()?;
        if seen.insert(incoming.mark.clone()) {
            found.incoming.push(incoming);
        }
    }
    Ok(found)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    const ACCOUNT: &str = "40702810800000001703";

    fn text(version: &str) -> String {
        format!(
            "1CClientBankExchange\r\nВерсияФормата={version}\r\nКодировка=Windows\r\nОтправитель=Банк\r\nРасчСчет={ACCOUNT}\r\n\
             СекцияРасчСчет\r\nДатаНачала=02.03.2026\r\nРасчСчет={ACCOUNT}\r\nНачальныйОстаток=0.00\r\nКонецРасчСчет\r\n\
             СекцияДокумент=Платежное поручение\r\nНомер=41\r\nДата=03.03.2026\r\nСумма=5850.00\r\nПлательщикСчет=40817810000000000001\r\nПлательщик1=Лебедева Анна Сергеевна\r\n\
             ПолучательСчет={ACCOUNT}\r\nДатаПоступило=04.03.2026\r\nНазначениеПлатежа=Оплата по счёту № 12. НДС не облагается\r\nКонецДокумента\r\n\
             СекцияДокумент=Платежное поручение\r\nНомер=7\r\nДата=03.03.2026\r\nСумма=100\r\nПлательщикСчет={ACCOUNT}\r\nПолучательСчет=40702810000000000099\r\nКонецДокумента\r\n\
             СекцияПогода\r\nДождь=да\r\nКонецПогода\r\nКонецФайла\r\n"
        )
    }

    #[test]
    fn both_versions_in_three_encodings_say_the_same() {
        let whole = read(text("1.03").as_bytes(), ACCOUNT).unwrap();
        assert_eq!((whole.incoming.len(), whole.others, whole.unknown.get("Погода")), (1, 1, Some(&1)));
        let [one] = whole.incoming.as_slice() else { panic!() };
        assert_eq!((one.amount, one.day.to_string().as_str(), one.payer.as_str()), (Money::kopecks(585_000), "2026-03-04", "Лебедева Анна Сергеевна"));
        for version in ["1.02", "1.03"] {
            // cp866 has no «№», so a bank writes N.
            let text = text(version).replace('№', "N").replace('ё', "е");
            let said = read(text.as_bytes(), ACCOUNT).unwrap();
            for encoding in [WINDOWS_1251, IBM866] {
                let (bytes, _, lossy) = encoding.encode(&text);
                assert!(!lossy, "{}", encoding.name());
                assert_eq!(read(&bytes, ACCOUNT).unwrap(), said, "{}", encoding.name());
            }
        }
    }

    #[test]
    fn what_is_no_statement_is_told_so() {
        assert_eq!(read(b"", ACCOUNT), Err(NotAStatement::Other));
        assert_eq!(read(b"%PDF-1.7", ACCOUNT), Err(NotAStatement::Other));
        assert_eq!(read("1CClientBankExchange\nÐ’ÐµÑ€ÑÐ¸Ñ=1.03".as_bytes(), ACCOUNT), Err(NotAStatement::Letters));
        assert_eq!(read(text("2.00").as_bytes(), ACCOUNT), Err(NotAStatement::Version("2.00".to_owned())));
        assert!(matches!(read(text("1.03").replace("Сумма=5850.00", "Сумма=много").as_bytes(), ACCOUNT), Err(NotAStatement::Line(11))));
        assert_eq!(read(&vec![b' '; HEAVIEST + 1], ACCOUNT), Err(NotAStatement::TooLarge));
    }

    proptest! {
        #[test]
        fn a_statement_that_was_cut_anywhere_is_refused(at in 0_usize..2_000) {
            let text = text("1.03");
            let bytes = text.as_bytes();
            // The end of the line after the last word is all that may be missing.
            let at = at % (bytes.len() - 2);
            prop_assert!(read(&bytes[..at], ACCOUNT).is_err());
        }

        #[test]
        fn no_bytes_whatever_are_more_than_a_word(bytes in proptest::collection::vec(any::<u8>(), 0..400), with_head in any::<bool>()) {
            let head: &[u8] = if with_head { b"1CClientBankExchange\n" } else { b"" };
            let _read = read(&[head, &bytes].concat(), ACCOUNT);
        }
    }
}
