//! What becomes of raw HTML before it is sanitised.

use super::*;
use proptest::prelude::*;

fn prepared(html: &str) -> String {
    prepare(html, &Sizes::new())
}

#[test]
fn frames_and_scripts_become_links() {
    for (html, made) in [
        (
            "a <iframe width=1 src=\"https://x.example/e?a=1&amp;b\" title='A film'>no</iframe> b",
            "a <a href=\"https://x.example/e?a=1&amp;b\">A film</a> b",
        ),
        (
            "<iframe src=\"//www.youtube-nocookie.com/embed/abc?start=9\"></iframe>",
            "<a href=\"https://www.youtube.com/watch?v=abc&amp;t=9\">YouTube</a>",
        ),
        (
            "<iframe data-src=https://player.vimeo.com/video/12></iframe>",
            "<a href=\"https://vimeo.com/12\">Vimeo</a>",
        ),
        (
            "<iframe src=https://www.x.example/frame></iframe>",
            "<a href=\"https://www.x.example/frame\">x.example</a>",
        ),
        (
            "<script src=https://gist.github.com/me/1.js></script>b",
            "<a href=\"https://gist.github.com/me/1\">Gist</a>b",
        ),
        (
            "<script async src=https://platform.twitter.com/widgets.js></script><script src=/own.js></script>b",
            "b",
        ),
        ("<script>if (a < b) { x('</p>') }</script>b", "b"),
        ("<noscript><img src=n.png></noscript>", "<img src=n.png>"),
        ("Use the <script> tag.", "Use the &lt;script&gt; tag."),
        ("a <title> b", "a &lt;title&gt; b"),
        (
            "a < b <!-- <iframe src=x> --> c",
            "a < b <!-- <iframe src=x> --> c",
        ),
    ] {
        assert_eq!(prepared(html), made, "{html}");
    }
}

#[test]
fn films_sounds_and_plugins_become_links() {
    for (html, made) in [
        (
            "<video poster=p.png><source src=\"f.webm\"><p>Too old</p></video>!",
            "<a href=\"f.webm\"><img src=\"p.png\" alt=\"f.webm\"></a>!",
        ),
        (
            "<audio controls src=/a/b.mp3?x></audio>",
            "<a href=\"/a/b.mp3?x\">▶ b.mp3</a>",
        ),
        ("<video>no</video>", ""),
        (
            "<object><embed src=m.swf></object>",
            "<a href=\"m.swf\">m.swf</a>",
        ),
        ("<embed src=m.pdf title=\"M\">", "<a href=\"m.pdf\">M</a>"),
        (
            "<object type=image/svg+xml data=d.svg></object>",
            "<img src=\"d.svg\" alt=\"d.svg\">",
        ),
    ] {
        assert_eq!(prepared(html), made, "{html}");
    }
}

#[test]
fn many_tags_without_an_end_take_little_time() {
    let made = prepared(&format!(
        "{}{}",
        "<script>x".repeat(20_000),
        "<style>".repeat(20_000)
    ));
    assert!(made.starts_with("&lt;script&gt;x&lt;script"));
    let closed = format!("{}</style>", "<style>".repeat(20_000));
    assert_eq!(prepared(&closed), closed);
}

#[test]
fn lazy_pictures_wake_up_once() {
    for (html, made) in [
        (
            "<img data-src=\"/real.png\" src=\"data:image/gif;base64,x\">",
            "<img src=\"/real.png\" data-src=\"/real.png\" src=\"data:image/gif;base64,x\">",
        ),
        (
            "<img src='a.png' data-src=b>",
            "<img src='a.png' data-src=b>",
        ),
        (
            "<img src='/i/spinner.gif' data-original=b.png><noscript><img src=\"b.png\"></noscript>x",
            "<img src=\"b.png\" src='/i/spinner.gif' data-original=b.png>x",
        ),
        (
            "<picture><source data-srcset=\"a.webp 2x\"><img class=lazyload src=s.png data-src=l.png></picture>",
            "<picture><source srcset=\"a.webp 2x\" data-srcset=\"a.webp 2x\"><img src=\"l.png\" class=lazyload src=s.png data-src=l.png></picture>",
        ),
    ] {
        assert_eq!(prepared(html), made, "{html}");
    }
}

#[test]
fn pictures_have_the_size_of_their_file() {
    let sizes = Sizes::from([("a.png".to_owned(), (600, 400))]);
    for (html, made) in [
        (
            "<img src=a.png>",
            "<img width=\"600\" height=\"400\" src=a.png>",
        ),
        (
            "<img src=\"a.png\" width=300>",
            "<img height=\"200\" src=\"a.png\" width=300>",
        ),
        (
            "<img src=a.png height=\"40px\">",
            "<img width=\"60\" src=a.png height=\"40px\">",
        ),
        ("<img src=a.png width=50%>", "<img src=a.png width=50%>"),
        ("<img src=b.png>", "<img src=b.png>"),
    ] {
        assert_eq!(prepare(html, &sizes), made, "{html}");
    }
}

#[test]
fn code_is_plain_and_headings_have_no_signs() {
    for (html, made) in [
        (
            "<div class=highlight><pre class=chroma><code><span class=\"ln\">1</span><span class=k>let</span> <span lang=fr>x</span></code></pre></div>",
            "<div class=highlight><pre class=chroma><code>let <span lang=fr>x</span></code></pre></div>",
        ),
        (
            "<table><tr><td class=\"gutter gl\"><pre>1\n2</pre></td><td class=code><pre>a</pre></td></tr></table>",
            "<table><tr><td class=code><pre>a</pre></td></tr></table>",
        ),
        (
            "<h2 id=a>A <a class=anchor href=\"#a\">#</a></h2>",
            "<h2 id=a>A </h2>",
        ),
        ("<h2><a name=a></a>A</h2>", "<h2>A</h2>"),
        (
            "<h2>A <a href=#a>¶</a></h2> <a href=\"#b\">b</a> <a href=/#c>#</a>",
            "<h2>A </h2> <a href=\"#b\">b</a> <a href=/#c>#</a>",
        ),
    ] {
        assert_eq!(prepared(html), made, "{html}");
    }
}

#[test]
fn what_stands_in_no_cell_ends_the_table() {
    for (html, made) in [
        (
            "<table><p>x<table><p>y",
            "<table></table><p>x<table></table><p>y",
        ),
        (
            "<table><tr><td><p>x</td><b>y</b>",
            "<table><tr><td><p>x</td></table><b>y</b>",
        ),
        (
            "<table> <!-- c --> <tr>x<tr>",
            "<table> <!-- c --> <tr></table>x<tr>",
        ),
        (
            "<table><caption><i>c</i></caption><tr><td><table><tr><td>x</td></tr></table></td></tr></table>",
            "<table><caption><i>c</i></caption><tr><td><table><tr><td>x</td></tr></table></td></tr></table>",
        ),
    ] {
        assert_eq!(prepared(html), made, "{html}");
    }
}

#[test]
fn deep_nesting_is_flattened() {
    let deep = format!("{}x{}", "<div>".repeat(500), "</div>".repeat(500));
    let made = prepared(&deep);
    assert_eq!(
        (
            made.matches("<div>").count(),
            made.matches("</div>").count()
        ),
        (DEPTH_MAX, DEPTH_MAX)
    );
    let list = "<p>one".repeat(500);
    assert_eq!(prepared(&list), list);
}

proptest! {
    #[test]
    fn no_html_makes_it_panic(html in "[a-c<>/='\" !é-]{0,60}", any in any::<String>()) {
        let _ = (prepared(&html), prepared(&any), attribute(&html, "a"));
    }
}
