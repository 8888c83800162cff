//! The number that is called.

use rlibphonenumber::{PHONE_NUMBER_UTIL, ParseError, PhoneNumber, PhoneNumberFormat, Region};

use super::{IdentityError, IdentityKind, Lengths, digits, hide};

/// Digits of an international number, without the plus sign.
const LENGTHS: Lengths = Lengths::fixed(5, 15);

/// What is dialled before a country code in Oman and most of the world.
const INTERNATIONAL_PREFIX: &str = "00";

/// An MSISDN, the number that is called.
///
/// *Shape*: kept as `+`, country code and national number, at most 15 digits: `+96891234567`. Typed as `+968…` or
/// `00968…`, or nationally where the region is known ([`Msisdn::parse_in`]). It is refused when its country has no such
/// length or has assigned no such range, by the metadata of `rlibphonenumber`; there is no check digit, so a wrong
/// digit that stays in an assigned range passes.
///
/// The operator is never read from it: numbers are ported, so the prefix names only the first assignee. It may also be
/// a fixed line, since the number a person can be reached on need not be mobile.
///
/// *Source*: ITU-T E.164 (11/2010), clause 6.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Msisdn(String);

hide!(Msisdn, IdentityKind::Msisdn, shown_head: 1);

impl Msisdn {
    /// Reads an international number as typed, beginning with `+` or `00`.
    ///
    /// # Errors
    ///
    /// [`IdentityError::CountryCodeMissing`] where neither stands in front, so that a national number is never taken
    /// for another country's; [`CountryCodeUnknown`](IdentityError::CountryCodeUnknown),
    /// [`NotPossible`](IdentityError::NotPossible), [`NotAssigned`](IdentityError::NotAssigned) or
    /// [`NotDigits`](IdentityError::NotDigits) say what to correct.
    pub fn parse(typed: &str) -> Result<Self, IdentityError> {
        match digits_of(typed)? {
            Dialled::International(number) => Self::international(&number),
            Dialled::National(_) => Err(IdentityError::CountryCodeMissing),
        }
    }

    /// Reads a number as typed by somebody in `region`, internationally or nationally.
    ///
    /// `region` is an ISO 3166-1 code of two letters: `OM`. `00` in front means a country code follows, whatever the
    /// region dials.
    ///
    /// # Errors
    ///
    /// As [`Msisdn::parse`], and [`IdentityError::RegionUnknown`] for a region without a numbering plan.
    pub fn parse_in(typed: &str, region: &str) -> Result<Self, IdentityError> {
        let region = known_region(region)?;
        match digits_of(typed)? {
            Dialled::International(number) => Self::international(&number),
            Dialled::National(number) => Self::checked(PHONE_NUMBER_UTIL.parse(&number, Some(region))),
        }
    }

    fn international(number: &str) -> Result<Self, IdentityError> {
        Self::checked(PHONE_NUMBER_UTIL.parse(format!("+{number}"), None))
    }

    /// Accepts what is possible and assigned, in its one international form.
    fn checked(parsed: Result<PhoneNumber, ParseError>) -> Result<Self, IdentityError> {
        let number = parsed.map_err(|error| match error {
            ParseError::InvalidCountryCode => IdentityError::CountryCodeUnknown,
            ParseError::NotANumber(_)
            | ParseError::TooShortAfterIdd
            | ParseError::TooShortNsn
            | ParseError::TooLongNsn => IdentityError::NotPossible,
        })?;
        if number.is_possible_with_reason().is_err() {
            return Err(IdentityError::NotPossible);
        }
        if !number.is_valid() {
            return Err(IdentityError::NotAssigned);
        }
        let international = number.format_as(PhoneNumberFormat::E164).into_owned();
        LENGTHS.check(IdentityKind::Msisdn, international.len() - 1)?;
        Ok(Self(international))
    }
}

/// The digits a person dialled, told apart by whether a country code stands in front.
enum Dialled {
    /// Country code and national number, without `+` or `00`.
    International(String),
    /// As dialled inside a country.
    National(String),
}

fn digits_of(typed: &str) -> Result<Dialled, IdentityError> {
    let kind = IdentityKind::Msisdn;
    digits::bounded(kind, typed)?;
    let number = typed.trim_start_matches(digits::is_filler);
    let skipped_chars = typed.chars().count() - number.chars().count();
    if let Some(rest) = number.strip_prefix('+') {
        return digits::only(kind, rest)
            .map(Dialled::International)
            .map_err(|error| moved_by(error, skipped_chars + 1));
    }
    let number = digits::only(kind, number).map_err(|error| moved_by(error, skipped_chars))?;
    Ok(match number.strip_prefix(INTERNATIONAL_PREFIX) {
        Some(rest) => Dialled::International(rest.to_owned()),
        None => Dialled::National(number),
    })
}

/// The same refusal, its position counted from the first character as typed.
fn moved_by(error: IdentityError, chars: usize) -> IdentityError {
    if let IdentityError::NotDigits { kind, position } = error {
        return IdentityError::NotDigits { kind, position: position + chars };
    }
    error
}

fn known_region(region: &str) -> Result<Region, IdentityError> {
    Region::from_code(region)
        .ok()
        .filter(|region| PHONE_NUMBER_UTIL.get_country_code_for_region(*region).is_some())
        .ok_or(IdentityError::RegionUnknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    // All ways to write one Omani number give one text.
    #[test]
    fn every_form_of_a_number_is_one() {
        for typed in
            ["+96891234567", "00968 9123 4567", " \u{200E}+968-91234567", "+٩٦٨ ٩١٢٣ ٤٥٦٧", "٠٠٩٦٨٩١٢٣٤٥٦٧"]
        {
            assert_eq!(Msisdn::parse(typed).unwrap().unmasked(), "+96891234567", "{typed}");
            assert_eq!(Msisdn::parse_in(typed, "OM").unwrap().unmasked(), "+96891234567", "{typed}");
        }
        assert_eq!(Msisdn::parse_in("9123 4567", "OM").unwrap().unmasked(), "+96891234567");
    }

    // A national number needs a region: without one it is refused, never taken for another country's.
    #[test]
    fn a_national_number_needs_its_region() {
        assert_eq!(Msisdn::parse("91234567"), Err(IdentityError::CountryCodeMissing));
        assert_eq!(Msisdn::parse("96891234567"), Err(IdentityError::CountryCodeMissing));
        assert_eq!(Msisdn::parse_in("0501234567", "AE").unwrap().unmasked(), "+971501234567");
    }

    // A region without a numbering plan is a fault of the configuration, even beside a sound number.
    #[test]
    fn an_unknown_region_is_refused() {
        for region in ["", "O", "QQ", "OMN", "001", "عم"] {
            assert_eq!(
                Msisdn::parse_in("+96891234567", region),
                Err(IdentityError::RegionUnknown),
                "{region}"
            );
        }
    }

    // Each kind of mistake has its own refusal.
    #[test]
    fn each_mistake_is_named() {
        let kind = IdentityKind::Msisdn;
        for (typed, refusal) in [
            ("", IdentityError::Empty { kind }),
            ("+", IdentityError::Empty { kind }),
            ("+968912345", IdentityError::NotPossible),
            ("+9689123456789", IdentityError::NotPossible),
            ("+9689123456", IdentityError::NotAssigned),
            ("+968912345678", IdentityError::NotAssigned),
            ("+96811234567", IdentityError::NotAssigned),
            ("+99912345678", IdentityError::CountryCodeUnknown),
            ("+9689123456x", IdentityError::NotDigits { kind, position: 12 }),
            (" +968+91234567", IdentityError::NotDigits { kind, position: 6 }),
        ] {
            assert_eq!(Msisdn::parse(typed), Err(refusal), "{typed}");
        }
    }

    // Numbers of the first assignee of every Omani mobile range are accepted alike, since ports cross the ranges.
    #[test]
    fn every_assigned_range_is_accepted() {
        for typed in ["71234567", "77234567", "78234567", "79234567", "92234567", "95234567", "99234567"] {
            assert!(Msisdn::parse_in(typed, "OM").is_ok(), "{typed}");
        }
    }

    // Reading back what was kept gives the same number, in countries whose plans differ.
    #[test]
    fn what_was_kept_is_read_back() {
        for typed in
            ["+96891234567", "+971501234567", "+491701234567", "+390612345678", "+14155552671", "+6581234567"]
        {
            let once = Msisdn::parse(typed).unwrap();
            assert_eq!(once.unmasked(), typed);
            assert_eq!(Msisdn::parse(once.unmasked()).unwrap(), once);
        }
    }
}
