//! The next issue of a newsletter as one reader gets it.

use jiff::Timestamp;
use minijinja::{Value, context};

use crate::config::Newsletter;
use crate::model::subscriber::Subscription;
use crate::web::answer::{Answer, FRAME, INERT};
use crate::web::preview::letter::{self, Letter, NoLetter};
use crate::web::preview::occasion::{Newness, Occasion, Plan};
use crate::web::preview::page::looks::{Switch, say_schedule};
use crate::web::preview::page::{View, mail, mistakes};
use crate::web::preview::readers::{Chosen, editions, sample_name};

/// So many subscribers are listed at once.
const LISTED_MAX: usize = 12;

const VIEWS: Switch<'_> = Switch {
    label: "View",
    name: "show",
    options: &[
        ("desktop", "Desktop", "1"),
        ("phone", "Phone", "2"),
        ("text", "Text", "3"),
        ("raw", "Raw", "4"),
    ],
    key: "",
};
const SCHEME: Switch<'_> = Switch {
    label: "Screen",
    name: "scheme",
    options: &[
        ("light", "Light", ""),
        ("dark", "Dark", ""),
        ("inverted", "Inverted", ""),
    ],
    key: "d",
};
const IMAGES: Switch<'_> = Switch {
    label: "Pictures",
    name: "images",
    options: &[("on", "Pictures", ""), ("off", "No pictures", "")],
    key: "i",
};

/// What became of the mail that was asked for.
pub enum Outcome {
    /// A mail.
    Letter(Box<Letter>),
    /// The issue has nothing for this reader.
    NothingForReader,
    /// No post is there that anybody could get.
    NoPost,
    /// It could not be made.
    Failed(NoLetter),
}

/// The page of a newsletter's next issue.
pub fn answer(view: &View, name: &str) -> Option<Answer> {
    let newsletter = view.snapshot.newsletter(name)?;
    let occasion = Occasion::of(view.snapshot, newsletter);
    let chosen = occasion.readers.find(newsletter, view.asked.get("reader"));
    let (readers, who) = occasion.audience(&chosen);
    let plan = occasion.plan(readers);
    let outcome = write(view, &occasion, plan.as_ref(), (readers, who));
    let page = context! {
        title => newsletter.title.as_str(),
        name,
        schedule => say_schedule(newsletter),
        number => plan.as_ref().map_or(1, |plan| plan.draft.name.number),
        is_new => plan.as_ref().is_some_and(|plan| plan.newness == Newness::New),
        views => VIEWS.value(view.asked),
        scheme => SCHEME.value(view.asked),
        images => IMAGES.value(view.asked),
        q => view.asked.get("q").unwrap_or_default(),
        state => view.asked.pairs_without("q"),
        mail => mail_value(view, newsletter, &outcome),
        note => note(&outcome),
        groups => match &outcome {
            Outcome::Failed(NoLetter::Mistakes(found)) => mistakes::groups(found),
            _ => Vec::new(),
        },
        posts => plan.as_ref().map(|plan| posts(view, plan)),
        variants => plan.as_ref().filter(|_| matches!(chosen, Chosen::Real(_))).map(|plan| variants(view, plan, readers, who)),
        readers => readers_value(view, &occasion, &chosen),
    };
    Some(view.page(
        "issue.html",
        &newsletter.title,
        &format!("issue {name}"),
        &page,
    ))
}

fn write(
    view: &View,
    occasion: &Occasion,
    plan: Option<&Plan>,
    audience: (&[Subscription], usize),
) -> Outcome {
    let Some(plan) = plan else {
        return Outcome::NoPost;
    };
    let Some(variant) = plan.variant_of(audience.1) else {
        return Outcome::NothingForReader;
    };
    // The moment of the last reading: a page that is asked for again shows the same mail.
    let now = view.state.read_at.unwrap_or(Timestamp::UNIX_EPOCH);
    match letter::write(occasion, plan, variant, audience, now) {
        Ok(letter) => Outcome::Letter(Box::new(letter)),
        Err(why) => Outcome::Failed(why),
    }
}

fn mail_value(view: &View, newsletter: &Newsletter, outcome: &Outcome) -> Option<Value> {
    match outcome {
        Outcome::Letter(letter) => Some(mail::value(view, newsletter, letter)),
        _ => None,
    }
}

fn note(outcome: &Outcome) -> &str {
    match outcome {
        Outcome::NoPost => "There is no post that this newsletter could send.",
        Outcome::NothingForReader => {
            "This reader gets no mail: nothing new is in their categories and language."
        }
        Outcome::Failed(NoLetter::Failure(why)) => why,
        Outcome::Failed(NoLetter::Mistakes(_)) => {
            "The mail cannot be made until these mistakes are mended."
        }
        Outcome::Letter(_) => "",
    }
}

fn posts(view: &View, plan: &Plan) -> Value {
    let library = &view.snapshot.library.posts;
    let rows = plan.draft.posts.iter().map(|at| {
        let post = &library[*at];
        context! { title => post.title.as_str(), language => post.language.as_str(), date => view.day(post.date), file => post.source.as_str() }
    });
    context! {
        rows => rows.collect::<Vec<Value>>(),
        waiting => plan.draft.waiting.len(),
        before_first => plan.draft.before_first.len(),
        for_nobody => plan.draft.for_nobody.len(),
    }
}

fn variants(view: &View, plan: &Plan, readers: &[Subscription], who: usize) -> Vec<Value> {
    let rows = plan.draft.variants.iter().map(|variant| {
        let first = variant
            .subscriptions
            .first()
            .map(|at| readers[*at].subscriber.id.to_string());
        let language = variant.language.as_ref().map(ToString::to_string);
        context! {
            language => language.unwrap_or_default(),
            posts => variant.posts.len(),
            recipients => variant.subscriptions.len(),
            is_here => variant.subscriptions.contains(&who),
            href => view.asked.with(&[("reader", &first.unwrap_or_default())]),
        }
    });
    rows.collect()
}

fn readers_value(view: &View, occasion: &Occasion, chosen: &Chosen) -> Value {
    let newsletter = occasion.newsletter;
    let typed = view.asked.get("q").unwrap_or_default();
    let (found, count) = occasion.readers.search(typed, LISTED_MAX);
    let here = match chosen {
        Chosen::Real(at) => &occasion.readers.real[*at],
        Chosen::Sample(sample) => sample,
    };
    let real = found.iter().map(|one| {
        context! {
            address => one.subscriber.address.as_str(),
            name => one.subscriber.name.as_str(),
            about => about(one),
            is_here => matches!(chosen, Chosen::Real(_)) && one.subscriber.id == here.subscriber.id,
            href => view.asked.with(&[("reader", &one.subscriber.id.to_string())]),
        }
    });
    let samples = editions(newsletter).into_iter().map(|language| {
        let word = language.as_ref().map_or("everything".to_owned(), |tag| tag.autonym().unwrap_or(tag.as_str()).to_owned());
        context! {
            label => word,
            is_here => matches!(chosen, Chosen::Sample(sample) if sample.subscriber.language == language),
            href => view.asked.with(&[("reader", &sample_name(language.as_ref()))]),
        }
    });
    context! {
        real => real.collect::<Vec<Value>>(),
        count,
        total => occasion.readers.real.len(),
        samples => samples.collect::<Vec<Value>>(),
        trouble => occasion.readers.trouble.clone(),
    }
}

/// What somebody chose, in a few words.
fn about(one: &Subscription) -> String {
    let language = one.subscriber.language.as_ref().map(ToString::to_string);
    let categories: Vec<String> = one.categories.iter().map(ToString::to_string).collect();
    let categories = if categories.is_empty() {
        "everything".to_owned()
    } else {
        categories.join(", ")
    };
    language
        .into_iter()
        .chain([categories])
        .collect::<Vec<_>>()
        .join(" · ")
}

/// The mail that a frame or file is about.
fn letter_of(view: &View, name: &str) -> Option<Letter> {
    let newsletter = view.snapshot.newsletter(name)?;
    let occasion = Occasion::of(view.snapshot, newsletter);
    let chosen = occasion.readers.find(newsletter, view.asked.get("reader"));
    let audience = occasion.audience(&chosen);
    let plan = occasion.plan(audience.0);
    match write(view, &occasion, plan.as_ref(), audience) {
        Outcome::Letter(letter) => Some(*letter),
        _ => None,
    }
}

/// The mail's HTML in its frame.
pub fn frame(view: &View, name: &str) -> Option<Answer> {
    let letter = letter_of(view, name)?;
    Some(Answer::new(
        "text/html; charset=utf-8",
        FRAME,
        mail::document(view, &letter),
    ))
}

/// The mail as a file.
pub fn message(view: &View, name: &str) -> Option<Answer> {
    let letter = letter_of(view, name)?;
    Some(Answer::new("message/rfc822", INERT, letter.raw))
}
