//! What a post looks like in the text part.

use super::*;
use crate::model::columns::{FIXED, QUOTE};
use crate::model::post::Body;

fn plain(markdown: &str) -> String {
    let base = Url::parse("https://a.example/p/").expect("valid");
    render_plain(&Body::of(markdown, 1), &base)
        .replace(FIXED, "|")
        .replace(QUOTE, ">")
}

#[test]
fn plain_text_reads_well_by_itself() {
    for (markdown, text) in [
        (
            "# Title\n\nSome *words* with [a link](/x)\nthat `go` on.  \nNew line <https://b.example/>.\n\n### Deep *er*\n\nEnd [again](../p/../x), [other](#y), <ada@b.example>.",
            "Title\n-----\n\nSome words with a link [1] that go on.\nNew line https://b.example/.\n\nDeep er\n~~~~~~~\n\nEnd again [1], other [2], ada@b.example.\n\n[1] https://a.example/x\n[2] https://a.example/p/#y",
        ),
        (
            "- one\n- two\n  - inner\n\n    more\n- [x] done\n- [ ] open\n\n9. nine\n10. ten\n\n    ```\n    code  \n\n      more\n    ```",
            "- one\n- two\n  - inner\n\n    more\n\n- ☑ done\n- ☐ open\n\n9. nine\n\n10. ten\n\n|        code\n|\n|          more",
        ),
        (
            "> quote\n> > inner\n>\n> - item\n>   > deep\n\n---\n\n![A boat](b.png) [![](c.png)](/c) [![D](d.png)](/c) ~~no~~",
            ">quote\n>\n>>inner\n>\n>- item\n>\n>  >deep\n\n* * *\n\n[A boat] [1] [2] [D] [2] ~~no~~\n\n[1] https://a.example/p/b.png\n[2] https://a.example/c",
        ),
        (
            "Word[^n] and[^m] again[^n].\n\n[^m]: Second.\n[^n]: First, with [link](/l).\n\n    More.\n[^o]: Never.",
            "Word [a] and [b] again [a].\n\n[a] First, with link [1].\n\n    More.\n\n[b] Second.\n\n[1] https://a.example/l",
        ),
    ] {
        assert_eq!(plain(markdown), text, "{markdown}");
    }
}

#[test]
fn tables_stand_side_by_side_or_row_by_row() {
    assert_eq!(
        plain("| Tide | High |\n|:--|--:|\n| 高潮 | 4.1 |\n| ebb | [x](/x) |"),
        "|Tide   High\n|----  -----\n|高潮    4.1\n|ebb   x [1]\n\n[1] https://a.example/x"
    );
    let long = "word ".repeat(9);
    let text = plain(&format!("|A|B|\n|-|-|\n|{long}|{long}|\n|x||"));
    let long = long.trim();
    assert_eq!(text, format!("A: {long}\nB: {long}\n\nA: x"));
}

#[test]
fn raw_html_reads_like_markdown() {
    for (html, text) in [
        (
            "<h2>Caf&eacute;</h2><p>One<br>two <a href=\"/x\">link</a></p><ul><li>a<li>b<ol start=3><li>c</ol></ul>",
            "Café\n----\n\nOne\ntwo link [1]\n\n- a\n- b\n  3. c\n\n[1] https://a.example/x",
        ),
        (
            "a <iframe src=\"https://www.youtube.com/embed/q\"></iframe> b <script>x\ny</script> 10<sup>6</sup>",
            "a YouTube [1] b 10^6\n\n[1] https://www.youtube.com/watch?v=q",
        ),
        (
            "<div>\n\nIn *it*\n\n</div>\n<pre>\nif a &lt; b:\n  c</pre>\n\n<!-- no\n\nno --><img src=x width=1 height=1 alt=no><img src=y alt=yes>",
            "In it\n\n|    if a < b:\n|      c\n\n[yes] [1]\n\n[1] https://a.example/p/y",
        ),
        (
            "<table><tr><th>A<th>B<tr><td>1<td><p>2<table><tr><td>3</table></table>after",
            "|A  B\n|-  ---\n|1  2 3\n\nafter",
        ),
        (
            "<blockquote>q</blockquote><svg><path/></svg><video src=f.mp4 title=Film></video>",
            ">q\n\n▶ Film [1]\n\n[1] https://a.example/p/f.mp4",
        ),
    ] {
        assert_eq!(plain(html), text, "{html}");
    }
}

#[test]
fn notes_have_letters() {
    let shown: Vec<String> = [0, 25, 26, 51, 52].map(letters).into();
    assert_eq!(shown, ["a", "z", "aa", "az", "ba"]);
}
