//! What a build wants to stand below `output.dir`: files with their compressed twins, each touched only when it differs.

use std::io::Write as _;
use std::time::{Duration, SystemTime};

use anyhow::Context as _;
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, GzBuilder};
use jiff::Timestamp;

use crate::config::{Config, Encoding};
use crate::publish::files::{Folder, Staged};

/// Small enough for a build, and nearly as small as can be.
const BROTLI_QUALITY: i32 = 9;
const TWINS: [(Encoding, &str); 2] = [(Encoding::Gzip, "gz"), (Encoding::Brotli, "br")];

/// The output folder of a site.
pub(super) struct Output {
    folder: Folder,
    compress: Vec<Encoding>,
    now: Timestamp,
}

impl Output {
    /// Opens `output.dir`, making it when it is missing.
    pub(super) fn open(config: &Config, now: Timestamp) -> anyhow::Result<Self> {
        Ok(Self {
            folder: Folder::open_for_many(&config.root, &config.output.dir)?,
            compress: config.output.compress.clone(),
            now,
        })
    }

    /// Whether the last lines of the file at `path` hold `mark`.
    pub(super) fn ends_with(&self, path: &str, mark: &str) -> bool {
        let tail = self.folder.tail(path).unwrap_or_default();
        tail.windows(mark.len()).any(|part| part == mark.as_bytes())
    }

    /// Whether the twins of the file at `path` are there, packed with it.
    pub(super) fn is_packed(&self, path: &str) -> bool {
        let modified = self.folder.modified(path);
        TWINS.iter().all(|(encoding, ending)| {
            let is_twin = |modified| self.is_twin(&format!("{path}.{ending}"), modified);
            !self.compress.contains(encoding) || modified.is_some_and(is_twin)
        })
    }

    /// The removal of the file at `path` and of its twins.
    pub(super) fn stage_removal(&self, path: &str) -> Vec<Staged> {
        let twins = TWINS.map(|(_, ending)| format!("{path}.{ending}"));
        let all = twins.iter().map(String::as_str).chain([path]);
        all.filter(|path| self.folder.modified(path).is_some())
            .map(|path| self.folder.stage_removal(path))
            .collect()
    }

    /// Removes those of the folders in which nothing is, in this order.
    pub(super) fn remove_empty(&self, folders: &[String]) {
        for folder in folders {
            self.folder.remove_if_empty(folder);
        }
    }

    /// Makes `bytes` and their twins wait for their place at `path`; nothing waits where all stand there already.
    /// New bytes must pass `verify` first. A web server tells readers the file's moment of change: `updated`, the newest
    /// change in it, unless the file that it replaces is as young.
    pub(super) fn stage(
        &self,
        path: &str,
        bytes: &[u8],
        updated: Timestamp,
        verify: impl FnOnce() -> anyhow::Result<()>,
    ) -> anyhow::Result<Change> {
        let before = self.folder.modified(path);
        let mut staged = Vec::new();
        let modified = match before {
            Some(before) if self.folder.holds(path, bytes) => before,
            _ => {
                verify()?;
                let modified = self.moment_of_change(updated, before);
                staged.push(self.folder.stage(path, bytes, Some(modified))?);
                modified
            }
        };
        let is_new = !staged.is_empty();
        for (encoding, ending) in TWINS {
            let twin = format!("{path}.{ending}");
            let twin_modified = self.folder.modified(&twin);
            if self.compress.contains(&encoding) {
                if is_new || !self.is_twin(&twin, modified) {
                    let packed =
                        pack(encoding, bytes).with_context(|| format!("packing {path}"))?;
                    staged.push(self.folder.stage(&twin, &packed, Some(modified))?);
                }
            } else if twin_modified.is_some_and(|twin| is_new || twin < modified) {
                // A server would go on sending what it held before.
                staged.push(self.folder.stage_removal(&twin));
            }
        }
        Ok(Change { is_new, staged })
    }

    /// Later than the file before it, so that nobody takes the new one for the old, and never in the future.
    fn moment_of_change(&self, updated: Timestamp, before: Option<SystemTime>) -> SystemTime {
        let now = system_time(self.now);
        let later = before.and_then(|before| before.checked_add(Duration::from_secs(1)));
        let updated = system_time(updated);
        later.map_or(updated, |later| later.max(updated)).min(now)
    }

    /// Whether what stands at `twin` was packed with the file that was changed at that moment.
    fn is_twin(&self, twin: &str, modified: SystemTime) -> bool {
        let has_bytes = self.folder.tail(twin).is_ok_and(|tail| !tail.is_empty());
        has_bytes && self.folder.modified(twin) == Some(modified)
    }

    /// Makes `bytes` wait for their place at `path`, without twins: the file is for programs on this machine.
    pub(super) fn stage_alone(&self, path: &str, bytes: &[u8]) -> anyhow::Result<Change> {
        if self.folder.holds(path, bytes) {
            return Ok(Change::default());
        }
        Ok(Change {
            is_new: true,
            staged: vec![self.folder.stage(path, bytes, None)?],
        })
    }

    /// What stands at `path`, where something does.
    pub(super) fn read(&self, path: &str) -> Option<Vec<u8>> {
        self.folder.read(path)
    }
}

/// What becomes of one file.
#[derive(Default)]
pub(super) struct Change {
    /// Whether its bytes differ from those on disk.
    pub(super) is_new: bool,
    /// It and its twins, where they do.
    pub(super) staged: Vec<Staged>,
}

/// A moment as file systems tell it; those before 1970 cannot be told on all.
fn system_time(moment: Timestamp) -> SystemTime {
    let milliseconds = u64::try_from(moment.as_millisecond()).unwrap_or(0);
    SystemTime::UNIX_EPOCH + Duration::from_millis(milliseconds)
}

/// The same bytes for the same bytes, on every machine: no name and no time goes in.
fn pack(encoding: Encoding, bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    match encoding {
        Encoding::Gzip => {
            let mut writer = GzBuilder::new().write(Vec::new(), Compression::best());
            writer.write_all(bytes)?;
            writer.finish()
        }
        Encoding::Brotli => {
            let parameters = BrotliEncoderParams {
                quality: BROTLI_QUALITY,
                size_hint: bytes.len(),
                ..BrotliEncoderParams::default()
            };
            let mut packed = Vec::new();
            brotli::BrotliCompress(&mut &bytes[..], &mut packed, &parameters)?;
            Ok(packed)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;

    #[test]
    fn twins_unpack_to_the_same_bytes() {
        let bytes = "a feed of some length, ".repeat(1000).into_bytes();
        let gzip = pack(Encoding::Gzip, &bytes).expect("packed");
        let mut plain = Vec::new();
        let read = flate2::read::GzDecoder::new(&gzip[..]).read_to_end(&mut plain);
        assert_eq!((read.expect("gzip"), &plain), (bytes.len(), &bytes));
        let brotli = pack(Encoding::Brotli, &bytes).expect("packed");
        let mut plain = Vec::new();
        brotli::BrotliDecompress(&mut &brotli[..], &mut plain).expect("brotli");
        assert_eq!(plain, bytes);
        assert!(gzip.len() < 500 && brotli.len() < 500);
    }
}
