//! Files written whole or not at all, below a folder that no path can leave.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;

use anyhow::Context as _;
use cap_std::ambient_authority;
use cap_std::fs::Dir;

/// One build at a time works in a site's folder; the lock ends with the value or the process.
pub(super) struct Turn {
    _lock: Option<File>,
}

impl Turn {
    /// Waits for a build that is under way. A file system without locks grants it at once.
    pub(super) fn wait(root: &Path) -> Self {
        let lock = File::open(root).ok().filter(|folder| folder.lock().is_ok());
        Self { _lock: lock }
    }
}

/// A folder opened once; every path is resolved below it by the system (openat2 or its equivalent).
pub(super) struct Folder(Dir);

impl Folder {
    /// Opens `folder` below `root`, making it when it is missing.
    pub(super) fn open(root: &Path, folder: &Path) -> anyhow::Result<Self> {
        let full = root.join(folder);
        std::fs::create_dir_all(&full).with_context(|| format!("making `{}`", full.display()))?;
        let dir = Dir::open_ambient_dir(&full, ambient_authority());
        Ok(Self(dir.with_context(|| {
            format!("opening `{}`", full.display())
        })?))
    }

    /// Whether `bytes` stand at `path` already.
    pub(super) fn holds(&self, path: &str, bytes: &[u8]) -> bool {
        let same_length = self
            .0
            .metadata(path)
            .is_ok_and(|found| usize::try_from(found.len()).is_ok_and(|len| len == bytes.len()));
        same_length && self.0.read(path).is_ok_and(|old| old == bytes)
    }

    /// Writes `bytes` beside `path`, synced; [`Staged::land`] puts them there.
    pub(super) fn stage(&self, path: &str, bytes: &[u8]) -> anyhow::Result<Staged> {
        let context = || format!("writing `{path}`");
        let (folder, name) = path.rsplit_once('/').unwrap_or((".", path));
        self.0.create_dir_all(folder).with_context(context)?;
        let folder = self.0.open_dir(folder).with_context(context)?;
        let temporary = format!(".{name}.new");
        let mut file = folder.create(&temporary).with_context(context)?;
        let staged = Staged {
            folder,
            temporary,
            name: name.to_owned(),
            landed: false,
        };
        file.write_all(bytes)
            .and_then(|()| file.sync_all())
            .with_context(context)?;
        Ok(staged)
    }
}

/// A file that waits beside its place; dropped without landing, it goes away.
pub(super) struct Staged {
    folder: Dir,
    temporary: String,
    name: String,
    landed: bool,
}

impl Staged {
    /// Takes its place, at once and for good.
    pub(super) fn land(mut self) -> anyhow::Result<()> {
        self.folder
            .rename(&self.temporary, &self.folder, &self.name)
            .and_then(|()| self.folder.open("."))
            .and_then(|folder| folder.sync_all())
            .with_context(|| format!("writing `{}`", self.name))?;
        self.landed = true;
        Ok(())
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if !self.landed {
            let _ = self.folder.remove_file(&self.temporary);
        }
    }
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
    folder.stage(&name, bytes)?.land()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_staged_file_is_seen_only_once_it_lands() {
        let site = tempfile::tempdir().expect("a folder");
        let folder = Folder::open(site.path(), Path::new("public")).expect("opened");
        let count = || std::fs::read_dir(site.path().join("public/a")).map_or(0, Iterator::count);
        drop(folder.stage("a/feed.xml", b"one").expect("staged"));
        assert_eq!((count(), folder.holds("a/feed.xml", b"one")), (0, false));
        let staged = folder.stage("a/feed.xml", b"one").expect("staged");
        assert!(!folder.holds("a/feed.xml", b"one"));
        staged.land().expect("landed");
        assert_eq!((count(), folder.holds("a/feed.xml", b"one")), (1, true));
    }

    #[test]
    fn no_path_leaves_the_folder() {
        let site = tempfile::tempdir().expect("a folder");
        let folder = Folder::open(site.path(), Path::new("public")).expect("opened");
        assert!(folder.stage("../feed.xml", b"x").is_err());
        std::os::unix::fs::symlink("/tmp", site.path().join("public/out")).expect("a link");
        assert!(folder.stage("out/feed.xml", b"x").is_err());
    }
}
