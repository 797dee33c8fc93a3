//! The workshop: `cargo xtask test`.
use anyhow::{Result, bail};
use std::process::Command;

fn main() -> Result<()> {
    let steps: [&[&str]; 3] = [
        &["fmt", "--all", "--check"],
        &[
            "clippy",
            "--workspace",
            "--all-targets",
            "--quiet",
            "--",
            "-D",
            "warnings",
        ],
        &["test", "--workspace"],
    ];
    for step in steps {
        if !Command::new("cargo").args(step).status()?.success() {
            bail!("cargo {} failed", step.join(" "));
        }
    }
    Ok(())
}
