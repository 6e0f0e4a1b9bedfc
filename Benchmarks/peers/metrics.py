"""R@K, mAP and mINP of the problems that `MetricsBenchmark export FOLDER` wrote, with what others use.

python metrics.py FOLDER [THREADS]

`PyTorch` does what the official code of IRRA and RDE does: it sorts every gallery and works on whole matrices.
torchmetrics, pytrec_eval and ranx compute mAP only, from similarities that are given to them, here for the first queries.
A library that is not installed is left out. Prints a Markdown table.
"""

import gc
import pathlib
import sys
import time

import numpy as np
import torch

FIRST_QUERIES = 500
"""The queries that libraries with a Python object for every similarity are given."""

PYTORCH_QUERIES = 6156
"""The queries that are sorted at once: with all 19,848 of ICFG-PEDES the intermediate matrices need some 20 GB."""


def load(folder, name):
    queries, gallery, width = np.fromfile(folder / f"{name}.shape", "<i8")
    text = torch.from_numpy(np.fromfile(folder / f"{name}.text", "<f4").reshape(queries, width))
    image = torch.from_numpy(np.fromfile(folder / f"{name}.image", "<f4").reshape(gallery, width))
    identities = (np.fromfile(folder / f"{name}.{side}_identities", "<i8") for side in ("text", "image"))
    return text, image, *map(torch.from_numpy, identities)


def similarities(text, image):
    return torch.nn.functional.normalize(text) @ torch.nn.functional.normalize(image).T


def sorted_metrics(similarity, text_identities, image_identities):
    """Percentages by sorting every gallery: R@1, R@5, R@10, mAP, mINP."""
    order = torch.argsort(similarity, dim=1, descending=True)
    matches = image_identities[order] == text_identities[:, None]
    found = matches.cumsum(1)
    recalls = [100 * (found[:, k - 1] > 0).double().mean().item() for k in (1, 5, 10)]
    last = [row.nonzero()[-1].item() for row in matches]
    minp = np.mean([found[query, place].item() / (place + 1) for query, place in enumerate(last)])
    precisions = torch.stack([found[:, k] / (k + 1.0) for k in range(found.shape[1])], 1) * matches
    average = precisions.sum(1) / matches.sum(1)
    return *recalls, 100 * average.double().mean().item(), 100 * minp


def pytorch(text, image, text_identities, image_identities):
    return sorted_metrics(similarities(text, image), text_identities, image_identities)


def torchmetrics_map(similarity, matches):
    from torchmetrics.retrieval import RetrievalMAP

    queries = torch.arange(len(similarity))[:, None].expand_as(similarity)
    positive = similarity + 1  # it takes a match with a negative score for none
    return lambda: 100 * RetrievalMAP()(positive.flatten(), matches.flatten(), queries.flatten()).item()


def as_dictionaries(similarity, matches):
    run = {str(q): {str(g): s for g, s in enumerate(row)} for q, row in enumerate(similarity.tolist())}
    relevant = {str(q): {str(g): 1 for g in row.nonzero().flatten().tolist()} for q, row in enumerate(matches)}
    return run, relevant


def pytrec_eval_map(similarity, matches):
    import pytrec_eval

    run, relevant = as_dictionaries(similarity, matches)

    def body():
        results = pytrec_eval.RelevanceEvaluator(relevant, {"map"}).evaluate(run)
        return 100 * np.mean([result["map"] for result in results.values()])

    return body


def ranx_map(similarity, matches):
    import ranx

    run, relevant = as_dictionaries(similarity, matches)
    run, relevant = ranx.Run(run), ranx.Qrels(relevant)
    return lambda: 100 * ranx.evaluate(relevant, run, "map")


def timed(body, repetitions):
    best = float("inf")
    for _ in range(repetitions):
        gc.collect()
        start = time.perf_counter()
        result = body()
        best = min(best, time.perf_counter() - start)
    return best, result


def main():
    folder = pathlib.Path(sys.argv[1])
    torch.set_num_threads(int(sys.argv[2]) if len(sys.argv) > 2 else 2)
    print(f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads\n")
    print("| problem | peer | what | queries | time (s) | ms per query | R@1 | mAP | mINP |\n|---|---|---|---|---|---|---|---|---|")

    def row(problem, peer, what, queries, seconds, r1="", mean_precision="", minp=""):
        numbers = (f"{value:.3f}" if value != "" else "" for value in (r1, mean_precision, minp))
        print(f"| {problem} | {peer} | {what} | {queries} | {seconds:.3f} | {1000 * seconds / queries:.3f} | {' | '.join(numbers)} |",
              flush=True)

    for name in ("cuhk", "icfg"):
        text, image, text_identities, image_identities = load(folder, name)
        text, text_identities = text[:PYTORCH_QUERIES], text_identities[:PYTORCH_QUERIES]
        seconds, _ = timed(lambda: similarities(text, image), 3)
        row(name, "PyTorch", "similarities alone", len(text), seconds)
        seconds, (r1, _, _, mean_precision, minp) = timed(
            lambda: pytorch(text, image, text_identities, image_identities), 3 if name == "cuhk" else 1)
        row(name, "PyTorch", "similarities and metrics", len(text), seconds, r1, mean_precision, minp)
        first = similarities(text[:FIRST_QUERIES], image)
        matches = image_identities == text_identities[:FIRST_QUERIES, None]
        for peer in (torchmetrics_map, pytrec_eval_map, ranx_map):
            try:
                body = peer(first, matches)
            except ImportError:
                continue
            seconds, mean_precision = timed(body, 2)
            row(name, peer.__name__.removesuffix("_map"), "mAP alone", FIRST_QUERIES, seconds, mean_precision=mean_precision)
            del body
            gc.collect()


main()
