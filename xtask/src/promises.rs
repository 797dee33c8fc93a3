//! `cargo xtask promises`: every promise, the room that keeps it, and what holds it there.
use anyhow::Result;

use crate::shell::say;
use crate::sources::{Source, Sources};
use crate::workspace;

pub fn run() -> Result<()> {
    let sources = Sources::read(&workspace::root())?;
    for promise in of_rooms(&sources) {
        say(format!("{} · {}\n    {}\n    keeps: {}", promise.number, promise.room, promise.text, promise.keeps));
    }
    Ok(())
}

struct Promise {
    number: String,
    room: String,
    text: String,
    keeps: String,
}

/// In order of their numbers; a room without a numbered promise comes last.
fn of_rooms(sources: &Sources) -> Vec<Promise> {
    let mut promises: Vec<Promise> = sources.rust().filter_map(room).flat_map(of_room).collect();
    let number = |p: &Promise| p.number.trim_start_matches("Promise").trim().parse::<u32>().unwrap_or(u32::MAX);
    promises.sort_by(|a, b| (number(a), &a.room).cmp(&(number(b), &b.room)));
    promises
}

fn room(file: &Source) -> Option<(&str, &Source)> {
    let (room, rest) = file.path.strip_prefix("rooms/")?.split_once('/')?;
    (rest == "src/lib.rs").then_some((room, file))
}

fn of_room((room, file): (&str, &Source)) -> Vec<Promise> {
    let paragraphs = paragraphs(&file.header());
    let keeps = paragraphs.iter().find(|(heading, _)| heading == "Keeps").map(|(_, text)| text.clone()).unwrap_or_default();
    let promises = paragraphs.into_iter().filter(|(heading, _)| heading.starts_with("Promise"));
    promises.map(|(number, text)| Promise { number, room: room.to_owned(), text, keeps: keeps.clone() }).collect()
}

/// `**Heading.** text` up to the next heading or empty line, as (`Heading`, text).
fn paragraphs(header: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut open = false;
    for line in header.lines() {
        let head = line.strip_prefix("**").and_then(|rest| rest.split_once("**"));
        match (head, found.last_mut()) {
            (Some((heading, text)), _) => {
                found.push((heading.trim_end_matches(['.', ':']).to_owned(), text.trim().to_owned()));
                open = true;
            }
            (None, Some((_, text))) if open && !line.is_empty() => {
                text.push(' ');
                text.push_str(line);
            }
            _ => open = false,
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn promises_come_by_number_with_their_room() {
        let sources = Sources::of(&[
            ("rooms/visits/src/lib.rs", "//! A visit.\n//!\n//! **Promise 10.** Photos\n//! of each room.\n//! **Keeps:** a state machine.\n//!\n//! More.\n"),
            ("rooms/pricing/src/lib.rs", "//! A price.\n//! **Promise 2.** Final.\n//! **Keeps:** kopecks.\n//! **Never:** x\n"),
            ("rooms/people/src/lib.rs", "//! People.\n//! **Promise.** Cleared.\n//! **Keeps:** y\n"),
            ("rooms/people/web/src/lib.rs", "//! **Promise 1.** not a room\n"),
        ]);
        let told: Vec<String> = of_rooms(&sources).iter().map(|p| format!("{}/{}/{}/{}", p.number, p.room, p.text, p.keeps)).collect();
        assert_eq!(told, ["Promise 2/pricing/Final./kopecks.", "Promise 10/visits/Photos of each room./a state machine.", "Promise/people/Cleared./y",]);
    }
}
