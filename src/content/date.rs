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
    let words: Vec<&str> = raw.split_whitespace().collect();
    let text = words.join(" ");
    let (text, named) = match text.strip_suffix(']').and_then(|rest| rest.split_once('[')) {
        Some((rest, name)) => (rest.trim_end().to_owned(), Some(TimeZone::get(name).ok()?)),
        None => (text, None),
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

/// Whether a generator would take the file's own time: Eleventy's `Last Modified`, `Created` and those of git.
pub(super) fn asks_for_file_time(typed: &str) -> bool {
    let words = [
        "last modified",
        "created",
        "git last modified",
        "git created",
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
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn dates_are_read_as_people_type_them() {
        let zone = TimeZone::get("Europe/Zurich").expect("a zone");
        for (raw, moment) in [
            ("2021-09-02T06:58:41.164Z", "2021-09-02T06:58:41.164Z"),
            ("2021-09-02", "2021-09-01T22:00:00Z"),
            ("2013-05-06 02:12:52 +0200", "2013-05-06T00:12:52Z"),
            ("2013-05-06 02:12:52 -5", "2013-05-06T07:12:52Z"),
            ("2019/01/02 03:04", "2019-01-02T02:04:00Z"),
            ("2015-02-26 15:00:00 0000 -0800", "2015-02-26T23:00:00Z"),
            (
                "2019-12-30T11:22:33.123456789123+01:00",
                "2019-12-30T10:22:33.123456789Z",
            ),
            ("Jan 2, 2020", "2020-01-01T23:00:00Z"),
            ("January 2, 2020", "2020-01-01T23:00:00Z"),
            ("2 March 2020", "2020-03-01T23:00:00Z"),
            ("Thu, 02 Sep 2021 06:58:41 GMT", "2021-09-02T06:58:41Z"),
            ("\u{A0}2020-01-02 10:00", "2020-01-02T09:00:00Z"),
            ("2020-1-2", "2020-01-01T23:00:00Z"),
            ("2020-01-02T03:04", "2020-01-02T02:04:00Z"),
            ("2021-03-04 10:11:12.5 PM", "2021-03-04T21:11:12.5Z"),
            (
                "2021-03-04 10:11:12.123456 -0800 PST",
                "2021-03-04T18:11:12.123456Z",
            ),
            ("Jul 08 2022", "2022-07-07T22:00:00Z"),
            ("Sept 4, 2021", "2021-09-03T22:00:00Z"),
            (
                "Thu Mar 04 2021 10:11:12 GMT+0200 (CEST)",
                "2021-03-04T08:11:12Z",
            ),
            ("2021-03-04 10:11:12 Z", "2021-03-04T10:11:12Z"),
            ("2021-03-04 10:11:12 +00:00 UTC", "2021-03-04T10:11:12Z"),
            ("March 4, 2021 10:11 AM", "2021-03-04T09:11:00Z"),
            ("20210304T101112Z", "2021-03-04T10:11:12Z"),
            (
                "2021-03-04T10:00:00[America/New_York]",
                "2021-03-04T15:00:00Z",
            ),
            (
                "2021-03-04T10:00:00+01:00[Europe/Paris]",
                "2021-03-04T09:00:00Z",
            ),
            ("2021-03-04 10:11:12 EST", "2021-03-04T15:11:12Z"),
            ("Thursday, March 4, 2021", "2021-03-03T23:00:00Z"),
            ("12 August 2021", "2021-08-11T22:00:00Z"),
            ("02 August, 2021 10:00", "2021-08-02T08:00:00Z"),
            ("2021-03-04 at 10:11", "2021-03-04T09:11:00Z"),
        ] {
            assert_eq!(
                parse(raw, &zone)
                    .map(|typed| typed.moment.to_string())
                    .as_deref(),
                Some(moment),
                "{raw}"
            );
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for raw in [
            "",
            "never",
            "2026-02-30",
            "10000-01-01",
            "2020-13-01",
            "2020-01-01 25:00",
            "2021-03-04 10:11:12.1 total rubbish",
            "2021-03-04 10:00:00 +99:00",
            "2021-03-04T10:00:00[Europe/Nowhere]",
            "20",
        ] {
            assert_eq!(parse(raw, &TimeZone::UTC), None, "{raw}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(raw in any::<String>(), near in "[0-9TZ:+., APM()\\[\\]-]{0,30}") {
            let _ = (parse(&raw, &TimeZone::UTC), parse(&near, &TimeZone::UTC));
        }
    }
}
