"""A toy for `bench sweep --methods external --command 'python3 docs/external_method.py'`: Python alone, no package.

Learns, pair by pair, a linear map from a caption's words to the colours of the image's horizontal stripes. It finds
some persons by the colour of their clothes; it is no serious method, but shows what a command gets and has to write.
"""
import array, json, pathlib, random, struct, sys, time, zlib

STRIPES, WORDS = 8, 512


def stripes(path):
    """Mean red, green and blue of each stripe, 0...1, of a PNG file: 8 bits, RGB or RGBA, not interlaced."""
    data, place, body = pathlib.Path(path).read_bytes(), 8, b""
    while place < len(data):
        size, kind = struct.unpack(">I4s", data[place:place + 8])
        if kind == b"IHDR":
            width, height, depth, colours, _, _, interlace = struct.unpack(">IIBBBBB", data[place + 8:place + 21])
        elif kind == b"IDAT":
            body += data[place + 8:place + 8 + size]
        place += size + 12
    assert depth == 8 and colours in (2, 6) and interlace == 0, f"{path}: this toy cannot read such a PNG"
    step = 3 if colours == 2 else 4
    lines, above, sums = zlib.decompress(body), bytes(width * step), [0] * (3 * STRIPES)
    for y in range(height):
        start = y * (width * step + 1)
        method, line = lines[start], bytearray(lines[start + 1:start + 1 + width * step])
        for i in range(len(line) if method else 0):
            a, b, c = line[i - step] if i >= step else 0, above[i], above[i - step] if i >= step else 0
            if method == 4:
                b = min((abs(b - c), 0, a), (abs(a - c), 1, b), (abs(a + b - 2 * c), 2, c))[2]
            line[i] = line[i] + (0, a, b, (a + b) // 2, b)[method] & 255
        for colour in range(3):
            sums[3 * (y * STRIPES // height) + colour] += sum(line[colour::step])
        above = line
    return [value * STRIPES / (255 * width * height) for value in sums]


def words(caption):
    """Hashed words and pairs of neighbours. Python's own `hash` would differ from run to run."""
    text = "".join(c if c.isalnum() else " " for c in caption.lower()).split()
    return {zlib.crc32(word.encode()) % WORDS for word in text + list(map(" ".join, zip(text, text[1:])))}


def embed(caption):
    return [sum(column) for column in zip([0.0] * 3 * STRIPES, *(weights[word] for word in words(caption)))]


def save(name, values, shape, kind, code):
    """Writes a NumPy file of the test split's embeddings: `f4` or `i8`, and the letter of Python's arrays for it."""
    folder = pathlib.Path(spec["output"]["last"]).with_suffix("")
    folder.mkdir(exist_ok=True)
    head = f"{{'descr': '<{kind}', 'fortran_order': False, 'shape': {shape}}}".ljust(117) + "\n"
    head = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head.encode()
    (folder / name).write_bytes(head + array.array(code, values).tobytes())


spec = json.load(open(sys.argv[1], encoding="utf-8"))
pairs, queries, gallery = (
    [json.loads(line) for line in open(spec["listings"][name], encoding="utf-8")]
    for name in ("train", "test_queries", "test_gallery"))
random.seed(spec["seed"])
colours = {image: stripes(image) for image in {row["image"]: 0 for row in pairs + gallery}}
mean = [sum(column) / len(colours) for column in zip(*colours.values())]
colours = {image: [2 * (value - m) for value, m in zip(values, mean)] for image, values in colours.items()}
weights = [[0.0] * 3 * STRIPES for _ in range(WORDS)]
for epoch in range(1, spec["epochs"] + 1):
    start, loss = time.time(), 0.0
    random.shuffle(pairs)
    for pair in pairs:
        error = [goal - value for goal, value in zip(colours[pair["image"]], embed(pair["caption"]))]
        loss += sum(value * value for value in error) / len(pairs)
        present = words(pair["caption"])
        for word in present:
            weights[word] = [weight + 0.1 / len(present) * value for weight, value in zip(weights[word], error)]
    print(f"epoch={epoch} loss={loss:.5f} seconds={time.time() - start:.2f}")

for name, table, row_of in ("query", queries, lambda row: embed(row["caption"])), ("gallery", gallery, lambda row: colours[row["image"]]):
    save(f"{name}.npy", [value for row in table for value in row_of(row)], (len(table), len(mean)), "f4", "f")
    save(f"{name}_identities.npy", [row["identity"] for row in table], (len(table),), "i8", "q")
