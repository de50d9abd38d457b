import { setTimeout as sleep } from "node:timers/promises";

/** Waits until `look` gives something; fails with `what` after `limit` ms. */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  limit = 30_000,
): Promise<NonNullable<T>> {
  const end = performance.now() + limit;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() > end) throw new Error(`Waited ${limit / 1000} s in vain until ${what}.`);
    await sleep(50);
  }
}
