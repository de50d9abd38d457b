import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { createSource } from "../../../core/sources";
import { findProgram } from "../../../core/sources/child";
import type { Frame } from "../../../core/values/frame";
import type { SourceOptions } from "../../../core/values/options";
import { sourceContract } from "../../contracts/source";
import { CONTEXT, children, childrenOf, collect, FakePace, optionsOf, processOf, start } from "./harness";

const run = promisify(execFile);
const FRAMES = 12;

/** Brightness that picture `n` of a test video has on its left half; the right half is dark. */
const LEVEL = (n: number): number => 60 + n * 15;

let folder: string;
let files: Readonly<Record<string, string>>;
const realPath = process.env["PATH"] ?? "";

/** Makes a video whose pictures can be told apart: `LEVEL(n)` on the left, 16 on the right. */
async function makeVideo(name: string, size: string, extra: readonly string[] = []): Promise<string> {
  const file = path.join(folder, name);
  const picture = `nullsrc=size=${size}:rate=10,format=yuv420p,geq=lum='if(lt(X,W/2),60+N*15,16)':cb=128:cr=128`;
  const input = ["-f", "lavfi", "-i", picture, "-frames:v", String(FRAMES)];
  await run("ffmpeg", ["-v", "error", "-y", ...input, "-c:v", "mjpeg", "-q:v", "2", ...extra, file]);
  return file;
}

/** An MP4 whose track header says: turn clockwise by 90° (ISO 14496-12, 8.3.2: the matrix at byte 40). */
function turnClockwise(movie: Buffer): Buffer {
  const turned = Buffer.from(movie);
  const matrix = turned.indexOf("tkhd") + 4 + 40;
  assert.equal(turned.readInt32BE(matrix), 0x10000);
  for (const [i, value] of [0, 0x10000, 0, -0x10000, 0].entries()) turned.writeInt32BE(value, matrix + i * 4);
  return turned;
}

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "video-"));
  const plain = await makeVideo("plain.avi", "64x48");
  files = {
    plain,
    odd: await makeVideo("odd.mkv", "67x45"),
    named: await makeVideo('a b "c" ! fakesink; %d \\.avi', "64x48"),
    dashed: await makeVideo("-i.avi", "64x48"),
    turned: path.join(folder, "turned.mp4"),
    silent: path.join(folder, "sound.wav"),
  };
  const movie = await readFile(await makeVideo("upright.mp4", "64x48"));
  await writeFile(files["turned"] as string, turnClockwise(movie));
  await run("ffmpeg", [
    "-v",
    "error",
    "-y",
    "-f",
    "lavfi",
    "-i",
    "sine=duration=0.2",
    files["silent"] as string,
  ]);
});
after(() => rm(folder, { recursive: true }));

/** A folder with links to these programs and nothing else, to stand as PATH. */
async function pathWith(...programs: readonly string[]): Promise<string> {
  const bin = path.join(folder, `bin-${programs.join("-") || "none"}`);
  await mkdir(bin, { recursive: true });
  for (const program of programs) {
    const found = (await findProgram(program)) ?? "/nowhere";
    await symlink(found, path.join(bin, program)).catch(() => {});
  }
  return bin;
}

const make = (file: string, changes: Partial<SourceOptions> = {}) =>
  createSource(optionsOf({ kind: "video", path: files[file] ?? file, ...changes }), CONTEXT);

/** Brightness (16–235) at a place, 0–1 from the left and top, of a frame that needs no turn. */
function lumaAt(frame: Frame, x: number, y: number): number {
  assert.equal(frame.orientation, 1);
  const luma = frame.data[
    Math.floor(y * frame.height) * frame.stride + Math.floor(x * frame.width)
  ] as number;
  return frame.range === "full" ? (luma * 219) / 255 + 16 : luma;
}

function assertNear(actual: number, expected: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= 6, `${what}: expected about ${expected}, got ${actual}`);
}

/** Compares all three planes at their corners: a wrong stride or offset shows there. */
function assertUntorn(frame: Frame, n: number): void {
  for (const y of [0.02, 0.5, 0.98]) {
    assertNear(lumaAt(frame, 0.1, y), LEVEL(n), `picture ${n} left at ${y}`);
    assertNear(lumaAt(frame, 0.9, y), 16, `picture ${n} right at ${y}`);
  }
  const [, cb, cr] = frame.planes;
  const [width, height] = [Math.ceil(frame.width / 2), Math.ceil(frame.height / 2)];
  for (const plane of [cb, cr]) {
    for (const at of [
      0,
      width - 1,
      (plane?.stride ?? 0) * (height - 1),
      (plane?.stride ?? 0) * (height - 1) + width - 1,
    ]) {
      assertNear(frame.data[(plane?.offset ?? 0) + at] as number, 128, `colour of picture ${n}`);
    }
  }
}

for (const tool of ["ffmpeg", "gst-launch-1.0"]) {
  describe(`with ${tool} alone`, { timeout: 120_000 }, () => {
    before(async () => {
      process.env["PATH"] = await pathWith(tool, "setpriv");
      assert.ok(await findProgram(tool), `${tool} is needed for this test`);
    });
    after(() => {
      process.env["PATH"] = realPath;
    });

    sourceContract("video", {
      make: () => make("plain"),
      count: FRAMES,
      broken: { make: () => make("/nowhere/x.mp4"), code: "SOURCE_NOT_FOUND" },
    });
    sourceContract("video, again and again", {
      make: () => make("plain", { loop: true }),
      broken: { make: () => make("silent"), code: "VIDEO_FAILED" },
    });

    it("gives every picture of the file, in order and untorn", async () => {
      const { frames } = await collect(make("plain"));
      assert.equal(frames.length, FRAMES);
      for (const [n, frame] of frames.entries()) {
        assert.deepEqual([frame.format, frame.width, frame.height], ["i420", 64, 48]);
        assert.equal(frame.origin, files["plain"]);
        assertUntorn(frame, n);
      }
    });

    it("loses nothing when the tool has ended long before its frames are taken", async () => {
      const { sink, ended } = start(make("plain"), slowly(0.05));
      await ended;
      assert.deepEqual(sink.frames.map((frame) => frame.sequence).at(-1), FRAMES - 1);
      const many = await Promise.all(Array.from({ length: 12 }, () => collect(make("plain"))));
      for (const { frames } of many) assert.equal(frames.length, FRAMES);
    });

    it("starts over without a gap when it loops", async () => {
      const { frames } = await collect(make("plain", { loop: true }), FRAMES * 2 + 2);
      assert.equal(frames.length, FRAMES * 2 + 2);
      for (const [i, frame] of frames.entries()) {
        assert.equal(frame.sequence, i);
        assertUntorn(frame, i % FRAMES);
      }
    });

    it("takes odd sizes", async () => {
      const { frames } = await collect(make("odd"));
      assert.equal(frames.length, FRAMES);
      for (const [n, frame] of frames.entries()) {
        assert.deepEqual([frame.width, frame.height], [67, 45]);
        assertUntorn(frame, n);
      }
    });

    for (const [width, height, wanted] of [
      [100, 30, [100, 30]],
      [33, 0, [33, undefined]],
      [0, 96, [128, 96]],
      [320, 240, [320, 240]],
    ] as const) {
      it(`scales to ${width} × ${height} and never takes it for the file's size`, async () => {
        const { frames } = await collect(make("plain", { width, height }));
        assert.equal(frames.length, FRAMES);
        for (const [n, frame] of frames.entries()) {
          assert.equal(frame.width, wanted[0]);
          if (wanted[1]) assert.equal(frame.height, wanted[1]);
          assertUntorn(frame, n);
        }
      });
    }

    it("takes as many frames for each second of the video as asked", async () => {
      const { frames } = await collect(make("plain", { fps: 5 }));
      assert.ok(Math.abs(frames.length - FRAMES / 2) <= 1, `${frames.length} frames`);
      const levels = frames.map((frame) => lumaAt(frame, 0.1, 0.5));
      assert.deepEqual(
        levels,
        [...levels].sort((a, b) => a - b),
      );
    });

    it("turns the picture as the file says, then as the camera says", async () => {
      const { frames } = await collect(make("turned"));
      assert.equal(frames.length, FRAMES);
      const [first] = frames as [Frame];
      assert.deepEqual([first.width, first.height], [48, 64]);
      const [top, bottom] = [lumaAt(first, 0.5, 0.1), lumaAt(first, 0.5, 0.9)];
      assertNear(Math.max(top, bottom), LEVEL(0), "the bright half");
      assertNear(top, LEVEL(0), "the left half, a quarter turn clockwise, on top");
      const [again] = (await collect(make("turned", { rotate: 90 }), 1)).frames as [Frame];
      assert.deepEqual([again.width, again.height, again.orientation], [64, 48, 6]);
    });

    it("opens files whose names look like something else", async () => {
      for (const name of ["named", "dashed"]) {
        assert.equal((await collect(make(name))).frames.length, FRAMES, files[name]);
      }
    });

    it("says what the tool said when it cannot read the file", async () => {
      const noise = path.join(folder, "noise.mp4");
      await writeFile(noise, Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 251)));
      await assert.rejects(
        collect(make(noise)),
        (error: Error & { code: string; params: { detail: string } }) => {
          assert.equal(error.code, "VIDEO_FAILED");
          assert.ok(error.message.includes(tool) && error.message.includes(noise));
          assert.doesNotMatch(error.params.detail, /ended with|preroll/);
          return true;
        },
      );
    });

    it("opens no playlist, empty file or folder", async () => {
      const list = path.join(folder, "list.mp4");
      await writeFile(list, `#EXTM3U\n#EXTINF:1,\nfile://${files["plain"]}\n#EXT-X-ENDLIST\n`);
      await assert.rejects(collect(make(list)), /text, not a video/);
      await writeFile(list, "");
      await assert.rejects(collect(make(list)), /empty/);
      await assert.rejects(collect(make(folder)), { code: "SOURCE_UNREADABLE" });
    });

    it("leaves no child when it is started and stopped 50 times, 0–200 ms apart", async () => {
      let frames = 0;
      for (let i = 0; i < 50; i++) {
        const { sink, stop } = start(make("plain", { loop: true }), new FakePace(1e9, "end"));
        await delay((i * 37) % 200);
        await stop();
        frames += sink.frames.length;
        assert.deepEqual(children(), [], `round ${i}`);
      }
      assert.ok(frames > 0, "some rounds got as far as a frame");
    });

    it("reports a tool that is killed while it is wanted", async () => {
      const slow = start(make("plain", { width: 1920, height: 1080 }), slowly(2));
      await slow.sink.until(() => slow.sink.frames.length === 1);
      const [child, ...others] = children();
      assert.ok(child && others.length === 0);
      assert.equal(child.command, tool);
      process.kill(child.pid, "SIGKILL");
      await assert.rejects(slow.ended, { code: "VIDEO_FAILED" });
      assert.deepEqual(children(), []);
    });

    it("dies with this process, even if that is killed", async () => {
      const script = `
        const { createSource } = require(${JSON.stringify(path.join(__dirname, "../../../core/sources"))});
        const source = createSource(${JSON.stringify(optionsOf({ kind: "video", path: files["plain"] as string, loop: true, width: 1920, height: 1080 }))},
          { name: "x", now: Date.now, photos: "", base: "" });
        let frames = 0;
        const pace = { next: () => (frames++ < 1 ? Promise.resolve(true) : new Promise(() => {})) };
        setInterval(() => {}, 1000);
        source.run({ frame: () => console.log("frame"), error() {}, state() {} }, pace, new AbortController().signal);`;
      const parent = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
      await new Promise((resolve) => parent.stdout.once("data", resolve));
      const [child] = childrenOf(parent.pid as number);
      assert.equal(child?.command, tool);
      const gone = new Promise((resolve) => parent.once("exit", resolve));
      parent.kill("SIGKILL");
      await gone;
      for (let i = 0; i < 100 && processOf(child.pid); i++) await delay(20);
      assert.equal(processOf(child.pid), undefined);
    });
  });
}

/** Fake pace that gives one frame at once and each next one after `seconds`. */
function slowly(seconds: number) {
  let asked = 0;
  return {
    next: async () => {
      if (asked++) await delay(seconds * 1000);
      return true;
    },
  };
}

describe("video", () => {
  it("says what to install when neither tool is there", async () => {
    process.env["PATH"] = await pathWith();
    try {
      await assert.rejects(collect(make("plain")), { code: "VIDEO_TOOL_MISSING" });
    } finally {
      process.env["PATH"] = realPath;
    }
  });

  it("gives every picture of a file without a steady rate once", async () => {
    const file = path.join(folder, "unsteady.mkv");
    const picture = "testsrc=size=64x48:rate=30:duration=2,select='not(mod(n,3))+not(mod(n,7))'";
    await run("ffmpeg", [
      "-v",
      "error",
      "-y",
      "-f",
      "lavfi",
      "-i",
      picture,
      "-vsync",
      "vfr",
      "-c:v",
      "ffv1",
      file,
    ]);
    assert.equal((await collect(make(file))).frames.length, 26);
  });

  it("works with an ffmpeg that is older than 5.1", async () => {
    const bin = path.join(folder, "bin-old");
    await mkdir(bin);
    const real = await findProgram("ffmpeg");
    const script = `#!/bin/sh\nfor a; do [ "$a" = -fps_mode ] && exit 1; done\nexec ${real} "$@"\n`;
    await writeFile(path.join(bin, "ffmpeg"), script, { mode: 0o755 });
    process.env["PATH"] = bin;
    try {
      const { frames } = await collect(make("plain"));
      assert.equal(frames.length, FRAMES);
      for (const [n, frame] of frames.entries()) assertUntorn(frame, n);
    } finally {
      process.env["PATH"] = realPath;
    }
  });

  it("passes the file's colour matrix on", async () => {
    for (const [matrix, wanted] of [
      ["bt709", "bt709"],
      ["smpte170m", "bt601"],
    ] as const) {
      const file = path.join(folder, `${matrix}.mkv`);
      const input = ["-f", "lavfi", "-i", "testsrc=size=64x48:duration=0.3", "-vf", "format=yuv420p"];
      await run("ffmpeg", ["-v", "error", "-y", ...input, "-c:v", "ffv1", "-colorspace", matrix, file]);
      const [frame] = (await collect(make(file), 1)).frames;
      assert.deepEqual([frame?.matrix, frame?.range], [wanted, "limited"]);
    }
  });

  it("keeps frames whole when the size changes within the file", async () => {
    const parts: string[] = [];
    for (const size of ["64x48", "128x96"]) {
      const part = path.join(folder, `part-${size}.ts`);
      const input = ["-f", "lavfi", "-i", `color=gray:size=${size}:rate=10:duration=1.5`];
      await run("ffmpeg", ["-v", "error", "-y", ...input, "-c:v", "mpeg2video", "-q:v", "2", part]);
      parts.push(part);
    }
    const joined = path.join(folder, "joined.ts");
    await run("sh", ["-c", 'cat "$1" "$2" > "$3"', "sh", ...parts, joined]);
    const { frames } = await collect(make(joined));
    assert.ok(frames.length > 20, `${frames.length} frames`);
    for (const frame of frames) {
      assert.deepEqual([frame.width, frame.height], [64, 48]);
      assertNear(lumaAt(frame, 0.5, 0.5), 126, "grey");
    }
  });
});
