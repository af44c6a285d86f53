//! When two imprints are one, and what is said when they are not.

use super::*;

fn imprint(count: usize, posts: &[&str]) -> Imprint {
    let posts: Vec<String> = posts.iter().map(|post| sum(&[post.as_bytes()])).collect();
    let whole = sum(&[posts.concat().as_bytes(), &count.to_be_bytes()]);
    Imprint(format!(
        "{}aaaa{}{count:05x}{}",
        &whole[..WHOLE],
        &whole[..READERS],
        row_of(&posts)
    ))
}

fn differs(now: &Imprint, then: &Imprint, titles: &[&str]) -> String {
    let given = Given::parse(then.as_str()).expect("an imprint");
    now.difference(&given, titles)
}

#[test]
fn a_beginning_of_eight_signs_is_enough_and_a_shorter_one_is_not() {
    let one = imprint(3, &["a", "b"]);
    assert_eq!(one.as_str().len(), LENGTH);
    let given = |signs: &str| Given::parse(signs);
    assert!(one.is(&given(&one.as_str()[..8]).expect("long enough")));
    assert!(one.is(&given(&one.as_str().to_uppercase()).expect("the same")));
    assert!(!one.is(&given(imprint(4, &["a", "b"]).as_str()).expect("another")));
    for bad in ["", "abcdef1", "abcdefgh", &"a".repeat(41)] {
        assert!(given(bad).is_err(), "{bad}");
    }
}

#[test]
fn what_differs_is_said_in_words() {
    let then = imprint(52, &["a", "b", "c"]);
    let titles = ["A", "B", "C"];
    let said = |count, posts: &[&str]| differs(&imprint(count, posts), &then, &titles);
    assert_eq!(said(54, &["a", "b", "c"]), "2 subscribers more");
    assert_eq!(
        said(51, &["a", "x", "c"]),
        "1 subscriber fewer; post `B` changed or is new"
    );
    assert_eq!(said(52, &["a", "c"]), "1 post fewer");
    let beginning = Given::parse(&then.as_str()[..12]).expect("long enough");
    let words = imprint(53, &["a"]).difference(&beginning, &titles);
    assert!(words.contains("something differs"), "{words}");
}

#[test]
fn many_posts_share_one_mark() {
    let names: Vec<String> = (0..40).map(|number| number.to_string()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let (then, now) = (imprint(1, &names), imprint(1, &names[1..]));
    assert_eq!(then.as_str().len(), LENGTH);
    assert_eq!(differs(&now, &then, &names), "the posts");
}
