//! Markdown in a line of bare text: summaries, titles, captions.

mod html;

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};

use crate::content::markdown::options;
use crate::content::tags::is_element;
use crate::model::post::Body;
use crate::model::text::Text;

use html::{Part, parts_of};

const SUMMARY_CHARACTERS: usize = 300;
/// What comments say where a summary ends: Hexo, `WordPress`, Docusaurus, Eleventy, Jekyll, Nikola, Pelican.
const MORE: [&str; 9] = [
    "more",
    "truncate",
    "excerpt",
    "read more",
    "end excerpt",
    "end-of-excerpt",
    "excerpt-end",
    "teaser_end",
    "pelican_end_summary",
];
/// One line of Markdown as bare text. What would begin a block at the start of a line (`1984.`, `#`, `-`) is text.
pub fn plain_inline(markdown: &str) -> String {
    let mut plain = String::with_capacity(markdown.len());
    // Behind a sign no block begins.
    for event in Parser::new_ext(&format!(".{markdown}"), options()) {
        match event {
            Event::Text(text) | Event::Code(text) => plain.push_str(&text),
            Event::InlineHtml(html) | Event::Html(html) if !is_html(&html) => plain.push_str(&html),
            Event::SoftBreak
            | Event::HardBreak
            | Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::Heading(_)) => plain.push(' '),
            _ => {}
        }
    }
    Text::one_line(plain.strip_prefix('.').unwrap_or(&plain)).into_string()
}

fn is_html(tag: &str) -> bool {
    let name: String = tag
        .trim_start_matches(['<', '/'])
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect();
    tag.starts_with("<!--") || is_element(&name.to_ascii_lowercase())
}

/// A post in a sentence or two, as bare text: its lead, else what stands before its `more` mark, else its first paragraph.
pub fn summary_of(lead: Option<&Text>, body: &Body) -> Text {
    let whole = match lead {
        Some(lead) => plain_inline(lead),
        None => first_words(&body.markdown),
    };
    Text::one_line(&cut(&whole, SUMMARY_CHARACTERS))
}

/// The text of the first `# heading`, wherever it stands outside code, and where that is.
pub(super) fn first_heading(markdown: &str) -> Option<(String, Range<usize>)> {
    let mut heading: Option<String> = None;
    let mut place = 0..0;
    for (event, range) in Parser::new_ext(markdown, options()).into_offset_iter() {
        match (event, &mut heading) {
            (
                Event::Start(Tag::Heading {
                    level: HeadingLevel::H1,
                    ..
                }),
                None,
            ) => {
                heading = Some(String::new());
                place = range;
            }
            (Event::End(TagEnd::Heading(HeadingLevel::H1)), Some(_)) => break,
            (Event::Text(text) | Event::Code(text), Some(heading)) => heading.push_str(&text),
            (Event::SoftBreak, Some(heading)) => heading.push(' '),
            _ => {}
        }
    }
    heading
        .map(|heading| Text::one_line(&heading).into_string())
        .filter(|text| !text.is_empty())
        .map(|text| (text, place))
}

/// What stands before the `more` mark, else the first paragraph that says something.
fn first_words(markdown: &str) -> String {
    let (mut before, mut paragraph, mut first) = (String::new(), String::new(), String::new());
    let (mut images, mut code) = (0_u32, 0_u32);
    let mut block = String::new();
    for event in Parser::new_ext(markdown, options()) {
        match event {
            Event::Html(html) => block.push_str(&html),
            Event::End(TagEnd::HtmlBlock)
                if read_html(&std::mem::take(&mut block), &mut before, &mut first) =>
            {
                return before;
            }
            Event::InlineHtml(html)
                if is_more(&html) && !(before.is_empty() && paragraph.trim().is_empty()) =>
            {
                return before + &paragraph;
            }
            Event::InlineHtml(html) if html.to_ascii_lowercase().starts_with("<br") => {
                paragraph.push(' ');
            }
            // A list in a list begins where no paragraph ended.
            Event::Start(Tag::List(_) | Tag::Item | Tag::BlockQuote(_))
                if !paragraph.ends_with(' ') && !paragraph.is_empty() =>
            {
                paragraph.push(' ');
            }
            Event::Start(Tag::Image { .. }) => images += 1,
            Event::End(TagEnd::Image) => images = images.saturating_sub(1),
            Event::Start(Tag::CodeBlock(_) | Tag::FootnoteDefinition(_)) => code += 1,
            Event::End(TagEnd::CodeBlock | TagEnd::FootnoteDefinition) => {
                code = code.saturating_sub(1);
            }
            Event::Text(text) | Event::Code(text) if images + code == 0 => {
                paragraph.push_str(&text);
            }
            Event::SoftBreak | Event::HardBreak => paragraph.push(' '),
            Event::End(
                end @ (TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::TableCell),
            ) => {
                let text = std::mem::take(&mut paragraph);
                if is_more(&text) && !before.trim().is_empty() {
                    return before;
                }
                if !says_something(&text) {
                    continue;
                }
                if end == TagEnd::Paragraph && first.is_empty() {
                    first.clone_from(&text);
                }
                before.push_str(&text);
                before.push(' ');
            }
            _ => {}
        }
    }
    if first.is_empty() { before } else { first }
}

/// Adds the words of a block of HTML to what stands before the mark; whether the mark stands in it.
fn read_html(html: &str, before: &mut String, first: &mut String) -> bool {
    for part in parts_of(html) {
        let (words, is_paragraph) = match part {
            Part::Comment(comment) if is_more(&comment) && !before.trim().is_empty() => {
                return true;
            }
            Part::Comment(_) => continue,
            Part::Paragraph(words) => (words, true),
            Part::Aside(words) => (words, false),
        };
        if !says_something(&words) || !words.contains(char::is_alphanumeric) {
            continue;
        }
        if is_paragraph && first.is_empty() {
            first.clone_from(&words);
        }
        before.push_str(&words);
        before.push(' ');
    }
    false
}

fn is_more(text: &str) -> bool {
    let inner = text.trim().to_lowercase();
    let inner = inner.trim_start_matches(['<', '!', '-', '{', '/', '*', ' ']);
    let inner = inner.trim_end_matches(['>', '-', '}', '/', '*', ' ']);
    // WordPress: `<!--more Keep reading-->`.
    let has_words = text.trim().to_lowercase().starts_with("<!--more ");
    text.trim().starts_with(['<', '{']) && (has_words || MORE.contains(&inner))
}

/// Whether a paragraph is one, and not a line for another generator's machine.
fn says_something(text: &str) -> bool {
    let text = text.trim();
    let is_whole = |start: &str, end: &str| text.starts_with(start) && text.ends_with(end);
    let is_code = text.starts_with(":::")
        || [("{%", "%}"), ("{{", "}}"), ("<", "/>")]
            .iter()
            .any(|(start, end)| is_whole(start, end))
        || ["import ", "export "]
            .iter()
            .any(|word| text.starts_with(word) && text.ends_with([';', '\'', '"', '}']));
    !text.is_empty() && !is_code
}

/// At most `most` characters, ended at a word where one ends not far before.
fn cut(text: &str, most: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(most) else {
        return text.to_owned();
    };
    let head = &text[..end];
    let word_end = head.rfind(char::is_whitespace).filter(|at| *at > end / 2);
    let head = word_end.map_or(head, |at| &head[..at]);
    format!("{}…", head.trim_end_matches([',', ';', ':', '.', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_markdown_becomes_bare_text() {
        for (markdown, plain) in [
            ("Photo: **[N O](https://x)** & `c`", "Photo: N O & c"),
            ("1984. What a year", "1984. What a year"),
            ("# 1 of _many_", "# 1 of many"),
            (
                "Use <T> & List<String>, <b>now</b>",
                "Use <T> & List<String>, now",
            ),
            ("**bold** start", "bold start"),
        ] {
            assert_eq!(plain_inline(markdown), plain, "{markdown}");
        }
    }

    #[test]
    fn a_summary_is_what_stands_before_the_mark_or_the_first_paragraph() {
        for (markdown, summary) in [
            ("![alt](x.png)\n\nOne.\n\nTwo.", "One."),
            (
                "One[^1] and [ref][r].\n\nTwo.\n\n<!-- MORE -->\n\n[r]: /x\n[^1]: note",
                "One and ref. Two.",
            ),
            ("One.\n<!--more-->\nTwo.", "One."),
            (
                "import X from './x'\n\n:::info\n\nOne.\n\n{/* truncate */}\n\nTwo.",
                "One.",
            ),
            ("# Title\n\n```\ncode\n```\n\nOne.", "One."),
            ("- only\n- a list", "only a list"),
            ("- a\n  - list\n    > in\n- it", "a list in"),
            (
                "<p>Hello <b>world</b>, this is H&amp;M.</p>\n<p>Second.</p>",
                "Hello world, this is H&M.",
            ),
            ("<p>One.</p>\n\n<!--more-->\n\nTwo in Markdown.", "One."),
            ("<p>html <!--more--> para</p>\n\nrest", "html"),
            (
                "<h2>Head</h2><script>x</script><figure><img src=x><figcaption>c</figcaption></figure>\n<p>One<br>two <code>a</code></p>",
                "One two a",
            ),
            (
                "<!-- wp:paragraph -->\n<p>One.</p>\n<!-- /wp:paragraph -->\n<ul><li>b",
                "One.",
            ),
            (
                "<div>Just <svg><text>42 %</text></svg> text</div>",
                "Just 42 % text",
            ),
            ("<ul><li>only</li><li>a list</li></ul>", "only a list"),
        ] {
            assert_eq!(first_words(markdown).trim(), summary, "{markdown}");
        }
    }

    #[test]
    fn long_text_is_cut_at_a_word_where_there_are_words() {
        assert_eq!(cut("aaa bbb ccc", 8), "aaa bbb…");
        assert_eq!(cut("2021 年年年年年年年年", 10), "2021 年年年年年…");
    }

    #[test]
    fn the_first_heading_is_found_outside_code() {
        let markdown = "```sh\n# apt install\n```\n\n# Real *title* {#real}\n\n# Other";
        let found = first_heading(markdown).expect("there");
        assert_eq!(found.0, "Real title");
        assert_eq!(&markdown[found.1], "# Real *title* {#real}\n");
        let setext = first_heading("Setext\n======\nText").map(|(text, place)| (text, place.end));
        assert_eq!(setext, Some(("Setext".to_owned(), 14)));
        assert_eq!(first_heading("## Two"), None);
    }
}
