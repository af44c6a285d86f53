//! What was found so far: each finding by its rule, at its offset, with places told once at the end.

use std::collections::{BTreeMap, HashMap};

use crate::model::diagnostic::{Diagnostic, Place};
use crate::model::rule;

/// A line longer than this is no line that a person reads: it is not quoted.
const QUOTED_BYTES_MAX: usize = 240;
const SHOWN_CHARACTERS_MAX: usize = 60;

/// Collects findings about one text.
pub(super) struct Court {
    /// So many findings of one rule are named; the last of them says how many more there are.
    named_max: usize,
    found: Vec<Finding>,
    counts: HashMap<&'static str, usize>,
    /// Where each entry begins, and its id.
    entries: BTreeMap<usize, String>,
}

/// A finding, and the entry in which it lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The finding.
    pub diagnostic: Diagnostic,
    /// The id of the entry, where it lies in one.
    pub entry: Option<String>,
}

struct Finding {
    rule: &'static str,
    offset: usize,
    message: String,
}

impl Court {
    pub(super) fn new(named_max: Option<usize>) -> Self {
        Self {
            named_max: named_max.unwrap_or(usize::MAX),
            found: Vec::new(),
            counts: HashMap::new(),
            entries: BTreeMap::new(),
        }
    }

    /// Names what breaks `rule` at byte `offset`.
    pub(super) fn find(&mut self, rule: &'static str, offset: usize, message: impl Into<String>) {
        let count = self.counts.entry(rule).or_insert(0);
        *count += 1;
        if *count <= self.named_max {
            self.found.push(Finding {
                rule,
                offset,
                message: message.into(),
            });
        }
    }

    /// Notes that the entry called `id` begins at `offset`.
    pub(super) fn enter(&mut self, offset: usize, id: &str) {
        self.entries.insert(offset, id.to_owned());
    }

    /// Whether `rule` was broken.
    #[cfg(test)]
    pub(super) fn has(&self, rule: &str) -> bool {
        self.counts.contains_key(rule)
    }

    /// The findings by place; severity and remedy are those of the catalogue.
    pub(super) fn close(mut self, name: &str, text: &str) -> Vec<Verdict> {
        for (rule, count) in self
            .counts
            .iter()
            .filter(|(_, count)| **count > self.named_max)
        {
            let last = self.found.iter_mut().rfind(|found| found.rule == *rule);
            if let Some(last) = last {
                let more = count - self.named_max;
                last.message
                    .push_str(&format!(" (and {more} more like it)"));
            }
        }
        self.found.sort_by_key(|found| found.offset);
        let mut walk = Walk::default();
        let tell = |found: &Finding| {
            let place = walk.place(text, found.offset);
            let mut told = match rule::find(found.rule) {
                Some(rule) => {
                    let message = found.message.clone();
                    Diagnostic::of(rule.severity, rule.id, (name, place), message).help(rule.fix)
                }
                None => Diagnostic::error(found.rule, name, place, &found.message),
            };
            let line = walk.line(text);
            if line.len() <= QUOTED_BYTES_MAX {
                line.clone_into(&mut told.source_line);
            }
            let entry = self.entries.range(..=found.offset).next_back();
            Verdict {
                diagnostic: told,
                entry: entry.map(|(_, id)| id.clone()),
            }
        };
        let mut told: Vec<Verdict> = self.found.iter().map(tell).collect();
        told.sort_by(|a, b| {
            let key = |own: &Verdict| {
                (
                    own.diagnostic.line,
                    own.diagnostic.column,
                    own.diagnostic.rule,
                )
            };
            key(a).cmp(&key(b))
        });
        told.dedup();
        told
    }
}

/// Goes through a text once, from finding to finding.
#[derive(Default)]
struct Walk {
    offset: usize,
    line_start: usize,
    place: Option<Place>,
}

impl Walk {
    /// The place of `offset`, which is none before the last one.
    fn place(&mut self, text: &str, offset: usize) -> Place {
        let offset = text.floor_char_boundary(offset.min(text.len()));
        let mut place = self.place.unwrap_or(Place::START);
        let passed = text.get(self.offset..offset).unwrap_or_default();
        let lines = passed.bytes().filter(|byte| *byte == b'\n').count();
        place.line = place
            .line
            .saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        let behind = passed.rfind('\n').map(|at| self.offset + at + 1);
        if let Some(start) = behind {
            self.line_start = start;
            place.column = 1;
        }
        let counted = text
            .get(behind.unwrap_or(self.offset)..offset)
            .unwrap_or_default();
        let columns = u32::try_from(counted.chars().count()).unwrap_or(u32::MAX);
        place.column = place.column.saturating_add(columns);
        self.offset = offset;
        self.place = Some(place);
        place
    }

    /// The line of the last place.
    fn line<'a>(&self, text: &'a str) -> &'a str {
        let rest = text.get(self.line_start..).unwrap_or_default();
        let near = rest.get(..rest.floor_char_boundary((QUOTED_BYTES_MAX + 1).min(rest.len())));
        let near = near.unwrap_or_default();
        near.find('\n').map_or(near, |end| &near[..end])
    }
}

/// A value as it can be shown in a message: in one line, and not too long.
pub(super) fn shown(value: &str) -> String {
    let mut shown: String = value
        .trim()
        .chars()
        .take(SHOWN_CHARACTERS_MAX)
        .map(|sign| if sign.is_control() { ' ' } else { sign })
        .collect();
    if value.trim().chars().nth(SHOWN_CHARACTERS_MAX).is_some() {
        shown.push('…');
    }
    shown
}
