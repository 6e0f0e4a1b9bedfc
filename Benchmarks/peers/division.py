"""Division of 70,000 losses by a mixture of two Gaussians: this engine beside scikit-learn, in one run.

python division.py PATH/TO/MetricsBenchmark

Both get the same single-precision losses, normalise them, fit with RDE's settings and compute the probability of the
component with the lower mean; one thread each. Times are the least of nine. Prints a Markdown table.
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import pathlib
import subprocess
import sys
import tempfile
import time
import warnings

import numpy as np
from sklearn.mixture import GaussianMixture

COUNT = 70_000
SETTINGS = {"strict": (100, 1e-4, 1e-6), "loose": (10, 1e-2, 5e-4)}


def shapes():
    draw = np.random.default_rng(7)
    clean = draw.random(COUNT) < 0.6
    return {
        "bimodal": np.where(clean, draw.normal(0, 0.5, COUNT), draw.normal(3, 1, COUNT)),
        "overlapping": np.where(clean, draw.normal(0, 1, COUNT), draw.normal(1.2, 1, COUNT)),
        "spike at zero": np.maximum(0, np.where(clean, -0.3, 1) + draw.normal(0, 0.4, COUNT)),
        "skewed": draw.exponential(1, COUNT),
        "heavy tail": draw.lognormal(0, 1.2, COUNT),
    }


def divide(losses, setting):
    limit, tolerance, regularization = SETTINGS[setting]
    values = ((losses - losses.min()) / (losses.max() - losses.min()))[:, None]
    mixture = GaussianMixture(2, max_iter=limit, tol=tolerance, reg_covar=regularization, random_state=0).fit(values)
    return mixture.n_iter_, mixture.predict_proba(values)[:, mixture.means_.argmin()]


def main():
    warnings.filterwarnings("ignore")
    print("| losses | settings | iterations | this engine (ms) | scikit-learn (ms) | times faster | largest difference of p |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        problems = {shape: values.astype("<f4") for shape, values in shapes().items()}
        for shape, losses in problems.items():
            losses.tofile(folder / f"{shape.replace(' ', '-')}.f4")
        output = subprocess.run([sys.argv[1], "divide", name], check=True, capture_output=True, text=True).stdout
        own = {tuple(line.split()[:2]): line.split()[2:] for line in output.splitlines()}
        for shape, losses in problems.items():
            for setting in SETTINGS:
                best = float("inf")
                for _ in range(9):
                    start = time.perf_counter()
                    iterations, expected = divide(losses, setting)
                    best = min(best, 1000 * (time.perf_counter() - start))
                key = shape.replace(" ", "-")
                found = np.fromfile(folder / f"{key}.{setting}.p", "<f4")
                count, milliseconds = own[key, setting]
                assert int(count) == iterations, (shape, setting, count, iterations)
                print(f"| {shape} | {setting} | {iterations} | {float(milliseconds):.1f} | {best:.1f} "
                      f"| {best / float(milliseconds):.1f} | {np.abs(found - expected).max():.0e} |")


main()
