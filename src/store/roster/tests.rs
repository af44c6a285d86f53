//! What a roster's rows are, which are refused, and when the whole file is.

use proptest::prelude::*;

use super::*;
use crate::model::Slug;

/// A whole roster.
#[derive(Debug, Default)]
pub(crate) struct Parsed {
    pub(crate) rows: Vec<RosterRow>,
    pub(crate) bad: Vec<BadRow>,
}

/// Reads a whole roster in the middle of 2026.
pub(crate) fn parse(bytes: &[u8], newsletters: &[&str]) -> Result<Parsed, BadRow> {
    let expected = Expected {
        newsletters: newsletters.to_vec(),
        newsletter: newsletters
            .first()
            .copied()
            .filter(|_| newsletters.len() == 1),
        latest: Date::constant(2026, 6, 30),
    };
    let whole = |fault| match fault {
        Fault::Row(bad) | Fault::File(bad) => bad,
        Fault::Broken(error) => panic!("{error}"),
    };
    let mut parsed = Parsed::default();
    for row in Roster::open(bytes, expected).map_err(whole)? {
        match row {
            Ok(row) => parsed.rows.push(row),
            Err(Fault::Row(bad)) => parsed.bad.push(bad),
            Err(fault) => return Err(whole(fault)),
        }
    }
    Ok(parsed)
}

fn read(csv: impl AsRef<[u8]>) -> Parsed {
    parse(csv.as_ref(), &["weekly"]).expect("a roster")
}

fn bad_lines(parsed: &Parsed) -> Vec<u64> {
    parsed.bad.iter().map(|bad| bad.line).collect()
}

fn addresses(parsed: &Parsed) -> Vec<&str> {
    parsed.rows.iter().map(|row| row.address.as_str()).collect()
}

const SHEET: &str = "Email;name;categories;source;date\r\na@b.org;\"A\r\n \"\"B\"\"\";\"tides; Bird life\";form;2026-01-02T10:00:00Z\r\n;;;;\r\n";

fn assert_sheet(parsed: &Parsed) {
    let row = &parsed.rows[0];
    assert_eq!(
        (row.name.as_str(), row.newsletter.as_str()),
        ("A \"B\"", "weekly")
    );
    let slugs: Vec<&str> = row.categories.iter().flatten().map(Slug::as_str).collect();
    assert_eq!(slugs, ["tides", "bird-life"]);
    assert_eq!((parsed.rows.len(), parsed.bad.len()), (1, 0));
}

#[test]
fn spreadsheets_are_read_with_marks_separators_and_line_breaks_in_quotes() {
    assert_sheet(&read(format!("\u{FEFF}{SHEET}")));
    let words = |order: fn(u16) -> [u8; 2]| -> Vec<u8> {
        let marked = format!("\u{FEFF}{SHEET}");
        marked.encode_utf16().flat_map(order).collect()
    };
    assert_sheet(&read(words(u16::to_le_bytes)));
    assert_sheet(&read(words(u16::to_be_bytes)));
    assert_sheet(&read(SHEET.replace("\r\n", "\r")));
    let tabbed = read("email\tsource\tdate\na@b.org\tform, page 2\t2026-01-02\n");
    assert_eq!(tabbed.rows[0].source.as_str(), "form, page 2");
}

#[test]
fn bad_rows_are_named_by_line_and_good_ones_stay() {
    let parsed = read(
        "email,name,source,date\nnope,,f,2026-01-02\n\"a\r\nRCPT TO:<x>\"@y.org,,f,2026-01-02\na@b.org,,,2026-01-02\na@b.org,,f,\na@b.org,f\nok@b.org,,f,2026-01-02\n",
    );
    assert_eq!(bad_lines(&parsed), [2, 3, 5, 6, 7]);
    assert_eq!(addresses(&parsed), ["ok@b.org"]);
}

#[test]
fn a_stray_quote_costs_its_own_row_only() {
    let parsed = read(
        "email,name,source,date\na@e.org,\"Ann,f,2026-01-02\nb@e.org,Bob,f,2026-01-02\nc@e.org,\"Cy,f,2026-01-02\n",
    );
    assert_eq!(
        (addresses(&parsed), bad_lines(&parsed)),
        (vec!["b@e.org"], vec![2, 4])
    );
    let parsed = read(
        "email,name,source,date\na@e.org,Ann \"A\" Lee,f,2026-01-02\nb@e.org,\"Bob\" B,f,2026-01-02\nc@e.org,Cy,f,2026-01-02\n",
    );
    assert_eq!(
        (addresses(&parsed), bad_lines(&parsed)),
        (vec!["c@e.org"], vec![2, 3])
    );
}

#[test]
fn a_quoted_field_that_holds_a_row_is_refused_with_its_lines() {
    let parsed = read(
        "email,name,source,date\na@e.org,\"Ann,f,2026-01-02\nb@e.org,Bob\",f,2026-01-02\nc@e.org,Cy,f,2026-01-02\n",
    );
    assert_eq!(
        (addresses(&parsed), bad_lines(&parsed)),
        (vec!["c@e.org"], vec![2])
    );
    assert!(parsed.bad[0].message.contains("line 3"), "{parsed:?}");
    // A name that somebody typed into a form must not become a row either.
    let parsed =
        read("email,name,source,date\na@e.org,\"Ann\nx@e.org,X,f,2026-01-02\n\",f,2026-01-02\n");
    assert_eq!((addresses(&parsed), bad_lines(&parsed)), (vec![], vec![2]));
}

#[test]
fn line_breaks_in_quotes_are_read_whichever_column_comes_first() {
    let parsed = read("name,email,source,date\n\"Ann\nLee\",a@e.org,\"form\n2\",2026-01-02\n");
    let row = &parsed.rows[0];
    assert_eq!(
        (row.name.as_str(), row.source.as_str()),
        ("Ann Lee", "form 2")
    );
}

#[test]
fn an_open_quote_above_other_rows_refuses_the_file() {
    let head = "email,name,source,date\na@e.org,Ann,f,2026-01-02\nb@e.org,\"Bob,f,2026-01-02\n";
    assert_eq!(bad_lines(&read(head)), [3]);
    let row = "c@e.org,Cy,f,2026-01-02\n";
    for count in [1, 10_000] {
        let csv = format!("{head}{}", row.repeat(count));
        let whole = parse(csv.as_bytes(), &["weekly"]).expect_err("refused");
        assert_eq!(whole.line, 3, "{whole:?}");
    }
}

#[test]
fn a_file_that_cannot_be_told_apart_is_refused_at_its_line() {
    for (csv, line) in [
        (&b"e\0m\0a\0i\0l\0"[..], 1),
        (b"PK\x03\x04 a spreadsheet", 1),
        (b"", 1),
        (b"\n\na@b.org,Ada\n", 3),
        (b"email,colour,source,date\n", 1),
        (b"email,name\n", 1),
        (b"email,email,source,date\n", 1),
        (b"email,source,\"date\n", 1),
        (b"email,source,date\n\n\xE9@b.org,f,2026-01-02\n", 3),
    ] {
        let whole = parse(csv, &["weekly"]).expect_err("refused");
        assert_eq!(whole.line, line, "{whole:?}");
    }
    let endless = format!("email,source,date\n{}", "x".repeat(1 << 20));
    assert!(parse(endless.as_bytes(), &["weekly"]).is_err());
    assert!(parse(b"email,source,date\n", &["a", "b"]).is_err());
}

#[test]
fn names_are_cut_and_cleaned_of_what_cannot_be_shown() {
    let long = "x".repeat(5000);
    let parsed = read(format!(
        "email,name,source,date\na@b.org,{long}\u{7},f,2026-01-02\nb@b.org,N\0ul,f,2026-01-02\n\0@b.org,,f,2026-01-02\n"
    ));
    assert_eq!(parsed.rows[0].name.len(), 200);
    assert_eq!(parsed.rows[1].name.as_str(), "Nul");
    assert_eq!(bad_lines(&parsed), [4]);
}

#[test]
fn a_consent_is_dated_by_day_or_moment_and_never_in_the_future() {
    let date = |typed: &str| {
        let parsed = read(format!("email,source,date\na@b.org,f,{typed}\n"));
        parsed.rows.first().map(|row| row.date.to_string())
    };
    for typed in [
        "2026-01-02",
        "2026-01-02T10:00:00Z",
        "2026-01-02 10:00",
        "2026-01-02 10:00:00",
        "2026-01-02T10:00:00+02:00",
        "2026-01-02T23:30-05",
    ] {
        assert_eq!(date(typed).as_deref(), Some("2026-01-02"), "{typed}");
    }
    for typed in [
        "2026-01-02garbage",
        "2026-02-30",
        "02.01.2026",
        "20260102",
        "yesterday",
        "2026-07-01",
        "9999-01-01",
    ] {
        assert_eq!(date(typed), None, "{typed}");
    }
}

#[test]
fn a_given_newsletter_is_meant_where_a_row_names_none() {
    let csv = b"email,source,date,newsletter\na@b.org,f,2026-01-02,\nb@b.org,f,2026-01-02,daily\nc@b.org,f,2026-01-02,dayly\n";
    let expected = Expected {
        newsletters: vec!["weekly", "daily"],
        newsletter: Some("weekly"),
        latest: Date::constant(2026, 6, 30),
    };
    let rows: Vec<_> = Roster::open(&csv[..], expected).expect("open").collect();
    let newsletter = |at: usize| rows[at].as_ref().map(|row| row.newsletter.as_str()).ok();
    assert_eq!(
        (newsletter(0), newsletter(1)),
        (Some("weekly"), Some("daily"))
    );
    assert!(
        matches!(&rows[2], Err(Fault::Row(bad)) if bad.message.contains("did you mean `daily`")),
        "{:?}",
        rows[2]
    );
}

proptest! {
    #[test]
    fn what_is_quoted_by_the_book_is_read_as_it_was(names in prop::collection::vec("[a-z \",;\n]{0,12}", 1..8)) {
        let mut csv = String::from("email,name,source,date\n");
        for (number, name) in names.iter().enumerate() {
            csv.push_str(&format!("u{number}@b.org,\"{}\",f,2026-01-02\n", name.replace('"', "\"\"")));
        }
        let parsed = read(csv);
        let read: Vec<String> = parsed.rows.iter().map(|row| row.name.to_string()).collect();
        let typed: Vec<String> = names.iter().map(|name| crate::model::Text::one_line(name).to_string()).collect();
        prop_assert_eq!(read, typed);
    }

    #[test]
    fn no_bytes_make_it_panic_or_run_forever(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let csv = [b"email,source,date\n\"", &bytes[..]].concat();
        let _ = parse(&csv, &["weekly"]);
        let _ = parse(&bytes, &["weekly"]);
    }
}
