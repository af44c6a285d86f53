"""Other people's readers: feedparser, and newsboat as it runs in a terminal."""
import calendar
import re
import shutil
import sqlite3
import subprocess
import tempfile
import warnings
from pathlib import Path

import feedparser

from .compare import compare
from .feeds import Entry, text_of_html

NEWSBOAT_SECONDS_MAX = 60


def tools_missing():
    return [] if shutil.which("newsboat") else ["newsboat (a Debian package)"]


def check_feedparser(feed, meant):
    """Findings of feedparser; `meant` are the entries as the JSON feed tells them, where there is one."""
    if feed.format not in ("rss", "atom"):
        return []
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        found = feedparser.parse(feed.data, sanitize_html=False, resolve_relative_uris=False)
    findings = [f"feedparser: bozo, {found.bozo_exception}"] if found.bozo else []
    findings += [f"feedparser: {warning.message}" for warning in said]
    seen = [of_feedparser(entry, feed.format) for entry in found.entries]
    return findings + compare(meant or feed.entries, seen, feed.format, "feedparser")


def of_feedparser(entry, format):
    def shown(name):
        detail = entry.get(name + "_detail")
        if not detail:
            return ""
        return text_of_html(detail.value) if detail.type == "text/html" else detail.value

    seconds = lambda parsed: calendar.timegm(parsed) if parsed else None
    content = entry.get("content", [{}])[0].get("value", "")
    has_summary = "summary_detail" in entry and entry.summary_detail.value != content
    enclosures = [
        (one.get("href"), one.get("type"), int(one["length"]) if one.get("length") else None)
        for one in entry.get("enclosures", [])
    ]
    return Entry(
        id=entry.get("id"),
        url=entry.get("link"),
        title=shown("title"),
        summary=shown("summary") if has_summary else None,
        content=content,
        published=seconds(entry.get("published_parsed")),
        updated=seconds(entry.get("updated_parsed")) if format == "atom" else None,
        authors=[author.get("name") for author in entry.get("authors", []) if author] if format == "atom" else None,
        tags=[(tag.label or tag.term) if format == "atom" else text_of_html(tag.term) for tag in entry.get("tags", [])],
        enclosures=enclosures,
    )


def check_newsboat(feeds, meant):
    """(path, check, finding) of newsboat over `feeds`; `meant` tells the entries of a feed."""
    if not shutil.which("newsboat"):
        return
    known = {"rss": set(), "atom": set()}
    for feed in sorted(feeds, key=lambda feed: -len(feed.entries)):
        # Its cache knows an item once, so each feed gets its own; one that brings no new post teaches nothing.
        ids = {entry.id for entry in feed.entries}
        if feed.format not in known or ids <= known[feed.format]:
            continue
        known[feed.format] |= ids
        with tempfile.TemporaryDirectory(prefix="newsboat-") as folder:
            for finding in run_newsboat(feed, meant(feed), Path(folder)):
                yield feed.path, "newsboat", finding


def run_newsboat(feed, meant, folder):
    # A feed's own path may hold what newsboat's list of URLs cannot.
    (folder / "feed.xml").write_bytes(feed.data)
    (folder / "urls").write_text(f"file://{folder}/feed.xml\n", encoding="utf-8")
    (folder / "config").write_text("max-items 0\n", encoding="utf-8")
    command = ["newsboat", "-C", "config", "-u", "urls", "-c", "cache.db", "-d", "log", "-l", "2", "-x", "reload"]
    environment = {"HOME": str(folder), "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "TZ": "UTC"}
    try:
        run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=NEWSBOAT_SECONDS_MAX)
    except subprocess.TimeoutExpired:
        return [f"it took more than {NEWSBOAT_SECONDS_MAX} seconds"]
    log = folder / "log"
    errors = [line for line in log.read_text(errors="replace").splitlines() if "ERROR" in line] if log.exists() else []
    if run.returncode != 0:
        errors.append(f"exit {run.returncode}: {run.stderr.decode(errors='replace')[-200:]}")
    if not (folder / "cache.db").exists():
        return [*errors, "it kept nothing"]
    connection = sqlite3.connect(folder / "cache.db")
    rows = connection.execute("select guid, title, url, pubDate, content, enclosure_url, author from rss_item").fetchall()
    connection.close()
    by_id = {row[0]: row for row in rows}
    has_content = {entry.id: bool(entry.content) for entry in feed.entries}
    seen = []
    for entry in meant:
        row = by_id.get(entry.id)
        if row is None:
            errors.append(f"it lost {entry.id}")
            return errors
        seen.append(of_newsboat(row, entry, has_content[entry.id]))
    return errors + compare(meant, seen, feed.format, "newsboat")


def of_newsboat(row, entry, has_content):
    guid, title, url, published, content, enclosure, author = row
    meant = [name for name in entry.authors or [] if name]
    return Entry(
        id=guid,
        # It shows titles without tags; what it keeps of RSS and of HTML titles is HTML.
        title=newsboat_title(title, entry.title),
        url=url,
        published=published if published > 0 else None,
        # Where there is no content it keeps the summary as such.
        content=content if has_content else None,
        # It keeps one of the authors of an RSS item.
        authors=meant if author in (", ".join(meant), *meant, "") else [author],
    )


def newsboat_title(title, meant):
    return meant if meant in (title, text_of_html(title)) else re.sub(r"\s+", " ", title)
