//! `postrider send --again`: a post is mailed once more, as a correction, to those who had it.

use anyhow::{Context as _, bail, ensure};

use crate::cli::console::Console;
use crate::cli::explain::finding::{Found, find_near, find_post};
use crate::cli::leads::are_there;
use crate::cli::next_issue::{Made, Next};
use crate::cli::office::Office;
use crate::cli::site::plural;
use crate::content::Library;
use crate::mail::freeze::{Press, Purpose};
use crate::model::delivery::IssueName;
use crate::newsletter::{correct, digest};
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

impl Next<'_> {
    /// Freezes the issue that mails the post that was `typed` again.
    pub(super) fn freeze_again(
        &self,
        office: &mut Office,
        (library, typed): (&Library, &str),
        console: &Console,
    ) -> anyhow::Result<Made> {
        let name = &self.newsletter.name;
        let at = find(self, library, typed)?;
        let post = &self.posts[at];
        let store = office.store.as_ref().context("the store is in use")?;
        let gathered = self.gather(store, &office.record)?;
        let id = &gathered.ids[at];
        let had = store.readers_of(name, id)?;
        ensure!(
            !had.is_empty(),
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
        let words = digest(post);
        let last = store.last_correction(name, id)?;
        let Some(question) = self.question(last, &words, console) else {
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
        self.lint(&frozen, console)?;
        if !are_there([post], self.wish.leads, &office.transport, console)? {
            return Ok(Made::Waits);
        }
        if self.wish.ask && !console.confirm(&question) {
            console.say("Nothing was sent");
            return Ok(Made::Nothing);
        }
        office.store()?.freeze_correction(&frozen, id, &words)?;
        office.keep_record(self.config, self.newsletter)?;
        self.show(console);
        Ok(Made::Frozen(draft.name))
    }

    /// What to ask; `None` where the same words were mailed already and nobody is there to want them again.
    fn question(&self, last: Option<Correction>, words: &str, console: &Console) -> Option<String> {
        let Some(Correction { issue, digest }) = last else {
            return Some("Mail this correction now?".to_owned());
        };
        if digest != words {
            return Some(format!(
                "{issue} corrected this post already. Mail it once more?"
            ));
        }
        if self.wish.ask {
            return Some(format!(
                "{issue} mailed just these words. Mail them once more?"
            ));
        }
        console.say(format!(
            "{issue} mailed it already, and the post has not changed since: nothing was sent"
        ));
        None
    }
}

fn find(next: &Next, library: &Library, typed: &str) -> anyhow::Result<usize> {
    match find_post(next.posts, next.ids, typed.trim_start_matches("./")) {
        Found::Post(at) => Ok(at),
        Found::Several(posts) => {
            let files = posts.iter().map(|at| next.posts[*at].source.as_str());
            let files: Vec<&str> = files.collect();
            bail!(
                "`{typed}` is more than one post: name one of {}",
                files.join(", ")
            )
        }
        Found::None => match find_near(library, typed) {
            Some(near) => bail!("no post is `{typed}`: did you mean `{near}`?"),
            None => bail!("no post is `{typed}`: give its file, URL, id, slug or title"),
        },
    }
}
