//! A temporary site and the real binary run in it, as a person would.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A site in a temporary folder; gone with the value.
pub struct TestSite {
    dir: TempDir,
}

/// What one run of the binary gave.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl TestSite {
    /// A site whose postrider.yaml holds `site` with url and title, and `more`.
    pub fn new(more: &str) -> Self {
        let site = Self {
            dir: TempDir::new().expect("a temporary folder"),
        };
        site.write(
            "postrider.yaml",
            format!("site:\n  url: https://blog.example/\n  title: A blog\n{more}"),
        );
        site
    }

    /// A site with one post and the newsletter `weekly`, to which so many people subscribe.
    pub fn with_readers(config: &str, subscribers: usize) -> Self {
        let newsletter = "newsletters:\n  weekly: {from: News <news@blog.example>, schedule: every post, address: 'Street 1'}\n";
        let site = Self::new(&format!("{config}{newsletter}"));
        site.write_post("first", "2024-01-02", &["news"]);
        site.write("people.csv", roster(subscribers));
        site.done(&["subscribers", "import", "people.csv"]);
        site
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, text).expect("a file");
    }

    /// A post in the seed's dialect.
    pub fn write_post(&self, stem: &str, date: &str, categories: &[&str]) {
        let categories: String = categories
            .iter()
            .map(|name| format!("  - '{name}'\n"))
            .collect();
        let text = format!(
            "---\nid: {stem}\ntitle: About {stem}\ndate: {date}\nlead: What {stem} is.\npost_categories:\n{categories}---\nThe *body* of {stem}.\n"
        );
        self.write(&format!("content/posts/{stem}.md"), text);
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub fn exists(&self, path: &str) -> bool {
        self.path().join(path).exists()
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_postrider"));
        command
            .args(arguments)
            .current_dir(self.path())
            .stdin(Stdio::null());
        command
            .env_remove("POSTRIDER_SECRET")
            .env_remove("POSTRIDER_CONFIG");
        let sends = matches!(arguments.first(), Some(&("send" | "publish")));
        if sends && !self.is_on_the_web() {
            command.arg("--no-link-check");
        }
        command
    }

    /// Whether a server of the test answers for the site's pages.
    fn is_on_the_web(&self) -> bool {
        let config = fs::read_to_string(self.path().join("postrider.yaml"));
        config.is_ok_and(|config| config.contains("url: http://127.0.0.1"))
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        let output = self.command(arguments).output().expect("the binary runs");
        Run {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Runs and expects success.
    pub fn done(&self, arguments: &[&str]) -> Run {
        let run = self.run(arguments);
        assert_eq!(run.code, 0, "{arguments:?}: {}{}", run.stdout, run.stderr);
        run
    }

    /// The JSON document of a run that ends with `code`.
    pub fn json(&self, arguments: &[&str], code: i32) -> serde_json::Value {
        let run = self.run(&[arguments, &["--json"]].concat());
        assert_eq!(
            run.code, code,
            "{arguments:?}: {}{}",
            run.stdout, run.stderr
        );
        serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {}", run.stdout))
    }

    /// Every file below `folder`, sorted.
    pub fn files(&self, folder: &str) -> Vec<PathBuf> {
        let mut files = Vec::new();
        let mut folders = vec![self.path().join(folder)];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files.push(path);
                }
            }
        }
        files.sort();
        files
    }

    /// A mail in the outbox, without its soft line breaks.
    pub fn read_mail(&self, at: usize) -> String {
        let mail = fs::read_to_string(&self.files("outbox")[at]).expect("a mail");
        mail.replace("=\r\n", "")
    }

    /// Path, bytes and moment of change of every file below `folder`.
    pub fn snapshot(&self, folder: &str) -> Vec<(PathBuf, Vec<u8>, std::time::SystemTime)> {
        let shot = |path: PathBuf| {
            let changed = fs::metadata(&path)
                .and_then(|found| found.modified())
                .expect("a time");
            (path.clone(), fs::read(&path).expect("bytes"), changed)
        };
        self.files(folder).into_iter().map(shot).collect()
    }
}

/// A CSV of `count` subscribers at example.org.
pub fn roster(count: usize) -> String {
    let rows: String = (0..count)
        .map(|n| format!("reader{n}@example.org,Reader {n},,,form,2024-05-01\n"))
        .collect();
    format!("email,name,language,categories,source,date\n{rows}")
}
