//! Dates as people type them, read by an ordered list of forms.

mod forms;
mod iso;

use jiff::civil::{Date, DateTime};
use jiff::fmt::strtime;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, civil::Time};

pub(super) use iso::iso;

use forms::{DAYS, TIMES, ZONES};

/// A moment, and the day it was typed as (for URLs).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Typed {
    pub(super) moment: Timestamp,
    pub(super) day: Date,
}

/// Reads a date; one without a zone is in `zone`. `None` when it is no date or its year is not 1 to 9999.
pub(super) fn parse(raw: &str, zone: &TimeZone) -> Option<Typed> {
    if let Some(typed) = parse_count(raw.trim(), zone) {
        return Some(typed);
    }
    let words: Vec<&str> = raw.split_whitespace().map(without_ordinal).collect();
    let text = words.join(" ");
    let (text, named) = match text.strip_suffix(']').and_then(|rest| rest.split_once('[')) {
        Some((rest, name)) => (rest.trim_end().to_owned(), Some(TimeZone::get(name).ok()?)),
        None => split_place(text),
    };
    let (local, offset) = split_zone(&text)?;
    let civil = parse_civil(local)?;
    if !(1..=9999).contains(&civil.year()) {
        return None;
    }
    let moment = match (offset, named) {
        (Some(offset), _) => offset.to_timestamp(civil).ok()?,
        (None, Some(named)) => named.to_timestamp(civil).ok()?,
        (None, None) => zone.to_timestamp(civil).ok()?,
    };
    // A zone can carry it over the edge.
    let year = Offset::UTC.to_datetime(moment).year();
    (1..=9999).contains(&year).then_some(Typed {
        moment,
        day: civil.date(),
    })
}

/// Seconds or milliseconds since 1970, as programs write them.
fn parse_count(raw: &str, zone: &TimeZone) -> Option<Typed> {
    if !raw.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let count: i64 = raw.parse().ok()?;
    let moment = match raw.len() {
        10 => Timestamp::from_second(count).ok()?,
        13 => Timestamp::from_millisecond(count).ok()?,
        _ => return None,
    };
    let day = zone.to_datetime(moment).date();
    Some(Typed { moment, day })
}

/// `2nd` as `2`.
fn without_ordinal(word: &str) -> &str {
    let bare = word.trim_end_matches(',');
    let ordinal = ["st", "nd", "rd", "th"]
        .iter()
        .find_map(|end| bare.strip_suffix(end));
    ordinal
        .filter(|day| (1..=2).contains(&day.len()) && day.bytes().all(|byte| byte.is_ascii_digit()))
        .unwrap_or(word)
}

/// The name of a place behind a time: `2024-01-02 10:00 Europe/Paris`.
fn split_place(text: String) -> (String, Option<TimeZone>) {
    let place = text.rsplit_once(' ').filter(|(before, name)| {
        before.contains(':') && name.contains('/') && name.starts_with(char::is_alphabetic)
    });
    match place.and_then(|(before, name)| Some((before.to_owned(), TimeZone::get(name).ok()?))) {
        Some((before, zone)) => (before, Some(zone)),
        None => (text, None),
    }
}

/// Whether a generator would take the file's own time: Eleventy's `Last Modified`, `Created` and those of git.
pub(super) fn asks_for_file_time(typed: &str) -> bool {
    let words = [
        "last modified",
        "created",
        "git last modified",
        "git created",
        "file modified",
        "file created",
        ":filemodtime",
        ":git",
        "git",
        "mtime",
        "now",
        "today",
    ];
    words.contains(&typed.trim().to_lowercase().as_str())
}

fn parse_civil(local: &str) -> Option<DateTime> {
    let text = cut_fraction(&space_out(local));
    DAYS.iter().find_map(|day| {
        TIMES.iter().find_map(|time| {
            let parsed = strtime::parse(format!("{day}{time}"), text.as_bytes()).ok()?;
            if time.is_empty() {
                Some(parsed.to_date().ok()?.to_datetime(Time::midnight()))
            } else {
                parsed.to_datetime().ok()
            }
        })
    })
}

/// The `T` or `_` between day and time as a space, and `Sept` as the month's usual name.
fn space_out(local: &str) -> String {
    let is_digit = |at: Option<&u8>| at.is_some_and(u8::is_ascii_digit);
    let bytes = local.as_bytes();
    let mark = (1..bytes.len()).find(|at| {
        matches!(bytes[*at], b'T' | b't' | b'_')
            && *at >= 8
            && is_digit(bytes.get(at - 1))
            && is_digit(bytes.get(at + 1))
    });
    let spaced = match mark {
        Some(at) => format!("{} {}", &local[..at], &local[at + 1..]),
        None => local.to_owned(),
    };
    let words = spaced.split(' ').map(|word| match word {
        "Sept" | "Sept." => "Sep",
        other => other,
    });
    words.collect::<Vec<_>>().join(" ").trim().to_owned()
}

/// Fractions of a second beyond nanoseconds say nothing; what follows them stays.
fn cut_fraction(text: &str) -> String {
    let Some(dot) = text
        .rfind(['.', ','])
        .filter(|dot| text[..*dot].contains(':'))
    else {
        return text.to_owned();
    };
    let digits = text[dot + 1..]
        .bytes()
        .take_while(u8::is_ascii_digit)
        .count();
    let (kept, rest) = (
        &text[dot + 1..dot + 1 + digits.min(9)],
        &text[dot + 1 + digits..],
    );
    match kept {
        "" => format!("{}{rest}", &text[..dot]),
        kept => format!("{}.{kept}{rest}", &text[..dot]),
    }
}

/// Splits zones off the end, each form that people and programs write: `Z`, `UTC`, `PST`, `+0200`, `+02:00`,
/// `-5`, `GMT+0200 (CEST)`, and Go's `-0800 PST`. `None` when the zone is none that exists.
fn split_zone(text: &str) -> Option<(&str, Option<Offset>)> {
    let mut rest = match text
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once('('))
    {
        Some((rest, _)) => rest.trim_end(),
        None => text,
    };
    let mut offset = None;
    loop {
        if let Some((before, hours)) = split_name(rest) {
            rest = before;
            offset = offset.or(Offset::from_seconds(i32::from(hours) * 3600).ok());
        } else if let Some((before, seconds)) = split_number(rest) {
            rest = before;
            // A number is nearer to the truth than a name, which several zones share.
            offset = Some(Offset::from_seconds(seconds?).ok()?);
        } else {
            break;
        }
    }
    // Go's own form repeats the offset: `2015-02-26 15:00:00 0000 +0000`.
    let repeated = rest.rsplit_once(' ').filter(|(before, last)| {
        offset.is_some()
            && before.contains(':')
            && last.len() == 4
            && last.bytes().all(|byte| byte.is_ascii_digit())
    });
    Some((repeated.map_or(rest, |(before, _)| before), offset))
}

fn split_name(text: &str) -> Option<(&str, i8)> {
    ZONES.iter().find_map(|(name, hours)| {
        let before = text.get(..text.len().checked_sub(name.len())?)?;
        let has_name = text[before.len()..].eq_ignore_ascii_case(name);
        let before_fits = before.contains(':') || before.len() >= 15;
        let ends = before.ends_with(|sign: char| sign.is_ascii_digit() || sign == ' ');
        (has_name && before_fits && ends).then_some((before.trim_end(), *hours))
    })
}

/// `+0200`, `-02:00`, `-5` behind a time: what stands before it, and the seconds where there is such an offset.
fn split_number(text: &str) -> Option<(&str, Option<i32>)> {
    let at = text.rfind(['+', '-'])?;
    let (before, digits) = (&text[..at], &text[at + 1..]);
    let is_offset = before.contains(':')
        && digits.starts_with(|first: char| first.is_ascii_digit())
        && digits
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b':');
    if !is_offset {
        return None;
    }
    let (hours, minutes) = match (digits.split_once(':'), digits.len()) {
        (Some(split), _) => split,
        (None, 3) => digits.split_at(1),
        (None, 4) => digits.split_at(2),
        (None, _) => (digits, "0"),
    };
    let seconds = || {
        let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
        let sign = if text[at..].starts_with('-') { -1 } else { 1 };
        (hours <= 15 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
    };
    Some((before.trim_end(), seconds()))
}

#[cfg(test)]
mod tests;
