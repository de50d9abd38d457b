import type { VisionError } from "../values/errors";
import { Frame } from "../values/frame";
import type { Pace, Sink, Source } from "./source";
import { orAborted } from "./wait";

/** What a reader gives for one permission. */
export type Item = Frame | VisionError;

/**
 * Reads one kind of source: gives one item each time it is asked, ends soon after `signal` aborts,
 * frees in `finally` all that it opened, throws a VisionError when it cannot go on. An item that is
 * returned rather than yielded is the last one, known as such without another permission.
 */
export type Reader = (state: Sink["state"], signal: AbortSignal) => AsyncGenerator<Item, Item | undefined>;

function put(item: Item, sink: Sink): void {
  if (item instanceof Frame) sink.frame(item);
  else sink.error(item);
}

/** A source that asks `pace` for each item of `read`. */
export function pacedSource(kind: string, read: Reader): Source {
  return {
    kind,
    async run(sink: Sink, pace: Pace, signal: AbortSignal): Promise<void> {
      const items = read((state) => sink.state(state), signal);
      try {
        while (await orAborted(pace.next(), signal, false)) {
          const { done, value } = await items.next();
          if (signal.aborted) return;
          if (value) put(value, sink);
          if (done) {
            sink.state({ kind: "idle", reason: "done" });
            return;
          }
        }
      } finally {
        await items.return(undefined);
      }
    },
  };
}
