//! The site's own `subscribers` file: who stands in it and is not known yet comes in before something is sent.

use std::path::Path;

use jiff::Timestamp;

use crate::cli::Outcome;
use crate::cli::console::Console;
use crate::cli::people::roster_file::RosterFile;
use crate::cli::site::plural;
use crate::config::Config;
use crate::model::address::Address;
use crate::model::diagnostic::{Diagnostic, Mistakes};
use crate::store::subscribers::{Arrivals, Manner};
use crate::store::{ImportReport, Store};

/// Takes in the rows that are not known yet and shows the bad ones.
pub(in crate::cli) fn sync_subscribers(
    config: &Config,
    store: &mut Store,
    now: Timestamp,
    console: &Console,
) -> anyhow::Result<Outcome> {
    let Some(given) = &config.subscribers else {
        return Ok(Outcome::Done);
    };
    let path = &config.root.join(given);
    let (file, report) = take_in(config, path, store, now)?;
    file.show_bad_rows(console);
    if report.added > 0 {
        console.say(format!(
            "{} new in {}",
            plural(report.added, "subscriber"),
            given.display()
        ));
    }
    Ok(file.outcome())
}

/// Who of the site's file would come in to `newsletter` before something is sent; shows the bad rows and changes nothing.
pub(in crate::cli) fn rehearse_subscribers(
    config: &Config,
    store: &mut Store,
    newsletter: &str,
    now: Timestamp,
    console: &Console,
) -> anyhow::Result<(Outcome, Arrivals)> {
    let Some(given) = &config.subscribers else {
        return Ok((Outcome::Done, Arrivals::default()));
    };
    let mut file = RosterFile::open(config, &config.root.join(given), None, now)?;
    let arrivals = store.rehearse(&mut file, newsletter)?;
    file.show_bad_rows(console);
    Ok((file.outcome(), arrivals))
}

/// What is wrong in the site's file; nothing where this machine does not have it.
pub(in crate::cli) fn find_bad_rows(
    config: &Config,
    now: Timestamp,
) -> anyhow::Result<Vec<Diagnostic>> {
    let path = config.subscribers.as_ref();
    let path = path.map(|path| config.root.join(path));
    let Some(path) = path.filter(|path| path.is_file() && !config.newsletters.is_empty()) else {
        return Ok(Vec::new());
    };
    let read = RosterFile::open(config, &path, None, now).and_then(|mut file| {
        let broken = file.by_ref().find_map(Result::err);
        broken.map_or_else(|| Ok(file.mistakes()), Err)
    });
    match read {
        Ok(found) => Ok(found),
        Err(error) => Ok(error.downcast::<Mistakes>()?.0),
    }
}

/// The newsletters to which somebody would come in by the site's file before something is sent.
pub(in crate::cli) fn rehearse_person(
    config: &Config,
    store: &mut Store,
    who: &Address,
    now: Timestamp,
) -> anyhow::Result<Vec<String>> {
    let path = config.subscribers.as_ref();
    let Some(path) = path.filter(|_| !config.newsletters.is_empty()) else {
        return Ok(Vec::new());
    };
    let key = who.key();
    let rows = RosterFile::open(config, &config.root.join(path), None, now)?;
    let own = rows.filter(|row| row.as_ref().map_or(true, |row| row.address.key() == key));
    let own = own.collect::<anyhow::Result<Vec<_>>>()?;
    let mut joins = Vec::new();
    for newsletter in &config.newsletters {
        let arrivals = store.rehearse(own.iter().cloned().map(Ok), &newsletter.name)?;
        if !arrivals.joining.is_empty() {
            joins.push(newsletter.name.clone());
        }
    }
    Ok(joins)
}

fn take_in<'a>(
    config: &'a Config,
    path: &Path,
    store: &mut Store,
    now: Timestamp,
) -> anyhow::Result<(RosterFile<'a>, ImportReport)> {
    let mut file = RosterFile::open(config, path, None, now)?;
    let report = store.take_in(&mut file, now, Manner::AddUnknown)?;
    Ok((file, report))
}

/// Takes in the rows of one person that are not known yet.
pub(super) fn sync_person(
    config: &Config,
    store: &mut Store,
    who: &Address,
    now: Timestamp,
) -> anyhow::Result<()> {
    let Some(path) = config
        .subscribers
        .as_ref()
        .filter(|_| !config.newsletters.is_empty())
    else {
        return Ok(());
    };
    let key = who.key();
    let rows = RosterFile::open(config, &config.root.join(path), None, now)?;
    let own = rows.filter(|row| row.as_ref().map_or(true, |row| row.address.key() == key));
    store.take_in(own, now, Manner::AddUnknown)?;
    Ok(())
}
