//! Does an address look like one that is known, without being it?

use std::fmt;

use serde::Serialize;

use crate::policy::{Address, Party, Policies, Way, compared_name};

/// The shortest name that another is held against; a shorter one resembles any word.
const NAME_CHARS_MIN: usize = 5;
/// The shortest name that is looked for inside others.
const INSIDE_CHARS_MIN: usize = 6;
/// From this length on two letters may differ, below it one.
const TWO_LETTERS_FROM_CHARS: usize = 8;
/// The longest label of a host. *Source*: RFC 1035, section 2.3.4.
const LABEL_CHARS_MAX: usize = 63;

/// In what way an address resembles a known one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Likeness {
    /// The known host stands in front, and somebody else's behind it.
    KnownHostInFront,
    /// The known host is shown before an `@`; the link goes to what stands behind it.
    ShownBeforeAt,
    /// The same name under another ending.
    OtherEnding,
    /// Letters that only look the same.
    LookAlikeLetters,
    /// A letter or two more, fewer or others.
    Misspelt,
    /// The name with a word added to it.
    AddedWord,
    /// The known host with its dots taken out or replaced.
    DotsReplaced,
    /// The name as that of an account, and no such account is known.
    NameOfAccount,
}

impl fmt::Display for Likeness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::KnownHostInFront => {
                "the known name stands in front, and the address belongs to what stands behind it"
            }
            Self::ShownBeforeAt => {
                "what stands before the @ is only shown; the link goes to what stands behind it"
            }
            Self::OtherEnding => "the same name under another ending",
            Self::LookAlikeLetters => "letters that only look the same",
            Self::Misspelt => "a letter or two are different",
            Self::AddedWord => "the name with something added to it",
            Self::DotsReplaced => "the dots of the known name are taken out or replaced",
            Self::NameOfAccount => "anybody can give an account this name",
        })
    }
}

/// What `address` resembles, whose that is, and in what way.
pub(super) fn found(address: &Address, policies: &Policies) -> Option<(String, String, Likeness)> {
    match address {
        Address::Site { host, shown_before } => of_site(host, shown_before.as_deref(), policies),
        Address::Email { local, host } => of_site(host, None, policies).or_else(|| {
            of_name(local, policies, Likeness::AddedWord).filter(|_| !is_known_host(host, policies))
        }),
        Address::Account { name, .. } => of_name(name, policies, Likeness::NameOfAccount),
        Address::National { .. } | Address::International(_) | Address::Ussd(_) => None,
    }
}

/// A host of a known site, and whose it is.
fn hosts(policies: &Policies) -> impl Iterator<Item = (&Party, &str)> {
    policies.parties().flat_map(|party| {
        let sites = party.contacts.iter().filter(|contact| contact.way == Way::Site);
        sites.filter_map(move |contact| match contact.compared.as_ref()? {
            Address::Site { host, .. } => Some((party, host.as_str())),
            Address::National { .. }
            | Address::International(_)
            | Address::Ussd(_)
            | Address::Email { .. }
            | Address::Account { .. } => None,
        })
    })
}

fn is_known_host(host: &str, policies: &Policies) -> bool {
    hosts(policies).any(|(_, known)| crate::policy::within(host, known))
}

fn of_site(host: &str, shown: Option<&str>, policies: &Policies) -> Option<(String, String, Likeness)> {
    let by_host = hosts(policies).find_map(|(party, known)| {
        if shown.is_some_and(|shown| shown.contains(known)) {
            return Some((known.to_owned(), party.name.clone(), Likeness::ShownBeforeAt));
        }
        Some((known.to_owned(), party.name.clone(), of_host(host, known)?))
    });
    if is_known_host(host, policies) {
        return by_host.filter(|(_, _, why)| *why == Likeness::ShownBeforeAt);
    }
    by_host.or_else(|| of_name(host, policies, Likeness::AddedWord))
}

/// How `host` resembles the host `known`; none where it does not.
fn of_host(host: &str, known: &str) -> Option<Likeness> {
    if crate::policy::within(host, known) {
        return None;
    }
    if format!(".{host}.").contains(&format!(".{known}.")) {
        return Some(Likeness::KnownHostInFront);
    }
    let (shown, _) = idna::domain_to_unicode(host);
    let (joined, hyphened) = (known.replace('.', ""), known.replace('.', "-"));
    let name = known.split('.').next().unwrap_or(known);
    let labels =
        shown.split('.').zip(host.split('.')).filter(|(label, _)| label.len() <= 4 * LABEL_CHARS_MAX);
    labels.filter_map(|(label, _)| of_label(label, name, &joined, &hyphened)).next()
}

fn of_label(label: &str, name: &str, joined: &str, hyphened: &str) -> Option<Likeness> {
    let parts = format!("-{label}-");
    if parts.contains(&format!("-{joined}-")) || parts.contains(&format!("-{hyphened}-")) {
        return Some(Likeness::DotsReplaced);
    }
    let length = name.chars().count();
    if length < NAME_CHARS_MIN {
        return None;
    }
    if label == name {
        return Some(Likeness::OtherEnding);
    }
    let (seen, meant) = (skeleton(label), skeleton(name));
    if seen == meant {
        return Some(Likeness::LookAlikeLetters);
    }
    if distance(&seen, &meant) == 1 {
        return Some(Likeness::Misspelt);
    }
    if length >= INSIDE_CHARS_MIN && label.contains(name) {
        return Some(Likeness::AddedWord);
    }
    if length >= INSIDE_CHARS_MIN && seen.contains(&meant) {
        return Some(Likeness::LookAlikeLetters);
    }
    let allowed = if length < TWO_LETTERS_FROM_CHARS { 1 } else { 2 };
    let mut words = label.split('-').map(skeleton).chain(std::iter::once(seen.clone()));
    words.any(|word| distance(&word, &meant) <= allowed).then_some(Likeness::Misspelt)
}

/// The party whose name stands in `text`, as it is or in letters that look like it.
fn of_name(text: &str, policies: &Policies, why: Likeness) -> Option<(String, String, Likeness)> {
    let (shown, _) = idna::domain_to_unicode(text);
    let seen = skeleton(&compared_name(&shown));
    policies.operators().find_map(|party| {
        let mut names = party.names().filter(|name| compared_name(name).chars().count() >= INSIDE_CHARS_MIN);
        let name = names.find(|name| seen.contains(&skeleton(&compared_name(name))))?;
        Some((name.to_owned(), party.name.clone(), why))
    })
}

/// The word as the eye takes it in: each letter replaced by the plain one it looks like.
///
/// *Source*: the idea is that of Unicode Technical Standard 39, section 4; the table holds only what resembles `a` to `z`.
fn skeleton(word: &str) -> String {
    let plain: String = word.chars().flat_map(char::to_lowercase).filter_map(plain).collect();
    plain.replace("rn", "m").replace("vv", "w").replace("cl", "d")
}

fn plain(letter: char) -> Option<char> {
    Some(match letter {
        '0' | 'о' | 'ο' | 'օ' | 'ө' | 'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ő' | 'ọ' | 'ơ' => {
            'o'
        }
        '1' | 'і' | 'ι' | 'ı' | 'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ị' | 'l' | 'ł' | 'ӏ' | 'ĺ' | '|' | 'i' => {
            'l'
        }
        '3' | 'е' | 'ε' | 'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' | 'ẹ' | 'ė' => 'e',
        '4' | '@' | 'а' | 'α' | 'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' | 'ạ' => 'a',
        '5' | '$' | 'ѕ' | 'ś' | 'ş' | 'š' | 'ș' => 's',
        '7' | 'т' | 'τ' | 'ţ' | 'ť' | 'ț' => 't',
        'с' | 'ç' | 'ć' | 'č' | 'ϲ' => 'c',
        'ԁ' | 'ď' | 'đ' => 'd',
        'м' => 'm',
        'п' | 'ո' | 'ñ' | 'ń' | 'ň' | 'η' | 'ņ' => 'n',
        'р' | 'ρ' => 'p',
        'г' | 'ř' | 'ŕ' => 'r',
        'υ' | 'ս' | 'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ụ' | 'ư' => 'u',
        'ν' | 'ѵ' => 'v',
        'ѡ' | 'ԝ' | 'ŵ' | 'ω' => 'w',
        'х' | 'χ' => 'x',
        'у' | 'γ' | 'ý' | 'ÿ' => 'y',
        'һ' => 'h',
        'ј' => 'j',
        'к' | 'κ' => 'k',
        'ƒ' => 'f',
        'ь' | 'в' | 'β' => 'b',
        // Marks that join the letter before them, and hyphens, which the eye skips.
        '\u{0300}'..='\u{036F}' | '-' => return None,
        other => other,
    })
}

/// How many letters were put in, left out, changed or swapped with a neighbour.
///
/// *Source*: Damerau 1964, in the restricted form in which no letter is touched twice.
fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len().abs_diff(other.len()) > 2 {
        return usize::MAX;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=other.len()).collect();
    for (row, a) in one.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, b) in other.iter().enumerate() {
            let changed = above[column] + usize::from(a != b);
            let mut best = changed.min(above[column + 1] + 1).min(current[column] + 1);
            if row > 0 && column > 0 && *a == other[column - 1] && one[row - 1] == *b {
                best = best.min(before[column - 1] + 1);
            }
            current.push(best);
        }
        before = std::mem::replace(&mut above, current);
    }
    above[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_distance_counts_slips_of_the_hand() {
        // One slip is one: a letter more, less, other, or swapped with its neighbour.
        for (one, other, slips) in [
            ("omantel", "omantel", 0),
            ("omantel", "omantell", 1),
            ("omantel", "omntel", 1),
            ("ooredoo", "ooerdoo", 1),
        ] {
            assert_eq!(distance(one, other), slips, "{one} {other}");
        }
        assert_eq!(distance("vodafone", "vodaphone"), 2);
        assert_eq!(distance("a", "omantel"), usize::MAX);
    }

    #[test]
    fn the_skeleton_is_what_the_eye_takes_in() {
        // Two words that look alike have one skeleton; two that do not have two.
        for seen in ["0mantel", "оmаntеl", "ornantel", "OMANTEL", "omante1", "oman-tel"] {
            assert_eq!(skeleton(seen), skeleton("omantel"), "{seen}");
        }
        assert_ne!(skeleton("omantel"), skeleton("omaintel"));
    }

    #[test]
    fn words_that_only_share_letters_resemble_nothing() {
        // A warning that cries at every name teaches people not to read it.
        for host in
            ["example.com", "moments.om", "brennan.com", "women.om", "oman.om", "aware.org", "friends.com"]
        {
            for known in
                ["omantel.om", "ooredoo.om", "vodafone.om", "awasr.om", "rennamobile.com", "tra.gov.om"]
            {
                assert_eq!(of_host(host, known), None, "{host} {known}");
            }
        }
    }
}
