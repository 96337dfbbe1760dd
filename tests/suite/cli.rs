//! What a person sees who types something wrong, or gives a damaged file.

use std::fs;
use std::io::Write;
use std::path::Path;

use crate::program::{self, Ended};

const HEADER: &str = "pkSeqID,proto,saddr,sport,daddr,dport,seq,stddev,N_IN_Conn_P_SrcIP,min,state_number,mean,N_IN_Conn_P_DstIP,drate,srate,max,attack,category,subcategory";

/// Made-up rows in the schema of `bot-iot/10-best`.
fn rows(count: usize) -> String {
    let mut text = format!("{HEADER}\n");
    for i in 0..count {
        let (attack, category, subcategory) = if i % 3 == 0 { (0, "Normal", "Normal") } else { (1, "DDoS", "UDP") };
        text += &format!(
            "{i},udp,10.0.0.{},{},10.0.0.9,80,{i},0.{i},{},0.1,4,0.2{i},{},0,0.3{},0.4,{attack},{category},{subcategory}\n",
            i % 5,
            1000 + i,
            i % 7,
            i % 11,
            i % 13
        );
    }
    text
}

fn small(folder: &Path, arguments: &[&str]) -> Ended {
    let spec = program::small_spec(folder);
    let mut all = vec!["run", spec.to_str().unwrap(), "--models", "majority", "--seeds", "0"];
    all.extend(arguments);
    program::run(&all, folder)
}

/// Exit 2, nothing on stdout, one message that says all of `words`.
fn assert_refused(ended: &Ended, words: &[&str]) {
    assert_eq!(ended.code, Some(2), "{}\n{}", ended.stdout, ended.stderr);
    assert_eq!(ended.stdout, "");
    assert_eq!(ended.stderr.matches("error:").count(), 1, "{}", ended.stderr);
    for word in words {
        assert!(ended.stderr.contains(word), "no `{word}` in:\n{}", ended.stderr);
    }
    assert!(!ended.stderr.contains("panicked"), "{}", ended.stderr);
}

#[test]
fn help_has_examples_and_goes_to_stdout() {
    let folder = tempfile::tempdir().unwrap();
    let ended = program::run(&["--help"], folder.path());
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    assert!(ended.stdout.contains("Examples:") && ended.stdout.contains("idsbench run experiments/botiot.yaml"));
}

#[test]
fn a_missing_spec_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    assert_refused(&program::run(&["run", "absent.yaml"], folder.path()), &["absent.yaml"]);
}

#[test]
fn a_missing_or_empty_data_folder_is_no_reason_for_a_stand_in() {
    let folder = tempfile::tempdir().unwrap();
    assert_refused(&small(folder.path(), &["--data", "absent"]), &["absent"]);
    fs::create_dir(folder.path().join("empty")).unwrap();
    assert_refused(&small(folder.path(), &["--data", "empty"]), &["empty", "bot-iot/10-best"]);
}

#[test]
fn a_file_where_the_folder_is_wanted_is_called_a_file() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("rows.csv"), rows(90)).unwrap();
    let ended = small(folder.path(), &["--data", "rows.csv"]);
    assert_refused(&ended, &["rows.csv: is a file (named by --data)", "give the folder that holds it"]);
}

#[test]
fn a_file_of_another_schema_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fs::create_dir(&data).unwrap();
    fs::write(data.join("UNSW_2018_IoT_Botnet_Final_10_best_Training.csv"), "a,b,c\n1,2,3\n").unwrap();
    assert_refused(
        &small(folder.path(), &["--data", "data"]),
        &["UNSW_2018_IoT_Botnet_Final_10_best_Training.csv", "pkSeqID"],
    );
}

#[test]
fn a_truncated_file_is_used_and_its_last_row_reported() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fs::create_dir(&data).unwrap();
    let text = rows(300);
    fs::write(data.join("part.csv"), &text[..text.len() - 12]).unwrap();
    let ended = small(folder.path(), &["--data", "data"]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(ended.stderr.contains("1 rows could not be used") && ended.stderr.contains("line 301"), "{}", ended.stderr);
    assert!(ended.stderr.contains("PARTIAL"), "{}", ended.stderr);
}

#[test]
fn a_file_of_broken_rows_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fs::create_dir(&data).unwrap();
    fs::write(data.join("part.csv"), format!("{HEADER}\n1,udp,10.0\n2,tcp\n")).unwrap();
    assert_refused(&small(folder.path(), &["--data", "data"]), &["part.csv", "line 2"]);
}

#[test]
fn a_label_that_no_rule_matches_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fs::create_dir(&data).unwrap();
    fs::write(data.join("part.csv"), rows(60).replace("DDoS,UDP", "Theft,Keylogging")).unwrap();
    let spec = program::small_spec(folder.path());
    let text = fs::read_to_string(&spec).unwrap().replace("\"*\": attack", "\"DDoS/*\": attack");
    fs::write(&spec, text).unwrap();
    let ended = program::run(&["run", "tiny.yaml", "--data", "data"], folder.path());
    assert_refused(&ended, &["Theft/Keylogging", "40"]);
}

#[test]
fn an_unwritable_output_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "in the way").unwrap();
    assert_refused(&small(folder.path(), &["--out", "file"]), &["file"]);
}

#[test]
fn unknown_names_on_the_command_line_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let spec = program::small_spec(folder.path());
    let spec = spec.to_str().unwrap();
    assert_refused(&program::run(&["run", spec, "--models", "forest"], folder.path()), &["forest", "random_forest"]);
    assert_refused(&program::run(&["run", spec, "--protocols", "hard"], folder.path()), &["hard", "published"]);
    assert_refused(&program::run(&["data", "show", "botiot/10-best"], folder.path()), &["bot-iot/10-best"]);
}

#[test]
fn a_dry_run_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let spec = program::small_spec(folder.path());
    let ended = program::run(&["run", spec.to_str().unwrap(), "--dry-run"], folder.path());
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(ended.stdout.contains("published.shuffled_labels.random_forest.s1"), "{}", ended.stdout);
    assert!(!folder.path().join("results").exists());
}

#[test]
fn a_sample_is_taken_from_an_archive_and_said() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fs::create_dir(&data).unwrap();
    let mut zip = zip::ZipWriter::new(fs::File::create(data.join("all.zip")).unwrap());
    zip.start_file("rows /mine.csv", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(rows(90).as_bytes()).unwrap();
    zip.finish().unwrap();
    let data = data.to_str().unwrap();
    let found = program::run(&["data", "where", "bot-iot/10-best", "--data", data], folder.path());
    assert!(found.stdout.contains("  all.zip/rows /mine.csv"), "{}", found.stdout);
    let ended = small(folder.path(), &["--data", data, "--sample", "60"]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(ended.stderr.contains("sampled 60 of 90 rows (seed 0), each label with its share"), "{}", ended.stderr);
    let record = fs::read_to_string(folder.path().join("results/tiny/dataset.json")).unwrap();
    let record: serde_json::Value = serde_json::from_str(&record).unwrap();
    assert_eq!(record["labels"], serde_json::json!({ "Normal/Normal": 20, "DDoS/UDP": 40 }));
    assert_eq!(record["sample"]["of"], 90);
    assert_eq!((&record["files"][0]["rows"], &record["files"][0]["rows_kept"]), (&90.into(), &60.into()));
    let spec = fs::read_to_string(folder.path().join("results/tiny/spec.yaml")).unwrap();
    assert!(spec.contains("stratified: true"), "{spec}");
    let page = fs::read_to_string(folder.path().join("reports/tiny/index.html")).unwrap();
    assert!(page.contains("sampled 60 of 90 rows (seed 0)"));
    assert_refused(
        &small(folder.path(), &["--data", data, "--sample", "15"]),
        &["15 rows of `dataset.sample` are too few", "stratified"],
    );
}

#[test]
fn a_stand_in_says_synthetic_everywhere() {
    let folder = tempfile::tempdir().unwrap();
    let ended = small(folder.path(), &[]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(ended.stderr.contains("SYNTHETIC"));
    let reports = folder.path().join("reports/tiny");
    assert!(fs::read_to_string(reports.join("index.html")).unwrap().contains("SYNTHETIC"));
    for table in fs::read_dir(reports.join("tables")).unwrap() {
        let path = table.unwrap().path();
        assert!(fs::read_to_string(&path).unwrap().contains("SYNTHETIC"), "{}", path.display());
    }
}

#[test]
fn the_published_experiments_are_good() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["botiot", "ciciomt2024", "cicids2017"] {
        let path = program::checkout(&format!("experiments/{name}.yaml"));
        let ended = program::run(&["check", path.to_str().unwrap()], folder.path());
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        let resolved = program::run(&["check", path.to_str().unwrap(), "--resolved"], folder.path());
        fs::write(folder.path().join("resolved.yaml"), &resolved.stdout).unwrap();
        let again = program::run(&["check", "resolved.yaml", "--resolved"], folder.path());
        assert_eq!((again.code, &again.stdout), (Some(0), &resolved.stdout), "{}", again.stderr);
    }
}

#[test]
fn a_seed_typed_twice_is_trained_once() {
    let folder = tempfile::tempdir().unwrap();
    let spec = program::small_spec(folder.path());
    let arguments = ["run", spec.to_str().unwrap(), "--models", "majority", "--seeds", "3,0,3"];
    let ended = program::run(&arguments, folder.path());
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let resolved = fs::read_to_string(folder.path().join("results/tiny/spec.yaml")).unwrap();
    assert!(resolved.contains("seeds:\n- 3\n- 0\nprotocols:"), "{resolved}");
}

/// Runs all models over made-up files of the schema `flow,host,empty,label`.
fn made_up(folder: &Path, protocol: &str) -> Ended {
    let row = |i: usize| format!("{i},h{i},,{}\n", if i.is_multiple_of(2) { "good" } else { "bad" });
    fs::write(folder.join("rows.csv"), "flow,host,empty,label\n".to_owned() + &(0..300).map(row).collect::<String>())
        .unwrap();
    let spec = format!(
        "experiment: made_up
dataset: {{ files: [rows.csv], label: label }}
task: {{ kind: binary, positive: bad, labels: {{ good: good, '*': bad }} }}
seeds: [0]
protocols: {{ only: {protocol} }}
models: {{ svm: {{ kind: svm }}, forest: {{ kind: random_forest, trees: 2 }} }}
report: {{ formats: [html] }}
"
    );
    fs::write(folder.join("made_up.yaml"), spec).unwrap();
    program::run(&["run", "made_up.yaml"], folder)
}

#[test]
fn a_reason_that_all_units_share_is_said_once_with_examples() {
    let folder = tempfile::tempdir().unwrap();
    let ended = made_up(folder.path(), "{ split: { kind: random }, encode: { unseen: error } }");
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    assert_eq!(ended.stderr.matches("error:").count(), 1, "{}", ended.stderr);
    assert!(
        ended.stderr.contains("error: only.-.svm.s0 and 1 more failed: encode.unseen: column `host` holds `h"),
        "{}",
        ended.stderr
    );
}

#[test]
fn a_column_of_too_many_categories_is_refused_before_anything_is_trained() {
    let folder = tempfile::tempdir().unwrap();
    let ended = made_up(folder.path(), "{ split: { kind: random }, encode: { max_categories: 64 } }");
    assert_refused(&ended, &["protocol `only`: column `host` has", "such as `h", "encode.max_categories (64)"]);
    assert!(!folder.path().join("results").exists(), "nothing is written");
}

#[test]
fn the_only_protocol_is_not_told_to_run_without_itself() {
    let folder = tempfile::tempdir().unwrap();
    let ended = made_up(folder.path(), "{ split: { kind: group, by: empty } }");
    assert_refused(&ended, &["protocol `only`", "split.by"]);
    assert!(!ended.stderr.contains("--protocols"), "{}", ended.stderr);
}
