//! What the README, the changelog and the example of a configuration name is what the program has, and all of it.

use std::collections::BTreeSet;
use std::process::Command;

use crate::app::TestSite;

const README: &str = include_str!("../../README.md");
const CHANGELOG: &str = include_str!("../../CHANGELOG.md");
const EXAMPLE: &str = include_str!("../../docs/postrider.example.yaml");

/// The commands that `postrider --help` lists.
fn commands() -> BTreeSet<String> {
    let help = Command::new(env!("CARGO_BIN_EXE_postrider"))
        .arg("--help")
        .output()
        .expect("help");
    let help = String::from_utf8(help.stdout).expect("text");
    let (_, list) = help.split_once("Commands:\n").expect("a list");
    let (list, _) = list.split_once("\n\n").expect("its end");
    let names = list.lines().filter_map(|line| line.strip_prefix("  "));
    let names = names.filter(|line| !line.starts_with(' '));
    let names = names.filter_map(|line| line.split(' ').next());
    names
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

/// The names in `list`: `init`, `pause|resume|cancel`, `templates list|show|eject`.
fn named(list: &str) -> BTreeSet<String> {
    let words = list.split('`').skip(1).step_by(2);
    let first = words.filter_map(|words| words.split(' ').next());
    first
        .flat_map(|names| names.split('|'))
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_readme_and_the_changelog_list_every_command() {
    let (_, table) = README.split_once("## Commands\n").expect("the table");
    let rows = table.lines().filter_map(|line| line.strip_prefix("| `"));
    let rows = rows.filter(|row| !row.starts_with("postrider"));
    let cells = rows.filter_map(|row| Some(format!("`{}`", row.split_once('`')?.0)));
    let listed: BTreeSet<String> = cells
        .flat_map(|cell| named(&cell.replace("\\|", "|")))
        .collect();
    assert_eq!(listed, commands());

    let (_, line) = CHANGELOG.split_once("- **Commands.**").expect("a line");
    let (line, _) = line.split_once(", with one").expect("its end");
    assert_eq!(named(line), commands());
}

#[test]
fn the_example_of_a_configuration_shows_every_key() {
    let site = "site: {url: 'https://a.example', title: A}\n";
    let mut shown = 0;
    for text in [
        format!("{site}nothing: 1\n"),
        "site: {url: 'https://a.example', title: A, nothing: 1}\n".to_owned(),
        "site: {url: 'https://a.example', title: A, podcast: {nothing: 1}}\n".to_owned(),
        format!("{site}content: {{nothing: 1}}\n"),
        format!("{site}output: {{nothing: 1}}\n"),
        format!("{site}feeds: [{{path: feed, nothing: 1}}]\n"),
        format!("{site}feeds: [{{path: feed, select: {{nothing: [a]}}}}]\n"),
        format!("{site}secret: {{nothing: 1}}\n"),
        format!("{site}mail: {{nothing: 1}}\n"),
        format!("{site}mail: {{dkim: {{nothing: 1}}}}\n"),
        format!("{site}newsletters: {{w: {{from: a@b.example, nothing: 1}}}}\n"),
        format!("{site}web: {{nothing: 1}}\n"),
    ] {
        let site = TestSite::new("");
        site.write("postrider.yaml", &text);
        let run = site.run(&["check"]);
        let keys = run.stderr.split_once("the keys here are ");
        let (_, keys) = keys.unwrap_or_else(|| panic!("{text}: {run:?}"));
        for key in keys.lines().next().unwrap_or_default().split(", ") {
            let is_shown =
                EXAMPLE.contains(&format!("{key}:")) || EXAMPLE.contains(&format!("`{key}`"));
            assert!(is_shown, "`{key}` of {text}");
            shown += 1;
        }
    }
    assert!(shown > 60, "{shown} keys");
}
