//! The HTML of a post as mail programs can show it: few elements, no styles but ours, nothing wider than a mail.

mod elements;
mod pictures;
mod tables;

use url::Url;

use crate::content::markdown::{Audience, Setting, escape, footnote_prefix, render};
use crate::content::tags::{Tag, attribute, next_tag};
use crate::model::post::Post;
use crate::model::text::Text;

use elements::{Kept, Shape};

/// Headings of a post stand below its title, which is a heading of the second level.
const TOP_HEADING: usize = 3;
const WHOLE_WORDS: &str = ";overflow-wrap:normal;word-break:normal";

/// A post's whole text for a mail. `id` is the entry's id.
///
/// Of Markdown and raw HTML alike only the elements that mail programs know are left, each with our attributes: no scripts, forms,
/// fonts, classes or positions, no picture that only counts readers. Links are absolute, headings begin below the
/// title of the post, pictures are no wider than a mail and have their height in proportion; footnotes are numbers without links,
/// for few programs can jump within a mail. Long words are broken rather than shown beyond the edge.
pub fn render_mail(post: &Post, id: &str) -> Text {
    let prefix = footnote_prefix(id);
    let setting = Setting {
        base: &post.url,
        footnotes: &prefix,
        sizes: &post.body.sizes,
        links: &post.body.links,
        audience: Audience::Inbox,
    };
    let html = render(&post.body.markdown, setting);
    let note = note_address(&post.url, &prefix);
    let mut writer = Writer::new(&html, &note);
    writer.rewrite();
    if writer.out.trim().is_empty() {
        return Text::default();
    }
    Text::clean_owned(format!(
        "<div style=\"overflow-wrap:anywhere;word-break:break-word\">\n{}</div>\n",
        writer.out
    ))
}

/// What the addresses of a post's own footnotes begin with.
fn note_address(base: &Url, prefix: &str) -> String {
    let mut address = base.clone();
    address.set_fragment(Some(prefix));
    address.to_string() + "-"
}

struct Writer<'a> {
    html: &'a str,
    note: &'a str,
    /// The level of the post's highest heading.
    top: usize,
    out: String,
    at: usize,
    /// Each element that is open, and what is written at its end.
    open: Vec<(String, String)>,
}

impl<'a> Writer<'a> {
    fn new(html: &'a str, note: &'a str) -> Self {
        let level = |level: &usize| html.contains(&format!("<h{level}"));
        Self {
            html,
            note,
            top: (1..=6).find(level).unwrap_or(1),
            out: String::with_capacity(html.len() * 5 / 4),
            at: 0,
            open: Vec::new(),
        }
    }

    fn rewrite(&mut self) {
        while let Some(tag) = next_tag(self.html, self.at) {
            self.out.push_str(&self.html[self.at..tag.start]);
            self.at = tag.end;
            if tag.is_end {
                self.end(&tag);
            } else {
                self.start(&tag);
            }
        }
        self.out.push_str(&self.html[self.at..]);
        while let Some((_, end)) = self.open.pop() {
            self.out.push_str(&end);
        }
    }

    fn end(&mut self, tag: &Tag) {
        let Some(at) = self.open.iter().rposition(|(name, _)| *name == tag.name) else {
            return;
        };
        for (_, end) in self.open.drain(at..).rev() {
            self.out.push_str(&end);
        }
    }

    fn start(&mut self, tag: &Tag) {
        match elements::shape(&tag.name) {
            Shape::Empty(html) => self.out.push_str(html),
            Shape::Picture => self.out.push_str(&pictures::write(tag.inside)),
            Shape::Link => self.link(tag),
            Shape::Heading(level) => {
                let level = (TOP_HEADING + level)
                    .saturating_sub(self.top)
                    .clamp(TOP_HEADING, 6);
                let kept = Kept::of(&format!("h{level}"), "");
                self.element(tag, &kept);
            }
            Shape::Kept(kept) => self.element(tag, &kept),
            Shape::Table if tables::fits_with_whole_words(&self.html[self.at..]) => {
                self.element(tag, &elements::table(WHOLE_WORDS));
            }
            Shape::Table => self.element(tag, &elements::table("")),
            Shape::Framed(before, after) => {
                self.out.push_str(before);
                self.open.push((tag.name.clone(), after.to_owned()));
            }
            Shape::Unseen => {
                let close = format!("</{}>", tag.name);
                let end = self.html[self.at..].find(&close);
                self.at += end.map_or(0, |end| end + close.len());
            }
            Shape::Void => {}
        }
    }

    fn element(&mut self, tag: &Tag, kept: &Kept) {
        self.out.push_str(&kept.start(tag.inside));
        self.open
            .push((tag.name.clone(), format!("</{}>", kept.name)));
    }

    fn link(&mut self, tag: &Tag) {
        let target = attribute(tag.inside, "href").unwrap_or_default();
        let mut end = String::new();
        if target.starts_with(self.note) {
            let is_way_back = self.html[self.at..].starts_with('↩');
            if is_way_back {
                let rest = &self.html[self.at..];
                self.at += rest.find("</a>").map_or(0, |end| end + "</a>".len());
                self.out.truncate(self.out.trim_end_matches(' ').len());
                return;
            }
            self.out.push('[');
            end.push(']');
        } else if !target.is_empty() {
            self.out
                .push_str(&format!("<a href=\"{}\">", escape(&target)));
            end.push_str("</a>");
        }
        self.open.push((tag.name.clone(), end));
    }
}

#[cfg(test)]
mod tests;
