import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { activate, combine, scoreKind } from "../../../core/predictions/activate";

const sum = (scores: Iterable<number>) => [...scores].reduce((total, score) => total + score, 0);
const near = (actual: number | undefined, expected: number, tolerance = 1e-12) =>
  assert.ok(Math.abs((actual ?? Number.NaN) - expected) <= tolerance, `${actual} is not near ${expected}`);

describe("activate", () => {
  it("makes scores in 0–1 with sum 1 of logits", () => {
    const scores = activate(Float32Array.of(1, 2, 3), "softmax", "logits");
    // Python: math.exp(x) / sum
    near(scores[0], 0.09003057317038046);
    near(scores[1], 0.24472847105479764);
    near(scores[2], 0.6652409557748218);
    near(sum(scores), 1);
  });

  it("survives logits that exp overflows or underflows on", () => {
    const scores = activate(Float32Array.of(1000, 999, -1000), "softmax", "logits");
    near(scores[0], 1 / (1 + Math.exp(-1)));
    assert.equal(scores[2], 0);
    near(sum(activate(Float32Array.of(-1e30, -1e30), "softmax", "logits")), 1);
  });

  it("gives infinite logits the whole mass, in equal parts", () => {
    const scores = activate(Float32Array.of(Infinity, 5, Infinity, -Infinity), "softmax", "logits");
    assert.deepEqual([...scores], [0.5, 0, 0.5, 0]);
  });

  it("keeps NaN apart from the other scores", () => {
    const scores = activate(Float32Array.of(Number.NaN, 0, 0), "softmax", "logits");
    assert.ok(Number.isNaN(scores[0]));
    assert.deepEqual([...scores].slice(1), [0.5, 0.5]);
  });

  it("takes the sigmoid of each logit for itself", () => {
    const scores = activate(Float32Array.of(0, 2, -800, Infinity), "sigmoid", "logits");
    near(scores[0], 0.5);
    near(scores[1], 0.8807970779778823);
    assert.deepEqual([scores[2], scores[3]], [0, 1]);
  });

  it("leaves raw logits alone, infinite ones as the largest float32", () => {
    const scores = activate(Float32Array.of(-3, 7.5, Infinity), "raw", "logits");
    assert.deepEqual([...scores], [-3, 7.5, 3.4028234663852886e38]);
  });

  it("never repeats an activation that the graph holds", () => {
    const output = Float32Array.of(0.25, 0.75);
    for (const graph of ["softmax", "sigmoid"] as const) {
      for (const asked of ["softmax", "sigmoid", "raw"] as const) {
        assert.deepEqual([...activate(output, asked, graph)], [0.25, 0.75], `${asked} over ${graph}`);
        assert.equal(scoreKind(asked, graph), graph);
      }
    }
  });

  it("does not write into the model's output", () => {
    const output = Float32Array.of(1, 2);
    activate(output, "softmax", "logits");
    assert.deepEqual([...output], [1, 2]);
  });
});

describe("combine", () => {
  it("adds probabilities", () => near(combine([0.2, 0.3], "softmax"), 0.5));
  it("adds independent probabilities to 1 at most", () => assert.equal(combine([0.9, 0.8], "sigmoid"), 1));
  it("adds logits so that softmax of the sum is the sum of softmax", () => {
    const [a, b, rest] = [1.5, -0.5, 2];
    const apart = activate(Float32Array.of(a, b, rest), "softmax", "logits");
    const together = activate(Float32Array.of(combine([a, b], "logits"), rest), "softmax", "logits");
    near(together[0], (apart[0] as number) + (apart[1] as number), 1e-7);
  });
});
