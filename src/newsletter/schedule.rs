//! When an issue is due, right across changes of the clock.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use crate::config::Schedule;

/// Two months and a day: every schedule has a moment in so many days.
const DAYS: i32 = 63;

/// What a schedule says of this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// Send now.
    Now,
    /// Not yet, or only by hand.
    NotYet,
    /// The moment passed longer ago than `late` allows: somebody must say whether to send.
    Late(Timestamp),
}

/// Whether an issue is due at `now`; `served` is the latest moment by which the newsletter was looked after: its
/// last issue's freeze, or a run at which there was nothing to send. A newsletter that was never looked
/// after begins with a moment that is not late.
pub fn due(
    schedule: &Schedule,
    zone: &TimeZone,
    served: Option<Timestamp>,
    now: Timestamp,
    late_s: i64,
) -> Due {
    let moment = match schedule {
        Schedule::Manual => return Due::NotYet,
        Schedule::EveryPost => return Due::Now,
        Schedule::Weekdays(..) | Schedule::MonthDay(..) => latest(schedule, zone, now),
    };
    let Some(moment) = moment.filter(|moment| served.is_none_or(|served| served < *moment)) else {
        return Due::NotYet;
    };
    let is_late = now.as_second() - moment.as_second() > late_s;
    match (is_late, served) {
        (false, _) => Due::Now,
        (true, Some(_)) => Due::Late(moment),
        (true, None) => Due::NotYet,
    }
}

/// The schedule's next moment after `now`; `None` where it has none.
pub fn next(schedule: &Schedule, zone: &TimeZone, now: Timestamp) -> Option<Timestamp> {
    let today = zone.to_datetime(now).date();
    let mut days = (-1..DAYS).filter_map(|days| today.checked_add(days.days()).ok());
    days.find_map(|day| moment_on(schedule, zone, day).filter(|moment| *moment > now))
}

/// The schedule's latest moment that is not after `now`.
fn latest(schedule: &Schedule, zone: &TimeZone, now: Timestamp) -> Option<Timestamp> {
    let today = zone.to_datetime(now).date();
    let mut days = (-1..DAYS).filter_map(|days| today.checked_sub(days.days()).ok());
    days.find_map(|day| moment_on(schedule, zone, day).filter(|moment| *moment <= now))
}

/// The schedule's moment on a day: one, whatever the clock does. A time that the day has twice counts the first time;
/// one that it does not have is as far behind the jump as it would have been behind the last tick before it
/// (RFC 5545, section 3.3.5), so that it may fall on the next day.
fn moment_on(schedule: &Schedule, zone: &TimeZone, day: Date) -> Option<Timestamp> {
    let time = time_on(schedule, day)?;
    zone.to_timestamp(day.to_datetime(time)).ok()
}

fn time_on(schedule: &Schedule, day: Date) -> Option<jiff::civil::Time> {
    match schedule {
        Schedule::Weekdays(days, time) => days.contains(&day.weekday()).then_some(*time),
        Schedule::MonthDay(wanted, time) => {
            (day.day() == (*wanted).min(day.days_in_month())).then_some(*time)
        }
        Schedule::Manual | Schedule::EveryPost => None,
    }
}

#[cfg(test)]
mod tests;
