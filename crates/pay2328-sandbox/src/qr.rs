//! The `qr` member: an address as a QR code in a PNG in a data URI.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use qrcodegen::{QrCode, QrCodeEcc};

/// Pixels of one module's side.
const MODULE: usize = 4;
/// Modules of white around the code; readers need four.
const QUIET: usize = 4;

/// `data:image/png;base64,…` for a text that fits a QR code; an address always does.
pub(crate) fn data_uri(text: &str) -> Option<String> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let png = png(&code)?;
    Some(format!("data:image/png;base64,{}", STANDARD.encode(png)))
}

fn png(code: &QrCode) -> Option<Vec<u8>> {
    let modules = usize::try_from(code.size()).ok()?;
    let side = (modules + 2 * QUIET) * MODULE;
    let row_bytes = side.div_ceil(8);
    // One bit a pixel, white is 1.
    let mut pixels = Vec::with_capacity(row_bytes * side);
    // `get_module` is false outside the code: the quiet zone.
    let around = |module: usize| i32::try_from(module).unwrap_or(i32::MAX) - QUIET as i32;
    for y in 0..modules + 2 * QUIET {
        let mut row = vec![0xff_u8; row_bytes];
        for x in (0..modules + 2 * QUIET).filter(|x| code.get_module(around(*x), around(y))) {
            for pixel in x * MODULE..(x + 1) * MODULE {
                row[pixel / 8] &= !(0x80 >> (pixel % 8));
            }
        }
        pixels.extend(std::iter::repeat_n(row, MODULE).flatten());
    }
    let mut bytes = Vec::new();
    let side = u32::try_from(side).ok()?;
    let mut encoder = png::Encoder::new(&mut bytes, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    encoder.set_compression(png::Compression::Fast);
    encoder.write_header().ok()?.write_image_data(&pixels).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_is_a_png_of_the_codes_modules() {
        let text = "TMU9Tgpchvgbywkbj5SdC8KJS73t5m3M7G";
        let uri = data_uri(text).unwrap();
        let bytes = STANDARD.decode(uri.strip_prefix("data:image/png;base64,").unwrap()).unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        let code = QrCode::encode_text(text, QrCodeEcc::Medium).unwrap();
        assert_eq!(info.width as usize, (code.size() as usize + 2 * QUIET) * MODULE);
        let dark = |x: usize, y: usize| pixels[y * info.line_size + x / 8] & (0x80 >> (x % 8)) == 0;
        assert!(!dark(0, 0));
        for y in 0..code.size() {
            for x in 0..code.size() {
                let pixel = |at: i32| (at as usize + QUIET) * MODULE + 1;
                assert_eq!(dark(pixel(x), pixel(y)), code.get_module(x, y));
            }
        }
    }
}
