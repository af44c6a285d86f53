//! Files written whole or not at all, below a folder that no path can leave.

use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::io::{ErrorKind, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;

use anyhow::{Context as _, ensure};
use cap_std::ambient_authority;
use cap_std::fs::Dir;
use cap_std::time::SystemTime as CapTime;

/// More files than these are synced with their whole file system, which is quicker.
const SYNCED_ALONE_MAX: usize = 100;

/// Where files of a build wait for their place.
const WAITING: &str = ".postrider-new";

/// Where a file says what it was made of.
const TAIL_BYTES: u64 = 100;

/// One build at a time works in a site's folder, from reading its posts to the last file in its place; the lock ends
/// with the value or the process.
#[derive(Debug)]
pub struct Turn {
    _lock: Option<File>,
}

impl Turn {
    /// Takes the turn in the site at `root`; `None` while another process has it. A file system without locks grants it.
    pub fn try_take(root: &Path) -> Option<Self> {
        let folder = File::open(root).ok();
        match folder.as_ref().map(File::try_lock) {
            Some(Err(TryLockError::WouldBlock)) => None,
            Some(Ok(())) => Some(Self { _lock: folder }),
            _ => Some(Self { _lock: None }),
        }
    }

    /// Takes the turn, after whoever has it.
    pub fn wait(root: &Path) -> Self {
        let lock = File::open(root).ok().filter(|folder| folder.lock().is_ok());
        Self { _lock: lock }
    }
}

/// A folder opened once; every path is resolved below it by the system (openat2 or its equivalent).
pub(super) struct Folder {
    dir: Arc<Dir>,
    /// The folder in which files wait; without one, each beside its place.
    waiting: Option<&'static str>,
    number: AtomicUsize,
}

impl Folder {
    /// Opens `folder` below `root`, making it when it is missing.
    pub(super) fn open(root: &Path, folder: &Path) -> anyhow::Result<Self> {
        let full = root.join(folder);
        std::fs::create_dir_all(&full).with_context(|| format!("making `{}`", full.display()))?;
        let dir = Dir::open_ambient_dir(&full, ambient_authority());
        let dir = dir.with_context(|| format!("opening `{}`", full.display()))?;
        Ok(Self {
            dir: Arc::new(dir),
            waiting: None,
            number: AtomicUsize::new(0),
        })
    }

    /// As [`Folder::open`], for one who has the turn: files wait together in a folder of their own, from which goes what a
    /// killed build has left.
    pub(super) fn open_for_many(root: &Path, folder: &Path) -> anyhow::Result<Self> {
        let opened = Self::open(root, folder)?;
        match opened.dir.remove_dir_all(WAITING) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(error).with_context(|| format!("removing `{WAITING}`"))
            }
            _ => Ok(Self {
                waiting: Some(WAITING),
                ..opened
            }),
        }
    }

    /// Whether `bytes` stand at `path` already.
    pub(super) fn holds(&self, path: &str, bytes: &[u8]) -> bool {
        let same_length = self
            .dir
            .metadata(path)
            .is_ok_and(|found| usize::try_from(found.len()).is_ok_and(|len| len == bytes.len()));
        same_length && self.dir.read(path).is_ok_and(|old| old == bytes)
    }

    /// What stands at `path`, where something does.
    pub(super) fn read(&self, path: &str) -> Option<Vec<u8>> {
        self.dir.read(path).ok()
    }

    /// The last bytes of the file at `path`, at most [`TAIL_BYTES`].
    pub(super) fn tail(&self, path: &str) -> std::io::Result<Vec<u8>> {
        let mut file = self.dir.open(path)?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(TAIL_BYTES)))?;
        let mut tail = Vec::new();
        file.take(TAIL_BYTES).read_to_end(&mut tail)?;
        Ok(tail)
    }

    /// When the file at `path` was last changed; `None` where there is none.
    pub(super) fn modified(&self, path: &str) -> Option<SystemTime> {
        let found = self.dir.metadata(path).ok();
        let found = found.filter(cap_std::fs::Metadata::is_file)?;
        found.modified().ok().map(CapTime::into_std)
    }

    /// The removal of the file at `path`, which waits like a change.
    pub(super) fn stage_removal(&self, path: &str) -> Staged {
        Staged {
            site: Arc::clone(&self.dir),
            folder: path
                .rsplit_once('/')
                .map_or(".", |(folder, _)| folder)
                .to_owned(),
            path: path.to_owned(),
            temporary: None,
        }
    }

    /// Removes the folder at `path`, unless something is in it.
    pub(super) fn remove_if_empty(&self, path: &str) {
        // The system refuses where something is.
        let _ = self.dir.remove_dir(path);
    }

    /// Writes `bytes` beside `path`; [`land`] puts them there, changed at the moment `modified` where that is given.
    pub(super) fn stage(
        &self,
        path: &str,
        bytes: &[u8],
        modified: Option<SystemTime>,
    ) -> anyhow::Result<Staged> {
        let context = || format!("writing `{path}`");
        let (folder, name) = path.rsplit_once('/').unwrap_or((".", path));
        self.dir.create_dir_all(folder).with_context(context)?;
        if let Some(waiting) = self.waiting {
            self.dir.create_dir_all(waiting).with_context(context)?;
        }
        let is_folder = self.dir.metadata(path).is_ok_and(|found| found.is_dir());
        ensure!(!is_folder, "writing `{path}`: a folder has this name");
        let number = self.number.fetch_add(1, Ordering::Relaxed);
        let temporary = match self.waiting {
            Some(waiting) => format!("{waiting}/{number}.new"),
            None => format!("{folder}/.{name}.new"),
        };
        let mut file = self
            .dir
            .create(&temporary)
            .with_context(context)?
            .into_std();
        let staged = Staged {
            site: Arc::clone(&self.dir),
            folder: folder.to_owned(),
            path: path.to_owned(),
            temporary: Some(temporary),
        };
        file.write_all(bytes)
            .and_then(|()| modified.map_or(Ok(()), |modified| file.set_modified(modified)))
            .with_context(context)?;
        Ok(staged)
    }
}

/// A change of a file that waits beside its place; dropped without landing, it goes away. It holds no file open:
/// thousands may wait.
pub(super) struct Staged {
    site: Arc<Dir>,
    folder: String,
    path: String,
    /// What takes the place; `None` = the file there goes away.
    temporary: Option<String>,
}

impl Staged {
    /// Takes its place at once; for good once its folder is synced.
    fn take_place(&mut self) -> anyhow::Result<()> {
        let done = match &self.temporary {
            Some(temporary) => self.site.rename(temporary, &self.site, &self.path),
            None => self.site.remove_file(&self.path),
        };
        done.with_context(|| format!("writing `{}`", self.path))?;
        self.temporary = None;
        Ok(())
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if let Some(temporary) = &self.temporary {
            let _ = self.site.remove_file(temporary);
        }
    }
}

/// Lets every change take its place, in order: bytes and folders are on disk before and after.
pub(super) fn land(staged: Vec<Staged>) -> anyhow::Result<()> {
    let waiting = staged.iter().filter_map(|change| {
        let temporary = change.temporary.as_deref()?;
        Some((temporary, change.site.as_ref()))
    });
    sync(&waiting.collect())?;
    let mut folders = BTreeMap::new();
    for mut change in staged {
        change.take_place()?;
        let site = Arc::clone(&change.site);
        folders.insert(std::mem::take(&mut change.folder), site);
    }
    for site in folders.values() {
        // Empty now, where there is one.
        let _ = site.remove_dir(WAITING);
    }
    let folders = folders.iter();
    sync(
        &folders
            .map(|(folder, site)| (folder.as_str(), site.as_ref()))
            .collect(),
    )
}

/// Waits until each of these files or folders is on disk.
fn sync(paths: &BTreeMap<&str, &Dir>) -> anyhow::Result<()> {
    for (path, site) in paths {
        let context = || format!("writing `{path}`");
        let file = site.open(path).with_context(context)?;
        #[cfg(target_os = "linux")]
        if paths.len() > SYNCED_ALONE_MAX {
            return rustix::fs::syncfs(&file).with_context(context);
        }
        file.sync_all().with_context(context)?;
    }
    Ok(())
}

/// Writes one file below `root` unless its bytes stand there already.
pub(super) fn write(root: &Path, path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let folder = Folder::open(root, path.parent().unwrap_or(Path::new(".")))?;
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    if folder.holds(&name, bytes) {
        return Ok(());
    }
    land(vec![folder.stage(&name, bytes, None)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_staged_file_is_seen_only_once_it_lands() {
        let site = tempfile::tempdir().expect("a folder");
        let folder = Folder::open_for_many(site.path(), Path::new("public")).expect("opened");
        let count = || std::fs::read_dir(site.path().join("public/a")).map_or(0, Iterator::count);
        drop(folder.stage("a/feed.xml", b"one", None).expect("staged"));
        assert_eq!((count(), folder.holds("a/feed.xml", b"one")), (0, false));
        let staged = folder.stage("a/feed.xml", b"one", None).expect("staged");
        assert!(!folder.holds("a/feed.xml", b"one"));
        land(vec![staged]).expect("landed");
        assert_eq!((count(), folder.holds("a/feed.xml", b"one")), (1, true));
    }

    #[test]
    fn thousands_may_wait_without_an_open_file() {
        let site = tempfile::tempdir().expect("a folder");
        let folder = Folder::open(site.path(), Path::new("public")).expect("opened");
        let open = || std::fs::read_dir("/proc/self/fd").map_or(0, Iterator::count);
        let before = open();
        let stage = |number: usize| folder.stage(&format!("{number}/feed.xml"), b"x", None);
        let waiting: Vec<_> = (0..500)
            .map(|number| stage(number).expect("staged"))
            .collect();
        // Other tests open files beside this one.
        assert!(open() < before + 250);
        land(waiting).expect("landed");
        assert!(folder.stage("0", b"x", None).is_err(), "a folder is there");
    }

    #[test]
    fn no_path_leaves_the_folder() {
        let site = tempfile::tempdir().expect("a folder");
        let folder = Folder::open(site.path(), Path::new("public")).expect("opened");
        assert!(folder.stage("../feed.xml", b"x", None).is_err());
        std::os::unix::fs::symlink("/tmp", site.path().join("public/out")).expect("a link");
        assert!(folder.stage("out/feed.xml", b"x", None).is_err());
    }
}
