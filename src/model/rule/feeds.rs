//! The rules of what any feed says: addresses, dates, ids, languages, numbers, links to itself.

use crate::model::rule::{Area, Rule, error, warning};

const VALUES: Area = Area::Values;

pub(super) const RULES: &[Rule] = &[
    error(
        "url-invalid",
        VALUES,
        "an address that leads nowhere",
        "write a complete address, with https:",
    )
    .w3c(&[
        "InvalidLink",
        "InvalidFullLink",
        "InvalidIRI",
        "InvalidURI",
        "InvalidURIAttribute",
        "InvalidURLAttribute",
    ]),
    error(
        "url-character",
        VALUES,
        "an address may hold letters, digits and a few signs",
        "write other characters as % and two hexadecimal digits",
    )
    .w3c(&["InvalidUriChar", "NotURLEncoded"]),
    error(
        "url-not-ascii",
        VALUES,
        "RSS takes addresses in ASCII only",
        "write other letters as % and two hexadecimal digits",
    )
    .w3c(&["UriNotIri"]),
    warning(
        "url-scheme",
        VALUES,
        "hardly any program opens this kind of address",
        "use https:",
    )
    .w3c(&["SchemeNotIANARegistered"]),
    error(
        "urn-invalid",
        VALUES,
        "a URN names its kind, and a UUID has 32 hexadecimal digits in five groups",
        "write it in its form",
    )
    .w3c(&["InvalidURN", "InvalidUUID", "InvalidNSS"]),
    error(
        "tag-invalid",
        VALUES,
        "a tag URI has a host, a date and a name (RFC 4151)",
        "write tag:example.org,2024:name",
    )
    .w3c(&["InvalidTAG"]),
    warning(
        "id-not-canonical",
        VALUES,
        "readers compare ids letter by letter, and programs change addresses into their usual form",
        "write the usual form once, and keep it",
    )
    .w3c(&["NonCanonicalURI"]),
    error(
        "id-duplicate",
        VALUES,
        "of two entries with one id readers show one",
        "give each entry an id of its own",
    )
    .w3c(&["DuplicateValue"]),
    warning(
        "category-duplicate",
        VALUES,
        "a category that is given twice is shown twice",
        "remove one",
    ),
    error(
        "date-rfc822",
        VALUES,
        "a date that readers cannot read sorts the entry anywhere",
        "write Sat, 07 Sep 2002 00:00:01 GMT",
    )
    .w3c(&["InvalidRFC2822Date", "UseZeroForMidnight"]),
    warning(
        "date-rfc822-odd",
        VALUES,
        "some readers do not know this way to write a date",
        "write Sat, 07 Sep 2002 00:00:01 GMT",
    )
    .w3c(&["ProblematicalRFC822Date"]),
    error(
        "date-weekday",
        VALUES,
        "the day of the week is another one on this date",
        "leave the day of the week to a library",
    )
    .w3c(&["IncorrectDOW"]),
    error(
        "date-rfc3339",
        VALUES,
        "a date that readers cannot read sorts the entry anywhere",
        "write 2002-10-02T10:00:00Z",
    )
    .w3c(&["InvalidRFC3339Date"]),
    error(
        "date-w3cdtf",
        VALUES,
        "a date that readers cannot read sorts the entry anywhere",
        "write 2002-10-02 or 2002-10-02T10:00:00Z",
    )
    .w3c(&[
        "InvalidW3CDTFDate",
        "InvalidISO8601Date",
        "InvalidISO8601DateTime",
    ]),
    warning(
        "date-implausible",
        VALUES,
        "a date before 1990 or in the future is most often a slip, and readers hide the entry",
        "correct it",
    )
    .w3c(&["ImplausibleDate"]),
    error(
        "language-invalid",
        VALUES,
        "a language that is none: readers choose the wrong voice and hyphens",
        "write a tag such as en or fr-CH",
    )
    .w3c(&["InvalidLanguage"]),
    error(
        "mime-type",
        VALUES,
        "a media type that is none: players do not know what comes",
        "write type/subtype, such as audio/mpeg",
    )
    .w3c(&[
        "InvalidMIMEType",
        "InvalidMIMEAttribute",
        "InvalidMediaRange",
    ]),
    error(
        "number-invalid",
        VALUES,
        "a number that is none",
        "write digits and nothing else",
    )
    .w3c(&[
        "InvalidInteger",
        "InvalidNonNegativeInteger",
        "InvalidPositiveInteger",
        "InvalidIntegerAttribute",
        "InvalidFloat",
        "UseZeroForUnknown",
        "IntegerOverflow",
        "InvalidCommaSeparatedIntegers",
    ]),
    error(
        "email-invalid",
        VALUES,
        "an address that mail cannot reach",
        "correct it, or leave it out; a name belongs into dc:creator",
    )
    .w3c(&["InvalidContact", "InvalidAddrSpec"]),
    warning(
        "email-name",
        VALUES,
        "RSS writes an address with the name in brackets behind it",
        "write mail@example.org (Name)",
    )
    .w3c(&["EmailFormat", "MissingRealName"]),
    warning(
        "text-email",
        VALUES,
        "an address in a text is gathered by whoever sends spam",
        "put it into the element for it, or leave it out",
    )
    .w3c(&["ContainsEmail"]),
    warning(
        "self-missing",
        VALUES,
        "a feed that does not say where it is cannot be found back from a copy",
        "add a link to itself: atom:link rel=\"self\", or feed_url",
    )
    .w3c(&["MissingSelf", "MissingAtomSelfLink"]),
    warning(
        "self-mismatch",
        VALUES,
        "readers subscribe to where the feed says it is",
        "write the address at which the feed is served",
    )
    .w3c(&["SelfDoesntMatchLocation"]),
    warning(
        "self-relative",
        VALUES,
        "who finds a copy does not know what the address is relative to",
        "write the whole address",
    )
    .w3c(&["RelativeSelf"]),
    warning(
        "self-type",
        VALUES,
        "the type of the link to itself is that of no feed",
        "write application/rss+xml or application/atom+xml",
    )
    .w3c(&["SelfNotAtom"]),
    warning(
        "semantics-duplicate",
        VALUES,
        "two elements say the same, and readers believe one",
        "keep the one of the format itself",
    )
    .w3c(&[
        "DuplicateSemantics",
        "DuplicateItemSemantics",
        "DuplicateDescriptionSemantics",
    ]),
    warning(
        "enclosure-duplicate",
        VALUES,
        "most readers play the first enclosure only",
        "give one enclosure an item",
    )
    .w3c(&["DuplicateEnclosure"]),
    warning(
        "enclosure-type",
        VALUES,
        "players choose what they can play by the type",
        "add the attribute type",
    ),
    error(
        "geo-value",
        VALUES,
        "a place that is not on earth is shown nowhere",
        "write latitude and longitude, in degrees, with a space between",
    )
    .w3c(&[
        "InvalidLatitude",
        "InvalidLongitude",
        "InvalidCoord",
        "InvalidCoordList",
        "CoordComma",
    ]),
    warning(
        "history-rel",
        VALUES,
        "pages and archives belong to a feed (RFC 5005)",
        "move the link to the feed",
    )
    .w3c(&["FeedHistoryRelInEntry"]),
    error(
        "history-complete",
        VALUES,
        "a complete feed has no other documents (RFC 5005, 2)",
        "remove fh:complete, or the link",
    )
    .w3c(&["FeedRelInCompleteFeed", "CurrentNotSelfInCompleteFeed"]),
    warning(
        "history-current",
        VALUES,
        "from an archive a reader must find the feed (RFC 5005, 4)",
        "add rel=\"current\"",
    )
    .w3c(&["MissingCurrentInArchive", "ArchiveIncomplete"]),
    error(
        "history-past-end",
        VALUES,
        "a link leads beyond the last page, or back to this one",
        "remove the link",
    )
    .w3c(&["LinkPastEnd"]),
];
