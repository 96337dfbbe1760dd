//! `idsbench report`: the report again, from what is stored.

use std::path::{Path, PathBuf};

use super::console;
use super::published::Pairing;
use crate::audit;
use crate::claim::published::{self, Paper};
use crate::error::{Exit, Failure};
use crate::report::{self, FailedUnit, ReportInput, ReportUnit};
use crate::run;
use crate::run::store::{Store, StoredUnit, UnitState, summarise};
use crate::spec;

/// Write the report of a results folder again, without training
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Folder that `idsbench run` wrote, such as results/botiot
    results: PathBuf,

    /// Folder that gets reports/<experiment>
    #[arg(long, value_name = "DIR", default_value = ".")]
    out: PathBuf,
}

impl Args {
    pub(super) fn execute(self) -> Result<Exit, Failure> {
        for line in write(&self.results, &self.out)? {
            console::data(&line);
        }
        Ok(Exit::Success)
    }
}

/// Writes `reports/<experiment>` below `out` from the store in `results`; returns what to tell.
pub(super) fn write(results: &Path, out: &Path) -> Result<Vec<String>, Failure> {
    let input = read(&Store::open(results).map_err(Failure::usage)?)?;
    let folder = run::report_folder(out, &input.experiment.experiment);
    let written = report::write(&input, &folder).map_err(Failure::usage)?;
    let mut lines = vec![format!("results  {}", results.display())];
    for name in ["report.pdf", "index.html"] {
        if written.files.iter().any(|file| file == Path::new(name)) {
            lines.push(format!("report   {}", folder.join(name).display()));
        }
    }
    lines.push(format!("         {} files in {}", written.files.len(), folder.display()));
    Ok(lines)
}

/// Everything that a report is made from.
fn read(store: &Store) -> Result<ReportInput, Failure> {
    let text = store.read_spec().map_err(Failure::usage)?;
    let experiment =
        spec::parse(&text, &store.root().join("spec.yaml").display().to_string()).map_err(Failure::usage)?;
    let plan = store.read_plan().map_err(Failure::usage)?;
    let mut stored = Vec::new();
    let mut failed = Vec::new();
    let dataset = store.read_dataset().map_err(Failure::usage)?;
    let paper = read_claims(store)?;
    let pairing =
        paper.as_ref().map(|paper| Pairing::new(paper, &experiment.task, dataset.labels.keys().map(String::as_str)));
    for key in plan.iter().cloned() {
        match store.state(&key) {
            UnitState::Done(_) => stored.push(store.read_unit(&key).map_err(Failure::usage)?),
            UnitState::Failed(failure) => failed.push(FailedUnit { key, reason: failure.reason }),
            UnitState::Damaged(reason) => failed.push(FailedUnit { key, reason }),
            UnitState::Absent => failed.push(FailedUnit { key, reason: "not trained yet".to_owned() }),
        }
    }
    if let Some(pairing) = &pairing {
        stored.iter_mut().for_each(|unit| pairing.add_scores(unit));
    }
    // Not the stored rows of the summary: a unit that cannot be read any more is in no mean.
    let synthetic = store.read_summary().map_err(Failure::usage)?.synthetic;
    let summary = summarise(&experiment.experiment, synthetic, &plan, &stored);
    let units = stored.into_iter().map(|unit| report_unit(store, unit)).collect::<Result<_, _>>()?;
    Ok(ReportInput {
        experiment,
        dataset,
        environment: store.read_environment().map_err(Failure::usage)?,
        summary,
        units,
        failed,
        published: pairing.as_ref().map(Pairing::table),
        audit: paper.as_ref().map(|paper| audit::paper(paper, None)),
        rows: store.read_audit().map_err(Failure::usage)?.map(|record| record.audit),
        paper,
    })
}

/// The paper's claims, where the experiment names a paper.
fn read_claims(store: &Store) -> Result<Option<Paper>, Failure> {
    let file = store.root().join("claims.yaml").display().to_string();
    let text = store.read_claims().map_err(Failure::usage)?;
    text.map(|text| published::parse(&text, &file).map_err(Failure::usage)).transpose()
}

fn report_unit(store: &Store, unit: StoredUnit) -> Result<ReportUnit, Failure> {
    let predictions = store.read_predictions(&unit).map_err(Failure::usage)?;
    Ok(ReportUnit {
        key: unit.key,
        record: unit.record,
        evaluation: unit.metrics.evaluation,
        measured: unit.metrics.measured,
        history: unit.history,
        attention: unit.attention,
        importance: unit.importance,
        predictions,
    })
}
