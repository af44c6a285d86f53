//! Numbers 53 to 59: what a site's own templates can do wrong.

use super::*;

const GOOD: &str = "<p>{{ unsubscribe_url }}</p>\n";

/// A site with a newsletter whose templates are its own, each good but for one.
fn with_template(file: &str, text: &str) -> TestSite {
    let site = TestSite::with_readers("", 1);
    let config = site.read("postrider.yaml");
    site.write(
        "postrider.yaml",
        config.replace("every post", "every post, template: own"),
    );
    for (name, good) in [
        ("subject.txt", "News"),
        ("body.html", GOOD),
        ("body.txt", "{{ unsubscribe_url }}\n"),
    ] {
        let text = if name == file { text } else { good };
        site.write(&format!("templates/mail/own/{name}"), text);
    }
    site
}

/// The one error of `rule` that `check` finds in this file, for which nothing is sent.
fn refusal(file: &str, text: &str, rule: &str) -> Value {
    let site = with_template(file, text);
    let document = site.json(&["check"], 3);
    let found = document["diagnostics"].as_array().expect("a list").clone();
    let errors: Vec<&Value> = found
        .iter()
        .filter(|found| found["severity"] == "error")
        .collect();
    assert_eq!(errors.len(), 1, "{text}: {found:?}");
    let error = errors[0];
    assert_eq!(error["rule"], rule, "{error}");
    assert_eq!(
        error["file"],
        format!("templates/mail/own/{file}"),
        "{error}"
    );
    assert_eq!(site.run(&["send", "weekly", "--yes"]).code, 3, "{text}");
    assert_eq!(site.files("outbox").len(), 0, "{text}");
    error.clone()
}

/// Expects an error at this line and column that says so.
fn assert_refused(file: &str, text: &str, rule: &str, place: (u64, u64), said: &str) {
    let error = refusal(file, text, rule);
    let found = (error["line"].as_u64(), error["column"].as_u64());
    assert_eq!(found, (Some(place.0), Some(place.1)), "{text}: {error}");
    let message = error["message"].as_str().unwrap_or_default();
    assert!(message.contains(said), "{text}: {message}");
}

#[test]
fn n53_a_variable_that_is_not_there_is_an_error_with_its_place() {
    let html = format!("{GOOD}<p>\n  {{{{ readers_name }}}}</p>");
    for (file, text, place, said) in [
        ("body.html", html.as_str(), (3, 6), "`readers_name`"),
        (
            "subject.txt",
            "{{ posts[0].titel }}",
            (1, 4),
            "`posts[0].titel`",
        ),
        ("body.txt", "{{ posts[99].title }}", (1, 9), "undefined"),
    ] {
        assert_refused(file, text, "template", place, said);
    }
}

#[test]
fn n54_a_template_cannot_run_for_ever_or_fill_the_memory() {
    for (text, said) in [
        (
            "{% for a in range(90000) %}{% for b in range(90000) %}x{% endfor %}{% endfor %}",
            "runs for too long",
        ),
        ("{{ \"x\" * 1000000000 }}", "runs for too long"),
        (
            "{% for a in range(60) %}{{ \"x\" * 100000 }}{% endfor %}",
            "larger than 5 MB",
        ),
        (
            "{% set ns = namespace(x=\"xx\") %}{% for a in range(60) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}",
            "runs for too long",
        ),
        (
            "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
            "recursion",
        ),
        ("{% include \"own/body.html\" %}", "recursion"),
    ] {
        let message = refusal("body.html", text, "template")["message"].to_string();
        assert!(message.contains(said), "{text}: {message}");
    }
}

#[test]
fn n55_nothing_outside_the_templates_can_be_read() {
    for (text, column) in [
        ("{% include \"../../secret.txt\" %}", 4),
        ("{% include \"own/../../../postrider.secret\" %}", 4),
        ("{% include \"/etc/hostname\" %}", 4),
        ("{% extends \"../secret.html\" %}", 4),
        ("{{ env(\"HOME\") }}", 4),
        ("{{ open(\"/etc/hostname\") }}", 4),
        ("{{ load_file(\"x\") }}", 4),
    ] {
        assert_refused("body.html", text, "template", (1, column), "");
    }
}

#[test]
fn n56_what_posts_say_cannot_become_markup() {
    let html = "<p><a href=\"{{ posts[0].url }}\" title=\"{{ posts[0].title }}\">{{ posts[0].title }}</a> <a href=\"{{ unsubscribe_url }}\">leave</a></p>";
    let site = with_template("body.html", html);
    let post = site.read("content/posts/first.md");
    let title = "title: '\"><script>alert(1)</script> & ''x'''";
    site.write(
        "content/posts/first.md",
        post.replace("title: About first", title),
    );
    site.done(&["send", "weekly", "--yes"]);
    let bytes = std::fs::read(&site.files("outbox")[0]).expect("a message");
    let mail = mail_parser::MessageParser::default()
        .parse(&bytes)
        .expect("a message");
    let html = mail.body_html(0).expect("HTML").into_owned();
    let (before, shown) = html.split_once("title=\"").expect("an attribute");
    let (attribute, after) = shown.split_once("\">").expect("its end");
    assert!(
        !before.contains("<script") && !after.contains("<script"),
        "{html}"
    );
    assert!(
        attribute.starts_with("&quot;") && attribute.ends_with("x'"),
        "{html}"
    );
    assert!(
        html.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; 'x'</a>"),
        "{html}"
    );
}

#[test]
fn n57_a_body_without_the_way_out_is_an_error() {
    let rule = "template-unsubscribe";
    for html in ["<p>Hello</p>", "<p>x</p><!-- {{ unsubscribe_url }} -->"] {
        assert_refused("body.html", html, rule, (1, 1), "no way out");
    }
    assert_refused("body.txt", "Hello", rule, (1, 1), "no way out");
}

#[test]
fn n58_a_subject_is_one_line() {
    let rule = "template-subject";
    for subject in [
        "News\nBcc: everybody@blog.example",
        "{{ \"News\\r\\nBcc: everybody@blog.example\" }}",
        "News{{ \"\\u0000\" }} today",
    ] {
        assert_refused("subject.txt", subject, rule, (1, 1), "line break");
    }
    assert_refused("subject.txt", "{# nothing #}\n", rule, (1, 1), "empty");
}

#[test]
fn n59_styles_from_elsewhere_are_refused_not_fetched() {
    for styles in [
        "<link rel=\"stylesheet\" href=\"https://evil.example/x.css\">",
        "<style>@import url(https://evil.example/x.css);</style>",
        "<style>@font-face { font-family: x; src: url(https://evil.example/x.woff) }</style>",
        "<link href=file:///etc/passwd rel=StyleSheet>",
    ] {
        let html = format!("<html><head>{styles}</head><body>{GOOD}</body></html>");
        assert_refused("body.html", &html, "template-remote", (1, 1), "elsewhere");
    }
}
