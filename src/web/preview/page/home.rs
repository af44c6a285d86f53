//! The desk: the next issue of each newsletter, the newest posts, what is left out, and what is wrong.

use minijinja::{Value, context};

use crate::config::Newsletter;
use crate::content::Why;
use crate::web::answer::Answer;
use crate::web::preview::asked::encode_path;
use crate::web::preview::occasion::{Newness, Occasion};
use crate::web::preview::page::View;
use crate::web::preview::page::looks::say_schedule;
use crate::web::preview::readers::Chosen;

const POSTS_MAX: usize = 12;
const LEFT_OUT_MAX: usize = 12;

/// The desk.
pub fn answer(view: &View) -> Answer {
    let snapshot = view.snapshot;
    let newsletters: Vec<Value> = snapshot
        .config
        .newsletters
        .iter()
        .map(|one| card(view, one))
        .collect();
    let posts = snapshot.library.posts.iter().take(POSTS_MAX).map(|post| {
        let id = snapshot
            .ids
            .get(&post.source)
            .map(|minted| minted.id.clone())
            .unwrap_or_default();
        let holds = |feed: &&crate::feed::Feed| feed.entries.iter().any(|entry| entry.id == id);
        let feed = snapshot.feeds.iter().find(holds);
        let href = feed.map(|feed| {
            let path = format!("/feeds/{}", encode_path(&feed.path));
            let mut changes = vec![("entry", id.as_str())];
            changes.extend(view.asked.get("as").map(|moment| ("as", moment)));
            view.asked.at(&path, &changes)
        });
        context! {
            title => post.title.as_str(),
            language => post.language.as_str(),
            date => view.day(post.date),
            file => post.source.as_str(),
            href => href.unwrap_or_default(),
        }
    });
    let left_out = snapshot
        .library
        .left_out
        .iter()
        .filter(|left| !matches!(left.why, Why::Page | Why::Format));
    let shown = left_out.clone().take(LEFT_OUT_MAX).map(|left| {
        context! { file => left.file.as_str(), detail => left.detail.as_str(), why => format!("{:?}", left.why).to_lowercase() }
    });
    let page = context! {
        newsletters,
        posts => posts.collect::<Vec<Value>>(),
        posts_count => snapshot.library.posts.len(),
        left_out => shown.collect::<Vec<Value>>(),
        left_out_count => left_out.count(),
    };
    view.page("home.html", "Desk", "home", &page)
}

fn card(view: &View, newsletter: &Newsletter) -> Value {
    let occasion = Occasion::of(view.snapshot, newsletter);
    let chosen = occasion.readers.find(newsletter, None);
    let (readers, _) = occasion.audience(&chosen);
    let plan = occasion.plan(readers);
    let is_real = matches!(chosen, Chosen::Real(_));
    let draft = plan.as_ref().map(|plan| &plan.draft);
    let titles = draft
        .map_or(&[][..], |draft| &draft.posts[..])
        .iter()
        .take(3);
    let titles: Vec<String> = titles
        .map(|at| view.snapshot.library.posts[*at].title.to_string())
        .collect();
    let recipients: usize = draft.map_or(0, |draft| {
        draft
            .variants
            .iter()
            .map(|one| one.subscriptions.len())
            .sum()
    });
    context! {
        title => newsletter.title.as_str(),
        href => view.issue_link(&newsletter.name),
        number => draft.map_or(1, |draft| draft.name.number),
        posts => draft.map_or(0, |draft| draft.posts.len()),
        titles,
        schedule => say_schedule(newsletter),
        is_new => plan.as_ref().is_some_and(|plan| plan.newness == Newness::New),
        recipients => if is_real { recipients } else { 0 },
        variants => draft.map_or(0, |draft| draft.variants.len()),
        is_real,
    }
}
