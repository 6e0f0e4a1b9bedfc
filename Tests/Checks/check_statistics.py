"""Recomputes what `bench compare --json` and `bench eval --intervals --json` say with NumPy and SciPy, from result files alone.

    .deps/torch/bin/python Tests/Checks/check_statistics.py compare.json       # files are named in it
    .deps/torch/bin/python Tests/Checks/check_statistics.py eval.json RUN.h5
    .deps/torch/bin/python Tests/Checks/check_statistics.py --coverage         # the table of docs/statistics.md

Random draws are SciPy's own, so ends of intervals and p-values agree up to the Monte-Carlo error of both sides.
CompareCommandTests run it.
"""

import json
import sys

import h5py
import numpy as np
from scipy import stats

LIMIT = 10_000


def read(file, checkpoint, direction):
    """Each query's terms of each metric, whether it has a match, and its identity."""
    with h5py.File(file) as run:
        group = run[checkpoint][direction]
        first = group["first_match_rank"][()]
        identities = run["test/query_identities" if direction == "text-to-image" else "test/gallery_identities"][()]
        found = first > 0
        terms = {f"r{k}": 100.0 * (found & (first <= k)) for k in (1, 5, 10, 20)}
        terms["rsum"] = terms["r1"] + terms["r5"] + terms["r10"]
        terms["mrr"] = 100 * np.where(found, 1 / np.maximum(first, 1), 0)
        for metric, column in ("map", "average_precision"), ("minp", "inverse_negative_penalty"), ("ndcg10", "ndcg10"):
            if column in group:
                terms[metric] = 100 * group[column][()]
    return terms, found, identities


def clusters(values, identities):
    """Sums over the queries of each identity."""
    places = np.unique(identities, return_inverse=True)[1]
    return np.bincount(places, values)


def weights(metric, found, identities):
    """R@K counts a query without a match as a miss, other metrics leave it out."""
    return clusters(np.ones(len(found)) if metric.startswith("r") else found.astype(float), identities)


def ratio(sums, counts, axis=-1):
    return sums.sum(axis) / counts.sum(axis)


def expanded(level, n):
    """The level at which a bootstrap interval has the width that n clusters need (Hesterberg 2015)."""
    return 1 - 2 * stats.norm.cdf(-np.sqrt(n / (n - 1)) * stats.t.ppf((1 + level) / 2, n - 1))


def interval(sums, counts, level=0.95, resamples=LIMIT, seed=0):
    """One run: SciPy's BCa bootstrap over identities at the expanded level."""
    sums, counts = sums[counts > 0], counts[counts > 0]
    found = stats.bootstrap(
        (sums, counts), ratio, paired=True, vectorized=True, method="BCa", n_resamples=resamples,
        confidence_level=expanded(level, len(sums)), rng=np.random.default_rng(seed), batch=200)
    return found.confidence_interval


def seed_part(runs, counts):
    """Variance of runs, the part of it from their disagreement about identities, and the runs' values."""
    values = runs.sum(1) / counts.sum()
    parts = (runs - values[:, None] * counts) / counts.sum()
    n = len(counts)
    return values.var(ddof=1), parts.var(axis=0, ddof=1).sum() * n / (n - 1), values


def difference(a, b, counts, level=0.95, paired=False, resamples=LIMIT, seed=0):
    """Groups of runs (runs x identities): difference, interval, p, and seeds needed (None, a number or inf)."""
    random = np.random.default_rng(seed)
    # An identity without a query that counts has nothing to say of a metric that leaves such queries out.
    a, b, counts = a[:, counts > 0], b[:, counts > 0], counts[counts > 0]
    n = len(counts)
    d = b.mean(0) - a.mean(0)
    value = d.sum() / counts.sum()
    drawn = np.concatenate(
        [(lambda i: ratio(d[i], counts[i]))(random.integers(n, size=(200, n))) for _ in range(resamples // 200)])
    by_identity = (drawn - value) * np.sqrt(n / (n - 1))
    v_identity = by_identity.var(ddof=1)
    sources = []
    if len(a) > 1 and len(b) > 1:
        sources = [b - a] if paired else [b, a]
    parts = [seed_part(source, counts) for source in sources]
    total, v = by_identity.copy(), v_identity
    nu = v_identity**2 / (n - 1)
    for s2, g, values in parts:
        m, beyond = len(values), max(0, s2 - g)
        scale = np.sqrt(beyond / s2 * m / (m - 1)) if s2 > 0 else 0
        total += ((values - values.mean()) * scale)[random.integers(m, size=(len(total), m))].mean(1)
        v, nu = v + beyond / m, nu + (s2 / m) ** 2 / (m - 1)
    degrees = max(1, v * v / nu) if nu > 0 else n - 1
    half = stats.t.ppf((1 + level) / 2, degrees) * total.std(ddof=1)

    def test(x, statistic, kind, alternative="two-sided"):
        return stats.permutation_test(
            x, statistic, permutation_type=kind, alternative=alternative, n_resamples=LIMIT, vectorized=True, rng=random,
            batch=200).pvalue

    # SciPy wants two values; the sign of one says nothing.
    moved = d[d != 0]
    p = 1.0 if len(moved) < 2 else test((moved,), lambda x, axis: x.sum(axis), "samples")
    if sources:
        values = [part[2] for part in parts]
        runs = (
            test((values[0],), lambda x, axis: x.mean(axis), "samples") if paired
            # Of unequal groups the differences are not symmetric, and SciPy's two-sided p, twice the smaller tail, is another.
            else test((values[0], values[1]), lambda x, y, axis: np.round(abs(x.mean(axis) - y.mean(axis)), 9), "independent",
                      "greater"))
        z = stats.norm.isf(np.array([p, min(runs, 1)]) / 2)
        p = 1.0 if (z <= 0).any() else 2 * stats.norm.sf((1 / z**2).sum() ** -0.5)
    needed = None
    if sources and value - half <= 0 <= value + half:
        goal = (value / (stats.norm.ppf(0.975) + stats.norm.ppf(0.8))) ** 2
        shared = max(0, v_identity - sum(g / len(values) for _, g, values in parts))
        per_run = sum(max(0, s2 - g) + g for s2, g, _ in parts)
        # More than there are, and so many that p can be below 5%: 2 / 70 of 4 runs and 4, 2 / 64 of 6 pairs.
        least = max(6 if paired else 4, 1 + min(len(a), len(b)))
        needed = np.inf if goal <= shared else max(least, np.ceil(per_run / (goal - shared)))
    return value, (value - half, value + half), min(p, 1), needed


def holm(p):
    """Adjusted p-values (Holm 1979)."""
    order = np.argsort(p)
    adjusted = np.minimum(1, np.maximum.accumulate(np.asarray(p)[order] * np.arange(len(p), 0, -1)))
    return adjusted[np.argsort(order)]


def near_end(ours, scipys, low, high, resamples, step=0):
    """Whether two ends agree up to the error of drawing both.

    The sd of an estimated end is sqrt(q (1 - q) / m) / density, which for an end 2.5% out on a normal curve is 2.7 standard
    errors / sqrt(m); an interval is 3.9 of them wide. Five such, with both sides drawn, a share for rough curves, and one
    step of the curve of resamples, which for R@K is one query.
    """
    return abs(ours - scipys) <= (high - low) * (5 * 2.7 / 3.9 * np.sqrt(2 / resamples) + 0.01) + 1.01 * step + 1e-9


def check_compare(report):
    groups = [[read(file, report["checkpoint"], report["direction"]) for file in report[g]["files"]] for g in "ab"]
    _, found, identities = groups[0][0]
    if report["by"] == "query":
        identities = np.arange(len(identities))
    assert report["clusters"] == len(set(identities))
    ps = {}
    for metric, said in report["metrics"].items():
        if not all(metric in run[0] for group in groups for run in group):
            assert "lower" not in said
            continue
        counts = weights(metric, found, identities)
        a, b = (np.array([clusters(run[0][metric], identities) for run in group]) for group in groups)
        for side, runs in (("a", a), ("b", b)):
            assert abs(said[side] - runs.sum(1).mean() / counts.sum()) < 1e-9, (metric, side)
        value, (low, high), p, needed = difference(a, b, counts, report["level"], report["pairs_seeds"])
        assert abs(said["difference"] - value) < 1e-9, metric
        for end, scipys in (("lower", low), ("upper", high)):
            assert near_end(said[end], scipys, low, high, report["resamples"]), (metric, end, said, low, high)
        # At p = 0 or 1 of one side the other may be a few draws away.
        error = 5 * np.sqrt(2 * p * (1 - p) / report["resamples"]) + 8 / report["resamples"]
        assert abs(said["p"] - p) <= error, (metric, said["p"], p)
        if needed is not None and "is_test_set_the_limit" in said:
            # The number follows the variance of draws; near the pole where the test set limits it is anybody's guess.
            if np.isfinite(needed) and needed < 50:
                assert abs(said.get("seeds_needed", np.inf) - needed) <= 1 + 0.25 * needed, (metric, said, needed)
        ps[metric] = said["p"]
    assert np.allclose([report["metrics"][m]["p_holm"] for m in ps], holm(list(ps.values())))
    print(f"{len(ps)} metrics agree")


def check_eval(report, file, checkpoint="last"):
    checked = 0
    for scores in report["scores"]:
        if scores["head"] not in ("mean", report["heads"][0]["name"]) or len(report["heads"]) > 1 and scores["head"] != "mean":
            continue
        terms, found, identities = read(file, checkpoint, scores["direction"])
        for metric, (low, high) in scores["intervals"].items():
            sums, counts = clusters(terms[metric], identities), weights(metric, found, identities)
            assert abs(ratio(sums, counts) - scores["metrics"][metric]) < 1e-9
            if np.ptp(sums[counts > 0] / counts[counts > 0]) == 0:
                # Whatever is drawn is the same; SciPy has no interval.
                assert low == high == scores["metrics"][metric] or abs(high - low) < 1e-9
                continue
            scipys = interval(sums, counts)
            step = 100 / counts.sum() if metric.startswith("r") else 0
            for ours, other in ((low, scipys.low), (high, scipys.high)):
                assert near_end(ours, other, scipys.low, scipys.high, LIMIT, step), (metric, low, high, scipys)
            checked += 1
    assert checked >= 18
    print(f"{checked} intervals agree")


def people(random, sims, n, share, common=None):
    """Standard normal difficulty of captions (sims x identities x 4 images x 2): `share` of its variance is a person's,
    a fifth of the rest an image's."""
    def draw(*shape):
        return random.normal(size=(sims, n, *shape))
    z = np.sqrt(share) * draw(1, 1) + np.sqrt((1 - share) * 0.2) * draw(4, 1) + np.sqrt((1 - share) * 0.8) * draw(4, 2)
    return z if common is None else np.sqrt(0.7) * common + np.sqrt(0.3) * z


def coverage(sims=1000, resamples=2000):
    """The table of docs/statistics.md: how often 95% intervals hold the truth, by identity and by query."""
    print("| metric | identities | by query | percentile by identity | ours (twin) | lowest and highest of ours |")
    print("|---|---|---|---|---|---|")
    for what in ("R@1", "AP", "difference of R@1", "difference of AP"):
        for n in (20, 50, 200, 1000):
            cells = [cover(what, n, p, share, sims if n < 1000 else sims // 2, resamples)
                     for p in (0.3, 0.6, 0.9) for share in (0.1, 0.5, 0.9)]
            query, plain, ours = np.mean(cells, axis=0)
            least, most = min(c[2] for c in cells), max(c[2] for c in cells)
            print(f"| {what} | {n} | {query:.1f} | {plain:.1f} | {ours:.1f} | {least:.1f} to {most:.1f} |", flush=True)


def cover(what, n, p, share, sims, resamples):
    random = np.random.default_rng([n, int(10 * p), int(10 * share), len(what)])
    there = (np.arange(4)[:, None] < random.integers(1, 5, size=(sims, n, 1, 1))) * np.ones((1, 1, 1, 2))

    def score(z, p):
        if "R@1" in what:
            return (z < stats.norm.ppf(p)).astype(float), p
        m = 1.2 * stats.norm.ppf(p)
        return stats.norm.cdf(m + 0.9 * z), stats.norm.cdf(m / np.sqrt(1.81))

    if what.startswith("difference"):
        common = people(random, sims, n, share)
        (a, low), (b, high) = (score(people(random, sims, n, share, common), q) for q in (p, min(p + 0.05, 0.97)))
        y, truth = (b - a) * there, high - low
    else:
        y, truth = score(people(random, sims, n, share), p)
        y = y * there
    sums, counts = y.sum((2, 3)), there.sum((2, 3))
    value = ratio(sums, counts)
    weights = random.multinomial(n, np.full(n, 1 / n), size=resamples).astype(float)
    drawn = (weights @ sums.T) / (weights @ counts.T)

    def share_of(low, high):
        return 100 * np.mean((low <= truth + 1e-12) & (high >= truth - 1e-12))

    plain = share_of(*np.quantile(drawn, [0.025, 0.975], axis=0))
    # By query: the normal interval of a mean of independent queries, which the bootstrap by query comes to.
    total = counts.sum(1)
    spread = ((y - value[:, None, None, None]) ** 2 * there).sum((1, 2, 3)) / total
    half = 1.96 * np.sqrt(spread / total)
    query = share_of(value - half, value + half)
    if what.startswith("difference"):
        half = stats.t.ppf(0.975, n - 1) * drawn.std(axis=0, ddof=1) * np.sqrt(n / (n - 1))
        return query, plain, share_of(value - half, value + half)
    left = (sums.sum(1, keepdims=True) - sums) / (total[:, None] - counts)
    d = left.mean(1, keepdims=True) - left
    acceleration = (d**3).sum(1) / (6 * np.maximum((d**2).sum(1), 1e-100) ** 1.5)
    bias = stats.norm.ppf(np.clip(((drawn < value).mean(0) + (drawn <= value).mean(0)) / 2, 1e-9, 1 - 1e-9))
    z = stats.norm.ppf((1 + expanded(0.95, n)) / 2)
    ordered, columns = np.sort(drawn, axis=0), np.arange(sims)
    ends = []
    for side in (-z, z):
        place = stats.norm.cdf(bias + (bias + side) / (1 - acceleration * (bias + side))) * (resamples - 1)
        below = place.astype(int)
        above = np.minimum(below + 1, resamples - 1)
        ends.append(ordered[below, columns] + (place - below) * (ordered[above, columns] - ordered[below, columns]))
    return query, plain, share_of(*ends)


def coverage_of_seeds(sims=1000):
    """The second table: groups of runs whose scores spread by identity, by run, and by both."""
    print("\n| runs of each | what spreads most | identities alone | ours (twin) |\n|---|---|---|---|")
    random = np.random.default_rng(0)
    n = 200
    for m in (2, 3, 5):
        for name, identity, run, both in (
            ("test identities", 1, 0.1 / n, 0.5), ("seeds about identities", 0.2, 0, 2), ("seeds", 0.2, 3 / n, 1)):
            shared = random.normal(size=(sims, 1, n)) * np.sqrt(identity)

            def group():
                return random.normal(size=(sims, m, 1)) * np.sqrt(run) + random.normal(size=(sims, m, n)) * np.sqrt(both)

            a, b = group(), group() + shared
            hits, alone = [], []
            for x, y in zip(a, b):
                d = y.mean(0) - x.mean(0)
                v = variance = d.var(ddof=1) / n
                nu = v * v / (n - 1)
                for runs in (x, y):
                    s2, g, _ = seed_part(runs, np.ones(n))
                    variance, nu = variance + max(0, s2 - g) / m, nu + (s2 / m) ** 2 / (m - 1)
                half = stats.t.ppf(0.975, max(1, variance**2 / nu)) * np.sqrt(variance)
                hits.append(abs(d.mean()) <= half)
                alone.append(abs(d.mean()) <= stats.t.ppf(0.975, n - 1) * np.sqrt(v))
            print(f"| {m} | {name} | {100 * np.mean(alone):.1f} | {100 * np.mean(hits):.1f} |", flush=True)


if __name__ == "__main__":
    if sys.argv[1:] == ["--coverage"]:
        coverage()
        coverage_of_seeds()
    elif len(sys.argv) == 2:
        check_compare(json.load(open(sys.argv[1])))
    else:
        check_eval(json.load(open(sys.argv[1])), *sys.argv[2:])
