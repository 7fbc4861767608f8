"""What the writer tells about itself, in the form Prometheus reads. Numbers only: no names, no choices."""

from collections.abc import Sequence

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
SIZES = (1, 2, 5, 10, 25, 50, 100, 250, 500, 1000)


class WriterMetrics:
    """Batch sizes, how long deeds waited, how long the deeds and the commit (with its fsync) took, refusals."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.batch = Histogram(
            "gongron_writer_batch_deeds", "deeds committed together", registry=self.registry, buckets=SIZES
        )
        self.wait = Histogram(
            "gongron_writer_wait_seconds",
            "a deed waited for the writer",
            registry=self.registry,
            buckets=SECONDS,
        )
        self.work = Histogram(
            "gongron_writer_work_seconds", "running a batch's deeds", registry=self.registry, buckets=SECONDS
        )
        self.commit = Histogram(
            "gongron_writer_commit_seconds",
            "committing a batch, with its fsync",
            registry=self.registry,
            buckets=SECONDS,
        )
        self.busy = Counter(
            "gongron_writer_refused", "deeds answered 503: queue full or disk refused", registry=self.registry
        )
        self.sockets = Gauge("gongron_sockets", "pages watching live", registry=self.registry)

    def committed(self, waits: Sequence[float], work: float, commit: float) -> None:
        """One batch is on disk. Seconds."""
        self.batch.observe(len(waits))
        self.work.observe(work)
        self.commit.observe(commit)
        for wait in waits:
            self.wait.observe(wait)

    def refused(self) -> None:
        self.busy.inc()

    def text(self) -> bytes:
        """The exposition Prometheus asks for."""
        return generate_latest(self.registry)
