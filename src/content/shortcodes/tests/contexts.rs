//! Code of generators behind backslashes and in every context of Markdown.

use super::*;

#[test]
fn a_backslash_makes_text_of_code() {
    for (markdown, html) in [
        (
            "\\<Foo> and \\{{ x }}\n",
            "<p>&lt;Foo&gt; and {{ x }}</p>\n",
        ),
        ("# \\<Foo> \\{{ x }}\n", "<h1>&lt;Foo&gt; {{ x }}</h1>\n"),
        (
            "\\{% b %} \\{{< c >}} \\{{<c>}}\n",
            "<p>{% b %} {{&lt; c &gt;}} {{&lt;c&gt;}}</p>\n",
        ),
        (
            "\\<Foo/> and \\<Foo>x\\</Foo>\n",
            "<p>&lt;Foo/&gt; and &lt;Foo&gt;x&lt;/Foo&gt;</p>\n",
        ),
        ("\\{% highlight c %}x{% endhighlight %}\n", ""),
        (
            "| \\{{ a }} | \\<B> |\n|--|--|\n| c | d |\n",
            "<table><thead><tr><th>{{ a }}</th><th>&lt;B&gt;</th></tr></thead><tbody>\n<tr><td>c</td><td>d</td></tr>\n</tbody></table>\n",
        ),
        (
            "[\\{{ a }}](/x \"\\<B>\")\n",
            "<p><a href=\"/x\" title=\"&lt;B&gt;\">{{ a }}</a></p>\n",
        ),
        (
            "`\\{{ a }}` `\\<B>`\n",
            "<p><code>\\{{ a }}</code> <code>\\&lt;B&gt;</code></p>\n",
        ),
    ] {
        if html.is_empty() {
            assert_eq!(starts(markdown).len(), 1, "{markdown}");
            continue;
        }
        assert_eq!(shown_as_html(markdown), html, "{markdown}");
        assert_eq!(starts(markdown), Vec::<usize>::new(), "{markdown}");
        assert_eq!(shown_as_html(&dropped(markdown)), html, "{markdown}");
    }
    assert_eq!(shown_as_html("\\\\{{ a }}\n"), "<p>\\{{ a }}</p>\n");
    assert_eq!(dropped("\\\\{{ a }}b\n"), "\\\\b\n");
    assert_eq!(
        shown_as_html("<div>\\{{ a }}</div>\n"),
        "<div>\\&#123;&#123; a &#125;&#125;</div>\n"
    );
}

#[test]
fn no_context_shows_how_code_is_hidden_from_markdown() {
    for (markdown, html) in [
        (
            "<https://x.example/{{z}}>\n",
            "<p>https://x.example/{{z}}</p>\n",
        ),
        (
            "<https://x.example/a>\n",
            "<p><a href=\"https://x.example/a\">https://x.example/a</a></p>\n",
        ),
        (
            "<TabItem>\n`{{ x }}`\n</TabItem>\n",
            "<p>&lt;TabItem&gt;\n<code>{{ x }}</code>\n&lt;/TabItem&gt;</p>\n",
        ),
        (
            ":::note\n    {{ x }}\n:::\n",
            "<p>:::note</p>\n<pre><code>{{ x }}\n</code></pre>\n<p>:::</p>\n",
        ),
        (
            "{{ a` }} ` {{ b }} `\n",
            "<p>{{ a<code>}}</code> {{ b }} `</p>\n",
        ),
        ("a <!-- {{ x --> }} b\n", "<p>a <!-- {{ x --> }} b</p>\n"),
    ] {
        assert_eq!(shown_as_html(markdown), html, "{markdown}");
    }
    assert_eq!(starts("<https://x.example/{{z}}> <!-- {{ y }} -->\n"), [0]);
    assert_eq!(dropped("a <https://x.example/{{z}}> b\n"), "a  b\n");
}

#[test]
fn nothing_is_left_around_what_is_left_out() {
    for (markdown, kept) in [
        (
            "**{{ bold }}** *{{< em \"*\" >}}* ~~{% s %}~~ x\n",
            "   x\n",
        ),
        ("2*{{ a }}*3 **a {{ b }}**\n", "2**3 **a **\n"),
        ("a {{{triple}}} {{{{raw}}}} b\n", "a   b\n"),
    ] {
        assert_eq!(dropped(markdown), kept, "{markdown}");
    }
}

proptest::proptest! {
    #[test]
    fn no_text_shows_how_it_is_hidden(text in "([{}%<>/*:`!~A-Ca. \n\\\\\"'=|#()\\[\\]-]|\\{\\{ a|\\}\\}|\\{% b %\\}|    |<A>|</A>|\n\n|https://){0,40}") {
        // Nobody typed an ampersand: one that is seen is ours.
        let html = shown_as_html(&text);
        proptest::prop_assert!(!html.contains("&amp;#"), "{}", html);
        let mut left = String::new();
        let dropped = dropped(&text);
        push_html(&mut left, Parser::new_ext(&dropped, options()));
        proptest::prop_assert!(!left.contains("&amp;#"), "{}", left);
    }
}
