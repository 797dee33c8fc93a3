//! Houses to measure: written once and kept, copied before each load, served by the program itself.

use crate::load::Line;
use crate::{Figures, Limit, say};
use anyhow::{Context as _, Result, ensure};
use bytes::Bytes;
use http_body_util::Full;
use hyper::{Request, header};
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;
use tokio::time::Instant;

/// The present moment of every house that is measured.
pub(crate) const NOW: &str = "2026-03-03T14:40:00+03:00";

pub(crate) struct Houses {
    pub butler: PathBuf,
    pub folder: PathBuf,
}

/// Lies in a folder whose house is whole.
const WHOLE: &str = "whole";

impl Houses {
    pub(crate) fn write_demo(&self, data: &Path, database: Option<&str>) -> Result<Duration> {
        let begun = Instant::now();
        let mut demo = Command::new(&self.butler);
        demo.args(["demo", "--seed", "1", "--at", NOW, "--log", "warn", "--data"]).arg(data).stdout(Stdio::null()).stderr(Stdio::null());
        if let Some(database) = database {
            demo.args(["--database", database]);
        }
        ensure!(demo.status()?.success(), "the demo year could not be written");
        Ok(begun.elapsed())
    }

    /// How long a demo year takes; the one on SQLite is kept.
    pub(crate) fn time_demo(&self, figures: &mut Figures, postgres: Option<&str>) -> Result<()> {
        let data = self.folder.join("demo");
        if data.exists() {
            fs::remove_dir_all(&data)?;
        }
        let took = self.write_demo(&data, None)?;
        fs::write(data.join(WHOLE), "")?;
        figures.tell("demo year, SQLite", "s", took.as_secs_f64(), Limit::AtMost(30.0), "14 staff, 300 clients, a year day by day");
        if let Some(database) = postgres {
            let aside = tempfile::tempdir()?;
            let took = self.write_demo(aside.path(), Some(database))?;
            figures.tell("demo year, PostgreSQL", "s", took.as_secs_f64(), Limit::AtMost(30.0), "");
        }
        Ok(())
    }

    /// A house of this name, written by `write` when it is not there yet.
    pub(crate) async fn kept(&self, name: &str, write: impl AsyncFnOnce(&Path) -> Result<()>) -> Result<PathBuf> {
        let data = self.folder.join(name);
        if !data.join(WHOLE).exists() {
            if data.exists() {
                fs::remove_dir_all(&data)?;
            }
            fs::create_dir_all(&data)?;
            say(&format!("writing the house {}…", data.display()));
            write(&data).await?;
            fs::write(data.join(WHOLE), "")?;
        }
        Ok(data)
    }

    /// The demo house, a year of it.
    pub(crate) async fn demo(&self) -> Result<PathBuf> {
        self.kept("demo", async |data: &Path| self.write_demo(data, None).map(drop)).await
    }

    /// A copy to change.
    pub(crate) fn copy(&self, of: &Path) -> Result<TempDir> {
        let copy = tempfile::Builder::new().prefix("bench-").tempdir_in(&self.folder)?;
        let status = Command::new("cp").arg("-a").arg(of.join(".")).arg(copy.path()).status()?;
        ensure!(status.success(), "no copy of {}", of.display());
        Ok(copy)
    }

    /// Serves a house from `at` on, and waits until it answers.
    pub(crate) async fn serve(&self, data: &Path, at: &str) -> Result<Served> {
        self.serve_on(data, at, None).await
    }

    /// The same on either database.
    pub(crate) async fn serve_on(&self, data: &Path, at: &str, database: Option<&str>) -> Result<Served> {
        self.serve_with(data, at, database, None).await
    }

    /// The same, with a mailbox that it follows.
    pub(crate) async fn serve_with(&self, data: &Path, at: &str, database: Option<&str>, mailbox: Option<&str>) -> Result<Served> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let host = format!("127.0.0.1:{port}");
        let begun = Instant::now();
        let mut serve = Command::new(&self.butler);
        serve.arg("serve").arg("--data").arg(data).args(["--listen", &host, "--clock", at, "--log", "warn"]);
        serve.args(database.map(|database| ["--database", database]).into_iter().flatten());
        serve.args(mailbox.map(|mailbox| ["--imap-url", mailbox]).into_iter().flatten());
        let mut served = Served { process: serve.stdout(Stdio::null()).spawn()?, host, opened: Duration::ZERO };
        loop {
            if let Ok(mut line) = Line::open(&served.host).await
                && let Ok((status, _)) = line.ask(&crate::load::Ask::get("/readyz", "")).await
                && status.is_success()
            {
                served.opened = begun.elapsed();
                return Ok(served);
            }
            ensure!(begun.elapsed() < Duration::from_mins(1), "the house does not open");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}

/// A house that is open; dropped, it is closed.
pub(crate) struct Served {
    process: Child,
    pub host: String,
    /// From the start of the program to its first answer.
    pub opened: Duration,
}

impl Served {
    /// Its resident memory, in megabytes.
    pub(crate) fn resident_mb(&self) -> Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        let kilobytes: u32 = line.trim().trim_end_matches("kB").trim().parse()?;
        Ok(f64::from(kilobytes) / 1000.0)
    }

    /// The `Cookie` line of somebody with a door on `/demo`.
    pub(crate) async fn enter(&self, role: &str) -> Result<String> {
        let mut line = Line::open(&self.host).await?;
        let request = Request::post("/demo/enter").header(header::HOST, &self.host).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let (status, headers, _) = line.send(request.body(Full::from(Bytes::from(format!("role={role}"))))?).await?;
        let cookie = headers.get(header::SET_COOKIE).and_then(|value| value.to_str().ok()).and_then(|cookie| cookie.split(';').next());
        Ok(cookie.with_context(|| format!("no door for {role}: {status}"))?.to_owned())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _gone = self.process.kill();
        let _waited = self.process.wait();
    }
}
