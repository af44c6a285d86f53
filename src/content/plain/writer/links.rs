//! Links in plain text: a number behind their words, and their addresses below the text.

use crate::content::markdown::ANCHOR_SIGNS;
use crate::content::plain::writer::Writer;

impl Writer {
    pub(in crate::content::plain) fn start_link(&mut self, url: Option<String>) {
        self.links.push((url, self.line.len()));
    }

    pub(in crate::content::plain) fn end_link(&mut self) {
        let Some((Some(url), start)) = self.links.pop() else {
            return;
        };
        let shown = self.line.get(start..).unwrap_or_default().trim();
        if self.heading.is_some() && url.contains('#') && ANCHOR_SIGNS.contains(&shown) {
            self.line.truncate(start);
            return;
        }
        let target = url.strip_prefix("mailto:").unwrap_or(&url);
        if shown.trim_end_matches('/') == target.trim_end_matches('/') {
            return;
        }
        self.note(url);
    }

    /// A picture is its words; a link around it says more than its own address.
    pub(in crate::content::plain) fn picture(&mut self, alt: &str, url: Option<String>) {
        let alt = alt.split_whitespace().collect::<Vec<_>>().join(" ");
        if alt.is_empty() {
            return;
        }
        self.line.push_str(&format!("[{alt}]"));
        if let Some(url) = url.filter(|url| self.links.is_empty() && !url.starts_with("data:")) {
            self.note(url);
        }
    }

    /// The number of an address behind what stands in the line.
    fn note(&mut self, url: String) {
        let next = self.notes.len() + 1;
        let number = *self.numbers.entry(url).or_insert_with_key(|url| {
            self.notes.push(url.clone());
            next
        });
        let space = if self.line.is_empty() || self.line.ends_with([' ', '\n']) {
            ""
        } else {
            " "
        };
        self.line.push_str(&format!("{space}[{number}]"));
    }

    /// The whole text, with the addresses of its links below it.
    pub(in crate::content::plain) fn finish(mut self) -> String {
        if !self.notes.is_empty() && !self.out.is_empty() {
            self.out.push('\n');
        }
        for (number, url) in (1..).zip(&self.notes) {
            self.out.push_str(&format!("[{number}] {url}\n"));
        }
        self.out.trim_end().to_owned()
    }
}
