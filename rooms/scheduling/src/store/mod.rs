//! The room's rows: shifts and leave, what takes people's time, where visits stand, holds, calls to make.

mod holds;
mod leaves;
mod occupancy;
mod placements;
mod shifts;
mod verify;

pub use holds::{Hold, HoldState, hold_by_id};
pub(crate) use holds::{add_hold, end_hold, held_for, lengthen_hold, make_visit, overdue};
pub use leaves::{Away, Leave, is_ill, leaves_on};
pub(crate) use leaves::{add_leave, away, away_alike, end_leave, free_leave, occupy_leave};
pub use occupancy::{Busy, BusyKind, busy_of, busy_on, uncovered};
pub(crate) use occupancy::{Occupy, advance, cut, occupy, plans, vacate, vacate_one, versions};
pub use placements::districts_of;
pub(crate) use placements::{Placement, Stand, add_placement, crew_of, drop_placement, placement, stands};
pub(crate) use shifts::{LONGEST_SHIFT, clear_shift, set_shift, set_way, shift_end};
pub use shifts::{Shift, shifts_on, ways_of_getting_around};
pub(crate) use verify::{TakenRow, held_without_rows, leaves_without_rows, rows_without_their_owner, taken_from_now, unversioned};

use catalog::Place;
use db::sql::Value;
use db::{DbError, sql};
use jiff::civil::{Date, date};
use people::PersonId;
use uuid::Uuid;
use values::Span;

/// The number of a Moscow day, counted from 1 January 1970.
pub(crate) fn day_number(day: Date) -> i64 {
    day.duration_since(date(1970, 1, 1)).as_hours() / 24
}

fn person(row: &sql::Row) -> Result<PersonId, DbError> {
    Ok(PersonId::from(row.get::<Uuid>("person")?))
}

fn span(row: &sql::Row) -> Result<Span, DbError> {
    Ok(Span { start: row.at("starts_at")?, end: row.at("ends_at")? })
}

/// A place on the map, where both of its columns have one.
fn place(row: &sql::Row) -> Result<Option<Place>, DbError> {
    let degrees = |column| -> Result<Option<i32>, DbError> { row.get::<Option<i64>>(column)?.map(i32::try_from).transpose().map_err(DbError::corrupt) };
    Ok(degrees("lat_e6")?.zip(degrees("lon_e6")?).map(|(lat_e6, lon_e6)| Place { lat_e6, lon_e6 }))
}

fn place_values(at: Option<Place>) -> [Value; 2] {
    [at.map(|at| i64::from(at.lat_e6)).into(), at.map(|at| i64::from(at.lon_e6)).into()]
}

/// The texts of what is asked for every offer: their plans are looked at in the tests.
#[cfg(test)]
pub(crate) fn texts() -> [(&'static str, String); 6] {
    [
        ("shifts", shifts::SHIFTS_ON.to_owned()),
        ("occupancy", occupancy::busy_on_text()),
        ("overdue holds", holds::OVERDUE.to_owned()),
        ("one person", occupancy::busy_of_text()),
        ("versions", occupancy::VERSIONS.to_owned()),
        ("leaves", leaves::leaves_on_text()),
    ]
}
