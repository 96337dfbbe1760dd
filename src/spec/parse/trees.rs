//! `models` made of trees: `random_forest`, `decision_tree`, `gradient_boosting`.

use crate::spec::yaml::{At, Keys, Node};
use crate::spec::{DecisionTree, Engine, GradientBoosting, MaxFeatures, ModelKind, RandomForest, suggest};

const MOST_TREES: u32 = 100_000;
const MOST_LEAVES: u32 = 65_536;

pub(super) const RANDOM_FOREST: &[&str] =
    &["kind", "trees", "max_depth", "min_samples_leaf", "max_features", "oob", "permutation_importance", "engine"];

pub(super) const DECISION_TREE: &[&str] = &["kind", "max_depth", "min_samples_leaf", "permutation_importance"];

pub(super) const GRADIENT_BOOSTING: &[&str] = &[
    "kind",
    "rounds",
    "learning_rate",
    "max_leaves",
    "max_depth",
    "min_samples_leaf",
    "l2",
    "patience",
    "permutation_importance",
];

/// Whether columns are shuffled in validation rows.
pub(super) fn permutes(kind: &ModelKind) -> bool {
    match kind {
        ModelKind::RandomForest(forest) => forest.permutation_importance,
        ModelKind::DecisionTree(tree) => tree.permutation_importance,
        ModelKind::GradientBoosting(boosting) => boosting.permutation_importance,
        _ => false,
    }
}

pub(super) fn random_forest(keys: &Keys<'_>) -> Option<RandomForest> {
    let default = RandomForest::default();
    let trees = keys.or("trees", default.trees, |at| at.count(1, MOST_TREES));
    let max_depth = keys.optional("max_depth", any_count);
    let min_samples_leaf = keys.or("min_samples_leaf", default.min_samples_leaf, any_count);
    let max_features = keys.or("max_features", default.max_features, max_features);
    let oob = keys.or("oob", default.oob, At::flag);
    let permutation_importance = keys.or("permutation_importance", default.permutation_importance, At::flag);
    let engine = keys.or("engine", default.engine, At::choice);
    if engine == Some(Engine::Reference) {
        for (key, asked) in [("oob", oob), ("permutation_importance", permutation_importance)] {
            if asked == Some(true) {
                keys.refuse(key, "is only for `engine: native`", "remove it, or set `engine: native`");
            }
        }
    }
    Some(RandomForest {
        trees: trees?,
        max_depth: max_depth?,
        min_samples_leaf: min_samples_leaf?,
        max_features: max_features?,
        oob: oob?,
        permutation_importance: permutation_importance?,
        engine: engine?,
    })
}

pub(super) fn decision_tree(keys: &Keys<'_>) -> Option<DecisionTree> {
    let default = DecisionTree::default();
    let max_depth = keys.optional("max_depth", any_count);
    let min_samples_leaf = keys.or("min_samples_leaf", default.min_samples_leaf, any_count);
    let permutation_importance = keys.or("permutation_importance", default.permutation_importance, At::flag);
    Some(DecisionTree {
        max_depth: max_depth?,
        min_samples_leaf: min_samples_leaf?,
        permutation_importance: permutation_importance?,
    })
}

pub(super) fn gradient_boosting(keys: &Keys<'_>) -> Option<GradientBoosting> {
    let default = GradientBoosting::default();
    let rounds = keys.or("rounds", default.rounds, |at| at.count(1, MOST_TREES));
    let learning_rate = keys.or("learning_rate", default.learning_rate, |at| at.number("above 0", |rate| rate > 0.0));
    let max_leaves = keys.or("max_leaves", default.max_leaves, |at| at.count(2, MOST_LEAVES));
    let max_depth = keys.optional("max_depth", any_count);
    let min_samples_leaf = keys.or("min_samples_leaf", default.min_samples_leaf, any_count);
    let l2 = keys.or("l2", default.l2, |at| at.number("from 0 on", |penalty| penalty >= 0.0));
    let patience = keys.optional("patience", |at| at.count(1, MOST_TREES));
    let permutation_importance = keys.or("permutation_importance", default.permutation_importance, At::flag);
    Some(GradientBoosting {
        rounds: rounds?,
        learning_rate: learning_rate?,
        max_leaves: max_leaves?,
        max_depth: max_depth?,
        min_samples_leaf: min_samples_leaf?,
        l2: l2?,
        patience: patience?,
        permutation_importance: permutation_importance?,
    })
}

fn any_count(at: &At<'_>) -> Option<u32> {
    at.count(1, u32::MAX)
}

fn max_features(at: &At<'_>) -> Option<MaxFeatures> {
    match at.node() {
        Node::Text(text) => match text.as_str() {
            "sqrt" => Some(MaxFeatures::Sqrt),
            "all" => Some(MaxFeatures::All),
            _ => at
                .fail(format!("`{text}` is not allowed"), suggest::hint(text, &["sqrt", "all", "a number of columns"])),
        },
        _ => at.count(1, u32::MAX).map(MaxFeatures::Count),
    }
}
