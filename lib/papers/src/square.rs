//! A square to scan: rows of dark marks as one path.

use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write as _;

/// A square, in modules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Square {
    /// Its side, with the quiet border around.
    pub side: i32,
    /// The dark runs, for `<path d="…">` in a `viewBox` of that side.
    pub path: String,
}

/// The border that scanners ask for (ISO/IEC 18004).
const QUIET: i32 = 4;

/// The square of a text; `None` where it is longer than a square can hold (about two thousand bytes).
pub fn square(text: &str) -> Option<Square> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let run = (x..code.size()).take_while(|at| code.get_module(*at, y)).count();
            let run = i32::try_from(run).ok()?;
            if run > 0 {
                write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET).ok()?;
            }
            x += run + 1;
        }
    }
    Some(Square { side: code.size() + 2 * QUIET, path })
}

impl Square {
    /// As a picture by itself.
    pub(crate) fn svg(&self) -> String {
        let Self { side, path } = self;
        format!(r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"><path d="{path}" fill="#000"/></svg>"##)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The square as dots, four to a module, as a camera sees it.
    fn dots(square: &Square) -> (usize, Vec<u8>) {
        let side = usize::try_from(square.side).unwrap() * 4;
        let mut dots = vec![255; side * side];
        for run in square.path.split('M').skip(1) {
            let mut numbers = run.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse::<usize>().ok());
            let (x, y, length) = (numbers.next().unwrap(), numbers.next().unwrap(), numbers.next().unwrap());
            for row in 4 * y..4 * y + 4 {
                dots[row * side + 4 * x..row * side + 4 * (x + length)].fill(0);
            }
        }
        (side, dots)
    }

    #[test]
    fn a_scanner_reads_what_it_says() {
        for said in [
            "ST00012|Name=ООО «Тихая парадная»|PersonalAcc=40702810800000001703|BankName=АО «Невский купеческий банк»|BIC=044030999|CorrespAcc=30101810400000000999|PayeeINN=7803123450|KPP=780301001|Sum=585050|Purpose=Оплата по счёту № 12 от 3 марта. НДС не облагается",
            "ST00012|Sum=1",
        ] {
            let (side, dots) = dots(&square(said).unwrap());
            let mut seen = rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| dots[y * side + x]);
            let read: Vec<String> = seen.detect_grids().into_iter().map(|grid| grid.decode().unwrap().1).collect();
            assert_eq!(read, [said]);
        }
    }

    #[test]
    fn a_text_that_is_too_long_has_no_square() {
        assert_eq!(square(&"я".repeat(3_000)), None);
        assert!(square("ST00012|Name=ООО").is_some_and(|square| square.side > 29 && square.path.starts_with("M4 4h7")));
    }
}
