//! Which post somebody means who types its file, URL, id, slug or title.

use crate::content::Library;
use crate::feed::Ids;
use crate::model::diagnostic::find_nearest;
use crate::model::issue::IssuePost;
use crate::model::post::Post;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Found {
    /// The post at this place.
    Post(usize),
    /// More than one, by their places.
    Several(Vec<usize>),
    /// None.
    None,
}

/// The surest reading that fits any post: the whole file before the URL, ids, slugs, the title, and the end of a file.
pub(in crate::cli) fn find_post(posts: &[Post], ids: &Ids, typed: &str) -> Found {
    let has_id = |post: &Post| {
        let minted = ids.get(&post.source);
        minted.is_some_and(|minted| minted.id == typed || minted.guid.as_deref() == Some(typed))
    };
    let url = bare(typed);
    let title = typed.to_lowercase();
    let readings: [&dyn Fn(&Post) -> bool; 7] = [
        &|post| post.source == typed,
        &|post| {
            bare(post.url.as_str()) == url || typed.starts_with('/') && bare(post.url.path()) == url
        },
        &has_id,
        &|post| post.id.as_deref() == Some(typed),
        &|post| post.slug == typed,
        &|post| post.title.to_lowercase() == title,
        &|post| is_file(&post.source, typed),
    ];
    for is_meant in readings {
        let found: Vec<usize> = (0..posts.len())
            .filter(|at| is_meant(&posts[*at]))
            .collect();
        match found.as_slice() {
            [] => {}
            [only] => return Found::Post(*only),
            _ => return Found::Several(found),
        }
    }
    Found::None
}

/// Whether `typed` is what a post was when an issue had it: its URL, id or title.
pub(in crate::cli) fn is_mailed(post: &IssuePost, typed: &str) -> bool {
    let path = || url::Url::parse(&post.url).is_ok_and(|url| bare(url.path()) == bare(typed));
    bare(&post.url) == bare(typed)
        || typed.starts_with('/') && path()
        || post.id == typed
        || post.title.to_lowercase() == typed.to_lowercase()
}

/// Whether `typed` is the file, its last parts, or the way to it from outside the site.
pub(in crate::cli) fn is_file(file: &str, typed: &str) -> bool {
    let ends_with = |long: &str, short: &str| {
        let before = long.strip_suffix(short);
        before.is_some_and(|before| before.is_empty() || before.ends_with('/'))
    };
    let without_ending = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    !typed.is_empty()
        && (ends_with(file, typed) || ends_with(typed, file) || ends_with(without_ending, typed))
}

/// What is nearest to it of all files, slugs, ids and titles.
pub(in crate::cli) fn find_near<'l>(library: &'l Library, typed: &str) -> Option<&'l str> {
    let names = library.posts.iter().flat_map(|post| {
        let name = post.source.rsplit('/').next();
        let id = post.id.as_deref();
        [
            Some(post.source.as_str()),
            name,
            Some(&*post.slug),
            id,
            Some(&*post.title),
        ]
    });
    let left_out = library
        .left_out
        .iter()
        .map(|left_out| left_out.file.as_str());
    find_nearest(typed, names.flatten().chain(left_out))
}

/// A URL without what does not tell pages apart.
fn bare(url: &str) -> &str {
    let url = url.split('#').next().unwrap_or(url);
    let url = url.trim_end_matches("index.html").trim_end_matches('/');
    url.trim_start_matches("https://")
        .trim_start_matches("http://")
}
