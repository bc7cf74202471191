"""The bin: designs keep their histories there, come back under a free name, or go for good."""

from __future__ import annotations

import pytest
from shelf_states import design, notes

from builder.shelf.design_bin import DesignBin
from builder.shelf.designs import DesignShelf
from builder.upgrade import DesignError


def test_a_new_name_keeps_the_history_and_the_bin_gives_it_back(shelf: DesignShelf) -> None:
    shelf.save(design("x"))
    shelf.keep(design("x"), why="good")
    shelf.rename("mine", "yours")
    assert notes(shelf, "yours") == ["x"]
    shelf.save(design("another", name="mine"))
    shelf.delete("yours")
    assert shelf.names() == ["mine"]
    shelf.save(design("a third", name="yours"))
    assert notes(shelf, "yours") == []
    binned = DesignBin(shelf.workspace)
    assert [one.name for one in binned.all()] == ["yours"]
    assert binned.restore(binned.named("yours")) == "yours 2"
    assert shelf.load("yours 2").nodes[0].note == "x"
    assert notes(shelf, "yours 2") == ["x"]
    assert binned.all() == []


def test_neither_the_bin_nor_the_shelf_writes_over_a_file_of_the_same_name(
    shelf: DesignShelf,
) -> None:
    shelf.save(design("binned"))
    shelf.keep(design("binned"), why="good")
    shelf.delete("mine")
    file = shelf.folder / "mine.json"
    file.write_text(design("by hand", name="another").to_json())
    binned = DesignBin(shelf.workspace)
    assert binned.restore("mine") == "mine"
    assert {name: shelf.load(name).nodes[0].note for name in shelf.names()} == {
        "another": "by hand",
        "mine": "binned",
    }
    assert notes(shelf) == ["binned"]
    (shelf.folder / ".bin" / "mine.json").write_text(design("binned once").to_json())
    key = shelf.delete("another")
    assert key != "mine"
    assert {one.key: one.name for one in binned.all()} == {"mine": "mine", key: "another"}


def test_what_is_deleted_for_good_is_gone_with_its_history(shelf: DesignShelf) -> None:
    for name in ("mine", "yours"):
        shelf.save(design("x", name=name))
        shelf.keep(design("x", name=name))
        shelf.delete(name)
    binned = DesignBin(shelf.workspace)
    with pytest.raises(DesignError, match="not in the bin any more"):
        binned.delete(["mine", "../mine"])
    assert len(binned.all()) == 2
    assert binned.delete(["mine"]) == ["mine"]
    assert binned.delete() == ["yours"]
    assert [path.name for path in shelf.folder.rglob("*.json")] == []
    with pytest.raises(DesignError, match=r"no design “mine” in the bin\. In the bin: nothing"):
        binned.named("mine")
