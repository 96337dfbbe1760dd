//! A YAML file as a tree.

use std::cell::Cell;
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::spec::errors::Mistake;

/// Most values in a file; aliases could make a short file grow without end.
const MOST_NODES: u32 = 200_000;

/// A value, its keys in file order and with their doubles.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node {
    /// Nothing, `~` or `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number written without point and exponent.
    Integer(i128),
    /// Any other number.
    Float(f64),
    /// Text, quoted or not.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// Keys as they were written (`1.0` stays `1.0`) and their values.
    Map(Vec<(String, Node)>),
}

impl Node {
    /// The keys of a map; none where this is no map.
    pub(crate) fn names(&self) -> Vec<&str> {
        match self {
            Self::Map(entries) => entries.iter().map(|(name, _)| name.as_str()).collect(),
            _ => Vec::new(),
        }
    }

    /// The value of a key.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Map(entries) => entries.iter().find(|(name, _)| name == key).map(|(_, node)| node),
            _ => None,
        }
    }

    /// A scalar in full, the same for 1 and 1.0 but not for 1 and "1"; `None` for lists and maps.
    pub(crate) fn scalar(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(format!("text {text}")),
            Self::List(_) | Self::Map(_) => None,
            other => Some(other.describe()),
        }
    }

    /// For "…, not the number 3".
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::Null => "nothing".into(),
            Self::Bool(value) => format!("`{value}`"),
            Self::Integer(value) => format!("the number {value}"),
            // As a person would write it, not as hundreds of digits.
            Self::Float(value) if value.abs() >= 1e16 => format!("the number {value:e}"),
            Self::Float(value) => format!("the number {value}"),
            Self::Text(text) => format!("the text {}", quoted(text)),
            Self::List(_) => "a list".into(),
            Self::Map(_) => "a map".into(),
        }
    }
}

/// A text as shown in a message: in backticks, on one line and cut to 60 characters.
pub(crate) fn quoted(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut shown: String = text.chars().take(LONGEST).flat_map(char::escape_debug).collect();
    if text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    format!("`{}`", shown.replace("\\\"", "\"").replace("\\'", "'"))
}

/// The tree of a file with one document.
pub(crate) fn parse(text: &str) -> Result<Node, Mistake> {
    let budget = Cell::new(MOST_NODES);
    match (Grow { budget: &budget }).deserialize(serde_yaml::Deserializer::from_str(text)) {
        Ok(Node::Null) => Err(Mistake::of_file("is empty", None)),
        Ok(node) => Ok(node),
        Err(error) => Err(syntax_mistake(text, &error)),
    }
}

fn syntax_mistake(text: &str, error: &serde_yaml::Error) -> Mistake {
    let line = error.location().map(|location| location.line());
    let content = line.and_then(|line| text.lines().nth(line - 1)).unwrap_or_default();
    let indent = &content[..content.len() - content.trim_start().len()];
    let message = format!("is not valid YAML: {error}");
    let hint = if indent.contains('\t') {
        Some("this line is indented with a tab; YAML wants blanks")
    } else if message.contains("alias") || message.contains("unknown anchor") {
        Some("put text that begins with `*` between quotes: `\"*DoS*\": DoS`")
    } else {
        None
    };
    Mistake { line, ..Mistake::of_file(message, hint) }
}

/// Grows a [`Node`] within a budget shared by the whole tree.
#[derive(Clone, Copy)]
struct Grow<'b> {
    budget: &'b Cell<u32>,
}

impl Grow<'_> {
    fn pay<E: de::Error>(self) -> Result<(), E> {
        let left = self.budget.get().checked_sub(1);
        self.budget.set(left.ok_or_else(|| E::custom(format_args!("more than {MOST_NODES} values")))?);
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Grow<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        self.pay()?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Grow<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value without a tag")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_none<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Integer(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Integer(value.into()))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Node, E> {
        Ok(Node::Integer(value))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Node, E> {
        Ok(i128::try_from(value).map_or(Node::Float(value as f64), Node::Integer))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(Node::Float(value))
    }

    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(Node::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(self)? {
            items.push(item);
        }
        Ok(Node::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut entries = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            entries.push((key, map.next_value_seed(self)?));
        }
        Ok(Node::Map(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Node {
        let Node::Map(mut entries) = parse(&format!("key: {text}")).unwrap() else { panic!("a map") };
        entries.remove(0).1
    }

    #[test]
    fn scalars_are_those_of_the_yaml_1_2_core_schema() {
        assert_eq!(value("1e-3"), Node::Float(0.001));
        assert_eq!(value("1E+2"), Node::Float(100.0));
        assert_eq!(value("-0.5"), Node::Float(-0.5));
        assert_eq!(value("18446744073709551615"), Node::Integer(u64::MAX.into()));
        assert_eq!(value("0x10"), Node::Integer(16));
        assert_eq!(value("true"), Node::Bool(true));
        assert_eq!(value("no"), Node::Text("no".into()));
        assert_eq!(value("'1'"), Node::Text("1".into()));
        assert_eq!(value("007"), Node::Text("007".into()));
        assert_eq!(value("~"), Node::Null);
        assert_eq!(value(""), Node::Null);
    }

    #[test]
    fn keys_stay_as_written_and_doubles_stay_in() {
        let keys = |text| match parse(text).unwrap() {
            Node::Map(entries) => entries.into_iter().map(|(key, _)| key).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        assert_eq!(keys("{1.0: a, 0: b, true: c, 0: d}"), ["1.0", "0", "true", "0"]);
    }

    #[test]
    fn what_is_no_tree_has_one_message() {
        for (text, message, line) in [
            ("", "is empty", None),
            ("# only a comment\n", "is empty", None),
            ("a: [1, 2\nb: 3\n", "is not valid YAML", Some(2)),
            ("a: 1\n---\nb: 1\n", "more than one document", None),
            ("a: !tag 1\n", "a value without a tag", Some(1)),
            ("a: 1\nb: *nothing\n", "unknown anchor", Some(2)),
            ("{[a, b]: 1}", "is not valid YAML", Some(1)),
        ] {
            let mistake = parse(text).unwrap_err();
            assert!(mistake.message.contains(message), "{text:?}: {mistake:?}");
            assert_eq!(mistake.line, line, "{text:?}: {mistake:?}");
        }
    }

    #[test]
    fn tabs_and_stars_get_a_hint() {
        let hint = |text| parse(text).unwrap_err().hint.unwrap_or_default();
        assert!(hint("a:\n  b: 1\n\tc: 2\n").contains("tab"));
        assert!(hint("labels: { *DoS*: DoS }\n").contains("quotes"));
    }

    #[test]
    fn aliases_cannot_make_a_file_grow_without_end() {
        let list = vec!["x"; 1_000].join(",");
        let aliases = vec!["*a"; 1_000].join(",");
        let mistake = parse(&format!("a: &a [{list}]\nb: [{aliases}]\n")).unwrap_err();
        assert!(mistake.message.contains("more than 200000 values"), "{mistake:?}");
    }

    #[test]
    fn deep_nesting_is_refused() {
        let mistake = parse(&("[".repeat(10_000) + &"]".repeat(10_000))).unwrap_err();
        assert!(mistake.message.contains("recursion limit"), "{mistake:?}");
    }
}
