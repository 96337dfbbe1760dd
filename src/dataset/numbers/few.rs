//! Numbers that repeat: each different one once, and a code for every row.

use std::cell::RefCell;

use super::codes::Codes;

/// Slots of the table that finds a value's code, a power of two: twice a stretch, so that half of them stay free.
const SLOTS: usize = 1 << 15;

/// The first of so many parts of the rows is looked at: where its different values nearly use up its share of the limit, the
/// rest will hardly repeat either.
const LOOK: usize = 8;

/// A slot without a value.
const FREE: u16 = u16::MAX;

/// The different values in order of first appearance, and their codes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Few {
    pub(super) values: Box<[f64]>,
    pub(super) codes: Codes,
}

impl Few {
    /// The values in this form; `None` where that takes `limit` bytes or more, or where the first rows hardly repeat.
    pub(super) fn of(values: &[f64], limit: usize) -> Option<Self> {
        FINDER.with_borrow_mut(|finder| {
            finder.clear();
            let (first, others) = values.split_at(values.len() / LOOK);
            let most = limit / size_of::<f64>() / LOOK / LOOK * (LOOK - 1);
            let fits = |different| bytes(different, values.len()) < limit;
            finder.add(first, fits)?;
            if finder.different.len() > most {
                return None;
            }
            finder.add(others, fits)?;
            let largest = finder.different.len() as u32 - 1;
            let codes = Codes::of(finder.codes.iter().copied().map(u32::from), largest);
            Some(Self { values: finder.different.as_slice().into(), codes })
        })
    }
}

thread_local! {
    /// One for every thread, as memory that is asked for anew costs more than the search.
    static FINDER: RefCell<Finder> = RefCell::default();
}

/// Finds the codes of values.
struct Finder {
    /// Codes, each in the slot of its value or the next free one.
    slots: Box<[u16; SLOTS]>,
    different: Vec<f64>,
    codes: Vec<u16>,
}

impl Default for Finder {
    fn default() -> Self {
        Self { slots: Box::new([FREE; SLOTS]), different: Vec::new(), codes: Vec::new() }
    }
}

impl Finder {
    fn clear(&mut self) {
        self.slots.fill(FREE);
        self.different.clear();
        self.codes.clear();
    }

    /// Adds the codes of more values; `None` once `fits` says that the different ones have become too many.
    fn add(&mut self, values: &[f64], fits: impl Fn(usize) -> bool) -> Option<()> {
        for &value in values {
            let mut slot = first_slot(value);
            let code = loop {
                match self.slots[slot] {
                    FREE => {
                        let code = self.different.len();
                        self.different.push(value);
                        if !fits(self.different.len()) {
                            return None;
                        }
                        self.slots[slot] = code as u16;
                        break code as u16;
                    }
                    code if self.different[usize::from(code)].to_bits() == value.to_bits() => break code,
                    _ => slot = (slot + 1) % SLOTS,
                }
            };
            self.codes.push(code);
        }
        Some(())
    }
}

/// Bytes of `different` values in `rows` rows.
fn bytes(different: usize, rows: usize) -> usize {
    different * size_of::<f64>() + rows * Codes::width(different as u32 - 1)
}

fn first_slot(value: f64) -> usize {
    // The fraction of the golden ratio spreads the bits (D. E. Knuth, "The Art of Computer Programming", vol. 3, 6.4).
    (value.to_bits().wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - SLOTS.trailing_zeros())) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_told_apart_by_their_bits() {
        let values = [0.0, -0.0, f64::NAN, 0.0, f64::INFINITY, -0.0, f64::NAN];
        let few = Few::of(&values, usize::MAX).unwrap();
        assert_eq!(few.codes, Codes::One([0, 1, 2, 0, 3, 1, 2].into()));
        assert!(
            few.values.iter().map(|value| value.to_bits()).eq([0.0, -0.0, f64::NAN, f64::INFINITY].map(f64::to_bits))
        );
    }

    #[test]
    fn too_many_are_refused() {
        let values: Vec<f64> = (0..10_000).map(|row| f64::from(row % 300) / 7.0).collect();
        let bytes = 300 * 8 + 2 * 10_000;
        assert!(Few::of(&values, bytes).is_none());
        let few = Few::of(&values, bytes + 1).unwrap();
        assert_eq!((few.values.len(), few.codes.bytes()), (300, 20_000));
    }
}
