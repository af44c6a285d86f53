//! A terminal at which somebody answers, by Python's `pty`.

use crate::app::TestSite;

/// Runs the binary on a terminal where somebody types `answer` at the first question; says so where there is no Python.
#[expect(clippy::print_stderr, reason = "a test that did not run must say so")]
pub fn on_a_terminal(site: &TestSite, arguments: &[&str], answer: &str) -> Option<(i32, String)> {
    const TYPIST: &str = "
import os, pty, sys
answer, command = sys.argv[1], sys.argv[2:]
pid, terminal = pty.fork()
if pid == 0:
    os.execv(command[0], command)
said, answered = b'', False
while True:
    try:
        part = os.read(terminal, 4096)
    except OSError:
        break
    if not part:
        break
    said += part
    if b'[y/N]' in said and not answered:
        answered = True
        os.write(terminal, answer.encode() + b'\\n')
sys.stdout.buffer.write(said)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
";
    let Ok(python) = std::env::var("POSTRIDER_TEST_PYTHON") else {
        eprintln!("not run: POSTRIDER_TEST_PYTHON names no Python (scripts/test sets it)");
        return None;
    };
    let command = site.command(arguments);
    let mut typist = std::process::Command::new(python);
    typist.args(["-c", TYPIST, answer]);
    typist.arg(command.get_program()).args(command.get_args());
    let output = typist
        .current_dir(site.path())
        .output()
        .expect("Python runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    Some((output.status.code().unwrap_or(-1), said))
}
