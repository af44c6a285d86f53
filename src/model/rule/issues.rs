//! The rules of a newsletter's issues, as they would leave.

use crate::model::rule::{Area, Rule, error, warning};

const ISSUE: Area = Area::Issues;

pub(super) const RULES: &[Rule] = &[
    error(
        "issue-subject-empty",
        ISSUE,
        "inboxes show the subject and nothing else; filters distrust a mail without one",
        "give the newsletter a `subject`",
    ),
    warning(
        "issue-subject-long",
        ISSUE,
        "inboxes show about 60 characters of a subject, phones less",
        "put what matters first, or cut it with posts[0].title|truncate(50)",
    ),
    warning(
        "issue-subject-fake",
        ISSUE,
        "a first mail that looks like an answer deceives, and filters know it",
        "leave the mark out",
    ),
    warning(
        "issue-subject-loud",
        ISSUE,
        "capitals and rows of exclamation marks are what spam filters count first",
        "write it as you would say it",
    ),
    error(
        "issue-size",
        ISSUE,
        "Gmail clips a message at 102,400 bytes of HTML, and the foot with its unsubscribe link is hidden first",
        "take fewer posts (max_posts) or summaries (content: summary); a second unsubscribe link near the top makes it a warning",
    ),
    warning(
        "issue-style-size",
        ISSUE,
        "Gmail ignores the <style> of a message when it is larger than 16 KB",
        "write less CSS: what counts everywhere is inlined anyway",
    ),
    error(
        "issue-line-long",
        ISSUE,
        "servers refuse or break lines of more than 998 bytes",
        "report it: Postrider encodes every line",
    ),
    error(
        "issue-encoding",
        ISSUE,
        "bytes beyond 7 bits and lone line ends do not survive every server",
        "report it: Postrider encodes every byte",
    ),
    error(
        "issue-header",
        ISSUE,
        "a header that is missing, twice there or malformed makes mail suspect, or its unsubscribe button vanish",
        "correct what the message names",
    ),
    error(
        "issue-text-missing",
        ISSUE,
        "some read the text part only, and filters distrust HTML alone",
        "write the posts into body.txt, too",
    ),
    warning(
        "issue-text-links",
        ISSUE,
        "who reads the text part must be able to go where the others go",
        "show each link in body.txt",
    ),
    error(
        "issue-link-relative",
        ISSUE,
        "a relative link leads nowhere from an inbox",
        "write the whole address",
    ),
    error(
        "issue-link-scheme",
        ISSUE,
        "mail programs remove links to scripts, data and files",
        "link to a page: https, mailto or tel",
    ),
    error(
        "issue-image-alt",
        ISSUE,
        "many inboxes show no pictures at first, and some readers never see them",
        "say in its alt text what the picture shows; an empty one for what only decorates",
    ),
];
