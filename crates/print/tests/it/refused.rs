//! What is not printed, and why.

use masalama_core::paper::{Broken, PaperKind};
use masalama_core::request::Language;
use masalama_print::{FONTS, Press, PrintFault};

use crate::made::paper;

// Where a font is missing, the fault names the file and the package to install; every font names one.
#[test]
fn a_missing_font_names_its_package() {
    let folder = tempfile::tempdir().unwrap();
    let fault = Press::new(folder.path()).pdf(&paper(PaperKind::Receipt), Language::En).unwrap_err();
    let said = fault.to_string();
    assert!(
        said.contains("noto/NotoSansArabic-Regular.ttf") && said.contains("apt-get install fonts-noto-core")
    );
    assert!(FONTS.iter().all(|font| font.package.starts_with("fonts-")));
}

// What is no font is not taken for one.
#[test]
fn a_file_that_is_no_font_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("noto")).unwrap();
    std::fs::write(folder.path().join(FONTS[0].file), b"no font at all").unwrap();
    let fault = Press::new(folder.path()).pdf(&paper(PaperKind::Receipt), Language::En).unwrap_err();
    assert!(matches!(fault, PrintFault::Fonts(missing) if missing.path.ends_with(FONTS[0].file)));
}

// Only papers that are as they were signed are printed, so that no printed paper says what nobody signed.
#[test]
fn a_changed_paper_is_not_printed() {
    let changed = String::from_utf8(paper(PaperKind::FinalBill)).unwrap().replacen("18579", "98579", 1);
    let fault = Press::new("/nowhere").pdf(changed.as_bytes(), Language::En).unwrap_err();
    assert_eq!(fault, PrintFault::Paper(Broken::Signature));
}
