//! What the templates of mails may show, said to the people who write them.

/// Every variable and what it is, in one line each.
///
/// `post` is each of `posts`, and `post.image` may be none.
pub const VARIABLES: [(&str, &str); 42] = [
    (
        "newsletter.title",
        "the newsletter's title, in the issue's language",
    ),
    ("newsletter.name", "its name in postrider.yaml"),
    ("newsletter.address", "the postal address; may be empty"),
    ("site.title", "the site's title"),
    ("site.url", "the site's URL"),
    ("number", "the issue's number"),
    ("date", "its day, `2026-03-01`"),
    ("day", "the same as people write it: `1 March 2026`"),
    ("language", "its language: `en`, `pt-BR`"),
    ("direction", "how that is written: `ltr` or `rtl`"),
    ("preheader", "the line that inboxes show behind the subject"),
    (
        "full",
        "whether posts come whole (`content: full`, and always in `letter`)",
    ),
    (
        "large",
        "whether Gmail may cut the end off: show the way out near the top, too",
    ),
    (
        "archive_url",
        "where the issue stands on the web; may be empty",
    ),
    (
        "unsubscribe_url",
        "where this reader unsubscribes: both bodies must show it",
    ),
    (
        "unsubscribe_note",
        "said where that does not work yet; mostly empty",
    ),
    ("posts", "the posts, newest first; each is `post` below"),
    ("post.title", "its title"),
    ("post.url", "its URL"),
    ("post.summary", "its summary, without marks"),
    (
        "post.html",
        "its whole text as HTML, to be shown with `|safe`; empty unless `full`",
    ),
    ("post.text", "its whole text, plain; empty unless `full`"),
    ("post.categories", "the names of its categories"),
    ("post.authors", "the names of its authors"),
    ("post.date", "the day it was published, `2026-03-01`"),
    (
        "post.day",
        "the same as people write it, in the issue's language",
    ),
    (
        "post.language",
        "its language, which may not be the issue's",
    ),
    ("post.direction", "how that is written: `ltr` or `rtl`"),
    ("post.image", "its picture, or none"),
    ("post.image.url", "the picture's URL"),
    ("post.image.alt", "what stands for it"),
    ("post.image.width", "how wide to show it, at most 536"),
    (
        "post.image.height",
        "how high to show it; 0 where nobody knows",
    ),
    (
        "words.read_on",
        "\"Read on\", and so on in seven languages: words/en.yaml",
    ),
    ("words.read_online", "\"Read on the site\""),
    ("words.view_online", "\"View in browser\""),
    ("words.more_on", "\"More on\", before the site's title"),
    (
        "words.unsubscribe",
        "\"Unsubscribe\"; in a browser \"All issues\"",
    ),
    (
        "words.why",
        "\"You get this because you subscribed to\"; in a browser \"This is an issue of\"",
    ),
    ("words.long", "\"This issue is long …\""),
    ("words.issue", "\"No.\", before the number"),
    (
        "words.language",
        "which language the words are in, and `words.direction` how it is written",
    ),
];

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use minijinja::Value;
    use serde_json::Value as Json;

    use super::*;
    use crate::model::language::Language;
    use crate::template::built_in::MAIL;
    use crate::template::context::{MailContext, MailImage, MailPost};
    use crate::template::vocabulary::Vocabulary;

    /// What stands in other words in the list.
    const UNLISTED: [&str; 8] = [
        "words.date",
        "words.direction",
        "words.first",
        "words.months",
        "words.no_way_out",
        "words.all_issues",
        "words.issue_of",
        "words.correction",
    ];

    fn full_context() -> MailContext {
        let words = Vocabulary::load(&MAIL, &BTreeMap::new(), &mut Vec::new());
        let english = Language::parse("en").expect("a tag");
        let image = MailImage {
            url: String::new(),
            alt: String::new(),
            width: 0,
            height: 0,
        };
        let post = MailPost {
            title: String::new(),
            url: String::new(),
            summary: String::new(),
            html: String::new(),
            text: String::new(),
            image: Some(image),
            categories: Vec::new(),
            authors: Vec::new(),
            date: String::new(),
            day: String::new(),
            language: String::new(),
            direction: "ltr",
        };
        let texts = |keys: &[&'static str]| keys.iter().map(|key| (*key, String::new())).collect();
        MailContext {
            newsletter: texts(&["name", "title", "address"]),
            site: texts(&["title", "url"]),
            number: 1,
            date: String::new(),
            day: String::new(),
            language: String::new(),
            direction: "ltr",
            posts: vec![post],
            full: true,
            large: false,
            archive_url: String::new(),
            unsubscribe_url: "",
            unsubscribe_note: String::new(),
            words: words
                .of(&english)
                .map_or_else(Value::default, |words| words.value.clone()),
            preheader: String::new(),
        }
    }

    /// The name of everything in a document.
    fn names(value: &Json, name: &str, found: &mut BTreeSet<String>) {
        match value {
            Json::Object(map) => {
                if name == "post.image" {
                    found.insert(name.to_owned());
                }
                for (key, value) in map {
                    let dot = if name.is_empty() { "" } else { "." };
                    names(value, &format!("{name}{dot}{key}"), found);
                }
            }
            Json::Array(members) if name == "posts" => {
                found.insert(name.to_owned());
                for post in members {
                    names(post, "post", found);
                }
            }
            _ => drop(found.insert(name.to_owned())),
        }
    }

    #[test]
    fn every_variable_is_documented_and_no_other() {
        let context = serde_json::to_value(full_context()).expect("JSON");
        let mut there = BTreeSet::new();
        names(&context, "", &mut there);
        let told = VARIABLES.iter().map(|(name, _)| *name).chain(UNLISTED);
        let told: BTreeSet<String> = told.map(str::to_owned).collect();
        assert_eq!(told, there);
    }

    #[test]
    fn the_page_of_templates_shows_every_variable() {
        let page = include_str!("../../docs/templates.md");
        let rows = VARIABLES
            .iter()
            .map(|(name, meaning)| format!("| `{name}` | {meaning} |"));
        let rows = rows.collect::<Vec<_>>().join("\n");
        assert!(
            page.contains(&rows),
            "docs/templates.md lacks these rows:\n{rows}"
        );
    }
}
