//! A picture that was handed in is read and written anew: what is kept holds the picture and nothing else.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits};
use masalama_core::attachment::Media;

/// The most pixels of a picture that are read.
const PIXELS_MAX: u64 = 50_000_000;
/// The most bytes reading it may take.
const ALLOC_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// The longest side of what is kept, in pixels: enough to read a serial number.
const SIDE_MAX: u32 = 2_400;
/// The quality of what is kept, of 100.
const QUALITY: u8 = 82;

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotTaken {
    /// It is no picture of a form we read, it is broken, or it is something else besides.
    NotPicture,
    /// It has too many pixels.
    TooManyPixels,
}

/// The picture anew, as JPEG; or why not.
pub(super) fn anew(bytes: &[u8]) -> Result<(Media, Vec<u8>), NotTaken> {
    let (format, end) = form(bytes).ok_or(NotTaken::NotPicture)?;
    if is_something_else_besides(bytes, end) {
        return Err(NotTaken::NotPicture);
    }
    let picture = read(bytes, format)?;
    let mut kept = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut kept, QUALITY);
    // JPEG knows no transparency.
    picture.to_rgb8().write_with_encoder(encoder).map_err(|_| NotTaken::NotPicture)?;
    Ok((Media::Jpeg, kept))
}

fn read(bytes: &[u8], format: ImageFormat) -> Result<DynamicImage, NotTaken> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(ALLOC_BYTES_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| NotTaken::NotPicture)?;
    let (width, height) = decoder.dimensions();
    // What it is unpacked to is not among what the decoder's own limit counts.
    if u64::from(width) * u64::from(height) > PIXELS_MAX || decoder.total_bytes() > ALLOC_BYTES_MAX {
        return Err(NotTaken::TooManyPixels);
    }
    // A telephone writes down how it was held; that note does not come along, so the picture is turned.
    let turned = decoder.orientation().map_err(|_| NotTaken::NotPicture)?;
    let picture = DynamicImage::from_decoder(decoder).map_err(|_| NotTaken::NotPicture)?;
    // Made small first: turning copies it.
    let mut picture = match picture.width().max(picture.height()) {
        side if side > SIDE_MAX => picture.thumbnail(SIDE_MAX, SIDE_MAX),
        _ => picture,
    };
    picture.apply_orientation(turned);
    Ok(picture)
}

/// In which form it is, and where it ends.
fn form(bytes: &[u8]) -> Option<(ImageFormat, usize)> {
    if Media::Png.begins(bytes) {
        Some((ImageFormat::Png, end_of_png(bytes)))
    } else if Media::Jpeg.begins(bytes) {
        Some((ImageFormat::Jpeg, end_of_jpeg(bytes)))
    } else {
        None
    }
}

/// Does a page, a program or a document hide in it? Nothing of it would be kept; but whoever sends one is told.
fn is_something_else_besides(bytes: &[u8], end: usize) -> bool {
    const ANYWHERE: [&[u8]; 6] = [b"%PDF-", b"<script", b"<html", b"<?php", b"<!DOCTYPE", b"<svg "];
    const BEHIND: [&[u8]; 3] = [b"PK\x03\x04", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c"];
    let holds =
        |part: &[u8], sign: &[u8]| part.windows(sign.len()).any(|window| window.eq_ignore_ascii_case(sign));
    let behind = bytes.get(end..).unwrap_or_default();
    ANYWHERE.iter().any(|sign| holds(bytes, sign)) || BEHIND.iter().any(|sign| holds(behind, sign))
}

/// Where the picture ends. *Source*: ISO/IEC 15948, 5.3: length, type, data, check, for each chunk.
fn end_of_png(bytes: &[u8]) -> usize {
    let mut at = 8;
    while let Some(head) = bytes.get(at..at + 8) {
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        at = at.saturating_add(length).saturating_add(12);
        if &head[4..8] == b"IEND" {
            return at;
        }
    }
    bytes.len()
}

/// Where the picture ends. *Source*: ISO/IEC 10918-1, annex B: segments with a length, and scans between them.
fn end_of_jpeg(bytes: &[u8]) -> usize {
    let mut at = 2;
    while let Some(&[mark, kind]) = bytes.get(at..at + 2) {
        match (mark, kind) {
            (0xff, 0xd9) => return at + 2,
            // A scan's own bytes, stuffed zeros and restarts; and what fills up before a mark.
            (0xff, 0x00 | 0x01 | 0xd0..=0xd7) => at += 2,
            (0xff, 0xff) => at += 1,
            (0xff, _) => {
                let Some(&[high, low]) = bytes.get(at + 2..at + 4) else { break };
                at += 2 + usize::from(u16::from_be_bytes([high, low])).max(2);
            }
            (_, _) => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(format: ImageFormat, width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        let red = image::RgbImage::from_pixel(width, height, image::Rgb([200, 30, 30]));
        DynamicImage::ImageRgb8(red).write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    // A photo is kept as a picture, smaller than a screen wall, whatever form it came in.
    #[test]
    fn a_picture_is_written_anew() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg] {
            let (media, kept) = anew(&picture(format, 3_000, 20)).unwrap();
            assert_eq!(media, Media::Jpeg);
            let again = image::load_from_memory(&kept).unwrap();
            assert_eq!((again.width(), again.height()), (2_400, 16));
        }
    }

    // What stands behind the picture, or in its notes, is not kept.
    #[test]
    fn nothing_but_the_picture_is_kept() {
        let mut photo = picture(ImageFormat::Jpeg, 40, 40);
        photo.extend_from_slice(b"a maker's own trailer, GPS 23.58N 58.40E");
        let (_, kept) = anew(&photo).unwrap();
        assert!(!kept.windows(3).any(|window| window == b"GPS"));
    }

    // A file that is also a document, a page or an archive is refused, wherever that hides; so is what is no picture.
    #[test]
    fn polyglots_are_refused() {
        for hidden in [
            b"%PDF-1.7 1 0 obj".as_slice(),
            b"<script>alert(1)</script>",
            b"PK\x03\x04 and more",
            b"<HTML><body>",
        ] {
            for format in [ImageFormat::Png, ImageFormat::Jpeg] {
                let mut both = picture(format, 8, 8);
                both.extend_from_slice(hidden);
                assert_eq!(anew(&both), Err(NotTaken::NotPicture), "{format:?}");
            }
        }
        let mut noted = picture(ImageFormat::Jpeg, 8, 8);
        noted.splice(2..2, [&[0xff, 0xfe, 0, 20], b"<script>alert(1);/".as_slice()].concat());
        assert_eq!(anew(&noted), Err(NotTaken::NotPicture));
        for nothing in
            [b"".as_slice(), b"GIF89a", b"%PDF-1.7", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n but then nothing"]
        {
            assert_eq!(anew(nothing), Err(NotTaken::NotPicture));
        }
    }

    // A picture that says it is huge is refused before it is unpacked.
    #[test]
    fn a_huge_picture_is_refused() {
        let mut huge = picture(ImageFormat::Png, 8, 8);
        // Width and height stand behind the signature, the chunk's length and its name; then its check sum is made anew.
        huge[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
        let sum = crc(&huge[12..29]);
        huge[29..33].copy_from_slice(&sum.to_be_bytes());
        assert_eq!(anew(&huge), Err(NotTaken::TooManyPixels));
    }

    // Few enough pixels of sixteen bits a colour are too much memory all the same.
    #[test]
    fn a_deep_picture_is_refused() {
        let mut deep = picture(ImageFormat::Png, 8, 8);
        let side = 7_000_u32.to_be_bytes();
        // Width, height, and sixteen bits for each of three colours.
        deep[16..26].copy_from_slice(&[&side[..], &side, &[16, 2]].concat());
        let sum = crc(&deep[12..29]);
        deep[29..33].copy_from_slice(&sum.to_be_bytes());
        assert_eq!(anew(&deep), Err(NotTaken::TooManyPixels));
    }

    /// *Source*: ISO/IEC 15948, annex D.
    fn crc(bytes: &[u8]) -> u32 {
        let table =
            |byte: u32| (0..8).fold(byte, |c, _| if c & 1 == 1 { 0xedb8_8320 ^ (c >> 1) } else { c >> 1 });
        !bytes.iter().fold(u32::MAX, |sum, byte| table((sum ^ u32::from(*byte)) & 0xff) ^ (sum >> 8))
    }
}
