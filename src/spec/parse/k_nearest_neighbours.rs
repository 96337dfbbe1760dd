//! `kind: k_nearest_neighbours`.

use crate::spec::KNearestNeighbours;
use crate::spec::yaml::Keys;

pub(super) const KEYS: &[&str] = &["kind", "neighbours", "max_rows"];

const MOST_NEIGHBOURS: u32 = 1_000;

pub(super) fn read(keys: &Keys<'_>) -> Option<KNearestNeighbours> {
    let default = KNearestNeighbours::default();
    let neighbours = keys.or("neighbours", default.neighbours, |at| at.count(1, MOST_NEIGHBOURS));
    let max_rows = keys.or("max_rows", default.max_rows, |at| at.whole(1, u64::from(u32::MAX)));
    Some(KNearestNeighbours { neighbours: neighbours?, max_rows: max_rows? })
}
