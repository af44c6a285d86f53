//! Blocks whose meaning is known: code that a generator would highlight, comments, and text marked as no code of its.

use std::ops::Range;

use crate::content::prose::Fence;

/// Markdown in which those blocks are Markdown.
#[derive(Debug)]
pub(super) struct Understood {
    pub(super) text: String,
    /// Where what looks like code of a generator is text, by its author's word.
    pub(super) plain: Vec<Range<usize>>,
    /// Where each stretch that stands as typed begins here and there.
    copied: Vec<(usize, usize)>,
}

impl Understood {
    /// Where a place of the text stood in the file.
    pub(super) fn typed_at(&self, at: usize) -> usize {
        let next = self.copied.partition_point(|(here, _)| *here <= at);
        let copied = next.checked_sub(1).and_then(|last| self.copied.get(last));
        copied.map_or(at, |(here, there)| there + (at - here))
    }

    fn copy(&mut self, typed: &str, range: Range<usize>) {
        self.copied.push((self.text.len(), range.start));
        self.text.push_str(&typed[range]);
    }
}

/// The sign and name of what is not closed from some place on, and so from no later place: of a sign alone the name is
/// empty. Every search that fails is written down and every other one leads behind what it found, so that the text is
/// searched a fixed number of times.
type Endless<'t> = Vec<(&'static str, &'t str)>;

/// A block from its opening to behind its closing tag.
struct Block {
    kind: BlockKind,
    inner: Range<usize>,
    end: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum BlockKind {
    Code,
    Comment,
    Raw,
    /// Hugo's `{{</* x */>}}`, which is the text `{{< x >}}`.
    Escaped,
}

pub(super) fn understand(typed: &str) -> Understood {
    let mut understood = Understood {
        text: String::with_capacity(typed.len()),
        plain: Vec::new(),
        copied: Vec::new(),
    };
    let mut fence = Fence::default();
    let mut endless = Endless::default();
    let (mut at, mut kept, mut is_prose) = (0, 0, true);
    let mut next_line = 0;
    while let Some(found) = next_mark(typed, at, &mut next_line, &mut fence, &mut is_prose) {
        let is_escaped = is_prose && is_escaped(typed, found);
        let block = (!is_escaped).then(|| block_at(typed, found, is_prose, &mut endless));
        let Some(block) = block.flatten() else {
            at = found + 2;
            continue;
        };
        understood.copy(typed, kept..found);
        match block.kind {
            BlockKind::Comment => {}
            BlockKind::Raw => {
                let start = understood.text.len();
                understood.copy(typed, block.inner.clone());
                understood.plain.push(start..understood.text.len());
            }
            BlockKind::Escaped => {
                let start = understood.text.len();
                understood.copy(typed, found..found + 3);
                understood.copy(typed, block.inner.clone());
                understood.copy(typed, block.end - 3..block.end);
                understood.plain.push(start..understood.text.len());
            }
            BlockKind::Code => write_code(typed, found, &block, &mut understood),
        }
        at = block.end;
        kept = at;
        // What was passed over opens and closes no fence.
        if next_line <= at {
            next_line = line_end(typed, at);
        }
    }
    understood.copy(typed, kept..typed.len());
    understood
}

/// Whether a backslash says that what stands here is text.
fn is_escaped(typed: &str, at: usize) -> bool {
    let before = typed.as_bytes()[..at].iter().rev();
    before.take_while(|sign| **sign == b'\\').count() % 2 == 1
}

fn line_end(typed: &str, at: usize) -> usize {
    typed[at..]
        .find('\n')
        .map_or(typed.len(), |end| at + end + 1)
}

/// The next `{%` or `{{` from `at` on, while the fences of the lines up to it are followed.
fn next_mark(
    typed: &str,
    at: usize,
    next_line: &mut usize,
    fence: &mut Fence,
    is_prose: &mut bool,
) -> Option<usize> {
    let bytes = typed.as_bytes();
    let found = (at..bytes.len().saturating_sub(1))
        .find(|at| bytes[*at] == b'{' && matches!(bytes[at + 1], b'%' | b'{'))?;
    while *next_line <= found {
        let end = line_end(typed, *next_line);
        *is_prose = fence.is_prose(&typed[*next_line..end]);
        *next_line = end.max(*next_line + 1);
    }
    Some(found)
}

fn block_at<'t>(
    typed: &'t str,
    at: usize,
    is_prose: bool,
    endless: &mut Endless<'t>,
) -> Option<Block> {
    let rest = &typed[at..];
    for (open, close) in [("{{</*", "*/>}}"), ("{{%/*", "*/%}}")] {
        if rest.starts_with(open) {
            let end = find_close(typed, at + open.len(), close, endless)?;
            return Some(Block {
                kind: BlockKind::Escaped,
                inner: at + open.len()..end,
                end: end + close.len(),
            });
        }
    }
    if rest.starts_with("{{/*") && is_prose {
        let end = find_close(typed, at + 4, "*/}}", endless)?;
        return Some(Block {
            kind: BlockKind::Comment,
            inner: at..at,
            end: end + 4,
        });
    }
    let (sign, closing) = [("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}")]
        .into_iter()
        .find(|(sign, _)| rest.starts_with(sign))?;
    let inside = rest[sign.len()..].trim_start_matches('-').trim_start();
    let length = inside
        .find(|sign: char| !(sign.is_ascii_alphanumeric() || sign == '_'))
        .unwrap_or(inside.len());
    let name = &inside[..length];
    let kind = match (sign, name) {
        ("{%", "raw") => BlockKind::Raw,
        ("{%", "comment") if is_prose => BlockKind::Comment,
        ("{%", "highlight" | "codeblock" | "code") | ("{{<" | "{{%", "highlight") if is_prose => {
            BlockKind::Code
        }
        _ => return None,
    };
    if endless.contains(&(sign, name)) {
        return None;
    }
    let name_at = at + (rest.len() - inside.len());
    let start = find_close(typed, name_at, closing, endless)? + closing.len();
    let (closer, end) = find_end_tag(typed, start, (sign, closing), name, endless)?;
    Some(Block {
        kind,
        inner: start..closer,
        end,
    })
}

/// The next `{% endNAME %}` or `{{< /NAME >}}`: its start and its end.
fn find_end_tag<'t>(
    typed: &'t str,
    from: usize,
    (sign, closing): (&'static str, &str),
    name: &'t str,
    endless: &mut Endless<'t>,
) -> Option<(usize, usize)> {
    let prefix = if sign == "{%" { "end" } else { "/" };
    let mut at = from;
    while let Some(found) = typed[at..].find(sign) {
        let start = at + found;
        let inside = typed[start + sign.len()..]
            .trim_start_matches('-')
            .trim_start();
        let is_it = inside
            .strip_prefix(prefix)
            .is_some_and(|rest| rest.trim_start().starts_with(name));
        if is_it {
            let Some(end) = typed[start..].find(closing) else {
                break;
            };
            return Some((start, start + end + closing.len()));
        }
        at = start + sign.len();
    }
    endless.push((sign, name));
    None
}

fn find_close(
    typed: &str,
    from: usize,
    close: &'static str,
    endless: &mut Endless,
) -> Option<usize> {
    if endless.contains(&(close, "")) {
        return None;
    }
    let found = typed[from..].find(close).map(|found| from + found);
    if found.is_none() {
        endless.push((close, ""));
    }
    found
}

/// Code as Markdown writes it: fenced where it fills its lines, else a span.
fn write_code(typed: &str, at: usize, block: &Block, understood: &mut Understood) {
    let code = &typed[block.inner.clone()];
    let before = typed[..at].trim_end_matches(|sign: char| sign != '\n' && sign.is_whitespace());
    let indent = &typed[before.len()..at];
    let is_line_start = before.is_empty() || before.ends_with('\n');
    let longest = code.split(|sign| sign != '`').map(str::len).max();
    let longest = longest.unwrap_or(0);
    if !is_line_start || !code.contains('\n') {
        let ticks = "`".repeat(longest + 1);
        let words: Vec<&str> = code.split_whitespace().collect();
        let space = if longest > 0 { " " } else { "" };
        let code = words.join(" ");
        understood
            .text
            .push_str(&format!("{ticks}{space}{code}{space}{ticks}"));
        return;
    }
    let ticks = "`".repeat(longest.max(2) + 1);
    let code = code.trim_end_matches([' ', '\t']);
    let code = code.strip_prefix('\n').unwrap_or(code);
    let line_end = if code.ends_with('\n') { "" } else { "\n" };
    understood
        .text
        .push_str(&format!("{ticks}\n{code}{line_end}{indent}{ticks}"));
}
