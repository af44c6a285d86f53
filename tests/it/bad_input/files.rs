//! Numbers 11, 12, 16 to 18, 22: bytes, files and links.

use std::os::unix::fs::symlink;
use std::process::Command;

use super::*;

#[test]
fn n11_marks_and_line_ends_of_any_system_are_read() {
    let lines = "---\ntitle: T\ndate: 2024-01-02\n---\nOne\nTwo\n";
    for (name, text) in [
        ("mark", format!("\u{FEFF}{lines}")),
        ("windows", lines.replace('\n', "\r\n")),
        ("old mac", lines.replace('\n', "\r")),
    ] {
        let site = site(&[("a.md", text)]);
        assert_eq!(told(&site, 0), [], "{name}");
        assert_eq!(item(&site)["content_html"], "<p>One\nTwo</p>\n", "{name}");
    }
}

#[test]
fn n12_another_encoding_is_an_error_with_the_byte_that_shows_it() {
    assert_error(
        b"---\ntitle: caf\xE9\ndate: 2024-01-02\n---\n",
        "encoding",
        2,
    );
    let wide: Vec<u8> = "---\ntitle: A\n---\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_error([b"\xFF\xFE".as_slice(), &wide].concat(), "encoding", 1);
    assert_error(&wide, "encoding", 1);
    assert_error(b"---\ntitle: A\n---\nx \xF0\x28\x8C\xBC", "encoding", 4);
    let found = site(&[("bad.md", b"---\ntitle: caf\xE9\n---\n".as_slice())]).json(&["check"], 3);
    assert!(
        text(&found["diagnostics"][0], "message").contains("byte 14 (0xE9)"),
        "{found}"
    );
}

#[test]
fn n16_links_stay_inside_the_site_and_only_plain_files_are_read() {
    let site = site(&[("good.md", post(""))]);
    site.write("content/shared/linked.txt", post("slug: linked\n"));
    let posts = site.path().join("content/posts");
    symlink(
        site.path().join("content/shared/linked.txt"),
        posts.join("inside.md"),
    )
    .expect("a link");
    assert_eq!(told(&site, 0), []);
    assert_eq!(site.json(&["build"], 0)["posts"], 2);

    let outside = tempfile::TempDir::new().expect("a folder");
    std::fs::write(outside.path().join("secret.md"), post("")).expect("a file");
    symlink(outside.path().join("secret.md"), posts.join("a.md")).expect("a link");
    symlink(outside.path(), posts.join("b")).expect("a link");
    symlink("nowhere.md", posts.join("c.md")).expect("a link");
    let fifo = Command::new("mkfifo")
        .arg(posts.join("d.md"))
        .status()
        .expect("mkfifo runs");
    assert!(fifo.success());
    let refused: Vec<(String, String)> = told(&site, 3)
        .into_iter()
        .map(|told| (told.0, told.2))
        .collect();
    let names = ["a.md", "b", "c.md", "d.md"];
    assert_eq!(
        refused,
        names.map(|name| ("unreadable".to_owned(), name.to_owned()))
    );
}

#[test]
fn n17_a_picture_from_outside_is_an_error_and_is_not_read() {
    let outside = tempfile::TempDir::new().expect("a folder");
    std::fs::write(outside.path().join("id.png"), b"GIF89a\x03\0\x02\0\0\0\0;").expect("a file");
    for image in [
        "../../../../.ssh/id_rsa.png",
        "file:///etc/passwd",
        "//evil.example/x.png",
        "javascript:x/y",
        "data:image/png;base64,x",
        "/link.png",
        "/%2e%2e/%2e%2e/%2e%2e/x.png",
    ] {
        let bad = site(&[("bad.md", post(&format!("image: \"{image}\"\n")))]);
        std::fs::create_dir_all(bad.path().join("content/assets")).expect("a folder");
        symlink(
            outside.path().join("id.png"),
            bad.path().join("content/assets/link.png"),
        )
        .expect("a link");
        let told = told(&bad, 3);
        assert_eq!(
            (told[0].0.as_str(), told[0].3),
            ("image-unsafe", 4),
            "{image}: {told:?}"
        );
        // In a body such a picture tells nothing of its file.
        let body = site(&[(
            "a.md",
            format!("---\ntitle: T\ndate: 2024-01-02\n---\nText ![x]({image})\n"),
        )]);
        symlink(outside.path(), body.path().join("content/assets")).expect("a link");
        assert!(
            !text(&item(&body), "content_html").contains("width="),
            "{image}"
        );
    }
}

#[test]
fn n18_a_remote_picture_is_left_alone_and_never_fetched() {
    let server = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    server.set_nonblocking(true).expect("set");
    let url = format!("http://{}/x.png", server.local_addr().expect("an address"));
    let site = site(&[(
        "a.md",
        format!(
            "---\ntitle: T\ndate: 2024-01-02\nimage: {url}\naudio: {url}.mp3\naudio_length: 9\n---\n![x]({url}) <img src=\"{url}\">\n"
        ),
    )]);
    let item = item(&site);
    site.done(&["check"]);
    assert_eq!(item["image"], url);
    assert_eq!(text(&item, "content_html").matches(&url).count(), 2);
    let asked = server.accept().map_err(|error| error.kind());
    assert_eq!(asked.map(|_| ()), Err(std::io::ErrorKind::WouldBlock));
}

#[test]
fn n22_a_post_of_a_megabyte_is_read_and_one_beyond_ten_is_an_error() {
    let large = post("").replace("Text", &"Some *words* of a long text.\n\n".repeat(30_000));
    let one = site(&[("large.md", large)]);
    assert!(text(&item(&one), "content_html").len() > 1_000_000);
    let beyond = post("").replace("Text", &"x".repeat(11 << 20));
    assert_error(beyond, "too-large", 1);
}
