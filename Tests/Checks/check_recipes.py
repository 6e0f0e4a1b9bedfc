"""Runs every recipe of the documentation and compares every number with `bench tables`, to the printed digit.

    .deps/torch/bin/python Tests/Checks/check_recipes.py BENCH REPOSITORY

in a folder with `Results/` (RecipeTests make one) and its export in `Reports/csv/`. A recipe is a block of Python, or one that
uses jq, pandas or h5py, in any Markdown file of the repository. Each has a comparison below, by words that it alone has:
a recipe without one fails, and so does a comparison without a recipe.
"""

import contextlib
import csv
import io
import json
import math
import os
import pathlib
import re
import subprocess
import sys

import h5py
import numpy as np
import pandas as pd

bench, repository = sys.argv[1:]
os.environ["PATH"] = f"{pathlib.Path(bench).parent}:{os.environ['PATH']}"
# Pages whose recipes have a test of their own.
ELSEWHERE = {"docs/statistics.md", "docs/reviewing.md"}
LABELS = {"irra-sdm": "IRRA", "rde-tal": "RDE"}
FOLDERS = [".", "docs", "Benchmarks", "Tests/Goldens"]


def recipes():
    """(page:line, language, text) of every recipe."""
    for folder in FOLDERS:
        for page in sorted(pathlib.Path(repository, folder).glob("*.md")):
            name = str(page.relative_to(repository))
            if name in ELSEWHERE:
                continue
            text = page.read_text(encoding="utf-8")
            blocks = [(m.start(), m[1].strip(), m[2]) for m in re.finditer(r"^```([^\n]*)\n(.*?)^```", text, re.M | re.S)]
            outside = re.sub(r"^```[^\n]*\n.*?^```", lambda m: re.sub(r"[^\n]", "", m[0]), text, flags=re.M | re.S)
            blocks += [
                (len("\n".join(outside.split("\n")[: outside[: m.start()].count("\n")])), "", m[0].replace("\n    ", "\n")[4:])
                for m in re.finditer(r"(?:^    \S[^\n]*\n)+", outside, re.M)
            ]
            for start, language, block in blocks:
                uses = re.search(r"\bjq [-.'\"]|import (pandas|h5py)|\bread_csv\(", block)
                if language in ("python", "py", "python3", "r", "R") or uses:
                    yield f"{name}:{text[:start].count(chr(10)) + 1}", language, block


def python(block, **names):
    """The printed lines and the names that a recipe leaves."""
    names = {"__name__": "__main__", **names}
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(block, "recipe", "exec"), names)
    return output.getvalue(), names


def shell(command):
    return subprocess.run(["bash", "-euo", "pipefail", "-c", command], check=True, capture_output=True, text=True).stdout


def tables(*arguments):
    """The CSV of `bench tables`, as lists of texts by heading."""
    output = subprocess.run([bench, "tables", "--format", "csv", *arguments], check=True, capture_output=True, text=True).stdout
    return list(csv.DictReader(io.StringIO(output)))


def digits(value, decimals=2):
    return "" if value is None or math.isnan(value) else f"{value:.{decimals}f}"


def fields(names):
    """Fields for --rows: those in which the folder's runs differ."""
    return [name.removeprefix("spec.") for name in names if "." in name]


def same(header, value):
    """Whether a row header of a table is a field's value; one that a run does not have is a dash."""
    if isinstance(value, (bool, np.bool_)):
        return header == ("on" if value else "off")
    if isinstance(value, (int, float, np.number)):
        return header == "'-" if math.isnan(value) else header != "'-" and float(header) == value
    return header == value


def papers_table(block, language):
    printed, names = python(block)
    table = names["table"]
    varied = fields(table.index.names)
    assert len(varied) > 1, varied
    # One row for each mean: dataset, noise, method and every field down, so that nothing is left to tell apart.
    found = tables("--rows", ",".join(["dataset", "noise", "method", *varied, "checkpoint"]), "--columns", "metric")
    headings = ["R@1", "R@5", "R@10", "mAP", "mINP"]
    expected = sorted(
        [text for heading in headings for text in (row[heading], row[f"{heading} std"])]
        for row in found if row["R@1"] not in ("", "failed")
    )
    numbers = sorted([digits(value) for value in row] for row in table.to_numpy())
    assert numbers == expected, (numbers, expected)
    assert len(numbers) > 10 and len({tuple(row) for row in numbers}) > 10
    # Row by row.
    for key, values in zip(table.index, table.to_numpy()):
        dataset, noise, method, *rest, checkpoint = key
        wanted = [f"{round(100 * noise)}%", LABELS[method], *rest, checkpoint.title()]
        matching = [
            row for row in found
            for headers in [list(row.values())[: len(key)]]
            if headers[0].split(" (")[0] == dataset and all(map(same, headers[1:], wanted))
        ]
        assert len(matching) == 1, (key, matching)
        for heading, mean, deviation in zip(headings, values[::2], values[1::2]):
            assert (digits(mean), digits(deviation)) == (matching[0][heading], matching[0][f"{heading} std"]), key
    for row in numbers:
        for number in row:
            assert number in printed, number


def curve(block, language):
    printed, names = python(block)
    curve = names["curve"]
    # Runs of this folder have the test split's numbers as those of their last epoch.
    last = curve.reset_index()
    last = last[last.epoch == last["recipe.epochs"]]
    expected = [
        (row["R@1"], row["R@1 std"])
        for row in tables("--rows", ",".join(["dataset", "noise", "method", *fields(curve.index.names)]), "--columns", "metric", "--checkpoint", "last")
        if row["R@1"] not in ("", "failed")
    ]
    found = [(digits(mean), digits(deviation)) for mean, deviation in last["r1"][["mean", "std"]].to_numpy()]
    assert sorted(found) == sorted(expected) and len(found) > 8, (sorted(found), sorted(expected))
    assert all(mean in printed for mean, _ in found)
    # All epochs, from the files.
    runs = pd.read_csv("Reports/csv/runs.csv").set_index("run")
    groups = {}
    for path in sorted(pathlib.Path("Results").glob("*.h5")):
        run = runs.loc[path.stem]
        if run.in_tables and "epochs" in (file := h5py.File(path)):
            for epoch, r1 in zip(file["epochs/epoch"], file["epochs/r1"]):
                groups.setdefault((run.group, int(epoch)), []).append(r1)
    assert sorted(digits(np.mean(values)) for values in groups.values()) == sorted(digits(value) for value in curve["r1"]["mean"])


def sample_selection(block, language):
    printed, names = python(block)
    quality = names["quality"]
    headings = ["Precision", "Recall", "F1", "AUC", "Loss AUC"]
    expected = sorted(
        [text for heading in headings for text in (row[heading], row.get(f"{heading} std", ""))]
        for row in tables("--kind", "sample-selection")
    )
    numbers = sorted([digits(value) for value in row] for row in quality.to_numpy())
    assert numbers == expected and len(numbers) > 3, (numbers, expected)
    assert all(number in printed for row in numbers for number in row)


def query_differences(block, language):
    printed, names = python(block)
    document = json.loads(subprocess.run(
        [bench, "tables", "--format", "json", "--rows", "dataset,noise,method", "--columns", "metric", "--metric", "map", "--checkpoint", "best"],
        check=True, capture_output=True, text=True).stdout)
    means = {}
    for row in document["rows"]:
        if row["headers"]["Dataset"] == "synth-pedes" and row["headers"]["Noise"] == "50%" and row["cells"][0]["state"] == "value":
            means.setdefault(row["headers"]["Method"].split(" (")[0], []).append(row["cells"][0]["value"])
    assert {name: len(values) for name, values in means.items()} == {"IRRA": 1, "RDE": 1}, means
    old, new = means["IRRA"][0], means["RDE"][0]
    assert printed.splitlines()[0] == f"mAP {old:.2f} and {new:.2f}, difference {new - old:.2f}", (printed, old, new)
    # Wins and losses, from the files.
    runs = pd.read_csv("Reports/csv/runs.csv")
    columns = {}
    for _, run in runs[runs.in_tables & (runs.dataset == "synth-pedes") & (runs.noise_rate == 0.5)].iterrows():
        stored = h5py.File(f"Results/{run.run}.h5")["best/text-to-image"]
        columns.setdefault(run.method, []).append(stored["average_precision"][()][stored["first_match_rank"][()] > 0])
    difference = 100 * (np.mean(columns["rde-tal"], 0) - np.mean(columns["irra-sdm"], 0))
    better, worse = map(int, re.search(r"(\d+) queries better, (\d+) worse", printed).groups())
    assert (better, worse) == ((difference > 1e-9).sum(), (difference < -1e-9).sum())
    lines = [line.split() for line in printed.splitlines()[3:]]
    assert sorted(float(line[1]) for line in lines) == sorted(float(digits(round(value, 9))) for value in difference)


def shown_result(block, language):
    for path in sorted(pathlib.Path("Results").glob("*.h5")):
        record = h5py.File(path)
        if "best" in record:
            assert float(shell(block.replace("RUN", path.stem))) == record["best/text-to-image"].attrs["r1"]


def lines_of_a_table(block, language):
    lines = [line.split("\t") for line in shell(block).splitlines()]
    found = {(noise, method, checkpoint, column): values for noise, method, checkpoint, column, *values in lines}
    count = 0
    for row in tables():
        for heading, value in row.items():
            match = re.fullmatch(r"(.+?)(?: \([^)]*\))? (R@1|R@5|R@10|mAP|mINP)", heading)
            if match and value not in ("", "failed"):
                mean, deviation, runs = found[row["Noise"], row["Method"], row["Checkpoint"], f"{match[1]} {match[2]}"]
                assert digits(float(mean)) == value
                if runs != "1":
                    assert digits(float(deviation)) == row[f"{heading} std"] and runs == row[f"{heading} runs"]
                count += 1
    assert count == len(lines) > 30, (count, len(lines))


def events(block, language):
    for path in sorted(pathlib.Path("Results").glob("*.events.jsonl")):
        epochs = h5py.File(str(path).replace(".events.jsonl", ".h5"))["epochs"]
        lines = [[float(text) for text in line.split("\t")] for line in shell(block.replace("NAME", path.name.removesuffix(".events.jsonl"))).splitlines()]
        assert np.array_equal(lines, np.stack([epochs["epoch"], epochs["loss"], epochs["r1"]], 1)) and lines
        return
    raise AssertionError("no events")


def reading_a_result(block, language):
    for path in sorted(pathlib.Path("Results").glob("*.h5")):
        record = h5py.File(path)
        if "best" in record and "embeddings" in record["best"]:
            printed, _ = python(block.replace("Results/run.h5", str(path)))
            stored = record["best/text-to-image"].attrs["r1"]
            label, outcome, _, r1, _, _, again = printed.split()
            # Where everything ties, another program's rounding decides.
            assert (label, float(r1)) == (record.attrs["label"], stored)
            assert digits(float(again)) == digits(stored) or "r1_tied" in record["best/text-to-image"].attrs, (path, again, stored)


def editing_a_result(block, language):
    source = next(path for path in sorted(pathlib.Path("Results").glob("*.h5")) if "best" in h5py.File(path))
    pathlib.Path("run.h5").write_bytes(source.read_bytes())
    python("import h5py\n" + block)
    document = json.loads(subprocess.run([bench, "show", "edited.h5", "--json"], check=True, capture_output=True, text=True).stdout)
    assert document["label"] == "another label" and document["best"]["text_to_image"]["r1"] == h5py.File(source)["best/text-to-image"].attrs["r1"]


def writing_embeddings(block, language):
    source = next(path for path in sorted(pathlib.Path("Results").glob("*.h5")) if "best" in h5py.File(path) and "embeddings" in h5py.File(path)["best"])
    record = h5py.File(source)
    head = record["best/embeddings/global"]
    python(
        block, text_embeddings=head["text"][()], image_embeddings=head["image"][()], text_identities=record["test/query_identities"][()],
        image_identities=record["test/gallery_identities"][()])
    document = json.loads(subprocess.run([bench, "eval", "--embeddings", "mine.h5", "--json"], check=True, capture_output=True, text=True).stdout)
    assert document["scores"][0]["metrics"]["r1"] == record["best/text-to-image"].attrs["r1"]


# Words that one recipe has and no other, and its comparison.
COMPARISONS = {
    '["r1", "r5", "r10", "map", "minp"]].agg(["mean", "std"])': papers_table,
    "curves.split == curves.run.map(selection)": curve,
    "sample_selections.csv": sample_selection,
    "queries.csv": query_differences,
    "jq .best.text_to_image.r1": shown_result,
    "bench tables --format json | jq": lines_of_a_table,
    'jq -r \'select(.event == "epoch")': events,
    "recomputed R@1": reading_a_result,
    "another label": editing_a_result,
    'f["query/global"], f["gallery/global"]': writing_embeddings,
}

used = []
for place, language, block in recipes():
    words = [words for words in COMPARISONS if words in block]
    assert len(words) == 1, f"{place}: {len(words)} comparisons of Tests/Checks/check_recipes.py are of this recipe:\n{block}"
    used += words
    try:
        COMPARISONS[words[0]](block, language)
    except BaseException as error:
        raise AssertionError(f"{place}: {error!r}\n{block}") from error
assert sorted(used) == sorted(COMPARISONS), f"comparisons without a recipe, or with two: {sorted(used)}"
print(f"{len(used)} recipes agree")
