//! What an SMTP reply means at each stage of a delivery (SENDING.md, "Replies"). Pure.

/// A reply: its code and its text on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The three digits.
    pub code: u16,
    /// The text of all lines, joined by a space.
    pub text: String,
}

/// Where in a delivery a reply came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// After MAIL FROM.
    Mail,
    /// After RCPT TO.
    Recipient,
    /// After DATA.
    Data,
    /// After the final dot.
    Message,
}

/// Whose fault a refusal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blame {
    /// The address does not exist: a hard bounce.
    Address,
    /// The mailbox cannot take it now; a soft bounce.
    Mailbox,
    /// The server refuses us or this mail for this recipient; no bounce.
    Policy,
    /// The sender, size or content of the issue; no bounce.
    Issue,
}

/// What a reply means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The expected reply: go on; after the dot: accepted.
    Good,
    /// 4xx: later.
    Later,
    /// 5xx: never.
    Refused(Blame),
    /// A connection fault before the dot: nothing was sent, the recipient goes back.
    Fault,
    /// After the dot: nobody can know.
    Doubt,
}

/// Words by which servers without enhanced codes speak of policy.
const POLICY_WORDS: &[&str] = &[
    "policy",
    "spam",
    "block",
    "blacklist",
    "denied",
    "reputation",
    "spf",
    "dkim",
    "dmarc",
    "relay",
    "authenticat",
    "not permitted",
    "not allowed",
    "prohibited",
    "banned",
    "rbl",
];

impl Reply {
    /// The enhanced status code (RFC 3463) of the text, where its class is the code's.
    pub fn find_enhanced(&self) -> Option<(u16, u16)> {
        let word = self.text.split_whitespace().next()?;
        let mut parts = word.split('.').map(|part| part.parse::<u16>().ok());
        let (class, subject, detail) = (parts.next()??, parts.next()??, parts.next()??);
        (class == self.code / 100 && parts.next().is_none()).then_some((subject, detail))
    }

    /// Whether the server asks for a slower pace.
    pub fn is_rate_limit(&self) -> bool {
        self.code == 454
            || (matches!(self.code, 421 | 450 | 451)
                && self
                    .find_enhanced()
                    .is_some_and(|(subject, _)| subject == 7))
    }

    /// What the reply means at `stage`.
    pub fn judge(&self, stage: Stage) -> Verdict {
        let expected: &[u16] = match stage {
            Stage::Mail => &[250],
            Stage::Recipient => &[250, 251, 252],
            Stage::Data => &[354],
            Stage::Message => &[],
        };
        match (self.code / 100, stage) {
            (2, Stage::Message) => Verdict::Good,
            _ if expected.contains(&self.code) => Verdict::Good,
            (4, Stage::Message) => Verdict::Later,
            (4, _) if self.code != 421 => Verdict::Later,
            (5, _) => Verdict::Refused(self.blame(stage)),
            (_, Stage::Message) => Verdict::Doubt,
            _ => Verdict::Fault,
        }
    }

    fn blame(&self, stage: Stage) -> Blame {
        if matches!(stage, Stage::Mail | Stage::Data) {
            return Blame::Issue;
        }
        let at_recipient = stage == Stage::Recipient;
        match self.find_enhanced() {
            // 5.1.7 and 5.1.8 speak of the sender's address, and some servers say them after RCPT.
            Some((1, 7 | 8) | (2 | 3, 3 | 4)) => Blame::Issue,
            Some((1, _)) => Blame::Address,
            Some((2, _)) => Blame::Mailbox,
            Some((7, _)) if at_recipient => Blame::Policy,
            _ if !at_recipient || self.code == 552 => Blame::Issue,
            _ if self.speaks_of_policy() => Blame::Policy,
            None if matches!(self.code, 550 | 551 | 553) => Blame::Address,
            _ => Blame::Mailbox,
        }
    }

    fn speaks_of_policy(&self) -> bool {
        let text = self.text.to_lowercase();
        POLICY_WORDS.iter().any(|word| text.contains(word))
    }
}

#[cfg(test)]
mod tests {
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
            (550, "5.7.1 no", false),
        ] {
            let text = text.to_owned();
            assert_eq!(Reply { code, text }.is_rate_limit(), is_rate, "{code}");
        }
    }
}
