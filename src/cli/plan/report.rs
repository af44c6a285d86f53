//! A plan for people: 80 columns wide, totals first, a few names for each reason.

use std::collections::BTreeSet;

use crate::cli::console::Console;
use crate::cli::people::how_to_add;
use crate::cli::plan::duration::{estimate_s, in_words};
use crate::cli::plan::layout::{WIDTH, count_of, cut, fit, labelled, more, tell_people};
use crate::cli::plan::people::Group;
use crate::cli::plan::{Composed, Length, Plan};
use crate::cli::site::{plural, shown};
use crate::config::RelayTarget;
use crate::content::Why;
use crate::model::delivery::IssueName;
use crate::model::diagnostic::Diagnostic;
use crate::model::figures::grouped;
use crate::model::post::Post;
use crate::newsletter::{self, Due};

impl Plan<'_> {
    pub(super) fn tell(&self, length: Length, console: &Console) {
        self.tell_head(console);
        if let Some(issue) = &self.issue {
            self.tell_posts(issue, length, console);
            self.tell_variants(issue, length, console);
        }
        self.tell_absent(length, console);
        self.tell_end(console);
    }

    fn tell_head(&self, console: &Console) {
        let newsletter = self.outlook.newsletter;
        let (gets, all) = (self.recipients(), self.subscribers());
        match &self.issue {
            Some(issue) => console.say(format!("{}  {}", issue.draft.name, newsletter.title)),
            None => self.tell_nothing(all, console),
        }
        labelled(console, "due", &self.due());
        if self.issue.is_some() {
            let people = format!("{} of {}", grouped(gets), count_of(all, "subscriber"));
            labelled(console, "goes to", &people);
        }
        self.tell_behind(console);
        for issue in &self.under_way {
            let (name, state) = (&issue.name, issue.state);
            let words = format!("{name} is {state}; the next issue is made when it is done");
            labelled(console, "under way", &words);
        }
    }

    /// Why nothing would be sent.
    fn tell_nothing(&self, subscribers: usize, console: &Console) {
        let (config, name) = (self.outlook.config, &self.outlook.newsletter.name);
        let may_be_mailed = !self.outlook.gathered.subscriptions.is_empty();
        let why = match subscribers {
            0 => "it has no subscribers yet",
            _ if may_be_mailed => "nothing new for anybody",
            _ => "nobody who asked for it may be mailed",
        };
        console.say(format!("{name}: {why}, so nothing would be sent"));
        if subscribers == 0 {
            labelled(console, "begin", &how_to_add(config, name));
        }
    }

    /// Whom the last issue did not reach because it was cancelled.
    fn tell_behind(&self, console: &Console) {
        let (name, behind) = (&self.outlook.newsletter.name, &self.outlook.left_behind);
        let next = self.issue.as_ref().map(|issue| issue.draft.name.number);
        let is_last = |issue: &IssueName| next.is_none_or(|next| next == issue.number + 1);
        let last: BTreeSet<&IssueName> = behind.values().filter(|issue| is_last(issue)).collect();
        for cancelled in last {
            let count = behind.values().filter(|issue| *issue == cancelled).count();
            let words = format!(
                "{cancelled} did not reach {}, and its posts count as sent; \
                 `postrider send {name} --rest-of {cancelled}` mails them",
                count_of(count, "subscriber")
            );
            labelled(console, "cancelled", &words);
        }
    }

    fn due(&self) -> String {
        let newsletter = self.outlook.newsletter;
        let (schedule, zone) = (&newsletter.schedule, &newsletter.time_zone);
        let by_hand = format!("by hand, with `postrider send {}`", newsletter.name);
        let place = zone.iana_name().unwrap_or("UTC");
        match self.standing() {
            Due::Now if *schedule == crate::config::Schedule::EveryPost => {
                "with every new post, by the next `postrider publish`".to_owned()
            }
            Due::Now => "now, by the next `postrider publish`".to_owned(),
            Due::Late(moment) => {
                let moment = shown(moment, zone);
                format!("was due {moment} ({place}), too long ago to go unasked: {by_hand}")
            }
            Due::NotYet => match newsletter::next(schedule, zone, self.now) {
                Some(moment) => format!("{} ({place})", shown(moment, zone)),
                None => by_hand,
            },
        }
    }

    fn tell_posts(&self, issue: &Composed, length: Length, console: &Console) {
        let draft = &issue.draft;
        console.say("");
        console.say(format!(
            "Posts{:>width$}",
            "subscribers",
            width = WIDTH - "Posts".len()
        ));
        for (number, at) in draft.posts.iter().enumerate() {
            let gets = draft
                .variants
                .iter()
                .filter(|variant| variant.posts.contains(at));
            let gets: usize = gets.map(|variant| variant.subscriptions.len()).sum();
            let post = &self.outlook.library.posts[*at];
            let line = format!("{:>5}  {}", number + 1, self.line_of(post));
            console.say(format!("{}{:>7}", fit(&line, WIDTH - 7), grouped(gets)));
        }
        let most = self.outlook.newsletter.max_posts;
        for (posts, words) in [
            (
                &draft.waiting,
                format!("more than max_posts ({most}): in a later issue"),
            ),
            (
                &draft.before_first,
                "older than this first issue: never sent".to_owned(),
            ),
            (
                &draft.for_nobody,
                "in no subscriber's categories or language: never sent".to_owned(),
            ),
        ] {
            if posts.is_empty() {
                continue;
            }
            console.say(format!("  {:>7}  {words}", grouped(posts.len())));
            let named = length.of(posts.len());
            for at in &posts[..named] {
                let line = format!(
                    "           {}",
                    self.line_of(&self.outlook.library.posts[*at])
                );
                console.say(cut(&line, WIDTH));
            }
            more(console, posts.len() - named);
        }
        self.tell_held_back(length, console);
    }

    fn tell_held_back(&self, length: Length, console: &Console) {
        let held_back: Vec<String> = self
            .outlook
            .library
            .left_out
            .iter()
            .filter(|left_out| {
                matches!(
                    left_out.why,
                    Why::Draft | Why::Private | Why::Future | Why::Expired
                )
            })
            .map(|left_out| format!("{} ({})", left_out.file, left_out.detail))
            .collect();
        if held_back.is_empty() {
            return;
        }
        let count = grouped(held_back.len());
        console.say(format!(
            "  {count:>7}  held back: drafts, and posts of another time"
        ));
        let named = length.of(held_back.len());
        for line in &held_back[..named] {
            console.say(cut(&format!("           {line}"), WIDTH));
        }
        more(console, held_back.len() - named);
    }

    fn line_of(&self, post: &Post) -> String {
        let day = self
            .outlook
            .newsletter
            .time_zone
            .to_datetime(post.date)
            .date();
        format!("{day}  {}", post.title)
    }

    fn tell_absent(&self, length: Length, console: &Console) {
        let count: usize = self.absent.iter().map(|group| group.people.len()).sum();
        if count == 0 {
            return;
        }
        console.say("");
        console.say(format!("Not to {}", count_of(count, "subscriber")));
        for Group { words, people, .. } in &self.absent {
            console.say(format!("  {:>7}  {words}", grouped(people.len())));
            let named = people.iter();
            let named = named.map(|(address, detail)| (address.as_str(), detail.clone()));
            tell_people(console, named, people.len(), length);
        }
    }

    fn tell_end(&self, console: &Console) {
        let Some(issue) = &self.issue else {
            return;
        };
        let (config, name) = (self.outlook.config, &self.outlook.newsletter.name);
        let mail = &config.mail;
        console.say("");
        let way = match &mail.relay {
            RelayTarget::Folder(folder) => format!(
                "files in {}/: nothing leaves this machine",
                console.path(folder)
            ),
            RelayTarget::Smtp(server) => {
                let rate = mail
                    .rate
                    .map_or_else(String::new, |rate| format!(", at most {rate}/s"));
                let time = in_words(estimate_s(mail, self.recipients()));
                let connections = plural(mail.connections, "connection");
                format!(
                    "{}:{}, {connections}{rate}: {time}",
                    server.host, server.port
                )
            }
        };
        labelled(console, "by", &way);
        let errors = self.found.iter().filter(|found| found.is_error()).count();
        let proof = match (errors, self.found.len() - errors) {
            (0, 0) => "nothing found".to_owned(),
            (0, warnings) => plural(warnings, "warning"),
            (errors, _) => format!("{}: it would not be sent", plural(errors, "error")),
        };
        labelled(console, "proofread", &proof);
        labelled(console, "plan", issue.imprint.as_str());
        if !self.found.iter().any(Diagnostic::is_error) {
            console.say("");
            console.say("This sends exactly that, or says what has changed:");
            let since = self.since.map(|day| format!(" --since {day}"));
            console.say(format!(
                "  postrider send {name} --plan {}{}",
                issue.imprint.as_str(),
                since.unwrap_or_default()
            ));
        }
    }
}
