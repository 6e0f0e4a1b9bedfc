"""Compares what docs/python/ncbench.py reads of results with the tables of `bench export --losses`.

    .deps/torch/bin/python Tests/Checks/check_reader.py RESULTS CSV_FOLDER

ResultCommandsTests run it on a sweep, on result files of all versions, and on files whose groups have other names.
"""

import pathlib
import shutil
import sys
import tempfile
import warnings

import h5py
import numpy as np
import pandas as pd

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "docs/python"))
import ncbench

results, folder = map(pathlib.Path, sys.argv[1:])
tables = {path.stem: pd.read_csv(path) for path in sorted(folder.glob("*.csv"))}
with warnings.catch_warnings():
    # Damaged files of a test's folder are warned of, as the export warns of them.
    warnings.simplefilter("ignore")
    runs, loaded, curves = ncbench.runs(results), ncbench.load(results), ncbench.curves(results)


def same(found, expected, keys, columns):
    """Whether two tables have the same rows, whatever their order."""
    found, expected = (table.set_index(keys)[columns].sort_index() for table in (found, expected))
    assert list(found.index) == list(expected.index), (found.index, expected.index)
    for column in columns:
        first, second = found[column].to_numpy(), expected[column].to_numpy()
        if first.dtype.kind in "fi":
            assert np.allclose(first.astype(float), second.astype(float), rtol=1e-12, equal_nan=True), (column, first, second)
        else:
            assert [str(value) for value in first] == [str(value) for value in second], (column, first, second)


same(runs, tables["runs"], ["run"], ["label", "dataset", "method", "noise_rate", "seed", "outcome", "in_tables", "stand_in", "seconds"])
# The same groups under other names.
groups = runs.merge(tables["runs"], on="run")[["group_x", "group_y"]].drop_duplicates()
assert groups.group_x.is_unique and groups.group_y.is_unique, groups
for column in [name for name in tables["runs"] if "." in name]:
    assert column in runs, column
same(loaded, tables["metrics"], ["run", "checkpoint", "direction"], ["epoch", *(set(ncbench.METRICS) - {"rsum"})])
sums = tables["metrics"].rsum.notna()
assert np.allclose(loaded.rsum.dropna().sort_values(), tables["metrics"].rsum[sums].sort_values())
terms = [name for name in tables["curves"] if name.startswith("loss_")]
same(curves, tables["curves"], ["run", "epoch", "split"], ["r1", "map", "rsum", "seconds", "learning_rate", "loss", *terms])

for path in sorted(results.glob("*.h5")):
    if path.stem not in set(runs.run):
        continue
    with h5py.File(path) as stored:
        names = [name for name in ("best", "last") if name in stored and "embeddings" in stored[name]]
        for name in names:
            heads = ncbench.embeddings(path, name)
            for head, (text, image) in heads.items():
                assert np.array_equal(text, stored[name]["embeddings"][head]["text"]) and text.dtype == np.float32
                assert all(map(np.array_equal, ncbench.embeddings(path, name, head), (text, image)))
            # The mean over heads is what the run was measured by; numbers of fixtures of early schemas are made up.
            if path.stem.startswith("schema"):
                continue
            queries, gallery = ncbench.identities(path)
            order = np.argsort(-ncbench.similarity(path, name), axis=1, kind="stable")
            r1 = 100 * (gallery[order[:, 0]] == queries).mean()
            row = loaded[(loaded.run == path.stem) & (loaded.checkpoint == name) & (loaded.direction == "text-to-image")]
            assert abs(r1 - row.r1.item()) < 1e-9, (r1, row.r1.item())
        expected = tables["losses"][tables["losses"].run == path.stem]
        if len(expected):
            epochs = sorted(expected.epoch.unique())
            pairs = ncbench.pairs(path, epochs)
            for head, rows in expected.groupby("head"):
                rows, of = rows.sort_values(["epoch", "pair"]), pairs[pairs.epoch.isin(rows.epoch)]
                assert np.array_equal(rows.loss.astype("f4"), of[f"loss_{head}"])
                assert np.array_equal(rows.p_clean.astype("f4"), of[f"p_clean_{head}"], equal_nan=True)
                assert np.array_equal(rows.treated_as_clean, of.treated_as_clean)
                assert np.array_equal(rows.is_clean, of.is_clean)
            assert np.array_equal(ncbench.pairs(path).epoch, np.full((pairs.epoch == epochs[-1]).sum(), epochs[-1]))
            try:
                ncbench.pairs(path, 10_000)
                raise SystemExit("an epoch that is not there was read")
            except KeyError:
                pass
        elif "noise" in stored:
            pairs = ncbench.pairs(path)
            assert np.array_equal(pairs.is_clean, stored["noise/is_clean"]) and list(pairs) == ["pair", "source", "is_clean"]
# Groups and arrays under their other names, those of earlier or of later files, are read as the same.
NAMES = [("t2i", "text-to-image"), ("i2t", "image-to-text"), ("query_pids", "query_identities"), ("gallery_pids", "gallery_identities")]
with tempfile.TemporaryDirectory() as other:
    for path in runs.file:
        copy = shutil.copy(path, other)
        with h5py.File(copy, "r+") as file:
            places = [file[name] for name in ("best", "last", "test") if name in file]
            for group in places:
                for first, second in NAMES:
                    for old, new in ((first, second), (second, first)):
                        if old in group and new not in group:
                            group.move(old, f"{new}")
                            break
        if "test" in (file := h5py.File(copy)):
            assert all(map(np.array_equal, ncbench.identities(copy), ncbench.identities(path)))
    again = ncbench.load(other)
    assert again.drop(columns="file").equals(loaded.drop(columns="file")) and len(again) == len(loaded)
print(f"{len(runs)} runs agree")
