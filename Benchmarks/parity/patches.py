"""Replaces what stops the official code from training bench's small model on a CPU; replacements.py has the list and why.

`Official(job)` imports the code from its folder, unmodified, and sets names in its modules. One process imports one of the
two: both call their packages `model`, `datasets` and `utils`.
"""

import functools
import importlib
import importlib.machinery
import pathlib
import random
import sys
import types

import numpy as np
import torch

sys.path.append(str(pathlib.Path(__file__).parent.parent / "peers"))
import embedded_weights

def stand_in(name, **contents):
    """A module that takes the place of one that is not installed and makes no numbers."""
    module = types.ModuleType(name)
    module.__dict__.update(contents)
    module.__path__ = []
    module.__spec__ = importlib.machinery.ModuleSpec(name, None, is_package=True)
    sys.modules[name] = module
    return module


class Table:
    """prettytable's: keeps the rows, so that all metrics of an evaluation can be read."""

    latest = None

    def __init__(self, names):
        self.names, self.rows, self.custom_format = names, [], {}
        Table.latest = self

    def add_row(self, row):
        self.rows.append(row)

    def metrics(self):
        """The last row as numbers, by heading: what both codes choose the best epoch by."""
        return {name: float(value) for name, value in zip(self.names[1:], self.rows[-1][1:])}


class Silent:
    """Takes any call, as a SummaryWriter."""

    def __init__(self, *_, **__):
        pass

    def __getattr__(self, name):
        return lambda *_, **__: None


class Words:
    """The embedded model's tokenizer, with the two members that the official datasets use."""

    def __init__(self, words):
        special = ["<|unknown|>", "<|mask|>", "<|startoftext|>", "<|endoftext|>"]
        # Id 0 is the padding.
        self.encoder = {word: place for place, word in enumerate(["", *words, *special])}
        self.mask = self.encoder["<|mask|>"]

    def encode(self, caption):
        unknown = self.encoder["<|unknown|>"]
        return [self.encoder.get(word, unknown) for word in embedded_weights.words(caption)]


class Official:
    """The official modules of a job, patched, with the options that say what bench's specification says.

    `job` has: kind (rde or irra), folder, packages, spec, weights, noise_index, root, seed, and the switches evaluation_mode,
    masks_in_place and keep_images.
    """

    def __init__(self, job):
        self.job, self.spec = job, job["spec"]
        self.size = self.spec["model"]
        self.state, vocabulary = embedded_weights.read(job["weights"])
        self.words = Words(vocabulary["words"])
        self.check()
        self.stay_on_the_cpu()
        self.provide_packages()
        sys.path.insert(0, job["folder"])
        load = importlib.import_module
        self.clip, self.build = load("model.clip_model"), load("model.build")
        self.solver, self.processor = load("solver"), load("processor.processor")
        self.data, self.bases = load("datasets.build"), load("datasets.bases")
        self.metrics, self.checkpoint = load("utils.metrics"), load("utils.checkpoint")
        self.shape_network()
        self.shape_data()
        self.arguments = self.options()

    def check(self):
        """Refuses what the official code cannot be told."""
        recipe, size = self.spec["recipe"], self.size
        if len(self.words.encoder) != size["vocabularySize"]:
            raise ValueError(f"The weights have {len(self.words.encoder)} ids and bench's model {size['vocabularySize']}.")
        for name in ("milestones", "momentum", "cosine"):
            if recipe.get(name) is not None:
                raise ValueError(f"The recipe has {name}, which the patches do not translate.")
        if any(size.get(name) is not None for name in ("patchStride", "activation", "family")):
            raise ValueError("The patches know CLIP's transformers with patches side by side alone.")

    def stay_on_the_cpu(self):
        to = torch.Tensor.to

        def moved(tensor, *words, **named):
            return tensor if words[:1] == ("cuda",) else to(tensor, *words, **named)

        torch.Tensor.to = moved
        torch.Tensor.cuda = lambda tensor, *_, **__: tensor
        torch.Tensor.half = lambda tensor, *_, **__: tensor

    def provide_packages(self):
        stand_in("prettytable", PrettyTable=Table)
        stand_in("easydict", EasyDict=dict)
        stand_in("yaml")
        stand_in("tqdm", tqdm=None)
        stand_in("torch.utils.tensorboard", SummaryWriter=Silent)
        stand_in("matplotlib", pyplot=stand_in("matplotlib.pyplot"))
        stand_in("pylab", xticks=None, yticks=None, np=np)
        found = importlib.machinery.PathFinder.find_spec("torchvision", [self.job["packages"], *sys.path])
        if found is None:
            raise ValueError(f"torchvision is not in {self.job['packages']}.")
        stand_in("torchvision").__path__ = list(found.submodule_search_locations)

    def shape_network(self):
        size, clip = self.size, self.clip
        patch = (size["patchHeight"], size["patchWidth"])
        rows, columns = size["imageHeight"] // patch[0], size["imageWidth"] // patch[1]
        official_vision, official_clip = clip.VisionTransformer, clip.CLIP

        class VisionTransformer(official_vision):
            """Rectangular patches: made for as many square ones, then with another convolution."""

            def __init__(self, input_resolution, patch_size, stride_size, width, layers, heads, output_dim):
                super().__init__((rows, columns), 1, 1, width, layers, size["visionHeads"], output_dim)
                self.conv1 = torch.nn.Conv2d(3, width, patch, patch, bias=False)

        def make(**settings):
            return official_clip(**{**settings, "transformer_heads": size["textHeads"]})

        clip.VisionTransformer, clip.CLIP = VisionTransformer, make
        self.build.convert_weights = lambda model: None
        for name in ("VisualEmbeddingLayer", "TexualEmbeddingLayer"):
            if hasattr(self.build, name):
                width = size["embeddingWidth"]
                layer = functools.partial(getattr(self.build, name), input_dim=width, embed_dim=2 * width)
                setattr(self.build, name, layer)

    def shape_data(self):
        self.bases.SimpleTokenizer = lambda: self.words
        if self.job["keep_images"]:
            self.bases.read_image = functools.cache(self.bases.read_image)
        changing = {"rde": ("ImageTextDataset", "txt_data_aug"),
                    "irra": ("ImageTextMLMDataset", "_build_random_masked_tokens_and_labels")}
        owner, name = changing[self.job["kind"]]
        self.shape_augmentation(getattr(self.bases, owner), name)
        augmentation, transforms = self.spec["augmentation"], self.data.T
        names = {name: getattr(transforms, name) for name in dir(transforms) if not name.startswith("_")}
        chance = 0.0 if augmentation["image"] == "none" else 0.5
        self.data.T = types.SimpleNamespace(**{
            **names, "RandomHorizontalFlip": lambda _: transforms.RandomHorizontalFlip(chance),
            "Pad": lambda _: transforms.Pad(augmentation["padding"])})
        if self.job["kind"] == "irra":
            self.inject_noise()

    def shape_augmentation(self, owner, name):
        """The first id that augmentation leaves alone is in the code as a number."""
        function = getattr(owner, name)
        code = function.__code__
        if 49405 not in code.co_consts:
            raise ValueError(f"{owner.__name__}.{name} has no 49405 in it.")
        constants = tuple(self.words.mask if value == 49405 else value for value in code.co_consts)
        function.__code__ = code.replace(co_consts=constants)
        if name.startswith("_build") and not self.job["masks_in_place"]:
            setattr(owner, name, lambda dataset, tokens: function(dataset, tokens.copy()))

    def inject_noise(self):
        index, factory = np.load(self.job["noise_index"]), self.data.__dict__["__factory"]
        official = factory["CUHK-PEDES"]

        def noisy(*words, **named):
            dataset = official(*words, **named)
            captions = [row[3] for row in dataset.train]
            dataset.train = [(*row[:3], captions[index[place]]) for place, row in enumerate(dataset.train)]
            return dataset

        factory["CUHK-PEDES"] = noisy

    def options(self):
        """The official options, told what bench's specification says."""
        spec, recipe, size = self.spec, self.spec["recipe"], self.size
        method, rde = spec["method"]["configuration"], self.job["kind"] == "rde"
        start = pathlib.Path(self.job["scratch"]) / "start.pth"
        below = "base_model."
        torch.save({name.removeprefix(below): value for name, value in self.state.items() if name.startswith(below)}, start)
        words = {
            "name": "parity", "output_dir": self.job["scratch"], "root_dir": self.job["root"], "dataset_name": "CUHK-PEDES",
            "pretrain_choice": start, "val_dataset": spec["selection"], "num_workers": 0, "batch_size": recipe["batchSize"],
            "num_epoch": self.job["epochs"], "lr": recipe["learningRate"], "bias_lr_factor": recipe["biasFactor"],
            "lr_factor": recipe["newModuleFactor"], "weight_decay": recipe["weightDecay"],
            "weight_decay_bias": recipe["biasWeightDecay"], "alpha": recipe["adamBeta1"], "beta": recipe["adamBeta2"],
            "warmup_epochs": recipe["warmupEpochs"], "warmup_factor": recipe["warmupFactor"],
            "target_lr": recipe["finalLearningRate"], "text_length": size["contextLength"],
            "vocab_size": size["vocabularySize"]}
        flags = ["--img_aug"] if spec["augmentation"]["image"] == "paper" else []
        if rde:
            words |= {"noisy_rate": spec["noise"]["rate"], "noisy_file": self.job["noise_index"], "tau": method["temperature"],
                      "margin": method["margin"], "select_ratio": method["selectionRatio"], "loss_names": "TAL"}
            flags += ["--txt_aug"] if spec["augmentation"]["text"] else []
        else:
            words |= {"loss_names": "sdm+mlm+id", "mlm_loss_weight": method["maskedModellingWeight"],
                      "id_loss_weight": method["identityWeight"]}
            words |= {"temperature": method["temperature"]} if method["temperature"] else {}
            words |= {"cmt_depth": method["crossModalLayers"]} if method["crossModalLayers"] else {}
            flags += ["--MLM"]
        command = [text for name, value in words.items() for text in (f"--{name}", str(value))]
        sys.argv = ["train.py", *command, *flags]
        arguments = importlib.import_module("utils.options").get_args()
        arguments.img_size = (size["imageHeight"], size["imageWidth"])
        arguments.distributed = False
        self.told = " ".join([*command, *flags])
        return arguments

    def seed(self):
        """As `set_seed` in both train.py, which runs a training when it is imported."""
        torch.manual_seed(self.job["seed"])
        np.random.seed(self.job["seed"])
        random.seed(self.job["seed"])

    def model(self, classes):
        """The official model with the initial values."""
        model = self.build.build_model(self.arguments, classes)
        layers = {name: value for name, value in self.state.items() if "_emb_layer." in name}
        if self.job["kind"] == "rde":
            missing, unexpected = model.load_state_dict(layers, strict=False)
            if unexpected or any("_emb_layer." in name for name in missing):
                raise ValueError(f"The weights do not fit the token selection layers: {missing}, {unexpected}.")
        own = dict(model.state_dict())
        for name, value in self.state.items():
            if name in own and not torch.equal(own[name], value):
                raise ValueError(f"{name} did not take the embedded weights.")
        if self.job["evaluation_mode"]:
            model.train = lambda mode=True: torch.nn.Module.train(model, False)
        return model

    def optimizer(self, model):
        """The official optimiser and schedule, with the recipe's epsilon and rate of token selection."""
        recipe = self.spec["recipe"]
        optimizer = self.solver.build_optimizer(self.arguments, model)
        for (name, _), group in zip(model.named_parameters(), optimizer.param_groups):
            group["eps"] = recipe["adamEpsilon"]
            if "visul_emb_layer" in name or "texual_emb_layer" in name:
                group["lr"] = recipe["tokenSelectionLearningRate"]
        return optimizer, self.solver.build_lr_scheduler(self.arguments, optimizer)
