//! `postrider send --again`: a post is mailed once more, as a correction, to those who had it.

use std::collections::BTreeSet;

use anyhow::{Context as _, bail, ensure};

use crate::cli::console::Console;
use crate::cli::explain::finding::{Found, find_near, find_post, is_mailed};
use crate::cli::next_issue::{Made, Next};
use crate::cli::office::Office;
use crate::cli::site::plural;
use crate::content::Library;
use crate::mail::freeze::{Press, Purpose};
use crate::model::delivery::{IssueName, IssueState};
use crate::newsletter::{correct, digest};
use crate::publish::Record;
use crate::store::Store;
use crate::store::corrections::Correction;

/// Whether what is under way is a correction, which is finished then.
///
/// # Errors
/// When it is another issue: its readers may get the post yet.
pub(super) fn check_under_way(office: &mut Office, issue: &IssueName) -> anyhow::Result<()> {
    let name = &issue.newsletter;
    let corrections = office.store()?.corrections(name)?;
    ensure!(
        corrections.contains_key(&issue.number),
        "{issue} is under way, and who gets it is not settled: nothing was sent again. Finish it first \
         (`postrider send {name}`), or give it up (`postrider cancel {issue}`)"
    );
    Ok(())
}

/// What was mailed of a post besides its first issue.
enum Before {
    /// Nothing.
    Nothing,
    /// A correction with other words.
    Other(IssueName),
    /// A correction with just these words.
    Same(IssueName),
    /// The same, which was cancelled: it goes on with those whom it did not reach.
    Cancelled(IssueName),
}

impl Next<'_> {
    /// Freezes the issue that mails the post that was `typed` again.
    pub(super) fn freeze_again(
        &self,
        office: &mut Office,
        (library, typed): (&Library, &str),
        console: &Console,
    ) -> anyhow::Result<Made> {
        self.settle_losses(office)?;
        let name = &self.newsletter.name;
        let store = office.store.as_ref().context("the store is in use")?;
        let at = self.find(store, (library, typed), console)?;
        let post = &self.posts[at];
        let gathered = self.gather(store, &office.record)?;
        let id = &gathered.ids[at];
        let words = digest(post);
        let before = look_back(store, &office.record, (name, id), &words)?;
        let had = self.whom(store, id, &before)?;
        ensure!(
            !had.is_empty() || matches!(before, Before::Cancelled(_)),
            "no mail of `{name}` that this store knows of had `{}`: there is nothing to correct",
            post.title
        );
        let material = self.material(&gathered);
        let Some(draft) = correct(&material, at, &had) else {
            console.say(format!(
                "{name}: nobody who had “{}” subscribes any more",
                post.title
            ));
            return Ok(Made::Nothing);
        };
        let people = plural(draft.variants[0].subscriptions.len(), "recipient");
        console.say(format!(
            "{}: “{}” again, to {people} who had it",
            draft.name, post.title
        ));
        let Some(question) = self.question(&before, console) else {
            return Ok(Made::Nothing);
        };
        let press = Press {
            config: self.config,
            templates: &office.templates,
            secret: &office.secret,
            now: self.now,
            purpose: Purpose::Correction,
        };
        let frozen = press.freeze(&draft, &material)?;
        if let Some(held) = self.hold_back(&draft, &frozen, &question, office, console)? {
            return Ok(held);
        }
        office.store()?.freeze_correction(&frozen, id, &words)?;
        self.put_on_record(office, draft.name, console)
    }

    /// Who is to get it: those who had the post, or of them those whom the cancelled correction did not reach.
    fn whom(&self, store: &Store, id: &str, before: &Before) -> anyhow::Result<BTreeSet<i64>> {
        let mut had = store.readers_of(&self.newsletter.name, id)?;
        if let Before::Cancelled(issue) = before {
            let unreached = store.unreached(issue)?;
            let missed = |who: &i64| unreached.get(who).is_some_and(|posts| posts.contains(id));
            had.retain(missed);
        }
        Ok(had)
    }

    /// What to ask; `None` where the same words were mailed already and nobody is there to want them again.
    fn question(&self, before: &Before, console: &Console) -> Option<String> {
        Some(match before {
            Before::Nothing => "Mail this correction now?".to_owned(),
            Before::Other(issue) => {
                format!("{issue} corrected this post already. Mail it once more?")
            }
            Before::Cancelled(issue) => {
                format!("{issue} was cancelled before it reached them. Mail it to them now?")
            }
            Before::Same(issue) if self.wish.ask => {
                format!("{issue} mailed just these words. Mail them once more?")
            }
            Before::Same(issue) => {
                console.say(format!(
                    "{issue} mailed it already, and the post has not changed since: nothing was sent"
                ));
                return None;
            }
        })
    }

    /// The post that was typed: as it is named now, or as it was in an issue.
    fn find(
        &self,
        store: &Store,
        (library, typed): (&Library, &str),
        console: &Console,
    ) -> anyhow::Result<usize> {
        match find_post(self.posts, self.ids, typed.trim_start_matches("./")) {
            Found::Post(at) => return Ok(at),
            Found::Several(posts) => {
                let files = posts.iter().map(|at| self.posts[*at].source.as_str());
                let files: Vec<&str> = files.collect();
                bail!(
                    "`{typed}` is more than one post: name one of {}",
                    files.join(", ")
                )
            }
            Found::None => {}
        }
        let mailed = store.mailed_posts(&self.newsletter.name)?;
        if let Some((number, mailed)) = mailed.iter().find(|(_, post)| is_mailed(post, typed)) {
            let has_id = |post: &&crate::model::post::Post| {
                let minted = self.ids.get(&post.source);
                minted.is_some_and(|minted| minted.id == mailed.id)
            };
            let at = self.posts.iter().position(|post| has_id(&post));
            let (name, title) = (&self.newsletter.name, &mailed.title);
            let at = at.with_context(|| {
                format!("`{typed}` was “{title}” in {name}/{number}, which is no post of the site any more")
            })?;
            let (file, url) = (&self.posts[at].source, &self.posts[at].url);
            console.note(format!("`{typed}` is {} now: {url}", console.path(file)));
            return Ok(at);
        }
        match find_near(library, typed) {
            Some(near) => bail!("no post is `{typed}`: did you mean `{near}`?"),
            None => bail!("no post is `{typed}`: give its file, URL, id, slug or title"),
        }
    }
}

/// What was mailed of a post besides its first issue, by the store and, where that was lost, by the record.
fn look_back(
    store: &Store,
    record: &Record,
    (newsletter, post): (&str, &str),
    words: &str,
) -> anyhow::Result<Before> {
    let known = store.last_correction(newsletter, post)?;
    let recorded = record.last_correction(newsletter, post);
    let recorded = recorded.map(|(number, digest)| Correction {
        issue: IssueName {
            newsletter: newsletter.to_owned(),
            number,
        },
        digest: digest.to_owned(),
    });
    // Of the same issue the store knows more: it is the later of the two.
    let last = recorded.into_iter().chain(known);
    let Some(Correction { issue, digest }) = last.max_by_key(|last| last.issue.number) else {
        return Ok(Before::Nothing);
    };
    if digest != words {
        return Ok(Before::Other(issue));
    }
    let state = store.issue(&issue)?.map(|issue| issue.state);
    Ok(if state == Some(IssueState::Cancelled) {
        Before::Cancelled(issue)
    } else {
        Before::Same(issue)
    })
}
