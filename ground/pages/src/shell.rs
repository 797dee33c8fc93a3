//! The shells: site, portal (a letter), phone, desk, and the one of whoever works for the house beside its own people.

use crate::assets::asset;
use crate::text::T;
use access::Act;

/// Which shell a page stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shell {
    /// The public site.
    Site,
    /// The portal of a client: reads as a letter.
    Letter,
    /// The cleaner's phone.
    Phone,
    /// The desk.
    Desk,
    /// Whoever works for the house beside its own people, behind a link of their own: nothing is offered to them.
    Partner,
}

/// A place in the desk's rail.
#[derive(Debug, Clone, Copy)]
pub struct NavItem {
    /// Sorts the rail.
    pub order: u8,
    /// Where it leads.
    pub href: &'static str,
    /// The key of its text.
    pub label: &'static str,
    /// The letter after `g`.
    pub key: char,
    /// Shown to those who may do this; `None`: to all at the desk.
    pub act: Option<Act>,
    /// The key of what its search is called; `None`: nothing is looked for there.
    pub find: Option<&'static str>,
}

impl NavItem {
    /// What stands together in the rail: what waits today (below 20), who and what for (below 50), how the house runs.
    pub(crate) const fn group(&self) -> u8 {
        match self.order {
            ..20 => 0,
            20..50 => 1,
            _ => 2,
        }
    }
}

/// The desk's rail, from all rooms.
#[derive(Debug, Clone, Default)]
pub struct Nav(pub Vec<NavItem>);

/// A place as a page shows it.
#[derive(Debug, Clone)]
pub struct Place {
    /// Where it leads.
    pub href: &'static str,
    /// Its name.
    pub label: String,
    /// The letter after `g`.
    pub key: char,
    /// The reader is there.
    pub current: bool,
    /// Something else begins with it: a line stands before it.
    pub begins: bool,
    /// What its search is called, which stands over the rail; empty for most.
    pub find: String,
}

/// What every page's head and shell need.
#[derive(Clone)]
pub struct Head {
    /// The texts.
    pub t: T,
    /// The page's title.
    pub title: String,
    /// The house's name.
    pub brand: String,
    /// The city.
    pub city: String,
    /// The house's phone as shown.
    pub phone: String,
    /// The same as `tel:…`.
    pub phone_href: String,
    /// The shell's style.
    pub css: String,
    /// Scripts, all of them modules.
    pub scripts: Vec<String>,
    /// The page's path, to come back to after a change of language.
    pub path: String,
    /// Somebody is signed in.
    pub signed_in: bool,
    /// The desk's rail.
    pub rail: Vec<Place>,
    /// Who is at the desk.
    pub who: String,
    /// The role in words.
    pub role: String,
    /// The time of the house, shown where it can be moved.
    pub clock: Option<String>,
    /// A demo house: its doors stand open.
    pub demo: bool,
}

impl Head {
    /// The head of a page outside of any house, with a room's own texts: for the tests that set its pages.
    #[doc(hidden)]
    pub fn sample(t: T) -> Self {
        Self {
            t,
            title: "…".to_owned(),
            brand: "Дворецкий".to_owned(),
            city: "Санкт-Петербург".to_owned(),
            phone: "+7 812 000-00-00".to_owned(),
            phone_href: "tel:+78120000000".to_owned(),
            css: String::new(),
            scripts: Vec::new(),
            path: "/".to_owned(),
            signed_in: false,
            rail: Vec::new(),
            who: String::new(),
            role: String::new(),
            clock: None,
            demo: false,
        }
    }
    /// The address of a source of the UI.
    pub fn asset(&self, source: &str) -> String {
        asset(source)
    }
    /// The page's own path, where it is shown again after a form that has one.
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.path = path.into();
        self
    }
    /// Adds a script of the UI, `src/site.ts`.
    pub fn script(mut self, source: &str) -> Self {
        self.scripts.push(asset(source));
        self
    }
}

impl Shell {
    pub(crate) fn css(self) -> String {
        asset(match self {
            Self::Site | Self::Partner => "src/site.css",
            Self::Letter => "src/letter.css",
            Self::Phone => "src/phone.css",
            Self::Desk => "src/desk.css",
        })
    }
    pub(crate) fn scripts(self) -> Vec<String> {
        match self {
            Self::Site | Self::Letter | Self::Partner => Vec::new(),
            Self::Phone => vec![asset("src/phone.ts")],
            Self::Desk => vec![asset("src/desk.ts")],
        }
    }
}
