//! Posts with sounds: episodes of a podcast in every format.

use crate::app::TestSite;

const PODCAST: &str =
    "  podcast: {category: Science > Physics, email: pod@blog.example}\n  image: /logo.png\n";

/// Three seconds of silence: 115 frames of MPEG-1 layer III, 128 kbit/s, 44.1 kHz.
fn mp3() -> Vec<u8> {
    let mut frame = vec![0xFF, 0xFB, 0x90, 0x00];
    frame.resize(417, 0);
    frame.repeat(115)
}

/// Two seconds of silence: 8 bits, mono, 8 kHz.
fn wav() -> Vec<u8> {
    let mut wav = b"RIFF\xA4\x3E\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1F\0\0\x40\x1F\0\0\x01\0\x08\0data\x80\x3E\0\0".to_vec();
    wav.resize(wav.len() + 16_000, 0x80);
    wav
}

fn site(front: &str) -> TestSite {
    let site = TestSite::new(PODCAST);
    site.write("content/assets/pod/one.mp3", mp3());
    site.write("content/assets/pod/two.bin", wav());
    site.write("content/assets/pod/one.vtt", "WEBVTT\n");
    site.write("content/assets/pod/one.json", "{}");
    site.write(
        "content/posts/one.md",
        format!("---\ntitle: One\ndate: 2024-01-02\n{front}---\nText\n"),
    );
    site
}

fn item(site: &TestSite) -> serde_json::Value {
    let feed: serde_json::Value =
        serde_json::from_str(&site.read("public/feed.json")).expect("JSON");
    feed["items"][0].clone()
}

#[test]
fn an_episode_has_the_true_length_type_and_duration_of_its_file() {
    let site = site(
        "image: https://x.example/p.png\naudio: {file: /pod/one.mp3, title: The talk, length: 5, duration: '99:00'}\nepisode: 7\ntranscript: /pod/one.vtt\nchapters: /pod/one.json\n",
    );
    let found = site.json(&["check", "--strict"], 0);
    assert_eq!(found["diagnostics"], serde_json::json!([]));
    site.done(&["build"]);
    let length = mp3().len();
    let rss = site.read("public/feed.rss.xml");
    for part in [
        format!("<enclosure url=\"https://blog.example/pod/one.mp3\" length=\"{length}\" type=\"audio/mpeg\"/>"),
        "<itunes:duration>0:03</itunes:duration>".into(),
        "<itunes:episode>7</itunes:episode>".into(),
        "<itunes:image href=\"https://x.example/p.png\"></itunes:image>".into(),
        "<itunes:image href=\"https://blog.example/logo.png\"/>".into(),
        "<itunes:explicit>false</itunes:explicit>".into(),
        "<itunes:category text=\"Science\"><itunes:category text=\"Physics\"></itunes:category>".into(),
        "<itunes:email>pod@blog.example</itunes:email>".into(),
        "<podcast:transcript type=\"text/vtt\" url=\"https://blog.example/pod/one.vtt\">".into(),
        "<podcast:chapters type=\"application/json+chapters\" url=\"https://blog.example/pod/one.json\">".into(),
        "<podcast:guid>".into(),
        "xmlns:podcast=\"https://podcastindex.org/namespace/1.0\"".into(),
        "medium=\"image\"".into(),
    ] {
        assert!(rss.contains(&part), "{part}: {rss}");
    }
    let attachment = &item(&site)["attachments"][0];
    assert_eq!(attachment["size_in_bytes"], length);
    assert_eq!(attachment["duration_in_seconds"], 3);
    assert_eq!(attachment["title"], "The talk");
    let atom = site.read("public/feed.atom.xml");
    let link = format!("rel=\"enclosure\" type=\"audio/mpeg\" length=\"{length}\"");
    assert!(atom.contains(&link), "{atom}");
    let feed = feed_rs::parser::parse(rss.as_bytes()).expect("readable");
    let media = &feed.entries[0].media;
    let heard = media
        .iter()
        .flat_map(|object| &object.content)
        .filter_map(|content| content.url.as_ref())
        .any(|url| url.as_str() == "https://blog.example/pod/one.mp3");
    assert!(heard, "{media:?}");
}

#[test]
fn a_sound_is_what_its_bytes_say_and_apple_gets_only_what_it_takes() {
    let site = site("audio: /pod/two.bin\n");
    site.done(&["build"]);
    let attachment = item(&site)["attachments"][0].clone();
    assert_eq!(
        (
            attachment["mime_type"].as_str(),
            attachment["duration_in_seconds"].as_u64()
        ),
        (Some("audio/wav"), Some(2))
    );
    let rss = site.read("public/feed.rss.xml");
    assert!(
        rss.contains("duration=\"2\"") && !rss.contains("itunes:duration"),
        "{rss}"
    );
}

#[test]
fn a_remote_sound_is_an_enclosure_only_with_its_length() {
    let known = site(
        "enclosure: \"https://cdn.example/e.mp3\\n1234\\naudio/mpeg\"\npodcast_duration: 1:02:03\n",
    );
    known.done(&["build"]);
    let rss = known.read("public/feed.rss.xml");
    assert!(
        rss.contains("length=\"1234\"") && rss.contains("<itunes:duration>1:02:03<"),
        "{rss}"
    );

    let unknown = site("podcast: {mp3: 'https://cdn.example/e.mp3'}\n");
    let found = unknown.json(&["check"], 0);
    assert_eq!(found["diagnostics"][0]["rule"], "audio-length", "{found}");
    unknown.done(&["build"]);
    assert!(!unknown.read("public/feed.rss.xml").contains("<enclosure"));
    assert_eq!(
        item(&unknown)["attachments"][0]["url"],
        "https://cdn.example/e.mp3"
    );
}

#[test]
fn a_sound_that_is_missing_none_or_outside_the_site_is_named() {
    for (front, rule, code) in [
        ("audio: /pod/none.mp3\n", "audio-missing", 0),
        ("audio: /pod/one.json\n", "audio-odd", 0),
        ("audio: ../../../../etc/passwd.mp3\n", "audio-unsafe", 3),
        (
            "audio: /pod/one.mp3\ntranscript: none.vtt\n",
            "audio-missing",
            0,
        ),
    ] {
        let found = site(front).json(&["check"], code);
        assert_eq!(found["diagnostics"][0]["rule"], rule, "{front}: {found}");
    }
    let plain = TestSite::new("");
    plain.write("content/posts/a.md", "---\ntitle: A\ndate: 2024-01-02\naudio: https://x.example/a.mp3\naudio_length: 9\n---\nText\n");
    let found = plain.json(&["check"], 0);
    assert_eq!(
        found["diagnostics"][0]["rule"], "podcast-unsettled",
        "{found}"
    );
}

#[test]
fn a_feed_without_sounds_says_nothing_of_podcasts() {
    let site = site("audio: false\n");
    site.done(&["build"]);
    let rss = site.read("public/feed.rss.xml");
    for word in ["itunes", "podcast", "xmlns:media", "xmlns:dc"] {
        assert!(!rss.contains(word), "{word}: {rss}");
    }
}
