"""RDE's and IRRA's models, losses and optimiser in plain PyTorch, doing what the official code does in the way it does it.

Written for measurements (training.py), not copied: full attention maps averaged over heads in every block (RDE), captions
of full length, pooling and losses as published, one optimiser group a tensor. Tensors have the official names, so
checkpoints and goldens of the official code load. `check` holds the losses against goldens of the official code.
"""

import pathlib

import torch
from torch import nn
from torch.nn import functional as F

PAPER = dict(height=384, width=128, patch=(16, 16), vision=(768, 12, 12), text=(512, 12, 8), context=77,
             vocabulary=49408, joint=512, cross_layers=4)
# The embedded default's backbone: ModelSpec.embedded.
SMALL = dict(height=96, width=32, patch=(16, 8), vision=(64, 3, 4), text=(64, 2, 4), context=40,
             vocabulary=334, joint=64, cross_layers=4)
TINY = dict(height=48, width=16, patch=(8, 8), vision=(128, 2, 2), text=(128, 2, 2), context=20,
            vocabulary=120, joint=64, cross_layers=2)


class LayerNorm(nn.LayerNorm):
    """Computed in fp32 whatever the type of its input."""

    def forward(self, x):
        return super().forward(x.float()).to(x.dtype)


class QuickGELU(nn.Module):
    def forward(self, x):
        return x * torch.sigmoid(1.702 * x)


class Block(nn.Module):
    def __init__(self, width, heads, mask, maps):
        super().__init__()
        self.attn = nn.MultiheadAttention(width, heads)
        self.ln_1, self.ln_2 = LayerNorm(width), LayerNorm(width)
        self.mlp = nn.Sequential()
        self.mlp.add_module("c_fc", nn.Linear(width, 4 * width))
        self.mlp.add_module("gelu", QuickGELU())
        self.mlp.add_module("c_proj", nn.Linear(4 * width, width))
        self.register_buffer("mask", mask, persistent=False)
        self.maps = maps

    def forward(self, x):
        y = self.ln_1(x)
        mask = None if self.mask is None else self.mask.to(y.dtype)
        y, attention = self.attn(y, y, y, need_weights=self.maps, attn_mask=mask)
        x = x + y
        return x + self.mlp(self.ln_2(x)), attention


class Transformer(nn.Module):
    """Blocks over `[tokens, batch, width]`; gives the last block's attention, averaged over heads."""

    def __init__(self, width, layers, heads, mask=None, maps=False):
        super().__init__()
        self.resblocks = nn.ModuleList(Block(width, heads, mask, maps) for _ in range(layers))

    def forward(self, x):
        attention = None
        for block in self.resblocks:
            x, attention = block(x)
        return x, attention


class Vision(nn.Module):
    def __init__(self, size, maps):
        super().__init__()
        width, layers, heads = size["vision"]
        self.grid = (size["height"] // size["patch"][0], size["width"] // size["patch"][1])
        scale = width**-0.5
        self.conv1 = nn.Conv2d(3, width, size["patch"], size["patch"], bias=False)
        self.class_embedding = nn.Parameter(scale * torch.randn(width))
        self.positional_embedding = nn.Parameter(scale * torch.randn(1 + self.grid[0] * self.grid[1], width))
        self.ln_pre, self.ln_post = LayerNorm(width), LayerNorm(width)
        self.transformer = Transformer(width, layers, heads, maps=maps)
        self.proj = nn.Parameter(scale * torch.randn(width, size["joint"]))

    def forward(self, images):
        x = self.conv1(images.to(self.conv1.weight.dtype)).flatten(2).permute(0, 2, 1)
        first = self.class_embedding.to(x.dtype).expand(len(x), 1, -1)
        x = self.ln_pre(torch.cat([first, x], 1) + self.positional_embedding.to(x.dtype))
        x, attention = self.transformer(x.permute(1, 0, 2))
        return self.ln_post(x.permute(1, 0, 2)) @ self.proj, attention


class CLIP(nn.Module):
    def __init__(self, size, maps):
        super().__init__()
        width, layers, heads = size["text"]
        self.visual = Vision(size, maps)
        mask = torch.full((size["context"], size["context"]), float("-inf")).triu(1)
        self.transformer = Transformer(width, layers, heads, mask, maps)
        self.token_embedding = nn.Embedding(size["vocabulary"], width)
        self.positional_embedding = nn.Parameter(0.01 * torch.randn(size["context"], width))
        self.ln_final = LayerNorm(width)
        self.text_projection = nn.Parameter(width**-0.5 * torch.randn(width, size["joint"]))
        nn.init.normal_(self.token_embedding.weight, std=0.02)
        start(self.transformer, width)

    def text(self, ids):
        dtype = self.visual.conv1.weight.dtype
        x = self.token_embedding(ids).to(dtype) + self.positional_embedding.to(dtype)
        x, attention = self.transformer(x.permute(1, 0, 2))
        return self.ln_final(x.permute(1, 0, 2)).to(dtype) @ self.text_projection, attention


def start(transformer, width):
    """CLIP's random weights of a transformer."""
    deep = width**-0.5 * (2 * len(transformer.resblocks)) ** -0.5
    for block in transformer.resblocks:
        nn.init.normal_(block.attn.in_proj_weight, std=width**-0.5)
        nn.init.normal_(block.attn.out_proj.weight, std=deep)
        nn.init.normal_(block.mlp.c_fc.weight, std=(2 * width) ** -0.5)
        nn.init.normal_(block.mlp.c_proj.weight, std=deep)


class Perceptron(nn.Module):
    def __init__(self, width, hidden, output):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(width, hidden), nn.Linear(hidden, output)])
        self.bns = nn.ModuleList([nn.BatchNorm1d(hidden), nn.BatchNorm1d(output)])

    def forward(self, x):
        batch, tokens, width = x.shape
        x = x.reshape(batch * tokens, width)
        x = self.layers[1](F.relu(self.bns[0](self.layers[0](x)).to(x.dtype)))
        return x.view(batch, tokens, -1)


def unit(x):
    return x / (x.pow(2).sum(-1, keepdim=True).sqrt() + 1e-8)


def longest(x, lengths):
    """The maximum over each sample's first tokens, one sample at a time and through `topk`."""
    kept = []
    for row, length in zip(x, [int(length) for length in lengths.cpu().numpy()]):
        row = row[:length]
        index = row.topk(1, dim=0)[1]
        kept.append(row.gather(0, index).mean(0))
    return torch.stack(kept)


class ImageTokens(nn.Module):
    """Token selection over image tokens. `linear` takes no part; the official layer has it."""

    def __init__(self, joint, ratio=0.3):
        super().__init__()
        self.ratio = ratio
        self.linear, self.fc = nn.Linear(joint, 2 * joint), nn.Linear(joint, 2 * joint)
        self.mlp = Perceptron(joint, joint, 2 * joint)

    def forward(self, tokens, attention):
        count = int((attention.size(1) - 1) * self.ratio)
        attention[torch.arange(len(tokens)), :, 0] = -1
        index = attention[:, 0].topk(count, dim=-1)[1]
        x = unit(tokens.gather(1, index.unsqueeze(-1).expand(-1, -1, tokens.size(2)))).to(self.fc.weight.dtype)
        lengths = torch.full((len(x),), count, device=x.device)
        return longest(self.mlp(x) + self.fc(x), lengths).float()


class TextTokens(nn.Module):
    def __init__(self, joint, ratio=0.3):
        super().__init__()
        self.ratio = ratio
        self.linear = nn.Linear(joint, 2 * joint)
        self.mlp = Perceptron(joint, joint, 2 * joint)

    def forward(self, tokens, ids, attention):
        rows, last = torch.arange(len(tokens)), ids.argmax(-1)
        mask = (ids != 0).long()
        count = int((attention.size(1) - 2) * self.ratio)
        attention[rows, :, last] = -1
        attention[rows, :, 0] = -1
        index = (attention[rows, last] * mask).topk(count, dim=-1)[1]
        x = unit(tokens.gather(1, index.unsqueeze(-1).expand(-1, -1, tokens.size(2)))).to(self.linear.weight.dtype)
        lengths = mask.sum(1) - 2
        # One comparison a sample, as the official code has it: each waits for a GPU.
        lengths = torch.tensor([int(length) if length < count else count for length in lengths])
        return longest(self.mlp(x) + self.linear(x), lengths).float()


def cosines(images, texts):
    return (texts / texts.norm(dim=-1, keepdim=True)) @ (images / images.norm(dim=-1, keepdim=True)).t()


def tal(scores, pids, tau=0.015, margin=0.1):
    """RDE's triplet alignment loss of each pair."""
    same = (pids[:, None] == pids[None]).float()

    def direction(scores):
        weight = (scores / tau).exp() * same
        weight = (weight / weight.sum(1, keepdim=True)).detach()
        negatives = ((scores / tau).exp() * (1 - same)).sum(1).clamp(max=10e35).log()
        return (margin - (weight * scores).sum(1) + tau * negatives).clamp(min=0)

    return direction(scores) + direction(scores.t())


def sdm(scores, pids, scale=50.0):
    """IRRA's similarity distribution matching of each pair."""
    same = (pids[:, None] == pids[None]).float()
    wanted = torch.log(same / same.sum(1) + 1e-8)

    def direction(scores):
        return (scores.softmax(1) * (scores.log_softmax(1) - wanted)).sum(1)

    return direction(scale * scores.t()) + direction(scale * scores)


class RDE(nn.Module):
    heads = ("global", "tse")

    def __init__(self, size, classes=0):
        super().__init__()
        self.base_model = CLIP(size, maps=True)
        self.visul_emb_layer, self.texual_emb_layer = ImageTokens(size["joint"]), TextTokens(size["joint"])

    def features(self, batch):
        ids = batch["caption_ids"]
        images, image_attention = self.base_model.visual(batch["images"])
        texts, text_attention = self.base_model.text(ids)
        whole = images[:, 0].float(), texts[torch.arange(len(ids)), ids.argmax(-1)].float()
        return whole, (self.visul_emb_layer(images, image_attention), self.texual_emb_layer(texts, ids, text_attention))

    def per_pair(self, batch):
        return [tal(cosines(*pair), batch["pids"]) for pair in self.features(batch)]

    def forward(self, batch):
        return [(batch["label_hat"] * losses).sum() for losses in self.per_pair(batch)]

    def encode_image(self, images, head):
        tokens, attention = self.base_model.visual(images)
        return tokens[:, 0].float() if head == "global" else self.visul_emb_layer(tokens, attention)

    def encode_text(self, ids, head):
        tokens, attention = self.base_model.text(ids)
        if head == "global":
            return tokens[torch.arange(len(ids)), ids.argmax(-1)].float()
        return self.texual_emb_layer(tokens, ids, attention)


class IRRA(nn.Module):
    heads = ("global",)

    def __init__(self, size, classes):
        super().__init__()
        joint = size["joint"]
        self.base_model = CLIP(size, maps=False)
        self.classifier = nn.Linear(joint, classes)
        nn.init.normal_(self.classifier.weight, std=0.001)
        nn.init.zeros_(self.classifier.bias)
        self.cross_attn = nn.MultiheadAttention(joint, max(1, joint // 64), batch_first=True)
        self.cross_modal_transformer = Transformer(joint, size["cross_layers"], max(1, joint // 64))
        start(self.cross_modal_transformer, joint)
        self.ln_pre_t, self.ln_pre_i, self.ln_post = LayerNorm(joint), LayerNorm(joint), LayerNorm(joint)
        self.mlm_head = nn.Sequential()
        self.mlm_head.add_module("dense", nn.Linear(joint, joint))
        self.mlm_head.add_module("gelu", QuickGELU())
        self.mlm_head.add_module("ln", LayerNorm(joint))
        self.mlm_head.add_module("fc", nn.Linear(joint, size["vocabulary"]))

    def forward(self, batch):
        ids, pids = batch["caption_ids"], batch["pids"]
        images, texts = self.base_model.visual(batch["images"])[0], self.base_model.text(ids)[0]
        image, text = images[:, 0].float(), texts[torch.arange(len(ids)), ids.argmax(-1)].float()
        logits = [self.classifier(x.to(self.classifier.weight.dtype)).float() for x in (image, text)]
        identity = sum(F.cross_entropy(rows, pids) for rows in logits) / 2
        accuracy = [(rows.argmax(1) == pids).float().mean() for rows in logits]
        masked = self.base_model.text(batch["mlm_ids"])[0]
        keys = self.ln_pre_i(images), self.ln_pre_i(images)
        x = self.cross_attn(self.ln_pre_t(masked), *keys, need_weights=False)[0]
        x = self.cross_modal_transformer(x.permute(1, 0, 2))[0].permute(1, 0, 2)
        scores = self.mlm_head(self.ln_post(x)).float().flatten(0, 1)
        labels = batch["mlm_labels"].flatten()
        words = F.cross_entropy(scores, labels, ignore_index=0)
        chosen = labels.nonzero()
        accuracy.append((scores.max(1)[1][chosen] == labels[chosen]).float().mean())
        self.accuracy = accuracy
        return [sdm(cosines(image, text), pids).mean(), identity, words]

    def encode_image(self, images, head):
        return self.base_model.visual(images)[0][:, 0].float()

    def encode_text(self, ids, head):
        return self.base_model.text(ids)[0][torch.arange(len(ids)), ids.argmax(-1)].float()


METHODS = {"rde": RDE, "irra": IRRA}


def halve(model):
    """The weights of products in fp16, as the official `convert_weights` chooses them."""
    for module in model.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            module.half()
        if isinstance(module, nn.MultiheadAttention):
            module.in_proj_weight.data = module.in_proj_weight.data.half()
            module.in_proj_bias.data = module.in_proj_bias.data.half()
        for name in ("text_projection", "proj"):
            if isinstance(getattr(module, name, None), nn.Parameter):
                getattr(module, name).data = getattr(module, name).data.half()


def optimizer(model, rate=1e-5, epsilon=1e-3, decay=4e-5):
    """Adam with one group a tensor, in PyTorch's default implementation."""
    groups = []
    for name, tensor in model.named_parameters():
        group = {"params": [tensor], "lr": rate, "weight_decay": decay}
        if "cross" in name:
            group["lr"] = 5 * rate
        if "bias" in name:
            group.update(lr=2 * rate, weight_decay=0)
        if "classifier" in name or "mlm_head" in name:
            group["lr"] = 5 * rate
        if "emb_layer" in name:
            group["lr"] = 1e-3
        groups.append(group)
    return torch.optim.Adam(groups, lr=rate, betas=(0.9, 0.999), eps=epsilon)


def load(model, state):
    """Takes the tensors of a state dictionary with any of the official prefixes; gives how many were taken."""
    state = state.get("model", state) if isinstance(state, dict) else state
    own, taken = model.state_dict(), 0
    for name, value in state.items():
        name = name.removeprefix("module.")
        name = name if name in own else "base_model." + name
        if name not in own or not torch.is_tensor(value):
            continue
        if name.endswith("visual.positional_embedding") and value.shape != own[name].shape:
            side = round((len(value) - 1) ** 0.5)
            grid = value[1:].float().reshape(1, side, side, -1).permute(0, 3, 1, 2)
            grid = F.interpolate(grid, size=model.base_model.visual.grid, mode="bilinear")
            value = torch.cat([value[:1].float(), grid.flatten(2).permute(0, 2, 1)[0]])
        own[name].copy_(value)
        taken += 1
    return taken


def check(folder):
    """Losses of every step and norms after, against the goldens of the official code.

    Raises where the first losses in fp32 differ by more than 1e-4 relative, or what comes later by 1e-3 (rounding grows in
    training). In fp16 a change below its resolution moves losses by 7.5e-3 already, so 1.5e-2, and 2.5e-2 for norms.
    """
    import h5py

    folder = pathlib.Path(folder)
    base = torch.load(folder / "clip_tiny_state_dict.pth", weights_only=True)
    found = {}
    cases = [("rde", "trajectory_rde.h5", "tal_eval"), ("rde", "trajectory_rde.h5", "tal_train"),
             ("irra", "trajectory_irra.h5", None)]
    if (folder / "trajectory_rde_fp16.h5").exists():
        cases += [("rde", "trajectory_rde_fp16.h5", "tal_eval"), ("rde", "trajectory_rde_fp16.h5", "tal_train")]
    for method, name, case in cases:
        with h5py.File(folder / name) as file, h5py.File(folder / name.replace("_fp16", "")) as inputs:
            halved = "fp16" in name
            errors = follow(method, file[case] if case else file, inputs, base, case == "tal_eval", halved)
        label = " ".join(filter(None, (method, case, "fp16" if halved else None)))
        found[label] = errors
        limits = (1.5e-2, 1.5e-2, 2.5e-2) if halved else (1e-4, 1e-3, 1e-3)
        assert all(error < limit for error, limit in zip(errors.values(), limits)), f"{label}: {errors}"
    return found


def follow(method, golden, inputs, base, evaluating, halved):
    """The largest relative errors of a trajectory: first losses, all losses, norms after."""
    import numpy as np

    read = lambda group: {key: torch.tensor(np.array(value)) for key, value in group.items()}
    torch.manual_seed(0)
    model = METHODS[method](TINY, classes=11)
    weights = read(inputs["weights"])
    load(model, base)
    missing = len(weights) - load(model, weights)
    assert missing == 0, f"{method}: {missing} tensors of the golden have no place"
    if halved:
        halve(model)
    model.train(not evaluating)
    adam = optimizer(model, rate=float(inputs.attrs["lr"]))
    relative = lambda a, b: abs(float(a) - float(b)) / max(1e-3, abs(float(b)))
    steps = []
    for step, expected in enumerate(golden["losses"][:]):
        batch = {key: value if value.is_floating_point() else value.long()
                 for key, value in read(inputs[f"batches/{step}"]).items()}
        losses = model(batch)
        steps.append(max(relative(loss.detach(), wanted) for loss, wanted in zip(losses, expected)))
        adam.zero_grad()
        sum(losses).backward()
        adam.step()
    state = model.state_dict()
    norms = max(relative(state[key].double().norm(), value[()]) for key, value in golden["norm_after"].items()
                if not key.endswith("num_batches_tracked"))
    return {"first_losses": steps[0], "all_losses": max(steps), "norms_after": norms}
