//! Cases as folders: each of `tests/cases` is a site, and what it must become stands in its `expected`, byte for byte.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::app::TestSite;

/// Rewrites what is expected with what is made.
const BLESS: &str = "POSTRIDER_BLESS";
/// Where a case says which diagnostics its build gives, and with which exit status.
const DIAGNOSTICS: &str = "diagnostics.txt";
const EXPECTED: &str = "expected";

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

/// The names of all cases.
pub fn names() -> Vec<String> {
    let entries = fs::read_dir(folder()).expect("tests/cases can be read");
    let mut names: Vec<String> = entries
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    names
}

/// What nobody can mend in a case and the editor is told of: tags that were typed into a title and, in the case of such
/// dates, years before there were feeds.
pub fn excused(name: &str) -> &'static [&'static str] {
    match name {
        "dates-of-old" => &["date-implausible"],
        _ => &["text-html"],
    }
}

/// A copy of the case `name`, built; broken posts are left out, by name.
pub fn build(name: &str) -> (TestSite, Value, i32) {
    let site = TestSite::new("");
    for (path, bytes) in files_below(&folder().join(name)) {
        if !path.starts_with(EXPECTED) && path != Path::new(DIAGNOSTICS) {
            site.write(&path.to_string_lossy(), bytes);
        }
    }
    let run = site.run(&["build", "--keep-going", "--json"]);
    let document = serde_json::from_str(&run.stdout)
        .unwrap_or_else(|error| panic!("{name}: {error}: {}{}", run.stdout, run.stderr));
    (site, document, run.code)
}

#[test]
fn every_case_becomes_what_it_says() {
    let names = names();
    assert!(names.len() > 3, "the walk found next to nothing: {names:?}");
    let wrong: Vec<String> = names.iter().flat_map(|name| judge(name)).collect();
    assert!(
        wrong.is_empty(),
        "{}\n\nIs that what you meant? Then run: {BLESS}=1 cargo test --test it cases, and read the difference before you commit it",
        wrong.join("\n")
    );
}

/// What differs; under `POSTRIDER_BLESS` nothing does any more.
fn judge(name: &str) -> Vec<String> {
    let (site, document, code) = build(name);
    let mut made = files_below(&site.path().join("public"));
    for bytes in made.values_mut() {
        mask(bytes);
    }
    let told = tell(&document, code);
    let home = folder().join(name);
    if std::env::var_os(BLESS).is_some() {
        bless(&home, &made, &told);
    }
    let expected = files_below(&home.join(EXPECTED));
    let paths: BTreeSet<&PathBuf> = made.keys().chain(expected.keys()).collect();
    let mut wrong: Vec<String> = paths
        .into_iter()
        .filter_map(|path| {
            let shown = format!("{name}/{EXPECTED}/{}", path.display());
            match (made.get(path), expected.get(path)) {
                (Some(made), Some(expected)) if made == expected => None,
                (Some(made), Some(expected)) => {
                    Some(format!("{shown}: {}", differ(made, expected)))
                }
                (Some(_), None) => Some(format!("{shown}: it was made, and nothing was expected")),
                (None, _) => Some(format!("{shown}: it was expected, and was not made")),
            }
        })
        .collect();
    let expected = fs::read_to_string(home.join(DIAGNOSTICS)).unwrap_or_default();
    if told != expected {
        let difference = differ(told.as_bytes(), expected.as_bytes());
        wrong.push(format!("{name}/{DIAGNOSTICS}: {difference}"));
    }
    wrong
}

/// Hides the digests of archive pages: they tell of the code too, and say nothing of a case.
fn mask(bytes: &mut [u8]) {
    const MARK: &[u8] = b"archive page ";
    let starts = bytes.windows(MARK.len()).rposition(|part| part == MARK);
    let digest = starts.and_then(|at| bytes.get_mut(at + MARK.len()..at + MARK.len() + 32));
    let is_digest = |digest: &&mut [u8]| digest.iter().all(u8::is_ascii_hexdigit);
    if let Some(digest) = digest.filter(is_digest) {
        digest.fill(b'0');
    }
}

/// Exit status, diagnostics by place, and what was left out.
fn tell(document: &Value, code: i32) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let list = |key: &str| document[key].as_array().cloned().unwrap_or_default();
    let mut told = format!("exit {code}\n");
    for found in list("diagnostics") {
        told.push_str(&format!(
            "{} {} {}:{}:{}\n",
            text(&found["severity"]),
            text(&found["rule"]),
            text(&found["file"]),
            found["line"],
            found["column"]
        ));
    }
    for left in list("left_out") {
        told.push_str(&format!(
            "left out {} ({})\n",
            text(&left["file"]),
            text(&left["why"])
        ));
    }
    told
}

fn bless(home: &Path, made: &BTreeMap<PathBuf, Vec<u8>>, told: &str) {
    let expected = home.join(EXPECTED);
    if expected.exists() {
        fs::remove_dir_all(&expected).expect("the old is gone");
    }
    for (path, bytes) in made {
        let path = expected.join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, bytes).expect("a file");
    }
    fs::write(home.join(DIAGNOSTICS), told).expect("a file");
}

/// Where the first difference stands, with what is on both sides.
fn differ(made: &[u8], expected: &[u8]) -> String {
    let same = made
        .iter()
        .zip(expected)
        .take_while(|(a, b)| a == b)
        .count();
    let near = |bytes: &[u8]| {
        let part = &bytes[same.saturating_sub(60)..bytes.len().min(same + 60)];
        String::from_utf8_lossy(part).into_owned()
    };
    format!(
        "at byte {same} it is …{:?}… and not …{:?}…",
        near(made),
        near(expected)
    )
}

/// Every file below `folder` by its path from there; none where there is no folder.
pub fn files_below(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("below").to_owned();
                found.insert(name, fs::read(&path).expect("bytes"));
            }
        }
    }
    found
}
