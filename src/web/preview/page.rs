//! The preview's pages: what each shows. How they look is for the templates.

pub mod feed;
pub mod feeds;
pub mod home;
pub mod issue;
pub mod mistakes;
mod entry;
mod looks;
mod mail;

use hyper::StatusCode;
use jiff::Timestamp;
use minijinja::{Value, context};

use crate::feed::TopicKind;
use crate::model::diagnostic::Diagnostic;
use crate::web::answer::{Answer, PAGE};
use crate::web::preview::asked::{Asked, encode_path};
use crate::web::preview::desk::{Desk, State};
use crate::web::preview::snapshot::Snapshot;

/// So many feeds stand in the navigation of every page.
const FEEDS_MAX: usize = 6;

/// What a page is made of.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// Renders it.
    pub desk: &'a Desk,
    /// What is known now.
    pub state: &'a State,
    /// The site that it shows.
    pub snapshot: &'a Snapshot,
    /// What was asked for.
    pub asked: &'a Asked,
}

impl View<'_> {
    /// A link to another page of the same moment.
    fn link(&self, path: &str) -> String {
        let moment = if self.asked.says("as", "good") {
            "?as=good"
        } else {
            ""
        };
        format!("{path}{moment}")
    }

    fn issue_link(&self, newsletter: &str) -> String {
        self.link(&format!("/issues/{}", encode_path(newsletter)))
    }

    fn feed_link(&self, path: &str) -> String {
        self.link(&format!("/feeds/{}", encode_path(path)))
    }

    /// Renders a template of a page in what every page has.
    fn page(&self, template: &str, title: &str, here: &str, page: &Value) -> Answer {
        let chrome = chrome(self, title, here);
        render(self.desk, template, &chrome, page)
    }

    /// A moment as the editor's clock shows it.
    fn clock(&self, moment: Timestamp) -> String {
        let time = self.snapshot.config.site.time_zone.to_datetime(moment);
        time.strftime("%H:%M:%S").to_string()
    }

    /// A day as the editor's calendar shows it.
    fn day(&self, moment: Timestamp) -> String {
        let time = self.snapshot.config.site.time_zone.to_datetime(moment);
        time.strftime("%-d %b %Y").to_string()
    }
}

fn render(desk: &Desk, template: &str, chrome: &Value, page: &Value) -> Answer {
    match desk.shell.render(template, chrome, page) {
        Ok(html) => Answer::new("text/html; charset=utf-8", PAGE, html),
        Err(error) => {
            let line = format!("This page could not be made: {error:#}");
            Answer::plain(StatusCode::INTERNAL_SERVER_ERROR, &line)
        }
    }
}

/// What every page has around it.
fn chrome(view: &View, title: &str, here: &str) -> Value {
    let (state, snapshot) = (view.state, view.snapshot);
    let newsletters = snapshot.config.newsletters.iter().map(|newsletter| {
        let href = view.issue_link(&newsletter.name);
        let is_here = here == format!("issue {}", newsletter.name);
        context! { title => newsletter.title.as_str(), href, is_here }
    });
    let is_main = |kind: TopicKind| {
        matches!(
            kind,
            TopicKind::Everything | TopicKind::Language | TopicKind::Own
        )
    };
    let feeds = snapshot
        .feeds
        .iter()
        .filter(|feed| is_main(feed.topic.kind))
        .take(FEEDS_MAX);
    let feeds = feeds.map(|feed| {
        let href = view.feed_link(&feed.path);
        let is_here = here == format!("feed {}", feed.path);
        context! { title => feed.title.as_str(), path => feed.path.as_str(), href, is_here }
    });
    context! {
        title,
        here,
        site => snapshot.config.site.title.as_str(),
        home => view.link("/"),
        feeds_link => view.link("/feeds"),
        mistakes_link => view.link("/mistakes"),
        newsletters => newsletters.collect::<Vec<Value>>(),
        feeds => feeds.collect::<Vec<Value>>(),
        feeds_count => snapshot.feeds.len(),
        banner => banner(view),
        read_at => state.read_at.map(|moment| view.clock(moment)).unwrap_or_default(),
        ..standing(state)
    }
}

/// What pages say of the state, whatever the site is.
fn standing(state: &State) -> Value {
    let errors = state.found.iter().filter(|found| found.is_error()).count();
    context! {
        number => state.number,
        errors,
        warnings => state.found.len() - errors,
        is_judged => state.is_judged,
        took_ms => u64::try_from(state.took.as_millis()).unwrap_or(u64::MAX),
    }
}

/// What the editor must know before believing what is shown.
fn banner(view: &View) -> Value {
    let state = view.state;
    let good = state.good.as_ref().map(|good| view.clock(good.read_at));
    let first = state.found.iter().find(|found| found.is_error());
    if view.asked.says("as", "good") && state.good.is_some() {
        let text = format!(
            "You see the site as it was at {}.",
            good.unwrap_or_default()
        );
        return context! { text, link => view.asked.with(&[("as", "")]), label => "Back to now", is_grave => false };
    }
    if state.is_stale {
        let text = format!(
            "{} You see the site as it was at {}.",
            state
                .failure
                .clone()
                .or_else(|| first.map(told))
                .unwrap_or_default(),
            view.clock(view.snapshot.read_at)
        );
        return context! { text, link => "/mistakes", label => "Show the mistakes", is_grave => true };
    }
    let Some(first) = first else {
        return Value::from(());
    };
    let text = format!("{} What has errors is left out here.", told(first));
    match good {
        Some(good) => context! {
            text,
            link => view.asked.with(&[("as", "good")]),
            label => format!("See the site as it was at {good}"),
            is_grave => true
        },
        None => {
            context! { text, link => "/mistakes", label => "Show the mistakes", is_grave => true }
        }
    }
}

fn told(found: &Diagnostic) -> String {
    format!("{}:{}: {}.", found.file, found.line, found.message)
}

/// The answer for a path that leads nowhere.
pub fn missing(view: &View) -> Answer {
    let page = context! { groups => Vec::<Value>::new(), lead => "There is no such page. What you look for may have been renamed." };
    view.page("mistakes.html", "Not found", "", &page)
        .with(StatusCode::NOT_FOUND)
}
