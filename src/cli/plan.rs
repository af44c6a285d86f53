//! `postrider plan`: who gets what of the next issue and why, who does not, and how large and long it all is. Nothing is written.

mod document;
mod duration;
mod layout;
mod mails;
mod people;
mod report;

use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::cli::console::Console;
use crate::cli::forgotten::find_forgotten;
use crate::cli::outlook::{Outlook, stand_in_secret};
use crate::cli::site::{find_newsletter, midnight, open_config, read_clock, read_day};
use crate::cli::{Global, Outcome};
use crate::mail::freeze::{Press, Purpose};
use crate::mail::imprint::Imprint;
use crate::mail::lint::Linter;
use crate::mail::weight::Weight;
use crate::model::diagnostic::Diagnostic;
use crate::model::issue::FrozenIssue;
use crate::newsletter::{Draft, compose, misses};
use crate::store::IssueSummary;
use crate::template::Templates;

use people::{Group, group_absent};

/// What `plan` takes.
#[derive(Debug, Args)]
pub(super) struct PlanArgs {
    /// The newsletter's name in postrider.yaml
    newsletter: String,
    /// A first issue takes no post older than this day
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = read_day)]
    since: Option<Date>,
    /// Name every post and every person, not only the first few
    #[arg(long)]
    all: bool,
}

/// How much is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Length {
    Few,
    All,
}

impl Length {
    /// How many of `count` are named: a few more than a few are named, too.
    fn of(self, count: usize) -> usize {
        const FEW: usize = 5;
        match self {
            Self::All => count,
            Self::Few if count <= FEW + 1 => count,
            Self::Few => FEW,
        }
    }
}

/// What would be sent.
struct Plan<'a> {
    outlook: &'a Outlook<'a>,
    now: Timestamp,
    since: Option<Date>,
    /// `None` where there is nothing to send.
    issue: Option<Composed>,
    absent: Vec<Group>,
    under_way: Vec<IssueSummary>,
    found: Vec<Diagnostic>,
}

/// The issue that would be frozen.
struct Composed {
    draft: Draft,
    frozen: FrozenIssue,
    weights: Vec<Weight>,
    imprint: Imprint,
}

pub(super) fn run(args: &PlanArgs, global: &Global, console: &Console) -> anyhow::Result<Outcome> {
    let config = open_config(global, console)?;
    let newsletter = find_newsletter(&config, &args.newsletter)?;
    let now = read_clock();
    let since = args
        .since
        .map(|day| midnight(day, newsletter))
        .transpose()?;
    let outlook = Outlook::open(&config, newsletter, since, now, console)?;
    let plan = Plan::of(&outlook, args.since, now)?;
    let length = if args.all { Length::All } else { Length::Few };
    console.diagnostics(&plan.found);
    console.document(&plan.document(length))?;
    if !console.json {
        plan.tell(length, console);
    }
    let blocked = plan.found.iter().any(Diagnostic::is_error);
    let verdict = if blocked {
        Outcome::Mistakes
    } else {
        Outcome::Done
    };
    Ok(outlook.roster.worse(verdict))
}

impl<'a> Plan<'a> {
    fn of(outlook: &'a Outlook<'a>, since: Option<Date>, now: Timestamp) -> anyhow::Result<Self> {
        let material = outlook.material();
        let draft = compose(&material);
        let missed = misses(&material, draft.as_ref());
        let name = &outlook.newsletter.name;
        let mut under_way = outlook.store.unfinished_issues()?;
        under_way.retain(|issue| issue.name.newsletter == *name);
        let mut plan = Self {
            outlook,
            now,
            since,
            issue: None,
            absent: group_absent(outlook, &missed),
            under_way,
            found: find_forgotten(outlook.config, Some(&outlook.store))?,
        };
        if let Some(draft) = draft {
            let composed = compose_issue(outlook, draft, now)?;
            let linter = Linter {
                config: outlook.config,
                newsletter: outlook.newsletter,
                posts: &outlook.library.posts,
            };
            plan.found.extend(linter.judge(&composed.frozen)?);
            plan.issue = Some(composed);
        }
        Ok(plan)
    }

    fn recipients(&self) -> usize {
        let variants = self.issue.iter().flat_map(|issue| &issue.draft.variants);
        variants.map(|variant| variant.subscriptions.len()).sum()
    }

    /// Everybody who asked for the newsletter, mailed or not.
    fn subscribers(&self) -> usize {
        self.outlook.gathered.subscriptions.len() + self.outlook.refused.len()
    }
}

fn compose_issue(outlook: &Outlook, draft: Draft, now: Timestamp) -> anyhow::Result<Composed> {
    let templates = Templates::load(outlook.config)?;
    let press = Press {
        config: outlook.config,
        templates: &templates,
        secret: &stand_in_secret()?,
        now,
        purpose: Purpose::Issue,
    };
    let frozen = press.freeze(&draft, &outlook.material())?;
    let weights = frozen.variants.iter().map(Weight::of);
    Ok(Composed {
        imprint: outlook
            .next()
            .imprint(&templates, &draft, &outlook.gathered)?,
        weights: weights.collect::<anyhow::Result<_>>()?,
        draft,
        frozen,
    })
}
