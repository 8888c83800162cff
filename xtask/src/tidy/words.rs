//! Words: what people and programs read uses the glossary's words.
//!
//! The list is the column "we do not say" of `GLOSSARY.md`: what stands there in backticks is looked for, in every simple form of the word. Read are the English
//! message catalogues and the names in the description of the HTTP interface. The glossary's table of allowed phrases is for standards' own names.
//!
//! Arabic and Chinese have columns of their own. Their words are looked for as they stand, anywhere: both write what belongs to a word without a space.

use super::Finding;
use super::tree::{File, Tree};

/// Where the words are.
const GLOSSARY: &str = "GLOSSARY.md";
/// Where the description of the HTTP interface may be.
const DESCRIPTIONS: [&str; 2] = ["openapi.json", "docs/openapi.json"];
/// Keys of the description whose texts are names.
const NAMING_KEYS: [&str; 5] = ["operationId", "name", "enum", "const", "required"];

/// A language that has columns of its own: the name of its catalogues, the column of what we do not say, and the column of what we say.
struct Tongue {
    /// The name of the folder, or of the file, of its catalogues.
    tag: &'static str,
    /// The column of the words we do not say.
    unwanted: &'static str,
    /// The column of the words we say.
    ours: &'static str,
}

/// The languages beside English.
const TONGUES: [Tongue; 2] = [
    Tongue { tag: "ar", unwanted: "لا نقول", ours: "عربي" },
    Tongue { tag: "zh", unwanted: "不说", ours: "中文" },
];

/// A word we do not say.
#[derive(Debug, PartialEq, Eq)]
struct Synonym {
    /// The word.
    word: String,
    /// What we say in its place.
    instead: String,
}

impl Synonym {
    /// The sentence of a finding.
    fn told(&self) -> String {
        let Self { word, instead } = self;
        format!("`{word}` is not our word: say `{instead}` ({GLOSSARY})")
    }
}

/// Finds words the glossary does not want.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let Some(glossary) = tree.get(GLOSSARY) else { return Vec::new() };
    let synonyms = synonyms(glossary, "we do not say", "we say");
    if synonyms.is_empty() {
        let what = "no word was found: a table needs the columns \"we say\" and \"we do not say\"".to_owned();
        return vec![Finding::new(GLOSSARY, 1, what)];
    }
    let allowed: Vec<_> = rows(glossary, "allowed", "why").flat_map(|(phrases, _)| phrases).collect();
    let catalogues = messages(tree, "en");
    let descriptions = DESCRIPTIONS.iter().filter_map(|path| tree.get(path));
    let names = descriptions.flat_map(|file| names(file).into_iter().map(move |(at, name)| (file, at, name)));
    let mut findings = Vec::new();
    for (file, number, text) in catalogues.chain(names) {
        let text = normal(text, &allowed);
        let said = synonyms.iter().filter(|synonym| find(&text, &synonym.word).is_some());
        findings.extend(said.map(|synonym| Finding::new(&file.path, number, synonym.told())));
    }
    findings.extend(TONGUES.iter().flat_map(|tongue| check_tongue(tree, glossary, tongue)));
    findings
}

/// Finds the words a language other than English does not want.
fn check_tongue(tree: &Tree, glossary: &File, tongue: &Tongue) -> Vec<Finding> {
    let synonyms = synonyms(glossary, tongue.unwanted, tongue.ours);
    let mut findings = Vec::new();
    for (file, number, text) in messages(tree, tongue.tag) {
        let plain = unmarked(text);
        let said =
            synonyms.iter().filter(|synonym| [text, &plain].iter().any(|text| text.contains(&synonym.word)));
        findings.extend(said.map(|synonym| Finding::new(&file.path, number, synonym.told())));
    }
    if synonyms.is_empty() && messages(tree, tongue.tag).next().is_some() {
        let (unwanted, ours) = (tongue.unwanted, tongue.ours);
        let what = format!("no word was found: a table needs the columns \"{ours}\" and \"{unwanted}\"");
        findings.push(Finding::new(GLOSSARY, 1, what));
    }
    findings
}

/// The text without the marks over and under Arabic letters, which one hand writes and another leaves out.
fn unmarked(text: &str) -> String {
    text.chars().filter(|letter| !('\u{64B}'..='\u{652}').contains(letter)).collect()
}

/// The words in the column `unwanted`, each with what stands in the column `ours`.
fn synonyms(glossary: &File, unwanted: &str, ours: &str) -> Vec<Synonym> {
    let of_row = |(words, instead): (Vec<String>, String)| {
        words.into_iter().map(move |word| Synonym { word, instead: instead.clone() })
    };
    rows(glossary, unwanted, ours).flat_map(of_row).collect()
}

/// The lines of a language's catalogues, without comments: file, line and text.
fn messages<'a>(tree: &'a Tree, tag: &'static str) -> impl Iterator<Item = (&'a File, usize, &'a str)> {
    tree.files().filter(move |file| is_catalogue(file, tag)).flat_map(|file| {
        file.lines().filter(|(_, line)| !line.starts_with('#')).map(move |(at, line)| (file, at, line))
    })
}

/// The rows of the glossary's tables that have both columns: what stands in backticks in one, and the plain text of the other.
fn rows<'a>(
    glossary: &'a File,
    terms: &str,
    beside: &str,
) -> impl Iterator<Item = (Vec<String>, String)> + 'a {
    let (terms, beside) = (terms.to_owned(), beside.to_owned());
    let mut columns = None;
    glossary.text.lines().filter_map(move |line| {
        let Some(row) = line.trim().strip_prefix('|') else {
            columns = None;
            return None;
        };
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let column = |name: &str| cells.iter().position(|cell| *cell == name);
        if let (Some(terms), Some(beside)) = (column(&terms), column(&beside)) {
            columns = Some((terms, beside));
            return None;
        }
        let (terms, beside) = columns?;
        let words = cells.get(terms)?.split('`').skip(1).step_by(2).map(str::to_lowercase).collect();
        Some((words, (*cells.get(beside)?).to_owned()))
    })
}

/// Is it a message catalogue in this language?
fn is_catalogue(file: &File, tag: &str) -> bool {
    let is_in_it = |part: &str| {
        let stem = part.strip_suffix(".ftl").unwrap_or(part);
        stem.strip_prefix(tag).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    file.path.ends_with(".ftl") && file.parts().any(|part| part == "locales") && file.parts().any(is_in_it)
}

/// The names in a JSON description, with their lines: every key, and the texts under keys that hold names.
fn names(file: &File) -> Vec<(usize, &str)> {
    let mut names = Vec::new();
    let mut is_naming = false;
    for (number, line) in file.lines() {
        let mut rest = line;
        while let Some((text, after)) = next_string(rest) {
            rest = after;
            if after.trim_start().starts_with(':') {
                is_naming = NAMING_KEYS.contains(&text);
                names.push((number, text));
            } else if is_naming {
                names.push((number, text));
            }
        }
    }
    names
}

/// The next string of a line of JSON without its quotes, and what follows it.
fn next_string(line: &str) -> Option<(&str, &str)> {
    let start = line.find('"')? + 1;
    let mut is_escaped = false;
    let length = line[start..].find(|letter| {
        let is_end = letter == '"' && !is_escaped;
        is_escaped = letter == '\\' && !is_escaped;
        is_end
    })?;
    Some((&line[start..start + length], &line[start + length + 1..]))
}

/// The text in small letters, `camelCase` and `snake_case` in words, without variables and allowed phrases.
fn normal(text: &str, allowed: &[String]) -> String {
    let mut plain = String::new();
    let mut is_variable = false;
    let mut is_after_small = false;
    for letter in text.chars() {
        is_variable = letter == '$' || is_variable && (letter.is_alphanumeric() || "-_".contains(letter));
        if is_variable || letter == '_' {
            plain.push(' ');
        } else {
            if letter.is_uppercase() && is_after_small {
                plain.push(' ');
            }
            plain.extend(letter.to_lowercase());
        }
        is_after_small = letter.is_lowercase() || letter.is_ascii_digit();
    }
    for phrase in allowed {
        while let Some((start, end)) = find(&plain, phrase) {
            plain.replace_range(start..end, "·");
        }
    }
    plain
}

/// Where `term` stands in `text` as a whole word, in a simple form: with `s`, `es`, `d`, `ed`, `ing`, or its last letter doubled before them.
///
/// A space in the term is met by a space or a hyphen.
fn find(text: &str, term: &str) -> Option<(usize, usize)> {
    let spaced = text.replace('-', " ");
    let text = if term.contains(' ') { spaced.as_str() } else { text };
    let last = term.chars().next_back()?;
    for (start, _) in text.match_indices(term) {
        let is_inside = text[..start].chars().next_back().is_some_and(char::is_alphanumeric);
        let after = &text[start + term.len()..];
        let tail = &after[..after.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(after.len())];
        let doubled = tail.strip_prefix(last).is_some_and(|tail| matches!(tail, "ed" | "ing"));
        if !is_inside && (doubled || matches!(tail, "" | "s" | "es" | "d" | "ed" | "ing")) {
            return Some((start, start + term.len() + tail.len()));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::tree::fixture;

    /// A small glossary.
    const WORDS: &str = "# G\n\n| we say | meaning | we do not say |\n|---|---|---|\n\
        | retract | x | `cancel` (that is Cancel Location) |\n| case | x | `ticket`, phone (a device) |\n\
        | task | x | `to-do` |\n\n| we say | عربي | لا نقول | 中文 | 不说 |\n|---|---|---|---|---|\n\
        | bank | المصرف | `بنك`, `اً` | 银行 | |\n| staff | الموظفون | | 工作人员 | `员工` |\n\n| allowed | why |\n|---|---|\n| `Cancel Location` | its name |\n";

    /// What the check says of a file.
    fn told(path: &str, text: &str) -> Vec<String> {
        check(&fixture(&[(GLOSSARY, WORDS), (path, text)])).iter().map(Finding::to_string).collect()
    }

    #[test]
    fn an_unwanted_word_is_found_in_messages() {
        // Two words for one thing confuse whoever reads both, in whatever form they come.
        let path = "crates/language/locales/en/case.ftl";
        let text = "# a ticket in a comment\nclosed = Your tickets were cancelled\nto-do-title = Here\n";
        assert_eq!(
            told(path, text),
            [
                "crates/language/locales/en/case.ftl:2: `cancel` is not our word: say `retract` (GLOSSARY.md)",
                "crates/language/locales/en/case.ftl:2: `ticket` is not our word: say `case` (GLOSSARY.md)",
                "crates/language/locales/en/case.ftl:3: `to-do` is not our word: say `task` (GLOSSARY.md)",
            ]
        );
    }

    #[test]
    fn standards_variables_other_languages_and_plain_words_are_free() {
        // A standard's own name stays, a variable is seen by nobody, and only what is in backticks is unwanted.
        let text = "a = Cancel Location, what to do, { $ticket-id }, cancellation, your phone\n";
        assert!(told("crates/language/locales/en.ftl", text).is_empty());
        assert!(told("crates/language/locales/ar/case.ftl", "a = ticket\n").is_empty());
    }

    #[test]
    fn an_unwanted_word_is_found_in_public_names() {
        // Programs read names for years: keys and listed values count, prose in descriptions does not.
        let text = "{\n \"CancelRequest\": { \"description\": \"a \\\"ticket\\\" \" },\n \"enum\": [\"cancel_location\",\n  \"ticket_closed\"]\n}\n";
        let told = told("docs/openapi.json", text);
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].starts_with("docs/openapi.json:2: `cancel`"));
        assert!(told[1].starts_with("docs/openapi.json:4: `ticket`"));
    }

    #[test]
    fn arabic_and_chinese_have_words_of_their_own() {
        // Each language is looked through with its own words only, inside longer words too, with and without the marks of Arabic.
        let ar = "crates/language/locales/ar/case.ftl";
        let unwanted = |path: &str, line: usize, word: &str, ours: &str| {
            format!("{path}:{line}: `{word}` is not our word: say `{ours}` (GLOSSARY.md)")
        };
        let text = "# بنك\na = وللبَنْك\nb = مصرف\nc = حرفاً\nd = حرفًا، 员工\n";
        assert_eq!(told(ar, text), [unwanted(ar, 2, "بنك", "المصرف"), unwanted(ar, 4, "اً", "المصرف")]);
        let zh = "crates/language/locales/zh.ftl";
        assert_eq!(told(zh, "a = 由员工办理，بنك\nb = 工作人员\n"), [unwanted(zh, 1, "员工", "工作人员")]);
    }

    #[test]
    fn a_glossary_without_words_is_told() {
        // If a table changes its shape, this check must not fall silent, in any language.
        let found = check(&fixture(&[(GLOSSARY, "# G\n")]));
        assert!(found[0].what.contains("no word was found"));
        let english = WORDS.replace("不说", "不");
        let found = check(&fixture(&[(GLOSSARY, &english), ("locales/zh/a.ftl", "a = 员工\n")]));
        assert!(found.len() == 1 && found[0].what.contains("no word was found"), "{found:?}");
    }
}
