//! The rate under servers that ask for less, mean it or do not.

use super::*;
use crate::worker::clock;

/// Sends at the pace for `seconds` to a server that holds back every `each`th; how many it took.
fn simulate(pace: &Pace, seconds: u64, each: u32) -> u32 {
    let start = clock::instant();
    let (mut now, mut taken) = (start, 0);
    for number in 1_u32.. {
        // The server itself takes 2 ms for each.
        now += pace.reserve(now).max(Duration::from_millis(2));
        if now - start > SECOND * u32::try_from(seconds).expect("small") {
            return taken;
        }
        if number.is_multiple_of(each) {
            pace.slow_down(now);
        } else {
            pace.speed_up(now);
            taken += 1;
        }
    }
    taken
}

#[test]
fn a_reply_now_and_then_does_not_slow_the_rest() {
    assert!(simulate(&Pace::new(None), 10, 20) > 4000);
    assert!(simulate(&Pace::new(Some(50.0)), 60, 20) > 2500);
}

#[test]
fn replies_that_no_pace_makes_less_are_borne() {
    for each in [10, 5, 3] {
        let taken = simulate(&Pace::new(Some(100.0)), 60, each);
        assert!(taken > 2500, "every {each}th: {taken}");
        let taken = simulate(&Pace::new(Some(5.0)), 600, each);
        assert!(taken > 1200, "every {each}th of few: {taken}");
    }
}

#[test]
fn a_halved_rate_is_regained_within_a_minute_and_never_stops() {
    for configured in [Some(10.0), None] {
        let pace = Pace::new(configured);
        let mut now = clock::instant();
        for _ in 0..100 {
            pace.slow_down(now);
        }
        let halved = configured.unwrap_or(ASSUMED) / 2.0;
        assert_eq!(pace.lock().rate, Some(halved), "a burst is one reply");
        for _ in 0..3000 {
            now += pace.reserve(now);
            pace.speed_up(now);
        }
        assert_eq!(pace.lock().rate, configured);
        for second in 0..10_000 {
            pace.slow_down(now + SECOND * second);
        }
        assert_eq!(pace.lock().rate, Some(SLOWEST));
    }
    let pace = Pace::new(Some(10.0));
    pace.slow_down(clock::instant());
    assert!(simulate(&pace, 60, u32::MAX) > 500);
}

#[test]
fn a_server_that_takes_nothing_ends_the_run_within_minutes() {
    let pace = Pace::new(None);
    let start = clock::instant();
    let mut now = start;
    while pace.slow_down(now) != Asked::Stop {
        now += pace.reserve(now).max(Duration::from_millis(2));
        assert!(now - start < SECOND * 300, "it goes on for ever");
    }
    assert!(now - start > SECOND * 10, "a short refusal is waited out");
}

#[test]
fn slowing_down_makes_nobody_faster() {
    let pace = Pace::new(Some(0.01));
    pace.slow_down(clock::instant());
    assert_eq!(pace.lock().rate, Some(0.01));
}

#[test]
fn a_server_with_a_limit_is_kept_to_it() {
    let pace = Pace::new(None);
    let (mut now, mut held) = (clock::instant(), 0);
    let mut last: Vec<Instant> = Vec::new();
    for number in 0..2000 {
        now += pace.reserve(now).max(Duration::from_millis(2));
        last.retain(|at| now - *at < SECOND);
        if last.len() >= 5 {
            pace.slow_down(now);
            held += i32::from(number > 500);
        } else {
            last.push(now);
            pace.speed_up(now);
        }
    }
    assert!(held < 300, "{held} of 1,500 were held back");
}
