/** A share in something loaded. */
export interface Lease<T> {
  readonly value: T;
  /** Gives the share back; the last one closes. May be called twice. */
  release(): Promise<void>;
}

/** Loaded things, one for all who ask for the same. */
export interface Registry<O, T> {
  /** Loads, or shares what equal options loaded; a failed load is not kept. */
  acquire(options: O): Promise<Lease<T>>;
}

interface Entry<T> {
  readonly value: Promise<T>;
  users: number;
}

/**
 * A registry that loads by `open`.
 *
 * @param keyOf everything that decides what is loaded, as text
 */
export function createRegistry<O, T extends { close(): Promise<void> }>(
  open: (options: O) => Promise<T>,
  keyOf: (options: O) => string,
): Registry<O, T> {
  const entries = new Map<string, Entry<T>>();

  async function leave(key: string, entry: Entry<T>): Promise<void> {
    if (--entry.users > 0) return;
    if (entries.get(key) === entry) entries.delete(key);
    await (await entry.value).close();
  }

  return {
    async acquire(options) {
      const key = keyOf(options);
      const entry = entries.get(key) ?? { value: open(options), users: 0 };
      entries.set(key, entry);
      entry.users++;
      try {
        const value = await entry.value;
        let released: Promise<void> | undefined;
        return {
          value,
          release: () => {
            released ??= leave(key, entry);
            return released;
          },
        };
      } catch (error) {
        if (entries.get(key) === entry) entries.delete(key);
        throw error;
      }
    },
  };
}
