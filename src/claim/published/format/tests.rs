//! Reader, schema and page against each other.

use std::path::Path;

use serde_json::{Value as Json, json};

use super::*;
use crate::claim::published::parse;

/// What is wrong with `value` under the keywords that [`json_schema`] uses; an unknown keyword ends the test.
fn wrong(schema: &Json, root: &Json, value: &Json) -> Option<String> {
    let says = |schema: &Json| wrong(schema, root, value);
    let good = |schema: &Json| says(schema).is_none();
    schema.as_object().unwrap().iter().find_map(|(keyword, rule)| {
        let holds = match keyword.as_str() {
            "$schema" | "$defs" | "title" | "description" | "then" | "else" => true,
            "$ref" => return says(root.pointer(rule.as_str().unwrap().trim_start_matches('#')).unwrap()),
            "type" => match rule.as_str().unwrap() {
                "string" => value.is_string(),
                "integer" => value.is_u64() || value.is_i64(),
                "array" => value.is_array(),
                "object" => value.is_object(),
                other => panic!("type {other}"),
            },
            "const" => value == rule,
            "enum" => rule.as_array().unwrap().contains(value),
            "minimum" => value.as_u64().is_none_or(|value| value >= rule.as_u64().unwrap()),
            "maximum" => value.as_u64().is_none_or(|value| value <= rule.as_u64().unwrap()),
            "pattern" => value.as_str().is_none_or(|text| matches(rule.as_str().unwrap(), text)),
            "anyOf" => rule.as_array().unwrap().iter().any(good),
            "allOf" => rule.as_array().unwrap().iter().all(good),
            "not" => !good(rule),
            "if" => good(&schema[if good(rule) { "then" } else { "else" }]),
            "minItems" => value.as_array().is_none_or(|items| items.len() as u64 >= rule.as_u64().unwrap()),
            "uniqueItems" => {
                value.as_array().is_none_or(|all| all.iter().all(|a| all.iter().filter(|b| a == *b).count() == 1))
            }
            "items" => {
                let mut items = value.as_array().into_iter().flatten();
                return items.find_map(|item| wrong(rule, root, item));
            }
            "required" => value
                .as_object()
                .is_none_or(|map| rule.as_array().unwrap().iter().all(|key| map.contains_key(key.as_str().unwrap()))),
            "minProperties" => value.as_object().is_none_or(|map| map.len() as u64 >= rule.as_u64().unwrap()),
            "properties" => {
                let mut known = rule.as_object().unwrap().iter();
                return known.find_map(|(key, schema)| wrong(schema, root, value.get(key)?));
            }
            "additionalProperties" => {
                let known = |key: &str| schema.get("properties").is_some_and(|known| known.get(key).is_some());
                let mut others = value.as_object().into_iter().flatten().filter(|(key, _)| !known(key));
                match rule {
                    Json::Bool(false) => others.next().is_none(),
                    rule => return others.find_map(|(_, value)| wrong(rule, root, value)),
                }
            }
            other => panic!("keyword {other}"),
        };
        (!holds).then(|| format!("{keyword}: {value}"))
    })
}

/// The patterns of the schema, by hand.
fn matches(pattern: &str, text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match pattern {
        schema::NOT_BLANK => !text.trim().is_empty(),
        schema::FIGURE => {
            let blank = |number| str::strip_suffix(number, [' ', '\u{a0}', '\u{2009}', '\u{202f}']).unwrap_or(number);
            let number = text.strip_suffix('%').map_or(text, blank);
            let number = number.strip_prefix(['-', '−']).unwrap_or(number);
            number
                .split_once('.')
                .map_or(digits(number), |(whole, fraction)| (whole.is_empty() || digits(whole)) && digits(fraction))
        }
        schema::ROWS => {
            let groups: Vec<&str> = text.split(|c| ",'’ \u{a0}\u{2009}\u{202f}".contains(c)).collect();
            let apart = groups[0].len() <= 3 && groups[1..].iter().all(|group| group.len() == 3);
            groups.iter().all(|group| digits(group)) && (groups.len() == 1 || apart)
        }
        other => panic!("pattern {other}"),
    }
}

fn schema_says(value: &Json) -> Option<String> {
    let schema = json_schema();
    wrong(&schema, &schema, value)
}

fn from_yaml(text: &str) -> Json {
    serde_yaml::from_str(text).unwrap()
}

fn groups() -> [&'static Group; 10] {
    [&PAPER, &SPLIT, &DECLARED, &TABLE, &CLASS_TABLE, &FIGURE, &SPREAD, &IMPROVEMENT, &CONFUSION, &STATEMENT]
}

#[test]
fn the_worked_example_is_read_and_fits_the_schema() {
    parse(WORKED_EXAMPLE, "example.yaml").unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!(schema_says(&from_yaml(WORKED_EXAMPLE)), None);
}

#[test]
fn the_worked_example_has_every_key() {
    for key in groups().iter().flat_map(|group| group.keys) {
        assert!(
            WORKED_EXAMPLE.contains(&format!("{}: ", key.name)) || WORKED_EXAMPLE.contains(&format!("{}:\n", key.name)),
            "{}",
            key.name
        );
    }
}

#[test]
fn the_example_of_every_key_fits_its_schema() {
    for key in groups().iter().flat_map(|group| group.keys) {
        let schema = schema::of_key(key);
        assert_eq!(wrong(&schema, &schema, &from_yaml(key.example)), None, "{}", key.name);
    }
}

#[test]
fn the_baselines_fit_the_schema() {
    let mut seen = 0;
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("baselines")).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(schema_says(&from_yaml(&std::fs::read_to_string(&path).unwrap())), None, "{}", path.display());
        seen += 1;
    }
    assert!(seen >= 3);
}

#[test]
fn the_schema_refuses_a_bare_number() {
    let bare = WORKED_EXAMPLE.replacen("\"97.1%\"", "97.1", 1);
    assert_eq!(schema_says(&from_yaml(&bare)).as_deref(), Some("type: 97.1"));
    let bare = WORKED_EXAMPLE.replacen("\"2,830,743\"", "2830743", 1);
    assert_eq!(schema_says(&from_yaml(&bare)).as_deref(), Some("type: 2830743"));
}

#[test]
fn the_scores_of_a_positive_class_are_refused_where_there_is_none() {
    let with = |task: &str, averaging: &str| {
        let mut file = from_yaml(WORKED_EXAMPLE);
        file["task"] = json!(task);
        file["averaging"] = json!(averaging);
        // Keys are sorted here, and a `*` that comes first would leave nothing for the next pattern.
        file["labels"] = json!({ "BENIGN": "benign", "D*": "attack" });
        if task == "multiclass" {
            file.as_object_mut().unwrap().remove("positive");
        }
        (schema_says(&file).is_none(), parse(&file.to_string(), "file").is_ok())
    };
    assert_eq!(with("binary", "binary"), (true, true));
    assert_eq!(with("multiclass", "macro"), (true, true));
    assert_eq!(with("multiclass", "binary"), (false, false));
}

/// The file with something else at every place, one at a time.
fn mutants(value: &Json) -> Vec<Json> {
    let others = [
        json!(97.1),
        json!(3),
        json!(true),
        json!(""),
        json!("some text"),
        json!("unstated"),
        json!("97,1%"),
        json!("97.1"),
        json!(".971"),
        json!([]),
        json!({}),
    ];
    let mut mutants = others.to_vec();
    match value {
        Json::Object(map) => {
            for (key, below) in map {
                let with = |new: Option<Json>| {
                    let mut map = map.clone();
                    map.remove(key);
                    map.extend(new.map(|new| (key.clone(), new)));
                    Json::Object(map)
                };
                mutants.push(with(None));
                mutants.extend(self::mutants(below).into_iter().map(|below| with(Some(below))));
            }
            let mut more = map.clone();
            more.insert("qwertz".to_owned(), json!("1"));
            mutants.push(Json::Object(more));
        }
        Json::Array(items) => {
            for (i, below) in items.iter().enumerate() {
                mutants.extend(self::mutants(below).into_iter().map(|below| {
                    let mut items = items.clone();
                    items[i] = below;
                    Json::Array(items)
                }));
            }
            mutants.push(Json::Array(items.iter().chain(items).cloned().collect()));
        }
        _ => {}
    }
    mutants
}

#[test]
fn schema_and_reader_agree_on_every_form() {
    let forms = ["is missing", "bare number", "not a known key", "expected ", "is empty", "is blank", "is not allowed"];
    let schema = json_schema();
    let (mut refused, mut accepted) = (0, 0);
    let mut example = from_yaml(WORKED_EXAMPLE);
    // Keys are sorted here, and a `*` that comes first would leave nothing for the next pattern.
    example["labels"] = json!({ "BENIGN": "benign", "D*": "attack" });
    for mutant in mutants(&example) {
        // JSON is YAML.
        let read = parse(&mutant.to_string(), "mutant");
        match (wrong(&schema, &schema, &mutant), read) {
            (Some(says), Ok(_)) => panic!("the schema alone refuses ({says}): {mutant}"),
            (None, Err(errors)) => {
                // The model of a statement: needed by a rule that no schema tells.
                let of_form = |mistake: &&crate::spec::Mistake| {
                    let depends = mistake.path.starts_with("statements[") && mistake.path.ends_with("].model");
                    !depends && forms.iter().any(|form| mistake.message.contains(form))
                };
                let missed = errors.mistakes.iter().find(of_form);
                assert!(missed.is_none(), "the reader alone refuses ({missed:?}): {mutant}");
            }
            (Some(_), Err(_)) => refused += 1,
            (None, Ok(_)) => accepted += 1,
        }
    }
    assert!(refused > 1_000 && accepted > 100, "{refused} refused, {accepted} accepted");
}
