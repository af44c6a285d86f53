//! The desk at which each post gets its old id: what the ledger says of it already decides.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::feed::adopt::claims::{Claim, Wish, is_canonical, is_iri};
use crate::feed::adopt::report::{Adopted, Conflict, Known, Refused, Report};
use crate::feed::adopt::{Force, Takeover};
use crate::feed::ledger::{Adoption, Ledger, Names, Origin};
use crate::model::post::Post;

/// Why a post keeps the id it has.
struct Refusal {
    why: String,
    is_forcible: bool,
}

impl Refusal {
    fn of(why: String) -> Self {
        let is_forcible = false;
        Self { why, is_forcible }
    }
}

pub(super) struct Desk<'a> {
    takeover: &'a Takeover<'a>,
    adoption: Adoption<'a>,
    report: &'a mut Report,
    /// Whose each id of the ledger is, where a post still has it.
    holders: HashMap<String, &'a str>,
    /// The ledger's id for each post.
    present: Vec<Option<String>>,
    given: HashSet<String>,
}

impl<'a> Desk<'a> {
    pub(super) fn open(
        takeover: &'a Takeover<'a>,
        ledger: &'a mut Ledger,
        report: &'a mut Report,
    ) -> Self {
        let present = ledger.find(takeover.posts, takeover.left_out);
        let mut holders = HashMap::new();
        for (post, id) in takeover.posts.iter().zip(&present) {
            let Some(id) = id else { continue };
            holders.insert(id.clone(), post.source.as_str());
            let guid = ledger.names(id).and_then(|names| names.guid);
            holders.extend(guid.map(|guid| (guid, post.source.as_str())));
        }
        Self {
            adoption: ledger.adoption(takeover.posts, takeover.site),
            takeover,
            report,
            holders,
            present,
            given: HashSet::new(),
        }
    }

    /// Gives each claimed post its id, the oldest first.
    pub(super) fn settle(&mut self, claims: &BTreeMap<usize, Vec<Claim>>) {
        let posts = self.takeover.posts;
        let mut order: Vec<usize> = claims.keys().copied().collect();
        order.sort_by_key(|at| (posts[*at].date, &posts[*at].source));
        for at in order {
            let (post, claims) = (&posts[at], &claims[&at]);
            let Some(first) = claims.first() else {
                continue;
            };
            self.note_conflicts(post, claims);
            let wish = Wish::of(claims, self.takeover.now);
            let present = self.present[at].clone();
            if let Err(refusal) = self.give(post, first, &wish, present) {
                self.report.refused.push(Refused {
                    file: post.source.clone(),
                    title: post.title.to_string(),
                    date: post.date,
                    id: first.entry.id.clone(),
                    why: refusal.why,
                    is_forcible: refusal.is_forcible,
                });
            }
        }
    }

    fn give(
        &mut self,
        post: &Post,
        first: &Claim,
        wish: &Wish,
        present: Option<String>,
    ) -> Result<(), Refusal> {
        let known = present.and_then(|id| self.adoption.names(&id));
        let names = self.names_for(post, wish, known.as_ref())?;
        if let Some(known) = &known {
            if (&known.id, &known.guid) == (&names.id, &names.guid) {
                self.report.known.push(Known {
                    file: post.source.clone(),
                    title: post.title.to_string(),
                    date: post.date,
                    how: first.how,
                    id: known.id.clone(),
                });
                return Ok(());
            }
            self.check_known(known, &names, wish)?;
        }
        self.check_free(post, &names)?;
        let replaces = known.map(|known| known.id);
        self.given.insert(names.other().to_owned());
        self.given.insert(names.id.clone());
        let updated = self
            .adoption
            .give(post, &names, replaces.as_deref(), wish.updated);
        self.report.adopted.push(Adopted {
            file: post.source.clone(),
            title: post.title.to_string(),
            date: post.date,
            how: first.how,
            updated,
            replaces: replaces.filter(|id| *id != names.id),
            id: names.id,
            guid: names.guid,
        });
        Ok(())
    }

    /// The names that the post is to bear.
    fn names_for(&self, post: &Post, wish: &Wish, known: Option<&Names>) -> Result<Names, Refusal> {
        let adopted = known.filter(|known| known.origin != Origin::Minted);
        let atom = wish.atom.filter(|id| is_iri(id));
        if let (Some(id), None, None) = (wish.atom, atom, wish.other) {
            return Err(Refusal::of(format!(
                "`{id}` is no IRI, which Atom demands (RFC 4287): its readers will see the post as new, once"
            )));
        }
        let id = atom.or(adopted.map(|known| known.id.as_str()));
        let id = id.or(wish.other.filter(|id| is_canonical(id)));
        let id = id.or(known.map(|known| known.id.as_str()));
        let id = id.map_or_else(|| self.adoption.mint(post), str::to_owned);
        let other = wish.other.or(adopted.map(Names::other));
        let of_wish = match (atom, wish.other) {
            (Some(_), Some(_)) => Origin::Both,
            (Some(_), None) => Origin::Atom,
            (None, _) => Origin::Other,
        };
        Ok(Names {
            guid: other.filter(|other| *other != id).map(str::to_owned),
            origin: adopted.map_or(of_wish, |known| known.origin.and(of_wish)),
            id,
        })
    }

    /// Names that readers know by now stay, unless by force; those that newsletters know always do.
    fn check_known(&self, known: &Names, names: &Names, wish: &Wish) -> Result<(), Refusal> {
        if known.id != names.id && self.takeover.mailed.contains(&known.id) {
            return Err(Refusal::of(format!(
                "a newsletter knows it as `{}`, and would mail it again",
                known.id
            )));
        }
        if self.takeover.force == Force::Yes {
            return Ok(());
        }
        let pairs = [
            (
                &*known.id,
                &*names.id,
                known.origin.is_atom() && wish.atom.is_some(),
            ),
            (
                known.other(),
                names.other(),
                known.origin.is_other() && wish.other.is_some(),
            ),
        ];
        for (has, gets, is_adopted) in pairs {
            if has == gets {
                continue;
            }
            let why = match &self.takeover.published {
                _ if is_adopted => format!("an earlier adoption gave it the id `{has}`"),
                None => format!(
                    "its id is `{has}`, and no feed is built here to tell whether readers know it yet"
                ),
                Some(published) if published.contains(has) => {
                    format!("it is published as `{has}`")
                }
                Some(_) => continue,
            };
            let is_forcible = true;
            return Err(Refusal { why, is_forcible });
        }
        Ok(())
    }

    /// No two posts bear one name.
    fn check_free(&self, post: &Post, names: &Names) -> Result<(), Refusal> {
        for name in [&names.id, names.other()] {
            if let Some(file) = self.holders.get(name).filter(|file| **file != post.source) {
                return Err(Refusal::of(format!("`{name}` is the id of {file}")));
            }
            if self.given.contains(name) {
                return Err(Refusal::of(format!(
                    "another old feed calls another post `{name}`"
                )));
            }
        }
        Ok(())
    }

    fn note_conflicts(&mut self, post: &Post, claims: &[Claim]) {
        for claim in claims {
            let mut same_kind = claims
                .iter()
                .filter(|other| other.is_atom() == claim.is_atom());
            let kept = same_kind.next().map_or(claim, |first| first).entry;
            if kept.id != claim.entry.id {
                self.report.conflicts.push(Conflict {
                    file: post.source.clone(),
                    kept: kept.id.clone(),
                    feed: claim.feed,
                    left: claim.entry.id.clone(),
                });
            }
        }
    }
}
