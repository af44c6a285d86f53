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
const MERGED: &str = include_str!("init/gitattributes.txt");

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
    let mut made = Vec::new();
    let post = posts.join("hello.md");
    for (path, text) in [
        (post, POST.replace("TODAY", today)),
        (config, CONFIG.to_owned()),
    ] {
        if write_new(&path, &text)? {
            made.push(path.display().to_string());
        } else {
            console.say(format!(
                "{} is there already and stays as it is",
                path.display()
            ));
        }
    }
    // What runs make, and above all the secret and the addresses, stays out of version control.
    add_lines(&args.dir.join(".gitignore"), IGNORED, console)?;
    // Two people's new ids go side by side.
    add_lines(&args.dir.join(".gitattributes"), MERGED, console)?;
    console.document(&serde_json::json!({ "made": made }))?;
    console.say(format!("Made {}", made.join(" and ")));
    console.say(
        "Next: set site.url and site.title in postrider.yaml, then run postrider publish there",
    );
    Ok(Outcome::Done)
}

/// Makes a file of `lines`, or adds those that the file lacks.
fn add_lines(path: &Path, lines: &str, console: &Console) -> anyhow::Result<()> {
    if write_new(path, lines)? {
        return Ok(());
    }
    let context = || format!("adding to `{}`", path.display());
    let there = std::fs::read_to_string(path).with_context(context)?;
    let missing: Vec<&str> = lines
        .lines()
        .filter(|line| !there.lines().any(|known| known == *line))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let line_end = if there.ends_with('\n') || there.is_empty() {
        ""
    } else {
        "\n"
    };
    let text = format!("{there}{line_end}{}\n", missing.join("\n"));
    std::fs::write(path, text).with_context(context)?;
    console.say(format!(
        "Added to {}: {}",
        path.display(),
        missing.join(", ")
    ));
    Ok(())
}

/// Writes a file that is not there yet; `false` when it is, and stays as it is.
fn write_new(path: &Path, text: &str) -> anyhow::Result<bool> {
    let context = || format!("writing `{}`", path.display());
    match std::fs::File::create_new(path) {
        Ok(mut file) => {
            std::io::Write::write_all(&mut file, text.as_bytes()).with_context(context)?;
            Ok(true)
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error).with_context(context),
    }
}
