//! Tables, as the writer of plain text meets them: cell by cell, some without an end.

use pulldown_cmark::Alignment;

use crate::content::plain::table::Table;
use crate::content::plain::writer::Writer;
use crate::model::columns::{COLUMNS, FIXED};

/// What a cell of a table is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::content::plain) enum Cell {
    /// It names its column, where it stands in the first row.
    Head,
    Body,
}

impl Writer {
    pub(in crate::content::plain) fn start_table(&mut self, alignments: &[Alignment]) {
        if self.table.is_some() {
            self.inner_tables += 1;
            return;
        }
        self.flush(true);
        self.table = Some(Table::new(alignments));
    }

    pub(in crate::content::plain) fn start_row(&mut self) {
        self.end_cell();
        if let Some(table) = self.outer_table() {
            table.start_row();
            self.line.clear();
        }
    }

    /// Ends the row that names the columns.
    pub(in crate::content::plain) fn end_head(&mut self) {
        if let Some(table) = self.outer_table() {
            table.has_head = true;
        }
    }

    pub(in crate::content::plain) fn start_cell(&mut self, cell: Cell) {
        if self.inner_tables > 0 {
            return self.line.push(' ');
        }
        self.end_cell();
        self.line.clear();
        self.cell = self.table.is_some().then_some(cell);
    }

    pub(in crate::content::plain) fn end_cell(&mut self) {
        let Some(cell) = self.cell.take_if(|_| self.inner_tables == 0) else {
            return;
        };
        let text = std::mem::take(&mut self.line);
        if let Some(table) = self.outer_table() {
            table.add_cell(&text);
            table.has_head |= cell == Cell::Head && table.is_in_first_row();
        }
    }

    fn outer_table(&mut self) -> Option<&mut Table> {
        self.table.as_mut().filter(|_| self.inner_tables == 0)
    }

    pub(in crate::content::plain) fn end_table(&mut self) {
        if self.inner_tables > 0 {
            self.inner_tables -= 1;
            return;
        }
        self.end_cell();
        let Some(table) = self.table.take() else {
            return;
        };
        let rest = std::mem::take(&mut self.line);
        let room = COLUMNS.saturating_sub(self.indent());
        for block in table.blocks(room) {
            self.gap = true;
            self.stand_apart();
            for line in block.lines {
                if block.is_fixed {
                    self.out.push(FIXED);
                }
                self.write_line(&line);
            }
        }
        self.gap = true;
        self.line = rest;
        self.flush(true);
    }
}
