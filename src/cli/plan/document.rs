//! A plan as one JSON document.

use serde_json::{Value, json};

use crate::cli::outlook::choice;
use crate::cli::plan::duration::estimate_s;
use crate::cli::plan::{Composed, Length, Plan};
use crate::config::RelayTarget;
use crate::content::Why;
use crate::mail::lint::CLIPPED_BYTES;
use crate::newsletter::{self, Due, due};

impl Plan<'_> {
    pub(super) fn document(&self, length: Length) -> Value {
        let newsletter = self.outlook.newsletter;
        let mut document = json!({
            "newsletter": newsletter.name,
            "title": newsletter.title,
            "issue": null,
            "plan": null,
            "due": self.due_document(),
            "under_way": self.under_way.iter().map(|issue| issue.name.to_string()).collect::<Vec<_>>(),
            "subscribers": self.subscribers(),
            "recipients": self.recipients(),
            "posts": [],
            "waiting": [],
            "before_first": [],
            "for_nobody": [],
            "held_back": self.held_back(),
            "variants": [],
            "left_out": self.left_out(length),
            "sending": self.sending(),
            "diagnostics": self.found,
        });
        if let Some(issue) = &self.issue {
            let draft = &issue.draft;
            document["issue"] = draft.name.to_string().into();
            document["plan"] = issue.imprint.as_str().into();
            document["posts"] = self.posts(&draft.posts, issue);
            document["waiting"] = self.posts(&draft.waiting, issue);
            document["before_first"] = self.posts(&draft.before_first, issue);
            document["for_nobody"] = self.posts(&draft.for_nobody, issue);
            document["variants"] = self.variants(issue, length);
        }
        document
    }

    /// What the schedule says of this moment.
    pub(super) fn standing(&self) -> Due {
        let newsletter = self.outlook.newsletter;
        let served = self.outlook.served_at;
        due(
            &newsletter.schedule,
            &newsletter.time_zone,
            served,
            self.now,
            newsletter.late_s,
        )
    }

    fn due_document(&self) -> Value {
        let newsletter = self.outlook.newsletter;
        let (word, at) = match self.standing() {
            Due::Now => ("now", None),
            Due::Late(moment) => ("late", Some(moment)),
            Due::NotYet => {
                let next = newsletter::next(&newsletter.schedule, &newsletter.time_zone, self.now);
                (next.map_or("by_hand", |_| "later"), next)
            }
        };
        json!({ "when": word, "at": at.map(|moment| moment.to_string()) })
    }

    fn posts(&self, posts: &[usize], issue: &Composed) -> Value {
        let describe = |at: &usize| {
            let post = &self.outlook.library.posts[*at];
            let variants = issue.draft.variants.iter();
            let gets = variants.filter(|variant| variant.posts.contains(at));
            let gets: usize = gets.map(|variant| variant.subscriptions.len()).sum();
            json!({
                "id": self.outlook.gathered.ids[*at], "file": post.source, "title": post.title,
                "url": post.url.as_str(), "date": post.date.to_string(), "recipients": gets,
            })
        };
        posts.iter().map(describe).collect()
    }

    fn held_back(&self) -> Value {
        let left_out = self.outlook.library.left_out.iter();
        let held_back = left_out.filter(|left_out| {
            matches!(
                left_out.why,
                Why::Draft | Why::Private | Why::Future | Why::Expired
            )
        });
        held_back.map(|left_out| json!(left_out)).collect()
    }

    fn variants(&self, issue: &Composed, length: Length) -> Value {
        let all = &self.outlook.gathered.subscriptions;
        let variants = issue.draft.variants.iter().zip(&issue.frozen.variants);
        let described = variants.zip(&issue.weights).map(|((variant, rendered), weight)| {
            let named = length.of(variant.subscriptions.len());
            let people = variant.subscriptions[..named].iter().map(|at| {
                json!({ "address": all[*at].subscriber.address.as_str(), "chose": choice(&all[*at]) })
            });
            json!({
                "language": variant.language, "recipients": variant.subscriptions.len(),
                "subject": rendered.subject, "preheader": rendered.preheader, "posts": rendered.posts,
                "html_bytes": weight.html, "text_bytes": weight.text, "message_bytes": weight.message,
                "limit_bytes": CLIPPED_BYTES, "is_clipped": weight.html > CLIPPED_BYTES,
                "people": people.collect::<Vec<_>>(),
            })
        });
        described.collect()
    }

    fn left_out(&self, length: Length) -> Value {
        let groups = self.absent.iter().map(|group| {
            let named = length.of(group.people.len());
            let people = group.people[..named].iter();
            let people =
                people.map(|(address, detail)| json!({ "address": address, "detail": detail }));
            json!({
                "reason": group.reason, "words": group.words, "count": group.people.len(),
                "people": people.collect::<Vec<_>>(),
            })
        });
        groups.collect()
    }

    fn sending(&self) -> Value {
        let mail = &self.outlook.config.mail;
        let relay = match &mail.relay {
            RelayTarget::Folder(folder) => folder.display().to_string(),
            RelayTarget::Smtp(server) => format!("{}:{}", server.host, server.port),
        };
        let seconds = estimate_s(mail, self.recipients());
        json!({
            "relay": relay, "connections": mail.connections, "rate_per_s": mail.rate,
            "seconds": seconds, "minutes": seconds.div_ceil(60),
        })
    }
}
