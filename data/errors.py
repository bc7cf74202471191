"""What can go wrong between photographs and a dataset, each with words for a person.

Trouble with a single photograph is no error but a row in the import's report.
"""

from __future__ import annotations

from layers_catalog.errors import UserError, WrongCallError


class ImportRefusedError(UserError):
    """Nothing was imported, and nothing was left behind."""


class ImportCallError(ImportRefusedError, WrongCallError):
    """The import asks for what is not there or means nothing: a path, a layout, a name, a map."""


class DatasetError(UserError):
    """A dataset, or a photograph it refers to, is missing, damaged or changed."""


class DatasetMissingError(DatasetError, WrongCallError):
    """No dataset has this name."""


class DecisionError(DatasetError, WrongCallError):
    """A decision about photographs cannot be taken or undone; nothing has changed."""
