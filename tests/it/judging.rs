//! The judge beside others: the feeds that are known to be sound, and what feedparser says of broken ones.

#![expect(clippy::print_stderr, reason = "a test that did not run must say so")]

use std::process::Command;

use postrider::feed::judge::judge;

use crate::app::TestSite;
use crate::cases::{build, files_below, names};

/// What a hostile post brings on whatever one writes: tags that were typed in a title, and years before there were feeds.
const UNAVOIDABLE: [&str; 2] = ["text-html", "date-implausible"];

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
                .filter(|found| !UNAVOIDABLE.contains(&found.rule))
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
