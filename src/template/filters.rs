//! What templates can do with a text beyond what the engine offers.

/// At most so many characters of a text, cut at a space where one is near, with `…` behind it.
pub(super) fn truncate(text: &str, characters: usize) -> String {
    if text.char_indices().nth(characters).is_none() {
        return text.to_owned();
    }
    let last = characters.saturating_sub(1);
    let end = text.char_indices().nth(last).map_or(0, |(at, _)| at);
    let head = &text[..end];
    let is_word_end = text[end..].starts_with(char::is_whitespace);
    let space = head.rfind(char::is_whitespace);
    let space = space.filter(|at| !is_word_end && *at >= end / 2);
    let cut = space.unwrap_or(end);
    format!("{}…", head[..cut].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_at_a_space_and_never_longer_than_asked() {
        assert_eq!(truncate("short", 5), "short");
        assert_eq!(truncate("a few words here", 12), "a few words…");
        assert_eq!(truncate("a few words here", 11), "a few…");
        assert_eq!(truncate("Donaudampfschifffahrt", 6), "Donau…");
        assert_eq!(truncate("مرحبا بكم جميعا", 10), "مرحبا بكم…");
        assert_eq!(truncate("éé", 1), "…");
        assert_eq!(truncate("éé", 0), "…");
    }
}
