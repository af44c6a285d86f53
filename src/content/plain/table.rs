//! A table in plain text: side by side where the columns fit, else each row as lines of `Head: cell`.

use pulldown_cmark::Alignment;

use crate::model::columns::columns;

const BETWEEN: &str = "  ";

/// A table as it is read.
#[derive(Default)]
pub(super) struct Table {
    alignments: Vec<Alignment>,
    rows: Vec<Vec<String>>,
    /// Whether the first row names the columns.
    pub(super) has_head: bool,
}

/// Lines that stand together.
pub(super) struct Block {
    pub(super) lines: Vec<String>,
    /// Whether they must not be wrapped.
    pub(super) is_fixed: bool,
}

impl Table {
    pub(super) fn new(alignments: &[Alignment]) -> Self {
        Self {
            alignments: alignments.to_vec(),
            ..Self::default()
        }
    }

    pub(super) fn start_row(&mut self) {
        self.rows.push(Vec::new());
    }

    pub(super) fn is_in_first_row(&self) -> bool {
        self.rows.len() == 1
    }

    pub(super) fn add_cell(&mut self, text: &str) {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if self.rows.is_empty() {
            self.start_row();
        }
        if let Some(row) = self.rows.last_mut() {
            row.push(text);
        }
    }

    /// The table in at most `room` columns, as blocks with space between.
    pub(super) fn blocks(mut self, room: usize) -> Vec<Block> {
        let is_empty = |row: &Vec<String>| row.iter().all(String::is_empty);
        if self.has_head && self.rows.first().is_some_and(is_empty) {
            self.rows.remove(0);
            self.has_head = false;
        }
        self.rows.retain(|row| !is_empty(row));
        self.has_head &= self.rows.len() > 1;
        let count = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let mut widths = vec![0; count];
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = columns(cell).max(*width);
            }
        }
        let whole = widths.iter().sum::<usize>() + BETWEEN.len() * count.saturating_sub(1);
        if count == 0 {
            Vec::new()
        } else if count == 1 && !self.has_head {
            // A frame that somebody put around words.
            let words = self.rows.into_iter().flatten();
            let block = |line| Block {
                lines: vec![line],
                is_fixed: false,
            };
            words.map(block).collect()
        } else if whole <= room {
            vec![self.side_by_side(&widths)]
        } else {
            self.records()
        }
    }

    fn side_by_side(&self, widths: &[usize]) -> Block {
        let mut lines: Vec<String> = self.rows.iter().map(|row| self.row(row, widths)).collect();
        if self.has_head {
            let rules: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
            lines.insert(1, rules.join(BETWEEN));
        }
        Block {
            lines,
            is_fixed: true,
        }
    }

    fn row(&self, row: &[String], widths: &[usize]) -> String {
        let mut line = String::new();
        for (at, width) in widths.iter().enumerate() {
            let cell = row.get(at).map_or("", String::as_str);
            let free = width - columns(cell);
            let before = match self.alignments.get(at) {
                Some(Alignment::Right) => free,
                Some(Alignment::Center) => free / 2,
                _ => 0,
            };
            if at > 0 {
                line.push_str(BETWEEN);
            }
            line.push_str(&" ".repeat(before));
            line.push_str(cell);
            line.push_str(&" ".repeat(free - before));
        }
        line.trim_end().to_owned()
    }

    fn records(mut self) -> Vec<Block> {
        let heads = if self.has_head {
            self.rows.remove(0)
        } else {
            Vec::new()
        };
        let line = |(at, cell): (usize, &String)| match heads.get(at) {
            Some(head) if !head.is_empty() => format!("{head}: {cell}"),
            _ => cell.clone(),
        };
        let record = |row: &Vec<String>| Block {
            lines: (0..)
                .zip(row)
                .filter(|(_, cell)| !cell.is_empty())
                .map(line)
                .collect(),
            is_fixed: false,
        };
        self.rows.iter().map(record).collect()
    }
}
