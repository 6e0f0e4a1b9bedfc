"""Results of nc-bench in Python: one file to copy, which needs h5py, NumPy and pandas.

    import ncbench
    results = ncbench.load("Results")                  # a row for each run, checkpoint and direction
    runs = ncbench.runs("Results")                     # a row for each run, also for failed ones
    curves = ncbench.curves("Results")                 # a row for each run, epoch and measured split
    pairs = ncbench.pairs("Results/RUN.h5")            # a row for each training pair: noise, losses, probabilities
    text, image = ncbench.embeddings("Results/RUN.h5", "best", "global")

Metrics are percent, probabilities and rates 0...1, times seconds; epochs and ranks count from 1, pairs and queries from 0.
docs/export.md has the same columns as CSV and explains them; docs/results-schema.md says what is in the files. Files of all
versions are read. Their checksums are not verified here: `bench list results` and `bench check` do.
"""

import json
import pathlib
import warnings

import h5py
import numpy as np
import pandas as pd

METRICS = ["r1", "r5", "r10", "map", "minp", "rsum", "r20", "mrr", "ndcg10"]
# The names of each direction's group, the present one and that of earlier files.
DIRECTIONS = {"text-to-image": ("text-to-image", "t2i"), "image-to-text": ("image-to-text", "i2t")}


def load(folder="Results"):
    """All results of a folder: a row for each run, checkpoint (`best`, `last`) and direction.

    The columns of `runs`, then `checkpoint`, `epoch`, `direction` and the metrics in percent (NaN where a file does not have
    one). Rows of one `group` differ in their seed alone; with `in_tables`, their means are the numbers of `bench tables`:

        rows = results[results.in_tables & (results.direction == "text-to-image")]
        rows.groupby(["dataset", "noise_rate", "label", "group", "checkpoint"])[["r1", "map"]].agg(["mean", "std"])
    """
    rows = []
    for run, file in _files(folder):
        for checkpoint in ("best", "last"):
            for direction in DIRECTIONS:
                stored = _direction(file, checkpoint, direction)
                if stored is not None:
                    known = _from_ranks(stored)
                    known |= {name: float(stored.attrs[name]) for name in METRICS if name in stored.attrs}
                    epoch = int(file[checkpoint].attrs["epoch"])
                    rows.append({"run": run, "checkpoint": checkpoint, "epoch": epoch, "direction": direction, **known})
    table = pd.DataFrame(rows, columns=["run", "checkpoint", "epoch", "direction", *METRICS])
    return runs(folder).merge(table, on="run", how="inner")


def runs(folder="Results"):
    """All runs of a folder, a row each, also for failed ones.

    `run` (the file's name without .h5), `file`, `label`, `dataset`, `method`, `noise_rate`, `actual_noise_rate`, `seed`,
    `outcome`, `stand_in`, `selection`, `group`, `in_tables`, `seconds`, and one column for each field of the specification by its
    path, such as `recipe.epochs` or `method.configuration.margin` (`spec.` in front of those without a dot). A field is NaN
    for runs that do not have it.
    """
    rows, specs = [], []
    for run, file in _files(folder):
        attributes, spec = file.attrs, _known(json.loads(file.attrs["spec"]))
        specs.append(spec)
        fields = _flat(spec)
        fields.update({} if "arithmetic" in spec or "model" not in spec else _STANDARD_ARITHMETIC)
        rows.append({
            "run": run, "file": str(file.filename), "label": attributes["label"], "dataset": spec["dataset"]["id"],
            "method": spec["method"]["id"], "noise_rate": float(spec["noise"]["rate"]),
            "actual_noise_rate": _number(attributes.get("actual_noise_rate")), "seed": int(spec["seed"]),
            "outcome": attributes["outcome"], "stand_in": bool(attributes.get("stand_in", False)),
            "selection": spec.get("selection"), "signature": attributes["signature"],
            "ended_at": _number(attributes.get("ended_at")),
            "seconds": _number(attributes.get("ended_at")) - _number(attributes.get("started_at")),
            **{name if "." in name else f"spec.{name}": value for name, value in fields.items()
               if name not in ("seed", "selection", "dataset.id", "method.id", "noise.rate")}})
    table = pd.DataFrame(rows)
    if table.empty:
        return pd.DataFrame(columns=[
            "run", "file", "label", "dataset", "method", "noise_rate", "seed", "outcome", "group", "in_tables"])
    keys = _keys(specs, table.stand_in)
    table.insert(10, "group", [_word({**key, "seed": 0}) for key in keys])
    # Of several results of one specification the latest finished one counts, as in `bench tables`.
    order = table.assign(key=[_word(key) for key in keys], finished=table.outcome == "finished")
    # Of equals the first: the sort leaves them in the order in which they come.
    order = order.iloc[::-1].sort_values(["finished", "ended_at", "signature"], kind="stable")
    latest = order.drop_duplicates("key", keep="last").run
    table.insert(11, "in_tables", (table.outcome == "finished") & table.run.isin(latest))
    return table


def curves(folder="Results"):
    """What runs measured while they trained: a row for each run, epoch and split.

    `run`, `dataset`, `method`, `label`, `noise_rate`, `seed`, `group`, `in_tables`, `epoch`, `split` (the one Best is chosen on, and
    `test` where every epoch was tested), text-to-image metrics in percent, `seconds`, `learning_rate`, `loss` and `loss_<term>`.
    """
    rows = []
    for run, file in _files(folder):
        if "epochs" not in file:
            continue
        epochs, selection = file["epochs"], file.attrs["selection"]
        count = len(epochs["epoch"])
        shared = {name: epochs[name][()] for name in ("epoch", "seconds", "learning_rate", "loss") if name in epochs}
        losses = epochs.get("losses")
        for term in losses.attrs["names"] if losses is not None else []:
            shared[f"loss_{term}"] = losses[term][()]
        part = pd.DataFrame({**shared, **_metrics(epochs, count)}).assign(run=run, split=selection)
        rows.append(part)
        if "test" in epochs and selection != "test":
            tested = epochs["test"]
            metrics = pd.DataFrame({"epoch": tested["epoch"][()], **_metrics(tested, len(tested["epoch"]))})
            rows.append(pd.DataFrame(shared).merge(metrics, on="epoch").assign(run=run, split="test"))
    keys = ["run", "dataset", "method", "label", "noise_rate", "seed", "group", "in_tables"]
    if not rows:
        return pd.DataFrame(columns=[*keys, "epoch", "split", *METRICS])
    table = pd.concat(rows, ignore_index=True)
    ordered = ["epoch", "split", *METRICS, "seconds", "learning_rate", "loss"]
    rest = [name for name in table if name.startswith("loss_")]
    return runs(folder)[keys].merge(table[["run", *[name for name in ordered if name in table], *rest]], on="run")


def pairs(file, epoch=None):
    """The training pairs of a run, a row each: how they were corrupted, and what a method that selects samples made of them.

    `pair`, `source` (the pair whose caption it was trained with), `is_clean` (the truth), and of the sample selection before
    `epoch` (the last one if it is `None`; a list or range of epochs gives them below each other): `epoch`,
    `treated_as_clean`, and for each head `loss_<head>`, `p_clean_<head>`, `taken_as_clean_<head>`.
    """
    with _open(file) as stored:
        noise = stored.get("noise")
        truth = {}
        if noise is not None:
            truth = {"source": noise["index"][()], "is_clean": noise["is_clean"][()].astype(bool)}
        selections = stored.get("sample_selection", stored.get("division"))
        groups = sorted(selections.values(), key=lambda group: group.attrs["epoch"]) if selections is not None else []
        if epoch is None:
            groups = groups[-1:]
        else:
            wanted = {epoch} if isinstance(epoch, (int, np.integer)) else set(epoch)
            known = {int(group.attrs["epoch"]) for group in groups}
            if not wanted <= known:
                raise KeyError(f"no sample selection before epoch {sorted(wanted - known)}; there are {sorted(known)}")
            groups = [group for group in groups if int(group.attrs["epoch"]) in wanted]
        if not groups:
            if not truth:
                raise KeyError(f"{file}: neither noise nor sample selections are stored")
            return pd.DataFrame({"pair": np.arange(len(truth["is_clean"])), **truth})
        tables = []
        for group in groups:
            columns = {"treated_as_clean": group["treated_as_clean"][()].astype(bool)}
            # The last is what early files call the one before.
            parts = (
                ("loss", "losses"), ("p_clean", "p_clean"), ("taken_as_clean", "taken_as_clean"),
                ("taken_as_clean", "judged_clean"))
            for column, name in parts:
                for head, values in group.get(name, {}).items():
                    values = values[()]
                    columns[f"{column}_{head}"] = values.astype(bool) if column == "taken_as_clean" else values
            count = len(columns["treated_as_clean"])
            tables.append(pd.DataFrame({"pair": np.arange(count), **truth, "epoch": int(group.attrs["epoch"]), **columns}))
        return pd.concat(tables, ignore_index=True)


def embeddings(file, checkpoint="best", head=None):
    """Embeddings of the test split as float32 arrays: captions [queries, width] and images [gallery, width].

    A pair `(text, image)` for a head, or with `head=None` a dictionary of such pairs in the method's order. They are not
    normalised: similarity is the cosine, and the mean of the cosines over heads. `identities` says who they show.
    """
    with _open(file) as stored:
        if checkpoint not in stored or "embeddings" not in stored[checkpoint]:
            raise KeyError(f"{file}: no embeddings of `{checkpoint}` are kept (bench sweep --embeddings both)")
        group = stored[checkpoint]["embeddings"]
        names = list(group.attrs["heads"]) if "heads" in group.attrs else sorted(group)
        if head is not None and head not in names:
            raise KeyError(f"{file}: no head `{head}`; there are {', '.join(names)}")
        found = {
            name: tuple(group[name][side][()].astype(np.float32) for side in ("text", "image"))
            for name in names if head in (None, name)}
    return found if head is None else found[head]


def identities(file):
    """The person of each query and of each gallery image of the test split, as two int64 arrays."""
    with _open(file) as stored:
        test = stored["test"]
        return tuple(
            (test[f"{side}_identities"] if f"{side}_identities" in test else test[f"{side}_pids"])[()]
            for side in ("query", "gallery"))


def similarity(file, checkpoint="best", head=None):
    """The similarities that runs are ranked by, [queries, gallery]: the cosine of a head, or the mean over all."""
    found = embeddings(file, checkpoint)
    heads = found.values() if head is None else [embeddings(file, checkpoint, head)]
    cosines = []
    for sides in heads:
        text, image = (side / np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-12) for side in sides)
        cosines.append(text @ image.T)
    return sum(cosines) / len(cosines)


_STANDARD_ARITHMETIC = {"arithmetic.precision": "fp32", "arithmetic.usesTF32": False, "arithmetic.isDeterministic": True}


def _open(file):
    return h5py.File(file, "r")


def _files(folder):
    """The result files of a folder by name; what cannot be read is warned of."""
    folder = pathlib.Path(folder)
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder} is no folder of results")
    for path in sorted(folder.glob("*.h5")):
        try:
            with _open(path) as file:
                if "spec" not in file.attrs:
                    raise OSError("it is no result of nc-bench")
                yield path.stem, file
        except (OSError, KeyError) as error:
            warnings.warn(f"skipped {path}: {error}", stacklevel=3)


def _direction(file, checkpoint, direction):
    """The group of a checkpoint's direction, or `None`."""
    if checkpoint not in file:
        return None
    return next((file[checkpoint][name] for name in DIRECTIONS[direction] if name in file[checkpoint]), None)


def _from_ranks(group):
    """The metrics that follow from the rank of the first match, which early files do not have as numbers."""
    if "first_match_rank" not in group:
        return {}
    ranks = group["first_match_rank"][()]
    found = ranks[ranks > 0]
    return {
        **{f"r{most}": 100 * float(np.mean((ranks > 0) & (ranks <= most))) for most in (1, 5, 10, 20)},
        **({"mrr": 100 * float(np.mean(1 / found))} if len(found) else {})}


def _metrics(group, count):
    found = {name: group[name][()] if name in group else np.full(count, np.nan) for name in METRICS if name != "rsum"}
    return {**found, "rsum": found["r1"] + found["r5"] + found["r10"]}


def _number(value):
    return float("nan") if value is None else float(value)


def _flat(tree, path=""):
    """The fields of a specification by their dotted paths; lists as one text."""
    if not isinstance(tree, dict):
        return {path: "+".join(map(str, tree)) if isinstance(tree, list) else tree}
    return {key: value for name, part in tree.items() for key, value in _flat(part, f"{path}.{name}" if path else name).items()}


def _known(spec):
    """Without the zeros that early files have for what another program did."""
    if spec.get("model", {}).get("visionWidth", 1) == 0:
        spec = {name: value for name, value in spec.items() if name not in ("model", "augmentation")}
    return {name: value for name, value in spec.items() if name != "recipe" or value.get("epochs", 1) > 0}


def _keys(specs, stand_ins):
    """What makes results of one specification: as `bench tables` sees it."""
    def dataset(spec):
        return json.dumps({name: value for name, value in spec["dataset"].items() if name != "imageChecksum"}, sort_keys=True)

    images = {}
    for spec in specs:
        if spec["dataset"].get("imageChecksum"):
            images.setdefault(dataset(spec), set()).add(spec["dataset"]["imageChecksum"])
    keys = []
    for spec, stand_in in zip(specs, stand_ins):
        key = json.loads(json.dumps(spec)) | {"stand_in": bool(stand_in)}
        # Runs of before images were looked at are taken for runs on those of the others, where these agree.
        known = images.get(dataset(spec), set())
        if not key["dataset"].get("imageChecksum") and len(known) == 1:
            key["dataset"]["imageChecksum"] = next(iter(known))
        # Without noise nothing depends on how it would have been made.
        if key["noise"]["rate"] == 0:
            key["noise"] |= {"injector": "", "seed": 0}
        keys.append(key)
    return keys


def _word(key):
    """A short word for a specification."""
    import hashlib

    return "g" + hashlib.sha256(json.dumps(key, sort_keys=True).encode()).hexdigest()[:10]
