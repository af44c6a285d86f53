//! The rules of what lies under a feed: bytes, characters, XML, elements, HTML.

use crate::model::rule::{Area, Rule, error, warning};

const XML: Area = Area::Xml;
const HTML: Area = Area::Html;

pub(super) const RULES: &[Rule] = &[
    error(
        "feed-unrecognised",
        XML,
        "what is neither RSS, Atom, JSON Feed nor OPML is read by no feed reader",
        "give the address of the feed itself",
    )
    .w3c(&["UndefinedElement", "InvalidNamespace", "ObsoleteNamespace"]),
    warning(
        "feed-empty",
        XML,
        "a feed without entries looks broken to whoever subscribes",
        "publish something, or leave the feed out",
    ),
    warning(
        "content-type",
        XML,
        "browsers and some readers believe the server before the feed",
        "let the server send the type of the format",
    )
    .w3c(&["UnexpectedContentType", "NonSpecificMediaType"]),
    error(
        "encoding-invalid",
        XML,
        "bytes that are not what the encoding allows stop readers, or turn into rubbish",
        "save the feed as UTF-8, and say so",
    )
    .w3c(&["UnicodeError"]),
    error(
        "encoding-unknown",
        XML,
        "an encoding that nobody knows",
        "use UTF-8",
    )
    .w3c(&["UnknownEncoding"]),
    warning(
        "encoding-uncommon",
        XML,
        "readers need to know only UTF-8 and UTF-16",
        "use UTF-8",
    )
    .w3c(&["ObscureEncoding", "NonstdEncoding", "NotUTF8"]),
    warning(
        "encoding-mismatch",
        XML,
        "the server and the feed name different encodings",
        "let both say UTF-8",
    )
    .w3c(&["EncodingMismatch"]),
    error(
        "xml-malformed",
        XML,
        "XML that is not well-formed must be refused, and is",
        "mend what the message names; a generator that uses an XML library cannot get this wrong",
    )
    .w3c(&["SAXError"]),
    error(
        "xml-attribute",
        XML,
        "an attribute is a name, an equals sign and a value in quotes, once",
        "write name=\"value\"",
    )
    .w3c(&["SAXError"]),
    error(
        "xml-character",
        XML,
        "XML forbids control characters, and readers stop at the first one",
        "remove the character",
    )
    .w3c(&["SAXError"]),
    error(
        "xml-entity",
        XML,
        "XML knows amp, lt, gt, quot and apos; those of HTML it does not know",
        "write the character itself, or &amp; for a lone &",
    )
    .w3c(&["UndefinedNamedEntity", "SAXError"]),
    error(
        "xml-prefix",
        XML,
        "a prefix without its namespace means nothing",
        "declare it: xmlns:prefix=\"…\"",
    )
    .w3c(&["MissingNamespace", "NotInANamespace", "UndeclaredPrefix"]),
    error(
        "xml-declaration-place",
        XML,
        "the XML declaration stands at the very start of a file or nowhere",
        "remove what stands before it",
    )
    .w3c(&["WPBlankLine"]),
    error(
        "xml-version",
        XML,
        "only XML 1.0 is read everywhere",
        "write version=\"1.0\"",
    )
    .w3c(&["BadXmlVersion"]),
    warning(
        "xml-doctype",
        XML,
        "document types are not loaded, and are a way to attack readers",
        "remove the DOCTYPE",
    )
    .w3c(&[
        "InvalidDoctype",
        "DeprecatedDTD",
        "ContainsSystemEntity",
        "FatalSecurityRisk",
    ]),
    error(
        "xml-id",
        XML,
        "an xml:id is there once",
        "give one of them another",
    )
    .w3c(&["DuplicateIds"]),
    error(
        "xml-nesting",
        XML,
        "no reader follows this deep",
        "flatten the feed",
    )
    .w3c(&["ValidatorLimit"]),
    warning(
        "namespace-unknown",
        XML,
        "elements in this namespace are seen by nobody",
        "correct the address, or remove it",
    )
    .w3c(&["UnknownNamespace", "UnsupportedNamespace"]),
    error(
        "namespace-misspelt",
        XML,
        "a namespace is compared letter by letter: a slash too few is another one",
        "write it exactly as its specification does",
    )
    .w3c(&[
        "MediaRssNamespace",
        "InvalidNamespace",
        "ObsoleteWikiNamespace",
    ]),
    warning(
        "namespace-prefix",
        XML,
        "some readers know extensions by their prefix alone",
        "use another prefix",
    )
    .w3c(&["ReservedPrefix"]),
    warning(
        "text-lost",
        XML,
        "a character was lost in a wrong encoding",
        "write what was meant",
    )
    .w3c(&["BadCharacters"]),
    error(
        "element-unknown",
        XML,
        "an element that the format does not have is dropped",
        "correct its name, or put it into a namespace",
    )
    .w3c(&["UndefinedElement", "NoBlink", "NoThrWhen"]),
    error(
        "element-duplicate",
        XML,
        "of two elements readers take one, and not all the same",
        "remove one",
    )
    .w3c(&["DuplicateElement", "TooMany"]),
    warning(
        "element-empty",
        XML,
        "an empty element says nothing, and hides what readers would guess",
        "fill it, or leave it out",
    )
    .w3c(&["NotBlank"]),
    error(
        "attribute-missing",
        XML,
        "the element means nothing without this attribute",
        "add the attribute",
    )
    .w3c(&["MissingAttribute", "MissingRecommendedAttribute"]),
    warning(
        "attribute-empty",
        XML,
        "an empty attribute says nothing",
        "fill it, or leave it out",
    )
    .w3c(&["AttrNotBlank"]),
    error(
        "attribute-unknown",
        XML,
        "an attribute that the element does not have is dropped",
        "correct its name, or remove it",
    )
    .w3c(&["UnexpectedAttribute", "UseOfExtensionAttr"]),
    error(
        "text-unexpected",
        XML,
        "text between elements is shown by nobody",
        "remove it, or put it into an element",
    )
    .w3c(&["UnexpectedText"]),
    error(
        "whitespace-unexpected",
        XML,
        "white space is part of an id, an address or a date for some readers",
        "remove it",
    )
    .w3c(&["UnexpectedWhitespace"]),
    error(
        "markup-unescaped",
        XML,
        "tags in a text must be escaped, or readers drop them with what they hold",
        "write &lt; for <, or use CDATA",
    )
    .w3c(&["UndefinedElement", "NotEscaped", "InvalidContentMode"]),
    warning(
        "text-html",
        HTML,
        "one reader shows the tags of a title, another swallows them",
        "write plain text; a < or & that shall be seen as &#x3C; or &#x26;",
    )
    .w3c(&["ContainsHTML", "CharacterData"]),
    warning(
        "html-malformed",
        HTML,
        "HTML that is not well-formed spills over into the next entry",
        "close what is open, in order",
    )
    .w3c(&["NotHtml"]),
    warning(
        "html-element-dangerous",
        HTML,
        "readers remove what runs, loads or covers: scripts, frames, styles",
        "replace it by a link or a picture",
    )
    .w3c(&["SecurityRisk"]),
    warning(
        "html-element-unknown",
        HTML,
        "readers do not show elements that HTML does not have",
        "use an element of HTML",
    )
    .w3c(&["NotHtml"]),
    warning(
        "html-attribute",
        HTML,
        "readers remove the attribute",
        "leave it out",
    )
    .w3c(&["SecurityRiskAttr"]),
    warning(
        "html-style",
        HTML,
        "styles that load or cover something are removed, with their element or the entry",
        "leave the style to the reader",
    )
    .w3c(&["DangerousStyleAttr"]),
    warning(
        "html-address-dangerous",
        HTML,
        "a program in the place of an address is removed",
        "link to a page",
    )
    .w3c(&["SecurityRisk"]),
    warning(
        "html-address-relative",
        HTML,
        "readers show the entry elsewhere, where a relative address leads nowhere",
        "write the whole address, with https:",
    )
    .w3c(&["ContainsRelRef"]),
];
