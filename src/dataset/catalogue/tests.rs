use std::collections::BTreeSet;

use super::*;

fn sum(values: impl IntoIterator<Item = Option<u64>>) -> Option<u64> {
    values.into_iter().sum()
}

#[test]
fn names_are_unique_and_found() {
    let names: BTreeSet<_> = all().iter().map(|edition| edition.name).collect();
    assert_eq!(names.len(), all().len());
    for edition in all() {
        assert_eq!(find(edition.name).map(|found| found.name), Some(edition.name));
        assert_eq!(edition.name, format!("{}/{}", edition.dataset(), edition.name.rsplit('/').next().unwrap()));
    }
    assert!(find("bot-iot").is_none());
}

#[test]
fn a_typo_finds_its_neighbour() {
    assert_eq!(nearest("bot-iot/10best").map(|e| e.name), Some("bot-iot/10-best"));
    assert_eq!(nearest("CICIDS2017/ML-CSV").map(|e| e.name), Some("cicids2017/ml-csv"));
    assert_eq!(nearest("ciciomt2024").map(|e| e.name), Some("ciciomt2024/wifi-mqtt"));
    assert!(nearest("nsl").is_none());
}

#[test]
fn class_counts_sum_to_the_rows() {
    for edition in all().iter().filter(|edition| !edition.classes.is_empty()) {
        let total = sum(edition.classes.iter().map(|class| class.rows.map(|rows| rows.value)));
        assert_eq!(total, Some(edition.rows.value), "{}", edition.name);
        let labels: BTreeSet<_> = edition.classes.iter().map(|class| class.name).collect();
        assert_eq!(labels.len(), edition.classes.len(), "{}", edition.name);
    }
}

#[test]
fn file_rows_sum_to_the_rows_where_all_are_known() {
    let mut checked = 0;
    for edition in all() {
        if let Some(total) = sum(edition.files.iter().map(|file| file.rows)) {
            assert_eq!(total, edition.rows.value, "{}", edition.name);
            checked += 1;
        }
        let names: BTreeSet<_> = edition.files.iter().map(|file| file.name).collect();
        assert_eq!(names.len(), edition.files.len(), "{}", edition.name);
    }
    assert_eq!(checked, 5);
}

#[test]
fn sides_sum_to_the_class() {
    for class in all().iter().flat_map(|edition| edition.classes) {
        if let (Some((train, test)), Some(rows)) = (class.sides, class.rows) {
            assert_eq!(train + test, rows.value, "{}", class.name);
        }
    }
}

#[test]
fn ciciomt2024_file_and_class_rows_agree() {
    let edition = find("ciciomt2024/wifi-mqtt").unwrap();
    let side = |pick: fn((u64, u64)) -> u64| sum(edition.classes.iter().map(|class| class.sides.map(pick)));
    assert_eq!(side(|(train, _)| train), Some(7_160_831));
    assert_eq!(side(|(_, test)| test), Some(1_614_182));
    assert_eq!(edition.files.iter().filter(|file| file.name.ends_with("_train.pcap.csv")).count(), 51);
    assert_eq!(edition.files.iter().filter(|file| file.name.ends_with("_test.pcap.csv")).count(), 21);
    for class in edition.classes {
        let (train, test) = class.sides.unwrap();
        for (ending, expected) in [("_train.pcap.csv", train), ("_test.pcap.csv", test)] {
            let files = edition.files.iter().filter(|file| {
                file.name.strip_suffix(ending).is_some_and(|stem| stem.trim_end_matches(char::is_numeric) == class.name)
            });
            if let Some(rows) = sum(files.map(|file| file.rows)) {
                assert_eq!(rows, expected, "{}{ending}", class.name);
            }
        }
    }
}

#[test]
fn bot_iot_10_best_has_the_published_split() {
    let edition = find("bot-iot/10-best").unwrap();
    let rows: Vec<_> = edition.files.iter().map(|file| file.rows.unwrap()).collect();
    assert_eq!(rows, [2_934_817, 733_705]);
    assert_eq!(edition.rows, Count::verified(3_668_522));
    assert_eq!(edition.class("Normal/Normal").unwrap().sides, Some((370, 107)));
}

#[test]
fn hashes_are_lower_case_sha256() {
    for file in all().iter().flat_map(|edition| edition.files) {
        if let Some(hash) = file.sha256 {
            assert_eq!(hash.len(), 64, "{}", file.name);
            assert!(hash.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)), "{}", file.name);
        }
    }
}

#[test]
fn label_columns_exist_and_names_are_trimmed() {
    for edition in all() {
        if let LabelRule::Columns(columns) = edition.label {
            for column in columns {
                assert!(edition.label_columns().any(|known| known.name == *column), "{} {column}", edition.name);
            }
        }
        assert!(edition.columns.iter().all(|column| column.name == column.name.trim()), "{}", edition.name);
        assert!(edition.header_row || edition.schema_verified, "{} could not be read", edition.name);
    }
}

#[test]
fn column_counts_are_the_published_ones() {
    let columns = |name| find(name).unwrap().columns.len();
    assert_eq!(columns("bot-iot/10-best"), 19);
    assert_eq!(columns("bot-iot/5pct"), 46);
    assert_eq!(columns("bot-iot/full"), 35);
    assert_eq!(columns("cicids2017/ml-csv"), 79);
    assert_eq!(columns("cicids2017/labelled-flows"), 85);
    assert_eq!(columns("ciciomt2024/wifi-mqtt"), 45);
    assert_eq!(find("cicids2017/ml-csv").unwrap().feature_columns().count(), 78);
    assert_eq!(find("bot-iot/10-best").unwrap().identifier_columns().count(), 6);
}

#[test]
fn a_dataset_is_found_however_it_is_written() {
    for (written, editions) in
        [("BoT-IoT", 3), ("Bot IoT", 3), ("CIC-IDS-2017", 3), ("CICIDS2017", 3), ("ciciomt2024", 1)]
    {
        assert_eq!(editions_of(written).count(), editions, "{written}");
    }
    assert_eq!(editions_of("NSL-KDD").count() + editions_of("").count(), 0);
}

#[test]
fn cleaned_counts_sum_and_are_not_above_the_published_ones() {
    let mut checked = 0;
    for edition in all() {
        for cleaned in edition.cleaned.iter().filter(|cleaned| !cleaned.classes.is_empty()) {
            let total: u64 = cleaned.classes.iter().map(|(_, count)| count.value).sum();
            assert_eq!(total, cleaned.rows.value, "{}", edition.name);
            assert_eq!(cleaned.classes.len(), edition.classes.len(), "{}", edition.name);
            for (label, left) in cleaned.classes {
                let published = edition.class(label).unwrap();
                let before = match cleaned.side {
                    None => published.rows.unwrap().value,
                    Some(Side::Train) => published.sides.unwrap().0,
                    Some(Side::Test) => published.sides.unwrap().1,
                };
                assert!(left.value <= before, "{} {label}", edition.name);
            }
            checked += 1;
        }
    }
    assert_eq!(checked, 3);
}

#[test]
fn the_sides_of_an_edition_are_counted_by_file() {
    let rows = |name, side| find(name).unwrap().official_rows(side);
    assert_eq!(rows("bot-iot/10-best", Side::Train), Some(2_934_817));
    assert_eq!(rows("bot-iot/10-best", Side::Test), Some(733_705));
    assert_eq!(rows("ciciomt2024/wifi-mqtt", Side::Test), Some(1_614_182));
    // Two of its files are not counted one by one.
    assert_eq!(rows("ciciomt2024/wifi-mqtt", Side::Train), None);
    assert_eq!(rows("cicids2017/ml-csv", Side::Test), None);
}
