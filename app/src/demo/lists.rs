//! A list that gets better: from a day of the year on a point more is done for everybody, and the visits before keep the list they had.

use super::Demo;
use access::Actor;
use anyhow::Result;
use housebook::{leaf, replace_page};

const FILE: &str = "services/regular.toml";
/// The new point goes before this one.
const BEFORE: &str = "[[item]]\nid = \"home.leave\"";
const POINT: &str = "[[item]]
id = \"home.bins_inside\"
room = \"home\"
text = { ru = \"Мусорные вёдра вымыты изнутри\", en = \"Rubbish bins washed inside\" }
every = \"month\"
kit = [\"dish_soap\", \"microfibre\"]

";

impl Demo {
    /// The owner publishes the list with one point more; a book of the owner's own stays as it is.
    pub(super) async fn better_list(&self, day: i64) -> Result<()> {
        self.app.stand_still(self.moment(day, 8, 0)?);
        let (owner, page) = (self.owner.unwrap_or(Actor::House), leaf(&self.app, &Actor::House, FILE).await?);
        if page.text.contains(BEFORE) && !page.text.contains("home.bins_inside") {
            let text = page.text.replacen(BEFORE, &format!("{POINT}{BEFORE}"), 1);
            let pin = replace_page(&self.app, &owner, FILE, page.edition.version, &text).await?.into_inner();
            self.you_said_we_changed(day, &pin.file, pin.version).await?;
        }
        Ok(())
    }
}
