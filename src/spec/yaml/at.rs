//! Where the reader stands in the tree.

use std::cell::RefCell;
use std::collections::HashSet;

use serde::de::value::{Error as NameError, StrDeserializer};
use serde::de::{DeserializeOwned, Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::node::{Node, quoted};
use crate::spec::errors::FileErrors;
use crate::spec::suggest;

/// A mistake whose line is not looked up yet.
#[derive(Debug)]
pub(crate) struct Found {
    pub(super) path: String,
    pub(super) positions: Vec<usize>,
    pub(super) message: String,
    pub(super) hint: Option<String>,
}

/// The mistakes found so far.
#[derive(Debug, Default)]
pub(crate) struct Log {
    found: RefCell<Vec<Found>>,
}

impl Log {
    /// Keeps one more than is shown, so that the rest is known to exist.
    fn push(&self, found: Found) {
        if !self.is_full() {
            self.found.borrow_mut().push(found);
        }
    }

    fn is_full(&self) -> bool {
        self.found.borrow().len() > FileErrors::MOST
    }

    pub(super) fn into_found(self) -> Vec<Found> {
        self.found.into_inner()
    }
}

/// A node, the path to it, and where its mistakes go.
///
/// Every reading method returns `None` after it has reported why.
#[derive(Debug, Clone)]
pub(crate) struct At<'a> {
    node: &'a Node,
    path: String,
    positions: Vec<usize>,
    log: &'a Log,
}

impl<'a> At<'a> {
    pub(super) fn root(node: &'a Node, log: &'a Log) -> Self {
        Self { node, path: String::new(), positions: Vec::new(), log }
    }

    pub(crate) fn node(&self) -> &'a Node {
        self.node
    }

    /// Takes note of a mistake here.
    pub(crate) fn report(&self, message: impl Into<String>, hint: impl Into<Option<String>>) {
        self.report_below(self.path.clone(), message.into(), hint.into());
    }

    /// [`report`](Self::report), as the end of a reading method.
    pub(crate) fn fail<T>(&self, message: impl Into<String>, hint: impl Into<Option<String>>) -> Option<T> {
        self.report(message, hint);
        None
    }

    fn report_below(&self, path: String, message: String, hint: Option<String>) {
        self.log.push(Found { path, positions: self.positions.clone(), message, hint });
    }

    fn expected<T>(&self, what: &str) -> Option<T> {
        self.fail(format!("expected {what}, not {}", self.node.describe()), None)
    }

    fn below(&self, node: &'a Node, path: String, position: usize) -> Self {
        let mut positions = self.positions.clone();
        positions.push(position);
        Self { node, path, positions, log: self.log }
    }

    fn path_of(&self, key: &str) -> String {
        let plain = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || "_-*/ ".contains(c));
        let key = if plain && key.len() <= 60 { key.to_owned() } else { quoted(key) };
        if self.path.is_empty() { key } else { format!("{}.{key}", self.path) }
    }

    /// The value of `key`, without a word when there is none: for mistakes that only show when several places are compared.
    pub(crate) fn child(&self, key: &str) -> Option<Self> {
        let Node::Map(entries) = self.node else { return None };
        let position = entries.iter().position(|(name, _)| name == key)?;
        Some(self.below(&entries[position].1, self.path_of(key), position))
    }

    /// A map with these keys at most.
    pub(crate) fn keys(&self, allowed: &[&str]) -> Option<Keys<'a>> {
        let mut keys = Keys { at: self.clone(), known: Vec::new(), meant: Vec::new() };
        for (name, at) in self.entries()? {
            if allowed.contains(&name) {
                keys.known.push((name, at));
            } else if !self.log.is_full() {
                at.report("is not a known key", suggest::hint(name, allowed));
                keys.meant.extend(suggest::closest(name, allowed.iter().copied()).map(str::to_owned));
            }
        }
        Some(keys)
    }

    /// A map with any keys, in file order; a key that stands twice is reported and left out.
    pub(crate) fn entries(&self) -> Option<Vec<(&'a str, Self)>> {
        let Node::Map(entries) = self.node else { return self.expected("a map of keys and values") };
        let mut seen = HashSet::new();
        let mut unique = Vec::with_capacity(entries.len());
        for (position, (name, node)) in entries.iter().enumerate() {
            let at = self.below(node, self.path_of(name), position);
            if seen.insert(name.as_str()) {
                unique.push((name.as_str(), at));
            } else {
                at.report("stands twice", "remove one of them".to_owned());
            }
        }
        Some(unique)
    }

    /// The items of a list.
    pub(crate) fn items(&self) -> Option<Vec<Self>> {
        let Node::List(items) = self.node else { return self.expected("a list") };
        let at = |(i, node)| self.below(node, format!("{}[{i}]", self.path), i);
        Some(items.iter().enumerate().map(at).collect())
    }

    /// A list, each item read with `read`.
    pub(crate) fn each<T>(&self, read: impl Fn(&Self) -> Option<T>) -> Option<Vec<T>> {
        let values: Vec<Option<T>> = self.items()?.iter().map(read).collect();
        values.into_iter().collect()
    }

    /// A list without doubles.
    pub(crate) fn set<T>(&self, read: impl Fn(&Self) -> Option<T>) -> Option<Vec<T>> {
        let items = self.items()?;
        let mut seen = HashSet::new();
        let mut unique = true;
        for item in &items {
            if item.node.scalar().is_some_and(|scalar| !seen.insert(scalar)) {
                unique = false;
                item.report(format!("{} stands twice", item.node.describe()), "remove one of them".to_owned());
            }
        }
        let values: Vec<Option<T>> = items.iter().map(read).collect();
        values.into_iter().collect::<Option<_>>().filter(|_| unique)
    }

    /// A list without doubles and with one item at least.
    pub(crate) fn filled_set<T>(&self, read: impl Fn(&Self) -> Option<T>) -> Option<Vec<T>> {
        if matches!(self.node, Node::List(items) if items.is_empty()) {
            return self.fail("is empty", "give one at least".to_owned());
        }
        self.set(read)
    }

    /// A text that is not blank.
    pub(crate) fn text(&self) -> Option<&'a str> {
        match self.node {
            Node::Text(text) if text.trim().is_empty() => self.fail("is blank", None),
            Node::Text(text) => Some(text),
            Node::Integer(_) | Node::Float(_) | Node::Bool(_) => {
                let found = self.node.describe();
                self.fail(format!("expected text, not {found}"), "put it between quotes".to_owned())
            }
            _ => self.expected("text"),
        }
    }

    /// [`text`](Self::text), owned.
    pub(crate) fn string(&self) -> Option<String> {
        self.text().map(str::to_owned)
    }

    /// `true` or `false`.
    pub(crate) fn flag(&self) -> Option<bool> {
        match self.node {
            Node::Bool(value) => Some(*value),
            _ => self.expected("`true` or `false`"),
        }
    }

    /// A number for which `holds`; `rule` says in words which those are.
    pub(crate) fn number(&self, rule: &str, holds: impl Fn(f64) -> bool) -> Option<f64> {
        let value = match self.node {
            Node::Integer(value) => *value as f64,
            Node::Float(value) => *value,
            _ => return self.expected(&format!("a number {rule}")),
        };
        if value.is_finite() && holds(value) { Some(value) } else { self.expected(&format!("a number {rule}")) }
    }

    /// A whole number from `low` to `high`.
    pub(crate) fn whole(&self, low: u64, high: u64) -> Option<u64> {
        let value = match self.node {
            Node::Integer(value) => u64::try_from(*value).ok().filter(|value| (low..=high).contains(value)),
            _ => None,
        };
        value.or_else(|| self.expected(&format!("a whole number from {low} to {high}")))
    }

    /// A whole number from `low` to `high`, small enough for a size.
    pub(crate) fn count(&self, low: u32, high: u32) -> Option<u32> {
        let value = self.whole(low.into(), high.into())?;
        u32::try_from(value).ok()
    }

    /// One of the names of a unit enum.
    pub(crate) fn choice<T: DeserializeOwned>(&self) -> Option<T> {
        let names = names::<T>();
        match self.node {
            Node::Text(text) => variant(text)
                .or_else(|| self.fail(format!("{} is not allowed", quoted(text)), suggest::hint(text, names))),
            _ => self.expected(&format!("one of {}", names.join(", "))),
        }
    }

    /// One of `names`; `what` they are.
    pub(crate) fn one_of<'n>(&self, what: &str, names: &[&'n str]) -> Option<&'n str> {
        let text = self.text()?;
        let found = names.iter().find(|&&name| name == text).copied();
        found.or_else(|| self.fail(format!("{} is no {what}", quoted(text)), suggest::hint(text, names)))
    }
}

/// The known keys of a map; a key without a value counts as absent.
#[derive(Debug)]
pub(crate) struct Keys<'a> {
    at: At<'a>,
    known: Vec<(&'a str, At<'a>)>,
    /// What the unknown keys were taken for: a misspelt key is not reported as missing, too.
    meant: Vec<String>,
}

impl<'a> Keys<'a> {
    /// The map itself.
    pub(crate) fn at(&self) -> &At<'a> {
        &self.at
    }

    /// All known keys that are given, in file order.
    pub(crate) fn into_known(self) -> Vec<(&'a str, At<'a>)> {
        self.known
    }

    /// The value of a key, unless absent.
    pub(crate) fn get(&self, key: &str) -> Option<&At<'a>> {
        self.known.iter().find(|(name, at)| *name == key && *at.node != Node::Null).map(|(_, at)| at)
    }

    /// A key that must be there.
    pub(crate) fn required<T>(&self, key: &str, read: impl FnOnce(&At<'a>) -> Option<T>) -> Option<T> {
        if let Some(at) = self.get(key) {
            return read(at);
        }
        if !self.meant.iter().any(|meant| meant == key) {
            self.at.report_below(self.at.path_of(key), "is missing".into(), None);
        }
        None
    }

    /// A key that may be absent.
    pub(crate) fn or<T>(&self, key: &str, default: T, read: impl FnOnce(&At<'a>) -> Option<T>) -> Option<T> {
        self.get(key).map_or(Some(default), read)
    }

    /// A key that may be absent, without a default.
    pub(crate) fn optional<T>(&self, key: &str, read: impl FnOnce(&At<'a>) -> Option<T>) -> Option<Option<T>> {
        self.get(key).map_or(Some(None), |at| read(at).map(Some))
    }

    /// Reports `key` where it is given, because it means nothing here.
    pub(crate) fn refuse(&self, key: &str, why: &str, hint: &str) {
        if let Some(at) = self.get(key) {
            at.report(why, hint.to_owned());
        }
    }
}

/// The variant of a unit enum with this name.
fn variant<T: DeserializeOwned>(name: &str) -> Option<T> {
    let deserializer: StrDeserializer<'_, NameError> = name.into_deserializer();
    T::deserialize(deserializer).ok()
}

/// The names of a unit enum, as serde writes them: the list that its derived reader announces.
pub(crate) fn names<T: DeserializeOwned>() -> &'static [&'static str] {
    struct Listener<'l>(&'l mut &'static [&'static str]);

    impl<'de> Deserializer<'de> for Listener<'_> {
        type Error = NameError;

        fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NameError> {
            visitor.visit_unit()
        }

        fn deserialize_enum<V: Visitor<'de>>(
            self,
            _name: &'static str,
            variants: &'static [&'static str],
            visitor: V,
        ) -> Result<V::Value, NameError> {
            *self.0 = variants;
            visitor.visit_unit()
        }

        forward_to_deserialize_any! {
            bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
            newtype_struct seq tuple tuple_struct map struct identifier ignored_any
        }
    }

    let mut names: &'static [&'static str] = &[];
    // A unit is no variant, so this always fails; what it asked for on the way is what counts.
    let _: Result<T, NameError> = T::deserialize(Listener(&mut names));
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::SplitKind;

    #[test]
    fn the_names_of_an_enum_are_those_serde_writes() {
        assert_eq!(names::<SplitKind>(), ["random", "stratified", "official", "time", "group"]);
        assert_eq!(variant::<SplitKind>("group"), Some(SplitKind::Group));
        assert_eq!(variant::<SplitKind>("Group"), None);
    }
}
