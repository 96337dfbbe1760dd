//! Prepared rows, shared by the units that need the same ones and let go after the last.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::store::UnitKey;
use crate::prepare::{PrepareError, Prepared};
use crate::spec::ControlKind;

/// What decides the prepared rows of a unit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RowsKey {
    pub protocol: String,
    pub control: Option<ControlKind>,
    pub seed: u64,
}

impl From<&UnitKey> for RowsKey {
    fn from(unit: &UnitKey) -> Self {
        Self { protocol: unit.protocol.clone(), control: unit.control, seed: unit.seed }
    }
}

/// Rows by [`RowsKey`]; each is made once, by the first unit that asks, while the others wait.
pub(super) struct PreparedCache {
    slots: BTreeMap<RowsKey, Mutex<Slot>>,
}

struct Slot {
    /// Units that have not given the rows back yet.
    users: usize,
    rows: Option<Result<Arc<Prepared>, PrepareError>>,
}

impl PreparedCache {
    /// A cache for these units.
    pub(super) fn new(units: &[UnitKey]) -> Self {
        let mut users: BTreeMap<RowsKey, usize> = BTreeMap::new();
        for unit in units {
            *users.entry(unit.into()).or_default() += 1;
        }
        let slots = users.into_iter().map(|(key, users)| (key, Mutex::new(Slot { users, rows: None }))).collect();
        Self { slots }
    }

    /// Gives the rows of `unit` to `work`, made by `prepare` if nobody has yet.
    pub(super) fn with<T>(
        &self,
        unit: &UnitKey,
        prepare: impl FnOnce() -> Result<Prepared, PrepareError>,
        work: impl FnOnce(Result<&Prepared, &PrepareError>) -> T,
    ) -> T {
        let slot = self.slots.get(&RowsKey::from(unit)).expect("the cache was made for the units of this run");
        let rows = {
            let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
            slot.rows.get_or_insert_with(|| prepare().map(Arc::new)).clone()
        };
        let result = work(rows.as_deref());
        drop(rows);
        let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
        slot.users -= 1;
        if slot.users == 0 {
            slot.rows = None;
        }
        result
    }
}
