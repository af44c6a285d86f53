"""Finds the feeds below a folder and reads their entries with nothing but Python's XML and JSON parsers."""
import html
import json
import re
from dataclasses import dataclass, field
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from pathlib import Path
from xml.etree import ElementTree

import html5lib

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
DC = "{http://purl.org/dc/elements/1.1/}"
XML = "{http://www.w3.org/XML/1998/namespace}"
SIZE_READ_MAX = 64 * 1024 * 1024


@dataclass
class Entry:
    """An entry as one parser sees it; `None` is what the parser or the format does not tell."""

    id: str | None = None
    url: str | None = None
    title: str | None = None
    summary: str | None = None
    content: str | None = None
    published: float | None = None
    updated: float | None = None
    authors: list | None = None
    tags: list | None = None
    enclosures: list | None = None


@dataclass
class Feed:
    """One file: its format, its document, and its entries as read here."""

    path: Path
    format: str
    data: bytes
    root: object
    entries: list = field(default_factory=list)

    @property
    def group(self):
        """Files of one feed in several formats have one name before their endings."""
        return re.sub(r"\.?(rss|atom)?\.(xml|json|rss|atom)$", "", str(self.path))


def find(folder):
    """Every feed below `folder` and what could not be read: (feeds, findings)."""
    feeds, findings = [], []
    for path in sorted(Path(folder).rglob("*")):
        if not path.is_file() or path.suffix not in (".xml", ".json", ".rss", ".atom", ".opml"):
            continue
        data = path.read_bytes()[:SIZE_READ_MAX]
        try:
            feed = read(path, data)
        except Exception as error:  # whatever a parser says is the finding
            findings.append((path, "well-formed", f"{type(error).__name__}: {error}"))
            continue
        if feed:
            feeds.append(feed)
    return feeds, findings


def read(path, data):
    """The feed in `data`; none where it is another kind of file."""
    if path.suffix == ".json":
        root = json.loads(data.decode("utf-8"))
        if not isinstance(root, dict) or "jsonfeed.org" not in str(root.get("version")):
            return None
        return Feed(path, "json", data, root, [of_json(item) for item in root["items"]])
    root = ElementTree.fromstring(data)
    if root.tag == ATOM + "feed":
        return Feed(path, "atom", data, root, [of_atom(node) for node in root.findall(ATOM + "entry")])
    if root.tag == "rss":
        return Feed(path, "rss", data, root, [of_rss(node) for node in root.iter("item")])
    if root.tag == "opml":
        return Feed(path, "opml", data, root)
    return None


def text_of_html(markup):
    """What a browser shows of HTML, as the text it is."""
    tree = html5lib.parseFragment(markup, treebuilder="etree", namespaceHTMLElements=False)
    return "".join(tree.itertext())


def moment(text):
    """Seconds since 1970 of an RFC 3339 date."""
    match = re.fullmatch(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)", text or "")
    if not match:
        return None
    whole, fraction, zone = match.groups()
    seconds = datetime.fromisoformat(whole + ("+00:00" if zone == "Z" else zone))
    return (seconds - datetime(1970, 1, 1, tzinfo=timezone.utc)).total_seconds() + float(fraction or 0)


def moment_of_mail(text):
    """Seconds since 1970 of an RFC 822 date."""
    try:
        told = parsedate_to_datetime(text)
        return (told - datetime(1970, 1, 1, tzinfo=timezone.utc)).total_seconds()
    except (TypeError, ValueError):
        return None


def of_json(item):
    found = item.get("attachments", [])
    return Entry(
        id=item["id"],
        url=item.get("url"),
        title=item.get("title"),
        summary=item.get("summary", ""),
        content=item.get("content_html", ""),
        published=moment(item.get("date_published")),
        updated=moment(item.get("date_modified")),
        authors=[author.get("name") for author in item.get("authors", [])],
        tags=item.get("tags", []),
        enclosures=[(one["url"], one["mime_type"], one.get("size_in_bytes")) for one in found],
    )


def of_atom(node):
    def shown(name):
        found = node.find(ATOM + name)
        if found is None:
            return ""
        text = found.text or ""
        return text_of_html(text) if found.get("type") == "html" and name != "content" else text

    links = node.findall(ATOM + "link")
    by_rel = lambda rel: [link for link in links if link.get("rel", "alternate") == rel]
    alternate = [link for link in by_rel("alternate") if link.get("type", "text/html") == "text/html"]
    size = lambda link: int(link.get("length")) if link.get("length") else None
    return Entry(
        id=node.findtext(ATOM + "id"),
        url=alternate[0].get("href") if alternate else None,
        title=shown("title"),
        summary=shown("summary"),
        content=shown("content"),
        published=moment(node.findtext(ATOM + "published")),
        updated=moment(node.findtext(ATOM + "updated")),
        authors=[author.findtext(ATOM + "name") for author in node.findall(ATOM + "author")],
        tags=[tag.get("label", tag.get("term")) for tag in node.findall(ATOM + "category")],
        enclosures=[(link.get("href"), link.get("type"), size(link)) for link in by_rel("enclosure")],
    )


def of_rss(node):
    # Readers take titles, categories and descriptions for HTML, and what is escaped once must survive that.
    as_html = lambda name: text_of_html(node.findtext(name) or "")
    size = lambda found: int(found.get("length")) if found.get("length") else None
    return Entry(
        id=node.findtext("guid"),
        url=node.findtext("link"),
        title=as_html("title"),
        summary=as_html("description"),
        content=node.findtext(CONTENT + "encoded") or "",
        published=moment_of_mail(node.findtext("pubDate")),
        updated=moment(node.findtext(ATOM + "updated")) if node.find(ATOM + "updated") is not None else None,
        authors=[creator.text for creator in node.findall(DC + "creator")],
        tags=[text_of_html(tag.text or "") for tag in node.findall("category")],
        enclosures=[(one.get("url"), one.get("type"), size(one)) for one in node.findall("enclosure")],
    )


def stand_ins(entry):
    """What JSON Feed may say for an entry without content: it must say something."""
    quotes = lambda text: html.escape(text, quote=False).replace('"', "&quot;")
    return {f"<p>{quotes(text)}</p>" for text in (entry.summary or "", entry.title or "")}
