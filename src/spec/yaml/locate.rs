//! The line of a node.
//!
//! The YAML parser knows the line of every event but hands it out with errors only. So the text is read once more, along the
//! path to the node, and the read fails there on purpose: the error carries the line. It is exact for block and flow style, quotes,
//! comments and anchors, and costs nothing as long as a file has no mistakes.

use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Line (from 1) of the key or list item at the end of `positions`, each the place within its map or list; `None` for the root.
pub(crate) fn line(text: &str, positions: &[usize]) -> Option<usize> {
    if positions.is_empty() {
        return None;
    }
    let error = Walk { positions }.deserialize(serde_yaml::Deserializer::from_str(text)).err()?;
    error.location().map(|location| location.line())
}

/// Goes down `positions` and fails at their end.
#[derive(Clone, Copy)]
struct Walk<'p> {
    positions: &'p [usize],
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the way to a mistake")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Some((&position, rest)) = self.positions.split_first() else { return Err(de::Error::custom("here")) };
        for _ in 0..position {
            map.next_entry::<IgnoredAny, IgnoredAny>()?;
        }
        if rest.is_empty() {
            map.next_key_seed(Here)?;
        }
        map.next_key::<IgnoredAny>()?;
        map.next_value_seed(Self { positions: rest })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let Some((&position, rest)) = self.positions.split_first() else { return Err(de::Error::custom("here")) };
        for _ in 0..position {
            list.next_element::<IgnoredAny>()?;
        }
        list.next_element_seed(Self { positions: rest })?;
        Ok(())
    }
}

/// Fails at a key.
struct Here;

impl<'de> DeserializeSeed<'de> for Here {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(Walk { positions: &[] })
    }
}

#[cfg(test)]
mod tests {
    use super::line;

    const TEXT: &str = "\
# a comment
a: 1
b:
  c: {d: 1,
    e: [1,
      2]}
  'f: g':

    - x
    - y: 1
      z: >
        folded
        text
h: end
";

    #[test]
    fn keys_and_items_have_their_line() {
        for (positions, expected) in [
            (&[0][..], 2),
            (&[1], 3),
            (&[1, 0], 4),
            (&[1, 0, 0], 4),
            (&[1, 0, 1], 5),
            (&[1, 0, 1, 1], 6),
            (&[1, 1], 7),
            (&[1, 1, 0], 9),
            (&[1, 1, 1], 10),
            (&[1, 1, 1, 1], 11),
            (&[2], 14),
        ] {
            assert_eq!(line(TEXT, positions), Some(expected), "{positions:?}");
        }
        assert_eq!(line(TEXT, &[]), None);
    }

    #[test]
    fn windows_line_ends_count_once() {
        assert_eq!(line(&TEXT.replace('\n', "\r\n"), &[1, 0, 1]), Some(5));
    }

    #[test]
    fn the_node_of_an_alias_stands_at_its_anchor() {
        assert_eq!(line("a: &x\n  k: 1\nb: *x\n", &[1, 0]), Some(2));
    }
}
