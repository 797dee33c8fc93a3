//! Pictures: read with suspicion, turned upright, made small, drawn from vectors.
//!
//! [`photo()`] takes what a stranger sent and makes new files from its pixels alone: whatever else the bytes
//! held (a place, a device, a page, an archive) cannot survive. [`draw()`] rasters a drawing of our own.
//! Both take a moment of one core: call them where waiting is allowed.
//!
//! **Keeps:** only JPEG leaves; the same bytes in give the same bytes out. **Never:** knows what a picture shows
//! or where it is kept, follows a link out of a drawing.

mod drawing;
mod photo;

pub use drawing::{NotADrawing, draw};
pub use photo::{Limits, NotAPicture, Photo, photo};

use image::codecs::jpeg::JpegEncoder;
use image::{ImageResult, RgbImage};

fn jpeg(picture: &RgbImage, quality: u8) -> ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(picture)?;
    Ok(bytes)
}
