//! The imprint of an issue: all that decides what is sent, in 40 signs by which a plan is kept. It holds no secret.

mod signs;

use std::fmt::Write as _;

use ring::digest::{SHA256, digest};

use crate::config::{Config, Newsletter};
use crate::model::issue::FrozenIssue;
use crate::model::post::Post;
use crate::model::subscriber::Subscription;
use crate::model::text::hex;
use crate::newsletter::{Draft, Material};

use signs::{Signs, people, row_of};

/// A shorter beginning could be another plan's, too.
pub const FEWEST_SIGNS: usize = 8;

/// How the 40 signs are shared out. The first say whether two issues are the same, the others what differs.
const WHOLE: usize = 16;
const SETTINGS: usize = 4;
const READERS: usize = 4;
const COUNT: usize = 5;
const POSTS: usize = 10;
const LENGTH: usize = WHOLE + SETTINGS + READERS + COUNT + 1 + POSTS;
/// Of a post among few no more is kept than this.
const POST_MAX: usize = 4;

/// 40 hexadecimal digits, the same for the same posts, configuration, rendering and recipients, at whatever moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imprint(String);

/// The beginning of an imprint as somebody gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given(String);

impl Given {
    /// Reads what was typed.
    ///
    /// # Errors
    /// Why it is no beginning of an imprint.
    pub fn parse(typed: &str) -> Result<Self, String> {
        let signs = typed.trim().to_ascii_lowercase();
        let is_hex = signs.bytes().all(|sign| sign.is_ascii_hexdigit());
        if !is_hex || signs.len() > LENGTH {
            return Err(format!(
                "a plan is named by up to {LENGTH} of the signs 0-9 and a-f, as `postrider plan` prints them"
            ));
        }
        if signs.len() < FEWEST_SIGNS {
            return Err(format!("give at least {FEWEST_SIGNS} signs of the plan"));
        }
        Ok(Self(signs))
    }

    /// As it was typed, in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Imprint {
    /// The imprint of `frozen`, made of `draft` by a press whose moment and secret are always the same ones.
    pub fn of(config: &Config, draft: &Draft, material: &Material, frozen: &FrozenIssue) -> Self {
        let settings = of_settings(config, material.newsletter);
        let posts: Vec<String> = draft
            .posts
            .iter()
            .map(|at| of_post(&material.posts[*at], &material.ids[*at]))
            .collect();
        let mut readers: Vec<String> = Vec::new();
        for (variant, rendered) in draft.variants.iter().zip(&frozen.variants) {
            let letter = sum(&[rendered.subject.as_bytes(), &rendered.message]);
            let people = variant.subscriptions.iter();
            readers.extend(people.map(|at| of_reader(&material.subscriptions[*at], &letter)));
        }
        readers.sort_unstable();
        let count = readers.len();
        let readers = sum(&[readers.concat().as_bytes()]);
        let mut passed_over = frozen.passed_over.clone();
        passed_over.sort_unstable();
        let passed_over = passed_over.join("\n");
        let name = frozen.name.to_string();
        let all = [
            name.as_bytes(),
            settings.as_bytes(),
            &posts.concat().into_bytes(),
            readers.as_bytes(),
            passed_over.as_bytes(),
        ];
        let mut signs = sum(&all)[..WHOLE].to_owned();
        signs += &settings[..SETTINGS];
        signs += &readers[..READERS];
        let _ = write!(signs, "{:0COUNT$x}", count.min((1 << (4 * COUNT)) - 1));
        signs += &row_of(&posts);
        Self(signs)
    }

    /// All of it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is the one that was given.
    pub fn is(&self, given: &Given) -> bool {
        self.0.starts_with(&given.0)
    }

    /// What of this issue is not as it was in the plan given, in words; `titles` are those of its posts, in order.
    pub fn difference(&self, given: &Given, titles: &[&str]) -> String {
        if given.0.len() < LENGTH {
            return "something differs (all of its signs would tell what)".to_owned();
        }
        let (now, then) = (Signs::of(&self.0), Signs::of(&given.0));
        let mut differs = Vec::new();
        match now.count.cmp(&then.count) {
            std::cmp::Ordering::Greater => differs.push(people(now.count - then.count, "more")),
            std::cmp::Ordering::Less => differs.push(people(then.count - now.count, "fewer")),
            std::cmp::Ordering::Equal => {}
        }
        differs.extend(now.posts_differ(&then, titles));
        if now.settings != then.settings {
            differs.push("the newsletter's configuration".to_owned());
        }
        if differs.is_empty() && now.readers != then.readers {
            differs.push("who gets it, what they chose, or how it looks".to_owned());
        }
        if differs.is_empty() {
            differs.push("the issue's number, or what it passes over".to_owned());
        }
        differs.join("; ")
    }
}

fn of_post(post: &Post, id: &str) -> String {
    let image = post.image.as_ref().map(|image| (&image.url, &image.alt));
    let about = format!(
        "{:?}",
        (
            id,
            &post.title,
            &post.url,
            &post.summary,
            image,
            &post.categories,
            &post.authors,
            post.date.as_second(),
            &post.language,
        )
    );
    sum(&[about.as_bytes(), post.body.markdown.as_bytes()])
}

fn of_reader(subscription: &Subscription, letter: &str) -> String {
    let who = &subscription.subscriber;
    let mut categories = subscription.categories.clone();
    categories.sort_unstable();
    let choice = format!("{:?}", (&who.name, &who.language, categories));
    sum(&[
        who.address.as_str().as_bytes(),
        choice.as_bytes(),
        letter.as_bytes(),
    ])
}

/// What of the configuration goes into the mail or says where it goes; the schedule does not.
fn of_settings(config: &Config, newsletter: &Newsletter) -> String {
    let mailbox = |mailbox: &crate::model::address::Mailbox| {
        (mailbox.name.clone(), mailbox.address.as_str().to_owned())
    };
    let address = |address: &crate::model::address::Address| address.as_str().to_owned();
    let mail = &config.mail;
    let sender = format!(
        "{:?}",
        (
            (
                &newsletter.name,
                &newsletter.title,
                mailbox(&newsletter.from)
            ),
            newsletter.reply_to.as_ref().map(mailbox),
            (
                &newsletter.languages,
                &newsletter.fallback,
                newsletter.content
            ),
            (
                &newsletter.subject,
                &newsletter.preheader,
                &newsletter.template
            ),
            &newsletter.address,
        )
    );
    let way = format!(
        "{:?}",
        (
            (&config.site.title, &config.site.url, &config.web_url),
            (&mail.relay, mail.bounces.as_ref().map(address)),
            mail.unsubscribe.as_ref().map(address),
        )
    );
    sum(&[sender.as_bytes(), way.as_bytes()])
}

/// The SHA-256 of some pieces, each with its length before it.
fn sum(pieces: &[&[u8]]) -> String {
    let mut bytes = Vec::new();
    for piece in pieces {
        bytes.extend_from_slice(&(piece.len() as u64).to_be_bytes());
        bytes.extend_from_slice(piece);
    }
    hex(digest(&SHA256, &bytes).as_ref())
}

#[cfg(test)]
mod tests;
