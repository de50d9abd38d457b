import assert from "node:assert/strict";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { command } from "./command";
import { ROOT } from "./root";

/**
 * Installs packages that only one test needs into a folder of their own, which is kept between runs.
 *
 * @param packages name → exact version
 * @returns path of an installed package
 */
export async function installTools<T extends string>(
  packages: Readonly<Record<T, string>>,
): Promise<(name: T) => string> {
  const names = Object.entries(packages).map(([name, version]) => `${name}@${version}`);
  const folder = path.join(ROOT, ".cache/tools", names.join("+"));
  if (!existsSync(path.join(folder, "node_modules/.package-lock.json"))) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "package.json"), JSON.stringify({ private: true }));
    const args = ["install", "--ignore-scripts", "--no-audit", "--no-fund", ...names];
    const { code, stderr } = await command("npm", args, { cwd: folder });
    assert.equal(code, 0, stderr);
  }
  return (name) => path.join(folder, "node_modules", name);
}
