//! Flows and hosts that stand on both sides of a split.

mod groups;

use super::{Check, percent};
use crate::audit::data::case::SplitCase;
use crate::audit::data::{Case, Level, Outcome, Statistic, Threshold};
use crate::spec::SplitKind;
use crate::text::thousands;

use groups::{Grouping, Shared, groupings};

/// The check.
pub(super) const CHECK: Check = Check {
    name: "group_leakage",
    title: "Flows and hosts on both sides",
    question: "Is a test row part of a flow, or of a talk between hosts, that the model learned from?",
    statistic: "Share of test rows whose flow (a flow's identifier, or both addresses with both ports) has training rows, and the share of those whose \
                hosts (all address columns together) have. Rows without a flow or without hosts share nothing with others. Columns are known by their names and count even where the protocol drops them. Hosts are flagged only where \
                rows were split at random and a table from hosts to the largest class, fitted on training rows, gains a fifth of what the largest class leaves; \
                else they are a warning: few testbeds have hosts enough for both sides.",
    thresholds: &[&FLOW_WARN, &FLOW_FLAG, &HOST_WARN, &HOST_FLAG, &TELLING],
    source: "Kapoor and Narayanan, Patterns 4 (2023) 100804, leakage L3.2, dependence between train and test; Arp et al., USENIX Security 2022, pitfall P3.",
    shortcut: false,
    run,
};

const FLOW_WARN: Threshold = Threshold::new(
    "share of test rows of a flow in train, warning",
    0.01,
    "ours, because detectors that are compared differ by about a point of accuracy",
);

const FLOW_FLAG: Threshold = Threshold::new(
    "share of test rows of a flow in train, flag",
    0.1,
    "ours, because a tenth of the test rows then has its other half in train",
);

const HOST_WARN: Threshold = Threshold::new(
    "share of test rows of hosts in train, warning",
    0.1,
    "ours, because it cannot be seen then how hosts are judged that are new",
);

const HOST_FLAG: Threshold = Threshold::new(
    "share of test rows of hosts in train, flag",
    0.5,
    "ours, because most of the test is then about hosts that were learned",
);

const TELLING: Threshold =
    Threshold::new("gain of the hosts from which on they tell the class", 0.2, "as for columns that are looked up");

fn run(case: &Case<'_>) -> Vec<Outcome> {
    let groupings = groupings(&case.rows.table.columns);
    case.on_splits(|split| {
        let mut outcomes: Vec<Outcome> = groupings.iter().filter_map(|grouping| judge(case, split, grouping)).collect();
        if outcomes.is_empty() {
            let why = "no column is called like a flow or a host, or it holds one value at most";
            outcomes.push(Outcome::not_applicable(CHECK.name, why));
        }
        outcomes.into_iter().map(|outcome| split.outcome(outcome)).collect()
    })
}

fn judge(case: &Case<'_>, split: &SplitCase<'_>, grouping: &Grouping<'_>) -> Option<Outcome> {
    let shared = Shared::count(grouping, case.rows.classes, &split.split.assignment.side_of_row)?;
    let statistic = Statistic::share(grouping.statistic(), shared.in_train, shared.test);
    let says = format!(
        "{} of {} test rows ({}) are of {} that training rows are of, too ({}).",
        thousands(shared.in_train),
        thousands(shared.test),
        percent(statistic.value),
        grouping.what(),
        grouping.columns()
    );
    let (warn, flag) = if grouping.is_flow() { (&FLOW_WARN, &FLOW_FLAG) } else { (&HOST_WARN, &HOST_FLAG) };
    let mut outcome = Outcome::of_large(CHECK.name, statistic, warn, flag, says);
    let at_random = matches!(split.split.settings.split.kind, SplitKind::Random | SplitKind::Stratified);
    if outcome.level == Level::Flag && !grouping.is_flow() && !(at_random && shared.gain() > TELLING.value) {
        outcome.level = Level::Warning;
        outcome.threshold = Some(warn.clone());
    }
    if outcome.level.is_remarkable() {
        outcome = outcome.consequence(format!(
            "A table from {} to the class of its training rows gets {} of the test rows right, the largest class {}.",
            grouping.one(),
            percent(shared.by_table as f64 / shared.test as f64),
            percent(shared.by_majority as f64 / shared.test as f64)
        ));
    }
    let outcome = outcome.count("test rows of groups in train", shared.in_train).count("test rows", shared.test);
    Some(outcome.count("groups", shared.groups).count("right by table", shared.by_table))
}
