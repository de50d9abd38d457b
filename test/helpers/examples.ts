import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { ROOT } from "./root";

/** A node as an exported flow has it. */
export interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly z?: string;
  readonly g?: string;
  readonly name?: string;
  readonly wires?: readonly (readonly string[])[];
  readonly [property: string]: unknown;
}

const FOLDER = path.join(ROOT, "examples");

/** Names of the examples, as the Import menu shows them. */
export function exampleNames(): string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith(".json"))
    .map((file) => path.basename(file, ".json"))
    .sort();
}

/** The nodes of one example. */
export function example(name: string): FlowNode[] {
  return JSON.parse(readFileSync(path.join(FOLDER, `${name}.json`), "utf8"));
}
