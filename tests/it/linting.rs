//! An issue that would hurt readers is named by `check`, and does not leave.

use serde_json::Value;

use crate::app::TestSite;

/// A template of the site's own, with `body` in its middle.
fn template(body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><body style=\"background-color:#fff;color:#222\">\n{body}\n<p>{{% for post in posts %}}<a href=\"{{{{ post.url }}}}\" style=\"color:#0b5568\">{{{{ post.title }}}}</a>{{% endfor %}}</p>\n<p>{{{{ newsletter.address }}}} <a href=\"{{{{ unsubscribe_url }}}}\" style=\"color:#0b5568\">Leave</a></p></body></html>\n"
    )
}

fn found<'a>(document: &'a Value, rule: &str) -> &'a Value {
    let all = document["diagnostics"].as_array().expect("diagnostics");
    let of_rule = all.iter().find(|found| found["rule"] == rule);
    of_rule.unwrap_or_else(|| panic!("no {rule} in {document}"))
}

#[test]
fn a_template_that_hurts_readers_is_named_and_nothing_is_sent() {
    let site = TestSite::with_readers("", 3);
    site.write(
        "templates/mail/digest/body.html",
        template("<a href=\"/about\" style=\"color:#0b5568\">About</a>"),
    );
    let document = site.json(&["check"], 3);
    let relative = found(&document, "issue-link-relative");
    assert_eq!(relative["file"], "templates/mail/digest/body.html");
    assert_eq!(relative["line"], 3);
    for command in [&["send", "weekly", "--yes"][..], &["publish"]] {
        let run = site.run(command);
        assert_eq!(run.code, 3, "{}{}", run.stdout, run.stderr);
        assert!(run.stderr.contains("issue-link-relative"), "{}", run.stderr);
    }
    assert!(site.exists("public/feed.rss.xml"), "the feeds are written");
    assert!(!site.exists("outbox"), "and no mail");
    site.write("templates/mail/digest/body.html", template(""));
    site.done(&["publish"]);
    assert_eq!(site.files("outbox").len(), 3);
}

#[test]
fn one_newsletter_that_must_not_leave_does_not_keep_the_others() {
    let site = TestSite::new(
        "newsletters:\n  bad: {from: a@blog.example, schedule: every post, template: own, address: x}\n  good: {from: b@blog.example, schedule: every post, address: x}\n",
    );
    site.write_post("first", "2024-01-02", &["news"]);
    site.write(
        "people.csv",
        "email,source,date,newsletter\na@example.org,form,2024-05-01,bad\nb@example.org,form,2024-05-01,good\n",
    );
    site.done(&["subscribers", "import", "people.csv"]);
    for part in ["subject.txt", "body.txt"] {
        let text = if part == "subject.txt" {
            "News".to_owned()
        } else {
            template("").replace('<', " <")
        };
        site.write(&format!("templates/mail/own/{part}"), text);
    }
    site.write(
        "templates/mail/own/body.html",
        template("<img src=\"https://blog.example/x.png\" width=\"9\" height=\"9\">"),
    );
    let run = site.run(&["publish"]);
    assert_eq!(run.code, 3, "{}{}", run.stdout, run.stderr);
    assert!(run.stderr.contains("issue-image-alt"), "{}", run.stderr);
    assert_eq!(site.files("outbox").len(), 1);
}

#[test]
fn a_finding_about_a_post_stands_in_its_file() {
    let site = TestSite::with_readers("", 1);
    let config = site.read("postrider.yaml");
    site.write(
        "postrider.yaml",
        config.replace("from:", "content: full, from:"),
    );
    site.write(
        "content/posts/own.md",
        "---\ntitle: Own\ndate: 2024-03-01\n---\nText.\n\n![](/media/boat.png)\n\n[![](/media/tide.png)](https://b.example/)\n",
    );
    let document = site.json(&["check"], 3);
    let alt = found(&document, "issue-image-alt");
    assert_eq!(alt["file"], "content/posts/own.md");
    assert_eq!(alt["line"], 9);
}
