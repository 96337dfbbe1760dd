//! Spec to units.

use crate::run::store::UnitKey;
use crate::spec::{ControlKind, Experiment, Model, ModelKind, Train};

/// A part of an experiment; empty lists mean all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    /// Model names, the trivial ones included.
    pub models: Vec<String>,
    /// Protocol names.
    pub protocols: Vec<String>,
}

/// A name in a [`Selection`] that the experiment does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("--{flag} {name}: the experiment has no such {what}; it has {}", known.join(", "))]
pub struct UnknownName {
    flag: &'static str,
    what: &'static str,
    name: String,
    known: Vec<String>,
}

/// The units of `experiment` that `selection` asks for: seed by seed, so that an interrupted run has whole seeds.
///
/// # Errors
/// A name that the experiment does not have.
pub fn units(experiment: &Experiment, selection: &Selection) -> Result<Vec<UnitKey>, UnknownName> {
    check("models", "model", &selection.models, &model_names(experiment))?;
    let protocols: Vec<String> = experiment.protocols.keys().cloned().collect();
    check("protocols", "protocol", &selection.protocols, &protocols)?;

    let wanted = |list: &[String], name: &str| list.is_empty() || list.iter().any(|item| item == name);
    let mut units = Vec::new();
    for &seed in &experiment.seeds {
        for protocol in protocols.iter().filter(|name| wanted(&selection.protocols, name)) {
            for (control, model) in runs_of_protocol(experiment, protocol) {
                let key = UnitKey { protocol: protocol.clone(), control, model, seed };
                if wanted(&selection.models, &key.model) && !units.contains(&key) {
                    units.push(key);
                }
            }
        }
    }
    Ok(units)
}

/// Every (control, model) of one protocol: trivial models, plain runs, controls.
fn runs_of_protocol(experiment: &Experiment, protocol: &str) -> Vec<(Option<ControlKind>, String)> {
    let first = experiment.protocols.keys().next().map(String::as_str);
    let mut plain = Vec::new();
    let mut controlled = Vec::new();
    for control in &experiment.controls {
        let trivial = trivial_model(control.control).is_some();
        let applies = if control.protocols.is_empty() {
            trivial || Some(protocol) == first
        } else {
            control.protocols.iter().any(|name| name == protocol)
        };
        if !applies {
            continue;
        }
        if trivial {
            plain.push((None, control.control.name().to_owned()));
        } else {
            let wanted = |name: &String| control.models.is_empty() || control.models.contains(name);
            let models =
                experiment.models.iter().filter(|(name, model)| wanted(name) && model.kind.weights().is_none());
            controlled.extend(models.map(|(name, _)| (Some(control.control), name.clone())));
        }
    }
    plain.extend(experiment.models.keys().map(|model| (None, model.clone())));
    plain.extend(controlled);
    plain
}

/// The model of that name: the experiment's own, or a trivial one that stands among the controls.
pub fn model(experiment: &Experiment, name: &str) -> Option<Model> {
    experiment.models.get(name).cloned().or_else(|| {
        let kind = trivial_model(ControlKind::from_name(name)?)?;
        Some(Model { kind, train: Train::default() })
    })
}

fn trivial_model(control: ControlKind) -> Option<ModelKind> {
    match control {
        ControlKind::Majority => Some(ModelKind::Majority),
        ControlKind::OneRule => Some(ModelKind::OneRule),
        ControlKind::ShuffledLabels
        | ControlKind::PermutedFeatures
        | ControlKind::ShuffledWindows
        | ControlKind::WithoutShortcuts
        | ControlKind::ShortcutsOnly => None,
    }
}

fn model_names(experiment: &Experiment) -> Vec<String> {
    let trivial = experiment.controls.iter().filter(|control| trivial_model(control.control).is_some());
    experiment.models.keys().cloned().chain(trivial.map(|control| control.control.name().to_owned())).collect()
}

fn check(flag: &'static str, what: &'static str, wanted: &[String], known: &[String]) -> Result<(), UnknownName> {
    match wanted.iter().find(|name| !known.contains(name)) {
        Some(name) => Err(UnknownName { flag, what, name: name.clone(), known: known.to_vec() }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPEC: &str = r#"
experiment: plan
dataset: { files: ["a.csv"], label: Label }
task: { kind: binary, positive: b, labels: { "a": a, "*": b } }
seeds: [7, 8]
protocols:
  first: { split: { kind: random, test: 0.2 } }
  second: { split: { kind: stratified, test: 0.2 } }
models:
  svm: { kind: svm }
  forest: { kind: random_forest }
controls: [majority, { shuffled_labels: { models: [forest] } }]
"#;

    fn names(selection: &Selection) -> Vec<String> {
        let experiment = crate::spec::parse(SPEC, "plan.yaml").unwrap();
        units(&experiment, selection).unwrap().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn whole_seeds_come_one_after_the_other() {
        let all = names(&Selection::default());
        assert_eq!(
            all[..7],
            [
                "first.-.majority.s7",
                "first.-.svm.s7",
                "first.-.forest.s7",
                "first.shuffled_labels.forest.s7",
                "second.-.majority.s7",
                "second.-.svm.s7",
                "second.-.forest.s7",
            ]
        );
        assert_eq!(all.len(), 14);
    }

    #[test]
    fn a_selection_cuts_the_plan() {
        let selection = Selection { models: vec!["majority".into()], protocols: vec!["second".into()] };
        assert_eq!(names(&selection), ["second.-.majority.s7", "second.-.majority.s8"]);
    }

    #[test]
    fn an_unknown_name_is_answered_with_the_known_ones() {
        let experiment = crate::spec::parse(SPEC, "plan.yaml").unwrap();
        let selection = Selection { models: vec!["cnn".into()], ..Selection::default() };
        let error = units(&experiment, &selection).unwrap_err().to_string();
        assert_eq!(error, "--models cnn: the experiment has no such model; it has svm, forest, majority");
    }
}
