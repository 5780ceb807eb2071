"""The result of a run under faults."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Outcome:
    """What a run did, and what was lost, done twice or left behind.

    lost: acknowledged work that is missing or unfinished. doubled: rows that nobody knows of, and tasks that were
    completed twice. missing: rows without their file. orphans_before, orphans: files without a row before and after the
    hourly job of the workers, which removes what a kill between a deletion and the removal of its files has left. left:
    rows without their file and files without a row after a repair.
    """

    faults: Counter[str] = field(default_factory=Counter)
    seconds: float = 0
    tasks: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    orphans_before: int = 0
    orphans: int = 0
    missing: int = 0
    left: int = 0

    @property
    def is_clean(self) -> bool:
        """Whether nothing was lost, done twice or left behind."""
        return self.is_clean_after_repair and not self.orphans

    @property
    def is_clean_after_repair(self) -> bool:
        """Whether nothing was lost or done twice, and a repair removed all files without a row."""
        return not (self.lost or self.doubled or self.missing or self.left)

    def __str__(self) -> str:
        faults, statuses, answers = (
            ", ".join(f"{count} {name}" for name, count in sorted(counter.items()))
            for counter in (self.faults, self.statuses, self.answers)
        )
        return (
            f"{self.seconds:.0f} s; faults: {faults}; tasks: {self.tasks} ({statuses}); answers: {answers}; "
            f"lost {len(self.lost)}, doubled {len(self.doubled)}, orphans {self.orphans} "
            f"(before the hourly job {self.orphans_before}), missing files {self.missing}, after the repair {self.left}"
            + "".join(f"\n  {each}" for each in (self.lost + self.doubled)[:20])
        )
