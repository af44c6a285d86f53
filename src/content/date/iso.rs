//! Dates in the one form that every program reads alike.

use jiff::civil::DateTime;
use jiff::tz::Offset;

use crate::content::date::{parse_civil, split_zone};

/// Zones whose names stand for one offset everywhere.
const CERTAIN: [&str; 4] = ["Z", "UTC", "GMT", "UT"];

/// The same moment in ISO form: `2024-01-05`, `2024-01-05 10:00:00`, `2024-01-05T10:00:00+02:00`. `None` where it is
/// in such a form already, is no date, or where the name of its zone stands for several.
pub(in crate::content) fn iso(raw: &str) -> Option<String> {
    let text = raw.split_whitespace().collect::<Vec<_>>().join(" ");
    if is_iso(&text) || text.contains(['[', '(']) {
        return None;
    }
    let (local, offset) = split_zone(&text)?;
    let zone = text.get(local.len()..)?.trim();
    let has_name = zone.contains(|sign: char| sign.is_alphabetic());
    if has_name && !CERTAIN.iter().any(|name| name.eq_ignore_ascii_case(zone)) {
        return None;
    }
    let civil = parse_civil(local)?;
    if !(1000..=9999).contains(&civil.year()) {
        return None;
    }
    let has_time = local.contains(':') || civil.time() != jiff::civil::Time::midnight();
    match (has_time, offset) {
        (false, None) => Some(civil.date().to_string()),
        (false, Some(_)) => None,
        (true, None) => Some(format!("{} {}", civil.date(), time(civil))),
        (true, Some(offset)) => Some(format!(
            "{}T{}{}",
            civil.date(),
            time(civil),
            written(offset)
        )),
    }
}

fn time(civil: DateTime) -> String {
    civil.time().to_string()
}

fn written(offset: Offset) -> String {
    let seconds = offset.seconds();
    if seconds == 0 {
        return "Z".to_owned();
    }
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.abs() / 60;
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// `2024-01-05`, with a time to the second and a zone in numbers, or without.
fn is_iso(text: &str) -> bool {
    // Each digit as a 9: the form alone.
    let form: String = text
        .chars()
        .map(|sign| if sign.is_ascii_digit() { '9' } else { sign })
        .collect();
    let Some(rest) = form.strip_prefix("9999-99-99") else {
        return false;
    };
    let Some(rest) = rest.strip_prefix(['T', ' ']) else {
        return rest.is_empty();
    };
    let Some(zone) = rest.strip_prefix("99:99:99") else {
        return false;
    };
    let zone = match zone.strip_prefix('.') {
        Some(fraction) => fraction.trim_start_matches('9'),
        None => zone,
    };
    matches!(
        zone.trim_start(),
        "" | "Z" | "+99:99" | "-99:99" | "+9999" | "-9999"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::date::parse;
    use jiff::tz::TimeZone;

    #[test]
    fn only_what_is_certain_is_rewritten() {
        for (raw, made) in [
            ("2019/01/02 03:04", Some("2019-01-02 03:04:00")),
            ("20240102", Some("2024-01-02")),
            ("January 5, 2024", Some("2024-01-05")),
            (
                "Fri, 05 Jan 2024 10:00:00 GMT",
                Some("2024-01-05T10:00:00Z"),
            ),
            ("2013-05-06 02:12:52 -5", Some("2013-05-06T02:12:52-05:00")),
            ("2024.1.5", Some("2024-01-05")),
            ("2024-01-05", None),
            ("2024-01-05T10:00:00Z", None),
            ("2024-01-05 10:00:00 +0200", None),
            ("2024-01-05 10:00:00.123+02:00", None),
            ("2024-01-05 10:00:00 CST", None),
            ("2024-01-05 10:00:00 [Europe/Paris]", None),
            ("01/02/2024", None),
            ("soon", None),
        ] {
            assert_eq!(iso(raw).as_deref(), made, "{raw}");
            if let Some(made) = made {
                assert_eq!(
                    parse(raw, &TimeZone::UTC),
                    parse(made, &TimeZone::UTC),
                    "{raw}"
                );
                assert_eq!(iso(made), None, "{made}");
            }
        }
    }
}
