//! Which posts selections take, and why not.

use super::*;
use crate::model::post::{Audience, Author, Body};
use crate::model::slug::Slug;
use crate::model::text::Text;

/// A post by `mq` in the section `letters/short`, in Swiss French.
fn post(categories: &[&str], tags: &[&str]) -> Post {
    let term = |name: &&str| Term {
        id: Text::clean(name),
        slug: Slug::of(name),
        label: Text::clean(name),
    };
    Post {
        source: "a.md".into(),
        id: None,
        title: Text::clean("A"),
        language: Language::parse("fr-CH").expect("a language"),
        section: "letters/short".into(),
        stem: "a".into(),
        slug: "a".into(),
        url: url::Url::parse("https://a.example/a/").expect("a URL"),
        date: jiff::Timestamp::UNIX_EPOCH,
        updated: None,
        categories: categories.iter().map(term).collect(),
        tags: tags.iter().map(term).collect(),
        authors: vec![Author {
            id: Text::clean("mq"),
            name: Text::clean("Maud Quille"),
            url: None,
            email: None,
        }],
        summary: None,
        image: None,
        audio: None,
        suggested: Vec::new(),
        feeds: Audience::All,
        newsletters: Audience::All,
        body: Body::of("Text", 1),
        extra: serde_json::Map::new(),
    }
}

fn named<T>(value: T) -> Named<T> {
    Named {
        value,
        place: Place::START,
    }
}

fn names(typed: &[&str]) -> Vec<Pick> {
    let pick = |typed: &&str| {
        let (kind, name) = match typed.split_once(':') {
            Some(("tag", name)) => (Kind::Tag, name),
            Some(("category", name)) => (Kind::Category, name),
            _ => (Kind::Either, *typed),
        };
        Pick::Name(kind, named(Name::of(name)))
    };
    typed.iter().map(pick).collect()
}

fn nested(selection: Selection) -> Pick {
    Pick::Nested(Box::new(selection))
}

fn why_not(selection: &Selection, post: &Post) -> String {
    let refusal = selection.refusal(post).map(|refusal| refusal.to_string());
    assert_eq!(selection.takes(post), refusal.is_none());
    refusal.unwrap_or_default()
}

#[test]
fn each_part_refuses_with_the_term_that_decides() {
    let post = post(&["Law", "Europe"], &["gdpr"]);
    let select = |any: &[&str], all: &[&str], none: &[&str]| Selection {
        any: names(any),
        all: names(all),
        none: names(none),
        ..Selection::default()
    };
    for (selection, words) in [
        (Selection::default(), ""),
        (
            select(&["x", "tag:gdpr"], &["law", "gdpr"], &["tag:law"]),
            "",
        ),
        (
            select(&["x", "tag:law"], &[], &[]),
            "it has nothing of what `any` names (x, tag:law)",
        ),
        (
            select(&[], &["law", "y"], &[]),
            "it lacks `y`, which `all` names",
        ),
        (
            select(&[], &[], &["x", "category:europe"]),
            "it has `category:europe`, which `none` names",
        ),
    ] {
        assert_eq!(why_not(&selection, &post), words, "{selection}");
    }
}

#[test]
fn people_languages_and_sections_are_one_of() {
    let post = post(&[], &[]);
    let authors = |name: &str| Selection {
        authors: vec![named(Name::of("nobody")), named(Name::of(name))],
        ..Selection::default()
    };
    let languages = |tag: &str| Selection {
        languages: vec![named(Language::parse(tag).expect("a tag"))],
        ..Selection::default()
    };
    let sections = |name: &str| Selection {
        sections: vec![named(name.to_owned())],
        ..Selection::default()
    };
    for taken in [
        authors("mq"),
        authors("Maud Quille"),
        languages("fr"),
        languages("fr-CH"),
        sections("letters"),
        sections("letters/short"),
    ] {
        assert!(taken.takes(&post), "{taken}");
    }
    for (refused, words) in [
        (
            authors("maud"),
            "nobody wrote it whom `authors` names (nobody, maud)",
        ),
        (
            languages("fr-FR"),
            "it is in `fr-CH`, which `languages` does not name (fr-FR)",
        ),
        (
            sections("short"),
            "it is in the section `letters/short`, which `sections` does not name (short)",
        ),
    ] {
        assert_eq!(why_not(&refused, &post), words);
    }
}

#[test]
fn selections_in_selections_hold_as_one_term() {
    let both = || Selection {
        all: names(&["law", "europe"]),
        none: names(&["opinion"]),
        ..Selection::default()
    };
    let any = Selection {
        any: [names(&["privacy"]), vec![nested(both())]].concat(),
        ..Selection::default()
    };
    assert!(any.takes(&post(&["Law", "Europe"], &[])));
    assert!(any.takes(&post(&["Privacy"], &["opinion"])));
    assert_eq!(
        why_not(&any, &post(&["Law", "Europe"], &["opinion"])),
        "it has nothing of what `any` names (privacy, {all: [law, europe], none: [opinion]})"
    );
    let all = Selection {
        all: vec![nested(both())],
        ..Selection::default()
    };
    assert_eq!(
        why_not(&all, &post(&["Law"], &[])),
        "a selection that `all` holds does not take it: it lacks `europe`, which `all` names"
    );
    let none = Selection {
        none: vec![nested(both())],
        ..Selection::default()
    };
    assert!(none.takes(&post(&["Law"], &[])));
    assert_eq!(
        why_not(&none, &post(&["Law", "Europe"], &[])),
        "it is one of {all: [law, europe], none: [opinion]}, which `none` holds"
    );
    let deep = Selection {
        all: vec![nested(Selection {
            none: vec![nested(all.clone())],
            ..Selection::default()
        })],
        ..Selection::default()
    };
    assert!(deep.takes(&post(&["Law"], &[])));
    assert!(!deep.takes(&post(&["Law", "Europe"], &[])));
}
