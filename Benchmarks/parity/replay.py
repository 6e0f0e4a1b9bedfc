"""bench's recorded draws (`bench draws`, docs/draws.md) given to the official training in place of its own."""

import functools

import h5py
import numpy as np
import torch
from PIL import Image


class Draws:
    """A file of draws, read epoch by epoch."""

    def __init__(self, path):
        self.file = h5py.File(path)
        self.batch_size = int(self.file.attrs["batch_size"])
        self.epochs = int(self.file.attrs["epochs"])

    def weights(self, model):
        """The recorded initial values of every tensor of a model; what no loss uses may be missing."""
        own, recorded = model.state_dict(), self.file["weights"]
        result, missing = {}, []
        for name, value in own.items():
            if name in recorded:
                array = torch.from_numpy(np.asarray(recorded[name][()]))
                result[name] = array.reshape(value.shape).to(value.dtype)
            else:
                result[name] = value
                missing.append(name)
        # RDE's image layer has a `linear` that takes no part; buffers that only count are no values.
        unexplained = [name for name in missing
                       if not name.endswith("num_batches_tracked") and not name.startswith("visul_emb_layer.linear")]
        if unexplained:
            raise ValueError(f"The draws have no initial values of {', '.join(unexplained)}.")
        return result

    def toss(self, loader):
        """Gives `do_train` the recorded coins: its only use of `torch.randint`, one coin for each disputed pair."""
        draw = torch.randint

        def tossed(low, high, size=None, **named):
            if (low, high) != (0, 2) or size is None:
                return draw(low, high, size, **named)
            coins = self.file[f"epochs/{loader.epoch}/coins"][()]
            return torch.from_numpy(coins[: int(size[0])].astype(np.int64))

        torch.randint = tossed

    @staticmethod
    def start_mixtures(official):
        """Draws the start of RDE's mixtures as bench does, with random state 0; the official code takes NumPy's state."""
        if hasattr(official.processor, "GaussianMixture"):
            official.processor.GaussianMixture = functools.partial(official.processor.GaussianMixture, random_state=0)


class Loader:
    """Iterated by `do_train` as the official loader: with RDE first for the division, then for training, once an epoch."""

    def __init__(self, draws, official_loader, official, divides):
        self.draws, self.dataset = draws, official_loader.dataset
        self.batch_size, self.divides = draws.batch_size, divides
        self.epoch, self.passes, self.kept = 0, 0, {}
        # The file's captions are whole; what IRRA's masking in place leaves of them is what all losses see.
        self.masks_in_place = official.job["masks_in_place"]
        self.padding = official.spec["augmentation"]["padding"]
        self.mean = official.data.build_transforms(is_train=False).transforms[-1].mean
        # Resized, as numbers, and normalised: the transform of evaluation, which changes nothing at random.
        size = official.arguments.img_size
        self.resize, *self.normalise = official.data.build_transforms(img_size=size, is_train=False).transforms
        self.read = official.bases.read_image

    def __len__(self):
        pairs = len(self.draws.file["epochs/1/train/order"])
        return -(-pairs // self.batch_size)

    def __iter__(self):
        division = self.divides and self.passes % 2 == 0
        if division or not self.divides:
            self.epoch += 1
        self.passes += 1
        return self.batches(self.draws.file[f"epochs/{self.epoch}/{'division' if division else 'train'}"])

    def batches(self, group):
        arrays = {name: group[name][()] for name in group}
        order = arrays["order"]
        for first in range(0, len(order), self.batch_size):
            rows = range(first, min(first + self.batch_size, len(order)))
            yield self.batch(arrays, order, rows)

    def batch(self, arrays, order, rows):
        pairs = [self.dataset.dataset[order[row]] for row in rows]
        tensor = lambda name: torch.from_numpy(arrays[name][rows.start : rows.stop].astype(np.int64))
        images = [self.image(pair[2], arrays["views"][row, 0] if "views" in arrays else None)
                  for row, pair in zip(rows, pairs)]
        result = {"pids": torch.tensor([pair[0] for pair in pairs]), "image_ids": torch.tensor([pair[1] for pair in pairs]),
                  "index": tensor("order"), "images": torch.stack(images), "caption_ids": tensor("captions")}
        if "masked_captions" in arrays:
            result |= {"mlm_ids": tensor("masked_captions"), "mlm_labels": tensor("masked_labels")}
            if self.masks_in_place:
                result["caption_ids"] = result["mlm_ids"].clone()
        return result

    def image(self, path, view):
        """The image of a path, with a recorded flip, crop and erased rectangle."""
        if path not in self.kept:
            self.kept[path] = self.resize(self.read(path))
        image = self.kept[path]
        if view is None:
            return self.finished(image)
        flip, top, left, erased_top, erased_left, erased_height, erased_width = (int(value) for value in view)
        pixels = np.asarray(image)
        pixels = pixels[:, ::-1] if flip else pixels
        edge = self.padding
        padded = np.pad(pixels, ((edge, edge), (edge, edge), (0, 0)))
        height, width = pixels.shape[:2]
        cut = np.ascontiguousarray(padded[top : top + height, left : left + width])
        result = self.finished(Image.fromarray(cut))
        if erased_height:
            rows, columns = slice(erased_top, erased_top + erased_height), slice(erased_left, erased_left + erased_width)
            result[:, rows, columns] = torch.tensor(self.mean).view(-1, 1, 1)
        return result

    def finished(self, image):
        for step in self.normalise:
            image = step(image)
        return image
