//! Bad input, by the numbers of the catalogue: what a post can do wrong, and what it gets for it. A test's name begins
//! with its number; the configuration's and the mail server's numbers are elsewhere.

mod files;
mod letters;
mod templates;
mod values;
mod words;

use serde_json::Value;

use crate::app::TestSite;

/// A diagnostic: rule, severity, file below the posts, line.
type Told = (String, String, String, u64);

/// A site whose posts are these files.
fn site<T: AsRef<[u8]>>(posts: &[(&str, T)]) -> TestSite {
    let site = TestSite::new("");
    for (path, text) in posts {
        site.write(&format!("content/posts/{path}"), text);
    }
    site
}

/// A post with these lines of front matter.
fn post(front: &str) -> String {
    format!("---\ntitle: T\ndate: 2024-01-02\n{front}---\nText\n")
}

/// What `check` tells, which ends with `code`.
fn told(site: &TestSite, code: i32) -> Vec<Told> {
    let document = site.json(&["check"], code);
    let found = document["diagnostics"].as_array().expect("a list").clone();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    found
        .iter()
        .map(|found| {
            let file = text(&found["file"]).replace("content/posts/", "");
            let line = found["line"].as_u64().unwrap_or(0);
            (text(&found["rule"]), text(&found["severity"]), file, line)
        })
        .collect()
}

/// Expects one error of `rule` at `line` of the only post, that nothing is written, and nothing with --keep-going
/// but the rest.
fn assert_error<T: AsRef<[u8]>>(text: T, rule: &str, line: u64) {
    let shown = String::from_utf8_lossy(text.as_ref())
        .chars()
        .take(80)
        .collect::<String>();
    let site = site(&[("bad.md", text.as_ref()), ("good.md", post("").as_bytes())]);
    let told = told(&site, 3);
    let errors: Vec<&Told> = told.iter().filter(|told| told.1 == "error").collect();
    assert_eq!(errors.len(), 1, "{shown}: {told:?}");
    let expected = (
        rule.to_owned(),
        "error".to_owned(),
        "bad.md".to_owned(),
        line,
    );
    assert_eq!(*errors[0], expected, "{shown}");
    assert_eq!(site.run(&["build"]).code, 3, "{shown}");
    assert!(
        !site.exists("public") && !site.exists("content/.postrider"),
        "{shown}"
    );
    let built = site.json(&["build", "--keep-going"], 3);
    assert_eq!(built["posts"], 1, "{shown}");
}

/// The only item of the JSON feed.
fn item(site: &TestSite) -> Value {
    site.done(&["build"]);
    let feed: Value = serde_json::from_str(&site.read("public/feed.json")).expect("JSON");
    feed["items"][0].clone()
}

fn text(item: &Value, key: &str) -> String {
    item[key].as_str().unwrap_or_default().to_owned()
}
