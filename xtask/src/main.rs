//! The workshop: `cargo xtask build · demo · test · bench · tidy · db · new-room · promises`.
//!
//! `cargo xtask test` is what CI runs, all of it, cheapest part first.
//!
//! **Never:** part of the product; no package of the house depends on it, and it depends on none.
mod bench;
mod build;
mod database;
mod demo;
mod moscow;
mod new_room;
mod postgres;
mod promises;
mod shell;
mod sources;
mod stamp;
mod test;
mod tidy;
mod tools;
mod ui;
mod workspace;

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::io::Write as _;
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The workshop of the house")]
struct Workshop {
    #[command(subcommand)]
    job: Job,
}

#[derive(Subcommand)]
enum Job {
    /// Builds the pages' scripts and styles when they changed, then the program.
    Build {
        /// Optimised, as an owner runs it.
        #[arg(long)]
        release: bool,
    },
    /// Fills a house with invented people and opens it on this machine.
    Demo(demo::Demo),
    /// Runs what CI runs, cheapest part first; stops at the first part that fails.
    Test(test::Test),
    /// Measures the program as an owner runs it: each figure beside its limit, and all of them in `target/bench.json`.
    Bench {
        /// The figures whose names begin like this: `quote`, `demo`, `slots`, `pages`, `start`, `memory`, `api`, `journey`, `kills`, `backup`.
        name: Option<String>,
        /// Writes the houses anew that are measured; without it they are kept from the last time.
        #[arg(long)]
        fresh: bool,
    },
    /// Checks the house rules that no compiler knows.
    Tidy {
        /// Also lists long files, functions and handlers: places to look, not verdicts.
        #[arg(long)]
        long: bool,
    },
    /// A private `PostgreSQL` for trying things.
    #[command(subcommand)]
    Db(database::Db),
    /// Writes the furniture of a new room.
    NewRoom {
        /// The name of the room: lower-case, one English noun.
        name: String,
    },
    /// Prints every promise with the room that keeps it.
    Promises,
}

fn main() -> ExitCode {
    match work(Workshop::parse().job) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The chain of causes, without the way through the workshop's own code.
            let _ = writeln!(std::io::stderr(), "\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn work(job: Job) -> Result<()> {
    match job {
        Job::Build { release } => build::program(release).map(|_| ()),
        Job::Demo(demo) => demo.run(),
        Job::Test(test) => test.run(),
        Job::Bench { name, fresh } => bench::figures(name.as_deref(), fresh),
        Job::Tidy { long } => tidy::run(long),
        Job::Db(db) => db.run(),
        Job::NewRoom { name } => new_room::run(&name),
        Job::Promises => promises::run(),
    }
}
