//! A record of a roster as a person's wish, or the reason for which it is none.

use jiff::civil::Date;
use jiff::fmt::temporal::Pieces;

use crate::model::Address;
use crate::model::Language;
use crate::model::Slug;
use crate::model::Text;
use crate::model::diagnostic::find_nearest;
use crate::store::roster::Expected;

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

/// One subscription that the editor brings along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterRow {
    /// Where mail goes.
    pub address: Address,
    /// One line, at most 200 characters; empty where none is given.
    pub name: Text,
    /// The language, where one is given.
    pub language: Option<Language>,
    /// Chosen categories, none = all; `None` where nothing is said of categories.
    pub categories: Option<Vec<Slug>>,
    /// Where the consent was given.
    pub source: Text,
    /// When.
    pub date: Date,
    /// Which newsletter.
    pub newsletter: String,
}

/// The columns that a header names, or what is wrong with it.
pub(super) fn read_header(fields: &[String], expected: &Expected) -> Result<Vec<String>, String> {
    let columns: Vec<String> = fields
        .iter()
        .map(|name| name.trim().to_lowercase())
        .collect();
    for (place, name) in columns.iter().enumerate() {
        if !COLUMNS.contains(&name.as_str()) {
            return Err(format!(
                "the first line must name the columns, of these: {}; `{}` is none",
                COLUMNS.join(", "),
                shown(name)
            ));
        }
        if columns[..place].contains(name) {
            return Err(format!("the column `{name}` is there twice"));
        }
    }
    for needed in NEEDED {
        if !columns.iter().any(|name| name == needed) {
            return Err(format!(
                "the column `{needed}` is missing: each row needs an address and where and when its consent was given"
            ));
        }
    }
    if expected.newsletter.is_none() && !columns.iter().any(|name| name == "newsletter") {
        return Err(format!(
            "it does not say which newsletter: --newsletter NAME or a column `newsletter` ({})",
            expected.newsletters.join(", ")
        ));
    }
    Ok(columns)
}

/// A record below its header.
pub(super) struct Fields<'a> {
    pub(super) columns: &'a [String],
    pub(super) values: &'a [String],
}

impl Fields<'_> {
    pub(super) fn read(&self, expected: &Expected) -> Result<RosterRow, String> {
        if self.values.len() != self.columns.len() {
            return Err(format!(
                "it has {} fields where the header has {}",
                self.values.len(),
                self.columns.len()
            ));
        }
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
        Ok(RosterRow {
            address,
            name: cut(&Text::one_line(self.get("name"))),
            language,
            categories: self.find("categories").map(split_categories),
            source,
            date: self.date(expected.latest)?,
            newsletter: self.newsletter(expected)?,
        })
    }

    fn find(&self, name: &str) -> Option<&str> {
        let place = self.columns.iter().position(|column| column == name)?;
        Some(self.values.get(place)?.trim())
    }

    fn get(&self, name: &str) -> &str {
        self.find(name).unwrap_or_default()
    }

    fn newsletter(&self, expected: &Expected) -> Result<String, String> {
        match (self.get("newsletter"), expected.newsletter) {
            ("", Some(meant)) => Ok(meant.to_owned()),
            ("", None) => Err("`newsletter` is empty".into()),
            (name, _) if expected.newsletters.contains(&name) => Ok(name.to_owned()),
            (name, _) => Err(
                match find_nearest(name, expected.newsletters.iter().copied()) {
                    Some(nearest) => format!(
                        "no newsletter is named `{}`; did you mean `{nearest}`?",
                        shown(name)
                    ),
                    None => format!("no newsletter is named `{}`", shown(name)),
                },
            ),
        }
    }

    /// The day of a date or of a moment, as it is typed.
    fn date(&self, latest: Date) -> Result<Date, String> {
        let raw = self.get("date");
        if raw.is_empty() {
            return Err("`date` is empty: when was the consent given?".into());
        }
        let is_dashed = raw.as_bytes().get(4) == Some(&b'-');
        let pieces = Pieces::parse(raw).ok().filter(|_| is_dashed);
        let Some(day) = pieces.map(|pieces| pieces.date()) else {
            return Err(format!(
                "`{}` is not a date like 2026-05-04 or 2026-05-04T10:00:00Z",
                shown(raw)
            ));
        };
        if day > latest {
            return Err(format!("the consent of {day} lies in the future"));
        }
        Ok(day)
    }

    fn shown(&self, name: &str) -> String {
        shown(self.get(name))
    }
}

/// Categories as typed, split at `;`.
pub fn split_categories(typed: &str) -> Vec<Slug> {
    let names = typed.split(';').map(str::trim);
    names
        .filter(|name| !name.is_empty())
        .map(Slug::of)
        .collect()
}

/// A field as it can be shown: one line, no controls, not long.
fn shown(field: &str) -> String {
    Text::one_line(field).chars().take(80).collect()
}

fn cut(name: &Text) -> Text {
    if name.chars().nth(LONGEST_NAME).is_none() {
        return name.clone();
    }
    Text::one_line(&name.chars().take(LONGEST_NAME).collect::<String>())
}
