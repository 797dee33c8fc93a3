//! `cargo xtask demo`: a house full of invented people, open on this machine.
use anyhow::{Context as _, Result, bail};
use clap::Args;
use std::fs;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};

use crate::shell::{command, run, say};
use crate::{build, moscow, workspace};

/// Lies in a folder that a demo filled; without it a folder is never emptied.
const MARK: &str = "made-by-xtask-demo";

#[derive(Args)]
pub struct Demo {
    /// Where the house listens.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: String,
    /// The folder of its data; a demo that an earlier run left there is replaced.
    #[arg(long, default_value = "house-data/demo")]
    data: PathBuf,
    /// Days of work before the present one; a year takes longer to write.
    #[arg(long, default_value_t = 30)]
    days: u16,
    /// Opens what an earlier run left instead of replacing it.
    #[arg(long)]
    keep: bool,
}

impl Demo {
    pub fn run(&self) -> Result<()> {
        let butler = build::program(false)?;
        let data = workspace::root().join(&self.data);
        let time = moscow::this_afternoon()?;
        if !(self.keep && data.join(MARK).exists()) {
            clear(&data)?;
            run(command(&butler).arg("demo").arg("--data").arg(&data).args(["--seed", "1", "--at", &time, "--days", &self.days.to_string()]))?;
            fs::write(data.join(MARK), &time)?;
        }
        say(format!("\nthe house opens at http://{}", self.listen));
        say(format!("a button for every role: http://{}/demo\n", self.listen));
        let mut serve = command(&butler);
        serve.arg("serve").arg("--data").arg(&data).args(["--listen", &self.listen, "--clock", &time]);
        // The house takes the place of the workshop, so that Ctrl-C is its own to handle.
        Err(serve.exec()).with_context(|| format!("cannot start {}", butler.display()))
    }
}

/// Makes room for a fresh demo. Refuses a folder that holds anything else than a demo.
fn clear(data: &Path) -> Result<()> {
    if data.join(MARK).exists() {
        fs::remove_dir_all(data)?;
    } else if data.is_dir() && fs::read_dir(data)?.next().is_some() {
        bail!("{} holds something that no demo made; name another folder with --data", data.display());
    }
    Ok(fs::create_dir_all(data)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_demo_is_ever_replaced() {
        let data = tempfile::tempdir().unwrap();
        clear(data.path()).unwrap();
        fs::write(data.path().join("house.db"), "of a real house").unwrap();
        assert!(clear(data.path()).unwrap_err().to_string().contains("no demo made"));
        assert!(data.path().join("house.db").exists());
        fs::write(data.path().join(MARK), "").unwrap();
        clear(data.path()).unwrap();
        assert!(!data.path().join("house.db").exists());
    }
}
