"""What is compared with what, and the criteria; Reports/parity/README.md says which of them were changed after a run."""

import dataclasses

# The start check: unit embeddings of the test split by both programs from the same weights, and metrics as they are printed.
LARGEST_DIFFERENCE = 2e-6
METRIC_DECIMALS = 2
# The replay: the same R@1 of the selection split to three decimals, losses and kept pairs, in at least so many epochs.
# Later, differences in the last bits have grown until a query changes its rank, in any two programs. How fast they grow is
# measured too: the control is the official code against itself, replayed from initial values moved to the next float.
REPLAYED_EPOCHS = 3
R1_DECIMALS = 3
RELATIVE_LOSS = 1e-3
# RDE in training mode amplifies them at once: the biases in front of its batch normalisation have no gradient but rounding,
# of which Adam makes full steps, and the running means that evaluation and division use follow them. There it is one epoch.
AMPLIFIED_EPOCHS = 1
# Free draws, with so many seeds of each program or more: Welch's test finds no difference at Best, at Last and in the mean of
# all epochs (Holm's correction over all tests), and the 95% interval of the difference of these means of curves lies within
# so many points of R@1, for the first alone would be passed by too few seeds. Best and Last are single epochs, whose
# standard deviation over seeds is 1 to 3 points at 50% noise: their intervals are reported, whatever they are.
SEEDS = 5
SIGNIFICANCE = 0.05
LEVEL = 0.95
MARGIN = 3.0
# How many are run where nothing else is asked for.
DEFAULT_SEEDS = 10


@dataclasses.dataclass(frozen=True)
class Variant:
    """One way to train that both programs can be told."""

    id: str
    title: str
    kind: str
    method: str
    # Fields of bench's method.
    settings: tuple
    noise: tuple = (50,)
    augmented: bool = False
    evaluation_mode: bool = False
    masks_in_place: bool = True
    # Whether rounding is amplified from the first epoch on.
    amplifies: bool = False
    # Whether free draws of it are compared too; else it is replayed alone.
    free: bool = False

    def bench_options(self):
        """Options of `bench sweep`, those of Benchmarks/Suites/embedded.yaml where nothing is augmented."""
        how = "paper" if self.augmented else "none"
        words = ["--methods", self.method, "--image-augmentation", how, "--text-augmentation",
                 "paper" if self.augmented else "off"]
        return words + [word for field in self.settings for word in ("--set", f"{self.method}.{field}")]


VARIANTS = [
    Variant("rde", "RDE", "rde", "rde-tal", ("trainsInEvaluationMode=false",), noise=(0, 50),
            amplifies=True, free=True),
    Variant("irra", "IRRA", "irra", "irra-sdm", ("masksInPlace=false",), noise=(0, 50), masks_in_place=False, free=True),
    Variant("rde-evaluation-mode", "RDE, evaluation mode", "rde", "rde-tal", ("trainsInEvaluationMode=true",),
            evaluation_mode=True),
    Variant("irra-masks-in-place", "IRRA, masks in place", "irra", "irra-sdm", ("masksInPlace=true",)),
    Variant("rde-augmented", "RDE, augmented", "rde", "rde-tal", ("trainsInEvaluationMode=false",), augmented=True,
            amplifies=True),
    Variant("irra-augmented", "IRRA, augmented", "irra", "irra-sdm", ("masksInPlace=true",), augmented=True),
]
BY_ID = {variant.id: variant for variant in VARIANTS}
METRICS = ["R1", "R5", "R10", "mAP", "mINP"]
BENCH_METRICS = {"R1": "r1", "R5": "r5", "R10": "r10", "mAP": "map", "mINP": "minp"}
