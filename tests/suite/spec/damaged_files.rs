//! What is no experiment at all, and what was one once.

use idsbench::spec;
use proptest::prelude::*;

use super::{EXAMPLE, bad};

#[test]
fn what_is_no_experiment_has_one_clear_message() {
    insta::assert_snapshot!(bad(""), @r"spec.yaml: is empty");
    insta::assert_snapshot!(bad("just text"), @r"spec.yaml: expected a map of keys and values, not the text `just text`");
    insta::assert_snapshot!(bad("- a\n- list\n"), @r"spec.yaml: expected a map of keys and values, not a list");
    insta::assert_snapshot!(bad("experiment: a\n\tseeds: [0]\n"), @r"
    spec.yaml:2: is not valid YAML: found a tab character that violates indentation at line 2 column 1, while scanning a plain scalar at line 1 column 13
        this line is indented with a tab; YAML wants blanks
    ");
    insta::assert_snapshot!(bad("task: { labels: { *DoS*: DoS } }"), @r#"
    spec.yaml:1: is not valid YAML: did not find expected alphabetic or numeric character at line 1 column 23, while scanning an alias at line 1 column 19
        put text that begins with `*` between quotes: `"*DoS*": DoS`
    "#);
    insta::assert_snapshot!(bad(&"[".repeat(5_000)), @r"spec.yaml:1: is not valid YAML: recursion limit exceeded at line 1 column 129");
    insta::assert_snapshot!(bad("a: 1\n--- \nb: 2\n"), @r"spec.yaml: is not valid YAML: deserializing from YAML containing more than one document is not supported");
}

#[test]
fn files_that_cannot_be_read_say_why() {
    let folder = tempfile::tempdir().unwrap();
    let said = |name: &str| {
        let errors = spec::load(&folder.path().join(name)).unwrap_err().to_string();
        errors.replace(&folder.path().display().to_string(), "FOLDER")
    };
    std::fs::write(folder.path().join("latin.yaml"), b"experiment: a\n# \x96 dash\n").unwrap();
    std::fs::write(folder.path().join("large.yaml"), vec![b'#'; 2 << 20]).unwrap();
    std::fs::write(folder.path().join("empty.yaml"), b"").unwrap();
    insta::assert_snapshot!(said("absent.yaml"), @r"FOLDER/absent.yaml: no such file");
    insta::assert_snapshot!(said(""), @r"
    FOLDER/: is a folder
        name a YAML file
    ");
    insta::assert_snapshot!(said("latin.yaml"), @r"
    FOLDER/latin.yaml:2: is not UTF-8 text (byte 0x96)
        save it as UTF-8
    ");
    insta::assert_snapshot!(said("large.yaml"), @r"
    FOLDER/large.yaml: has 2097152 bytes; at most 262144 are read
        is this the right file?
    ");
    insta::assert_snapshot!(said("empty.yaml"), @r"FOLDER/empty.yaml: is empty");
}

#[test]
fn an_anchor_within_itself_is_refused() {
    insta::assert_snapshot!(bad("a: &a [*a]\n"), @r"spec.yaml:1: is not valid YAML: recursion limit exceeded at line 1 column 4");
}

#[test]
fn thousands_of_mistakes_are_cut_short() {
    let text: String = (0..10_000).map(|i| format!("key_{i}: {i}\n")).collect();
    let errors = spec::parse(&text, "spec.yaml").unwrap_err();
    assert!(errors.cut);
    assert_eq!(errors.mistakes.len(), spec::FileErrors::MOST);
}

#[test]
fn a_megabyte_is_refused() {
    insta::assert_snapshot!(bad(&"a: 1\n".repeat(1 << 18)), @r"spec.yaml: has 1310720 bytes; at most 262144 are read");
}

proptest! {
    /// Cut a good file anywhere and put something anywhere: an experiment or messages, each with its file.
    #[test]
    fn on_damaged_files(cut in 0..EXAMPLE.len(), at in 0..EXAMPLE.len(), piece in "[-\\[\\]{}:,*&!|>'\"#a-z0-9\n\t ]{0,8}") {
        let mut text = EXAMPLE.to_owned();
        text.insert_str(at, &piece);
        for text in [&text[..cut], &text] {
            if let Err(errors) = spec::parse(text, "spec.yaml") {
                prop_assert!(!errors.mistakes.is_empty());
                prop_assert!(errors.to_string().lines().next().is_some_and(|line| line.starts_with("spec.yaml:")));
            }
        }
    }

    #[test]
    fn on_any_text(text in "\\PC{0,200}") {
        let _ = spec::parse(&text, "spec.yaml");
    }
}
