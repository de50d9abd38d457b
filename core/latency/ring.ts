import type { Samples } from "./statistics";

/** The newest `capacity` samples, exact; sorted when read, until the next one comes. */
export class Ring implements Samples {
  #values = new Float64Array(16);
  #sorted: Float64Array | undefined;
  #count = 0;

  constructor(readonly capacity: number) {}

  get size(): number {
    return Math.min(this.#count, this.capacity);
  }

  get mean(): number {
    return this.#inOrder().reduce((sum, value) => sum + value, 0) / this.size;
  }

  get min(): number {
    return this.at(1);
  }

  get max(): number {
    return this.at(this.size);
  }

  add(value: number): void {
    if (this.#count === this.#values.length && this.#count < this.capacity) this.#grow();
    this.#values[this.#count % this.capacity] = value;
    this.#count++;
    this.#sorted = undefined;
  }

  at(rank: number): number {
    return this.#inOrder()[rank - 1] as number;
  }

  /** Twice the room, so that memory follows what was seen and not what is allowed. */
  #grow(): void {
    const wider = new Float64Array(Math.min(this.#values.length * 2, this.capacity));
    wider.set(this.#values);
    this.#values = wider;
  }

  #inOrder(): Float64Array {
    this.#sorted ??= this.#values.slice(0, this.size).sort();
    return this.#sorted;
  }
}
