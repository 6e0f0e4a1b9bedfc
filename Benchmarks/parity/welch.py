"""Welch's test of two groups of runs and Holm's correction; `python welch.py` compares both with SciPy and known numbers."""

import math

import numpy as np
from scipy import stats


def compare(ours, theirs, level=0.95):
    """Difference of the means (ours - theirs), its interval, and the two-sided p-value; equal variances are not assumed."""
    a, b = np.asarray(ours, float), np.asarray(theirs, float)
    result = {"ours": a.mean(), "theirs": b.mean(), "difference": a.mean() - b.mean(), "runs": [len(a), len(b)],
              "ours_deviation": None, "theirs_deviation": None, "low": None, "high": None, "p": None}
    if min(len(a), len(b)) < 2:
        return result
    parts = a.var(ddof=1) / len(a), b.var(ddof=1) / len(b)
    result |= {"ours_deviation": a.std(ddof=1), "theirs_deviation": b.std(ddof=1)}
    error = math.sqrt(sum(parts))
    if error == 0:
        equal = result["difference"] == 0
        return result | {"low": result["difference"], "high": result["difference"], "p": 1.0 if equal else 0.0}
    freedom = sum(parts) ** 2 / (parts[0] ** 2 / (len(a) - 1) + parts[1] ** 2 / (len(b) - 1))
    reach = stats.t.ppf((1 + level) / 2, freedom) * error
    p = 2 * stats.t.sf(abs(result["difference"]) / error, freedom)
    return result | {"low": result["difference"] - reach, "high": result["difference"] + reach, "p": float(p)}


def holm(values):
    """Holm's corrected p-values, in the order given; `None` stays and does not count."""
    known = sorted((value, place) for place, value in enumerate(values) if value is not None)
    corrected, largest = list(values), 0.0
    for rank, (value, place) in enumerate(known):
        largest = max(largest, min(1.0, value * (len(known) - rank)))
        corrected[place] = largest
    return corrected


def check():
    """Fails where a number is not SciPy's."""
    draw = np.random.default_rng(1)
    for count in (2, 5, 10):
        a, b = draw.normal(35, 1, count), draw.normal(36, 2, count + 3)
        found, expected = compare(a, b), stats.ttest_ind(a, b, equal_var=False)
        assert math.isclose(found["p"], expected.pvalue, rel_tol=1e-9), (found, expected)
        interval = expected.confidence_interval(0.95)
        assert math.isclose(found["low"], interval.low, rel_tol=1e-9), (found, interval)
        assert math.isclose(found["high"], interval.high, rel_tol=1e-9), (found, interval)
    assert compare([35.0], [36.0])["p"] is None
    assert compare([1.0, 1.0], [1.0, 1.0])["p"] == 1.0 and compare([1.0, 1.0], [2.0, 2.0])["p"] == 0.0
    # Holm (1979): the smallest times the count, and never below one that was smaller.
    assert holm([0.01, None, 0.04, 0.03]) == [0.03, None, 0.06, 0.06], holm([0.01, None, 0.04, 0.03])
    print("welch.py: 6 of SciPy's numbers and Holm's correction agree")


if __name__ == "__main__":
    check()
