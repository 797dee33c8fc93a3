//! The metro of the city: its lines, and its stations on the map.

use crate::brand::is_said;
use crate::checks::Findings;
use crate::place::{FAR, Place};
use housebook::{Book, Faults};
use serde::Deserialize;
use values::Said;

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
        let mut found = Findings::of(book, FILE);
        for (n, line) in metro.lines.iter().enumerate() {
            let own = metro.lines.iter().filter(|other| other.number == line.number).count() == 1;
            found.need(own, &format!("line.{n}.number"), || format!("line {} stands twice; each has its own number", line.number));
            found.need(is_said(&line.name), &format!("line.{n}.name"), || format!("line {}: write the name in both languages", line.number));
            for (m, station) in line.stations.iter().enumerate() {
                let path = format!("line.{n}.stations.{m}");
                let told = !station.ru.trim().is_empty() && !station.en.trim().is_empty();
                found.need(told, &path, || format!("line {}: write the station's name in both languages", line.number));
                let own = line.stations.iter().filter(|other| other.ru == station.ru).count() == 1;
                found.need(own, &path, || format!("line {}: «{}» stands twice", line.number, station.ru));
                found.need(station.at.is_near(), &format!("{path}.at"), || format!("«{}»: {FAR}", station.ru));
            }
        }
        let faults = found.told();
        if faults.is_empty() { Ok(metro) } else { Err(Faults(faults)) }
    }
}
