//! When an issue is due, right across changes of the clock.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use crate::config::Schedule;

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
    let moments = (0..62).filter_map(|days| {
        let day = today.checked_add(days.days()).ok()?;
        let time = time_on(schedule, day)?;
        zone.to_timestamp(day.to_datetime(time)).ok()
    });
    moments.into_iter().find(|moment| *moment > now)
}

/// The schedule's latest moment that is not after `now`.
fn latest(schedule: &Schedule, zone: &TimeZone, now: Timestamp) -> Option<Timestamp> {
    let today = zone.to_datetime(now).date();
    let mut day = today;
    for _ in 0..62 {
        if let Some(time) = time_on(schedule, day)
            && let Ok(moment) = zone.to_timestamp(day.to_datetime(time))
            && moment <= now
        {
            return Some(moment);
        }
        day = day.checked_sub(1.day()).ok()?;
    }
    None
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
mod tests {
    use super::*;
    use jiff::civil::{Time, Weekday};

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a moment")
    }

    #[test]
    fn schedules_hold_their_hour_over_a_change_of_the_clock() {
        let zone = TimeZone::get("Europe/Zurich").expect("a zone");
        let monday = Schedule::Weekdays(vec![Weekday::Monday], Time::constant(8, 0, 0, 0));
        let due_at = |last: &str, now: &str| due(&monday, &zone, Some(at(last)), at(now), 43_200);
        assert_eq!(
            due_at("2026-03-23T07:00:00Z", "2026-03-30T05:59:59Z"),
            Due::NotYet
        );
        assert_eq!(
            due_at("2026-03-23T07:00:00Z", "2026-03-30T06:00:00Z"),
            Due::Now
        );
        assert_eq!(
            due_at("2026-03-30T06:00:00Z", "2026-03-30T09:00:00Z"),
            Due::NotYet
        );
        assert_eq!(
            due_at("2026-03-23T07:00:00Z", "2026-03-31T06:00:00Z"),
            Due::Late(at("2026-03-30T06:00:00Z"))
        );
    }

    #[test]
    fn a_newsletter_that_never_ran_waits_for_its_moment_and_asks_nobody() {
        let daily = Schedule::Weekdays(vec![Weekday::Monday], Time::constant(8, 0, 0, 0));
        let at_first = |now: &str| due(&daily, &TimeZone::UTC, None, at(now), 43_200);
        assert_eq!(at_first("2026-03-31T08:00:00Z"), Due::NotYet);
        assert_eq!(at_first("2026-03-30T08:00:00Z"), Due::Now);
        assert_eq!(
            next(&daily, &TimeZone::UTC, at("2026-03-30T08:00:00Z")),
            Some(at("2026-04-06T08:00:00Z"))
        );
        assert_eq!(
            next(
                &Schedule::Manual,
                &TimeZone::UTC,
                at("2026-03-30T08:00:00Z")
            ),
            None
        );
    }

    #[test]
    fn the_31st_of_a_short_month_is_its_last_day() {
        let monthly = Schedule::MonthDay(31, Time::constant(9, 0, 0, 0));
        assert_eq!(
            due(
                &monthly,
                &TimeZone::UTC,
                Some(at("2026-02-01T00:00:00Z")),
                at("2026-02-28T09:30:00Z"),
                3600
            ),
            Due::Now
        );
    }
}
