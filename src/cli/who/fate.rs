//! What became of a delivery to somebody, or will become of it, in words.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::cli::site::moment;
use crate::model::delivery::{DeliveryState as State, IssueState};
use crate::store::history::{Person, Sent};

/// Why the sending will pass somebody over whose delivery still waits.
pub(in crate::cli) struct LeftOut {
    /// The word in JSON.
    pub(in crate::cli) reason: &'static str,
    since: Option<Timestamp>,
    why: String,
}

impl LeftOut {
    fn words(&self, zone: &TimeZone) -> String {
        let since = self.since.map(|since| format!(" {}", moment(since, zone)));
        let (since, why) = (since.unwrap_or_default(), &self.why);
        match self.reason {
            "suppressed" => format!("no mail goes there since{since}: {why}"),
            reason => format!("{reason}{since}"),
        }
    }
}

/// Whether a delivery that waits will be passed over, by what is known of the person now.
pub(in crate::cli) fn left_out(sent: &Sent, person: &Person) -> Option<LeftOut> {
    if !sent.is_waiting() {
        return None;
    }
    if let Some((why, since)) = &person.suppression {
        return Some(LeftOut {
            reason: "suppressed",
            since: Some(*since),
            why: why.clone(),
        });
    }
    let mut enrolments = person.subscriptions.iter();
    let enrolment = enrolments.find(|one| one.newsletter == sent.issue.newsletter);
    if enrolment.is_some_and(|enrolment| enrolment.status == "confirmed") {
        return None;
    }
    Some(LeftOut {
        reason: "unsubscribed",
        since: enrolment.map(|enrolment| enrolment.changed_at),
        why: String::new(),
    })
}

/// What becomes of a delivery that waits.
fn prospects(sent: &Sent, person: &Person, zone: &TimeZone) -> String {
    if sent.issue_state.0 == IssueState::Cancelled {
        return format!("never sent: {} was cancelled", sent.issue);
    }
    if let Some(left_out) = left_out(sent, person) {
        return format!("will not be sent: {}", left_out.words(zone));
    }
    "waits to be sent".to_owned()
}

/// How a delivery stands, in the words of whoever answered, and what will become of it.
pub(in crate::cli) fn words_of(sent: &Sent, person: &Person, zone: &TimeZone) -> String {
    let reply = sent.reply.as_deref().unwrap_or_default();
    let reply = match sent.code {
        Some(code) => format!("{code} {reply}"),
        None => reply.to_owned(),
    };
    let is_dead = sent.issue_state.0 == IssueState::Cancelled || left_out(sent, person).is_some();
    match sent.state {
        State::Accepted if sent.via.as_deref() == Some("folder") => {
            "written into the folder".to_owned()
        }
        State::Accepted => format!("accepted by the server: {reply}"),
        State::Queued | State::Leased => prospects(sent, person, zone),
        State::Offered => "is being handed over".to_owned(),
        State::Deferred if is_dead => {
            format!(
                "{}; deferred before ({reply})",
                prospects(sent, person, zone)
            )
        }
        State::Deferred => {
            let again = sent.next_try.map(|next| moment(next, zone));
            let again = again.unwrap_or_default();
            format!("deferred, tried again {again}: {reply}")
        }
        State::Rejected => format!("rejected by the server: {reply}"),
        State::InDoubt => format!("in doubt: {reply}"),
        State::Skipped => format!("left out: {reply}"),
        State::Cancelled => format!(
            "never sent: {} was cancelled before its turn came",
            sent.issue
        ),
        State::Expired => format!("given up, deferred for too long: {reply}"),
    }
}
