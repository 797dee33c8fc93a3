//! The way between two visits, in minutes: on foot, by bus, by metro or by car, at the speed of the hour.

use catalog::Place;
use jiff::civil::Time;
use serde::Deserialize;
use std::collections::BTreeMap;
use values::Instant;

/// From an hour on, so many metres a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Speed {
    /// From this time of the day on.
    pub from: Time,
    /// So fast.
    pub metres_per_minute: i64,
}

/// One way to get around.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ride {
    /// To the stop and waiting, down to the platform and up, to the car and parking it.
    pub setting_out_minutes: i64,
    /// By the time of the day, from midnight on, in order.
    pub speed: Vec<Speed>,
}

/// How the way is counted.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Travel {
    /// Streets are longer than the crow flies, by so many hundredths.
    pub street_percent: i64,
    /// No way is shorter, within one house too: people leave, change and arrive.
    pub least_minutes: i64,
    /// On foot.
    pub foot_metres_per_minute: i64,
    /// Under the ground, from station to station.
    pub metro: Ride,
    /// Over the ground, without a car.
    pub bus: Ride,
    /// With a car.
    pub car: Ride,
}

/// How somebody gets around.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum By {
    /// On foot, by bus and metro, whatever is faster.
    #[default]
    Transit,
    /// By car.
    Car,
}

impl By {
    /// The name in storage and in forms.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Transit => "transit",
            Self::Car => "car",
        }
    }
    /// From the name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Transit, Self::Car].into_iter().find(|by| by.name() == name)
    }
}

/// Moscow has kept UTC+3 since 2014, and a way is an estimate: no table of zones is asked a thousand times for it.
const MOSCOW_MINUTES: i64 = 180;

fn minute_of_day(at: Instant) -> i64 {
    (at.micros().div_euclid(60_000_000) + MOSCOW_MINUTES).rem_euclid(24 * 60)
}

fn whole_minutes(metres: i64, per_minute: i64) -> i64 {
    let per_minute = per_minute.max(1);
    (metres + per_minute - 1) / per_minute
}

impl Ride {
    fn minutes(&self, metres: i64, minute_of_day: i64) -> i64 {
        let since = |speed: &Speed| i64::from(speed.from.hour()) * 60 + i64::from(speed.from.minute());
        let speed = self.speed.iter().rev().find(|speed| since(speed) <= minute_of_day).or_else(|| self.speed.first());
        self.setting_out_minutes + whole_minutes(metres, speed.map_or(1, |speed| speed.metres_per_minute))
    }
}

impl Travel {
    fn street(&self, metres: u32) -> i64 {
        i64::from(metres) * self.street_percent / 100
    }

    /// On foot or by bus.
    fn overground(&self, metres: u32, minute_of_day: i64) -> i64 {
        let street = self.street(metres);
        whole_minutes(street, self.foot_metres_per_minute).min(self.bus.minutes(street, minute_of_day))
    }
}

/// A place that people travel to, with the station nearest to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    at: Place,
    /// The station and how far it is, in metres.
    station: Option<(Place, u32)>,
}

/// The ways of the city.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roads {
    travel: Travel,
    districts: BTreeMap<String, Place>,
    stations: Vec<Place>,
}

impl Roads {
    /// From the middles of the districts and the stations of the metro.
    pub fn new(travel: Travel, districts: BTreeMap<String, Place>, stations: Vec<Place>) -> Self {
        Self { travel, districts, stations }
    }

    /// Is there a district of this code?
    pub fn knows(&self, district: &str) -> bool {
        self.districts.contains_key(district)
    }

    /// The place, or the middle of its district; `None` where the book knows neither.
    pub fn spot(&self, at: Option<Place>, district: &str) -> Option<Spot> {
        let at = at.or_else(|| self.districts.get(district).copied())?;
        let station = at.nearest(&self.stations).map(|station| (station, at.metres_to(&station)));
        Some(Spot { at, station })
    }

    /// Minutes from one place to another, leaving at a moment. To a place that the book no longer knows, the longest way of all.
    ///
    /// The speed is that of the moment of leaving, whatever happens on the way.
    pub fn minutes(&self, by: By, from: Option<&Spot>, to: Option<&Spot>, leaving: Instant) -> i64 {
        let (Some(from), Some(to)) = (from, to) else {
            return self.longest();
        };
        let (metres, minute) = (from.at.metres_to(&to.at), minute_of_day(leaving));
        let way = match by {
            By::Car => self.travel.car.minutes(self.travel.street(metres), minute),
            By::Transit => {
                let over = self.travel.overground(metres, minute);
                let under = from.station.zip(to.station).map(|((here, walk), (there, rest))| {
                    let ride = self.travel.metro.minutes(i64::from(here.metres_to(&there)), minute);
                    self.travel.overground(walk, minute) + ride + self.travel.overground(rest, minute)
                });
                under.map_or(over, |under| under.min(over))
            }
        };
        way.max(self.travel.least_minutes)
    }

    /// The shortest way there is.
    pub const fn least(&self) -> i64 {
        self.travel.least_minutes
    }

    fn longest(&self) -> i64 {
        let places: Vec<&Place> = self.districts.values().collect();
        let farthest = places.iter().flat_map(|from| places.iter().map(|to| from.metres_to(to))).max().unwrap_or(0);
        (0..24).map(|hour| self.travel.overground(farthest, hour * 60)).max().unwrap_or(0).max(self.travel.least_minutes)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ride(setting_out_minutes: i64, speeds: &[(i8, i64)]) -> Ride {
        let speed = speeds.iter().map(|(hour, metres_per_minute)| Speed { from: jiff::civil::time(*hour, 0, 0, 0), metres_per_minute: *metres_per_minute });
        Ride { setting_out_minutes, speed: speed.collect() }
    }

    pub(crate) fn travel() -> Travel {
        Travel {
            street_percent: 130,
            least_minutes: 15,
            foot_metres_per_minute: 75,
            metro: ride(8, &[(0, 600)]),
            bus: ride(10, &[(0, 300), (8, 200), (20, 300)]),
            car: ride(10, &[(0, 600), (8, 300), (20, 500)]),
        }
    }

    fn place(text: &str) -> Place {
        text.parse().unwrap()
    }

    fn roads(stations: &[&str]) -> Roads {
        let districts = [("petrogradsky", "59.9663, 30.3115"), ("nevsky", "59.8900, 30.4600"), ("kurortny", "60.1900, 29.7000")];
        let districts = districts.map(|(code, at)| (code.to_owned(), place(at))).into();
        Roads::new(travel(), districts, stations.iter().map(|at| place(at)).collect())
    }

    fn leaving(clock: &str) -> Instant {
        format!("2026-03-02T{clock}:00+03:00").parse().unwrap()
    }

    #[test]
    fn the_hour_the_car_and_the_metro_change_the_way() {
        let under = roads(&["59.9667, 30.3114", "59.8893, 30.4700"]);
        let over = roads(&[]);
        let minutes = |roads: &Roads, by, clock| {
            let (from, to) = (roads.spot(None, "petrogradsky"), roads.spot(None, "nevsky"));
            roads.minutes(by, from.as_ref(), to.as_ref(), leaving(clock))
        };
        // 11.9 km as the crow flies, 15.4 km by street.
        assert_eq!([minutes(&over, By::Transit, "07:59"), minutes(&over, By::Transit, "08:00")], [62, 88]);
        assert_eq!([minutes(&over, By::Car, "09:00"), minutes(&over, By::Car, "20:00")], [62, 41]);
        assert_eq!(minutes(&under, By::Transit, "09:00"), 1 + 8 + 21 + 10);
        assert_eq!(minutes(&under, By::Car, "09:00"), 62, "a car does not go down");
    }

    #[test]
    fn no_way_is_shorter_than_leaving_and_arriving_and_an_unknown_place_is_far() {
        let roads = roads(&[]);
        let (here, far) = (roads.spot(None, "petrogradsky"), roads.spot(None, "kurortny"));
        assert_eq!(roads.minutes(By::Transit, here.as_ref(), here.as_ref(), leaving("12:00")), 15);
        let unknown = roads.minutes(By::Car, here.as_ref(), roads.spot(None, "atlantis").as_ref(), leaving("12:00"));
        assert!(unknown >= roads.minutes(By::Transit, here.as_ref(), far.as_ref(), leaving("12:00")));
        assert_eq!(roads.spot(Some(place("59.9, 30.3")), "atlantis").map(|spot| spot.at), Some(place("59.9, 30.3")));
    }

    proptest! {
        #[test]
        fn a_station_more_never_makes_a_way_longer_than_without_any(
            lat in 59_800_000..60_100_000_i32, lon in 30_100_000..30_600_000_i32, hour in 0..24_i64, station in (59_800_000..60_100_000_i32, 30_100_000..30_600_000_i32),
        ) {
            let (here, station) = (Place { lat_e6: lat, lon_e6: lon }, Place { lat_e6: station.0, lon_e6: station.1 });
            let at = leaving("00:00") + jiff::SignedDuration::from_hours(hour);
            let minutes = |roads: &Roads| roads.minutes(By::Transit, roads.spot(Some(here), "").as_ref(), roads.spot(None, "nevsky").as_ref(), at);
            let plain = minutes(&roads(&[]));
            prop_assert!(minutes(&roads(&[&station.to_string(), "59.8893, 30.4700"])) <= plain);
            prop_assert!(plain >= 15);
        }
    }
}
