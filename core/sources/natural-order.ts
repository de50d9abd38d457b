/** Names sorted or merged in one go; a few hundred microseconds. */
const RUN = 256;
/** Longest stretch of work before other events get their turn, in ms. */
const SLICE_MS = 1;

interface Keyed {
  readonly name: string;
  readonly key: string;
}

/**
 * A text whose plain order is the natural order of `name`: each run of digits gets its length in
 * front (so 2 < 10, and 02 beside 2), letters count without their case, `/` before anything else.
 */
function keyOf(name: string): string {
  return name
    .toLowerCase()
    .replaceAll("/", "\u0001")
    .replace(/0*(\d+)/g, (_, digits: string) => `0${String.fromCharCode(0x30 + digits.length)}${digits}`);
}

/** Natural order: img2 before img10, upper and lower case together; equal but for that, plain order. */
function compare(a: Keyed, b: Keyed): number {
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Gives other events their turn when the last breath is long enough ago. */
class Slicer {
  #since = performance.now();

  async pause(): Promise<void> {
    if (performance.now() - this.#since < SLICE_MS) return;
    await breath();
    this.#since = performance.now();
  }
}

async function merge(left: Keyed[], right: Keyed[], slicer: Slicer): Promise<Keyed[]> {
  const merged: Keyed[] = [];
  let l = 0;
  let r = 0;
  while (l < left.length && r < right.length) {
    const next = compare(left[l] as Keyed, right[r] as Keyed) <= 0 ? left[l++] : right[r++];
    merged.push(next as Keyed);
    if (merged.length % RUN === 0) await slicer.pause();
  }
  for (; l < left.length; l++) merged.push(left[l] as Keyed);
  for (; r < right.length; r++) merged.push(right[r] as Keyed);
  return merged;
}

/**
 * The names in natural order, as a new array: a merge sort that lets other events in, since sorting
 * 100 000 names at once would hold them up for a third of a second. Empty if `signal` aborts.
 */
export async function naturalOrder(names: readonly string[], signal: AbortSignal): Promise<string[]> {
  const slicer = new Slicer();
  let runs: Keyed[][] = [];
  for (let at = 0; at < names.length; at += RUN) {
    runs.push(
      names
        .slice(at, at + RUN)
        .map((name) => ({ name, key: keyOf(name) }))
        .sort(compare),
    );
    await slicer.pause();
  }
  while (runs.length > 1) {
    if (signal.aborted) return [];
    const longer: Keyed[][] = [];
    for (let i = 0; i < runs.length; i += 2) {
      longer.push(await merge(runs[i] as Keyed[], runs[i + 1] ?? [], slicer));
    }
    runs = longer;
  }
  return (runs[0] ?? []).map(({ name }) => name);
}
