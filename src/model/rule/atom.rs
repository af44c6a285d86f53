//! The rules of Atom 1.0.

use crate::model::rule::{Area, Rule, error, warning};

const ATOM: Area = Area::Atom;

pub(super) const RULES: &[Rule] = &[
    warning(
        "atom-version",
        ATOM,
        "Atom 0.3 was replaced in 2005, and readers drop it",
        "write Atom 1.0",
    )
    .w3c(&["ObsoleteVersion"]),
    warning(
        "namespace-atom-prefix",
        ATOM,
        "some readers know Atom only without a prefix",
        "make Atom the default namespace",
    )
    .w3c(&["AvoidNamespacePrefix"]),
    error(
        "atom-incomplete",
        ATOM,
        "a feed and each entry have id, title and updated (RFC 4287, 4.1)",
        "add what is missing",
    )
    .w3c(&["MissingElement"]),
    error(
        "atom-author",
        ATOM,
        "each entry has an author, its own or the feed's (RFC 4287, 4.1.1)",
        "add <author><name>…</name></author> to the feed",
    )
    .w3c(&["MissingElement"]),
    error(
        "atom-person",
        ATOM,
        "a person has a name (RFC 4287, 3.2)",
        "add <name>",
    )
    .w3c(&["MissingElement"]),
    warning(
        "atom-source",
        ATOM,
        "who takes an entry from elsewhere says from which feed, with its id, title and updated (RFC 4287, 4.2.11)",
        "copy the elements of the feed into atom:source",
    )
    .w3c(&["MissingSourceElement"]),
    error(
        "atom-order",
        ATOM,
        "readers that stop at the first entry miss what follows",
        "move the element in front of the entries",
    )
    .w3c(&["MisplacedMetadata"]),
    warning(
        "atom-entry-duplicate",
        ATOM,
        "of two entries with one id readers show one",
        "give each entry an id of its own",
    )
    .w3c(&["DuplicateEntries"]),
    warning(
        "updated-duplicate",
        ATOM,
        "programs that sort by updated drop one of two equal entries",
        "let the moments differ, if by a millisecond",
    )
    .w3c(&["DuplicateUpdated"]),
    error(
        "atom-link-href",
        ATOM,
        "a link without href leads nowhere",
        "add the attribute href",
    )
    .w3c(&["MissingHref"]),
    error(
        "atom-link-duplicate",
        ATOM,
        "of two alternate links with one type and language readers open one (RFC 4287, 4.1.1)",
        "remove one, or tell them apart by type or hreflang",
    )
    .w3c(&["DuplicateAtomLink"]),
    warning(
        "atom-link-rel",
        ATOM,
        "a relation that is not registered means nothing to a reader",
        "use a registered one, or an address",
    )
    .w3c(&["UnregisteredAtomLinkRel"]),
    warning(
        "atom-link-text",
        ATOM,
        "the text of a link is shown by nobody",
        "use title",
    )
    .w3c(&["AtomLinkNotEmpty"]),
    error(
        "atom-content-missing",
        ATOM,
        "an entry has content or an alternate link (RFC 4287, 4.1.2)",
        "add one of them",
    )
    .w3c(&["MissingContentOrAlternate"]),
    warning(
        "atom-text-missing",
        ATOM,
        "an entry without text is shown as a bare title",
        "add a summary",
    )
    .w3c(&["MissingTextualContent", "MissingSummary"]),
    warning(
        "atom-content-type",
        ATOM,
        "content that is elsewhere says what it is",
        "add the attribute type",
    )
    .w3c(&["MissingTypeAttr"]),
    error(
        "atom-text-type",
        ATOM,
        "a text is text, html or xhtml (RFC 4287, 3.1.1)",
        "write one of these",
    )
    .w3c(&["InvalidTextType"]),
    warning(
        "atom-text-html",
        ATOM,
        "tags in plain text are shown as they stand",
        "write type=\"html\", if they are meant as tags",
    )
    .w3c(&["ContainsUndeclaredHTML"]),
    error(
        "atom-xhtml-div",
        ATOM,
        "XHTML stands in one div of its namespace (RFC 4287, 3.1.1.3)",
        "wrap it in <div xmlns=\"http://www.w3.org/1999/xhtml\">, or use type=\"html\"",
    )
    .w3c(&["MissingXhtmlDiv", "MisplacedXHTMLContent"]),
    warning(
        "atom-xhtml-escaped",
        ATOM,
        "escaped tags are no XHTML",
        "write type=\"html\"",
    )
    .w3c(&["NotInline"]),
    warning(
        "atom-html-fragment",
        ATOM,
        "text/html is for whole documents",
        "write type=\"html\"",
    )
    .w3c(&["HtmlFragment"]),
    error(
        "atom-base64",
        ATOM,
        "content that is no text is base64 (RFC 4287, 4.1.3.3)",
        "encode it, or link to it with src",
    )
    .w3c(&["NotBase64"]),
];
