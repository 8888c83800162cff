//! Months between days, counted from one anchor so that no end of a month is lost on the way.

use jiff::ToSpan as _;
use jiff::civil::Date;

/// How many days from `from` to `to`; none where `to` is not later.
pub(super) fn days_between(from: Date, to: Date) -> u32 {
    u32::try_from((to - from).get_days()).unwrap_or(0)
}

/// The day `months` after `anchor`; the last of its month where that has no such day.
pub(super) fn months_after(anchor: Date, months: u32) -> Date {
    anchor.saturating_add(i64::from(months).months())
}

/// How many whole months of `anchor` have passed on `day`: the greatest number that does not lead beyond it.
pub(super) fn whole_months(anchor: Date, day: Date) -> u32 {
    let apart = month_number(day) - month_number(anchor);
    let apart = u32::try_from(apart).unwrap_or(0);
    if apart > 0 && months_after(anchor, apart) > day { apart - 1 } else { apart }
}

/// How many months from `day` reach `end`, one that is begun counted in.
pub(super) fn months_begun(day: Date, end: Date) -> u32 {
    if day >= end {
        return 0;
    }
    let apart = u32::try_from(month_number(end) - month_number(day)).unwrap_or(0);
    if months_after(day, apart) >= end { apart } else { apart + 1 }
}

fn month_number(day: Date) -> i32 {
    i32::from(day.year()) * 12 + i32::from(day.month())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn months_are_counted_from_their_anchor() {
        // A charge that began on the 31st must come back to the 31st after February.
        let anchor = date(2026, 1, 31);
        assert_eq!(months_after(anchor, 1), date(2026, 2, 28));
        assert_eq!(months_after(anchor, 2), date(2026, 3, 31));
        let passed = [
            (date(2026, 1, 31), 0),
            (date(2026, 2, 27), 0),
            (date(2026, 2, 28), 1),
            (date(2026, 3, 30), 1),
            (date(2026, 3, 31), 2),
            (date(2027, 1, 31), 12),
        ];
        for (day, months) in passed {
            assert_eq!(whole_months(anchor, day), months, "{day}");
        }
    }

    #[test]
    fn a_month_that_is_begun_counts_in() {
        // Of what is left of a term, a day of a month must count as the month, and the last day as nothing.
        let end = date(2027, 3, 31);
        let left = [
            (date(2027, 3, 31), 0),
            (date(2027, 3, 30), 1),
            (date(2027, 2, 28), 2),
            (date(2027, 1, 31), 2),
            (date(2026, 3, 31), 12),
            (date(2026, 3, 30), 13),
        ];
        for (day, months) in left {
            assert_eq!(months_begun(day, end), months, "{day}");
        }
    }
}
