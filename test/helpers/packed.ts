import assert from "node:assert/strict";
import { command } from "./command";
import { ROOT } from "./root";

/** What npm says of a packed package. */
export interface Packed {
  /** Name of the archive in the folder. */
  readonly filename: string;
  /** Bytes of the archive. */
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

/** Packs what was built into `folder`. */
export async function pack(folder: string): Promise<Packed> {
  const args = ["pack", "--ignore-scripts", "--json", "--pack-destination", folder];
  const { code, stdout, stderr } = await command("npm", args, { cwd: ROOT });
  assert.equal(code, 0, stderr);
  // A list before npm 12, an object by names since.
  const [packed] = Object.values(JSON.parse(stdout) as Record<string, Packed>);
  assert.ok(packed, stdout);
  return packed;
}
