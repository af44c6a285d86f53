//! What becomes of Markdown and of the HTML in it.

use super::*;
use crate::model::text::is_legal;
use proptest::prelude::*;

fn html(markdown: &str) -> String {
    let base = Url::parse("https://a.example/en/post/").expect("valid");
    render_html(&Body::of(markdown, 1), &base, "fn1").into_string()
}

#[test]
fn links_are_absolute_and_dangerous_ones_gone() {
    assert!(
        html("[x](/en/) [y](../z) [w](#a) ![i](//h.example/i.png)")
            .contains("href=\"https://a.example/en/\"")
    );
    assert!(html("[y](../z)").contains("https://a.example/en/z"));
    for bad in [
        "javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "JaVaScript:x",
        "java&#10;script:x",
    ] {
        let made = html(&format!("[x]({bad}) <a href=\"{bad}\">y</a>"));
        assert!(
            !made.to_lowercase().contains("script:") && !made.contains("data:"),
            "{made}"
        );
    }
}

#[test]
fn raw_html_is_sanitised_and_kept() {
    let made = html(
        "<script>x</script><form><b onclick=x>bold</b></form><img srcset=\"a.png 1x, b.png 2x\" src=a.png><style>@import x</style>",
    );
    assert!(
        made.contains("<b>bold</b>") && made.contains("https://a.example/en/post/b.png 2x"),
        "{made}"
    );
    assert!(!made.contains("script") && !made.contains("onclick") && !made.contains("import"));
}

#[test]
fn markdown_extensions_work() {
    let made = html(
        "| a |\n|---|\n| b |\n\n~~gone~~ x[^n]\n\n- [x] done\n\n# H {#id .c onclick=x}\n\n![a \"b\" *c*](/x.png 'T') ![no](javascript:x)\n\n[^n]: note\n\n<!-- more -->\n",
    );
    for part in [
        "<table>",
        "<del>gone</del>",
        "https://a.example/en/post/#fn1-1",
        "id=\"fn1-1\"",
        "☑ done",
        "<h1>H</h1>",
        "<img src=\"https://a.example/x.png\" alt=\"a &quot;b&quot; c\" title=\"T\">",
    ] {
        assert!(made.contains(part), "{part}: {made}");
    }
    for gone in ["more", "<input", "onclick", "class", "javascript"] {
        assert!(!made.contains(gone), "{gone}: {made}");
    }
}

#[test]
fn deep_nesting_takes_little_time_and_is_written_flat() {
    let made = html(&format!("{}x <b>y</b>", "> ".repeat(20_000)));
    assert_eq!(made.matches("<blockquote>").count(), DEPTH_MAX);
    let made = html(&"<div>".repeat(20_000));
    assert!(made.matches("<div>").count() <= 100);
}

#[test]
fn footnotes_stand_at_the_end_with_ways_back() {
    let made = html("A[^b] B[^b] C[^a]\n\n[^b]: Note\n\n    more\n\nD\n\n[^a]: x\n[^c]: unused\n");
    assert_eq!(
        made,
        "<p>A<sup id=\"fn1-1-ref\"><a href=\"https://a.example/en/post/#fn1-1\">1</a></sup> \
         B<sup id=\"fn1-1-ref2\"><a href=\"https://a.example/en/post/#fn1-1\">1</a></sup> \
         C<sup id=\"fn1-2-ref\"><a href=\"https://a.example/en/post/#fn1-2\">2</a></sup></p>\n<p>D</p>\n<hr>\n<ol>\n<li id=\"fn1-1\">\n<p>Note</p>\n\
         <p>more <a href=\"https://a.example/en/post/#fn1-1-ref\">↩</a> \
         <a href=\"https://a.example/en/post/#fn1-1-ref2\">↩</a></p>\n</li>\n<li id=\"fn1-2\">\n<p>x <a href=\"https://a.example/en/post/#fn1-2-ref\">↩</a></p>\n</li>\n</ol>\n"
    );
    // Raw HTML sends all through the sanitiser, which keeps these ids and no others.
    let made = html("A[^b] <b id=x>y</b>\n\n[^b]: Note\n");
    assert!(
        made.contains("id=\"fn1-1-ref\"") && made.contains("id=\"fn1-1\""),
        "{made}"
    );
    assert!(!made.contains("id=\"x\""), "{made}");
}

#[test]
fn headings_code_and_tables_are_plain() {
    for (markdown, made) in [
        ("## A [#](#a) {#a}\n", "<h2>A </h2>\n"),
        (
            "## [A](#a)\n",
            "<h2><a href=\"https://a.example/en/post/#a\">A</a></h2>\n",
        ),
        (
            "```rust,ignore {hl=1}\na < b\n```\n",
            "<pre><code>a &lt; b\n</code></pre>\n",
        ),
        (
            "|a|b|\n|:-:|--|\n|1|2|\n",
            "<table><thead><tr><th align=\"center\">a</th><th>b</th></tr></thead><tbody>\n<tr><td align=\"center\">1</td><td>2</td></tr>\n</tbody></table>\n",
        ),
    ] {
        assert_eq!(html(markdown), made, "{markdown}");
    }
}

#[test]
fn pictures_have_the_size_of_their_file() {
    let base = Url::parse("https://a.example/p/").expect("valid");
    let mut body = Body::of("![a](x%20y.png) <img src='/z.png'> ![b](b.png)", 1);
    body.sizes.insert("x%20y.png".into(), (3, 2));
    body.sizes.insert("/z.png".into(), (5, 4));
    let made = render_html(&body, &base, "f");
    for part in [
        "src=\"https://a.example/p/x%20y.png\" alt=\"a\" width=\"3\" height=\"2\"",
        "width=\"5\" height=\"4\" src=\"https://a.example/z.png\"",
        "src=\"https://a.example/p/b.png\" alt=\"b\">",
    ] {
        assert!(made.contains(part), "{part}: {made}");
    }
}

proptest! {
    #[test]
    fn any_markdown_gives_legal_text(markdown in any::<String>(), near in "[a-z<>\\[\\]()!#*`&;:/\"= \n{%}^|-]{0,80}") {
        prop_assert!(html(&markdown).chars().all(is_legal));
        prop_assert!(!html(&near).contains("<script"));
    }
}
