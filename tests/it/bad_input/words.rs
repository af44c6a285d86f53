//! Numbers 19 to 21, 23, 24, 27, 28: the text of a post.

use super::*;

fn html(body: &str) -> String {
    let site = site(&[(
        "a.md",
        format!("---\ntitle: T\ndate: 2024-01-02\n---\n{body}\n"),
    )]);
    text(&item(&site), "content_html")
}

#[test]
fn n19_links_that_run_code_are_removed_however_they_hide() {
    let targets = [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java&#10;script:alert(1)",
        "&#106;avascript:alert(1)",
        "&#x6A;avascript&colon;alert(1)",
        " javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:alert(1)",
        "file:///etc/passwd",
        "blob:https://x",
    ];
    let body: String = targets
        .iter()
        .map(|target| format!("[a]({target}) <a href=\"{target}\">b</a> <img src=\"{target}\"> ![c](<{target}>) [d][r]\n\n[r]: {target}\n\n"))
        .collect();
    let made = html(&body).to_lowercase();
    for gone in [
        "href=\"j", "href=\"d", "href=\"v", "href=\"f", "href=\"b", "src=\"j", "src=\"d",
        "src=\"v", "src=\"f",
    ] {
        assert!(!made.contains(gone), "{gone}: {made}");
    }
}

#[test]
fn n20_what_could_act_is_removed_and_what_says_something_stays() {
    let made = html(
        "<script>a</script><iframe src=\"https://x.example/f\"></iframe><form action=/x><input><button>Go</button></form>\n\n<b onclick=x onmouseover='y'>bold</b><style>@import url(//evil)</style><svg><animate onbegin=x /><text>t</text></svg><math><annotation-xml encoding=\"text/html\"><img src=x onerror=y></annotation-xml></math><object data=\"x.swf\"></object><embed src=y.swf><link rel=stylesheet href=//evil><base href=//evil><meta http-equiv=refresh content=\"0;url=//evil\">",
    );
    for gone in [
        "<script", "<iframe", "<form", "<input", "onclick", "onmouse", "@import", "<svg",
        "animate", "<math", "onerror", "<object", "<embed", "evil", "<base", "<meta",
    ] {
        assert!(!made.contains(gone), "{gone}: {made}");
    }
    assert!(
        made.contains("<b>bold</b>") && made.contains("https://x.example/f"),
        "{made}"
    );
}

#[test]
fn n21_a_hundred_thousand_openings_are_written_flat() {
    for (unit, element) in [
        ("> ", "<blockquote>"),
        ("<div>", "<div>"),
        ("- ", "<ul>"),
        ("<b>", "<b>"),
        ("[", "<a "),
        ("*a ", "<em>"),
        ("`` ", "<p><p>"),
        ("{{< ", "<p><p>"),
        ("<A ", "<p><p>"),
        ("![", "<img"),
        ("<p><table>", "<li>"),
        ("<table>x<!-- -->", "<li>"),
    ] {
        let made = html(&format!("{}x", unit.repeat(100_000 / unit.len())));
        let count = made.matches(element).count();
        assert!(count <= 200, "{unit}: {count}");
        assert!(made.contains('x'), "{unit}");
    }
}

#[test]
fn n23_signs_that_xml_forbids_go_and_are_named() {
    let post = "---\ntitle: \"a\u{1}b \\u0007 \\ud800 c\"\ndate: 2024-01-02\nlead: x\u{C}y\n---\nA\u{0}B\u{B}C\u{FFFE}D\u{FFFD}E &#7; F\n";
    let site = site(&[("a.md", post)]);
    let told = told(&site, 0);
    let named: Vec<u64> = told
        .iter()
        .filter(|told| told.0 == "control-character")
        .map(|told| told.3)
        .collect();
    assert_eq!(named, [2, 2, 2], "{told:?}");
    let item = item(&site);
    assert_eq!(
        (text(&item, "title"), text(&item, "summary")),
        ("a b c".to_owned(), "x y".to_owned())
    );
    let html = text(&item, "content_html");
    assert!(html.contains("AB C") && html.contains("DE"), "{html}");
    for ending in ["rss.xml", "atom.xml"] {
        let xml = site.read(&format!("public/feed.{ending}"));
        let mut reader = quick_xml::Reader::from_str(&xml);
        while !matches!(
            reader.read_event().expect("well-formed"),
            quick_xml::events::Event::Eof
        ) {}
        let forbidden = |sign: char| matches!(sign, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFD}'..='\u{FFFF}');
        assert!(!xml.contains(forbidden), "{ending}");
    }
}

#[test]
fn n24_the_end_of_a_cdata_section_is_text() {
    let post = "---\ntitle: \"x ]]> y\"\ndate: 2024-01-02\nlead: \"l ]]> m\"\n---\nA ]]> B ]]]]><![CDATA[> C\n\n```\n]]>\n```\n";
    let site = site(&[("a.md", post)]);
    let item = item(&site);
    assert_eq!(text(&item, "title"), "x ]]> y");
    let written = site.read("public/feed.rss.xml");
    let feed = feed_rs::parser::parse(written.as_bytes()).expect("readable");
    let entry = &feed.entries[0];
    let body = entry
        .content
        .as_ref()
        .and_then(|content| content.body.as_deref());
    assert_eq!(
        body.map(str::trim),
        item["content_html"].as_str().map(str::trim)
    );
    assert_eq!(text(&item, "summary"), "l ]]> m");
}

#[test]
fn n27_text_that_deceives_is_named() {
    let site = site(&[(
        "a.md",
        "---\ntitle: T\ndate: 2024-01-02\n---\n[https://bank.example](https://evil.example/)\n\nan \u{202E}gnp.exe\n",
    )]);
    let told: Vec<(String, u64)> = told(&site, 0)
        .into_iter()
        .map(|told| (told.0, told.3))
        .collect();
    assert_eq!(
        told,
        [("link-mismatch".to_owned(), 5), ("text-bidi".to_owned(), 7)]
    );
}

#[test]
fn n28_relative_links_are_absolute_in_feeds_and_in_mail() {
    let site = TestSite::with_readers("", 1);
    let config = site.read("postrider.yaml").replace(
        "schedule: every post",
        "schedule: every post, content: full",
    );
    site.write("postrider.yaml", config);
    site.write("content/posts/first.md", "---\ntitle: T\ndate: 2024-01-02\n---\n[a](/x) [b](../y) [c](#z) ![d](p.png) <a href=\"//h.example/q\">e</a>\n");
    site.done(&["publish"]);
    let bytes = std::fs::read(&site.files("outbox")[0]).expect("a message");
    let mail = mail_parser::MessageParser::default()
        .parse(&bytes)
        .expect("a message");
    let feed: Value = serde_json::from_str(&site.read("public/feed.json")).expect("JSON");
    let mailed = mail.body_html(0).unwrap_or_default().into_owned();
    let plain = mail.body_text(0).unwrap_or_default().into_owned();
    for html in [text(&feed["items"][0], "content_html"), mailed, plain] {
        for url in [
            "https://blog.example/x",
            "https://blog.example/y",
            "https://blog.example/first/#z",
            "https://blog.example/first/p.png",
        ] {
            assert!(html.contains(url), "{url}: {html}");
        }
        assert!(
            !html.contains("href=\"/") && !html.contains("src=\"p"),
            "{html}"
        );
    }
}
