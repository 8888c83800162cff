//! QR codes as pictures in the page itself, so that what they say stands in no address. *Source*: ISO/IEC 18004.

use std::fmt::Write as _;

use fast_qr::{ECL, QRBuilder};

/// Light modules around the code, which scanners need. *Source*: ISO/IEC 18004, 6.3.8.
const QUIET: usize = 4;

/// The code of a text as SVG: black on white in every colour scheme, one path, no style. Nothing when the text is too long for a code.
pub(super) fn svg(text: &str) -> Option<String> {
    let code = QRBuilder::new(text).ecl(ECL::L).build().ok()?;
    let size = code.size + 2 * QUIET;
    let mut path = String::new();
    for row in 0..code.size {
        let mut column = 0;
        while column < code.size {
            let begun = column;
            while column < code.size && code[row][column].value() {
                column += 1;
            }
            if column > begun {
                let run = column - begun;
                let _ = write!(path, "M{} {}h{run}v1h-{run}z", begun + QUIET, row + QUIET);
            }
            column += 1;
        }
    }
    Some(format!(
        "<svg viewBox=\"0 0 {size} {size}\" aria-hidden=\"true\" focusable=\"false\" shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M0 0h{size}v{size}H0z\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    // A code is square, holds no words of its text, and a text beyond every code has none.
    #[test]
    fn a_code_is_a_picture() {
        let text = "https://masalama.example.om/case#01JDAXR0000000000000000000.A1B2C3D4E5F6G7H8J9K0M1N2P3";
        let picture = svg(text).unwrap();
        assert!(picture.starts_with("<svg viewBox=\"0 0 ") && picture.len() < 16_000, "{}", picture.len());
        assert!(!picture.contains("case") && !picture.contains("style"));
        assert_eq!(svg(&"x".repeat(10_000)), None);
    }
}
