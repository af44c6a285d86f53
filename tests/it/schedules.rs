//! A newsletter goes out at its time: not before, not twice, and not unasked when that was long ago.

use jiff::{SignedDuration, Timestamp};
use postrider::store::Store;

use crate::app::{TestSite, roster};

/// A site with a daily newsletter whose moment of today was so many minutes ago.
fn site_due(minutes: i64, late: &str) -> (TestSite, Timestamp) {
    let moment = now() - SignedDuration::from_mins(minutes);
    let time = moment.strftime("%H:%M");
    let site = TestSite::new(&format!(
        "newsletters:\n  daily: {{from: News <news@blog.example>, schedule: 'daily {time}', time_zone: UTC, late: {late}}}\n"
    ));
    site.write_post("first", "2024-01-02", &["news"]);
    site.write("people.csv", roster(2));
    site.done(&["subscribers", "import", "people.csv"]);
    (site, moment)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the command line reads the clock"
)]
fn now() -> Timestamp {
    Timestamp::now()
}

/// Notes that somebody looked after the newsletter so many hours ago.
fn look_back(site: &TestSite, hours: i64) {
    let mut store = Store::open(&site.path().join("postrider.db")).expect("a store");
    let moment = now() - SignedDuration::from_hours(hours);
    store.note_served("daily", moment).expect("noted");
}

#[test]
fn a_newsletter_goes_out_at_its_time_and_once() {
    let (site, _) = site_due(2, "12h");
    site.done(&["publish"]);
    assert_eq!(site.files("outbox").len(), 2);
    site.write_post("second", "2024-01-03", &["news"]);
    let run = site.done(&["publish", "-v"]);
    assert!(run.stdout.contains("not due before"), "{run:?}");
    assert_eq!(site.files("outbox").len(), 2);
}

#[test]
fn a_schedule_missed_by_more_than_late_waits_for_a_word() {
    let (site, moment) = site_due(5, "1m");
    look_back(&site, 30);
    let document = site.json(&["publish"], 5);
    let waiting = &document["waiting"][0];
    assert_eq!(waiting["newsletter"], "daily");
    assert_eq!(waiting["reason"], "late");
    let due: Timestamp = waiting["due"]
        .as_str()
        .expect("a time")
        .parse()
        .expect("a time");
    assert!((due - moment).as_secs().abs() < 60, "{document}");
    assert!(
        waiting["message"]
            .as_str()
            .is_some_and(|said| said.contains("postrider send daily"))
    );
    let run = site.run(&["publish"]);
    assert!(
        run.code == 5 && run.stderr.contains("too long ago"),
        "{run:?}"
    );
    assert_eq!(site.files("outbox").len(), 0);
    site.done(&["send", "daily", "--yes"]);
    assert_eq!(site.files("outbox").len(), 2);
    assert_eq!(site.json(&["publish"], 0)["waiting"], serde_json::json!([]));
}

#[test]
fn a_missed_schedule_with_nothing_to_send_asks_nobody() {
    let (site, _) = site_due(5, "1m");
    std::fs::remove_file(site.path().join("content/posts/first.md")).expect("removed");
    look_back(&site, 30);
    // Newer than the moment that was missed: it waits for the next one.
    let posted = now() - SignedDuration::from_mins(2);
    site.write_post("second", &posted.to_string(), &["news"]);
    let document = site.json(&["publish"], 0);
    assert_eq!(
        (&document["waiting"], &document["posts"]),
        (&serde_json::json!([]), &1.into())
    );
    assert_eq!(site.files("outbox").len(), 0);
}

#[test]
fn a_schedule_that_was_looked_at_once_can_be_missed() {
    let (site, _) = site_due(5, "1m");
    site.done(&["publish"]);
    assert_eq!(
        site.files("outbox").len(),
        0,
        "nobody looked after it before"
    );
    let store = Store::open(&site.path().join("postrider.db")).expect("a store");
    assert!(store.served_at("daily").expect("read").is_some());
}

#[test]
fn a_paused_newsletter_is_in_the_document() {
    let site = TestSite::with_readers("", 2);
    site.done(&["publish"]);
    site.write_post("second", "2024-01-03", &["news"]);
    let server = "mail: {relay: 'smtp+insecure://127.0.0.1:1'}\n";
    let config = site.read("postrider.yaml");
    site.write("postrider.yaml", format!("{config}{server}"));
    assert_eq!(site.run(&["publish"]).code, 5);
    site.done(&["pause", "weekly"]);
    let document = site.json(&["publish"], 5);
    assert_eq!(document["waiting"][0]["reason"], "paused", "{document}");
    assert_eq!(document["waiting"][0]["due"], serde_json::Value::Null);
}
