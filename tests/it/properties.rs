//! Whatever somebody types into any field, every format says it, and readers get nothing but safe HTML.

use std::collections::BTreeMap;

use postrider::model::text::{Text, is_legal};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};

use crate::app::TestSite;
use crate::cases::excused;
use crate::validators::{judge, plain, validate};

/// Another number tries other posts; the same number tries the same ones.
const SEED: &str = "POSTRIDER_TEST_SEED";
const POSTS: usize = 150;

/// What has broken feeds, pages and parsers, in titles and in bodies: a JSON string on each line.
const NASTY: &str = include_str!("properties/nasty.jsonl");

fn text(parts: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    let nasty = NASTY.lines().map(serde_json::from_str::<String>);
    let nasty: Vec<String> = nasty.collect::<Result<_, _>>().expect("JSON strings");
    let part = prop_oneof![
        4 => proptest::sample::select(nasty),
        1 => any::<char>().prop_map(String::from),
        1 => "[a-zA-Z0-9 éß世]{1,12}",
    ];
    vec(part, parts).prop_map(|parts| parts.concat())
}

/// A post: its front matter by key, and its body.
fn post() -> impl Strategy<Value = (BTreeMap<String, Value>, String)> {
    let line = || text(0..6);
    let fields = (
        line(),
        line(),
        line(),
        line(),
        line(),
        line(),
        line(),
        line(),
        line(),
    );
    (fields, text(0..40)).prop_map(|(fields, body)| {
        let (title, lead, category, tag, name, page, email, caption, alt) = fields;
        let front = BTreeMap::from([
            ("title".to_owned(), json!(title)),
            ("lead".to_owned(), json!(lead)),
            ("categories".to_owned(), json!([category])),
            ("tags".to_owned(), json!([tag])),
            (
                "authors".to_owned(),
                json!([{"name": name, "url": page, "email": email}]),
            ),
            (
                "image".to_owned(),
                json!("https://x.example/a b.png?c=<d>&e|f"),
            ),
            ("image_caption".to_owned(), json!(caption)),
            ("image_alt".to_owned(), json!(alt)),
        ]);
        (front, body)
    })
}

fn seed() -> u64 {
    std::env::var(SEED)
        .ok()
        .and_then(|seed| seed.parse().ok())
        .unwrap_or(1)
}

/// A JSON text with escapes for what no text should hold: typed as such it is a space before YAML is read.
fn escape(json: &str) -> String {
    let mut units = [0; 2];
    json.chars()
        .map(|sign| {
            if is_legal(sign) {
                return sign.to_string();
            }
            let units = sign.encode_utf16(&mut units).iter();
            units.map(|unit| format!("\\u{unit:04x}")).collect()
        })
        .collect()
}

/// A built site of posts that nobody would write, and their titles and authors by number.
fn site() -> (TestSite, Vec<BTreeMap<String, Value>>) {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed().to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let posts = vec(post(), POSTS)
        .new_tree(&mut runner)
        .expect("posts")
        .current();
    let site = TestSite::new("output: {limit: all}\nfeeds: [{path: feed}]\n");
    let mut fronts = Vec::new();
    for (number, (front, body)) in posts.into_iter().enumerate() {
        let line = |(key, value)| format!("{key}: {}\n", escape(&Value::to_string(value)));
        let keys = front.iter().map(line);
        let date = format!("2020-01-{:02}", 1 + number % 28);
        let keys = keys.collect::<String>();
        site.write(
            &format!("content/posts/p{number}.md"),
            format!("---\nid: p{number}\ndate: {date}\n{keys}---\n{body}"),
        );
        fronts.push(front);
    }
    let run = site.run(&["build", "--keep-going", "--json"]);
    assert!(
        matches!(run.code, 0 | 3),
        "seed {}: {}{}",
        seed(),
        run.stdout,
        run.stderr
    );
    (site, fronts)
}

#[test]
fn every_format_says_what_was_typed() {
    let (site, fronts) = site();
    let json: Value = serde_json::from_str(&site.read("public/feed.json")).expect("JSON");
    let items = json["items"].as_array().expect("items");
    assert!(
        items.len() > POSTS / 3,
        "only {} were published",
        items.len()
    );
    for item in items {
        let id = item["id"].as_str().expect("an id");
        let number: usize = id
            .rsplit(":p")
            .next()
            .and_then(|n| n.parse().ok())
            .expect("a number");
        let typed = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let title = Text::one_line(&typed(&fronts[number]["title"]));
        let is_blank = typed(&fronts[number]["title"]).trim().is_empty();
        let place = format!("seed {}, {id}", seed());
        if !is_blank && !title.is_empty() {
            assert_eq!(item["title"], title.as_str(), "{place}");
        }
        let name = typed(&fronts[number]["authors"][0]["name"]);
        let name = Text::one_line(name.trim());
        let read = item["authors"][0]["name"].as_str().unwrap_or_default();
        assert_eq!(read, name.as_str(), "{place}");
    }
    for ending in ["rss.xml", "atom.xml"] {
        let feed = feed_rs::parser::parse(site.read(&format!("public/feed.{ending}")).as_bytes())
            .unwrap_or_else(|error| panic!("seed {}: {error}", seed()));
        assert_eq!(feed.entries.len(), items.len());
        for (entry, item) in feed.entries.iter().zip(items) {
            let title = entry.title.as_ref().map(|title| plain(&title.content));
            let place = format!("seed {}, {} in {ending}", seed(), entry.id);
            assert_eq!(title.as_deref(), item["title"].as_str(), "{place}");
        }
    }
}

#[test]
fn no_body_harms_a_reader() {
    let (site, _) = site();
    let excused = [excused("any"), &["text-email"]].concat();
    let found = judge(&site, &format!("seed {}", seed()), &excused);
    assert!(found.is_empty(), "{}", found.join("\n"));
    let public = site.path().join("public");
    let Some(output) = validate(std::slice::from_ref(&public), &["--quick"]) else {
        return;
    };
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "seed {}: {told}", seed());
}
