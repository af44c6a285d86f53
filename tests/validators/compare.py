"""Compares what two parsers saw of one feed: the same entries, saying the same."""
from .feeds import stand_ins

# RSS tells whole seconds; a number of seconds with a fraction is rounded.
SECONDS_APART_MAX = 1.001
# Under a byte budget, which differs by format, an entry may have its summary only.
may_be_light = False


def shorten(value):
    text = repr(value)
    return text if len(text) <= 160 else f"{text[:80]}…{text[-60:]}"


def compare(meant, seen, format, reader=None):
    """Findings where `seen`, a feed in `format` as `reader` sees it, differs from `meant`."""
    how = f"{reader} on {format}" if reader else format
    if len(meant) != len(seen) and not may_be_light:
        return [f"{how}: {len(seen)} entries instead of {len(meant)}"]
    findings = []
    for plain, other in zip(meant, seen):
        for name in vars(plain):
            left, right = getattr(plain, name), getattr(other, name)
            if right is None or left is None or agree(name, left, right, plain, format) or right == mended(left):
                continue
            at = first_difference(left, right)
            findings.append(f"{how}: {name} of {plain.id}: {shorten(right)} instead of {shorten(left)}{at}")
    return findings


def agree(name, left, right, plain, format):
    if name in ("published", "updated"):
        # Programs that count seconds from 1970 lose what was before; the editor is warned of such a date.
        return left < 0 or abs(left - right) < SECONDS_APART_MAX
    if name == "id" and format == "atom":
        # Atom demands a URI: what `adopt` took over as the id of RSS may be none.
        return left == right or ":" not in left
    if name == "content":
        # Some parsers trim. JSON Feed says the summary of an entry without a body.
        left, right = left.strip(), right.strip()
        is_light = left in stand_ins(plain)
        return left == right or (right == "" and is_light) or (may_be_light and (right == "" or is_light))
    if name == "enclosures" and format == "rss":
        # An RSS item has one, and none without its length; no picture stands in for a sound.
        sounds = [one for one in left if one[1].startswith(("audio/", "video/"))]
        left = [one for one in sounds or left if one[2]][:1]
    return left == right


def mended(text):
    """UTF-8 that was read as Latin-1, as feedparser mends it; it passes through us as it was typed, with a warning."""
    if isinstance(text, list):
        return [mended(one) or one for one in text]
    try:
        return text.strip().encode("latin-1").decode("utf-8") if isinstance(text, str) else None
    except UnicodeError:
        return None


def first_difference(left, right):
    if not (isinstance(left, str) and isinstance(right, str)):
        return ""
    at = next((i for i, (a, b) in enumerate(zip(left, right)) if a != b), min(len(left), len(right)))
    return f" (first at {at}: {right[at:at + 20]!r} / {left[at:at + 20]!r})"
