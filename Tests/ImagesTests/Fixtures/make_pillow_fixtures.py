"""Writes pillow.h5 beside this script: image files and what Pillow and torchvision make of them.

Needs numpy, h5py, Pillow, torch and torchvision: python make_pillow_fixtures.py
The committed file was made with Pillow 13.0.0, torch 2.13 and torchvision 0.29.2.
"""

import io
import pathlib
import struct
import zlib

import h5py
import numpy as np
from PIL import Image, ImageFilter
from torchvision.transforms import functional

random = np.random.default_rng(1)
SIGNATURE = b"\x89PNG\r\n\x1a\n"
GRAY, RGB, PALETTE, GRAY_ALPHA, RGBA = 0, 2, 3, 4, 6
CHANNELS = {GRAY: 1, RGB: 3, PALETTE: 1, GRAY_ALPHA: 2, RGBA: 4}


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def scanlines(samples, depth):
    """samples [height, width, channels] -> filtered (with filter 0) rows of packed samples."""
    rows = []
    for row in samples.reshape(samples.shape[0], -1):
        if depth == 16:
            packed = row.astype(">u2").tobytes()
        else:
            bits = ((row[:, None] >> np.arange(depth - 1, -1, -1)) & 1).astype(np.uint8)
            packed = np.packbits(bits.ravel()).tobytes()
        rows.append(b"\0" + packed)
    return b"".join(rows)


def png(samples, depth, color, chunks=b"", interlaced=False):
    """A PNG file of samples [height, width, channels]; Pillow itself writes neither interlaced nor 16-bit colour."""
    height, width = samples.shape[:2]
    data = b""
    passes = [(0, 0, 1, 1)]
    if interlaced:
        passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    for left, top, right, down in passes:
        part = samples[top::down, left::right]
        if part.size:
            data += scanlines(part, depth)
    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, int(interlaced))
    return SIGNATURE + chunk(b"IHDR", header) + chunks + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


def noise(height, width, channels, depth=8):
    return random.integers(0, 1 << depth, (height, width, channels))


def smooth(height, width):
    """A photograph-like image: soft shapes and a little noise."""
    small = Image.fromarray(random.integers(0, 256, (5, 4, 3), dtype=np.uint8))
    base = np.array(small.resize((width, height), Image.Resampling.BICUBIC)).astype(int)
    return Image.fromarray((base + random.integers(-6, 7, base.shape)).clip(0, 255).astype(np.uint8))


def saved(image, kind, **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def png_files():
    palette = chunk(b"PLTE", noise(1, 16, 3).astype(np.uint8).tobytes())
    for interlaced in (False, True):
        suffix = "-interlaced" if interlaced else ""
        for name, color, depths in [
            ("gray", GRAY, (1, 2, 4, 8, 16)), ("rgb", RGB, (8, 16)), ("palette", PALETTE, (1, 2, 4)),
            ("gray-alpha", GRAY_ALPHA, (8, 16)), ("rgba", RGBA, (8, 16)),
        ]:
            for depth in depths:
                before = palette[:0] if color != PALETTE else chunk(
                    b"PLTE", noise(1, 1 << depth, 3).astype(np.uint8).tobytes())
                samples = noise(11, 13, CHANNELS[color], depth)
                yield f"{name}{depth}{suffix}.png", png(samples, depth, color, before, interlaced)
    # Small values, which clipping keeps.
    yield "gray16-dark.png", png(noise(7, 9, 1, 9), 16, GRAY)
    yield "palette8.png", png(noise(9, 7, 1, 4), 8, PALETTE, palette)
    yield "palette8-beyond-the-palette.png", png(noise(9, 7, 1, 8), 8, PALETTE, palette)
    yield "palette8-transparent.png", png(
        noise(9, 7, 1, 4), 8, PALETTE, palette + chunk(b"tRNS", bytes(range(0, 256, 16))))
    yield "gray8-transparent.png", png(noise(9, 7, 1, 2), 8, GRAY, chunk(b"tRNS", struct.pack(">H", 2)))
    yield "gray16-transparent.png", png(noise(9, 7, 1, 2), 16, GRAY, chunk(b"tRNS", struct.pack(">H", 2)))
    yield "rgb8-transparent.png", png(noise(9, 7, 3, 1), 8, RGB, chunk(b"tRNS", struct.pack(">HHH", 0, 1, 0)))
    yield "rgb8-gamma.png", png(noise(6, 5, 3), 8, RGB, chunk(b"gAMA", struct.pack(">I", 100000)))
    yield "rgb16-gamma.png", png(noise(6, 5, 3, 16), 16, RGB, chunk(b"gAMA", struct.pack(">I", 100000)))
    yield "rgb8-1x1.png", png(noise(1, 1, 3), 8, RGB)
    yield "rgba8-1x1-interlaced.png", png(noise(1, 1, 4), 8, RGBA, interlaced=True)
    yield "rgb8-filtered.png", saved(smooth(40, 33), "PNG", optimize=True)


def jpeg_files():
    for subsampling in ("4:4:4", "4:2:2", "4:2:0"):
        for width, height in [(1, 1), (16, 16), (17, 31), (33, 18), (2, 40)]:
            name = f"{subsampling.replace(':', '')}-{width}x{height}.jpg"
            yield name, saved(smooth(height, width), "JPEG", subsampling=subsampling, quality=85)
    photograph = smooth(45, 37)
    yield "quality5.jpg", saved(photograph, "JPEG", quality=5)
    yield "quality100.jpg", saved(photograph, "JPEG", quality=100)
    yield "progressive.jpg", saved(photograph, "JPEG", progressive=True)
    yield "optimized.jpg", saved(photograph, "JPEG", optimize=True)
    yield "restart.jpg", saved(photograph, "JPEG", restart_marker_rows=1)
    yield "gray.jpg", saved(photograph.convert("L"), "JPEG")
    yield "gray-progressive.jpg", saved(photograph.convert("L"), "JPEG", progressive=True)
    yield "cmyk.jpg", saved(photograph.convert("CMYK"), "JPEG", quality=90)
    yield "stored-as-rgb.jpg", saved(photograph, "JPEG", keep_rgb=True)
    yield "long-header.jpg", saved(photograph, "JPEG", exif=b"Exif\0\0" + bytes(20000))
    yield "rotated-by-exif.jpg", saved(photograph, "JPEG", exif=rotation())


def rotation():
    exif = Image.Exif()
    exif[0x0112] = 6
    return exif


RESIZES = [
    # (width, height) -> (width, height)
    ((64, 90), (32, 48)), ((20, 30), (32, 48)), ((45, 20), (32, 48)), ((20, 77), (32, 48)), ((32, 77), (32, 48)),
    ((20, 48), (32, 48)), ((32, 48), (32, 48)), ((1, 1), (5, 7)), ((1, 9), (4, 3)), ((9, 1), (3, 4)),
    ((40, 30), (1, 1)),
    ((3, 2), (2, 3)), ((2, 210), (5, 50)), ((2, 210), (5, 230)), ((210, 2), (50, 5)), ((700, 3), (2, 2)),
    ((31, 33), (30, 32)),
]


def main():
    path = pathlib.Path(__file__).with_name("pillow.h5")
    with h5py.File(path, "w", libver=("v110", "v110")) as file:
        def store(name, array):
            file.create_dataset(name, data=np.asarray(array))

        for name, data in [*png_files(), *jpeg_files()]:
            store(f"decode/{name}/file", np.frombuffer(data, dtype=np.uint8))
            store(f"decode/{name}/pixels", np.array(Image.open(io.BytesIO(data)).convert("RGB")))
        bomb = png(noise(2, 2, 3), 8, RGB).replace(
            chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 2, 8, RGB, 0, 0, 0)),
            chunk(b"IHDR", struct.pack(">IIBBBBB", 20000, 20000, 8, RGB, 0, 0, 0)))
        store("bomb.png", np.frombuffer(bomb, dtype=np.uint8))
        for (width, height), target in RESIZES:
            image = Image.fromarray(noise(height, width, 3).astype(np.uint8))
            case = f"resize/{width}x{height}-to-{target[0]}x{target[1]}"
            store(f"{case}/input", np.array(image))
            # Pillow before 12.2 always resizes rows first; later versions choose. One call per direction decides.
            rows_resized = image.resize((target[0], height), Image.Resampling.BILINEAR)
            store(f"{case}/output", np.array(rows_resized.resize(target, Image.Resampling.BILINEAR)))
        colors = Image.fromarray(noise(24, 20, 3).astype(np.uint8))
        store("color/input", np.array(colors))
        for factor in (0.0, 0.55, 0.9, 1.0, 1.3, 2.5):
            store(f"color/brightness/{factor}", np.array(functional.adjust_brightness(colors, factor)))
            store(f"color/contrast/{factor}", np.array(functional.adjust_contrast(colors, factor)))
            store(f"color/saturation/{factor}", np.array(functional.adjust_saturation(colors, factor)))
        for turn in (-0.5, -0.1, -0.031, 0.0, 0.07, 0.5):
            store(f"color/hue/{turn}", np.array(functional.adjust_hue(colors, turn)))
        store("color/grayscale", np.array(functional.to_grayscale(colors, 3)))
        for deviation in (0.1, 0.5, 1.0, 1.7, 2.0, 9.0):
            store(f"color/blur/{deviation}", np.array(colors.filter(ImageFilter.GaussianBlur(deviation))))


if __name__ == "__main__":
    main()
