//! Rows that a use case writes at its end, all of a kind with one statement.

use crate::sql::Value;
use std::fmt::Write as _;

/// No database takes more values in one statement than this, and few texts are prepared.
const VALUES: usize = 600;

/// The rows gathered so far, by the text that they go into.
#[derive(Default)]
pub(crate) struct Gathered(Vec<Sheet>);

struct Sheet {
    into: &'static str,
    unless: &'static str,
    rows: Vec<Vec<Value>>,
}

impl Gathered {
    pub(crate) fn add(&mut self, into: &'static str, unless: &'static str, row: Vec<Value>) {
        match self.0.iter_mut().find(|sheet| (sheet.into, sheet.unless) == (into, unless)) {
            Some(sheet) => sheet.rows.push(row),
            None => self.0.push(Sheet { into, unless, rows: vec![row] }),
        }
    }

    /// The statements for those that are asked for and for all begun before them, in the order in which they were begun: a row may point
    /// to one that was gathered earlier.
    pub(crate) fn take(&mut self, which: impl Fn(&'static str) -> bool) -> Vec<(String, Vec<Value>)> {
        let last = self.0.iter().rposition(|sheet| which(sheet.into)).map_or(0, |at| at + 1);
        self.0.drain(..last).flat_map(Sheet::statements).collect()
    }
}

impl Sheet {
    fn statements(self) -> Vec<(String, Vec<Value>)> {
        let Self { into, unless, rows } = self;
        let width = rows.first().map_or(1, Vec::len).max(1);
        rows.chunks(VALUES / width)
            .map(|some| {
                let mut text = format!("{into} VALUES ");
                for nth in 0..some.len() {
                    text.push_str(if nth == 0 { "(" } else { ", (" });
                    for at in 0..width {
                        let _written = write!(text, "{}${}", if at == 0 { "" } else { ", " }, nth * width + at + 1);
                    }
                    text.push(')');
                }
                if !unless.is_empty() {
                    text.push(' ');
                    text.push_str(unless);
                }
                (text, some.concat())
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_a_kind_share_a_statement_and_come_in_the_order_of_their_kinds() {
        let mut gathered = Gathered::default();
        gathered.add("INSERT INTO a (x, y)", "", vec![1_i64.into(), 2_i64.into()]);
        gathered.add("INSERT INTO b (x)", "ON CONFLICT DO NOTHING", vec![3_i64.into()]);
        gathered.add("INSERT INTO c (x)", "", vec![4_i64.into()]);
        gathered.add("INSERT INTO a (x, y)", "", vec![5_i64.into(), 6_i64.into()]);
        assert!(gathered.take(|into| into.contains("INTO d")).is_empty());
        let texts: Vec<String> = gathered.take(|into| into.contains("INTO b")).into_iter().map(|(text, _)| text).collect();
        assert_eq!(texts, ["INSERT INTO a (x, y) VALUES ($1, $2), ($3, $4)", "INSERT INTO b (x) VALUES ($1) ON CONFLICT DO NOTHING"]);
        assert_eq!(gathered.take(|_| true).len(), 1);
        for n in 0..1_000_i64 {
            gathered.add("INSERT INTO a (x, y)", "", vec![n.into(), n.into()]);
        }
        let parts: Vec<usize> = gathered.take(|_| true).iter().map(|(_, values)| values.len()).collect();
        assert_eq!(parts, [600, 600, 600, 200]);
    }
}
