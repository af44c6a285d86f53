//! Old ids into the ledger: which id each post gets, and what must not be taken over.

use std::collections::{BTreeMap, HashSet};

use jiff::Timestamp;

use crate::config::Site;
use crate::content::LeftOut;
use crate::feed::adopt::OldFeed;
use crate::feed::adopt::claims::Claim;
use crate::feed::adopt::desk::Desk;
use crate::feed::adopt::matching::{Match, match_entries};
use crate::feed::adopt::report::{Report, Unmatched};
use crate::feed::ledger::Ledger;
use crate::model::post::Post;

/// Whether ids that readers know from this site's own feeds give way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Force {
    /// `--force`
    Yes,
    /// They stay, and the report says so.
    No,
}

/// What an adoption works on.
#[derive(Debug)]
pub struct Takeover<'a> {
    /// The old feeds, the one whose ids come first in front.
    pub feeds: &'a [OldFeed],
    /// The posts.
    pub posts: &'a [Post],
    /// The files that are no posts now, and keep the ids that they have.
    pub left_out: &'a [LeftOut],
    /// The site.
    pub site: &'a Site,
    /// The ids that built feeds hold; `None` where nothing tells, and readers may know every one.
    pub published: Option<HashSet<String>>,
    /// The ids that newsletters count as sent or as old: under another id a post would be mailed again.
    pub mailed: HashSet<String>,
    /// Whether ids that readers know give way.
    pub force: Force,
    /// A change that is dated later has not happened.
    pub now: Timestamp,
}

/// Matches the entries of old feeds to posts and notes their ids in `ledger`.
///
/// A post has the id of the first feed that has it. Where both an Atom feed and one in RSS or JSON have the post,
/// each of the two keeps its own.
pub fn adopt(takeover: &Takeover, ledger: &mut Ledger) -> Report {
    let mut report = Report::default();
    let mut claims: BTreeMap<usize, Vec<Claim>> = BTreeMap::new();
    for (number, feed) in takeover.feeds.iter().enumerate() {
        let found = match_entries(feed, takeover.posts, &takeover.site.url);
        for (entry, found) in feed.entries.iter().zip(found) {
            if let Match::Post(post, how) = found {
                claims.entry(post).or_default().push(Claim {
                    feed: number,
                    format: feed.format,
                    entry,
                    how,
                });
            } else if let Some(why) = why_not(&found, takeover.posts) {
                report.unmatched.push(Unmatched::of(number, entry, why));
            }
        }
    }
    let uncovered = (0..takeover.posts.len()).filter(|at| !claims.contains_key(at));
    report.uncovered = uncovered
        .map(|at| takeover.posts[at].source.clone())
        .collect();
    Desk::open(takeover, ledger, &mut report).settle(&claims);
    report
}

/// Why an entry has no post, empty where it is none; `None` where another entry speaks for it.
fn why_not(found: &Match, posts: &[Post]) -> Option<String> {
    let file = |at: &usize| posts[*at].source.as_str();
    Some(match found {
        Match::Post(..) | Match::Echo => return None,
        Match::Repeated => "other entries have its id, too".to_owned(),
        Match::Shared(post) => format!("other entries may be {}, too", file(post)),
        Match::Several(posts) => {
            let files: Vec<&str> = posts.iter().map(file).collect();
            format!("it may be {}", files.join(" or "))
        }
        Match::None => String::new(),
    })
}

#[cfg(test)]
mod tests;
