//! The city as a drawing of ours: the river, the metro, the districts. A unit is a hundred metres; north is up.

use catalog::{Districts, Metro, Place};
use values::Lang;

/// The drawing.
pub(crate) struct Map {
    pub width: i64,
    pub height: i64,
    /// The river's middle, as points of a line.
    pub river: String,
    /// The lines of the metro, each as points.
    pub lines: Vec<String>,
    pub stations: Vec<Dot>,
    pub districts: Vec<Label>,
}

/// A station.
pub(crate) struct Dot {
    pub x: i64,
    pub y: i64,
    pub name: String,
}

/// A district's name at its middle.
pub(crate) struct Label {
    pub x: i64,
    pub y: i64,
    pub name: String,
    /// Beyond the ring road.
    pub beyond: bool,
}

/// The corners of the drawing: the city within the ring road. The suburbs lie outside of it and are named beside it.
const NORTH_WEST: Place = Place { lat_e6: 60_090_000, lon_e6: 30_100_000 };
const SOUTH_EAST: Place = Place { lat_e6: 59_805_000, lon_e6: 30_560_000 };

/// The Neva from the city's edge to the Gulf, roughly.
const NEVA: [(i32, i32); 16] = [
    (59_795_000, 30_630_000),
    (59_812_000, 30_570_000),
    (59_836_000, 30_530_000),
    (59_846_000, 30_497_000),
    (59_862_000, 30_470_000),
    (59_882_000, 30_446_000),
    (59_903_000, 30_409_000),
    (59_923_000, 30_396_000),
    (59_941_000, 30_403_000),
    (59_954_000, 30_397_000),
    (59_957_000, 30_372_000),
    (59_952_000, 30_343_000),
    (59_946_000, 30_316_000),
    (59_938_000, 30_293_000),
    (59_931_000, 30_272_000),
    (59_918_000, 30_232_000),
];

/// Draws the city.
pub(crate) fn draw(lang: Lang, districts: &Districts, metro: &Metro) -> Map {
    let (width, height) = units(SOUTH_EAST);
    let line = |places: &mut dyn Iterator<Item = Place>| {
        let points: Vec<String> = places.map(units).map(|(x, y)| format!("{x},{y}")).collect();
        points.join(" ")
    };
    let stations = metro.lines().iter().flat_map(|line| &line.stations);
    Map {
        width,
        height,
        river: line(&mut NEVA.iter().map(|(lat_e6, lon_e6)| Place { lat_e6: *lat_e6, lon_e6: *lon_e6 })),
        lines: metro.lines().iter().map(|of| line(&mut of.stations.iter().map(|station| station.at))).collect(),
        stations: stations
            .map(|station| {
                let (x, y) = units(station.at);
                Dot { x, y, name: station.name(lang).to_owned() }
            })
            .collect(),
        districts: districts
            .all()
            .iter()
            .map(|district| {
                let (x, y) = units(district.at);
                Label { x, y, name: district.name.of(lang).to_owned(), beyond: district.beyond_ring }
            })
            .collect(),
    }
}

/// Hundreds of metres east and south of the north-western corner, by the flat map of 60° N.
fn units(place: Place) -> (i64, i64) {
    let (east, south) = (i64::from(place.lon_e6) - i64::from(NORTH_WEST.lon_e6), i64::from(NORTH_WEST.lat_e6) - i64::from(place.lat_e6));
    (east * 558 / 1_000_000, south * 1_114 / 1_000_000)
}
