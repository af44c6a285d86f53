//! The directory of all feeds as OPML 2.0 (<https://opml.org/spec2.opml>), which readers import.

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::feed::{Directory, Member};

/// Its media type.
pub(super) const MIME: &str = "text/x-opml";

/// Writes the directory; `created` is the site's first moment, so that a new post does not change the file.
///
/// # Errors
/// When there is no memory for it.
pub fn opml(directory: &Directory, created: Timestamp) -> anyhow::Result<Vec<u8>> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let start = BytesStart::new("opml").with_attributes([("version", "2.0")]);
    writer.write_event(Event::Start(start))?;
    writer.write_event(Event::Start(BytesStart::new("head")))?;
    // A year that RFC 822 cannot say is left out.
    let created = rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&created);
    for (name, text) in [
        ("title", Some(directory.title)),
        ("dateCreated", created.as_deref().ok()),
        ("docs", Some("https://opml.org/spec2.opml")),
    ] {
        let Some(text) = text else { continue };
        let element = writer.create_element(name);
        element.write_text_content(BytesText::new(text))?;
    }
    writer.write_event(Event::End(BytesEnd::new("head")))?;
    writer.write_event(Event::Start(BytesStart::new("body")))?;
    for group in &directory.groups {
        let start = BytesStart::new("outline").with_attributes([("text", group.heading.as_str())]);
        writer.write_event(Event::Start(start))?;
        for feed in &group.feeds {
            write_feed(&mut writer, feed)?;
        }
        writer.write_event(Event::End(BytesEnd::new("outline")))?;
    }
    writer.write_event(Event::End(BytesEnd::new("body")))?;
    writer.write_event(Event::End(BytesEnd::new("opml")))?;
    let mut bytes = writer.into_inner();
    bytes.push(b'\n');
    Ok(bytes)
}

/// `type="rss"` stands for any feed; the first address is RSS where there is RSS.
fn write_feed(writer: &mut Writer<Vec<u8>>, feed: &Member) -> anyhow::Result<()> {
    let Some(offer) = feed.formats.first() else {
        return Ok(());
    };
    let mut outline = BytesStart::new("outline");
    outline.push_attribute(("type", "rss"));
    outline.push_attribute(("text", feed.title));
    outline.push_attribute(("title", feed.title));
    outline.push_attribute(("xmlUrl", offer.url));
    outline.push_attribute(("htmlUrl", feed.home));
    outline.push_attribute(("language", feed.language.as_str()));
    outline.push_attribute(("description", feed.description));
    if offer.format == "rss" {
        outline.push_attribute(("version", "RSS2"));
    }
    writer.write_event(Event::Empty(outline))?;
    Ok(())
}
