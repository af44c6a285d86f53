//! Findings as workflow commands, which GitHub shows beside the line.

use crate::cli::console::Console;
use crate::model::diagnostic::{Diagnostic, Severity};

/// One finding as one command.
pub(super) fn command(found: &Diagnostic, console: &Console) -> String {
    let kind = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let message = match found.help.as_str() {
        "" => found.message.clone(),
        help => format!("{}\n{help}", found.message),
    };
    format!(
        "::{kind} file={},line={},col={},title={}::{}",
        property(&console.path(&found.file)),
        found.line,
        found.column,
        property(found.rule),
        data(&message)
    )
}

/// What stands behind the second pair of colons.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// The value of a property, which a colon or comma would end.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_command_too_soon() {
        assert_eq!(property("a,b: 100%\n"), "a%2Cb%3A 100%25%0A");
        assert_eq!(data("a,b: 100%\r\n"), "a,b: 100%25%0D%0A");
    }
}
