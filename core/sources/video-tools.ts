import type { Matrix, Range } from "../values/frame";
import type { SourceOptions } from "../values/options";

/** What a tool says about the I420 frames it writes. */
export interface VideoLayout {
  readonly width: number;
  readonly height: number;
  readonly matrix?: Matrix;
  readonly range: Range;
  /** Rows start at multiples of this many bytes, and the luma plane has an even number of rows (GStreamer: 4). */
  readonly align: number;
}

/** What of the options a tool obeys; 0: as the file has it. */
export type VideoWish = Pick<SourceOptions, "width" | "height" | "fps">;

/** Reads what a tool prints, line by line. */
export interface VideoTalk {
  /** The frames' layout, when `line` says it; the last one before the first frame holds. */
  layout(line: string): VideoLayout | undefined;
  /** The sentence in `line` that explains a failure; a later one counts more. */
  fault(line: string): string | undefined;
}

/** A program that decodes a video file to raw I420 frames on a pipe. */
export interface VideoTool {
  readonly command: string;
  /** Arguments that the program accepts (exit code 0) if it is of this kind; left out: it always is. */
  readonly probe?: readonly string[];
  /** File descriptor of the frames; the other ones carry text. */
  readonly output: 1 | 3;
  /** Arguments for the file at `path` (absolute), turned upright and scaled as wished. */
  args(path: string, wish: VideoWish): string[];
  talk(): VideoTalk;
}

/**
 * Names of colour matrices and ranges in ffmpeg's stream lines and GStreamer's caps. A caps' numbers
 * are range:matrix:transfer:primaries (GstVideoColorRange, GstVideoColorMatrix). BT.2020 is nearest
 * to BT.709.
 */
const BT709 = /^(?:bt709|bt2020.*|\d:[36]:\d+:\d+)$/;
const BT601 = /^(?:bt601|smpte170m|bt470bg|\d:4:\d+:\d+)$/;
const FULL = /^(?:pc|1:\d+:\d+:\d+)$/;

/** What the words about a stream's colours mean; a matrix that they leave open is left out. */
function colors(words: readonly string[]): Pick<VideoLayout, "matrix" | "range"> {
  const some = (pattern: RegExp): boolean => words.some((word) => pattern.test(word));
  const range = some(FULL) ? "full" : "limited";
  if (some(BT709)) return { range, matrix: "bt709" };
  return some(BT601) ? { range, matrix: "bt601" } : { range };
}

function ffmpegFilters({ width, height, fps }: VideoWish): string[] {
  const filters = [
    ...(fps ? [`fps=${fps}`] : []),
    ...(width || height ? [`scale=${width || -2}:${height || -2}`] : []),
  ];
  return filters.length ? ["-vf", filters.join(",")] : [];
}

function ffmpegArgs(path: string, wish: VideoWish, mode: "-fps_mode" | "-vsync"): string[] {
  return [
    ...["-hide_banner", "-nostdin", "-nostats", "-loglevel", "level+info"],
    ...["-protocol_whitelist", "file", "-i", `file:${path}`],
    ...["-map", "0:V:0", ...ffmpegFilters(wish), mode, "passthrough"],
    ...["-pix_fmt", "yuv420p", "-f", "rawvideo", "pipe:1"],
  ];
}

function ffmpegTalk(): VideoTalk {
  let isOutput = false;
  return {
    layout(line) {
      isOutput ||= line.startsWith("[info] Output #0");
      const found =
        isOutput &&
        /^\[info\]\s+Stream #0:0\S*: Video: rawvideo .*yuv420p(?:\(([^)]*)\))?, (\d+)x(\d+)/.exec(line);
      if (!found) return undefined;
      const words = (found[1] ?? "").split(", ").map((word) => word.split("/")[0] ?? "");
      return { width: Number(found[2]), height: Number(found[3]), align: 1, ...colors(words) };
    },
    fault: (line) => /^(?:\[[^\]]*\] )*\[(?:error|fatal)\] (.+)/.exec(line)?.[1],
  };
}

/**
 * ffmpeg. It turns the picture by the file's rotation itself and says size and colours of its output
 * on stderr, in `Stream #0:0: Video: rawvideo (I420 / 0x30323449), yuv420p(tv, bt709, progressive),
 * 640x480 …` below `Output #0`. Passed through, each frame comes once; otherwise raw video would get
 * a constant rate, with frames repeated and left out.
 */
const FFMPEG: VideoTool = {
  command: "ffmpeg",
  probe: ["-fps_mode", "passthrough", "-version"],
  output: 1,
  args: (path, wish) => ffmpegArgs(path, wish, "-fps_mode"),
  talk: ffmpegTalk,
};

/** ffmpeg before 5.1, which has another name for `-fps_mode` (and 9 no longer knows that one). */
const OLD_FFMPEG: VideoTool = {
  command: "ffmpeg",
  output: 1,
  args: (path, wish) => ffmpegArgs(path, wish, "-vsync"),
  talk: ffmpegTalk,
};

function gstCaps({ width, height, fps }: VideoWish): string {
  return [
    "video/x-raw,format=I420,pixel-aspect-ratio=1/1",
    ...(width ? [`width=${width}`] : []),
    ...(height ? [`height=${height}`] : []),
    ...(fps ? [`framerate=${Math.round(fps * 1000)}/1000`] : []),
  ].join(",");
}

/**
 * GStreamer. `videoflip` turns the picture by the file's rotation; `-v` prints each element's caps on
 * stdout, those of the sink named `out` among them, so the frames take descriptor 3. gst-launch
 * parses its arguments again: the path is quoted.
 */
const GSTREAMER: VideoTool = {
  command: "gst-launch-1.0",
  output: 3,
  args: (path, wish) => [
    ...["-v", "filesrc", `location="${path.replace(/["\\]/g, "\\$&")}"`],
    ...["!", "decodebin", "!", "videoconvert", "!", "videoflip", "video-direction=auto"],
    ...["!", "videoscale", "add-borders=false", ...(wish.fps ? ["!", "videorate"] : []), "!", "videoconvert"],
    ...["!", gstCaps(wish), "!", "fdsink", "name=out", "fd=3", "sync=false"],
  ],
  talk: () => {
    let isTold = false;
    return {
      layout(line) {
        if (!line.includes("GstFdSink:out.GstPad:sink: caps = video/x-raw")) return undefined;
        const [, width] = /\bwidth=\(int\)(\d+)/.exec(line) ?? [];
        const [, height] = /\bheight=\(int\)(\d+)/.exec(line) ?? [];
        if (!width || !height) return undefined;
        const colorimetry = /\bcolorimetry=\(string\)([\w:]+)/.exec(line)?.[1] ?? "";
        return { width: Number(width), height: Number(height), align: 4, ...colors([colorimetry]) };
      },
      // the first error is the cause, the others follow from it; what is missing says more
      fault(line) {
        const missing = /^Missing (\w+): (.+?) \(\w+\//.exec(line);
        if (missing) return `no ${missing[1]} for ${missing[2]} is installed`;
        const found = isTold ? undefined : /^ERROR: from element \S+: (.+?)\.?$/.exec(line)?.[1];
        isTold ||= found !== undefined;
        return found;
      },
    };
  },
};

/** The tools in the order in which they are tried. */
export const VIDEO_TOOLS: readonly VideoTool[] = [FFMPEG, OLD_FFMPEG, GSTREAMER];
