"""A whole run of RDE or IRRA in plain PyTorch the official way, measured phase by phase.

python training.py weights FILE [--small]             random weights that this peer and bench start from
python training.py cut FROM TO --pairs N --images M   a smaller dataset in RSTPReid's layout out of a rendered one
python training.py check ../../Tests/Goldens          losses against those of the official code
python training.py run DATASET WEIGHTS --method rde   prints JSON: seconds of each phase, steps, pairs, memory

Per epoch: RDE divides the training pairs (evaluation mode, augmented images, scikit-learn's mixture) and trains; the test
set is encoded once for IRRA and twice for RDE, once a head; afterwards the best and the last checkpoint are tested again, as
the official script does. Pillow and torchvision's transforms (images.py), models and losses in official.py.

Images are decoded and resized in every pass, as the official code does; with --keep-images once, in `prepare`. What that
takes in each phase is in `decode_seconds`, so a phase can be read without it; unknown where loader processes do it.
"""

import argparse
import gzip
import html
import json
import os
import pathlib
import random
import re
import sys
import tempfile
import time

START = time.perf_counter()


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    modes = parser.add_subparsers(dest="mode", required=True)
    weights = modes.add_parser("weights")
    weights.add_argument("file")
    weights.add_argument("--small", action="store_true")
    cut = modes.add_parser("cut")
    cut.add_argument("source")
    cut.add_argument("target")
    cut.add_argument("--pairs", type=int, default=64)
    cut.add_argument("--images", type=int, default=100, help="images of the test split; each has two captions")
    check = modes.add_parser("check")
    check.add_argument("goldens")
    run = modes.add_parser("run")
    run.add_argument("dataset", help="a folder in RSTPReid's or CUHK-PEDES's layout")
    run.add_argument("weights", help="a state dictionary, or the embedded safetensors file with --small")
    run.add_argument("--method", choices=["rde", "irra"], default="rde")
    run.add_argument("--small", action="store_true", help="the embedded default's model, images, words and recipe")
    run.add_argument("--tiny", action="store_true", help="two narrow blocks an encoder, to try the script")
    run.add_argument("--noise", type=float, default=0.5, help="share of pairs whose captions are shuffled")
    run.add_argument("--epochs", type=int, default=1)
    run.add_argument("--steps", type=int, help="stop the training after so many steps of all epochs")
    run.add_argument("--batch-size", type=int, default=64)
    run.add_argument("--threads", type=int, default=1)
    run.add_argument("--workers", type=int, help="loader processes (default: 0 on a CPU, 8 on a GPU as published)")
    run.add_argument("--device", default="cpu")
    run.add_argument("--precision", choices=["fp32", "paper", "bf16", "fp16"], default="fp32")
    run.add_argument("--vocabulary", default=".cache/clip/bpe_simple_vocab_16e6.txt.gz")
    run.add_argument("--seed", type=int, default=1)
    run.add_argument("--keep-images", action="store_true", help="decode and resize each image once, before the first step")
    run.add_argument("--no-test", action="store_true", help="leave the tests of the saved checkpoints out")
    run.add_argument("--profile", metavar="FILE", help="PyTorch's profile of three training steps; phases mean nothing then")
    return parser.parse_args()


OPTIONS = arguments()
THREADS = getattr(OPTIONS, "threads", 1)
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = str(THREADS)

import numpy as np
import torch
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset

if getattr(OPTIONS, "method", None) == "rde":
    from sklearn.mixture import GaussianMixture

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import embedded_weights
import images
import official


def peak_resident():
    """The most memory that this process had, in bytes; what getrusage says begins with its parent's."""
    status = pathlib.Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s*(\d+) kB", status).group(1)) * 1024


class Words:
    """The embedded default's tokenizer: a list of words that its weights file brings."""

    def __init__(self, words, context):
        self.ids = {word: place + 1 for place, word in enumerate(words)}
        self.unknown, self.context = len(words) + 1, context
        self.mask, self.first, self.last = self.unknown + 1, self.unknown + 2, self.unknown + 3
        self.cache = {}

    def encode(self, caption):
        return [self.ids.get(word, self.unknown) for word in embedded_weights.words(caption)]

    def __call__(self, caption):
        ids = [self.first, *self.encode(caption), self.last]
        if len(ids) > self.context:
            ids = [*ids[: self.context - 1], self.last]
        result = torch.zeros(self.context, dtype=torch.long)
        result[: len(ids)] = torch.tensor(ids)
        return result


class Bytes(Words):
    """CLIP's byte pairs; `<|mask|>` takes the place of the last merge."""

    def __init__(self, file, context):
        visible = [*range(33, 127), *range(161, 173), *range(174, 256)]
        hidden = [byte for byte in range(256) if byte not in visible]
        letters = [chr(byte) for byte in visible] + [chr(256 + place) for place in range(len(hidden))]
        self.letter = dict(zip(visible + hidden, letters))
        lines = gzip.open(file).read().decode().split("\n")[1 : 49152 - 256 - 2 + 1]
        merges = [tuple(line.split()) for line in lines]
        self.rank = {pair: place for place, pair in enumerate(merges)}
        words = letters + [letter + "</w>" for letter in letters] + ["".join(pair) for pair in merges][:-1]
        self.ids = {word: place for place, word in enumerate([*words, "<|mask|>", "<|startoftext|>", "<|endoftext|>"])}
        self.mask, self.first, self.last = (self.ids[f"<|{name}|>"] for name in ("mask", "startoftext", "endoftext"))
        self.context, self.cache = context, {}

    def pieces(self, word):
        if word not in self.cache:
            parts = [*word[:-1], word[-1] + "</w>"]
            while len(parts) > 1:
                pairs = list(zip(parts, parts[1:]))
                best = min(pairs, key=lambda pair: self.rank.get(pair, len(self.rank)))
                if best not in self.rank:
                    break
                joined, place = [], 0
                while place < len(parts):
                    both = tuple(parts[place : place + 2]) == best
                    joined.append("".join(best) if both else parts[place])
                    place += 2 if both else 1
                parts = joined
            self.cache[word] = [self.ids[part] for part in parts]
        return self.cache[word]

    def encode(self, caption):
        caption = re.sub(r"\s+", " ", html.unescape(html.unescape(caption))).strip().lower()
        words = re.findall(r"'s|'t|'re|'ve|'m|'ll|'d|[^\W\d_]+|\d|[^\s\w]+|_+", caption)
        return [piece for word in words for piece in self.pieces("".join(self.letter[byte] for byte in word.encode()))]


def annotations(folder):
    for name in ("data_captions.json", "reid_raw.json", "ICFG-PEDES.json"):
        if (pathlib.Path(folder) / name).exists():
            return pathlib.Path(folder) / name
    sys.exit(f"{folder}: no annotation file of RSTPReid, CUHK-PEDES or ICFG-PEDES; see `bench data synth --variant rstp`.")


def read(folder):
    """Training pairs (pid, file, caption), and the test split's images and captions with their pids."""
    file = annotations(folder)
    records = json.loads(file.read_text())
    shift = 1 if file.name == "reid_raw.json" else 0
    path = lambda record: str(file.parent / "imgs" / (record.get("img_path") or record["file_path"]))
    train = [(record["id"] - shift, path(record), caption)
             for record in records if record["split"] == "train" for caption in record["captions"]]
    test = [record for record in records if record["split"] == "test"]
    return train, [(record["id"], path(record)) for record in test], [
        (record["id"], caption) for record in test for caption in record["captions"]]


def shuffled(pairs, rate):
    """The official noise: captions of a share of the pairs change places."""
    draw = np.random.RandomState(1)
    order = np.arange(len(pairs))
    draw.shuffle(order)
    chosen = order[: int(rate * len(pairs))]
    moved = chosen.copy()
    draw.shuffle(moved)
    index = np.arange(len(pairs))
    index[chosen] = moved
    return [(pid, file, pairs[index[place]][2]) for place, (pid, file, _) in enumerate(pairs)]


class Pictures:
    """Decoded and resized images, made anew at every call unless they are kept, and the seconds that this took."""

    def __init__(self, size):
        self.height, self.width = size["height"], size["width"]
        self.kept, self.seconds = {}, 0.0

    def __call__(self, file):
        if file in self.kept:
            return self.kept[file]
        start = time.perf_counter()
        image = images.resize(images.decode(file), self.height, self.width)
        self.seconds += time.perf_counter() - start
        return image

    def keep(self, files):
        self.kept = {file: self(file) for file in dict.fromkeys(files)}


class Pairs(Dataset):
    def __init__(self, pairs, tokenizer, pictures, method):
        self.pairs, self.tokenizer, self.pictures, self.method = pairs, tokenizer, pictures, method
        self.padding = 10 if pictures.height == 384 else 3

    def __len__(self):
        return len(self.pairs)

    def __getitem__(self, index):
        pid, file, caption = self.pairs[index]
        image = images.augment(self.pictures(file), self.padding)
        ids = self.tokenizer(caption)
        item = {"images": image, "pids": pid, "index": index}
        if self.method == "rde":
            return {**item, "caption_ids": self.change(ids.numpy())}
        masked, labels = self.hide(ids.numpy())
        # As published: the caption of the other losses is the masked one, since it is changed in place.
        return {**item, "caption_ids": masked.clone(), "mlm_ids": masked, "mlm_labels": labels}

    def change(self, ids):
        """RDE's caption augmentation."""
        kept = []
        for token in ids:
            draw = random.random()
            if 0 < token < self.tokenizer.mask and draw < 0.2:
                if draw < 0.12:
                    kept.append(self.tokenizer.mask)
                elif draw < 0.16:
                    kept.append(random.randrange(1, self.tokenizer.mask))
            else:
                kept.append(token)
        result = np.zeros_like(ids)
        result[: len(kept)] = kept
        return torch.tensor(result)

    def hide(self, ids):
        """IRRA's masked language modelling."""
        labels = np.zeros_like(ids)
        for place, token in enumerate(ids):
            draw = random.random()
            if 0 < token < self.tokenizer.mask and draw < 0.15:
                labels[place] = token
                if draw < 0.12:
                    ids[place] = self.tokenizer.mask
                elif draw < 0.135:
                    ids[place] = random.randrange(1, self.tokenizer.mask)
        if not labels.any():
            labels[1], ids[1] = ids[1], self.tokenizer.mask
        return torch.tensor(ids), torch.tensor(labels)


class Gallery(Dataset):
    def __init__(self, records, pictures):
        self.records, self.pictures = records, pictures

    def __len__(self):
        return len(self.records)

    def __getitem__(self, index):
        pid, file = self.records[index]
        return pid, images.tensor(self.pictures(file))


class Queries(Dataset):
    def __init__(self, records, tokenizer):
        self.records, self.tokenizer = records, tokenizer

    def __len__(self):
        return len(self.records)

    def __getitem__(self, index):
        return self.records[index][0], self.tokenizer(self.records[index][1])


def rank(similarities, queries, gallery):
    """R@1, R@5, R@10, mAP and mINP in percent, column by column and query by query as published."""
    order = similarities.argsort(1, descending=True)
    matches = gallery[order.cpu()] == queries[:, None]
    hits = matches[:, :10].cumsum(1).clamp(max=1).float().mean(0) * 100
    found = matches.cumsum(1)
    last = [row.nonzero()[-1] for row in matches]
    penalty = torch.cat([found[place][end] / (end + 1.0) for place, end in enumerate(last)]).mean() * 100
    precision = torch.stack([found[:, column] / (column + 1.0) for column in range(found.shape[1])], 1) * matches
    average = (precision.sum(1) / matches.sum(1)).mean() * 100
    return [float(value) for value in (hits[0], hits[min(4, len(hits) - 1)], hits[-1], average, penalty)]


class Run:
    def __init__(self, options):
        self.options = options
        phases = ("prepare", "divide", "train", "evaluate", "save", "load", "test")
        self.seconds, self.decode_seconds = dict.fromkeys(phases, 0.0), dict.fromkeys(phases, 0.0)
        self.seconds["import"] = time.perf_counter() - START
        self.pictures = None
        self.step_seconds, self.losses, self.counts, self.metrics = [], [], {}, {}
        torch.set_num_threads(options.threads)
        torch.manual_seed(options.seed)
        np.random.seed(options.seed)
        random.seed(options.seed)
        if options.device.startswith("cuda"):
            if not torch.cuda.is_available():
                sys.exit("This PyTorch has no CUDA, or no GPU is there; run with --device cpu.")
            torch.cuda.set_device(options.device)
        torch.backends.cudnn.deterministic = torch.backends.cudnn.benchmark = True
        torch.backends.cudnn.allow_tf32 = torch.backends.cuda.matmul.allow_tf32 = False
        self.with_phase("prepare", self.prepare)

    def with_phase(self, name, body):
        self.wait()
        start, decoded = time.perf_counter(), self.pictures.seconds if self.pictures else 0.0
        result = body()
        self.wait()
        self.seconds[name] += time.perf_counter() - start
        self.decode_seconds[name] += self.pictures.seconds - decoded
        return result

    def wait(self):
        if self.options.device.startswith("cuda"):
            torch.cuda.synchronize()

    def prepare(self):
        options = self.options
        self.size = official.SMALL if options.small else official.PAPER
        if options.tiny:
            self.size = {**official.PAPER, "vision": (64, 2, 1), "text": (64, 2, 1), "joint": 64}
        state, words = weights_and_words(options.weights)
        if words:
            self.size = {**self.size, "context": words["contextLength"], "vocabulary": len(words["words"]) + 5}
            tokenizer = Words(words["words"], words["contextLength"])
        else:
            if not pathlib.Path(options.vocabulary).exists():
                sys.exit(f"{options.vocabulary}: not found; `make clip-vocab` fetches CLIP's vocabulary.")
            tokenizer = Bytes(options.vocabulary, self.size["context"])
        train, gallery, queries = read(options.dataset)
        self.classes = len({pid for pid, _, _ in train})
        if {pid for pid, _, _ in train} != set(range(self.classes)):
            sys.exit(f"{options.dataset}: training identities are not 0, 1, 2, ...")
        workers = options.workers if options.workers is not None else 8 if options.device.startswith("cuda") else 0
        load = lambda data, **more: DataLoader(data, num_workers=workers, **more)
        size = options.batch_size
        self.pictures = Pictures(self.size)
        if options.keep_images:
            self.pictures.keep([file for _, file, _ in train] + [file for _, file in gallery])
        pairs = Pairs(shuffled(train, options.noise), tokenizer, self.pictures, options.method)
        self.train_loader = load(pairs, batch_size=size, shuffle=True)
        self.test_loaders = lambda size: (
            load(Queries(queries, tokenizer), batch_size=size), load(Gallery(gallery, self.pictures), batch_size=size))
        self.evaluation_loaders = self.test_loaders(size)
        self.counts = {"pairs": len(train), "identities": self.classes, "images": len(gallery),
                       "captions": len(queries), "workers": workers}
        self.model = self.build(state)
        del state
        small = options.small
        rates = {"rate": 5e-4, "epsilon": 1e-8, "decay": 0.0} if small else {}
        self.adam = official.optimizer(self.model, **rates)
        self.epochs = 40 if small else 60
        warm, first = (3, 0.1) if small else (5, 0.1)
        rates = [group["lr"] for group in self.adam.param_groups]

        def schedule(epoch):
            if epoch < warm:
                factor = first + (1 - first) * epoch / warm
            else:
                factor = 0.5 * (1 + np.cos(np.pi * (epoch - warm) / (self.epochs - warm)))
            for group, rate in zip(self.adam.param_groups, rates):
                group["lr"] = float(rate * factor)

        self.schedule = schedule
        self.scaler = torch.amp.GradScaler(options.device.split(":")[0], enabled=options.precision == "fp16")

    def build(self, state):
        model = official.METHODS[self.options.method](self.size, self.classes)
        taken = official.load(model, state)
        if taken == 0:
            sys.exit(f"{self.options.weights}: none of its tensors has a name of CLIP's.")
        if self.options.precision == "paper":
            official.halve(model)
        return model.to(self.options.device)

    def on_device(self, batch):
        return {name: value.to(self.options.device) for name, value in batch.items()}

    def computing(self):
        types = {"bf16": torch.bfloat16, "fp16": torch.float16}
        kind = types.get(self.options.precision)
        return torch.autocast(self.options.device.split(":")[0], kind, enabled=kind is not None)

    def divide(self):
        """1 for pairs that are trained as positives, as both heads' mixtures and a coin say."""
        self.model.eval()
        count = len(self.train_loader.dataset)
        losses = [torch.zeros(count), torch.zeros(count)]
        for batch in self.train_loader:
            batch = self.on_device(batch)
            with torch.no_grad(), self.computing():
                found = [head.detach().cpu() for head in self.model.per_pair(batch)]
            for place, index in enumerate(batch["index"].cpu()):
                for head, values in zip(losses, found):
                    head[index] = values[place]
        agreement = sum(self.clean(head) for head in losses)
        coins = torch.randint(0, 2, agreement.shape)
        return ((agreement + coins * (agreement == 1)) > 1).float()

    def clean(self, losses):
        losses = ((losses - losses.min()) / (losses.max() - losses.min())).reshape(-1, 1).numpy()
        mixture = GaussianMixture(2, max_iter=100, tol=1e-4, reg_covar=1e-6)
        mixture.fit(losses)
        clean = mixture.predict_proba(losses)[:, mixture.means_.argmin()]
        threshold = np.sort(clean)[len(clean) // 100] if clean.min() > 0.5 else 0.5
        return torch.from_numpy((clean > threshold).astype("int64"))

    def step(self, batch):
        with self.computing():
            losses = self.model(batch)
        total = sum(losses)
        value = total.item()  # Each step waits for its loss, as the official code does for its meters.
        self.adam.zero_grad()
        self.scaler.scale(total).backward()
        self.scaler.step(self.adam)
        self.scaler.update()
        return value

    def train(self, labels):
        # The division leaves RDE in evaluation mode, and the papers' runs trained that way.
        self.model.train(self.options.method != "rde")
        for batch in self.train_loader:
            start = time.perf_counter()
            batch = self.on_device(batch)
            if labels is not None:
                batch["label_hat"] = labels[batch["index"].cpu()].to(self.options.device)
            self.losses.append(self.step(batch))
            self.counts["trained_pairs"] = self.counts.get("trained_pairs", 0) + len(batch["pids"])
            self.step_seconds.append(time.perf_counter() - start)
            if self.options.steps and len(self.losses) >= self.options.steps:
                return

    def evaluate(self, model, loaders, name):
        model.eval()
        texts, gallery = loaders
        tables, sums = {}, 0
        for head in model.heads:
            features = []
            for loader, encode in ((texts, model.encode_text), (gallery, model.encode_image)):
                pids, rows = [], []
                for pid, values in loader:
                    with torch.no_grad(), self.computing():
                        rows.append(encode(values.to(self.options.device), head).float().cpu())
                    pids.append(pid.view(-1))
                self.counts["encoded_" + ("images" if loader is gallery else "captions")] = sum(map(len, rows))
                features.append((torch.cat(pids), F.normalize(torch.cat(rows), dim=1)))
            (query_pids, query_rows), (gallery_pids, gallery_rows) = features
            similarities = query_rows @ gallery_rows.t()
            tables[head] = rank(similarities, query_pids, gallery_pids)
            sums = sums + similarities
        tables["all"] = rank(sums / len(model.heads), query_pids, gallery_pids) if len(model.heads) > 1 else tables["global"]
        self.metrics[name] = tables["all"]
        self.counts["evaluations"] = self.counts.get("evaluations", 0) + 1

    def run(self):
        options = self.options
        with tempfile.TemporaryDirectory() as folder:
            for epoch in range(options.epochs):
                self.schedule(epoch)
                labels = self.with_phase("divide", self.divide) if options.method == "rde" else None
                began = time.time()
                self.with_phase("train", lambda: self.train(labels))
                self.window = [began, time.time()]
                self.with_phase("evaluate", lambda: self.evaluate(self.model, self.evaluation_loaders, "epoch"))
                if epoch == 0 or self.metrics["epoch"][0] > self.metrics["best"][0]:
                    self.metrics["best"] = self.metrics["epoch"]
                    self.with_phase("save", lambda: self.save(folder, "best"))
                if options.steps and len(self.losses) >= options.steps:
                    break
            self.with_phase("save", lambda: self.save(folder, "last"))
            # Of training and evaluation: the tests hold a second model.
            self.peak_bytes = peak_resident()
            self.peak_device_bytes = torch.cuda.max_memory_allocated() if options.device.startswith("cuda") else None
            for name in () if options.no_test else ("best", "last"):
                self.test(folder, name)

    def save(self, folder, name):
        content = {"model": self.model.state_dict(), "optimizer": self.adam.state_dict()}
        torch.save(content, pathlib.Path(folder) / f"{name}.pth")

    def test(self, folder, name):
        file = pathlib.Path(folder) / f"{name}.pth"
        read = lambda: torch.load(file, map_location="cpu", weights_only=True)["model"]
        model, loaders = self.with_phase("load", lambda: self.build(read())), self.test_loaders(512)
        self.with_phase("test", lambda: self.evaluate(model, loaders, name))

    def report(self):
        total = time.perf_counter() - START
        later = sorted(self.step_seconds[min(5, len(self.step_seconds) // 2):])
        cuda = self.options.device.startswith("cuda")
        # In loader processes nobody adds it up.
        hidden = self.counts["workers"] > 0 and not self.options.keep_images
        return {
            "method": self.options.method, "precision": self.options.precision, "device": self.options.device,
            "noise": self.options.noise, "keeps_images": self.options.keep_images,
            "device_name": torch.cuda.get_device_name() if cuda else "cpu", "torch": torch.__version__,
            "threads": self.options.threads, "batch_size": self.options.batch_size, "steps": len(self.losses),
            "train_window": self.window,
            "seconds": {**self.seconds, "total": total}, "step_seconds": self.step_seconds,
            "decode_seconds": None if hidden else self.decode_seconds,
            "peak_bytes": self.peak_bytes, "peak_device_bytes": self.peak_device_bytes,
            "pairs_per_second": self.counts["trained_pairs"] / self.seconds["train"],
            "median_step_seconds": later[len(later) // 2], **self.counts,
            "first_loss": self.losses[0], "last_loss": self.losses[-1], "metrics": self.metrics,
        }


def weights_and_words(file):
    """Tensors of a state dictionary; of the embedded safetensors file also its words."""
    if not str(file).endswith(".safetensors"):
        return torch.load(file, map_location="cpu", weights_only=True), None
    return embedded_weights.read(file)


def make_weights(options):
    """A random CLIP of the papers' size as OpenAI publishes it, at 224x224; or tiny, with its vocabulary."""
    torch.manual_seed(0)
    size = {**official.PAPER, "height": 224, "width": 224}
    if options.small:
        size.update(vision=(64, 2, 1), text=(64, 2, 1), joint=64)
    state = {name: value for name, value in official.CLIP(size, maps=False).state_dict().items()}
    pathlib.Path(options.file).parent.mkdir(parents=True, exist_ok=True)
    torch.save(state, options.file)


def cut(options):
    """The first identities of a rendered dataset, with as many training pairs and test images as asked for."""
    file = annotations(options.source)
    records = json.loads(file.read_text())
    kept, pairs, gallery, identities = [], 0, 0, {}
    for record in records:
        if record["split"] == "train" and pairs < options.pairs:
            captions = record["captions"][: options.pairs - pairs]
            pairs += len(captions)
            pid = identities.setdefault(record["id"], len(identities))
            record = {**record, "captions": captions, "id": pid + (1 if file.name == "reid_raw.json" else 0)}
        elif record["split"] == "test" and gallery < options.images:
            gallery += 1
        elif record["split"] not in ("train", "test"):
            if sum(other["split"] == record["split"] for other in kept) >= 10:
                continue
        else:
            continue
        kept.append(record)
    if pairs < options.pairs or gallery < options.images:
        sys.exit(f"{options.source}: {pairs} training pairs and {gallery} test images are all it has.")
    target = pathlib.Path(options.target)
    target.mkdir(parents=True, exist_ok=True)
    (target / file.name).write_text(json.dumps(kept))
    if not (target / "imgs").exists():
        (target / "imgs").symlink_to((file.parent / "imgs").resolve())


def main():
    if OPTIONS.mode == "weights":
        return make_weights(OPTIONS)
    if OPTIONS.mode == "cut":
        return cut(OPTIONS)
    if OPTIONS.mode == "check":
        return print(json.dumps(official.check(OPTIONS.goldens), indent=2))
    run = Run(OPTIONS)
    if OPTIONS.profile:
        return profile(run)
    run.run()
    print(json.dumps(run.report(), indent=2))


def profile(run):
    """The ten most expensive operations of a training step, by their own time."""
    from torch.profiler import ProfilerActivity, profile as watching

    cuda = run.options.device.startswith("cuda")
    batches = [run.on_device(batch) for _, batch in zip(range(4), run.train_loader)]
    for batch in batches:
        batch["label_hat"] = torch.ones(len(batch["pids"]), device=run.options.device)
    run.model.train(run.options.method != "rde")
    run.step(batches[0])
    with watching(activities=[ProfilerActivity.CPU] + [ProfilerActivity.CUDA] * cuda) as watched:
        for batch in batches[1:]:
            run.step(batch)
    rows = watched.key_averages()
    time_of = lambda row: row.self_device_time_total if cuda else row.self_cpu_time_total
    total = sum(map(time_of, rows))
    top = sorted(rows, key=time_of, reverse=True)[:10]
    table = [{"operation": row.key, "share": time_of(row) / total, "calls_per_step": row.count / (len(batches) - 1),
              "ms_per_step": time_of(row) / 1000 / (len(batches) - 1)} for row in top]
    pathlib.Path(run.options.profile).write_text(json.dumps(table, indent=2))


if __name__ == "__main__":
    main()
