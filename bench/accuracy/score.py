"""Stories held against the pairs of a labelled set: the score that `reprint eval` gives (src/batch/evalscore.c), for any program.

Recall is the share of the pairs labelled `copy` that are in one story; precision is over all pairs within stories, where one that is
not listed counts as `not` and `skip` is left out; traps joined are the `not` pairs marked as traps that are in one story.
"""
import collections


class Stories:
    """Articles by number, joined pair by pair."""

    def __init__(self, count):
        self.leader = list(range(count))

    def of(self, article):
        leader = self.leader
        while leader[article] != article:
            leader[article] = leader[leader[article]]
            article = leader[article]
        return article

    def join(self, a, b):
        if self.leader[a] != self.leader[b]:
            self.leader[self.of(a)] = self.of(b)


def read_labels(path):
    """[(a, b, label, trap)]"""
    labels = []
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if line.strip() and not (number == 0 and line.startswith("a\tb\t")):
                a, b, label, trap = line.rstrip("\r\n").split("\t")
                labels.append((a, b, label, trap == "1"))
    return labels


def share(part, of):
    return part / of if of else 1.0


def shown(value):
    """1 is shown only for what is exactly 1."""
    return "1" if value == 1 else f"{min(value, 0.999):.3f}".lstrip("0")


def score(labels, story_of):
    """`story_of` has the story of each article. All pairs of a large story are counted by its size and never listed."""
    sizes = collections.Counter(story_of.values())
    pairs = sum(size * (size - 1) // 2 for size in sizes.values())
    counts = collections.Counter()
    for a, b, label, trap in labels:
        together = story_of[a] == story_of[b]
        counts["copies"] += label == "copy"
        counts["found"] += label == "copy" and together
        counts["skipped"] += label == "skip" and together
        counts["traps"] += label == "not" and trap
        counts["traps_joined"] += label == "not" and trap and together
    wrong = pairs - counts["found"] - counts["skipped"]
    recall, precision = share(counts["found"], counts["copies"]), share(counts["found"], counts["found"] + wrong)
    f1 = 2 * recall * precision / (recall + precision) if recall + precision else 0.0
    return {"copies": counts["copies"], "found": counts["found"], "wrong": wrong, "traps": counts["traps"],
            "traps_joined": counts["traps_joined"], "recall": round(recall, 4), "precision": round(precision, 4), "f1": round(f1, 4)}
