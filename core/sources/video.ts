import { execFile } from "node:child_process";
import { VisionError } from "../values/errors";
import type { SourceOptions } from "../values/options";
import { findProgram } from "./child";
import { Framer } from "./framer";
import { playVideo } from "./play-video";
import { Rate } from "./rate";
import { withFile } from "./read-picture";
import { pacedSource } from "./run";
import type { Source, SourceContext } from "./source";
import { VIDEO_TOOLS, type VideoTool } from "./video-tools";

/** Bytes looked at to tell a video from a list of addresses. */
const HEAD_BYTES = 64;

/**
 * Refuses what is no regular file, and text: a playlist would make the tool open what it names.
 * (YUV4MPEG2 is the one video format that starts with text.)
 */
function checkVideo(path: string, base: string, tool: string): Promise<void> {
  return withFile(path, base, async (handle) => {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const head = buffer.toString("latin1", 0, bytesRead);
    if (!/^[\t\n\r -~]*$/.test(head) || head.startsWith("YUV4MPEG2 ")) return;
    const detail = bytesRead ? "it is text, not a video" : "it is empty";
    throw new VisionError("VIDEO_FAILED", { tool, path, detail });
  });
}

function accepts(program: string, args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(program, args, { windowsHide: true }, (error) => resolve(!error));
  });
}

/** The first tool that is installed, with its program. Throws `VIDEO_TOOL_MISSING`. */
async function findTool(path: string): Promise<{ tool: VideoTool; program: string }> {
  for (const tool of VIDEO_TOOLS) {
    const program = await findProgram(tool.command);
    if (program && (!tool.probe || (await accepts(program, tool.probe)))) return { tool, program };
  }
  throw new VisionError("VIDEO_TOOL_MISSING", { path });
}

/**
 * A video file, decoded by ffmpeg or GStreamer in a child process: every frame once and as fast as
 * it is asked for, or `fps` frames for each second of the video; turned upright by the file's own
 * rotation; scaled if a size is set (one of width and height keeps the shape).
 */
export function videoSource(options: SourceOptions, context: SourceContext): Source {
  return pacedSource("video", async function* (publish, signal) {
    const { path } = options;
    const found = await findTool(path);
    await checkVideo(path, context.base, found.tool.command);
    const framer = new Framer(options, context);
    const rate = new Rate(publish);
    do {
      const before = framer.made;
      for await (const frame of playVideo(found, path, options, signal)) {
        rate.count();
        yield framer.raw({ ...frame, origin: path });
      }
      if (framer.made === before && !signal.aborted) {
        const detail = "it gave no frame";
        throw new VisionError("VIDEO_FAILED", { tool: found.tool.command, path, detail });
      }
    } while (options.loop && !signal.aborted);
    return undefined;
  });
}
