//! People of the simulated year: they come, go, come back and choose anew.

use jiff::Timestamp;
use postrider::model::address::Address;
use postrider::model::language::Language;
use postrider::model::slug::Slug;
use postrider::model::text::Text;
use postrider::store::Store;
use postrider::store::roster::RosterRow;
use postrider::store::subscribers::Manner;

use crate::year::world::{CATEGORIES, Person, World};

impl World {
    pub fn change_somebody(&mut self, store: &mut Store, now: Timestamp) {
        let at = self.index(self.people.len());
        let address = self.people.keys().nth(at).expect("somebody").clone();
        match self.random(0, 4) {
            0 => self.join(store, now),
            1 => {
                self.people.remove(&address);
                let who = Address::parse(&address).expect("an address");
                store.remove(&who, None, now).expect("removed");
            }
            2 => {
                // Somebody who may have left before.
                let number = self.index(self.ever);
                self.choose(store, number, now);
            }
            _ => {
                let number = address.trim_start_matches("reader").split('@').next();
                let number = number
                    .and_then(|number| number.parse().ok())
                    .expect("a number");
                self.choose(store, number, now);
            }
        }
    }

    pub fn join(&mut self, store: &mut Store, now: Timestamp) {
        self.ever += 1;
        self.choose(store, self.ever - 1, now);
    }

    /// Somebody subscribes, or chooses anew.
    fn choose(&mut self, store: &mut Store, number: usize, now: Timestamp) {
        let language = ["en", "fr", "de"][self.index(3)];
        let mut categories = Vec::new();
        if !self.once_in(3) {
            for _ in 0..self.random(1, 3) {
                let at = self.index(CATEGORIES.len());
                categories.push(CATEGORIES[at]);
            }
        }
        let address = format!("reader{number}@example.org");
        let row = RosterRow {
            address: Address::parse(&address).expect("an address"),
            name: Text::default(),
            language: Language::parse(language),
            categories: Some(categories.iter().map(|name| Slug::of(name)).collect()),
            source: Text::clean("form"),
            date: jiff::tz::TimeZone::UTC.to_datetime(now).date(),
            newsletter: "weekly".into(),
        };
        let taken = store.take_in([Ok(row)], now, Manner::Force("asked"));
        taken.expect("taken in");
        self.people.insert(
            address,
            Person {
                language: Some(language),
                categories,
            },
        );
    }
}
