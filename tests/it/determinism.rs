//! The same files give the same bytes: whatever the machine, its clock, its language, and the order of its folders.

#![expect(clippy::print_stderr, reason = "a test that did not run must say so")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::app::TestSite;
use crate::cases::{files_below, folder, names};

type Files = BTreeMap<PathBuf, Vec<u8>>;

/// What a site is made of: many posts over several pages of archives, in two languages, with the posts of every case.
fn sources() -> Files {
    let mut files = Files::new();
    let config = "site: {url: 'https://same.example/', title: Same, languages: [en, fr, tr], time_zone: Europe/Zurich, author: İrem}
output: {compress: [gzip, brotli], hubs: ['https://hub.example/'], max_bytes: 60kB}
content: {authors: content/authors.yaml}
feeds: [{path: feed}, {each: language, path: '{slug}/feed'}, {path: i, title: I, select: {any: [TITLE]}}]
";
    files.insert("postrider.yaml".into(), config.into());
    let authors = "irem: {name: İrem Ilık, url: /i}\nI: {name: Ignaz}\n";
    files.insert("content/authors.yaml".into(), authors.into());
    for number in 0..70 {
        let language = ["en", "fr", "tr"][number % 3];
        let post = format!(
            "---\ntitle: IıİI {number}\ndate: 2020-01-{:02}\ntags: [TITLE, Ilık, straße]\nauthor: irem\nslug: IŞIK-{number}\n---\nText {number}[^1]\n\n[^1]: Note\n",
            1 + number % 28
        );
        let path = format!("content/posts/{language}/p{}.md", number / 3);
        files.insert(path.into(), post.into());
    }
    for name in names().iter().filter(|name| *name != "hostile-broken") {
        for (path, bytes) in files_below(&folder().join(name).join("content/posts")) {
            let path = Path::new("content/posts").join(name).join(path);
            files.insert(path, bytes);
        }
    }
    files
}

fn write<'f>(root: &Path, files: impl Iterator<Item = (&'f PathBuf, &'f Vec<u8>)>) {
    for (path, bytes) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, bytes).expect("a file");
    }
}

/// Runs `build` in `root` by `program` and its arguments; what it wrote: the feeds and the ledger.
fn build(root: &Path, program: &[&str], set_up: impl FnOnce(&mut Command)) -> Files {
    let mut command = Command::new(program[0]);
    command
        .args(&program[1..])
        .current_dir(root)
        .stdin(Stdio::null())
        .env_remove("POSTRIDER_CONFIG");
    set_up(&mut command);
    let output = command.output().expect("the program runs");
    assert!(
        output.status.success(),
        "{program:?}: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    let mut made = files_below(&root.join("public"));
    let ledger = fs::read(root.join("content/.postrider/ids.json")).expect("a ledger");
    made.insert("ids.json".into(), ledger);
    made
}

fn assert_same(made: &Files, meant: &Files, how: &str) {
    let paths = |files: &Files| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(paths(made), paths(meant), "{how}");
    for (path, bytes) in made {
        assert!(*bytes == meant[path], "{how}: {} differs", path.display());
    }
}

const POSTRIDER: &str = env!("CARGO_BIN_EXE_postrider");

#[test]
fn no_setting_of_the_machine_changes_a_byte() {
    let files = sources();
    let fresh = |set_up: &dyn Fn(&mut Command)| {
        let site = TestSite::new("");
        write(site.path(), files.iter());
        build(site.path(), &[POSTRIDER, "build"], set_up)
    };
    let meant = fresh(&|_| {});
    assert!(meant.len() > 20, "{:?}", meant.keys());
    let settings: [&[(&str, &str)]; 5] = [
        &[
            ("RAYON_NUM_THREADS", "1"),
            ("TZ", "Pacific/Kiritimati"),
            ("LC_ALL", "tr_TR.UTF-8"),
            ("LANG", "tr_TR.UTF-8"),
        ],
        &[
            ("RAYON_NUM_THREADS", "2"),
            ("TZ", "America/St_Johns"),
            ("LC_ALL", "C"),
        ],
        &[
            ("RAYON_NUM_THREADS", "8"),
            ("TZ", ":no/such zone"),
            ("LC_ALL", "no_SUCH"),
        ],
        &[
            ("HOME", "/nowhere"),
            ("USER", ""),
            ("TMPDIR", "/nowhere"),
            ("LANG", ""),
        ],
        &[
            ("SOURCE_DATE_EPOCH", "0"),
            ("NO_COLOR", "1"),
            ("RUST_LOG", "trace"),
        ],
    ];
    for setting in settings {
        let made = fresh(&|command| {
            command.envs(setting.iter().copied());
        });
        assert_same(&made, &meant, &format!("{setting:?}"));
    }
    let bare = fresh(&|command| {
        command.env_clear();
    });
    assert_same(&bare, &meant, "without an environment");
}

#[test]
fn no_order_place_or_age_of_the_files_changes_a_byte() {
    let files = sources();
    let site = TestSite::new("");
    write(site.path(), files.iter());
    let program = [POSTRIDER, "build"];
    let meant = build(site.path(), &program, |_| {});
    assert_same(
        &build(site.path(), &program, |_| {}),
        &meant,
        "a second build",
    );
    for path in files.keys() {
        let file = fs::File::options()
            .write(true)
            .open(site.path().join(path))
            .expect("a file");
        let old = std::time::UNIX_EPOCH + std::time::Duration::from_hours(24);
        file.set_modified(old).expect("a time");
    }
    assert_same(&build(site.path(), &program, |_| {}), &meant, "older files");

    let other = TestSite::new("");
    let deep = other.path().join("another root/with spaces & ünicode/x");
    write(&deep, files.iter().rev());
    assert_same(
        &build(&deep, &program, |_| {}),
        &meant,
        "another root and order",
    );

    let strided = TestSite::new("");
    for start in 0..7 {
        write(strided.path(), files.iter().skip(start).step_by(7));
    }
    let shell = ["sh", "-c", "umask 077 && exec \"$0\" build", POSTRIDER];
    assert_same(
        &build(strided.path(), &shell, |_| {}),
        &meant,
        "another order and umask",
    );
}

#[test]
fn no_clock_changes_a_byte() {
    let files = sources();
    let run = |moment: Option<&str>| {
        let site = TestSite::new("");
        write(site.path(), files.iter());
        let program = match moment {
            Some(moment) => vec!["faketime", moment, POSTRIDER, "build"],
            None => vec![POSTRIDER, "build"],
        };
        build(site.path(), &program, |_| {})
    };
    if Command::new("faketime").arg("--version").output().is_err() {
        eprintln!(
            "not run: the Debian package faketime is not installed (scripts/test installs it)"
        );
        return;
    }
    let meant = run(None);
    for moment in ["2031-02-03 04:05:06", "2025-01-01 00:00:00"] {
        assert_same(&run(Some(moment)), &meant, moment);
    }
}
