import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ROOT, say } from "./console.mjs";

const FILE = path.join(ROOT, ".cache/setup.lock");

/** Whether the process that wrote the lock still runs; a lock without a number is being written. */
function holderLives() {
  try {
    const holder = Number(readFileSync(FILE, "utf8"));
    return holder === 0 || process.kill(holder, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
}

function take() {
  try {
    writeFileSync(FILE, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    if (!holderLives()) rmSync(FILE, { force: true });
    return false;
  }
}

/** Runs `work` while no other set-up of this clone does: two at once would spoil node_modules and dist. */
export async function withLock(work) {
  mkdirSync(path.dirname(FILE), { recursive: true });
  for (let waited = 0; !take(); waited++) {
    if (waited === 4) say("Another set-up is running in this folder, waiting for it …");
    await sleep(250);
  }
  const release = () => rmSync(FILE, { force: true });
  process.once("exit", release);
  try {
    await work();
  } finally {
    process.off("exit", release);
    release();
  }
}
