//! What a template engine says of a failure, as a mistake of the file in which it happened.

use minijinja::{Error, ErrorKind};

use crate::model::diagnostic::{Diagnostic, Place};

/// A template's failure; `folder` holds the templates, `name` is the one that was asked for.
pub(super) fn explain(error: &Error, folder: &str, name: &str, source: &str) -> Diagnostic {
    let file = format!("{folder}/{}", error.name().unwrap_or(name));
    let line = error.line().and_then(|line| u32::try_from(line).ok());
    let line = line.unwrap_or(1);
    // The range is of the named file, whose source this may not be.
    let place = error
        .range()
        .map(|range| Place::of_offset(source, range.start, 1))
        .filter(|place| place.line == line);
    let place = place.unwrap_or(Place { line, column: 1 });
    Diagnostic::error("template", &file, place, said(error)).quoting(source)
}

/// The failure in words.
pub(super) fn said(error: &Error) -> String {
    match (error.kind(), error.detail()) {
        (ErrorKind::OutOfFuel, _) => {
            "the template runs for too long: does a loop never end?".to_owned()
        }
        (kind, Some(detail)) => format!("{kind}: {detail}"),
        (kind, None) => kind.to_string(),
    }
}
