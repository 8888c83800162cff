//! The QR code of a paper, as a drawing.

use std::fmt::Write as _;

use fast_qr::{ECL, Mode, QRBuilder, QRCode};
use masalama_core::paper::code_of;

/// The light modules around a code. *Source*: ISO/IEC 18004, clause 6.3.8.
const QUIET_MODULES: usize = 4;

/// A code to be printed.
pub(crate) struct Drawn {
    /// One SVG path, a unit for each module.
    pub(crate) svg: String,
    /// How many modules it is wide, the quiet zone among them.
    pub(crate) modules: usize,
    /// Is the whole paper in it, not only its brief?
    pub(crate) is_whole: bool,
}

/// The code of a signed paper; nothing for one that was signed before there were codes and is too long for one.
pub(crate) fn draw(paper: &[u8]) -> Option<Drawn> {
    let text = code_of(paper)?;
    let is_whole = !paper.starts_with(b"{\"brief\":");
    let with = |level| QRBuilder::new(text.clone()).mode(Mode::Alphanumeric).ecl(level).build().ok();
    let code = with(ECL::M).filter(|code| code.size <= COMFORTABLE_MODULES).or_else(|| with(ECL::L))?;
    Some(Drawn { svg: svg(&code), modules: code.size + 2 * QUIET_MODULES, is_whole })
}

/// A code that would be wider with the stronger correction is printed with the weaker: version 20.
const COMFORTABLE_MODULES: usize = 97;

/// One path: each run of dark modules in a row is one rectangle.
fn svg(code: &QRCode) -> String {
    let side = code.size + 2 * QUIET_MODULES;
    let mut path = String::new();
    for row in 0..code.size {
        let is_dark = |column: usize| column < code.size && code[row][column].value();
        let mut column = 0;
        while column < code.size {
            let run = (column..code.size).take_while(|at| is_dark(*at)).count();
            if run > 0 {
                let (x, y) = (column + QUIET_MODULES, row + QUIET_MODULES);
                write!(path, "M{x} {y}h{run}v1h-{run}z").expect("writing to a string cannot fail");
            }
            column += run.max(1);
        }
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
         <path fill=\"#000\" d=\"{path}\"/></svg>"
    )
}
