//! The standard deviation of runs against their mean: scores have ends, so they cannot scatter at will.

use num_traits::Signed;

use super::support::{ALIKE, decimal, domain, exactly, modes, not_checkable, printed, widest, word};
use super::{Case, Check};
use crate::audit::claim::Finding;
use crate::audit::claim::Severity::{Impossible, Mismatch, Unremarkable};
use crate::audit::claim::bounds;
use crate::audit::claim::exact::{Bound, Range, Rational, Root};
use crate::claim::published::Spread;

pub(super) static CHECK: Check = Check {
    name: "standard_deviation_bound",
    title: "Standard deviation against the mean",
    definition: "n numbers from a to b with mean m scatter most where all of them but one stand at an end; no variance exceeds \
                 (b − m)(m − a), or with n − 1 in the denominator n/(n − 1) times as much, so at most twice as much where the number \
                 of runs is unstated.",
    source: "Bhatia & Davis 2000, doi 10.1080/00029890.2000.12005203",
    assumptions: "What follows ± is the standard deviation of the runs, in the unit of the mean.",
    example: "An accuracy of 99.9 % ± 8 % is impossible: no more than 4.5 % is, or 0.14 % of two runs.",
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
    if spread.runs == Some(1) {
        let (severity, says) = if widest(&spread.sd).low.value.is_positive() {
            (Mismatch, "One run has no standard deviation.")
        } else {
            (Unremarkable, "One run does not scatter.")
        };
        return Finding::new(CHECK.name, severity, place, says).arithmetic(format!("{text} of 1 run"));
    }
    match largest_variance(&widest(&spread.mean), &domain, spread.runs) {
        Some(most) => against(spread, place, &domain, &most, &text),
        None => not_checkable(CHECK.name, place, "the mean is no such score"),
    }
}

fn against(spread: &Spread, place: String, domain: &Range, most: &Rational, text: &str) -> Finding {
    let fits = modes(|mode| {
        let least = mode.range(spread.sd.value).low.value;
        let most = largest_variance(&mode.range(spread.mean.value), domain, spread.runs);
        most.is_some_and(|most| least.is_negative() || &least * &least <= most)
    });
    let root = Root { negative: false, square: most.clone() }.as_f64();
    let shown = Rational::from_float(root).map_or_else(String::new, |root| decimal(&root, 4));
    let (severity, says) = if fits.is_empty() {
        let runs = spread.runs.map_or_else(String::new, |runs| format!("{runs} "));
        let (mean, sd) = (printed(&spread.mean), printed(&spread.sd));
        (Impossible, format!("{runs}scores with a mean of {mean} cannot scatter by {sd}."))
    } else {
        (Unremarkable, "The standard deviation goes with the mean.".to_owned())
    };
    let mean = decimal(&exactly(&spread.mean), spread.mean.value.scale() + 2);
    let [a, b] = [&domain.low, &domain.high].map(|end| decimal(&end.value, 0));
    let formula = match spread.runs {
        Some(runs) => {
            format!("the standard deviation of {runs} numbers from {a} to {b} with mean {mean}, all but one at an end,")
        }
        None => format!("√(2·({b} − m)(m − ({a}))) at m = {mean}"),
    };
    Finding::new(CHECK.name, severity, place, says)
        .arithmetic(format!("{formula} is at most {shown} with rounding, printed {text}"))
        .assuming("what follows ± is the standard deviation of the runs, in the unit of the mean")
        .assuming(ALIKE)
        .number("sd_most", root.to_string())
}

/// The largest variance of numbers in a domain whose mean is in a range; `None` where no number of the domain is in the range.
fn largest_variance(mean: &Range, domain: &Range, runs: Option<u64>) -> Option<Rational> {
    let (a, b) = (&domain.low.value, &domain.high.value);
    let width = b - a;
    // The same numbers moved and shrunk to 0 to 1.
    let scaled = Range {
        low: Bound { value: (&mean.low.value - a) / &width, ..mean.low },
        high: Bound { value: (&mean.high.value - a) / &width, ..mean.high },
    };
    Some(bounds::largest_variance(&scaled, runs)? * &width * &width)
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
        assert_eq!(severity("mcc", "0.500", "0.707", Some(2)), Unremarkable);
        assert_eq!(severity("mcc", "0.500", "0.709", Some(2)), Impossible);
        assert_eq!(severity("accuracy", "100%", "0", Some(5)), Unremarkable);
    }

    #[test]
    fn few_runs_cannot_all_stand_at_the_ends() {
        // Two runs with mean 0.9 are 1 and 0.8 at the widest; m(1 − m) of any runs allows 0.424.
        assert_eq!(severity("accuracy", "0.900", "0.400", Some(2)), Impossible);
        assert_eq!(severity("accuracy", "0.900", "0.141", Some(2)), Unremarkable);
        assert_eq!(severity("accuracy", "0.900", "0.400", None), Unremarkable);
        // Ten runs, nine of them 1.
        assert_eq!(severity("accuracy", "0.900", "0.316", Some(10)), Unremarkable);
        assert_eq!(severity("accuracy", "0.900", "0.330", Some(10)), Impossible);
    }

    #[test]
    fn odd_cases_say_why() {
        assert_eq!(severity("accuracy", "0.9", "0.1", Some(1)), Mismatch);
        assert_eq!(severity("accuracy", "0.9", "0.0", Some(1)), Unremarkable);
        assert_eq!(severity("log_loss", "0.9", "3.0", Some(5)), NotCheckable);
        assert_eq!(severity("accuracy", "97.1", "0.1", Some(5)), NotCheckable);
    }
}
