//! What becomes of other generators' code.

use pulldown_cmark::Parser;
use pulldown_cmark::html::push_html;

use super::*;
use crate::content::markdown::options;

mod contexts;

fn dropped(markdown: &str) -> String {
    settle(markdown, Shortcodes::Drop).markdown.into_owned()
}

fn shown_as_html(markdown: &str) -> String {
    let settled = settle(markdown, Shortcodes::Text).markdown.into_owned();
    let mut html = String::new();
    push_html(&mut html, Parser::new_ext(&settled, options()));
    html
}

fn starts(markdown: &str) -> Vec<usize> {
    let found = settle(markdown, Shortcodes::Text).found;
    found.iter().map(|found| found.at).collect()
}

#[test]
fn code_of_generators_is_shown_whole() {
    for (markdown, html) in [
        (
            "A {{< figure src=\"a_b_c\" alt=\"*x*\" >}} *b*\n",
            "<p>A {{&lt; figure src=\"a_b_c\" alt=\"*x*\" &gt;}} <em>b</em></p>\n",
        ),
        (
            "{% include a_b_c.html x='|' %}\n",
            "<p>{% include a_b_c.html x='|' %}</p>\n",
        ),
        ("v{{ site.x_y_z }}\n", "<p>v{{ site.x_y_z }}</p>\n"),
        (
            ":::tip[Look]\nText\n\n- a\n:::\n",
            "<p>:::tip[Look]</p>\n<p>Text</p>\n<ul>\n<li>a</li>\n</ul>\n<p>:::</p>\n",
        ),
        (
            "import X from './x_y_z';\n\n<Tweet id=\"1_2_3\" on={() => a > b} />\n",
            "<p>import X from './x_y_z';</p>\n<p>&lt;Tweet id=\"1_2_3\" on={() =&gt; a &gt; b} /&gt;</p>\n",
        ),
        (
            "A Vec<String> and <T>.\n",
            "<p>A Vec&lt;String&gt; and &lt;T&gt;.</p>\n",
        ),
        (
            "<BR> <Center>x</Center>\n",
            "<p><BR> <Center>x</Center></p>\n",
        ),
        (
            "$\\frac{{a}}{{b}}$ {x} {{1}}\n",
            "<p>$\\frac{{a}}{{b}}$ {x} {{1}}</p>\n",
        ),
        (
            "{{< a\nb=\"1\"\n\n>}}\n",
            "<p>{{&lt; a\nb=\"1\"\n\n&gt;}}</p>\n",
        ),
        (
            "import duties are 3%.\n\nexport them.\n",
            "<p>import duties are 3%.</p>\n<p>export them.</p>\n",
        ),
    ] {
        assert_eq!(shown_as_html(markdown), html, "{markdown}");
    }
}

#[test]
fn code_of_generators_can_be_left_out() {
    for (markdown, kept) in [
        ("a {% x %}b {{< y >}}c {{% z %}}{{ w }}\n", "a b c \n"),
        ("Use `{% if %}` here\n", "Use `{% if %}` here\n"),
        (
            "After {% open and the rest.\n",
            "After {% open and the rest.\n",
        ),
        (":::note\nText\n:::\n", "\nText\n\n"),
        (
            "::: tip Mind this\nText\n:::\n",
            "**Mind this**\n\nText\n\n",
        ),
        (
            "{{% notice warning %}}\nText\n{{% /notice %}}\n",
            "\nText\n\n",
        ),
        (
            "<Tabs>\n\nText <X/>\n\n</Tabs>\n<T>\n",
            "\n\nText \n\n\n&#60;T&#62;\n",
        ),
        (
            "[a]({% link b.md %}) <a href='{{ u }}'>\n",
            "[a](&#123;&#37;&#32;link&#32;b&#46;md&#32;&#37;&#125;) <a href='&#123;&#123;&#32;u&#32;&#125;&#125;'>\n",
        ),
        (
            "[a][b]\n\n[b]: {{ u }}/x\n",
            "[a][b]\n\n[b]: &#123;&#123;&#32;u&#32;&#125;&#125;/x\n",
        ),
        ("export const a = 1;\n\nText\n", "\n\nText\n"),
        (
            "```\n~~~\n{% y %}\n```\n{% z %}b\n",
            "```\n~~~\n{% y %}\n```\nb\n",
        ),
        (
            "<pre><code>{{ x }}</code></pre>\n",
            "<pre><code>{{ x }}</code></pre>\n",
        ),
    ] {
        assert_eq!(dropped(markdown), kept, "{markdown}");
    }
}

#[test]
fn what_is_understood_becomes_markdown() {
    for (markdown, kept) in [
        (
            "{% highlight ruby linenos %}\na *b* `c`\n{% endhighlight %}\nx\n",
            "```\na *b* `c`\n```\nx\n",
        ),
        (
            "{{< highlight go >}}\n```\n{{< /highlight >}}\n",
            "````\n```\n````\n",
        ),
        ("Use {% codeblock %}a{% endcodeblock %}.\n", "Use `a`.\n"),
        ("a{% comment %} x\n\ny {% endcomment %}b\n", "ab\n"),
        ("a {/* note */}b{# note #}c\n", "a bc\n"),
        (
            "One\n\n{/* truncate */}\n\nTwo\n",
            "One\n\n<!-- more -->\n\nTwo\n",
        ),
        (
            "See [[Note|that]], [[X]] and ![[a b.png|100]], [[1]](/x).\n",
            "See that, X and ![](<a b.png>), [[1]](/x).\n",
        ),
        (
            "> [!NOTE]\n> Text\n\n> [!tip]- Mind this\n> x\n",
            "> **Note**  \n> Text\n\n> **Mind this**  \n> x\n",
        ),
        ("[x](/y){:target=\"_blank\"}\n{: .lead }\n", "[x](/y)\n\n"),
        ("* Contents\n{:toc}\n\nText\n", "\n\nText\n"),
        (
            "```\n{% raw %}{{ x }}{% endraw %} {{</* y */>}}\n```\n",
            "```\n{{ x }} {{< y >}}\n```\n",
        ),
    ] {
        assert_eq!(dropped(markdown), kept, "{markdown}");
        assert_eq!(starts(markdown), Vec::<usize>::new(), "{markdown}");
    }
    let text = "{% raw %}{{ x_y_z }}{% endraw %} and {{</* y */>}}\n";
    assert_eq!(
        shown_as_html(text),
        "<p>{{ x_y_z }} and {{&lt; y &gt;}}</p>\n"
    );
    assert_eq!(starts(text), Vec::<usize>::new());
}

#[test]
fn each_is_found_where_it_was_typed() {
    let text = "{% highlight c %}x{% endhighlight %} {% x %}\n\n`{% code %}` {{< figure >}}\n```\n{% y %}\n```\n::: tip\n:::\n<A.B/>\n";
    let found: Vec<&str> = starts(text).iter().map(|at| &text[*at..*at + 4]).collect();
    assert_eq!(found, ["{% x", "{{< ", "::: ", ":::\n", "<A.B"]);
}

#[test]
fn what_never_ends_takes_little_time() {
    // Each of these would take minutes if every opening were searched to the end of the text.
    for unit in [
        "{% ",
        "{{ a",
        "{{< ",
        "{{</* ",
        "{% raw %}",
        "{% highlight ",
        "<A ",
        "<A {",
        "{: ",
        "[[a ",
        "> [!a",
        "{/* ",
        "{# ",
        ":::a ",
        "import {\n",
    ] {
        let _ = settle(&unit.repeat(20_000), Shortcodes::Drop);
    }
    assert_eq!(dropped(&"{%x%}".repeat(20_000)), "");
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_panic(near in "[{}%<>/*:#`~A-Ca \n!é-]{0,80}", any in proptest::prelude::any::<String>()) {
        for text in [near, any] {
            let _ = (dropped(&text), shown_as_html(&text));
        }
    }
}

#[test]
fn alerts_have_names_in_every_script() {
    for (typed, shown) in [
        ("> [!Étape]\n> x\n", "**Étape**"),
        ("> [!étAPE]\n> x\n", "**Étape**"),
        ("> [!注意]\n> x\n", "**注意**"),
        ("> [!note] à la Une\n> x\n", "**À la Une**"),
    ] {
        assert!(dropped(typed).contains(shown), "{}", dropped(typed));
    }
}

#[test]
fn a_block_without_end_spoils_none_in_another_language() {
    let typed = "{% highlight c %}\n\n{{< highlight c >}}a *b* c{{< /highlight >}}\n";
    assert!(dropped(typed).contains("`a *b* c`"), "{}", dropped(typed));
}

#[test]
fn blocks_without_end_are_searched_once() {
    for (part, count, end) in [
        ("{% raw %}", 150_000, "{% endraw"),
        ("{% highlight ", 100_000, "%}"),
        ("{{< highlight ", 100_000, ">}}"),
        ("{{% highlight ", 100_000, "%}}"),
        ("{{</* ", 200_000, ""),
    ] {
        let typed = part.repeat(count) + end;
        assert!(blocks::understand(&typed).text == typed, "{part}");
    }
    let understood = blocks::understand(&"{% code %}x{% endcode %}".repeat(50_000));
    assert_eq!(understood.text, "`x`".repeat(50_000));
}
