"""Ends the server at calls that change the folder, starts it again, and holds what is there, and all later answers, against a run that was not interrupted.

    crash_sweep.py [--points N | --all] [--jobs N] [--seed N] [--keep FOLDER] [--only SESSION:CALL:WAY[:AGAIN]]

--points: so many, spread over the whole run (1050; some of the last calls of a session may not come again). --all: every call in every way. --jobs: so many at once (2). --keep: folders of points that failed
stay there. --only: one point, as it was printed; its folder stays.

The run is that of scenario.py: stops, starts days later, states of the engine written in between. A *point* is a call of a session of it and the way in
which the process ends there: `before` the call, `after` it, when `half` of a write is done; `+power`: what was not synced is lost too; `+alone`: only the
process that makes the call ends, so that a child that writes the state lives on, or dies alone. Every fourth point ends the server once `again` while it starts.

The last line is `N passed, N failed`. REPRINT_RELEASE or REPRINT_BIN names the program, as for the other tests."""

import argparse
import multiprocessing
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "e2e")]

from build import Build, faketime_library  # noqa: E402
from faults import WRITES, Faults, copy_folder  # noqa: E402
from point import Failed, Point, try_point  # noqa: E402
from process import Server  # noqa: E402
from scenario import KEEP_DAYS, sessions  # noqa: E402
from standing import Names, Standing, look, play, view  # noqa: E402

WINDOW_DAYS = 1  # a window of time may reach that far behind its first article
AGAIN = 40  # calls of a start, up to which it is ended once more


@dataclass
class Twin:
    """The run without an end: what every answer is, and what is there after each operation."""
    answers: list = field(default_factory=list)
    views: dict = field(default_factory=dict)         # {operations done: view}
    start_views: list = field(default_factory=list)   # of each session, when its first operation is still to come
    expired: int = 0


class Sweep:
    def __init__(self, build, folder, seed):
        self.build, self.folder = build, folder
        self.sessions = sessions(seed)
        self.operations = [operation for session in self.sessions for operation in session.operations()]
        self.ids = sorted({operation.params["id"] for operation in self.operations})
        self.twin = Twin()
        self.traces = []  # of each session: which calls
        self.names = []   # at the beginning of each session

    def start(self, place, data, session, faults=None):
        return Standing(place, data, "--keep", KEEP_DAYS, *self.build.options, day=self.sessions[session].day, faults=faults, binary=self.build.binary)

    def checkpoint(self, session):
        """The folder as it was at the beginning of that session."""
        return self.folder / f"checkpoint{session}"

    def prepare(self):
        self.run_twin()
        self.compare_with_memory()
        self.count()

    def run_twin(self):
        names, data = Names(), self.folder / "twin"
        for number in range(len(self.sessions)):
            with self.start(self.folder / f"twin-server{number}", data, number) as server:
                with server.connect() as connection:
                    self.look_at_twin(names, connection, number)
                server.stop()
        if self.twin.expired == 0:
            raise SystemExit("crash_sweep: nothing has expired in the run: it would show nothing of expiry")

    def look_at_twin(self, names, connection, number):
        nudge(connection)
        now = view(names, look(connection, self.ids))
        self.twin.start_views.append(now)
        self.look_at_ages(number, now)
        for operation in self.sessions[number].operations():
            [reply] = play(connection, [operation])
            take(names, operation, reply)
            self.twin.answers.append(names.reply(*reply))
            self.twin.views[len(self.twin.answers)] = view(names, look(connection, self.ids))

    def look_at_ages(self, session, now):
        """What has gone by itself was old enough, and nothing stays that is much older."""
        days = {}
        for operation in self.operations[:len(self.twin.answers)]:  # a version that replaces another is as old as itself
            if operation.method == "add":
                days[operation.params["id"]] = next(one.day for one in self.sessions if operation.number <= one.operations()[-1].number)
        before = self.twin.views[len(self.twin.answers)] if session > 0 else {}
        ages = {what: self.sessions[session].day - days[what.split()[1]] for what in before if what.startswith("article ")}
        gone = [what for what in ages if what not in now]
        self.twin.expired += len(gone)
        if early := [what for what in gone if ages[what] < KEEP_DAYS]:
            raise SystemExit(f"crash_sweep: expired early, on day {self.sessions[session].day}: {', '.join(early)}")
        if late := [what for what, age in ages.items() if what in now and age >= KEEP_DAYS + WINDOW_DAYS]:
            raise SystemExit(f"crash_sweep: still there on day {self.sessions[session].day}: {', '.join(late)}")

    def compare_with_memory(self):
        """Up to the first expiry a server without a folder gives the same answers."""
        names, place = Names(), self.folder / "memory"
        place.mkdir()
        with Server(place, "--threads", 1, binary=self.build.binary) as server:
            with server.connect() as connection:
                for number, session in enumerate(self.sessions):
                    if number > 0 and any(what not in self.twin.start_views[number] for what in self.twin.views[session.bursts[0][0].number]):
                        break
                    for operation in session.operations():
                        [reply] = play(connection, [operation])
                        take(names, operation, reply)
                        if names.reply(*reply) != self.twin.answers[operation.number]:
                            raise SystemExit(f"crash_sweep: with a folder operation {operation.number} is answered\n  {self.twin.answers[operation.number]}\n"
                                             f"and in memory\n  {names.reply(*reply)}")
            server.stop()

    def count(self):
        """The run as the points will find it: in bursts."""
        names, data = Names(), self.folder / "counted"
        for number, session in enumerate(self.sessions):
            self.names.append(names.copy())
            if number > 0:
                copy_folder(data, self.checkpoint(number))
            faults = Faults(self.build.library, data, self.folder / "counting")
            faults.count_only()
            with self.start(self.folder / f"counted-server{number}", data, number, faults) as server:
                with server.connect() as connection:
                    self.count_session(names, connection, session)
                server.stop()
            self.traces.append(faults.trace())
            faults.close()

    def count_session(self, names, connection, session):
        nudge(connection)
        for burst in session.bursts:
            for operation, reply in zip(burst, play(connection, burst)):
                take(names, operation, reply)
                if names.reply(*reply) != self.twin.answers[operation.number]:
                    raise SystemExit(f"crash_sweep: operation {operation.number} is answered\n  {names.reply(*reply)}\nin one run and\n"
                                     f"  {self.twin.answers[operation.number]}\nin another")

    def all_points(self):
        """Every call in every way, in the order of the run."""
        ways = ("before", "after", "before+power", "after+power", "before+alone", "half", "half+power")
        return [Point(session, call + 1, way) for session, trace in enumerate(self.traces) for call, name in enumerate(trace) for way in ways
                if name in WRITES or not way.startswith("half")]

    def points(self, wanted):
        every = self.all_points()
        chosen = every if wanted is None or wanted >= len(every) else [every[i * len(every) // wanted] for i in range(wanted)]
        return [point.twice((3 * i + point.call) % AGAIN + 1) if i % 4 == 3 else point for i, point in enumerate(chosen)]


def nudge(connection):
    """An operation that comes to nothing, so that an expiry that is due is done."""
    if connection.fault("remove", {"id": "nobody"}).name != "not_found":
        raise SystemExit("crash_sweep: there is somebody called nobody")


def take(names, operation, reply):
    if operation.method == "add" and reply[0] is None:
        names.learn(operation, reply[1])


# --- running ---

sweep = None  # of this process and those forked from it


def try_one(point):
    """(point, what the first end hit or None, why it failed or None)"""
    place = Path(tempfile.mkdtemp(prefix="point-", dir=sweep.folder))
    try:
        hit = try_point(sweep, point, place)
        shutil.rmtree(place)
        return point, hit, None
    except Failed as fault:
        return point, fault.hit, f"{fault}\nits folder: {place}"
    except Exception:  # what the server says is not understood
        return point, None, f"{traceback.format_exc()}\nits folder: {place}"


def report(done, total, failed, start):
    if done % 10 and done < total:
        return
    took = time.monotonic() - start
    left = took / done * (total - done)
    print(f"{done} of {total} points, {failed} failed, {left / 60:.0f} min left", file=sys.stderr, flush=True)


def run(points, jobs):
    """Prints what failed, the points tried and the kinds of calls; gives how many passed and failed."""
    kinds, failed, missed, start = Counter(), 0, 0, time.monotonic()
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        for done, (point, hit, why) in enumerate(pool.imap_unordered(try_one, points), 1):
            if why is not None:
                failed += 1
                print(f"\npoint {point} FAILED: {why}", flush=True)
            elif hit is None:
                missed += 1
            if hit is not None:
                kinds[hit] += 1
            report(done, len(points), failed, start)
    tried = sum(kinds.values())
    print(f"{tried} points tried" + (f"; {missed} were not reached: that session made fewer calls this time" if missed else ""))
    print("calls at which the process ended: " + ", ".join(f"{name} {count}" for name, count in kinds.most_common()))
    return len(points) - missed - failed, failed


def sweep_over(build, folder, *, wanted, jobs, seed=1, only=None):
    """(points tried and passed, failed)"""
    global sweep
    sweep = Sweep(build, folder, seed)
    sweep.prepare()
    calls = Counter(name for trace in sweep.traces for name in trace)
    print(f"{len(sweep.operations)} operations in {len(sweep.sessions)} sessions, {sweep.twin.expired} articles expired; {sum(calls.values())} calls: "
          + ", ".join(f"{name} {count}" for name, count in calls.most_common()), flush=True)
    return run([only] if only else sweep.points(wanted), jobs)


def main():
    parser = argparse.ArgumentParser(prog="crash_sweep.py")
    parser.add_argument("--points", type=int, default=1050)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--only", type=Point.parse)
    options = parser.parse_args()
    build = Build.find()
    if build is None or faketime_library() is None:
        raise SystemExit("crash_sweep: a built reprint with tests/faults/faults.so is needed, and libfaketime (Debian: libfaketime)")
    folder = Path(tempfile.mkdtemp(prefix="reprint-crash-", dir=options.keep))
    passed, failed = sweep_over(build, folder, wanted=None if options.all else options.points, jobs=options.jobs, seed=options.seed, only=options.only)
    if not failed and not options.only:
        shutil.rmtree(folder)
    elif options.keep is None:
        print(f"folders are in {folder}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
