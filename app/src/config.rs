//! Settings: flags, then `BUTLER_…` variables, then a file, then defaults. The README's table lists them all.

use age::secrecy::SecretString;
use anyhow::{Context as _, ensure};
use axum::http::Uri;
use clap::Args;
use figment::Figment;
use figment::providers::{Format as _, Serialized, Toml};
use ipnet::IpNet;
use messaging::ChannelSettings;
use serde::{Deserialize, Serialize};
use std::io;
use std::path::{Path, PathBuf};
use values::{Instant, Lang};

/// What every command needs: where the house is.
#[derive(Debug, Clone, Default, Args, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Common {
    /// A TOML file with the same names as the flags, `_` for `-`.
    #[arg(long, env = "BUTLER_CONFIG", global = true)]
    #[serde(skip)]
    pub config: Option<PathBuf>,
    /// The house's folder: database, master key.
    #[arg(long, env = "BUTLER_DATA", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<PathBuf>,
    /// `postgres://…` instead of SQLite in the folder.
    #[arg(long, env = "BUTLER_DATABASE", global = true, hide_env_values = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub database: Option<String>,
    /// The file with the master key; without it, `master.key` in the folder.
    #[arg(long, env = "BUTLER_MASTER_KEY", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub master_key: Option<PathBuf>,
    /// The folder of the house book; without it, the book that comes with the program.
    #[arg(long, env = "BUTLER_HOUSE", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub house: Option<PathBuf>,
    /// Where the house is reached from outside, for links in messages; https makes cookies Secure.
    #[arg(long, env = "BUTLER_PUBLIC_URL", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_url: Option<String>,
    /// A proxy whose word is taken for the client's address, `10.0.0.0/8`; as often as needed.
    #[arg(long, env = "BUTLER_TRUSTED_PROXY", global = true, value_delimiter = ',')]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub trusted_proxy: Vec<IpNet>,
    /// A network of the firm's own, `10.7.0.0/16`, from which clients' calendars may be read as from the internet; as often as needed.
    #[arg(long, env = "BUTLER_CALENDAR_NETWORK", global = true, value_delimiter = ',')]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub calendar_network: Vec<IpNet>,
    /// Opens `/metrics` to whoever brings it as a bearer; without it, only this machine may ask.
    #[arg(long, env = "BUTLER_METRICS_TOKEN", global = true, hide_env_values = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metrics_token: Option<String>,
    /// The server for outgoing mail, `smtp://host:25`, `smtps://user:password@host`.
    #[arg(long, env = "BUTLER_SMTP_URL", global = true, hide_env_values = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub smtp_url: Option<String>,
    /// The sender of mail, `Дворецкий <dom@example.org>`.
    #[arg(long, env = "BUTLER_SMTP_FROM", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub smtp_from: Option<String>,
    /// The mailbox in which answers come, `imaps://user:password@host/INBOX`; letters then name an address of their own to be answered at.
    #[arg(long, env = "BUTLER_IMAP_URL", global = true, hide_env_values = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub imap_url: Option<String>,
    /// The channels by which clients are written to: tables of the file alone, `[channels.telegram]` and so on.
    #[arg(skip)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channels: Option<ChannelSettings>,
    /// The lines by which clients call: tables of the file alone, `[telephony.plain]` and so on.
    #[arg(skip)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub telephony: Option<calls::TelephonySettings>,
    /// Where the house listens.
    #[arg(long, env = "BUTLER_LISTEN", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listen: Option<String>,
    /// Sets the clock of a demo house, RFC 3339.
    #[arg(long, env = "BUTLER_CLOCK", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock: Option<Instant>,
    /// The language in which the program speaks of the house book and of copies, `ru` or `en`; without it, Russian.
    #[arg(long, env = "BUTLER_LANG", global = true, value_parser = lang)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<Lang>,
    /// What is logged, as in `info,butler=debug`.
    #[arg(long, env = "BUTLER_LOG", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log: Option<String>,
}

/// With what a copy is sealed. The words themselves never stand on a command line, where everybody on the machine reads them.
#[derive(Debug, Clone, Default, Args)]
pub struct SealWith {
    /// A file whose first line is the passphrase, at least 12 characters; or the passphrase itself in `BUTLER_PASSPHRASE`.
    #[arg(long, env = "BUTLER_PASSPHRASE_FILE", conflicts_with = "recipient")]
    pub passphrase_file: Option<PathBuf>,
    /// The public half of `butler key pair`, `age1…`: the machine that makes copies cannot open them.
    #[arg(long, env = "BUTLER_RECIPIENT")]
    pub recipient: Option<String>,
}

/// With what a copy is opened.
#[derive(Debug, Clone, Default, Args)]
pub struct OpenWith {
    /// A file whose first line is the passphrase; or the passphrase itself in `BUTLER_PASSPHRASE`.
    #[arg(long, env = "BUTLER_PASSPHRASE_FILE", conflicts_with = "key_file")]
    pub passphrase_file: Option<PathBuf>,
    /// The file that `butler key pair` wrote.
    #[arg(long, env = "BUTLER_KEY_FILE")]
    pub key_file: Option<PathBuf>,
}

/// The passphrase of a file, or of the environment; `None` where there is neither.
pub fn passphrase(file: Option<&Path>) -> io::Result<Option<SecretString>> {
    #[expect(clippy::disallowed_methods, reason = "a setting that must not be a flag")]
    let from_environment = || std::env::var("BUTLER_PASSPHRASE").unwrap_or_default();
    let first_line = |file| std::fs::read_to_string(file).map(|text| text.lines().next().unwrap_or_default().to_owned());
    let text = file.map_or_else(|| Ok(from_environment()), first_line)?;
    Ok(if text.is_empty() { None } else { Some(SecretString::from(text)) })
}

fn lang(tag: &str) -> Result<Lang, &'static str> {
    Lang::parse(tag).ok_or("the house speaks ru and en")
}

impl Common {
    /// The language of what is told of the house book and of copies.
    pub fn lang(&self) -> Lang {
        self.lang.unwrap_or_default()
    }

    /// The settings with those of the file under them.
    pub fn with_file(self) -> anyhow::Result<Self> {
        let Some(path) = self.config.clone() else {
            return Ok(self);
        };
        anyhow::ensure!(path.exists(), "{}: there is no such file", path.display());
        Ok(Figment::new().merge(Toml::file(path)).merge(Serialized::defaults(self)).extract()?)
    }

    /// The house's folder.
    pub fn data(&self) -> PathBuf {
        self.data.clone().unwrap_or_else(|| PathBuf::from("house-data/main"))
    }

    /// Where the house listens.
    pub fn listen(&self) -> &str {
        self.listen.as_deref().unwrap_or("127.0.0.1:8080")
    }

    /// What is wrong with the settings, said before anything is opened.
    pub fn check(&self) -> anyhow::Result<()> {
        let Some(url) = &self.public_url else {
            return Ok(());
        };
        let says = || format!("--public-url {url}: write `https://` and the name of the house, like https://dom.example.org");
        let parsed: Uri = url.parse().with_context(says)?;
        let host = parsed.host().unwrap_or_default();
        ensure!(matches!(parsed.scheme_str(), Some("http" | "https")) && !host.is_empty(), says());
        let bare = parsed.path().trim_end_matches('/').is_empty() && parsed.query().is_none();
        ensure!(bare && !url.contains(['#', '@']), "--public-url {url}: the house lives at the root of its name; leave out all that follows it");
        Ok(())
    }

    /// Where the house is reached, without a slash at the end.
    pub fn public_url(&self) -> String {
        let url = self.public_url.clone().unwrap_or_else(|| format!("http://{}", self.listen()));
        url.trim_end_matches('/').to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_has_the_last_word_over_the_file() {
        let file = tempfile::NamedTempFile::with_suffix(".toml").unwrap();
        std::fs::write(file.path(), "listen = \"0.0.0.0:1\"\npublic_url = \"https://house.example/\"\n").unwrap();
        let flags = Common { config: Some(file.path().to_owned()), listen: Some("127.0.0.1:2".to_owned()), ..Common::default() };
        let settings = flags.with_file().unwrap();
        assert_eq!((settings.listen(), settings.public_url().as_str()), ("127.0.0.1:2", "https://house.example"));
    }

    #[test]
    fn a_public_url_that_leads_nowhere_is_said_at_once() {
        let check = |url: &str| Common { public_url: Some(url.to_owned()), ..Common::default() }.check();
        assert!(["https://dom.example.org", "http://127.0.0.1:8080/", "https://dom.example.org:8443"].into_iter().all(|url| check(url).is_ok()));
        for url in [
            "dom.example.org",
            "ftp://dom.example.org",
            "https://",
            "https://dom.example.org/house",
            "https://a@b",
            "https://dom.example.org/?x=1",
            "https://дом рф",
        ] {
            assert!(check(url).is_err(), "{url}");
        }
    }

    #[test]
    fn a_channel_is_a_table_and_one_line_switches_it_off() {
        let file = tempfile::NamedTempFile::with_suffix(".toml").unwrap();
        let bot = "token = \"1:a\"\nbot = \"dom_bot\"\nwebhook_secret = \"s\"\n";
        std::fs::write(file.path(), format!("[channels.telegram]\n{bot}[channels.max]\nenabled = false\n{bot}[channels.email]\nenabled = false\n")).unwrap();
        let settings = Common { config: Some(file.path().to_owned()), ..Common::default() }.with_file().unwrap().channels.unwrap();
        let channels = messaging::Channels::new(&settings, None).unwrap();
        let has = messaging::Channel::CHOICE.map(|channel| channels.has(channel));
        assert_eq!(has, [true, false, false, false, true], "telegram and the page of messages");
        assert_eq!(channels.join_link(messaging::Channel::Telegram, "t").unwrap(), "https://t.me/dom_bot?start=t");
        assert!(channels.join_link(messaging::Channel::Max, "t").is_none());
        assert!(!format!("{settings:?}").contains("1:a"), "a token is never shown");
    }

    #[test]
    fn an_unknown_name_in_the_file_is_refused() {
        let file = tempfile::NamedTempFile::with_suffix(".toml").unwrap();
        std::fs::write(file.path(), "listne = \"0.0.0.0:1\"\n").unwrap();
        let flags = Common { config: Some(file.path().to_owned()), ..Common::default() };
        assert!(flags.with_file().unwrap_err().to_string().contains("listne"));
    }
}
