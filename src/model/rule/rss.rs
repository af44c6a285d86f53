//! The rules of RSS 0.9 to 2.0, and of the small extensions that only RSS carries.

use crate::model::rule::{Area, Rule, error, warning};

const RSS: Area = Area::Rss;

pub(super) const RULES: &[Rule] = &[
    error(
        "rss-version",
        RSS,
        "a version of RSS that does not exist",
        "write version=\"2.0\"",
    )
    .w3c(&["InvalidRSSVersion"]),
    error(
        "rss-channel",
        RSS,
        "RSS holds one channel",
        "put everything into <channel>",
    )
    .w3c(&["MissingElement"]),
    error(
        "rss-channel-incomplete",
        RSS,
        "a channel has a title, a link and a description",
        "add what is missing",
    )
    .w3c(&[
        "MissingTitle",
        "MissingLink",
        "MissingDescription",
        "MissingElement",
    ]),
    warning(
        "rss-order",
        RSS,
        "readers that stop at the first item miss what follows",
        "move the element in front of the items",
    )
    .w3c(&["MisplacedItem"]),
    error(
        "rss-item-empty",
        RSS,
        "an item without title and description cannot be shown",
        "add one of them",
    )
    .w3c(&["ItemMustContainTitleOrDescription", "MissingElement"]),
    warning(
        "rss-description-order",
        RSS,
        "of two texts some readers take the last one",
        "put description before content:encoded",
    )
    .w3c(&["NeedDescriptionBeforeContent"]),
    warning(
        "guid-missing",
        RSS,
        "without a guid a changed title is a new item",
        "add <guid isPermaLink=\"false\"> with an id that never changes",
    )
    .w3c(&["MissingGuid"]),
    error(
        "guid-permalink",
        RSS,
        "a guid is an address unless it says that it is none",
        "add isPermaLink=\"false\"",
    )
    .w3c(&["InvalidHttpGUID", "InvalidPermalink"]),
    error(
        "guid-permalink-value",
        RSS,
        "isPermaLink is true or false, in small letters",
        "write true or false",
    )
    .w3c(&["InvalidBooleanAttribute"]),
    warning(
        "guid-short",
        RSS,
        "a short number is the guid of another site's item, too",
        "put the site's address in front of it",
    )
    .w3c(&["NotSufficientlyUnique"]),
    error(
        "rss-image-incomplete",
        RSS,
        "a channel's picture has url, title and link",
        "add what is missing",
    )
    .w3c(&["MissingElement", "MissingTitle", "MissingLink"]),
    warning(
        "rss-image-title",
        RSS,
        "the picture stands for the channel, and has its title",
        "write the channel's title",
    )
    .w3c(&["ImageTitleDoesntMatch"]),
    warning(
        "rss-image-link",
        RSS,
        "the picture leads where the channel does",
        "write the channel's link",
    )
    .w3c(&["ImageLinkDoesntMatch"]),
    error(
        "rss-image-size",
        RSS,
        "a channel's picture is at most 144 wide and 400 high",
        "make it smaller, or leave the size out",
    )
    .w3c(&["InvalidWidth", "InvalidHeight"]),
    warning(
        "rss-image-format",
        RSS,
        "a channel's picture is GIF, JPEG or PNG",
        "use one of these",
    )
    .w3c(&["ImageUrlFormat"]),
    warning("rss-text-input", RSS, "no reader shows a form", "remove it").w3c(&["AvoidTextInput"]),
    error(
        "rss-skip",
        RSS,
        "hours are 0 to 23 and days Monday to Sunday, each once",
        "correct the list",
    )
    .w3c(&[
        "InvalidHour",
        "InvalidDay",
        "NotEnoughHoursInTheDay",
        "EightDaysAWeek",
    ]),
    warning(
        "slash-date",
        RSS,
        "a number of comments needs a date that tells when it was counted",
        "add lastBuildDate",
    )
    .w3c(&["SlashDate"]),
    warning(
        "wfw-name",
        RSS,
        "the element is written with small letters at its end",
        "write wfw:commentRss",
    )
    .w3c(&["CommentRSS"]),
    error(
        "sy-period",
        RSS,
        "a period is hourly, daily, weekly, monthly or yearly",
        "write one of these",
    )
    .w3c(&["InvalidUpdatePeriod"]),
];
