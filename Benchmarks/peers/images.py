"""What ImageBenchmark measures, with Pillow and PyTorch on one core, as torchvision's transforms call them.

Not quite the same work: writing makes normalised and erased float32 here, and planes of bytes there, where normalising
and erasing are left to the device and not measured.

python images.py make IMAGE.jpg      writes a 160x420 photograph-like JPEG
python images.py measure IMAGE.jpg   prints milliseconds as JSON
"""

import json
import math
import random
import sys
import time

import numpy as np
import torch
from PIL import Image, ImageOps

WIDTH, HEIGHT = 128, 384
MEAN = [0.48145466, 0.4578275, 0.40821073]
STD = [0.26862954, 0.26130258, 0.27577711]


def make(path):
    noise = np.random.default_rng(0)
    shapes = Image.fromarray(noise.integers(0, 256, (53, 20, 3), dtype=np.uint8)).resize((160, 420), Image.BICUBIC)
    grain = noise.integers(-8, 9, (420, 160, 3))
    Image.fromarray((np.array(shapes) + grain).clip(0, 255).astype(np.uint8)).save(path, quality=90)


def decode(path):
    return Image.open(path).convert("RGB")


def resize(image, height=HEIGHT, width=WIDTH):
    return image.resize((width, height), Image.BILINEAR)


def tensor(image):
    planes = torch.from_numpy(np.array(image, copy=True)).permute(2, 0, 1).contiguous().to(torch.float32).div(255)
    return planes.clone().sub_(torch.tensor(MEAN).view(-1, 1, 1)).div_(torch.tensor(STD).view(-1, 1, 1))


def augment(image, padding=10):
    width, height = image.size
    if random.random() < 0.5:
        image = image.transpose(Image.FLIP_LEFT_RIGHT)
    image = ImageOps.expand(image, border=padding, fill=0)
    top, left = random.randint(0, 2 * padding), random.randint(0, 2 * padding)
    image = image.crop((left, top, left + width, top + height))
    planes = tensor(image)
    if random.random() < 0.5:
        for _ in range(10):
            area = height * width * random.uniform(0.02, 0.4)
            aspect = math.exp(random.uniform(math.log(0.3), math.log(3.3)))
            rows, columns = round(math.sqrt(area * aspect)), round(math.sqrt(area / aspect))
            if rows < height and columns < width:
                top, left = random.randint(0, height - rows), random.randint(0, width - columns)
                planes[:, top : top + rows, left : left + columns] = torch.tensor(MEAN).view(-1, 1, 1)
                break
    return planes


def milliseconds(body):
    """The least time of a call over rounds of 16 calls: other processes only ever make it longer."""
    least = math.inf
    for _ in range(200):
        start = time.perf_counter()
        for _ in range(16):
            body()
        least = min(least, (time.perf_counter() - start) / 16)
    return round(least * 1000, 4)


def measure(path):
    torch.set_num_threads(1)
    image = decode(path)
    resized = resize(image)
    results = {
        "decode": milliseconds(lambda: decode(path)),
        "resize": milliseconds(lambda: resize(image)),
        "write": milliseconds(lambda: tensor(resized)),
        "augment and write": milliseconds(lambda: augment(resized)),
        "all, from the file": milliseconds(lambda: augment(resize(decode(path)))),
    }
    print(json.dumps(results, indent=2, sort_keys=True))


if __name__ == "__main__":
    {"make": make, "measure": measure}[sys.argv[1]](sys.argv[2])
