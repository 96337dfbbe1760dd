//! Every mistake has its line, its message and its hint.

use super::{EXAMPLE, SHORT, bad, good};

/// What is said when `from` in the short file becomes `to`.
fn damaged(from: &str, to: &str) -> String {
    assert!(SHORT.contains(from), "{from}");
    bad(&SHORT.replace(from, to))
}

/// What is said of the layers in one network.
fn layers(layers: &str) -> String {
    damaged("forest: { kind: random_forest }", &format!("net: {{ kind: network, layers: {layers} }}"))
}

#[test]
fn five_mistakes_make_five_messages() {
    let text = "\
experiment: five
dataset: { edition: bot-iot/10-best }
task:
  kind: binary
  positive: atack
  labels: { Normal: normal, '*': attack }
protocols:
  published:
    split: { kind: randum, test: 0.2 }
    scal: min_max
models:
  cnn:
    kind: network
    layers:
      - conv1d:
          filters: 0
          kernel: 3
      - flatten
      - output
train:
  epochs: ten
";
    insta::assert_snapshot!(bad(text), @r"
    spec.yaml:5: task.positive: `atack` is no class of `labels`
        did you mean `attack`? Allowed: attack, normal
    spec.yaml:9: protocols.published.split.kind: `randum` is not allowed
        did you mean `random`? Allowed: random, stratified, official, time, group
    spec.yaml:10: protocols.published.scal: is not a known key
        did you mean `scale`? Allowed: clean, drop, encode, split, scale, balance, view
    spec.yaml:16: models.cnn.layers[0].conv1d.filters: expected a whole number from 1 to 65536, not the number 0
    spec.yaml:21: train.epochs: expected a whole number from 1 to 100000, not the text `ten`
    ");
}

#[test]
fn every_kind_of_mistake_has_its_message() {
    insta::assert_snapshot!(damaged("experiment: short", "experiment: a.b"), @r"
    spec.yaml:1: experiment: `a.b` names no folder
        use a-z, 0-9, `_` and `-`, a letter first, at most 64 characters
    ");
    insta::assert_snapshot!(damaged("experiment: short", "experiment: short\nexperiment: short"), @r"
    spec.yaml:2: experiment: stands twice
        remove one of them
    ");
    insta::assert_snapshot!(damaged("experiment: short", "experiments: short"), @r"
    spec.yaml:1: experiments: is not a known key
        did you mean `experiment`? Allowed: experiment, claims, dataset, task, seeds, protocols, models, train, controls, report
    ");
    insta::assert_snapshot!(damaged("experiment: short", "experiment: short\nseeds: [1, 2, 1]"), @r"
    spec.yaml:2: seeds[2]: the number 1 stands twice
        remove one of them
    ");
    insta::assert_snapshot!(damaged("experiment: short", "experiment: short\nseeds: []"), @r"
    spec.yaml:2: seeds: is empty
        give one at least
    ");
    insta::assert_snapshot!(damaged("experiment: short", "experiment: short\nseeds: 1"), @r"spec.yaml:2: seeds: expected a list, not the number 1");
    insta::assert_snapshot!(damaged("files: [rows.csv]", "edition: bot-iot"), @r"
    spec.yaml:2: dataset.label: is only for `files`
        an edition knows its label
    spec.yaml:2: dataset.edition: is no name of an edition
        written `dataset/edition`, for example `bot-iot/10-best`
    ");
    insta::assert_snapshot!(damaged("files: [rows.csv], label: Label", ""), @r#"
    spec.yaml:2: dataset: needs `edition` or `files`
        `edition: bot-iot/10-best`, or `files: ["rows/*.csv"]` with `label: COLUMN`
    "#);
    insta::assert_snapshot!(damaged("forest: { kind: random_forest }", "{}"), @r"
    spec.yaml:6: models: is empty
        give one at least
    ");
    insta::assert_snapshot!(damaged("forest: {", "Forest 1: {"), @r"
    spec.yaml:7: models.Forest 1: `Forest 1` names no folder
        use a-z, 0-9, `_` and `-`, a letter first, at most 64 characters
    ");
    insta::assert_snapshot!(damaged("kind: random_forest", "kind: forest"), @r"
    spec.yaml:7: models.forest.kind: `forest` is no kind of model
        allowed: majority, one_rule, svm, logistic_regression, naive_bayes, k_nearest_neighbours, random_forest, decision_tree, gradient_boosting, autoencoder, network
    ");
    insta::assert_snapshot!(damaged("kind: random_forest", "trees: 3"), @r"
    spec.yaml:7: models.forest: `kind` is missing
        one of majority, one_rule, svm, logistic_regression, naive_bayes, k_nearest_neighbours, random_forest, decision_tree, gradient_boosting, autoencoder, network
    ");
    insta::assert_snapshot!(damaged("kind: random_forest", "kind: random_forest, trees: 0"), @r"spec.yaml:7: models.forest.trees: expected a whole number from 1 to 100000, not the number 0");
    insta::assert_snapshot!(damaged("kind: random_forest", "kind: random_forest, train: { epochs: 3 }"), @r"
    spec.yaml:7: models.forest.train: is not a known key
        allowed: kind, trees, max_depth, min_samples_leaf, max_features, oob, permutation_importance, engine
    ");
    insta::assert_snapshot!(damaged("kind: random_forest", "kind: svm, c: 0, gamma: 1"), @r"
    spec.yaml:7: models.forest.c: expected a number above 0 and at most 1e12, not the number 0
    spec.yaml:7: models.forest.gamma: is only for `kernel: rbf`
        remove it, or set `kernel: rbf`
    ");
    insta::assert_snapshot!(damaged("kind: random_forest", "kind: svm, approximation: nystroem, calibrate: sigmoid"), @r"
    spec.yaml:7: models.forest.calibrate: `sigmoid` is not allowed
        allowed: none, platt, isotonic
    spec.yaml:7: models.forest.approximation: is only for `kernel: rbf`
        remove it, or set `kernel: rbf`
    ");
    insta::assert_snapshot!(damaged("kind: random_forest", "kind: svm, kernel: rbf, landmarks: 9"), @r"
    spec.yaml:7: models.forest.landmarks: is only for `approximation: nystroem`
        remove it, or set `approximation: nystroem`
    ");
    insta::assert_snapshot!(damaged("kind: random_forest", "kind: svm, kernel: rbf, approximation: nystroem, landmarks: 0"), @r"spec.yaml:7: models.forest.landmarks: expected a whole number from 1 to 5000, not the number 0");
    insta::assert_snapshot!(damaged("kind: random_forest", "kind: svm, kernel: rbf, approximation: nystrom, max_rows: 1, calibrate: sigmoid"), @r"
    spec.yaml:7: models.forest.approximation: `nystrom` is not allowed
        did you mean `nystroem`? Allowed: none, nystroem
    spec.yaml:7: models.forest.max_rows: expected a whole number from 2 to 20000, not the number 1
    spec.yaml:7: models.forest.calibrate: `sigmoid` is not allowed
        allowed: none, platt, isotonic
    ");
    insta::assert_snapshot!(damaged("kind: random_forest", "kind: svm, max_rows: 9"), @r"
    spec.yaml:7: models.forest.max_rows: is only for `kernel: rbf` without approximation
        remove it; all rows are used
    ");
    insta::assert_snapshot!(damaged("kind: random_forest", "kind: svm, kernel: rbf, approximation: nystroem, max_rows: 9"), @r"
    spec.yaml:7: models.forest.max_rows: is only for `kernel: rbf` without approximation
        remove it; all rows are used
    ");
    insta::assert_snapshot!(damaged("kind: random_forest", "kind: logistic_regression, c: -1, penalty: l1"), @r"
    spec.yaml:7: models.forest.penalty: is not a known key
        allowed: kind, c
    spec.yaml:7: models.forest.c: expected a number above 0 and at most 1e12, not the number -1
    ");
    insta::assert_snapshot!(damaged("kind: random_forest", "kind: svm, c: 1e300"), @r"spec.yaml:7: models.forest.c: expected a number above 0 and at most 1e12, not the number 1e300");
    insta::assert_snapshot!(damaged("kind: random_forest", "kind: naive_bayes, var_smoothing: -1"), @r"spec.yaml:7: models.forest.var_smoothing: expected a number of 0 or more, not the number -1");
    insta::assert_snapshot!(damaged("kind: random_forest", "kind: k_nearest_neighbours, neighbours: 0"), @r"spec.yaml:7: models.forest.neighbours: expected a whole number from 1 to 1000, not the number 0");
    insta::assert_snapshot!(damaged("kind: random_forest", "kind: autoencoder, mode: classifier, benign: benign"), @r"
    spec.yaml:7: models.forest.benign: is only for `mode: reconstruction`
        remove it
    ");
}

#[test]
fn calibration_needs_validation_rows() {
    let text = SHORT.replace("kind: random }", "kind: random, validation: 0 }");
    let text = text.replace("kind: random_forest", "kind: svm, calibrate: platt");
    insta::assert_snapshot!(bad(&text), @r"spec.yaml:5: protocols.published.split.validation: is 0, but calibration of the model `forest` needs validation rows");
}

#[test]
fn splits_are_checked() {
    insta::assert_snapshot!(damaged("kind: random }", "kind: random, test: 1.5 }"), @r"spec.yaml:5: protocols.published.split.test: expected a number between 0 and 1, not the number 1.5");
    insta::assert_snapshot!(damaged("kind: random }", "kind: random, test: 0.7, validation: 0.3 }"), @r"spec.yaml:5: protocols.published.split: test 0.7 and validation 0.3 leave no rows to train on");
    insta::assert_snapshot!(damaged("kind: random }", "kind: official, test: 0.2 }"), @r"
    spec.yaml:5: protocols.published.split.test: is not for an `official` split
        the edition says which rows test; remove it
    ");
    insta::assert_snapshot!(damaged("kind: random }", "kind: random, by: Timestamp }"), @r"
    spec.yaml:5: protocols.published.split.by: is only for `kind: time` and `kind: group`
        remove it
    ");
    insta::assert_snapshot!(damaged("kind: random }", "kind: group, within_files: true }"), @r"
    spec.yaml:5: protocols.published.split.within_files: is only for `kind: time`
        remove it
    ");
    insta::assert_snapshot!(damaged("{ split: { kind: random } }", "{ split: { kind: random }, view: windows }"), @r"
    spec.yaml:5: protocols.published.view: `windows` is not allowed
        allowed: features, { window: 10 }
    ");
    let text = SHORT.replace("kind: random }", "kind: random, validation: 0 }");
    good(&text);
    let text = text.replace("forest: { kind: random_forest }", "auto: { kind: autoencoder }");
    insta::assert_snapshot!(bad(&text), @r"spec.yaml:5: protocols.published.split.validation: is 0, but the reconstruction threshold of the model `auto` needs validation rows");
}

#[test]
fn tasks_are_checked() {
    insta::assert_snapshot!(damaged("positive: attack, ", ""), @r"spec.yaml:3: task.positive: is missing");
    insta::assert_snapshot!(damaged("kind: binary", "kind: multiclass"), @r"
    spec.yaml:3: task.positive: is only for a binary task
        remove it, or set `kind: binary`
    ");
    insta::assert_snapshot!(damaged("BENIGN: benign", "BENIGN: benign, DDoS: ddos"), @r"spec.yaml:3: task.labels: has 3 classes, benign, ddos, attack; a binary task needs two");
    insta::assert_snapshot!(damaged("BENIGN: benign, '*': attack", "'*': attack, BENIGN: benign"), @r"
    spec.yaml:3: task.labels.BENIGN: is never reached: `*` above it matches the same labels
        move it up
    ");
    insta::assert_snapshot!(damaged("BENIGN: benign", "BENIGN: 0"), @r"
    spec.yaml:3: task.labels.BENIGN: expected text, not the number 0
        put it between quotes
    ");
    let multiclass = SHORT
        .replace("kind: binary, positive: attack", "kind: multiclass")
        .replace("forest: { kind: random_forest }", "auto: { kind: autoencoder }");
    insta::assert_snapshot!(bad(&multiclass), @r"
    spec.yaml:7: models.auto: `mode: reconstruction` is for a binary task
        set `mode: classifier`, or `kind: binary` in the task
    ");
    assert_eq!(bad(&multiclass), bad(&multiclass.replace("autoencoder", "autoencoder, benign: benign")));
    insta::assert_snapshot!(damaged("forest: { kind: random_forest }", "auto: { kind: autoencoder, benign: bening }"), @r"
    spec.yaml:7: models.auto.benign: `bening` is no class of `task.labels`
        did you mean `benign`? Allowed: benign, attack
    ");
}

#[test]
fn layers_are_checked() {
    insta::assert_snapshot!(layers("[flatten, dense: 8]"), @r"
    spec.yaml:7: models.net.layers[1]: `dense` is the last layer, but that must be `output`
        end the list with `output`: it has one unit per class and the activation that the task needs
    ");
    insta::assert_snapshot!(layers("[output, flatten, output]"), @r"
    spec.yaml:7: models.net.layers[0]: `output` must be the last layer
        remove it here
    ");
    insta::assert_snapshot!(layers("[conv1d: {filters: 8, kernel: 3}, flatten, lstm: 64, output]"), @r"
    spec.yaml:7: models.net.layers[2]: `lstm` needs a sequence, but `flatten` (layers[1]) leaves one vector
        remove that `flatten`, or put the `lstm` before it
    ");
    insta::assert_snapshot!(layers("[lstm: 8, lstm: 8, output]"), @r"
    spec.yaml:7: models.net.layers[1]: `lstm` needs a sequence, but `lstm` (layers[0]) leaves one vector
        give that lstm `sequence: true`
    ");
    insta::assert_snapshot!(layers("[conv1d: {filters: 8, kernel: 3}, output]"), @r"
    spec.yaml:7: models.net.layers[1]: `output` needs one vector, but a sequence reaches it
        put `flatten` or an `lstm` without `sequence: true` before it
    ");
    insta::assert_snapshot!(layers("[lstm, Dropout: 0.5, dropout: 1, output: 1]"), @r"
    spec.yaml:7: models.net.layers[0]: `lstm` needs a number
        write `lstm: NUMBER`
    spec.yaml:7: models.net.layers[1].Dropout: `Dropout` is no layer
        did you mean `dropout`? Allowed: conv1d, max_pool1d, global_max_pool, global_average_pool, flatten, lstm, gru, bidirectional, attention, dropout, dense, batch_norm, layer_norm, residual, output
    spec.yaml:7: models.net.layers[2].dropout: expected a number from 0 to below 1, not the number 1
    spec.yaml:7: models.net.layers[3].output: `output` has no settings
        write `output` alone, without `:`
    ");
    insta::assert_snapshot!(layers("[{flatten: , output: }]"), @r"
    spec.yaml:7: models.net.layers[0]: one layer is one item of the list
        begin each layer with `-`
    ");
    insta::assert_snapshot!(layers("[]"), @r"
    spec.yaml:7: models.net.layers: is empty
        the shortest network is `[flatten, output]`
    ");
    let window = EXAMPLE.replace("window: 10", "window: 9");
    insta::assert_snapshot!(bad(&window), @r"
    spec.yaml:10: models.cnn_lstm.layers[3]: `max_pool1d` covers 2 steps, but the sequence is 1 long here (window 9 of protocol `hardened`)
        use a longer window, a smaller kernel or fewer pools
    ");
}

#[test]
fn recurrent_layers_are_checked() {
    insta::assert_snapshot!(layers("[gru, gru: { unit: 3 }, gru: { sequence: true }, gru: 0, lstm: { units: 3, sequence: yes }, output]"), @r"
    spec.yaml:7: models.net.layers[0]: `gru` needs a number
        write `gru: NUMBER`
    spec.yaml:7: models.net.layers[1].gru.unit: is not a known key
        did you mean `units`? Allowed: units, sequence
    spec.yaml:7: models.net.layers[2].gru.units: is missing
    spec.yaml:7: models.net.layers[3].gru: expected a whole number from 1 to 65536, not the number 0
    spec.yaml:7: models.net.layers[4].lstm.sequence: expected `true` or `false`, not the text `yes`
    ");
    insta::assert_snapshot!(layers("[bidirectional, bidirectional: 8, bidirectional: lstm, bidirectional: { lstmm: 8 }, bidirectional: { dense: 8 }, bidirectional: { lstm: 8, gru: 8 }, bidirectional: { gru: { units: 70000 } }, output]"), @r"
    spec.yaml:7: models.net.layers[0]: `bidirectional` needs a recurrent layer
        write `bidirectional: { lstm: 64 }`
    spec.yaml:7: models.net.layers[1].bidirectional: expected one recurrent layer
        write `bidirectional: { lstm: 64 }`
    spec.yaml:7: models.net.layers[2].bidirectional: `lstm` needs a number
        write `bidirectional: { lstm: NUMBER }`
    spec.yaml:7: models.net.layers[3].bidirectional.lstmm: `lstmm` is no recurrent layer
        did you mean `lstm`? Allowed: lstm, gru
    spec.yaml:7: models.net.layers[4].bidirectional.dense: `dense` is no recurrent layer
        allowed: lstm, gru
    spec.yaml:7: models.net.layers[5].bidirectional: expected one recurrent layer
        write `bidirectional: { lstm: 64 }`
    spec.yaml:7: models.net.layers[6].bidirectional.gru.units: expected a whole number from 1 to 65536, not the number 70000
    ");
    insta::assert_snapshot!(layers("[bidirectional: { gru: 8 }, gru: 8, output]"), @r"
    spec.yaml:7: models.net.layers[1]: `gru` needs a sequence, but `bidirectional` (layers[0]) leaves one vector
        give the layer within that bidirectional `sequence: true`
    ");
}

#[test]
fn attention_pools_and_norms_are_checked() {
    insta::assert_snapshot!(layers("[attention, attention: 4, attention: { head: 4 }, attention: { heads: 0, key: 8 }, layer_norm: 3, global_max_pool: 2, globalmaxpool, output]"), @r"
    spec.yaml:7: models.net.layers[0]: `attention` needs `heads` and `key`
        write `attention: { heads: 2, key: 16 }`
    spec.yaml:7: models.net.layers[1].attention: `attention` needs `heads` and `key`
        write `attention: { heads: 2, key: 16 }`
    spec.yaml:7: models.net.layers[2].attention.head: is not a known key
        did you mean `heads`? Allowed: heads, key
    spec.yaml:7: models.net.layers[2].attention.key: is missing
    spec.yaml:7: models.net.layers[3].attention.heads: expected a whole number from 1 to 1024, not the number 0
    spec.yaml:7: models.net.layers[4].layer_norm: `layer_norm` has no settings
        write `layer_norm` alone, without `:`
    spec.yaml:7: models.net.layers[5].global_max_pool: `global_max_pool` has no settings
        write `global_max_pool` alone, without `:`
    spec.yaml:7: models.net.layers[6]: `globalmaxpool` is no layer
        did you mean `global_max_pool`? Allowed: conv1d, max_pool1d, global_max_pool, global_average_pool, flatten, lstm, gru, bidirectional, attention, dropout, dense, batch_norm, layer_norm, residual, output
    ");
    insta::assert_snapshot!(layers("[global_average_pool, attention: { heads: 1, key: 4 }, output]"), @r"
    spec.yaml:7: models.net.layers[1]: `attention` needs a sequence, but `global_average_pool` (layers[0]) leaves one vector
        remove that `global_average_pool`, or put the `attention` before it
    ");
    insta::assert_snapshot!(layers("[attention: { heads: 1, key: 4 }, layer_norm, output]"), @r"
    spec.yaml:7: models.net.layers[2]: `output` needs one vector, but a sequence reaches it
        put `flatten` or an `lstm` without `sequence: true` before it
    ");
}

#[test]
fn residuals_are_checked_with_the_place_within() {
    insta::assert_snapshot!(layers("[residual, residual: 3, residual: [], residual: [dense: 0, output], output]"), @r"
    spec.yaml:7: models.net.layers[0]: `residual` needs a list of layers
        write `residual: [ conv1d: { filters: 32, kernel: 3, padding: same } ]`
    spec.yaml:7: models.net.layers[1].residual: `residual` needs a list of layers
        write `residual: [ conv1d: { filters: 32, kernel: 3, padding: same } ]`
    spec.yaml:7: models.net.layers[2].residual: is empty
        write `residual: [ conv1d: { filters: 32, kernel: 3, padding: same } ]`
    spec.yaml:7: models.net.layers[3].residual[0].dense: expected a whole number from 1 to 65536, not the number 0
    spec.yaml:7: models.net.layers[3].residual[1]: `output` has no place within a residual
        put it at the end of the network
    ");
    insta::assert_snapshot!(layers("[conv1d: { filters: 8, kernel: 3, padding: same }, residual: [conv1d: { filters: 16, kernel: 3, padding: same }], flatten, output]"), @r"
    spec.yaml:7: models.net.layers[1]: `residual` adds its input to the output of its layers, but 8 channels come in and 16 go out
        add a conv1d of 8 filters with padding same at its end
    ");
    insta::assert_snapshot!(layers("[residual: [layer_norm, residual: [max_pool1d: 2]], flatten, output]"), @r"
    spec.yaml:7: models.net.layers[0].residual[1]: `residual` adds its input to the output of its layers, but `max_pool1d` leaves fewer steps
        put that `max_pool1d` before or after the residual
    ");
    insta::assert_snapshot!(layers("[residual: [flatten, residual: [dense: 3, gru: 3]], output]"), @r"
    spec.yaml:7: models.net.layers[0].residual[1].residual[1]: `gru` needs a sequence, but `flatten` (layers[0].residual[0]) leaves one vector
        remove that `flatten`, or put the `gru` before it
    ");
    let window = EXAMPLE.replace(
        "conv1d: {filters: 32, kernel: 3, activation: relu}",
        "residual: [ conv1d: {filters: 32, kernel: 11, activation: relu} ]",
    );
    insta::assert_snapshot!(bad(&window), @r"
    spec.yaml:10: models.cnn_lstm.layers[0]: `residual` adds its input to the output of its layers, but `conv1d` leaves fewer steps
        give that conv1d `padding: same`
    ");
}

#[test]
fn controls_are_checked() {
    let controls = |list: &str| damaged("experiment: short", &format!("experiment: short\ncontrols: {list}"));
    insta::assert_snapshot!(controls("[majorty, one_rule, one_rule]"), @r"
    spec.yaml:2: controls[0]: `majorty` is no control
        did you mean `majority`? Allowed: majority, one_rule, shuffled_labels, permuted_features, shuffled_windows, without_shortcuts, shortcuts_only
    spec.yaml:2: controls[2]: `one_rule` stands twice
        remove one of them
    ");
    insta::assert_snapshot!(controls("[{ shuffled_labels: { models: [forrest], protocols: [hardened] } }]"), @r"
    spec.yaml:2: controls[0].shuffled_labels.models[0]: `forrest` is no model of this file
        did you mean `forest`? Allowed: forest
    spec.yaml:2: controls[0].shuffled_labels.protocols[0]: `hardened` is no protocol of this file
        allowed: published
    ");
    insta::assert_snapshot!(controls("[{ majority: { models: [forest] } }, 3]"), @r"
    spec.yaml:2: controls[0].majority.models: is not for a control that is a model itself
        remove it
    spec.yaml:2: controls[1]: expected a control, not the number 3
        allowed: majority, one_rule, shuffled_labels, permuted_features, shuffled_windows, without_shortcuts, shortcuts_only
    ");
}

#[test]
fn controls_ask_for_windows_and_columns_where_they_have_a_use_for_them() {
    let controls = |list: &str| damaged("experiment: short", &format!("experiment: short\ncontrols: {list}"));
    insta::assert_snapshot!(controls("[shuffled_windows]"), @r"
    spec.yaml:2: controls[0]: no protocol has windows of rows whose order could be taken away
        give a protocol `view: { window: 10 }`, or remove the control
    ");
    insta::assert_snapshot!(controls("[{ shuffled_windows: { protocols: [published] } }]"), @r"
    spec.yaml:2: controls[0].shuffled_windows: no protocol has windows of rows whose order could be taken away
        give a protocol `view: { window: 10 }`, or remove the control
    ");
    insta::assert_snapshot!(controls("[{ shuffled_labels: { columns: [IAT] } }, { shortcuts_only: { columns: [] } }]"), @r"
    spec.yaml:2: controls[0].shuffled_labels.columns: is for without_shortcuts and shortcuts_only
        remove it
    spec.yaml:2: controls[1].shortcuts_only.columns: is empty
        give one at least
    ");
}

#[test]
fn engines_and_weights_have_their_messages() {
    let network = |keys: &str| {
        damaged(
            "forest: { kind: random_forest }",
            &format!("net: {{ kind: network, layers: [flatten, output], {keys} }}"),
        )
    };
    insta::assert_snapshot!(network("engine: dfdx"), @r"
    spec.yaml:7: models.net.engine: `dfdx` is not allowed
        allowed: native, reference
    ");
    insta::assert_snapshot!(network("weights: 3"), @r"
    spec.yaml:7: models.net.weights: expected text, not the number 3
        put it between quotes
    ");
    insta::assert_snapshot!(network("weights: w.safetensors, train: { epochs: 3 }"), @r"
    spec.yaml:7: models.net.train: has no meaning beside `weights`, which are taken as they are
        remove one of the two
    ");
    let attentive = "net: { kind: network, engine: reference, layers: [conv1d: {filters: 4, kernel: 1}, residual: [attention: {heads: 1, key: 2}], flatten, output] }";
    insta::assert_snapshot!(damaged("forest: { kind: random_forest }", attentive), @r"
    spec.yaml:7: models.net.layers[1]: `attention` has no version in the reference engine
        set `engine: native`; the reference engine has conv1d, max_pool1d, global_max_pool, global_average_pool, flatten, lstm, gru, bidirectional, dropout, dense, batch_norm, layer_norm, residual, output
    ");
    let text = SHORT.replace(
        "forest: { kind: random_forest }",
        "net: { kind: network, layers: [flatten, output], weights: w.safetensors }",
    );
    insta::assert_snapshot!(bad(&format!("{text}\ncontrols: [{{ shuffled_labels: {{ models: [net] }} }}]\n")), @r"
    spec.yaml:9: controls[0].shuffled_labels.models[0]: takes its weights from a file: nothing is trained that the control could spoil
        remove it here
    ");
}

#[test]
fn a_number_is_never_missing() {
    let said = |missing: &str| damaged("label: Label }", &format!("label: Label, missing: [{missing}] }}"));
    assert!(
        said("'-1'").contains("dataset.missing[0]: is a number, and a number is never missing"),
        "{}",
        said("'-1'")
    );
    assert!(said("x, x").contains("stands twice"), "{}", said("x, x"));
    let edition = damaged("dataset: { files", "dataset: { edition: a/b, missing: [x], files");
    assert!(edition.contains("dataset: has both"), "{edition}");
}

#[test]
fn a_sample_needs_rows_and_knows_three_keys() {
    let said = |sample: &str| damaged("label: Label }", &format!("label: Label, sample: {sample} }}"));
    assert!(
        said("{ rows: 9 }").contains("dataset.sample.rows: expected a whole number from 10"),
        "{}",
        said("{ rows: 9 }")
    );
    assert!(said("{ seed: 1 }").contains("rows"), "{}", said("{ seed: 1 }"));
    assert!(said("{ rows: 100, stratify: true }").contains("did you mean `stratified`?"));
    let spec = good(&SHORT.replace("label: Label }", "label: Label, sample: { rows: 100 } }"));
    assert_eq!(spec.dataset.sample(), Some(&idsbench::spec::SampleSpec::of(100)));
}
