//! Looking an edition up by its name.

use super::{
    Edition, bot_iot_5pct, bot_iot_10_best, bot_iot_full, cicids2017_engelen2021, cicids2017_labelled_flows,
    cicids2017_ml_csv, ciciomt2024_wifi_mqtt,
};

/// Names less similar than this are no hint (Jaro–Winkler similarity, 0 to 1).
const HINT_THRESHOLD: f64 = 0.75;

static ALL: [&Edition; 7] = [
    &bot_iot_10_best::EDITION,
    &bot_iot_5pct::EDITION,
    &bot_iot_full::EDITION,
    &cicids2017_ml_csv::EDITION,
    &cicids2017_labelled_flows::EDITION,
    &cicids2017_engelen2021::EDITION,
    &ciciomt2024_wifi_mqtt::EDITION,
];

/// Every edition, dataset by dataset.
pub fn all() -> &'static [&'static Edition] {
    &ALL
}

/// The edition of exactly that name.
pub fn find(name: &str) -> Option<&'static Edition> {
    ALL.iter().copied().find(|edition| edition.name == name)
}

/// The edition whose name is most like `name`, for a "did you mean"; `None` if nothing is near.
pub fn nearest(name: &str) -> Option<&'static Edition> {
    let name = name.to_lowercase();
    ALL.iter()
        .map(|&edition| (strsim::jaro_winkler(&name, edition.name), edition))
        .filter(|(similarity, _)| *similarity >= HINT_THRESHOLD)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, edition)| edition)
}

/// The editions of a dataset, however its name is written: case and punctuation do not count, so `BoT-IoT` is `bot-iot`.
pub fn editions_of(dataset: &str) -> impl Iterator<Item = &'static Edition> {
    let name = plain(dataset);
    ALL.iter().copied().filter(move |edition| plain(edition.dataset()) == name)
}

fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
