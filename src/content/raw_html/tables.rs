//! Tables in raw HTML: what stands in one and in none of its cells ends it, for a tree's builder would move each such
//! thing in front of the table, in time with the square of their number.

use crate::content::tags::Tag;

const CELLS: [&str; 3] = ["td", "th", "caption"];
const PARTS: [&str; 6] = ["tr", "tbody", "thead", "tfoot", "col", "colgroup"];
/// Nothing is seen of these.
const UNSEEN: [&str; 5] = ["script", "style", "template", "input", "form"];

/// The tables that are open, the innermost last, and whether a cell is open in each.
#[derive(Default)]
pub(super) struct Tables(Vec<bool>);

impl Tables {
    /// Takes the text up to the next tag; whether the innermost table must end before it.
    pub(super) fn end_before_text(&mut self, text: &str) -> bool {
        let ends = self.0.last() == Some(&false) && !is_blank(text);
        if ends {
            self.0.pop();
        }
        ends
    }

    /// Takes the next tag; whether the innermost table must end before it.
    pub(super) fn end_before(&mut self, tag: &Tag) -> bool {
        let name = tag.name.as_str();
        let Some(in_cell) = self.0.last_mut() else {
            if name == "table" && !tag.is_end {
                self.0.push(false);
            }
            return false;
        };
        if CELLS.contains(&name) {
            *in_cell = !tag.is_end;
        } else if PARTS.contains(&name) {
            *in_cell = false;
        } else if name == "table" && tag.is_end {
            self.0.pop();
        } else if !tag.is_end && !*in_cell && !UNSEEN.contains(&name) {
            self.0.pop();
            if name == "table" {
                self.0.push(false);
            }
            return true;
        } else if name == "table" {
            self.0.push(false);
        }
        false
    }
}

/// Whether nothing but space and comments stands there.
fn is_blank(text: &str) -> bool {
    let mut rest = text.trim_start();
    while let Some(comment) = rest.strip_prefix("<!--") {
        let end = comment.find("-->").map_or(comment.len(), |end| end + 3);
        rest = comment[end..].trim_start();
    }
    rest.is_empty()
}
