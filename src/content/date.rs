//! Dates as people type them, read by an ordered list of forms.

use jiff::civil::{Date, DateTime};
use jiff::fmt::strtime;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, civil::Time};

/// A moment, and the day it was typed as (for URLs).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Typed {
    pub(super) moment: Timestamp,
    pub(super) day: Date,
}

const FORMS: [&str; 20] = [
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d",
    "%Y/%m/%d %H:%M:%S%.f",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%B %d, %Y %H:%M",
    "%B %d, %Y",
    "%b %d, %Y",
    "%d %B %Y",
    "%d %b %Y",
    "%d %b %Y %H:%M:%S",
    "%a, %d %b %Y %H:%M:%S",
    "%A, %B %d, %Y",
    "%a %b %d %Y",
    "%a %b %d %Y %H:%M:%S",
    "%Y-%m-%d %I:%M %p",
    "%Y-%m-%d %I:%M:%S %p",
    "%Y%m%d",
];

/// Reads a date; one without a zone is in `zone`. `None` when it is no date or its year is not 1 to 9999.
pub(super) fn parse(raw: &str, zone: &TimeZone) -> Option<Typed> {
    let text: Vec<&str> = raw
        .split(char::is_whitespace)
        .filter(|part| !part.is_empty())
        .collect();
    let text = text.join(" ");
    let (text, named) = match text.strip_suffix(']').and_then(|rest| rest.split_once('[')) {
        Some((rest, name)) => (rest.to_owned(), TimeZone::get(name).ok()),
        None => (text.clone(), None),
    };
    let (local, offset) = split_offset(&text);
    let civil = parse_civil(local)?;
    if !(1..=9999).contains(&civil.year()) {
        return None;
    }
    let moment = match (offset, named) {
        (Some(offset), _) => offset.to_timestamp(civil).ok()?,
        (None, Some(named)) => named.to_timestamp(civil).ok()?,
        (None, None) => zone.to_timestamp(civil).ok()?,
    };
    Some(Typed {
        moment,
        day: civil.date(),
    })
}

fn parse_civil(local: &str) -> Option<DateTime> {
    let spaced = match local.as_bytes().get(10) {
        Some(b'T' | b't' | b'_') if local.is_char_boundary(10) => {
            format!("{} {}", &local[..10], &local[11..])
        }
        _ => local.replacen(
            'T',
            " ",
            usize::from(local.as_bytes().first().is_some_and(u8::is_ascii_digit)),
        ),
    };
    let spaced = spaced.trim();
    let spaced = cut_fraction(spaced);
    FORMS.iter().find_map(|form| {
        let parsed = strtime::parse(form, spaced.as_bytes()).ok()?;
        match parsed.to_datetime() {
            Ok(moment) => Some(moment),
            Err(_) => Some(parsed.to_date().ok()?.to_datetime(Time::midnight())),
        }
    })
}

/// Fractions of a second beyond nanoseconds say nothing.
fn cut_fraction(text: &str) -> String {
    match text.rfind('.') {
        Some(dot) if text[..dot].contains(':') => {
            let digits = text[dot + 1..]
                .bytes()
                .take_while(u8::is_ascii_digit)
                .count()
                .min(9);
            if digits == 0 {
                text[..dot].to_owned()
            } else {
                text[..=dot + digits].to_owned()
            }
        }
        _ => text.to_owned(),
    }
}

/// Splits a zone off the end: `Z`, `UTC`, `+0200`, `+02:00`, `-5`, ` -0800 -0800`, with or without a space.
fn split_offset(text: &str) -> (&str, Option<Offset>) {
    for name in ["Z", "z", " UTC", " GMT", "UTC"] {
        if let Some(rest) = text
            .strip_suffix(name)
            .filter(|rest| rest.ends_with(|character: char| character.is_ascii_digit()))
        {
            return (rest.trim_end(), Some(Offset::UTC));
        }
    }
    let Some(at) = text
        .rfind(['+', '-'])
        .filter(|at| text[..*at].contains(':'))
    else {
        return (text, None);
    };
    let digits: String = text[at + 1..]
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    let well_formed = text[at + 1..]
        .chars()
        .all(|character| character.is_ascii_digit() || character == ':')
        && (1..=4).contains(&digits.len());
    let (Some(hours), true) = (
        digits
            .get(..digits.len().min(2))
            .and_then(|hours| hours.parse::<i32>().ok()),
        well_formed,
    ) else {
        return (text, None);
    };
    let (hours, minutes) = if digits.len() == 3 {
        (
            digits[..1].parse().unwrap_or(0),
            digits[1..].parse::<i32>().unwrap_or(0),
        )
    } else {
        (
            hours,
            digits
                .get(2..)
                .filter(|rest| !rest.is_empty())
                .and_then(|rest| rest.parse().ok())
                .unwrap_or(0),
        )
    };
    let sign = if text[at..].starts_with('-') { -1 } else { 1 };
    let offset = Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok();
    let rest = text[..at].trim_end();
    // Go's own form repeats the offset: `2015-02-26 15:00:00 0000 +0000`, `… -0800 -0800`.
    let rest = match rest.rsplit_once(' ') {
        Some((front, last))
            if front.contains(':')
                && last.trim_start_matches(['+', '-']).len() == 4
                && !last.contains(':') =>
        {
            front
        }
        _ => rest,
    };
    (rest, offset)
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
            "20",
        ] {
            assert_eq!(parse(raw, &TimeZone::UTC), None, "{raw}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(raw in any::<String>(), near in "[0-9TZ:+. -]{0,30}") {
            let _ = (parse(&raw, &TimeZone::UTC), parse(&near, &TimeZone::UTC));
        }
    }
}
