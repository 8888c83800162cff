//! Every paper in every language, printed, and read with programs that are not ours.

use std::sync::LazyLock;

use masalama_core::paper::{Decoded, PaperKind, code_of, verify, verify_code};
use masalama_core::request::Language;
use masalama_language::{DocumentText, LANGUAGES, Text, Voice};
use masalama_print::{PAGES_MAX, Press};
use serde_json::Value;
use sha2::Digest as _;

use crate::made::{self, paper, verifying};
use crate::poppler::{FONTS, Pdf};

static PRESS: LazyLock<Press> = LazyLock::new(|| Press::new(FONTS));

fn printed(kind: PaperKind, language: Language) -> Pdf {
    Pdf::new(&PRESS.pdf(&paper(kind), language).unwrap())
}

/// Text without spaces and signs of direction: where they stand is the typesetter's choice.
fn bare(text: &str) -> String {
    let is_sign = |c: char| c.is_whitespace() || ('\u{2066}'..='\u{2069}').contains(&c);
    text.chars().filter(|c| !is_sign(*c)).collect()
}

// Each paper says its title, is tagged, embeds what it is written with, says that it is a sandbox's, and carries the signed paper.
#[test]
fn every_paper_is_whole_in_every_language() {
    for kind in PaperKind::ALL {
        for language in LANGUAGES {
            let pdf = printed(kind, language);
            assert_eq!(pdf.info("Title"), Voice::plain(language).tell(kind));
            assert_eq!((pdf.info("Tagged"), pdf.info("JavaScript")), ("yes".to_owned(), "no".to_owned()));
            let fonts = pdf.fonts();
            assert!(!fonts.is_empty() && fonts.iter().all(|(_, is_embedded)| *is_embedded), "{fonts:?}");
            let structure = pdf.structure();
            for tag in ["H1", "H2", "Table", "Figure"] {
                assert!(structure.contains(tag), "{kind:?} has no {tag}: {structure}");
            }
            if language != Language::Ar {
                let said = bare(&pdf.text());
                let mark = Voice::plain(language).text(Text::SandboxNotice);
                assert!(said.contains(&bare(&mark)), "{kind:?} {language:?}: {said}");
                assert!(said.contains("01M82AMF4B7PGTKTYY2E45MWWF"), "{said}");
            }
            let name = format!("masalama-{}-01M82AMF4B7PGTKTYY2E45MWWF.json", kind.as_str());
            assert_eq!(pdf.attached(&name), paper(kind));
        }
    }
}

// A viewer and a screen reader are told the language with its region, and the way its pages and lines run.
#[test]
fn every_paper_says_its_language_and_direction() {
    for (language, tag, direction) in
        [(Language::En, "en-GB", "L2R"), (Language::Ar, "ar-OM", "R2L"), (Language::Zh, "zh-CN", "L2R")]
    {
        let pdf = printed(PaperKind::Certificate, language);
        assert!(pdf.has(&format!("/Lang({tag})/StructTreeRoot")), "{language:?} does not say {tag}");
        assert!(pdf.has(&format!("/Direction/{direction}")), "{language:?} does not run {direction}");
        let page = masalama_language::tag(language);
        assert!(tag == page || tag.starts_with(&format!("{page}-")), "pages say {page}, papers {tag}");
    }
}

// What a paper is compared by is read aloud, since a footer is not: the hash of the signed file, and the fingerprint of its key; and
// each value of a table of facts has its label for a head.
#[test]
fn what_a_paper_is_compared_by_is_read_aloud() {
    for language in LANGUAGES {
        let bytes = paper(PaperKind::Receipt);
        let aloud = printed(PaperKind::Receipt, language).read_aloud();
        let said = bare(&aloud).replace('"', "");
        let hash = hex::encode(sha2::Sha256::digest(&bytes));
        let key = verify(&bytes, Some(&verifying())).unwrap().key.fingerprint().to_string();
        // Poppler drops what follows a space in a Chinese paper's tagged text, so the fingerprint is known by its first group.
        let first = key.split(' ').next().unwrap();
        for told in [hash.as_str(), first] {
            assert!(said.contains(told), "{language:?}: {told} is not in {said}");
        }
        let heads = aloud.matches("/Scope /Row").count();
        assert!(heads >= 8, "{language:?}: {heads} heads of rows");
    }
}

// A scanner reads off each printed paper what verifies without a network: the whole paper, or of an archive the essence. A receipt
// and a certificate are scanned in every language, the others in the one whose page is mirrored.
#[test]
fn the_code_on_paper_verifies_offline() {
    let all = PaperKind::ALL.into_iter().map(|kind| (kind, Language::Ar));
    let others = [Language::En, Language::Zh]
        .into_iter()
        .flat_map(|language| [(PaperKind::Receipt, language), (PaperKind::Certificate, language)]);
    for (kind, language) in all.chain(others) {
        let scanned = printed(kind, language).scanned();
        let wanted = verify(&paper(kind), Some(&verifying())).unwrap();
        match verify_code(&scanned, Some(&verifying())).unwrap() {
            Decoded::Whole(whole) => assert_eq!(*whole, wanted),
            Decoded::Brief(brief) => {
                assert_eq!((brief.content.paper, kind), (PaperKind::Archive, PaperKind::Archive));
                assert!(brief.is_trusted && brief.content.sandbox);
            }
        }
        let other = masalama_core::paper::SigningKey::new([8; 32]).verifying();
        assert!(verify_code(&scanned, Some(&other)).is_err(), "{kind:?} is trusted with a stranger's key");
        let middle = scanned.len() / 2;
        let digit = if scanned.as_bytes()[middle] == b'7' { "8" } else { "7" };
        let changed = format!("{}{digit}{}", &scanned[..middle], &scanned[middle + 1..]);
        assert!(verify_code(&changed, Some(&verifying())).is_err(), "{kind:?} was changed unnoticed");
    }
}

// A certificate says in words what each system is; its name stands there only where two are of a kind, and where the paper has no kind.
#[test]
fn a_system_is_called_by_its_kind() {
    for (language, hlr, hss) in
        [(Language::En, "2G and 3G", "4G and IMS"), (Language::Zh, "归属位置寄存器", "归属用户服务器")]
    {
        let text = bare(&printed(PaperKind::Certificate, language).text());
        assert!(text.contains(&bare(hlr)) && text.contains(&bare(hss)), "{text}");
        for named in ["hss-1", "hss-2", "charging", "billing"] {
            assert!(text.contains(named), "{named}: {text}");
        }
    }
}

// Arabic runs from right to left: the first word of the title stands rightmost, labels stand right of their values, and a case's
// name, which is Latin, is drawn from left to right.
#[test]
fn arabic_runs_from_right_to_left() {
    let pdf = printed(PaperKind::Certificate, Language::Ar);
    let title: Vec<_> = ["شهادة", "إنهاء", "الخط"].iter().map(|word| pdf.arabic(word)).collect();
    assert!(title[0].left > title[1].right && title[1].left > title[2].right, "{title:?}");
    let words = pdf.words();
    let case = words.iter().find(|word| word.text == "01M82AMF4B7PGTKTYY2E45MWWF").unwrap();
    assert!(pdf.arabic("ملف").left > case.right, "{case:?}");
    assert!(words.iter().any(|word| word.text == "89968••••••••••5782"), "{words:?}");
}

// Arabic letters are joined: the same word with a non-joiner between its letters is drawn wider and looks different.
#[test]
fn arabic_letters_are_joined() {
    let joined = "سنستقبل";
    let apart: String = joined.chars().flat_map(|c| [c, '\u{200C}']).collect();
    let print = |card: &str| {
        let pdf = Pdf::new(&PRESS.pdf(&made::receipt_of_card(card), Language::Ar).unwrap());
        let is_letter = |c: char| joined.contains(c);
        let words =
            pdf.words().into_iter().filter(|word| word.text.chars().filter(|c| is_letter(*c)).count() >= 5);
        (words.map(|word| word.width()).max().unwrap(), std::fs::read(pdf.picture(100)).unwrap())
    };
    let ((joined_width, joined_picture), (apart_width, apart_picture)) = (print(joined), print(&apart));
    assert!(joined_width * 10 < apart_width * 9, "joined {joined_width}, apart {apart_width}");
    assert_ne!(joined_picture, apart_picture);
}

// Chinese is written with a Chinese font, Arabic with an Arabic one, and no language asks for a font it has no use for.
#[test]
fn each_script_has_its_font() {
    let used = |language, family: &str| {
        printed(PaperKind::Certificate, language).fonts().iter().any(|(name, _)| name.contains(family))
    };
    assert!(used(Language::Ar, "NotoSansArabic") && !used(Language::Ar, "DroidSansFallback"));
    assert!(used(Language::Zh, "DroidSansFallback") && !used(Language::Zh, "NotoSansArabic"));
    let text = bare(&printed(PaperKind::Certificate, Language::Zh).text());
    for said in ["线路终止证明", "已证实", "经具名工作人员声明", "2026年11月22日"] {
        assert!(text.contains(said), "{text}");
    }
}

// What another system wrote is printed as it is: nothing in it is taken for a command of the typesetter.
#[test]
fn nothing_said_is_a_command() {
    let said = bare(&printed(PaperKind::Certificate, Language::En).text());
    assert!(said.contains("#panic()*closed*$quota$_refused_"), "{said}");
    let said = bare(&printed(PaperKind::FinalBill, Language::En).text());
    assert!(said.contains("#eval(\"1+1\")@here") && said.contains("$x$"), "{said}");
}

// Amounts are written as each language writes them, with all their decimals, and a minus stands before its number.
#[test]
fn amounts_follow_the_language() {
    let said = |language| bare(&printed(PaperKind::Quote, language).text());
    assert!(said(Language::En).contains("OMR-23.579"));
    assert!(said(Language::Zh).contains("-23.579阿曼里亚尔"));
    let words = printed(PaperKind::Quote, Language::Ar).words();
    assert!(words.iter().any(|word| word.text == "-23.579"), "{words:?}");
}

// The same paper in the same language is the same file, whenever it is printed.
#[test]
fn a_paper_is_printed_alike_twice() {
    let once = PRESS.pdf(&paper(PaperKind::Receipt), Language::Zh).unwrap();
    assert_eq!(once, Press::new(FONTS).pdf(&paper(PaperKind::Receipt), Language::Zh).unwrap());
}

// The longest archive is printed whole, below the limit of pages, and its code gives its essence.
#[test]
fn the_longest_archive_is_printed() {
    let records = u32::try_from(masalama_core::paper::ARCHIVE_RECORDS_MAX).unwrap();
    let pdf = Pdf::new(&PRESS.pdf(&made::long_archive(records), Language::En).unwrap());
    let pages: usize = pdf.info("Pages").parse().unwrap();
    assert!((10..PAGES_MAX).contains(&pages), "{pages} pages");
    assert!(bare(&pdf.text()).contains(&bare(&page_of(pages))));
    assert!(matches!(verify_code(&pdf.scanned(), Some(&verifying())), Ok(Decoded::Brief(_))));
}

fn page_of(page: usize) -> String {
    let with = [("page", page.to_string()), ("pages", page.to_string())];
    Voice::plain(Language::En).text_with(DocumentText::DocumentPage, &with)
}

// A long paper that was signed before there were briefs has no code, and is printed without one.
#[test]
fn a_long_paper_of_old_has_no_code() {
    let paper: Value = serde_json::from_slice(&made::long_archive(300)).unwrap();
    let Value::Object(mut paper) = paper else { panic!() };
    assert!(paper.remove("brief").is_some());
    let mut old = serde_json::to_vec(&paper).unwrap();
    old.push(b'\n');
    assert!(verify(&old, Some(&verifying())).unwrap().is_trusted && code_of(&old).is_none());
    let pdf = Pdf::new(&PRESS.pdf(&old, Language::En).unwrap());
    assert!(!pdf.structure().contains("Figure"));
    assert!(!pdf.text().contains("Scan"));
}
