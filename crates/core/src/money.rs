//! Money: whole minor units of one currency, and never a fraction of one (invariant I10).
//!
//! Every operation that could lose, invent or mix money is checked and says so; the two that divide
//! ([`Money::prorated`], [`Money::allocate`]) state where the odd unit goes.

use std::cmp::{Ordering, Reverse};
use std::fmt;

use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The greatest amount, either way, that is calculated, read or written.
///
/// *Units*: minor units. It is 2^53 - 1: canonical JSON (RFC 8785, clause 3.2.2.3) writes every number as a double, so
/// above it two different amounts would have one text and one hash.
pub const MAX_MINOR: i64 = (1 << 53) - 1;

/// The most shares one amount is divided into.
pub const MAX_SHARES: usize = 10_000;

/// The most characters an amount as text has: sign, digits of [`MAX_MINOR`], point, and room for leading zeros.
pub const MAX_AMOUNT_CHARS: usize = 24;

/// A currency in which amounts can be counted.
///
/// *Shape*: three capital letters, `OMR`. Only currencies with a minor unit: gold and the testing code have none.
///
/// *Source*: ISO 4217, list one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency(iso_currency::Currency);

impl Currency {
    /// The Omani rial, of 1000 baisa.
    pub const OMR: Self = Self(iso_currency::Currency::OMR);

    /// Reads a code, in capitals.
    ///
    /// # Errors
    ///
    /// [`MoneyError::UnknownCurrency`] for a code that is not in the list, and
    /// [`MoneyError::UncountableCurrency`] for one without a minor unit; correct the code.
    pub fn parse(code: &str) -> Result<Self, MoneyError> {
        let currency = iso_currency::Currency::from_code(code).ok_or(MoneyError::UnknownCurrency)?;
        match currency.exponent() {
            Some(_) => Ok(Self(currency)),
            None => Err(MoneyError::UncountableCurrency),
        }
    }

    /// The three letters.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// How many decimals the currency has: 3 for OMR, 2 for EUR, 0 for JPY.
    #[must_use]
    pub fn exponent(self) -> u32 {
        u32::from(self.0.exponent().expect("`parse` refuses a currency without one, and OMR has one"))
    }

    /// How many minor units make one.
    fn minor_per_major(self) -> u64 {
        10_u64.pow(self.exponent())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::parse(&code).map_err(serde::de::Error::custom)
    }
}

/// Why an amount could not be read or calculated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// No such currency. The person or the configuration names one of ISO 4217.
    #[error("the currency must be an ISO 4217 code in capitals, such as OMR")]
    UnknownCurrency,
    /// The currency has no minor unit to count in.
    #[error("amounts cannot be counted in this currency: it has no minor unit")]
    UncountableCurrency,
    /// The text is not an amount.
    #[error("the amount must be digits and at most one decimal point, such as 12.345")]
    NotAnAmount,
    /// More decimals than the currency has, so that a part would be lost.
    #[error("{currency} has {} decimals, and the amount has {found}", currency.exponent())]
    TooManyDecimals {
        /// The currency of the amount.
        currency: Currency,
        /// The decimals that were given.
        found: usize,
    },
    /// Two currencies in one calculation. A bug or a wrong configuration: convert before, never here.
    #[error("{left} and {right} cannot be calculated together")]
    CurrencyMismatch {
        /// The currency of the amount the method was called on.
        left: Currency,
        /// The currency of the other.
        right: Currency,
    },
    /// The amount or the result is beyond [`MAX_MINOR`].
    #[error("the amount is beyond the greatest that is calculated, {MAX_MINOR} minor units")]
    Overflow,
    /// A part of nothing was asked for.
    #[error("a part cannot be taken of a whole that is zero")]
    ZeroWhole,
    /// There is nobody to give the amount to.
    #[error("an amount can only be divided among 1 to {MAX_SHARES} weights that are not all zero")]
    NoShares,
}

/// An amount of money, which may be negative.
///
/// *Shape*: `{"minor": 12345, "currency": "OMR"}`; shown as `OMR 12.345`.
///
/// *Units*: minor units of the currency (baisa, cents).
///
/// Amounts have no order of their own, since two currencies have none: see [`Money::compare`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

impl Money {
    /// `minor` units of `currency`, where the amount is ours and known to be small.
    ///
    /// An amount beyond [`MAX_MINOR`] is refused by whatever calculates with it or writes it; for one that comes from
    /// outside, [`Money::try_new`] says so at once.
    #[must_use]
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// `minor` units of `currency`, from outside.
    ///
    /// # Errors
    ///
    /// [`MoneyError::Overflow`] beyond [`MAX_MINOR`]; the sender is at fault.
    pub fn try_new(minor: i64, currency: Currency) -> Result<Self, MoneyError> {
        Self::bounded(i128::from(minor), currency)
    }

    /// Nothing, in `currency`.
    #[must_use]
    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// The amount in minor units.
    #[must_use]
    pub const fn minor(&self) -> i64 {
        self.minor
    }

    /// The currency.
    #[must_use]
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// Whether it is nothing.
    #[must_use]
    pub const fn is_zero(&self) -> bool {
        self.minor == 0
    }

    /// Whether it is more than nothing.
    #[must_use]
    pub const fn is_positive(&self) -> bool {
        self.minor > 0
    }

    /// Whether it is less than nothing.
    #[must_use]
    pub const fn is_negative(&self) -> bool {
        self.minor < 0
    }

    /// Reads an amount as text, exactly.
    ///
    /// *Shape*: an optional `-`, digits, and an optional point with at most the decimals of the currency: `12.345`,
    /// `12`, `-0.5`. ASCII only; no thousands, no exponent, no currency.
    ///
    /// # Errors
    ///
    /// [`MoneyError::NotAnAmount`], [`MoneyError::TooManyDecimals`] (nothing is rounded away, not even a zero) or
    /// [`MoneyError::Overflow`]; whoever wrote the amount corrects it.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        if text.len() > MAX_AMOUNT_CHARS {
            return Err(MoneyError::NotAnAmount);
        }
        let (sign, unsigned) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
        let (whole, decimals) = match unsigned.split_once('.') {
            Some((whole, decimals)) if is_digits(decimals) => (whole, decimals),
            Some(_) => return Err(MoneyError::NotAnAmount),
            None => (unsigned, ""),
        };
        if !is_digits(whole) {
            return Err(MoneyError::NotAnAmount);
        }
        let missing = u32::try_from(decimals.len())
            .ok()
            .and_then(|found| currency.exponent().checked_sub(found))
            .ok_or(MoneyError::TooManyDecimals { currency, found: decimals.len() })?;
        let shifted: i128 = format!("{whole}{decimals}").parse().map_err(|_| MoneyError::NotAnAmount)?;
        Self::bounded(sign * shifted * 10_i128.pow(missing), currency)
    }

    /// The sum of both.
    ///
    /// # Errors
    ///
    /// [`MoneyError::CurrencyMismatch`] and [`MoneyError::Overflow`]: a fault, for nobody owes such a sum.
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        Self::bounded(i128::from(self.minor) + i128::from(other.minor), self.currency)
    }

    /// What is left when `other` is taken away; it may be negative.
    ///
    /// # Errors
    ///
    /// As [`Money::checked_add`].
    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        Self::bounded(i128::from(self.minor) - i128::from(other.minor), self.currency)
    }

    /// The same amount the other way: what one side owes is what the other has.
    ///
    /// # Errors
    ///
    /// [`MoneyError::Overflow`] where the amount was already beyond [`MAX_MINOR`].
    pub fn negated(self) -> Result<Self, MoneyError> {
        Self::bounded(-i128::from(self.minor), self.currency)
    }

    /// Which of the two is more.
    ///
    /// # Errors
    ///
    /// [`MoneyError::CurrencyMismatch`].
    pub fn compare(self, other: Self) -> Result<Ordering, MoneyError> {
        self.same_currency(other)?;
        Ok(self.minor.cmp(&other.minor))
    }

    /// The smaller of the two.
    ///
    /// # Errors
    ///
    /// [`MoneyError::CurrencyMismatch`].
    pub fn min(self, other: Self) -> Result<Self, MoneyError> {
        Ok(match self.compare(other)? {
            Ordering::Less | Ordering::Equal => self,
            Ordering::Greater => other,
        })
    }

    /// The sum of all, zero of `currency` for none. Only the end is bounded, so the order never matters.
    ///
    /// # Errors
    ///
    /// [`MoneyError::CurrencyMismatch`] for the first amount in another currency, [`MoneyError::Overflow`] for the sum.
    pub fn sum(currency: Currency, amounts: impl IntoIterator<Item = Self>) -> Result<Self, MoneyError> {
        let mut total = 0_i128;
        for amount in amounts {
            Self::zero(currency).same_currency(amount)?;
            total += i128::from(amount.minor);
        }
        Self::bounded(total, currency)
    }

    /// `part / whole` of the amount: twelve days of a month of thirty-one.
    ///
    /// Rounded to the nearest minor unit; a tie goes to the even one, so that many bills do not lean one way. Where the
    /// parts must add up to the whole again, use [`Money::allocate`].
    ///
    /// # Errors
    ///
    /// [`MoneyError::ZeroWhole`]; [`MoneyError::Overflow`] where `part` is greater than `whole` and the amount is large.
    pub fn prorated(self, part: u32, whole: u32) -> Result<Self, MoneyError> {
        if whole == 0 {
            return Err(MoneyError::ZeroWhole);
        }
        let scaled = i128::from(self.minor) * i128::from(part);
        let whole = i128::from(whole);
        let down = scaled.div_euclid(whole);
        let rest = scaled.rem_euclid(whole);
        let rounds_up = match (rest * 2).cmp(&whole) {
            Ordering::Less => false,
            Ordering::Equal => down % 2 != 0,
            Ordering::Greater => true,
        };
        Self::bounded(down + i128::from(rounds_up), self.currency)
    }

    /// The amount divided by weight; the shares add up to it exactly, in the order of the weights.
    ///
    /// By largest remainder: each share is cut towards zero, and the units left over go one each to the shares that
    /// lost most, the earlier first among equals. A weight of zero gets nothing.
    ///
    /// # Errors
    ///
    /// [`MoneyError::NoShares`] for no weights, only zeros, or more than [`MAX_SHARES`]: the amount would be lost;
    /// [`MoneyError::Overflow`] beyond [`MAX_MINOR`].
    pub fn allocate(self, weights: &[u32]) -> Result<Vec<Self>, MoneyError> {
        let total_weight: u128 = weights.iter().copied().map(u128::from).sum();
        if total_weight == 0 || weights.len() > MAX_SHARES {
            return Err(MoneyError::NoShares);
        }
        let magnitude = u128::from(self.minor.unsigned_abs());
        let (mut shares, remainders): (Vec<u128>, Vec<u128>) = weights
            .iter()
            .map(|weight| magnitude * u128::from(*weight))
            .map(|scaled| (scaled / total_weight, scaled % total_weight))
            .unzip();
        let mut by_loss: Vec<usize> = (0..shares.len()).collect();
        by_loss.sort_by_key(|index| Reverse(remainders[*index]));
        let left_over = magnitude - shares.iter().sum::<u128>();
        for index in by_loss.into_iter().take(usize::try_from(left_over).unwrap_or(MAX_SHARES)) {
            shares[index] += 1;
        }
        let sign = i128::from(self.minor.signum());
        shares
            .into_iter()
            .map(|share| i128::try_from(share).map_err(|_| MoneyError::Overflow))
            .map(|share| Self::bounded(sign * share?, self.currency))
            .collect()
    }

    fn bounded(minor: i128, currency: Currency) -> Result<Self, MoneyError> {
        match i64::try_from(minor) {
            Ok(minor) if minor.unsigned_abs() <= MAX_MINOR.unsigned_abs() => Ok(Self { minor, currency }),
            Ok(_) | Err(_) => Err(MoneyError::Overflow),
        }
    }

    fn same_currency(self, other: Self) -> Result<(), MoneyError> {
        if self.currency == other.currency {
            return Ok(());
        }
        Err(MoneyError::CurrencyMismatch { left: self.currency, right: other.currency })
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.is_negative() { "-" } else { "" };
        let per_major = self.currency.minor_per_major();
        let (whole, rest) = (self.minor.unsigned_abs() / per_major, self.minor.unsigned_abs() % per_major);
        write!(f, "{} {sign}{whole}", self.currency)?;
        match self.currency.exponent() as usize {
            0 => Ok(()),
            decimals => write!(f, ".{rest:0decimals$}"),
        }
    }
}

/// The amount as written in JSON or TOML.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    minor: i64,
    currency: Currency,
}

impl Serialize for Money {
    /// Refuses what [`Money::try_new`] would, so that no hash is ever taken of an amount it cannot tell from another.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { minor, currency } = Self::try_new(self.minor, self.currency).map_err(S::Error::custom)?;
        Written { minor, currency }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Written { minor, currency } = Written::deserialize(deserializer)?;
        Self::try_new(minor, currency).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const OMR: Currency = Currency::OMR;

    fn currency(code: &str) -> Currency {
        Currency::parse(code).unwrap()
    }

    fn baisa(minor: i64) -> Money {
        Money::new(minor, OMR)
    }

    // Each currency brings its own number of decimals, and text and amount agree in both directions.
    #[test]
    fn text_and_amount_agree() {
        for (code, minor, text, shown) in [
            ("OMR", 12_345, "12.345", "OMR 12.345"),
            ("OMR", 5, "0.005", "OMR 0.005"),
            ("OMR", -5, "-0.005", "OMR -0.005"),
            ("OMR", 12_300, "12.3", "OMR 12.300"),
            ("EUR", -1_250, "-12.50", "EUR -12.50"),
            ("EUR", 700, "007", "EUR 7.00"),
            ("JPY", 120, "120", "JPY 120"),
            ("CLF", 1, "0.0001", "CLF 0.0001"),
        ] {
            let amount = Money::parse(text, currency(code)).unwrap();
            assert_eq!(amount, Money::new(minor, currency(code)), "{text}");
            assert_eq!(amount.to_string(), shown);
        }
    }

    // Nothing is rounded away: one decimal too many is refused, even a zero.
    #[test]
    fn too_many_decimals_are_refused() {
        for (code, text, found) in
            [("OMR", "1.2345", 4), ("OMR", "1.2340", 4), ("EUR", "1.000", 3), ("JPY", "1.0", 1)]
        {
            let currency = currency(code);
            assert_eq!(Money::parse(text, currency), Err(MoneyError::TooManyDecimals { currency, found }));
        }
        let refusal = Money::parse("1.2345", OMR).unwrap_err();
        assert_eq!(refusal.to_string(), "OMR has 3 decimals, and the amount has 4");
    }

    // What is not exactly an amount is refused.
    #[test]
    fn what_is_no_amount_is_refused() {
        for text in [
            "", "-", ".", ".5", "5.", "+5", "--5", "1,000", "1.2.3", "1e3", " 1", "1 ", "٥", "0x10", "OMR 1",
            "1.-5",
        ] {
            assert_eq!(Money::parse(text, OMR), Err(MoneyError::NotAnAmount), "{text}");
        }
        assert_eq!(Money::parse(&"0".repeat(MAX_AMOUNT_CHARS + 1), OMR), Err(MoneyError::NotAnAmount));
    }

    // The greatest amount is calculated and read; one more is refused everywhere, and never written.
    #[test]
    fn the_bound_holds_everywhere() {
        let greatest = baisa(MAX_MINOR);
        assert_eq!(Money::parse("9007199254740.991", OMR).unwrap(), greatest);
        assert_eq!(Money::parse("9007199254740.992", OMR), Err(MoneyError::Overflow));
        assert_eq!(greatest.checked_add(baisa(1)), Err(MoneyError::Overflow));
        assert_eq!(greatest.negated().unwrap().checked_sub(baisa(1)), Err(MoneyError::Overflow));
        assert_eq!(greatest.prorated(2, 1), Err(MoneyError::Overflow));
        assert_eq!(Money::try_new(i64::MIN, OMR), Err(MoneyError::Overflow));
        assert_eq!(baisa(i64::MIN).negated(), Err(MoneyError::Overflow));
        assert_eq!(baisa(i64::MIN).allocate(&[1]), Err(MoneyError::Overflow));
        assert!(serde_json::to_string(&baisa(MAX_MINOR + 1)).is_err());
        assert!(serde_json::from_str::<Money>(r#"{"minor":9007199254740992,"currency":"OMR"}"#).is_err());
    }

    // Every amount that can be written has a canonical text of its own, up to the bound.
    #[test]
    fn canonical_texts_differ_up_to_the_bound() {
        let text = |minor| serde_json_canonicalizer::to_string(&baisa(minor)).unwrap();
        assert_eq!(text(MAX_MINOR), r#"{"currency":"OMR","minor":9007199254740991}"#);
        assert_ne!(text(MAX_MINOR), text(MAX_MINOR - 1));
    }

    // Two currencies never mix, not even where one amount is zero.
    #[test]
    fn currencies_do_not_mix() {
        let euro = Money::zero(currency("EUR"));
        let refusal = MoneyError::CurrencyMismatch { left: OMR, right: currency("EUR") };
        assert_eq!(baisa(1).checked_add(euro), Err(refusal));
        assert_eq!(baisa(1).checked_sub(euro), Err(refusal));
        assert_eq!(baisa(1).min(euro), Err(refusal));
        assert_eq!(baisa(1).compare(euro), Err(refusal));
        assert_eq!(Money::sum(OMR, [baisa(1), euro]), Err(refusal));
    }

    // The sum of nothing is zero, and a sum may pass beyond the bound on its way to an end within it.
    #[test]
    fn a_sum_is_bounded_at_its_end_only() {
        assert_eq!(Money::sum(OMR, []).unwrap(), Money::zero(OMR));
        let there_and_back = [baisa(MAX_MINOR), baisa(MAX_MINOR), baisa(-MAX_MINOR)];
        assert_eq!(Money::sum(OMR, there_and_back).unwrap(), baisa(MAX_MINOR));
        assert_eq!(Money::sum(OMR, [baisa(MAX_MINOR); 2]), Err(MoneyError::Overflow));
    }

    // The smaller amount is the smaller one by sign, not by size.
    #[test]
    fn min_heeds_the_sign() {
        assert_eq!(baisa(3).min(baisa(5)).unwrap(), baisa(3));
        assert_eq!(baisa(3).min(baisa(-5)).unwrap(), baisa(-5));
    }

    // Zero is neither positive nor negative, and every other amount is one of them.
    #[test]
    fn an_amount_has_one_sign() {
        for (minor, signs) in
            [(0, (true, false, false)), (1, (false, true, false)), (-1, (false, false, true))]
        {
            let amount = baisa(minor);
            assert_eq!((amount.is_zero(), amount.is_positive(), amount.is_negative()), signs);
        }
    }

    // A tie goes to the even unit, below zero as above.
    #[test]
    fn prorating_rounds_half_to_even() {
        for (minor, part, whole, expected) in [
            (1, 1, 2, 0),
            (3, 1, 2, 2),
            (5, 1, 2, 2),
            (-1, 1, 2, 0),
            (-3, 1, 2, -2),
            (-5, 1, 2, -2),
            (10, 1, 3, 3),
            (20, 1, 3, 7),
            (-10, 1, 3, -3),
            (-20, 1, 3, -7),
            (10_000, 12, 31, 3_871),
            (10_000, 0, 31, 0),
            (10_000, 45, 30, 15_000),
        ] {
            assert_eq!(
                baisa(minor).prorated(part, whole).unwrap(),
                baisa(expected),
                "{minor} * {part}/{whole}"
            );
        }
        assert_eq!(baisa(1).prorated(1, 0), Err(MoneyError::ZeroWhole));
    }

    // The units left over go to those who lost most, the earlier among equals, and none to a weight of zero.
    #[test]
    fn what_is_left_over_goes_to_the_largest_remainder() {
        let shares = |minor, weights: &[u32]| -> Vec<i64> {
            baisa(minor).allocate(weights).unwrap().iter().map(Money::minor).collect()
        };
        assert_eq!(shares(100, &[1, 1, 1]), [34, 33, 33]);
        assert_eq!(shares(-100, &[1, 1, 1]), [-34, -33, -33]);
        assert_eq!(shares(10, &[1, 5, 1]), [2, 7, 1]);
        assert_eq!(shares(5, &[0, 1, 1]), [0, 3, 2]);
        assert_eq!(shares(0, &[3, 4]), [0, 0]);
    }

    // An amount that nobody could receive is refused instead of lost.
    #[test]
    fn an_amount_without_receivers_is_refused() {
        for weights in [&[][..], &[0, 0], &[1; MAX_SHARES + 1]] {
            assert_eq!(baisa(100).allocate(weights), Err(MoneyError::NoShares));
        }
        assert_eq!(baisa(100).allocate(&[1; MAX_SHARES]).unwrap().len(), MAX_SHARES);
    }

    // Only currencies that are counted in minor units are accepted, by their code in capitals.
    #[test]
    fn a_currency_is_countable() {
        assert_eq!(currency("OMR"), OMR);
        assert_eq!(OMR.exponent(), 3);
        assert_eq!(currency("JPY").exponent(), 0);
        for code in ["", "omr", "OM", "OMRX", "ZZZ", "عمر"] {
            assert_eq!(Currency::parse(code), Err(MoneyError::UnknownCurrency), "{code}");
        }
        for code in ["XAU", "XXX", "XTS"] {
            assert_eq!(Currency::parse(code), Err(MoneyError::UncountableCurrency), "{code}");
        }
    }

    // The wire form is whole minor units with their currency, and nothing beside.
    #[test]
    fn the_wire_form_is_strict() {
        let json = r#"{"minor":12345,"currency":"OMR"}"#;
        assert_eq!(serde_json::to_string(&baisa(12_345)).unwrap(), json);
        assert_eq!(serde_json::from_str::<Money>(json).unwrap(), baisa(12_345));
        for refused in [
            r#"{"minor":123.5,"currency":"OMR"}"#,
            r#"{"minor":"123","currency":"OMR"}"#,
            r#"{"minor":123}"#,
            r#"{"minor":123,"currency":"XAU"}"#,
            r#"{"minor":123,"currency":"OMR","vat":5}"#,
        ] {
            assert!(serde_json::from_str::<Money>(refused).is_err(), "{refused}");
        }
    }

    proptest! {
        // What is shown, without its code, reads back to the same amount in every currency.
        #[test]
        fn shown_text_reads_back(minor in -MAX_MINOR..=MAX_MINOR, code in prop::sample::select(vec!["OMR", "EUR", "JPY", "CLF"])) {
            let amount = Money::new(minor, currency(code));
            let shown = amount.to_string();
            prop_assert_eq!(Money::parse(&shown[4..], currency(code)).unwrap(), amount);
        }

        // Taking away what was added gives the amount back.
        #[test]
        fn adding_and_taking_away_cancel(left in -MAX_MINOR / 2..=MAX_MINOR / 2, right in -MAX_MINOR / 2..=MAX_MINOR / 2) {
            let sum = baisa(left).checked_add(baisa(right)).unwrap();
            prop_assert_eq!(sum.checked_sub(baisa(right)).unwrap(), baisa(left));
        }

        // The shares add up to the amount, have its sign, and each is within one unit of its exact part.
        #[test]
        fn shares_add_up(minor in -MAX_MINOR..=MAX_MINOR, weights in prop::collection::vec(any::<u32>(), 1..20)) {
            prop_assume!(weights.iter().any(|weight| *weight > 0));
            let shares = baisa(minor).allocate(&weights).unwrap();
            prop_assert_eq!(Money::sum(OMR, shares.iter().copied()).unwrap(), baisa(minor));
            let total: i128 = weights.iter().copied().map(i128::from).sum();
            for (share, weight) in shares.iter().zip(&weights) {
                let scaled_error = i128::from(share.minor()) * total - i128::from(minor) * i128::from(*weight);
                prop_assert!(scaled_error.abs() < total);
                prop_assert!(share.minor().signum() * minor.signum() >= 0);
            }
        }

        // A part is within half a unit of the exact one, a tie is even, and the sign only mirrors it.
        #[test]
        fn a_part_is_nearest(minor in -1_000_000_i64..1_000_000, part in 0_u32..400, whole in 1_u32..400) {
            let prorated = baisa(minor).prorated(part, whole).unwrap();
            let scaled_error = prorated.minor() * i64::from(whole) - minor * i64::from(part);
            prop_assert!(scaled_error.abs() * 2 <= i64::from(whole));
            if scaled_error.abs() * 2 == i64::from(whole) {
                prop_assert_eq!(prorated.minor() % 2, 0);
            }
            prop_assert_eq!(baisa(-minor).prorated(part, whole).unwrap(), prorated.negated().unwrap());
        }
    }
}
