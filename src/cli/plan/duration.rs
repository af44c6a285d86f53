//! How long an issue takes at the relay's rate: an estimate, before anything is known of the server.

use std::time::Duration;

use crate::config::{Mail, RelayTarget};

/// What one connection hands over in a second when the relay is some tenths of a second away: two round trips for
/// each message, and the server's own sync.
const PER_CONNECTION_PER_S: f64 = 10.0;

/// So many seconds to hand `messages` over; none into a folder.
pub(super) fn estimate_s(mail: &Mail, messages: usize) -> u64 {
    if matches!(mail.relay, RelayTarget::Folder(_)) || messages == 0 {
        return 0;
    }
    let connections = u32::try_from(mail.connections).unwrap_or(u32::MAX);
    let fastest = f64::from(connections) * PER_CONNECTION_PER_S;
    let speed = mail.rate.map_or(fastest, |rate| rate.min(fastest));
    let messages = f64::from(u32::try_from(messages).unwrap_or(u32::MAX));
    // Longer than any wait that anybody plans.
    let seconds = (messages / speed).ceil().min(1e9);
    Duration::try_from_secs_f64(seconds).map_or(u64::MAX, |length| length.as_secs())
}

/// `less than a minute`, `about 17 minutes`, `about 2 h 47 min`.
pub(super) fn in_words(seconds: u64) -> String {
    let minutes = seconds.div_ceil(60);
    match minutes {
        0 | 1 => "less than a minute".to_owned(),
        2..=119 => format!("about {minutes} minutes"),
        _ => format!("about {} h {} min", minutes / 60, minutes % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use std::path::Path;

    fn seconds(mail: &str, messages: usize) -> u64 {
        let text = format!("site: {{url: https://a.example, title: A}}\nmail: {mail}");
        let loaded = Config::parse(text.as_bytes(), Path::new("/"), "postrider.yaml");
        estimate_s(&loaded.config.expect("valid").mail, messages)
    }

    #[test]
    fn the_rate_decides_unless_the_connections_are_too_few() {
        let relay = "relay: smtps://a.example";
        assert_eq!(seconds(&format!("{{{relay}, rate: 50/s}}"), 50_000), 1000);
        assert_eq!(
            seconds(&format!("{{{relay}, rate: 600/min}}"), 50_000),
            5000
        );
        assert_eq!(
            seconds(&format!("{{{relay}, connections: 2}}"), 50_000),
            2500
        );
        assert_eq!(seconds("{relay: outbox}", 50_000), 0);
        assert_eq!(seconds(&format!("{{{relay}}}"), 0), 0);
    }

    #[test]
    fn lengths_of_time_are_said_as_people_say_them() {
        let said = [0, 30, 61, 1000, 10_000].map(in_words);
        assert_eq!(
            said,
            [
                "less than a minute",
                "less than a minute",
                "about 2 minutes",
                "about 17 minutes",
                "about 2 h 47 min"
            ]
        );
    }
}
