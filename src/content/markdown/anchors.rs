//! Links by which headings link to themselves: signs that say nothing in a feed.

use pulldown_cmark::{Event, Tag, TagEnd};

/// What generators write behind a heading so that readers of the site can link to it.
pub(in crate::content) const ANCHOR_SIGNS: [&str; 9] =
    ["", "#", "##", "¶", "§", "🔗", "∞", "⚓", "\u{FE0E}#"];

/// Links in headings that show only a sign: they lead from the heading to itself.
pub(super) fn drop_anchors(events: &mut Vec<Event>) {
    let mut in_heading = false;
    let mut dropped = Vec::new();
    for (at, event) in events.iter().enumerate() {
        match event {
            Event::Start(Tag::Heading { .. }) => in_heading = true,
            Event::End(TagEnd::Heading(_)) => in_heading = false,
            Event::Start(Tag::Link { dest_url, .. }) if in_heading && dest_url.contains('#') => {
                match (events.get(at + 1), events.get(at + 2)) {
                    (Some(Event::End(TagEnd::Link)), _) => dropped.extend([at, at + 1]),
                    (Some(Event::Text(sign)), Some(Event::End(TagEnd::Link)))
                        if ANCHOR_SIGNS.contains(&sign.trim()) =>
                    {
                        dropped.extend([at, at + 1, at + 2]);
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }
    if !dropped.is_empty() {
        let mut at = 0;
        events.retain(|_| {
            at += 1;
            dropped.binary_search(&(at - 1)).is_err()
        });
    }
}
