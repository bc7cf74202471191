"""The shelf: names are free text, files are never half-written, nothing is lost."""

from __future__ import annotations

import pytest

from builder.shelf.design_files import NotSavedError, Written, stamp_of
from builder.shelf.designs import DesignShelf, DrawnElsewhereError
from builder.spec import GraphSpec, Node
from builder.upgrade import DesignError


def design(name: str, note: str = "") -> GraphSpec:
    return GraphSpec(name=name, nodes=(Node(id="input", type="Input", note=note),))


def files(shelf: DesignShelf) -> list[str]:
    return sorted(path.name for path in shelf.folder.glob("*.json"))


def test_an_empty_workspace_has_no_designs_and_no_folder(shelf: DesignShelf) -> None:
    assert shelf.names() == []
    assert not shelf.folder.exists()


def test_a_design_is_saved_and_loaded_under_its_name(shelf: DesignShelf) -> None:
    shelf.save(design("Größe 2: Übung / Probe"))
    assert shelf.names() == ["Größe 2: Übung / Probe"]
    assert shelf.load("Größe 2: Übung / Probe").nodes[0].id == "input"
    assert files(shelf) == ["grosse-2-ubung-probe.json"]


def test_saving_again_replaces(shelf: DesignShelf) -> None:
    shelf.save(design("a", "old"))
    shelf.save(design("a", "new"))
    assert shelf.load("a").nodes[0].note == "new"
    assert files(shelf) == ["a.json"]


def test_what_another_window_saved_alike_is_no_other_drawing(shelf: DesignShelf) -> None:
    opened = shelf.save(design("a", "as opened"))
    theirs = shelf.save(design("a", "drawn"))
    assert shelf.save(design("a", "drawn"), over=opened) == theirs


def test_what_could_not_be_read_again_is_not_saved(shelf: DesignShelf) -> None:
    shelf.save(design("a", "small"))
    layers = [Node(id=f"l{number}", type="Input", note="ä" * 2000) for number in range(500)]
    large = GraphSpec(name="a", nodes=tuple(layers))
    with pytest.raises(DesignError, match=r"“a” would take 2\.\d MB with all its notes"):
        shelf.save(large)
    assert shelf.load("a") == design("a", "small")
    shelf.save(large.model_copy(update={"nodes": large.nodes[:480]}))
    assert len(shelf.load("a").nodes) == 480


def test_names_that_differ_never_share_a_file(shelf: DesignShelf) -> None:
    for name in ("CON", "con!", "../con", "皮膚", "***"):
        shelf.save(design(name, name))
    assert all(shelf.load(name).nodes[0].note == name for name in shelf.names())
    assert len(files(shelf)) == 5
    assert "con.json" not in files(shelf)


def test_a_copy_gets_a_number(shelf: DesignShelf) -> None:
    shelf.save(design("mine"))
    assert shelf.duplicate("mine").name == "mine 2"
    assert shelf.save_copy(design("mine")).name == "mine 3"
    assert shelf.names() == ["mine", "mine 2", "mine 3"]


def test_rename_and_delete(shelf: DesignShelf) -> None:
    shelf.save(design("a", "kept"))
    shelf.save(design("b"))
    shelf.rename("a", "c")
    assert shelf.names() == ["b", "c"]
    assert shelf.load("c").nodes[0].note == "kept"
    assert shelf.rename("c", "c").name == "c"
    with pytest.raises(DesignError, match="already a design “b”"):
        shelf.rename("c", "b")
    with pytest.raises(DesignError, match="name must not be empty"):
        shelf.rename("c", "")
    shelf.delete("b")
    assert files(shelf) == ["a.json"]  # a new name keeps the file, and so the history


def test_an_unknown_name_lists_the_known(shelf: DesignShelf) -> None:
    with pytest.raises(DesignError, match="Saved designs: none yet"):
        shelf.load("x")
    shelf.save(design("a"))
    with pytest.raises(DesignError, match=r"no design “x”\. Saved designs: “a”"):
        shelf.delete("x")


def test_a_broken_file_is_listed_told_and_never_overwritten(shelf: DesignShelf) -> None:
    shelf.save(design("fine"))
    (shelf.folder / "broken.json").write_text('{"name": "bro')
    assert shelf.names() == ["broken", "fine"]
    with pytest.raises(DesignError, match=r"not valid JSON.*\(file broken\.json\)"):
        shelf.load("broken")
    shelf.save(design("broken"))
    assert (shelf.folder / "broken.json").read_text() == '{"name": "bro'


def test_a_full_disk_leaves_the_earlier_design(
    shelf: DesignShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.save(design("a", "old"))

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(NotSavedError, match=r"could not be saved .* No space left on device"):
        shelf.save(design("a", "new"))
    assert shelf.load("a").nodes[0].note == "old"
    assert not [*shelf.folder.rglob("*.partial")]


def test_what_cannot_be_written_as_text_is_still_saved(shelf: DesignShelf) -> None:
    shelf.save(GraphSpec(name="a", nodes=(Node(id="n", type="Dense", params={"x": "\ud800"}),)))
    assert shelf.load("a").nodes[0].params == {"x": "?"}


def test_what_was_written_is_known_by_its_stamp(shelf: DesignShelf) -> None:
    now = Written(design("a"))
    assert shelf.write(now) == now.stamp == shelf.open("a").stamp
    assert shelf.path_of("a").read_bytes() == now.content
    with pytest.raises(DrawnElsewhereError):
        shelf.write(Written(design("a", "more")), over=stamp_of(b"another"))
