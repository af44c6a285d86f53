//! The built-in templates of mails: their structure, their colours, both directions, every language.

mod contrast;
mod page;

use crate::app::TestSite;
use page::Page;

const TEMPLATES: [&str; 3] = ["digest", "letter", "headlines"];
/// A 1 × 1 GIF that says it is larger.
fn picture(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = b"GIF89a".to_vec();
    bytes.extend(width.to_le_bytes());
    bytes.extend(height.to_le_bytes());
    bytes.extend(b"\0\0\0;");
    bytes
}

/// A site that mails `posts` posts in `language` by `template`, every second one with a picture.
fn site(template: &str, language: &str, posts: usize) -> TestSite {
    let site = TestSite::with_readers("", 1);
    let config = format!(
        "site: {{url: 'https://blog.example/', title: A blog, language: {language}}}\nmail: {{unsubscribe: leave@blog.example}}\nnewsletters:\n  weekly: {{from: News <news@blog.example>, schedule: every post, template: {template}, address: 'Street 1, Town'}}\n"
    );
    site.write("postrider.yaml", config);
    site.write("content/assets/p.gif", picture(1200, 630));
    std::fs::remove_file(site.path().join("content/posts/first.md")).expect("removed");
    for number in 1..=posts {
        let picture = if number % 2 == 0 {
            "image: /p.gif\n"
        } else {
            ""
        };
        let body = "Words with a [link](/x) and `code`.\n\n## Part\n\n> said\n\n- one\n- two\n\n```\nlet x;\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n";
        let text = format!(
            "---\ntitle: Title {number} & <more>\ndate: 2024-03-{number:02}\nlead: Lead {number}.\ncategories: [tides]\nauthors: [Mara]\n{picture}---\n{body}"
        );
        site.write(&format!("content/posts/p{number}.md"), text);
    }
    site
}

/// Sends, and reads what the reader gets: HTML and text.
fn mailed(site: &TestSite) -> (String, String) {
    site.done(&["send", "weekly", "--yes"]);
    let bytes = std::fs::read(&site.files("outbox")[0]).expect("a message");
    let mail = mail_parser::MessageParser::default()
        .parse(&bytes)
        .expect("a message");
    let html = mail.body_html(0).expect("HTML").replace("\r\n", "\n");
    (html, mail.body_text(0).expect("text").replace("\r\n", "\n"))
}

fn count(text: &str, part: &str) -> usize {
    text.matches(part).count()
}

#[test]
fn every_template_is_tables_that_mail_programs_understand() {
    for template in TEMPLATES {
        for language in ["en", "ar"] {
            let (html, _) = mailed(&site(template, language, 4));
            let page = Page::parse(&html);
            let what = format!("{template} in {language}");
            let mut tables = 0;
            for (at, table) in page.elements.iter().enumerate() {
                // What a post itself holds is data; all else is layout.
                let is_data = page.around(at).any(|one| one.has_class("prose"));
                if table.name == "table" && !is_data {
                    tables += 1;
                    assert_eq!(table.get("role"), "presentation", "{what}: {table:?}");
                    assert_eq!(table.get("border"), "0", "{what}: {table:?}");
                }
            }
            assert!(tables >= 6, "{what}: {tables}");
            for image in page.named("img") {
                for attribute in ["width", "height", "alt", "src"] {
                    assert_ne!(image.get(attribute), "", "{what}: {attribute} of {image:?}");
                }
                assert!(image.get("src").starts_with("https://"), "{what}");
            }
            let pictures = if template == "headlines" { 0 } else { 2 };
            assert_eq!(page.named("img").count(), pictures, "{what}");
            assert!(page.elements.iter().any(|one| one.get("width") == "600"));
            let styles: usize = page.styles.iter().map(String::len).sum();
            assert!(styles < 16 * 1024 / 4, "{what}: {styles} bytes of styles");
            for fetched in ["<link", "@import", "@font-face", "url(", "<script"] {
                assert!(!html.contains(fetched), "{what}: {fetched}");
            }
        }
    }
}

#[test]
fn every_template_says_its_language_and_direction() {
    for template in TEMPLATES {
        for (language, direction, start, unsubscribe, day) in [
            ("en", "ltr", "left", "Unsubscribe", "4 March 2024"),
            ("fr-CH", "ltr", "left", "Se désabonner", "4 mars 2024"),
            ("de", "ltr", "left", "Abmelden", "4. März 2024"),
            ("es", "ltr", "left", "Darse de baja", "4 de marzo de 2024"),
            ("it", "ltr", "left", "Annulla l’iscrizione", "4 marzo 2024"),
            (
                "pt-BR",
                "ltr",
                "left",
                "Cancelar a subscrição",
                "4 de março de 2024",
            ),
            ("ar", "rtl", "right", "إلغاء الاشتراك", "4 مارس 2024"),
            ("he", "rtl", "right", "Unsubscribe", "4 March 2024"),
        ] {
            let (html, text) = mailed(&site(template, language, 4));
            let page = Page::parse(&html);
            let what = format!("{template} in {language}");
            let root = &page.elements[0];
            assert_eq!((root.get("lang"), root.get("dir")), (language, direction));
            for said in [unsubscribe, day] {
                assert!(html.contains(said), "{what}: {said}");
                assert!(text.contains(said), "{what}: {said}: {text}");
            }
            let title = page
                .texts
                .iter()
                .find(|(_, text)| text.starts_with("Title 4"));
            let (at, _) = title.expect("the newest post");
            assert_eq!(page.inherited(*at, "lang"), language, "{what}");
            assert_eq!(page.inherited(*at, "dir"), direction, "{what}");
            assert_eq!(page.inherited(*at, "align"), start, "{what}");
            let (at, _) = page
                .texts
                .iter()
                .find(|(_, text)| text == unsubscribe)
                .expect("a link");
            let said = if language == "he" { "en" } else { language };
            assert_eq!(page.inherited(*at, "lang"), said, "{what}");
        }
    }
}

#[test]
fn every_text_can_be_read_by_day_by_night_and_inverted() {
    for template in TEMPLATES {
        for language in ["en", "ar"] {
            let site = site(template, language, 3);
            let config = site.read("postrider.yaml");
            site.write(
                "postrider.yaml",
                config.replace("address:", "preheader: Hello, address:"),
            );
            let page = Page::parse(&mailed(&site).0);
            assert!(page.texts.len() > 10, "{template}");
            assert_eq!(
                contrast::faint_texts(&page),
                [] as [String; 0],
                "{template}"
            );
        }
    }
}

#[test]
fn outlook_gets_a_button_of_its_own_for_each_one() {
    for (template, buttons) in [("digest", 3), ("letter", 3), ("headlines", 1)] {
        let (html, _) = mailed(&site(template, "en", 3));
        assert_eq!(
            count(&html, "<!--[if mso]><v:roundrect"),
            buttons,
            "{template}"
        );
        assert_eq!(count(&html, "</v:roundrect><![endif]-->"), buttons);
        assert_eq!(
            count(&html, "<!--[if !mso]><!--><a class=\"button"),
            buttons
        );
        assert_eq!(count(&html, "</a><!--<![endif]-->"), buttons);
        assert_eq!(count(&html, "<!--[if"), count(&html, "<![endif]-->"));
        assert!(html.contains("xmlns:v=\"urn:schemas-microsoft-com:vml\""));
    }
}

#[test]
fn the_preheader_is_all_that_an_inbox_shows() {
    let site = site("digest", "en", 2);
    let lead = "word ".repeat(80);
    let post = site.read("content/posts/p2.md").replace("Lead 2.", &lead);
    site.write("content/posts/p2.md", post);
    let (html, _) = mailed(&site);
    let (_, rest) = html.split_once("class=\"preheader\"").expect("a preheader");
    let (line, _) = rest.split_once("</div>").expect("its end");
    let (_, line) = line.split_once('>').expect("its text");
    assert!(line.starts_with("word word"), "{line}");
    let (said, padding) = line.split_once('…').expect("it is cut");
    assert!(said.chars().count() <= 160, "{said}");
    assert!(padding.chars().count() > 300 && !padding.contains("word"));
}

#[test]
fn ten_posts_stay_far_below_what_gmail_cuts_off() {
    for (template, most) in [("digest", 36_000), ("headlines", 24_000)] {
        let (html, _) = mailed(&site(template, "en", 10));
        assert_eq!(count(&html, "mailto:leave@blog.example"), 1, "{template}");
        assert!(html.len() < most, "{template}: {} bytes", html.len());
    }
}

#[test]
fn a_large_mail_shows_the_way_out_at_the_top_too() {
    let site = site("letter", "de", 2);
    let body = "Ein langer Absatz, der nie enden will. ".repeat(3_000);
    site.write(
        "content/posts/p2.md",
        format!("---\ntitle: Lang\ndate: 2024-03-02\n---\n{body}"),
    );
    let (html, _) = mailed(&site);
    assert_eq!(count(&html, "mailto:leave@blog.example"), 2);
    let at = |part: &str| html.find(part).expect(part);
    assert!(
        at("mailto:leave@blog.example") < at("class=\"masthead\""),
        "{html}"
    );
    assert!(html.contains("Diese Ausgabe ist lang"));
}

#[test]
fn a_letter_has_each_post_whole_whatever_content_says() {
    let site = site("letter", "en", 2);
    let (html, text) = mailed(&site);
    for said in ["let x;", "Title 1", "Title 2"] {
        assert!(html.contains(said) && text.contains(said), "{said}: {text}");
    }
    let config = site.read("postrider.yaml");
    site.write(
        "postrider.yaml",
        config.replace("template:", "content: summary, template:"),
    );
    let checked = site.json(&["check"], 0);
    let told = checked["diagnostics"].to_string();
    assert!(told.contains("shows whole posts"), "{checked}");
}

#[test]
fn a_post_of_another_language_keeps_its_own_direction_and_the_words_theirs() {
    for template in TEMPLATES {
        let site = site(template, "ar", 1);
        let config = site.read("postrider.yaml");
        site.write(
            "postrider.yaml",
            config.replace("language: ar", "language: ar, languages: [ar, en]"),
        );
        let post = "---\ntitle: An English title\ndate: 2024-03-04\nlead: A lead.\n---\nText.\n";
        site.write("content/posts/other.en.md", post);
        let page = Page::parse(&mailed(&site).0);
        let own = |said: &str, name: &str| {
            let found = page.texts.iter().find(|(_, text)| text.starts_with(said));
            let (at, _) = found.unwrap_or_else(|| panic!("{template}: {said}"));
            page.inherited(*at, name).to_owned()
        };
        let whole = |said: &str| ["lang", "dir"].map(|name| own(said, name));
        assert_eq!(whole("An English title"), ["en", "ltr"], "{template}");
        assert_eq!(own("An English title", "align"), "left", "{template}");
        assert_eq!(whole("4 مارس 2024"), ["ar", "rtl"], "{template}");
        let button = match template {
            "digest" => "تابع القراءة",
            "letter" => "اقرأ على الموقع",
            _ => "المزيد على",
        };
        assert_eq!(whole(button), ["ar", "rtl"], "{template}");
    }
}
