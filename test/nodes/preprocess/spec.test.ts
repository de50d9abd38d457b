import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PRESETS } from "../../../core/values/presets";
import { DEFAULT_SPEC } from "../../../core/values/spec";
import {
  overridesOf,
  parseDivisors,
  parseRegion,
  parseTriple,
  presetSpec,
} from "../../../nodes/preprocess/spec";

describe("preprocess's properties as a spec", () => {
  it("leaves out what is blank or not there", () => {
    assert.deepEqual(overridesOf({}), {});
    const blank = {
      width: "",
      height: "",
      resizeMode: "",
      mean: "",
      std: "",
      scale: "",
      layout: "auto",
      dtype: "auto",
    };
    assert.deepEqual(overridesOf(blank), {});
  });

  it("takes text and numbers alike, zero included", () => {
    const properties = {
      width: "192",
      height: 160,
      resizeMode: "letterbox",
      pad: "0",
      scale: "0.5",
      std: "2",
    };
    const expected = { width: 192, height: 160, resize: "letterbox", pad: 0, scale: 0.5, std: [2, 2, 2] };
    assert.deepEqual(overridesOf(properties), expected);
    const lists = { interpolation: "nearest", color: "bgr", layout: "nhwc", dtype: "uint8" };
    assert.deepEqual(overridesOf(lists), lists);
  });

  it("starts from what the preset says", () => {
    assert.equal(presetSpec("keras-caffe"), PRESETS["keras-caffe"]);
    assert.equal(presetSpec("custom"), DEFAULT_SPEC);
    assert.equal(presetSpec("model"), DEFAULT_SPEC);
    assert.equal(presetSpec("model", PRESETS.uint8), PRESETS.uint8);
    assert.equal(presetSpec("toString"), DEFAULT_SPEC);
  });

  it("reads one or three numbers", () => {
    assert.deepEqual(parseTriple("127"), [127, 127, 127]);
    assert.deepEqual(parseTriple(" 0.485,0.456 , 4e-1"), [0.485, 0.456, 0.4]);
    for (const wrong of ["", "a", "1,2", "1,,2", "1,2,3,4", "1;2;3", "NaN", "Infinity"])
      assert.equal(parseTriple(wrong), undefined, wrong);
  });

  it("divides by numbers above 0 only", () => {
    assert.deepEqual(parseDivisors("0.229, 0.224, 0.225"), [0.229, 0.224, 0.225]);
    for (const wrong of ["0", "-1", "1, 0, 1", "", "a"]) assert.equal(parseDivisors(wrong), undefined, wrong);
    assert.deepEqual(overridesOf({ std: "0" }), {});
  });

  it("reads regions inside the picture only", () => {
    const whole = { x: 0, y: 0, width: 1, height: 1 };
    assert.deepEqual(parseRegion({ ...whole, more: true }), whole);
    assert.ok(
      parseRegion({ x: 0.1, y: 0.2, width: 0.9, height: 0.8 }),
      "rounding of 0.1 + 0.9 does not matter",
    );
    const wrong = [
      null,
      1,
      [],
      "whole",
      {},
      { ...whole, x: 0.1 },
      { ...whole, width: 0 },
      { ...whole, y: -0.1 },
    ];
    for (const each of [...wrong, { ...whole, height: "1" }, { ...whole, x: Number.NaN }])
      assert.equal(parseRegion(each), undefined, JSON.stringify(each));
  });
});
