//! An address as typed, brought to the form in which two of them can be compared.

use crate::identity::digits;

/// The longest address that is read. *Units*: characters.
pub const ADDRESS_CHARS_MAX: usize = 300;

/// The fewest digits of a national number behind a country code; fewer is a short code, which has no country code.
const NATIONAL_DIGITS_MIN: usize = 7;

/// What stands before a country code when it is dialled.
const INTERNATIONAL_PREFIX: &str = "00";

/// The sites on which a path names an account.
const MESSENGERS: [&str; 24] = [
    "t.me",
    "telegram.me",
    "telegram.org",
    "wa.me",
    "whatsapp.com",
    "wa.link",
    "m.me",
    "messenger.com",
    "facebook.com",
    "fb.com",
    "fb.me",
    "instagram.com",
    "instagr.am",
    "x.com",
    "twitter.com",
    "tiktok.com",
    "snapchat.com",
    "youtube.com",
    "youtu.be",
    "linkedin.com",
    "threads.net",
    "line.me",
    "signal.me",
    "imo.im",
];

/// The messengers whose accounts are telephone numbers.
const BY_NUMBER: [&str; 3] = ["wa.me", "whatsapp.com", "signal.me"];

/// What an address is, in the one form that is compared.
///
/// It never says whose a number is: numbers are ported, so no prefix decides that.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Address {
    /// A number as dialled in its own country, or a short code: `95011500`, `1500`.
    National {
        /// The country's code: `968`.
        calling_code: String,
        /// What is dialled inside it.
        digits: String,
    },
    /// A number with another country's code, or one whose country code is not known here; `+` is left out.
    International(String),
    /// A code with stars, dialled for a service: `*181#`.
    Ussd(String),
    /// A mail box: what stands before and behind the `@`, in small letters.
    Email {
        /// Before it.
        local: String,
        /// Behind it.
        host: String,
    },
    /// A site, by the host of its link, in small letters and in the form the network uses.
    Site {
        /// The host.
        host: String,
        /// What a link shows before an `@`, which is no part of the host and is there to deceive.
        shown_before: Option<String>,
    },
    /// An account of a messenger or social network.
    Account {
        /// The site it is on; none for a bare `@name`.
        site: Option<String>,
        /// Its name.
        name: String,
        /// The number it is, where the messenger goes by numbers.
        number: Option<Box<Address>>,
    },
}

impl Address {
    /// Reads an address as typed or copied. `calling_code` is that of the country whose numbers may stand without one.
    ///
    /// Nothing that is no address of any kind is read as one: the answer is then `None`.
    #[must_use]
    pub fn read(typed: &str, calling_code: &str) -> Option<Self> {
        if typed.chars().nth(ADDRESS_CHARS_MAX).is_some() {
            return None;
        }
        let text =
            typed.trim_matches(|c: char| digits::is_filler(c) || matches!(c, '<' | '>' | '"' | '\'' | ','));
        let (scheme, rest) = without_scheme(text);
        match scheme {
            Scheme::Tel => number(rest, calling_code),
            Scheme::Mailto => email(rest.split('?').next().unwrap_or(rest)),
            Scheme::Web => link(rest, calling_code),
            Scheme::None => ussd(rest)
                .or_else(|| number(rest, calling_code))
                .or_else(|| handle(rest))
                .or_else(|| email(rest))
                .or_else(|| link(rest, calling_code)),
        }
    }
}

/// What a link begins with.
enum Scheme {
    Tel,
    Mailto,
    Web,
    None,
}

fn without_scheme(text: &str) -> (Scheme, &str) {
    let schemes = [
        ("tel:", Scheme::Tel),
        ("sms:", Scheme::Tel),
        ("mailto:", Scheme::Mailto),
        ("https://", Scheme::Web),
        ("http://", Scheme::Web),
        ("//", Scheme::Web),
    ];
    for (prefix, scheme) in schemes {
        if let Some(head) = text.get(..prefix.len())
            && head.eq_ignore_ascii_case(prefix)
        {
            return (scheme, &text[prefix.len()..]);
        }
    }
    (Scheme::None, text)
}

/// The digits of `text` as ASCII, if it is nothing but a number as people write one.
fn only_digits(text: &str) -> Option<String> {
    let mut found = String::new();
    for c in text.chars() {
        match digits::folded(c) {
            Some(digit) => found.push(digit),
            None if digits::is_filler(c) || matches!(c, '(' | ')' | '.' | '/') => {}
            None => return None,
        }
    }
    (!found.is_empty()).then_some(found)
}

fn number(text: &str, calling_code: &str) -> Option<Address> {
    let trimmed = text.trim_matches(|c: char| digits::is_filler(c) || c == '(');
    if let Some(rest) = trimmed.strip_prefix(['+', '\u{FF0B}']) {
        return Some(with_country_code(only_digits(rest)?, calling_code));
    }
    let dialled = only_digits(trimmed)?;
    if let Some(rest) = dialled.strip_prefix(INTERNATIONAL_PREFIX)
        && !rest.is_empty()
    {
        return Some(with_country_code(rest.to_owned(), calling_code));
    }
    let digits = national(&dialled, calling_code).unwrap_or(dialled);
    Some(Address::National { calling_code: calling_code.to_owned(), digits })
}

fn with_country_code(dialled: String, calling_code: &str) -> Address {
    match national(&dialled, calling_code) {
        Some(digits) => Address::National { calling_code: calling_code.to_owned(), digits },
        None => Address::International(dialled),
    }
}

/// What follows the country code, where one stands in front of a whole number.
fn national(dialled: &str, calling_code: &str) -> Option<String> {
    if calling_code.is_empty() {
        return None;
    }
    let rest = dialled.strip_prefix(calling_code)?;
    (rest.len() >= NATIONAL_DIGITS_MIN).then(|| rest.to_owned())
}

fn ussd(text: &str) -> Option<Address> {
    let starts = text.starts_with(['*', '#']) && text.ends_with('#') && text.len() > 1;
    let code: Option<String> =
        text.chars().map(|c| if matches!(c, '*' | '#') { Some(c) } else { digits::folded(c) }).collect();
    code.filter(|_| starts).map(Address::Ussd)
}

fn handle(text: &str) -> Option<Address> {
    let name = text.strip_prefix('@')?;
    let fits = !name.is_empty() && !name.contains(['@', '/']) && !name.contains(char::is_whitespace);
    fits.then(|| Address::Account { site: None, name: name.to_lowercase(), number: None })
}

fn email(text: &str) -> Option<Address> {
    let (local, host) = text.rsplit_once('@')?;
    if local.is_empty() || local.contains(['/', ':']) || local.contains(char::is_whitespace) {
        return None;
    }
    Some(Address::Email { local: local.to_lowercase(), host: host_of(host)? })
}

fn link(text: &str, calling_code: &str) -> Option<Address> {
    // A browser reads a backslash as a slash, so the host ends there too.
    let end = text.find(['/', '\\', '?', '#']).unwrap_or(text.len());
    let (authority, path) = text.split_at(end);
    let (shown_before, host) = match authority.rsplit_once('@') {
        Some((shown, host)) => (Some(shown.to_lowercase()), host),
        None => (None, authority),
    };
    let host = host_of(host.split(':').next().unwrap_or(host))?;
    let site = host.strip_prefix("www.").unwrap_or(&host);
    let messenger = MESSENGERS.iter().find(|known| within(site, known));
    if let Some(messenger) = messenger {
        return Some(account(messenger, path, calling_code));
    }
    Some(Address::Site { host, shown_before })
}

fn account(site: &str, path: &str, calling_code: &str) -> Address {
    let by_number = BY_NUMBER.contains(&site);
    let number = by_number
        .then(|| path.split(['/', '=', '&', '?', '#']).find(|part| part.len() >= NATIONAL_DIGITS_MIN))
        .flatten()
        .and_then(|part| only_digits(part.trim_start_matches('+')))
        .map(|dialled| Box::new(with_country_code(dialled, calling_code)));
    Address::Account {
        site: Some(site.to_owned()),
        name: path.trim_matches(['/', '\\']).trim_start_matches('@').to_lowercase(),
        number,
    }
}

/// Is `host` the domain itself or below it? Only who holds a domain can make names below it.
#[must_use]
pub(crate) fn within(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

/// The host in the form the network uses: small letters, other scripts as `xn--`.
fn host_of(typed: &str) -> Option<String> {
    let typed = typed.trim_end_matches('.');
    let is_plain = typed.chars().all(|c| !c.is_control() && !c.is_whitespace());
    if !is_plain || !typed.contains(['.', '\u{3002}', '\u{FF0E}', '\u{FF61}']) {
        return None;
    }
    // What the network would not accept is kept as typed: it may still be meant to look like something.
    let host = idna::domain_to_ascii(typed).unwrap_or_else(|_| typed.to_lowercase());
    let has_labels = host.split('.').count() >= 2 && host.split('.').all(|label| !label.is_empty());
    has_labels.then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn national(digits: &str) -> Option<Address> {
        Some(Address::National { calling_code: "968".to_owned(), digits: digits.to_owned() })
    }

    #[test]
    fn one_number_has_one_form_however_it_is_typed() {
        // A number is the same with and without its country code, in any digits; a short code has no country code.
        for typed in [
            "+968 9501 1500",
            "00968-9501-1500",
            "96895011500",
            "(9501) 1500",
            "٩٥٠١١٥٠٠",
            "tel:+96895011500",
        ] {
            assert_eq!(Address::read(typed, "968"), national("95011500"), "{typed}");
        }
        assert_eq!(Address::read("1500", "968"), national("1500"));
        assert_eq!(Address::read("9681500", "968"), national("9681500"));
        assert_eq!(
            Address::read("+971 9501 1500", "968"),
            Some(Address::International("97195011500".to_owned()))
        );
    }

    #[test]
    fn a_link_is_read_as_a_browser_reads_it() {
        // What counts is the host the link goes to, not what it shows before or behind it.
        let host = |typed: &str| match Address::read(typed, "968") {
            Some(Address::Site { host, .. }) => host,
            other => panic!("{typed}: {other:?}"),
        };
        assert_eq!(host("HTTPS://Example.COM./a@b?c#d"), "example.com");
        assert_eq!(host("https://omantel.om@example.com"), "example.com");
        assert_eq!(host("https://example.com\\@omantel.om"), "example.com");
        assert_eq!(host("https://example.com:8443/omantel.om"), "example.com");
        assert_eq!(host("ｅｘａｍｐｌｅ。com"), "example.com");
        assert_eq!(Address::read("no address", "968"), None);
    }
}
