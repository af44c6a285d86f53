//! The words of an entry, made of its post when they are first asked for: most entries stand on pages that are written
//! already.

use std::fmt;
use std::sync::OnceLock;

use ring::digest;

use crate::config::Extent;
use crate::content::{self, escape};
use crate::feed::Entry;
use crate::model::post::{Body, Image, Post};
use crate::model::text::{Text, hex};

/// What an entry's summary and content are made of, and they themselves once they are.
#[derive(Clone)]
pub struct Words {
    lead: Option<Text>,
    body: Body,
    extent: Extent,
    summary: OnceLock<Text>,
    content: OnceLock<Text>,
    digest: OnceLock<String>,
}

impl Words {
    /// The words of `post`, all of them.
    pub(super) fn of(post: &Post) -> Self {
        Self {
            lead: post.summary.clone(),
            body: post.body.clone(),
            extent: Extent::Full,
            summary: OnceLock::new(),
            content: OnceLock::new(),
            digest: OnceLock::new(),
        }
    }

    /// Words that are written already.
    pub(super) fn given(summary: &Text, content: &Text) -> Self {
        Self {
            lead: Some(summary.clone()),
            body: Body::of(content, 1),
            extent: Extent::Full,
            summary: OnceLock::new(),
            content: OnceLock::from(content.clone()),
            digest: OnceLock::new(),
        }
    }

    fn without_content(&self) -> Self {
        Self {
            lead: self.lead.clone(),
            body: self.body.clone(),
            extent: Extent::Summary,
            summary: OnceLock::new(),
            content: OnceLock::new(),
            digest: OnceLock::new(),
        }
    }
}

/// What they are made of: equal words are written alike.
impl fmt::Debug for Words {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = digest::digest(&digest::SHA256, self.body.markdown.as_bytes());
        formatter
            .debug_struct("Words")
            .field("lead", &self.lead)
            .field("body", &hex(body.as_ref()))
            .field("sizes", &self.body.sizes)
            .field("extent", &self.extent)
            .finish_non_exhaustive()
    }
}

impl Entry {
    /// Plain text; empty only where there is content.
    pub fn summary(&self) -> &Text {
        let words = &self.words;
        words.summary.get_or_init(|| {
            let summary = content::summary_of(words.lead.as_ref(), &words.body);
            if summary.is_empty() && self.content().is_empty() {
                // An entry says something (RFC 4287, 4.1.1.1).
                return self.title.clone();
            }
            summary
        })
    }

    /// HTML with absolute URLs; empty where the post has no body, and in an entry with its summary only.
    pub fn content(&self) -> &Text {
        let words = &self.words;
        words.content.get_or_init(|| match words.extent {
            Extent::Summary => Text::default(),
            Extent::Full => self.render(&words.body),
        })
    }

    fn render(&self, body: &Body) -> Text {
        let prefix = content::footnote_prefix(&self.id);
        let body = content::render_html(body, &self.url, &prefix);
        if body.trim().is_empty() {
            return Text::default();
        }
        match &self.image {
            Some(image) if !body.contains(&escape(image.url.as_str())) => {
                Text::clean_owned(self.figure(image) + &body)
            }
            _ => body,
        }
    }

    /// The post's picture with its caption, in front of its text.
    fn figure(&self, image: &Image) -> String {
        let size = image.local.as_ref().and_then(|local| {
            let (width, height) = (local.width?, local.height?);
            Some(format!(" width=\"{width}\" height=\"{height}\""))
        });
        let alt = image.alt.as_deref().unwrap_or_default();
        let picture = format!(
            "<img src=\"{}\" alt=\"{}\"{}>",
            escape(image.url.as_str()),
            escape(alt),
            size.unwrap_or_default()
        );
        match &image.caption {
            Some(caption) => {
                let caption = content::render_inline(caption, &self.url);
                format!("<figure>{picture}<figcaption>{caption}</figcaption></figure>\n")
            }
            None => format!("<p>{picture}</p>\n"),
        }
    }

    /// The entry with its summary only.
    pub(super) fn without_content(&self) -> Self {
        Self {
            words: self.words.without_content(),
            ..self.clone()
        }
    }

    /// A digest of everything that the entry says, found without rendering it.
    pub(super) fn digest(&self) -> &str {
        self.words.digest.get_or_init(|| {
            let said = format!("{self:?}");
            hex(digest::digest(&digest::SHA256, said.as_bytes()).as_ref())
        })
    }
}
