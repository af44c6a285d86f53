//! The words of mails and pages by language: `words/<language>.yaml`, built in and overridden key by key by the site's own.

use std::collections::BTreeMap;

use crate::model::diagnostic::{Diagnostic, Place, find_nearest};
use crate::model::language::Language;
use crate::yaml::{Document, Node};

/// Words by key; `months` holds twelve.
pub(super) type Phrases = BTreeMap<String, Vec<String>>;

/// The language that stands in where one has no words.
pub(super) const FALLBACK: &str = "en";
const MONTHS: &str = "months";

/// The words of every language, each complete: the site's own files by their path below the site's folder, over what is
/// built in (language tag and text of each), over English.
pub(super) fn load<'t>(
    built_in: impl Iterator<Item = (&'t str, &'t str)>,
    own: &BTreeMap<String, String>,
    mistakes: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Phrases> {
    let mut all: BTreeMap<String, Phrases> = built_in
        .map(|(tag, text)| (tag.to_owned(), read(tag, text, None, mistakes)))
        .collect();
    let english = all.get(FALLBACK).cloned().unwrap_or_default();
    for (path, text) in own {
        let stem = path.rsplit('/').next().unwrap_or(path);
        let stem = stem.trim_end_matches(".yaml");
        let Some(language) = Language::parse(stem) else {
            let message = format!("`{stem}` is no language tag");
            let mistake = Diagnostic::error("template-words", path, Place::START, message);
            mistakes.push(mistake.help("name the file after a BCP 47 tag, such as fr.yaml"));
            continue;
        };
        let base = [language.as_str(), language.primary(), FALLBACK];
        let base = base.iter().find_map(|tag| all.get(*tag)).cloned();
        let mut phrases = base.unwrap_or_default();
        phrases.extend(read(path, text, Some(&english), mistakes));
        all.insert(language.to_string(), phrases);
    }
    all
}

/// Reads one file; where `known` is given, other keys are mistakes.
fn read(
    path: &str,
    text: &str,
    known: Option<&Phrases>,
    mistakes: &mut Vec<Diagnostic>,
) -> Phrases {
    let mut report = |place, message: String, help: String| {
        let mistake = Diagnostic::error("template-words", path, place, message);
        mistakes.push(mistake.help(help).quoting(text));
    };
    let reading = Document::parse_yaml(text, 1);
    for mistake in reading.mistakes {
        report(mistake.place, mistake.message, mistake.help);
    }
    let mut phrases = Phrases::new();
    let Some(document) = &reading.document else {
        return phrases;
    };
    for (key, node) in document.root().entries() {
        let names = known.map(|known| known.keys().map(String::as_str).collect::<Vec<_>>());
        if let Some(names) = names.filter(|names| !names.contains(&key.as_str())) {
            let help = match find_nearest(&key, names.iter().copied()) {
                Some(nearest) => format!("did you mean `{nearest}`?"),
                None => format!("the words are {}", names.join(", ")),
            };
            report(node.key_place(), format!("nothing says `{key}`"), help);
            continue;
        }
        match values_of(&key, &node) {
            Some(values) => drop(phrases.insert(key, values)),
            None if key == MONTHS => report(
                node.place(),
                "`months` must be a list of twelve names".to_owned(),
                String::new(),
            ),
            None => report(node.place(), format!("`{key}` must be text"), String::new()),
        }
    }
    phrases
}

fn values_of(key: &str, node: &Node) -> Option<Vec<String>> {
    if key != MONTHS {
        return node.text().map(|text| vec![text]);
    }
    let months: Vec<String> = node.items().iter().filter_map(Node::text).collect();
    (months.len() == 12).then_some(months)
}

/// A day as people write it: `date` of the words with `{day}`, `{month}` and `{year}`; a month's first day is `first`. What is no day stays as it is.
pub(super) fn write_day(phrases: &Phrases, iso: &str) -> String {
    let parts: Vec<&str> = iso.rsplitn(3, '-').collect();
    let [day, month, year] = parts[..] else {
        return iso.to_owned();
    };
    let name = month
        .parse::<usize>()
        .ok()
        .and_then(|month| phrases.get(MONTHS)?.get(month.checked_sub(1)?));
    let said = |key: &str| phrases.get(key).and_then(|said| said.first());
    let day = match day {
        "01" => said("first").map_or("1", String::as_str),
        _ => day.trim_start_matches('0'),
    };
    let pattern = said("date");
    match (name, pattern) {
        (Some(name), Some(pattern)) => pattern
            .replace("{day}", day)
            .replace("{month}", name)
            .replace("{year}", year),
        _ => iso.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::built_in::{Folder, MAIL, WEB};

    fn built_in(folder: &Folder) -> BTreeMap<String, Phrases> {
        let mut mistakes = Vec::new();
        let all = load(folder.words(), &BTreeMap::new(), &mut mistakes);
        assert_eq!(mistakes, []);
        all
    }

    #[test]
    fn every_language_says_everything() {
        for all in [built_in(&MAIL), built_in(&WEB)] {
            assert_eq!(all.len(), 7);
            let keys = |tag: &str| all[tag].keys().cloned().collect::<Vec<_>>();
            for tag in all.keys() {
                assert_eq!(keys(tag), keys("en"), "{tag}");
                let empty =
                    |values: &&Vec<String>| values.iter().any(|value| value.trim().is_empty());
                assert_eq!(all[tag].values().find(empty), None, "{tag}");
            }
        }
    }

    #[test]
    fn days_are_written_as_the_language_does() {
        let all = built_in(&MAIL);
        let day = |tag: &str| write_day(&all[tag], "2024-03-05");
        assert_eq!(day("en"), "5 March 2024");
        assert_eq!(day("de"), "5. März 2024");
        assert_eq!(day("pt"), "5 de março de 2024");
        assert_eq!(write_day(&all["fr"], "2024-03-01"), "1er mars 2024");
        assert_eq!(write_day(&all["en"], "2024-03-01"), "1 March 2024");
        assert_eq!(write_day(&all["en"], "-000044-03-15"), "15 March -000044");
        assert_eq!(write_day(&all["en"], "soon"), "soon");
    }

    #[test]
    fn a_site_changes_words_and_adds_languages() {
        let own = BTreeMap::from([
            (
                "templates/web/words/fr.yaml".into(),
                "feed: Fil\nfeeed: x\n".into(),
            ),
            (
                "templates/web/words/nl.yaml".into(),
                "feed: Feed\nmonths: [januari]\n".into(),
            ),
            ("templates/web/words/nonsense.yaml".into(), String::new()),
        ]);
        let mut mistakes = Vec::new();
        let all = load(WEB.words(), &own, &mut mistakes);
        assert_eq!(all["fr"]["feed"], ["Fil"]);
        assert_eq!(all["fr"]["months"][1], "février");
        assert_eq!(all["nl"]["months"][1], "February");
        let found: Vec<_> = mistakes
            .iter()
            .map(|found| (found.file.as_str(), found.line, found.column))
            .collect();
        assert_eq!(
            found,
            [
                ("templates/web/words/fr.yaml", 2, 1),
                ("templates/web/words/nl.yaml", 2, 9),
                ("templates/web/words/nonsense.yaml", 1, 1)
            ]
        );
        assert!(mistakes[0].help.contains("`feed`"), "{mistakes:?}");
    }
}
