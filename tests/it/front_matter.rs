//! Front matter as many generators and people write it; the measure were 20,000 real posts.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::app::TestSite;

const CONFIG: &str = "site: {url: 'https://blog.example/', title: A blog, time_zone: Europe/Zurich, languages: [en, fr]}\noutput: {limit: all}\nfeeds: [{path: feed, title: A blog}]\n";

/// A site of such posts, built, and its items by their URL's path.
pub fn built(posts: &[(&str, &str)]) -> (TestSite, BTreeMap<String, Value>) {
    let site = TestSite::new("");
    site.write("postrider.yaml", CONFIG);
    for (path, text) in posts {
        site.write(&format!("content/posts/{path}"), text);
    }
    site.done(&["build"]);
    let feed: Value = serde_json::from_str(&site.read("public/feed.json")).expect("JSON");
    let items = feed["items"].as_array().expect("items");
    let by_path = items.iter().map(|item| {
        let url = item["url"].as_str().unwrap_or_default();
        (url.replace("https://blog.example/", ""), item.clone())
    });
    let by_path = by_path.collect();
    (site, by_path)
}

/// The items of posts whose front matter is one key with each of these values, in order.
fn each(key: &str, values: &[&str]) -> Vec<Value> {
    let posts: Vec<(String, String)> = values
        .iter()
        .enumerate()
        .map(|(number, value)| {
            let date = if key == "date" {
                String::new()
            } else {
                "date: 2024-01-02\n".to_owned()
            };
            (
                format!("p{number:02}.md"),
                format!("---\nkey: {number}\n{date}{key}: {value}\n---\n# Heading *one*\n\nText\n"),
            )
        })
        .collect();
    let posts: Vec<(&str, &str)> = posts
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    built(&posts).1.into_values().collect()
}

#[test]
fn a_date_may_stand_in_the_name_only_and_a_key_wins() {
    let (_, items) = built(&[
        ("2024-01-02-named.md", "---\ntitle: T\n---\nx\n"),
        (
            "2024-01-03-other.md",
            "---\ntitle: T\ndate: 2020-05-06T12:00:00Z\n---\nx\n",
        ),
        (
            "2024-01-03-near.md",
            "---\ntitle: T\ndate: 2024-01-02 23:30 -0800\n---\nx\n",
        ),
        (
            "2024-01-04T10:00:00Z-zola.md",
            "+++\ntitle = \"T\"\n+++\nx\n",
        ),
        (
            "2024-01-05-asked.md",
            "---\ntitle: T\ndate: Last Modified\nlastmod: ':git'\n---\nx\n",
        ),
        (
            "map.md",
            "---\ntitle: T\ndate: {created: 2024-01-06T12:00:00Z, updated: 2024-01-07T12:00:00Z}\n---\nx\n",
        ),
    ]);
    let dates: Vec<(&str, &str)> = items
        .iter()
        .map(|(path, item)| {
            (
                path.as_str(),
                item["date_published"].as_str().unwrap_or_default(),
            )
        })
        .collect();
    assert_eq!(
        dates,
        [
            ("2020/05/06/other/", "2020-05-06T12:00:00Z"),
            ("2024/01/02/named/", "2024-01-01T23:00:00Z"),
            ("2024/01/03/near/", "2024-01-03T07:30:00Z"),
            ("2024/01/04/zola/", "2024-01-04T10:00:00Z"),
            ("2024/01/05/asked/", "2024-01-04T23:00:00Z"),
            ("map/", "2024-01-06T12:00:00Z"),
        ]
    );
    assert_eq!(items["map/"]["date_modified"], "2024-01-07T12:00:00Z");
}

#[test]
fn dates_are_read_in_every_form_and_written_as_typed() {
    let typed = [
        (
            "2024-01-02T03:04:05.123456789Z",
            "2024-01-02T03:04:05.123456789Z",
        ),
        ("2024-01-02 03:04:05 -5", "2024-01-02T08:04:05Z"),
        ("2024-01-02 03:04:05 +5:30", "2024-01-01T21:34:05Z"),
        ("2024-01-02 03:04:05 EST", "2024-01-02T08:04:05Z"),
        ("\u{A0}2024-01-02 03:04", "2024-01-02T02:04:00Z"),
        ("'Jan 2nd, 2024'", "2024-01-01T23:00:00Z"),
    ];
    let values = typed.map(|(typed, _)| typed);
    for (item, (typed, moment)) in each("date", &values).iter().zip(typed) {
        assert_eq!(item["date_published"], moment, "{typed}");
    }
}

#[test]
fn equal_moments_keep_one_order() {
    let post = "---\ntitle: T\ndate: 2024-01-02T03:04:05Z\n---\nx\n";
    let names: Vec<String> = (0..9).map(|number| format!("p{number}.md")).collect();
    let posts: Vec<(&str, &str)> = names
        .iter()
        .rev()
        .map(|name| (name.as_str(), post))
        .collect();
    let order = |site: &TestSite| {
        let feed: Value = serde_json::from_str(&site.read("public/feed.json")).expect("JSON");
        feed["items"]
            .as_array()
            .expect("items")
            .iter()
            .map(|item| item["url"].to_string())
            .collect::<Vec<_>>()
    };
    let (one, _) = built(&posts);
    let (other, _) = built(&posts.iter().rev().copied().collect::<Vec<_>>());
    assert_eq!(order(&one), order(&other));
}

#[test]
fn titles_are_text_whatever_yaml_takes_them_for() {
    let typed = [
        ("2024", "2024"),
        ("true", "true"),
        ("yes", "yes"),
        ("2024-01-02", "2024-01-02"),
        ("3.10", "3.10"),
        ("0x1F", "0x1F"),
        ("\"a\\r\\n b\"", "a b"),
        ("|\n  a\n  b", "a b"),
        (
            "\"a quoted\nscalar at column 0\"",
            "a quoted scalar at column 0",
        ),
        ("! 'x'", "x"),
        ("!Important news", "!Important news"),
        ("A *b* `c`", "A *b* `c`"),
        ("A &amp; B", "A &amp; B"),
        ("Use <T> & <b>now</b>", "Use <T> & <b>now</b>"),
        ("", "Heading one"),
        ("null", "Heading one"),
        ("\" \"", "Heading one"),
    ];
    let values = typed.map(|(typed, _)| typed);
    for (item, (typed, title)) in each("title", &values).iter().zip(typed) {
        assert_eq!(item["title"], title, "{typed}");
        // What became the title is not shown a second time.
        let body = item["content_html"].as_str().unwrap_or_default();
        assert_eq!(
            body.contains("<h1>"),
            title != "Heading one",
            "{typed}: {body}"
        );
    }
}

#[test]
fn terms_and_authors_come_in_every_shape() {
    let names = |item: &Value, key: &str| -> Vec<String> {
        let list = item[key].as_array().cloned().unwrap_or_default();
        list.iter()
            .map(|one| {
                one["name"]
                    .as_str()
                    .or(one.as_str())
                    .unwrap_or_default()
                    .to_owned()
            })
            .collect()
    };
    let typed = [
        ("x1, y1", vec!["x1", "y1"]),
        ("x2 y2", vec!["x2 y2"]),
        ("[x3 y3, \"z3, w3\"]", vec!["x3 y3", "z3, w3"]),
        ("null", vec![]),
        ("''", vec![]),
        ("[x4, X4, null, '', x4]", vec!["x4"]),
        ("[[x5, y5], z5]", vec!["x5", "y5", "z5"]),
        ("[{name: X6, slug: y6}]", vec!["X6"]),
        ("2024", vec!["2024"]),
    ];
    let values: Vec<&str> = typed.iter().map(|(typed, _)| *typed).collect();
    for (item, (typed, made)) in each("categories", &values).iter().zip(&typed) {
        assert_eq!(names(item, "tags"), *made, "{typed}");
    }
    let typed = [
        ("cfd", vec!["cfd"]),
        ("[a, {name: B}, \"C <c@x.example>\"]", vec!["a", "B", "C"]),
        (
            "Josh Aas, ISRG Executive Director",
            vec!["Josh Aas, ISRG Executive Director"],
        ),
        (
            "\"[Josh Aas](https://x.example), ISRG Executive Director\"",
            vec!["Josh Aas"],
        ),
        (
            "\"[A](https://a.example) and [B](https://b.example)\"",
            vec!["A", "B"],
        ),
        ("\"A <a@x.example>, B <b@x.example>\"", vec!["A", "B"]),
        ("{jdoe: {name: Jane Doe}}", vec!["Jane Doe"]),
        ("Jane\nauthor_url: https://jane.example", vec!["Jane"]),
        ("null\nauthor_name: Joe", vec!["Joe"]),
    ];
    let values: Vec<&str> = typed.iter().map(|(typed, _)| *typed).collect();
    let items = each("author", &values);
    for (item, (typed, made)) in items.iter().zip(&typed) {
        assert_eq!(names(item, "authors"), *made, "{typed}");
    }
    assert_eq!(items[7]["authors"][0]["url"], "https://jane.example/");
}

#[test]
fn a_summary_ends_at_the_mark_of_any_generator() {
    let marks = [
        "<!-- more -->",
        "<!--more-->",
        "<!--truncate-->",
        "{/* truncate */}",
        "<!-- excerpt -->",
        "<!--more Read on-->",
        "<!-- TEASER_END -->",
    ];
    let posts: Vec<(String, String)> = marks
        .iter()
        .enumerate()
        .map(|(number, mark)| {
            (
                format!("p{number}.md"),
                format!(
                    "---\ntitle: T\ndate: 2024-01-02\n---\nOne *a*.\n\nTwo.\n\n{mark}\n\nThree.\n"
                ),
            )
        })
        .collect();
    let posts: Vec<(&str, &str)> = posts
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    for (item, mark) in built(&posts).1.values().zip(marks) {
        assert_eq!(item["summary"], "One a. Two.", "{mark}");
        assert_eq!(
            item["content_html"], "<p>One <em>a</em>.</p>\n<p>Two.</p>\n<p>Three.</p>\n",
            "{mark}"
        );
    }
}

#[test]
fn languages_and_bundles_share_a_stem_and_keep_their_ids() {
    let post = "---\ntitle: T\ndate: 2024-01-02\n---\nx\n";
    let (_, items) = built(&[
        ("trip/index.md", post),
        ("trip/index.fr.md", post),
        ("news/trip.md", post),
        ("fr/other.md", post),
        ("other.md", post),
    ]);
    let paths: Vec<&str> = items.keys().map(String::as_str).collect();
    assert_eq!(
        paths,
        ["fr/other/", "fr/trip/", "news/trip/", "other/", "trip/"]
    );
    let ids: std::collections::BTreeSet<String> =
        items.values().map(|item| item["id"].to_string()).collect();
    assert_eq!(ids.len(), 5);
    assert_eq!(items["fr/trip/"]["language"], "fr");
}
