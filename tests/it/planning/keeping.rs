//! What was planned is sent, once, or refused in words.

use crate::mail_server::{Fault, MailServer};
use crate::planning::{hash, site};

#[test]
fn what_is_not_as_planned_is_refused_in_words() {
    let site = site("");
    let refused = |hash: &str, words: &[&str]| {
        let run = site.run(&["send", "weekly", "--plan", hash]);
        assert_eq!(run.code, 1, "{run:?}");
        for word in words {
            assert!(run.stderr.contains(word), "{word}: {run:?}");
        }
        assert!(!run.stdout.contains("recipient"), "{run:?}");
        assert_eq!(site.files("outbox").len(), 0);
    };
    let first = hash(&site);
    for name in ["eve", "finn"] {
        site.done(&["subscribers", "add", &format!("{name}@example.org")]);
    }
    refused(
        &first,
        &[
            "2 subscribers more",
            "nothing was sent",
            "postrider plan weekly",
        ],
    );
    refused(&first[..8], &["something differs"]);
    let second = hash(&site);
    let post = site.read("content/posts/waves.md");
    site.write(
        "content/posts/waves.md",
        post.replace("What waves is", "What waves are"),
    );
    refused(&second, &["post `About waves` changed or is new"]);
    let third = hash(&site);
    site.write_post("rivers", "2024-03-01", &["sea"]);
    site.done(&["subscribers", "remove", "eve@example.org"]);
    refused(&third, &["1 subscriber fewer", "`About rivers`"]);
    let fourth = hash(&site);
    let config = site.read("postrider.yaml");
    site.write("postrider.yaml", config.replace("Street 1", "Street 2"));
    refused(&fourth, &["the newsletter's configuration"]);
    // A choice that changes nobody's mail but one.
    let fifth = hash(&site);
    site.write(
        "choice.csv",
        "email,name,language,categories,source,date\nben@example.org,Ben,,land,form,2024-05-01\n",
    );
    site.done(&["subscribers", "import", "choice.csv"]);
    refused(&fifth, &["who gets it, what they chose"]);
    let last = hash(&site);
    assert_eq!(hash(&site), last, "the same site, the same plan");
    site.done(&["send", "weekly", "--plan", &last.to_uppercase()]);
    assert_eq!(site.files("outbox").len(), 4);
}

#[test]
fn a_plan_is_sent_once_and_goes_on_where_it_stopped() {
    let relay = MailServer::start(|local| match local {
        "ben" => Fault::Recipient("450 4.2.0 later"),
        _ => Fault::None,
    });
    let site = site(&relay.config());
    let hash = hash(&site);
    assert_eq!(site.run(&["send", "weekly", "--plan", &hash]).code, 5);
    // Ben waits: the same words go on, another plan does not come in between.
    assert_eq!(site.run(&["send", "weekly", "--plan", &hash]).code, 5);
    let other = site.run(&["send", "weekly", "--plan", "0123456789abcdef"]);
    assert_eq!(other.code, 1);
    assert!(other.stderr.contains("weekly/1 is under way"), "{other:?}");
    assert!(
        site.done(&["plan", "weekly"])
            .stdout
            .contains("weekly/1 is sending")
    );
    site.done(&["cancel", "weekly"]);
    let again = site.json(&["send", "weekly", "--plan", &hash], 0);
    assert_eq!(again["issues"][0]["issue"], "weekly/1");
    let over = site.run(&["send", "weekly", "--plan", "0123456789abcdef"]);
    assert_eq!(over.code, 1);
    assert!(over.stderr.contains("nothing is new"), "{over:?}");
    assert!(relay.counts().values().all(|count| *count == 1));
}

#[test]
fn a_first_issue_since_a_day_is_planned_with_that_day() {
    let site = site("");
    let since = ["plan", "weekly", "--since", "2024-02-02"];
    let planned = site.json(&since, 0);
    assert_eq!(planned["before_first"][0]["title"], "About waves");
    let hash = planned["plan"].as_str().expect("a hash");
    let offered = format!("postrider send weekly --plan {hash} --since 2024-02-02");
    assert!(site.done(&since).stdout.contains(&offered));
    assert_eq!(site.run(&["send", "weekly", "--plan", hash]).code, 1);
    let sent = [&["send", "weekly", "--plan", hash], &since[2..]].concat();
    site.done(&sent);
    assert_eq!(site.files("outbox").len(), 2);
}

#[test]
fn too_few_signs_are_a_slip_of_the_finger() {
    let site = site("");
    for typed in ["1234567", "abcdefgh", ""] {
        let run = site.run(&["send", "weekly", "--plan", typed]);
        assert_eq!(run.code, 2, "{run:?}");
    }
}
