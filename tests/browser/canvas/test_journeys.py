"""What a person does on the board, and that nothing of it is lost."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from layers_catalog.base import Category

if TYPE_CHECKING:
    from canvas_page import Board

pytestmark = pytest.mark.browser


def test_a_template_is_readable_at_once(board: Board) -> None:
    assert len(board.ids()) == 8
    expect(board.page.locator(".ls-verdict")).to_have_text("Sound")
    assert board.words("conv2d_1") == "224 × 224, 64 maps"
    work = "Work for one photograph: multiply-adds, or their equal in time"
    expect(board.page.locator(".ls-work")).to_have_attribute("title", work)
    box = board.node("conv2d_1").bounding_box()
    assert box is not None
    assert box["width"] > 176 * 0.6


def test_a_click_adds_after_the_chosen_layer_and_python_answers(board: Board) -> None:
    board.node("conv2d_1").click()
    board.entry("BatchNormalization").click()
    expect(board.node("batch_normalization_1")).to_contain_text("224 × 224, 64 maps")
    expect(board.node("batch_normalization_1")).to_contain_text("256 parameters")
    assert "conv2d_1->batch_normalization_1:0" in board.links()
    board.entry("Dropout").click()
    assert "batch_normalization_1->dropout_1:0" in board.links()
    board.python_agrees()


def test_search_and_enter_add_too(board: Board) -> None:
    board.node("conv2d_1").click()
    search = board.page.get_by_label("Find a layer")
    search.fill("forgets at random")
    expect(board.page.locator(".ls-entry").first).to_have_attribute("data-type", "Dropout")
    search.press("Enter")
    expect(board.node("dropout_1")).to_be_visible()
    search.fill("zebra crossing")
    expect(board.page.get_by_text("No layer is called or does")).to_be_visible()


def test_families_fold_and_the_arrows_walk_through_them(board: Board) -> None:
    families = board.page.locator(".ls-family")
    unfolded = board.page.locator('.ls-family[aria-expanded="true"]')
    expect(families).to_have_count(len(Category) + 1)  # and the ready blocks
    expect(unfolded).to_have_text([re.compile(r"^Image and preparation")])
    pooling = families.filter(has_text="Pooling")
    pooling.focus()
    pooling.press("Enter")
    expect(unfolded).to_have_count(2)
    pooling.press("ArrowDown")
    expect(board.page.locator(".ls-entry:focus")).to_have_attribute("data-type", "MaxPooling2D")
    pooling.click()
    expect(board.page.locator('.ls-entry[data-type="MaxPooling2D"]')).to_have_count(0)
    board.page.get_by_label("Find a layer").fill("spatial")
    expect(board.page.locator(".ls-entry")).to_have_count(1)


def test_a_family_unfolded_at_the_lower_edge_comes_into_view(board: Board) -> None:
    families = board.page.locator(".ls-palette .ls-family")
    last = families.nth(families.count() - 1)
    last.scroll_into_view_if_needed()
    last.click()
    section = board.page.locator(".ls-palette section").last
    expect(section.locator(".ls-entry").first).to_be_in_viewport(ratio=0.9)
    expect(last).to_be_in_viewport(ratio=0.9)


def test_drag_onto_a_connection_inserts_and_onto_ground_stands_alone(board: Board) -> None:
    (x1, y), (x2, _) = board.middle("input"), board.middle("rescaling")
    frame = board.page.locator(".ls-board")
    box = frame.bounding_box()
    assert box is not None
    arrow = {"x": (x1 + x2) / 2 - box["x"], "y": y - box["y"] - 10}
    board.entry("RandomFlip").drag_to(frame, target_position=arrow)
    expect(board.node("random_flip_1")).to_contain_text("224 × 224, 3 maps")
    assert {"input->random_flip_1:0", "random_flip_1->rescaling:0"} <= set(board.links())
    before = board.links()
    corner = {"x": box["width"] - 60, "y": box["height"] - 40}
    board.entry("RandomZoom").drag_to(frame, target_position=corner)
    expect(board.node("random_zoom_1")).to_be_visible()
    assert board.links() == before
    expect(board.page.locator(".ls-verdict")).to_contain_text("problem")


def test_connecting_by_drag_refuses_loops_and_replaces_a_taken_input(board: Board) -> None:
    before = board.links()
    board.connect("conv2d_2", "conv2d_1")
    expect(board.page.get_by_text("would make a loop")).to_be_visible()
    assert board.links() == before
    board.connect("input", "conv2d_1")
    assert "input->conv2d_1:0" in board.links()
    assert "rescaling->conv2d_1:0" not in board.links()
    board.python_agrees()


def test_connecting_by_keyboard(board: Board) -> None:
    board.node("input").click()
    board.page.keyboard.press("c")
    expect(board.page.get_by_text("Choose the layer that Input leads to")).to_be_visible()
    board.page.locator('.react-flow__node[data-id="conv2d_1"]').focus()
    board.page.keyboard.press("Enter")
    assert "input->conv2d_1:0" in board.links()


def test_a_merging_layer_takes_numbered_slots(board: Board) -> None:
    board.node("conv2d_1").click()
    board.entry("Add").click()
    expect(board.node("add_1").locator(".ls-complaint")).to_be_visible()
    inputs = board.page.get_by_role("combobox", name="Input 2")
    inputs.select_option("conv2d_1")
    expect(board.node("add_1")).to_contain_text("224 × 224, 64 maps")
    assert {"conv2d_1->add_1:0", "conv2d_1->add_1:1"} <= set(board.links())


def test_a_parameter_changes_the_shape_and_undo_brings_it_back(board: Board) -> None:
    board.node("conv2d_1").click()
    board.field("filters").fill("16")
    expect(board.node("conv2d_1")).to_contain_text("224 × 224, 16 maps")
    expect(board.node("conv2d_1")).to_contain_text("448 parameters")
    board.page.keyboard.press("Control+z")
    expect(board.node("conv2d_1")).to_contain_text("224 × 224, 64 maps")
    assert board.field("filters").input_value() == "64"
    board.page.keyboard.press("Control+Shift+z")
    expect(board.node("conv2d_1")).to_contain_text("16 maps")
    board.page.locator('[data-field="filters"] .ls-reset').click()
    assert board.field("filters").input_value() != "16"


def test_a_value_out_of_range_is_told_at_the_field_and_at_the_layer(board: Board) -> None:
    board.node("conv2d_1").click()
    board.field("filters").fill("0")
    wrong = board.page.locator('[data-field="filters"] .ls-wrong')
    expect(wrong).to_have_text("Filters takes a whole number from 1 to 4,096.")
    expect(board.node("conv2d_1").locator(".ls-complaint")).to_be_visible()
    board.field("filters").fill("many")
    board.field("filters").press("Tab")
    assert board.field("filters").input_value() == "0"
    board.field("filters").fill("8")
    expect(wrong).to_have_count(0)
    expect(board.page.locator(".ls-verdict")).to_have_text("Sound")


def test_several_numbers_are_sent_together_or_left_empty_together(board: Board) -> None:
    board.node("flatten").click()
    board.entry("PReLU").click()
    field = board.page.locator('[data-field="shared_axes"]')
    expect(field.locator(".ls-part span")).to_have_text(["first", "second"])
    boxes, wrong = field.locator("input"), field.locator(".ls-wrong")
    complaint = board.node("p_re_lu_1").locator(".ls-complaint")
    expect(complaint).to_be_visible()
    boxes.nth(0).fill("")
    expect(wrong).to_have_text("Shared axes takes 2 numbers, or none.")
    boxes.nth(1).fill("")
    expect(wrong).to_have_count(0)
    expect(complaint).to_have_count(0)
    boxes.nth(1).fill("2")
    boxes.nth(1).press("Tab")
    expect(wrong).to_have_text("Shared axes takes 2 numbers, or none.")
    assert boxes.nth(1).input_value() == "2"
    expect(complaint).to_have_count(0)
    boxes.nth(0).fill("1")
    expect(wrong).to_have_count(0)
    expect(complaint).to_be_visible()


def test_delete_closes_the_chain_and_the_problem_list_jumps(board: Board) -> None:
    board.node("flatten").click()
    board.page.keyboard.press("Delete")
    expect(board.node("flatten")).to_have_count(0)
    verdict = board.page.locator(".ls-verdict")
    expect(verdict).to_have_text("1 problem")
    expect(board.node("classifier")).to_contain_text("Classifier needs a list of numbers")
    verdict.click()
    board.page.locator(".ls-problems button").first.click()
    board.page.wait_for_function(
        "() => document.activeElement.shadowRoot?.activeElement?.dataset.id === 'classifier'"
    )
    board.page.keyboard.press("Control+z")
    expect(verdict).to_have_text("Sound")


def test_arrow_keys_move_and_undo_moves_back(board: Board) -> None:
    board.node("conv2d_1").click()
    x, _ = board.middle("conv2d_1")
    board.page.locator('.react-flow__node[data-id="conv2d_1"]').focus()
    for _ in range(3):
        board.page.keyboard.press("ArrowRight")
    assert board.middle("conv2d_1")[0] > x + 5
    board.page.keyboard.press("Control+z")
    assert board.middle("conv2d_1")[0] == pytest.approx(x, abs=1)


def test_keys_typed_in_a_field_stay_there(board: Board) -> None:
    board.node("conv2d_1").click()
    name = board.page.get_by_label("Name on the board")
    name.fill("Edges")
    name.press("Backspace")
    name.type("rc")
    expect(board.node("conv2d_1")).to_contain_text("Edgerc")
    assert len(board.ids()) == 8
    assert not board.page.get_by_text("Clear caches").is_visible()


def test_a_click_on_one_of_several_that_are_chosen_chooses_it_alone(board: Board) -> None:
    board.page.locator(".ls .react-flow").focus()
    board.page.keyboard.press("Control+a")
    board.node("conv2d_1").click()
    expect(board.page.locator(".ls-inspector h3")).to_have_text("Conv2D")
    board.node("conv2d_2").click(modifiers=["Shift"])
    expect(board.page.locator(".ls-inspector")).to_contain_text("2 layers chosen")


def test_select_all_copy_paste_duplicate_and_tidy(board: Board) -> None:
    board.node("conv2d_1").click()
    board.page.keyboard.press("Control+c")
    board.page.keyboard.press("Control+v")
    board.page.keyboard.press("Control+d")
    assert len(board.ids()) == 10
    board.tool("Tidy up").click()
    board.page.locator(".ls .react-flow").focus()
    board.page.keyboard.press("Control+a")
    board.page.keyboard.press("Delete")
    assert board.ids() == []
    expect(board.page.get_by_text("Nothing is drawn yet")).to_be_visible()
    for _ in range(2):
        board.page.keyboard.press("Control+z")
    assert len(board.ids()) == 10


def test_a_reload_keeps_drawing_history_and_view(board: Board) -> None:
    board.node("conv2d_1").click()
    board.field("filters").fill("16")
    board.entry("Dropout").click()
    board.tool("Zoom in").click()
    board.page.wait_for_timeout(400)
    view = board.page.locator(".react-flow__viewport").get_attribute("style")
    board.page.reload()
    board.ready()
    expect(board.node("dropout_1")).to_contain_text("224 × 224, 16 maps")
    assert board.page.locator(".react-flow__viewport").get_attribute("style") == view
    board.python_agrees()
    board.tool("Undo").click()
    board.tool("Undo").click()
    expect(board.node("dropout_1")).to_have_count(0)
    expect(board.node("conv2d_1")).to_contain_text("64 maps")


def test_a_storm_of_reruns_loses_no_edit(board: Board) -> None:
    again = board.page.get_by_role("button", name="Run again")
    board.node("conv2d_1").click()
    for number in range(1, 16):
        board.field("filters").fill(str(number))
        again.evaluate("button => button.click()")
        board.entry("Dropout").click()
        again.evaluate("button => button.click()")
        board.node("conv2d_1").click()
    expect(board.node("conv2d_1")).to_contain_text("224 × 224, 15 maps")
    assert len([one for one in board.ids() if one.startswith("dropout")]) == 15
    board.python_agrees()
    for _ in range(30):
        board.page.keyboard.press("Control+z")
    expect(board.node("conv2d_1")).to_contain_text("224 × 224, 64 maps")


def test_another_page_and_back_loses_nothing(board: Board) -> None:
    board.node("conv2d_1").click()
    board.field("filters").fill("16")
    board.entry("Dropout").click()
    board.page.get_by_text("Another page").click()
    expect(board.page.locator(".ls-board")).to_have_count(0)
    board.page.get_by_text("Another page").click()
    expect(board.node("dropout_1")).to_contain_text("224 × 224, 16 maps")
    board.python_agrees()
    board.tool("Undo").click()
    expect(board.node("dropout_1")).to_have_count(0)
    board.python_agrees()


def test_a_template_opened_over_a_drawing_can_be_undone(board: Board) -> None:
    board.node("conv2d_1").click()
    board.field("filters").fill("16")
    board.page.get_by_role("button", name="Open EfficientNet-Lite0, frozen").click()
    expect(board.node("backbone")).to_be_visible()
    board.page.get_by_text("epoch=1").wait_for()
    board.tool("Undo").click()
    expect(board.node("conv2d_1")).to_contain_text("16 maps")
    board.python_agrees()


def test_a_drag_outlives_a_rerun(board: Board) -> None:
    x, y = board.middle("conv2d_1")
    mouse = board.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + 40, y + 20, steps=40)
    board.page.get_by_role("button", name="Run again").evaluate("button => button.click()")
    board.page.wait_for_timeout(400)
    mouse.move(x + 80, y + 30, steps=3)
    mouse.up()
    assert board.middle("conv2d_1")[0] == pytest.approx(x + 80, abs=8)


@pytest.mark.parametrize("width", [1024, 1440])
def test_everything_is_readable_at_first_fit_and_no_button_lies_over_it(
    board: Board, address: str, width: int
) -> None:
    board.page.set_viewport_size({"width": width, "height": 768})
    board.page.goto("about:blank")
    board.open(f"{address}/?template=EfficientNet-Lite0,+frozen")
    frame = board.page.locator(".ls-board").bounding_box()
    assert frame is not None
    for name in ("Undo", "Tidy up", "Show everything"):
        box = board.tool(name).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= frame["y"]
    for node_id in board.ids():
        box = board.node(node_id).bounding_box()
        assert box is not None
        assert frame["x"] <= box["x"]
        assert box["x"] + box["width"] <= frame["x"] + frame["width"]
        assert frame["y"] <= box["y"]
        assert box["y"] + box["height"] <= frame["y"] + frame["height"]
        assert box["width"] >= 176 * 0.6


def test_edits_on_thirty_layers_are_answered_soon(board: Board, address: str) -> None:
    board.page.evaluate("sessionStorage.clear()")
    board.open(f"{address}/?n=30")
    board.node("conv2d_1").click()
    started = time.monotonic()
    for number in range(1, 11):
        board.field("filters").fill(str(number))
        maps = "map" if number == 1 else "maps"
        expect(board.node("conv2d_1")).to_contain_text(re.compile(rf", {number} {maps}"))
    assert (time.monotonic() - started) / 10 < 3
