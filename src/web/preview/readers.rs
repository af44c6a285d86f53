//! As whom an issue is seen: the subscribers of the store where there is one, and made-up readers of each language.

use std::collections::HashSet;
use std::fs::File;
use std::io::BufReader;

use jiff::civil::Date;

use crate::config::{Config, Newsletter};
use crate::model::address::Address;
use crate::model::language::Language;
use crate::model::subscriber::{Subscriber, Subscription};
use crate::model::text::Text;
use crate::store::Store;
use crate::store::roster::{Expected, Roster};

/// What stands before the language of a made-up reader in a query.
const SAMPLE: &str = "sample";

/// Everybody as whom an issue can be seen.
#[derive(Debug, Default)]
pub struct Readers {
    /// Who may be mailed, in the order they came.
    pub real: Vec<Subscription>,
    /// Why there are none, where that is not for want of them.
    pub trouble: Option<String>,
}

/// Who was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// One of [`Readers::real`].
    Real(usize),
    /// Somebody made up.
    Sample(Subscription),
}

impl Readers {
    /// Reads the store, or where there is none yet the site's own file of subscribers; makes neither store nor secret.
    pub fn of(config: &Config, newsletter: &Newsletter) -> Self {
        let store = Store::peek(&config.root.join(&config.store));
        let known = store.and_then(|store| match store {
            Some(store) => store.subscriptions(&newsletter.name),
            None => of_file(config, newsletter),
        });
        match known {
            Ok(real) => Self {
                real,
                trouble: None,
            },
            Err(error) => Self {
                real: Vec::new(),
                trouble: Some(format!("{error:#}")),
            },
        }
    }

    /// Who is meant: the number of a subscriber, or `sample:LANGUAGE`; without a word the first there is.
    pub fn find(&self, newsletter: &Newsletter, typed: Option<&str>) -> Chosen {
        let by_number = |typed: &str| {
            let id: i64 = typed.parse().ok()?;
            self.real.iter().position(|one| one.subscriber.id == id)
        };
        let sample = |tag: Option<&str>| {
            let language = tag.and_then(Language::parse);
            Chosen::Sample(sample(
                language.or_else(|| editions(newsletter).into_iter().next().flatten()),
            ))
        };
        match typed {
            Some(typed) if typed.starts_with(SAMPLE) => {
                sample(typed.split_once(':').map(|(_, tag)| tag))
            }
            Some(typed) => by_number(typed).map_or_else(|| sample(None), Chosen::Real),
            None if self.real.is_empty() => sample(None),
            None => Chosen::Real(0),
        }
    }

    /// Those whose address or name holds `typed`, at most `most`, and how many there are.
    pub fn search(&self, typed: &str, most: usize) -> (Vec<&Subscription>, usize) {
        let typed = typed.trim().to_lowercase();
        let holds = |one: &&Subscription| {
            typed.is_empty()
                || one
                    .subscriber
                    .address
                    .as_str()
                    .to_lowercase()
                    .contains(&typed)
                || one.subscriber.name.to_lowercase().contains(&typed)
        };
        let count = self.real.iter().filter(holds).count();
        (self.real.iter().filter(holds).take(most).collect(), count)
    }
}

/// Who stands in the site's own file: the first command that sends takes them in.
fn of_file(config: &Config, newsletter: &Newsletter) -> anyhow::Result<Vec<Subscription>> {
    let Some(file) = &config.subscribers else {
        return Ok(Vec::new());
    };
    let file = File::open(config.root.join(file))?;
    let names: Vec<&str> = config
        .newsletters
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    let only = names.first().copied().filter(|_| names.len() == 1);
    let expected = Expected {
        newsletters: names,
        newsletter: only,
        latest: Date::MAX,
    };
    let Ok(rows) = Roster::open(BufReader::new(file), expected) else {
        return Ok(Vec::new());
    };
    let mut seen = HashSet::new();
    // Bad rows are for the import to name.
    let rows = rows.filter_map(Result::ok);
    let rows =
        rows.filter(|row| row.newsletter == newsletter.name && seen.insert(row.address.key()));
    let people = rows.zip(1..).map(|(row, id)| Subscription {
        subscriber: Subscriber {
            id,
            address: row.address,
            name: row.name,
            language: row.language,
        },
        categories: row.categories.unwrap_or_default(),
    });
    Ok(people.collect())
}

/// The languages in which somebody can be made up; `None` where the newsletter has no editions.
pub fn editions(newsletter: &Newsletter) -> Vec<Option<Language>> {
    if newsletter.languages.is_empty() {
        return vec![None];
    }
    let languages = newsletter.languages.iter();
    languages
        .map(|edition| Some(edition.language.clone()))
        .collect()
}

/// How a query names a made-up reader.
pub fn sample_name(language: Option<&Language>) -> String {
    match language {
        Some(language) => format!("{SAMPLE}:{language}"),
        None => SAMPLE.to_owned(),
    }
}

/// Somebody who reads in `language` and gets everything.
fn sample(language: Option<Language>) -> Subscription {
    #[expect(clippy::expect_used, reason = "it is an address")]
    let address = Address::parse("reader@example.org").expect("an address");
    Subscription {
        subscriber: Subscriber {
            id: 0,
            address,
            name: Text::default(),
            language,
        },
        categories: Vec::new(),
    }
}
