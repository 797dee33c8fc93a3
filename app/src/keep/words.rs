//! What keeping and putting back say to the owner, in the owner's language.

use super::{Part, Progress, Refusal, Report};
use messaging::texts::{BadText, Texts, Value};
use std::path::Path;
use values::Lang;

/// The texts in one language.
pub struct Words {
    lang: Lang,
    texts: Texts,
}

impl Words {
    /// In this language.
    pub fn new(lang: Lang) -> Result<Self, BadText> {
        let mut texts = Texts::default();
        texts.add(Lang::Ru, "butler/ru.ftl", include_str!("../../ru.ftl"))?;
        texts.add(Lang::En, "butler/en.ftl", include_str!("../../en.ftl"))?;
        Ok(Self { lang, texts })
    }

    fn say(&self, key: &str, vars: &[(&str, Value<'_>)]) -> String {
        self.texts.say(self.lang, key, vars)
    }

    /// Why nothing was done, and what to do instead.
    pub fn refusal(&self, refusal: &Refusal) -> String {
        let place = |key: &str, place: &Path| self.say(key, &[("place", place.display().to_string().into())]);
        match refusal {
            Refusal::Exists(path) => place("keep-exists", path),
            Refusal::NotEmpty(path) => place("keep-not-empty", path),
            Refusal::DatabaseNotEmpty => self.say("keep-database-not-empty", &[]),
            Refusal::NotACopy(path) => place("keep-not-a-copy", path),
            Refusal::WrongKey(path) => place("keep-wrong-key", path),
            Refusal::Broken { file, what } => self.say("keep-broken", &[("file", file.as_str().into()), ("what", what.as_str().into())]),
            Refusal::Bent { file, line, what } => {
                let line = line.to_string();
                self.say("keep-bent", &[("file", file.as_str().into()), ("line", line.into()), ("what", what.as_str().into())])
            }
            Refusal::Newer(step) => self.say("keep-newer", &[("step", step.as_str().into())]),
            Refusal::Older => self.say("keep-older", &[]),
            Refusal::NoKey => self.say("keep-no-key", &[]),
            Refusal::ShortPassphrase => self.say("keep-short-passphrase", &[]),
            Refusal::BadRecipient => self.say("keep-bad-recipient", &[]),
            Refusal::Disk { place, error } => self.say("keep-disk", &[("place", place.display().to_string().into()), ("what", error.to_string().into())]),
            Refusal::Other(what) => self.say("keep-failed", &[("what", what.as_str().into())]),
        }
    }

    /// What came of it.
    pub fn report(&self, key: &str, report: &Report) -> String {
        let number = |n: u64| Value::from(n.to_string());
        let vars = [
            ("place", Value::from(report.place.display().to_string())),
            ("tables", number(report.tables)),
            ("rows", number(report.rows)),
            ("files", number(report.files)),
        ];
        let said = self.say(key, &vars);
        if report.lost == 0 { said } else { format!("{said}\n{}", self.say("keep-lost", &[("lost", number(report.lost))])) }
    }

    /// How far it is.
    pub fn progress(&self, progress: Progress) -> String {
        let key = match progress.part {
            Part::Tables => "keep-telling-tables",
            Part::Files => "keep-telling-files",
            Part::Checked => "keep-telling-checked",
            Part::PutIn => "keep-telling-put-in",
        };
        self.say(key, &[("done", progress.done.to_string().into()), ("all", progress.all.to_string().into())])
    }

    /// The pair of keys that was made.
    pub fn pair(&self, file: &Path, public: &str) -> String {
        self.say("keep-pair", &[("place", file.display().to_string().into()), ("public", public.into())])
    }
}
