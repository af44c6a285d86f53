//! The text part and the HTML part say the same, and lead to the same places in the same order.

use scraper::{ElementRef, Html, Selector};

use crate::mails::{make, names, read};

#[test]
fn the_text_says_what_the_html_says() {
    for name in names() {
        let (posts, bytes) = make(&name);
        let mail = read(&bytes);
        let html = Html::parse_document(&mail.body_html(0).expect("HTML"));
        let text = mail.body_text(0).expect("text").replace("\r\n", "\n");
        let flat = unflow(&text);
        let mut at = 0;
        for post in &posts {
            let found = flat[at..].find(post.title.as_str());
            at += found.unwrap_or_else(|| {
                panic!("{name}: {} comes in another order:\n{flat}", post.title)
            });
            assert!(
                flat[at..].contains(post.url.as_str()),
                "{name}: {}",
                post.url
            );
        }
        let shown = shown_words(&html);
        let mut told = words(&flat).into_iter();
        for word in &shown {
            assert!(
                told.any(|own| own == *word),
                "{name}: the text lacks `{word}` of …{shown:?}:\n{flat}"
            );
        }
        assert!(shown.len() > 3, "{name}: {shown:?}");
    }
}

#[test]
fn the_text_leads_where_the_html_leads_in_the_same_order() {
    let (_, bytes) = make("letter");
    let mail = read(&bytes);
    let html = Html::parse_document(&mail.body_html(0).expect("HTML"));
    let flat = unflow(&mail.body_text(0).expect("text").replace("\r\n", "\n"));
    let (body, after) = flat.split_once("[1] https://").expect("addresses");
    let addresses: Vec<String> = format!("[1] https://{after}")
        .lines()
        .map_while(|line| {
            Some(
                line.trim()
                    .strip_prefix('[')?
                    .split_once("] ")?
                    .1
                    .to_owned(),
            )
        })
        .collect();
    let mut told = Vec::new();
    for word in body.split_whitespace() {
        let number = word
            .trim_start_matches('[')
            .split(']')
            .next()
            .and_then(|inner| inner.parse::<usize>().ok());
        match number
            .filter(|number| word.starts_with('[') && (1..=addresses.len()).contains(number))
        {
            Some(number) => told.push(addresses[number - 1].clone()),
            None if word.contains('@') || word.starts_with("https://") => {
                told.push(word.trim_end_matches('.').to_owned());
            }
            None => {}
        }
    }
    let selector = Selector::parse(".prose a, .prose img").expect("a selector");
    let in_link = |element: ElementRef| {
        element
            .ancestors()
            .filter_map(ElementRef::wrap)
            .any(|above| above.value().name() == "a")
    };
    let shown: Vec<String> = html
        .select(&selector)
        .filter(|element| !(element.value().name() == "img" && in_link(*element)))
        .filter_map(|element| element.attr("href").or(element.attr("src")))
        .map(|url| url.trim_start_matches("mailto:").to_owned())
        .collect();
    let unique = |urls: &[String]| -> Vec<String> {
        let is_first = |(at, url): &(usize, &String)| !urls[..*at].contains(url);
        let first = urls.iter().enumerate().filter(is_first);
        first.map(|(_, url)| url.clone()).collect()
    };
    assert_eq!(unique(&told), unique(&shown));
}

/// The text with its paragraphs whole and nothing stuffed (RFC 3676, 4.2).
fn unflow(text: &str) -> String {
    let mut flat = String::new();
    for line in text.lines() {
        let line = line.trim_start_matches('>');
        flat.push_str(line.strip_prefix(' ').unwrap_or(line));
        if !line.ends_with(' ') || line == "-- " {
            flat.push('\n');
        }
    }
    flat
}

/// Words without signs, and each sign of Chinese and Japanese: what two ways of writing one text share.
fn words(text: &str) -> Vec<String> {
    let mut spaced = String::new();
    for sign in text.chars() {
        let is_wide = ('\u{2E80}'..='\u{9FFF}').contains(&sign);
        let before = if is_wide { " " } else { "" };
        spaced.push_str(&format!("{before}{sign}{before}"));
    }
    let words = spaced.split(|sign: char| !sign.is_alphanumeric());
    let words = words.filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// The words of what the HTML shows of its posts: titles, summaries and texts, in their order. The heads of tables stand
/// in each row of the text, and the numbers of notes are letters there.
fn shown_words(html: &Html) -> Vec<String> {
    let selector = Selector::parse("h2, .text").expect("a selector");
    let is_other = |element: ElementRef| match element.value().name() {
        "th" => true,
        "sup" => element.text().any(|text| text.starts_with('[')),
        _ => false,
    };
    let texts = html.select(&selector).map(|part| {
        let nodes = part.descendants().filter(|node| {
            let mut above = node.ancestors().filter_map(ElementRef::wrap);
            !above.any(is_other)
        });
        let texts = nodes.filter_map(|node| Some(node.value().as_text()?.to_string()));
        texts.collect::<Vec<_>>().join(" ")
    });
    words(&texts.collect::<Vec<_>>().join(" "))
}
