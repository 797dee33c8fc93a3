//! The address at which a letter is answered: the sender's own with a mark of the reader, `dom+mark@example.org`. Nothing is stored of it.
//!
//! Servers fold the letters of an address: the mark has small ones and digits alone. It does not end: a letter is answered after years, too.

use base32::Alphabet;
use db::App;
use subtle::ConstantTimeEq as _;
use uuid::Uuid;

const LETTERS: Alphabet = Alphabet::Rfc4648Lower { padding: false };
/// Bytes of the mark, as of the links.
const MARK: usize = 10;
const PURPOSE: &str = "messages.reply";

fn mark(app: &App, reader: Uuid) -> Vec<u8> {
    app.vault().blind(PURPOSE, &reader.to_string()).into_iter().take(MARK).collect()
}

/// What stands in the address at which this reader answers.
pub fn reply_mark(app: &App, reader: Uuid) -> String {
    base32::encode(LETTERS, &[reader.as_bytes().as_slice(), &mark(app, reader)].concat())
}

/// Whose answer a mail is, by the addresses that it went to.
pub fn answered_by(app: &App, to: &[String]) -> Option<Uuid> {
    to.iter().find_map(|address| {
        let (_, said) = address.rsplit_once('@')?.0.rsplit_once('+')?;
        let bytes = base32::decode(LETTERS, &said.to_ascii_lowercase())?;
        let (id, theirs) = bytes.split_at_checked(16)?;
        let reader = Uuid::from_slice(id).ok()?;
        bool::from(mark(app, reader).ct_eq(theirs)).then_some(reader)
    })
}
