//! An imprint taken apart: what of two issues differs, as far as their signs tell.

use crate::mail::imprint::{COUNT, POST_MAX, POSTS, READERS, SETTINGS, WHOLE, sum};

/// An imprint taken apart.
pub(super) struct Signs<'a> {
    pub(super) settings: &'a str,
    pub(super) readers: &'a str,
    pub(super) count: usize,
    posts: &'a str,
}

impl<'a> Signs<'a> {
    pub(super) fn of(signs: &'a str) -> Self {
        let (_, rest) = signs.split_at(WHOLE);
        let (settings, rest) = rest.split_at(SETTINGS);
        let (readers, rest) = rest.split_at(READERS);
        let (count, posts) = rest.split_at(COUNT);
        Self {
            settings,
            readers,
            count: usize::from_str_radix(count, 16).unwrap_or(0),
            posts,
        }
    }

    fn posts_count(&self) -> usize {
        usize::from_str_radix(&self.posts[..1], 16).unwrap_or(0)
    }

    /// The marks of the posts; none where there are too many for marks.
    fn marks(&self) -> Vec<&str> {
        let count = self.posts_count();
        let width = width_of(count);
        let at = |number: usize| &self.posts[1 + number * width..][..width];
        (0..count).filter(|_| width > 0).map(at).collect()
    }

    pub(super) fn posts_differ(&self, then: &Self, titles: &[&str]) -> Option<String> {
        if self.posts == then.posts {
            return None;
        }
        let (now, before) = (self.marks(), then.marks());
        if now.is_empty() || before.is_empty() {
            return Some("the posts".to_owned());
        }
        // Marks of different lengths agree as far as the shorter goes.
        let was_there = |mark: &&str| {
            let same = |old: &&str| old.starts_with(*mark) || mark.starts_with(*old);
            before.iter().any(same)
        };
        let new = now.iter().zip(titles).filter(|(mark, _)| !was_there(mark));
        let new: Vec<String> = new.map(|(_, title)| format!("`{title}`")).collect();
        let fewer = before.len().saturating_sub(now.len());
        Some(match (new.len(), fewer) {
            (0, 0) => "the posts or their order".to_owned(),
            (0, 1) => "1 post fewer".to_owned(),
            (0, _) => format!("{fewer} posts fewer"),
            (1, _) => format!("post {} changed or is new", new[0]),
            _ => format!("posts {} changed or are new", new.join(", ")),
        })
    }
}

pub(super) fn people(count: usize, word: &str) -> String {
    match count {
        1 => format!("1 subscriber {word}"),
        _ => format!("{count} subscribers {word}"),
    }
}

/// So many signs are there for each of so many posts.
fn width_of(count: usize) -> usize {
    POSTS.checked_div(count).unwrap_or(0).min(POST_MAX)
}

/// The number of posts and a mark of each, or of all together where they are many.
pub(super) fn row_of(posts: &[String]) -> String {
    let width = width_of(posts.len());
    let mut row = format!("{:x}", posts.len().min(15));
    if width == 0 {
        return row + &sum(&[posts.concat().as_bytes()])[..POSTS];
    }
    for post in posts {
        row += &post[..width];
    }
    format!("{row:0<width$}", width = POSTS + 1)
}
