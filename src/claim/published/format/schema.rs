//! The format as a JSON Schema.

use serde_json::{Map, Value as Json, json};

use super::{Group, Key, METRICS, MOST_ROWS, Need, PAPER, SUPPORT, UNSTATED, Value};
use crate::claim::published::Averaging;
use crate::spec::TaskKind;

/// A figure as printed: sign, digits, one point, percent sign, before which a blank of any width may stand.
pub(super) const FIGURE: &str = r"^[-−]?([0-9]+|[0-9]*\.[0-9]+)([ \u00a0\u2009\u202f]?%)?$";

/// A count as printed; between groups of three digits a comma, an apostrophe or a blank of any width.
pub(super) const ROWS: &str = r"^([0-9]+|[0-9]{1,3}([,'’ \u00a0\u2009\u202f][0-9]{3})+)$";

pub(super) const NOT_BLANK: &str = r"\S";

/// The format as a JSON Schema (draft 2020-12), for editors and other programs.
///
/// It tells what can be told of each value alone, and which keys go with which task. That names fit together (models, classes, the sides of
/// a matrix) only the reader knows.
pub fn json_schema() -> Json {
    let mut schema = group(&PAPER);
    // A multi-class task has no positive class, and so no scores of it.
    let binary_of_many = json!({
        "properties": { "task": { "const": TaskKind::Multiclass }, "averaging": { "const": Averaging::Binary } },
        "required": ["task", "averaging"],
    });
    schema["not"] = binary_of_many;
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("Published claims");
    schema["$defs"] = json!({
        "figure": { "type": "string", "pattern": FIGURE, "description": "a number as printed, between quotes" },
        "rows": { "type": "string", "pattern": ROWS, "description": "a number of rows as printed, between quotes" },
        "metric": { "enum": METRICS },
        "scores": scores(false),
        "class_scores": scores(true),
    });
    schema
}

fn group(group: &Group) -> Json {
    let required: Vec<&str> =
        group.keys.iter().filter(|key| matches!(key.need, Need::Required)).map(|key| key.name).collect();
    let properties: Map<String, Json> = group.keys.iter().map(|key| (key.name.to_owned(), property(key))).collect();
    let mut schema = json!({
        "type": "object",
        "description": group.says,
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    });
    let conditions: Vec<Json> = group.keys.iter().filter_map(condition).collect();
    if !conditions.is_empty() {
        schema["allOf"] = json!(conditions);
    }
    schema
}

fn property(key: &Key) -> Json {
    let mut schema = value(&key.value);
    schema["description"] = json!(key.says);
    schema
}

/// Required where another key has a value, refused elsewhere.
fn condition(key: &Key) -> Option<Json> {
    let Need::Where(other, is) = key.need else { return None };
    Some(json!({
        "if": { "properties": { other: { "const": is } } },
        "then": { "required": [key.name] },
        "else": { "not": { "required": [key.name] } },
    }))
}

fn value(of: &Value) -> Json {
    match of {
        Value::Text(_) => json!({ "type": "string", "pattern": NOT_BLANK }),
        Value::Figure => json!({ "$ref": "#/$defs/figure" }),
        Value::Rows => json!({ "$ref": "#/$defs/rows" }),
        Value::Whole(least) => json!({ "type": "integer", "minimum": least, "maximum": MOST_ROWS }),
        Value::Choice(names) => json!({ "enum": names() }),
        Value::Metric => json!({ "$ref": "#/$defs/metric" }),
        Value::OrUnstated(of) => json!({ "anyOf": [{ "const": UNSTATED }, value(of)] }),
        Value::List { of, filled_set: true } => {
            json!({ "type": "array", "items": value(of), "minItems": 1, "uniqueItems": true })
        }
        Value::List { of, filled_set: false } => json!({ "type": "array", "items": value(of) }),
        Value::Group(of) => group(of),
        Value::Named { of, .. } => json!({ "type": "object", "minProperties": 1, "additionalProperties": value(of) }),
        Value::Scores { support: false } => json!({ "$ref": "#/$defs/scores" }),
        Value::Scores { support: true } => json!({ "$ref": "#/$defs/class_scores" }),
    }
}

fn scores(support: bool) -> Json {
    let figure = |metric: &str| (metric.to_owned(), value(&Value::Figure));
    let mut properties: Map<String, Json> = METRICS.into_iter().map(figure).collect();
    if support {
        properties.insert(SUPPORT.to_owned(), value(&Value::Rows));
    }
    json!({ "type": "object", "minProperties": 1, "properties": properties, "additionalProperties": false })
}

#[cfg(test)]
pub(super) fn of_key(key: &Key) -> Json {
    let mut schema = property(key);
    schema["$defs"] = json_schema()["$defs"].clone();
    schema
}
