//! The mails of a plan: what each says, how large it is, who gets it and why.

use std::collections::BTreeMap;

use crate::cli::console::Console;
use crate::cli::outlook::choice;
use crate::cli::plan::layout::{WIDTH, count_of, cut, labelled, tell_people};
use crate::cli::plan::{Composed, Length, Plan};
use crate::mail::lint::CLIPPED_BYTES;
use crate::model::figures::{grouped, size};
use crate::newsletter::DraftVariant;

impl Plan<'_> {
    /// The renderings that most people get, each with its sizes; of the others only how many they are.
    pub(super) fn tell_variants(&self, issue: &Composed, length: Length, console: &Console) {
        let mut variants: Vec<(usize, &DraftVariant)> =
            issue.draft.variants.iter().enumerate().collect();
        variants.sort_by_key(|(_, variant)| std::cmp::Reverse(variant.subscriptions.len()));
        let (shown, others) = variants.split_at(length.of(variants.len()));
        for (number, (at, variant)) in shown.iter().enumerate() {
            self.tell_variant(issue, (number + 1, *at, variant), length, console);
        }
        if others.is_empty() {
            return;
        }
        let people = others
            .iter()
            .map(|(_, variant)| variant.subscriptions.len());
        let people = count_of(people.sum(), "subscriber");
        let largest = others.iter().map(|(at, _)| issue.weights[*at].html).max();
        console.say("");
        console.say(format!(
            "And {} to {people} who chose otherwise (--all shows them)",
            count_of(others.len(), "mail")
        ));
        let largest = size(largest.unwrap_or(0));
        let limit = size(CLIPPED_BYTES);
        labelled(
            console,
            "size",
            &format!("HTML at most {largest} of {limit}"),
        );
    }

    fn tell_variant(
        &self,
        issue: &Composed,
        (number, at, variant): (usize, usize, &DraftVariant),
        length: Length,
        console: &Console,
    ) {
        let (rendered, weight) = (&issue.frozen.variants[at], &issue.weights[at]);
        let language = variant.language.as_ref();
        let language = language.map_or_else(String::new, |language| format!(", {language}"));
        let people = count_of(variant.subscriptions.len(), "subscriber");
        console.say("");
        console.say(format!("Mail {number}{language}: to {people}"));
        labelled(console, "subject", &rendered.subject);
        if !rendered.preheader.is_empty() {
            labelled(console, "preheader", &cut(&rendered.preheader, 3 * WIDTH));
        }
        let place = |at: &usize| issue.draft.posts.iter().position(|post| post == at);
        let posts = variant.posts.iter().filter_map(place);
        let posts: Vec<String> = posts.map(|place| (place + 1).to_string()).collect();
        labelled(console, "posts", &posts.join(", "));
        let clipped = if weight.html > CLIPPED_BYTES {
            ": Gmail clips it"
        } else {
            ""
        };
        let sizes = format!(
            "HTML {} of {}{clipped}; the whole message {}",
            size(weight.html),
            size(CLIPPED_BYTES),
            size(weight.message)
        );
        labelled(console, "size", &sizes);
        let all = &self.outlook.gathered.subscriptions;
        let people = variant.subscriptions.iter().map(|who| &all[*who]);
        let mut choices: BTreeMap<String, usize> = BTreeMap::new();
        for one in people.clone() {
            *choices.entry(choice(one)).or_default() += 1;
        }
        let count = variant.subscriptions.len();
        if length.of(count) < count {
            labelled(console, "because", &say_choices(&choices, length));
        }
        let addresses = people.map(|one| (one.subscriber.address.as_str(), choice(one)));
        tell_people(console, addresses, count, length);
    }
}

/// `1,300 all categories; 60 birds; 40 birds, tides; 12 chose otherwise`, the most frequent first.
fn say_choices(choices: &BTreeMap<String, usize>, length: Length) -> String {
    let mut choices: Vec<(&String, &usize)> = choices.iter().collect();
    choices.sort_by(|a, b| b.1.cmp(a.1));
    let named = length.of(choices.len());
    let mut said: Vec<String> = choices[..named]
        .iter()
        .map(|(choice, count)| format!("{} chose {choice}", grouped(**count)))
        .collect();
    let others: usize = choices[named..].iter().map(|(_, count)| **count).sum();
    if others > 0 {
        said.push(format!("{} chose otherwise", grouped(others)));
    }
    said.join("; ")
}
