//! What servers really say, and what it must mean.

use super::Stage::{Data, Mail, Message, Recipient};
use super::*;

const CASES: &[(Stage, u16, &str, Verdict)] = &[
    (Mail, 250, "ok", Verdict::Good),
    (Mail, 251, "odd", Verdict::Fault),
    (
        Mail,
        550,
        "5.1.1 sender unknown",
        Verdict::Refused(Blame::Issue),
    ),
    (Mail, 452, "4.3.1 full", Verdict::Later),
    (Mail, 421, "closing", Verdict::Fault),
    (Recipient, 250, "ok", Verdict::Good),
    (Recipient, 251, "forwarding", Verdict::Good),
    (Recipient, 354, "odd", Verdict::Fault),
    (Recipient, 450, "4.2.0 greylisted", Verdict::Later),
    (Recipient, 421, "4.7.0 too many", Verdict::Fault),
    (
        Recipient,
        550,
        "5.1.1 unknown",
        Verdict::Refused(Blame::Address),
    ),
    (
        Recipient,
        554,
        "5.1.1 unknown",
        Verdict::Refused(Blame::Address),
    ),
    (
        Recipient,
        550,
        "5.1.8 sender domain",
        Verdict::Refused(Blame::Issue),
    ),
    (
        Recipient,
        550,
        "no such user",
        Verdict::Refused(Blame::Address),
    ),
    (Recipient, 553, "unknown", Verdict::Refused(Blame::Address)),
    (
        Recipient,
        550,
        "blocked as spam",
        Verdict::Refused(Blame::Policy),
    ),
    (
        Recipient,
        554,
        "5.7.1 relay access denied",
        Verdict::Refused(Blame::Policy),
    ),
    (
        Recipient,
        552,
        "5.2.2 over quota",
        Verdict::Refused(Blame::Mailbox),
    ),
    (
        Recipient,
        554,
        "5.5.0 strange",
        Verdict::Refused(Blame::Mailbox),
    ),
    (Recipient, 500, "what", Verdict::Refused(Blame::Mailbox)),
    (Data, 354, "go", Verdict::Good),
    (Data, 250, "odd", Verdict::Fault),
    (Data, 554, "no", Verdict::Refused(Blame::Issue)),
    (Message, 250, "ok", Verdict::Good),
    (Message, 200, "ok", Verdict::Good),
    (Message, 451, "later", Verdict::Later),
    (Message, 421, "later", Verdict::Later),
    (Message, 550, "5.7.1 spam", Verdict::Refused(Blame::Issue)),
    (Message, 552, "too big", Verdict::Refused(Blame::Issue)),
    (
        Message,
        550,
        "5.1.1 unknown",
        Verdict::Refused(Blame::Address),
    ),
    (Message, 354, "odd", Verdict::Doubt),
];

fn judge(stage: Stage, code: u16, text: &str) -> Verdict {
    let text = text.to_owned();
    Reply { code, text }.judge(stage)
}

#[test]
fn each_reply_means_what_sending_md_says() {
    for (stage, code, text, meant) in CASES {
        assert_eq!(
            judge(*stage, *code, text),
            *meant,
            "{stage:?} {code} {text}"
        );
    }
}

#[test]
fn a_rate_reply_is_known_by_its_code() {
    for (code, text, is_rate) in [
        (421, "4.7.0 slow down", true),
        (451, "4.7.28 rate", true),
        (454, "try later", true),
        (450, "4.2.0 greylisted", false),
        (451, "4.7.1 Greylisting in action", false),
        (421, "Too many connections from your host", true),
        (421, "closing", false),
        (550, "5.7.1 no", false),
    ] {
        let text = text.to_owned();
        assert_eq!(Reply { code, text }.is_rate_limit(), is_rate, "{code}");
    }
}

#[test]
fn refusals_of_us_cost_nobody_an_address() {
    for (code, text, blame) in [
        (550, "Sender verify failed", Blame::Policy),
        (
            550,
            "Verification failed: no such user; Sender verify failed",
            Blame::Policy,
        ),
        (550, "Administrative prohibition", Blame::Policy),
        (550, "Access refused", Blame::Policy),
        (
            553,
            "sorry, your envelope sender is in my badmailfrom list",
            Blame::Policy,
        ),
        (550, "rejected message", Blame::Policy),
        (550, "1.2.3.4 is listed at zen.spamhaus.org", Blame::Policy),
        (550, "Too many recipients", Blame::Policy),
        (550, "5.1.0 sender rejected", Blame::Policy),
        (550, "sender quota exceeded", Blame::Policy),
        (550, "quota exceeded", Blame::Mailbox),
        (552, "mailbox full", Blame::Mailbox),
        (550, "5.1.0 address unknown", Blame::Address),
        (550, "User unknown in relay recipient table", Blame::Address),
        (550, "Name not listed in the directory", Blame::Address),
        (550, "5.1.1 sender or not: unknown", Blame::Address),
    ] {
        assert_eq!(
            judge(Recipient, code, text),
            Verdict::Refused(blame),
            "{text}"
        );
    }
}
