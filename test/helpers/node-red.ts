import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";
import { type NodeRed, type NodeRedOptions, startNodeRed } from "../../scripts/demo/node-red";
import { freePort } from "../../scripts/demo/ports";

/** A fresh temporary folder. */
export function makeFolder(): string {
  return mkdtempSync(path.join(tmpdir(), "edge-vision-"));
}

/** Removes it with all that is in it. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** A folder that is removed after the test. */
export function temporaryFolder(test: TestContext): string {
  const folder = makeFolder();
  test.after(() => removeFolder(folder));
  return folder;
}

/** A real Node-RED in a process and (unless one is named) a user folder of its own, ended after the test. */
export async function nodeRedFor(
  test: TestContext,
  flows: readonly unknown[],
  options: Partial<NodeRedOptions> = {},
): Promise<NodeRed> {
  const userDir = options.userDir ?? makeFolder();
  const nodeRed = await startNodeRed({ port: await freePort(), flows, ...options, userDir });
  test.after(async () => {
    await nodeRed.stop();
    if (!options.userDir) removeFolder(userDir);
  });
  return nodeRed;
}
