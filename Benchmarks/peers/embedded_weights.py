"""The embedded default's weights as Python reads them: tensors, the words they know, and how a caption is cut into words."""

import json
import pathlib
import re

import torch


def read(file):
    """The tensors of a safetensors file, half precision widened, and the vocabulary that it brings."""
    content = pathlib.Path(file).read_bytes()
    length = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + length])
    vocabulary = json.loads(header.pop("__metadata__")["vocabulary"])
    types = {"F16": torch.float16, "F32": torch.float32, "I64": torch.int64}
    state = {}
    for name, entry in header.items():
        start, end = (8 + length + offset for offset in entry["data_offsets"])
        flat = torch.frombuffer(bytearray(content[start:end]), dtype=types[entry["dtype"]])
        state[name] = (flat.float() if flat.dtype == torch.float16 else flat).reshape(entry["shape"])
    return state, vocabulary


def words(caption):
    """The words and signs of a caption, in lower case."""
    return re.findall(r"[^\W_]+|[^\w\s]|_", caption.lower())
