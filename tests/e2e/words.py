"""Running text that nobody wrote: words drawn from a seed, so that two texts share what they are made to share and nothing else."""

import random

SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]


def text(seed, count=60):
    """`count` words in sentences of ten."""
    draw = random.Random(seed)
    words = ["".join(draw.choices(SYLLABLES, k=3)) for _ in range(count)]
    return " ".join(word.capitalize() if i % 10 == 0 else word + "." if i % 10 == 9 else word for i, word in enumerate(words))


def article(number, **more):
    """An article like no other."""
    return {"id": f"a{number}", "text": text(number), "source": f"s{number % 7}.example", **more}


def copy(number, of, **more):
    """A copy of another, from a source of its own."""
    return {"id": f"c{number}", "text": text(of) + " " + text(f"tail {number}", 10), "source": f"copier{number % 5}.example", **more}
