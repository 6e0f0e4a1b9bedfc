"""Writes a corpus of small checkpoints as other programs save them, and what each computes.

    make_checkpoints.py FOLDER GOLDENS

The reference is CLIP in plain PyTorch, below. FOLDER gets images and captions (a dataset `manifest`), the checkpoints and corpus.json: for each case
a file, what is said about it (activation, prefix, ignore, text_length), and the embeddings that must come of it or the words
of its refusal.
"""
import argparse, json, os, sys
import numpy, torch, torch.nn.functional as F
from PIL import Image

ROOT, GOLDENS = sys.argv[1:]
HEAD, PATCH, GRID, CONTEXT, SIZE = 64, 16, 2, 8, 32
CAPTIONS = ["a red coat", "a man in blue jeans", "woman with a black bag", "white shoes", "a long green dress and a hat",
            "a child who wears a yellow rain coat and holds a very large umbrella in one hand"]
WORDS = sorted({word for caption in CAPTIONS for word in caption.split()})
VOCABULARY = len(WORDS) + 5
torch.set_num_threads(1)


# What goes in: images of the model's own size, and the ids of captions.

def make_images():
    pixels = numpy.random.default_rng(1).integers(0, 256, (len(CAPTIONS), SIZE, SIZE, 3), dtype=numpy.uint8)
    for index, image in enumerate(pixels):
        for name in (f"{index}.png", f"train{index}.png"): Image.fromarray(image).save(f"{ROOT}/{name}")
    mean = torch.tensor([0.48145466, 0.4578275, 0.40821073])
    deviation = torch.tensor([0.26862954, 0.26130258, 0.27577711])
    return ((torch.from_numpy(pixels).float() / 255 - mean) / deviation).permute(0, 3, 1, 2)


def tokenized(length):
    start = len(WORDS) + 3
    rows = []
    for caption in CAPTIONS:
        ids = [start] + [1 + WORDS.index(word) for word in caption.split()][:length - 2] + [start + 1]
        rows.append(ids + [0] * (length - len(ids)))
    return torch.tensor(rows)


# The reference.

def activation(x, name): return x * torch.sigmoid(1.702 * x) if name == "quick_gelu" else F.gelu(x)


def norm(x, w, name): return F.layer_norm(x, x.shape[-1:], w[name + ".weight"], w[name + ".bias"])


def blocks(x, w, name, heads, act, causal):
    layer = 0
    while f"{name}.{layer}.ln_1.weight" in w:
        at = f"{name}.{layer}"
        n, length, width = x.shape
        y = F.linear(norm(x, w, at + ".ln_1"), w[at + ".attn.in_proj_weight"], w[at + ".attn.in_proj_bias"])
        q, k, v = y.reshape(n, length, 3, heads, width // heads).permute(2, 0, 3, 1, 4)
        scores = q @ k.transpose(-1, -2) / (width // heads) ** 0.5
        if causal: scores = scores + torch.full((length, length), float("-inf")).triu(1)
        y = (scores.softmax(-1) @ v).transpose(1, 2).reshape(n, length, width)
        x = x + F.linear(y, w[at + ".attn.out_proj.weight"], w[at + ".attn.out_proj.bias"])
        y = activation(F.linear(norm(x, w, at + ".ln_2"), w[at + ".mlp.c_fc.weight"], w[at + ".mlp.c_fc.bias"]), act)
        x = x + F.linear(y, w[at + ".mlp.c_proj.weight"], w[at + ".mlp.c_proj.bias"])
        layer += 1
    return x


def embedded(state, act="quick_gelu", heads=1, length=None):
    """The unit-length embeddings of the images and captions, from tensors under OpenAI's names."""
    w = {name: tensor.float() for name, tensor in state.items()}
    x = F.conv2d(IMAGES, w["visual.conv1.weight"], stride=PATCH).flatten(2).transpose(1, 2)
    x = torch.cat([w["visual.class_embedding"].expand(len(x), 1, -1), x], 1) + w["visual.positional_embedding"]
    x = blocks(norm(x, w, "visual.ln_pre"), w, "visual.transformer.resblocks", heads, act, False)
    image = norm(x[:, 0], w, "visual.ln_post") @ w["visual.proj"]
    positions = w["positional_embedding"]
    length = length or len(positions)
    if length > len(positions):  # As OpenCLIP's resize_text_pos_embed.
        positions = F.interpolate(positions.T[None], size=length, mode="linear", align_corners=False)[0].T
    ids = tokenized(length)
    x = F.embedding(ids, w["token_embedding.weight"]) + positions[:length]
    x = norm(blocks(x, w, "transformer.resblocks", heads, act, True), w, "ln_final")
    text = x[torch.arange(len(x)), ids.argmax(-1)] @ w["text_projection"]
    return {"image": F.normalize(image, dim=-1).tolist(), "text": F.normalize(text, dim=-1).tolist()}


def model(seed, embedding=32):
    """Tensors under OpenAI's names; large enough in the perceptrons for activations to differ."""
    generator = torch.Generator().manual_seed(seed)
    def normal(*shape, by=0.3): return torch.randn(shape, generator=generator) * by
    state = {"logit_scale": torch.tensor(4.6052), "positional_embedding": normal(CONTEXT, HEAD),
             "token_embedding.weight": normal(VOCABULARY, HEAD), "text_projection": normal(HEAD, embedding),
             "ln_final.weight": 1 + normal(HEAD, by=0.1), "ln_final.bias": normal(HEAD, by=0.1),
             "visual.class_embedding": normal(HEAD), "visual.proj": normal(HEAD, embedding),
             "visual.positional_embedding": normal(1 + GRID * GRID, HEAD),
             "visual.conv1.weight": normal(HEAD, 3, PATCH, PATCH, by=0.05)}
    for name in ["visual.ln_pre", "visual.ln_post"]:
        state |= {name + ".weight": 1 + normal(HEAD, by=0.1), name + ".bias": normal(HEAD, by=0.1)}
    for tower in ["visual.transformer", "transformer"]:
        for layer in range(2):
            at = f"{tower}.resblocks.{layer}"
            for name, rows, columns in [("attn.in_proj_", 3 * HEAD, HEAD), ("attn.out_proj.", HEAD, HEAD),
                                        ("mlp.c_fc.", 4 * HEAD, HEAD), ("mlp.c_proj.", HEAD, 4 * HEAD)]:
                scale = 4 if name == "mlp.c_proj." else 1
                state[f"{at}.{name}weight"] = normal(rows, columns, by=scale * columns ** -0.5)
                state[f"{at}.{name}bias"] = normal(rows, by=0.1)
            for name in ["ln_1", "ln_2"]:
                state |= {f"{at}.{name}.weight": 1 + normal(HEAD, by=0.1), f"{at}.{name}.bias": normal(HEAD, by=0.1)}
    return state


# Other names.

def hugging_face(state):
    out = {}
    for name, tensor in state.items():
        if name == "logit_scale": out[name] = tensor; continue
        if name in ("visual.proj", "text_projection"):
            out["visual_projection.weight" if name == "visual.proj" else "text_projection.weight"] = tensor.T.contiguous()
            continue
        tower, rest = ("vision_model", name.removeprefix("visual.")) if name.startswith("visual.") else ("text_model", name)
        fixed = {"class_embedding": "embeddings.class_embedding", "conv1.weight": "embeddings.patch_embedding.weight",
                 "positional_embedding": "embeddings.position_embedding.weight",
                 "token_embedding.weight": "embeddings.token_embedding.weight"}
        if rest in fixed: out[f"{tower}.{fixed[rest]}"] = tensor; continue
        if not rest.startswith("transformer."):
            for old, new in [("ln_pre", "pre_layrnorm"), ("ln_post", "post_layernorm"), ("ln_final", "final_layer_norm")]:
                rest = rest.replace(old, new)
            out[f"{tower}.{rest}"] = tensor
            continue
        _, _, layer, *inner = rest.split(".")
        inner, at = ".".join(inner), f"{tower}.encoder.layers.{layer}"
        if inner.startswith("attn.in_proj_"):
            for key, part in zip("qkv", tensor.chunk(3)):
                out[f"{at}.self_attn.{key}_proj.{inner.removeprefix('attn.in_proj_')}"] = part.clone()
            continue
        for old, new in [("attn.", "self_attn."), ("c_fc", "fc1"), ("c_proj", "fc2"), ("ln_", "layer_norm")]:
            inner = inner.replace(old, new)
        out[f"{at}.{inner}"] = tensor
    return out


def custom_text(state):
    return {name if name.startswith(("visual.", "logit")) else "text." + name: value for name, value in state.items()}


def prefixed(prefix, state): return {prefix + name: tensor for name, tensor in state.items()}


def hugging_face_config(act="quick_gelu", **more):
    tower = {"hidden_size": HEAD, "intermediate_size": 4 * HEAD, "num_attention_heads": 1, "num_hidden_layers": 2,
             "hidden_act": act}
    return {"model_type": "clip", "projection_dim": 32,
            "text_config": tower | {"max_position_embeddings": CONTEXT, "vocab_size": VOCABULARY} | more,
            "vision_config": tower | {"image_size": SIZE, "patch_size": PATCH} | more}


def open_clip_config(quick=None, **vision):
    cfg = {"embed_dim": 32,
           "vision_cfg": {"image_size": SIZE, "layers": 2, "width": HEAD, "patch_size": PATCH, **vision},
           "text_cfg": {"context_length": CONTEXT, "vocab_size": VOCABULARY, "width": HEAD, "heads": 1, "layers": 2}}
    return {"model_cfg": cfg | ({} if quick is None else {"quick_gelu": quick}), "preprocess_cfg": {}}


# Ways of saving.

def safetensors(state, path):
    """The format as its documentation has it: a length, a header in JSON, the bytes."""
    types = {torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.float64: "F64", torch.int64: "I64"}
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for name, tensor in state.items():
        raw = tensor.contiguous().view(-1).view(torch.uint8).numpy().tobytes() if tensor.dim() else \
            tensor.reshape(1).view(torch.uint8).numpy().tobytes()
        header[name] = {"dtype": types[tensor.dtype], "shape": list(tensor.shape),
                        "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    head = json.dumps(header).encode()
    head += b" " * (-len(head) % 8)
    with open(path, "wb") as file: file.write(len(head).to_bytes(8, "little") + head + data)


def at(name):
    path = f"{ROOT}/{name}"
    os.makedirs(os.path.dirname(path), exist_ok=True)
    return path


def write_json(value, name):
    with open(at(name), "w") as file: json.dump(value, file)


def torch_script(state, path):
    class Bag(torch.nn.Module):
        def forward(self, x: torch.Tensor): return x
    root = Bag()
    for name, tensor in state.items():
        module, *parts = root, *name.split(".")
        for part in parts[:-1]:
            if part not in module._modules: module.add_module(part, Bag())
            module = module._modules[part]
        module.register_parameter(parts[-1], torch.nn.Parameter(tensor, requires_grad=False))
    torch.jit.save(torch.jit.script(root), path)


CASES = []


def case(file, expected=None, says=(), warns=(), **options):
    """A file that computes `expected`, with a warning of these words or none; or that is refused in the words `says`."""
    assert os.path.exists(f"{ROOT}/{file}") and (expected is None) == bool(says), file
    CASES.append({"file": file, "says": list(says), "warns": list(warns), "options": options} |
                 ({} if expected is None else {"expected": expected}))


def saved(file, content, expected=None, says=(), warns=(), **options):
    torch.save(content, at(file))
    case(file, expected, says, warns, **options)


os.makedirs(ROOT, exist_ok=True)
IMAGES = make_images()
A, B = model(1), model(2)
QUICK, EXACT, OTHER = embedded(A), embedded(A, "gelu"), embedded(B)
for key in ("image", "text"):
    for other in (EXACT, OTHER):
        assert (torch.tensor(QUICK[key]) - torch.tensor(other[key])).abs().max() > 2e-3, "the cases would not differ"
ASSUMED = ["quick_gelu"]  # A file that does not say its activation is taken as OpenAI's, with a warning.

BESIDE = ["_config.json beside the file"]  # One that lies beside the file that was named may be of others.

# OpenAI.
HALF = {k: v.half() for k, v in A.items()}
HALF_QUICK = embedded(HALF)
COUNTS = {"input_resolution": torch.tensor(SIZE), "context_length": torch.tensor(CONTEXT),
          "vocab_size": torch.tensor(VOCABULARY)}
torch_script(HALF, at("openai/ViT.pt"))
case("openai/ViT.pt", HALF_QUICK, warns=ASSUMED)
case("openai/ViT.pt", HALF_QUICK, activation="quick_gelu")
saved("openai/state.pth", HALF | COUNTS, HALF_QUICK, warns=ASSUMED)
saved("openai/single.pth", A, QUICK, warns=ASSUMED)
saved("openai/double.pth", {k: v.double() for k, v in A.items()}, QUICK, activation="quick_gelu")
BRAIN = {k: v.bfloat16() for k, v in A.items()}
saved("openai/brain.pth", BRAIN, embedded(BRAIN), activation="quick_gelu")
torch.save(A, at("openai/legacy.pth"), _use_new_zipfile_serialization=False)
case("openai/legacy.pth", QUICK, activation="quick_gelu")
safetensors(A, at("openai/model.safetensors"))
case("openai/model.safetensors", QUICK, activation="quick_gelu")
saved("openai/no_scale.pth", {k: v for k, v in A.items() if k != "logit_scale"}, QUICK, activation="quick_gelu")

# OpenCLIP.
for name, quick, expected in [("gelu", None, EXACT), ("quick", True, QUICK), ("stated", False, EXACT)]:
    write_json(open_clip_config(quick), f"open_clip_{name}/open_clip_config.json")
    saved(f"open_clip_{name}/open_clip_pytorch_model.bin", A, expected, warns=BESIDE)
    case(f"open_clip_{name}", expected)
write_json(open_clip_config(), "open_clip_safe/open_clip_config.json")
safetensors(A, at("open_clip_safe/open_clip_model.safetensors"))
case("open_clip_safe", EXACT)
case("open_clip_safe", says=["quick_gelu", "open_clip_config.json"], activation="quick_gelu")
saved("open_clip_alone/open_clip_pytorch_model.bin", A, QUICK, warns=ASSUMED)
case("open_clip_alone/open_clip_pytorch_model.bin", EXACT, activation="gelu")
write_json(open_clip_config(), "custom_text/open_clip_config.json")
saved("custom_text/open_clip_pytorch_model.bin", custom_text(A), EXACT, warns=BESIDE)
saved("custom_text_alone.pth", custom_text(A), EXACT, activation="gelu")
write_json(open_clip_config(head_width=32), "open_clip_heads/open_clip_config.json")
write_json(open_clip_config(), "open_clip_train/open_clip_config.json")
saved("open_clip_train/epoch_1.pt", {"epoch": 1, "name": "run", "state_dict": prefixed("module.", A),
                                     "optimizer": {"state": {0: {"exp_avg": torch.zeros(3)}}, "param_groups": [{"lr": 1e-5}]},
                                     "scaler": {"scale": 65536.0}}, EXACT, warns=BESIDE)
case("open_clip_train/epoch_1.pt", QUICK, activation="quick_gelu")
case("open_clip_train/epoch_1.pt", EXACT, activation="gelu")
# timm's repositories: its own image model in Hugging Face's file, the CLIP in OpenCLIP's.
for name, quick, expected in [("timm", True, QUICK), ("timm_gelu", None, EXACT)]:
    write_json(open_clip_config(quick), f"{name}/open_clip_config.json")
    write_json({"architecture": "vit_base_patch16_clip_224", "num_classes": 512, "pretrained_cfg": {}}, f"{name}/config.json")
    safetensors({"patch_embed.proj.weight": torch.ones(HEAD, 3, PATCH, PATCH)}, at(f"{name}/model.safetensors"))
    safetensors(A, at(f"{name}/open_clip_model.safetensors"))
    case(name, expected)
PROJECTED = custom_text(A) | {"text.text_projection.bias": torch.ones(32)}
saved("text_projection_bias.pth", PROJECTED, says=["text_projection.bias"], activation="gelu")
case("text_projection_bias.pth", EXACT, warns=["text_projection.bias"], activation="gelu",
     ignore=["*text_projection.bias"])
SCALED = A | {f"visual.transformer.resblocks.{i}.ls_1.gamma": torch.full((HEAD,), 0.1) for i in range(2)}
saved("layer_scale.pth", SCALED, says=["ls_1.gamma"])
saved("coca.pth", A | prefixed("text_decoder.", {"resblocks.0.ln_1.weight": torch.ones(HEAD)}), says=["text_decoder"])

# Hugging Face.
for name, act, expected in [("quick", "quick_gelu", QUICK), ("gelu", "gelu", EXACT)]:
    write_json(hugging_face_config(act), f"hf_{name}/config.json")
    safetensors(hugging_face(A), at(f"hf_{name}/model.safetensors"))
    case(f"hf_{name}", expected)
case("hf_gelu/model.safetensors", EXACT, warns=["config.json beside the file"])
write_json(hugging_face_config("gelu_new"), "hf_tanh/config.json")
safetensors(hugging_face(A), at("hf_tanh/model.safetensors"))
case("hf_tanh", says=["gelu_new"])
write_json(hugging_face_config(), "hf_half/config.json")
safetensors(hugging_face(HALF), at("hf_half/model.fp16.safetensors"))
case("hf_half", HALF_QUICK)
write_json(hugging_face_config("gelu"), "hf_bin/config.json")
saved("hf_bin/pytorch_model.bin", hugging_face(A) | {
    "text_model.embeddings.position_ids": torch.arange(CONTEXT)[None],
    "vision_model.embeddings.position_ids": torch.arange(5)[None]}, EXACT, warns=["config.json beside the file"])
write_json(hugging_face_config("gelu"), "hf_sharded/config.json")
NAMES = sorted(hugging_face(A))
PARTS = {"model-00001-of-00002.safetensors": NAMES[:25], "model-00002-of-00002.safetensors": NAMES[25:]}
for part, names in PARTS.items(): safetensors({n: hugging_face(A)[n] for n in names}, at(f"hf_sharded/{part}"))
write_json({"metadata": {}, "weight_map": {n: part for part, names in PARTS.items() for n in names}},
           "hf_sharded/model.safetensors.index.json")
case("hf_sharded", EXACT)
write_json(hugging_face_config("gelu") | {"text_config": hugging_face_config("gelu")["text_config"] | {
    "num_attention_heads": 2}, "vision_config": hugging_face_config("gelu")["vision_config"] | {
    "num_attention_heads": 2}}, "hf_heads/config.json")
safetensors(hugging_face(A), at("hf_heads/model.safetensors"))
case("hf_heads", embedded(A, "gelu", heads=2))
CACHE = "hub/models--org--clip"
safetensors(hugging_face(A), at(f"{CACHE}/blobs/aa"))
write_json(hugging_face_config("gelu"), f"{CACHE}/blobs/bb")
os.makedirs(f"{ROOT}/{CACHE}/snapshots/0123456789", exist_ok=True)
for name, blob in [("model.safetensors", "aa"), ("config.json", "bb")]:
    os.symlink(f"../../blobs/{blob}", f"{ROOT}/{CACHE}/snapshots/0123456789/{name}")
os.makedirs(f"{ROOT}/{CACHE}/refs", exist_ok=True)
with open(f"{ROOT}/{CACHE}/refs/main", "w") as file: file.write("0123456789")
case(f"{CACHE}/snapshots/0123456789", EXACT)
case(CACHE, EXACT)
write_json({"model_type": "siglip"}, "hf_siglip/config.json")
safetensors(hugging_face(A), at("hf_siglip/model.safetensors"))
case("hf_siglip", says=["siglip"])

# Longer captions.
LONG = A | {"positional_embedding_res": torch.randn(CONTEXT, HEAD, generator=torch.Generator().manual_seed(3))}
saved("long_clip.pth", LONG, says=["positional_embedding_res"], activation="quick_gelu")
case("openai/single.pth", embedded(A, length=13), activation="quick_gelu", text_length=13)
case("openai/single.pth", embedded(A, length=5), activation="quick_gelu", text_length=5)
case("hf_gelu", embedded(A, "gelu", length=12), text_length=12)

# Several models.
saved("ema.pth", prefixed("student.", A) | prefixed("ema.", B), says=["student.", "ema."])
case("ema.pth", QUICK, prefix="student.", activation="quick_gelu")
case("ema.pth", OTHER, prefix="ema.", activation="quick_gelu")
case("ema.pth", says=["momentum."], prefix="momentum.")
saved("two_dictionaries.pth", {"model": A, "model_ema": B, "epoch": 3}, says=["model_ema"])
case("two_dictionaries.pth", OTHER, prefix="model_ema.", activation="quick_gelu")
saved("plain_and_average.pth", A | prefixed("ema_model.", B), says=["ema_model."])
case("plain_and_average.pth", OTHER, prefix="ema_model.", activation="quick_gelu")

# What was added to CLIP.
ADDED = [
    ("adapter", {"visual.transformer.resblocks.0.adapter.down.weight": torch.ones(8, HEAD)}, "*.adapter.*"),
    ("prompts", {"visual.transformer.prompt_embeddings": torch.ones(4, HEAD)}, "*prompt*"),
    ("projection_bias", {"visual.proj_bias": torch.ones(32)}, "*proj_bias"),
    ("lora", {"transformer.resblocks.1.attn.in_proj_lora_A": torch.ones(4, HEAD)}, "*lora*"),
    ("text_adapter", {"transformer.resblocks.1.mlp.gate": torch.ones(1)}, "*.gate"),
    ("projection_head", {"visual.head.weight": torch.ones(32, 32)}, "visual.head.*"),
]
for name, tensors, pattern in ADDED:
    saved(f"added/{name}.pth", A | tensors, says=list(tensors)[:1], activation="quick_gelu")
    case(f"added/{name}.pth", QUICK, warns=list(tensors)[:1], activation="quick_gelu", ignore=[pattern])
    case(f"added/{name}.pth", says=list(tensors)[:1], activation="quick_gelu", ignore=["*.other"])
COOP = A | {"prompt_learner.ctx": torch.ones(4, HEAD)}
saved("added/coop.pth", COOP, says=["prompt_learner.ctx"], activation="quick_gelu")

# What was added outside the weights' dictionary.
FILLED = torch.ones(4, HEAD)
SIDE = [
    ("list", {"prompts": [FILLED, FILLED]}, "prompts.0"), ("dictionaries", {"adapters": [{"down": FILLED}]}, "adapters.0.down"),
    ("tuples", {"lora": {"l0": (FILLED, FILLED)}}, "lora.l0.1"),
    ("average", {"ema": {"decay": 0.99, "shadow_params": list(B.values())}}, "ema.shadow_params.0"),
    ("module", {"adapter": torch.nn.Linear(4, 4)}, "adapter.weight"), ("gate", {"adapter": {"gate": torch.tensor(0.5)}}, "adapter.gate"),
    ("int8", {"packed": FILLED.to(torch.int8)}, "packed"), ("number", {3: FILLED}, "3"), ("pair", {("a", 1): FILLED}, "(a, 1)"),
    ("array", {"adapter": {"w": numpy.ones(3)}}, "adapter.w"), ("opt", {"option_adapter": {"down": FILLED}}, "option_adapter.down"),
    ("amp", {"amplifier": {"weight": FILLED}}, "amplifier.weight"), ("holder", {"extra": argparse.Namespace(w=FILLED)}, "extra.w"),
    ("metric", {"adapter": {"metric_proj.weight": FILLED}}, "adapter.metric_proj.weight"),
]
for name, more, says in SIDE:
    saved(f"side/{name}.pth", {"state_dict": A} | more, says=[says, "no place"], activation="quick_gelu")
    pattern = says.split(".")[0].replace("(", "[(]") + "*"
    case(f"side/{name}.pth", QUICK, warns=[pattern], activation="quick_gelu", ignore=[pattern])
saved("side/array_inside.pth", {"state_dict": A | {"ctx": numpy.ones((3, 3))}}, says=["ctx", "numpy"], activation="quick_gelu")
saved("side/number_inside.pth", A | {3: FILLED}, says=["3"], activation="quick_gelu")
saved("side/training.pth", {"state_dict": A, "queue": FILLED, "lr_schedulers": [{"w": FILLED}], "torch_rng_state": torch.get_rng_state(),
      "rng": [torch.get_rng_state(), numpy.random.get_state()], "optimizer_states": [{"state": {0: {"exp_avg": FILLED}}}],
      "args": argparse.Namespace(w=FILLED), "metrics": {"r1": torch.tensor(3.0)}}, QUICK, activation="quick_gelu")
saved("side/in_list.pth", [{"model": A}, {"epoch": 1}], QUICK, activation="quick_gelu")
class Named(dict): pass
saved("side/subclass.pth", {"model": Named(A)}, says=["Named"])
saved("side/complex.pth", A | {"x": torch.ones(3, dtype=torch.complex64)}, says=["x", "no place"], activation="quick_gelu")
saved("side/float8.pth", A | {"x": torch.ones(3).to(torch.float8_e4m3fn)}, says=["x", "no place"], activation="quick_gelu")
case("side/float8.pth", QUICK, warns=["x"], activation="quick_gelu", ignore=["x"])
saved("side/complex_needed.pth", A | {"visual.proj": A["visual.proj"].to(torch.complex64)}, says=["visual.proj", "C64"])
CAUSAL = torch.full((CONTEXT, CONTEXT), float("-inf")).triu(1)
saved("side/causal.pth", A | {"attn_mask": CAUSAL}, QUICK, activation="quick_gelu")
saved("side/causal_half.pth", A | {"attn_mask": CAUSAL.half()}, QUICK, activation="quick_gelu")
saved("side/open_mask.pth", A | {"attn_mask": torch.zeros(CONTEXT, CONTEXT)}, says=["attn_mask"], activation="quick_gelu")
saved("side/positions.pth", A | {"text.position_ids": torch.arange(CONTEXT).flip(0)[None]}, says=["position_ids"],
      activation="quick_gelu")
saved("side/narrow.pth", {k: v[:2 * HEAD] if "c_fc" in k else v[:, :2 * HEAD] if "c_proj.weight" in k else v for k, v in A.items()},
      says=["mlp.c_fc.weight", "[256, 64]"], activation="quick_gelu")
saved("side/both_names.pth", A | hugging_face(A), says=["2 models", "alike"])
PEFT = prefixed("base_model.model.", {k.replace("attn.out_proj.", "attn.out_proj.base_layer."): v for k, v in A.items()})
saved("side/peft.pth", PEFT, says=["PEFT", "merge_and_unload"])
saved("side/lora_alone.pth", {"visual.transformer.resblocks.0.attn.lora_A": FILLED, "visual.transformer.resblocks.0.attn.lora_B":
                              FILLED}, says=["LoRA"])

# Wrappings.
saved("wrapped/parallel.pth", prefixed("module.", A), QUICK, activation="quick_gelu")
saved("wrapped/compiled.pth", prefixed("_orig_mod.", A), QUICK, activation="quick_gelu")
saved("wrapped/compiled_parallel.pth", prefixed("module._orig_mod.", A), QUICK, activation="quick_gelu")
saved("wrapped/lightning.ckpt", {
    "epoch": 3, "global_step": 100, "pytorch-lightning_version": "2.1.0", "state_dict": prefixed("model.", A),
    "loops": {"fit_loop": {"state_dict": {}}}, "callbacks": {}, "optimizer_states": [{"state": {0: {
        "exp_avg": torch.zeros(3)}}, "param_groups": []}], "lr_schedulers": [], "hyper_parameters": {"lr": 1e-4}},
      QUICK, activation="quick_gelu")
saved("wrapped/nested.pth", {"model": {"state_dict": A}, "epoch": 1}, QUICK, activation="quick_gelu")
saved("wrapped/tensor_beside.pth", {"epoch": torch.tensor(3), "best": torch.tensor(0.5), "state_dict": A}, QUICK,
      activation="quick_gelu")
saved("wrapped/prompts_beside.pth", {"prompts": torch.ones(4, HEAD), "state_dict": A}, says=["prompts"])
case("wrapped/prompts_beside.pth", QUICK, warns=["prompts"], activation="quick_gelu", ignore=["prompts"])
saved("wrapped/objects_beside.pth", {"best": numpy.float64(0.5), "step": numpy.int64(7), "state_dict": A, "args":
      argparse.Namespace(lr=1e-4, name="run", size=(384, 128))}, QUICK, activation="quick_gelu")
saved("wrapped/trained.pth", {"model": A, "optimizer": {"state": {0: {"exp_avg": torch.zeros(3, 4)}}, "param_groups": [
    {"params": [0], "lr": 1e-5}]}, "scheduler": {"last_epoch": 3}}, QUICK, activation="quick_gelu")
IRRA = prefixed("base_model.", A) | {"logit_scale": torch.tensor(50.0), "classifier.weight": torch.ones(7, 32),
                                     "classifier.bias": torch.zeros(7), "mlm_head.dense.weight": torch.ones(32, 32),
                                     "cross_attn.in_proj_weight": torch.ones(96, 32), "ln_pre_t.weight": torch.ones(32)}
saved("irra/best.pth", {"model": IRRA, "optimizer": {}, "scheduler": {}, "epoch": 60}, QUICK, activation="quick_gelu")
WIDE = model(4, embedding=64)
HEADS = {k: v for k, v in torch.load(f"{GOLDENS}/rde_tiny_best.pth", weights_only=True)["model"].items()
         if not k.startswith("base_model.")}
saved("rde/best.pth", {"model": prefixed("base_model.", WIDE) | HEADS, "epoch": 60}, embedded(WIDE),
      activation="quick_gelu")

# Ways of lying in memory.
saved("memory/transposed.pth", {k: v.T.contiguous().T if v.dim() == 2 else v for k, v in A.items()}, QUICK,
      activation="quick_gelu")
TIED = A | {"visual.proj": A["text_projection"]}
saved("memory/tied.pth", TIED, embedded(TIED), activation="quick_gelu")
LARGE = torch.zeros(sum(v.numel() for v in A.values()))
VIEWS, start = {}, 0
for key, value in A.items():
    VIEWS[key] = LARGE[start:start + value.numel()].view(value.shape).copy_(value)
    start += value.numel()
saved("memory/views.pth", VIEWS, QUICK, activation="quick_gelu")
saved("memory/parameters.pth", {k: torch.nn.Parameter(v) for k, v in A.items()}, QUICK, activation="quick_gelu")

# Other models.
saved("other/timm.pth", {"visual.trunk.patch_embed.proj.weight": torch.ones(HEAD, 3, PATCH, PATCH)} | {
    k: v for k, v in A.items() if not k.startswith("visual.")}, says=["visual.trunk"])
saved("other/resnet.pth", {"visual.layer1.0.conv1.weight": torch.ones(8, 8, 1, 1)} | {
    k: v for k, v in A.items() if not k.startswith("visual.")}, says=["ResNet"])
saved("other/siglip.pth", A | {"logit_bias": torch.tensor(-10.0)}, says=["logit_bias"], activation="quick_gelu")
case("other/siglip.pth", QUICK, warns=["logit_bias"], activation="quick_gelu", ignore=["logit_bias"])
saved("other/no_block.pth", {k: v for k, v in A.items() if "visual.transformer.resblocks.0." not in k},
      says=["image layers"], activation="quick_gelu")
saved("other/eva.pth", {k.replace("mlp.c_fc", "mlp.w1"): v for k, v in A.items()}, says=["mlp.c_fc"])
saved("other/text_alone.pth", {k: v for k, v in A.items() if not k.startswith("visual.")}, says=["visual.conv1.weight"])

write_json({"captions": CAPTIONS, "cases": CASES}, "corpus.json")
with open(at("manifest.jsonl"), "w") as file:
    for split, start in [("train", "train"), ("test", "")]:
        for index, caption in enumerate(CAPTIONS):
            file.write(json.dumps({"image": f"{start}{index}.png", "caption": caption, "identity": index, "split": split}) + "\n")
print(len({case["file"] for case in CASES}), "checkpoints,", len(CASES), "cases")
