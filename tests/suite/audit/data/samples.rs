//! The samples of the three datasets: what split, capture and cells of them are told.

use std::sync::atomic::AtomicBool;

use idsbench::audit::data::{DataAudit, Level};
use idsbench::dataset::catalogue;
use idsbench::run;
use idsbench::run::progress::Silent;

use super::{of, told};
use crate::data_folder;

/// The audit of an edition as it is; none where its rows are absent.
fn of_edition(name: &str) -> Option<DataAudit> {
    let edition = catalogue::find(name).unwrap();
    let folder = data_folder::dataset(edition.dataset())?;
    Some(run::audit_edition(edition, Some(&folder), &Silent, &AtomicBool::new(false)).unwrap())
}

/// The worst level of a check under a protocol, or of all rows.
fn level(audit: &DataAudit, check: &str, protocol: &str) -> Level {
    let outcomes = of(audit, check).into_iter();
    let about = outcomes.filter(|outcome| outcome.subject.protocol.as_deref().is_none_or(|name| name == protocol));
    about.map(|outcome| outcome.level).min().unwrap_or_else(|| panic!("{}", told(audit)))
}

fn assert_levels(audit: &DataAudit, expected: &[(&str, &str, Level)]) {
    for &(check, protocol, expected) in expected {
        assert_eq!(level(audit, check, protocol), expected, "{check} {protocol}\n{}", told(audit));
    }
}

#[test]
fn ciciomt2024_is_mixed_by_a_random_split_and_not_by_the_official_one() {
    let Some(audit) = of_edition("ciciomt2024/wifi-mqtt") else { return };
    assert_levels(
        &audit,
        &[("temporal_contiguity", "random", Level::Flag), ("temporal_contiguity", "official", Level::Fine)],
    );
}

#[test]
fn bot_iot_shares_its_hosts() {
    let Some(audit) = of_edition("bot-iot/10-best") else { return };
    assert_levels(&audit, &[("group_leakage", "random", Level::Warning)]);
}

#[test]
fn cicids2017_repeats_a_column() {
    let Some(audit) = of_edition("cicids2017/ml-csv") else { return };
    assert_levels(&audit, &[("values", "random", Level::Warning)]);
}
