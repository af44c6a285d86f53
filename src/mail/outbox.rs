//! The folder of `.eml` files: where mail goes until a relay is configured.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context;
use ring::digest;

use crate::model::Address;
use crate::model::IssueName;
use crate::model::text::hex;

/// A folder that takes each delivery as one file, whose name says which.
#[derive(Clone, Debug)]
pub struct Outbox {
    folder: PathBuf,
}

impl Outbox {
    /// The outbox in `folder`, which is made (mode 0700) when the first message comes.
    pub fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }

    /// Where the file of a delivery is or will be.
    pub fn path(&self, issue: &IssueName, address: &Address) -> PathBuf {
        let name = format!(
            "{}-{}-{}.eml",
            issue.newsletter,
            issue.number,
            safe(address)
        );
        self.folder.join(name)
    }

    /// Whether the delivery is there, whole.
    pub fn has(&self, issue: &IssueName, address: &Address) -> bool {
        self.path(issue, address).is_file()
    }

    /// Writes a message: temporary file, sync, rename. A repeat replaces it by the same bytes.
    ///
    /// # Errors
    /// When the folder or file cannot be written.
    pub fn put(&self, issue: &IssueName, address: &Address, message: &[u8]) -> anyhow::Result<()> {
        let path = self.path(issue, address);
        self.write(&path, message)
            .with_context(|| format!("writing `{}`", path.display()))
    }

    fn write(&self, path: &Path, message: &[u8]) -> std::io::Result<()> {
        make_folder(&self.folder)?;
        let mut temporary = path.as_os_str().to_owned();
        temporary.push(".part");
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&temporary)?;
        file.write_all(message)?;
        file.sync_all()?;
        fs::rename(&temporary, path)?;
        fs::File::open(&self.folder)?.sync_all()
    }
}

fn make_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// The address as part of a file name; where a sign had to go, a digest keeps two addresses apart.
fn safe(address: &Address) -> String {
    let key = address.key();
    let (local, domain) = key.rsplit_once('@').unwrap_or((&key, ""));
    let is_safe = |sign: char| sign.is_ascii_alphanumeric() || "+-_.".contains(sign);
    let kept: String = local
        .chars()
        .map(|sign| if is_safe(sign) { sign } else { '_' })
        .collect();
    let mut name = format!("{kept}_at_{domain}");
    if kept != local || name.len() > 180 {
        let digest = digest::digest(&digest::SHA256, key.as_bytes());
        name.truncate(180);
        name.push('-');
        name.push_str(&hex(&digest.as_ref()[..4]));
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_private_whole_and_named_for_its_delivery() {
        let folder = tempfile::tempdir().expect("a folder");
        let outbox = Outbox::new(&folder.path().join("outbox"));
        let issue: IssueName = "weekly/3".parse().expect("a name");
        let ada = Address::parse("Ada@example.org").expect("valid");
        assert!(!outbox.has(&issue, &ada));
        outbox.put(&issue, &ada, b"one").expect("written");
        outbox.put(&issue, &ada, b"one").expect("written again");
        assert!(outbox.has(&issue, &ada));
        let path = folder.path().join("outbox/weekly-3-ada_at_example.org.eml");
        assert_eq!(fs::read(&path).expect("there"), b"one");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode();
            assert_eq!(mode(&path) & 0o777, 0o600);
            assert_eq!(mode(path.parent().expect("a folder")) & 0o777, 0o700);
        }
    }

    #[test]
    fn no_address_leaves_the_folder_or_takes_anothers_name() {
        let names: Vec<String> = ["a/b@x.org", "a?b@x.org", "a_b@x.org", "a{/}b@x.org"]
            .iter()
            .map(|raw| safe(&Address::parse(raw).expect("valid")))
            .collect();
        assert!(names.iter().all(|name| !name.contains(['/', '\\'])));
        let distinct: std::collections::HashSet<&String> = names.iter().collect();
        assert_eq!(distinct.len(), names.len());
    }
}
