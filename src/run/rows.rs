//! The audit of the rows, before anything is trained on them.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use serde::Serialize;

use super::inputs::{RunError, announce, load};
use super::progress::{Event, Progress};
use super::store::{AuditRecord, Store, StoreError, digest};
use super::{Inputs, Options};
use crate::audit::data::{self, AUDIT_VERSION, Cancelled, DataAudit, Rows, Split};
use crate::claim::published;
use crate::dataset::catalogue::{self, Edition};
use crate::dataset::{Side, Table};
use crate::prepare::{self, Assignment};
use crate::spec::{
    Balance, Clean, Constants, DatasetSpec, Duplicates, EditionSpec, Encode, NonFinite, Protocol, Scale, SplitClasses,
    SplitKind, StandInSpec, Task, View,
};

/// Share of the rows that tests where an edition is audited without a spec.
const TEST: f64 = 0.2;

/// What decides an audit, besides the rows.
#[derive(Serialize)]
struct Deciding<'a> {
    version: u32,
    data: &'a str,
    files: Vec<&'a str>,
    task: &'a Task,
    claims: Option<&'a str>,
    splits: Vec<(&'a str, u64, &'a str, &'a Protocol)>,
}

impl Inputs<'_> {
    /// Asks every check of the rows and of the first seed's split of each protocol.
    ///
    /// # Errors
    /// When `cancel` is set.
    pub fn audit_rows(&self, progress: &dyn Progress, cancel: &AtomicBool) -> Result<DataAudit, Cancelled> {
        let class_names = self.experiment.task.classes();
        let splits = self.first_splits().map(|(protocol, seed, settings)| {
            let assignment = &self.splits[&(protocol.to_owned(), seed)].split;
            Split { protocol, settings, seed, assignment }
        });
        // It was read once before the rows were; what it says is checked there.
        let paper = self.claims.as_deref().and_then(|text| published::parse(text, "claims.yaml").ok());
        let rows = Rows {
            table: &self.table,
            classes: &self.classes,
            class_names: &class_names,
            edition: edition_of(&self.experiment.dataset),
            splits: splits.collect(),
            paper: paper.as_ref(),
        };
        audit(&rows, progress, cancel)
    }

    /// Makes the audit and stores it, where the store does not have it already; `None` when `cancel` was set.
    pub(super) fn store_audit(
        &self,
        store: &Store,
        progress: &dyn Progress,
        cancel: &AtomicBool,
    ) -> Result<Option<DataAudit>, StoreError> {
        let fingerprint = digest(&self.deciding());
        let stored = store.read_audit().unwrap_or_else(|why| {
            progress.tell(&Event::Note(&format!("the rows are audited again: {why}")));
            None
        });
        let audit = match stored.filter(|record| record.fingerprint == fingerprint) {
            Some(record) => record.audit,
            None => {
                store.write_audit(None)?;
                let Ok(audit) = self.audit_rows(progress, cancel) else { return Ok(None) };
                store.write_audit(Some(&AuditRecord::new(fingerprint, audit.clone())))?;
                audit
            }
        };
        progress.tell(&Event::Note(&format!("the rows: {}", audit.tally())));
        Ok(Some(audit))
    }

    fn deciding(&self) -> Deciding<'_> {
        let splits = self.first_splits().map(|(protocol, seed, settings)| {
            (protocol, seed, self.splits[&(protocol.to_owned(), seed)].digest.as_str(), settings)
        });
        Deciding {
            version: AUDIT_VERSION,
            data: &self.data_fingerprint,
            files: self.table.files.iter().map(|file| file.sha256.as_str()).collect(),
            task: &self.experiment.task,
            claims: self.claims.as_deref(),
            splits: splits.collect(),
        }
    }

    /// The first seed of each protocol that has a split, protocols in file order.
    fn first_splits(&self) -> impl Iterator<Item = (&str, u64, &Protocol)> {
        self.experiment.protocols.iter().filter_map(|(name, settings)| {
            let of_protocol = |unit: &&super::store::UnitKey| unit.protocol == *name;
            let unit = self.units.iter().find(of_protocol)?;
            Some((name.as_str(), unit.seed, settings))
        })
    }
}

/// Reads an edition's rows and audits them as they are: each raw label is a class, no column is dropped, and a random split of 80 : 20 stands
/// beside the publishers' own, where there is one.
///
/// # Errors
/// Whatever the user has to mend; [`RunError::Cancelled`] when `cancel` is set.
pub fn audit_edition(
    edition: &'static Edition,
    data: Option<&Path>,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<DataAudit, RunError> {
    let dataset = DatasetSpec::Edition(EditionSpec {
        edition: edition.name.to_owned(),
        stand_in: StandInSpec::default(),
        sample: None,
    });
    let options = Options { data: data.map(Path::to_owned), ..Options::default() };
    let table = load(&dataset, &options, progress)?;
    announce(&table, progress);
    let protocols = assumed(&table);
    let splits = protocols.iter().map(|(name, settings)| cut(&table, name, settings)).collect::<Result<Vec<_>, _>>()?;
    let splits = protocols.iter().zip(&splits);
    let rows = Rows {
        classes: &table.labels,
        class_names: &table.label_names,
        edition: Some(edition),
        splits: splits
            .map(|((protocol, settings), assignment)| Split { protocol, settings, seed: 0, assignment })
            .collect(),
        paper: None,
        table: &table,
    };
    Ok(audit(&rows, progress, cancel)?)
}

fn cut(table: &Table, name: &str, settings: &Protocol) -> Result<Assignment, RunError> {
    let assignment = prepare::assign(table, &table.labels, settings, name, 0);
    assignment.map_err(|source| RunError::Protocol { protocol: name.to_owned(), others: Vec::new(), source })
}

/// A random split, and the official one where every file has a side.
fn assumed(table: &Table) -> Vec<(&'static str, Protocol)> {
    let protocol = |kind| Protocol {
        clean: Clean { non_finite: NonFinite::Zero, duplicates: Duplicates::Keep, constants: Constants::Keep },
        drop: Vec::new(),
        encode: Encode::default(),
        split: crate::spec::Split {
            kind,
            test: TEST,
            validation: 0.0,
            by: None,
            within_files: false,
            classes: SplitClasses::All,
        },
        scale: Scale::None,
        balance: Balance::None,
        view: View::Features,
    };
    let has = |side| table.files.iter().any(|file| file.side == Some(side));
    let all_have = table.files.iter().all(|file| file.side.is_some());
    let mut protocols = vec![("random", protocol(SplitKind::Random))];
    if all_have && has(Side::Train) && has(Side::Test) {
        protocols.push(("official", protocol(SplitKind::Official)));
    }
    protocols
}

fn audit(rows: &Rows<'_>, progress: &dyn Progress, cancel: &AtomicBool) -> Result<DataAudit, Cancelled> {
    progress.tell(&Event::Note("auditing the rows"));
    let mut tell = |at: data::Progress| {
        tracing::debug!(check = at.title, done = at.done, total = at.total, "auditing");
        progress.tell(&Event::Auditing { check: at.title, done: at.done as u64, total: at.total as u64 });
    };
    let audit = data::audit(rows, data::Options::default(), &mut tell, cancel)?;
    progress.tell(&Event::AuditingDone);
    Ok(audit)
}

fn edition_of(dataset: &DatasetSpec) -> Option<&'static Edition> {
    match dataset {
        DatasetSpec::Edition(edition) => catalogue::find(&edition.edition),
        DatasetSpec::Files(_) => None,
    }
}
