//! The lines of a CSV file and the records in them, by the letter of RFC 4180: what is not quoted well is refused, never guessed at.

use std::collections::VecDeque;
use std::io::{self, BufRead};

use crate::model::Address;
use crate::store::roster::{BadRow, Fault};

/// No row is as long as this; what is longer has lost its line ends or a quote.
const LONGEST_RECORD_BYTES: usize = 1 << 16;
const AFTER_QUOTE: &str = "something follows the closing \" of a field";
const INSIDE_FIELD: &str =
    "a \" stands inside a field: put the whole field in \"…\" and write each \" inside it twice";

/// The fields of one record.
#[derive(Debug)]
pub(super) struct Record {
    /// Its first line.
    pub(super) first: Line,
    pub(super) fields: Vec<String>,
}

/// A line of the file without its end.
#[derive(Debug)]
pub(super) struct Line {
    /// From 1.
    pub(super) number: u64,
    pub(super) text: String,
}

impl Line {
    pub(super) fn bad(&self, message: impl Into<String>) -> BadRow {
        BadRow {
            line: self.number,
            message: message.into(),
            text: self.text.chars().take(200).collect(),
        }
    }
}

/// Reads records one by one.
#[derive(Debug)]
pub(super) struct Records<R> {
    lines: Lines<R>,
    /// Lines that were read ahead and turned out to be rows of their own.
    waiting: VecDeque<Line>,
    delimiter: char,
}

impl<R: BufRead> Records<R> {
    pub(super) fn new(source: R) -> Self {
        Self {
            lines: Lines {
                source,
                number: 0,
                after_return: false,
            },
            waiting: VecDeque::new(),
            delimiter: ',',
        }
    }

    /// Takes the first record for the header, and the separator that is most frequent in it for the file's.
    pub(super) fn read_header(&mut self) -> Result<Option<Record>, Fault> {
        if let Some(line) = self.next_filled_line()? {
            let count = |sign: char| line.text.matches(sign).count();
            for sign in [';', '\t'] {
                if count(sign) > count(self.delimiter) {
                    self.delimiter = sign;
                }
            }
            self.waiting.push_front(line);
        }
        self.read()
    }

    /// The next record, which may span lines where a field is quoted.
    pub(super) fn read(&mut self) -> Result<Option<Record>, Fault> {
        let Some(first) = self.next_filled_line()? else {
            return Ok(None);
        };
        let mut splitter = Splitter::new(self.delimiter);
        let mut split = splitter.push(&first.text);
        let mut more: Vec<Line> = Vec::new();
        let mut length = first.text.len();
        loop {
            match split {
                Split::Whole => return self.judge(first, &more, splitter.fields).map(Some),
                Split::Broken(why) => {
                    let bad = first.bad(why);
                    // Each line was a row of its own: the quote that opened on the first one was a slip.
                    if more.iter().any(|line| self.holds_row(&line.text)) {
                        for line in more.into_iter().rev() {
                            self.waiting.push_front(line);
                        }
                    }
                    return Err(Fault::Row(bad));
                }
                Split::Open => {}
            }
            let next = if length > LONGEST_RECORD_BYTES {
                None
            } else {
                self.next_line()?
            };
            let Some(next) = next else {
                return Err(self.unclosed(&first, &more, length));
            };
            length += 1 + next.text.len();
            split = splitter.push(&next.text);
            more.push(next);
        }
    }

    /// A quoted field with line breaks is one person's, unless it holds what would be another person's row.
    fn judge(&self, first: Line, more: &[Line], fields: Vec<String>) -> Result<Record, Fault> {
        let mut later = fields.iter().flat_map(|field| field.lines().skip(1));
        if let Some(last) = more.last()
            && later.any(|line| self.holds_row(line))
        {
            let message = format!(
                "a \" opens here and closes on line {}, and between them stands what looks like another row: these lines are left out",
                last.number
            );
            return Err(Fault::Row(first.bad(message)));
        }
        Ok(Record { first, fields })
    }

    /// With no row below it, the open quote harms its own row only; otherwise nobody can say whose the rows are.
    fn unclosed(&self, first: &Line, more: &[Line], length: usize) -> Fault {
        let bad = first.bad("a \" opens here and is never closed");
        if length <= LONGEST_RECORD_BYTES && !more.iter().any(|line| self.holds_row(&line.text)) {
            return Fault::Row(bad);
        }
        Fault::File(BadRow {
            message: format!(
                "{}, so the rows below cannot be told apart: nothing is taken from the file",
                bad.message
            ),
            ..bad
        })
    }

    /// Whether a line holds an address among other fields.
    fn holds_row(&self, line: &str) -> bool {
        let bare = |part: &str| Address::parse(part.trim().trim_matches('"')).is_ok();
        line.contains(self.delimiter) && line.split(self.delimiter).any(bare)
    }

    fn next_filled_line(&mut self) -> Result<Option<Line>, Fault> {
        while let Some(line) = self.next_line()? {
            if !line.text.trim().is_empty() {
                return Ok(Some(line));
            }
        }
        Ok(None)
    }

    fn next_line(&mut self) -> Result<Option<Line>, Fault> {
        match self.waiting.pop_front() {
            Some(line) => Ok(Some(line)),
            None => self.lines.read(),
        }
    }
}

/// Reads lines that end with LF, CR LF or CR.
#[derive(Debug)]
struct Lines<R> {
    source: R,
    number: u64,
    after_return: bool,
}

impl<R: BufRead> Lines<R> {
    fn read(&mut self) -> Result<Option<Line>, Fault> {
        let Some(bytes) = self.read_bytes().map_err(Fault::Broken)? else {
            return Ok(None);
        };
        self.number += 1;
        let is_long = bytes.len() > LONGEST_RECORD_BYTES;
        let whole = |message: &str| {
            Fault::File(BadRow {
                line: self.number,
                message: message.to_owned(),
                text: String::new(),
            })
        };
        if is_long {
            return Err(whole("this line is too long for a row: it is no CSV file"));
        }
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Some(Line {
                number: self.number,
                text,
            })),
            Err(_) => Err(whole("this line is not UTF-8: save the file as CSV UTF-8")),
        }
    }

    /// The bytes of a line; of one that is too long only as many as show it.
    fn read_bytes(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        loop {
            let block = self.source.fill_buf()?;
            if block.is_empty() {
                return Ok((!line.is_empty()).then_some(line));
            }
            if std::mem::take(&mut self.after_return) && block[0] == b'\n' {
                self.source.consume(1);
                continue;
            }
            let end = block.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let taken = end.unwrap_or(block.len());
            line.extend_from_slice(&block[..taken]);
            self.after_return = end.is_some_and(|at| block[at] == b'\r');
            self.source.consume(end.map_or(taken, |at| at + 1));
            if end.is_some() || line.len() > LONGEST_RECORD_BYTES {
                return Ok(Some(line));
            }
        }
    }
}

enum Split {
    /// The record ends with this line.
    Whole,
    /// A quoted field goes on.
    Open,
    Broken(&'static str),
}

/// Splits a record, line by line.
struct Splitter {
    delimiter: char,
    fields: Vec<String>,
    field: String,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    Bare,
    Quoted,
    Closed,
}

impl Splitter {
    fn new(delimiter: char) -> Self {
        Self {
            delimiter,
            fields: Vec::new(),
            field: String::new(),
            state: State::Start,
        }
    }

    fn push(&mut self, line: &str) -> Split {
        for sign in line.chars() {
            self.state = match (self.state, sign) {
                (State::Quoted, '"') => State::Closed,
                (State::Start, '"') => State::Quoted,
                (State::Closed, '"') | (State::Quoted, _) => {
                    self.field.push(sign);
                    State::Quoted
                }
                (_, sign) if sign == self.delimiter => {
                    self.fields.push(std::mem::take(&mut self.field));
                    State::Start
                }
                (State::Closed, _) => return Split::Broken(AFTER_QUOTE),
                (State::Bare, '"') => return Split::Broken(INSIDE_FIELD),
                (State::Start | State::Bare, _) => {
                    self.field.push(sign);
                    State::Bare
                }
            };
        }
        if self.state == State::Quoted {
            self.field.push('\n');
            return Split::Open;
        }
        self.fields.push(std::mem::take(&mut self.field));
        Split::Whole
    }
}
