//! Reads `site.podcast`: what directories of podcasts ask of a feed whose posts have sounds.

use crate::config::Podcast;
use crate::config::reader::Reader;
use crate::model::address::Address;
use crate::model::diagnostic::find_nearest;
use crate::yaml::Node;

const KEYS: [&str; 4] = ["category", "email", "explicit", "guid"];
/// Apple's categories and, behind each colon, what they hold (2019 and later).
const CATEGORIES: &str = "Arts: Books, Design, Fashion & Beauty, Food, Performing Arts, Visual Arts
Business: Careers, Entrepreneurship, Investing, Management, Marketing, Non-Profit
Comedy: Comedy Interviews, Improv, Stand-Up
Education: Courses, How To, Language Learning, Self-Improvement
Fiction: Comedy Fiction, Drama, Science Fiction
Government:
History:
Health & Fitness: Alternative Health, Fitness, Medicine, Mental Health, Nutrition, Sexuality
Kids & Family: Education for Kids, Parenting, Pets & Animals, Stories for Kids
Leisure: Animation & Manga, Automotive, Aviation, Crafts, Games, Hobbies, Home & Garden, Video Games
Music: Music Commentary, Music History, Music Interviews
News: Business News, Daily News, Entertainment News, News Commentary, Politics, Sports News, Tech News
Religion & Spirituality: Buddhism, Christianity, Hinduism, Islam, Judaism, Religion, Spirituality
Science: Astronomy, Chemistry, Earth Sciences, Life Sciences, Mathematics, Natural Sciences, Nature, Physics, Social Sciences
Society & Culture: Documentary, Personal Journals, Philosophy, Places & Travel, Relationships
Sports: Baseball, Basketball, Cricket, Fantasy Sports, Football, Golf, Hockey, Rugby, Running, Soccer, Swimming, Tennis, Volleyball, Wilderness, Wrestling
Technology:
True Crime:
TV & Film: After Shows, Film History, Film Interviews, Film Reviews, TV Reviews";

pub(super) fn read(reader: &mut Reader, site: &Node) -> Podcast {
    let mut podcast = Podcast::default();
    let Some(node) = reader.section(site, "podcast", &KEYS) else {
        return podcast;
    };
    podcast.category = read_category(reader, &node);
    if let Some(email) = reader.text(&node, "email") {
        if Address::parse(&email).is_ok() {
            podcast.email = Some(email);
        } else if let Some(given) = node.get("email") {
            reader.wrong(&given, format!("`{email}` is no e-mail address"), "");
        }
    }
    if let Some(given) = node.get("explicit").filter(|given| !given.is_null()) {
        podcast.explicit = given.flag() == Some(true);
        if given.flag().is_none() {
            let help = "write true or false";
            reader.wrong(&given, "this says neither yes nor no", help);
        }
    }
    if let Some(guid) = reader.text(&node, "guid") {
        let is_uuid = guid.len() == 36
            && guid
                .bytes()
                .all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
        if is_uuid {
            podcast.guid = Some(guid.to_lowercase());
        } else if let Some(given) = node.get("guid") {
            let help = "copy podcast:guid from the feed as it was published";
            reader.wrong(&given, format!("`{guid}` is no UUID"), help);
        }
    }
    podcast
}

/// `Technology` or `Science > Physics`.
fn read_category(reader: &mut Reader, node: &Node) -> Option<(String, Option<String>)> {
    let typed = reader.text(node, "category")?;
    let given = node.get("category")?;
    let (name, inner) = match typed.split_once('>') {
        Some((name, inner)) => (name.trim(), Some(inner.trim())),
        None => (typed.trim(), None),
    };
    let known: Vec<(&str, &str)> = CATEGORIES
        .lines()
        .filter_map(|line| line.split_once(':'))
        .collect();
    let mut refuse = |word: &str, known: Vec<&str>| {
        let help = match find_nearest(word, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known are {}", known.join(", ")),
        };
        reader.wrong(
            &given,
            format!("Apple knows no category `{word}` there"),
            help,
        );
    };
    let Some((_, below)) = known.iter().find(|(own, _)| *own == name) else {
        refuse(name, known.iter().map(|(own, _)| *own).collect());
        return None;
    };
    let below: Vec<&str> = below.split(',').map(str::trim).collect();
    if let Some(inner) = inner.filter(|inner| !below.contains(inner)) {
        refuse(inner, below);
        return None;
    }
    Some((name.to_owned(), inner.map(str::to_owned)))
}
