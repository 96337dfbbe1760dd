//! What every traffic model uses: distributions, running statistics, bursts in time.

use crate::random::Stream;

/// TCP flags, as bits.
pub(super) mod flag {
    pub(in super::super) const FIN: u8 = 1;
    pub(in super::super) const SYN: u8 = 2;
    pub(in super::super) const RST: u8 = 4;
    pub(in super::super) const PSH: u8 = 8;
    pub(in super::super) const ACK: u8 = 16;
    pub(in super::super) const URG: u8 = 32;
}

/// One of `choices`, drawn by weight.
pub(super) fn pick<'a, T>(stream: &mut Stream, choices: &'a [(f64, T)]) -> &'a T {
    let total: f64 = choices.iter().map(|(weight, _)| weight).sum();
    let mut left = stream.uniform() * total;
    for (weight, choice) in choices {
        if left < *weight {
            return choice;
        }
        left -= weight;
    }
    &choices[choices.len() - 1].1
}

/// A log-normal number: half of them lie below `median`, 68 % within a factor of e^`spread`.
pub(super) fn log_normal(stream: &mut Stream, median: f64, spread: f64) -> f64 {
    median * libm::exp(spread * stream.normal())
}

/// A whole number in `low..=high`.
pub(super) fn between(stream: &mut Stream, low: u32, high: u32) -> u32 {
    low + stream.below(u64::from(high - low) + 1) as u32
}

/// Running count, sum, extremes, mean and variance (Welford 1962); all 0 when empty.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Summary {
    pub(super) count: u32,
    pub(super) sum: f64,
    pub(super) min: f64,
    pub(super) max: f64,
    mean: f64,
    squares: f64,
}

impl Summary {
    pub(super) fn push(&mut self, value: f64) {
        self.count += 1;
        self.sum += value;
        if self.count == 1 {
            (self.min, self.max) = (value, value);
        } else {
            self.min = self.min.min(value);
            self.max = self.max.max(value);
        }
        let distance = value - self.mean;
        self.mean += distance / f64::from(self.count);
        self.squares += distance * (value - self.mean);
    }

    /// The mean, never outside the extremes.
    pub(super) fn mean(&self) -> f64 {
        self.mean.clamp(self.min, self.max)
    }

    /// Variance with n in the denominator.
    pub(super) fn population_variance(&self) -> f64 {
        if self.count == 0 { 0.0 } else { self.squares / f64::from(self.count) }
    }

    /// Standard deviation with n in the denominator.
    pub(super) fn population_deviation(&self) -> f64 {
        self.population_variance().sqrt()
    }

    /// Variance with n − 1 in the denominator; 0 for fewer than two values.
    pub(super) fn sample_variance(&self) -> f64 {
        if self.count < 2 { 0.0 } else { self.squares / f64::from(self.count - 1) }
    }

    /// Standard deviation with n − 1 in the denominator; 0 for fewer than two values.
    pub(super) fn sample_deviation(&self) -> f64 {
        self.sample_variance().sqrt()
    }
}

/// Start times that come in bursts: within a burst at a high rate, between bursts a pause.
#[derive(Debug, Clone)]
pub(super) struct BurstClock {
    /// Seconds.
    now: f64,
    left: u32,
    gap: f64,
    pause: f64,
    burst: (u32, u32),
}

impl BurstClock {
    /// `gap` and `pause` are mean seconds between starts within and between bursts, `burst` the starts of a burst.
    pub(super) fn new(start: f64, gap: f64, pause: f64, burst: (u32, u32)) -> Self {
        Self { now: start, left: 0, gap, pause, burst }
    }

    /// The next start, and whether it opens a burst.
    pub(super) fn tick(&mut self, stream: &mut Stream) -> (f64, bool) {
        let opens = self.left == 0;
        if opens {
            self.left = between(stream, self.burst.0, self.burst.1);
            self.now += stream.exponential(self.pause);
        } else {
            self.now += stream.exponential(self.gap);
        }
        self.left -= 1;
        (self.now, opens)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summary_agrees_with_the_definition() {
        let values = [3.0, 5.0, 5.0, 11.0];
        let mut summary = Summary::default();
        values.iter().for_each(|&value| summary.push(value));
        assert_eq!((summary.count, summary.sum, summary.min, summary.max), (4, 24.0, 3.0, 11.0));
        assert_eq!(summary.mean(), 6.0);
        assert_eq!(summary.population_variance(), 9.0);
        assert_eq!(summary.sample_variance(), 12.0);
    }

    #[test]
    fn equal_values_have_no_spread() {
        let mut summary = Summary::default();
        (0..1000).for_each(|_| summary.push(0.1));
        assert_eq!(summary.population_deviation(), 0.0);
        assert_eq!(summary.mean(), 0.1);
    }

    #[test]
    fn weights_are_honoured() {
        let mut stream = Stream::new(0, &["test"]);
        let hits = (0..10_000).filter(|_| *pick(&mut stream, &[(1.0, false), (3.0, true)])).count();
        // 5 standard deviations of a binomial(10000, 3/4).
        assert!((7_283..=7_717).contains(&hits), "{hits}");
    }

    #[test]
    fn bursts_cluster_the_starts() {
        let mut stream = Stream::new(0, &["test"]);
        let mut clock = BurstClock::new(0.0, 0.001, 100.0, (50, 60));
        let ticks: Vec<_> = (0..5_000).map(|_| clock.tick(&mut stream)).collect();
        let opened = ticks.iter().filter(|(_, opens)| *opens).count();
        assert!((83..=100).contains(&opened), "{opened}");
        let close = ticks.windows(2).filter(|pair| pair[1].0 - pair[0].0 < 0.02).count();
        assert!(close > 4_800, "{close}");
    }
}
