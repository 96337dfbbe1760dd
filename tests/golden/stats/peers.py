"""Writes peers.json beside this file: intervals and tests by SciPy, statsmodels and baycomp, and where these have none from the definition.

    python -m venv venv
    venv/bin/pip install numpy==2.4.6 scipy==1.17.1 statsmodels==0.15.0 baycomp==1.0.3
    venv/bin/python tests/golden/stats/peers.py

From the definition, without a rank or a shortcut: DeLong (double loops over positives and negatives), Newcombe's paired interval, the corrected
resampled t-test, the prediction interval and mid-p.
"""

import json
import math
from fractions import Fraction
from pathlib import Path

import baycomp
import numpy as np
from scipy import stats
from scipy.stats._resampling import BootstrapResult
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import TTestPower
from statsmodels.stats.proportion import confint_proportions_2indep

HERE = Path(__file__).parent
RNG = np.random.default_rng(20260605)


def rounded(values, digits=4):
    """Short decimals, so that the file stays small and the same numbers are read everywhere."""
    return [round(float(v), digits) for v in values]


def prediction():
    out = []
    for n in [2, 3, 5, 10, 30]:
        values = rounded(RNG.normal(0.95, 0.01, n))
        for confidence in [0.8, 0.95, 0.99]:
            for future in [1, 3, 10]:
                half = stats.t.ppf((1 + confidence) / 2, n - 1) * np.std(values, ddof=1) * math.sqrt(1 / n + 1 / future)
                mean = np.mean(values)
                out.append({"values": values, "confidence": confidence, "future": future, "low": mean - half, "high": mean + half})
    return out


def resampled():
    """Differences over folds: corrected t-test by definition, posterior by baycomp (folds = n / runs, so test / train = 1 / (folds - 1))."""
    out = []
    for folds, runs, shift in [(5, 1, 0.01), (10, 1, 0.0), (10, 10, 0.003), (2, 5, -0.02), (4, 3, 0.05)]:
        n = folds * runs
        first = np.array(rounded(RNG.normal(0.9, 0.01, n)))
        second = np.array(rounded(first - shift + RNG.normal(0, 0.01, n)))
        differences = first - second
        ratio = 1 / (folds - 1)
        error = math.sqrt((1 / n + ratio) * np.var(differences, ddof=1))
        t = np.mean(differences) / error
        rope = []
        for width in [0.0, 0.001, 0.01, 0.05]:
            # baycomp's difference is second - first; with no region it gives two values.
            left, *middle, right = baycomp.CorrelatedTTest(second, first, rope=width, runs=runs).probs()
            rope.append([width, left, middle[0] if middle else 0.0, right])
        half = stats.t.ppf(0.975, n - 1) * error
        mean = np.mean(differences)
        out.append({"differences": differences.tolist(), "ratio": ratio, "t": t, "p": 2 * stats.t.sf(abs(t), n - 1),
                    "low": mean - half, "high": mean + half, "rope": rope})
    return out


def holm():
    lists = [[0.01, 0.04, 0.03], [0.5], [0.2, 0.2, 0.2], [1.0, 0.001, 0.0], rounded(RNG.uniform(0, 0.2, 12)), rounded(RNG.uniform(0, 1, 40))]
    return [{"p": p, "adjusted": multipletests(p, method="holm")[1].tolist()} for p in lists]


def mc_nemar():
    out = []
    for b, c in [(0, 0), (0, 1), (1, 0), (3, 3), (1, 7), (10, 25), (59, 6), (480, 520), (5000, 5400), (20, 1300)]:
        exact = float(mcnemar([[0, b], [c, 0]], exact=True).pvalue)
        n, k = b + c, min(b, c)
        ways = sum(math.comb(n, i) for i in range(k + 1))
        mid = Fraction(2 * ways - math.comb(n, k), 2**n)
        out.append([b, c, exact, float(mid)])
    return out


def auc_parts(positive, scores):
    psi = [[1.0 if x > y else 0.5 if x == y else 0.0 for y in scores[~positive]] for x in scores[positive]]
    psi = np.array(psi)
    return psi.mean(), psi.mean(axis=1), psi.mean(axis=0)


def de_long():
    out = []
    for m, n, digits in [(2, 2, 1), (5, 7, 1), (30, 20, 1), (25, 60, 3), (80, 40, 2)]:
        positive = np.array([True] * m + [False] * n)
        RNG.shuffle(positive)
        common = RNG.normal(0, 1, m + n) + positive * 1.0
        first = np.array(rounded(common + RNG.normal(0, 0.5, m + n), digits))
        second = np.array(rounded(common + RNG.normal(0, 1.0, m + n), digits))
        (a, a1, a0), (b, b1, b0) = auc_parts(positive, first), auc_parts(positive, second)
        covariance = np.cov(a1, b1, ddof=1) / m + np.cov(a0, b0, ddof=1) / n
        z = (a - b) / math.sqrt(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1])
        half = stats.norm.ppf(0.975) * math.sqrt(covariance[0, 0])
        out.append({"positive": positive.tolist(), "first": first.tolist(), "second": second.tolist(), "auc": [a, b],
                    "covariance": covariance.tolist(), "z": z, "p": 2 * stats.norm.sf(abs(z)),
                    "interval": [max(a - half, 0.0), min(a + half, 1.0)]})
    return out


def newcombe():
    independent = []
    for counts in [(56, 70, 48, 80), (9, 10, 3, 10), (10, 10, 0, 20), (0, 10, 0, 10), (990, 1000, 970, 990), (5, 56, 0, 29), (1, 1, 0, 3)]:
        for confidence in [0.9, 0.95]:
            low, high = confint_proportions_2indep(*counts, method="newcomb", compare="diff", alpha=1 - confidence)
            independent.append([*counts, confidence, float(low), float(high)])
    paired = []
    for both, first, second, neither in [(36, 12, 2, 0), (20, 12, 2, 16), (10, 3, 4, 0), (0, 5, 2, 9), (50, 0, 0, 0), (0, 0, 0, 9), (950, 20, 5, 25), (4, 9, 8, 3), (0, 30, 0, 0)]:
        for confidence in [0.9, 0.95]:
            paired.append([both, first, second, neither, confidence, *newcombe_paired(both, first, second, neither, confidence)])
    return {"independent": independent, "paired": paired}


def newcombe_paired(e, f, g, h, confidence):
    n = e + f + g + h
    one, two = stats.binomtest(e + f, n), stats.binomtest(e + g, n)
    l1, u1 = one.proportion_ci(confidence, method="wilson")
    l2, u2 = two.proportion_ci(confidence, method="wilson")
    p1, p2 = (e + f) / n, (e + g) / n
    margins = (e + f) * (g + h) * (e + g) * (f + h)
    product = e * h - f * g
    corrected = max(product - n / 2, 0) if product > 0 else product
    phi = corrected / math.sqrt(margins) if margins else 0.0
    below = (p1 - l1) ** 2 - 2 * phi * (p1 - l1) * (u2 - p2) + (u2 - p2) ** 2
    above = (u1 - p1) ** 2 - 2 * phi * (u1 - p1) * (p2 - l2) + (p2 - l2) ** 2
    return p1 - p2 - math.sqrt(max(below, 0)), p1 - p2 + math.sqrt(max(above, 0))


def wilcoxon():
    out = []
    samples = [[1.0], [1.0, -2.0, 3.0], [0.0, 0.0, 1.0, -2.0, 3.5, 4.0], [1.0, 1.0, -1.0, 2.0, 0.0], [0.5, 0.25, 0.75, 1.0, -0.1]]
    samples += [rounded(RNG.normal(0.3, 1, n), 6) for n in [8, 25, 49, 50, 51, 120]]
    samples += [rounded(RNG.normal(0.3, 1, n), 1) for n in [12, 40, 200]]
    for d in samples:
        d = np.array(d)
        rest = d[d != 0]
        exact = len(rest) <= 50 and len(set(np.abs(rest))) == len(rest)
        result = stats.wilcoxon(rest, zero_method="wilcox", correction=True, method="exact" if exact else "asymptotic")
        out.append({"differences": d.tolist(), "exact": exact, "statistic": float(result.statistic), "p": float(result.pvalue)})
    return out


def friedman():
    out = []
    for datasets, models, digits in [(5, 3, 3), (8, 4, 2), (14, 4, 1), (6, 5, 1), (20, 10, 2)]:
        scores = np.round(RNG.normal(0.9, 0.03, (datasets, models)) + np.linspace(0, 0.05, models), digits)
        chi, p = stats.friedmanchisquare(*scores.T)
        ranks = np.array([stats.rankdata(-row) for row in scores])
        q = stats.studentized_range.ppf(0.95, models, np.inf) / math.sqrt(2)
        out.append({"scores": scores.tolist(), "ranks": ranks.mean(axis=0).tolist(), "chi_squared": float(chi), "p": float(p),
                    "critical_difference": float(q * math.sqrt(models * (models + 1) / (6 * datasets)))})
    return out


def power():
    out = []
    for effect in [0.2, 0.5, 0.8, 1.5, 3.0]:
        for n in [2, 3, 5, 10, 30, 100]:
            for alpha in [0.05, 0.01]:
                tail = stats.t.isf(alpha / 2, n - 1)
                centre = effect * math.sqrt(n)
                exact = stats.nct.sf(tail, n - 1, centre) + stats.nct.cdf(-tail, n - 1, centre)
                by_statsmodels = TTestPower().power(effect, n, alpha)
                if math.isnan(exact):
                    continue  # SciPy has no value where the far tail is too small for it.
                assert abs(exact - by_statsmodels) < 1e-9, (effect, n, alpha, exact, by_statsmodels)
                out.append([effect, n, alpha, float(exact)])
    needed = []
    for effect in [0.3, 0.5, 1.0, 2.0]:
        for target in [0.8, 0.95]:
            n = TTestPower().solve_power(effect_size=effect, alpha=0.05, power=target)
            needed.append([effect, target, math.ceil(float(np.squeeze(n)))])
    return {"power": out, "needed": needed}


def bootstrap():
    """BCa limits and acceleration for given replicates; of a mean, and of a ratio of sums over groups."""
    out = []
    for n, kind in [(12, "mean"), (40, "mean"), (25, "ratio")]:
        x, y = np.array(rounded(RNG.exponential(1, n))), np.array(rounded(RNG.uniform(0.5, 3, n)))
        statistic = (lambda x, axis=-1: x.mean(axis=axis)) if kind == "mean" else (lambda x, y, axis=-1: x.sum(axis=axis) / y.sum(axis=axis))
        data = (x,) if kind == "mean" else (x, y)
        draws = RNG.integers(0, n, (999, n))
        replicates = np.array([statistic(*(d[draw] for d in data)) for draw in draws])
        for confidence in [0.9, 0.95]:
            given = BootstrapResult(None, replicates, None)
            paired = kind == "ratio"
            result = stats.bootstrap(data, statistic, n_resamples=0, confidence_level=confidence, method="BCa", bootstrap_result=given,
                                     paired=paired, vectorized=None if not paired else False)
            jack = np.array([statistic(*(np.delete(d, i) for d in data)) for i in range(n)])
            out.append({"confidence": confidence, "estimate": float(statistic(*data)), "jackknife": jack.tolist(),
                        "replicates": replicates.tolist(), "low": float(result.confidence_interval.low), "high": float(result.confidence_interval.high)})
    return out


def plain(value):
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, np.generic):
        return value.item()
    return value


def main():
    parts = [prediction, resampled, holm, mc_nemar, de_long, newcombe, wilcoxon, friedman, power, bootstrap]
    out = {part.__name__: plain(part()) for part in parts}
    lines = []
    for name, value in out.items():
        if isinstance(value, list):
            rows = ",\n    ".join(json.dumps(row) for row in value)
            lines.append(f'  "{name}": [\n    {rows}\n  ]')
        else:
            lines.append(f'  "{name}": {json.dumps(value)}')
    (HERE / "peers.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


main()
