//! One mail on a page: its row in an inbox, its size, and its body as HTML, text or source.

use minijinja::{Value, context};

use crate::config::Newsletter;
use crate::mail::lint::CLIPPED_BYTES;
use crate::model::figures::size;
use crate::web::preview::asked::encode_path;
use crate::web::preview::frame::{self, Looks};
use crate::web::preview::letter::Letter;
use crate::web::preview::page::entry::version;
use crate::web::preview::page::{View, mistakes};
use crate::web::preview::preheader::first_words;

const RAW_BYTES_MAX: usize = 500_000;

/// What the page says of a mail.
pub fn value(view: &View, newsletter: &Newsletter, letter: &Letter) -> Value {
    let asked = view.asked;
    let name = encode_path(&newsletter.name);
    let show = asked.get("show").unwrap_or("desktop");
    let from = match newsletter.from.name.as_str() {
        "" => newsletter.from.address.as_str(),
        name => name,
    };
    let raw = String::from_utf8_lossy(&letter.raw);
    let end = raw
        .char_indices()
        .nth(RAW_BYTES_MAX)
        .map_or(raw.len(), |(at, _)| at);
    let found = letter.judge(view.snapshot, newsletter);
    let is_html = !matches!(show, "text" | "raw");
    context! {
        from,
        initial => from.chars().next().map(|sign| sign.to_uppercase().to_string()).unwrap_or_default(),
        address => newsletter.from.address.as_str(),
        subject => letter.subject.as_str(),
        subject_length => letter.subject.chars().count(),
        preheader => first_words(&letter.html),
        html_bytes => letter.html.len(),
        html_size => size(letter.html.len()),
        raw_size => size(letter.raw.len()),
        limit => size(CLIPPED_BYTES),
        groups => mistakes::groups(&found),
        count => found.len(),
        percent => (letter.html.len() * 100 / CLIPPED_BYTES).min(100),
        is_clipped => letter.html.len() > CLIPPED_BYTES,
        is_phone => show == "phone",
        is_html,
        is_text => show == "text",
        is_raw => show == "raw",
        text => if show == "text" { letter.text.as_str() } else { "" },
        raw => if show == "raw" { &raw[..end] } else { "" },
        is_cut => end < raw.len(),
        frame => asked.at(&format!("/mail/{name}"), &[("q", ""), ("show", "")]),
        file => asked.at(&format!("/mail/{name}.eml"), &[("q", ""), ("show", ""), ("scheme", ""), ("images", "")]),
        version => if is_html { version(&document(view, letter)) } else { String::new() },
    }
}

/// The HTML part as its frame shows it.
pub fn document(view: &View, letter: &Letter) -> String {
    let prepared = frame::prepare(
        &letter.html,
        Looks::of(view.asked),
        view.snapshot,
        &letter.enclosed,
    );
    prepared.unwrap_or_else(|error| format!("<!DOCTYPE html><p>{error}</p>"))
}
