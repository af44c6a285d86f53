//! `postrider explain`: which feeds and newsletters take a post, and why the others do not.

pub(super) mod finding;

use anyhow::bail;
use clap::Args;
use serde_json::{Value, json};

use crate::cli::console::Console;
use crate::cli::office::open_store;
use crate::cli::site::{load_library, open_config, read_clock};
use crate::cli::{Global, Outcome};
use crate::config::{Config, Newsletter};
use crate::content::Library;
use crate::feed::{self, Answer};
use crate::model::diagnostic::{Diagnostic, Mistakes};
use crate::model::issue::Past;
use crate::model::post::{Post, Term};
use crate::model::subscriber::Subscription;
use crate::newsletter::{self, Material, Standing};
use crate::publish;

use finding::Found;

/// What `explain` takes.
#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// The post: its file, URL, id, slug or title
    post: String,
}

pub(super) fn run(
    args: &ExplainArgs,
    global: &Global,
    console: &Console,
) -> anyhow::Result<Outcome> {
    let config = open_config(global, console)?;
    let now = read_clock();
    let library = load_library(&config, now)?;
    let typed = args.post.trim_start_matches("./");
    let (mut ledger, mistakes) = publish::load_ledger(&config)?;
    if !mistakes.is_empty() {
        return Err(Mistakes(mistakes).into());
    }
    let minted = ledger.settle(&library.posts, &library.left_out, &config.site, now);
    let at = match finding::find_post(&library.posts, &minted, typed) {
        Found::Post(at) => at,
        Found::Several(posts) => {
            let files: Vec<String> = posts
                .iter()
                .map(|at| console.path(&library.posts[*at].source))
                .collect();
            bail!(
                "`{typed}` is more than one post: name one of {}",
                files.join(", ")
            );
        }
        Found::None => return tell_left_out(&library, typed, console),
    };
    let id = |post: &Post| minted.get(&post.source).map(|minted| minted.id.clone());
    let ids: Vec<String> = library.posts.iter().filter_map(id).collect();
    let explained = Explained {
        post: &library.posts[at],
        id: &ids[at],
        feeds: feed::explain(&config, &library, at),
        newsletters: newsletters(&config, &library, &ids, at)?,
    };
    console.document(&explained.document())?;
    explained.tell(console);
    Ok(Outcome::Done)
}

/// A post and who takes it.
struct Explained<'a> {
    post: &'a Post,
    id: &'a str,
    feeds: Vec<Answer>,
    newsletters: Vec<(String, Standing)>,
}

impl Explained<'_> {
    fn document(&self) -> Value {
        let post = self.post;
        let stands = self.newsletters.iter().map(|(name, standing)| {
            json!({ "newsletter": name, "takes": standing.is_taken(), "why": standing.to_string() })
        });
        json!({
            "file": post.source, "url": post.url.as_str(), "id": self.id,
            "title": post.title, "date": post.date.to_string(), "language": post.language,
            "section": post.section, "categories": labels(&post.categories),
            "tags": labels(&post.tags), "authors": names(post),
            "feeds": self.feeds, "newsletters": stands.collect::<Vec<_>>(),
        })
    }

    fn tell(&self, console: &Console) {
        let post = self.post;
        console.say(console.path(&post.source));
        for (word, text) in [
            ("title", post.title.to_string()),
            ("URL", post.url.to_string()),
            ("id", self.id.to_owned()),
            ("date", post.date.to_string()),
            ("language", post.language.to_string()),
            ("section", post.section.clone()),
            ("categories", labels(&post.categories).join(", ")),
            ("tags", labels(&post.tags).join(", ")),
            ("authors", names(post).join(", ")),
        ] {
            if !text.is_empty() {
                console.say(format!("  {word:<11} {text}"));
            }
        }
        console.say("Feeds");
        for answer in &self.feeds {
            console.say(line(answer.takes, &answer.path, &answer.why));
        }
        if !self.newsletters.is_empty() {
            console.say("Newsletters");
        }
        for (name, standing) in &self.newsletters {
            console.say(line(standing.is_taken(), name, &standing.to_string()));
        }
    }
}

fn labels(terms: &[Term]) -> Vec<String> {
    terms.iter().map(|term| term.label.to_string()).collect()
}

fn names(post: &Post) -> Vec<String> {
    let authors = post.authors.iter();
    authors.map(|author| author.name.to_string()).collect()
}

fn line(takes: bool, name: &str, why: &str) -> String {
    format!("  {} {name}: {why}", if takes { "yes" } else { "no " })
}

/// A file that is no post: why, with its mistakes.
fn tell_left_out(library: &Library, typed: &str, console: &Console) -> anyhow::Result<Outcome> {
    let mut left_out = library.left_out.iter();
    let Some(left_out) = left_out.find(|left_out| finding::is_file(&left_out.file, typed)) else {
        let near = finding::find_near(library, typed);
        let near = near.map_or_else(String::new, |near| format!(": did you mean `{near}`?"));
        bail!("no post has the file, URL, id, slug or title `{typed}`{near}");
    };
    let found = library
        .diagnostics
        .iter()
        .filter(|found| found.file == left_out.file);
    let found: Vec<Diagnostic> = found.cloned().collect();
    console.diagnostics(&found);
    console.document(&json!({ "left_out": left_out, "diagnostics": found }))?;
    console.say(left_out.to_string());
    Ok(Outcome::Done)
}

/// Where each newsletter stands with the post at `at`.
fn newsletters(
    config: &Config,
    library: &Library,
    ids: &[String],
    at: usize,
) -> anyhow::Result<Vec<(String, Standing)>> {
    // A look must not make a store.
    let is_there = config.root.join(&config.store).is_file();
    let store = is_there.then(|| open_store(config)).transpose()?;
    let stand = |newsletter: &Newsletter| {
        let (mut past, mut last_issue) = (Past::default(), 0);
        let mut subscriptions: Vec<Subscription> = Vec::new();
        if let Some(store) = &store {
            past = store.past(&newsletter.name)?;
            last_issue = store
                .last_issue(&newsletter.name)?
                .map_or(0, |last| last.name.number);
            subscriptions = store.subscriptions(&newsletter.name)?;
        }
        let material = Material {
            newsletter,
            posts: &library.posts,
            ids,
            past: &past,
            last_issue,
            subscriptions: &subscriptions,
            since: None,
        };
        Ok((newsletter.name.clone(), newsletter::explain(&material, at)))
    };
    config.newsletters.iter().map(stand).collect()
}
