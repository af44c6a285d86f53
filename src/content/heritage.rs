//! What a translation takes from the file of the default language: id, picture, caption, related posts.

use std::collections::HashMap;

use jiff::civil::Date;

use crate::config::Config;
use crate::content::front_matter::FrontMatter;
use crate::content::parse::Parsed;
use crate::content::people::TypedImage;
use crate::model::language::Language;
use crate::model::post::Suggestion;
use crate::model::text::Text;

/// What one original has to give.
pub(super) struct Original {
    /// Its path below the site's folder.
    pub(super) source: String,
    pub(super) id: Option<Text>,
    pub(super) image: Option<TypedImage>,
    pub(super) caption: Option<Text>,
    pub(super) suggested: Vec<Suggestion>,
    date: Option<Date>,
}

/// The originals of a site by section and stem.
pub(super) struct Heritage(HashMap<(String, String), Vec<Original>>);

impl Heritage {
    /// Collects the originals among `parsed`.
    pub(super) fn of(config: &Config, parsed: &[Parsed]) -> Self {
        let mut originals: HashMap<(String, String), Vec<Original>> = HashMap::new();
        if config.site.languages.is_empty() {
            return Self(originals);
        }
        for file in parsed.iter().filter(|file| Self::is_original(config, file)) {
            let Some(front) = &file.front else { continue };
            let key = (file.placed.section.clone(), file.placed.stem.clone());
            originals.entry(key).or_default().push(Original {
                source: file.shown.clone(),
                id: front.id.clone(),
                image: front.image.clone(),
                caption: front.image_caption.clone(),
                suggested: front.suggested.iter().map(inherit).collect(),
                date: file.placed.date,
            });
        }
        Self(originals)
    }

    /// Whether a file is in the site's default language.
    pub(super) fn is_original(config: &Config, file: &Parsed) -> bool {
        file.front.as_ref().is_none_or(|front| {
            language_of(config, front, file.placed.language.as_ref()) == config.site.language
        })
    }

    /// The original of a translation: the file of the same section and stem with the same date in its name,
    /// or the only one.
    pub(super) fn find(&self, config: &Config, file: &Parsed) -> Option<&Original> {
        if Self::is_original(config, file) {
            return None;
        }
        let key = (file.placed.section.clone(), file.placed.stem.clone());
        let originals = self.0.get(&key)?;
        let same_date = originals.iter().find(|one| one.date == file.placed.date);
        same_date.or(match originals.as_slice() {
            [only] => Some(only),
            _ => None,
        })
    }
}

fn inherit(suggestion: &Suggestion) -> Suggestion {
    Suggestion {
        place: None,
        ..suggestion.clone()
    }
}

/// The language of a file: its path's, else its front matter's, else the site's.
pub(super) fn language_of(
    config: &Config,
    front: &FrontMatter,
    placed: Option<&Language>,
) -> Language {
    placed
        .or(front.language.as_ref())
        .unwrap_or(&config.site.language)
        .clone()
}
