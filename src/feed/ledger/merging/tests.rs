//! Rows of posts that branches numbered alike, read as one.

use super::*;

/// A row of posts behind `before`, each with its rank.
fn row(before: Option<Rank>, ids: &[&str]) -> Vec<(String, Rank)> {
    let mut last = before;
    let mut ranked = |id: &&str| {
        let rank = Rank::behind(last, id);
        last = Some(rank);
        ((*id).to_owned(), rank)
    };
    ids.iter().map(&mut ranked).collect()
}

fn line((id, rank): &(String, Rank), day: usize) -> String {
    let rank = serde_json::to_string(rank).expect("a rank");
    format!(
        r#""{id}": {{"source":"{id}","language":"en","section":"","title":"","date":"2024-01-{day:02}T00:00:00Z","nth":{rank},"body":"","content":"","changed":"2024-01-01T00:00:00Z","updated":"2024-01-01T00:00:00Z"}}"#
    )
}

/// The ids in the order of publishing that a merge of these rows reads, and the pages of `entries`.
fn read(rows: &[&[(String, Rank)]], pages: &[&[Rank]]) -> (Vec<String>, Vec<Rank>) {
    let dated = rows.iter().enumerate();
    let entries: Vec<String> = dated
        .flat_map(|(day, row)| row.iter().map(move |one| line(one, day + 1)))
        .collect();
    let pages: Vec<String> = pages
        .iter()
        .map(|begins| {
            format!(
                "\"entries\": {}",
                serde_json::to_string(begins).expect("ranks")
            )
        })
        .collect();
    let text = format!(
        "{{\n\"version\": 1,\n\"pages\": {{\n{}\n}},\n\"entries\": {{\n{}\n}}\n}}\n",
        pages.join("\n"),
        entries.join("\n")
    );
    let ledger = Ledger::parse(&text).expect(&text);
    let again = ledger.to_json().expect("written");
    assert_eq!(Ledger::parse(&again).as_ref(), Ok(&ledger), "{again}");
    let ranked = ledger
        .entries
        .iter()
        .filter_map(|(id, record)| Some((record.nth?, id.clone())));
    let mut ranked: Vec<(Rank, String)> = ranked.collect();
    ranked.sort();
    assert!(
        ranked.is_sorted_by(|one, other| one.0.nth < other.0.nth),
        "{ranked:?}"
    );
    let pages = ledger.pages.get("entries").cloned().unwrap_or_default();
    (ranked.into_iter().map(|(_, id)| id).collect(), pages)
}

#[test]
fn the_longer_of_two_rows_keeps_its_numbers() {
    let old = row(None, &["x:a", "x:b"]);
    let last = Some(old[1].1);
    let (long, short) = (
        row(last, &["x:m", "x:n", "x:o"]),
        row(last, &["x:z", "x:y"]),
    );
    let all = ["x:a", "x:b", "x:m", "x:n", "x:o", "x:z", "x:y"];
    for rows in [[&*old, &long, &short], [&old, &short, &long]] {
        let (order, pages) = read(&rows, &[&[old[1].1, long[0].1], &[old[1].1, short[0].1]]);
        assert_eq!(order, all);
        assert_eq!(pages, [old[1].1, long[0].1]);
    }
}

#[test]
fn a_row_that_closed_a_page_goes_before_a_longer_one() {
    let old = row(None, &["x:a"]);
    let last = Some(old[0].1);
    let (long, short) = (row(last, &["x:m", "x:n"]), row(last, &["x:z"]));
    let (order, pages) = read(&[&old, &long, &short], &[&[short[0].1]]);
    assert_eq!(order, ["x:a", "x:z", "x:m", "x:n"]);
    assert_eq!(pages, [short[0].1]);
}

#[test]
fn of_two_rows_alike_the_older_one_goes_first() {
    let old = row(None, &["x:a"]);
    let last = Some(old[0].1);
    let (one, other) = (row(last, &["x:m"]), row(last, &["x:b"]));
    assert_eq!(read(&[&old, &one, &other], &[]).0, ["x:a", "x:m", "x:b"]);
    assert_eq!(read(&[&old, &other, &one], &[]).0, ["x:a", "x:b", "x:m"]);
}

#[test]
fn a_post_that_both_sides_wrote_has_the_number_of_the_later_merge() {
    let old = row(None, &["x:a", "x:b", "x:c"]);
    let moved = row(Some(old[2].1), &["x:b"]);
    let (order, _) = read(&[&old[..2], &old[2..], &moved], &[]);
    assert_eq!(order, ["x:a", "x:c", "x:b"]);
}
