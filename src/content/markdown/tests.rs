//! What becomes of Markdown and of the HTML in it.

use super::*;
use crate::model::text::is_legal;
use proptest::prelude::*;

fn html(markdown: &str) -> String {
    let base = Url::parse("https://a.example/en/post/").expect("valid");
    render_html(markdown, &base, "fn1", Shortcodes::Text).into_string()
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
        "<h1 id=\"id\">H</h1>",
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
fn shortcodes_can_be_dropped() {
    let base = Url::parse("https://a.example/").expect("valid");
    let made = render_html(
        "a {% x %}b {{< y >}}c\n\n```\n{% raw %}\n```\n",
        &base,
        "f",
        Shortcodes::Drop,
    );
    assert!(
        made.contains("a b c") && made.contains("{% raw %}"),
        "{made}"
    );
}

proptest! {
    #[test]
    fn any_markdown_gives_legal_text(markdown in any::<String>(), near in "[a-z<>\\[\\]()!#*`&;:/\"= \n{%}^|-]{0,80}") {
        prop_assert!(html(&markdown).chars().all(is_legal));
        prop_assert!(!html(&near).contains("<script"));
    }
}
