//! Dates as feeds write them: RFC 822 with the years of RFC 2822, RFC 3339, and the W3C's note on dates.

#[cfg(test)]
mod tests;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
const ZONES: [(&str, i32); 11] = [
    ("GMT", 0),
    ("UT", 0),
    ("Z", 0),
    ("EST", -5),
    ("EDT", -4),
    ("CST", -6),
    ("CDT", -5),
    ("MST", -7),
    ("MDT", -6),
    ("PST", -8),
    ("PDT", -7),
];
/// No feed is older.
const YEAR_MIN: i16 = 1990;

/// What is wrong with a date, and why.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) rule: &'static str,
    pub(super) message: String,
}

fn fault(rule: &'static str, message: impl Into<String>) -> Fault {
    Fault {
        rule,
        message: message.into(),
    }
}

/// Judges the moment itself.
pub(super) fn judge_moment(moment: Timestamp, now: Option<Timestamp>) -> Option<Fault> {
    let year = jiff::tz::TimeZone::UTC.to_datetime(moment).year();
    if year < YEAR_MIN {
        let message = format!("the year {year} is before there were feeds");
        return Some(fault("date-implausible", message));
    }
    let soon = now?.checked_add(10.minutes()).ok()?;
    (moment > soon).then(|| fault("date-implausible", "this date lies in the future"))
}

/// Reads the date of RSS, e.g. `Sat, 07 Sep 2002 00:00:01 GMT`.
pub(super) fn parse_rfc822(value: &str) -> Result<Timestamp, Fault> {
    let odd = |why: String| fault("date-rfc822", why);
    let mut words: Vec<&str> = value.split_whitespace().collect();
    let day_name = words.first().and_then(|word| word.strip_suffix(','));
    let mut is_odd = words.join(" ") != value;
    if day_name.is_some() {
        words.remove(0);
    }
    let [day, month, year, time, zone] = words[..] else {
        return Err(odd(format!(
            "`{value}` is no date as RSS writes it, e.g. `Sat, 07 Sep 2002 00:00:01 GMT`"
        )));
    };
    let known = |names: &[&str], word: &str| {
        names
            .iter()
            .position(|name| name.eq_ignore_ascii_case(word))
    };
    let month_at = known(&MONTHS, month)
        .ok_or_else(|| odd(format!("`{month}` is no month: Jan to Dec are")))?;
    is_odd |= MONTHS.get(month_at) != Some(&month);
    let year = parse_year(year, &mut is_odd).ok_or_else(|| odd(format!("`{year}` is no year")))?;
    let number = day
        .parse::<i8>()
        .ok()
        .filter(|_| day.len() <= 2 && is_digits(day));
    let month_number = i8::try_from(month_at + 1).unwrap_or(1);
    let date = number.and_then(|day| Date::new(year, month_number, day).ok());
    let date = date.ok_or_else(|| odd(format!("{month} {year} has no day `{day}`")))?;
    if let Some(name) = day_name {
        let at = known(&DAYS, name)
            .ok_or_else(|| odd(format!("`{name}` is no day of the week: Mon to Sun are")))?;
        is_odd |= DAYS.get(at) != Some(&name);
        let own = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0);
        if own != at {
            let is = DAYS.get(own).unwrap_or(&"");
            let message = format!("{day} {month} {year} is a {is}, not a {name}");
            return Err(fault("date-weekday", message));
        }
    }
    let (hour, minute, second) = parse_time(time)
        .ok_or_else(|| odd(format!("`{time}` is no time: 00:00:00 to 23:59:59 are")))?;
    let minutes = parse_zone(zone, &mut is_odd).ok_or_else(|| {
        odd(format!(
            "`{zone}` is no time zone that RSS knows: `GMT` and `+0200` are"
        ))
    })?;
    if is_odd {
        let message = format!("`{value}` is a date that some readers do not understand");
        return Err(fault("date-rfc822-odd", message));
    }
    let local = date.at(hour, minute, second, 0);
    let utc = jiff::tz::TimeZone::UTC.to_timestamp(local).ok();
    utc.and_then(|utc| utc.checked_sub(minutes.minutes()).ok())
        .ok_or_else(|| odd(format!("`{value}` lies beyond what calendars reach")))
}

fn is_digits(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

fn parse_year(word: &str, is_odd: &mut bool) -> Option<i16> {
    let year: i16 = word.parse().ok().filter(|_| is_digits(word))?;
    match word.len() {
        4 => Some(year),
        2 => {
            *is_odd = true;
            Some(if year < 50 { 2000 + year } else { 1900 + year })
        }
        _ => None,
    }
}

/// `12:00` or `12:00:00`.
fn parse_time(word: &str) -> Option<(i8, i8, i8)> {
    let parts: Vec<&str> = word.split(':').collect();
    let number = |at: usize, most: i8| {
        let part = parts
            .get(at)
            .filter(|part| part.len() == 2 && is_digits(part))?;
        part.parse().ok().filter(|number| *number <= most)
    };
    let seconds = if parts.len() == 3 { number(2, 60)? } else { 0 };
    let is_whole = matches!(parts.len(), 2 | 3);
    let found = is_whole.then(|| Some((number(0, 23)?, number(1, 59)?, seconds.min(59))));
    found.flatten()
}

/// Minutes east of Greenwich.
fn parse_zone(word: &str, is_odd: &mut bool) -> Option<i32> {
    if let Some((name, hours)) = ZONES
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(word))
    {
        *is_odd |= *name != word;
        return Some(hours * 60);
    }
    let is_military = word.len() == 1
        && word
            .bytes()
            .all(|byte| byte.is_ascii_alphabetic() && byte != b'J' && byte != b'j');
    if is_military {
        *is_odd = true;
        return Some(0);
    }
    let sign = match word.bytes().next()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits = word
        .get(1..)
        .filter(|digits| digits.len() == 4 && is_digits(digits))?;
    let (hours, minutes): (i32, i32) = (digits[..2].parse().ok()?, digits[2..].parse().ok()?);
    (hours <= 14 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

/// Reads the date of Atom and JSON Feed, e.g. `2002-10-02T10:00:00-05:00` (RFC 3339, capital `T` and `Z`).
pub(super) fn parse_rfc3339(value: &str) -> Result<Timestamp, Fault> {
    let wrong = |why: String| fault("date-rfc3339", why);
    let form = || {
        wrong(format!(
            "`{value}` is no date of RFC 3339, e.g. `2002-10-02T10:00:00Z`"
        ))
    };
    let (date, rest) = value.split_once('T').ok_or_else(form)?;
    let zone_at = rest.find(['Z', '+', '-']).ok_or_else(|| {
        wrong(format!(
            "`{value}` has no time zone: `Z` or `+02:00` is missing"
        ))
    })?;
    let (time, zone) = rest.split_at(zone_at);
    let (whole, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let is_zone = zone == "Z"
        || (zone.len() == 6 && zone.as_bytes().get(3) == Some(&b':') && is_offset(zone));
    let is_form =
        date.len() == 10 && is_date(date) && whole.len() == 8 && is_digits(fraction) && is_zone;
    let is_time = whole.split(':').count() == 3
        && whole
            .split(':')
            .all(|part| part.len() == 2 && is_digits(part));
    if !is_form || !is_time {
        return Err(form());
    }
    value
        .parse()
        .map_err(|_| wrong(format!("`{value}` is no moment that a calendar has")))
}

fn is_offset(zone: &str) -> bool {
    let digits = zone.get(1..).unwrap_or_default();
    digits
        .split(':')
        .all(|part| part.len() == 2 && is_digits(part))
}

fn is_date(date: &str) -> bool {
    let lengths: Vec<usize> = date.split('-').map(str::len).collect();
    lengths == [4, 2, 2] && date.split('-').all(is_digits)
}

/// Reads the date of Dublin Core: a year, a month, a day, or a moment with its zone.
pub(super) fn parse_w3cdtf(value: &str) -> Result<Option<Timestamp>, Fault> {
    let wrong = || {
        fault(
            "date-w3cdtf",
            format!("`{value}` is no date as the W3C's note has it, e.g. `2002-10-02T10:00:00Z`"),
        )
    };
    if value.contains('T') {
        let (date, rest) = value.split_once('T').ok_or_else(wrong)?;
        // Seconds may be left out here.
        let is_short = rest.find(['Z', '+', '-']) == Some(5);
        let full = match rest.split_at_checked(5) {
            Some((time, zone)) if is_short => format!("{date}T{time}:00{zone}"),
            _ => value.to_owned(),
        };
        return parse_rfc3339(&full).map(Some).map_err(|_| wrong());
    }
    let parts: Vec<&str> = value.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    let is_form =
        matches!(lengths[..], [4] | [4, 2] | [4, 2, 2]) && parts.iter().all(|part| is_digits(part));
    let number = |at: usize| {
        parts
            .get(at)
            .map_or(Some(1), |part| part.parse::<i8>().ok())
    };
    let date = parts.first().and_then(|year| year.parse::<i16>().ok());
    let date = date
        .filter(|_| is_form)
        .and_then(|year| Date::new(year, number(1)?, number(2)?).ok());
    let moment = date.and_then(|date| {
        jiff::tz::TimeZone::UTC
            .to_timestamp(date.at(0, 0, 0, 0))
            .ok()
    });
    moment.map(Some).ok_or_else(wrong)
}
