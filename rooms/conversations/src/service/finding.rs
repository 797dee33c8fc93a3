//! Finding what was said. It lies sealed, so it is opened in steps, the newest first, and at most so much of it at once: what that costs does
//! not grow with a conversation.

use super::reading::Asked;
use super::{TalkError, of};
use crate::entry::{Entry, EntryId, Standing};
use crate::find::Sought;
use crate::store::{self, Enclosed};
use access::Actor;
use db::Read;
use households::ClientId;
use std::collections::BTreeMap;
use values::Instant;

/// Entries that are opened in a step.
const STEP: u32 = 100;
/// So many, or so many bytes of words, are looked through at once; the step that reaches it is the last.
const MOST: usize = 600;
const MOST_BYTES: usize = 200_000;
/// So many that came after it stand on the page on which an entry is shown in its place.
const AFTER: usize = 10;

/// Something that was found.
#[derive(Debug, Clone)]
pub struct FoundEntry {
    /// The entry.
    pub entry: Entry,
    /// What came along with it.
    pub enclosed: Vec<Enclosed>,
    /// A page of what is older than this shows it, with what was said next; `None`: the newest page does.
    pub place: Option<Standing>,
}

/// What was found so far.
#[derive(Debug, Clone)]
pub struct FoundSaid {
    /// The newest first.
    pub found: Vec<FoundEntry>,
    /// From where the search goes on; `None`: all was looked through.
    pub next: Option<Standing>,
    /// When the oldest that was looked at was said; `None` where there was nothing.
    pub reached: Option<Instant>,
}

/// How far a search has come.
struct Looked {
    start: Option<Standing>,
    past: Vec<Standing>,
    bytes: usize,
}

impl Looked {
    /// What stands so many entries before the one that is looked at now.
    fn place(&self) -> Option<Standing> {
        self.past.len().checked_sub(AFTER + 1).and_then(|n| self.past.get(n).copied()).or(self.start)
    }
    const fn is_enough(&self) -> bool {
        self.past.len() >= MOST || self.bytes >= MOST_BYTES
    }
}

/// The newest entries older than a place in which the words stand, or in the names of what came along.
pub async fn find_said(
    db: &impl Read,
    who: &Actor,
    client: ClientId,
    asked: Asked,
    sought: &Sought,
    before: Option<Standing>,
    limit: u32,
) -> Result<FoundSaid, TalkError> {
    who.may(asked.act(), &of(client))?;
    let mut looked = Looked { start: before, past: Vec::new(), bytes: 0 };
    let mut so_far = FoundSaid { found: Vec::new(), next: before, reached: None };
    loop {
        let mut step = store::entries(db, client, so_far.next, asked, STEP + 1).await?;
        let goes_on = step.len() > STEP as usize;
        step.truncate(STEP as usize);
        let ids: Vec<EntryId> = step.iter().map(|entry| entry.id).collect();
        let mut enclosed = store::enclosed(db, client, &ids).await?;
        let last = ids.last().copied();
        for entry in step {
            so_far.next = Some(entry.standing()).filter(|_| goes_on || Some(entry.id) != last);
            so_far.reached = Some(entry.sent_at);
            look_at(&mut so_far.found, &mut looked, sought, entry, &mut enclosed);
            if so_far.found.len() >= limit as usize {
                return Ok(so_far);
            }
        }
        if !goes_on {
            return Ok(FoundSaid { next: None, ..so_far });
        }
        if looked.is_enough() {
            return Ok(so_far);
        }
    }
}

fn look_at(found: &mut Vec<FoundEntry>, looked: &mut Looked, sought: &Sought, entry: Entry, enclosed: &mut BTreeMap<EntryId, Vec<Enclosed>>) {
    looked.past.push(entry.standing());
    looked.bytes += entry.words.len();
    let enclosed = enclosed.remove(&entry.id).unwrap_or_default();
    if sought.stands_in(enclosed.iter().map(|one| one.name.as_str()).chain([entry.words.as_str()])) {
        found.push(FoundEntry { place: looked.place(), entry, enclosed });
    }
}
