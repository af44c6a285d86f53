//! The keys of a JSON Feed and the kinds of their values.

/// A key that is known.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
    pub(super) is_needed: bool,
}

/// The kind of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Text,
    Html,
    Url,
    Date,
    Mime,
    Language,
    Number,
    Flag,
    Object,
    List,
}

impl Shape {
    /// Whether it is written as a text.
    pub(super) fn is_text(self) -> bool {
        !matches!(self, Self::Number | Self::Flag | Self::Object | Self::List)
    }

    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Text | Self::Html => "a text",
            Self::Url => "an address",
            Self::Date => "a date",
            Self::Mime => "a media type",
            Self::Language => "a language",
            Self::Number => "a number from 0 on",
            Self::Flag => "true or false",
            Self::Object => "an object",
            Self::List => "a list",
        }
    }
}

const fn may(name: &'static str, shape: Shape) -> Field {
    Field {
        name,
        shape,
        is_needed: false,
    }
}

const fn must(name: &'static str, shape: Shape) -> Field {
    Field {
        is_needed: true,
        ..may(name, shape)
    }
}

pub(super) const FEED: &[Field] = &[
    may("version", Shape::Text),
    must("title", Shape::Text),
    may("home_page_url", Shape::Url),
    may("feed_url", Shape::Url),
    may("description", Shape::Text),
    may("user_comment", Shape::Text),
    may("next_url", Shape::Url),
    may("icon", Shape::Url),
    may("favicon", Shape::Url),
    may("author", Shape::Object),
    may("authors", Shape::List),
    may("language", Shape::Language),
    may("expired", Shape::Flag),
    may("hubs", Shape::List),
    must("items", Shape::List),
];

pub(super) const ITEM: &[Field] = &[
    must("id", Shape::Text),
    may("url", Shape::Url),
    may("external_url", Shape::Url),
    may("title", Shape::Text),
    may("content_html", Shape::Html),
    may("content_text", Shape::Text),
    may("summary", Shape::Text),
    may("image", Shape::Url),
    may("banner_image", Shape::Url),
    may("date_published", Shape::Date),
    may("date_modified", Shape::Date),
    may("author", Shape::Object),
    may("authors", Shape::List),
    may("tags", Shape::List),
    may("language", Shape::Language),
    may("attachments", Shape::List),
];

pub(super) const AUTHOR: &[Field] = &[
    may("name", Shape::Text),
    may("url", Shape::Url),
    may("avatar", Shape::Url),
];

pub(super) const HUB: &[Field] = &[must("type", Shape::Text), must("url", Shape::Url)];

pub(super) const ATTACHMENT: &[Field] = &[
    must("url", Shape::Url),
    must("mime_type", Shape::Mime),
    may("title", Shape::Text),
    may("size_in_bytes", Shape::Number),
    may("duration_in_seconds", Shape::Number),
];
