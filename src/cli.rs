//! The command line: what was typed, and one small file for each command.

mod adopt;
mod again;
mod build;
mod calling;
mod cancel;
mod check;
mod console;
mod delivering;
mod diff;
mod doctor;
mod due;
mod explain;
mod forgotten;
mod init;
mod leads;
mod next_issue;
mod office;
mod outlook;
mod past;
mod people;
mod plan;
mod planned;
mod preview;
mod publish;
mod rest;
mod sample;
mod sealing;
mod send;
mod site;
mod status;
mod steer;
mod templates;
mod test;
mod who;
mod why_not;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::model::delivery::IssueState;

use console::Console;

/// What a run comes to; the numbers are the exit statuses that scripts rely on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Everything done.
    Done = 0,
    /// A failure of the world.
    Failed = 1,
    /// Something was typed that does not exist.
    Usage = 2,
    /// Mistakes in what the editor wrote.
    Mistakes = 3,
    /// Deferred deliveries or a late schedule wait.
    Unfinished = 5,
    /// Deliveries whose fate nobody can know.
    InDoubt = 4,
}

impl Outcome {
    /// The one of two that a script must hear of: a failure, then mistakes, doubts, unfinished work.
    pub(crate) fn worse(self, other: Self) -> Self {
        let rank = |outcome: Self| match outcome {
            Self::Done => 0,
            Self::Unfinished => 1,
            Self::InDoubt => 2,
            Self::Mistakes => 3,
            Self::Failed => 4,
            Self::Usage => 5,
        };
        if rank(other) > rank(self) {
            other
        } else {
            self
        }
    }
}

/// Markdown posts in; RSS, Atom and JSON feeds and e-mail newsletters out.
#[derive(Debug, Parser)]
#[command(
    name = "postrider",
    version,
    arg_required_else_help = true,
    after_help = "Examples:
  postrider init blog && cd blog     make a new site
  postrider check                    name every mistake
  postrider preview --open           see feeds and the next issue as you write
  postrider publish                  write the feeds, send what is due
  postrider send weekly --yes        send the next issue now

Exit status: 0 done, 1 failed, 2 usage, 3 mistakes found, 4 deliveries in doubt, 5 not finished"
)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Options of every command.
#[derive(Clone, Debug, Args)]
struct Global {
    /// The site's configuration; its folder is the site's folder
    #[arg(
        long,
        global = true,
        default_value = "postrider.yaml",
        env = "POSTRIDER_CONFIG"
    )]
    config: PathBuf,
    /// Report as one JSON document on standard output
    #[arg(long, global = true)]
    json: bool,
    /// Say only what went wrong
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Say more (which files were left out, which feeds are unchanged)
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    verbose: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a new site: configuration, a post, ready to publish
    #[command(after_help = "Example:\n  postrider init blog")]
    Init(init::InitArgs),
    /// Name every mistake in posts, configuration, templates and feeds, or in one feed of anybody's
    #[command(
        after_help = "Examples:\n  postrider check --strict\n  postrider check https://blog.example/feed.xml\n  postrider check --explain date-invalid"
    )]
    Check(check::CheckArgs),
    /// Turn the posts into feeds
    #[command(after_help = "Example:\n  postrider build --keep-going --json")]
    Build(build::BuildArgs),
    /// Say which feeds and newsletters take a post, and why the others do not
    #[command(after_help = "Example:\n  postrider explain content/posts/hello.md")]
    Explain(explain::ExplainArgs),
    /// Show what subscribers will see if this is published: new, changed, removed, or again as new
    #[command(
        after_help = "Example:\n  postrider diff && postrider build\n\nExits with 3 when old entries would come back as new."
    )]
    Diff(diff::DiffArgs),
    /// Take over ids and dates from the feeds of the site's old generator, so that nobody sees old posts as new
    #[command(
        after_help = "Example:\n  postrider adopt https://blog.example/feed.xml --dry-run\n\nExits with 3 when an id could not be taken over."
    )]
    Adopt(adopt::AdoptArgs),
    /// The whole job: build, finish what is being sent, send every newsletter that is due
    #[command(after_help = "Example:\n  0 * * * *  cd /srv/blog && postrider publish   (in cron)")]
    Publish(publish::PublishArgs),
    /// Show who gets what of the next issue and why, who does not, and how large and long it is; sends and writes nothing
    #[command(
        after_help = "Examples:\n  postrider plan weekly\n  postrider plan weekly --all\n  postrider send weekly --plan HASH   (sends exactly what was planned, or refuses)\n\nExits with 3 when the issue has mistakes that would keep it from being sent."
    )]
    Plan(plan::PlanArgs),
    /// Show the feeds and the next issue in a browser, live on save; writes nothing, answers this machine only
    #[command(after_help = "Example:\n  postrider preview --open")]
    Preview(preview::PreviewArgs),
    /// Freeze the next issue of a newsletter and send it
    #[command(after_help = "Example:\n  postrider send weekly --yes --wait 10m")]
    Send(send::SendArgs),
    /// Send the next issue to a few addresses, marked as a test; nothing is recorded
    #[command(after_help = "Example:\n  postrider test weekly me@example.org")]
    Test(test::TestArgs),
    /// Show what was sent and what became of it
    #[command(after_help = "Example:\n  postrider status weekly --json")]
    Status(status::StatusArgs),
    /// Examine the sender's domain, the relay and the site: SPF, DKIM, DMARC, MX, TLS, login, one click
    #[command(
        after_help = "Example:\n  postrider doctor --selector s1\n\nExits with 1 when something is broken. No mail is sent."
    )]
    Doctor(doctor::DoctorArgs),
    /// Stop an issue; what is not sent yet waits
    #[command(after_help = "Example:\n  postrider pause weekly/12")]
    Pause(steer::SteerArgs),
    /// Let a paused issue go on
    #[command(after_help = "Example:\n  postrider resume weekly/12 && postrider send weekly --yes")]
    Resume(steer::SteerArgs),
    /// Give an issue up; what is not sent yet never will be, unless you mail the rest (`send --rest-of`)
    #[command(
        after_help = "Examples:\n  postrider cancel weekly/12\n  postrider send weekly --rest-of weekly/12   (mails it to those whom it did not reach)"
    )]
    Cancel(cancel::CancelArgs),
    /// List, read and change the templates of mails and pages
    #[command(
        subcommand,
        after_help = "Example:\n  postrider templates eject digest/body.html"
    )]
    Templates(templates::TemplatesCommand),
    /// Show everything that was ever sent to one person, and why
    #[command(after_help = "Example:\n  postrider who ada@example.org")]
    Who(who::WhoArgs),
    /// Say why somebody did not get an issue, or that they did
    #[command(
        after_help = "Examples:\n  postrider why-not ada@example.org weekly/12\n  postrider why-not ada@example.org weekly   (its latest issue)"
    )]
    WhyNot(why_not::WhyNotArgs),
    /// Add, import, list and remove subscribers
    #[command(
        subcommand,
        after_help = "Example:\n  postrider subscribers import people.csv"
    )]
    Subscribers(people::PeopleCommand),
}

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    run(std::env::args_os())
}

/// Runs one command line; `arguments` starts with the program's name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let mut cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            let status = if error.use_stderr() {
                ExitCode::from(2)
            } else {
                ExitCode::SUCCESS
            };
            let _ = error.print();
            return status;
        }
    };
    if let Command::Check(args) = &cli.command {
        cli.global.json |= args.is_for_programs();
    }
    let console = Console::new(&cli.global);
    let result = match &cli.command {
        Command::Init(args) => init::run(args, &console),
        Command::Check(args) => check::run(args, &cli.global, &console),
        Command::Build(args) => build::run(args, &cli.global, &console),
        Command::Explain(args) => explain::run(args, &cli.global, &console),
        Command::Diff(args) => diff::run(args, &cli.global, &console),
        Command::Adopt(args) => adopt::run(args, &cli.global, &console),
        Command::Publish(args) => publish::run(args, &cli.global, &console),
        Command::Plan(args) => plan::run(args, &cli.global, &console),
        Command::Preview(args) => preview::run(args, &cli.global, &console),
        Command::Send(args) => send::run(args, &cli.global, &console),
        Command::Test(args) => test::run(args, &cli.global, &console),
        Command::Status(args) => status::run(args, &cli.global, &console),
        Command::Doctor(args) => doctor::run(args, &cli.global, &console),
        Command::Pause(args) => steer::run(args, IssueState::Paused, &cli.global, &console),
        Command::Resume(args) => steer::run(args, IssueState::Sending, &cli.global, &console),
        Command::Cancel(args) => cancel::run(args, &cli.global, &console),
        Command::Templates(command) => templates::run(command, &cli.global, &console),
        Command::Who(args) => who::run(args, &cli.global, &console),
        Command::WhyNot(args) => why_not::run(args, &cli.global, &console),
        Command::Subscribers(command) => people::run(command, &cli.global, &console),
    };
    let outcome = result.unwrap_or_else(|error| console.end(&error));
    ExitCode::from(outcome as u8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }
}
