"""From chosen records to a dataset's folder: taken, guarded, split, written, moved into place.

What is chosen is settled before, in ``data.importing`` and ``data.demo``.
"""

from __future__ import annotations

import os
import time
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from data.audit.looking import copies, look
from data.audit.pairs import AUDIT, Named, audit, repeats
from data.audit.table import write_measures
from data.dataset import ABOUT, REPORT
from data.disk import filling, need_room
from data.errors import ImportRefusedError
from data.files import BusyError, fresh_folder, settle, write_json
from data.guards import group_numbers
from data.kept import Kept, refuse_small_classes
from data.library import VERSION, Library
from data.manifest import MANIFEST, manifest_digest, manifest_table, write_manifest
from data.parallel import in_order
from data.pixel_build import ABOUT as STORE
from data.pixel_build import IMAGES, Size, content_digest, describe
from data.rows import RowFile
from data.selection import refuse_few_classes
from data.taking import Taker, named

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from data.selection import Selection

SIZE = Size()
UNSEEN = "Only the tables were read: nobody has looked at the photographs."


@dataclass(frozen=True, kw_only=True)
class Building:
    """One dataset to be made.

    Args:
        workspace: where its folder will stand, under ``datasets``.
        name: of the dataset.
        layout: how the photographs were kept.
        chosen: the records to take.
        remarks: sentences about what was left aside without being a row.
        seed: of the split.
        synthetic: drawn by the program.
        look: whether the photographs are read; else their tables are believed, and nothing can be
            trained on the dataset.
        notices: sentences for every result, besides what the guards add.
        origin: what else the dataset should remember: sources, class map.
        progress: called with photographs done, in all, and what is being done.
        doing: what is being done, in words.
    """

    workspace: Path
    name: str
    layout: str
    chosen: Selection
    remarks: list[str]
    seed: int
    progress: Callable[[int, int, str], None]
    doing: str = "Reading photographs"
    synthetic: bool = False
    look: bool = True
    notices: tuple[str, ...] = ()
    origin: dict[str, Any] = field(default_factory=dict)

    def run(self) -> dict[str, Any]:
        """Make it, whole or not at all.

        Returns:
            the summary that ``import --json`` prints.

        Raises:
            ImportRefusedError: name taken, class too small, disk full, or an import under way.
        """
        started = time.monotonic()
        final = Library(self.workspace).place(self.name)
        records = self.chosen.records
        refuse_small_classes(records, group_numbers(records, [""] * len(records)))
        need_room(final.parent, size=self._bytes())
        try:
            with filling(final.parent), fresh_folder(final) as folder:
                return self._fill(folder, started)
        except BusyError as error:
            raise ImportRefusedError(
                f"“{self.name}” is being imported right now.",
                "Wait for it, or choose another name.",
            ) from error

    def _bytes(self) -> int:
        """Of pixels and of copies, roughly."""
        records = self.chosen.records if self.look else []
        copies = sum(record.file.size for record in records if record.file.source.copied)
        return len(records) * SIZE.bytes + copies

    def _fill(self, folder: Path, started: float) -> dict[str, Any]:
        Library(self.workspace).place(self.name)  # again, now that no one else can take it
        kept = self._photographed(folder) if self.look else self._listed(folder)
        return self._write(folder, kept, started)

    def _photographed(self, folder: Path) -> Kept:
        """The photographs, read, with the pixels of those that are kept."""
        store = SIZE.folder(folder)
        store.mkdir(parents=True)
        with RowFile(store / IMAGES, SIZE.shape) as rows:
            kept = self._take(folder, rows)
            kept.settle()
            self._audited(folder, kept, rows)
            rows.keep(kept.rows)
            rows.settle()
        content = content_digest(kept.pixel_hashes)
        write_json(store / STORE, describe(SIZE, count=len(kept.rows), content=content))
        return kept

    def _listed(self, folder: Path) -> Kept:
        """The photographs as their tables name them, none of them read."""
        kept = Kept(reported=list(self.chosen.reported), remarks=list(self.remarks))
        for row, record in enumerate(self.chosen.records):
            kept.add(row, record, named(record))
        self._divide(kept, folder)
        return kept

    def _audited(self, folder: Path, kept: Kept, rows: RowFile) -> None:
        """Look at the photographs, tie copies together, divide, and keep what was found."""
        held = list(kept.rows)
        if not held:
            self._divide(kept, folder)  # says that none can be used
            return

        def read(places: Sequence[int]) -> NDArray[np.uint8]:
            return rows.get([held[place] for place in places])

        looked = look(read, len(held), self.progress)
        pairs = copies(kept.pixel_hashes, looked.signatures, read, self.progress)
        listed = repeats(kept.records)
        kept.tie(pairs)
        named = [Named.of(pair, kept.records) for pair in pairs]
        self._divide(kept, folder)
        ids = [one.image_id for one in kept.records]
        stayed = np.searchsorted(held, kept.rows)
        write_json(folder / AUDIT, audit(named, listed, set(ids), bridged=kept.bridged))
        write_measures(folder, ids, {name: of[stayed] for name, of in looked.measures.items()})

    def _divide(self, kept: Kept, folder: Path) -> None:
        """Leave out what the guards forbid, and divide the rest."""
        kept.guard(folder)
        used = [kept.records[place] for place in kept.used]
        refuse_few_classes(used, self.chosen.rows_in, kept.reported)
        kept.divide(seed=self.seed)

    def _take(self, folder: Path, rows: RowFile) -> Kept:
        """Every photograph, on all cores."""
        records = self.chosen.records
        taker = Taker(folder, records=records, rows=rows, size=SIZE)
        kept = Kept(reported=list(self.chosen.reported), remarks=list(self.remarks))
        with closing(in_order(taker.take, range(len(records)))) as results:
            for row, found in enumerate(results):
                kept.add(row, records[row], found)
                self.progress(row + 1, len(records), self.doing)
        if taker.copies and hasattr(os, "sync"):
            os.sync()  # once for all copies: asking for each would take minutes
        return kept

    def _write(self, folder: Path, kept: Kept, started: float) -> dict[str, Any]:
        table = manifest_table(
            kept.records,
            kept.taken,
            groups=kept.groups,
            splits=kept.splits,
            synthetic=self.synthetic,
        )
        write_manifest(table, folder / MANIFEST)
        settle(folder / MANIFEST)
        digest = manifest_digest(table)
        summary = self._summary(kept, digest)
        summary["seconds"] = round(time.monotonic() - started, 2)
        write_json(folder / REPORT, summary)
        write_json(folder / ABOUT, self._about(summary))
        return summary

    def _summary(self, kept: Kept, digest: str) -> dict[str, Any]:
        found = kept.summary()
        if self.chosen.rows_in != found["imported"] + len(found["reported"]):
            raise AssertionError("rows in = imported + reported does not hold")
        return {
            "dataset": self.name,
            "layout": self.layout,
            "rows_in": self.chosen.rows_in,
            **found,
            "notices": [*self.notices, *found["notices"], *([] if self.look else [UNSEEN])],
            "synthetic": self.synthetic,
            "digest": digest,
        }

    def _about(self, summary: dict[str, Any]) -> dict[str, Any]:
        same = ("digest", "grouped_by", "synthetic", "notices")
        return {
            "version": VERSION,
            "name": self.name,
            "classes": list(summary["classes"]),
            **{name: summary[name] for name in same},
            "seed": self.seed,
            "created": datetime.now(UTC).isoformat(timespec="seconds"),
            **self.origin,
        }
