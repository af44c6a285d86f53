//! Which path leads to which page, frame or file.

use std::sync::Arc;

use hyper::StatusCode;

use crate::web::answer::{Answer, PAGE};
use crate::web::preview::asked::{Asked, decode_path};
use crate::web::preview::desk::{Desk, State};
use crate::web::preview::page::{self, View};
use crate::web::preview::pictures;
use crate::web::preview::shell::Shell;
use crate::web::preview::snapshot::Snapshot;

/// Answers a request that may be answered.
pub fn answer(desk: &Desk, asked: &Asked) -> Answer {
    if let Some(name) = asked.path.strip_prefix("/files/") {
        return match Shell::file(name) {
            Some((kind, text)) => Answer::new(kind, PAGE, text),
            None => Answer::plain(StatusCode::NOT_FOUND, "There is no such file."),
        };
    }
    if asked.path == "/favicon.ico" {
        return Answer::plain(StatusCode::NOT_FOUND, "The icon is /files/icon.svg.");
    }
    let state = desk.state();
    let Some(snapshot) = choose(&state, asked) else {
        return page::mistakes::without_site(desk, &state, asked);
    };
    let view = View {
        desk,
        state: &state,
        snapshot: &snapshot,
        asked,
    };
    route(&view).unwrap_or_else(|| page::missing(&view))
}

/// The newest state of the site, or the last good one.
fn choose(state: &State, asked: &Asked) -> Option<Arc<Snapshot>> {
    let good = state.good.as_ref().filter(|_| asked.says("as", "good"));
    good.or(state.shown.as_ref()).cloned()
}

fn route(view: &View) -> Option<Answer> {
    let path = view.asked.path.as_str();
    if let Some(rest) = path.strip_prefix(pictures::PREFIX) {
        return Some(pictures::answer(view.snapshot, rest));
    }
    let (folder, rest) = path[1..].split_once('/').unwrap_or((&path[1..], ""));
    let rest = decode_path(rest)?;
    match (folder, rest.as_str()) {
        ("", "") => Some(page::home::answer(view)),
        ("feeds", "") => Some(page::feeds::answer(view)),
        ("feeds", path) => page::feed::answer(view, path),
        ("entry", path) => page::feed::frame(view, path),
        ("source", path) => page::feed::source(view, path),
        ("issues", name) => page::issue::answer(view, name),
        ("mail", name) => match name.strip_suffix(".eml") {
            Some(name) => page::issue::message(view, name),
            None => page::issue::frame(view, name),
        },
        ("mistakes", "") => Some(page::mistakes::answer(view)),
        _ => None,
    }
}
