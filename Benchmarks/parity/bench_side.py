"""bench's side: its commands, and what its result files hold."""

import hashlib
import json
import pathlib
import re
import sys

import h5py
import numpy as np

import study

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
WEIGHTS = REPOSITORY / "Sources/CEmbeddedWeights/embedded.safetensors"
DATASET = "synth-pedes"
sys.path.insert(0, str(REPOSITORY / "Benchmarks/peers"))
import runs


def sha256(path):
    return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()


def program(bench):
    """What of the program can change a number: its own digest of such sources, and libtorch's version."""
    said, _ = runs.execute([bench, "--version"])
    found = re.search(r"sources (\w+).*?libtorch ([\w.+]+)", said)
    return " ".join(found.groups()) if found else sha256(bench)


def render(bench, data):
    """The default dataset, where it is missing, and a root in which the official code finds it."""
    runs.execute([bench, "data", "synth", "--out", data])
    root = data / "official"
    root.mkdir(parents=True, exist_ok=True)
    link = root / "CUHK-PEDES"
    if not link.is_symlink():
        link.symlink_to((data / DATASET).resolve())
    return root


def sweep(bench, variant, noise, seed, epochs, data, folder):
    """One run; gives its result file, and wall and processor seconds. Finished runs in the folder are not repeated."""
    command = [bench, "sweep", "--datasets", DATASET, "--weights", "embedded", "--selection", "val", "--noise", noise,
               "--seeds", seed, *variant.bench_options(), "--threads", 1, "--workers", 0, "--jobs", 1, "--device", "cpu",
               "--embeddings", "none", "--data-root", data, "--cache", data / "images", "--results", folder, "--quiet"]
    command += ["--epochs", epochs] if epochs else []
    _, usage = runs.execute(command)
    files = list(folder.glob("*.h5"))
    if len(files) != 1:
        raise runs.Failed(f"{folder}: {len(files)} results in place of one.")
    return files[0], usage


def read(path):
    """A result file as numbers: specification, curves, metrics, what each epoch kept, the noise."""
    with h5py.File(path) as file:
        if file.attrs["outcome"] != "finished":
            raise runs.Failed(f"{path}: {file.attrs['outcome']}")
        epochs = file["epochs"]
        result = {
            "spec": json.loads(file.attrs["spec"]), "tool": str(file.attrs["tool_version"]),
            "commit": str(file.attrs.get("commit", "")), "torch": str(file.attrs.get("torch_version", "")),
            "epochs": [{"epoch": int(number), "loss": float(loss), "metrics": {"R1": float(top)}}
                       for number, loss, top in zip(epochs["epoch"], epochs["loss"], epochs["r1"])],
            "best_epoch": int(file["best"].attrs["epoch"]), "pairs": len(file["noise/index"]),
            "seconds_train": float(sum(epochs["seconds"]))}
        for name in ("best", "last"):
            found = file[name]["text-to-image"].attrs
            result[name] = {metric: float(found[ours]) for metric, ours in study.BENCH_METRICS.items()}
        for name, group in file.get("sample_selection", {}).items():
            epoch = result["epochs"][int(group.attrs["epoch"]) - 1]
            epoch["kept"] = group["treated_as_clean"][()].astype(int).tolist()
            taken = [head[()] for head in group["taken_as_clean"].values()]
            epoch["disputed"] = int(np.sum(taken[0] != taken[1]))
        result["clean"] = file["noise/is_clean"][()].astype(int).tolist()
        return result, file["noise/index"][()].astype(np.int64)


def start(bench, data, out):
    """Unit embeddings of the test split with the embedded weights, by head, and metrics of each head and of their mean."""
    said, _ = runs.execute([bench, "eval", "--checkpoint", WEIGHTS, "--dataset", DATASET, "--split", "test", "--data-root", data,
                            "--device", "cpu", "--threads", 1, "--out", out, "--json", "--quiet"])
    heads = {}
    with h5py.File(out) as file:
        group = file["best" if "best" in file else "last"]["embeddings"]
        for name, head in group.items():
            for kind in ("text", "image"):
                array = head[kind][()].astype(np.float64)
                heads[f"{name}_{kind}"] = array / np.linalg.norm(array, axis=1, keepdims=True)
        heads["query_identities"] = file["test/query_identities"][()]
        heads["gallery_identities"] = file["test/gallery_identities"][()]
    return heads, json.loads(said)


def record_draws(bench, result, epochs, out):
    """`bench draws` of a run's result, which lies beside the folder `runs` that says where the data are."""
    runs.execute([bench, "draws", result, "--epochs", epochs, "--out", out, "--overwrite", "--quiet"])
