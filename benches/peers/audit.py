"""The cases of `cargo bench --bench power` judged by mlscorecheck, beside our verdicts.

Usage: python audit.py CASES.jsonl
"""

import json
import sys
import time
from collections import defaultdict

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
        for case in cases[:20]:
            print("  " + json.dumps(case))


if __name__ == "__main__":
    main()
