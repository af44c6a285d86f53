//! What the text of an element may look like: one judgement for each form, whatever the element.

use jiff::Timestamp;
use url::Url;

use crate::feed::judge::court::{Court, shown};
use crate::feed::judge::date::{self, Fault};
use crate::feed::judge::document::{Document, Element};
use crate::feed::judge::html::{self, Base};
use crate::feed::judge::uri::{self, Want};
use crate::feed::judge::values::{
    is_mime, judge_contact, judge_email, judge_language, judge_number,
};

/// The form of an element's text.
#[derive(Clone, Copy, Debug)]
pub(super) enum Form {
    /// Judged elsewhere, or not at all.
    Any,
    /// Text.
    Words,
    /// Text that holds no HTML.
    Plain,
    /// Escaped HTML.
    Html,
    /// A URI with its scheme.
    Url,
    /// An address on the web.
    Web,
    /// `Sat, 07 Sep 2002 00:00:01 GMT`.
    Rfc822,
    /// `2002-10-02T10:00:00Z`.
    Rfc3339,
    /// As the W3C's note on dates.
    W3cdtf,
    /// `a@b.example`.
    Email,
    /// `a@b.example (Name)`.
    Contact,
    /// A whole number above 0.
    Positive,
    /// A whole number from 0.
    NonNegative,
    /// A language tag.
    Language,
    /// One of these words, in any case; else the rule is broken.
    OneOf(&'static [&'static str], &'static str),
    /// Nothing but children.
    Children,
}

/// What a judgement needs to know, and where it says what it found.
pub(super) struct Bench<'a> {
    pub(super) document: &'a Document,
    pub(super) court: &'a mut Court,
    /// The present, where dates may not lie behind it.
    pub(super) now: Option<Timestamp>,
    /// Where the document was fetched.
    pub(super) urls: &'a [Url],
}

impl Bench<'_> {
    /// Names a fault at `offset`.
    pub(super) fn fault(&mut self, fault: Option<Fault>, offset: usize) {
        if let Some(fault) = fault {
            self.court.find(fault.rule, offset, fault.message);
        }
    }

    /// Judges a moment that was read, or names why it could not be.
    pub(super) fn moment(&mut self, read: Result<Timestamp, Fault>, offset: usize) {
        let fault = match read {
            Ok(moment) => date::judge_moment(moment, self.now),
            Err(fault) => Some(fault),
        };
        self.fault(fault, offset);
    }

    /// An attribute that must be there and not be empty.
    pub(super) fn required<'e>(&mut self, element: &'e Element, name: &str) -> Option<&'e str> {
        match element.attribute(name) {
            Some(own) if own.value.trim().is_empty() => {
                let message = format!("`{name}` of `<{}>` is empty", element.typed);
                self.court.find("attribute-empty", own.offset, message);
                None
            }
            Some(own) => Some(own.value.trim()),
            None => {
                let message = format!("`<{}>` lacks the attribute `{name}`", element.typed);
                self.court
                    .find("attribute-missing", element.offset, message);
                None
            }
        }
    }

    /// An attribute that must be an address, where it is given.
    pub(super) fn address(&mut self, element: &Element, name: &str, want: Want) {
        if let Some(own) = element.attribute(name) {
            self.fault(uri::judge(own.value.trim(), want), own.value_offset);
        }
    }

    /// An attribute that must be a whole number from `least` on, where it is given.
    pub(super) fn number(&mut self, element: &Element, name: &str, least: u64) {
        if let Some(own) = element.attribute(name) {
            let fault = judge_number(own.value.trim(), name, least);
            self.fault(fault, own.value_offset);
        }
    }

    /// An attribute that must be a media type, where it is given.
    pub(super) fn mime(&mut self, element: &Element, name: &str) {
        if let Some(own) = element.attribute(name)
            && !is_mime(&own.value)
        {
            let message = format!(
                "`{}` is no media type: `audio/mpeg` is one",
                shown(&own.value)
            );
            self.court.find("mime-type", own.value_offset, message);
        }
    }

    /// An attribute that must be a language, where it is given.
    pub(super) fn language(&mut self, element: &Element, name: &str) {
        if let Some(own) = element.attribute(name) {
            self.fault(judge_language(&own.value), own.value_offset);
        }
    }

    /// Judges the text of `element`.
    pub(super) fn text(&mut self, element: &Element, form: Form) {
        let offset = element.text_offset();
        let value = element.text.trimmed();
        match form {
            Form::Any => return,
            Form::Children => {
                if !value.is_empty() {
                    let message = format!(
                        "`<{}>` holds elements, not text: `{}`",
                        element.typed,
                        shown(value)
                    );
                    self.court.find("text-unexpected", offset, message);
                }
                return;
            }
            _ => self.no_children(element),
        }
        match form {
            Form::Plain => self.plain(element),
            Form::Html => html::judge(&element.text, self.base(element), self.court),
            Form::Url => self.fault(uri::judge(value, Want::Full), offset),
            Form::Web => self.fault(uri::judge(value, Want::Web), offset),
            Form::Rfc822 => self.moment(date::parse_rfc822(value), offset),
            Form::Rfc3339 => self.moment(date::parse_rfc3339(value), offset),
            Form::W3cdtf => match date::parse_w3cdtf(value) {
                Ok(moment) => {
                    let fault = moment.and_then(|moment| date::judge_moment(moment, self.now));
                    self.fault(fault, offset);
                }
                Err(fault) => self.fault(Some(fault), offset),
            },
            Form::Email => self.fault(judge_email(value), offset),
            Form::Contact => self.fault(judge_contact(value), offset),
            Form::Positive => self.fault(judge_number(value, &element.typed, 1), offset),
            Form::NonNegative => self.fault(judge_number(value, &element.typed, 0), offset),
            Form::Language => self.fault(judge_language(value), offset),
            Form::OneOf(words, rule) => {
                if !words.iter().any(|word| word.eq_ignore_ascii_case(value)) {
                    let message = format!("`{}` is not one of {}", shown(value), words.join(", "));
                    self.court.find(rule, offset, message);
                }
            }
            Form::Any | Form::Children | Form::Words => {}
        }
    }

    fn no_children(&mut self, element: &Element) {
        if let Some(child) = self.document.children(element).next() {
            let message = format!(
                "`<{}>` holds text, and `<{}>` in it is markup that was not escaped: readers drop it",
                element.typed, child.typed
            );
            self.court.find("markup-unescaped", child.offset, message);
        }
    }

    /// Text that readers may take for HTML, and in which none may stand.
    fn plain(&mut self, element: &Element) {
        let value = element.text.as_str();
        // A tag that was typed as numbers of characters is one that was meant to be seen.
        if html::has_markup(value) && !element.has_references {
            let message = format!(
                "`<{}>` holds HTML: one reader shows it, the other swallows it",
                element.typed
            );
            self.court.find("text-html", element.text_offset(), message);
        }
    }

    /// Whether relative addresses in `element` have something to be relative to.
    pub(super) fn base(&self, element: &Element) -> Base {
        if self.document.inherited(element, "xml:base").is_empty() {
            Base::Unknown
        } else {
            Base::Named
        }
    }
}
