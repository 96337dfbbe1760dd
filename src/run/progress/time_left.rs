//! An estimate of the time left, from the units that are done.

use std::collections::BTreeMap;

use crate::run::store::UnitKey;

/// Guesses the time left from the mean time of finished units of the same model, or of all models where there is none yet.
#[derive(Debug, Default)]
pub struct TimeLeft {
    waiting: Vec<UnitKey>,
    seconds_by_model: BTreeMap<String, (f64, u32)>,
    jobs: usize,
}

impl TimeLeft {
    /// For these units, so many at once.
    pub fn new(units: &[UnitKey], jobs: usize) -> Self {
        Self { waiting: units.to_vec(), seconds_by_model: BTreeMap::new(), jobs: jobs.max(1) }
    }

    /// A unit is done, well or not.
    pub fn finished(&mut self, unit: &UnitKey, seconds: f64) {
        self.waiting.retain(|waiting| waiting != unit);
        let (sum, count) = self.seconds_by_model.entry(unit.model.clone()).or_default();
        *sum += seconds;
        *count += 1;
    }

    /// Units that are not done.
    pub fn units_left(&self) -> usize {
        self.waiting.len()
    }

    /// Seconds left, once something is done.
    pub fn seconds(&self) -> Option<f64> {
        let (sum, count) = self.seconds_by_model.values().fold((0.0, 0), |(sum, count), (s, c)| (sum + s, count + c));
        if count == 0 {
            return None;
        }
        let of = |unit: &UnitKey| match self.seconds_by_model.get(&unit.model) {
            Some((sum, count)) => sum / f64::from(*count),
            None => sum / f64::from(count),
        };
        Some(self.waiting.iter().map(of).sum::<f64>() / self.jobs as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_judged_by_its_own_time() {
        let key = |text: &str| text.parse::<UnitKey>().unwrap();
        let units = [key("p.-.a.s0"), key("p.-.a.s1"), key("p.-.b.s0"), key("p.-.b.s1")];
        let mut left = TimeLeft::new(&units, 2);
        assert_eq!(left.seconds(), None);
        left.finished(&units[0], 10.0);
        assert_eq!(left.seconds(), Some(15.0));
        left.finished(&units[2], 100.0);
        assert_eq!(left.seconds(), Some(55.0));
        assert_eq!(left.units_left(), 2);
    }
}
