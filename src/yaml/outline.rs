//! Where each key and value of a document stands.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser};

use crate::model::diagnostic::Place;

/// One step from a value to a member of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Step {
    Key(String),
    Index(usize),
}

#[derive(Clone, Debug)]
struct Spot {
    key: Place,
    value: Place,
    typed: Option<String>,
}

/// The places of a document's members.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    first_line: u32,
    spots: HashMap<Vec<Step>, Spot>,
}

/// A collection that is being walked through.
enum Open {
    Mapping(Option<(String, Place)>),
    List(usize),
}

impl Outline {
    /// Reads the events of the YAML `text`; what follows a syntax that this parser refuses stays unknown.
    pub(crate) fn of_yaml(text: &str, first_line: u32) -> Self {
        let mut outline = Self {
            first_line,
            spots: HashMap::new(),
        };
        let mut open: Vec<Open> = Vec::new();
        let mut path: Vec<Step> = Vec::new();
        for event in Parser::new_from_str(text) {
            let Ok((event, span)) = event else { break };
            let place = place_of(span.start.line(), span.start.col(), first_line);
            match event {
                Event::Scalar(typed, ..) => {
                    if let Some(Open::Mapping(key @ None)) = open.last_mut() {
                        *key = Some((typed.into_owned(), place));
                    } else {
                        outline.enter(&mut open, &mut path, place, Some(typed.into_owned()));
                        path.pop();
                    }
                }
                Event::Alias(_) => {
                    outline.enter(&mut open, &mut path, place, None);
                    path.pop();
                }
                Event::MappingStart(..) => {
                    outline.enter(&mut open, &mut path, place, None);
                    open.push(Open::Mapping(None));
                }
                Event::SequenceStart(..) => {
                    outline.enter(&mut open, &mut path, place, None);
                    open.push(Open::List(0));
                }
                Event::MappingEnd | Event::SequenceEnd => {
                    open.pop();
                    path.pop();
                }
                _ => {}
            }
        }
        outline
    }

    /// Finds the keys of TOML by their lines: `key = value`, under the last `[table]`.
    pub(crate) fn of_toml(text: &str, first_line: u32) -> Self {
        let mut outline = Self {
            first_line,
            spots: HashMap::new(),
        };
        let mut table: Vec<Step> = Vec::new();
        let steps = |dotted: &str| -> Vec<Step> {
            dotted
                .split('.')
                .map(|part| Step::Key(part.trim().trim_matches(['"', '\'']).to_owned()))
                .collect()
        };
        for (index, line) in text.lines().enumerate() {
            if let Some(name) = line
                .trim()
                .strip_prefix('[')
                .and_then(|rest| rest.strip_suffix(']'))
            {
                table = steps(name);
            } else if let Some((key, value)) = line.split_once('=') {
                let column = key
                    .chars()
                    .take_while(|character| character.is_whitespace())
                    .count();
                let value_column = key.chars().count()
                    + 1
                    + value
                        .chars()
                        .take_while(|character| character.is_whitespace())
                        .count();
                let path = [table.clone(), steps(key.trim())].concat();
                let key = place_of(index + 1, column, first_line);
                let value = place_of(index + 1, value_column, first_line);
                outline.spots.entry(path).or_insert(Spot {
                    key,
                    value,
                    typed: None,
                });
            }
        }
        outline
    }

    /// Records the value that starts at `place` and steps into it.
    fn enter(
        &mut self,
        open: &mut [Open],
        path: &mut Vec<Step>,
        place: Place,
        typed: Option<String>,
    ) {
        let key = match open.last_mut() {
            Some(Open::Mapping(key)) => {
                let (name, at) = key.take().unwrap_or_default_at(place);
                path.push(Step::Key(name));
                at
            }
            Some(Open::List(next)) => {
                path.push(Step::Index(*next));
                *next += 1;
                place
            }
            None => return path.push(Step::Index(usize::MAX)),
        };
        let steps: Vec<Step> = path.iter().skip(1).cloned().collect();
        self.spots.entry(steps).or_insert(Spot {
            key,
            value: place,
            typed,
        });
    }

    pub(crate) fn value_place(&self, path: &[Step]) -> Place {
        self.find(path).map_or(self.start(), |spot| spot.value)
    }

    pub(crate) fn key_place(&self, path: &[Step]) -> Place {
        self.find(path).map_or(self.start(), |spot| spot.key)
    }

    pub(crate) fn typed(&self, path: &[Step]) -> Option<&str> {
        self.spots.get(path)?.typed.as_deref()
    }

    fn start(&self) -> Place {
        Place {
            line: self.first_line,
            column: 1,
        }
    }

    /// The spot of `path`, or of the nearest value around it.
    fn find(&self, path: &[Step]) -> Option<&Spot> {
        (1..=path.len())
            .rev()
            .find_map(|length| self.spots.get(&path[..length]))
    }
}

trait UnwrapAt {
    fn unwrap_or_default_at(self, place: Place) -> (String, Place);
}

impl UnwrapAt for Option<(String, Place)> {
    fn unwrap_or_default_at(self, place: Place) -> (String, Place) {
        self.unwrap_or_else(|| (String::new(), place))
    }
}

/// A parser's position (line from 1, column from 0) as a place in the file.
pub(crate) fn place_of(line: usize, column: usize, first_line: u32) -> Place {
    let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX / 2);
    Place {
        line: number(line).saturating_sub(1) + first_line,
        column: number(column) + 1,
    }
}
