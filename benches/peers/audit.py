"""The cases of `cargo bench --bench power` judged by mlscorecheck, beside our verdicts.

Usage: python audit.py CASES.jsonl
"""

import json
import sys
import time
from collections import defaultdict
from fractions import Fraction
from math import ceil, floor

from mlscorecheck.check.binary import check_1_testset_no_kfold


def judge(case):
    """Whether the package calls the row inconsistent, and the seconds it took."""
    scores = {name: float(printed) for name, printed in case["scores"].items()}
    start = time.perf_counter()
    result = check_1_testset_no_kfold(
        testset={"p": case["positive"], "n": case["negative"]},
        scores=scores,
        # Half a unit in the last place, both ends included: the range that our verdict is for.
        eps=0.5 * 10 ** -case["decimals"],
    )
    return result["inconsistency"], time.perf_counter() - start


def signed_square(numerator, square_below):
    """The square of numerator / sqrt(square_below), with the sign of the numerator."""
    return Fraction(numerator * abs(numerator), square_below)


def arbiter(case):
    """A matrix (tp, tn) with every printed figure, by exact search over all of them; None where there is none."""
    p, n = case["positive"], case["negative"]
    half = Fraction(1, 2 * 10 ** case["decimals"])
    ranges = {name: (Fraction(printed) - half, Fraction(printed) + half) for name, printed in case["scores"].items()}
    low, high = ranges["sens"]
    for tp in range(max(0, ceil(low * p)), min(p, floor(high * p)) + 1):
        low, high = ranges["acc"]
        for tn in range(max(0, ceil(low * (p + n)) - tp), min(n, floor(high * (p + n)) - tp) + 1):
            fp, fn = n - tn, p - tp
            values = {
                "ppv": Fraction(tp, tp + fp) if tp + fp else None,
                "f1p": Fraction(2 * tp, 2 * tp + fp + fn),
                "spec": Fraction(tn, n),
                "bacc": (Fraction(tp, p) + Fraction(tn, n)) / 2,
            }
            fits = all(values[name] is not None and low <= values[name] <= high for name, (low, high) in ranges.items() if name in values)
            if fits and "mcc" in ranges:
                below = (tp + fp) * (tn + fn) * p * n
                low, high = (end * abs(end) for end in ranges["mcc"])
                fits = below > 0 and low <= signed_square(tp * tn - fp * fn, below) <= high
            if fits:
                return tp, tn
    return None


def main():
    by_error = defaultdict(list)
    with open(sys.argv[1]) as lines:
        for line in lines:
            case = json.loads(line)
            theirs, seconds = judge(case)
            by_error[case["planted"]].append((case, theirs, seconds * 1e6))

    print("| error in the last place | rows | refuted by idsbench | by mlscorecheck | µs per row | mlscorecheck | ratio |")
    print("|---|---|---|---|---|---|---|")
    only_ours, only_theirs, rows, ours_time, their_time = [], [], 0, 0.0, 0.0
    for planted, judged in sorted(by_error.items()):
        ours = sum(case["refuted"] for case, _, _ in judged)
        theirs = sum(refuted for _, refuted, _ in judged)
        our_us = sum(case["microseconds"] for case, _, _ in judged)
        their_us = sum(us for _, _, us in judged)
        n = len(judged)
        print(
            f"| {planted} | {n} | {100 * ours / n:.1f} % | {100 * theirs / n:.1f} % "
            f"| {our_us / n:.1f} | {their_us / n:.0f} | {their_us / our_us:.0f} |"
        )
        rows, ours_time, their_time = rows + n, ours_time + our_us, their_time + their_us
        only_ours += [case for case, refuted, _ in judged if case["refuted"] and not refuted]
        only_theirs += [case for case, refuted, _ in judged if refuted and not case["refuted"]]

    print(f"\n{rows} rows: {rows - len(only_ours) - len(only_theirs)} verdicts agree; {their_time / ours_time:.0f} times as fast.")
    for title, cases in [("refuted by idsbench alone", only_ours), ("refuted by mlscorecheck alone", only_theirs)]:
        print(f"{len(cases)} {title}")
        for case in cases:
            matrix = arbiter(case)
            truth = f"tp, tn = {matrix} has every figure" if matrix else "an exact search over all matrices finds none"
            print(f"  p {case['positive']}, n {case['negative']}, {case['scores']}: {truth}")


if __name__ == "__main__":
    main()
