"""How many workers a number of results a day needs: `python -m benchmarks.capacity`, a simulation of the queue.

No part of the product runs. Results are requested in batches at random moments of a day, with a peak in the morning and
one in the afternoon; the oldest waiting task goes to the first free worker. Small numbers are simulated for many days.

A worker is one thread of `manage.py worker` with two cores of its own, as in the measurements that the times are from
(docs/figures.md, "Time and memory").
"""

import argparse
import heapq
from dataclasses import dataclass

import numpy as np

# Seconds on an idle machine, as `benchmarks.engine` measured them; those of a 2K result, which it measures without
# opening and encoding, are those of a worker that makes 455 a minute (`benchmarks.polling`), without OVERHEAD.
FIRST_LOOK = 1.81  # all garments of a photo of 2 megapixels, once for each photo
RESULTS = {"2K from 2 megapixels": 0.10, "original size, 12 megapixels": 0.41}

# Assumptions.
OVERHEAD = 1.25  # rows, storage, previews, and other photos than the measured one, on top of the engine's time
RESULTS_PER_PHOTO = 10
BATCH = 25  # results that are requested together, on average; the sizes are distributed geometrically
SPREAD = 0.3  # standard deviation of the logarithm of the times: photos differ in size and in garments
PEAK_SHAPE = (1, 1, 1, 1, 1, 2, 4, 8, 14, 18, 18, 14, 9, 14, 18, 18, 14, 9, 5, 4, 3, 2, 1, 1)  # parts by hour
GOAL = 60  # seconds that 95 of 100 results wait at most before a worker begins
LEAST_RESULTS = 200_000  # that are simulated, so that single batches do not decide
DEMANDS = (1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)


@dataclass(frozen=True)
class Requests:
    """The requests of some days, in order: seconds since the first midnight, and seconds of work."""

    days: int
    arrivals: np.ndarray
    work: np.ndarray

    def in_busiest_hour(self) -> tuple[float, float]:
        """Return the results and the seconds of work that arrive in the busiest hour of a day, on average."""
        hours = (self.arrivals // 3600).astype(int) % 24
        counts, work = np.bincount(hours, minlength=24), np.bincount(hours, weights=self.work, minlength=24)
        return float(counts.max() / self.days), float(work.max() / self.days)


def simulated(results: int, seconds: float, random: np.random.Generator) -> Requests:
    """Return days with about this number of results each, of which one takes `seconds` on average."""
    days = -(-LEAST_RESULTS // results)
    sizes = random.geometric(1 / BATCH, size=days * results // BATCH)
    shape = np.array(PEAK_SHAPE) / sum(PEAK_SHAPE)
    hours = random.choice(24, p=shape, size=len(sizes)) + 24 * random.integers(days, size=len(sizes))
    moments = (hours + random.random(len(sizes))) * 3600
    arrivals = np.sort(np.repeat(moments, sizes))
    is_first = random.random(len(arrivals)) < 1 / RESULTS_PER_PHOTO  # the garments of its photo are found with it
    noise = random.lognormal(-(SPREAD**2) / 2, SPREAD, len(arrivals))
    return Requests(days, arrivals, OVERHEAD * noise * (seconds + is_first * FIRST_LOOK))


def waits(requests: Requests, workers: int) -> np.ndarray:
    """Return the seconds that each result waits for one of the workers."""
    free = [0.0] * workers  # when each worker is free, a heap
    found = np.empty(len(requests.arrivals))
    for index, (arrival, work) in enumerate(zip(requests.arrivals.tolist(), requests.work.tolist(), strict=True)):
        start = max(arrival, free[0])
        heapq.heapreplace(free, start + work)
        found[index] = start - arrival
    return found


def workers_needed(requests: Requests, goal: float) -> tuple[int, float]:
    """Return the least number of workers with which 95 of 100 results wait at most `goal` seconds, and this wait."""
    fewest, enough = 0, 1
    while _p95(requests, enough) > goal:
        fewest, enough = enough, 2 * enough
    while enough - fewest > 1:
        middle = (fewest + enough) // 2
        fewest, enough = (fewest, middle) if _p95(requests, middle) <= goal else (middle, enough)
    return enough, _p95(requests, enough)


def _p95(requests: Requests, workers: int) -> float:
    return float(np.percentile(waits(requests, workers), 95))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--goal", type=float, default=GOAL, help="seconds that 95 of 100 results wait at most")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print("| results a day | size | in the busiest hour | workers | busy | p95 wait | with one less |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for demand in DEMANDS:
        for name, seconds in RESULTS.items():
            requests = simulated(demand, seconds, np.random.default_rng(options.seed))
            workers, wait = workers_needed(requests, options.goal)
            hour, work = requests.in_busiest_hour()
            busy = work / 3600 / workers
            less = f"{_p95(requests, workers - 1):,.0f} s" if workers > 1 else "–"
            print(f"| {demand:,} | {name} | {hour:,.0f} | {workers} | {busy:.0%} | {wait:.0f} s | {less} |", flush=True)


if __name__ == "__main__":
    main()
