//! Who comes in by an import, who stays out, and who may be mailed.

use super::*;
use crate::store::roster;
use crate::store::roster::RosterRow;
use crate::store::tests::{filled, now};

fn listed(store: &Store) -> Vec<Known> {
    let mut all = Vec::new();
    let visit = |known| {
        all.push(known);
        Ok(())
    };
    store.visit_subscriptions(None, visit).expect("read");
    all
}

fn consents(store: &Store) -> Vec<String> {
    let mut found = store
        .db
        .prepare("SELECT key || ' ' || newsletter || ' ' || event || ' ' || source || ' ' || dated FROM consents ORDER BY id")
        .expect("a statement");
    let rows = found.query_map([], |row| row.get(0)).expect("read");
    rows.collect::<Result<_, _>>().expect("rows")
}

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
    assert_eq!(listed(&store).len(), 3);
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
    assert_eq!(listed(&store), []);
}

#[test]
fn a_known_person_is_left_alone_unless_an_import_says_otherwise() {
    let (_folder, mut store) = filled(2);
    store
        .remove(
            &Address::parse("u1@example.org").expect("valid"),
            None,
            now(),
        )
        .expect("removed");
    let before = (listed(&store), consents(&store));
    let csv = b"email,name,language,categories,source,date\nu0@example.org,Other,fr,tides,else,2026-02-02\nu1@example.org,,,,else,2026-02-02\n";
    let rows = || {
        let roster = roster::parse(csv, &["weekly"]).expect("a roster");
        roster.rows.into_iter().map(Ok)
    };
    let synced = store
        .take_in(rows(), now(), Manner::AddUnknown)
        .expect("synced");
    assert_eq!((synced.added, synced.updated, synced.stayed_out), (0, 1, 1));
    assert_eq!((listed(&store), consents(&store)), before);

    let daily = rows().map(|row: anyhow::Result<_>| {
        row.map(|row| RosterRow {
            newsletter: "daily".into(),
            ..row
        })
    });
    let synced = store
        .take_in(daily, now(), Manner::AddUnknown)
        .expect("synced");
    assert_eq!(synced.added, 2);
    let all = listed(&store);
    assert_eq!(all.len(), 4);
    assert!(
        all.iter()
            .all(|known| known.subscriber.name.starts_with("U ")),
        "{all:?}"
    );

    store
        .take_in(rows(), now(), Manner::Follow)
        .expect("imported");
    let known = store.subscriptions("weekly").expect("read");
    assert_eq!(known[0].subscriber.name.as_str(), "Other");
    assert_eq!(known[0].categories, [Slug::of("tides")]);
}

#[test]
fn consent_is_logged_only_where_it_changes() {
    let (_folder, mut store) = filled(1);
    let first = consents(&store);
    import(
        &mut store,
        "u0@example.org,New name,tides,form,2026-01-02\n",
        None,
    );
    assert_eq!(consents(&store), first);
    import(&mut store, "u0@example.org,,,form,2026-03-03\n", None);
    import(&mut store, "u0@example.org,,,form,2026-03-03\n", None);
    assert_eq!(consents(&store).len(), 2);
    let known = &listed(&store)[0];
    assert_eq!(
        (known.subscriber.name.as_str(), known.consented_on.as_str()),
        ("New name", "2026-03-03")
    );
    import(
        &mut store,
        "u0@example.org,Old name,tides,sign-up,2025-03-03\n",
        None,
    );
    let known = &listed(&store)[0];
    assert_eq!(
        (known.subscriber.name.as_str(), known.consented_on.as_str()),
        ("New name", "2026-03-03"),
        "an older consent undoes nothing"
    );
    assert_eq!(consents(&store).len(), 2);
}

#[test]
fn an_import_counts_what_it_changes_and_names_who_gets_more() {
    let (_folder, mut store) = filled(4);
    let choose =
        "u0@example.org,,birds;tides,form,2026-01-02\nu1@example.org,,birds,form,2026-01-02\n";
    let chosen = import(&mut store, choose, None).changes;
    assert_eq!((chosen.rows, chosen.categories, chosen.widened), (2, 2, 0));
    let newer = "u0@example.org,,,form,2026-02-02\nu1@example.org,Ann,tides;birds,form,2026-01-02\n\
        u2@example.org,U 2,,form,2026-01-02\nu3@example.org,,birds,form,2026-01-02\n";
    let report = import(&mut store, newer, None);
    assert_eq!((report.added, report.updated), (0, 4));
    let changes = report.changes;
    let counts = (changes.rows, changes.categories, changes.names);
    assert_eq!((counts, changes.consents), ((3, 3, 1), 1));
    let wider: Vec<_> = changes
        .wider
        .iter()
        .map(|one| (one.address.local(), one.before.len(), one.after.len()))
        .collect();
    assert_eq!(
        (changes.widened, wider),
        (2, vec![("u0", 2, 0), ("u1", 1, 2)])
    );
    let same = "u1@example.org,,birds;tides,form,2026-01-02\n";
    assert_eq!(import(&mut store, same, None).changes, Changes::default());
    let older = "u1@example.org,,,form,2025-01-02\n";
    assert_eq!(import(&mut store, older, None).changes, Changes::default());
}

#[test]
fn only_those_who_had_left_are_logged_as_forced() {
    let (_folder, mut store) = filled(2);
    let leaver = Address::parse("u1@example.org").expect("valid");
    store.remove(&leaver, None, now()).expect("removed");
    store.remove(&leaver, None, now()).expect("removed");
    let lines = "u0@example.org,,,form,2026-01-02\nu1@example.org,,,form,2026-01-02\nnew@example.org,,,form,2026-01-02\n";
    import(&mut store, lines, Some("asked by phone"));
    assert_eq!(
        consents(&store)[2..],
        [
            "u1@example.org * unsubscribed editor 2026-05-04T08:00:00Z",
            "u1@example.org weekly forced form (asked by phone) 2026-01-02",
            "new@example.org weekly imported form 2026-01-02",
        ]
    );
}

#[test]
fn a_suppressed_address_comes_back_only_when_forced() {
    let (_folder, mut store) = filled(1);
    store
        .db
        .execute(
            "INSERT INTO suppressions VALUES ('u0@example.org', '550', 0)",
            [],
        )
        .expect("suppressed");
    let line = "u0@example.org,,,form,2026-01-02\n";
    assert_eq!(import(&mut store, line, None).stayed_out, 1);
    assert_eq!(store.subscriptions("weekly").expect("read"), []);
    assert_eq!(import(&mut store, line, Some("mended")).added, 1);
    assert_eq!(store.subscriptions("weekly").expect("read").len(), 1);
}

#[test]
fn new_people_keep_the_order_of_the_file() {
    let (_folder, mut store) = filled(0);
    import(
        &mut store,
        "z@b.org,,,f,2026-01-02\na@b.org,,,f,2026-01-02\nm@b.org,,,f,2026-01-02\n",
        None,
    );
    let known = store.subscriptions("weekly").expect("read");
    let order: Vec<&str> = known
        .iter()
        .map(|known| known.subscriber.address.local())
        .collect();
    assert_eq!(order, ["z", "a", "m"]);
}

#[test]
fn a_file_that_breaks_off_leaves_nothing_and_the_next_one_goes_in() {
    let (_folder, mut store) = filled(0);
    let row = roster::parse(b"email,source,date\na@b.org,f,2026-01-02\n", &["weekly"]);
    let row = row.expect("a roster").rows.remove(0);
    let broken = [Ok(row.clone()), Err(anyhow::anyhow!("the disk is gone"))];
    store
        .take_in(broken, now(), Manner::Follow)
        .expect_err("broken off");
    assert_eq!(listed(&store), []);
    assert_eq!(
        store.import(&[row], now(), None).expect("imported").added,
        1
    );
}

#[test]
fn a_removal_names_who_never_subscribed_and_logs_nothing() {
    let (_folder, mut store) = filled(1);
    let who = Address::parse("u0@example.org").expect("valid");
    let before = consents(&store);
    let removed = store.remove(&who, Some("daily"), now()).expect("read");
    assert_eq!((removed, consents(&store)), (Removed::Unknown, before));
    assert!(
        store.has_newsletter("weekly").expect("read")
            && !store.has_newsletter("daily").expect("read")
    );
}
