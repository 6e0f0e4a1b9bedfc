"""Reads the tables of `bench export --losses` with pandas and compares them with the HDF5 files they came from.

    .deps/torch/bin/python Tests/Checks/check_export.py RESULTS CSV_FOLDER

ResultCommandsTests run it on a sweep.
"""

import pathlib
import sys

import h5py
import numpy as np
import pandas as pd

results, folder = map(pathlib.Path, sys.argv[1:])
tables = {path.stem: pd.read_csv(path) for path in sorted(folder.glob("*.csv"))}
assert sorted(tables) == ["curves", "losses", "metrics", "queries", "runs", "sample_selections", "similarity"], list(tables)
names = ["r1", "r5", "r10", "map", "minp", "r20", "mrr", "ndcg10", "rsum"]
checked = 0
for path in sorted(results.glob("*.h5")):
    try:
        run = h5py.File(path)
    except OSError:
        continue
    of = {name: table[table.run == path.stem] for name, table in tables.items()}
    assert of["runs"].signature.item() == run.attrs["signature"]
    sources = of["runs"].sources.item()
    assert sources == run.attrs["sources"] if "sources" in run.attrs else pd.isna(sources)
    for checkpoint in ("best", "last"):
        if checkpoint not in run:
            continue
        for direction, earlier in (("text-to-image", "t2i"), ("image-to-text", "i2t")):
            metrics, queries = (
                of[name][(of[name].checkpoint == checkpoint) & (of[name].direction == direction)]
                for name in ("metrics", "queries")
            )
            stored = run[checkpoint][direction if direction in run[checkpoint] else earlier]
            # What an older file lacks is empty, or follows from its ranks.
            known = [name for name in names if name in stored.attrs]
            assert np.array_equal(metrics[known].to_numpy()[0], [stored.attrs[name] for name in known])
            if "first_match_rank" in stored:
                assert np.array_equal(queries.first_match_rank, stored["first_match_rank"])
                assert np.array_equal(queries.average_precision, stored["average_precision"])
    checked += 1
    if "epochs" not in run:
        continue
    epochs = run["epochs"]
    curves = of["curves"]
    selection = curves[curves.split == run.attrs["selection"]].drop_duplicates("epoch")
    assert np.array_equal(selection.r1, epochs["r1"], equal_nan=True) and np.array_equal(selection.loss, epochs["loss"])
    for term in epochs["losses"].attrs["names"]:
        assert np.array_equal(selection[f"loss_{term}"], epochs["losses"][term], equal_nan=True)
    if "similarity" in epochs:
        assert np.array_equal(of["similarity"].positive, epochs["similarity/positive"][()].ravel())
        assert np.array_equal(of["similarity"].negative, epochs["similarity/negative"][()].ravel())
    selections = run.get("sample_selection", run.get("division", {}))
    for selection in selections.values():
        if "quality" in selection:
            rows = of["sample_selections"][of["sample_selections"].epoch == selection.attrs["epoch"]].set_index("selection")
            stored = selection["quality"]
            assert len(rows) == 1 + len(stored)
            for head, quality in [("consensus", stored), *stored.items()]:
                for name in ("kept_clean", "dropped_noisy", "precision", "recall", "f1", "accuracy", "auc", "loss_auc"):
                    expected = quality.attrs.get(name, np.nan)
                    assert np.array_equal(rows.loc[head, name], expected, equal_nan=True), (head, name)
        for head, losses in selection["losses"].items():
            rows = of["losses"][(of["losses"].epoch == selection.attrs["epoch"]) & (of["losses"]["head"] == head)]
            assert np.array_equal(rows.loss.astype("f4"), losses) and np.array_equal(rows.is_clean, run["noise/is_clean"])
            assert np.array_equal(rows.p_clean.astype("f4"), selection["p_clean"][head])
print(f"{checked} runs agree")
assert checked
