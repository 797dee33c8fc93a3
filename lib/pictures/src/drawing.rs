//! A drawing in vectors becomes a picture.

use crate::jpeg;
use image::RgbImage;
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{ImageHrefResolver, Options, Tree};

/// Quality of the pictures made from drawings: even surfaces show what a photo hides.
const QUALITY: u8 = 86;
/// Wider or higher than this nothing is drawn.
const MOST: u32 = 4096;

/// Why a drawing was not drawn.
#[derive(Debug, thiserror::Error, Clone, PartialEq, Eq)]
pub enum NotADrawing {
    /// It is not SVG.
    #[error("the drawing cannot be read: {0}")]
    Unreadable(String),
    /// The width asked for, or the height that follows from it, is none or too much.
    #[error("a picture of {width} × {height} pixels is not drawn")]
    Size {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// The picture could not be written.
    #[error("the picture could not be written: {0}")]
    Unwritten(String),
}

/// Rasters an SVG to a JPEG of this width in pixels, on white. Texts and pictures in it are not drawn.
pub fn draw(svg: &str, width: u32) -> Result<Vec<u8>, NotADrawing> {
    let nothing_from_outside = ImageHrefResolver { resolve_data: Box::new(|_, _, _| None), resolve_string: Box::new(|_, _| None) };
    let options = Options { image_href_resolver: nothing_from_outside, ..Options::default() };
    let tree = Tree::from_str(svg, &options).map_err(|e| NotADrawing::Unreadable(e.to_string()))?;
    let size = tree.size().to_int_size();
    let height = (u64::from(size.height()) * u64::from(width)).div_ceil(u64::from(size.width()));
    let height = u32::try_from(height).unwrap_or(u32::MAX);
    let refused = NotADrawing::Size { width, height };
    if width.max(height) > MOST {
        return Err(refused);
    }
    let mut canvas = Pixmap::new(width, height).ok_or(refused)?;
    canvas.fill(Color::WHITE);
    resvg::render(&tree, scale(width, size.width()), &mut canvas.as_mut());
    let opaque: Vec<u8> = canvas.data().chunks_exact(4).flat_map(|pixel| pixel.iter().take(3).copied()).collect();
    let picture = RgbImage::from_raw(width, height, opaque).ok_or_else(|| NotADrawing::Unwritten("size".to_owned()))?;
    jpeg(&picture, QUALITY).map_err(|e| NotADrawing::Unwritten(e.to_string()))
}

#[expect(clippy::float_arithmetic, clippy::cast_precision_loss, reason = "vectors are scaled by a ratio")]
fn scale(to: u32, from: u32) -> Transform {
    let by = to as f32 / from as f32;
    Transform::from_scale(by, by)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect width="20" height="20" fill="#1f5a4c"/></svg>"##;

    #[test]
    fn a_drawing_becomes_a_picture_of_the_width_asked_for() {
        let made = draw(SQUARE, 120).unwrap();
        let picture = image::load_from_memory(&made).unwrap().to_rgb8();
        assert_eq!(picture.dimensions(), (120, 60));
        let [r, g, b] = picture.get_pixel(20, 30).0;
        assert!(g > r && g > b && g < 110, "green on the left: {r} {g} {b}");
        assert_eq!(picture.get_pixel(100, 30).0, [255, 255, 255], "paper on the right");
        assert_eq!(made, draw(SQUARE, 120).unwrap());
    }

    #[test]
    fn what_is_no_drawing_or_no_size_is_refused() {
        assert!(matches!(draw("<html/>", 10), Err(NotADrawing::Unreadable(_))));
        assert!(matches!(draw(SQUARE, 0), Err(NotADrawing::Size { .. })));
        assert!(matches!(draw(SQUARE, 5000), Err(NotADrawing::Size { .. })));
        let tower = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 9000"/>"#;
        assert!(matches!(draw(tower, 100), Err(NotADrawing::Size { .. })));
    }

    #[test]
    fn nothing_is_fetched_from_outside() {
        let linked = SQUARE.replace("<rect", r#"<image href="/etc/hostname" width="40" height="20"/><rect"#);
        assert_eq!(draw(&linked, 40).unwrap(), draw(SQUARE, 40).unwrap());
    }
}
