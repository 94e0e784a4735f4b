"""Running text that nobody wrote: sentences and paragraphs of made-up words, drawn from a seed."""

import random

SYLLABLES = [a + b for a in "bcdfghklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "el", "or")]


def word(draw):
    return "".join(draw.choices(SYLLABLES, k=draw.choice((1, 2, 2, 3))))


def running(seed, words):
    """`words` words in sentences of 8 to 24 with commas, five sentences a paragraph."""
    draw, paragraphs, sentences = random.Random(seed), [], []
    while words > 0:
        count = min(words, draw.randint(8, 24))
        words -= count
        chosen = [word(draw) + ("," if i % 7 == 6 and i + 1 < count else "") for i in range(count)]
        sentences.append(" ".join(chosen).capitalize() + ".")
        if len(sentences) == 5 or words == 0:
            paragraphs.append(" ".join(sentences))
            sentences = []
    return "\n".join(paragraphs)
