//! What becomes of the bytes of a file.

use super::*;

fn read_text(text: &str) -> (Option<Source>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    (read(text.as_bytes(), "a.md", &mut diagnostics), diagnostics)
}

#[test]
fn bom_and_line_ends_are_accepted() {
    let (source, diagnostics) = read_text("\u{FEFF}---\r\ntitle: A\r\n---\r\nBody\rline\r\n");
    let source = source.expect("readable");
    assert_eq!(source.front, Some((Syntax::Yaml, "title: A\n".into(), 2)));
    assert_eq!(
        (source.body.as_str(), source.body_first_line),
        ("Body\nline\n", 4)
    );
    assert!(diagnostics.is_empty());
}

#[test]
fn an_open_front_matter_and_a_foreign_encoding_are_errors() {
    assert_eq!(
        read_text("---\ntitle: A\n").1[0].rule,
        "front-matter-unclosed"
    );
    let mut diagnostics = Vec::new();
    assert!(read(b"---\ntitle: caf\xE9\n---\n", "a.md", &mut diagnostics).is_none());
    assert_eq!((diagnostics[0].line, diagnostics[0].column), (2, 11));
    assert!(diagnostics[0].message.contains("byte 14"));
}

#[test]
fn separators_and_windows_signs_are_mended_where_they_stand() {
    let (source, diagnostics) = read_text("---\ntitle: a\u{2028}b it\u{92}s\n---\nx\u{2029}y\n");
    let source = source.expect("readable");
    let front = source.front.map(|front| front.1);
    assert_eq!(front.as_deref(), Some("title: a b it’s\n"));
    assert_eq!((source.body.as_str(), source.body_first_line), ("x y\n", 4));
    assert!(
        diagnostics[0].message.contains("becomes `’`"),
        "{diagnostics:?}"
    );
}

#[test]
fn surrogates_become_their_character_or_go() {
    let mut lone = Vec::new();
    let text = "a: \"x \\ud83d\\ude00 y \\ud800 z\"\nb: \\ud800\n".to_owned();
    let mended = mend_surrogates(text, &mut lone);
    assert_eq!(mended, "a: \"x 😀 y  z\"\nb: \\ud800\n");
    assert_eq!(lone, [21]);
}

#[test]
fn control_characters_keep_the_width_of_front_matter() {
    let (source, diagnostics) = read_text("---\ntitle: a\u{0}b\n---\nx\u{C}y\u{1}z");
    let source = source.expect("readable");
    assert_eq!(
        source.front.map(|front| front.1).as_deref(),
        Some("title: a b\n")
    );
    assert_eq!(source.body, "x yz");
    assert_eq!((diagnostics[0].line, diagnostics[0].column), (2, 9));
}

#[test]
fn every_form_of_front_matter_is_found() {
    let cases = [
        ("---yaml\ntitle: A\n---\nB", Syntax::Yaml, "title: A\n", 2),
        ("---toml\nt = 1\n---\nB", Syntax::Toml, "t = 1\n", 2),
        (
            "---json\n{\"t\": 1}\n---\nB",
            Syntax::Json,
            "{\"t\": 1}\n",
            2,
        ),
        (";;;\n\"t\": 1\n;;;\nB", Syntax::Json, "{\n\"t\": 1\n}", 1),
        (
            "{\n  \"t\": \"}\\\"\"\n}\nB",
            Syntax::Json,
            "{\n  \"t\": \"}\\\"\"\n}",
            1,
        ),
        (
            "title: A\ndate: 2020-01-01\n---\nB",
            Syntax::Yaml,
            "title: A\ndate: 2020-01-01\n",
            1,
        ),
    ];
    for (text, syntax, front, line) in cases {
        let (source, diagnostics) = read_text(text);
        let source = source.expect("readable");
        assert_eq!(source.front, Some((syntax, front.into(), line)), "{text}");
        assert_eq!(source.body, "B", "{text}");
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
    }
    for body in [
        "{% include a %}\n---\nx",
        "{{< x >}}",
        "title: A\n\n---\nx",
        "Note: a heading\n---\nx",
        "title:a\n---\n",
    ] {
        let source = read_text(body).0.expect("readable");
        assert_eq!((source.front, source.body.as_str()), (None, body));
    }
    let open = read_text("{\n\"title\": \"A\"\nBody").1;
    assert_eq!(open[0].rule, "front-matter-unclosed");
}
