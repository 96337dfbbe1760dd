//! # Standard deviation
//!
//! **Answers:** how far do seeds lie apart?
//!
//! **Formula:** √(Σ(x − mean)² / (n − 1)).
//!
//! **Source:** NumPy's `std(ddof=1)`.
//!
//! **Assumes:** finite values, two at least.
//!
//! **Not for:** an error bar of the mean, which is √n times smaller (see the t interval).

use super::mean;

/// Sample standard deviation of finite `values`; `None` for fewer than two.
pub fn standard_deviation(values: &[f64]) -> Option<f64> {
    if values.len() < 2 {
        return None;
    }
    let centre = mean(values)?;
    let squares: f64 = values.iter().map(|v| (v - centre) * (v - centre)).sum();
    Some((squares / (values.len() - 1) as f64).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn divides_by_n_minus_one() {
        assert_eq!(standard_deviation(&[1.0, 3.0]), Some(2.0_f64.sqrt()));
        assert_eq!(standard_deviation(&[0.1, 0.1, 0.1]), Some(0.0));
    }

    #[test]
    fn one_value_does_not_spread() {
        assert_eq!(standard_deviation(&[1.0]), None);
        assert_eq!(standard_deviation(&[]), None);
    }
}
