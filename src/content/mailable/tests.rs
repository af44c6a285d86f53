//! What of a post reaches an inbox.

use super::*;
use crate::content::markdown::Audience;
use crate::model::post::Body;

fn mailed(markdown: &str) -> String {
    let base = Url::parse("https://a.example/p/").expect("valid");
    let mut body = Body::of(markdown, 1);
    body.sizes.insert("wide.png".into(), (1072, 800));
    body.sizes.insert("dot.png".into(), (1, 1));
    let setting = Setting {
        base: &base,
        footnotes: "fn-1",
        sizes: &body.sizes,
        links: &body.links,
        audience: Audience::Inbox,
    };
    let html = render(&body.markdown, setting);
    let note = note_address(&base, "fn-1");
    let mut writer = Writer::new(&html, &note);
    writer.rewrite();
    writer.out
}

#[test]
fn headings_stand_below_the_title_of_the_post() {
    for (markdown, html) in [
        ("# A\n\n## B", "<h3>A</h3>\n<h4>B</h4>\n"),
        (
            "## A\n\n#### B\n\n###### C",
            "<h3>A</h3>\n<h5>B</h5>\n<h6>C</h6>\n",
        ),
        ("<h4 class=x>A</h4>", "<h3>A</h3>"),
    ] {
        assert_eq!(mailed(markdown), html, "{markdown}");
    }
}

#[test]
fn pictures_fit_and_pixels_are_gone() {
    let fitting = "width=\"536\" height=\"400\" border=\"0\" style=\"max-width:100%;height:auto\">";
    for (markdown, html) in [
        ("![A](wide.png)", format!("<p><img src=\"https://a.example/p/wide.png\" alt=\"A\" {fitting}</p>\n")),
        (
            "<picture><source srcset=x.webp><img src=wide.png alt=A align=right class=c></picture>",
            format!("<p><img src=\"https://a.example/p/wide.png\" alt=\"A\" {fitting}</p>\n"),
        ),
        (
            "![B](https://b.example/i.svg)",
            "<p><img src=\"https://b.example/i.svg\" alt=\"B\" width=\"536\" border=\"0\" style=\"width:auto;max-width:100%;height:auto\"></p>\n".to_owned(),
        ),
        (
            "x![](dot.png)<img src=https://t.example/p.gif width=1 height=1><img src=https://t.example/q style=\"display: none\">![C](data:image/png;base64,AA)",
            "<p>xC</p>\n".to_owned(),
        ),
    ] {
        assert_eq!(mailed(markdown), html, "{markdown}");
    }
}

#[test]
fn quotes_code_tables_and_footnotes_are_of_our_kind() {
    let html = mailed(
        "> q[^1]\n\n```rust\na < b\n```\n\n|A|B|\n|--|:-:|\n|1|2|\n\n- [x] done\n- [ ] open\n\n---\n\n[^1]: Note.",
    );
    for part in [
        "<blockquote>\n<p>",
        "q<sup>[1]</sup></p>",
        "<pre dir=\"ltr\" style=\"white-space:pre-wrap;",
        "<code>a &lt; b\n</code></pre>",
        "<table border=\"0\" cellpadding=\"6\" cellspacing=\"0\" style=\"border-collapse",
        "<th align=\"center\">B</th>",
        "<li>☑ done</li>",
        "<hr>",
        "<ol>\n<li>\n<p>Note.</p>\n</li>\n</ol>",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
    assert!(!html.contains("fn-1") && !html.contains('↩'), "{html}");
}

#[test]
fn raw_html_is_brought_down_to_the_same_elements() {
    for (markdown, html) in [
        (
            "<div style=\"position:fixed;float:left\" onclick=x id=y class=z><p align=right>a</p></div>",
            "<div><p>a</p></div>",
        ),
        (
            "<figure><video src=f.mp4></video><figcaption>c</figcaption></figure>",
            "<div style=\"margin:16px 0\"><a href=\"https://a.example/p/f.mp4\">▶ f.mp4</a><div style=\"font-size:14px;line-height:20px\">c</div></div>",
        ),
        (
            "<details><summary>s</summary>t</details><form action=x><input>f<button>g</button></form>",
            "<div><div style=\"font-weight:bold\">s</div>t</div>fg",
        ),
        (
            "<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby> <q>x</q> <kbd>K</kbd> <a href=javascript:x>l</a>",
            "<p>漢 (kan) “x” <code>K</code> l</p>\n",
        ),
        (
            "<style>p{}</style><link rel=stylesheet href=x><script>x</script><p lang=fr dir=ltr>f",
            "<p lang=\"fr\" dir=\"ltr\">f</p>",
        ),
    ] {
        assert_eq!(mailed(markdown), html, "{markdown}");
    }
}
