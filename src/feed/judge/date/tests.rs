//! Tests of the dates of feeds.

use super::*;

#[test]
fn rss_dates_are_told_apart() {
    let rule = |value: &str| parse_rfc822(value).err().map_or("", |fault| fault.rule);
    for good in [
        "Sat, 07 Sep 2002 00:00:01 GMT",
        "7 Sep 2002 00:00 +0200",
        "Sat, 7 Sep 2002 00:00:01 EDT",
        "Sat, 07 Sep 2002 10:00:01 -0330",
    ] {
        assert_eq!(rule(good), "", "{good}");
    }
    for odd in [
        "sat, 07 sep 2002 00:00:01 gmt",
        "Sat, 07 Sep 02 00:00:01 GMT",
        "Sat,  07 Sep 2002 00:00:01 GMT",
        "07 Sep 2002 00:00:01 A",
    ] {
        assert_eq!(rule(odd), "date-rfc822-odd", "{odd}");
    }
    for bad in [
        "2002-09-07",
        "Sat, 07 Sep 2002",
        "Sat, 31 Sep 2002 00:00:00 GMT",
        "Sat, 07 Sep 2002 24:00:00 GMT",
        "Sat, 07 Sep 2002 00:00:00 CET",
        "Sat, 07 Sept 2002 00:00:00 GMT",
        "Sam, 07 Sep 2002 00:00:00 GMT",
        "Sat, 07 Sep 2002 00:00:00 +02:00",
        "",
    ] {
        assert_eq!(rule(bad), "date-rfc822", "{bad}");
    }
    assert_eq!(rule("Mon, 07 Sep 2002 00:00:01 GMT"), "date-weekday");
    let moment = parse_rfc822("Sat, 07 Sep 2002 01:00:00 +0200").expect("a date");
    assert_eq!(moment.to_string(), "2002-09-06T23:00:00Z");
}

#[test]
fn atom_dates_are_told_apart() {
    for good in [
        "2002-10-02T10:00:00Z",
        "2002-10-02T10:00:00.25+02:00",
        "2002-12-31T23:59:59-05:30",
    ] {
        assert!(parse_rfc3339(good).is_ok(), "{good}");
    }
    for bad in [
        "2002-10-02",
        "2002-10-02T10:00:00",
        "2002-10-02 10:00:00Z",
        "2002-10-02t10:00:00z",
        "2002-13-02T10:00:00Z",
        "2002-10-02T10:00:00+0200",
        "2002-10-02T10:00Z",
        "2002-10-02T10:00:00.Z",
        "",
    ] {
        assert!(parse_rfc3339(bad).is_err(), "{bad}");
    }
    for good in [
        "2002",
        "2002-10",
        "2002-10-02",
        "2002-10-02T10:00Z",
        "2002-10-02T10:00:00+02:00",
    ] {
        assert!(parse_w3cdtf(good).is_ok(), "{good}");
    }
    for bad in [
        "2002-13",
        "02",
        "2002-10-02T10:00:00",
        "Sat, 07 Sep 2002 00:00:01 GMT",
    ] {
        assert!(parse_w3cdtf(bad).is_err(), "{bad}");
    }
}

#[test]
fn moments_that_cannot_be_are_named() {
    let now = "2024-01-01T00:00:00Z".parse().ok();
    let judge = |moment: &str| judge_moment(moment.parse().expect("a moment"), now);
    assert!(judge("2024-01-01T00:05:00Z").is_none());
    assert!(judge("2024-01-01T00:15:00Z").is_some());
    assert!(judge("1989-12-31T00:00:00Z").is_some());
}
