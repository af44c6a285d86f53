//! The judge of refusals: whether the server refuses a recipient or, by many recipients, the issue or us.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::mail::reply::{Blame, Reply};
use crate::model::Address;
use crate::store::Claim;

/// Refusals in a row of the issue, or of recipients in the same words of policy.
const MOST_REFUSALS: usize = 3;
/// Refusals of recipients in the same words: a server that refuses us often says so as if it spoke of the recipient
/// ("550 Sender verify failed"). Five dead addresses without a good one between them are rare on a list that was
/// confirmed, and a pause by mistake costs one `resume`; five addresses lost cost readers.
const MOST_BOUNCES: usize = 5;
/// The same, where the reply names the address (5.1.1 and its like, "no such user") or the mailbox (5.2.x): a server
/// says that in the same words each time, and old lists do hold a handful in a row. Twenty with nothing taken between
/// them are a server that has lost its list of users.
const MOST_NAMED: usize = 20;

/// Notices when the server refuses the issue rather than a recipient, and ends the run.
#[derive(Debug)]
pub struct Judge {
    streaks: Mutex<Streaks>,
    stopped: watch::Sender<Option<String>>,
}

#[derive(Debug, Default)]
struct Streaks {
    issue: Streak,
    policy: Streak,
    address: Streak,
    mailbox: Streak,
    has_accepted: bool,
}

/// Refusals in the same words with nothing accepted between them.
#[derive(Debug, Default)]
struct Streak {
    words: String,
    /// The last reply, without the recipient's address.
    said: String,
    claims: Vec<Claim>,
    is_named: bool,
    /// It has paused the issue: whatever else comes in these words belongs to it.
    is_over: bool,
}

/// What follows from a refusal.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Ruling {
    /// These were hard bounces indeed.
    pub bounced: Vec<Claim>,
    /// Why the issue must pause, and whom it owes another try.
    pub pause: Option<(String, Vec<Claim>)>,
}

impl Judge {
    /// `has_accepted`: the server took messages of this issue in an earlier run.
    pub fn new(has_accepted: bool) -> Self {
        let streaks = Streaks {
            has_accepted,
            ..Streaks::default()
        };
        Self {
            streaks: Mutex::new(streaks),
            stopped: watch::channel(None).0,
        }
    }

    /// A message was taken: what came before was no refusal of the issue. Comes back with the hard bounces among it.
    pub fn accept(&self) -> Vec<Claim> {
        let mut streaks = self.lock();
        streaks.has_accepted = true;
        let bounced = std::mem::take(&mut streaks.address.claims);
        let Streaks {
            issue,
            policy,
            mailbox,
            ..
        } = &mut *streaks;
        for streak in [issue, policy, mailbox] {
            streak.claims.clear();
        }
        bounced
    }

    /// Counts a refusal that the store holds already. `before` is what the server said to this recipient ahead of a
    /// pause that an editor has ended: the same again is believed, so that a true refusal pauses an issue once.
    pub fn refuse(
        &self,
        reply: &Reply,
        blame: Blame,
        recipient: &Address,
        claim: Claim,
        before: Option<&Reply>,
    ) -> Ruling {
        let mut streaks = self.lock();
        let words = fingerprint(reply, recipient);
        let is_named = reply.names_address();
        let is_repeated = before.is_some_and(|before| fingerprint(before, recipient) == words);
        if is_repeated && (streaks.has_accepted || is_named) {
            let is_bounce = blame == Blame::Address;
            return Ruling {
                bounced: is_bounce.then_some(claim).into_iter().collect(),
                pause: None,
            };
        }
        let named_limit = |is_named| if is_named { MOST_NAMED } else { MOST_BOUNCES };
        let is_full = matches!(reply.find_enhanced(), Some((2, _)));
        let (streak, words, limit) = match blame {
            Blame::Nobody => return Ruling::default(),
            Blame::Issue => (&mut streaks.issue, String::new(), MOST_REFUSALS),
            Blame::Policy => (&mut streaks.policy, words, MOST_REFUSALS),
            Blame::Address => (&mut streaks.address, words, named_limit(is_named)),
            Blame::Mailbox => (&mut streaks.mailbox, words, named_limit(is_full)),
        };
        let mut ruling = Ruling::default();
        if streak.words != words {
            let before = std::mem::replace(
                streak,
                Streak {
                    words,
                    is_named,
                    ..Streak::default()
                },
            );
            if blame == Blame::Address {
                ruling.bounced = before.claims;
            }
        }
        streak.said = format!("{} {}", reply.code, mask(&reply.text, recipient));
        streak.claims.push(claim);
        let count = streak.claims.len();
        if streak.is_over || count >= limit {
            streak.is_over = true;
            let said = &streak.said;
            let reason = format!("the server refused {limit} messages in a row: {said}");
            ruling.pause = Some((reason, std::mem::take(&mut streak.claims)));
        }
        ruling
    }

    /// The hard bounces that nothing has confirmed when the run ends. Where the server took nothing at all, only
    /// those that name the address are believed.
    pub fn close(&self) -> Vec<Claim> {
        let mut streaks = self.lock();
        let is_believed = streaks.has_accepted || streaks.address.is_named;
        let left = std::mem::take(&mut streaks.address.claims);
        if is_believed { left } else { Vec::new() }
    }

    /// Why an issue must pause that would end with these refusals, and whom it owes another try: those of the issue,
    /// and where the server took nothing at all, those that do not name the address. One refusal behind messages that
    /// were taken is its recipient's.
    pub fn unsettled(&self) -> Option<(String, Vec<Claim>)> {
        let streaks = self.lock();
        let Streaks {
            issue,
            policy,
            address,
            has_accepted,
            ..
        } = &*streaks;
        let mut open = Vec::new();
        if *has_accepted {
            open.extend(Some(issue).filter(|issue| issue.claims.len() > 1));
        } else {
            open.extend([issue, policy]);
            open.extend(Some(address).filter(|address| !address.is_named));
        }
        open.retain(|streak| !streak.claims.is_empty());
        let said = &open.first()?.said;
        let claims = open.iter().flat_map(|streak| &streak.claims).copied();
        let reason = format!("the server refused what came last: {said}");
        Some((reason, claims.collect()))
    }

    /// Ends the run.
    pub fn stop(&self, reason: &str) {
        self.stopped.send_if_modified(|stopped| {
            let is_first = stopped.is_none();
            stopped.get_or_insert_with(|| reason.to_owned());
            is_first
        });
    }

    /// Why the run must end.
    pub fn stopped(&self) -> Option<String> {
        self.stopped.borrow().clone()
    }

    /// Waits until the run must end.
    pub async fn ended(&self) {
        let mut stopped = self.stopped.subscribe();
        // The sender lives as long as the judge: there is no other way out.
        let _ = stopped.wait_for(Option::is_some).await;
    }

    fn lock(&self) -> MutexGuard<'_, Streaks> {
        self.streaks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A reply without what differs from recipient to recipient: addresses, and words with a digit in them. The enhanced
/// code stays.
fn fingerprint(reply: &Reply, recipient: &Address) -> String {
    let text = mask(&reply.text, recipient).to_ascii_lowercase();
    let words = text.split_whitespace().map(|word| {
        if word.contains('@') || word.contains('…') {
            "…"
        } else if word.bytes().any(|byte| byte.is_ascii_digit()) {
            "#"
        } else {
            word
        }
    });
    let words: Vec<&str> = words.collect();
    let code = reply.code;
    format!("{code} {:?} {}", reply.find_enhanced(), words.join(" "))
}

/// `text` with `…` wherever the recipient's address stands, in whatever case the server wrote it.
pub fn mask(text: &str, recipient: &Address) -> String {
    let (lower, address) = (
        text.to_ascii_lowercase(),
        recipient.as_str().to_ascii_lowercase(),
    );
    let mut masked = String::with_capacity(text.len());
    let mut from = 0;
    for (at, found) in lower.match_indices(&address) {
        masked.push_str(&text[from..at]);
        masked.push('…');
        from = at + found.len();
    }
    masked.push_str(&text[from..]);
    masked
}

#[cfg(test)]
mod tests;
