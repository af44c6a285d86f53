//! Dates in the names of files and folders.

use jiff::civil::Date;

use crate::config::Config;
use crate::content::date::{self, Typed};

/// `2024-01-02T10:00:00Z-name` as its moment and `name`; systems without `:` in names have `_` or `-` there.
pub(super) fn split_moment<'s>(stem: &'s str, config: &Config) -> (Option<Typed>, &'s str) {
    let read = || {
        let (day, clock) = stem.split_at_checked(10)?;
        let clock = clock.strip_prefix('T')?;
        let end = clock
            .char_indices()
            .find(|(at, sign)| !(sign.is_ascii_digit() || (*at < 6 && ":_-".contains(*sign))))
            .map_or(clock.len(), |(at, _)| at);
        let digits: String = clock[..end].chars().filter(char::is_ascii_digit).collect();
        let (zone, rest) = match clock[end..].strip_prefix(['Z', 'z']) {
            Some(rest) => ("Z", rest),
            None => ("", &clock[end..]),
        };
        let rest = rest.trim_start_matches(['-', '_']);
        let (hours, minutes) = (digits.get(..2)?, digits.get(2..4)?);
        let seconds = digits.get(4..6).unwrap_or("00");
        let text = format!("{day}T{hours}:{minutes}:{seconds}{zone}");
        let typed = date::parse(&text, &config.site.time_zone)?;
        (digits.len() <= 6).then_some((typed, rest))
    };
    match read() {
        Some((typed, rest)) => (Some(typed), rest),
        None => (None, stem),
    }
}

/// `2020-01-02-name` as its date and `name`; month and day may have one digit.
pub(super) fn split_date(stem: &str) -> (Option<Date>, &str) {
    let found = numbers_of(stem).and_then(|([year, month, day], rest)| {
        let date = make_date(year, month, day)?;
        Some((date, rest.trim_start_matches(['-', '_', ' ', '.'])))
    });
    match found {
        Some((date, rest)) => (Some(date), rest),
        None => (None, stem),
    }
}

/// What reads like a date at the head of a name, and is none that the calendar has.
pub(super) fn impossible_date(stem: &str) -> Option<&str> {
    let ([year, month, day], rest) = numbers_of(stem)?;
    let is_year = ["19", "20"].iter().any(|century| year.starts_with(century));
    let is_none = is_year && make_date(year, month, day).is_none();
    is_none.then(|| &stem[..stem.len() - rest.len()])
}

/// The year, month and day at the head of a name as they stand there, and what follows.
fn numbers_of(stem: &str) -> Option<([&str; 3], &str)> {
    let (year, rest) = stem.split_at_checked(4)?;
    let mark = rest
        .chars()
        .next()
        .filter(|mark| matches!(mark, '-' | '_' | '.'))?;
    let (month, rest) = rest[1..].split_once(mark)?;
    let end = rest
        .find(|sign: char| !sign.is_ascii_digit())
        .unwrap_or(rest.len());
    let (day, rest) = rest.split_at(end);
    let fits = rest.is_empty() || rest.starts_with(['-', '_', ' ', '.']);
    let is_number = |word: &str| {
        (1..=2).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_year = year.bytes().all(|byte| byte.is_ascii_digit());
    let is_date = fits && is_year && is_number(month) && is_number(day);
    is_date.then_some(([year, month, day], rest))
}

/// The folders `…/2020/01/02` as a date, or the nearest folder whose name begins with one.
pub(super) fn date_of_folders(folders: &[&str]) -> Option<Date> {
    let is_year = |word: &str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    let year = folders.iter().position(|folder| is_year(folder));
    let spread =
        year.and_then(|at| make_date(folders[at], folders.get(at + 1)?, folders.get(at + 2)?));
    spread.or_else(|| folders.iter().rev().find_map(|folder| split_date(folder).0))
}

fn make_date(year: &str, month: &str, day: &str) -> Option<Date> {
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn names_tell_moments_as_zola_reads_them() {
        let text = "site: {url: https://a.example, title: A, time_zone: Europe/Zurich}";
        let config = Config::parse(text.as_bytes(), Path::new("/"), "postrider.yaml").config;
        let config = config.expect("valid");
        for (name, moment, rest) in [
            ("2024-01-02T10:00:00Z-x", Some("2024-01-02T10:00:00Z"), "x"),
            ("2024-01-02T10_00-x-y", Some("2024-01-02T09:00:00Z"), "x-y"),
            ("2024-01-02T99:00:00Z-x", None, "2024-01-02T99:00:00Z-x"),
            ("2024-01-02-Ten", None, "2024-01-02-Ten"),
        ] {
            let (typed, left) = split_moment(name, &config);
            let found = typed.map(|typed| typed.moment.to_string());
            assert_eq!((found.as_deref(), left), (moment, rest), "{name}");
        }
    }
}
