//! What a site decides about its pages: templates, words, names, and whether there are any.

use crate::app::TestSite;

#[test]
fn a_site_overrides_templates_words_and_style_file_by_file() {
    let site = TestSite::new("");
    site.write_post("first", "2024-01-02", &["news"]);
    site.write(
        "templates/web/feed.html",
        "<!DOCTYPE html><title>{{ page.title }}</title>{% for post in page.posts %}{{ post.title }} {{ words.newest }}{% endfor %}",
    );
    site.write("templates/web/style.css", "p { color: plum }");
    site.write(
        "templates/web/words/en.yaml",
        "newest: Fresh\nall_feeds: The lot\n",
    );
    site.done(&["build"]);
    let page = site.read("public/feed.html");
    assert!(
        page.starts_with("<!DOCTYPE html><title>A blog</title>About first Fresh"),
        "{page}"
    );
    let directory = site.read("public/feeds.html");
    assert!(directory.contains("color: plum") && directory.contains("<h1>The lot</h1>"));
}

#[test]
fn a_template_that_asks_for_what_is_not_there_stops_the_build_by_line_and_column() {
    let site = TestSite::new("");
    site.write_post("first", "2024-01-02", &["news"]);
    site.write("templates/web/feed.html", "<p>\n  {{ page.titel }}\n");
    site.write(
        "templates/web/feeds.html",
        "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
    );
    for command in ["build", "check"] {
        let run = site.json(&[command], 3);
        let found: Vec<_> = run["diagnostics"]
            .as_array()
            .expect("diagnostics")
            .iter()
            .map(|found| {
                (
                    found["file"].as_str(),
                    found["line"].as_u64(),
                    found["column"].as_u64(),
                )
            })
            .collect();
        let expected = [
            (Some("templates/web/feed.html"), Some(2), Some(6)),
            (Some("templates/web/feeds.html"), Some(1), Some(1)),
        ];
        assert_eq!(found, expected, "{command}");
        assert!(
            !site.exists("public") && !site.exists("content/.postrider/ids.json"),
            "{command}"
        );
    }
}

#[test]
fn without_pages_there_are_feeds_only() {
    let site = TestSite::new("output: {pages: false}\n");
    site.write_post("first", "2024-01-02", &["news"]);
    site.write("templates/web/feed.html", "{% broken");
    let built = site.json(&["build"], 0);
    assert_eq!(built["pages"].as_array().map(Vec::len), Some(0));
    assert_eq!(site.files("public").len(), 6);
}

#[test]
fn a_page_that_the_site_made_itself_is_left_alone() {
    let site = TestSite::new("");
    site.write_post("first", "2024-01-02", &["news"]);
    site.write("public/feeds.html", "<p>My own list of feeds");
    let built = site.json(&["build"], 0);
    assert_eq!(site.read("public/feeds.html"), "<p>My own list of feeds");
    let warning = &built["diagnostics"][0];
    assert_eq!(
        (&warning["rule"], &warning["file"], &warning["severity"]),
        (
            &"page-taken".into(),
            &"public/feeds.html".into(),
            &"warning".into()
        )
    );
}

#[test]
fn a_feed_may_not_lie_where_a_page_or_the_directory_does() {
    let config = "output: {file_names: {page: '{path}.json'}}\nfeeds: [{path: feed}]\n";
    let site = TestSite::new(config);
    site.write_post("first", "2024-01-02", &["news"]);
    assert_eq!(
        site.json(&["build"], 3)["diagnostics"][0]["rule"],
        "feed-path"
    );
    let site = TestSite::new("feeds: [{path: feeds}]\n");
    site.write_post("first", "2024-01-02", &["news"]);
    let run = site.run(&["build"]);
    assert_eq!(run.code, 3);
    assert!(
        run.stderr.contains("the directory of feeds"),
        "{}",
        run.stderr
    );
    let site = TestSite::new("output: {file_names: {page: '{path}/index.html'}}\n");
    site.write_post("first", "2024-01-02", &["news"]);
    site.done(&["build"]);
    assert!(
        site.read("public/feeds.html")
            .contains("https://blog.example/feed/index.html")
    );
    assert!(site.exists("public/feed/index.html"));
}
