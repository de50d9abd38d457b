import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { asVisionError, ERRORS, fill, VisionError } from "../../../core/values/errors";
import { ROOT } from "../../helpers/root";

function sources(): string {
  const files = ["core", "cli", "nodes"].flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => path.join(ROOT, folder, file)),
  );
  assert.ok(files.length > 100);
  return files
    .filter((file) => !file.endsWith(path.join("values", "errors.ts")))
    .map((file) => readFileSync(file, "utf8"))
    .join("\n");
}

describe("errors", () => {
  it("every code of the table is used, and every code in the sources is in the table", () => {
    const text = sources();
    const codes = Object.keys(ERRORS).filter((code) => code !== "INTERNAL");
    assert.ok(codes.length > 40);
    assert.deepEqual(
      codes.filter((code) => !text.includes(`"${code}"`)),
      [],
    );
    const thrown = [...text.matchAll(/new VisionError\(\s*"(\w+)"/g)].map(([, code]) => code as string);
    assert.ok(thrown.length > 40);
    assert.deepEqual(
      thrown.filter((code) => !Object.hasOwn(ERRORS, code)),
      [],
    );
  });

  it("say what happened and what to do, with the parameters filled in", () => {
    const error = new VisionError("MODEL_NOT_FOUND", { path: "/a/b.onnx", base: "/a" });
    assert.equal(
      error.message,
      "MODEL_NOT_FOUND: The model file /a/b.onnx does not exist. Correct the path; relative paths start at /a.",
    );
    assert.equal(error.kind, "setup");
    assert.deepEqual(JSON.parse(JSON.stringify(error)), {
      code: "MODEL_NOT_FOUND",
      message: "The model file /a/b.onnx does not exist. Correct the path; relative paths start at /a.",
    });
  });

  it("leave unknown placeholders alone and never fill from the prototype", () => {
    assert.equal(fill("{a} {b} {constructor}", { a: 1 }), "1 {b} {constructor}");
  });

  it("anything thrown becomes INTERNAL with its cause", () => {
    const cause = new TypeError("oops");
    const error = asVisionError(cause);
    assert.equal(error.code, "INTERNAL");
    assert.equal(error.cause, cause);
    assert.equal(asVisionError(error), error);
  });
});
