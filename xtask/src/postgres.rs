//! A private `PostgreSQL`: its own folder, port and socket, gone when the workshop is.
//!
//! **Never:** touches a cluster that someone else started; listens beyond this machine; is durable (a test needs speed, not its data).
use anyhow::{Context as _, Result};
use std::net::TcpListener;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::shell::read;
use crate::tools;

/// Who owns the test databases, and may make more of them and their extensions.
const ROLE: &str = "butler";
/// The empty database that the first test migrates and the others clone.
const TEMPLATE: &str = "butler_template";

/// A running server; dropping it stops it.
pub struct Postgres {
    keeper: Child,
    bin: PathBuf,
    folder: PathBuf,
    port: u16,
    as_root: bool,
}

impl Postgres {
    /// Starts one and waits until it answers.
    pub fn start() -> Result<Self> {
        let bin = tools::postgres()?;
        let as_root = tools::is_root()?;
        let folder = tempfile::Builder::new().prefix("butler-pg-").tempdir().context("no temporary folder")?.keep();
        // The keeper stands before the server does: from here on nothing is left behind, whatever happens to us.
        let keeper = keeper(&folder)?;
        let mut server = Self { keeper, bin, folder, port: 0, as_root };
        if as_root {
            read(Command::new("chown").arg("postgres:").arg(&server.folder)).context("no user `postgres` to run the server as")?;
        }
        read(server.tool("initdb").args(["-D", "data", "-U", "postgres", "-A", "trust", "-E", "UTF8"]).args(["--locale=C.UTF-8", "--no-sync"]))?;
        server.listen()?;
        server.sql(&format!("CREATE ROLE {ROLE} LOGIN SUPERUSER"))?;
        server.sql(&format!("CREATE DATABASE {TEMPLATE} OWNER {ROLE}"))?;
        Ok(server)
    }

    /// Where to connect for making and dropping databases.
    pub fn url(&self) -> String {
        format!("postgres://{ROLE}@127.0.0.1:{}/postgres", self.port)
    }

    /// Whether the server still runs.
    pub fn lives(&self) -> bool {
        self.folder.join("data/postmaster.pid").exists()
    }

    /// Takes a free port; another program may take it in between, so a second and a third are tried.
    fn listen(&mut self) -> Result<()> {
        let mut tries = 0;
        loop {
            self.port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
            let options = format!(
                "-p {} -k {} -c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off \
                 -c full_page_writes=off -c max_connections=200 -c wal_level=minimal -c max_wal_senders=0 -c max_wal_size=256MB",
                self.port,
                self.folder.display()
            );
            let started = read(self.tool("pg_ctl").args(["-D", "data", "-l", "log", "-w", "-o", &options, "start"]));
            tries += 1;
            match started {
                Ok(_) => return Ok(()),
                Err(_) if tries < 3 => {}
                Err(error) => {
                    let log = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                    return Err(error.context(format!("PostgreSQL does not start; its log:\n{log}")));
                }
            }
        }
    }

    fn sql(&self, statement: &str) -> Result<()> {
        let port = self.port.to_string();
        let mut psql = self.tool("psql");
        psql.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", &port, "-U", "postgres", "-d", "postgres"]);
        read(psql.args(["-c", statement])).map(|_| ())
    }

    /// A program of `PostgreSQL`, as the user `postgres` when we are root: it refuses to serve for root.
    fn tool(&self, name: &str) -> Command {
        let program = self.bin.join(name);
        let mut command = if self.as_root {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir(&self.folder);
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

fn keeper(folder: &Path) -> Result<Child> {
    let mut keeper = Command::new("sh");
    keeper.args(["-c", include_str!("keeper.sh"), "keeper"]).arg(folder);
    // A group of its own: Ctrl-C in the terminal is for the workshop, and the keeper cleans up after it.
    keeper.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
    keeper.spawn().context("cannot start `sh`")
}
