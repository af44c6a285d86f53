//! The sound of a post: where it is, what its file says of it, and what goes with it.

mod typed;

use std::path::Path;

use url::Url;

use crate::config::Config;
use crate::content::Library;
use crate::content::audio::{LocalAudio, measure};
use crate::content::files::{Located, locate};
use crate::content::make::Maker;
use crate::content::parse::Parsed;
use crate::model::diagnostic::{Diagnostic, Place};
use crate::model::media::{Audio, Companion};

pub(super) use typed::TypedAudio;

use typed::TypedFile;

/// What directories ask of a podcast and the configuration does not say.
pub(super) fn check(config: &Config, library: &Library) -> Option<Diagnostic> {
    let settings = &config.site.podcast;
    let asked = [
        ("a category", settings.category.is_none()),
        ("an e-mail address", settings.email.is_none()),
        ("the site's image", config.site.image.is_none()),
    ];
    let missing: Vec<&str> = asked
        .iter()
        .filter(|(_, is_missing)| *is_missing)
        .map(|(what, _)| *what)
        .collect();
    let is_podcast = library.posts.iter().any(|post| post.audio.is_some());
    (is_podcast && !missing.is_empty()).then(|| {
        let message = format!(
            "posts with sounds make a podcast, and its directories ask for {}",
            missing.join(", ")
        );
        Diagnostic::warning("podcast-unsettled", &config.file, Place::START, message)
            .help("write site: {image: …, podcast: {category: …, email: …}}")
    })
}

impl Maker<'_> {
    /// The sound of a post; a file that is missing or no sound is a warning, one outside the site an error.
    pub(super) fn audio_of(
        &mut self,
        file: &Parsed,
        typed: &TypedAudio,
        base: &Url,
    ) -> Option<Audio> {
        let (url, local) = self.sound(file, typed, base)?;
        let is_remote = url.host() != self.config.site.url.host();
        let by_name = mime_guess::from_path(url.path()).first_raw();
        let by_name =
            by_name.filter(|mime| mime.starts_with("audio/") || mime.starts_with("video/"));
        let mime = local.as_ref().map(|local| local.mime.clone());
        let mime = mime.or_else(|| typed.file.mime.clone());
        let bytes = local.as_ref().map(|local| local.bytes).or(typed.length);
        if bytes.is_none() && is_remote {
            let message = "nobody knows how many bytes this sound has: RSS allows no enclosure without, so it has none";
            let help = "put the file below content.assets, or write its `length` in bytes";
            self.warn_of_file(
                "audio-length",
                file,
                typed.file.place,
                (message.to_owned(), help),
            );
        }
        let mut companions = |files: &[TypedFile]| -> Vec<Companion> {
            let found = files
                .iter()
                .filter_map(|one| self.companion(file, one, base));
            found.collect()
        };
        let transcripts = companions(&typed.transcripts);
        let chapters = companions(typed.chapters.as_slice()).pop();
        Some(Audio {
            mime: mime.unwrap_or_else(|| by_name.unwrap_or("audio/mpeg").to_owned()),
            bytes,
            seconds: local.and_then(|local| local.seconds).or(typed.seconds),
            title: typed.title.clone(),
            episode: typed.episode.filter(|number| *number > 0),
            season: typed.season.filter(|number| *number > 0),
            explicit: typed.explicit,
            transcripts,
            chapters: chapters.map(|chapters| Companion {
                mime: "application/json+chapters".to_owned(),
                ..chapters
            }),
            url,
        })
    }

    /// Its URL, and what its file says where it is here.
    fn sound(
        &mut self,
        file: &Parsed,
        typed: &TypedAudio,
        base: &Url,
    ) -> Option<(Url, Option<LocalAudio>)> {
        let place = typed.file.place;
        match self.locate(file, &typed.file, base) {
            Located::Remote(url) => Some((url, None)),
            Located::Here(url, path) => {
                let local = measure(&path);
                if local.is_none() {
                    let shown = path.strip_prefix(&self.config.root).unwrap_or(&path);
                    let message = format!(
                        "what is in `{}` is no sound: readers get none",
                        shown.display()
                    );
                    let help = "save it as MP3, M4A, Ogg, Opus, FLAC or WAV";
                    self.warn_of_file("audio-odd", file, place, (message, help));
                }
                Some((url, Some(local?)))
            }
            Located::Missing(url, _) if typed.length.is_some() => Some((url, None)),
            Located::Missing(url, path) => {
                let message = format!("the sound `{}` is not there", path.display());
                let help = "put the file there, or correct content.assets";
                self.warn_of_file("audio-missing", file, place, (message, help));
                Some((url, None))
            }
            Located::Refused(why) => {
                self.refuse_file(file, &typed.file, why);
                None
            }
        }
    }

    fn companion(&mut self, file: &Parsed, typed: &TypedFile, base: &Url) -> Option<Companion> {
        let url = match self.locate(file, typed, base) {
            Located::Remote(url) | Located::Here(url, _) => url,
            Located::Missing(_, path) => {
                let message = format!(
                    "the file `{}` is not there: no feed names it",
                    path.display()
                );
                let help = "put the file there, or correct content.assets";
                self.warn_of_file("audio-missing", file, typed.place, (message, help));
                return None;
            }
            Located::Refused(why) => {
                self.refuse_file(file, typed, why);
                return None;
            }
        };
        let ending = url
            .path()
            .rsplit('.')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        let by_name = match ending.as_str() {
            "vtt" => "text/vtt",
            "srt" => "application/x-subrip",
            "json" => "application/json",
            "html" | "htm" => "text/html",
            _ => "text/plain",
        };
        let mime = typed.mime.clone().unwrap_or_else(|| by_name.to_owned());
        Some(Companion { url, mime })
    }

    fn locate(&self, file: &Parsed, typed: &TypedFile, base: &Url) -> Located {
        let folder = Path::new(&file.shown).parent().unwrap_or(Path::new(""));
        locate(self.config, &typed.path, folder, base)
    }

    fn refuse_file(&mut self, file: &Parsed, typed: &TypedFile, why: &str) {
        let message = format!(
            "the file `{}` cannot be used: {why}",
            typed.path.escape_debug()
        );
        let error = Diagnostic::error("audio-unsafe", &file.shown, typed.place, message);
        self.report(error, file);
    }

    fn warn_of_file(
        &mut self,
        rule: &'static str,
        file: &Parsed,
        place: Place,
        (message, help): (String, &str),
    ) {
        let warning = Diagnostic::warning(rule, &file.shown, place, message);
        self.report(warning.help(help), file);
    }
}
