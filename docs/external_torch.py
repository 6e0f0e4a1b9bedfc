"""A PyTorch template for `bench sweep --methods external --command 'python docs/external_torch.py'`: one file to start from.

Trains a small dual encoder with InfoNCE on the pairs that it is given, chooses Best on the selection split, and writes the
embeddings of the test split. Put your own network and loss into `Method`; the rest is what every command has to do
(docs/external-methods.md). Needs torch and Pillow; writes HDF5 where h5py is installed, NumPy files otherwise.

Options that you add stand on the command line and are part of a run's identity: --command 'python my.py --temperature 0.05'.
"""
import argparse, copy, json, os, pathlib, random, re, signal, sys, time, zlib

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.nn import functional as F

# ---------------------------------------------------------------------------------------------------------------------------
# Your method: what it computes of images and captions, and its loss.
# ---------------------------------------------------------------------------------------------------------------------------

HEIGHT, WIDTH = 96, 32  # of the images that `Method` sees; the papers have 384 x 128
VOCABULARY = 4096  # hashed words: no tokenizer is needed, and none has to be stored


def token_ids(caption):
    """Words and pairs of neighbours as numbers. Python's own `hash` would differ from run to run."""
    words = re.findall(r"[a-z0-9]+", caption.lower())
    return [zlib.crc32(text.encode()) % VOCABULARY for text in words + [" ".join(pair) for pair in zip(words, words[1:])]]


class Method(nn.Module):
    """Two encoders and a temperature. Replace this by your own network: CLIP, a head on top of it, your loss."""

    def __init__(self, width=128):
        super().__init__()

        def block(inputs, outputs):
            return [nn.Conv2d(inputs, outputs, 3, stride=2, padding=1), nn.GroupNorm(8, outputs), nn.GELU()]

        # Rows are kept apart until the end: what a person wears above says little about what is worn below.
        self.image = nn.Sequential(
            *block(3, 32), *block(32, 64), *block(64, 96), nn.AdaptiveAvgPool2d((6, 1)), nn.Flatten(), nn.Linear(6 * 96, width))
        self.words = nn.EmbeddingBag(VOCABULARY, width, mode="mean")
        self.caption = nn.Sequential(nn.LayerNorm(width), nn.Linear(width, width), nn.GELU(), nn.Linear(width, width))
        self.log_scale = nn.Parameter(torch.tensor(np.log(1 / 0.07), dtype=torch.float32))

    def embed_images(self, images):
        """float32 [batch, 3, height, width], 0...1, to the embeddings of each head [batch, width]."""
        return {"global": self.image((images - 0.45) / 0.25)}

    def embed_captions(self, captions):
        """A list of texts to the embeddings of the same heads."""
        device = self.log_scale.device
        ids = [token_ids(caption) for caption in captions]
        starts = np.cumsum([0] + [len(row) for row in ids[:-1]])
        flat = torch.tensor([token for row in ids for token in row], dtype=torch.long, device=device)
        return {"global": self.caption(self.words(flat, torch.as_tensor(starts, device=device)))}

    def losses(self, images, captions, identities):
        """Named terms; their sum is minimised. The captions are the noisy ones, and nothing says which."""
        image = F.normalize(self.embed_images(images)["global"], dim=1)
        text = F.normalize(self.embed_captions(captions)["global"], dim=1)
        scores = self.log_scale.clamp(max=np.log(100)).exp() * text @ image.T
        target = torch.arange(len(scores), device=scores.device)
        return {"infonce": (F.cross_entropy(scores, target) + F.cross_entropy(scores.T, target)) / 2}


# ---------------------------------------------------------------------------------------------------------------------------
# The rest: what is read, the loop, and what is written.
# ---------------------------------------------------------------------------------------------------------------------------


def read(task, name):
    """A listing as a list of dictionaries; `None` where the dataset has no such split."""
    path = task["listings"][name]
    return [json.loads(line) for line in open(path, encoding="utf-8")] if path else None


class Images(torch.utils.data.Dataset):
    """Image files as bytes [3, height, width]; JPEG, PNG and whatever else Pillow reads."""

    def __init__(self, paths, flips=None):
        """`flips`: for each image, whether it is seen mirrored; `None` for never."""
        self.paths, self.flips = paths, flips

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        with Image.open(self.paths[index]) as file:
            image = file.convert("RGB").resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR)
        pixels = torch.from_numpy(np.array(image)).permute(2, 0, 1)
        return index, pixels.flip(2) if self.flips is not None and self.flips[index] else pixels


def loader(images, batch_size, seed=None, workers=0):
    """Batches in order, or shuffled with a seed."""
    generator = None if seed is None else torch.Generator().manual_seed(seed)
    return torch.utils.data.DataLoader(
        images, batch_size=batch_size, shuffle=seed is not None, generator=generator, num_workers=workers)


@torch.no_grad()
def embed(method, queries, gallery, device, workers):
    """The heads' embeddings of a split: {head: (captions, images)} in the order of the listings."""
    method.eval()
    batches = [queries[start:start + 256] for start in range(0, len(queries), 256)]
    texts = [method.embed_captions([row["caption"] for row in batch]) for batch in batches]
    images = Images([row["image"] for row in gallery])
    pictures = [method.embed_images(pixels.to(device).float() / 255) for _, pixels in loader(images, 256, workers=workers)]
    method.train()
    return {
        head: tuple(torch.cat([part[head] for part in parts]).float().cpu().numpy() for parts in (texts, pictures))
        for head in texts[0]
    }


def measured(heads, queries, gallery):
    """R@1 and mAP in percent, from the mean over heads of the cosines; only to choose Best and to be shown."""
    scores = 0
    for text, image in heads.values():
        text, image = (side / np.linalg.norm(side, axis=1, keepdims=True).clip(1e-12) for side in (text, image))
        scores = scores + text @ image.T
    identities = np.array([row["identity"] for row in gallery])[np.argsort(-scores, axis=1, kind="stable")]
    matches = identities == np.array([row["identity"] for row in queries])[:, None]
    precision = matches.cumsum(1) / np.arange(1, matches.shape[1] + 1)
    found = matches.sum(1)
    average = (precision * matches).sum(1)[found > 0] / found[found > 0]
    return {"r1": 100 * matches[:, 0].mean(), "map": 100 * average.mean()}


def write(target, heads, queries, gallery):
    """Embeddings and identities of the test split: an HDF5 file, or a folder of NumPy files of the same name."""
    arrays = {f"query/{head}": text for head, (text, _) in heads.items()}
    arrays |= {f"gallery/{head}": image for head, (_, image) in heads.items()}
    arrays |= {
        f"{side}_identities": np.array([row["identity"] for row in rows], dtype=np.int64)
        for side, rows in (("query", queries), ("gallery", gallery))}
    try:
        import h5py
    except ImportError:
        for name, array in arrays.items():
            file = pathlib.Path(target).with_suffix("") / f"{name}.npy"
            file.parent.mkdir(parents=True, exist_ok=True)
            np.save(file, array)
        return
    with h5py.File(target, "w") as file:
        for name, array in arrays.items():
            file[name] = array


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--learning-rate", type=float, default=1e-3, help="from scratch; the task's own is for CLIP's weights")
    parser.add_argument("task", help="the JSON file that bench adds to the command")
    options = parser.parse_args()
    task = json.load(open(options.task, encoding="utf-8"))

    # The same seed, the same run: what is random in an epoch is drawn here, and never in the loader's processes, whose number
    # depends on the machine.
    random.seed(task["seed"]), np.random.seed(task["seed"]), torch.manual_seed(task["seed"])
    torch.use_deterministic_algorithms(True, warn_only=True)
    torch.set_num_threads(task["threads"])
    wants_gpu = task["device"] == "cuda"
    if wants_gpu and not torch.cuda.is_available():
        # The result would say that a GPU computed it.
        sys.exit("the sweep asks for CUDA, and this PyTorch sees none")
    device = torch.device("cuda", task["device_index"]) if wants_gpu else torch.device("cpu")

    # Ctrl-C, a time limit or a cluster that needs the machine: five seconds later the process is killed.
    stop = []
    signal.signal(signal.SIGTERM, lambda *_: stop.append(True))

    train, queries, gallery = read(task, "train"), read(task, "test_queries"), read(task, "test_gallery")
    chosen_on = [read(task, f"{task['selection']}_{name}") for name in ("queries", "gallery")]
    paths = [row["image"] for row in train]
    # Processes that decode are worth their start for large sets only.
    workers = min(8, os.cpu_count() or 1) if len(train) > 20_000 else 0
    method = Method().to(device)
    optimizer = torch.optim.AdamW(method.parameters(), lr=options.learning_rate)
    best, state = -1.0, None
    for epoch in range(1, task["epochs"] + 1):
        start, sums, count = time.time(), {}, 0
        drawn = np.random.default_rng([task["seed"], epoch])
        images = Images(paths, flips=drawn.random(len(paths)) < 0.5)
        for indices, pixels in loader(images, task["batch_size"], seed=task["seed"] * 1000 + epoch, workers=workers):
            if stop:
                # What is not written is not taken for a result.
                print("stopped", flush=True)
                sys.exit(128 + signal.SIGTERM)
            rows = [train[index] for index in indices]
            terms = method.losses(
                pixels.to(device).float() / 255, [row["caption"] for row in rows],
                torch.tensor([row["identity"] for row in rows], device=device))
            optimizer.zero_grad()
            sum(terms.values()).backward()
            optimizer.step()
            for name, value in terms.items():
                sums[name] = sums.get(name, 0) + value.item()
            count += 1
        metrics = measured(embed(method, *chosen_on, device, workers), *chosen_on)
        terms = {name: value / count for name, value in sums.items()}
        shown = {"loss": sum(terms.values()), **terms, **metrics, "lr": options.learning_rate, "seconds": time.time() - start}
        # One line an epoch: the progress display and the curves.
        print(f"epoch={epoch} " + " ".join(f"{name}={value:.6g}" for name, value in shown.items()), flush=True)
        if metrics["r1"] > best:
            best, state = metrics["r1"], copy.deepcopy(method.state_dict())

    write(task["output"]["last"], embed(method, queries, gallery, device, workers), queries, gallery)
    method.load_state_dict(state)
    write(task["output"]["best"], embed(method, queries, gallery, device, workers), queries, gallery)


if __name__ == "__main__":
    main()
