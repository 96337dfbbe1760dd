//! Why a statistic has no value.

/// The reason why a statistic is not defined for what it was given. Positions count from 0.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum Undefined {
    /// Too little to compute it from.
    #[error("needs at least {needed} {of}, but there are {got}")]
    TooFew {
        /// What there is too little of.
        of: &'static str,
        /// The least number that would do.
        needed: usize,
        /// How many there are.
        got: usize,
    },
    /// Pairs need two lists of one length.
    #[error("needs lists of one length, but they hold {left} and {right} values")]
    Length {
        /// Length of the first list.
        left: usize,
        /// Length of the second.
        right: usize,
    },
    /// A value that is NaN or infinite.
    #[error("needs finite values, but number {at} (from 0) is not")]
    NotFinite {
        /// Where the first of them stands.
        at: usize,
    },
    /// Nothing varies, so nothing can be said about chance.
    #[error("the values do not vary, so there is no measure of chance to hold them against")]
    NoVariation,
    /// There is no difference to decide.
    #[error("there is no difference to decide")]
    NoDifference,
    /// The statistic has no value for the sample itself.
    #[error("the statistic has no value for these rows")]
    NoEstimate,
    /// The statistic has no value for some resamples.
    #[error("the statistic has no value for {without} of {of} resamples")]
    Resamples {
        /// Resamples without a value.
        without: usize,
        /// All resamples.
        of: usize,
    },
    /// All replicates lie on one side of the estimate, so its bias cannot be measured.
    #[error("all resamples lie on one side of the estimate")]
    OneSided,
    /// More than this many would be needed.
    #[error("more than {most} would be needed")]
    Beyond {
        /// Where the search ended.
        most: u64,
    },
}

/// The values, if all are finite.
pub(super) fn finite(values: &[f64]) -> Result<&[f64], Undefined> {
    match values.iter().position(|v| !v.is_finite()) {
        Some(at) => Err(Undefined::NotFinite { at }),
        None => Ok(values),
    }
}

/// The values, if there are `needed` of them and all are finite.
pub(super) fn at_least<'v>(needed: usize, of: &'static str, values: &'v [f64]) -> Result<&'v [f64], Undefined> {
    if values.len() < needed {
        return Err(Undefined::TooFew { of, needed, got: values.len() });
    }
    finite(values)
}

/// Whether two lists pair up.
pub(super) fn same_length(left: usize, right: usize) -> Result<(), Undefined> {
    if left == right { Ok(()) } else { Err(Undefined::Length { left, right }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_read_as_sentences() {
        let reason = at_least(2, "seeds", &[1.0]).unwrap_err();
        assert_eq!(reason.to_string(), "needs at least 2 seeds, but there are 1");
        assert_eq!(finite(&[0.0, f64::NAN]), Err(Undefined::NotFinite { at: 1 }));
        assert_eq!(same_length(2, 3), Err(Undefined::Length { left: 2, right: 3 }));
    }
}
