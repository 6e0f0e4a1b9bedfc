"""Jobs that wait for each other, a few at a time, kept as JSON when they are finished and told with the time that is left."""

import dataclasses
import hashlib
import json
import threading
import time
from collections.abc import Callable


@dataclasses.dataclass
class Job:
    """One process. `inputs` says what decides its numbers, from the results of `needs`; `work` makes its result."""

    id: str
    side: str
    title: str
    inputs: Callable
    work: Callable
    needs: tuple = ()
    words: Callable = lambda result: ""


class Queue:
    """Runs jobs, those of one list in their order as soon as what they need is there."""

    def __init__(self, jobs, folder, width, say=print):
        self.jobs, self.folder, self.width, self.say = jobs, folder, width, say
        self.results, self.failures, self.running = {}, {}, set()
        self.lock = threading.Condition()
        self.seconds, self.begun, self.made = {}, time.time(), 0
        folder.mkdir(parents=True, exist_ok=True)

    def run(self):
        """All jobs; gives results and failures by id."""
        threads = [threading.Thread(target=self.serve, daemon=True) for _ in range(self.width)]
        for thread in threads:
            thread.start()
        for thread in threads:
            # A time limit, so that Ctrl-C is seen.
            while thread.is_alive():
                thread.join(0.5)
        return self.results, self.failures

    def serve(self):
        while True:
            with self.lock:
                while (job := self.next()) is None:
                    if not self.waiting():
                        return
                    self.lock.wait()
                self.running.add(job.id)
            failure, result = None, None
            try:
                result = self.do(job)
            except Exception as error:  # The other jobs go on; the study says it at its end.
                failure = error
            with self.lock:
                self.running.discard(job.id)
                if failure is not None:
                    self.failures[job.id] = str(failure)
                    self.say(f"{job.title} failed: {failure}")
                else:
                    self.results[job.id] = result
                    self.tell(job, result)
                self.lock.notify_all()

    def done(self, job):
        return job.id in self.results or job.id in self.failures or job.id in self.running

    def next(self):
        """The first job that can start; one that needs a failed one fails."""
        for job in self.jobs:
            if not self.done(job):
                lost = [need for need in job.needs if need in self.failures]
                if lost:
                    self.failures[job.id] = f"needs {lost[0]}, which failed"
                elif all(need in self.results for need in job.needs):
                    return job
        return None

    def waiting(self):
        return any(not self.done(job) for job in self.jobs)

    def do(self, job):
        inputs = job.inputs(self.results)
        key = hashlib.sha256(json.dumps(inputs, sort_keys=True, default=str).encode()).hexdigest()
        file = self.folder / f"{job.id}-{key[:12]}.json"
        if file.exists():
            return json.loads(file.read_text(encoding="utf-8")) | {"kept": True}
        start = time.time()
        result = job.work(self.results, key[:12])
        result["job_seconds"] = time.time() - start
        partial = file.with_suffix(".partial")
        partial.write_text(json.dumps(result), encoding="utf-8")
        partial.rename(file)
        return result

    def tell(self, job, result):
        place = f"[{len(self.results) + len(self.failures)}/{len(self.jobs)}]"
        if result.get("kept"):
            self.say(f"{place} {job.title}: {job.words(result)}, kept from before")
            return
        self.made += 1
        self.seconds.setdefault(job.side, []).append(result["job_seconds"])
        rate = self.made / (time.time() - self.begun) * 60
        self.say(f"{place} {job.title}: {job.words(result)}, {result['job_seconds']:.0f} s; {rate:.1f} a minute, {self.left()} left")

    def left(self):
        """The time for the jobs that are not done, from the mean of each side's, running ones as half done."""
        known = [value for values in self.seconds.values() for value in values]
        total = 0.0
        for job in self.jobs:
            if job.id not in self.results and job.id not in self.failures:
                values = self.seconds.get(job.side) or known
                total += sum(values) / len(values) * (0.5 if job.id in self.running else 1)
        minutes = total / self.width / 60
        return f"{minutes * 60:.0f} s" if minutes < 2 else f"{minutes:.0f} min" if minutes < 100 else f"{minutes / 60:.1f} h"
