//! The program `butler`: its command line.

use anyhow::{Context as _, Result, anyhow, bail};
use butler::config::{Common, OpenWith, SealWith};
use butler::keep::{self, Words};
use butler::{NewLogin, add_login, demo, doctor, folder, house, reset_link, serve};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::io::{self, IsTerminal as _, Read as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use tracing_subscriber::EnvFilter;
use values::Instant;

/// A request makes and drops thousands of small texts.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The system that a home-service and concierge house runs on.
#[derive(Parser)]
#[command(name = "butler", version)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Opens the house and serves it.
    Serve,
    /// Fills an empty folder with a believable house, or tells the digest of a house.
    Demo(Demo),
    /// Brings the database up to date.
    Migrate,
    /// Proves over all stored data what the house promises of it; ends with 1 where something is wrong.
    Doctor,
    /// Copies the house into a sealed file, while it is served and written to.
    Backup {
        /// The copy; a name that is free.
        file: PathBuf,
        #[command(flatten)]
        with: SealWith,
    },
    /// Puts the house of a copy into an empty folder, or an empty PostgreSQL; a copy that is not whole is refused before anything is written.
    Restore {
        /// The copy.
        file: PathBuf,
        #[command(flatten)]
        with: OpenWith,
    },
    /// Writes the whole house into an empty folder, for whoever leaves with everything. NOTHING IN IT IS SEALED: names, phones, addresses,
    /// door codes, complaints and photos lie there for everybody who opens the folder, and so do the house's keys.
    Export {
        /// The folder; it must be empty.
        out: PathBuf,
    },
    /// Makes a house of an exported folder, in an empty folder or an empty PostgreSQL, under a new master key.
    Import {
        /// The exported folder.
        from: PathBuf,
    },
    /// The master key, and keys of copies.
    Key {
        #[command(subcommand)]
        command: KeyCommand,
    },
    /// The house book.
    House {
        #[command(subcommand)]
        command: HouseCommand,
    },
    /// Staff with a door of their own.
    User {
        #[command(subcommand)]
        command: UserCommand,
    },
}

#[derive(Args)]
struct Demo {
    /// The same seed and time give the same house.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The present moment of the demo house, RFC 3339.
    #[arg(long, required_unless_present = "digest")]
    at: Option<Instant>,
    /// Days of work before the present one.
    #[arg(long, default_value_t = demo::Size::YEAR.days)]
    days: u16,
    /// Clients of the house.
    #[arg(long, default_value_t = demo::Size::YEAR.clients)]
    clients: u16,
    /// Prints a digest of all content instead, on the last line.
    #[arg(long)]
    digest: bool,
}

#[derive(Subcommand)]
enum HouseCommand {
    /// Checks the book and says what to write instead.
    Check {
        /// The folder; without it, the one in use or the book that comes with the program.
        folder: Option<PathBuf>,
    },
    /// Writes the book as the house works by it, with all that was edited at the desk, into a folder; a faulty one too.
    Write {
        /// The folder.
        folder: PathBuf,
    },
    /// Publishes what was mended in a folder of `house write`, all of it or nothing, and says what became of each page.
    Publish {
        /// The folder.
        folder: PathBuf,
    },
}

#[derive(Subcommand)]
enum KeyCommand {
    /// Makes a new master key and wraps all others under it; the old one stays beside it. Running processes must be started anew.
    Rotate,
    /// Makes a pair of keys for copies: the private half into a file that is kept apart from the house, the public half for `backup --recipient`.
    Pair {
        /// Where the private half is written.
        file: PathBuf,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum Role {
    Cleaner,
    Manager,
    Owner,
}

#[derive(Subcommand)]
enum UserCommand {
    /// Gives somebody a link for a new password; the old one and all sessions end when it is used.
    Reset {
        /// What is typed at the door.
        login: String,
    },
    /// Adds somebody; the password is read from standard input.
    Add {
        /// What is typed at the door.
        login: String,
        /// Given name.
        #[arg(long)]
        first: String,
        /// Patronymic.
        #[arg(long)]
        patronymic: Option<String>,
        /// Family name.
        #[arg(long)]
        last: String,
        /// As what.
        #[arg(long, value_enum)]
        role: Role,
    },
}

fn main() -> ExitCode {
    let outcome = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("no runtime").and_then(|rt| rt.block_on(run()));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _told = writeln!(io::stderr(), "butler: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<()> {
    let cli = Cli::parse();
    let settings = cli.common.with_file()?;
    settings.check()?;
    let filter = EnvFilter::try_new(settings.log.as_deref().unwrap_or("info")).context("--log")?;
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).init();
    match cli.command {
        Command::Serve => serve(&settings).await,
        Command::Demo(Demo { digest: true, .. }) => {
            let app = house::open(&settings, None).await?;
            let (digest, tables) = db::digest(&app).await?;
            for of in tables {
                say(&format!("{:<20} {:>6} {}", of.table, of.rows, of.sha256))?;
            }
            say(&digest)
        }
        Command::Demo(Demo { seed, at: Some(at), days, clients, .. }) => {
            let size = demo::Size { days, clients };
            say(&demo::fill(&settings, seed, at, size, tell_progress).await?)
        }
        Command::Demo(Demo { at: None, .. }) => bail!("--at says the present moment of the demo house"),
        Command::Migrate => {
            house::open(&settings, None).await?;
            say("the database is up to date")
        }
        Command::Doctor => {
            let app = house::open(&settings, None).await?;
            let diagnosis = doctor::examine(&app).await?;
            say(diagnosis.said.trim_end())?;
            anyhow::ensure!(diagnosis.faults == 0, "{} found", diagnosis.faults);
            Ok(())
        }
        Command::Backup { file, with } => kept(&settings, "keep-copied", |told| async { keep::backup(&settings, &file, &with, told).await }).await,
        Command::Restore { file, with } => kept(&settings, "keep-put-back", |told| async { keep::restore(&settings, &file, &with, told).await }).await,
        Command::Export { out } => kept(&settings, "keep-left", |told| async { keep::export(&settings, &out, told).await }).await,
        Command::Import { from } => kept(&settings, "keep-taken-in", |told| async { keep::import(&settings, &from, told).await }).await,
        Command::Key { command: KeyCommand::Pair { file } } => {
            let words = Words::new(settings.lang())?;
            let public = keep::make_pair(&file).map_err(|refusal| anyhow!(words.refusal(&refusal)))?;
            say(&words.pair(&file, &public))
        }
        Command::Key { command: KeyCommand::Rotate } => {
            let app = house::open(&settings, None).await?;
            let rotated = db::rotate_master_key(&app, &house::database(&settings, None)).await?;
            say(&format!("master key {} → {}, {} keys wrapped anew; start the house's processes anew", rotated.old, rotated.new, rotated.keys))
        }
        Command::House { command: HouseCommand::Check { folder } } => say(&folder::check(&settings, folder)?),
        Command::House { command: HouseCommand::Write { folder } } => say(&folder::write(&settings, &folder).await?),
        Command::House { command: HouseCommand::Publish { folder } } => say(&folder::publish(&settings, &folder).await?),
        Command::User { command: UserCommand::Reset { login } } => {
            let app = house::open(&settings, None).await?;
            say(&reset_link(&app, &settings, &login).await?)
        }
        Command::User { command: UserCommand::Add { login, first, patronymic, last, role } } => {
            let mut password = String::new();
            io::stdin().take(1024).read_to_string(&mut password)?;
            let role = match role {
                Role::Cleaner => access::Role::Cleaner,
                Role::Manager => access::Role::Manager,
                Role::Owner => access::Role::Owner,
            };
            let app = house::open(&settings, None).await?;
            let id = add_login(&app, &NewLogin { login, first, patronymic, last, role }, password.trim_end_matches(['\r', '\n'])).await?;
            say(&format!("added, {id}"))
        }
    }
}

/// Copies or puts back, tells how far it is, and says what came of it.
async fn kept<F, Fut>(settings: &Common, done: &str, run: F) -> Result<()>
where
    F: FnOnce(Told) -> Fut,
    Fut: Future<Output = Result<keep::Report, keep::Refusal>>,
{
    let words = Arc::new(Words::new(settings.lang())?);
    let teller = Arc::clone(&words);
    let outcome = run(Box::new(move |progress| tell(&teller, progress))).await;
    say(&words.report(done, &outcome.map_err(|refusal| anyhow!(words.refusal(&refusal)))?))
}

type Told = Box<dyn Fn(keep::Progress) + Send + Sync>;

/// A line that is written over on a terminal; elsewhere the last of each part alone.
fn tell(words: &Words, progress: keep::Progress) {
    let is_last = progress.done == progress.all;
    if io::stderr().is_terminal() {
        let end = if is_last { "\n" } else { "" };
        if is_last || progress.done.is_multiple_of(16) {
            let _told = write!(io::stderr(), "\r{}   {end}", words.progress(progress));
        }
    } else if is_last {
        let _told = writeln!(io::stderr(), "{}", words.progress(progress));
    }
}

/// How far it is, on one line that is written over.
fn tell_progress(progress: demo::Progress) {
    let demo::Progress { done, all } = progress;
    if done == all || done % 5 == 0 {
        let left = all - done;
        let end = if left == 0 { "\n" } else { "" };
        let _told = write!(io::stderr(), "\r{:>3} % written, {left} days left   {end}", done * 100 / all.max(1));
    }
}

fn say(line: &str) -> Result<()> {
    Ok(writeln!(io::stdout(), "{line}")?)
}
