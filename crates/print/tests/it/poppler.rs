//! Foreign readers of PDF and of QR codes: Poppler's and ZBar's programs.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Where Debian's fonts are.
pub(crate) const FONTS: &str = "/usr/share/fonts/truetype";

/// A PDF in a folder of its own.
pub(crate) struct Pdf {
    folder: tempfile::TempDir,
}

/// A word and where it stands on its page. *Units*: hundredths of a point.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    pub(crate) text: String,
    pub(crate) left: u32,
    pub(crate) right: u32,
}

impl Word {
    pub(crate) fn width(&self) -> u32 {
        self.right - self.left
    }
}

impl Pdf {
    pub(crate) fn new(bytes: &[u8]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("paper.pdf"), bytes).unwrap();
        Self { folder }
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Vec<u8> {
        let ran = Command::new(program).args(arguments).current_dir(self.folder.path()).output().unwrap();
        assert!(ran.status.success(), "{program}: {}", String::from_utf8_lossy(&ran.stderr));
        ran.stdout
    }

    fn told(&self, program: &str, arguments: &[&str]) -> String {
        String::from_utf8(self.run(program, arguments)).unwrap()
    }

    /// What `pdfinfo` says under this name.
    pub(crate) fn info(&self, name: &str) -> String {
        let told = self.told("pdfinfo", &["-enc", "UTF-8", "paper.pdf"]);
        let line = told.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        line.unwrap_or_else(|| panic!("no {name} in {told}")).trim().to_owned()
    }

    /// The tags of its parts, as a screen reader walks through them.
    pub(crate) fn structure(&self) -> String {
        String::from_utf8_lossy(&self.run("pdfinfo", &["-struct", "paper.pdf"])).into_owned()
    }

    /// The same with what each part says.
    pub(crate) fn read_aloud(&self) -> String {
        String::from_utf8_lossy(&self.run("pdfinfo", &["-struct-text", "paper.pdf"])).into_owned()
    }

    /// Whether this stands in the file as it is written.
    pub(crate) fn has(&self, written: &str) -> bool {
        let bytes = std::fs::read(self.folder.path().join("paper.pdf")).unwrap();
        bytes.windows(written.len()).any(|window| window == written.as_bytes())
    }

    /// Each font: its name, and whether it is embedded, as a subset, with a way back to Unicode.
    pub(crate) fn fonts(&self) -> Vec<(String, bool)> {
        let told = self.told("pdffonts", &["paper.pdf"]);
        let font = |line: &str| {
            let words: Vec<_> = line.split_whitespace().collect();
            (words[0].to_owned(), words.windows(3).any(|three| three == ["yes", "yes", "yes"]))
        };
        told.lines().skip(2).map(font).collect()
    }

    /// All its text.
    pub(crate) fn text(&self) -> String {
        self.told("pdftotext", &["-enc", "UTF-8", "-layout", "paper.pdf", "-"])
    }

    /// Its words from left to right as they are drawn: an Arabic one begins with its last letter.
    pub(crate) fn words(&self) -> Vec<Word> {
        let told = self.told("pdftotext", &["-enc", "UTF-8", "-bbox", "paper.pdf", "-"]);
        let at = |line: &str, name: &str| {
            let digits: String =
                line.split(name).nth(1).unwrap().chars().skip(2).take_while(|c| *c != '"').collect();
            let (whole, part) = digits.split_once('.').unwrap();
            whole.parse::<u32>().unwrap() * 100 + part.get(..2).unwrap().parse::<u32>().unwrap()
        };
        let word = |line: &str| Word {
            text: line.split('>').nth(1).unwrap().split('<').next().unwrap().to_owned(),
            left: at(line, "xMin"),
            right: at(line, "xMax"),
        };
        told.lines().map(str::trim).filter(|line| line.starts_with("<word")).map(word).collect()
    }

    /// The first word that reads so, drawn from right to left.
    pub(crate) fn arabic(&self, word: &str) -> Word {
        let drawn: String = word.chars().rev().collect();
        let words = self.words();
        let found = words.iter().find(|one| one.text == drawn);
        found.unwrap_or_else(|| panic!("no {word} among {words:?}")).clone()
    }

    /// The files attached to it.
    pub(crate) fn attached(&self, name: &str) -> Vec<u8> {
        self.run("pdfdetach", &["-saveall", "-o", ".", "paper.pdf"]);
        std::fs::read(self.folder.path().join(name)).unwrap()
    }

    /// A picture of its first page.
    pub(crate) fn picture(&self, dots_per_inch: u32) -> PathBuf {
        let dots = dots_per_inch.to_string();
        self.run(
            "pdftoppm",
            &["-r", &dots, "-f", "1", "-l", "1", "-singlefile", "-png", "paper.pdf", "page"],
        );
        self.folder.path().join("page.png")
    }

    /// What a scanner reads off its first page.
    pub(crate) fn scanned(&self) -> String {
        let picture = self.picture(200);
        self.told("zbarimg", &["-q", "--raw", "-Sdisable", "-Sqrcode.enable", &shown(&picture)])
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
