"""A setting of a peer, and what the adapters share."""
import dataclasses
import functools

# The thresholds at which each peer is tried, for its best.
GRID = [round(0.05 * step, 2) for step in range(4, 19)]


@dataclasses.dataclass(frozen=True)
class Setting:
    peer: str  # as the tables name it
    curve: str  # what is the same along a curve: how texts are cut
    value: float  # what changes along a curve, mostly a threshold
    options: dict = dataclasses.field(default_factory=dict, hash=False)
    default: bool = False
    on_curve: bool = True  # a default may lie beside every curve

    def name(self):
        return f"{self.curve}, {self.value:g}"


def words(text):
    return text.split()


def grams(width, text):
    """The word n-grams of a text; of fewer words, the whole text."""
    tokens = text.lower().split()
    return [" ".join(tokens[i:i + width]) for i in range(max(1, len(tokens) - width + 1))]


CUTS = {"words": words, "5-grams": functools.partial(grams, 5)}


@functools.lru_cache(maxsize=2)
def cut(texts, curve):
    """`texts` is a tuple, so that what is made of it is made once for all settings."""
    return [CUTS[curve](text) for text in texts]
