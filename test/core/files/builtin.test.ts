import assert from "node:assert/strict";
import { stat } from "node:fs/promises";
import path from "node:path";
import { describe, it } from "node:test";
import { BUILTIN_NAMES, builtinPath, isBuiltin } from "../../../core/files/builtin";
import { ROOT } from "../../helpers/root";

describe("builtinPath", () => {
  it("finds every name's file or folder", async () => {
    assert.equal(BUILTIN_NAMES.length, 4);
    for (const name of BUILTIN_NAMES) {
      assert.ok(isBuiltin(name));
      const found = await stat(await builtinPath(name));
      assert.equal(found.isDirectory(), name === "builtin:photos", name);
    }
  });

  it("names the labels in models/", async () => {
    assert.equal(await builtinPath("builtin:imagenet"), path.join(ROOT, "models/imagenet-labels.txt"));
  });

  for (const name of ["builtin:", "builtin:nothing", "builtin:constructor", "builtin:photos/../x"]) {
    it(`refuses ${name} and lists the names`, async () => {
      await assert.rejects(builtinPath(name), (error: Error & { code: string }) => {
        assert.equal(error.code, "BUILTIN_UNKNOWN");
        for (const known of BUILTIN_NAMES) assert.ok(error.message.includes(known));
        return true;
      });
    });
  }
});
