//! The names by which many generators call one thing, and the keys by which they hide a post.

use crate::yaml::Node;

/// Postrider's names and those of the dialects; the first that is given counts.
pub(super) const NAMES: [(&str, &[&str]); 23] = [
    ("id", &["id"]),
    ("title", &["title"]),
    (
        "date",
        &[
            "date",
            "pubDate",
            "pubDatetime",
            "published",
            "publishDate",
            "published_at",
            "publishedAt",
            "published_time",
            "created",
            "created_at",
            "createdAt",
            "date_published",
            "datePublished",
            "published_date",
            "publishedDate",
            "publish_date",
            "dateCreated",
            "date_created",
            "created_date",
            "post_date",
        ],
    ),
    (
        "updated",
        &[
            "updated",
            "lastmod",
            "last_modified_at",
            "modified",
            "updatedDate",
            "last_update",
            "modDatetime",
            "updated_at",
            "updatedAt",
            "dateModified",
            "date_modified",
            "date_updated",
            "updated_date",
            "last_updated",
            "lastUpdated",
            "last_modified",
            "lastModified",
        ],
    ),
    ("categories", &["categories", "category", "post_categories"]),
    ("tags", &["tags", "tag", "keywords"]),
    (
        "authors",
        &[
            "authors",
            "author",
            "post_authors",
            "author_name",
            "authorName",
        ],
    ),
    (
        "summary",
        &[
            "summary",
            "lead",
            "description",
            "excerpt",
            "spoiler",
            "abstract",
            "custom_excerpt",
        ],
    ),
    (
        "image",
        &[
            "image",
            "cover",
            "hero_image",
            "heroImage",
            "thumbnail",
            "featured_image",
            "cover_image",
            "coverImage",
            "feature_image",
            "featureImage",
            "featuredImage",
            "featuredimage",
            "featured-image",
            "thumbnail-img",
            "cover-img",
            "banner",
            "header",
            "images",
            "ogImage",
            "og_image",
        ],
    ),
    ("image_alt", &["image_alt", "imageAlt", "cover_alt"]),
    ("image_caption", &["image_caption", "imageCaption"]),
    ("language", &["lang", "language", "locale"]),
    ("slug", &["slug"]),
    ("permalink", &["permalink", "url"]),
    ("suggested", &["suggested"]),
    ("embargo", &["publishDate"]),
    ("expiry", &["expiryDate"]),
    ("draft", &["draft"]),
    (
        "audio",
        &[
            "audio",
            "podcast_audio",
            "podcast_file",
            "podcast_link",
            "audio_file",
            "audio_url",
            "audio_file_path",
            "mp3",
            "enclosure",
            "podcast",
        ],
    ),
    ("transcript", &["transcript", "transcripts"]),
    ("chapters", &["chapters"]),
    ("feed", &["feed"]),
    ("newsletter", &["newsletter"]),
];

/// The key by which an author keeps a post out, in the words of many generators.
pub(super) fn hidden_by(root: &Node) -> Option<&'static str> {
    let says =
        |key: &str, wanted: bool| root.find(key).and_then(|node| node.flag()) == Some(wanted);
    let keys = ["unlisted", "headless", "eleventyExcludeFromCollections"];
    let hidden = keys.into_iter().find(|key| says(key, true));
    let unpublished = ["published", "publish", "render"]
        .into_iter()
        .find(|key| says(key, false));
    // Hugo: `build: {list: never}`.
    let unlisted = ["build", "_build"].into_iter().find(|key| {
        let list = root.find(key).and_then(|build| build.find("list")?.text());
        list.is_some_and(|list| ["never", "false"].contains(&list.as_str()))
    });
    let status = root.find("status").and_then(|node| node.text());
    let status = status.filter(|status| {
        ["draft", "private", "hidden", "pending"].contains(&status.trim().to_lowercase().as_str())
    });
    // Ghost's posts for members, and WordPress' and Hexo's for those who know the word.
    let visibility = root.find("visibility").and_then(|node| node.text());
    let visibility = visibility.filter(|typed| {
        let typed = typed.trim().to_lowercase();
        [
            "private", "members", "paid", "tiers", "filter", "password", "hidden",
        ]
        .contains(&typed.as_str())
    });
    let password = root.find("password").filter(|node| {
        let typed = node.text().unwrap_or_default();
        !node.is_empty() && node.flag() != Some(false) && !typed.trim().is_empty()
    });
    let without_page = root
        .get("permalink")
        .filter(|node| node.is_bool() && node.flag() == Some(false));
    hidden
        .or(unpublished)
        .or(unlisted)
        .or(status.map(|_| "status"))
        .or(visibility.map(|_| "visibility"))
        .or(password.map(|_| "password"))
        .or(without_page.map(|_| "permalink"))
}

/// The keys that no dialect gives a meaning.
pub(super) fn extra_of(root: &Node) -> serde_json::Map<String, serde_json::Value> {
    let known = |key: &str| NAMES.iter().any(|(_, names)| names.contains(&key));
    root.entries()
        .into_iter()
        .filter(|(key, _)| !known(key))
        .filter_map(|(key, node)| Some((key, serde_json::to_value(node.value()).ok()?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::FIELDS;

    #[test]
    fn the_configuration_knows_every_field() {
        assert_eq!(NAMES.map(|(name, _)| name), FIELDS);
    }
}
