"""A standing corpus over some weeks, as operations from a seed: originals, copies with noise, digests, revisions that replace, removals; stops and starts
with days between them, so that the first articles expire on the way.

Operations come in bursts, each sent without waiting. No two of a burst are about the same id, so that of an operation without an answer it can be told
whether it was done."""

import random
from dataclasses import dataclass, field

import words

KEEP_DAYS = 10
DAYS = (0, 4, 8, 13, 17)  # of the starts: fewer than KEEP_DAYS between two, so that the clock is believed; at the fourth the articles of the first have expired
BURST = 12
OF_SESSION = 52  # operations; in all more than 200 articles


@dataclass
class Operation:
    number: int
    method: str
    params: dict


@dataclass
class Session:
    day: int
    bursts: list = field(default_factory=list)

    def operations(self):
        return [operation for burst in self.bursts for operation in burst]


class Writer:
    def __init__(self, seed):
        self.draw = random.Random(seed)
        self.number = 0  # operations so far
        self.made = 0    # texts so far
        self.texts = {}  # of all articles that there were
        self.recent = {}  # {id: session} of those that are there and will be through this session

    def new_text(self):
        self.made += 1
        return words.text(f"scenario {self.made}", self.draw.choice((25, 60, 90, 140)))

    def noisy(self, text, share):
        """Some words are others, and something stands before or behind."""
        found = [words.text(f"noise {self.draw.random()}", 1) if self.draw.random() < share else word for word in text.split()]
        extra = words.text(f"page {self.draw.random()}", self.draw.choice((5, 12, 30)))
        return f"{extra} {' '.join(found)}" if self.draw.random() < .5 else f"{' '.join(found)} {extra}"

    def add(self, session, article_id, text, **more):
        self.texts[article_id] = text
        self.recent[article_id] = session
        return "add", {"id": article_id, "text": text, "source": f"s{self.draw.randrange(9)}.example",
                       "published": f"2029-{self.draw.randrange(1, 13):02}-{self.draw.randrange(1, 28):02}", **more}

    def choose(self, busy):
        """An article that is there and that the burst is not about; None."""
        free = [article_id for article_id in self.recent if article_id not in busy]
        return self.draw.choice(free) if free else None

    def next(self, session, busy):
        what = self.draw.random()
        known = self.choose(busy)
        new_id = f"a{self.number}"
        if known is None or what < .4:
            return self.add(session, new_id, self.new_text())
        if what < .7:
            return self.add(session, new_id, self.noisy(self.texts[known], self.draw.choice((0, .03, .2))))
        if what < .76:  # of a text that may have expired
            return self.add(session, new_id, self.noisy(self.draw.choice(list(self.texts.values())), 0))
        if what < .82:
            return self.add(session, new_id, " ".join(self.draw.sample(sorted(self.texts.values()), min(3, len(self.texts)))))
        if what < .91:
            return self.add(session, known, self.noisy(self.texts[known], .05), replace=True)
        del self.recent[known]
        return "remove", {"id": known}

    def burst(self, session, most):
        operations, busy = [], set()
        for _ in range(min(most, self.draw.choice((1, 1, 2, 4, 8, BURST)))):
            method, params = self.next(session, busy)
            busy.add(params["id"])
            operations.append(Operation(self.number, method, params))
            self.number += 1
        return operations


def sessions(seed=1):
    writer = Writer(seed)
    found = []
    for number, day in enumerate(DAYS):
        writer.recent = {article_id: of for article_id, of in writer.recent.items() if of >= number - 1}
        session = Session(day)
        left = OF_SESSION
        while left > 0:
            session.bursts.append(writer.burst(number, left))
            left -= len(session.bursts[-1])
        found.append(session)
    return found
