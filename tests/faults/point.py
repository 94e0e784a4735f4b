"""One crash point: the run from the session of the point to the end of all, with the end of the process in it."""

import signal
import subprocess
from dataclasses import dataclass, replace

from faults import Faults, copy_folder
from standing import Ended, difference, look, play, view

FILES = {"FORMAT", "HOLDER", "SEAL", "state", "rows"}  # of a folder that was closed


class Failed(Exception):
    def __init__(self, why, hit=None):
        super().__init__(why)
        self.hit = hit


@dataclass(frozen=True)
class Point:
    session: int
    call: int
    way: str      # before, after, half; +power, +alone
    again: int = 0  # the call of the start after it at which the process ends once more; 0: none

    def __str__(self):
        return f"{self.session}:{self.call}:{self.way}" + (f":{self.again}" if self.again else "")

    @staticmethod
    def parse(text):
        session, call, way, *again = text.split(":")
        return Point(int(session), int(call), way, int(again[0]) if again else 0)

    def twice(self, call):
        return replace(self, again=call)

    def action(self):
        return {"before": "kill", "after": "kill_after", "half": "kill_half"}[self.way.split("+")[0]]


def try_point(sweep, point, place):
    """The call that the process ended at; None when it was not reached. Raises Failed."""
    found = Run(sweep, point, place)
    try:
        return found.play()
    except Failed as fault:
        fault.hit = found.hit and found.hit[0]
        raise
    finally:
        found.close()


class Run:
    def __init__(self, sweep, point, place):
        self.sweep, self.point, self.place = sweep, point, place
        self.data = place / "data"
        if point.session > 0:
            copy_folder(sweep.checkpoint(point.session), self.data)
        self.names = sweep.names[point.session].copy()
        self.done = sweep.sessions[point.session].bursts[0][0].number  # operations that are known to be done
        self.pending = []    # sent and not answered when the process ended
        self.looks = False   # whether what is there is to be looked at before going on
        self.hit = None      # of the first end
        self.server, self.starts = None, 0
        self.faults = Faults(sweep.build.library, self.data, place / "control")
        self.faults.set(point.action(), at=point.call, times=1, alone="alone" in point.way)

    def close(self):
        if self.server is not None:
            self.server.kill()
        self.faults.close()

    def play(self):
        for session in range(self.point.session, len(self.sweep.sessions)):
            while not self.session(session):
                self.recover()
            if self.hit is None and (hit := self.faults.hit()) is None:
                return None
            elif self.hit is None:
                self.hit = hit  # the server has lived on: a child has ended
                self.faults.lift()
        self.check_closed()
        return self.hit[0]

    def session(self, number):
        """False: the process has ended on the way."""
        session = self.sweep.sessions[number]
        self.starts += 1
        try:
            self.server = self.sweep.start(self.place / f"server{self.starts}", self.data, number, self.faults)
        except Ended as fault:
            return self.ended(str(fault))
        with self.server.connect() as connection:
            replies = pipelined_nudge(connection)
            if replies is None:
                return self.ended("at the first operation")
            if self.looks and not self.look(connection, number):
                return self.ended("while it was asked")
            for burst in session.bursts:
                if not self.burst(connection, [operation for operation in burst if operation.number >= self.done]):
                    return self.ended("while it worked")
            if number == len(self.sweep.sessions) - 1 and not self.look(connection, number):
                return self.ended("while it was asked")
        code = self.server.stop_and_wait()
        if code == -signal.SIGKILL:
            return self.ended("while it stopped")
        if code != 0:
            raise Failed(f"stopping: exit status {code}:\n{self.server.log()}")
        return True

    def burst(self, connection, operations):
        replies = play(connection, operations)
        for operation, (error, result) in zip(operations, replies):
            if operation.method == "add" and error is None:
                self.names.learn(operation, result)
            found, wanted = self.names.reply(error, result), self.sweep.twin.answers[operation.number]
            if found != wanted:
                raise Failed(f"operation {operation.number} ({operation.method} {operation.params['id']}) is answered\n  {found[:1500]}\nand not\n  {wanted[:1500]}")
            self.done = operation.number + 1
        self.pending = operations[len(replies):]
        return not self.pending

    def ended(self, when):
        """The process is gone. It must be by us."""
        hit = self.faults.hit()
        if hit is None:
            raise Failed(f"the server ended by itself, {when}:\n{self.server.log() if self.server else ''}")
        if self.server is not None:
            try:
                self.server.process.wait(60)
            except subprocess.TimeoutExpired:
                raise Failed(f"the connection ended, {when}, and the server did not:\n{self.server.log()}") from None
            self.server.killed = True
        self.faults.forget_owner()
        self.looks = True
        return False

    def recover(self):
        """Before the next start: the power may be cut too, and the start is perhaps not the last one."""
        first = self.hit is None
        self.hit = self.hit or self.faults.hit()
        if "power" in self.point.way:
            self.faults.lose_unsynced()
        if first and self.point.again:
            self.faults.set(self.point.action(), at=self.point.again, times=1)
        else:
            self.faults.count_only()

    def look(self, connection, session):
        """What is there must be what the operations have made of it that were answered, and perhaps some of those that were not: the first ones. False: the
        process ended meanwhile."""
        of_pending = {operation.params["id"]: operation for operation in self.pending if operation.method == "add"}

        def learn(article_id, answer):
            if answer["seq"] not in self.names.of and article_id in of_pending:
                self.names.learn(of_pending[article_id], answer)

        try:
            found = view(self.names, look(connection, self.sweep.ids, learn))
        except ConnectionError:
            return False
        first = self.sweep.sessions[session].bursts[0][0].number
        wanted = {done: self.sweep.twin.views[done] if done > first else self.sweep.twin.start_views[session]
                  for done in range(self.done, self.done + len(self.pending) + 1)}
        fitting = [done for done, one in wanted.items() if one == found]
        if not fitting:
            closest = min(wanted, key=lambda done: len(difference(found, wanted[done], 10000)))
            raise Failed(f"{self.done} operations were answered and {len(self.pending)} more sent; what is there is closest to what {closest} make:\n"
                         + difference(found, wanted[closest]))
        self.done, self.pending, self.looks = fitting[-1], [], False
        return True

    def check_closed(self):
        """What was closed as it should be has nothing in it that does not belong there, and is sound."""
        strange = {path.name for path in self.data.iterdir()} - FILES
        if strange:
            raise Failed(f"left in the folder: {', '.join(sorted(strange))}")
        if self.sweep.build.can_verify():
            done = subprocess.run([self.sweep.build.binary, "verify", self.data], capture_output=True, text=True, timeout=300)
            if done.returncode != 0:
                raise Failed(f"verify finds damage:\n{done.stdout}{done.stderr}")


def pipelined_nudge(connection):
    """An operation that comes to nothing, so that an expiry that is due is done; None: the server ended."""
    try:
        connection.fault("remove", {"id": "nobody"})
        return True
    except (OSError, AssertionError):
        return None
