//! Links between posts by the names of their files.

use crate::app::TestSite;
use crate::post_text::{diagnostics, item, write};

#[test]
fn links_by_the_names_of_files_lead_to_the_posts() {
    let site = TestSite::new("");
    let body = "[next](b.md) [a](./b.md#x) [root](/content/posts/b.md) [z](@/posts/b.md) [p]({filename}/b.md) [q](|filename|b.md) [r][ref] <a href=\"b.md?v=1\">h</a>\n\n[ref]: news/c.md\n\n![i](@site/static/i.png) <img src=\"__GHOST_URL__/g.png\" srcset=\"__GHOST_URL__/h.png 2x\"> [gone](gone.md) [draft](d.md) [far](https://x.example/b.md) `[code](no.md)`\n\n<p><a href=\"no.md\">no</a></p>";
    write(&site, "a.md", "", body);
    write(&site, "b.md", "", "B");
    write(&site, "news/c.md", "slug: other\n", "Up [a](../a.md)");
    write(&site, "d.md", "draft: true\n", "D");
    let first = item(&site, "a.md");
    let made = first["content_html"].as_str().unwrap_or_default();
    let page = item(&site, "news/c.md")["url"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    for part in [
        "<a href=\"https://blog.example/b/\">next</a>",
        "<a href=\"https://blog.example/b/#x\">a</a>",
        "<a href=\"https://blog.example/b/\">root</a>",
        "<a href=\"https://blog.example/b/\">z</a>",
        "<a href=\"https://blog.example/b/\">p</a>",
        "<a href=\"https://blog.example/b/\">q</a>",
        "<a href=\"https://blog.example/b/?v=1\">h</a>",
        &format!("<a href=\"{page}\">r</a>"),
        "src=\"https://blog.example/i.png\"",
        "src=\"https://blog.example/g.png\"",
        "srcset=\"https://blog.example/h.png 2x\"",
        "<a href=\"https://x.example/b.md\">far</a>",
    ] {
        assert!(made.contains(part), "{part}: {made}");
    }
    let other = item(&site, "news/c.md");
    assert_eq!(
        other["content_html"],
        "<p>Up <a href=\"https://blog.example/a/\">a</a></p>\n"
    );
    let found = diagnostics(&site, 0);
    let named: Vec<(&str, u64, u64)> = found
        .iter()
        .map(|row| (row.0.as_str(), row.2, row.3))
        .collect();
    assert_eq!(
        named,
        [
            ("link-to-file", 9, 90),
            ("link-to-file", 9, 106),
            ("link-to-file", 11, 4)
        ]
    );
    let told = site.done(&["check"]);
    let told = told.stdout + &told.stderr;
    assert!(told.contains("left out: content/posts/d.md"), "{told}");
}

#[test]
fn links_by_the_names_of_files_stay_in_their_language() {
    let site = TestSite::new("  languages: [en, fr]\n");
    write(
        &site,
        "a.fr.md",
        "",
        "[b](b.md) [c](c.md) [anglais](b.en.md)",
    );
    write(&site, "b.fr.md", "", "B");
    write(&site, "b.en.md", "", "B");
    write(&site, "c.md", "", "C [fr](b.fr.md) [b](b.md)");
    let html = |title: &str| {
        item(&site, title)["content_html"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    let url = |title: &str| {
        item(&site, title)["url"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    let (french, english, main) = (url("b.fr.md"), url("b.en.md"), url("c.md"));
    assert_eq!(
        html("a.fr.md"),
        format!(
            "<p><a href=\"{french}\">b</a> <a href=\"{main}\">c</a> <a href=\"{english}\">anglais</a></p>\n"
        )
    );
    assert_eq!(
        html("c.md"),
        format!("<p>C <a href=\"{french}\">fr</a> <a href=\"{english}\">b</a></p>\n")
    );
}
