//! What stands in an element: which children it may have, how often, and in which form.

use std::collections::HashSet;

use crate::feed::judge::court::shown;
use crate::feed::judge::document::Element;
use crate::feed::judge::extensions;
use crate::feed::judge::forms::{Bench, Form};
use crate::model::diagnostic::find_nearest;

/// An element that is known.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) name: &'static str,
    pub(super) form: Form,
    pub(super) times: Times,
    /// Its attributes without a prefix.
    pub(super) attributes: &'static [&'static str],
}

/// How often an element may stand in its parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Times {
    Once,
    Often,
}

/// An element that stands once at most.
pub(super) const fn once(name: &'static str, form: Form) -> Known {
    Known {
        name,
        form,
        times: Times::Once,
        attributes: &[],
    }
}

/// An element that may be repeated.
pub(super) const fn often(name: &'static str, form: Form) -> Known {
    Known {
        times: Times::Often,
        ..once(name, form)
    }
}

impl Known {
    /// The element with these attributes.
    pub(super) const fn with(mut self, attributes: &'static [&'static str]) -> Self {
        self.attributes = attributes;
        self
    }
}

/// Judges the children of `element`: those of `table`, and what the extensions bring.
pub(super) fn judge(bench: &mut Bench, element: &Element, table: &[Known]) {
    let mut seen: HashSet<&str> = HashSet::new();
    let document = bench.document;
    for child in document.children(element) {
        let name = child.name.as_str();
        let known = table
            .iter()
            .find(|known| known.name == name)
            .or_else(|| extensions::find(name));
        let Some(known) = known else {
            unknown(bench, element, child, table);
            continue;
        };
        if !seen.insert(name) && known.times == Times::Once {
            let message = format!(
                "`<{}>` has a second `<{}>`: readers take the one or the other",
                element.typed, child.typed
            );
            bench.court.find("element-duplicate", child.offset, message);
        }
        judge_attributes(bench, child, known.attributes);
        bench.text(child, known.form);
    }
}

fn unknown(bench: &mut Bench, element: &Element, child: &Element, table: &[Known]) {
    let name = child.name.as_str();
    // Nothing is known of what stands in such a namespace, and that was said where it was declared.
    if name.starts_with("?:") || extensions::is_open(name) {
        return;
    }
    // In one's own format names have no prefix.
    let local = |name: &'static str| name.strip_prefix("atom:").unwrap_or(name);
    let typed = name.strip_prefix("atom:").unwrap_or(name);
    let nearest = find_nearest(typed, table.iter().map(|known| local(known.name)));
    let message = match nearest {
        Some(nearest) => format!(
            "`<{}>` knows no `<{}>`: was `{nearest}` meant?",
            element.typed,
            shown(&child.typed)
        ),
        None => format!("`<{}>` knows no `<{}>`", element.typed, shown(&child.typed)),
    };
    bench.court.find("element-unknown", child.offset, message);
}

/// Names attributes without a prefix that are not in `known`.
pub(super) fn judge_attributes(bench: &mut Bench, element: &Element, known: &[&'static str]) {
    if known.contains(&"*") {
        return;
    }
    for attribute in &element.attributes {
        let name = attribute.name.as_str();
        if !name.contains(':') && !known.contains(&name) {
            let message = match find_nearest(name, known.iter().copied()) {
                Some(nearest) => format!(
                    "`<{}>` knows no attribute `{}`: was `{nearest}` meant?",
                    element.typed,
                    shown(name)
                ),
                None => format!("`<{}>` knows no attribute `{}`", element.typed, shown(name)),
            };
            bench
                .court
                .find("attribute-unknown", attribute.offset, message);
        }
    }
}

/// Names the children that must be there and are not, each with its rule.
pub(super) fn require(bench: &mut Bench, element: &Element, needed: &[(&str, &'static str)]) {
    for (name, rule) in needed {
        if bench.document.first(element, name).is_none() {
            let local = name.split_once(':').map_or(*name, |(_, local)| local);
            let message = format!("`<{}>` lacks `<{local}>`", element.typed);
            bench.court.find(rule, element.offset, message);
        }
    }
}

/// Names children that say nothing.
pub(super) fn not_blank(bench: &mut Bench, element: &Element, names: &[&str]) {
    let document = bench.document;
    for child in document.children(element) {
        if names.contains(&child.name.as_str())
            && child.text.is_blank()
            && child.children.is_empty()
        {
            let message = format!("`<{}>` is empty", child.typed);
            bench.court.find("element-empty", child.offset, message);
        }
    }
}
