//! Who comes in by an import, who stays out, and who may be mailed.

use super::*;
use crate::store::roster;
use crate::store::tests::{filled, now};

fn import(store: &mut Store, lines: &str, force: Option<&str>) -> ImportReport {
    let csv = format!("email,name,categories,source,date\n{lines}");
    let roster = roster::parse(csv.as_bytes(), &["weekly"]).expect("a roster");
    store.import(&roster.rows, now(), force).expect("imported")
}

#[test]
fn one_person_is_one_row_however_the_address_is_typed() {
    let (_folder, mut store) = filled(0);
    let report = import(
        &mut store,
        "Ada@München.example,A,,f,2026-01-02\n ada@xn--mnchen-3ya.example ,B,,f,2026-01-02\n",
        None,
    );
    assert_eq!((report.added, report.repeated), (1, 1));
    let again = import(
        &mut store,
        "ada@münchen.example,C,Tides,f,2026-01-02\n",
        None,
    );
    assert_eq!((again.added, again.updated), (0, 1));
    let known = store.subscriptions("weekly").expect("read");
    assert_eq!(known.len(), 1);
    assert_eq!(known[0].categories, [Slug::of("tides")]);
    assert_eq!(store.subscriptions("daily").expect("read"), []);
}

#[test]
fn people_who_left_stay_out_unless_forced_with_a_reason() {
    let (_folder, mut store) = filled(3);
    let leaver = Address::parse("U1@Example.org").expect("valid");
    let removed = store.remove(&leaver, None, now()).expect("removed");
    assert_eq!(removed, Removed::Subscriptions(1));
    let again = store.remove(&leaver, None, now()).expect("removed");
    assert_eq!(again, Removed::Subscriptions(0));
    let stranger = Address::parse("x@example.org").expect("valid");
    assert_eq!(
        store.remove(&stranger, None, now()).expect("read"),
        Removed::Unknown
    );
    assert_eq!(store.subscriptions("weekly").expect("read").len(), 2);

    let line = "u1@example.org,U,,f,2026-01-02\n";
    assert_eq!(import(&mut store, line, None).stayed_out, 1);
    assert_eq!(store.subscriptions("weekly").expect("read").len(), 2);
    assert_eq!(import(&mut store, line, Some("asked by phone")).added, 1);
    assert_eq!(store.subscriptions("weekly").expect("read").len(), 3);
    assert_eq!(store.list(None).expect("read").len(), 3);
}

#[test]
fn an_interrupted_import_leaves_nothing() {
    let (_folder, mut store) = filled(0);
    store
        .db
        .execute_batch("CREATE TRIGGER broken BEFORE INSERT ON subscribers WHEN NEW.key = 'b@b.org' BEGIN SELECT RAISE(ABORT, 'disk'); END")
        .expect("a trigger");
    let csv = b"email,source,date\na@b.org,f,2026-01-02\nb@b.org,f,2026-01-02\n";
    let roster = roster::parse(csv, &["weekly"]).expect("a roster");
    store
        .import(&roster.rows, now(), None)
        .expect_err("interrupted");
    assert_eq!(store.list(None).expect("read"), []);
}
