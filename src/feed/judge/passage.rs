//! Text as a reader sees it, that still knows where each part of it stands in the file.

/// Decoded text with the way back to its source.
#[derive(Clone, Debug, Default)]
pub(super) struct Passage {
    text: String,
    /// From this byte of `text` on, the source goes on from that offset; in order of both.
    marks: Vec<(usize, usize)>,
}

impl Passage {
    /// A value whose parts are not told apart: all of it stands at `offset`.
    pub(super) fn at(offset: usize, text: String) -> Self {
        let marks = vec![(0, offset)];
        Self { text, marks }
    }

    /// Adds `part`, which begins at `offset` of the source.
    pub(super) fn push(&mut self, part: &str, offset: usize) {
        if part.is_empty() {
            return;
        }
        let end = self.text.len();
        let follows = self
            .marks
            .last()
            .is_some_and(|(own, source)| source + (end - own) == offset);
        if !follows {
            self.marks.push((end, offset));
        }
        self.text.push_str(part);
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// Without white space around it.
    pub(super) fn trimmed(&self) -> &str {
        self.text.trim()
    }

    pub(super) fn is_blank(&self) -> bool {
        self.trimmed().is_empty()
    }

    /// Where byte `own` of the text stands in the source.
    pub(super) fn source_of(&self, own: usize) -> Option<usize> {
        let next = self.marks.partition_point(|(start, _)| *start <= own);
        let (start, source) = self.marks.get(next.checked_sub(1)?)?;
        Some(source + (own - start))
    }

    /// Where the first sign that is no white space stands.
    pub(super) fn start(&self) -> Option<usize> {
        self.source_of(self.text.len() - self.text.trim_start().len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_leads_back_to_its_place() {
        let mut passage = Passage::default();
        passage.push("ab", 10);
        passage.push("&", 12);
        passage.push("cd", 17);
        assert_eq!(passage.as_str(), "ab&cd");
        let back: Vec<Option<usize>> = (0..5).map(|own| passage.source_of(own)).collect();
        assert_eq!(back, [10, 11, 12, 17, 18].map(Some));
        assert_eq!(Passage::default().source_of(0), None);
    }
}
