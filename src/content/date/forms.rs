//! The forms of days, times and zones that dates are tried by.

/// Days as people write them, in the order in which they are tried.
pub(super) const DAYS: [&str; 18] = [
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y_%m_%d",
    "%Y%m%d",
    "%B %d, %Y",
    "%b %d, %Y",
    "%B %d %Y",
    "%b %d %Y",
    "%d %B %Y",
    "%d %b %Y",
    "%d %B, %Y",
    "%d %b, %Y",
    "%a, %d %b %Y",
    "%A, %B %d, %Y",
    "%a, %b %d, %Y",
    "%a %b %d %Y",
    "%A %B %d %Y",
];

/// Times of day behind a day.
pub(super) const TIMES: [&str; 9] = [
    "",
    " %H:%M:%S%.f",
    " %H:%M",
    " %I:%M %p",
    " %I:%M:%S%.f %p",
    " %I:%M%p",
    " %H%M%S",
    " at %H:%M",
    " at %I:%M %p",
];

/// Names of zones that dates carry, and their offsets in hours.
pub(super) const ZONES: [(&str, i8); 17] = [
    ("UTC", 0),
    ("GMT", 0),
    ("UT", 0),
    ("Z", 0),
    ("WET", 0),
    ("BST", 1),
    ("CET", 1),
    ("CEST", 2),
    ("EET", 2),
    ("EST", -5),
    ("EDT", -4),
    ("CST", -6),
    ("CDT", -5),
    ("MST", -7),
    ("MDT", -6),
    ("PST", -8),
    ("PDT", -7),
];
