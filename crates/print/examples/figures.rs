//! How long a paper takes to print, and how large it is: `cargo run -p masalama-print --example figures [FOLDER]`.
//!
//! With a folder the papers are kept there, to be looked at.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "an example ends at the first thing that is not as it must be, and prints its figures"
)]

#[path = "../tests/it/made.rs"]
#[allow(dead_code, reason = "the tests use the rest of it")]
mod made;

use std::path::PathBuf;
use std::time::Instant;

use masalama_core::paper::{ARCHIVE_RECORDS_MAX, PaperKind};
use masalama_core::request::Language;
use masalama_language::{LANGUAGES, code};
use masalama_print::Press;

/// Each paper is printed so often; the quickest counts, since others use the machine too.
const TIMES: u32 = 5;

fn main() {
    let press = Press::new("/usr/share/fonts/truetype");
    let folder = std::env::args().nth(1).map(PathBuf::from);
    println!("| paper | language | ms | kB |\n|---|---|---|---|");
    for kind in PaperKind::ALL {
        for language in LANGUAGES {
            let pdf = measured(&press, kind.as_str(), &made::paper(kind), language, TIMES);
            if let Some(folder) = &folder {
                std::fs::write(folder.join(format!("{}-{}.pdf", kind.as_str(), code(language))), pdf)
                    .unwrap();
            }
        }
    }
    let longest = made::long_archive(u32::try_from(ARCHIVE_RECORDS_MAX).unwrap());
    measured(&press, "longest archive", &longest, Language::Ar, 1);
}

fn measured(press: &Press, name: &str, paper: &[u8], language: Language, times: u32) -> Vec<u8> {
    let timed = |_| {
        let start = Instant::now();
        let pdf = press.pdf(paper, language).unwrap();
        (start.elapsed().as_millis(), pdf)
    };
    let (ms, pdf) = (0..times).map(timed).min_by_key(|(ms, _)| *ms).unwrap();
    println!("| {name} | {} | {ms} | {} |", code(language), pdf.len() / 1_000);
    pdf
}
