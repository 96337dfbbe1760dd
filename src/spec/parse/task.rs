//! `task`: classes and the raw labels that belong to them.

use indexmap::IndexMap;

use crate::spec::types::pattern_matches;
use crate::spec::yaml::{At, Keys};
use crate::spec::{Task, TaskKind, suggest};

/// More patterns than any dataset has labels; comparing each with each must stay quick.
const MOST_PATTERNS: usize = 1_000;

const LONGEST_CLASS: usize = 64;

pub(super) fn read(at: &At<'_>) -> Option<Task> {
    let keys = at.keys(&["kind", "positive", "labels"])?;
    let kind = keys.required("kind", At::choice);
    let labels = keys.required("labels", |at| labels(at, class));
    let positive = positive(&keys, kind, labels.as_ref());
    let task = Task { kind: kind?, positive: positive?, labels: labels? };
    class_count(keys.get("labels")?, &task)?;
    Some(task)
}

/// Patterns of raw labels, each with the class that `class` reads.
pub(crate) fn labels(at: &At<'_>, class: impl Fn(&At<'_>) -> Option<String>) -> Option<IndexMap<String, String>> {
    let entries = at.entries()?;
    if entries.is_empty() {
        return at.fail("is empty", "map every raw label, or a pattern such as `\"DDoS*\"`, to a class".to_owned());
    }
    if entries.len() > MOST_PATTERNS {
        return at.fail(format!("has {} patterns; at most {MOST_PATTERNS} are read", entries.len()), None);
    }
    let mut good = true;
    for (i, (pattern, at)) in entries.iter().enumerate() {
        if let Some((covering, _)) = entries[..i].iter().find(|(earlier, _)| covers(earlier, pattern)) {
            at.report(
                format!("is never reached: `{covering}` above it matches the same labels"),
                "move it up".to_owned(),
            );
            good = false;
        }
    }
    let labels: Vec<Option<(String, String)>> =
        entries.iter().map(|(pattern, at)| Some(((*pattern).to_owned(), class(at)?))).collect();
    let labels: Option<IndexMap<String, String>> = labels.into_iter().collect();
    labels.filter(|_| good)
}

/// Whether all that `later` matches is matched by `earlier`. A `*` of `later` can only be taken up by a `*` of `earlier`,
/// since no other character of a pattern equals it.
fn covers(earlier: &str, later: &str) -> bool {
    pattern_matches(earlier, later)
}

fn class(at: &At<'_>) -> Option<String> {
    let text = at.text()?;
    if text.chars().count() > LONGEST_CLASS || text.chars().any(char::is_control) {
        return at.fail("is no name of a class", format!("one line of at most {LONGEST_CLASS} characters"));
    }
    Some(text.to_owned())
}

fn positive(
    keys: &Keys<'_>,
    kind: Option<TaskKind>,
    labels: Option<&IndexMap<String, String>>,
) -> Option<Option<String>> {
    match kind? {
        TaskKind::Multiclass => {
            keys.refuse("positive", "is only for a binary task", "remove it, or set `kind: binary`");
            Some(None)
        }
        TaskKind::Binary => keys.required("positive", |at| {
            let text = at.text()?;
            let Some(labels) = labels else { return Some(Some(text.to_owned())) };
            if labels.values().any(|class| class == text) {
                return Some(Some(text.to_owned()));
            }
            let mut classes: Vec<&str> = labels.values().map(String::as_str).collect();
            classes.sort_unstable();
            classes.dedup();
            at.fail(format!("`{text}` is no class of `labels`"), suggest::hint(text, &classes))
        }),
    }
}

fn class_count(at: &At<'_>, task: &Task) -> Option<()> {
    let classes = task.classes();
    let found = || match classes.as_slice() {
        [only] => format!("has one class only, `{only}`"),
        all => format!("has {} classes, {}", all.len(), all.join(", ")),
    };
    match task.kind {
        TaskKind::Binary if classes.len() != 2 => at.fail(format!("{}; a binary task needs two", found()), None),
        TaskKind::Multiclass if classes.len() < 2 => at.fail(format!("{}; a task needs two at least", found()), None),
        _ => Some(()),
    }
}
