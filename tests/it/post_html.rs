//! The HTML of posts as readers get it.

use crate::app::TestSite;

/// The smallest GIF of 3 × 2 pixels.
const GIF: &[u8] = b"GIF89a\x03\x00\x02\x00\x00\x00\x00;";

fn item(site: &TestSite) -> serde_json::Value {
    site.done(&["build"]);
    let feed: serde_json::Value =
        serde_json::from_str(&site.read("public/feed.json")).expect("JSON");
    feed["items"][0].clone()
}

fn content(site: &TestSite) -> String {
    item(site)["content_html"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn pictures_of_a_bundle_have_their_url_and_size() {
    let site = TestSite::new("");
    site.write(
        "content/posts/trip/index.md",
        "---\ntitle: Trip\ndate: 2024-01-02\nimage: pic.png\n---\n![A pic](pic.png) <img src=\"./pic.png\" width=30> ![r](/r.gif) ![no](none.png) ![out](https://x.example/pic.png)\n",
    );
    site.write("content/posts/trip/pic.png", GIF);
    site.write("content/assets/r.gif", GIF);
    let item = item(&site);
    assert_eq!(item["image"], "https://blog.example/trip/pic.png");
    assert_eq!(item["attachments"][0]["mime_type"], "image/gif");
    let made = item["content_html"].as_str().unwrap_or_default();
    for part in [
        "src=\"https://blog.example/trip/pic.png\" alt=\"A pic\" width=\"3\" height=\"2\"",
        "height=\"20\" src=\"https://blog.example/trip/pic.png\" width=\"30\"",
        "src=\"https://blog.example/r.gif\" alt=\"r\" width=\"3\" height=\"2\"",
        "<img src=\"https://blog.example/trip/none.png\" alt=\"no\">",
        "<img src=\"https://x.example/pic.png\" alt=\"out\">",
    ] {
        assert!(made.contains(part), "{part}: {made}");
    }
}

#[test]
fn a_picture_of_the_site_by_its_whole_address_is_measured_too() {
    let site = TestSite::new("");
    site.write(
        "content/posts/one.md",
        "---\ntitle: One\ndate: 2024-01-02\nimage: https://blog.example/r.gif\n---\n![r](https://blog.example/r.gif)\n",
    );
    site.write("content/assets/r.gif", GIF);
    let item = item(&site);
    assert_eq!(item["attachments"][0]["size_in_bytes"], GIF.len());
    let made = item["content_html"].as_str().unwrap_or_default();
    assert!(made.contains("width=\"3\" height=\"2\""), "{made}");
}

#[test]
fn a_file_that_is_no_picture_is_named_and_is_no_enclosure() {
    let site = TestSite::new("");
    let post = "---\ntitle: One\ndate: 2024-01-02\nimage: /a.png\n---\nText ![a](/a.png)\n";
    site.write("content/posts/one.md", post);
    site.write(
        "content/assets/a.png",
        "version https://git-lfs.github.com/spec/v1\n",
    );
    let found = site.json(&["check"], 0);
    assert_eq!(found["diagnostics"][0]["rule"], "image-odd", "{found}");
    assert_eq!(item(&site)["attachments"], serde_json::Value::Null);
}

#[test]
fn nothing_that_validators_of_feeds_call_dangerous_is_left() {
    let site = TestSite::new("");
    let body = "<video controls autoplay src=/f.mp4 poster=/p.png></video>\n\n| a |\n|--:|\n| b |\n\n<iframe src=\"//www.youtube.com/embed/x\" allowfullscreen></iframe>\n\n```js {hl_lines=[1]}\nx\n```\n\n## H {#h style=\"x\"}\n\nA[^1] <img loading=lazy decoding=async data-src=\"../q.png?a=1&b\" class=lazy style=\"float:left\">\n\n[^1]: Note [q](?page=2)\n";
    site.write(
        "content/posts/one.md",
        format!("---\ntitle: One\ndate: 2024-01-02\n---\n{body}"),
    );
    let made = content(&site);
    for gone in [
        "style", "class", "controls", "loading", "<video", "<iframe", "lazy", "id=\"h\"", "=\"/",
        "=\"..", "=\"?", "=\"#",
    ] {
        assert!(!made.contains(gone), "{gone}: {made}");
    }
    for part in [
        "<a href=\"https://blog.example/f.mp4\"><img src=\"https://blog.example/p.png\" alt=\"f.mp4\"></a>",
        "<a href=\"https://www.youtube.com/watch?v=x\">YouTube</a>",
        "<td align=\"right\">b</td>",
        "<pre><code>x\n</code></pre>",
        "src=\"https://blog.example/q.png?a=1&amp;b\"",
        "href=\"https://blog.example/one/?page=2\"",
    ] {
        assert!(made.contains(part), "{part}: {made}");
    }
}

#[test]
fn code_of_other_generators_is_reported_and_shown_whole_or_left_out() {
    let post = "---\ntitle: One\ndate: 2024-01-02\nlead: A *lead* {{< x y_z_ >}}\n---\nSee [ref]({{< ref \"a.md\" >}}) {{< figure src=\"a_b_c\" >}}.\n\n{% highlight c %}\nx < y\n{% endhighlight %}\n\n<Tweet id=\"1_2_3\" /> `{{ code }}`\n";
    let text = TestSite::new("");
    text.write("content/posts/one.md", post);
    let found = text.json(&["check"], 0);
    let places: Vec<(&str, u64, u64)> = found["diagnostics"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|found| {
            let number = |key: &str| found[key].as_u64().unwrap_or(0);
            (
                found["rule"].as_str().unwrap_or_default(),
                number("line"),
                number("column"),
            )
        })
        .collect();
    assert_eq!(
        places,
        [
            ("shortcode", 6, 11),
            ("shortcode", 6, 31),
            ("shortcode", 12, 1)
        ]
    );
    let shown = item(&text);
    assert_eq!(shown["summary"], "A lead {{< x y_z_ >}}");
    let html = shown["content_html"].as_str().unwrap_or_default();
    for part in [
        "See ref {{&lt; figure src=\"a_b_c\" &gt;}}.",
        "<pre><code>x &lt; y\n</code></pre>",
        "&lt;Tweet id=\"1_2_3\" /&gt; <code>{{ code }}</code>",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
    let drop = TestSite::new("content: {shortcodes: drop}\n");
    drop.write("content/posts/one.md", post);
    let left = item(&drop);
    assert_eq!(left["summary"], "A lead");
    assert_eq!(
        left["content_html"],
        "<p>See ref .</p>\n<pre><code>x &lt; y\n</code></pre>\n<p><code>{{ code }}</code></p>\n"
    );
}
