//! Which elements and attributes of HTML readers show, which they fear, and which close each other (HTML, 13.1.2).

use std::collections::HashSet;
use std::sync::LazyLock;

/// Names, found at once.
pub(super) type Words = LazyLock<HashSet<&'static str>>;

/// The names in `words`, between spaces.
pub(super) fn split(words: &'static str) -> HashSet<&'static str> {
    words.split(' ').collect()
}

/// Elements without an end.
pub(super) static VOID: Words =
    Words::new(|| split("area base br col embed hr img input link meta param source track wbr"));

/// Elements that may be left open.
pub(super) static OPTIONAL_END: Words = Words::new(|| {
    split(
        "html head body li dt dd p rt rp optgroup option colgroup caption thead tbody tfoot tr td th rb",
    )
});

/// Elements of HTML that have no place in a feed.
pub(super) static DANGEROUS: Words = Words::new(|| {
    split(
        "script iframe object embed applet frame frameset noframes base link meta style title html head body \
    param plaintext listing xmp basefont isindex comment portal fencedframe",
    )
});

/// Elements that readers show.
pub(super) static SAFE: Words = Words::new(|| {
    split(
        "a abbr acronym address area article aside audio b bdi bdo big blockquote br button canvas caption \
    center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em fieldset \
    figcaption figure font footer form h1 h2 h3 h4 h5 h6 header hgroup hr i img input ins kbd label \
    legend li main map mark menu meter nav noscript ol optgroup option output p picture pre progress q \
    rb rp rt rtc ruby s samp search section select slot small source span strike strong sub summary sup \
    table tbody td template textarea tfoot th thead time tr track tt u ul var video",
    )
});

/// Attributes that readers keep or ignore without harm; `data-*` beside them.
pub(super) static ATTRIBUTES: Words = Words::new(|| {
    split(
        "abbr accept accept-charset accesskey action align allow allowfullscreen alt as autocapitalize \
    autocomplete autofocus autoplay axis background bgcolor border bordercolor cellpadding cellspacing \
    char charoff charset checked cite class clear color cols colspan compact contenteditable controls \
    coords crossorigin data datetime decoding default dir dirname disabled download draggable enctype \
    enterkeyhint face for form frame headers height hidden high href hreflang hspace id inputmode is \
    ismap itemid itemprop itemref itemscope itemtype kind label lang list loading longdesc loop low max \
    maxlength media method min minlength multiple muted name nohref nonce noshade nowrap open optimum \
    pattern ping placeholder playsinline poster preload prompt radiogroup readonly referrerpolicy rel \
    required rev reversed rows rowspan rules scope selected shape size sizes span spellcheck src srclang \
    srcset start step summary tabindex target title translate type usemap valign value volume vspace \
    width wrap xml:lang xml:space xml:base xmlns slot",
    )
});

/// Elements whose start closes an open paragraph.
static BLOCKS: Words = Words::new(|| {
    split(
        "address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer \
    form h1 h2 h3 h4 h5 h6 header hgroup hr main menu nav ol p pre section summary table ul",
    )
});

/// Whether the start of `next` closes `open`.
pub(super) fn is_closed_by(open: &str, next: &str) -> bool {
    match open {
        "p" => BLOCKS.contains(next) || matches!(next, "li" | "dt" | "dd" | "td" | "th" | "tr"),
        "li" => next == "li",
        "dt" | "dd" => matches!(next, "dt" | "dd"),
        "td" | "th" => matches!(next, "td" | "th" | "tr" | "tbody" | "thead" | "tfoot"),
        "tr" => matches!(next, "tr" | "tbody" | "thead" | "tfoot"),
        "thead" | "tbody" | "tfoot" => matches!(next, "tbody" | "thead" | "tfoot"),
        "caption" | "colgroup" => matches!(next, "tr" | "tbody" | "thead" | "tfoot" | "colgroup"),
        "option" => matches!(next, "option" | "optgroup"),
        "optgroup" => next == "optgroup",
        "rt" | "rp" | "rb" => matches!(next, "rt" | "rp" | "rb"),
        _ => false,
    }
}
