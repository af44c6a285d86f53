//! Follows the site's files: whatever is saved is read again, and judged once it is quiet.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use tokio::sync::watch;

use crate::config::Config;
use crate::model::diagnostic::Mistakes;
use crate::web::preview::Judge;
use crate::web::preview::desk::Desk;
use crate::web::preview::snapshot::{Reading, Snapshot};

/// A save is over when nothing has changed for so long.
const QUIET: Duration = Duration::from_millis(12);
/// But no reading waits for more changes than these.
const CHANGES_MAX: usize = 200;
/// Judging takes the machine from who reads pages: it waits until they have been asked for.
const PAUSE: Duration = Duration::from_millis(250);

/// What wakes the reader.
enum Call {
    Changed,
    Stop,
}

/// Starts the thread that reads the site of `config` now and after every change, until `stop` holds true.
pub fn follow(config: PathBuf, judge: Judge, desk: Arc<Desk>, stop: watch::Receiver<bool>) {
    let (calls, called) = channel();
    let mut stop = stop;
    let end = calls.clone();
    tokio::spawn(async move {
        let _ = stop.wait_for(|stop| *stop).await;
        let _ = end.send(Call::Stop);
    });
    std::thread::spawn(move || {
        let mut files = Files::new(&config, calls);
        loop {
            // Watched before it is read: what is saved meanwhile is read again.
            files.watch(&config);
            let snapshot = read(&config, &desk);
            if wait(&called, Some(PAUSE)) == Some(true) {
                continue;
            }
            if let Some(snapshot) = &snapshot {
                judge_all(&desk, snapshot, judge);
            }
            if wait(&called, None) != Some(true) {
                return;
            }
        }
    });
}

/// Reads the site anew and shows it.
fn read(config: &Path, desk: &Desk) -> Option<Arc<Snapshot>> {
    let (now, started) = read_clock();
    let mut reading = Reading::of(config, now);
    reading.took = started.elapsed();
    desk.put(reading, now);
    let state = desk.state();
    state.shown.clone().filter(|_| !state.is_stale)
}

fn judge_all(desk: &Desk, snapshot: &Snapshot, judge: Judge) {
    let (now, _) = read_clock();
    let judged = judge(&snapshot.config, &snapshot.library, now);
    let found = judged.or_else(|error| error.downcast::<Mistakes>().map(|Mistakes(found)| found));
    // What judging cannot say, a build will.
    desk.judged(found.unwrap_or_default());
}

fn read_clock() -> (Timestamp, Instant) {
    #[expect(
        clippy::disallowed_methods,
        reason = "the preview shows the site as it is at this moment"
    )]
    (Timestamp::now(), Instant::now())
}

/// Waits until something has changed and is quiet again; `Some(false)` when nothing did for `most`, `None` at the end.
fn wait(called: &Receiver<Call>, most: Option<Duration>) -> Option<bool> {
    let first = match most {
        Some(most) => called.recv_timeout(most),
        None => called.recv().map_err(RecvTimeoutError::from),
    };
    match first {
        Ok(Call::Changed) => {}
        Err(RecvTimeoutError::Timeout) => return Some(false),
        Ok(Call::Stop) | Err(RecvTimeoutError::Disconnected) => return None,
    }
    for _ in 0..CHANGES_MAX {
        match called.recv_timeout(QUIET) {
            Ok(Call::Changed) => {}
            Err(RecvTimeoutError::Timeout) => break,
            Ok(Call::Stop) | Err(RecvTimeoutError::Disconnected) => return None,
        }
    }
    Some(true)
}

/// The places that are watched.
struct Files {
    watcher: Option<RecommendedWatcher>,
    root: PathBuf,
    deep: BTreeSet<PathBuf>,
}

impl Files {
    fn new(config: &Path, calls: Sender<Call>) -> Self {
        let real = config.canonicalize().unwrap_or_else(|_| config.to_owned());
        let root = real.parent().unwrap_or(Path::new("/")).to_owned();
        let name = real.file_name().map(OsStr::to_owned);
        let home = root.clone();
        let hear = move |event: notify::Result<Event>| {
            if event.is_ok_and(|event| is_change(&event, &home, name.as_deref())) {
                let _ = calls.send(Call::Changed);
            }
        };
        let mut watcher = notify::recommended_watcher(hear).ok();
        if let Some(watcher) = &mut watcher {
            // Editors save by renaming: the folder is watched, not the file.
            let _ = watcher.watch(&root, RecursiveMode::NonRecursive);
        }
        Self {
            watcher,
            root,
            deep: BTreeSet::new(),
        }
    }

    /// Watches what the configuration names now.
    fn watch(&mut self, config: &Path) {
        let Some(watcher) = &mut self.watcher else {
            return;
        };
        let loaded = Config::load(config).ok();
        let known = loaded.and_then(|loaded| loaded.config.or(loaded.partial));
        let wanted = places(&self.root, known.as_ref());
        for place in wanted {
            if self.deep.contains(&place) && place.exists() {
                continue;
            }
            self.deep.remove(&place);
            if watcher.watch(&place, RecursiveMode::Recursive).is_ok() {
                self.deep.insert(place);
            }
        }
    }
}

/// The folders whose files are the site.
fn places(root: &Path, config: Option<&Config>) -> Vec<PathBuf> {
    let mut places = vec![root.join("templates")];
    if let Some(config) = config {
        let content = &config.content;
        let data = [&content.authors, &content.categories]
            .into_iter()
            .flatten();
        places.push(root.join(&content.posts));
        places.push(root.join(&content.assets));
        places.extend(data.map(|named| root.join(&named.value)));
        places.extend(content.ledger.parent().map(|folder| root.join(folder)));
    }
    // The site's folder as a whole may hold anything: other people's modules, what builds leave.
    places.retain(|place| place != root && place.starts_with(root));
    places
}

/// Whether an event may have changed the site. Reading is none, and in the site's own folder only the configuration and
/// the folders count.
fn is_change(event: &Event, root: &Path, config: Option<&OsStr>) -> bool {
    let is_reading = match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => false,
        EventKind::Access(_) => true,
        _ => false,
    };
    let matters = |path: &PathBuf| {
        path.parent() != Some(root)
            || path.file_name() == config
            || matches!(event.kind, EventKind::Create(_) | EventKind::Remove(_))
                && path.extension().is_none()
    };
    !is_reading && event.paths.iter().any(matters)
}
