//! The standard deviation of runs against their mean: scores have ends, so they cannot scatter at will.

use num_bigint::BigInt;
use num_traits::{One, Signed, Zero};

use super::support::{ALIKE, decimal, domain, modes, not_checkable, printed, widest, word};
use super::{Case, Check};
use crate::audit::claim::Finding;
use crate::audit::claim::Severity::{Impossible, Mismatch, Unremarkable};
use crate::audit::claim::exact::{Range, Rational, Root, as_f64, ratio};
use crate::claim::published::Spread;

pub(super) static CHECK: Check = Check {
    name: "standard_deviation_bound",
    title: "Standard deviation against the mean",
    definition: "Numbers from a to b with mean m have a variance of at most (b − m)(m − a); with n − 1 in the denominator, n/(n − 1) \
                 times as much, so at most twice as much where the number of runs is unstated.",
    source: "Bhatia & Davis 2000, doi 10.1080/00029890.2000.12005203",
    assumptions: "What follows ± is the standard deviation of the runs, in the unit of the mean.",
    example: "An accuracy of 99.9 % ± 8 % is impossible: no more than 3.2 % is, or 4.5 % of two runs.",
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    case.paper.spreads.iter().map(judge).collect()
}

fn judge(spread: &Spread) -> Finding {
    let place = format!("{}, {} of {}", spread.mean.place, word(&spread.metric), spread.model);
    let Some(domain) = domain(&spread.metric) else {
        return not_checkable(CHECK.name, place, "the score has no upper end");
    };
    let text = format!("{} ± {}", printed(&spread.mean), printed(&spread.sd));
    if widest(&spread.sd).high.value.is_negative() {
        return Finding::new(CHECK.name, Impossible, place, "A standard deviation is never below 0.").arithmetic(text);
    }
    if spread.runs == Some(1) && widest(&spread.sd).low.value.is_positive() {
        return Finding::new(CHECK.name, Mismatch, place, "One run has no standard deviation.")
            .arithmetic(format!("{text} of 1 run"));
    }
    if widest(&spread.mean).intersection(&domain).is_empty() {
        return not_checkable(CHECK.name, place, "the mean is no such score");
    }
    let sample = match spread.runs {
        Some(runs) if runs >= 2 => ratio(runs, runs - 1),
        _ => ratio(2, 1),
    };
    let fits = modes(|mode| {
        let mean = mode.range(spread.mean.value).intersection(&domain);
        let least = mode.range(spread.sd.value).low.value;
        !mean.is_empty() && (least.is_negative() || &least * &least <= &sample * largest_variance(&mean, &domain))
    });
    let bound = &sample * largest_variance(&widest(&spread.mean).intersection(&domain), &domain);
    let root = Root { negative: false, square: bound };
    let most = Rational::from_float(root.as_f64()).map_or_else(String::new, |root| decimal(&root, 4));
    let (severity, says) = if fits.is_empty() {
        (
            Impossible,
            format!("Scores with a mean of {} cannot scatter by {}.", printed(&spread.mean), printed(&spread.sd)),
        )
    } else {
        (Unremarkable, "The standard deviation goes with the mean.".to_owned())
    };
    let mean = super::support::exactly(&spread.mean);
    let factor = as_f64(&sample);
    let (a, b) = domain.as_f64();
    Finding::new(CHECK.name, severity, place, says)
        .arithmetic(format!(
            "√({factor:.4}·({b} − m)(m − {})) at m = {} is at most {most} with rounding, printed {text}",
            if a < 0.0 { "(−1)" } else { "0" },
            decimal(&mean, spread.mean.value.scale() + 2)
        ))
        .assuming("what follows ± is the standard deviation of the runs, in the unit of the mean")
        .assuming(ALIKE)
        .number("sd_most", root.as_f64().to_string())
}

/// The largest (b − m)(m − a) for a mean m in a range.
fn largest_variance(mean: &Range, domain: &Range) -> Rational {
    let (a, b) = (&domain.low.value, &domain.high.value);
    let middle = (a + b) / BigInt::from(2);
    let best = if mean.high.value < middle {
        mean.high.value.clone()
    } else if mean.low.value > middle {
        mean.low.value.clone()
    } else {
        middle
    };
    let variance = (b - &best) * (&best - a);
    debug_assert!(variance >= Rational::zero() && variance <= Rational::one());
    variance
}

#[cfg(test)]
mod tests {
    use super::super::sample::{binary, figure, run};
    use super::*;
    use crate::audit::claim::Severity::{self, NotCheckable};
    use crate::claim::published::Paper;

    fn severity(metric: &str, mean: &str, sd: &str, runs: Option<u64>) -> Severity {
        let spread =
            Spread { model: "a".to_owned(), metric: metric.to_owned(), mean: figure(mean), sd: figure(sd), runs };
        let paper = Paper { spreads: vec![spread], ..binary(&["a accuracy=1"]) };
        run(&CHECK, &paper)[0].severity
    }

    #[test]
    fn scatter_beyond_the_ends_is_impossible() {
        assert_eq!(severity("accuracy", "99.9%", "8.0%", None), Impossible);
        assert_eq!(severity("accuracy", "99.9%", "0.1%", None), Unremarkable);
        assert_eq!(severity("mcc", "0.99", "0.5", Some(10)), Impossible);
        assert_eq!(severity("mcc", "0.00", "1.0", Some(10)), Unremarkable);
        assert_eq!(severity("accuracy", "0.90", "-0.1", None), Impossible);
    }

    #[test]
    fn the_bound_is_reached() {
        // Runs of 0 and 1: mean 0.5, standard deviation 0.5, and √(1/2) with n − 1.
        assert_eq!(severity("accuracy", "0.500", "0.707", Some(2)), Unremarkable);
        assert_eq!(severity("accuracy", "0.500", "0.709", Some(2)), Impossible);
        assert_eq!(severity("accuracy", "0.500", "0.502", Some(1_000)), Impossible);
        assert_eq!(severity("accuracy", "100%", "0", Some(5)), Unremarkable);
    }

    #[test]
    fn odd_cases_say_why() {
        assert_eq!(severity("accuracy", "0.9", "0.1", Some(1)), Mismatch);
        assert_eq!(severity("log_loss", "0.9", "3.0", Some(5)), NotCheckable);
        assert_eq!(severity("accuracy", "97.1", "0.1", Some(5)), NotCheckable);
    }
}
