//! A stranger's file becomes a photo that is safe to keep and to show.

use crate::jpeg;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _, ImageError, ImageFormat, ImageReader, Rgb, RgbImage};
use std::io::Cursor;

/// What is taken in, and how large it goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file sent, at most.
    pub bytes: usize,
    /// Pixels of the picture sent, at most: read from its header, before anything is decoded.
    pub pixels: u64,
    /// The longer side of the photo made, in pixels, at most. A smaller picture is not blown up.
    pub side: u32,
    /// The longer side of the small photo, in pixels, at most.
    pub small_side: u32,
    /// Quality of the JPEG, 1 to 100.
    pub quality: u8,
}

impl Default for Limits {
    /// Any phone of today: 20 MB and 50 megapixels in; 1600 and 400 pixels out.
    fn default() -> Self {
        Self { bytes: 20 << 20, pixels: 50_000_000, side: 1600, small_side: 400, quality: 80 }
    }
}

/// A photo made anew: upright, without metadata.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    /// The photo.
    pub jpeg: Vec<u8>,
    /// The same, small, for lists.
    pub small_jpeg: Vec<u8>,
    /// Width of `jpeg` in pixels.
    pub width: u32,
    /// Height of `jpeg` in pixels.
    pub height: u32,
}

/// Why a file is no photo for us.
#[derive(Debug, thiserror::Error, Clone, PartialEq, Eq)]
pub enum NotAPicture {
    /// More bytes than the limit.
    #[error("a file of {bytes} bytes, at most {limit} are taken")]
    TooHeavy {
        /// Bytes sent.
        bytes: usize,
        /// Bytes taken.
        limit: usize,
    },
    /// More pixels than the limit, by its own header.
    #[error("a picture of {width} × {height} pixels is too large")]
    TooLarge {
        /// Width by its header.
        width: u32,
        /// Height by its header.
        height: u32,
    },
    /// Neither JPEG, PNG nor WebP.
    #[error("the file is neither JPEG, PNG nor WebP")]
    UnknownKind,
    /// HEIC or AVIF, as phones keep photos for themselves.
    #[error("the file is HEIC or AVIF")]
    OfThePhone,
    /// The file ends before the picture does: an interrupted upload.
    #[error("the file ends before its picture does")]
    CutOff,
    /// It begins like a picture and cannot be decoded.
    #[error("the picture does not open: {0}")]
    Broken(String),
}

impl NotAPicture {
    /// The name of the fault, as texts have it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::TooHeavy { .. } => "photo-too-heavy",
            Self::TooLarge { .. } => "photo-too-large",
            Self::UnknownKind => "photo-unknown",
            Self::OfThePhone => "photo-of-the-phone",
            Self::CutOff => "photo-cut-off",
            Self::Broken(_) => "photo-broken",
        }
    }
}

impl From<ImageError> for NotAPicture {
    fn from(error: ImageError) -> Self {
        Self::Broken(error.to_string())
    }
}

/// Decodes within the limits, turns upright by EXIF, and makes two new JPEG files from the pixels alone.
pub fn photo(bytes: &[u8], limits: &Limits) -> Result<Photo, NotAPicture> {
    if bytes.len() > limits.bytes {
        return Err(NotAPicture::TooHeavy { bytes: bytes.len(), limit: limits.bytes });
    }
    // By the first bytes: the name and the type that came along are the sender's word.
    if is_of_the_phone(bytes) {
        return Err(NotAPicture::OfThePhone);
    }
    let kind = image::guess_format(bytes).map_err(|_| NotAPicture::UnknownKind)?;
    if !matches!(kind, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP) {
        return Err(NotAPicture::UnknownKind);
    }
    if kind == ImageFormat::Jpeg && !jpeg_is_whole(bytes) {
        return Err(NotAPicture::CutOff);
    }
    let mut decoder = ImageReader::with_format(Cursor::new(bytes), kind).into_decoder()?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > limits.pixels {
        return Err(NotAPicture::TooLarge { width, height });
    }
    let mut memory = image::Limits::no_limits();
    // Sixteen bits for each of four channels are the most that the three kinds hold.
    memory.max_alloc = Some(limits.pixels.saturating_mul(8));
    decoder.set_limits(memory)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let sent = DynamicImage::from_decoder(decoder)?;
    // Shrunk first, turned after: an eighth of the work.
    let mut shown = fit(sent, limits.side);
    shown.apply_orientation(orientation);
    let shown = on_white(&shown);
    let (width, height) = shown.dimensions();
    let small = fit(DynamicImage::ImageRgb8(shown.clone()), limits.small_side).into_rgb8();
    Ok(Photo { jpeg: jpeg(&shown, limits.quality)?, small_jpeg: jpeg(&small, limits.quality)?, width, height })
}

/// Is it a file of the family of HEIC? It begins with a box `ftyp`, which names the kinds that it is.
fn is_of_the_phone(bytes: &[u8]) -> bool {
    const KINDS: [&[u8]; 9] = [b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis"];
    let Some((head, rest)) = bytes.split_at_checked(8) else { return false };
    let Some(b"ftyp") = head.get(4..) else { return false };
    let length = head.first_chunk().map_or(0, |length| u32::from_be_bytes(*length)).clamp(8, 256);
    let kinds = rest.get(..usize::try_from(length - 8).unwrap_or_default()).unwrap_or(rest);
    kinds.chunks_exact(4).any(|kind| KINDS.contains(&kind))
}

/// No side longer than `side`; never larger than it was.
fn fit(picture: DynamicImage, side: u32) -> DynamicImage {
    if picture.width().max(picture.height()) <= side {
        return picture;
    }
    picture.resize(side.max(1), side.max(1), FilterType::CatmullRom)
}

/// JPEG knows no transparency: what is see-through lies on white paper.
fn on_white(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let seen = picture.to_rgba8();
    let mix = |colour: u8, alpha: u8| {
        let (colour, alpha) = (u32::from(colour), u32::from(alpha));
        u8::try_from((colour * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX)
    };
    RgbImage::from_fn(seen.width(), seen.height(), |x, y| {
        let [r, g, b, a] = seen.get_pixel(x, y).0;
        Rgb([mix(r, a), mix(g, a), mix(b, a)])
    })
}

/// Is there an end mark after the begin of the picture proper? The decoder fills what is missing with grey and says nothing;
/// an end mark inside of the metadata (a preview) does not count.
fn jpeg_is_whole(bytes: &[u8]) -> bool {
    const START_OF_SCAN: u8 = 0xDA;
    let mut rest = bytes.get(2..).unwrap_or_default();
    while let [0xFF, mark, tail @ ..] = rest {
        match (*mark, tail) {
            (START_OF_SCAN, scan) => return scan.windows(2).any(|pair| pair == [0xFF, 0xD9]),
            // Fill bytes.
            (0xFF, _) => rest = rest.get(1..).unwrap_or_default(),
            (_, [high, low, ..]) => rest = tail.get(usize::from(u16::from_be_bytes([*high, *low]))..).unwrap_or_default(),
            _ => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::ImageEncoder as _;
    use image::codecs::png::PngEncoder;
    use image::codecs::webp::WebPEncoder;

    const LIMITS: Limits = Limits { bytes: 1 << 20, pixels: 1_000_000, side: 64, small_side: 16, quality: 90 };

    /// Left half red, right half blue, 96 × 48.
    fn flag() -> RgbImage {
        RgbImage::from_fn(96, 48, |x, _| if x < 48 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) })
    }

    fn flag_jpeg() -> Vec<u8> {
        jpeg(&flag(), 90).unwrap()
    }

    /// An EXIF block with an orientation and, as cameras do, a text with the place.
    fn with_exif(jpeg: &[u8], orientation: u8) -> Vec<u8> {
        let mut tiff = b"II*\0\x08\0\0\0\x02\0".to_vec();
        tiff.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
        tiff.extend([0x0E, 0x01, 2, 0, 24, 0, 0, 0, 38, 0, 0, 0]);
        tiff.extend([0, 0, 0, 0]);
        tiff.extend(b"GPS 59.9343 N 30.3351 E\0");
        let mut segment = b"Exif\0\0".to_vec();
        segment.extend(tiff);
        segment_after_start(jpeg, 0xE1, &segment)
    }

    fn segment_after_start(jpeg: &[u8], mark: u8, body: &[u8]) -> Vec<u8> {
        let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
        [&jpeg[..2], &[0xFF, mark], &length, body, &jpeg[2..]].concat()
    }

    fn holds(bytes: &[u8], what: &[u8]) -> bool {
        bytes.windows(what.len()).any(|part| part == what)
    }

    fn pixel(jpeg: &[u8], x: u32, y: u32) -> [u8; 3] {
        image::load_from_memory(jpeg).unwrap().to_rgb8().get_pixel(x, y).0
    }

    fn is_red([r, _, b]: [u8; 3]) -> bool {
        r > 150 && b < 90
    }

    #[test]
    fn a_large_photo_becomes_two_smaller_ones() {
        let made = photo(&flag_jpeg(), &LIMITS).unwrap();
        assert_eq!((made.width, made.height), (64, 32));
        let small = image::load_from_memory(&made.small_jpeg).unwrap();
        assert_eq!((small.width(), small.height()), (16, 8));
        assert!(is_red(pixel(&made.jpeg, 2, 16)) && !is_red(pixel(&made.jpeg, 61, 16)));
        assert_eq!(made, photo(&flag_jpeg(), &LIMITS).unwrap(), "the same bytes in, the same bytes out");
        let tiny = photo(&flag_jpeg(), &Limits { side: 500, ..LIMITS }).unwrap();
        assert_eq!((tiny.width, tiny.height), (96, 48), "not blown up");
    }

    #[test]
    fn it_is_turned_upright_and_tells_no_place() {
        let sent = with_exif(&flag_jpeg(), 6);
        assert!(holds(&sent, b"GPS"));
        let made = photo(&sent, &LIMITS).unwrap();
        assert_eq!((made.width, made.height), (32, 64), "a quarter turn");
        assert!(is_red(pixel(&made.jpeg, 16, 2)) && !is_red(pixel(&made.jpeg, 16, 61)), "what was left is on top");
        for file in [&made.jpeg, &made.small_jpeg] {
            assert!(!holds(file, b"Exif") && !holds(file, b"GPS") && !holds(file, b"59.93"));
        }
        let upside_down = photo(&with_exif(&flag_jpeg(), 3), &LIMITS).unwrap();
        assert!(!is_red(pixel(&upside_down.jpeg, 2, 16)));
    }

    #[test]
    fn nothing_but_the_picture_survives() {
        let mut sent = segment_after_start(&flag_jpeg(), 0xFE, b"<script>alert(1)</script>");
        sent.extend(b"PK\x03\x04<html><script>alert(2)</script>");
        let made = photo(&sent, &LIMITS).unwrap();
        for file in [&made.jpeg, &made.small_jpeg] {
            assert!(!holds(file, b"script") && !holds(file, b"PK\x03\x04"));
            assert!(file.starts_with(&[0xFF, 0xD8]) && file.ends_with(&[0xFF, 0xD9]));
        }
    }

    #[test]
    fn png_and_webp_are_photos_too_and_lie_on_white() {
        let glass = image::RgbaImage::from_pixel(40, 20, image::Rgba([0, 0, 0, 0]));
        let (mut png, mut webp) = (Vec::new(), Vec::new());
        PngEncoder::new(&mut png).write_image(&glass, 40, 20, image::ExtendedColorType::Rgba8).unwrap();
        WebPEncoder::new_lossless(&mut webp).write_image(&glass, 40, 20, image::ExtendedColorType::Rgba8).unwrap();
        for sent in [png, webp] {
            let made = photo(&sent, &LIMITS).unwrap();
            assert_eq!(pixel(&made.jpeg, 20, 10), [255, 255, 255]);
        }
    }

    #[test]
    fn a_bomb_is_refused_by_its_header() {
        let mut bomb = flag_jpeg();
        let frame = bomb.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
        bomb[frame + 5..frame + 9].copy_from_slice(&[0xFF, 0xDC, 0xFF, 0xDC]);
        assert_eq!(photo(&bomb, &LIMITS), Err(NotAPicture::TooLarge { width: 65_500, height: 65_500 }));
        let heavy = vec![0xFF; LIMITS.bytes + 1];
        assert_eq!(photo(&heavy, &LIMITS), Err(NotAPicture::TooHeavy { bytes: heavy.len(), limit: LIMITS.bytes }));
    }

    #[test]
    fn the_format_of_a_phone_is_known_by_its_first_box() {
        // As an iPhone writes it: the main kind, a version, what else it is.
        let iphone = b"\0\0\0\x24ftypheic\0\0\0\0mif1MiHEmiafMiHBheic\0\0\x0d\xf2meta";
        // An Android phone names the family first.
        let android = b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic\0\0\x01\x2ameta";
        let avif = b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf\0\0\x01\x2ameta";
        for sent in [iphone.as_slice(), android, avif, &iphone[..14]] {
            assert_eq!(photo(sent, &LIMITS), Err(NotAPicture::OfThePhone));
        }
        // A film of the same phone is no photo at all.
        for film in [b"\0\0\0\x14ftypqt  \0\0\0\0qt  \0\0\0\x08wide".as_slice(), b"\0\0\0\x08ftyp", b"\xff\xff\xff\xffftyp", b"\0\0\0\0ftyp"] {
            assert_eq!(photo(film, &LIMITS), Err(NotAPicture::UnknownKind));
        }
    }

    /// The block with the real place of a camera: latitude and longitude in a directory of their own.
    fn with_place(jpeg: &[u8], orientation: u8) -> Vec<u8> {
        let mut tiff = b"II*\0\x08\0\0\0\x02\0".to_vec();
        tiff.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
        tiff.extend([0x25, 0x88, 4, 0, 1, 0, 0, 0, 38, 0, 0, 0]);
        tiff.extend([0, 0, 0, 0]);
        // Two entries of the place: north, and 59° 56' 3.84" as three fractions.
        tiff.extend([2, 0, 1, 0, 2, 0, 2, 0, 0, 0, b'N', 0, 0, 0]);
        tiff.extend([2, 0, 5, 0, 3, 0, 0, 0, 68, 0, 0, 0, 0, 0, 0, 0]);
        for part in [59_u32, 1, 56, 1, 384, 100] {
            tiff.extend(part.to_le_bytes());
        }
        segment_after_start(jpeg, 0xE1, &[b"Exif\0\0".as_slice(), &tiff].concat())
    }

    #[test]
    fn every_way_that_a_phone_is_held_ends_upright_and_nowhere() {
        // One corner red, as it is meant to be seen: of the eight ways each puts it elsewhere in the file.
        let seen = RgbImage::from_fn(96, 48, |x, y| if x < 48 && y < 24 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) });
        for exif in 1..=8_u8 {
            // The file as the camera wrote it: what its orientation undoes.
            let inverse = match exif {
                6 => 8,
                8 => 6,
                same => same,
            };
            let mut stored = DynamicImage::ImageRgb8(seen.clone());
            stored.apply_orientation(Orientation::from_exif(inverse).unwrap());
            let sent = with_place(&jpeg(&stored.to_rgb8(), 95).unwrap(), exif);
            let place: Vec<u8> = [384_u32, 100].into_iter().flat_map(u32::to_le_bytes).collect();
            assert!(holds(&sent, &place));
            let made = photo(&sent, &LIMITS).unwrap();
            assert_eq!((made.width, made.height), (64, 32), "{exif}");
            assert!(is_red(pixel(&made.jpeg, 4, 4)) && !is_red(pixel(&made.jpeg, 60, 4)) && !is_red(pixel(&made.jpeg, 4, 28)), "{exif}");
            for file in [&made.jpeg, &made.small_jpeg] {
                assert!(!holds(file, b"Exif") && !holds(file, &place), "{exif}");
            }
        }
    }

    #[test]
    fn a_cut_off_or_foreign_file_is_refused() {
        let whole = with_exif(&flag_jpeg(), 1);
        assert_eq!(photo(&whole[..whole.len() - 40], &LIMITS), Err(NotAPicture::CutOff));
        assert_eq!(photo(&whole[..30], &LIMITS), Err(NotAPicture::CutOff));
        // A preview inside of the metadata has an end mark of its own.
        let preview = segment_after_start(&whole[..whole.len() - 40], 0xE2, &[0xFF, 0xD9]);
        assert_eq!(photo(&preview, &LIMITS), Err(NotAPicture::CutOff));
        let mut png = Vec::new();
        PngEncoder::new(&mut png).write_image(&flag(), 96, 48, image::ExtendedColorType::Rgb8).unwrap();
        assert!(matches!(photo(&png[..png.len() / 2], &LIMITS), Err(NotAPicture::Broken(_))));
        for foreign in [b"".as_slice(), b"GIF89a\x01\0\x01\0", b"%PDF-1.7", b"<svg xmlns='http://www.w3.org/2000/svg'/>"] {
            assert_eq!(photo(foreign, &LIMITS), Err(NotAPicture::UnknownKind));
        }
    }
}
