//! The list of all feeds, by what they gather.

use minijinja::{Value, context};

use crate::feed::{Feed, TopicKind};
use crate::web::answer::Answer;
use crate::web::preview::page::View;

const KINDS: [(TopicKind, &str); 7] = [
    (TopicKind::Everything, "Every post"),
    (TopicKind::Language, "By language"),
    (TopicKind::Category, "By category"),
    (TopicKind::Tag, "By tag"),
    (TopicKind::Author, "By author"),
    (TopicKind::Section, "By section"),
    (TopicKind::Own, "Chosen"),
];

/// The list, or those of it whose title or path holds what was searched for.
pub fn answer(view: &View) -> Answer {
    let typed = view.asked.get("q").unwrap_or_default();
    let wanted = typed.to_lowercase();
    let is_wanted =
        |feed: &&Feed| feed.title.to_lowercase().contains(&wanted) || feed.path.contains(&wanted);
    let groups = KINDS.iter().filter_map(|(kind, title)| {
        let of_kind = view
            .snapshot
            .feeds
            .iter()
            .filter(|feed| feed.topic.kind == *kind);
        let feeds: Vec<Value> = of_kind
            .filter(is_wanted)
            .map(|feed| row(view, feed))
            .collect();
        (!feeds.is_empty()).then(|| context! { title => *title, feeds })
    });
    let page = context! {
        groups => groups.collect::<Vec<Value>>(),
        count => view.snapshot.feeds.len(),
        q => typed,
        moment => view.asked.get("as").unwrap_or_default(),
    };
    view.page("feeds.html", "Feeds", "feeds", &page)
}

fn row(view: &View, feed: &Feed) -> Value {
    let formats: Vec<&str> = feed.files.iter().map(crate::feed::FeedFile::name).collect();
    context! {
        title => feed.title.as_str(),
        path => feed.path.as_str(),
        href => view.feed_link(&feed.path),
        language => feed.language.as_str(),
        entries => feed.entries.len(),
        newest => feed.entries.first().map(|entry| view.day(entry.published)).unwrap_or_default(),
        formats => formats.join(" · "),
    }
}
