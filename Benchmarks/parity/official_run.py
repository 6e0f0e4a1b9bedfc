"""One run of the official code in a process of its own: python official_run.py JOB.json, which says where the result goes.

Trains with the official `do_train`, loaders, losses, optimiser, schedule, division and evaluator, with the replacements of
patches.py; or encodes the test split with the starting weights (`task: start`). What is recorded is seen through hooks of
PyTorch and of the evaluator: the code that computes is the official one.
"""

import json
import os
import pathlib
import sys
import time

START = time.time()
JOB = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"
# Before anything imports Pillow: 13 resizes images otherwise.
sys.path.insert(0, JOB["packages"])

import numpy as np
import PIL
import torch
from torch.nn import functional as F

import patches
import replay


class Recorder:
    """What a training did, by epoch: losses of its steps, what the division kept, metrics of the selection split."""

    def __init__(self, official, model, evaluator, draws):
        self.official, self.evaluator, self.draws = official, evaluator, draws
        self.epochs, self.steps, self.kept, self.judged = [], [], None, None
        model.register_forward_pre_hook(self.before)
        model.register_forward_hook(self.after)
        if hasattr(official.processor, "get_loss"):
            get_loss = official.processor.get_loss

            def recorded(model, loader):
                self.judged = get_loss(model, loader)
                self.kept = torch.full((len(loader.dataset),), -1)
                return self.judged

            official.processor.get_loss = recorded

    def before(self, model, inputs):
        batch = inputs[0]
        if "label_hat" in batch:
            self.kept[batch["index"]] = batch["label_hat"].long()

    def after(self, model, inputs, output):
        self.steps.append({name: float(value.detach()) for name, value in output.items() if "loss" in name})

    def eval(self, model, *_):
        """Stands where `do_train` evaluates: after every epoch."""
        top = self.evaluator.eval(model)
        epoch = {"epoch": len(self.epochs) + 1, "loss": float(np.mean([sum(step.values()) for step in self.steps])),
                 "losses": {name: float(np.mean([step[name] for step in self.steps])) for name in self.steps[0]},
                 "steps": len(self.steps), "metrics": patches.Table.latest.metrics()}
        if self.kept is not None:
            epoch["kept"] = self.kept.tolist()
            epoch["disputed"] = int((self.judged[0] != self.judged[1]).sum())
        self.epochs.append(epoch)
        self.steps = []
        return top


def loaders(official, training):
    official.arguments.training = training
    return official.data.build_dataloader(official.arguments)


def tested(official, model):
    """The official evaluator on the test split."""
    images, captions, _ = loaders(official, training=False)
    official.metrics.Evaluator(images, captions).eval(model.eval())
    return patches.Table.latest.metrics()


def train(official):
    official.seed()
    train_loader, images, captions, classes = loaders(official, training=True)
    model = official.model(classes)
    draws = None
    if JOB.get("draws"):
        draws = replay.Draws(JOB["draws"])
        model.load_state_dict(draws.weights(model))
        train_loader = replay.Loader(draws, train_loader, official, divides=JOB["kind"] == "rde")
        draws.toss(train_loader)
        draws.start_mixtures(official)
    if JOB.get("nudge"):
        # Every initial value to the next float: what becomes of differences in the last bits.
        for tensor in model.parameters():
            tensor.data = torch.nextafter(tensor.data, torch.full_like(tensor.data, torch.inf))
    optimizer, scheduler = official.optimizer(model)
    checkpointer = official.checkpoint.Checkpointer(model, optimizer, scheduler, JOB["scratch"], True)
    recorder = Recorder(official, model, official.metrics.Evaluator(images, captions), draws)
    begun = time.time()
    official.processor.do_train(
        1, official.arguments, model, train_loader, recorder, optimizer, scheduler, checkpointer)
    trained = time.time()
    result = {"last": tested(official, model)}
    # As RDE's train.py does after training.
    model = official.build.build_model(official.arguments, classes)
    checkpointer = official.checkpoint.Checkpointer(model)
    content = torch.load(pathlib.Path(JOB["scratch"]) / "best.pth", map_location="cpu", weights_only=True)
    checkpointer.load(f=str(pathlib.Path(JOB["scratch"]) / "best.pth"))
    result |= {"best": tested(official, model), "best_epoch": content["epoch"], "epochs": recorder.epochs,
               "seconds_train": trained - begun, "pairs": len(train_loader.dataset), "classes": classes}
    return result


def start(official):
    """Unit embeddings of the test split with the weights that training starts from, and their metrics."""
    official.seed()
    images, captions, classes = loaders(official, training=False)
    model = official.model(classes).eval()
    evaluator = official.metrics.Evaluator(images, captions)
    heads = {"global": evaluator._compute_embedding(model)}
    if JOB["kind"] == "rde":
        heads["tse"] = evaluator._compute_embedding_tse(model)
    arrays = {}
    for head, (texts, pictures, queries, gallery) in heads.items():
        arrays[f"{head}_text"], arrays[f"{head}_image"] = (F.normalize(x, p=2, dim=1).numpy() for x in (texts, pictures))
        arrays["query_identities"], arrays["gallery_identities"] = queries.numpy(), gallery.numpy()
    np.savez(JOB["arrays"], **arrays)
    return {"metrics": tested(official, model)}


def main():
    torch.set_num_threads(1)
    official = patches.Official(JOB)
    result = {"train": train, "start": start}[JOB["task"]](official)
    result |= {"told": official.told, "torch": torch.__version__, "pillow": PIL.__version__, "seconds": time.time() - START}
    out = pathlib.Path(JOB["out"])
    partial = out.with_suffix(".partial")
    partial.write_text(json.dumps(result))
    partial.rename(out)


if __name__ == "__main__":
    main()
