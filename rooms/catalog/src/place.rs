//! A place on the map, and how far it is to another, in integers.

use housebook::Unread;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use values::{Said, said};

/// A place in WGS 84. On the wire `59.966300, 30.311500`: latitude, longitude.
///
/// # Example: how far is it from the Petrograd side to Nevsky Prospekt?
/// ```
/// # use catalog::Place;
/// let (petrograd, nevsky): (Place, Place) = ("59.9663, 30.3115".parse()?, "59.9350, 30.3590".parse()?);
/// assert_eq!(petrograd.metres_to(&nevsky), 4_380);
/// # Ok::<(), catalog::NotAPlace>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Place {
    /// Latitude in millionths of a degree, north positive.
    pub lat_e6: i32,
    /// Longitude in millionths of a degree, east positive.
    pub lon_e6: i32,
}

/// The text is no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a place: write latitude and longitude in degrees, `59.9663, 30.3115`")]
pub struct NotAPlace;

/// Said of a place where distances would be wrong.
pub(crate) fn far() -> Said {
    said!(
        ru: "расстояния считаются вокруг Петербурга: широта от 59 до 61, долгота от 29 до 32",
        en: "distances are measured about St Petersburg: latitude lies between 59 and 61, longitude between 29 and 32"
    )
}

/// A degree of the meridian at 60° N on WGS 84, in metres.
const METRES_PER_DEGREE_NORTH: u64 = 111_412;
/// A degree of the parallel at 60° N on WGS 84, in metres: the ratio of the two stands for the cosine.
const METRES_PER_DEGREE_EAST: u64 = 55_800;

impl Place {
    /// Does it lie where distances are measured: around 60° N, about the city?
    pub(crate) fn is_near(self) -> bool {
        (59_000_000..=61_000_000).contains(&self.lat_e6) && (29_000_000..=32_000_000).contains(&self.lon_e6)
    }

    /// Metres as the crow flies. The map is taken as flat at 60° N: within 1 % for all of St Petersburg
    /// with its suburbs, 59.7° to 60.2° N.
    pub fn metres_to(&self, other: &Self) -> u32 {
        u32::try_from(self.metres_squared(*other).isqrt()).unwrap_or(u32::MAX)
    }

    /// The nearest of these places, the first of those that are equally near.
    pub fn nearest(&self, of: &[Self]) -> Option<Self> {
        of.iter().copied().min_by_key(|other| self.metres_squared(*other))
    }

    fn metres_squared(self, other: Self) -> u64 {
        let north = metres(self.lat_e6, other.lat_e6, METRES_PER_DEGREE_NORTH);
        let east = metres(self.lon_e6, other.lon_e6, METRES_PER_DEGREE_EAST);
        north * north + east * east
    }
}

fn metres(from_e6: i32, to_e6: i32, per_degree: u64) -> u64 {
    (u64::from(from_e6.abs_diff(to_e6)) * per_degree + 500_000) / 1_000_000
}

fn degrees_e6(text: &str, most: i32) -> Option<i32> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let fits = |text: &str, longest| (1..=longest).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if !fits(whole, 3) || !fits(part, 6) {
        return None;
    }
    let e6 = whole.parse::<i32>().ok()? * 1_000_000 + format!("{part:0<6}").parse::<i32>().ok()?;
    (e6 <= most * 1_000_000).then_some(sign * e6)
}

impl FromStr for Place {
    type Err = NotAPlace;
    fn from_str(text: &str) -> Result<Self, NotAPlace> {
        let (lat, lon) = text.split_once(',').ok_or(NotAPlace)?;
        Ok(Self { lat_e6: degrees_e6(lat.trim(), 90).ok_or(NotAPlace)?, lon_e6: degrees_e6(lon.trim(), 180).ok_or(NotAPlace)? })
    }
}

impl TryFrom<String> for Place {
    type Error = Unread;
    fn try_from(text: String) -> Result<Self, Unread> {
        text.parse()
            .map_err(|error: NotAPlace| Unread(said!(ru: "это не точка на карте: напишите широту и долготу в градусах, `59.9663, 30.3115`", en: "{error}")))
    }
}

impl From<Place> for String {
    fn from(place: Place) -> Self {
        place.to_string()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let degrees = |e6: i32| {
            let sign = if e6 < 0 { "-" } else { "" };
            let e6 = e6.unsigned_abs();
            format!("{sign}{}.{:06}", e6 / 1_000_000, e6 % 1_000_000)
        };
        write!(f, "{}, {}", degrees(self.lat_e6), degrees(self.lon_e6))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Geodesics on WGS 84 by Vincenty's formulae, in metres.
    const KNOWN: [(&str, &str, u32); 5] = [
        ("59.9663, 30.3115", "59.9350, 30.3590", 4_383),
        ("59.9920, 29.7762", "59.9480, 30.4550", 38_227),
        ("60.0980, 29.9638", "59.7142, 30.3964", 49_136),
        ("59.7507, 30.5886", "59.7142, 30.3964", 11_551),
        ("59.8570, 30.3210", "60.0369, 30.3217", 20_043),
    ];

    #[test]
    fn known_distances_are_within_a_hundredth() {
        for (from, to, metres) in KNOWN {
            let (from, to): (Place, Place) = (from.parse().unwrap(), to.parse().unwrap());
            let ours = from.metres_to(&to);
            assert!(ours.abs_diff(metres) * 100 <= metres, "{from} to {to}: {ours}, not {metres}");
            assert_eq!(ours, to.metres_to(&from));
        }
    }

    #[test]
    fn what_is_no_place_is_refused() {
        for text in ["", "59.9663", "59.9663 30.3115", "59,9663, 30,3115", "91.0, 30.0", "59.9663, 180.1", "59.96630000, 30.0", "-, 3", "5.é, 3"] {
            assert_eq!(text.parse::<Place>(), Err(NotAPlace), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_place_is_read_back_as_written(lat_e6 in -90_000_000_i32..=90_000_000, lon_e6 in -180_000_000_i32..=180_000_000) {
            let place = Place { lat_e6, lon_e6 };
            prop_assert_eq!(place.to_string().parse::<Place>(), Ok(place));
            prop_assert_eq!(place.metres_to(&place), 0);
        }
    }
}
