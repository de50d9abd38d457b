import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { naturalOrder } from "../../../core/sources/natural-order";

const never = new AbortController().signal;

describe("naturalOrder", () => {
  it("puts numbers in their order, case together, folders by folder", async () => {
    const names = [
      "b.jpg",
      "img10.jpg",
      "IMG2.jpg",
      "img1.jpg",
      "a/z.jpg",
      "a.jpg",
      "a/b/c.jpg",
      "img02.jpg",
      "x9y",
      "x10y",
    ];
    assert.deepEqual(await naturalOrder(names, never), [
      "a/b/c.jpg",
      "a/z.jpg",
      "a.jpg",
      "b.jpg",
      "img1.jpg",
      "IMG2.jpg",
      "img02.jpg",
      "img10.jpg",
      "x9y",
      "x10y",
    ]);
  });

  it("agrees with the collator on 5 000 names, whatever their order was", async () => {
    const names = Array.from({ length: 5000 }, (_, i) => `shot-${(i * 7919) % 5000}.jpg`);
    const collator = new Intl.Collator("en", { numeric: true });
    assert.deepEqual(await naturalOrder(names, never), [...names].sort(collator.compare));
  });

  it("changes nothing in place and takes an empty list", async () => {
    const names = ["b", "a"];
    await naturalOrder(names, never);
    assert.deepEqual(names, ["b", "a"]);
    assert.deepEqual(await naturalOrder([], never), []);
  });

  it("lets other events in while it sorts 50 000 names", async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await naturalOrder(
      Array.from({ length: 50_000 }, (_, i) => `${(i * 7919) % 50_000}`),
      never,
    );
    clearInterval(timer);
    assert.ok(turns > 5, `${turns} turns`);
  });
});
