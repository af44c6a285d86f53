//! Opening the site that a command works on.

use anyhow::Context as _;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::cli::Global;
use crate::cli::console::Console;
use crate::config::{Config, Newsletter};
use crate::content::{self, Library};
use crate::model::diagnostic::{Diagnostic, Mistakes, find_nearest};

/// The clock, read once a run: everything below takes the moment as an argument.
pub(super) fn read_clock() -> Timestamp {
    #[expect(
        clippy::disallowed_methods,
        reason = "the command line reads the clock, once"
    )]
    Timestamp::now()
}

/// The configuration.
///
/// # Errors
/// [`Mistakes`] in it, or what kept it from being read.
pub(super) fn open_config(global: &Global, console: &Console) -> anyhow::Result<Config> {
    let loaded = Config::load(&global.config)?;
    let Some(config) = loaded.config else {
        return Err(Mistakes(loaded.diagnostics).into());
    };
    if console.verbose {
        console.diagnostics(&loaded.diagnostics);
    }
    Ok(config)
}

/// A newsletter by the name that was typed.
pub(super) fn find_newsletter<'a>(
    config: &'a Config,
    typed: &str,
) -> anyhow::Result<&'a Newsletter> {
    let names = || {
        config
            .newsletters
            .iter()
            .map(|newsletter| newsletter.name.as_str())
    };
    let found = config
        .newsletters
        .iter()
        .find(|newsletter| newsletter.name == typed);
    found.with_context(|| match find_nearest(typed, names()) {
        Some(nearest) => format!(
            "{} names no newsletter `{typed}`: did you mean `{nearest}`?",
            config.file
        ),
        None if config.newsletters.is_empty() => {
            format!("{} names no newsletter at all", config.file)
        }
        None => {
            let names: Vec<&str> = names().collect();
            format!(
                "{} names no newsletter `{typed}`, only {}",
                config.file,
                names.join(", ")
            )
        }
    })
}

/// The site's posts and every mistake in them.
pub(super) fn load_library(config: &Config, now: Timestamp) -> anyhow::Result<Library> {
    content::load(config, now)
}

/// A day from the command line.
pub(super) fn read_day(typed: &str) -> Result<Date, String> {
    let is_written_so = typed.len() == "2026-05-04".len();
    let day = typed.parse().ok().filter(|_| is_written_so);
    day.ok_or_else(|| "write the day like 2026-05-04: year, month, day".to_owned())
}

/// The first moment of a day in the newsletter's zone.
pub(super) fn midnight(day: Date, newsletter: &Newsletter) -> anyhow::Result<Timestamp> {
    let moment = day.to_datetime(jiff::civil::Time::midnight());
    Ok(newsletter.time_zone.to_timestamp(moment)?)
}

/// A moment in a column: `2026-03-30 08:00`.
pub(super) fn moment(at: Timestamp, zone: &TimeZone) -> String {
    zone.to_datetime(at).strftime("%F %H:%M").to_string()
}

/// A moment as people say it: `Monday 2026-03-30 08:00`.
pub(super) fn shown(moment: Timestamp, zone: &TimeZone) -> String {
    zone.to_datetime(moment).strftime("%A %F %H:%M").to_string()
}

/// Counts mistakes: "2 errors, 1 warning".
pub(super) fn count_mistakes(diagnostics: &[Diagnostic]) -> String {
    let errors = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.is_error())
        .count();
    let warnings = diagnostics.len() - errors;
    format!(
        "{}, {}",
        plural(errors, "error"),
        plural(warnings, "warning")
    )
}

/// `1 post`, `2 posts`, `2 entries`.
pub(super) fn plural(count: usize, noun: &str) -> String {
    match noun.strip_suffix('y') {
        _ if count == 1 => format!("1 {noun}"),
        Some(stem) => format!("{count} {stem}ies"),
        None => format!("{count} {noun}s"),
    }
}
