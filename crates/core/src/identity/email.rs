//! The address a person reads mail at.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{IdentityError, IdentityKind, decode, digits};

/// The most octets of a whole address. *Source*: RFC 5321, section 4.5.3.1.3, less the two angle brackets.
const ADDRESS_MAX: usize = 254;
/// The most octets before the `@`. *Source*: RFC 5321, section 4.5.3.1.1.
const LOCAL_MAX: usize = 64;
/// Stands for what is hidden, whatever its length.
const HIDDEN: &str = "•••";

/// An e-mail address, as its domain is spelled in the mail system.
///
/// *Shape*: `local@domain`, at most 254 characters, 64 of them before the `@`. Before it stand letters and digits of ASCII and
/// ``!#$%&'*+-/=?^_`{|}~``, with single dots between; quoted forms and letters of other scripts are refused, since many servers bounce them. The
/// domain has at least two labels, is kept in lower case, and one in another script becomes its ASCII form. What stands before the `@`
/// keeps its case: only the domain's own server knows whether it counts.
///
/// It cannot hold a space, a control character, a comma or a bracket, so that it can stand in a header and in a command as it is.
///
/// *Source*: RFC 5321, sections 4.1.2 and 4.5.3.1; RFC 5322, section 3.4.1; UTS 46 for the domain.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Email(String);

impl Email {
    /// Reads an address as typed.
    ///
    /// # Errors
    ///
    /// [`IdentityError::Empty`] and [`TooLong`](IdentityError::TooLong); [`NoMailbox`](IdentityError::NoMailbox) and
    /// [`NoMailDomain`](IdentityError::NoMailDomain) say on which side of the `@` to look.
    pub fn parse(typed: &str) -> Result<Self, IdentityError> {
        let kind = IdentityKind::Email;
        let too_long = IdentityError::TooLong { kind, max_chars: ADDRESS_MAX };
        // A domain of another script is shorter as typed than as kept, never longer than this.
        if typed.len() > 4 * ADDRESS_MAX {
            return Err(too_long);
        }
        let typed = typed.trim_matches(is_form);
        if typed.is_empty() {
            return Err(IdentityError::Empty { kind });
        }
        let (local, domain) = typed.rsplit_once('@').ok_or(IdentityError::NoMailDomain)?;
        if !is_local(local) {
            return Err(IdentityError::NoMailbox);
        }
        let domain = idna::domain_to_ascii_strict(domain).map_err(|_| IdentityError::NoMailDomain)?;
        if !is_domain(&domain) {
            return Err(IdentityError::NoMailDomain);
        }
        let address = format!("{local}@{domain}");
        if address.len() > ADDRESS_MAX { Err(too_long) } else { Ok(Self(address)) }
    }

    /// The full address. The only way to it: each use must be one that may see it (invariant I9).
    #[must_use]
    pub fn unmasked(&self) -> &str {
        &self.0
    }
}

/// Spaces and marks around a copied address; a hyphen may belong to it.
fn is_form(typed: char) -> bool {
    typed != '-' && digits::is_filler(typed)
}

/// Atoms of ASCII with single dots between.
fn is_local(local: &str) -> bool {
    let is_atom = |atom: &str| {
        !atom.is_empty()
            && atom.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
    };
    local.len() <= LOCAL_MAX && local.split('.').all(is_atom)
}

/// Two labels or more, and no address of digits alone: mail there is not a person's.
fn is_domain(domain: &str) -> bool {
    let labels: Vec<&str> = domain.split('.').collect();
    let last_is_word = labels.last().is_some_and(|last| last.bytes().any(|b| b.is_ascii_alphabetic()));
    labels.len() >= 2 && last_is_word && labels.iter().all(|label| (1..=63).contains(&label.len()))
}

/// The first character before the `@`, and the last label: enough to tell one's own addresses apart, whatever their length.
impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (local, domain) = self.0.split_once('@').unwrap_or((&self.0, ""));
        let first = local.chars().next().unwrap_or('•');
        let last = domain.rsplit('.').next().unwrap_or_default();
        write!(f, "{first}{HIDDEN}@{HIDDEN}.{last}")
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Email({self})")
    }
}

impl Serialize for Email {
    /// The full address: it only goes to the table that can be erased, and to the wire.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Email {
    /// Reads through [`Email::parse`]; the error text holds no part of the address.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        decode::text(deserializer, IdentityKind::Email, Self::parse)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    // An address is kept as it is typed but for its domain, which has one spelling.
    #[test]
    fn a_sound_address_is_accepted() {
        for (typed, kept) in [
            ("Maryam.S@Example.OM", "Maryam.S@example.om"),
            (" \u{200E}a+b@mail.test\n", "a+b@mail.test"),
            ("o'brien@example.co.uk", "o'brien@example.co.uk"),
            ("li@例子.测试", "li@xn--fsqu00a.xn--0zwm56d"),
        ] {
            let email = Email::parse(typed).unwrap();
            assert_eq!(email.unmasked(), kept);
            assert_eq!(Email::parse(email.unmasked()).unwrap(), email);
        }
    }

    // Whatever could end a header, begin another address or leave the command line is refused, and so is what no server takes.
    #[test]
    fn what_is_no_address_is_refused() {
        for typed in [
            "a@b.test\r\nBcc: x@y.test",
            "a\r\nb@c.test",
            "a b@c.test",
            "a,b@c.test",
            "<a@b.test>",
            "a@b@c.test",
            "\"a\"@b.test",
            ".a@b.test",
            "a..b@c.test",
            "@b.test",
            "مريم@example.om",
            "a\0@b.test",
        ] {
            assert_eq!(Email::parse(typed), Err(IdentityError::NoMailbox), "{typed:?}");
        }
        for typed in [
            "a",
            "a@",
            "a@b",
            "a@b..test",
            "a@[127.0.0.1]",
            "a@127.0.0.1",
            "a@b.te st",
            "a@b.test>",
            "a@-b.test",
        ] {
            assert_eq!(Email::parse(typed), Err(IdentityError::NoMailDomain), "{typed:?}");
        }
        let kind = IdentityKind::Email;
        assert_eq!(Email::parse(" \t"), Err(IdentityError::Empty { kind }));
        assert_eq!(Email::parse(&format!("{}@b.test", "a".repeat(65))), Err(IdentityError::NoMailbox));
        let long = format!("a@{}.test", vec!["b".repeat(60); 5].join("."));
        assert!(Email::parse(&long).is_err());
    }

    // The mask tells neither the name nor its length nor the house.
    #[test]
    fn both_texts_are_masked() {
        let email = Email::parse("maryam.s@company.example.om").unwrap();
        assert_eq!(email.to_string(), "m•••@•••.om");
        assert_eq!(format!("{email:?}"), "Email(m•••@•••.om)");
        assert_eq!(serde_json::to_string(&email).unwrap(), "\"maryam.s@company.example.om\"");
        let refused = serde_json::from_str::<Email>("\"maryam s@example.om\"").unwrap_err().to_string();
        assert!(!refused.contains("maryam"), "{refused}");
    }

    proptest! {
        // Whatever is accepted stands in one line of ASCII without a space, and reads back the same.
        #[test]
        fn what_is_accepted_is_safe_in_a_header(typed in "\\PC{0,40}@\\PC{1,20}\\.[a-z]{2,6}") {
            if let Ok(email) = Email::parse(&typed) {
                prop_assert!(email.unmasked().bytes().all(|b| b.is_ascii_graphic()));
                prop_assert!(email.unmasked().len() <= ADDRESS_MAX);
                prop_assert_eq!(Email::parse(email.unmasked()).unwrap(), email);
            }
        }
    }
}
