//! Which feeds a site has and which posts each takes.

mod mistakes;

use std::collections::{BTreeMap, BTreeSet};

use crate::config::{Config, Each, FeedRule};
use crate::content::{self, Library, subject_of, subjects};
use crate::feed::FeedFile;
use crate::feed::topic::{Topic, TopicKind};
use crate::model::diagnostic::{Diagnostic, Place};
use crate::model::language::Language;
use crate::model::post::Post;
use crate::model::selection::Selection;
use crate::model::slug::Slug;
use crate::model::text::Text;

/// One feed to make.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Path below `output.dir` without ending.
    pub path: String,
    /// The title.
    pub title: Text,
    /// The feed's language.
    pub language: Language,
    /// What it gathers.
    pub topic: Topic,
    /// Its form.
    pub shape: crate::config::FeedShape,
    /// Indices into the library's posts, newest first: those it shows, then those of its archive.
    pub posts: Vec<usize>,
    /// Each format's file.
    pub files: Vec<FeedFile>,
    /// The posts on each page of its archive, the oldest page first, as the ledger lays them out; indices into the library's.
    pub pages: Vec<Vec<usize>>,
    /// Where the feed was configured; the start of the file for a default one.
    pub place: Place,
}

/// The values of one feed of an `each`.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Member {
    slug: String,
    /// Tells names apart that have one slug.
    id: String,
    language: Option<Language>,
}

/// Every feed of the site, and the mistakes in their rules.
pub fn plan(config: &Config, library: &Library) -> (Vec<Plan>, Vec<Diagnostic>) {
    let rules = rules_of(config, library);
    let plans: Vec<Plan> = rules
        .iter()
        .flat_map(|rule| plan_rule(config, library, rule))
        .collect();
    let mut diagnostics = mistakes::find_clashes(config, &plans);
    diagnostics.extend(mistakes::find_unknown_feeds(library, &plans));
    (plans, diagnostics)
}

/// The rules of the configuration, or those that hold without any.
pub(super) fn rules_of(config: &Config, library: &Library) -> Vec<FeedRule> {
    let given = config.feeds.clone();
    given.unwrap_or_else(|| default_rules(config, library))
}

fn default_rules(config: &Config, library: &Library) -> Vec<FeedRule> {
    let rule = |path: &str, each: &[Each]| FeedRule {
        path: path.to_owned(),
        title: None,
        each: each.to_vec(),
        select: Selection::default(),
        shape: config.output.shape.clone(),
        place: Place::START,
    };
    let term = content::default_subject(&library.posts);
    let folder = if term == Each::Tag {
        "tags"
    } else {
        "categories"
    };
    let mut rules = vec![
        rule("feed", &[]),
        rule(&format!("{folder}/{{slug}}/feed"), &[term]),
    ];
    if !config.site.languages.is_empty() {
        rules.push(rule("{lang}/feed", &[Each::Language]));
        rules.push(rule(
            &format!("{{lang}}/{folder}/{{slug}}/feed"),
            &[Each::Language, term],
        ));
    }
    rules
}

pub(super) fn plan_rule(config: &Config, library: &Library, rule: &FeedRule) -> Vec<Plan> {
    let chosen: Vec<usize> = (0..library.posts.len())
        .filter(|at| rule.select.takes(&library.posts[*at]))
        .collect();
    if rule.each.is_empty() {
        let plan = finish(config, library, rule, &Member::default(), chosen);
        return vec![plan];
    }
    let mut members: BTreeMap<Member, Vec<usize>> = BTreeMap::new();
    for at in chosen {
        for member in members_of(&library.posts[at], &rule.each) {
            members.entry(member).or_default().push(at);
        }
    }
    let mut taken: BTreeSet<(String, Option<Language>)> = BTreeSet::new();
    let plans = members.into_iter().map(|(mut member, posts)| {
        // Two names with one slug are a mistake; whoever keeps going gets a feed for each.
        if !taken.insert((member.slug.clone(), member.language.clone())) {
            member.slug = Slug::apart(&member.id).to_string();
            taken.insert((member.slug.clone(), member.language.clone()));
        }
        finish(config, library, rule, &member, posts)
    });
    plans.filter(|plan| !plan.posts.is_empty()).collect()
}

/// The members of one post, each once.
pub(super) fn members_of(post: &Post, each: &[Each]) -> BTreeSet<Member> {
    let with_language = each.contains(&Each::Language);
    let language = with_language.then(|| post.language.clone());
    let plain = |slug: String| (slug, String::new(), Text::default());
    let subjects = match subject_of(each) {
        Some(Each::Section) if post.section.is_empty() => Vec::new(),
        Some(Each::Section | Each::Language) => vec![plain(post.section.clone())],
        Some(kind) => subjects(post, kind),
        None => vec![plain(post.language.to_string())],
    };
    let subjects = subjects.into_iter();
    subjects
        .map(|(slug, id, _)| Member {
            slug,
            id,
            language: language.clone(),
        })
        .collect()
}

fn finish(
    config: &Config,
    library: &Library,
    rule: &FeedRule,
    member: &Member,
    posts: Vec<usize>,
) -> Plan {
    let site = &config.site;
    let language = member.language.as_ref().unwrap_or(&site.language);
    let fill = |pattern: &str, name: &str| {
        content::fill(pattern, |placeholder| {
            Some(match placeholder {
                "slug" => member.slug.clone(),
                "lang" => language.to_string(),
                "name" => name.to_owned(),
                _ => return None,
            })
        })
    };
    let path = fill(&rule.path, "");
    let name = name_of(library, rule, member, language, site, &posts);
    let title = match &rule.title {
        Some(title) => fill(title, &name),
        None if name.is_empty() => site.title.clone(),
        None => format!("{name} · {}", site.title),
    };
    let kept = match rule.shape.limit {
        Some(limit) if !rule.shape.archive => limit,
        _ => usize::MAX,
    };
    let mut posts: Vec<usize> = posts
        .into_iter()
        .filter(|at| library.posts[*at].feeds.admits(&path))
        .collect();
    // Which of one date come first is for the ledger to say.
    if let Some(oldest) = posts
        .get(kept.saturating_sub(1))
        .map(|at| library.posts[*at].date)
    {
        posts.retain(|at| library.posts[*at].date >= oldest);
    }
    Plan {
        title: Text::one_line(&title),
        language: language.clone(),
        topic: Topic {
            kind: TopicKind::of(rule),
            name: Text::one_line(&name),
            edition: member.language.clone(),
        },
        shape: rule.shape.clone(),
        files: rule
            .shape
            .formats
            .iter()
            .filter_map(|format| {
                let names = &config.output.file_names;
                let (_, pattern) = names.iter().find(|(named, _)| named == format)?;
                FeedFile::of(&site.url, *format, pattern, &path)
            })
            .collect(),
        pages: Vec::new(),
        place: rule.place,
        posts,
        path,
    }
}

/// What people call the feed's category, author, language or section.
fn name_of(
    library: &Library,
    rule: &FeedRule,
    member: &Member,
    language: &Language,
    site: &crate::config::Site,
    posts: &[usize],
) -> String {
    let Some(each) = rule
        .each
        .iter()
        .find(|each| **each != Each::Language)
        .or(rule.each.first())
    else {
        return String::new();
    };
    let first = posts.first().map(|at| &library.posts[*at]);
    let said = |kind: Each| {
        let mut all = posts.iter().map(|at| &library.posts[*at]);
        let post = all.find(|post| post.language == *language).or(first)?;
        let mut own = subjects(post, kind).into_iter();
        own.find(|(_, id, _)| *id == member.id)
            .map(|(.., label)| label.to_string())
    };
    let found = match each {
        Each::Category => library
            .categories
            .label(&Slug::of(&member.slug), language, &site.language)
            .map(ToString::to_string)
            .or_else(|| said(Each::Category)),
        Each::Tag | Each::Author => said(*each),
        Each::Language => language.autonym().map(capitalise),
        Each::Section => None,
    };
    found.unwrap_or_else(|| member.slug.clone())
}

/// A word as it stands at the beginning of a title.
fn capitalise(word: &str) -> String {
    let mut signs = word.chars();
    let first: Vec<char> = signs
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    first.into_iter().chain(signs).collect()
}
