"""HTML as readers show it: valid, without what runs or tracks, every address absolute."""
import re
from functools import lru_cache
from urllib.parse import urlsplit

import html5lib

FORBIDDEN = set(
    "script style iframe frame frameset object embed applet form input button select textarea meta link base svg math "
    "noscript template title html head body".split()
)
ADDRESSES = {"href", "src", "poster", "cite", "data", "action", "formaction", "background", "longdesc", "manifest"}
SCHEMES = set("http https mailto tel sms ftp xmpp irc ircs matrix gemini news".split())
# The parser's own words for what it would mend without harm are not excused: an error is an error.
MARKUP_MAX = 2_000_000


@lru_cache(maxsize=4096)
def check(markup):
    """What a reader, or its security team, would say against `markup`."""
    if len(markup) > MARKUP_MAX:
        markup = markup[:MARKUP_MAX].rsplit("\n", 1)[0]
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parseFragment(markup)
    findings = [f"HTML error {code} at {place}" for place, code, _ in parser.errors]
    ids = set()
    for node in tree.iter():
        if not isinstance(node.tag, str):
            findings.append("a comment")
            continue
        if node.tag.lower() in FORBIDDEN or ":" in node.tag or "{" in node.tag:
            findings.append(f"<{node.tag}>")
        for name, value in node.attrib.items():
            findings += check_attribute(node.tag, str(name).lower(), value, ids)
    return tuple(dict.fromkeys(findings))


def check_attribute(tag, name, value, ids):
    is_aligned = name == "style" and re.fullmatch(r"text-align: (left|right|center);?", value)
    if name.startswith("on") or (name in ("style", "srcdoc", "xmlns", "autofocus", "ping") and not is_aligned):
        yield f"{name} on <{tag}>"
    if name == "id":
        if not value or re.search(r"\s", value):
            yield f"the id {value!r}"
        if value in ids:
            yield f"the id {value!r} twice"
        ids.add(value)
    if name in ADDRESSES:
        yield from check_address(f"{name} of <{tag}>", value)
    if name in ("srcset", "imagesrcset"):
        for candidate in re.split(r",\s+", value):
            yield from check_address(f"{name} of <{tag}>", candidate.split()[0] if candidate.split() else "")


def check_address(where, value):
    if re.search(r"[\x00-\x20\x7f]", value):
        yield f"{where} holds white space or a control: {value[:80]!r}"
        return
    try:
        parts = urlsplit(value)
    except ValueError as error:
        yield f"{where} is no URL ({error}): {value[:80]!r}"
        return
    if parts.scheme == "data":
        if not re.match(r"data:image/(png|jpeg|gif|webp)[;,]", value):
            yield f"{where} is {value[:60]!r}"
    elif parts.scheme not in SCHEMES:
        yield f"{where} is not absolute, or its scheme is not for readers: {value[:80]!r}"
    elif parts.scheme in ("http", "https", "ftp") and not parts.netloc:
        yield f"{where} names no host: {value[:80]!r}"
