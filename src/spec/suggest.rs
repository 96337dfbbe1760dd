//! "Did you mean …?": the candidate that comes closest to a word.

/// Similarity (Jaro–Winkler, 0 to 1) from which on a candidate is worth a question; `kernal`/`kernel` has 0.93,
/// `batch`/`balance` 0.68.
const WORTH_ASKING: f64 = 0.8;

/// Longer words are no typing errors.
const LONGEST: usize = 64;

/// The candidate closest to `word`, the first one on ties; `None` when none comes close. Case, `-` and blanks do not count.
pub(crate) fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > LONGEST {
        return None;
    }
    let word = plain(word);
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates {
        let similarity = strsim::jaro_winkler(&word, &plain(candidate));
        if similarity >= WORTH_ASKING && best.is_none_or(|(highest, _)| similarity > highest) {
            best = Some((similarity, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The hint for a word that is none of `allowed`.
pub(crate) fn hint(word: &str, allowed: &[&str]) -> String {
    let list = allowed.join(", ");
    match closest(word, allowed.iter().copied()) {
        Some(candidate) => format!("did you mean `{candidate}`? Allowed: {list}"),
        None => format!("allowed: {list}"),
    }
}

fn plain(word: &str) -> String {
    word.to_lowercase().replace(['-', ' '], "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typing_errors_find_their_word() {
        let keys = ["learning_rate", "batch", "epochs", "early_stopping"];
        assert_eq!(closest("epoch", keys), Some("epochs"));
        assert_eq!(closest("batch_size", keys), Some("batch"));
        assert_eq!(closest("Learning-Rate", keys), Some("learning_rate"));
        assert_eq!(closest("momentum", keys), None);
        assert_eq!(closest(&"epochs".repeat(20), keys), None);
    }

    #[test]
    fn the_hint_lists_what_is_allowed() {
        assert_eq!(hint("standart", &["none", "standard"]), "did you mean `standard`? Allowed: none, standard");
        assert_eq!(hint("robust", &["none", "standard"]), "allowed: none, standard");
    }
}
