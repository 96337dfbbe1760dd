//! Random streams, one per purpose, derived from named axes.
//!
//! A stream is `blake3(seed, axes…)` fed into ChaCha8, so that the batch order of a seed does not change when
//! a model draws one number more for its weights. Only `u32`/`u64` are drawn: `usize` draws would
//! give other numbers on 32-bit machines.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A reproducible stream of random numbers.
#[derive(Debug, Clone)]
pub struct Stream(ChaCha8Rng);

impl Stream {
    /// The stream for `seed` and the named `axes`, for example `Stream::new(0, &["split", "published"])`.
    pub fn new(seed: u64, axes: &[&str]) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(b"idsbench stream 1");
        hasher.update(&seed.to_le_bytes());
        for axis in axes {
            hasher.update(&(axis.len() as u64).to_le_bytes());
            hasher.update(axis.as_bytes());
        }
        Self(ChaCha8Rng::from_seed(*hasher.finalize().as_bytes()))
    }

    /// How many times 32 bits were drawn.
    pub fn position(&self) -> u64 {
        u64::try_from(self.0.get_word_pos()).expect("no stream is drawn from 2^64 times")
    }

    /// Goes to where another stream of the same seed and axes was.
    pub fn set_position(&mut self, position: u64) {
        self.0.set_word_pos(u128::from(position));
    }

    /// 32 random bits.
    pub fn next_u32(&mut self) -> u32 {
        self.0.next_u32()
    }

    /// 64 random bits.
    pub fn next_u64(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// Uniform in `[0, 1)`, 53 bits.
    pub fn uniform(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
    }

    /// Uniform in `[low, high)`.
    pub fn range(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.uniform()
    }

    /// Uniform integer in `0..n`, without modulo bias (Lemire 2019, "Fast random integer generation in an interval").
    ///
    /// # Panics
    /// If `n` is 0.
    pub fn below(&mut self, n: u64) -> u64 {
        assert!(n > 0, "no integer lies below 0");
        let threshold = n.wrapping_neg() % n;
        loop {
            let wide = u128::from(self.next_u64()) * u128::from(n);
            if wide as u64 >= threshold {
                return (wide >> 64) as u64;
            }
        }
    }

    /// Whether an event of probability `p` happens.
    pub fn chance(&mut self, p: f64) -> bool {
        self.uniform() < p
    }

    /// A standard normal number (Box–Muller, the cosine half).
    pub fn normal(&mut self) -> f64 {
        let u = 1.0 - self.uniform();
        let v = self.uniform();
        libm::sqrt(-2.0 * libm::log(u)) * libm::cos(std::f64::consts::TAU * v)
    }

    /// An exponential number of the given mean.
    pub fn exponential(&mut self, mean: f64) -> f64 {
        -mean * libm::log(1.0 - self.uniform())
    }

    /// Shuffles in place (Fisher–Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i as u64 + 1) as usize);
        }
    }

    /// A permutation of `0..n`.
    pub fn permutation(&mut self, n: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        self.shuffle(&mut order);
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_separate_streams_and_seeds_repeat() {
        let draw = |seed, axes: &[&str]| Stream::new(seed, axes).next_u64();
        assert_eq!(draw(1, &["split"]), draw(1, &["split"]));
        assert_ne!(draw(1, &["split"]), draw(2, &["split"]));
        assert_ne!(draw(1, &["split"]), draw(1, &["weights"]));
        assert_ne!(draw(1, &["ab", "c"]), draw(1, &["a", "bc"]));
    }

    #[test]
    fn a_stream_goes_on_from_any_position() {
        for drawn in [0, 1, 15, 16, 63, 64, 65, 1000] {
            let new = || Stream::new(5, &["test"]);
            let (mut one, mut other) = (new(), new());
            (0..drawn).for_each(|_| _ = one.next_u32());
            assert_eq!(one.position(), drawn);
            other.set_position(one.position());
            let rest = |stream: &mut Stream| [stream.next_u64(), u64::from(stream.next_u32()), stream.next_u64()];
            assert_eq!(rest(&mut one), rest(&mut other), "after {drawn}");
        }
    }

    #[test]
    fn below_is_uniform() {
        let mut s = Stream::new(7, &["test"]);
        let mut counts = [0u32; 6];
        for _ in 0..60_000 {
            counts[s.below(6) as usize] += 1;
        }
        // 5 standard deviations of a binomial(60000, 1/6).
        assert!(counts.iter().all(|&c| (9_540..=10_460).contains(&c)), "{counts:?}");
    }

    #[test]
    fn normal_has_mean_zero_and_variance_one() {
        let mut s = Stream::new(3, &["test"]);
        let draws: Vec<f64> = (0..100_000).map(|_| s.normal()).collect();
        let mean = draws.iter().sum::<f64>() / draws.len() as f64;
        let variance = draws.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / draws.len() as f64;
        assert!(mean.abs() < 0.02 && (variance - 1.0).abs() < 0.03, "{mean} {variance}");
    }

    #[test]
    fn a_permutation_holds_every_index_once() {
        let mut p = Stream::new(0, &["test"]).permutation(1000);
        p.sort_unstable();
        assert_eq!(p, (0..1000).collect::<Vec<_>>());
    }
}
