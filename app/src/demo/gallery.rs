//! The pictures of the demo house: drawn in vectors, rastered when they are needed.
//!
//! `app/pictures/interiors/` has a room a file, with everything that is there only before a visit in `<g class="before">`,
//! only after it in `<g class="after">`; `parts.svg` has what several rooms share, `palettes/` the colours of a home, and
//! `portraits/` the people of the house, by login.

use anyhow::{Context as _, Result};
use pictures::{Limits, Photo};
use rust_embed::RustEmbed;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Pixels across an interior.
const WIDTH: u32 = 800;
/// Pixels across a portrait.
const FACE: u32 = 480;

#[derive(RustEmbed)]
#[folder = "pictures/"]
struct Drawings;

/// When a room is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shown {
    /// As the crew found it.
    Before,
    /// As they left it.
    After,
}

/// The colours of a home.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Palette {
    Ivory,
    Neva,
    Sage,
    Rose,
}

impl Palette {
    /// Each room is drawn in two of the four: a home of the other two has it in the nearer one.
    fn of(self, room: &str) -> Self {
        match (self, room.len().is_multiple_of(2)) {
            (Self::Ivory | Self::Rose, true) => Self::Ivory,
            (Self::Neva | Self::Sage, true) => Self::Neva,
            (Self::Ivory | Self::Rose, false) => Self::Rose,
            (Self::Neva | Self::Sage, false) => Self::Sage,
        }
    }

    const fn file(self) -> &'static str {
        match self {
            Self::Ivory => "palettes/ivory.css",
            Self::Neva => "palettes/neva.css",
            Self::Sage => "palettes/sage.css",
            Self::Rose => "palettes/rose.css",
        }
    }
}

/// A room in its colours at its time.
type Scene = (&'static str, Palette, Shown);

/// Draws each picture once.
#[derive(Default)]
pub(super) struct Gallery {
    drawn: Mutex<BTreeMap<Scene, Arc<Photo>>>,
}

impl Gallery {
    /// Draws every room in all of its colours, for somebody who waits beside. What was asked for meanwhile is drawn already.
    pub(super) fn draw_all(&self, rooms: &[&'static str]) -> Result<()> {
        for room in rooms {
            for palette in [Palette::Ivory, Palette::Neva] {
                self.photo(room, palette, Shown::Before)?;
                self.photo(room, palette, Shown::After)?;
            }
        }
        Ok(())
    }

    /// A room as a photo.
    pub(super) fn photo(&self, room: &'static str, palette: Palette, shown: Shown) -> Result<Arc<Photo>> {
        let palette = palette.of(room);
        let key = (room, palette, shown);
        let known = self.drawn.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let drawn = pictures::draw(&scene(room, palette, shown)?, WIDTH).with_context(|| format!("the picture {room}"))?;
        let made = Arc::new(pictures::photo(&drawn, &Limits::default()).with_context(|| format!("the picture {room}"))?);
        self.drawn.lock().unwrap_or_else(PoisonError::into_inner).insert(key, made.clone());
        Ok(made)
    }
}

/// Somebody of the house, by login: a drawing as a PNG; `None` of whom nobody has drawn.
pub(super) fn portrait(login: &str) -> Option<Result<Vec<u8>>> {
    let svg = drawing(&format!("portraits/{login}.svg"))?;
    Some(pictures::draw(&svg, FACE).with_context(|| format!("the portrait {login}")))
}

fn drawing(path: &str) -> Option<String> {
    Drawings::get(path).and_then(|file| String::from_utf8(file.data.into_owned()).ok())
}

fn scene(room: &str, palette: Palette, shown: Shown) -> Result<String> {
    let needed = |path: &str| drawing(path).with_context(|| format!("the drawing {path} is missing"));
    let (room, parts, colours) = (needed(&format!("interiors/{room}.svg"))?, needed("parts.svg")?, needed(palette.file())?);
    let hidden = match shown {
        Shown::Before => ".after{display:none}",
        Shown::After => ".before{display:none}",
    };
    // Without the outermost element, which makes a file of them.
    let (_, parts) = parts.split_once('\n').context("the shared parts")?;
    let (parts, _) = parts.trim_end().rsplit_once('\n').context("the shared parts")?;
    Ok(room.replacen("<!-- parts -->", &format!("<style>{colours}{hidden}</style>{parts}"), 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names of the drawings in a folder.
    fn names(folder: &str) -> Vec<String> {
        let files = Drawings::iter().map(|path| path.to_string());
        files.filter_map(|path| Some(path.strip_prefix(folder)?.strip_suffix(".svg")?.to_owned())).collect()
    }

    #[test]
    fn every_room_can_be_shown_before_and_after() {
        let rooms = names("interiors/");
        assert!(rooms.len() >= 20);
        for room in &rooms {
            let [before, after] = [Shown::Before, Shown::After].map(|shown| pictures::draw(&scene(room, Palette::Neva, shown).unwrap(), 64).unwrap());
            assert_ne!(before, after, "{room} looks the same after the visit");
        }
        let colours = |palette| pictures::draw(&scene("salon", palette, Shown::After).unwrap(), 64).unwrap();
        assert_ne!(colours(Palette::Ivory), colours(Palette::Sage));
    }

    #[test]
    fn every_portrait_can_be_drawn() {
        let people = names("portraits/");
        assert!(people.len() >= 18);
        for login in people {
            let svg = drawing(&format!("portraits/{login}.svg")).unwrap();
            assert!(!pictures::draw(&svg, 64).unwrap().is_empty());
        }
    }
}
