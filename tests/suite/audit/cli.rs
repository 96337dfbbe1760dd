//! `idsbench audit`, run as a person would.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::program::{self, Ended};

/// A made-up paper of two classes; `rows` are the rows of its table.
fn paper(rows: &str) -> String {
    format!(
        r#"paper: made-up
title: A made-up paper
authors: unstated
found: nowhere
dataset: Bot-IoT
edition: unstated
task: binary
classes: [normal, attack]
labels: {{ "Normal*": normal, "*": attack }}
positive: attack
averaging: binary
split: {{ train: unstated, validation: unstated, test: unstated, place: nowhere }}
tables:
  - place: Table 1
    rows:
{rows}"#
    )
}

const POSSIBLE: &str = "      cnn: { accuracy: \"90%\", recall: \"80%\" }\n";
/// F1 of 0.95 is above both precision and recall.
const IMPOSSIBLE: &str = "      cnn: { accuracy: \"0.900\", precision: \"0.900\", recall: \"0.900\", f1: \"0.950\" }\n";

fn audit(rows: &str, arguments: &[&str]) -> Ended {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("paper.yaml"), paper(rows)).unwrap();
    let mut all = vec!["audit", "paper.yaml"];
    all.extend(arguments);
    program::run(&all, folder.path())
}

#[test]
fn what_is_possible_ends_well_and_what_is_not_with_1() {
    let good = audit(POSSIBLE, &[]);
    assert_eq!((good.code, good.stderr.as_str()), (Some(0), ""), "{}", good.stdout);
    assert!(
        good.stdout.contains("made-up: A made-up paper") && !good.stdout.contains("impossible "),
        "{}",
        good.stdout
    );
    let bad = audit(IMPOSSIBLE, &[]);
    assert_eq!((bad.code, bad.stderr.as_str()), (Some(1), ""), "{}", bad.stdout);
    for words in ["impossible", "Table 1, cnn", "by hand", "assumes"] {
        assert!(bad.stdout.contains(words), "no `{words}` in:\n{}", bad.stdout);
    }
    assert!(!bad.stdout.contains('\u{1b}'), "colour in a pipe");
}

#[test]
fn lines_are_no_wider_than_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("paper.yaml"), paper(IMPOSSIBLE)).unwrap();
    let output =
        program::command(&["audit", "paper.yaml", "--all"], folder.path()).env("COLUMNS", "70").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let widest = text.lines().map(|line| line.chars().count()).max();
    // Wrapped at the width, not far below it.
    assert!(
        text.contains("impossible") && widest.is_some_and(|width| (60..=70).contains(&width)),
        "{widest:?}: {text}"
    );
}

#[test]
fn all_shows_what_was_checked_without_a_finding() {
    let short = audit(POSSIBLE, &[]).stdout;
    let all = audit(POSSIBLE, &["--all"]).stdout;
    assert!(short.contains("--all shows every one") && all.len() > short.len(), "{all}");
}

#[test]
fn json_has_a_version_and_every_finding() {
    let ended = audit(IMPOSSIBLE, &["--json"]);
    assert_eq!(ended.code, Some(1));
    let json: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(json["format_version"], 1);
    let audit = &json["audits"][0];
    assert_eq!(audit["paper"], "made-up");
    let findings = audit["findings"].as_array().unwrap();
    let conclusions = audit["conclusions"].as_array().unwrap();
    let counted: u64 = audit["counts"].as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum();
    assert_eq!(counted as usize, findings.len() + conclusions.len());
    assert_eq!(findings[0]["severity"], "impossible");
    assert!(!findings[0]["assumptions"].as_array().unwrap().is_empty());
}

#[test]
fn a_paragraph_asks_the_authors_in_both_languages() {
    let markdown = audit(IMPOSSIBLE, &["--paragraph", "markdown"]);
    assert_eq!(markdown.code, Some(1));
    assert!(markdown.stdout.contains("*A made-up paper*") && markdown.stdout.contains("Could the authors"));
    let latex = audit(IMPOSSIBLE, &["--paragraph", "latex"]).stdout;
    assert!(latex.contains("\\begin{itemize}") && latex.contains("\\emph{A made-up paper}"), "{latex}");
    let contradictory = audit(IMPOSSIBLE, &["--paragraph", "latex", "--json"]);
    assert_eq!(contradictory.code, Some(2));
}

#[test]
fn every_mistake_of_every_file_is_told_with_key_and_line() {
    let folder = tempfile::tempdir().unwrap();
    let bare = paper("      cnn: { accuracy: 97.1 }\n");
    fs::write(folder.path().join("bare.yaml"), bare.replace("task: binary", "task: binry")).unwrap();
    fs::write(folder.path().join("other.yaml"), paper("      cnn: { accuracie: \"97.1%\" }\n")).unwrap();
    let ended = program::run(&["audit", "bare.yaml", "other.yaml", "absent.yaml"], folder.path());
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""));
    for words in [
        "bare.yaml:7: task",
        "bare.yaml:16: tables[0].rows.cnn.accuracy",
        "between quotes",
        "other.yaml:16: tables[0].rows.cnn.accuracie",
        "did you mean `accuracy`",
        "absent.yaml",
    ] {
        assert!(ended.stderr.contains(words), "no `{words}` in:\n{}", ended.stderr);
    }
}

#[test]
fn without_files_the_folder_of_baselines_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let none = program::run(&["audit"], folder.path());
    assert_eq!(none.code, Some(2));
    assert!(none.stderr.contains("baselines/*.yaml"), "{}", none.stderr);
    let baselines = folder.path().join("baselines");
    fs::create_dir(&baselines).unwrap();
    fs::write(baselines.join("a.yaml"), paper(POSSIBLE)).unwrap();
    fs::write(baselines.join("b.yaml"), paper(IMPOSSIBLE)).unwrap();
    let both = program::run(&["audit"], folder.path());
    assert_eq!(both.code, Some(1));
    assert!(both.stdout.contains("2 papers, 1 with something impossible"), "{}", both.stdout);
}

#[test]
fn help_has_examples() {
    let folder = tempfile::tempdir().unwrap();
    let ended = program::run(&["audit", "--help"], folder.path());
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    assert!(ended.stdout.contains("Examples:") && ended.stdout.contains("--paragraph latex"), "{}", ended.stdout);
}

const HEADER: &str = "pkSeqID,proto,saddr,sport,daddr,dport,seq,stddev,N_IN_Conn_P_SrcIP,min,state_number,mean,N_IN_Conn_P_DstIP,drate,srate,max,attack,category,subcategory";

/// Four rows in the schema of `bot-iot/10-best`: the first two differ in their identifiers and classes only.
fn write_rows(folder: &Path) {
    let data = folder.join("data");
    fs::create_dir(&data).unwrap();
    let row = |id: u32, mean: &str, class: &str| {
        format!("{id},udp,10.0.0.{id},1,10.0.0.9,80,{id},0.1,2,0.1,4,{mean},3,0,0.3,0.4,{class}\n")
    };
    let rows = [
        row(1, "0.5", "0,Normal,Normal"),
        row(2, "0.5", "1,DDoS,UDP"),
        row(3, "0.6", "1,DDoS,UDP"),
        row(4, "0.7", "1,DDoS,UDP"),
    ];
    fs::write(data.join("part.csv"), format!("{HEADER}\n{}", rows.concat())).unwrap();
}

#[test]
fn a_part_of_the_real_rows_raises_a_question_and_gives_no_class_sizes() {
    let folder = tempfile::tempdir().unwrap();
    write_rows(folder.path());
    fs::write(folder.path().join("paper.yaml"), paper("      cnn: { accuracy: \"99%\" }\n")).unwrap();
    let ended = program::run(&["audit", "paper.yaml", "--data", "data", "--json"], folder.path());
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(ended.stderr.contains("bot-iot/10-best") && ended.stderr.contains("PARTIAL"), "{}", ended.stderr);
    let json: Value = serde_json::from_str(&ended.stdout).unwrap();
    let audit = &json["audits"][0];
    let findings = audit["findings"].as_array().unwrap();
    let ceiling = findings.iter().find(|finding| finding["check"] == "label_conflict_ceiling").unwrap();
    assert_eq!(
        (ceiling["severity"].as_str(), ceiling["numbers"]["ceiling"].as_str()),
        (Some("suspicious"), Some("3/4"))
    );
    let texts = |key: &str, part: &str| {
        let all = audit[key].as_array().unwrap().iter();
        let text = |one: &Value| one.as_str().or_else(|| one[part].as_str()).unwrap().to_owned();
        all.map(text).collect::<Vec<String>>()
    };
    assert!(texts("test_sets", "origin").iter().all(|origin| !origin.contains("in data")), "{audit}");
    assert!(texts("notes", "").iter().any(|note| note.contains("are a part of bot-iot/10-best")), "{audit}");
}

#[test]
fn a_folder_without_the_datasets_files_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("paper.yaml"), paper(POSSIBLE)).unwrap();
    let absent = program::run(&["audit", "paper.yaml", "--data", "absent"], folder.path());
    assert_eq!(absent.code, Some(2));
    assert!(absent.stderr.contains("absent"), "{}", absent.stderr);
    fs::create_dir(folder.path().join("other")).unwrap();
    fs::write(folder.path().join("other/rows.csv"), "a,b\n1,2\n").unwrap();
    let other = program::run(&["audit", "paper.yaml", "--data", "other"], folder.path());
    assert_eq!(other.code, Some(2));
    assert!(other.stderr.contains("Bot-IoT") && other.stderr.contains("other"), "{}", other.stderr);
}
