//! The rules of the site: configuration, data files, templates, the ledger, subscribers.

use crate::model::rule::{Area, Rule, error, warning};

const SITE: Area = Area::Site;

pub(super) const RULES: &[Rule] = &[
    warning(
        "link-to-file",
        Area::Posts,
        "a link by the name of a file that no post has leads readers nowhere",
        "correct the name, or write the address of the page",
    ),
    warning(
        "picture-lost",
        Area::Posts,
        "a drawing in the text itself is nothing that readers show, and without words nothing is left of it",
        "save it as a file and show that, or give it a title",
    ),
    error(
        "config-encoding",
        SITE,
        "a configuration that is not UTF-8 cannot be read",
        "save it as UTF-8",
    ),
    error(
        "config-key",
        SITE,
        "a key that nobody knows does nothing, however often it is corrected",
        "correct the key, or remove it",
    ),
    error(
        "config-missing",
        SITE,
        "without this value nothing can be published",
        "add the key",
    ),
    warning(
        "config-not-yet",
        SITE,
        "the key is understood and has no effect yet",
        "leave it, or remove it",
    ),
    error(
        "config-value",
        SITE,
        "a value that cannot be what was meant",
        "correct the value as the message says",
    )
    .or_milder(),
    error(
        "data-missing",
        SITE,
        "a folder of authors or categories that is not there",
        "correct the path, or make the folder",
    ),
    warning(
        "feed-large",
        SITE,
        "a feed that is larger than its budget costs readers what the budget was to save them",
        "allow more with `max_bytes`, or show fewer entries with `limit`",
    ),
    error(
        "feed-path",
        SITE,
        "two feeds, or a feed and something else, would be one file",
        "give one of them another path",
    ),
    error(
        "ledger-broken",
        SITE,
        "without the ledger of ids every reader gets every post again",
        "restore it from version control",
    ),
    warning(
        "podcast-unsettled",
        SITE,
        "directories of podcasts ask for a category, an address and a picture",
        "write site: {image: …, podcast: {category: …, email: …}}",
    ),
    warning(
        "newsletter-forgotten",
        SITE,
        "a newsletter under a new name starts over: its readers are not there, and what they have had is mailed as new",
        "give the newsletter its old name again",
    ),
    error(
        "newsletter-law",
        SITE,
        "mail to many needs a postal address and a way out, by law",
        "add `address`",
    ),
    warning(
        "page-taken",
        SITE,
        "a file that somebody else made stands where a page would be written, and stays",
        "remove it, name the pages otherwise (output.file_names.page), or do without (output.pages: false)",
    ),
    error(
        "posts-missing",
        SITE,
        "the folder of posts is not there",
        "write content: {posts: FOLDER}",
    ),
    error(
        "secret",
        SITE,
        "a secret that is not given, or not where it should be",
        "set the variable or write the file, readable by you alone",
    )
    .or_milder(),
    error(
        "select-unknown",
        SITE,
        "a selection names what no post has: the feed would stay empty",
        "correct the name",
    )
    .or_milder(),
    error(
        "subscriber-file",
        SITE,
        "a list of subscribers that cannot be read",
        "save it as CSV in UTF-8, with a line of names on top",
    ),
    error(
        "subscriber-row",
        SITE,
        "a row without an address that mail can reach",
        "correct the row; the good ones go in",
    ),
    error(
        "template",
        SITE,
        "a template that cannot be rendered",
        "mend what the message names",
    ),
    error(
        "template-missing",
        SITE,
        "a newsletter without one of its templates cannot be sent",
        "add the file, or remove the folder to use the built-in one",
    ),
    error(
        "template-remote",
        SITE,
        "what a mail loads from elsewhere is blocked or tracks its readers",
        "remove it, or put it into the mail",
    ),
    warning(
        "template-stray",
        SITE,
        "a file or folder of templates that nothing reads: the built-in one stays in use",
        "correct its name, or remove it",
    ),
    error(
        "template-subject",
        SITE,
        "a subject is one line that is not empty",
        "correct the template of the subject",
    ),
    error(
        "template-words",
        SITE,
        "the words of a language that templates use are not what they should be",
        "correct the file as the message says",
    ),
    error(
        "template-unsubscribe",
        SITE,
        "a mail to many without a way out is against the law",
        "add {{ unsubscribe_url }}",
    ),
];
