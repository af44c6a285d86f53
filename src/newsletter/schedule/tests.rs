//! Every moment of a schedule comes once, at its hour, whatever the clocks of its zone do.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use jiff::SignedDuration;
use jiff::civil::{DateTime, Time, Weekday};
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

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

/// Ten years, and the steps by which every offset and every change of these zones is told.
const FROM: Timestamp = Timestamp::constant(1_577_836_800, 0);
const QUARTER_S: i64 = 900;
const QUARTERS: i64 = 10 * 366 * 96;
const ZONES: [&str; 6] = [
    "Europe/Zurich",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Asia/Kathmandu",
    "America/Santiago",
];

/// The moments of a zone by what its clocks show, found by looking at the clock every quarter of an hour.
struct Clock {
    zone: TimeZone,
    shown: BTreeMap<DateTime, Timestamp>,
}

impl Clock {
    fn of(name: &str) -> Self {
        let zone = TimeZone::get(name).expect("a zone");
        let mut shown = BTreeMap::new();
        for quarter in 0..QUARTERS {
            let moment = quarter_at(quarter);
            // Shown twice, it counts the first time.
            shown.entry(zone.to_datetime(moment)).or_insert(moment);
        }
        Self { zone, shown }
    }

    /// When the clock shows that time, or would, had it not been put forward.
    fn moment(&self, wanted: DateTime) -> Timestamp {
        let (before, moment) = self.shown.range(..=wanted).next_back().expect("earlier");
        *moment + before.duration_until(wanted)
    }

    /// The moments of a schedule, by the calendar.
    fn moments(&self, schedule: &Schedule) -> Vec<Timestamp> {
        let first = self.zone.to_datetime(FROM).date();
        let days = (1..3650).map(|days| first.checked_add(days.days()).expect("a day"));
        let is_due = |day: &Date| match schedule {
            Schedule::Weekdays(weekdays, _) => weekdays.contains(&day.weekday()),
            Schedule::MonthDay(wanted, _) => {
                day.day() == *wanted
                    || (day.day() < *wanted && day.tomorrow().expect("a day").day() == 1)
            }
            Schedule::EveryPost | Schedule::Manual => false,
        };
        let (Schedule::Weekdays(_, time) | Schedule::MonthDay(_, time)) = schedule else {
            return Vec::new();
        };
        let due = days.filter(is_due);
        due.map(|day| self.moment(day.to_datetime(*time))).collect()
    }
}

fn quarter_at(quarter: i64) -> Timestamp {
    FROM + SignedDuration::from_secs(quarter * QUARTER_S)
}

fn clocks() -> &'static [Clock] {
    static CLOCKS: OnceLock<Vec<Clock>> = OnceLock::new();
    CLOCKS.get_or_init(|| ZONES.iter().map(|name| Clock::of(name)).collect())
}

fn schedules() -> impl Strategy<Value = Schedule> {
    // The hours in which clocks are changed, more often than the others.
    let hour = prop_oneof![3 => 0_i8..4, 1 => 4_i8..24];
    let time = (hour, 0_i8..4).prop_map(|(hour, quarter)| Time::constant(hour, quarter * 15, 0, 0));
    let weekday = (1_i8..=7).prop_map(|day| Weekday::from_monday_one_offset(day).expect("a day"));
    prop_oneof![
        (vec(weekday, 1..8), time.clone()).prop_map(|(days, time)| Schedule::Weekdays(days, time)),
        (1_i8..=31, time).prop_map(|(day, time)| Schedule::MonthDay(day, time)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Looked at whenever somebody likes, but within `late` of each moment.
    #[test]
    fn in_ten_years_every_moment_is_due_once_and_never_early(
        zone in 0..ZONES.len(),
        schedule in schedules(),
        waits_s in vec(1_i64..12 * 3600, 20..60),
    ) {
        let clock = &clocks()[zone];
        let begin = FROM + SignedDuration::from_hours(48);
        let moments = clock.moments(&schedule);
        let expected: Vec<Timestamp> = moments.into_iter().filter(|moment| *moment > begin).collect();
        let (mut now, mut served, mut found) = (begin, begin, Vec::new());
        for wait_s in waits_s.iter().cycle() {
            now += SignedDuration::from_secs(*wait_s);
            let past = expected.partition_point(|moment| *moment <= now);
            let Some(upcoming) = expected.get(past) else {
                break;
            };
            prop_assert_eq!(next(&schedule, &clock.zone, now), Some(*upcoming));
            match due(&schedule, &clock.zone, Some(served), now, 12 * 3600) {
                Due::Now => {
                    found.extend(past.checked_sub(1));
                    served = now;
                }
                Due::NotYet => {}
                Due::Late(moment) => prop_assert!(false, "{moment} is late at {now}"),
            }
            prop_assert_eq!(found.last().copied(), past.checked_sub(1), "at {}", now);
        }
        prop_assert!(found.iter().copied().eq(0..found.len()), "{:?}", found);
        prop_assert!(found.len() >= 100, "{}", found.len());
    }
}

/// Zone, day, time of the schedule, its moment and what clocks show then.
const CHANGES: &str = "
    Europe/Zurich       2026-03-29 02:30 2026-03-29T01:30:00Z 03:30
    Europe/Zurich       2026-10-25 02:30 2026-10-25T00:30:00Z 02:30
    America/New_York    2026-03-08 02:30 2026-03-08T07:30:00Z 03:30
    America/New_York    2026-11-01 01:30 2026-11-01T05:30:00Z 01:30
    Australia/Lord_Howe 2026-10-04 02:15 2026-10-03T15:45:00Z 02:45
    Australia/Lord_Howe 2026-04-05 01:45 2026-04-04T14:45:00Z 01:45
    Africa/Casablanca   2026-03-22 02:30 2026-03-22T02:30:00Z 03:30
    America/Santiago    2026-09-06 00:00 2026-09-06T04:00:00Z 01:00";

#[test]
fn an_hour_that_a_day_lacks_or_has_twice_is_one_moment() {
    for line in CHANGES.lines().skip(1) {
        let mut fields = line.split_whitespace();
        let mut field = || fields.next().expect("five fields");
        let zone = TimeZone::get(field()).expect("a zone");
        let day: Date = field().parse().expect("a day");
        let time: Time = field().parse().expect("a time");
        let (moment, shown) = (at(field()), field());
        let weekly = Schedule::Weekdays(vec![day.weekday()], time);
        let clock = zone.to_datetime(moment).strftime("%H:%M").to_string();
        assert_eq!(clock, shown, "{line}");
        let before = moment - SignedDuration::from_hours(30);
        let due_in = |seconds: i64, served| {
            let now = moment + SignedDuration::from_secs(seconds);
            due(&weekly, &zone, Some(served), now, 43_200)
        };
        assert_eq!(due_in(-1, before), Due::NotYet, "{line}");
        assert_eq!(due_in(0, before), Due::Now, "{line}");
        assert_eq!(due_in(3600, before), Due::Now, "{line}");
        // The hour comes again, the issue does not.
        for later in [1800, 3600, 5400, 7200, 86_400] {
            assert_eq!(due_in(later, moment), Due::NotYet, "{line}");
        }
        let minute_before = moment - SignedDuration::from_mins(1);
        assert_eq!(next(&weekly, &zone, minute_before), Some(moment), "{line}");
    }
}

/// The clock jumps from eleven in the evening to midnight: half past eleven is half past twelve of the next day.
#[test]
fn a_moment_that_falls_on_the_next_day_is_not_forgotten() {
    let tz = TimeZone::posix("XXX0YYY,M3.5.0/23,M10.5.0/23").expect("a zone");
    let late = Schedule::Weekdays(vec![Weekday::Sunday], Time::constant(23, 30, 0, 0));
    let moment = at("2026-03-29T23:30:00Z");
    assert_eq!(tz.to_datetime(moment).to_string(), "2026-03-30T00:30:00");
    assert_eq!(next(&late, &tz, at("2026-03-29T23:10:00Z")), Some(moment));
    assert_eq!(
        due(&late, &tz, Some(at("2026-03-28T00:00:00Z")), moment, 3600),
        Due::Now
    );
}
