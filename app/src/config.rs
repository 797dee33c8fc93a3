//! Settings: flags, then `BUTLER_…` variables, then a file, then defaults. The README's table lists them all.

use clap::Args;
use figment::Figment;
use figment::providers::{Format as _, Serialized, Toml};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use values::Instant;

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
    /// The server for outgoing mail, `smtp://host:25`, `smtps://user:password@host`.
    #[arg(long, env = "BUTLER_SMTP_URL", global = true, hide_env_values = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub smtp_url: Option<String>,
    /// The sender of mail, `Дворецкий <dom@example.org>`.
    #[arg(long, env = "BUTLER_SMTP_FROM", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub smtp_from: Option<String>,
    /// Where the house listens.
    #[arg(long, env = "BUTLER_LISTEN", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listen: Option<String>,
    /// Sets the clock of a demo house, RFC 3339.
    #[arg(long, env = "BUTLER_CLOCK", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock: Option<Instant>,
    /// What is logged, as in `info,butler=debug`.
    #[arg(long, env = "BUTLER_LOG", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log: Option<String>,
}

impl Common {
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
    fn an_unknown_name_in_the_file_is_refused() {
        let file = tempfile::NamedTempFile::with_suffix(".toml").unwrap();
        std::fs::write(file.path(), "listne = \"0.0.0.0:1\"\n").unwrap();
        let flags = Common { config: Some(file.path().to_owned()), ..Common::default() };
        assert!(flags.with_file().unwrap_err().to_string().contains("listne"));
    }
}
