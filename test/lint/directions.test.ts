import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { ROOT } from "../helpers/root";

/** File that must not be there, and what it must not import. */
const PLANTED: readonly [file: string, imports: string][] = [
  ["core/values/planted.ts", "../pacing/lanes"],
  ["core/values/planted.ts", "node:fs"],
  ["core/pacing/planted.ts", "../sources/source"],
  ["core/sources/planted.ts", "../preprocess/accept"],
  ["core/preprocess/planted.ts", "../inference/session"],
  ["core/inference/model/planted.ts", "../../predictions/ranker"],
  ["core/latency/planted.ts", "../../nodes/shared/config"],
  ["nodes/preprocess/planted.ts", "sharp"],
  ["nodes/preprocess/planted.ts", "node:fs"],
  ["nodes/shared/editor/planted.ts", "node:path"],
  ["cli/planted.ts", "../nodes/shared/config"],
];

describe("directions of imports", () => {
  for (const [file, imports] of PLANTED) {
    it(`${path.dirname(file)} may not import ${imports}`, () => {
      // Biome lints files only where they lie; the planted one is taken away again.
      const planted = path.join(ROOT, file);
      writeFileSync(
        planted,
        `import * as planted from ${JSON.stringify(imports)};\nexport const keep = planted;\n`,
      );
      try {
        const { stdout, status } = spawnSync(
          path.join(ROOT, "node_modules/.bin/biome"),
          ["lint", "--reporter=json", "--vcs-enabled=false", planted],
          { cwd: ROOT, encoding: "utf8" },
        );
        assert.equal(status, 1);
        assert.match(stdout, /noRestrictedImports/);
      } finally {
        rmSync(planted);
      }
    });
  }
});
