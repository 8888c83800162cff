//! A guide as a calendar file. *Source*: RFC 5545.

use icalendar::{Alarm, Calendar, Component, Event, EventLike, Property, Trigger};
use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Guide;
use super::words::{DayWords, Words, words};
use masalama_language::{Text, Voice};

/// Nine in the morning of the day before.
const DAY_BEFORE: &str = "-PT15H";
/// Nine in the morning of the day itself.
const SAME_DAY: &str = "PT9H";

/// The guide as a calendar: one whole-day event for each day before, at and after the end, with alarms for the call.
///
/// An event's UID is made of operator, kind of line, day asked for and what the day is for, so that a guide made again replaces the
/// events of the first; `SEQUENCE` is the number of days since 1970 on which it was made, so that the later one wins. Whole days have no zone by
/// the standard; the calendar names the operator's for programs that ask.
#[must_use]
pub fn ics(guide: &Guide) -> String {
    let voice = Voice::plain(guide.language);
    let words = words(guide, voice);
    let mut calendar = Calendar::empty();
    calendar.append_property(Property::new("VERSION", "2.0"));
    calendar.append_property(Property::new("PRODID", "-//Masalama//Guide//EN"));
    calendar.append_property(Property::new("CALSCALE", "GREGORIAN"));
    calendar.append_property(Property::new("METHOD", "PUBLISH"));
    calendar.name(&words.title).timezone(guide.zone.as_str());
    for day in words.days.iter().filter(|day| day.is_for_calendars) {
        calendar.push(event(guide, &words, day, voice));
    }
    calendar.done().to_string()
}

fn event(guide: &Guide, words: &Words, day: &DayWords, voice: Voice) -> Event {
    let stamp = guide.made_at.to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string();
    let uid = uid(guide, &day.key);
    let mark = if day.is_confirmed { String::new() } else { format!(" ({})", voice.text(Text::RestsOn)) };
    let summary = format!("{}: {}{mark}", guide.operator_name, day.title);
    let mut event = Event::new();
    event.uid(&uid).summary(&summary).description(&description(words, day));
    event.append_property(Property::new("DTSTAMP", stamp.clone()));
    event.sequence(u32::try_from(guide.made_at.as_second() / 86_400).unwrap_or(0));
    event.append_property(whole_day("DTSTART", day.on));
    event.append_property(whole_day("DTEND", day.on.saturating_add(1.day())));
    event.append_property(Property::new("TRANSP", "TRANSPARENT"));
    event.append_property(Property::new("CLASS", "PRIVATE"));
    if day.key == "call" {
        for (name, before) in [("day-before", DAY_BEFORE), ("same-day", SAME_DAY)] {
            event.alarm(alarm(&summary, &format!("{uid}-{name}"), &stamp, before));
        }
    }
    event.done()
}

/// An alarm; it carries UID and stamp of its own, or the library would invent both anew each time.
fn alarm(summary: &str, uid: &str, stamp: &str, before: &str) -> Alarm {
    // The library wants a trigger at once and reads none before the start; the right one then takes its place.
    let first = Trigger::try_from(&Property::new("TRIGGER", SAME_DAY)).expect("it is a duration");
    let mut alarm = Alarm::display(summary, first);
    alarm.append_property(Property::new("TRIGGER", before));
    alarm.append_property(Property::new("UID", uid));
    alarm.append_property(Property::new("DTSTAMP", stamp));
    alarm.done()
}

fn whole_day(name: &str, date: Date) -> Property {
    Property::new(name, date.strftime("%Y%m%d").to_string()).add_parameter("VALUE", "DATE").done()
}

/// The same for the same operator, kind, day asked for and purpose, in every language.
fn uid(guide: &Guide, key: &str) -> String {
    let kind = match guide.kind {
        masalama_core::line::LineKind::Prepaid => "prepaid",
        masalama_core::line::LineKind::Postpaid => "postpaid",
    };
    format!("{}-{kind}-{}-{key}@guide.masalama", guide.operator, guide.leave_on)
}

fn description(words: &Words, day: &DayWords) -> String {
    let mut lines = Vec::new();
    if !day.remark.is_empty() {
        lines.push(day.remark.clone());
    }
    lines.extend(day.items.iter().map(|item| format!("- {}", item.text)));
    lines.push(words.zone.clone());
    lines.join("\n")
}
