//! Where each key and value of a document stands.

use saphyr_parser::{Event, Parser};

use crate::model::diagnostic::Place;

/// One step from a value to a member of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Key(String),
    Index(usize),
}

/// A value and the places of its members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Spot {
    /// Where its key starts; a list's member has none and starts where its value does.
    pub(crate) key: Place,
    pub(crate) value: Place,
    /// A scalar as typed.
    pub(crate) typed: Option<String>,
    pub(crate) members: Vec<(Step, Spot)>,
}

/// The places of a document's members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outline(Spot);

/// A collection that is being walked through.
struct Open {
    step: Step,
    spot: Spot,
    is_list: bool,
    /// The key whose value comes next.
    key: Option<(String, Place)>,
}

impl Spot {
    pub(crate) fn new(key: Place, value: Place, typed: Option<String>) -> Self {
        Self {
            key,
            value,
            typed,
            members: Vec::new(),
        }
    }
}

impl Outline {
    /// The outline of a document that starts at `first_line` and has these members.
    pub(crate) fn new(first_line: u32, members: Vec<(Step, Spot)>) -> Self {
        let start = Place {
            line: first_line,
            column: 1,
        };
        Self(Spot {
            members,
            ..Spot::new(start, start, None)
        })
    }

    /// Reads the events of the YAML `text`; what follows a syntax that this parser refuses stays unknown.
    pub(crate) fn of_yaml(text: &str, first_line: u32) -> Self {
        let mut open: Vec<Open> = Vec::new();
        let mut root = Vec::new();
        for event in Parser::new_from_str(text) {
            let Ok((event, span)) = event else { break };
            let place = place_of(span.start.line(), span.start.col(), first_line);
            match event {
                Event::Scalar(typed, ..) => match open.last_mut() {
                    Some(Open {
                        is_list: false,
                        key: key @ None,
                        ..
                    }) => {
                        *key = Some((typed.into_owned(), place));
                    }
                    Some(parent) => {
                        let (step, key) = parent.next(place);
                        let spot = Spot::new(key, place, Some(typed.into_owned()));
                        parent.spot.members.push((step, spot));
                    }
                    None => {}
                },
                Event::Alias(_) => {
                    if let Some(parent) = open.last_mut() {
                        let (step, key) = parent.next(place);
                        parent
                            .spot
                            .members
                            .push((step, Spot::new(key, place, None)));
                    }
                }
                Event::MappingStart(..) | Event::SequenceStart(..) => {
                    let is_list = matches!(event, Event::SequenceStart(..));
                    let at = open.last_mut().map(|parent| parent.next(place));
                    let (step, key) = at.unwrap_or((Step::Index(0), place));
                    open.push(Open {
                        step,
                        spot: Spot::new(key, place, None),
                        is_list,
                        key: None,
                    });
                }
                Event::MappingEnd | Event::SequenceEnd => {
                    let Some(done) = open.pop() else { continue };
                    match open.last_mut() {
                        Some(parent) => parent.spot.members.push((done.step, done.spot)),
                        None => root = done.spot.members,
                    }
                }
                _ => {}
            }
        }
        // What was open when the parser stopped is known so far.
        while let Some(done) = open.pop() {
            match open.last_mut() {
                Some(parent) => parent.spot.members.push((done.step, done.spot)),
                None => root = done.spot.members,
            }
        }
        Self::new(first_line, root)
    }

    /// Finds the keys of TOML by their lines: `key = value`, under the last `[table]`.
    pub(crate) fn of_toml(text: &str, first_line: u32) -> Self {
        let mut outline = Self::new(first_line, Vec::new());
        let mut table: Vec<Step> = Vec::new();
        let steps = |dotted: &str| -> Vec<Step> {
            dotted
                .split('.')
                .map(|part| Step::Key(part.trim().trim_matches(['"', '\'']).to_owned()))
                .collect()
        };
        let white = |text: &str| text.chars().take_while(|sign| sign.is_whitespace()).count();
        for (index, line) in text.lines().enumerate() {
            let name = line.trim().strip_prefix('[');
            if let Some(name) = name.and_then(|rest| rest.strip_suffix(']')) {
                table = steps(name);
            } else if let Some((key, value)) = line.split_once('=') {
                let path = [table.clone(), steps(key.trim())].concat();
                let value_column = key.chars().count() + 1 + white(value);
                let key = place_of(index + 1, white(key), first_line);
                let value = place_of(index + 1, value_column, first_line);
                outline.0.enter(&path, Spot::new(key, value, None));
            }
        }
        outline
    }

    pub(crate) fn value_place(&self, path: &[Step]) -> Place {
        self.find(path).0.value
    }

    pub(crate) fn key_place(&self, path: &[Step]) -> Place {
        self.find(path).0.key
    }

    pub(crate) fn typed(&self, path: &[Step]) -> Option<&str> {
        let (spot, is_exact) = self.find(path);
        spot.typed.as_deref().filter(|_| is_exact)
    }

    /// The spot of `path`, or of the nearest value around it.
    fn find(&self, path: &[Step]) -> (&Spot, bool) {
        let mut spot = &self.0;
        for step in path {
            let member = match step {
                // A list's members stand in their order.
                Step::Index(at) => spot.members.get(*at).filter(|(own, _)| own == step),
                Step::Key(_) => spot.members.iter().find(|(own, _)| own == step),
            };
            match member {
                Some((_, member)) => spot = member,
                None => return (spot, false),
            }
        }
        (spot, true)
    }
}

impl Open {
    /// The way to the next member and where its key stands.
    fn next(&mut self, place: Place) -> (Step, Place) {
        if self.is_list {
            return (Step::Index(self.spot.members.len()), place);
        }
        let (name, at) = self.key.take().unwrap_or_else(|| (String::new(), place));
        (Step::Key(name), at)
    }
}

impl Spot {
    fn enter(&mut self, path: &[Step], spot: Spot) {
        let Some((first, rest)) = path.split_first() else {
            return;
        };
        let known = self.members.iter().position(|(own, _)| own == first);
        match (known, rest) {
            (Some(_), []) => {}
            (None, []) => self.members.push((first.clone(), spot)),
            (Some(at), rest) => self.members[at].1.enter(rest, spot),
            (None, rest) => {
                let mut between = Spot::new(spot.key, spot.value, None);
                between.enter(rest, spot);
                self.members.push((first.clone(), between));
            }
        }
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
