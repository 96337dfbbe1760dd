//! `idsbench data audit`, and the audit that a run makes, as a person sees them.

use std::fs;

use serde_json::Value;

use crate::program;

#[test]
fn generated_rows_are_called_synthetic() {
    let folder = tempfile::tempdir().unwrap();
    let spec = program::small_spec(folder.path());
    let ended = program::run(&["data", "audit", spec.to_str().unwrap(), "--all"], folder.path());
    assert!(ended.stdout.starts_with("SYNTHETIC"), "{}", ended.stdout);
    let flagged = ended.stdout.lines().any(|line| line.starts_with("flag "));
    assert_eq!(ended.code, Some(i32::from(flagged)), "{}", ended.stdout);
    assert!(ended.stderr.contains("auditing the rows") && !ended.stdout.contains('\u{1b}'));
    assert!(ended.stdout.contains("(duplicates_across)") && ended.stdout.contains("protocol published"));
}

#[test]
fn an_edition_is_audited_as_it_is_and_as_json() {
    let folder = tempfile::tempdir().unwrap();
    let ended = program::run(&["data", "audit", "bot-iot/10-best", "--json"], folder.path());
    let printed: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!((printed["format_version"].as_u64(), printed["subject"].as_str()), (Some(1), Some("bot-iot/10-best")));
    let outcomes = printed["audit"]["outcomes"].as_array().unwrap();
    let identifiers = outcomes.iter().find(|outcome| outcome["check"] == "identifiers").unwrap();
    assert_eq!(identifiers["level"], "flag");
    assert_eq!((ended.code, printed["audit"]["synthetic"].as_bool()), (Some(1), Some(true)));
}

#[test]
fn what_is_neither_spec_nor_edition_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for (subject, hint) in [("bot-iot/10-bets", "bot-iot/10-best"), ("absent.yaml", "absent.yaml")] {
        let ended = program::run(&["data", "audit", subject], folder.path());
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{}", ended.stderr);
        assert!(ended.stderr.contains(hint) && ended.stderr.matches("error:").count() == 1, "{}", ended.stderr);
    }
}

#[test]
fn a_run_audits_its_rows_once_and_reports_them() {
    let folder = tempfile::tempdir().unwrap();
    let spec = program::small_spec(folder.path());
    let run = || program::run(&["run", spec.to_str().unwrap(), "--models", "majority", "--seeds", "0"], folder.path());
    let first = run();
    assert_eq!(first.code, Some(0), "{}", first.stderr);
    assert!(first.stderr.contains("auditing the rows"), "{}", first.stderr);
    let page = fs::read_to_string(folder.path().join("reports/tiny/index.html")).unwrap();
    assert!(page.contains("The rows") && page.contains("what follows is about generated rows"));

    let second = run();
    assert!(!second.stderr.contains("auditing the rows") && second.stderr.contains("the rows: "), "{}", second.stderr);
    // Another split is other evidence.
    let text = fs::read_to_string(&spec).unwrap().replace("test: 0.25", "test: 0.30");
    fs::write(&spec, text).unwrap();
    assert!(run().stderr.contains("auditing the rows"));
}

#[test]
fn rows_of_other_classes_are_audited_again() {
    let folder = tempfile::tempdir().unwrap();
    let spec = program::small_spec(folder.path());
    let run = || program::run(&["run", spec.to_str().unwrap(), "--models", "majority", "--seeds", "0"], folder.path());
    // A split that does not look at the classes stays as it is.
    let random = fs::read_to_string(&spec).unwrap().replace("kind: stratified", "kind: random");
    fs::write(&spec, &random).unwrap();
    assert!(run().stderr.contains("auditing the rows"));
    assert!(!run().stderr.contains("auditing the rows"));
    let other = random.replace(r#""*": attack"#, r#""Reconnaissance/*": normal, "*": attack"#);
    assert_ne!(random, other);
    fs::write(&spec, other).unwrap();
    let ended = run();
    assert!(ended.stderr.contains("auditing the rows"), "{}", ended.stderr);
}
