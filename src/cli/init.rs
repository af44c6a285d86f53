//! `postrider init`: a new site that can be published at once.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;

use crate::cli::Outcome;
use crate::cli::console::Console;
use crate::cli::site::read_clock;

/// What `init` takes.
#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// The new site's folder
    #[arg(default_value = ".")]
    dir: PathBuf,
}

const CONFIG: &str = include_str!("init/postrider.yaml");
const POST: &str = include_str!("init/hello.md");
const IGNORED: &str = include_str!("init/gitignore.txt");

pub(super) fn run(args: &InitArgs, console: &Console) -> anyhow::Result<Outcome> {
    let config = args.dir.join("postrider.yaml");
    anyhow::ensure!(
        !config.exists(),
        "`{}` exists already: this folder is a site",
        config.display()
    );
    let today = read_clock().to_string();
    let today = today.split('T').next().unwrap_or_default();
    let posts = args.dir.join("content/posts");
    std::fs::create_dir_all(&posts).with_context(|| format!("making `{}`", posts.display()))?;
    write_new(&posts.join("hello.md"), &POST.replace("TODAY", today))?;
    write_new(&args.dir.join(".gitignore"), IGNORED)?;
    write_new(&config, CONFIG)?;
    console.say(format!(
        "A new site in {}/: postrider.yaml and content/posts/hello.md",
        args.dir.display()
    ));
    console.say(
        "Next: set site.url and site.title in postrider.yaml, then run postrider publish there",
    );
    Ok(Outcome::Done)
}

/// Writes a file that is not there yet; one that is stays as it is.
fn write_new(path: &Path, text: &str) -> anyhow::Result<()> {
    match std::fs::File::create_new(path) {
        Ok(mut file) => std::io::Write::write_all(&mut file, text.as_bytes())
            .with_context(|| format!("writing `{}`", path.display())),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error).with_context(|| format!("writing `{}`", path.display())),
    }
}
