//! Tests of the HTML of feeds.

use super::*;

fn rules(html: &str) -> String {
    let passage = Passage::at(0, html.to_owned());
    let mut court = Court::new(None);
    judge(&passage, Base::Unknown, &mut court);
    let found = court.close("f", html);
    let mut rules: Vec<&str> = found.iter().map(|own| own.diagnostic.rule).collect();
    rules.dedup();
    rules.join(" ")
}

#[test]
fn what_readers_show_is_not_named() {
    for good in [
        "<p>One<p>Two <a href=\"https://a.example/\">x</a><br><img src='https://a.example/x.png' alt=\"1 > 2\">",
        "<ul><li>a<li>b</ul><table><tr><td>1<td>2<tr><td>3</table><dl><dt>a<dd>b</dl>",
        "1 &lt; 2 &amp; 3 &nbsp; &copy; R & D &#8217; &#x1F600;",
        "<!-- a > b --><p style=\"color: red; margin: 0 auto\" data-x=1 class=a>x</p>",
        "<pre><code>a</code></pre><hr/><video src=\"https://a.example/v.mp4\" controls></video>",
        "<p>a<div>b</div><p>c</p><a href=mailto:a@b.example>m</a>",
    ] {
        assert_eq!(rules(good), "", "{good}");
    }
}

#[test]
fn each_mistake_has_its_rule() {
    for (html, rule) in [
        ("<script>if (a < b) {}</script>", "html-element-dangerous"),
        (
            "<iframe src=\"https://a.example/\"></iframe>",
            "html-element-dangerous",
        ),
        ("<my-card>x</my-card>", "html-element-unknown"),
        (
            "<svg viewBox='0 0 1 1'><path d='x'/></svg>",
            "html-element-unknown",
        ),
        ("<p onclick=x>y</p>", "html-attribute"),
        ("<p style='position: fixed'>y</p>", "html-style"),
        ("<p style='background: url(x)'>y</p>", "html-style"),
        ("<a href=' java\nscript:x'>y</a>", "html-address-dangerous"),
        ("<a href='/x'>y</a>", "html-address-relative"),
        ("<a href='#x'>y</a>", "html-address-relative"),
        (
            "<img srcset='https://a.example/1.png 1x, 2.png 2x'>",
            "html-address-relative",
        ),
        ("<div><p>x</p>", "html-malformed"),
        ("x</div>", "html-malformed"),
        ("<b><i>x</b></i>", "html-malformed"),
        ("<div/>x", "html-malformed"),
        ("1 < 2", "html-malformed"),
        ("AT&T", "html-malformed"),
        (
            "<a href='https://a.example/?a=1&b=2'>x</a>",
            "html-malformed",
        ),
        ("<td>x", "html-malformed"),
        ("<table><td>x</table>", "html-malformed"),
        ("<table><div>x</div></table>", "html-malformed"),
        ("<h2><h3>x</h3></h2>", "html-malformed"),
        (
            "<a href='https://a.example/'><a href='https://a.example/'>x</a></a>",
            "html-malformed",
        ),
        ("<p title=>x</p>", "html-malformed"),
        ("<p title='a'class='b'>x</p>", "html-malformed"),
        ("<select><p>x</p></select>", "html-malformed"),
        ("<p class=a class=b>x</p>", "html-malformed"),
        ("<p", "html-malformed"),
        ("<!-- x", "html-malformed"),
    ] {
        assert_eq!(rules(html), rule, "{html}");
    }
}
