//! Forces a mail's rules for a light or dark screen, whatever the screen is.

/// What a mail is shown on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// A light screen.
    Light,
    /// A dark screen, for mails that know one.
    Dark,
    /// A mail program that turns all colours over, whatever the mail says.
    Inverted,
}

const FEATURE: &str = "prefers-color-scheme";

impl Scheme {
    /// By its name in a query.
    pub fn of(name: Option<&str>) -> Self {
        match name {
            Some("dark") => Self::Dark,
            Some("inverted") => Self::Inverted,
            _ => Self::Light,
        }
    }

    /// Style that goes behind a document's own.
    pub fn style(self) -> &'static str {
        match self {
            Self::Light => ":root{color-scheme:light!important}",
            Self::Dark => ":root{color-scheme:dark!important}",
            Self::Inverted => {
                ":root{color-scheme:light!important;background:#fff;filter:invert(1) hue-rotate(180deg)}\
                 img[src]{filter:invert(1) hue-rotate(180deg)}"
            }
        }
    }

    /// Style sheets whose `(prefers-color-scheme: …)` hold or do not hold by this scheme alone.
    pub fn force(self, css: &str) -> String {
        let wanted = if self == Self::Dark { "dark" } else { "light" };
        let lower = css.to_ascii_lowercase();
        let mut forced = String::with_capacity(css.len());
        let mut done = 0;
        for (at, _) in lower.match_indices(FEATURE) {
            let open = lower[done..at].trim_end().strip_suffix('(');
            let close = lower[at..].find(')').map(|length| at + length);
            let (Some(open), Some(close)) = (open, close) else {
                continue;
            };
            let value =
                lower[at + FEATURE.len()..close].trim_start_matches([':', ' ', '\t', '\n', '\r']);
            let holds = match value.trim() {
                "dark" | "light" => value.trim() == wanted,
                "" => true,
                _ => continue,
            };
            forced.push_str(&css[done..done + open.len()]);
            forced.push_str(if holds {
                "(min-width:0px)"
            } else {
                "(max-width:0px)"
            });
            done = close + 1;
        }
        forced.push_str(&css[done..]);
        forced
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scheme_decides_over_its_queries() {
        let css = "@media (prefers-color-scheme: dark) { a { b: c } } @media screen and ( Prefers-Color-Scheme:light ){}";
        assert_eq!(
            Scheme::Dark.force(css),
            "@media (min-width:0px) { a { b: c } } @media screen and (max-width:0px){}"
        );
        assert_eq!(
            Scheme::Light.force(css),
            "@media (max-width:0px) { a { b: c } } @media screen and (min-width:0px){}"
        );
        assert_eq!(Scheme::Inverted.force(css), Scheme::Light.force(css));
    }

    #[test]
    fn what_is_no_query_stays() {
        for css in [
            "",
            "a{}",
            "/* prefers-color-scheme */",
            "(prefers-color-scheme",
            "é(prefers-color-scheme: no-preference)",
        ] {
            assert_eq!(Scheme::Dark.force(css), css);
        }
    }
}
