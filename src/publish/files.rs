//! Files written whole or not at all, below a folder that no path can leave.

use std::io::Write as _;
use std::path::Path;

use anyhow::Context as _;
use cap_std::ambient_authority;
use cap_std::fs::Dir;

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

    /// Writes `bytes` to `path` unless they stand there already; says whether it wrote.
    pub(super) fn write_if_changed(&self, path: &str, bytes: &[u8]) -> anyhow::Result<bool> {
        if self.0.read(path).is_ok_and(|old| old == bytes) {
            return Ok(false);
        }
        let context = || format!("writing `{path}`");
        let (folder, name) = path.rsplit_once('/').unwrap_or((".", path));
        self.0.create_dir_all(folder).with_context(context)?;
        let folder = self.0.open_dir(folder).with_context(context)?;
        let temporary = format!(".{name}.new");
        let mut file = folder.create(&temporary).with_context(context)?;
        file.write_all(bytes)
            .and_then(|()| file.sync_all())
            .with_context(context)?;
        folder
            .rename(&temporary, &folder, name)
            .with_context(context)?;
        folder
            .open(".")
            .and_then(|opened| opened.sync_all())
            .with_context(context)?;
        Ok(true)
    }
}

/// Writes one file below `root`.
pub(super) fn write(root: &Path, path: &Path, bytes: &[u8]) -> anyhow::Result<bool> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    Folder::open(root, folder)?.write_if_changed(&name, bytes)
}
