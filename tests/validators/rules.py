"""Rules of RSS 2.0, Atom and OPML as the W3C feed validator knows them, its warnings too, for the elements that feeds here use.

Each finding begins with the validator's name of the message, so that its help page can be looked up.
"""
import html.entities
import re
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime

from .feeds import ATOM, CONTENT, DC, XML, moment, text_of_html

ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
MEDIA = "{http://search.yahoo.com/mrss/}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"
MIME = re.compile(r"[^\s()<>,;:\\\"/\[\]?=]+/[^\s()<>,;:\\\"/\[\]?=]+")
URI = re.compile(r"[a-zA-Z][0-9a-zA-Z+.-]*:(//)?(%[0-9A-Fa-f]{2}|[0-9a-zA-Z;/?:@&=+$.\-_!~*'(),#\[\]])+")
TAG = re.compile(r"tag:([a-z0-9._-]+@)?[a-z0-9.-]+,\d{4}(-\d{2}(-\d{2})?)?:[0-9a-zA-Z;/?:@&=+$.\-_!~*'()%,]+")
RFC822 = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d (GMT|[+-]\d{4})"
)
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
RSS_CHANNEL = set(
    "title link description language copyright managingEditor webMaster pubDate lastBuildDate category generator docs "
    "cloud ttl image rating textInput skipHours skipDays item".split()
)
RSS_ITEM = set("title link description author category comments enclosure guid pubDate source".split())
MEDIA_CONTENT = set(
    "bitrate channels duration expression fileSize framerate height isDefault lang medium samplingrate type url width".split()
)
HTML_TAGS = set(
    "a abbr acronym address applet area article aside audio b base bdi bdo big blink blockquote body br button canvas caption "
    "center cite code col colgroup dd del dfn dialog dir div dl dt em embed fieldset figcaption figure font footer form frame "
    "frameset h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins kbd label legend li link main map mark marquee meta "
    "nav noscript object ol optgroup option output p param picture pre progress q rp rt ruby s samp script section select small "
    "source span strike strong style sub summary sup svg table tbody td textarea tfoot th thead time title tr track tt u ul var "
    "video wbr".split()
)
DAY = 86400


def check(feed):
    """Findings of one file."""
    judges = {"rss": check_rss, "atom": check_atom, "opml": check_opml}
    found = list(judges[feed.format](feed.root)) if feed.format in judges else []
    return [*check_bytes(feed), *found]


def check_bytes(feed):
    text = feed.data.decode("utf-8", errors="surrogateescape")
    if feed.data.startswith(b"\xef\xbb\xbf"):
        yield "UnexpectedBOM"
    if feed.format != "json" and not re.match(r'<\?xml version="1\.0" encoding="utf-8"\?>', text, re.IGNORECASE):
        yield "MissingEncoding: it does not begin with a declaration that names its encoding"
    for sign in re.finditer("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd\ufffe\uffff\udc80-\udcff]", text):
        yield f"BadCharacters: U+{ord(sign.group()):04X} at {sign.start()}"
        break
    if feed.format == "json" and re.search(r"\\u00[01]|\\ufff[def]|\\ud[89a-f]", text.replace("\\\\", "")):
        yield "BadCharacters: an escape of a character that no text should hold"


def once(parent, *names):
    for name in names:
        if len(parent.findall(name)) > 1:
            yield f"DuplicateElement: {name} in {parent.tag}"


def needs(parent, *names):
    for name in names:
        if not (parent.findtext(name) or "").strip():
            yield f"MissingElement or NotBlank: {name} in {parent.tag}"


def uri(where, value):
    if value is None or value != value.strip():
        yield f"InvalidURI: {where} {value!r}"
    elif value.startswith("tag:"):
        if not TAG.fullmatch(value):
            yield f"InvalidTAG: {where} {value!r}"
    elif not URI.fullmatch(value):
        yield f"InvalidFullLink: {where} {value!r}"


def web(where, value):
    yield from uri(where, value)
    if not re.match(r"https?://[^/]", value or ""):
        yield f"InvalidURLAttribute: {where} {value!r}"


def date822(where, text):
    if not RFC822.fullmatch(text or ""):
        yield f"InvalidRFC2822Date: {where} {text!r}"
        return
    try:
        told = parsedate_to_datetime(text)
    except ValueError as error:
        yield f"InvalidRFC2822Date: {where} {text!r} ({error})"
        return
    if told.tzinfo is None:
        yield f"InvalidRFC2822Date: {where} {text!r} has no zone"
        return
    if told.strftime("%a") != text[:3]:
        yield f"ProblematicalRFC822Date: {where} {text!r} was a {told.strftime('%A')}"
    if (told - datetime.now(timezone.utc)).total_seconds() > DAY:
        yield f"ImplausibleDate: {where} {text!r}"


def date3339(where, text):
    told = moment(text)
    if told is None:
        yield f"InvalidRFC3339Date: {where} {text!r}"
    elif told > datetime.now(timezone.utc).timestamp() + DAY:
        yield f"ImplausibleDate: {where} {text!r}"


def plain(where, text, *, declared):
    """Text that must not look like HTML. `declared`: what was typed holds a tag or an entity, which nothing can hide."""
    if declared:
        return
    tags = [tag for tag in re.findall(r"</(\w+)>", text) if tag.lower() in HTML_TAGS]
    entities = [name for name in re.findall(r"&(#?\w+)", text) if name in html.entities.name2codepoint or name[0] == "#"]
    if tags or entities:
        yield f"ContainsHTML: {where} {text[:80]!r}"


def has_markup(text):
    return bool(re.search(r"<[a-zA-Z/!?]|&#?\w+", text))


def check_rss(root):
    if root.get("version") != "2.0":
        yield f"InvalidVersion: {root.get('version')!r}"
    channel = root.find("channel")
    yield from needs(channel, "title", "link", "description", "language")
    yield from once(channel, "title", "link", "description", "language", "lastBuildDate", "pubDate", "image", "ttl", "docs")
    unknown = {node.tag for node in channel if node.tag[0] != "{" and node.tag not in RSS_CHANNEL}
    yield from (f"UndefinedElement: {name} in channel" for name in unknown)
    yield from web("channel link", channel.findtext("link"))
    for name in ("title", "description"):
        text = channel.findtext(name) or ""
        yield from plain(f"channel {name}", text, declared=has_markup(text_of_html(text)))
    if not LANGUAGE.fullmatch(channel.findtext("language") or ""):
        yield f"InvalidLanguage: {channel.findtext('language')!r}"
    if channel.find("ttl") is not None and not (channel.findtext("ttl") or "").isdigit():
        yield "InvalidInteger: ttl"
    for name in ("lastBuildDate", "pubDate"):
        if channel.find(name) is not None:
            yield from date822(name, channel.findtext(name))
    yield from check_rss_image(channel)
    yield from check_links(channel, "application/rss+xml")
    if channel.find("docs") is not None:
        yield from uri("docs", channel.findtext("docs"))
    guids = [item.findtext("guid") for item in channel.findall("item")]
    for guid in {guid for guid in guids if guids.count(guid) > 1}:
        yield f"DuplicateValue: guid {guid!r}"
    for item in channel.findall("item"):
        yield from check_rss_item(item)


def check_rss_image(channel):
    image = channel.find("image")
    if image is None:
        return
    yield from needs(image, "url", "title", "link")
    yield from web("image url", image.findtext("url"))
    if image.findtext("link") != channel.findtext("link"):
        yield "ImageLinkDoesntMatch"
    if image.findtext("title") != channel.findtext("title"):
        yield "ImageTitleDoesntMatch"
    ending = (image.findtext("url") or "").rsplit("/", 1)[-1].rpartition(".")[2].lower()
    if re.fullmatch(r"\w+", ending) and ending not in ("jpg", "jpeg", "gif", "png"):
        yield f"ImageUrlFormat: {ending}"


def check_rss_item(item):
    at = item.findtext("guid")
    yield from needs(item, "title", "link", "guid")
    yield from once(item, "title", "link", "description", "guid", "pubDate", CONTENT + "encoded", "enclosure", ATOM + "updated", "author")
    unknown = {node.tag for node in item if node.tag[0] != "{" and node.tag not in RSS_ITEM}
    yield from (f"UndefinedElement: {name} in item" for name in unknown)
    yield from web(f"link of {at}", item.findtext("link"))
    for name in ("title", "category"):
        for node in item.findall(name):
            text = node.text or ""
            yield from plain(f"{name} of {at}", text, declared=has_markup(text_of_html(text)))
            if not text.strip() or text != text.strip():
                yield f"NotBlank: {name} of {at} {text!r}"
    if item.find("pubDate") is None:
        yield f"MissingElement: pubDate of {at}"
    else:
        yield from date822(f"pubDate of {at}", item.findtext("pubDate"))
    for node in item.findall(ATOM + "updated"):
        yield from date3339(f"atom:updated of {at}", node.text)
    guid = item.find("guid")
    if guid is not None and guid.get("isPermaLink", "true") == "true":
        yield from web(f"guid {at}", guid.text)
    elif guid is not None and not (guid.text or "").strip():
        # Any text will do where it says that it is no link.
        yield f"MissingGuid: {at!r}"
    yield from check_media(item, at)
    for creator in item.findall(DC + "creator"):
        if not (creator.text or "").strip():
            yield f"NotBlank: dc:creator of {at}"
    order = [node.tag for node in item]
    if CONTENT + "encoded" in order and "description" not in order:
        yield f"NeedDescriptionBeforeContent: {at}"
    elif CONTENT + "encoded" in order and order.index(CONTENT + "encoded") < order.index("description"):
        yield f"NeedDescriptionBeforeContent: {at} has it behind"


def check_media(item, at):
    for one in item.findall("enclosure"):
        yield from web(f"enclosure of {at}", one.get("url"))
        if not (one.get("length") or "").isdigit() or int(one.get("length")) <= 0:
            yield f"InvalidIntegerAttribute: length of the enclosure of {at}"
        if not MIME.fullmatch(one.get("type") or "") or one.get("type") == "image/jpg":
            yield f"InvalidMIMEAttribute: {one.get('type')!r} of {at}"
    for one in [*item.iter(MEDIA + "content"), *item.iter(MEDIA + "thumbnail")]:
        yield from web(f"media of {at}", one.get("url"))
        yield from (f"UnexpectedAttribute: {name} on media" for name in set(one.attrib) - MEDIA_CONTENT)
        for name in ("fileSize", "width", "height", "duration"):
            if name in one.attrib and not (one.get(name).isdigit() and int(one.get(name)) > 0):
                yield f"InvalidIntegerAttribute: media {name} {one.get(name)!r}"
        if one.get("medium", "image") not in ("image", "audio", "video", "document", "executable"):
            yield f"InvalidAttribute: medium {one.get('medium')!r}"


def check_links(parent, mime):
    links = parent.findall(ATOM + "link")
    itself = [link for link in links if link.get("rel") == "self"]
    if len(itself) != 1:
        yield f"MissingSelf or DuplicateAtomLink: {len(itself)} links rel=self"
    if itself and itself[0].get("type") != mime:
        yield f"SelfDoesntMatchLocation: its type is {itself[0].get('type')!r}"
    seen = set()
    for link in links:
        key = (link.get("rel", "alternate"), link.get("type"), link.get("hreflang"))
        # Hubs, related pages, and enclosures may be many.
        if key in seen and key[0] not in ("hub", "related", "enclosure", "via"):
            yield f"DuplicateAtomLink: {key}"
        seen.add(key)
        yield from uri(f"link rel={link.get('rel')}", link.get("href"))
        if link.get("hreflang") and not LANGUAGE.fullmatch(link.get("hreflang")):
            yield f"InvalidLanguage: hreflang {link.get('hreflang')!r}"
        if link.get("type") and not MIME.fullmatch(link.get("type")):
            yield f"InvalidMIMEAttribute: {link.get('type')!r}"


def check_atom(root):
    yield from needs(root, ATOM + "title", ATOM + "id", ATOM + "updated")
    yield from check_links(root, "application/atom+xml")
    yield from check_atom_texts(root)
    yield from uri("feed id", root.findtext(ATOM + "id"))
    yield from date3339("feed updated", root.findtext(ATOM + "updated"))
    tags = [node.tag for node in root]
    first = tags.index(ATOM + "entry") if ATOM + "entry" in tags else len(tags)
    if any(tag != ATOM + "entry" for tag in tags[first:]):
        yield "MisplacedMetadata"
    if not root.get(XML + "lang"):
        yield "MissingDCLanguage"
    entries = root.findall(ATOM + "entry")
    for name, rule in (("id", "DuplicateEntries"), ("updated", "DuplicateUpdated")):
        values = [entry.findtext(ATOM + name) for entry in entries]
        for value in {value for value in values if values.count(value) > 1}:
            yield f"{rule}: {value!r}"
    newest = max((moment(entry.findtext(ATOM + "updated")) or 0 for entry in entries), default=None)
    if newest is not None and (moment(root.findtext(ATOM + "updated")) or 0) < newest:
        yield "the feed's updated is older than an entry's"
    for entry in entries:
        yield from check_atom_entry(entry, root)


def check_atom_texts(parent):
    for name in ("title", "subtitle", "summary", "rights", "content"):
        for node in parent.findall(ATOM + name):
            text, kind = node.text or "", node.get("type", "text")
            if not text.strip() and not node.get("src") and kind != "xhtml":
                yield f"NotBlank: {name} in {parent.findtext(ATOM + 'id')}"
            if kind == "text":
                yield from (message.replace("ContainsHTML", "ContainsUndeclaredHTML") for message in plain(name, text, declared=False))


def check_atom_entry(entry, feed):
    at = entry.findtext(ATOM + "id")
    yield from needs(entry, ATOM + "title", ATOM + "id", ATOM + "updated")
    yield from check_atom_texts(entry)
    yield from uri("entry id", at)
    yield from date3339(f"updated of {at}", entry.findtext(ATOM + "updated"))
    if entry.find(ATOM + "published") is not None:
        yield from date3339(f"published of {at}", entry.findtext(ATOM + "published"))
    if entry.find(ATOM + "content") is None and entry.find(ATOM + "summary") is None:
        yield f"MissingTextualContent: {at}"
    links = entry.findall(ATOM + "link")
    alternates = [(link.get("type"), link.get("hreflang")) for link in links if link.get("rel", "alternate") == "alternate"]
    if not alternates:
        yield f"MissingAlternateLink: {at}"
    if len(set(alternates)) < len(alternates):
        yield f"DuplicateAtomLink: alternates of {at}"
    for link in links:
        yield from uri(f"link rel={link.get('rel')} of {at}", link.get("href"))
        if link.get("rel") == "enclosure" and (not MIME.fullmatch(link.get("type") or "") or link.get("length") == "0"):
            yield f"an enclosure of {at} without type, or of no length"
    if entry.find(ATOM + "author") is None and feed.find(ATOM + "author") is None:
        yield f"MissingElement: author of {at}"
    for author in entry.findall(ATOM + "author"):
        yield from needs(author, ATOM + "name")
        if author.find(ATOM + "uri") is not None:
            yield from web(f"author of {at}", author.findtext(ATOM + "uri"))
        email = author.findtext(ATOM + "email")
        if email is not None and not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+", email):
            yield f"InvalidContact: {email!r}"
    for tag in entry.findall(ATOM + "category"):
        if not (tag.get("term") or "").strip() or tag.get("label") == "":
            yield f"NotBlank: a category of {at}"


def check_opml(root):
    if root.get("version") not in ("1.0", "1.1", "2.0"):
        yield f"InvalidOPMLVersion: {root.get('version')!r}"
    head, body = root.find("head"), root.find("body")
    if head is None or body is None or body.find("outline") is None:
        yield "MissingElement: head, body or outline"
        return
    for name in ("dateCreated", "dateModified"):
        if head.find(name) is not None:
            yield from date822(name, head.findtext(name))
    for outline in body.iter("outline"):
        at = outline.get("text")
        if at is None:
            yield "MissingAttribute: text"
        kind = outline.get("type", "").lower()
        if kind == "rss":
            yield from (f"MissingAttribute: {name} of {at!r}" for name in ("xmlUrl", "title") if not outline.get(name))
            yield from web(f"xmlUrl of {at!r}", outline.get("xmlUrl"))
        elif kind == "link":
            yield from web(f"url of {at!r}", outline.get("url"))
        elif kind:
            yield f"InvalidOutlineType: {kind!r}"
        elif outline.get("xmlUrl"):
            yield f"MissingOutlineType: {at!r}"
        if outline.get("htmlUrl"):
            yield from web(f"htmlUrl of {at!r}", outline.get("htmlUrl"))
        if outline.get("version") and outline.get("version") not in ("RSS", "RSS1", "RSS2", "scriptingNews"):
            yield f"InvalidOutlineVersion: {outline.get('version')!r}"
        if outline.get("created"):
            yield from date822("created", outline.get("created"))
        if outline.get("language") and not LANGUAGE.fullmatch(outline.get("language")):
            yield f"InvalidLanguage: {outline.get('language')!r}"
