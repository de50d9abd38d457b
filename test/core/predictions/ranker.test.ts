import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createRanker } from "../../../core/predictions/ranker";
import type { VisionError } from "../../../core/values/errors";
import { type ClassifyOptions, DEFAULT_CLASSIFY_OPTIONS } from "../../../core/values/options";
import type { Activation } from "../../../core/values/prediction";

/** Cut from ImageNet: synonyms, and one name that two classes bear. */
const LABELS = ["tabby, tabby cat", "tiger cat", "Egyptian cat", "lynx, catamount", "crane", "crane"];
const SCORES = Float32Array.of(0.3, 0.25, 0.2, 0.15, 0.06, 0.04);

const code = (expected: string) => (error: VisionError) => error.code === expected;

function ranker(
  options: Partial<ClassifyOptions> = {},
  graph: Activation = "softmax",
  labels: readonly string[] | null = LABELS,
) {
  return createRanker({ ...DEFAULT_CLASSIFY_OPTIONS, ...options }, labels ?? undefined, 6, graph);
}

/** "label score" of each prediction, scores to two digits. */
function listed(options: Partial<ClassifyOptions>, scores = SCORES, graph: Activation = "softmax"): string[] {
  return ranker(options, graph)
    .rank(scores)
    .map(({ label, score }) => `${label} ${score.toFixed(2)}`);
}

describe("rank: order and number", () => {
  it("gives the best first with label, score and index", () => {
    const predictions = ranker({ topK: 2 }).rank(Float32Array.of(0.1, 0.5, 0, 0.25, 0, 0.125));
    assert.deepEqual(predictions, [
      { label: "tiger cat", score: 0.5, index: 1 },
      { label: "lynx, catamount", score: 0.25, index: 3 },
    ]);
  });

  it("sorts ties by lower index", () => {
    const indices = ranker({ topK: 6 })
      .rank(Float32Array.of(0.1, 0.3, 0.3, 0.1, 0.3, 0.1))
      .map(({ index }) => index);
    assert.deepEqual(indices, [1, 2, 4, 0, 3, 5]);
  });

  it("keeps the lower index where the list ends amid a tie", () => {
    const scores = Float32Array.of(0.1, 0.3, 0.3, 0.3, 0, 0);
    const indices = ranker({ topK: 2 })
      .rank(scores)
      .map(({ index }) => index);
    assert.deepEqual(indices, [1, 2]);
  });

  it("agrees with a whole sort on 1000 classes", () => {
    let seed = 1;
    const scores = Float32Array.from({ length: 1000 }, () => {
      seed = (seed * 48271) % 2147483647;
      return Math.floor(seed / 5e6) / 430;
    });
    const options = { ...DEFAULT_CLASSIFY_OPTIONS, topK: 50 };
    const got = createRanker(options, undefined, 1000, "sigmoid").rank(scores);
    const sorted = [...scores.keys()].sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);
    assert.deepEqual(
      got.map(({ index }) => index),
      sorted.slice(0, 50),
    );
  });

  it("gives all classes when topK asks for more", () => assert.equal(listed({ topK: 99 }).length, 6));

  it("uses the index as label where there is none", () => {
    const [first] = ranker({}, "softmax", null).rank(SCORES);
    assert.deepEqual([first?.label, first?.index], ["0", 0]);
    const short = ranker({}, "softmax", ["only one"]).rank(SCORES);
    assert.deepEqual(
      short.slice(0, 2).map(({ label }) => label),
      ["only one", "1"],
    );
  });

  it("leaves NaN scores out and keeps the order of the rest", () => {
    const scores = Float32Array.of(Number.NaN, 0.2, Number.NaN, 0.5, 0.1, 0.2);
    assert.deepEqual(
      ranker({ topK: 6 })
        .rank(scores)
        .map(({ index }) => index),
      [3, 1, 5, 4],
    );
    assert.deepEqual(
      ranker({ topK: 6, groups: [{ name: "cat", members: ["tabby", "tiger cat"] }] })
        .rank(scores)
        .find(({ label }) => label === "cat")?.index,
      1,
    );
  });

  it("puts infinite raw scores at the ends, as numbers that JSON keeps", () => {
    const scores = Float32Array.of(Infinity, 1, -Infinity, 2, 0, 0);
    const predictions = ranker({ topK: 6, activation: "raw" }, "logits").rank(scores);
    assert.deepEqual(
      predictions.map(({ index }) => index),
      [0, 3, 1, 4, 5, 2],
    );
    assert.deepEqual(JSON.parse(JSON.stringify(predictions)), predictions);
  });

  it("refuses an output without any number", () => {
    assert.throws(() => ranker().rank(new Float32Array(6).fill(Number.NaN)), code("SCORES_INVALID"));
  });

  it("refuses topK, threshold and margin out of bounds, from options and from a message", () => {
    for (const topK of [0, -1, 1.5, Number.NaN, "5" as unknown as number]) {
      assert.throws(() => ranker({ topK }), code("OPTION_INVALID"), `topK ${topK}`);
      assert.throws(() => ranker().rank(SCORES, { topK }), code("OPTION_INVALID"), `topK ${topK}`);
    }
    assert.throws(() => ranker({ threshold: Number.NaN }), code("OPTION_INVALID"));
    assert.throws(() => ranker().rank(SCORES, { threshold: Infinity }), code("OPTION_INVALID"));
    assert.throws(() => ranker({ margin: -0.1 }), code("OPTION_INVALID"));
    assert.throws(() => ranker({ thresholds: { tabby: Number.NaN } }), code("OPTION_INVALID"));
  });

  it("takes topK and threshold of one message without keeping them", () => {
    const one = ranker();
    assert.equal(one.rank(SCORES, { topK: 1 }).length, 1);
    assert.equal(one.rank(SCORES, { threshold: 0.2 }).length, 3);
    assert.equal(one.rank(SCORES).length, 5);
  });
});

describe("rank: thresholds, margin and other", () => {
  it("leaves out what is below the threshold, and nothing with 0", () => {
    assert.deepEqual(listed({ threshold: 0.25 }), ["tabby, tabby cat 0.30", "tiger cat 0.25"]);
    const raw = ranker({ activation: "raw", topK: 6 }, "logits").rank(
      Float32Array.of(-1, -2, -3, -4, -5, -6),
    );
    assert.equal(raw.length, 6);
  });

  it("lets a label's own threshold replace the overall one", () => {
    const options = { threshold: 0.25, thresholds: { "Egyptian cat": 0.2, "tiger cat": 0.5 } };
    assert.deepEqual(listed(options), ["tabby, tabby cat 0.30", "Egyptian cat 0.20"]);
    assert.deepEqual(listed({ threshold: 0.25, thresholds: { lynx: 0 } }).at(-1), "lynx, catamount 0.15");
  });

  it("answers other, or nothing, when the best is below its threshold", () => {
    const low = { threshold: 0.9 };
    const [other] = ranker({ ...low, other: "unsure" }).rank(SCORES);
    assert.deepEqual(other, { label: "unsure", score: SCORES[0], index: -1 });
    assert.deepEqual(listed(low), []);
    // The second would pass its own threshold, yet the model means the first.
    assert.deepEqual(listed({ other: "unsure", thresholds: { tabby: 0.5 } }), ["unsure 0.30"]);
  });

  it("with independent labels answers other only when none passes", () => {
    const options = { other: "none", thresholds: { tabby: 0.5 } };
    assert.equal(listed(options, SCORES, "sigmoid")[0], "tiger cat 0.25");
    assert.deepEqual(listed({ ...options, threshold: 0.5 }, SCORES, "sigmoid"), ["none 0.30"]);
  });

  it("answers other when the best is not ahead by the margin", () => {
    assert.deepEqual(listed({ other: "unsure", margin: 0.06 }), ["unsure 0.30"]);
    assert.equal(listed({ other: "unsure", margin: 0.04 })[0], "tabby, tabby cat 0.30");
  });

  it("answers other with score 0 when no label is admitted", () => {
    assert.deepEqual(listed({ other: "none", allow: ["unicorn"] }), ["none 0.00"]);
  });
});

describe("rank: names", () => {
  it("admits only the allow-list, without rescaling scores", () => {
    assert.deepEqual(listed({ allow: ["lynx", "Egyptian cat"] }), [
      "Egyptian cat 0.20",
      "lynx, catamount 0.15",
    ]);
  });

  it("never gives what the deny-list names", () => {
    assert.deepEqual(listed({ deny: ["tabby, tabby cat", "tiger cat"], topK: 1 }), ["Egyptian cat 0.20"]);
  });

  it("finds every class that bears a name, and keeps equal names apart", () => {
    assert.deepEqual(listed({ allow: ["crane"] }), ["crane 0.06", "crane 0.04"]);
  });

  it("prefers a whole label to a first synonym", () => {
    const labels = ["maillot", "maillot, tank suit", "a", "b", "c", "d"];
    const only = ranker({ allow: ["maillot"] }, "softmax", labels).rank(SCORES);
    assert.deepEqual(
      only.map(({ index }) => index),
      [0],
    );
  });

  it("keeps upper and lower case apart", () => {
    const { warnings } = ranker({ allow: ["egyptian cat"] });
    assert.equal(warnings[0]?.code, "LABEL_UNKNOWN");
  });

  it("shows a new name", () => assert.equal(listed({ rename: { tabby: "house cat" } })[0], "house cat 0.30"));

  it("adds the scores of a group and gives the index of its best member", () => {
    const cats = [{ name: "cat", members: ["tiger cat", "tabby", "Egyptian cat"] }];
    const [cat, next] = ranker({ groups: cats }).rank(SCORES);
    assert.deepEqual([cat?.label, cat?.score.toFixed(4), cat?.index], ["cat", "0.7500", 0]);
    assert.equal(next?.label, "lynx, catamount");
  });

  it("adds after the activation: the sum of softmax scores, from logits", () => {
    const logits = Float32Array.of(1, 2, 0, 0, 0, 0);
    const apart = ranker({ topK: 6 }, "logits").rank(logits);
    const sum = apart.filter(({ index }) => index < 2).reduce((total, { score }) => total + score, 0);
    const [cat] = ranker({ groups: [{ name: "cat", members: ["tabby", "tiger cat"] }] }, "logits").rank(
      logits,
    );
    assert.ok(Math.abs((cat?.score ?? 0) - sum) < 1e-12);
    assert.equal(cat?.index, 1);
  });

  it("makes a group of labels with one new name, and of a label already called so", () => {
    assert.equal(listed({ rename: { tabby: "cat", "tiger cat": "cat" } })[0], "cat 0.55");
    assert.equal(listed({ rename: { tabby: "tiger cat" } })[0], "tiger cat 0.55");
  });

  it("takes a group's name in allow, deny and thresholds", () => {
    const groups = [{ name: "cat", members: ["tabby", "tiger cat"] }];
    assert.deepEqual(listed({ groups, allow: ["cat"] }), ["cat 0.55"]);
    assert.equal(listed({ groups, deny: ["cat"] })[0], "Egyptian cat 0.20");
    assert.deepEqual(listed({ groups, thresholds: { cat: 0.6 } }), []);
  });

  it("takes nothing from a denied member", () => {
    const groups = [{ name: "cat", members: ["tabby", "tiger cat"] }];
    assert.equal(listed({ groups, deny: ["tiger cat"] })[0], "cat 0.30");
  });

  it("reports every name that no class bears, and where it stands", () => {
    const { warnings } = ranker({
      allow: ["unicorn", "tabby"],
      deny: ["griffin"],
      rename: { sphinx: "cat" },
      groups: [{ name: "cat", members: ["tabby", "manticore"] }],
      thresholds: { basilisk: 0.5 },
    });
    assert.deepEqual(
      warnings.map(({ code, params }) => `${code} ${params["option"]} ${params["label"]}`),
      [
        "LABEL_UNKNOWN rename sphinx",
        "LABEL_UNKNOWN groups manticore",
        "LABEL_UNKNOWN allow unicorn",
        "LABEL_UNKNOWN deny griffin",
        "LABEL_UNKNOWN thresholds basilisk",
      ],
    );
    assert.deepEqual(ranker({ allow: ["tabby"] }).warnings, []);
  });
});
