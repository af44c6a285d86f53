//! Lines that two branches wrote, read as one ledger.

use super::*;

/// A record's line; `date` and `updated` are days of January 2024.
fn line(id: &str, source: &str, updated: u32, more: &str) -> String {
    format!(
        r#""{id}": {{"source":"{source}","language":"en","section":"","title":"","date":"2024-01-01T00:00:00Z",{more}"body":"","content":"","changed":"2024-01-{updated:02}T00:00:00Z","updated":"2024-01-{updated:02}T00:00:00Z"}}"#
    )
}

fn text(pages: &[String], entries: &[String]) -> String {
    format!(
        "{{\n\"version\": 1,\n\"pages\": {{\n{}\n}},\n\"entries\": {{\n{}\n}}\n}}\n",
        pages.join(",\n"),
        entries.join(",\n")
    )
}

/// The ledger, which reads the same when it is written.
fn read(text: &str) -> Ledger {
    let ledger = Ledger::parse(text).expect(text);
    let again = ledger.to_json().expect("written");
    assert_eq!(Ledger::parse(&again).as_ref(), Ok(&ledger), "{again}");
    assert!(!ledger.is_changed());
    ledger
}

fn page(name: &str, ids: &[&str]) -> String {
    let keys: Vec<String> = ids.iter().map(|id| Key::of(id).to_string()).collect();
    format!("\"{name}\": \"{}\"", keys.join(" "))
}

/// The pages of `feed` that are read where these stand in the file.
fn chosen(pages: &[(&str, &[&str])]) -> Vec<Vec<Key>> {
    let lines: Vec<String> = pages.iter().map(|(name, ids)| page(name, ids)).collect();
    let ledger = read(&text(&lines, &[line("x:a", "a", 1, "")]));
    ledger.pages.get("feed").cloned().unwrap_or_default()
}

fn keys(pages: &[&[&str]]) -> Vec<Vec<Key>> {
    let keys = |page: &&[&str]| page.iter().map(|id| Key::of(id)).collect();
    pages.iter().map(keys).collect()
}

#[test]
fn of_two_pages_that_was_published_behind_which_others_were() {
    let ours: [(&str, &[&str]); 2] = [("feed 2", &["b", "c"]), ("feed 3", &["c", "d"])];
    let theirs: (&str, &[&str]) = ("feed 2", &["b", "z"]);
    let first: (&str, &[&str]) = ("feed 1", &["a", "b"]);
    let expected = keys(&[&["a", "b"], &["b", "c"], &["c", "d"]]);
    assert_eq!(chosen(&[first, ours[0], theirs, ours[1]]), expected);
    assert_eq!(chosen(&[first, theirs, ours[0], ours[1]]), expected);
    // Alike: what stands first, which is the branch that the other is merged into.
    let two = keys(&[&["a", "b"], &["b", "z"]]);
    assert_eq!(chosen(&[first, theirs, ours[0]]), two);
    // Of both rows the one that goes on, from the first page that differs.
    let long: (&str, &[&str]) = ("feed 3", &["z", "y"]);
    let far: (&str, &[&str]) = ("feed 4", &["y", "x"]);
    let all = keys(&[&["a", "b"], &["b", "z"], &["z", "y"], &["y", "x"]]);
    assert_eq!(chosen(&[first, ours[0], theirs, ours[1], long, far]), all);
}

#[test]
fn a_page_behind_a_missing_one_is_none() {
    assert_eq!(
        chosen(&[("feed 1", &["a"]), ("feed 3", &["c"])]),
        keys(&[&["a"]])
    );
    for wrong in [
        "\"feed\": \"\"",
        "\"feed 1\": \"xyz\"",
        "\"feed x\": \"000000000000\"",
    ] {
        let text = text(&[wrong.to_owned()], &[line("x:a", "a", 1, "")]);
        let error = Ledger::parse(&text).expect_err(wrong);
        assert_eq!(error.place.line, 4, "{error:?}");
    }
}

#[test]
fn lines_of_both_sides_with_what_stands_around_them_are_read() {
    let entries = [line("x:a", "a", 1, ""), line("x:b", "b", 2, "")];
    let pages = [page("feed 1", &["x:a"]), page("feed 2", &["x:b"])];
    let whole = read(&text(&pages, &entries));
    let joined = entries.join(",\n");
    for (between, last) in [("\n", ""), ("\n", ","), (",\n", ",")] {
        let commas = entries.join(between) + last;
        let text = text(&pages, &entries).replace(&joined, &commas);
        assert_eq!(Ledger::parse(&text).as_ref(), Ok(&whole), "{text}");
    }
    let half = |at: usize| format!("{}\n}},\n\"entries\": {{\n{}", pages[at], entries[at]);
    for (between, end) in [("", ""), (",", ","), ("", ",")] {
        let text = format!(
            "{{\n\"version\": 1,\n\"pages\": {{\n{}{between}\n{}{end}\n}}\n}}\n",
            half(0),
            half(1)
        );
        assert_eq!(Ledger::parse(&text).as_ref(), Ok(&whole), "{text}");
    }
    let cut = text(&pages, &entries);
    for end in ["}\n", "}\n}\n"] {
        let cut = cut.strip_suffix(end).expect("the end");
        assert!(Ledger::parse(cut).is_err(), "{cut}");
    }
    let broken = text(
        &[],
        &[line("x:a", "a", 1, ""), "\"x:b\": {\"source\": 1}".into()],
    );
    let error =
        Ledger::parse(&broken.replace("}},\n\"x:b\"", "}}\n\"x:b\"")).expect_err("a number");
    assert_eq!(error.place.line, 8, "{error:?}");
}

#[test]
fn a_post_that_both_sides_wrote_keeps_its_id_and_the_later_words() {
    let one = line("x:a", "a", 1, r#""nth":3,"#);
    let later = line("x:a", "a", 9, r#""nth":5,"#);
    for lines in [[one.clone(), later.clone()], [later, one.clone()]] {
        let ledger = read(&text(&[], &lines));
        assert!(ledger.entries["x:a"].updated.to_string().contains("01-09"));
    }
    // Two posts that got one id: the first line's is the one that was published here.
    let other = line("x:a", "other", 9, "");
    assert_eq!(read(&text(&[], &[one, other])).entries["x:a"].source, "a");
}

#[test]
fn an_id_that_one_side_took_over_stays_where_the_other_edited_the_post() {
    let adopted = format!(r#""key":"{}","#, Key::of("x:a"));
    let ledger = read(&text(
        &[],
        &[line("old:a", "a", 1, &adopted), line("x:a", "a", 9, "")],
    ));
    assert_eq!(ledger.entries.keys().collect::<Vec<_>>(), ["old:a"]);
}

#[test]
fn a_moment_that_both_sides_gave_stays_with_the_post_on_a_closed_page() {
    let entries = [line("x:a", "a", 1, ""), line("x:b", "b", 1, "")];
    for (closed, open) in [("x:a", "x:b"), ("x:b", "x:a")] {
        let ledger = read(&text(&[page("feed 1", &[closed])], &entries));
        let updated = |id: &str| ledger.entries[id].updated.to_string();
        assert_eq!(updated(closed), "2024-01-01T00:00:00Z");
        assert_eq!(updated(open), "2024-01-01T00:00:00.001Z");
    }
}
