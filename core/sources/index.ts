import type { SourceKind, SourceOptions } from "../values/options";
import { fileSource } from "./file";
import { folderSource, samplesSource } from "./folder";
import type { Source, SourceContext } from "./source";
import { testSource } from "./test-pattern";
import { videoSource } from "./video";

const KINDS: Readonly<Record<SourceKind, (options: SourceOptions, context: SourceContext) => Source>> = {
  samples: samplesSource,
  file: fileSource,
  folder: folderSource,
  video: videoSource,
  test: testSource,
};

/** A source of the kind that `options` name; nothing is opened before it runs. */
export function createSource(options: SourceOptions, context: SourceContext): Source {
  return KINDS[options.kind](options, context);
}
