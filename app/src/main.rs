//! The program `butler`.
use std::io::Write as _;

fn main() -> std::io::Result<()> {
    writeln!(std::io::stdout(), "butler {}", butler::VERSION)
}
