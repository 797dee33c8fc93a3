//! A row as a line of JSON, and back.

use super::{Column, Copied, Form, Kind};
use crate::vault::{self, Keys, Vault};
use crate::{DbError, sql};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sea_orm::Value;
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

/// What stands in a column of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// The value itself, bytes in base64.
    Plain,
    /// The text that is sealed, `{"erased": true}` where nobody can open it any more.
    Sealed,
    /// Whether a data key stands: it is made anew.
    DataKey,
    /// Nothing: whose master key it is, the new house says.
    Fingerprint,
    /// One of the house's own keys, in base64: what was hashed under it is found again.
    HouseKey,
}

fn place(form: Form, table: &str, column: &str) -> Place {
    if form == Form::Sealed {
        return Place::Plain;
    }
    match (table, column) {
        ("subject_keys", "wrapped") => Place::DataKey,
        ("house_keys", "wrapped") => Place::HouseKey,
        ("house", "master_fingerprint") => Place::Fingerprint,
        (_, name) if name.ends_with("_sealed") => Place::Sealed,
        _ => Place::Plain,
    }
}

/// With what a row is opened: the keys of its page's subjects, and the vault for the house's own.
pub(super) struct Opener<'a> {
    pub(super) form: Form,
    pub(super) keys: Keys,
    pub(super) vault: &'a Vault,
}

/// Adds a row to `out`, with its line's end.
pub(super) fn write_line(out: &mut Vec<u8>, table: &str, columns: &[Column], row: &sql::Row, opener: &Opener<'_>) -> Result<(), DbError> {
    let has_subject = opener.form == Form::Open && columns.iter().any(|column| column.name == "subject");
    let subject = if has_subject { row.get::<Option<Uuid>>("subject")? } else { None };
    for (at, column) in columns.iter().enumerate() {
        out.extend_from_slice(if at == 0 { b"{\"" } else { b",\"" });
        out.extend_from_slice(column.name.as_bytes());
        out.extend_from_slice(b"\":");
        write_value(out, table, column, row, subject, opener)?;
    }
    out.extend_from_slice(b"}\n");
    Ok(())
}

fn write_value(out: &mut Vec<u8>, table: &str, column: &Column, row: &sql::Row, subject: Option<Uuid>, opener: &Opener<'_>) -> Result<(), DbError> {
    let name = column.name.as_str();
    let json = match (place(opener.form, table, name), column.kind) {
        (Place::Fingerprint, _) => Json::Null,
        (Place::Plain, Kind::Number) => row.get::<Option<i64>>(name)?.map_or(Json::Null, Json::from),
        (Place::Plain, Kind::Text) => row.get::<Option<String>>(name)?.map_or(Json::Null, Json::from),
        (Place::Plain, Kind::Id) => row.get::<Option<Uuid>>(name)?.map_or(Json::Null, |id| Json::from(id.to_string())),
        (place, _) => match row.get::<Option<Vec<u8>>>(name)? {
            None => Json::Null,
            Some(bytes) => match (place, subject) {
                (Place::DataKey, _) => Json::Bool(true),
                (Place::HouseKey, _) => Json::from(BASE64_STANDARD.encode(vault::open_house_key(opener.vault, &bytes)?.as_slice())),
                (Place::Sealed, Some(subject)) => match opener.keys.open(subject, &format!("{table}.{name}"), &bytes)? {
                    Some(text) => Json::from(text),
                    None => json!({ "erased": true }),
                },
                _ => Json::from(BASE64_STANDARD.encode(bytes)),
            },
        },
    };
    serde_json::to_writer(out, &json).map_err(|e| DbError::Other(e.to_string()))
}

/// What a line says of one column.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    /// To be stored as it is.
    As(Value),
    /// A text to be sealed for the row's subject.
    Seal(String),
    /// A fresh data key.
    DataKey,
    /// The fingerprint of the new master key.
    Fingerprint,
    /// One of the house's own keys, to be wrapped.
    HouseKey(Vec<u8>),
}

/// What lies sealed for whoever was erased: nothing opens it, as nothing opened what was there.
const ERASED: &[u8] = &[0];

/// Reads a line; what is wrong with it in words.
pub(super) fn read_line(form: Form, table: &str, columns: &[Column], line: &[u8]) -> Result<Vec<Cell>, String> {
    let object: Map<String, Json> = serde_json::from_slice(line).map_err(|e| format!("column {}: {}", e.column(), without_place(&e.to_string())))?;
    if let Some(name) = object.keys().find(|name| !columns.iter().any(|column| column.name == **name)) {
        return Err(format!("there is no column {name}"));
    }
    let has_subject = object.get("subject").is_some_and(|subject| !subject.is_null());
    columns
        .iter()
        .map(|column| {
            let value = object.get(&column.name).ok_or_else(|| format!("{} is missing", column.name))?;
            cell(place(form, table, &column.name), column.kind, value, has_subject).ok_or_else(|| format!("{} cannot be {}", column.name, shortened(value)))
        })
        .collect()
}

/// Looks at a line before anything is written.
pub fn check_line(form: Form, of: &Copied, line: &[u8]) -> Result<(), String> {
    read_line(form, &of.table, &of.columns, line).map(drop)
}

fn cell(place: Place, kind: Kind, value: &Json, has_subject: bool) -> Option<Cell> {
    let bytes = |text: &str| BASE64_STANDARD.decode(text).ok();
    Some(match (place, value) {
        (Place::Fingerprint, Json::Null) => Cell::Fingerprint,
        (Place::DataKey, Json::Bool(true)) => Cell::DataKey,
        (Place::HouseKey, Json::String(text)) => Cell::HouseKey(bytes(text).filter(|key| key.len() == 32)?),
        (Place::Sealed, Json::String(text)) if has_subject => Cell::Seal(text.clone()),
        (Place::Sealed, Json::Object(said)) if said.get("erased") == Some(&Json::Bool(true)) => Cell::As(Value::from(ERASED.to_vec())),
        (Place::Fingerprint | Place::HouseKey, _) => return None,
        (_, value) => Cell::As(match (kind, value) {
            (Kind::Number, Json::Null) => Value::BigInt(None),
            (Kind::Text, Json::Null) => Value::String(None),
            (Kind::Id, Json::Null) => Value::Uuid(None),
            (Kind::Bytes, Json::Null) => Value::Bytes(None),
            (Kind::Number, Json::Number(number)) => number.as_i64()?.into(),
            (Kind::Text, Json::String(text)) => text.clone().into(),
            (Kind::Id, Json::String(text)) => text.parse::<Uuid>().ok()?.into(),
            (Kind::Bytes, Json::String(text)) if place != Place::DataKey => bytes(text)?.into(),
            _ => return None,
        }),
    })
}

/// Serde counts lines within what it was given: one, always.
fn without_place(said: &str) -> &str {
    said.split(" at line ").next().unwrap_or(said)
}

fn shortened(value: &Json) -> String {
    let text = value.to_string();
    if text.chars().count() <= 40 { text } else { format!("{}…", text.chars().take(40).collect::<String>()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns() -> Vec<Column> {
        let of = |name: &str, kind| Column { name: name.to_owned(), kind };
        vec![of("at", Kind::Number), of("name_sealed", Kind::Bytes), of("subject", Kind::Id), of("word", Kind::Text)]
    }

    fn read(line: &str) -> Result<Vec<Cell>, String> {
        read_line(Form::Open, "notes", &columns(), line.as_bytes())
    }

    #[test]
    fn a_line_that_is_not_a_row_says_why() {
        let id = "00000000-0000-0000-0000-000000000001";
        let whole = format!(r#"{{"at":5,"name_sealed":"Анна","subject":"{id}","word":null}}"#);
        let cells = read(&whole).unwrap();
        assert_eq!(cells[1], Cell::Seal("Анна".to_owned()));
        assert_eq!((&cells[0], &cells[3]), (&Cell::As(5_i64.into()), &Cell::As(Value::String(None))));
        for (bent, said) in [
            (whole.replace("5,", "\"5\","), "at cannot be \"5\""),
            (whole.replace("5,", "5.5,"), "at cannot be 5.5"),
            (whole.replace(id, "anna"), "subject cannot be \"anna\""),
            (whole.replace("\"at\":5,", ""), "at is missing"),
            (whole.replace("\"at\"", "\"when\""), "there is no column when"),
            (whole.replace("\"Анна\"", "7"), "name_sealed cannot be 7"),
        ] {
            assert_eq!(read(&bent).unwrap_err(), said);
        }
        assert!(read(whole.trim_end_matches('}')).unwrap_err().contains("column"));
    }

    #[test]
    fn what_was_erased_stays_erased() {
        let line = r#"{"at":5,"name_sealed":{"erased":true},"subject":"00000000-0000-0000-0000-000000000001","word":"x"}"#;
        assert_eq!(read(line).unwrap()[1], Cell::As(Value::from(ERASED.to_vec())));
    }
}
