//! The judge beside others: the feeds that are known to be sound, and what feedparser says of broken ones.

#![expect(clippy::print_stderr, reason = "a test that did not run must say so")]

use std::process::Command;

use postrider::feed::judge::judge;

use crate::app::TestSite;
use crate::cases::{build, excused, files_below, names};

#[test]
fn the_feeds_of_every_hostile_site_are_sound() {
    let mut judged = 0;
    for name in names() {
        let (site, _, _) = build(&name);
        for (path, bytes) in files_below(&site.path().join("public")) {
            let shown = path.display().to_string();
            let is_feed = [".xml", ".json", ".opml"]
                .iter()
                .any(|ending| shown.ends_with(ending));
            if !is_feed {
                continue;
            }
            judged += 1;
            let found = judge(&shown, &bytes);
            let odd: Vec<_> = found
                .iter()
                .filter(|found| !excused(&name).contains(&found.rule))
                .collect();
            assert!(odd.is_empty(), "{name}: {odd:#?}");
        }
    }
    assert!(judged > 20, "only {judged} feeds were judged");
}

const SOUND: &str = "<?xml version='1.0' encoding='utf-8'?>\n<rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom'><channel><title>T</title><link>https://a.example/</link><description>D</description><atom:link rel='self' href='https://a.example/f'/>\n<item><title>One</title><guid>https://a.example/1</guid></item></channel></rss>\n";

/// A feed, and whether it is well-formed.
fn samples() -> Vec<(Vec<u8>, bool)> {
    let with = |from: &str, to: &str| SOUND.replacen(from, to, 1).into_bytes();
    let mut samples = vec![
        (SOUND.as_bytes().to_vec(), true),
        (with("One", "<![CDATA[1 < 2]]>"), true),
        (with("One", "<!-- a -->One"), true),
        (with("One", "It&#8217;s"), true),
        (with("</channel>", ""), false),
        (with("</item>", "</itme>"), false),
        (with("One", "A & B"), false),
        (with("One", "A&nbsp;B"), false),
        (with("<item>", "<item><x:y/>"), false),
        (with("One", "O\u{1}ne"), false),
        (with("version='2.0'", "version='2.0' version='2.0'"), false),
        (with("<?xml", "\n<?xml"), false),
        (with("One", "a ]]> b"), false),
        (with("https://a.example/f'", "<'"), false),
        (with("One", "&#0;"), false),
        (with("</rss>", "</rss><rss/>"), false),
        (with("One", "<!-- a -- b -->One"), false),
    ];
    let mut latin1 = with("One", "?");
    for byte in latin1
        .iter_mut()
        .rev()
        .filter(|byte| **byte == b'?')
        .take(1)
    {
        *byte = 0xE9;
    }
    samples.push((latin1, false));
    samples
}

/// Whether the judge would have a reader stop.
fn is_broken(bytes: &[u8]) -> bool {
    let found = judge("feed", bytes);
    found.iter().any(|found| {
        found.is_error() && (found.rule.starts_with("xml-") || found.rule.starts_with("encoding-"))
    })
}

#[test]
fn feedparser_agrees_on_what_is_well_formed() {
    let samples = samples();
    for (bytes, is_sound) in &samples {
        assert_eq!(
            !is_broken(bytes),
            *is_sound,
            "{}",
            String::from_utf8_lossy(bytes)
        );
    }
    let Ok(python) = std::env::var("POSTRIDER_TEST_PYTHON") else {
        eprintln!(
            "not run: POSTRIDER_TEST_PYTHON names no Python with feedparser (scripts/test sets it)"
        );
        return;
    };
    let site = TestSite::new("");
    let program = "import sys, feedparser\nfor path in sys.argv[1:]:\n    print(int(bool(feedparser.parse(open(path, 'rb').read()).bozo)))\n";
    let paths: Vec<String> = (0..samples.len())
        .map(|number| format!("{number}.xml"))
        .collect();
    for (path, (bytes, _)) in paths.iter().zip(&samples) {
        site.write(path, bytes);
    }
    let output = Command::new(python)
        .args(["-c", program])
        .args(&paths)
        .current_dir(site.path())
        .output()
        .expect("python runs");
    let said: Vec<bool> = String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| line == "0")
        .collect();
    let meant: Vec<bool> = samples.iter().map(|(_, is_sound)| *is_sound).collect();
    assert_eq!(said, meant, "{}", String::from_utf8_lossy(&output.stderr));
}

/// HTML that is sound, and HTML that a browser would have to mend.
const HTML: &[&str] = &[
    "<p>One<p>Two <b>bold</b><br>",
    "<ul><li>a<li>b</ul><dl><dt>a<dd>b</dl>",
    "<table><tr><td>1<td>2<tr><td>3</table>",
    "<table><caption>x</caption><thead><tr><th>1</thead><tbody><tr><td>2</tbody></table>",
    "<a href='https://a.example/?a=1&amp;b=2'><div>x</div></a>",
    "<pre><code>1 &lt; 2 &amp; 3</code></pre><hr/>",
    "<blockquote><p>x</blockquote>R & D &#8217; &copy;",
    "<details><summary>x</summary>y</details><ruby>a<rt>b</ruby>",
    "<select><option>x<option>y</select>",
    "<p title=\"a<b\">x</p>",
    "<div><p>x</p>",
    "x</div>",
    "<b><i>x</b></i>",
    "<p><ul><li>x</li></ul></p>",
    "<div/>x",
    "</p>",
    "1 < 2",
    "AT&T",
    "&copy x",
    "&#128;",
    "<a href='https://a.example/?a=1&b=2'>x</a>",
    "<td>x",
    "<table><td>x</td></table>",
    "<table><div>x</div></table>",
    "<table><tr><p>x</p></tr></table>",
    "<h2><h3>x</h3></h2>",
    "<a href='https://a.example/'><b><a href='https://a.example/'>x</a></b></a>",
    "<form><form>x</form></form>",
    "<select><p>x</p></select>",
    "<p title=>x</p>",
    "<p title=a\"b>x</p>",
    "<p title='a'class='b'>x</p>",
    "<p class=a class=b>x</p>",
    "<!-- x",
    "<?php x ?>",
    "<p",
];

#[test]
fn html5lib_agrees_on_what_browsers_would_mend() {
    let is_odd = |html: &&str| {
        let item = serde_json::json!({ "id": "1", "content_html": html });
        let feed = serde_json::json!({ "version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [item] });
        let found = judge("feed", feed.to_string().as_bytes());
        found.iter().any(|found| found.rule == "html-malformed")
    };
    let judged: Vec<bool> = HTML.iter().map(is_odd).collect();
    assert_eq!(
        judged.iter().filter(|is_odd| !**is_odd).count(),
        10,
        "{judged:?}"
    );
    let Ok(python) = std::env::var("POSTRIDER_TEST_PYTHON") else {
        eprintln!(
            "not run: POSTRIDER_TEST_PYTHON names no Python with html5lib (scripts/test sets it)"
        );
        return;
    };
    let program = "import sys\nfrom html5lib.html5parser import HTMLParser\nfor html in sys.argv[1:]:\n    parser = HTMLParser()\n    parser.parseFragment(html)\n    print(int(bool(parser.errors)))\n";
    let output = Command::new(python)
        .args(["-c", program])
        .args(HTML)
        .output()
        .expect("python runs");
    let said: Vec<bool> = String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| line == "1")
        .collect();
    assert_eq!(said, judged, "{}", String::from_utf8_lossy(&output.stderr));
}
