//! `postrider why-not`: why somebody did not get an issue, as far as the store knows what held when it was frozen.

mod chosen;
mod frozen;
mod next;

use clap::Args;
use serde_json::{Value, json};

use crate::cli::console::Console;
use crate::cli::office::read_address;
use crate::cli::site::{find_newsletter, open_config, read_clock};
use crate::cli::{Global, Outcome};
use crate::config::Config;
use crate::model::address::Address;
use crate::model::delivery::IssueName;
use crate::store::{IssueSummary, Store};

/// What `why-not` takes.
#[derive(Debug, Args)]
pub(super) struct WhyNotArgs {
    /// The person's address
    address: String,
    /// An issue such as weekly/12, also the next one, or a newsletter for its latest
    issue: String,
}

/// Why an issue did not reach somebody, or that it did.
struct Answer {
    /// Whether the person got it or will; `None` where nobody can know.
    got: Option<bool>,
    /// The word in JSON.
    reason: &'static str,
    /// In words, more than one sentence where there is more to know.
    words: String,
    /// The delivery, where there is one.
    delivery: Option<Value>,
}

impl Answer {
    fn no(reason: &'static str, words: impl Into<String>) -> Self {
        Self {
            got: Some(false),
            reason,
            words: words.into(),
            delivery: None,
        }
    }
}

/// The issue that is asked about.
enum Asked {
    Frozen(IssueSummary),
    Next(IssueName),
}

pub(super) fn run(
    args: &WhyNotArgs,
    global: &Global,
    console: &Console,
) -> anyhow::Result<Outcome> {
    let config = open_config(global, console)?;
    let address = read_address(&args.address)?;
    let store = Store::look(&config.root.join(&config.store))?;
    let now = read_clock();
    let (name, answer) = match find(&config, &store, &args.issue)? {
        Asked::Frozen(issue) => {
            let answer = frozen::explain(&config, &store, &address, &issue, now)?;
            (issue.name, answer)
        }
        Asked::Next(name) => {
            let newsletter = find_newsletter(&config, &name.newsletter)?;
            let answer = next::explain(&config, newsletter, &address, now, console)?;
            (name, answer)
        }
    };
    console.document(&document(&address, &name, &answer))?;
    let head = match answer.got {
        Some(true) => "yes",
        Some(false) => "no",
        None => "nobody can know",
    };
    console.say(format!("{} and {name}: {head}", address.as_str()));
    for line in wrap(&answer.words) {
        console.say(format!("  {line}"));
    }
    Ok(Outcome::Done)
}

fn document(address: &Address, issue: &IssueName, answer: &Answer) -> Value {
    json!({
        "address": address.as_str(), "issue": issue.to_string(), "got": answer.got, "reason": answer.reason,
        "words": answer.words, "delivery": answer.delivery,
    })
}

/// The issue that was typed: one that was frozen, or the one that comes next.
fn find(config: &Config, store: &Store, typed: &str) -> anyhow::Result<Asked> {
    let (newsletter, number) = if typed.contains('/') {
        let name: IssueName = typed.parse().map_err(anyhow::Error::msg)?;
        (name.newsletter, Some(name.number))
    } else {
        (typed.to_owned(), None)
    };
    let last = store.last_issue(&newsletter)?;
    if last.is_none() {
        find_newsletter(config, &newsletter)?;
    }
    let last_number = last.as_ref().map_or(0, |last| last.name.number);
    let name = IssueName {
        newsletter,
        number: number.unwrap_or(last_number.max(1)),
    };
    if let Some(issue) = store.issue(&name)? {
        return Ok(Asked::Frozen(issue));
    }
    let next = last_number.max(store.goes_on_after(&name.newsletter)?) + 1;
    anyhow::ensure!(
        number.is_none() || name.number == next,
        "the store has no issue {name}; the next is {}/{next}",
        name.newsletter
    );
    Ok(Asked::Next(IssueName {
        number: next,
        ..name
    }))
}

/// Words on lines of at most 76 characters.
fn wrap(words: &str) -> Vec<String> {
    const WIDTH: usize = 76;
    let mut lines = vec![String::new()];
    for word in words.split_whitespace() {
        let line = lines.last_mut().map_or(0, |line| line.chars().count());
        if line > 0 && line + 1 + word.chars().count() > WIDTH {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}
