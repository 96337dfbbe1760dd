//! What controls on shortcut columns become under protocols that drop some of them.

use std::sync::Mutex;

use super::*;
use crate::audit::data::AUDIT_VERSION;

const SPEC: &str = r#"
experiment: shortcuts
dataset: { files: ["rows.csv"], label: Label }
task: { kind: binary, positive: b, labels: { "a": a, "*": b } }
seeds: [0]
protocols:
  whole: { split: { kind: random, test: 0.5 } }
  without_iat: { drop: [" IAT "], split: { kind: random, test: 0.5 } }
models:
  tree: { kind: decision_tree }
controls:
  - without_shortcuts: { protocols: [whole, without_iat], columns: [" IAT", IAT] }
  - shortcuts_only: { protocols: [whole, without_iat], columns: [IAT] }
"#;

/// Keeps the notes.
#[derive(Default)]
struct Notes(Mutex<Vec<String>>);

impl Progress for Notes {
    fn tell(&self, event: &Event<'_>) {
        if let Event::Note(note) = event {
            self.0.lock().unwrap().push((*note).to_owned());
        }
    }
}

#[test]
fn a_control_on_columns_that_the_protocol_drops_leaves_the_plan() {
    let folder = tempfile::tempdir().unwrap();
    let rows: String = (0..40).map(|row| format!("{row},{},{}\n", row % 7, ["a", "b"][row % 2])).collect();
    fs::write(folder.path().join("rows.csv"), format!("IAT,Rate,Label\n{rows}")).unwrap();
    let experiment = crate::spec::parse(SPEC, "spec.yaml").unwrap();
    let options = Options { data: Some(folder.path().to_owned()), threads: 1, ..Options::default() };
    let mut inputs = Inputs::read(&experiment, &options, &Notes::default()).unwrap();
    assert_eq!(inputs.units.len(), 6);

    let audit =
        DataAudit { version: AUDIT_VERSION, synthetic: false, rows: 40, splits: Vec::new(), outcomes: Vec::new() };
    let notes = Notes::default();
    inputs.take_shortcuts(&audit, &notes);
    let units: Vec<String> = inputs.units.iter().map(ToString::to_string).collect();
    let left =
        ["whole.-.tree.s0", "whole.without_shortcuts.tree.s0", "whole.shortcuts_only.tree.s0", "without_iat.-.tree.s0"];
    assert_eq!(units, left);
    assert!(notes.0.lock().unwrap()[0].starts_with("2 units of controls on shortcut columns are left out"));
    for unit in &inputs.units {
        assert!(inputs.prepare(unit).is_ok(), "{unit}");
    }
}

#[test]
fn the_model_counts_in_a_units_memory_and_what_cannot_fit_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let rows: String = (0..40).map(|row| format!("{row},{},{}\n", row % 7, ["a", "b"][row % 2])).collect();
    fs::write(folder.path().join("rows.csv"), format!("IAT,Rate,Label\n{rows}")).unwrap();
    let options = Options { data: Some(folder.path().to_owned()), threads: 1, ..Options::default() };
    let (models, _) = SPEC.split_once("models:").unwrap();
    let wide = |units: u32| {
        format!(
            "{models}models:\n  net: {{ kind: network, layers: [flatten, dense: {units}, dense: {units}, output] }}\n"
        )
    };
    let described = |spec: &str| {
        let experiment = crate::spec::parse(spec, "spec.yaml").unwrap();
        Inputs::read(&experiment, &options, &Notes::default()).map(|inputs| inputs.describe(1))
    };
    let text = described(&wide(2000)).unwrap();
    // 4 million weights, 16 MB, of which a training has at least weights, gradient and two moments.
    assert!(text.contains(" MB for whole.-.net.s0, no unit needs more"), "{text}");

    let experiment = crate::spec::parse(&wide(2000), "spec.yaml").unwrap();
    let inputs = Inputs::read(&experiment, &options, &Notes::default()).unwrap();
    assert!(inputs.unit_bytes(1) > 64_000_000 && inputs.unit_bytes(8) > inputs.unit_bytes(1));
    assert!(inputs.check_memory(1, Some(64_000_000_000)).is_ok() && inputs.check_memory(1, None).is_ok());
    let error = inputs.check_memory(1, Some(16_000_000)).unwrap_err().to_string();
    assert!(error.starts_with("whole.-.net.s0 needs about") && error.contains("there are 16.0 MB here"), "{error}");
}
