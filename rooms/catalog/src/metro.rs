//! The metro of the city: its lines, and its stations on the map.

use crate::checks::{unnamed, unsaid};
use crate::place::{Place, far};
use housebook::{Book, Faults, Proof};
use serde::Deserialize;
use values::{Said, said};

pub(crate) const FILE: &str = "metro.toml";

/// All lines of the metro, in the order of the book.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metro {
    #[serde(rename = "line")]
    lines: Vec<Line>,
}

/// A line, from one end to the other.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// The number by which it is known.
    pub number: u8,
    /// What it is called.
    pub name: Said,
    /// Its stations in the order of the way.
    pub stations: Vec<Station>,
}

/// A station.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Station {
    /// In Russian.
    pub ru: String,
    /// In English.
    pub en: String,
    /// Where one comes out, to about 300 m.
    pub at: Place,
}

impl Station {
    /// Its name.
    pub fn name(&self, lang: values::Lang) -> &str {
        match lang {
            values::Lang::Ru => &self.ru,
            values::Lang::En => &self.en,
        }
    }
}

impl Metro {
    /// The lines, in the order of the book.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The station next to a place, its line, and how far it is in metres.
    pub fn nearest(&self, place: &Place) -> Option<(&Line, &Station, u32)> {
        let all = self.lines.iter().flat_map(|line| line.stations.iter().map(move |station| (line, station, station.at.metres_to(place))));
        all.min_by_key(|(_, _, metres)| *metres)
    }

    pub(crate) fn read(book: &Book) -> Result<Self, Faults> {
        let metro: Self = book.read(FILE)?;
        let mut proof = Proof::of(book, FILE);
        for (n, line) in metro.lines.iter().enumerate() {
            let own = metro.lines.iter().filter(|other| other.number == line.number).count() == 1;
            proof.need(
                own,
                &format!("line.{n}.number"),
                || said!(ru: "линия {} стоит дважды: у каждой свой номер", en: "line {} stands twice: each has its own number", line.number),
            );
            proof.need(line.name.is_whole(), &format!("line.{n}.name"), || unsaid("name"));
            for (m, station) in line.stations.iter().enumerate() {
                let path = format!("line.{n}.stations.{m}");
                let told = !station.ru.trim().is_empty() && !station.en.trim().is_empty();
                proof.need(told, &path, unnamed);
                let own = line.stations.iter().filter(|other| other.ru == station.ru).count() == 1;
                proof.need(
                    own,
                    &path,
                    || said!(ru: "станция «{}» стоит на линии дважды: оставьте одну", en: "the station «{}» stands twice on its line: leave one", station.ru),
                );
                proof.need(station.at.is_near(), &format!("{path}.at"), far);
            }
        }
        proof.pass(metro)
    }
}
