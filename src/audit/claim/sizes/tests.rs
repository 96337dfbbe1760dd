use std::path::Path;

use super::*;
use crate::claim::published::{load, parse};

fn baseline(id: &str) -> Paper {
    load(&Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("baselines/{id}.yaml"))).unwrap()
}

/// A small paper; `more` stands at its end.
fn small(dataset: &str, edition: &str, test: &str, more: &str) -> Paper {
    let text = format!(
        r#"
paper: small
title: A small paper
authors: unstated
found: nowhere
dataset: {dataset}
edition: {edition}
task: binary
classes: [normal, attack]
positive: unstated
averaging: unstated
split: {{ train: unstated, validation: unstated, test: {test}, place: Section 2 }}
tables:
  - {{ place: Table 1, rows: {{ cnn: {{ accuracy: "90%" }} }} }}
{more}"#
    );
    parse(&text, "small.yaml").unwrap_or_else(|errors| panic!("{errors}"))
}

const LABELS: &str = "labels: { \"Normal*\": normal, \"*\": attack }\n";

fn lines(sizes: &Sizes) -> String {
    let sets = sizes.test_sets.iter().map(|set| format!("{}: {:?} of {:?}", set.origin, set.classes, set.rows));
    sets.chain(sizes.notes.iter().map(|note| format!("note: {note}"))).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_three_papers() {
    insta::assert_snapshot!(lines(&test_sets(&baseline("botiot-mukherjee-rathi"))), @"");
    insta::assert_snapshot!(lines(&test_sets(&baseline("ciciomt-improved-cnn-lstm"))), @"");
    insta::assert_snapshot!(lines(&test_sets(&baseline("cicids2017-cnn-lstm"))), @"");
}
