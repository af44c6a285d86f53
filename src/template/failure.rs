//! What a template engine says of a failure, as a mistake of the file in which it happened.

use std::error::Error as _;

use minijinja::{Environment, Error, ErrorKind};

use crate::model::diagnostic::{Diagnostic, Place};

/// A failure while a template was rendered, told where it happened: in the template that was included, say.
pub(super) fn explain_rendering(
    error: &Error,
    environment: &Environment,
    folder: &str,
    name: &str,
) -> Diagnostic {
    let error = innermost(error);
    let failed = error.name().unwrap_or(name);
    let failed = environment.get_template(failed).ok();
    let source = failed.as_ref().map_or("", |template| template.source());
    explain(error, folder, name, source)
}

/// The failure that the others come from.
pub(super) fn innermost(error: &Error) -> &Error {
    let mut inner = error;
    while let Some(source) = inner.source().and_then(|source| source.downcast_ref()) {
        inner = source;
    }
    inner
}

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
    let mut message = said(error);
    let mistake = |message: String| Diagnostic::error("template", &file, place, message);
    if error.kind() != ErrorKind::UndefinedError {
        return mistake(message).quoting(source);
    }
    let typed = error.range().and_then(|range| source.get(range));
    if let Some(typed) = typed.filter(|typed| !typed.starts_with('[')) {
        message = format!("`{typed}` is not there");
    }
    let help = "`postrider templates show --variables` lists what is there for mails; `{% if x is defined %}` asks";
    mistake(message).help(help).quoting(source)
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
