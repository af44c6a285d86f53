//! Reading a CSV file of subscribers: every good row, and every bad one with its line and reason. Pure.

use jiff::civil::Date;

use crate::model::Address;
use crate::model::Language;
use crate::model::Slug;
use crate::model::Text;

const COLUMNS: &[&str] = &[
    "email",
    "name",
    "language",
    "categories",
    "source",
    "date",
    "newsletter",
];
const NEEDED: &[&str] = &["email", "source", "date"];
const LONGEST_NAME: usize = 200;

/// A file of subscribers as read.
#[derive(Debug, Default)]
pub struct Roster {
    /// The good rows in the file's order.
    pub rows: Vec<RosterRow>,
    /// The bad rows.
    pub bad: Vec<BadRow>,
}

/// One subscription that the editor brings along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterRow {
    /// Where mail goes.
    pub address: Address,
    /// One line, at most 200 characters; may be empty.
    pub name: Text,
    /// The language, where one is given.
    pub language: Option<Language>,
    /// Chosen categories; empty = all.
    pub categories: Vec<Slug>,
    /// Where the consent was given.
    pub source: Text,
    /// When.
    pub date: Date,
    /// Which newsletter.
    pub newsletter: String,
}

/// A row that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRow {
    /// The line on which it starts, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub message: String,
}

/// Reads a roster. `newsletters` are the names a row may have; with exactly one a `newsletter` column is needless.
///
/// # Errors
/// What is wrong with the file as a whole: its encoding, its header, a quote that is never closed.
pub fn parse(bytes: &[u8], newsletters: &[&str]) -> Result<Roster, BadRow> {
    let text = decode(bytes)?;
    let head = text.lines().next().unwrap_or_default();
    let delimiter = if head.matches(';').count() > head.matches(',').count() {
        b';'
    } else {
        b','
    };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let columns = read_header(&mut reader, newsletters)?;
    let mut roster = Roster::default();
    let mut last_line = 1;
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(last_line, csv::Position::line);
                last_line = line;
                let fields = Fields {
                    columns: &columns,
                    record: &record,
                };
                match fields.read(newsletters) {
                    Ok(row) => roster.rows.push(row),
                    Err(message) => roster.bad.push(BadRow { line, message }),
                }
            }
            Err(error) => {
                last_line = error.position().map_or(last_line, csv::Position::line);
                roster.bad.push(BadRow {
                    line: last_line,
                    message: "it has more or fewer fields than the header".into(),
                });
            }
        }
    }
    if text.matches('"').count() % 2 == 1 {
        return Err(BadRow {
            line: last_line,
            message: "a \" is never closed, so rows cannot be told apart".into(),
        });
    }
    Ok(roster)
}

fn decode(bytes: &[u8]) -> Result<&str, BadRow> {
    let whole = |message: &str| BadRow {
        line: 1,
        message: message.to_owned(),
    };
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) || bytes.contains(&0) {
        return Err(whole("it is UTF-16 or binary; save it as CSV UTF-8"));
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        let line = 1 + before.split(|byte| *byte == b'\n').skip(1).count();
        BadRow {
            line: u64::try_from(line).unwrap_or(u64::MAX),
            message: "it is not UTF-8; save it as CSV UTF-8".into(),
        }
    })
}

fn read_header(
    reader: &mut csv::Reader<&[u8]>,
    newsletters: &[&str],
) -> Result<Vec<String>, BadRow> {
    let whole = |message: String| BadRow { line: 1, message };
    let header = reader.headers().map_err(|error| whole(error.to_string()))?;
    let columns: Vec<String> = header
        .iter()
        .map(|name| name.trim().to_lowercase())
        .collect();
    for (place, name) in columns.iter().enumerate() {
        if !COLUMNS.contains(&name.as_str()) {
            return Err(whole(format!(
                "the first line must name the columns, of these: {}; `{name}` is none",
                COLUMNS.join(", ")
            )));
        }
        if columns[..place].contains(name) {
            return Err(whole(format!("the column `{name}` is there twice")));
        }
    }
    for needed in NEEDED {
        if !columns.iter().any(|name| name == needed) {
            return Err(whole(format!(
                "the column `{needed}` is missing: each row needs an address and where and when its consent was given"
            )));
        }
    }
    if newsletters.len() != 1 && !columns.iter().any(|name| name == "newsletter") {
        return Err(whole(format!(
            "it does not say which newsletter: --newsletter NAME or a column `newsletter` ({})",
            newsletters.join(", ")
        )));
    }
    Ok(columns)
}

struct Fields<'a> {
    columns: &'a [String],
    record: &'a csv::StringRecord,
}

impl Fields<'_> {
    fn get(&self, name: &str) -> &str {
        let place = self.columns.iter().position(|column| column == name);
        place
            .and_then(|place| self.record.get(place))
            .unwrap_or_default()
            .trim()
    }

    fn read(&self, newsletters: &[&str]) -> Result<RosterRow, String> {
        let address = Address::parse(self.get("email"))
            .map_err(|reason| format!("`{}` is not an address: {reason}", self.shown("email")))?;
        let language = match self.get("language") {
            "" => None,
            tag => Some(
                Language::parse(tag)
                    .ok_or_else(|| format!("`{}` is not a language tag", self.shown("language")))?,
            ),
        };
        let source = Text::one_line(self.get("source"));
        if source.is_empty() {
            return Err("`source` is empty: where was the consent given?".into());
        }
        let newsletter = match (self.get("newsletter"), newsletters) {
            ("", [only]) => (*only).to_owned(),
            ("", _) => return Err("`newsletter` is empty".into()),
            (name, _) if newsletters.contains(&name) => name.to_owned(),
            _ => return Err(format!("no newsletter `{}`", self.shown("newsletter"))),
        };
        let categories = self.get("categories").split(';').map(str::trim);
        Ok(RosterRow {
            address,
            name: cut(&Text::one_line(self.get("name"))),
            language,
            categories: categories
                .filter(|name| !name.is_empty())
                .map(Slug::of)
                .collect(),
            source,
            date: self.date()?,
            newsletter,
        })
    }

    fn date(&self) -> Result<Date, String> {
        let raw = self.get("date");
        if raw.is_empty() {
            return Err("`date` is empty: when was the consent given?".into());
        }
        let day = raw.get(..10).unwrap_or(raw);
        day.parse()
            .map_err(|_| format!("`{}` is not a date like 2026-05-04", self.shown("date")))
    }

    /// A field as it can be shown: one line, no controls, not long.
    fn shown(&self, name: &str) -> String {
        Text::one_line(self.get(name)).chars().take(80).collect()
    }
}

fn cut(name: &Text) -> Text {
    Text::one_line(&name.chars().take(LONGEST_NAME).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(csv: &[u8]) -> Vec<u64> {
        let roster = parse(csv, &["weekly"]).expect("a roster");
        roster.bad.iter().map(|bad| bad.line).collect()
    }

    #[test]
    fn spreadsheets_are_read_with_bom_semicolons_and_line_breaks_in_quotes() {
        let csv = "\u{FEFF}Email;name;categories;source;date\r\na@b.org;\"A\r\n B\";\"tides; Bird life\";form;2026-01-02T10:00:00Z\r\n";
        let roster = parse(csv.as_bytes(), &["weekly"]).expect("a roster");
        let row = &roster.rows[0];
        assert_eq!(
            (row.name.as_str(), row.newsletter.as_str()),
            ("A B", "weekly")
        );
        let slugs: Vec<&str> = row.categories.iter().map(Slug::as_str).collect();
        assert_eq!(slugs, ["tides", "bird-life"]);
    }

    #[test]
    fn bad_rows_are_named_by_line_and_good_ones_stay() {
        let csv = b"email,name,source,date\nnope,,f,2026-01-02\n\"a\r\nRCPT TO:<x>\"@y.org,,f,2026-01-02\na@b.org,,,2026-01-02\na@b.org,,f,\na@b.org,f\nok@b.org,,f,2026-01-02\n";
        assert_eq!(lines(csv), [2, 3, 5, 6, 7]);
        let roster = parse(csv, &["weekly"]).expect("a roster");
        assert_eq!(roster.rows.len(), 1);
    }

    #[test]
    fn a_file_that_cannot_be_told_apart_is_refused() {
        for csv in [
            &b"\xFF\xFEe\0m\0"[..],
            b"",
            b"a@b.org,Ada\n",
            b"email,colour,source,date\n",
            b"email,name\n",
            b"email,source,date\n\"a@b.org,f,2026-01-02\n",
            b"email,source,date\n\xE9@b.org,f,2026-01-02\n",
        ] {
            assert!(parse(csv, &["weekly"]).is_err(), "{csv:?}");
        }
        assert!(parse(b"email,source,date\n", &["a", "b"]).is_err());
    }

    #[test]
    fn names_are_cut_and_cleaned() {
        let csv = format!(
            "email,name,source,date\na@b.org,{}\u{7},f,2026-01-02\n",
            "x".repeat(5000)
        );
        let roster = parse(csv.as_bytes(), &["weekly"]).expect("a roster");
        assert_eq!(roster.rows[0].name.len(), LONGEST_NAME);
    }
}
