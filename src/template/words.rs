//! The words of the built-in templates, by language.

use std::collections::BTreeMap;

/// The words of the built-in templates; English where a language is not known.
pub fn words(language: &str) -> BTreeMap<&'static str, &'static str> {
    let primary = language.split('-').next().unwrap_or(language);
    let own = match primary {
        "fr" => [
            "Lire la suite",
            "Se désabonner",
            "Vous recevez ce message parce que vous êtes abonné à",
            "et",
        ],
        "de" => [
            "Weiterlesen",
            "Abmelden",
            "Sie erhalten diese Nachricht, weil Sie abonniert haben:",
            "und",
        ],
        _ => [
            "Read on",
            "Unsubscribe",
            "You get this because you subscribed to",
            "and",
        ],
    };
    ["read_on", "unsubscribe", "why", "and"]
        .into_iter()
        .zip(own)
        .collect()
}
