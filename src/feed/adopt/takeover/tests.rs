//! Whatever old feeds say, posts get one id each, and a second run finds nothing to do.

use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::config::Config;
use crate::feed::adopt::read_old;
use crate::model::language::Language;
use crate::model::post::{Audience, Body};
use crate::model::text::Text;

fn site() -> Site {
    let text = "site: {url: https://new.example/, title: A}";
    let loaded = Config::parse(text.as_bytes(), Path::new("/"), "postrider.yaml");
    loaded.config.expect("valid").site
}

fn post(number: usize, title: usize, day: usize) -> Post {
    Post {
        source: format!("p{number}.md"),
        id: None,
        title: Text::clean(&format!("Title {title}")),
        language: Language::parse("en").expect("a language"),
        section: String::new(),
        stem: format!("p{number}"),
        slug: format!("p{number}"),
        url: url::Url::parse(&format!("https://new.example/p{number}/")).expect("a URL"),
        date: format!("2024-01-{:02}T00:00:00Z", day + 1)
            .parse()
            .expect("a date"),
        updated: None,
        categories: Vec::new(),
        tags: Vec::new(),
        authors: Vec::new(),
        summary: None,
        image: None,
        audio: None,
        suggested: Vec::new(),
        feeds: Audience::All,
        newsletters: Audience::All,
        body: Body::of(&format!("Body {number}"), 1),
        extra: serde_json::Map::new(),
    }
}

/// An entry by numbers: few of each, so that they meet.
type Numbers = (usize, usize, usize, usize);

fn feed(is_atom: bool, entries: &[Numbers]) -> OldFeed {
    let ids = [
        "12",
        "https://old.example/p1/",
        "tag:old.example,2024:a",
        "urn:x-a:b",
        "a b",
        "https://OLD.example/",
        "",
    ];
    let item = |(id, link, title, day): &Numbers| {
        let (id, day) = (ids[*id], day + 1);
        if is_atom {
            format!(
                "<entry><id>{id}</id><link href='https://old.example/p{link}'/><title>Title {title}</title><published>2024-01-{day:02}T01:00:00Z</published><updated>2024-02-{day:02}T01:00:00Z</updated></entry>"
            )
        } else {
            format!(
                "<item><guid>{id}</guid><link>https://old.example/p{link}.html</link><title>Title {title}</title><pubDate>{day} Jan 2024 00:00:00 GMT</pubDate></item>"
            )
        }
    };
    let items: String = entries.iter().map(item).collect();
    let (open, close) = if is_atom {
        ("<feed>", "</feed>")
    } else {
        ("<rss><channel>", "</channel></rss>")
    };
    read_old(format!("{open}{items}{close}").as_bytes(), None, "").expect("a feed")
}

fn run(feeds: &[OldFeed], posts: &[Post], ledger: &mut Ledger, force: Force) -> Report {
    let takeover = Takeover {
        feeds,
        posts,
        left_out: &[],
        site: &site(),
        published: None,
        mailed: HashSet::new(),
        force,
        now: "2024-02-04T00:00:00Z".parse().expect("a date"),
    };
    adopt(&takeover, ledger)
}

fn entries() -> impl Strategy<Value = Vec<Numbers>> {
    proptest::collection::vec((0..7_usize, 0..6_usize, 0..4_usize, 0..4_usize), 0..8)
}

proptest! {
    #[test]
    fn each_post_gets_one_id_of_its_own_and_a_second_run_nothing(
        posts in proptest::collection::vec((0..4_usize, 0..4_usize), 0..6),
        feeds in proptest::collection::vec((any::<bool>(), entries()), 1..4),
        is_built in any::<bool>(),
        is_forced in any::<bool>(),
    ) {
        let numbered = posts.iter().enumerate();
        let posts: Vec<Post> = numbered.map(|(at, (title, day))| post(at, *title, *day)).collect();
        let feeds: Vec<OldFeed> = feeds.iter().map(|(is_atom, entries)| feed(*is_atom, entries)).collect();
        let force = if is_forced { Force::Yes } else { Force::No };
        let mut ledger = Ledger::default();
        let now = "2024-03-01T00:00:00Z".parse().expect("a date");
        if is_built {
            ledger.settle(&posts, &[], &site(), now);
        }
        let report = run(&feeds, &posts, &mut ledger, force);
        if is_built && !is_forced {
            prop_assert!(report.adopted.is_empty());
        }
        let written = ledger.to_json().expect("text");
        let mut ledger = Ledger::parse(&written).expect("what was written can be read");
        let again = run(&feeds, &posts, &mut ledger, force);
        prop_assert!(again.adopted.is_empty() && !ledger.is_changed(), "{again:?}");
        prop_assert_eq!(again.known.len(), report.known.len() + report.adopted.len());
        let ids = ledger.settle(&posts, &[], &site(), now);
        let mut names: HashSet<(bool, String)> = HashSet::new();
        let mut moments = HashSet::new();
        for post in &posts {
            let minted = ids.get(&post.source).expect("an id");
            prop_assert!(names.insert((true, minted.id.clone())));
            let other = minted.guid.as_ref().unwrap_or(&minted.id);
            prop_assert!(names.insert((false, other.clone())));
            prop_assert!(moments.insert(minted.updated));
        }
        for adopted in &report.adopted {
            let minted = ids.get(&adopted.file).expect("an id");
            prop_assert_eq!((&minted.id, &minted.guid, minted.updated), (&adopted.id, &adopted.guid, adopted.updated));
        }
    }
}
