"""A server with a corpus on disk: started under faults and at another time, asked until it ends, looked at as a whole."""

import json
import re

from build import faketime_library
from process import Server
from rpc import Fault, request

FIRST_DAY = 10_957 + 30 * 365  # in days since 1970: about 2030


class Ended(Exception):
    """The server ended before it was ready: its log, and its exit code."""

    def __init__(self, log, code):
        super().__init__(log)
        self.code = code


class Standing(Server):
    """Ready when it says so. day: the clock of its machine stands at that day, at noon, when it starts. clock: a file that says what time it is (libfaketime)."""

    def __init__(self, place, data, *options, faults=None, day=None, clock=None, environment=None, **more):
        place.mkdir(exist_ok=True)
        also = ""
        environment = dict(environment or {})
        if day is not None or clock is not None:
            also = faketime_library()
            environment |= {"FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1", "TZ": "UTC"}
            environment |= {"FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_NO_CACHE": "1"} if clock else {"FAKETIME": f"@{noon(day)}"}
        if faults is not None:
            environment |= faults.environment(also=also)
        elif also:
            environment["LD_PRELOAD"] = also
        super().__init__(place, "--data", data, "--threads", 1, *options, environment=environment, own_group=True, **more)

    def is_ready(self):
        if self.process.poll() is not None:
            raise Ended(self.log(), self.process.returncode)
        return re.search(r"\bready: ", self.log()) is not None

    def stop_and_wait(self):
        """Its exit code; what it should be is for the caller to say."""
        self.terminate()
        return self.process.wait(120)


def noon(day):
    """As libfaketime reads it."""
    import datetime
    return (datetime.datetime(1970, 1, 1, 12) + datetime.timedelta(days=FIRST_DAY + day)).strftime("%Y-%m-%d %H:%M:%S")


def play(connection, operations):
    """Sends all at once; the replies, as (error, result), up to where the connection ended."""
    replies = []
    try:
        connection.send(b"".join(request(operation.number, operation.method, operation.params) for operation in operations))
    except OSError:
        pass  # replies may have come all the same
    try:
        while len(replies) < len(operations) and (message := connection.read()) is not None:
            assert message[:2] == [1, operations[len(replies)].number], message
            replies.append((message[2], message[3]))
    except ConnectionError:
        pass
    return replies


class Names:
    """What numbers stand for, so that two corpora can be compared in which they differ: an operation that came to nothing may have used one up."""

    def __init__(self, known=()):
        self.of = dict(known)  # {seq: number of the operation}

    def copy(self):
        return Names(self.of)

    def learn(self, operation, result):
        """From the answer to an `add`."""
        self.of[result["seq"]] = operation.number

    def plain(self, value, key=None):
        if isinstance(value, dict):
            return {name: self.plain(part, name) for name, part in value.items()}
        if isinstance(value, list):
            return [self.plain(part, key) for part in value]
        if key in ("seq", "story", "merged") and value != 0:
            return f"of operation {self.of.get(value, f'?, seq {value}')}"
        return value

    def reply(self, error, result):
        """An answer as one line, to be held against that of another corpus."""
        return f"error {error[1]}" if error else json.dumps(self.plain(result), sort_keys=True)


def pipelined(connection, requests):
    """(error, result) for each (method, params)."""
    replies = []
    for start in range(0, len(requests), 100):
        part = requests[start:start + 100]
        connection.send(b"".join(request(number, method, params) for number, (method, params) in enumerate(part)))
        for number in range(len(part)):
            if (message := connection.read()) is None:
                raise ConnectionError("it was closed")
            assert message[:2] == [1, number], message
            replies.append((message[2], message[3]))
    return replies


def gone(error):
    return error is not None and error[1] == "not_found"


def look(connection, ids, learn=lambda article_id, answer: None):
    """All that is there: {id: (article, answer)} of the ids that there may be, every story, and the counts. learn(id, answer) for each that is there."""
    ids = list(ids)
    found = {article_id: result for article_id, (error, result) in zip(ids, pipelined(connection, [("get", {"id": one}) for one in ids]))
             if not gone(error) and must(error)}
    for article_id, result in found.items():
        learn(article_id, result["answer"])
    stories = {}
    for article_id, (error, result) in zip(found, pipelined(connection, [("story", {"id": one}) for one in found])):
        must(error)
        stories[result["story"]] = result
    [(error, stats)] = pipelined(connection, [("stats", {})])
    must(error)
    return found, stories, {key: stats[key] for key in ("articles", "stories", "sources")}


def must(error):
    if error is not None:
        raise Fault(error)
    return True


def view(names, looked):
    """The same as lines to be compared: {what: line}"""
    found, stories, stats = looked
    lines = {f"article {article_id}": names.reply(None, result) for article_id, result in found.items()}
    lines |= {f"story {names.plain(number, 'story')}": names.reply(None, result) for number, result in stories.items()}
    lines["counts"] = json.dumps(stats)
    return lines


def difference(found, wanted, most=6):
    """The lines in which two views differ."""
    said = []
    for what in sorted(set(found) | set(wanted)):
        if found.get(what) != wanted.get(what):
            said.append(f"{what}\n  found  {found.get(what, 'not there')[:300]}\n  wanted {wanted.get(what, 'not there')[:300]}")
    return "\n".join(said[:most] + [f"... and {len(said) - most} more"] * (len(said) > most))
