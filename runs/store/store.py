"""``RunStore``: the one door to what is known of runs, and the only writer of it.

Its parts are ``reading`` and ``listing``, ``queueing`` (the launcher's moves), ``holding`` (the
worker's), ``recording`` (metrics), ``noting`` (stars, tags, notes) and ``binning``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self

from sqlalchemy.exc import DBAPIError

from runs.store.binning import Binning
from runs.store.engine import open_engine
from runs.store.errors import StoreError
from runs.store.holding import Holding
from runs.store.listing import Listing
from runs.store.noting import Noting
from runs.store.queueing import Queueing
from runs.store.recording import Recording
from runs.store.upgrade import bring_up_to_date
from runs.workspace import database_url

if TYPE_CHECKING:
    from types import TracebackType


class RunStore(Listing, Queueing, Holding, Recording, Noting, Binning):
    """All runs of a workspace.

    Contract, for every backend and any number of processes and threads:

    - A change of state is one guarded UPDATE. Exactly one of many contenders succeeds; the others
      get ``RunConflictError`` and have written nothing.
    - Only the holder of the claim writes to a running run. Who has lost it finds out at its next
      beat or record.
    - A finished run does not change its state again.
    - Moments come from the database's clock, so processes need not agree on the time.

    Args:
        target: the workspace folder, or a database URL (``sqlite:///…``, ``postgresql://…``).

    Raises:
        StoreError: the database cannot be opened, or is newer than this program.
    """

    def __init__(self, target: Path | str) -> None:
        url = str(target) if "://" in str(target) else database_url(Path(target))
        super().__init__(open_engine(url))
        try:
            bring_up_to_date(self._engine)
        except StoreError:
            self.close()
            raise
        except DBAPIError as error:
            self.close()
            raise StoreError(
                f"The database of runs cannot be opened: {error.orig}.",
                "Check that its folder exists, can be written to, and has room on the disk.",
            ) from error

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
