//! The rules of JSON Feed and OPML, of podcasts and Media RSS.

use crate::model::rule::{Area, Rule, error, warning};

const JSON: Area = Area::Json;
const OPML: Area = Area::Opml;
const MEDIA: Area = Area::Media;

pub(super) const RULES: &[Rule] = &[
    error(
        "json-malformed",
        JSON,
        "JSON that is not well-formed is refused by every reader",
        "mend what the message names",
    ),
    error(
        "json-key-duplicate",
        JSON,
        "of two equal keys one is lost",
        "remove one",
    ),
    warning(
        "json-key-unknown",
        JSON,
        "keys that the format does not have begin with an underscore",
        "correct the key, or put _ in front of it",
    ),
    error(
        "json-key-missing",
        JSON,
        "the object means nothing without this key",
        "add the key",
    ),
    error(
        "json-type",
        JSON,
        "a value of another kind than readers expect stops some of them",
        "write the kind that the message names",
    ),
    error(
        "json-version",
        JSON,
        "by its version readers know that this is a JSON Feed",
        "write https://jsonfeed.org/version/1.1",
    ),
    error(
        "json-content",
        JSON,
        "an item has content_html or content_text",
        "add one of them",
    ),
    warning(
        "json-author",
        JSON,
        "an author has a name, an address or a picture, and version 1.1 lists them in authors",
        "write authors: [{name: …}]",
    ),
    error(
        "opml-version",
        OPML,
        "a version of OPML that does not exist",
        "write version=\"2.0\"",
    )
    .w3c(&["InvalidOPMLVersion"]),
    error(
        "opml-incomplete",
        OPML,
        "OPML has a head, and a body with outlines",
        "add what is missing",
    )
    .w3c(&["MissingElement"]),
    error(
        "opml-text",
        OPML,
        "text is what a program shows of an outline",
        "add the attribute text",
    )
    .w3c(&["MissingAttribute"]),
    warning(
        "opml-feed",
        OPML,
        "a feed has an address and a title",
        "add xmlUrl and title",
    )
    .w3c(&["MissingXmlURL", "MissingTitleAttr"]),
    warning(
        "opml-link",
        OPML,
        "a link without url leads nowhere",
        "add the attribute url",
    )
    .w3c(&["MissingUrlAttr"]),
    warning(
        "opml-type",
        OPML,
        "without its type a feed is taken for a folder",
        "add type=\"rss\"",
    )
    .w3c(&["MissingOutlineType", "InvalidOutlineType"]),
    warning(
        "opml-feed-version",
        OPML,
        "a version of a feed that OPML does not know",
        "leave it out",
    )
    .w3c(&["InvalidOutlineVersion"]),
    error(
        "opml-flag",
        OPML,
        "a flag is true or false",
        "write true or false",
    )
    .w3c(&["InvalidTrueFalse"]),
    error(
        "opml-expansion",
        OPML,
        "the state of expansion is a list of numbers",
        "write numbers and commas, or leave it out",
    )
    .w3c(&["InvalidExpansionState"]),
    warning(
        "itunes-incomplete",
        MEDIA,
        "catalogues refuse a podcast without language, category, picture and explicit",
        "add what is missing",
    )
    .w3c(&["MissingItunesElement"]),
    warning(
        "itunes-owner",
        MEDIA,
        "catalogues write to the owner to prove that a podcast is theirs",
        "add itunes:owner with itunes:email",
    )
    .w3c(&["MissingItunesEmail"]),
    error(
        "itunes-category",
        MEDIA,
        "a category that Apple's catalogue does not have is ignored",
        "choose one of the catalogue",
    )
    .w3c(&["InvalidItunesCategory", "ObsoleteItunesCategory"]),
    error(
        "itunes-value",
        MEDIA,
        "a value that Apple's catalogue does not know",
        "write one of those that the message names",
    )
    .w3c(&[
        "InvalidYesNo",
        "InvalidYesNoClean",
        "InvalidItunesEpisodeType",
        "InvalidItunesChannelType",
    ]),
    warning(
        "itunes-explicit",
        MEDIA,
        "explicit is true or false; the older words are read by some",
        "write true or false",
    )
    .w3c(&["InvalidTrueFalse"]),
    error(
        "itunes-duration",
        MEDIA,
        "a duration is in seconds, or hours:minutes:seconds",
        "write 3723 or 1:02:03",
    )
    .w3c(&["InvalidDuration"]),
    warning(
        "itunes-format",
        MEDIA,
        "players choose by the ending of the file",
        "use mp3, m4a, mp4, m4v, mov, pdf or epub",
    )
    .w3c(&["UnsupportedItunesFormat"]),
    warning(
        "itunes-keywords",
        MEDIA,
        "keywords are separated by commas",
        "put commas between them",
    )
    .w3c(&["InvalidKeywords"]),
    error(
        "itunes-long",
        MEDIA,
        "catalogues cut or refuse longer texts",
        "shorten it",
    )
    .w3c(&["TooLong"]),
    error(
        "podcast-value",
        MEDIA,
        "a value that the podcast namespace does not know",
        "write it in its form",
    ),
    error(
        "media-value",
        MEDIA,
        "a value that Media RSS does not know",
        "write one of those that the message names",
    )
    .w3c(&[
        "InvalidMediaMedium",
        "InvalidCreditRole",
        "InvalidMediaExpression",
        "InvalidMediaHash",
        "InvalidMediaRating",
        "InvalidMediaRestriction",
        "InvalidMediaRestrictionRel",
        "InvalidMediaRestrictionType",
        "InvalidMediaTextType",
        "InvalidNPTTime",
        "InvalidTrueFalse",
    ]),
    error(
        "media-group",
        MEDIA,
        "a group holds several forms of one thing",
        "put media:content into it, or remove it",
    )
    .w3c(&["MediaGroupWithoutAlternatives"]),
    warning(
        "media-adult",
        MEDIA,
        "media:adult was replaced",
        "use media:rating",
    )
    .w3c(&["DeprecatedMediaAdult"]),
];
