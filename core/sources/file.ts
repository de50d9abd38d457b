import type { Frame } from "../values/frame";
import type { SourceOptions } from "../values/options";
import { Framer } from "./framer";
import { Rate } from "./rate";
import { errorAbout, readPicture } from "./read-picture";
import { pacedSource } from "./run";
import type { Source, SourceContext } from "./source";
import { pause, RETRY_MS } from "./wait";

/**
 * One picture file: once, or read anew for each frame with `loop` (a snapshot that others replace).
 * Errors end it in the first case and are reported in the second.
 */
export function fileSource(options: SourceOptions, context: SourceContext): Source {
  return pacedSource("file", async function* (publish, signal) {
    const framer = new Framer(options, context);
    const rate = new Rate(publish);
    const read = async (): Promise<Frame> => {
      const { bytes } = await readPicture(options.path, context.base);
      return framer.encoded(bytes, options.path);
    };
    const first = await read();
    if (!options.loop) {
      publish({ kind: "progress", done: 1, total: 1 });
      return first;
    }
    rate.count();
    yield first;
    while (!signal.aborted) {
      try {
        const frame = await read();
        rate.count();
        yield frame;
      } catch (error) {
        yield errorAbout(options.path, error);
        await pause(RETRY_MS, signal);
      }
    }
    return undefined;
  });
}
