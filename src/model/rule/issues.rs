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
        "Gmail clips a message at 102 KB (104,448 bytes) of HTML, and the foot with its unsubscribe link is hidden first",
        "take fewer posts (max_posts) or summaries (content: summary); a second unsubscribe link near the top makes it a warning",
    )
    .or_milder(),
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
    warning(
        "issue-preheader",
        ISSUE,
        "inboxes show the first words of a mail behind its subject; without a preheader those of its head",
        "begin the body with {{ preheader }}, hidden",
    ),
    error(
        "issue-unsubscribe",
        ISSUE,
        "who finds no way out presses the button for spam, which hurts every later mail; the law asks for one, too",
        "show {{ unsubscribe_url }} in both parts, and give mail.unsubscribe or web.url",
    )
    .or_milder(),
    error(
        "issue-address",
        ISSUE,
        "mail to many bears a postal address, by law",
        "give the newsletter its `address`, and show {{ newsletter.address }} in both parts",
    )
    .or_milder(),
    error(
        "issue-active",
        ISSUE,
        "scripts, forms and frames are removed by mail programs and taken for an attack by filters",
        "remove it; link to a page that does it",
    ),
    error(
        "issue-remote",
        ISSUE,
        "styles and fonts of others are blocked, or watch readers",
        "write styles into <style>, and name fonts that readers have",
    ),
    error(
        "issue-pixel",
        ISSUE,
        "a picture that cannot be seen counts who opens the mail, which readers did not agree to",
        "remove it",
    ),
    error(
        "issue-contrast",
        ISSUE,
        "text needs a contrast of 4.5 to its background (3 when it is large) to be read by all; far below that it is an error",
        "take a darker or a lighter colour for one of them",
    )
    .or_milder(),
    error(
        "issue-contrast-dark",
        ISSUE,
        "the mail's own dark styles must leave every text readable, too",
        "give the text or its background a colour in @media (prefers-color-scheme: dark)",
    )
    .or_milder(),
    warning(
        "issue-contrast-forced",
        ISSUE,
        "Outlook and Gmail turn light into dark by themselves; colours in the middle end up on their own like",
        "take backgrounds that are clearly light or clearly dark",
    ),
    warning(
        "issue-support",
        ISSUE,
        "what one of the configured mail.clients does not support is lost to its readers (facts: caniemail.com)",
        "do it as the message says, or take the program out of mail.clients",
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
    warning(
        "issue-link-dead",
        ISSUE,
        "a link into the site where nothing is disappoints everybody who follows it",
        "correct the link; a draft or a future post is not there yet",
    ),
    error(
        "issue-link-mismatch",
        ISSUE,
        "a link that shows another address than it leads to is the mark of fraud; mail programs warn of it",
        "let it show where it leads, or words",
    )
    .or_milder(),
    error(
        "issue-image-alt",
        ISSUE,
        "many inboxes show no pictures at first, and some readers never see them",
        "say in its alt text what the picture shows; an empty one for what only decorates",
    ),
    warning(
        "issue-image-size",
        ISSUE,
        "without width and height the text jumps, and Outlook shows a picture as large as its file",
        "give both; a picture among the site's assets gets them by itself",
    ),
    warning(
        "issue-image-heavy",
        ISSUE,
        "more than 1 MB for a picture, or 3 MB for all, keeps readers on the way waiting",
        "save it smaller: twice the width at which it is shown is enough",
    ),
    error(
        "issue-image-only",
        ISSUE,
        "a mail that is one picture says nothing with pictures off, and looks like spam",
        "write what the pictures say",
    ),
];
