//! A bank's statement in the form of 1C, `1CClientBankExchange` 1.02 and 1.03, in windows-1251, cp866 or UTF-8.
//!
//! It is read as it comes, line by line, and no more of it is kept than the money that came. All of it is read before anything is
//! written: a file that ends in the middle, or goes on in other letters, is refused as a whole, and told where. What is not known is named.

use db::sha256_hex;
use encoding_rs::{Encoding, IBM866, UTF_8, WINDOWS_1251};
use jiff::civil::Date;
use std::collections::BTreeMap;
use values::Money;

/// No statement is larger, in bytes.
pub const HEAVIEST: usize = 50 * 1024 * 1024;
/// Letters that are kept of what a bank says of a payment.
const KEPT: usize = 600;
/// No line of a statement is longer, in bytes.
const LONGEST: usize = 16 * 1024;
/// Lines among which the version stands.
const HEAD: usize = 100;
/// Sections that nobody knows and that are named.
const NAMED: usize = 20;
/// How a statement begins.
const BEGINS: &[u8] = b"1CClientBankExchange";
/// What a document says that is read here, by the beginning of its name.
const READ: [&str; 8] = ["Номер", "Дата", "Сумма", "Плательщик", "Получатель", "НазначениеПлатежа", "Секция", "Конец"];

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
    #[error("it is cut off after line {line}, in {section:?}")]
    Cut {
        /// The last line that came.
        line: usize,
        /// The section that is open; empty between two of them.
        section: String,
    },
    /// A document has no day or no amount that can be read.
    #[error("line {line} cannot be read, in {section:?}")]
    Line {
        /// Where the document begins.
        line: usize,
        /// The document.
        section: String,
    },
    /// A line is in other letters than the lines before.
    #[error("line {line} is in other letters, in {section:?}")]
    Recoded {
        /// Which.
        line: usize,
        /// The section that is open; empty between two of them.
        section: String,
    },
    /// A line is longer than any.
    #[error("line {line} is too long, in {section:?}")]
    LongLine {
        /// Which.
        line: usize,
        /// The section that is open; empty between two of them.
        section: String,
    },
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
    /// The same document has the same mark, whatever file it comes in, in whatever letters. Two that are equal in all things have two
    /// marks, by their order in the statement.
    pub mark: String,
    /// The mark by which the first of them was known until the marks counted.
    pub before: Option<String>,
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
    /// Lines that were read.
    pub lines: usize,
}

/// One document, with the line on which it begins.
#[derive(Debug)]
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

    /// The first of these that says something.
    fn either(&self, names: [&str; 2]) -> &str {
        names.into_iter().map(|name| self.get(name)).find(|said| !said.is_empty()).unwrap_or_default()
    }

    fn incoming(&self) -> Option<Incoming> {
        let day = [self.get("ДатаПоступило"), self.get("Дата")].into_iter().find_map(day)?;
        let amount = crate::order::amount(self.get("Сумма")).filter(|sum| *sum > Money::ZERO)?;
        let payer = self.either(["Плательщик", "Плательщик1"]).to_owned();
        let purpose = self.whole("НазначениеПлатежа");
        let account = self.either(["ПлательщикСчет", "ПлательщикРасчСчет"]);
        let (date, number, sum, inn) = (self.get("Дата"), self.get("Номер"), amount.plain(), self.get("ПлательщикИНН"));
        // How the payer is named differs from export to export: it tells documents apart only where nothing better is said.
        let named = if account.is_empty() && inn.is_empty() { bare(&payer) } else { String::new() };
        let mark = [date, number, &sum, account, inn, &named, &bare(&purpose)].join("\u{1f}");
        let before = sha256_hex([date, number, &sum, account, inn, &purpose].join("\u{1f}").as_bytes());
        let kept = |text: String| -> String { text.chars().filter(|c| !values::unseen::is_unseen(*c)).take(KEPT).collect() };
        Some(Incoming { day, amount, payer: kept(payer), purpose: kept(purpose), mark, before: Some(before) })
    }
}

/// Letters and figures alone: one bank's program writes № and two spaces where another, in other letters, writes N and one.
fn bare(text: &str) -> String {
    lexicon::small(text).replace('№', "n").chars().filter(|c| c.is_alphanumeric()).collect()
}

/// `03.03.2026`
fn day(text: &str) -> Option<Date> {
    let mut parts = text.trim().split('.');
    let (day, month, year) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Date::new(year, month, day).ok()
}

fn decoded(bytes: &[u8], letters: &'static Encoding) -> Option<String> {
    if letters == UTF_8 {
        return std::str::from_utf8(bytes).ok().map(str::to_owned);
    }
    Some(letters.decode_without_bom_handling(bytes).0.into_owned())
}

fn is_read(line: &str) -> bool {
    READ.iter().any(|name| line.starts_with(name))
}

/// A statement while it comes.
#[derive(Debug)]
pub struct Reading {
    account: String,
    /// What came of a line that has not ended.
    part: Vec<u8>,
    bytes: usize,
    line: usize,
    /// The lines before it is known in which letters they are.
    head: Vec<Vec<u8>>,
    letters: Option<&'static Encoding>,
    version: String,
    /// The section that is open: its name, and how it ends.
    open: Option<(String, String, Document)>,
    ended: bool,
    found: Statement,
    /// How often each document came.
    times: BTreeMap<String, u32>,
}

impl Reading {
    /// `account` is the house's own.
    pub fn new(account: &str) -> Self {
        Self {
            account: account.to_owned(),
            part: Vec::new(),
            bytes: 0,
            line: 0,
            head: Vec::new(),
            letters: None,
            version: String::new(),
            open: None,
            ended: false,
            found: Statement::default(),
            times: BTreeMap::new(),
        }
    }

    /// Lines that were read by now.
    pub const fn lines(&self) -> usize {
        self.line
    }

    /// Takes what has come.
    pub fn take(&mut self, mut bytes: &[u8]) -> Result<(), NotAStatement> {
        self.bytes += bytes.len();
        if self.bytes > HEAVIEST {
            return Err(NotAStatement::TooLarge);
        }
        while let Some(at) = bytes.iter().position(|byte| *byte == b'\n') {
            let (line, rest) = bytes.split_at(at);
            self.part.extend_from_slice(line);
            bytes = rest.get(1..).unwrap_or_default();
            self.end_line()?;
        }
        self.part.extend_from_slice(bytes);
        if self.part.len() > LONGEST {
            self.line += 1;
            return Err(self.long_line());
        }
        Ok(())
    }

    /// It has ended: all of it is here, or nothing.
    pub fn end(mut self) -> Result<Statement, NotAStatement> {
        if !self.part.is_empty() {
            self.end_line()?;
        }
        if self.letters.is_none() {
            return Err(if self.line == 0 { NotAStatement::Other } else { NotAStatement::Letters });
        }
        self.check_version()?;
        if !self.ended || self.open.is_some() {
            return Err(self.cut(self.line));
        }
        self.found.lines = self.line;
        Ok(self.found)
    }

    /// The file goes no further, though its sender meant it to.
    pub fn broken_off(&self) -> NotAStatement {
        self.cut(self.line)
    }

    fn cut(&self, line: usize) -> NotAStatement {
        NotAStatement::Cut { line, section: self.section() }
    }

    fn recoded(&self) -> NotAStatement {
        NotAStatement::Recoded { line: self.line, section: self.section() }
    }

    fn long_line(&self) -> NotAStatement {
        if self.line == 1 { NotAStatement::Other } else { NotAStatement::LongLine { line: self.line, section: self.section() } }
    }

    /// The open section as a person finds it in the file: `Документ 41`.
    fn section(&self) -> String {
        self.open.as_ref().map_or_else(String::new, |(name, _, document)| format!("{name} {}", document.get("Номер")).trim().chars().take(60).collect())
    }

    fn check_version(&self) -> Result<(), NotAStatement> {
        if matches!(self.version.as_str(), "1.02" | "1.03") { Ok(()) } else { Err(NotAStatement::Version(self.version.chars().take(20).collect())) }
    }

    fn end_line(&mut self) -> Result<(), NotAStatement> {
        let line = std::mem::take(&mut self.part);
        self.line += 1;
        if line.len() > LONGEST {
            return Err(self.long_line());
        }
        let Some(letters) = self.letters else { return self.in_the_head(line) };
        let text = decoded(&line, letters).ok_or_else(|| self.recoded())?;
        let text = text.trim();
        // What makes sense in other letters alone is in those.
        let is_other = |other: &'static Encoding| other != letters && decoded(&line, other).is_some_and(|text| is_read(text.trim()));
        if !is_read(text) && [UTF_8, WINDOWS_1251, IBM866].into_iter().any(is_other) {
            return Err(self.recoded());
        }
        self.read(text)
    }

    /// In which letters it is, is known by the first line that says something in one of the three.
    fn in_the_head(&mut self, line: Vec<u8>) -> Result<(), NotAStatement> {
        if self.line == 1 {
            if line.starts_with(b"\xFF\xFE") || line.starts_with(b"\xFE\xFF") {
                return Err(NotAStatement::Letters);
            }
            let bare = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&line);
            return if bare.starts_with(BEGINS) { Ok(()) } else { Err(NotAStatement::Other) };
        }
        let says = |letters: &&'static Encoding| decoded(&line, letters).is_some_and(|text| text.trim().starts_with("ВерсияФормата="));
        let letters = [UTF_8, WINDOWS_1251, IBM866].into_iter().find(says);
        self.head.push(line);
        let Some(letters) = letters else {
            return if self.head.len() > HEAD { Err(NotAStatement::Letters) } else { Ok(()) };
        };
        self.letters = Some(letters);
        for line in std::mem::take(&mut self.head) {
            let text = decoded(&line, letters).ok_or_else(|| self.recoded())?;
            self.read(text.trim())?;
        }
        Ok(())
    }

    fn read(&mut self, line: &str) -> Result<(), NotAStatement> {
        let (name, value) = line.split_once('=').unwrap_or((line, ""));
        // Another file may follow after the end of one: it has to end as well.
        if name.starts_with("Секция") || name.as_bytes().ends_with(BEGINS) {
            self.ended = false;
        }
        if let Some((_, ends, _)) = &self.open
            && name.strip_prefix("Конец") == Some(ends.as_str())
        {
            if let Some((_, _, document)) = self.open.take().filter(|(_, ends, _)| ends == "Документа") {
                self.keep(&document)?;
            }
        } else if let Some(section) = name.strip_prefix("Секция") {
            self.check_version()?;
            if self.open.is_some() {
                return Err(self.cut(self.line - 1));
            }
            // `СекцияДокумент` ends with `КонецДокумента`, every other with its own name.
            let ends = if section == "Документ" { "Документа" } else { section };
            let named: String = section.chars().take(60).collect();
            if !matches!(section, "Документ" | "РасчСчет") && (self.found.unknown.len() < NAMED || self.found.unknown.contains_key(&named)) {
                *self.found.unknown.entry(named.clone()).or_default() += 1;
            }
            self.open = Some((named, ends.to_owned(), Document { line: self.line, fields: BTreeMap::new() }));
        } else if let Some((_, _, document)) = &mut self.open {
            if is_read(name) && document.fields.len() < 60 {
                document.fields.entry(name.to_owned()).or_insert_with(|| value.trim().to_owned());
            }
        } else if name == "КонецФайла" {
            self.ended = true;
        } else if name == "ВерсияФормата" {
            value.trim().clone_into(&mut self.version);
        }
        Ok(())
    }

    /// A document that came whole.
    fn keep(&mut self, document: &Document) -> Result<(), NotAStatement> {
        if ![document.get("ПолучательСчет"), document.get("ПолучательРасчСчет")].contains(&self.account.as_str()) {
            self.found.others += 1;
            return Ok(());
        }
        let unread = || NotAStatement::Line {
            line: document.line, section: format!("Документ {}", document.get("Номер")).trim().chars().take(60).collect()
        };
        let mut incoming = document.incoming().ok_or_else(unread)?;
        let times = self.times.entry(sha256_hex(incoming.mark.as_bytes())).or_default();
        *times += 1;
        incoming.mark = sha256_hex(format!("{}\u{1f}{times}", incoming.mark).as_bytes());
        incoming.before = incoming.before.filter(|_| *times == 1);
        self.found.incoming.push(incoming);
        Ok(())
    }
}

/// Reads a statement that is here as a whole; `account` is the house's own.
pub fn read(bytes: &[u8], account: &str) -> Result<Statement, NotAStatement> {
    let mut reading = Reading::new(account);
    reading.take(bytes)?;
    reading.end()
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
        assert!(
            matches!(read(text("1.03").replace("Сумма=5850.00", "Сумма=много").as_bytes(), ACCOUNT), Err(NotAStatement::Line { line: 11, section }) if section == "Документ 41")
        );
        assert_eq!(read(&vec![b' '; HEAVIEST + 1], ACCOUNT), Err(NotAStatement::TooLarge));
    }

    fn in_letters(text: &str, letters: &'static Encoding) -> Vec<u8> {
        letters.encode(text).0.into_owned()
    }

    #[test]
    fn a_document_has_one_mark_in_all_letters_and_two_equal_ones_have_two() {
        let text = text("1.03");
        let [document] = [text.split("СекцияДокумент").nth(1).map(|rest| format!("СекцияДокумент{rest}")).unwrap()];
        let twice = text.replace("СекцияПогода", &format!("{document}СекцияПогода"));
        let marks = |bytes: &[u8]| read(bytes, ACCOUNT).unwrap().incoming.into_iter().map(|one| one.mark).collect::<Vec<_>>();
        let both = marks(twice.as_bytes());
        assert_eq!((both.len(), both[0] == both[1]), (2, false), "two real ones are two");
        assert_eq!(marks(twice.as_bytes()), both, "and the same two whenever they come");
        assert_eq!(marks(text.as_bytes()), both[..1]);
        // What a program makes of №, ё and spaces in other letters.
        for (letters, text) in
            [(IBM866, twice.replace('№', "N").replace('ё', "е")), (WINDOWS_1251, twice.replace("№ 12.", "№12 . ").replace("Оплата по", "ОПЛАТА  ПО"))]
        {
            assert_eq!(marks(&in_letters(&text, letters)), both, "{}", letters.name());
        }
        let first = read(twice.as_bytes(), ACCOUNT).unwrap().incoming.into_iter().map(|one| one.before.is_some()).collect::<Vec<_>>();
        assert_eq!(first, [true, false], "what was kept before the marks counted was one");
    }

    #[test]
    fn whoever_names_the_payer_otherwise_brings_the_same_document() {
        let mark = |text: &str| read(text.as_bytes(), ACCOUNT).unwrap().incoming.remove(0).mark;
        let text = text("1.03");
        let named = "Плательщик1=Лебедева Анна Сергеевна";
        let ways = [named, "Плательщик=ИНН 771234567890 Лебедева Анна Сергеевна", "Плательщик=Лебедева Анна С.\r\nПлательщик1=Лебедева А. С."];
        for way in ways {
            assert_eq!(mark(&text.replace(named, way)), mark(&text), "{way}");
        }
        // Where neither an account nor an INN is said, the name alone tells who paid.
        let bare = text.replace("ПлательщикСчет=40817810000000000001\r\n", "");
        assert_ne!(mark(&bare), mark(&bare.replace("Лебедева", "Орлова")));
        assert_eq!(mark(&bare), mark(&bare.replace("Лебедева  Анна", "ЛЕБЕДЕВА Анна")));
    }

    #[test]
    fn a_second_file_after_the_first_has_to_end_too() {
        let (text, other) = (text("1.03"), text("1.03").replace("Номер=41", "Номер=43"));
        let both = read([text.as_str(), &other].concat().as_bytes(), ACCOUNT).unwrap();
        assert_eq!((both.incoming.len(), both.others), (2, 2));
        for cut in ["ВерсияФормата", "СекцияРасчСчет", "СекцияДокумент", "СекцияПогода", "КонецФайла"]
        {
            let cut = &other[..other.rfind(cut).unwrap()];
            let told = read([text.as_str(), cut].concat().as_bytes(), ACCOUNT);
            assert!(matches!(told, Err(NotAStatement::Cut { .. })), "{cut}");
        }
        // What some programs write after the end is nothing.
        assert_eq!(read([text.as_str(), "\u{1a}"].concat().as_bytes(), ACCOUNT).unwrap().incoming.len(), 1);
    }

    #[test]
    fn a_file_that_goes_on_in_other_letters_is_told_by_its_line() {
        let text = text("1.03").replace('№', "N").replace('ё', "е");
        let at = text.find("Плательщик1").unwrap();
        let line = text[..at].lines().count() + 1;
        for first in [UTF_8, WINDOWS_1251, IBM866] {
            for second in [UTF_8, WINDOWS_1251, IBM866].into_iter().filter(|second| *second != first) {
                let bytes = [in_letters(&text[..at], first), in_letters(&text[at..], second)].concat();
                let told = read(&bytes, ACCOUNT).unwrap_err();
                assert_eq!(told, NotAStatement::Recoded { line, section: "Документ 41".to_owned() }, "{} then {}", first.name(), second.name());
            }
        }
        let utf16: Vec<u8> = "\u{feff}1CClientBankExchange\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(&utf16, ACCOUNT), Err(NotAStatement::Letters));
    }

    #[test]
    fn a_large_statement_comes_in_parts_and_little_of_it_is_kept() {
        let text = text("1.03");
        let (before, after) = text.split_at(text.find("СекцияПогода").unwrap());
        let other = before.split("СекцияДокумент").last().map(|rest| format!("СекцияДокумент{rest}")).unwrap();
        let mut reading = Reading::new(ACCOUNT);
        reading.take(before.as_bytes()).unwrap();
        let mut documents = 1;
        while reading.bytes + other.len() + after.len() < HEAVIEST {
            reading.take(other.as_bytes()).unwrap();
            documents += 1;
            assert!(reading.part.len() <= LONGEST && reading.found.incoming.len() == 1 && reading.times.len() == 1);
        }
        reading.take(after.as_bytes()).unwrap();
        let found = reading.end().unwrap();
        assert!(documents > 100_000, "{documents}");
        assert_eq!((found.incoming.len(), found.others), (1, documents));
        // A line without an end is none, however much comes of it.
        let mut reading = Reading::new(ACCOUNT);
        reading.take(before.as_bytes()).unwrap();
        let told = (0..100).find_map(|_| reading.take(&[b'x'; 1_000]).err()).unwrap();
        let at = before.lines().count() + 1;
        assert!(matches!(told, NotAStatement::LongLine { line, .. } if line == at), "{told}");
        // The same where it comes at once, with its end.
        let told = read([before, &"x".repeat(LONGEST + 1), "\n", after].concat().as_bytes(), ACCOUNT).unwrap_err();
        assert!(matches!(told, NotAStatement::LongLine { line, .. } if line == at), "{told}");
        assert!(read([before, &"x".repeat(LONGEST), "\n", after].concat().as_bytes(), ACCOUNT).is_ok());
    }

    proptest! {
        #[test]
        fn a_statement_that_was_cut_anywhere_is_refused(at in 0_usize..4_000, letters in 0_usize..3) {
            let text = text("1.03").replace('№', "N").replace('ё', "е");
            let bytes = in_letters(&text, [UTF_8, WINDOWS_1251, IBM866][letters]);
            // The end of the line after the last word is all that may be missing.
            let at = at % (bytes.len() - 2);
            let told = read(&bytes[..at], ACCOUNT);
            prop_assert!(told.is_err());
            // And told where: the last line that came, or the one before it where a document was just to begin.
            if let Err(NotAStatement::Cut { line, .. }) = told {
                let came = bytes[..at].split(|byte| *byte == b'\n').count() - 1;
                prop_assert!((came..=came + 1).contains(&line), "{} of {}", line, came);
            }
        }

        #[test]
        fn in_whatever_parts_it_comes_it_says_the_same(parts in proptest::collection::vec(1_usize..90, 1..60)) {
            let text = text("1.03");
            let (mut rest, mut reading) = (text.as_bytes(), Reading::new(ACCOUNT));
            for part in parts.iter().cycle() {
                let (some, more) = rest.split_at(rest.len().min(*part));
                reading.take(some).unwrap();
                rest = more;
                if rest.is_empty() { break; }
            }
            prop_assert_eq!(reading.end().unwrap(), read(text.as_bytes(), ACCOUNT).unwrap());
        }

        #[test]
        fn no_bytes_whatever_are_more_than_a_word(bytes in proptest::collection::vec(any::<u8>(), 0..400), with_head in any::<bool>()) {
            let head: &[u8] = if with_head { b"1CClientBankExchange\n" } else { b"" };
            let _read = read(&[head, &bytes].concat(), ACCOUNT);
        }
    }
}
