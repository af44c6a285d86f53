//! Plans and posts become feeds; each post that any feed takes is rendered once.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use jiff::Timestamp;
use rayon::prelude::*;
use url::Url;

use crate::config::{Config, Extent};
use crate::content::{Library, Related};
use crate::feed::{Entry, Feed, Ids, Plan, Words};
use crate::model::link;
use crate::model::post::Post;
use crate::model::text::Text;

/// When a site without a post was last changed: Atom wants a moment, and validators take one before 1990 for a mistake.
pub const NEVER: Timestamp = Timestamp::constant(946_684_800, 0);

/// Makes the feeds of `plans`.
pub fn compose(config: &Config, library: &Library, ids: &Ids, plans: &[Plan]) -> Vec<Feed> {
    let needed: BTreeSet<usize> = plans
        .iter()
        .flat_map(|plan| plan.posts.iter().copied())
        .collect();
    let needed: Vec<usize> = needed.into_iter().collect();
    let related = Related::of(&library.posts);
    let entries: HashMap<usize, Arc<Entry>> = needed
        .par_iter()
        .filter_map(|at| Some((*at, Arc::new(entry_of(&related, ids, &library.posts[*at])?))))
        .collect();
    let summaries: HashMap<usize, Arc<Entry>> = plans
        .iter()
        .filter(|plan| plan.shape.content == Extent::Summary)
        .flat_map(|plan| &plan.posts)
        .filter_map(|at| Some((*at, Arc::new(entries.get(at)?.without_content()))))
        .collect();
    let newest = entries.values().map(|entry| entry.updated).max();
    let site_updated = newest.unwrap_or(NEVER);
    plans
        .iter()
        .map(|plan| {
            let source = match plan.shape.content {
                Extent::Summary => &summaries,
                Extent::Full => &entries,
            };
            let mut order = newest_first(plan, library, ids);
            order.retain(|at| source.contains_key(at));
            Feed {
                pages: pages_of(plan, &order),
                entries: order.iter().map(|at| source[at].clone()).collect(),
                ..feed_of(config, plan, site_updated)
            }
        })
        .collect()
}

/// The feed without its entries.
fn feed_of(config: &Config, plan: &Plan, site_updated: Timestamp) -> Feed {
    let site = &config.site;
    let description = if site.description.trim().is_empty() {
        plan.title.clone()
    } else {
        Text::one_line(&site.description)
    };
    Feed {
        path: plan.path.clone(),
        title: plan.title.clone(),
        description,
        home: site.url.clone(),
        language: plan.language.clone(),
        topic: plan.topic.clone(),
        image: site
            .image
            .as_ref()
            .and_then(|image| Some(link::strict(site.url.join(image).ok()?))),
        shape: plan.shape.clone(),
        files: plan.files.clone(),
        pages: Vec::new(),
        category_domain: format!("{}categories/", site.url),
        tag_domain: format!("{}tags/", site.url),
        site_updated,
        podcast: site.podcast.clone(),
        hubs: config.output.hubs.clone(),
        entries: Vec::new(),
    }
}

/// Of posts of one moment the one that came last is the newest: it stands before the others, not among them.
fn newest_first(plan: &Plan, library: &Library, ids: &Ids) -> Vec<usize> {
    let mut sorted = plan.posts.clone();
    sorted.sort_by_key(|at| {
        let post = &library.posts[*at];
        Reverse((post.date, ids.get(&post.source).map(|minted| minted.nth)))
    });
    sorted
}

/// The entries on each page of the archive, by their places in `order`.
fn pages_of(plan: &Plan, order: &[usize]) -> Vec<Vec<usize>> {
    let places: HashMap<usize, usize> = order.iter().copied().zip(0..).collect();
    let held = |page: &Vec<usize>| {
        let mut held: Vec<usize> = page
            .iter()
            .filter_map(|at| places.get(at).copied())
            .collect();
        held.sort_unstable();
        held
    };
    plan.pages.iter().map(held).collect()
}

fn entry_of(related: &Related, ids: &Ids, post: &Post) -> Option<Entry> {
    let minted = ids.get(&post.source)?;
    let mut others: Vec<Url> = Vec::new();
    for suggestion in &post.suggested {
        let other = related.find(post, suggestion).map(|other| &other.url);
        others.extend(other.filter(|url| !others.contains(url)).cloned());
    }
    Some(Entry {
        id: minted.id.clone(),
        guid: minted.guid.clone(),
        url: post.url.clone(),
        title: post.title.clone(),
        words: Words::of(post),
        published: post.date,
        updated: minted.updated,
        language: post.language.clone(),
        authors: post.authors.clone(),
        categories: post.categories.clone(),
        tags: post.tags.clone(),
        image: post.image.clone(),
        audio: post.audio.clone(),
        related: others,
        translations: related
            .translations(post)
            .into_iter()
            .map(|other| (other.language.clone(), other.url.clone()))
            .collect(),
    })
}

/// Whether a URL can be shown as a person's page.
pub(super) fn person_page(home: &Url, page: Option<&str>) -> Option<String> {
    let url = home.join(page?.trim()).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| link::strict(url).into())
}
