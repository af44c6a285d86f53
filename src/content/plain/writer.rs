//! Writes blocks and words as plain text: marks, indentation, space between, numbers of links.

mod cells;
mod links;

use std::collections::HashMap;

use crate::content::plain::table::Table;
use crate::model::columns::{FIXED, QUOTE, columns, rule_under};

pub(super) use cells::Cell;

/// Quotes, lists and items in one another beyond this are written flat: each level takes room.
const DEPTH_MAX: usize = 12;

/// What a line stands in.
enum Container {
    Quote,
    List(Option<u64>),
    Item(Item),
}

/// An item of a list, or a note.
struct Item {
    /// What its first line begins with.
    mark: String,
    is_to_come: bool,
    /// Whether it holds paragraphs: then the next one stands apart.
    is_loose: bool,
}

impl Item {
    fn begun(mark: String) -> Container {
        Container::Item(Self {
            mark,
            is_to_come: true,
            is_loose: false,
        })
    }
}

/// The text as far as it is written.
#[derive(Default)]
pub(super) struct Writer {
    out: String,
    /// The words of the block that is open; a line feed is a break that somebody typed.
    line: String,
    containers: Vec<Container>,
    /// Containers that lie too deep.
    flat: usize,
    /// Whether the next block stands apart from the last one, and by how many quotes that one was quoted.
    gap: bool,
    quoted: usize,
    heading: Option<usize>,
    /// The level of the first heading: those below it are underlined in another way.
    top: Option<usize>,
    /// The links that are open: where they lead, and where in the line their words begin.
    links: Vec<(Option<String>, usize)>,
    numbers: HashMap<String, usize>,
    notes: Vec<String>,
    table: Option<Table>,
    cell: Option<Cell>,
    /// Tables in the cells of tables are only words.
    inner_tables: usize,
}

impl Writer {
    pub(super) fn text(&mut self, text: &str) {
        self.line.push_str(&text.replace('\n', " "));
    }

    pub(super) fn break_line(&mut self) {
        let is_cell = self.table.is_some();
        self.line.push(if is_cell { ' ' } else { '\n' });
    }

    pub(super) fn ends_in_word(&self) -> bool {
        self.line.ends_with(char::is_alphanumeric)
    }

    /// Ends the block that is open, whose end nobody marked: the next one follows closely.
    pub(super) fn block(&mut self) {
        self.flush(false);
    }

    pub(super) fn end_paragraph(&mut self) {
        self.flush(true);
    }

    pub(super) fn start_heading(&mut self, level: usize) {
        self.block();
        self.gap = true;
        self.heading = Some(level);
        self.top.get_or_insert(level);
    }

    pub(super) fn end_heading(&mut self) {
        let level = self.heading.take().unwrap_or(2);
        if self.table.is_some() {
            return self.flush(true);
        }
        let shown = self.line.split_whitespace().collect::<Vec<_>>().join(" ");
        self.flush(false);
        if !shown.is_empty() {
            let under = rule_under(&shown, if Some(level) <= self.top { '-' } else { '~' });
            self.write_line(&under);
            self.gap = true;
        }
    }

    pub(super) fn rule(&mut self) {
        self.flush(true);
        self.gap = true;
        self.line.push_str("* * *");
        self.flush(true);
    }

    pub(super) fn code(&mut self, code: &str) {
        self.flush(false);
        if self.table.is_some() {
            self.text(code);
            return;
        }
        let code = code.trim_end();
        if code.is_empty() {
            return;
        }
        self.stand_apart();
        for line in code.split('\n') {
            self.out.push(FIXED);
            self.write_line(&format!("    {line}"));
        }
        self.gap = true;
    }

    pub(super) fn start_quote(&mut self) {
        self.flush(true);
        self.open(Container::Quote);
    }

    pub(super) fn end_quote(&mut self) {
        self.flush(true);
        self.gap = true;
        self.close(|container| matches!(container, Container::Quote));
    }

    pub(super) fn start_list(&mut self, first: Option<u64>) {
        self.flush(false);
        self.open(Container::List(first));
    }

    pub(super) fn end_list(&mut self) {
        self.flush(false);
        self.close(|container| matches!(container, Container::List(_)));
        let is_outer = !self
            .containers
            .iter()
            .any(|container| matches!(container, Container::List(_)));
        self.gap |= is_outer;
    }

    /// An item, with the number that it was given, if any.
    pub(super) fn start_item(&mut self, typed: Option<u64>) {
        self.flush(false);
        let mark = match self.containers.last_mut() {
            Some(Container::List(Some(next))) => {
                let number = typed.unwrap_or(*next);
                *next = number.saturating_add(1);
                format!("{number}. ")
            }
            _ => "- ".to_owned(),
        };
        self.open(Item::begun(mark));
    }

    /// Ends the item that is open just here, as HTML does where another begins.
    pub(super) fn end_open_item(&mut self) {
        if matches!(self.containers.last(), Some(Container::Item(..))) {
            self.end_item();
        }
    }

    pub(super) fn end_item(&mut self) {
        self.flush(false);
        if let Some(Container::Item(item)) = self.containers.last() {
            self.gap |= item.is_loose;
        }
        self.close(|container| matches!(container, Container::Item(..)));
    }

    /// A footnote; the first one stands apart from the text.
    pub(super) fn start_note(&mut self, letter: &str, is_first: bool) {
        self.gap |= is_first;
        self.open(Item::begun(format!("[{letter}] ")));
    }

    /// Closes everything that is open.
    pub(super) fn end_all(&mut self) {
        if self.table.is_some() {
            self.inner_tables = 0;
            self.end_table();
        }
        self.flush(true);
        self.heading = None;
        self.links.clear();
        self.containers.clear();
        self.flat = 0;
    }

    fn open(&mut self, container: Container) {
        if self.containers.len() < DEPTH_MAX && self.flat == 0 {
            self.containers.push(container);
        } else {
            self.flat += 1;
        }
    }

    /// Closes the innermost container of a kind, and what was left open in it.
    fn close(&mut self, is_it: fn(&Container) -> bool) {
        if self.flat > 0 {
            self.flat -= 1;
        } else if let Some(at) = self.containers.iter().rposition(is_it) {
            self.containers.truncate(at);
        }
    }

    fn flush(&mut self, gap: bool) {
        if self.table.is_some() {
            self.line.push(' ');
            return;
        }
        let text = std::mem::take(&mut self.line);
        let mut lines = text
            .split('\n')
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
            .filter(|line| !line.is_empty())
            .peekable();
        if lines.peek().is_none() {
            return;
        }
        self.stand_apart();
        for line in lines {
            self.write_line(&line);
        }
        self.gap = gap;
        if let (true, Some(Container::Item(item))) = (gap, self.containers.last_mut()) {
            item.is_loose = true;
        }
    }

    fn stand_apart(&mut self) {
        if std::mem::take(&mut self.gap) && !self.out.is_empty() {
            let quotes = self.quotes().min(self.quoted);
            self.out.extend(std::iter::repeat_n(QUOTE, quotes));
            self.out.push('\n');
        }
    }

    fn write_line(&mut self, line: &str) {
        for container in &mut self.containers {
            match container {
                Container::Quote => self.out.push(QUOTE),
                Container::List(_) => {}
                Container::Item(item) => {
                    let indent = " ".repeat(columns(&item.mark));
                    let is_first = std::mem::take(&mut item.is_to_come);
                    self.out
                        .push_str(if is_first { &item.mark } else { &indent });
                }
            }
        }
        self.out.push_str(line);
        self.out.truncate(self.out.trim_end_matches(' ').len());
        self.out.push('\n');
        self.quoted = self.quotes();
    }

    /// How many quotes a line begins with.
    fn quotes(&self) -> usize {
        let quotes = self.containers.iter();
        quotes
            .take_while(|container| matches!(container, Container::Quote))
            .count()
    }

    fn indent(&self) -> usize {
        let width = |container: &Container| match container {
            Container::Quote => 2,
            Container::List(_) => 0,
            Container::Item(item) => columns(&item.mark),
        };
        self.containers.iter().map(width).sum()
    }
}
