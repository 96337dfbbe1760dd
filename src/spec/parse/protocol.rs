//! `protocols`: how rows become train, validation and test.

use crate::spec::yaml::{At, Keys, Node};
use crate::spec::{Balance, Clean, Encode, Protocol, Scale, Split, SplitClasses, SplitKind, View, suggest};

/// Longer windows would be longer than most captures' floods.
const LONGEST_WINDOW: u32 = 10_000;

/// More indicators of one column would be more than any matrix of rows has room for.
const MOST_CATEGORIES: u32 = 100_000;

pub(super) fn read(at: &At<'_>) -> Option<Protocol> {
    let keys = at.keys(&["clean", "drop", "encode", "split", "scale", "balance", "view"])?;
    let clean = keys.or("clean", Clean::default(), clean);
    let drop = keys.or("drop", Vec::new(), |at| at.set(At::string));
    let encode = keys.or("encode", Encode::default(), encode);
    let split = keys.required("split", split);
    let scale = keys.or("scale", Scale::Standard, At::choice);
    let balance = keys.or("balance", Balance::None, At::choice);
    let view = keys.or("view", View::Features, view);
    Some(Protocol {
        clean: clean?,
        drop: drop?,
        encode: encode?,
        split: split?,
        scale: scale?,
        balance: balance?,
        view: view?,
    })
}

fn clean(at: &At<'_>) -> Option<Clean> {
    let keys = at.keys(&["non_finite", "duplicates", "constants"])?;
    let default = Clean::default();
    let non_finite = keys.or("non_finite", default.non_finite, At::choice);
    let duplicates = keys.or("duplicates", default.duplicates, At::choice);
    let constants = keys.or("constants", default.constants, At::choice);
    Some(Clean { non_finite: non_finite?, duplicates: duplicates?, constants: constants? })
}

fn encode(at: &At<'_>) -> Option<Encode> {
    let keys = at.keys(&["one_hot", "max_categories", "unseen"])?;
    let default = Encode::default();
    let one_hot = keys.optional("one_hot", |at| at.set(At::string));
    let max_categories = keys.or("max_categories", default.max_categories, |at| at.count(1, MOST_CATEGORIES));
    let unseen = keys.or("unseen", default.unseen, At::choice);
    Some(Encode { one_hot: one_hot?, max_categories: max_categories?, unseen: unseen? })
}

fn split(at: &At<'_>) -> Option<Split> {
    let keys = at.keys(&["kind", "test", "validation", "by", "within_files", "classes"])?;
    let kind = keys.required("kind", At::choice);
    let validation = keys.or("validation", Split::DEFAULT_VALIDATION, |at| {
        at.number("from 0 to below 1", |share| (0.0..1.0).contains(&share))
    });
    let by = keys.optional("by", At::string);
    let within_files = keys.or("within_files", false, At::flag);
    let classes = keys.or("classes", SplitClasses::All, At::choice);
    let test = test_share(&keys, kind);
    let split = Split {
        kind: kind?,
        test: test?,
        validation: validation?,
        by: by?,
        within_files: within_files?,
        classes: classes?,
    };
    fits(&keys, split)
}

fn test_share(keys: &Keys<'_>, kind: Option<SplitKind>) -> Option<f64> {
    if kind != Some(SplitKind::Official) {
        return keys
            .or("test", Split::DEFAULT_TEST, |at| at.number("between 0 and 1", |share| share > 0.0 && share < 1.0));
    }
    match keys.get("test").map(At::node) {
        None | Some(Node::Integer(0)) => Some(0.0),
        Some(Node::Float(0.0)) => Some(0.0),
        Some(_) => {
            keys.refuse("test", "is not for an `official` split", "the edition says which rows test; remove it");
            None
        }
    }
}

/// What depends on several keys.
fn fits(keys: &Keys<'_>, split: Split) -> Option<Split> {
    // The sum of two decimal shares may miss 1 by a rounding error.
    if split.test + split.validation > 1.0 - 1e-9 {
        let message = format!("test {} and validation {} leave no rows to train on", split.test, split.validation);
        return keys.at().fail(message, None);
    }
    let grouped = matches!(split.kind, SplitKind::Time | SplitKind::Group);
    if split.by.is_some() && !grouped {
        keys.refuse("by", "is only for `kind: time` and `kind: group`", "remove it");
        return None;
    }
    if split.classes != SplitClasses::All && split.kind != SplitKind::Official {
        keys.refuse("classes", "is only for `kind: official`", "remove it");
        return None;
    }
    if split.within_files && split.kind != SplitKind::Time {
        keys.refuse("within_files", "is only for `kind: time`", "remove it");
        return None;
    }
    Some(split)
}

fn view(at: &At<'_>) -> Option<View> {
    match at.node() {
        Node::Text(text) if text == "features" => Some(View::Features),
        Node::Text(text) => {
            at.fail(format!("`{text}` is not allowed"), suggest::hint(text, &["features", "{ window: 10 }"]))
        }
        _ => {
            let keys = at.keys(&["window"])?;
            keys.required("window", |at| at.count(2, LONGEST_WINDOW)).map(View::Window)
        }
    }
}
