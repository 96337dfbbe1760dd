//! Mean F1 against mean precision and mean recall, by the inequalities of `bounds`.

use super::counts::{Counts, narrow};
use super::means::reach;
use super::problem::{Problem, Triple};
use super::span::{Empty, Span};
use crate::audit::claim::bounds;

/// Narrows the three means by each other, after what the classes say of each.
pub(super) fn contract(counts: &mut Counts, problem: &Problem, triple: Triple) -> Result<(), Empty> {
    let Triple { f1, precision, recall } = triple;
    for at in [f1, precision, recall] {
        if at != Problem::ACCURACY && !problem.means[at].of_means {
            let reached = reach(counts, &problem.means[at]);
            narrow(&mut counts.means[at], reached, &mut counts.steps)?;
        }
    }
    let (forward, back) = if problem.means[f1].of_means {
        (bounds::f1 as fn(&_, &_) -> _, bounds::recall_from_f1 as fn(&_, &_) -> _)
    } else {
        (bounds::mean_f1 as fn(&_, &_) -> _, bounds::mean_recall_from_f1 as fn(&_, &_) -> _)
    };
    for (target, relation, one, other) in
        [(f1, forward, precision, recall), (recall, back, f1, precision), (precision, back, f1, recall)]
    {
        let allowed = relation(&counts.means[one].to_range(), &counts.means[other].to_range());
        narrow(&mut counts.means[target], Span::of_range(&allowed), &mut counts.steps)?;
    }
    Ok(())
}
