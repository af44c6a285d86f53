//! Names are what was written: no two are merged because their slugs are one, and nothing is refused that nothing goes by.

use crate::app::TestSite;

fn site(config: &str, posts: &[(&str, &str)]) -> TestSite {
    let site = TestSite::new(config);
    for (at, (stem, keys)) in posts.iter().enumerate() {
        let day = at + 1;
        site.write(
            &format!("content/posts/{stem}.md"),
            format!("---\ntitle: {stem}\ndate: 2024-01-{day:02}\n{keys}\n---\nText {stem}\n"),
        );
    }
    site
}

fn feed(site: &TestSite, path: &str) -> serde_json::Value {
    serde_json::from_str(&site.read(&format!("public/{path}.json"))).expect("JSON")
}

/// The names of the authors, or the tags, of the item with this title.
fn of_item(feed: &serde_json::Value, title: &str, key: &str) -> Vec<String> {
    let items = feed["items"].as_array().expect("items");
    let item = items
        .iter()
        .find(|item| item["title"] == title)
        .expect("the item");
    let members = item[key].as_array().cloned().unwrap_or_default();
    let text = |member: &serde_json::Value| {
        let name = member.get("name").unwrap_or(member);
        name.as_str().unwrap_or_default().to_owned()
    };
    members.iter().map(text).collect()
}

fn titles(site: &TestSite, path: &str) -> Vec<String> {
    let feed = feed(site, path);
    let items = feed["items"].as_array().expect("items").iter();
    items
        .map(|item| item["title"].as_str().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn authors_whose_names_have_one_slug_are_all_written_in_their_order() {
    let site = site(
        "",
        &[
            ("a", "authors: [李明, 黎明]"),
            ("b", "authors: [Ana-Maria, Ana Maria]"),
            ("c", "authors: ['A & B', 'A, B']"),
            ("d", "authors: [Ana Maria, ana  maria]"),
        ],
    );
    site.done(&["build"]);
    let feed = feed(&site, "feed");
    let authors = |title: &str| of_item(&feed, title, "authors");
    assert_eq!(authors("a"), ["李明", "黎明"]);
    assert_eq!(authors("b"), ["Ana-Maria", "Ana Maria"]);
    assert_eq!(authors("c"), ["A & B", "A, B"]);
    assert_eq!(authors("d"), ["Ana Maria"]);
}

#[test]
fn an_author_who_is_typed_by_id_and_by_name_is_one() {
    let site = TestSite::new(
        "content: {authors: authors.yaml}\nfeeds:\n  - path: feed\n  - {path: 'by/{slug}', each: author}\n",
    );
    site.write("authors.yaml", "jd: {name: John Doe}\n");
    let text = |keys: &str| format!("---\ntitle: A\ndate: 2024-01-01\n{keys}\n---\nText\n");
    site.write(
        "content/posts/a.md",
        text("authors: [JD, John Doe]\nid: one"),
    );
    site.write("content/posts/b.md", text("authors: [John Doe]\nid: two"));
    site.done(&["build"]);
    assert_eq!(of_item(&feed(&site, "feed"), "A", "authors"), ["John Doe"]);
    assert_eq!(titles(&site, "by/jd").len(), 2);
    assert!(!site.exists("public/by/john-doe.json"));
}

#[test]
fn a_selection_takes_the_author_who_is_named_and_nobody_else() {
    let site = site(
        "feeds:\n  - {path: li, select: {authors: [李明]}}\n  - {path: ana, select: {authors: [Ana-Maria]}}\n  - {path: 'by/{slug}', each: author, select: {none: [{authors: [Ana-Maria]}]}}\n",
        &[
            ("a", "author: 李明"),
            ("b", "author: 黎明"),
            ("c", "author: Ana-Maria"),
            ("d", "author: Ana Maria"),
        ],
    );
    site.done(&["build"]);
    assert_eq!(titles(&site, "li"), ["a"]);
    assert_eq!(titles(&site, "ana"), ["c"]);
    let feeds = site.files("public/by").into_iter();
    let feeds = feeds.filter(|path| path.extension().is_some_and(|ending| ending == "json"));
    assert_eq!(feeds.count(), 3, "a feed for each");
}

#[test]
fn authors_who_would_share_a_feed_are_an_error_and_are_never_merged() {
    let site = site(
        "feeds: [{path: 'by/{slug}', each: author}]\n",
        &[("a", "author: Ana-Maria"), ("b", "author: Ana Maria")],
    );
    let run = site.run(&["build"]);
    assert!(
        run.code == 3 && run.stderr.contains("slug-shared"),
        "{run:?}"
    );
    assert!(run.stderr.contains("by/ana-maria"), "{run:?}");
    site.run(&["build", "--keep-going"]);
    assert_eq!(titles(&site, "by/ana-maria").len(), 1);
    assert_eq!(titles(&site, "by/ana-maria-2d").len(), 1);
}

#[test]
fn names_that_sound_alike_have_feeds_of_their_own_whatever_else_there_is() {
    let alone = site("", &[("a", "categories: [実施]\ntags: [权利]")]);
    alone.done(&["build"]);
    let both = site(
        "",
        &[
            ("b", "categories: [実試]\ntags: [权力]"),
            ("a", "categories: [実施]\ntags: [权力, 权利]"),
        ],
    );
    both.done(&["build"]);
    let path = alone.files("public/categories");
    let path = path.iter().find(|path| path.ends_with("feed.json"));
    let path = path.expect("a feed").to_string_lossy();
    let path = path.split_once("public/").expect("public").1;
    assert_eq!(titles(&both, path.trim_end_matches(".json")), ["a"]);
    let tags = of_item(&feed(&both, "feed"), "a", "tags");
    assert_eq!(tags, ["実施", "权力", "权利"]);
}

#[test]
fn names_with_one_slug_are_an_error_only_where_something_goes_by_it() {
    let posts = [
        (
            "a",
            "categories: ['C#']\ntags: [c, 'c++', c, 'A & B', 'A, B']",
        ),
        ("b", "categories: [Law]\ntags: [C]"),
    ];
    let free = site("", &posts);
    free.done(&["build"]);
    assert_eq!(
        of_item(&feed(&free, "feed"), "a", "tags"),
        ["C#", "c", "c++", "A & B", "A, B"]
    );
    let atom = free.read("public/feed.atom.xml");
    assert!(atom.contains("term=\"c\" label=\"C#\""), "{atom}");
    assert!(atom.contains("term=\"c++\" label=\"c++\""), "{atom}");
    let counted = site("feeds: [{path: 't/{slug}', each: tag}]\n", &posts);
    let run = counted.run(&["build"]);
    assert!(
        run.code == 3 && run.stderr.contains("the feed `t/c`") && run.stderr.contains("Plus"),
        "{run:?}"
    );
    assert!(run.stderr.contains("t/a-b"), "{run:?}");
}

#[test]
fn categories_of_one_slug_are_an_error_with_a_suggestion_for_each() {
    let posts = [
        ("a", "categories: [C]"),
        ("b", "categories: ['C++']"),
        ("d", "categories: ['C#']"),
    ];
    let site = site("", &posts);
    let run = site.run(&["build"]);
    assert_eq!(run.code, 3, "{run:?}");
    for words in ["b.md:4:14", "d.md:4:14", "to `C Plus Plus`", "to `C Sharp`"] {
        assert!(run.stderr.contains(words), "{words}: {run:?}");
    }
    assert_eq!(site.run(&["build", "--keep-going"]).code, 3);
    for (path, post) in [("c", "a"), ("c-2b2b", "b"), ("c-23", "d")] {
        assert_eq!(titles(&site, &format!("categories/{path}/feed")), [post]);
    }
}

#[test]
fn a_selection_means_the_name_that_it_writes() {
    let site = site(
        "feeds:\n  - {path: c, select: {any: [c]}}\n  - {path: plus, select: {any: ['C++']}}\n  - {path: not, select: {none: ['C++', 'a:b']}}\n",
        &[
            ("a", "tags: [C]"),
            ("b", "tags: ['C++']"),
            ("d", "tags: ['a:b']"),
        ],
    );
    site.done(&["build"]);
    assert_eq!(titles(&site, "c"), ["a"]);
    assert_eq!(titles(&site, "plus"), ["b"]);
    assert_eq!(titles(&site, "not"), ["a"]);
    for (post, why) in [
        ("b.md", "it has `C++`, which `none` names"),
        ("d.md", "it has `a:b`, which `none` names"),
    ] {
        let asked = site.json(&["explain", post], 0);
        assert!(asked["feeds"].to_string().contains(why), "{asked}");
    }
}

#[test]
fn a_slug_that_stands_for_several_names_selects_none_of_them() {
    let site = site(
        "feeds: [{path: x, select: {any: [a-b]}}, {path: y, select: {authors: [x-y]}}]\n",
        &[
            ("a", "tags: ['A & B']\nauthor: X-Y"),
            ("b", "tags: ['A, B']\nauthor: X Y"),
        ],
    );
    let run = site.run(&["build"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.stderr.contains("`A & B` and of `A, B`"), "{run:?}");
    assert!(run.stderr.contains("`X Y` and of `X-Y`"), "{run:?}");
}

#[test]
fn categories_that_subscribers_could_not_tell_apart_are_an_error() {
    let site = TestSite::with_readers("feeds: [{path: feed}]\n", 1);
    site.write_post("a", "2024-01-01", &["C"]);
    site.write_post("b", "2024-01-02", &["C#"]);
    let run = site.run(&["check"]);
    assert!(run.code == 3, "{run:?}");
    let said = format!("{}{}", run.stdout, run.stderr);
    assert!(said.contains("the subscribers of"), "{said}");
}
