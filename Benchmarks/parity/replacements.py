"""All that is replaced in the official code, for Reports/parity/README.md; patches.py and replay.py do it."""

# (what, where in the official code, what takes its place, why)
REPLACEMENTS = [
    ("`train.py`", "both", "`official_run.py`, which calls the same functions in the same order",
     "it reads the command line, asks for CUDA and trains as soon as it is imported; IRRA's code tests Best alone, here "
     "Last too"),
    ("`.cuda()`, `.to(\"cuda\")`", "RDE `model/objectives.py`, both `processor/processor.py`", "nothing: tensors stay",
     "there is no GPU; the device changes the rounding of sums alone"),
    ("`convert_weights`, `.half()`", "both `model/build.py`, RDE `model/CrossEmbeddingLayer_tse.py`", "nothing: float32",
     "the study is of the algorithm, and a CPU computes in float32 as bench does"),
    ("`VisionTransformer`'s square patch, heads of 64 numbers", "both `model/clip_model.py`",
     "a convolution over `patchHeight` x `patchWidth` pixels, and as many heads as bench's specification has",
     "the embedded model's patches are rectangles, and its heads are narrower"),
    ("512 and 1024 numbers of `VisualEmbeddingLayer` and `TexualEmbeddingLayer`", "RDE `model/build.py`",
     "the embedding's width and twice that", "`build.py` does not tell them the width"),
    ("`SimpleTokenizer`", "both `datasets/bases.py`", "the embedded model's words",
     "its vocabulary is a list of some hundred words, not CLIP's"),
    ("the number 49405", "both `datasets/bases.py`", "the id of the mask in that vocabulary",
     "ids from there on are the special tokens, which caption augmentation leaves alone"),
    ("`RandomHorizontalFlip(0.5)`", "both `datasets/build.py`", "chance 0 where bench flips nothing",
     "without `--img_aug` the code flips; the embedded study does not"),
    ("`Pad(10)`", "both `datasets/build.py`", "bench's padding", "the same share of a smaller image"),
    ("the initial values", "both `model/build.py`",
     "the embedded weights, in RDE with its token selection layers; IRRA's other modules start as in its code",
     "there is no CLIP of this size"),
    ("Adam's epsilon 1e-3, the rate 1e-3 of token selection", "both `solver/build.py`", "those of bench's recipe",
     "the code has no option for them; the rate is equal unless bench's recipe changes"),
    ("the captions of IRRA's training pairs", "IRRA `datasets/build.py`",
     "the noise index, as RDE's code applies it", "IRRA's code knows no noise"),
    ("the noise file", "RDE's option `--noisy_file`", "bench's index, as .npy", "RDE's own option: nothing is replaced"),
    ("`txt_aug`, `img_aug`, rates, epochs, tau, margin, ...", "`utils/options.py`", "bench's specification",
     "the code's own options; `img_size` is set afterwards, for its option cannot be written on a command line"),
    ("tensorboard, prettytable, matplotlib, easydict, yaml, tqdm", "imports", "stand-ins that draw nothing; the table of "
     "`Evaluator` is read", "they make no numbers"),
    ("torchvision's package file", "imports", "an empty one; `torchvision.transforms` is torchvision's",
     "its compiled operators belong to another build of PyTorch and are not used"),
]
# Of single variants and seeds of the study.
VARIANT_REPLACEMENTS = [
    ("`model.train()` after the division", "RDE `processor/processor.py:217`", "`model.eval()`, in the variant *rde, "
     "evaluation mode* alone", "how the paper's runs trained, and bench's default (docs/decisions.md#rde)"),
    ("the array that IRRA's masking changes", "IRRA `datasets/bases.py:157`", "a copy of it, in the variant *irra* alone",
     "the embedded study masks captions for masked language modelling alone; *irra, masks in place* is the code as it is"),
    ("`read_image`", "both `utils/iotools.py`", "itself, with what it read kept, from seed 2 on",
     "decoding an image again gives the same one; seed 1 decodes in every pass, as the code does, and is timed"),
    ("NumPy's state, from which scikit-learn draws the start of a mixture", "RDE `processor/processor.py:145-151`",
     "`random_state=0`, as bench, in the replay alone",
     "fits from other starts end up to one iteration apart, which now and then judges a pair otherwise"),
    ("the loader of training pairs", "both `datasets/build.py`", "bench's recorded draws, in the replay alone",
     "order, captions, masks, flips, crops and erased rectangles are bench's there, and so are the coins and initial "
     "values"),
]
