import { describe, expect, test } from "vitest";
import { DEPTH, MERGE_MS, NO_HISTORY, record, redo, undo } from "../src/history";
import { draw } from "./samples";

const [one, two, three] = [draw("in_1"), draw("in_1 conv_1"), draw("in_1 conv_1 end_1")];

describe("history", () => {
  test("undo and redo walk the same way back and forth", () => {
    const history = record(record(NO_HISTORY, one, "", 0), two, "", 1);
    const back = undo(history, three);
    expect(back?.[1]).toBe(two);
    const further = undo(back?.[0] ?? NO_HISTORY, two);
    expect(further?.[1]).toBe(one);
    expect(undo(further?.[0] ?? NO_HISTORY, one)).toBeNull();
    const forth = redo(further?.[0] ?? NO_HISTORY, one);
    expect(forth?.[1]).toBe(two);
    expect(redo(forth?.[0] ?? NO_HISTORY, two)?.[1]).toBe(three);
  });

  test("a new edit forgets what was undone", () => {
    const back = undo(record(NO_HISTORY, one, "", 0), two);
    const edited = record(back?.[0] ?? NO_HISTORY, one, "", 1);
    expect(redo(edited, three)).toBeNull();
  });

  test("a number typed digit by digit is one step", () => {
    const first = record(NO_HISTORY, one, "param:conv_1:filters", 0);
    const second = record(first, two, "param:conv_1:filters", 300);
    expect(second.past).toEqual([one]);
  });

  test("another field, a pause, or an undo in between makes a step of its own", () => {
    const first = record(NO_HISTORY, one, "param:conv_1:filters", 0);
    expect(record(first, two, "param:conv_1:padding", 300).past).toHaveLength(2);
    expect(record(first, two, "param:conv_1:filters", MERGE_MS).past).toHaveLength(2);
    const [travelled] = undo(record(first, two, "", 10), three) ?? [NO_HISTORY];
    expect(record(travelled, two, "param:conv_1:filters", 20).past).toHaveLength(2);
  });

  test("the oldest steps are forgotten beyond the depth", () => {
    let history = NO_HISTORY;
    for (let i = 0; i < DEPTH + 5; i += 1) history = record(history, i === 5 ? two : one, "", i);
    expect(history.past).toHaveLength(DEPTH);
    expect(history.past[0]).toBe(two);
  });
});
