//! What is predicted, and which raw label belongs to which class.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::spec::suggest::closest;

/// What is predicted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Task {
    /// Binary or multi-class.
    pub kind: TaskKind,
    /// The class that counts as positive; binary tasks only.
    pub positive: Option<String>,
    /// Raw label patterns (`*` matches any run of characters) to class names; the first match wins.
    pub labels: IndexMap<String, String>,
}

/// Binary or multi-class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskKind {
    /// Two classes, one of them positive.
    Binary,
    /// Two or more classes.
    Multiclass,
}

impl Task {
    /// The class names in index order. Binary: negative 0, positive 1. Multi-class: order of first appearance in `labels`.
    pub fn classes(&self) -> Vec<String> {
        let mut classes: Vec<String> = Vec::new();
        for class in self.labels.values() {
            if !classes.contains(class) {
                classes.push(class.clone());
            }
        }
        if let Some(positive) = &self.positive {
            classes.sort_by_key(|class| class == positive);
        }
        classes
    }

    /// Index into [`classes`](Self::classes) of a raw label; `None` when no pattern matches. The first pattern that matches wins.
    pub fn class_of(&self, raw_label: &str) -> Option<usize> {
        let class = class_of(&self.labels, raw_label)?;
        self.classes().iter().position(|known| known == class)
    }

    /// The pattern that comes closest to a label that none matches, for a hint.
    pub fn nearest_pattern(&self, raw_label: &str) -> Option<&str> {
        closest(raw_label, self.labels.keys().map(String::as_str))
    }
}

/// The class of a raw label by `labels`, pattern to class; the first pattern that matches wins.
pub(crate) fn class_of<'a>(labels: &'a IndexMap<String, String>, raw_label: &str) -> Option<&'a str> {
    let (_, class) = labels.iter().find(|(pattern, _)| pattern_matches(pattern, raw_label))?;
    Some(class)
}

/// Whether `text` matches `pattern`, in which `*` stands for any run of characters, an empty one included.
///
/// Upper and lower case differ. Greedy with one way back, so the time is at most the product of both lengths.
pub(crate) fn pattern_matches(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut p, mut t) = (0, 0);
    let mut last_star: Option<(usize, usize)> = None;
    while t < text.len() {
        if pattern.get(p) == Some(&b'*') {
            last_star = Some((p, t));
            p += 1;
        } else if pattern.get(p) == Some(&text[t]) {
            p += 1;
            t += 1;
        } else if let Some((star, taken)) = last_star {
            last_star = Some((star, taken + 1));
            p = star + 1;
            t = taken + 1;
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|&byte| byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn task(kind: TaskKind, positive: Option<&str>, labels: &[(&str, &str)]) -> Task {
        let labels = labels.iter().map(|&(pattern, class)| (pattern.to_owned(), class.to_owned())).collect();
        Task { kind, positive: positive.map(str::to_owned), labels }
    }

    #[test]
    fn a_star_stands_for_any_run() {
        for (pattern, text, expected) in [
            ("Benign", "Benign", true),
            ("Benign", "benign", false),
            ("Benign", "Benign_test", false),
            ("*", "", true),
            ("*DoS*", "MQTT-DDoS-Connect", true),
            ("MQTT-DDoS-*", "MQTT-DDoS-", true),
            ("a*b*c", "aXbYbZc", true),
            ("a*b*c", "aXbYbZ", false),
            ("**a", "ba", true),
            ("*ab", "aab", true),
            ("Web Attack * XSS", "Web Attack \u{fffd} XSS", true),
            ("", "x", false),
        ] {
            assert_eq!(pattern_matches(pattern, text), expected, "{pattern} against {text}");
        }
    }

    #[test]
    fn a_pattern_of_many_stars_takes_no_exponential_time() {
        let pattern = "*a".repeat(200);
        assert!(!pattern_matches(&pattern, &("a".repeat(199) + &"b".repeat(20_000))));
    }

    #[test]
    fn the_first_pattern_that_matches_wins() {
        let task = task(TaskKind::Multiclass, None, &[("*DDoS*", "DDoS"), ("*DoS*", "DoS"), ("Recon-*", "Recon")]);
        assert_eq!(task.class_of("TCP_IP-DDoS-SYN1_train"), Some(0));
        assert_eq!(task.class_of("TCP_IP-DoS-SYN1_train"), Some(1));
        assert_eq!(task.class_of("Spoofing"), None);
    }

    #[test]
    fn the_positive_class_of_a_binary_task_has_index_one() {
        let task =
            task(TaskKind::Binary, Some("attack"), &[("DDoS", "attack"), ("DoS", "attack"), ("Normal", "normal")]);
        assert_eq!(task.classes(), ["normal", "attack"]);
        assert_eq!((task.class_of("DDoS"), task.class_of("Normal")), (Some(1), Some(0)));
    }

    #[test]
    fn the_nearest_pattern_helps_with_a_typing_error() {
        let task = task(TaskKind::Multiclass, None, &[("BENIGN", "benign"), ("PortScan", "scan")]);
        assert_eq!(task.nearest_pattern("Portscan"), Some("PortScan"));
        assert_eq!(task.nearest_pattern("quite another thing"), None);
    }
}
