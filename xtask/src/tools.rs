//! Programs that tests need besides cargo: found on the machine, or installed where that is ours to do (root on Debian, as in CI).
use anyhow::{Context as _, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};

use crate::shell::{command, read, run, say};

/// The folder with `initdb` and `pg_ctl`, the newest version first.
pub fn postgres() -> Result<PathBuf> {
    find_or_install("postgresql", || {
        let newest = newest(Path::new("/usr/lib/postgresql"));
        newest.or_else(|| on_path(&["initdb"])?.parent().map(Path::to_path_buf).filter(|bin| is_complete(bin)))
    })
}

/// A mail server that is asked over IMAP.
pub fn dovecot() -> Result<PathBuf> {
    let known = ["/usr/sbin/dovecot", "/usr/local/sbin/dovecot", "/opt/homebrew/sbin/dovecot"];
    find_or_install("dovecot-imapd", || known.iter().map(PathBuf::from).find(|path| path.is_file()))
}

/// A Chromium, whatever it is called here.
pub fn chromium() -> Result<PathBuf> {
    find_or_install("chromium", || on_path(&["chromium", "chromium-browser", "google-chrome"]))
}

/// A Python that can make environments.
pub fn python() -> Result<PathBuf> {
    find_or_install("python3-venv", || {
        let python = on_path(&["python3"])?;
        read(command(&python).args(["-c", "import ensurepip, venv"])).ok()?;
        Some(python)
    })
}

/// Whether we may do everything here.
pub fn is_root() -> Result<bool> {
    Ok(read(command("id").arg("-u"))?.trim() == "0")
}

fn find_or_install(package: &str, find: impl Fn() -> Option<PathBuf>) -> Result<PathBuf> {
    if let Some(found) = find() {
        return Ok(found);
    }
    if !(is_root()? && Path::new("/etc/debian_version").exists()) {
        bail!("this needs the package `{package}`: please install it (on Debian: apt-get install {package})");
    }
    say(format!("installing {package}"));
    run(command("apt-get").args(["update", "-q"]))?;
    let install = ["install", "-q", "-y", "--no-install-recommends", package];
    run(command("apt-get").env("DEBIAN_FRONTEND", "noninteractive").args(install))?;
    find().with_context(|| format!("`{package}` was installed, yet its programs are not found"))
}

fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|program| program.is_file())
}

fn newest(versions: &Path) -> Option<PathBuf> {
    let version = |entry: fs::DirEntry| entry.file_name().to_string_lossy().parse::<u32>().ok();
    let mut found: Vec<u32> = fs::read_dir(versions).ok()?.flatten().filter_map(version).collect();
    found.sort_unstable_by(|a, b| b.cmp(a));
    found.into_iter().map(|version| versions.join(version.to_string()).join("bin")).find(|bin| is_complete(bin))
}

fn is_complete(bin: &Path) -> bool {
    ["initdb", "pg_ctl", "postgres", "psql"].iter().all(|program| bin.join(program).is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_whole_version_is_taken() {
        let versions = tempfile::tempdir().unwrap();
        for (version, programs) in [("9", &["initdb", "pg_ctl", "postgres", "psql"][..]), ("15", &["initdb", "pg_ctl", "postgres", "psql"]), ("16", &["psql"])]
        {
            let bin = versions.path().join(version).join("bin");
            fs::create_dir_all(&bin).unwrap();
            for program in programs {
                fs::write(bin.join(program), "").unwrap();
            }
        }
        assert_eq!(newest(versions.path()), Some(versions.path().join("15/bin")));
    }
}
