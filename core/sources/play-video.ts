import type { Readable } from "node:stream";
import { VisionError } from "../values/errors";
import type { Plane } from "../values/formats";
import type { FrameInit } from "../values/frame";
import { Child } from "./child";
import type { VideoLayout, VideoTool, VideoWish } from "./video-tools";
import { orAborted } from "./wait";

/** Planes of an I420 frame as its tool lays it out, and the frame's bytes. */
export function i420({ width, height, align }: Pick<VideoLayout, "width" | "height" | "align">): {
  planes: readonly [Plane, Plane, Plane];
  bytes: number;
} {
  const up = (value: number): number => Math.ceil(value / align) * align;
  const stride = up(width);
  const half = up(Math.ceil(width / 2));
  const rows = Math.ceil(height / 2);
  const start = stride * (align > 1 ? rows * 2 : height);
  return {
    planes: [
      { offset: 0, stride },
      { offset: start, stride: half },
      { offset: start + half * rows, stride: half },
    ],
    bytes: start + half * rows * 2,
  };
}

/** `stream` cut into buffers of `bytes`, each a new one; reads no further than it is asked. */
async function* blocks(stream: Readable, bytes: number): AsyncGenerator<Buffer, void> {
  let block = Buffer.allocUnsafe(bytes);
  let filled = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    for (let at = 0; at < chunk.length; ) {
      const copied = chunk.copy(block, filled, at);
      at += copied;
      filled += copied;
      if (filled < bytes) continue;
      yield block;
      block = Buffer.allocUnsafe(bytes);
      filled = 0;
    }
  }
}

async function* frames(stream: Readable, layout: VideoLayout): AsyncGenerator<FrameInit, void> {
  const { width, height, matrix, range } = layout;
  const { planes, bytes } = i420(layout);
  const stride = planes[0].stride;
  for await (const data of blocks(stream, bytes)) {
    yield { data, format: "i420", width, height, stride, planes, range, ...(matrix && { matrix }) };
  }
}

/** What a playing tool has said so far. */
class Report {
  readonly #talk: ReturnType<VideoTool["talk"]>;
  readonly #onChange: () => void;
  #layout: VideoLayout | undefined;
  #isFixed = false;
  fault: string | undefined;

  /** `onChange` is called when the frames' size changes after they began. */
  constructor(tool: VideoTool, onChange: () => void) {
    this.#talk = tool.talk();
    this.#onChange = onChange;
  }

  line(text: string): void {
    this.fault = this.#talk.fault(text) ?? this.fault;
    const layout = this.#talk.layout(text);
    if (!layout) return;
    if (!this.#isFixed) this.#layout = layout;
    else if (layout.width !== this.#layout?.width || layout.height !== this.#layout.height) {
      this.fault = "the picture's size changes within the video; set a size";
      this.#onChange();
    }
  }

  /** The layout that holds now that frames come. */
  fixed(): VideoLayout | undefined {
    this.#isFixed = true;
    return this.#layout;
  }
}

/** The layout once the first bytes are there; `undefined` if the tool ends, or `signal` aborts, before. */
async function layoutOf(child: Child, report: Report, signal: AbortSignal): Promise<VideoLayout | undefined> {
  const readable = new Promise((resolve) => child.output.once("readable", resolve));
  await orAborted(Promise.race([readable, child.gone]), signal, undefined);
  // the tool has said it before: whatever is ready at the same time has been read after this turn
  await new Promise((resolve) => setImmediate(resolve));
  return signal.aborted ? undefined : report.fixed();
}

/**
 * Plays the video at `path` (absolute) once with a tool: what its frames are made of, in order, as
 * fast as they are asked for. The tool is gone when this ends. Throws `VIDEO_FAILED`.
 */
export async function* playVideo(
  { tool, program }: { tool: VideoTool; program: string },
  path: string,
  wish: VideoWish,
  signal: AbortSignal,
): AsyncGenerator<FrameInit, void> {
  let child: Child | undefined;
  const end = (): void => void child?.end();
  const failed = (detail: string): VisionError =>
    new VisionError("VIDEO_FAILED", { tool: tool.command, path, detail });
  const report = new Report(tool, end);
  child = await Child.start(program, tool.args(path, wish), tool.output, (line) => report.line(line));
  signal.addEventListener("abort", end);
  try {
    const layout = await layoutOf(child, report, signal);
    if (layout) yield* frames(child.output, layout);
    const code = signal.aborted ? undefined : await child.gone;
    if (code !== 0)
      throw failed(report.fault ?? (code === undefined ? "it was ended" : `it ended with code ${code}`));
  } catch (error) {
    // ending the tool breaks its pipe
    if (!signal.aborted) throw error instanceof VisionError ? error : failed(report.fault ?? String(error));
  } finally {
    signal.removeEventListener("abort", end);
    await child.end();
  }
}
