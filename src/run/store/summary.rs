//! Finished units to one row per protocol × control × model.

use std::collections::BTreeSet;
use std::fmt::Write;

use indexmap::IndexMap;

use super::{Spread, StoredUnit, Summary, SummaryRow, UnitKey};
use crate::metric::catalogue;
use crate::stats::spread;

/// Summarises `units` in the order of `plan`; a planned unit that is not among them stands under `failed`.
pub fn summarise(experiment: &str, synthetic: bool, plan: &[UnitKey], units: &[StoredUnit]) -> Summary {
    let mut rows: Vec<SummaryRow> = Vec::new();
    for key in plan {
        let of =
            |row: &SummaryRow| row.protocol == key.protocol && row.control == key.control && row.model == key.model;
        if !rows.iter().any(of) {
            rows.push(summarise_row(key, plan, units));
        }
    }
    Summary { experiment: experiment.to_owned(), synthetic, rows }
}

fn summarise_row(first: &UnitKey, plan: &[UnitKey], units: &[StoredUnit]) -> SummaryRow {
    let same =
        |key: &UnitKey| key.protocol == first.protocol && key.control == first.control && key.model == first.model;
    let mine: Vec<&StoredUnit> = units.iter().filter(|unit| same(&unit.key)).collect();
    let failed =
        plan.iter().filter(|key| same(key) && !mine.iter().any(|unit| unit.key == **key)).map(|key| key.seed).collect();

    let names: BTreeSet<&String> = mine.iter().flat_map(|unit| unit.metrics.evaluation.scalars.keys()).collect();
    let metrics = names
        .into_iter()
        .filter_map(|name| {
            let values: Vec<f64> = mine.iter().filter_map(|unit| *unit.metrics.evaluation.scalars.get(name)?).collect();
            Some((name.clone(), spread(&values)?.within(catalogue::range(name))))
        })
        .collect();
    SummaryRow {
        protocol: first.protocol.clone(),
        control: first.control,
        model: first.model.clone(),
        seeds: mine.iter().map(|unit| unit.key.seed).collect(),
        failed,
        metrics,
        measured: measured(&mine),
    }
}

fn measured(units: &[&StoredUnit]) -> IndexMap<String, Spread> {
    let mut by_name: IndexMap<&str, Vec<f64>> = IndexMap::new();
    for unit in units {
        for (name, value) in unit.metrics.measured.named() {
            by_name.entry(name).or_default().extend(value);
        }
    }
    by_name
        .into_iter()
        .filter_map(|(name, values)| Some((name.to_owned(), spread(&values)?.within(catalogue::range(name)))))
        .collect()
}

/// A line per protocol × control × model; for each metric its mean, SD, 95 % interval and number of seeds.
pub(super) fn to_csv(summary: &Summary) -> String {
    let names: BTreeSet<&String> = summary.rows.iter().flat_map(|row| row.metrics.keys()).collect();
    let mut text = String::from("data,protocol,control,model,seeds,failed");
    for name in &names {
        let _ = write!(text, ",{name}_mean,{name}_sd,{name}_low,{name}_high,{name}_n");
    }
    text.push('\n');
    let origin = if summary.synthetic { "SYNTHETIC" } else { "real" };
    for row in &summary.rows {
        let control = row.control.map_or("-", crate::spec::ControlKind::name);
        let (seeds, failed) = (row.seeds.len(), row.failed.len());
        let _ = write!(text, "{origin},{},{control},{},{seeds},{failed}", row.protocol, row.model);
        for name in &names {
            match row.metrics.get(*name) {
                None => text.push_str(",,,,,0"),
                Some(s) => {
                    let cell = |value: Option<f64>| value.map_or_else(String::new, |v| v.to_string());
                    let (low, high) = (cell(s.interval.map(|i| i[0])), cell(s.interval.map(|i| i[1])));
                    let _ = write!(text, ",{},{},{low},{high},{}", s.mean, cell(s.sd), s.n);
                }
            }
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_end_where_a_metric_does() {
        let of = |name: &str, values: &[f64]| spread(values).unwrap().within(catalogue::range(name)).interval.unwrap();
        let wide = spread(&[0.95, 1.0]).unwrap().interval.unwrap();
        assert!(wide[1] > 1.0, "{wide:?}");
        assert_eq!(of("accuracy", &[0.95, 1.0]), [wide[0], 1.0]);
        assert_eq!(of("brier", &[0.0, 0.1])[0], 0.0);
        assert_eq!(of("train_seconds", &[1.0, 15.0])[0], 0.0);
        assert!(of("matthews_corrcoef", &[0.0, 0.1])[0] < 0.0);
    }
}
