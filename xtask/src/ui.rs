//! The scripts and styles of the pages: `npm ci` and `npm run build`, each only when needed.
use anyhow::{Context as _, Result, bail};

use crate::shell::{command, read, run, say};
use crate::stamp::Stamp;
use crate::workspace;

/// The oldest Node.js that the bundler runs on.
const OLDEST_NODE: (u32, u32) = (20, 19);

/// Makes `ui/dist` from the sources under `ui/` when they changed since.
pub fn build() -> Result<()> {
    let ui = workspace::root().join("ui");
    if !ui.join("package.json").exists() {
        bail!("ui/package.json is missing: nothing to build the pages' scripts from");
    }
    install()?;
    let sources = Stamp::of("ui-dist", std::slice::from_ref(&ui), &["node_modules", "dist", "journey"])?;
    if ui.join("dist").is_dir() && sources.fresh() {
        return Ok(());
    }
    say("ui: npm run build");
    run(command("npm").current_dir(&ui).args(["run", "build"]))?;
    sources.set()
}

/// Fetches what `ui/package-lock.json` pins, when that changed since.
pub fn install() -> Result<()> {
    check_node()?;
    let ui = workspace::root().join("ui");
    let lock = Stamp::of("ui-node-modules", &[ui.join("package-lock.json")], &[])?;
    if ui.join("node_modules").is_dir() && lock.fresh() {
        return Ok(());
    }
    say("ui: npm ci");
    run(command("npm").current_dir(&ui).args(["ci", "--no-audit", "--no-fund"]))?;
    lock.set()
}

/// Refuses a Node.js that is missing or too old, before npm fails in its own words.
pub fn check_node() -> Result<()> {
    let (major, minor) = OLDEST_NODE;
    let said =
        read(command("node").arg("--version")).with_context(|| format!("the pages' scripts need Node.js {major}.{minor} or newer, and `node` does not run"))?;
    match version(&said) {
        Some(found) if found >= OLDEST_NODE => Ok(()),
        _ => bail!("the pages' scripts need Node.js {major}.{minor} or newer; this one is {}", said.trim()),
    }
}

fn version(said: &str) -> Option<(u32, u32)> {
    let mut numbers = said.trim().strip_prefix('v')?.split('.').map(str::parse::<u32>);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_tells_its_version() {
        assert_eq!(version("v20.19.0\n"), Some((20, 19)));
        assert!(version("v20.9.0").unwrap() < OLDEST_NODE && version("v22.1.0").unwrap() > OLDEST_NODE);
        assert_eq!(version("nonsense"), None);
    }
}
