//! Which files of subscribers are read, and what is said of rows that are no good.

use serde_json::json;

use crate::app::roster;
use crate::subscribers::{HEAD, import, listed, site};

#[test]
fn an_unclosed_quote_takes_nobody_elses_row() {
    let site = site();
    let run = import(
        &site,
        format!(
            "{HEAD}a@e.org,\"Ann,,,f,2026-01-02\nb@e.org,Bob,,,f,2026-01-02\nc@e.org,\"Cy,,,f,2026-01-02\n"
        ),
    );
    assert_eq!(run.code, 3, "{run:?}");
    assert!(
        run.stdout.contains("1 added") && run.stdout.contains("2 bad"),
        "{run:?}"
    );
    for sign in [
        "subscriber-row",
        "new.csv:2:1",
        "new.csv:4:1",
        "a@e.org,\"Ann",
    ] {
        assert!(run.stderr.contains(sign), "{sign}: {run:?}");
    }
    assert_eq!(listed(&site)[0]["address"], "b@e.org");
}

#[test]
fn a_file_that_cannot_be_read_is_named_with_its_line_and_exits_with_3() {
    let site = site();
    for (csv, place) in [
        (&b"a@e.org,Ann\n"[..], "new.csv:1:1"),
        (b"email,colour,source,date\n", "new.csv:1:1"),
        (b"email,name\n", "new.csv:1:1"),
        (b"e\0m\0a\0i\0l\0", "new.csv:1:1"),
        (
            b"email,source,date\na@e.org,f,2026-01-02\nb@e.org,caf\xE9,2026-01-02\n",
            "new.csv:3:1",
        ),
        (
            b"email,source,date\n\"a@e.org,f,2026-01-02\nb@e.org,f,2026-01-02\n",
            "new.csv:2:1",
        ),
    ] {
        let run = import(&site, csv);
        assert_eq!(run.code, 3, "{run:?}");
        assert!(
            run.stderr.contains("subscriber-file") && run.stderr.contains(place),
            "{run:?}"
        );
    }
    let found = site.json(&["subscribers", "import", "new.csv"], 3);
    assert_eq!(found["diagnostics"][0]["file"], "new.csv");
    assert_eq!(listed(&site), json!([]));
}

#[test]
fn a_file_elsewhere_is_named_so_that_it_can_be_opened() {
    let site = site();
    let elsewhere = tempfile::tempdir().expect("a folder");
    let path = elsewhere.path().join("new.csv");
    std::fs::write(&path, "email\n").expect("a file");
    let run = site.run(&["subscribers", "import", path.to_str().expect("a path")]);
    assert!(
        run.stderr.contains(&format!("{}:1:1", path.display())),
        "{run:?}"
    );
    site.write("deep/new.csv", "email\n");
    let mut inside = site.command(&[
        "--config",
        "../postrider.yaml",
        "subscribers",
        "import",
        "new.csv",
    ]);
    let output = inside
        .current_dir(site.path().join("deep"))
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("../deep/new.csv:1:1"), "{said}");
}

#[test]
fn utf_16_and_a_stray_nul_are_read() {
    let site = site();
    let sheet = "\u{FEFF}email\tname\tsource\tdate\r\na@e.org\tÅsa\tf\t2026-01-02\r\n";
    let bytes: Vec<u8> = sheet.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(import(&site, bytes).code, 0);
    let run = import(&site, format!("{HEAD}b@e.org,N\0ul,,,f,2026-01-02\n"));
    assert_eq!(run.code, 0, "{run:?}");
    let all = listed(&site);
    assert_eq!(
        (&all[0]["name"], &all[1]["name"]),
        (&json!("Åsa"), &json!("Nul"))
    );
}

#[cfg(unix)]
#[test]
fn only_a_plain_file_is_opened() {
    let site = site();
    let made = std::process::Command::new("mkfifo")
        .arg(site.path().join("pipe"))
        .status();
    assert!(made.expect("mkfifo runs").success());
    for name in ["pipe", "content"] {
        let run = site.run(&["subscribers", "import", name]);
        assert_eq!(run.code, 1, "{run:?}");
        assert!(run.stderr.contains("not a plain file"), "{run:?}");
    }
}

#[test]
fn consents_of_the_future_and_dates_that_are_none_are_bad() {
    let site = site();
    let run = import(
        &site,
        format!(
            "{HEAD}a@e.org,,,,f,9999-01-01\nb@e.org,,,,f,2026-01-02garbage\nc@e.org,,,,f,2024-01-02T10:00:00+02:00\n"
        ),
    );
    assert_eq!(run.code, 3, "{run:?}");
    assert!(
        run.stdout.contains("1 added") && run.stderr.contains("lies in the future"),
        "{run:?}"
    );
}

#[test]
fn one_person_is_one_however_the_local_part_is_composed() {
    let site = site();
    let run = import(
        &site,
        format!(
            "{HEAD}j\u{F6}rg@e.org,,,,f,2024-01-02\njo\u{308}rg@e.org,,,,f,2024-01-02\na8@e.org..,,,,f,2024-01-02\n"
        ),
    );
    assert!(
        run.stdout
            .contains("1 added, 0 known already, 1 repeated, 0 stay out, 1 bad"),
        "{run:?}"
    );
}

#[test]
fn bad_rows_are_counted_where_they_are_too_many_to_name() {
    let site = site();
    let rows = "nobody,,,,f,2024-01-02\n".repeat(1500);
    site.write("new.csv", format!("{}{rows}", roster(1)));
    let found = site.json(&["subscribers", "import", "new.csv"], 3);
    assert_eq!(
        (&found["added"], &found["bad_rows"]),
        (&json!(1), &json!(1500))
    );
    assert_eq!(found["bad"].as_array().map(Vec::len), Some(1000));
    assert_eq!(found["bad"][0]["line"], 3);
}
