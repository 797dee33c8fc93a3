//! `cargo xtask db up`: a private `PostgreSQL` until Ctrl-C.
use anyhow::{Result, bail};
use clap::Subcommand;
use std::time::Duration;

use crate::postgres::Postgres;
use crate::shell::say;

#[derive(Subcommand)]
pub enum Db {
    /// Starts one, prints its URL and stays until Ctrl-C; the data goes with it.
    Up,
}

impl Db {
    pub fn run(&self) -> Result<()> {
        let Self::Up = self;
        let server = Postgres::start()?;
        say(server.url());
        say(format!("for tests: BUTLER_TEST_POSTGRES={} · Ctrl-C stops it and removes its data", server.url()));
        while server.lives() {
            std::thread::sleep(Duration::from_secs(1));
        }
        bail!("PostgreSQL ended by itself")
    }
}
