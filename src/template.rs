//! The templates of mails and pages: built in, overridden file by file by the site's own, strict and limited.

mod built_in;
mod context;
mod failure;
mod filters;
mod inventory;
mod mail;
mod makeup;
mod overrides;
mod phrases;
mod seen;
mod strays;
mod variables;
mod vocabulary;
mod web;

use minijinja::{
    AutoEscape, Environment, Output, State, UndefinedBehavior, Value, escape_formatter,
};

use crate::content::escape;
use crate::model::columns;

pub use context::{COLUMN_WIDTH, MailContext, MailImage, MailPost, Shown};
pub use inventory::{Listed, find_templates, inventory};
pub use mail::{Rendered, Templates, UNSUBSCRIBE_URL};
pub use makeup::OwnTemplates;
pub use strays::find_strays;
pub use variables::VARIABLES;
pub use web::Web;

/// An engine for templates that others wrote: what is not there is a mistake, and nothing runs for ever.
fn strict_environment(fuel: u64) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(fuel));
    environment.set_recursion_limit(50);
    environment.set_debug(false);
    environment.set_formatter(write_value);
    environment.add_filter("underlined", columns::underlined);
    environment.add_filter("truncate", filters::truncate);
    environment
}

/// Escapes what HTML needs escaped, in text and in attributes; the slash of every address stays legible.
fn write_value(out: &mut Output, state: &mut State, value: &Value) -> Result<(), minijinja::Error> {
    match value.as_str() {
        Some(text) if *state.auto_escape() == AutoEscape::Html && !value.is_safe() => {
            let escaped = escape(text).replace('\'', "&#39;");
            Ok(out.write_str(&escaped)?)
        }
        _ => escape_formatter(out, state, value),
    }
}
