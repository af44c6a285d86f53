//! Reads schedules and lengths of time.

use jiff::civil::{Time, Weekday};

use crate::config::Schedule;
use crate::config::reader::Reader;
use crate::yaml::Node;

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

pub(super) fn read_schedule(reader: &mut Reader, node: &Node) -> Option<Schedule> {
    let given = node.get("schedule").filter(|given| !given.is_null())?;
    let schedule = parse_schedule(&reader.text(node, "schedule")?.to_lowercase());
    if schedule.is_none() {
        let help = "write `monday 08:00`, `monday,thursday 08:00`, `daily 07:30`, `1st 09:00`, `every post` or `manual`";
        reader.wrong(&given, "`schedule` is not understood", help);
    }
    schedule
}

fn parse_schedule(typed: &str) -> Option<Schedule> {
    match typed.trim() {
        "manual" => return Some(Schedule::Manual),
        "every post" => return Some(Schedule::EveryPost),
        _ => {}
    }
    let (days, time) = typed.trim().rsplit_once(' ')?;
    let (hour, minute) = time.split_once(':')?;
    let time = Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()?;
    if days.trim() == "daily" {
        return Some(Schedule::Weekdays(
            WEEKDAYS.map(|(_, day)| day).to_vec(),
            time,
        ));
    }
    let ending = days.trim_start_matches(|sign: char| sign.is_ascii_digit());
    if ending.len() < days.len() {
        let day: i8 = days[..days.len() - ending.len()].parse().ok()?;
        let is_ordinal = matches!(ending.trim_end(), "" | "st" | "nd" | "rd" | "th");
        return ((1..=31).contains(&day) && is_ordinal).then_some(Schedule::MonthDay(day, time));
    }
    let weekdays: Option<Vec<Weekday>> = days
        .split(',')
        .map(|word| {
            WEEKDAYS
                .iter()
                .find(|(name, _)| *name == word.trim())
                .map(|(_, day)| *day)
        })
        .collect();
    Some(Schedule::Weekdays(weekdays?, time))
}

pub(super) fn read_late(reader: &mut Reader, node: &Node) -> Option<i64> {
    let given = node.get("late").filter(|given| !given.is_null())?;
    let typed = reader.text(node, "late")?;
    let seconds = parse_duration(&typed);
    if seconds.is_none() {
        reader.wrong(
            &given,
            "`late` must be a length of time",
            "write it like 90m, 12h or 2d",
        );
    }
    seconds
}

/// A length of time such as `90s`, `10m`, `12h`, `2d`, in seconds.
pub fn parse_duration(typed: &str) -> Option<i64> {
    let typed = typed.trim();
    let digits = typed
        .trim_end_matches(|character: char| character.is_ascii_alphabetic() || character == ' ');
    let unit = match typed[digits.len()..].trim() {
        "s" => 1,
        "m" | "min" => 60,
        "h" => 3600,
        "d" => 86_400,
        _ => return None,
    };
    digits
        .parse::<i64>()
        .ok()?
        .checked_mul(unit)
        .filter(|seconds| *seconds > 0)
}
