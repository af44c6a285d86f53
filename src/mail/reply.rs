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
    /// No server's: we cannot make this message, or this server cannot take it in its form.
    Nobody,
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

/// Words of a refusal that is about who sends: its recipient may be as good as any.
const SENDER_WORDS: &[&str] = &[
    "sender",
    "mail from",
    "mailfrom",
    "return path",
    "reputation",
    "spamhaus",
    "daily",
];

/// Words of a mailbox that exists and cannot take the message now.
const FULL_WORDS: &[&str] = &[
    "quota",
    "mailbox full",
    "mailbox is full",
    "mailbox size",
    "insufficient storage",
    "out of storage",
];

/// Words by which servers without enhanced codes speak of policy.
const POLICY_WORDS: &[&str] = &[
    "policy",
    "policies",
    "spam",
    "block",
    "blacklist",
    "denied",
    "denies",
    "spf",
    "dkim",
    "dmarc",
    "relay",
    "authenticat",
    "not permitted",
    "not allowed",
    "not authori",
    "administrati",
    "prohibit",
    "banned",
    "rbl",
    "dnsbl",
    "zen.",
    "listed",
    "access refused",
    "refused by",
    "mail refused",
    "message refused",
    "message rejected",
    "mail rejected",
    "rejected message",
    "rejected mail",
    "too many",
    "rate limit",
    "unsolicited",
    "bulk",
];

/// Words that leave no doubt, where no enhanced code says it.
const UNKNOWN_WORDS: &[&str] = &[
    "user unknown",
    "unknown user",
    "unknown recipient",
    "recipient unknown",
    "no such user",
    "no such recipient",
    "no such mailbox",
    "no mailbox here",
    "does not exist",
    "doesn't exist",
    "invalid recipient",
];

/// Phrases that hold one of the words above and mean that somebody is unknown.
const NOT_POLICY: &[&str] = &["relay recipient table", "not listed"];

/// Words of a server that wants less at a time, where no enhanced code says so.
const RATE_WORDS: &[&str] = &[
    "too many connections",
    "too many concurrent",
    "too many sessions",
    "too many messages",
    "too much mail",
    "rate limit",
    "ratelimit",
    "throttl",
    "slow down",
];

impl Reply {
    /// The enhanced status code (RFC 3463) of the text, where its class is the code's.
    pub fn find_enhanced(&self) -> Option<(u16, u16)> {
        let word = self.text.split_whitespace().next()?;
        let mut parts = word.split('.').map(|part| part.parse::<u16>().ok());
        let (class, subject, detail) = (parts.next()??, parts.next()??, parts.next()??);
        (class == self.code / 100 && parts.next().is_none()).then_some((subject, detail))
    }

    /// Whether the server asks for a slower pace. Greylisting is none: it is meant for one recipient.
    pub fn is_rate_limit(&self) -> bool {
        let text = self.text.to_ascii_lowercase();
        let is_temporary = matches!(self.code, 421 | 450 | 451 | 452);
        let says_policy = matches!(self.find_enhanced(), Some((7, _))) && self.code != 452;
        let says_so = RATE_WORDS.iter().any(|word| text.contains(word));
        let is_greylisting = text.contains("greylist") || text.contains("graylist");
        (self.code == 454 || is_temporary && (says_policy || says_so)) && !is_greylisting
    }

    /// Whether it says in so many words that there is no such address: by an enhanced code, or by text alone.
    pub fn names_address(&self) -> bool {
        if let Some(code) = self.find_enhanced() {
            return matches!(code, (1, 1 | 2 | 3 | 6 | 10));
        }
        let text = self.text.to_ascii_lowercase();
        UNKNOWN_WORDS.iter().any(|word| text.contains(word))
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
            Some((1, 1 | 2 | 3 | 6 | 10)) => Blame::Address,
            Some((2, _)) => Blame::Mailbox,
            Some((7, _)) if at_recipient => Blame::Policy,
            Some((1, _)) => self.read_words().unwrap_or(Blame::Address),
            _ if !at_recipient => Blame::Issue,
            enhanced => match self.read_words() {
                Some(blame) => blame,
                None if self.code == 552 => Blame::Issue,
                None if enhanced.is_none() && matches!(self.code, 550 | 551 | 553) => {
                    Blame::Address
                }
                None => Blame::Mailbox,
            },
        }
    }

    /// What the words alone say. Those about the sender come first: "sender verify failed: no such user" and
    /// "the sender's quota" must cost no recipient an address.
    fn read_words(&self) -> Option<Blame> {
        let mut text = self.text.to_ascii_lowercase();
        for phrase in NOT_POLICY {
            text = text.replace(phrase, "");
        }
        let holds = |words: &[&str]| words.iter().any(|word| text.contains(word));
        if holds(SENDER_WORDS) {
            Some(Blame::Policy)
        } else if holds(FULL_WORDS) {
            Some(Blame::Mailbox)
        } else {
            holds(POLICY_WORDS).then_some(Blame::Policy)
        }
    }
}

#[cfg(test)]
mod tests;
