//! A post's picture, from what it or its original names.

use std::path::Path;

use url::Url;

use crate::content::front_matter::FrontMatter;
use crate::content::heritage::Original;
use crate::content::image::{self, Flaw, Picture};
use crate::content::make::Maker;
use crate::content::parse::Parsed;
use crate::model::diagnostic::Diagnostic;
use crate::model::post::Image;

impl Maker<'_> {
    /// The picture with its caption; a file that is missing is a warning, one outside the site an error.
    pub(super) fn image_of(
        &mut self,
        file: &Parsed,
        front: &FrontMatter,
        parent: Option<&Original>,
        url: &Url,
    ) -> Option<Image> {
        let own = front
            .image
            .as_ref()
            .map(|image| (image, file.shown.as_str()));
        let inherited =
            parent.and_then(|parent| Some((parent.image.as_ref()?, parent.source.as_str())));
        let (image, source) = own.or(inherited)?;
        let (typed, place) = (image.path.as_str(), image.place);
        let folder = Path::new(source).parent().unwrap_or(Path::new(""));
        let base = self
            .urls
            .get(source)
            .filter(|_| own.is_none())
            .unwrap_or(url);
        let (image_url, local) = match image::find(self.config, typed, folder, base) {
            Picture::Good(url, local) => (url, local),
            Picture::Flawed(url, flaw) => {
                if own.is_some() {
                    let Flaw {
                        rule,
                        message,
                        help,
                    } = flaw;
                    let warning = Diagnostic::warning(rule, &file.shown, place, message);
                    self.report(warning.help(help), file);
                }
                (url, None)
            }
            Picture::Refused(why) => {
                let message = format!(
                    "the picture `{}` cannot be used: {why}",
                    typed.escape_debug()
                );
                self.report(
                    Diagnostic::error("image-unsafe", &file.shown, place, message),
                    file,
                );
                return None;
            }
        };
        let caption = front
            .image_caption
            .clone()
            .or_else(|| image.caption.clone())
            .or_else(|| parent.and_then(|parent| parent.caption.clone()));
        let own_alt = own.and_then(|(image, _)| image.alt.clone());
        Some(Image {
            url: image_url,
            alt: front.image_alt.clone().or(own_alt),
            caption,
            local,
        })
    }
}
