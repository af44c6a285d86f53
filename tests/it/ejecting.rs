//! `postrider templates`: listing, reading and changing the built-in templates.

use crate::app::TestSite;

fn state(site: &TestSite, name: &str) -> String {
    let document = site.json(&["templates", "list"], 0);
    let all = document["templates"].as_array().expect("a list").clone();
    let found = all.iter().find(|one| one["name"] == name);
    let found = found.unwrap_or_else(|| panic!("{name} in {document}"));
    found["state"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_template_is_listed_shown_and_taken_into_the_site() {
    let site = TestSite::with_readers("", 1);
    assert_eq!(state(&site, "digest/body.html"), "built-in");
    let shown = site.done(&["templates", "show", "digest/body.html"]);
    site.done(&["templates", "eject", "digest/body.html"]);
    let file = "templates/mail/digest/body.html";
    assert_eq!(site.read(file).trim_end(), shown.stdout.trim_end());
    assert_eq!(state(&site, "digest/body.html"), "copied");
    site.write(
        file,
        site.read(file)
            .replace("class=\"title\"", "class=\"title\" id=\"mine\""),
    );
    assert_eq!(state(&site, "digest/body.html"), "overridden");
    let own = site.done(&["templates", "show", "digest/body.html"]);
    let built_in = site.done(&["templates", "show", "digest/body.html", "--built-in"]);
    assert!(own.stdout.contains("id=\"mine\""));
    assert_eq!(built_in.stdout, shown.stdout);
    site.done(&["send", "weekly", "--yes"]);
    let sent = std::fs::read_to_string(&site.files("outbox")[0]).expect("a message");
    assert!(
        sent.replace("=\r\n", "").contains("id=3D\"mine\""),
        "{sent}"
    );
}

#[test]
fn nothing_of_the_site_is_overwritten_without_a_word() {
    let site = TestSite::new("");
    site.write(
        "templates/mail/digest/body.txt",
        "mine {{ unsubscribe_url }}",
    );
    let run = site.run(&["templates", "eject", "digest"]);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr
            .contains("`templates/mail/digest/body.txt` would be lost"),
        "{run:?}"
    );
    assert_eq!(site.files("templates").len(), 1, "nothing was written");
    site.done(&["templates", "eject", "digest", "--force"]);
    assert_eq!(site.files("templates").len(), 3);
    assert!(!site.read("templates/mail/digest/body.txt").contains("mine"));
    let again = site.done(&["templates", "eject", "digest"]);
    assert!(
        again.stdout.contains("3 files are there already"),
        "{again:?}"
    );
}

#[test]
fn a_whole_copy_of_the_templates_makes_the_same_mail() {
    let bytes = |eject: &[&str]| {
        let site = TestSite::with_readers("", 1);
        for folder in eject {
            site.done(&["templates", "eject", folder]);
        }
        site.done(&["check"]);
        site.done(&["build"]);
        let shown = site.done(&["templates", "show", "mail"]).stdout;
        (shown, site.read("public/feed.html"))
    };
    assert_eq!(bytes(&[]), bytes(&["mail", "web"]));
}

#[test]
fn a_name_that_is_no_template_gets_the_nearest() {
    let site = TestSite::new("");
    for (typed, nearest) in [
        ("digset", "digest"),
        ("digest/body.htm", "digest/body.html"),
    ] {
        let run = site.run(&["templates", "show", typed]);
        assert_eq!(run.code, 1);
        assert!(run.stderr.contains(&format!("`{nearest}`")), "{run:?}");
    }
    site.write("templates/mail/alert/subject.txt", "Alert");
    assert_eq!(state(&site, "alert/subject.txt"), "own");
    let run = site.run(&["templates", "eject", "alert"]);
    assert!(run.stderr.contains("no built-in one"), "{run:?}");
}

#[test]
fn the_variables_are_told_without_a_site() {
    let site = TestSite::new("");
    std::fs::remove_file(site.path().join("postrider.yaml")).expect("removed");
    let run = site.done(&["templates", "show", "--variables"]);
    for name in ["post.image.width", "unsubscribe_url", "archive_url"] {
        assert!(run.stdout.contains(name), "{name}");
    }
    assert!(
        run.stdout.lines().all(|line| line.chars().count() <= 80),
        "{}",
        run.stdout
    );
}

#[test]
fn words_change_one_by_one_and_parts_one_by_one() {
    let site = TestSite::with_readers("", 1);
    site.write(
        "templates/mail/words/en.yaml",
        "read_on: Continue reading\n",
    );
    site.write("templates/mail/parts/byline.html", "<p>by hand</p>");
    site.done(&["send", "weekly", "--yes"]);
    let sent = std::fs::read_to_string(&site.files("outbox")[0]).expect("a message");
    let sent = sent.replace("=\r\n", "");
    for said in ["Continue reading", "by hand", "Unsubscribe"] {
        assert!(sent.contains(said), "{said}: {sent}");
    }
    site.write("templates/mail/words/en.yaml", "red_on: x\n");
    let told = site.json(&["check"], 3)["diagnostics"].to_string();
    assert!(
        told.contains("template-words") && told.contains("read_on"),
        "{told}"
    );
}
