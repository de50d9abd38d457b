import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { chmod, copyFile, mkdir, mkdtemp, readdir, rm, symlink, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { createSource } from "../../../core/sources";
import type { SourceOptions } from "../../../core/values/options";
import { sourceContract } from "../../contracts/source";
import { CONTEXT, collect, FakePace, optionsOf, PHOTOS, start } from "./harness";

const CAT = path.join(PHOTOS, "tabby-cat.jpg");

const make = (folder: string, changes: Partial<SourceOptions> = {}) =>
  createSource(optionsOf({ kind: "folder", path: folder, ...changes }), CONTEXT);
const samples = (changes: Partial<SourceOptions> = {}) =>
  createSource(optionsOf({ kind: "samples", ...changes }), CONTEXT);

sourceContract("samples", {
  make: samples,
  count: 20,
  broken: {
    make: () => createSource(optionsOf({ kind: "samples" }), { ...CONTEXT, photos: "/nowhere" }),
    code: "SOURCE_NOT_FOUND",
  },
});
sourceContract("folder", {
  make: () => make(PHOTOS),
  count: 20,
  broken: { make: () => make("/nowhere"), code: "SOURCE_NOT_FOUND" },
});
sourceContract("folder, again and again", {
  make: () => make(PHOTOS, { loop: true }),
  broken: { make: () => make("/nowhere", { loop: true }), code: "SOURCE_NOT_FOUND" },
});
sourceContract("pattern", {
  make: () => make(`${PHOTOS}/{p,l}*.jpg`),
  count: 5,
  broken: { make: () => make("/nowhere/*.jpg"), code: "SOURCE_NOT_FOUND" },
});

describe("samples", () => {
  it("gives the 20 photos by name, with their progress, and needs no permission to end", async () => {
    const { sink, ended } = start(samples(), new FakePace(20, "wait"));
    await ended;
    const names = (await readdir(PHOTOS)).filter((name) => name.endsWith(".jpg")).sort();
    assert.equal(names.length, 20);
    assert.deepEqual(sink.origins, names);
    assert.deepEqual(
      sink.states.flatMap((state) => (state.kind === "progress" ? [state.done] : [])),
      names.map((_, i) => i + 1),
    );
    assert.ok(sink.states.every((state) => state.kind !== "progress" || state.total === 20));
  });
});

describe("folder", { timeout: 30_000 }, () => {
  let root: string;
  before(async () => {
    root = await mkdtemp(path.join(tmpdir(), "folder-"));
  });
  after(() => rm(root, { recursive: true }));

  async function fill(name: string, files: readonly string[]): Promise<string> {
    const folder = path.join(root, name);
    await mkdir(folder, { recursive: true });
    for (const file of files) {
      await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
      await copyFile(CAT, path.join(folder, file));
    }
    return folder;
  }

  it("reads pictures only, in natural order, by path below the folder", async () => {
    const folder = await fill("order", ["img10.jpg", "img2.JPG", "img1.jpeg", "sub/img0.jpg", ".hidden.jpg"]);
    await writeFile(path.join(folder, "notes.txt"), "x");
    await promisify(execFile)("mkfifo", [path.join(folder, "pipe.jpg")]);
    assert.deepEqual((await collect(make(folder))).origins, ["img1.jpeg", "img2.JPG", "img10.jpg"]);
    assert.deepEqual((await collect(make(`${folder}/**/img?.{jpg,jpeg}`))).origins, [
      "img1.jpeg",
      "sub/img0.jpg",
    ]);
  });

  it("takes a folder whose name looks like a pattern for a folder", async () => {
    assert.deepEqual((await collect(make(await fill("[2024] {a,b}", ["x.jpg"])))).origins, ["x.jpg"]);
  });

  it("follows links to files, and enters no linked folder", async () => {
    const folder = await fill("links", ["a.jpg"]);
    await symlink(CAT, path.join(folder, "b.jpg"));
    await symlink(folder, path.join(folder, "again"));
    assert.deepEqual((await collect(make(`${folder}/**/*.jpg`))).origins, ["a.jpg", "b.jpg"]);
  });

  it("says that a folder is empty, or is a file", async () => {
    await assert.rejects(collect(make(await fill("empty", []))), { code: "SOURCE_EMPTY" });
    await assert.rejects(collect(make(`${root}/empty/*.jpg`)), { code: "SOURCE_EMPTY" });
    await assert.rejects(collect(make(CAT)), { code: "SOURCE_UNREADABLE" });
  });

  it("rejects with a code whichever way the system refuses a folder", async () => {
    await chmod(await fill("closed", []), 0);
    for (const closed of [path.join(root, "closed"), "/proc/1/map_files", "/proc/1/cwd"]) {
      // root may read some of them: they hold no pictures
      await assert.rejects(collect(make(closed)), (error: Error & { code: string }) =>
        ["SOURCE_UNREADABLE", "SOURCE_EMPTY"].includes(error.code),
      );
    }
  });

  it("reports a picture that cannot be had, and goes on", async () => {
    const folder = await fill("bad", ["a.jpg", "z.jpg"]);
    await writeFile(path.join(folder, "b.jpg"), "");
    await writeFile(path.join(folder, "c.jpg"), "text");
    await symlink("d.jpg", path.join(folder, "d.jpg"));
    await mkdir(path.join(folder, "e.jpg"));
    const { origins, errors, frames } = await collect(make(folder));
    assert.deepEqual(origins, ["a.jpg", "z.jpg"]);
    assert.deepEqual(
      errors.map((error) => [error.code, error.params["file"]]),
      [
        ["INPUT_EMPTY", "b.jpg"],
        ["INPUT_UNSUPPORTED", "c.jpg"],
        ["SOURCE_UNREADABLE", "d.jpg"],
      ],
    );
    assert.deepEqual(
      frames.map((frame) => frame.sequence),
      [0, 1],
    );
  });

  it("passes over what is removed after it was listed", async () => {
    const folder = await fill("removed", ["a.jpg", "b.jpg", "c.jpg"]);
    let asked = 0;
    const pace = {
      next: async () => {
        if (++asked === 2) await unlink(path.join(folder, "b.jpg"));
        return true;
      },
    };
    const { sink, ended } = start(make(folder), pace);
    await ended;
    assert.deepEqual(sink.origins, ["a.jpg", "c.jpg"]);
    assert.deepEqual(sink.errors, []);
  });

  it("sees new files in its next round when it loops, and never floods with errors", async () => {
    const folder = await fill("loop", ["a.jpg"]);
    let asked = 0;
    const pace = {
      next: async () => {
        if (++asked === 3) await copyFile(CAT, path.join(folder, "b.jpg"));
        return asked <= 6;
      },
    };
    const { sink, ended } = start(make(folder, { loop: true }), pace);
    await ended;
    assert.deepEqual(new Set(sink.origins), new Set(["a.jpg", "b.jpg"]));

    const bad = await fill("bad-loop", []);
    await writeFile(path.join(bad, "a.jpg"), "text");
    const flood = start(make(bad, { loop: true }));
    await flood.sink.until(() => flood.sink.errors.length === 1);
    await delay(200);
    assert.equal(flood.sink.errors.length, 1);
    await flood.sink.until(() => flood.sink.errors.length === 2);
    await flood.stop();
  });

  it("says so when a folder below a pattern may not be read", async () => {
    const folder = await fill("locked", ["a/x.jpg", "b/y.jpg"]);
    await chmod(path.join(folder, "a"), 0);
    const isRoot = process.getuid?.() === 0;
    const { origins, errors } = await collect(make(`${folder}/*/*.jpg`));
    await chmod(path.join(folder, "a"), 0o755);
    // the system refuses root nothing
    assert.deepEqual(origins, isRoot ? ["a/x.jpg", "b/y.jpg"] : ["b/y.jpg"]);
    assert.deepEqual(
      errors.map((error) => error.code),
      isRoot ? [] : ["SOURCE_UNREADABLE"],
    );
  });
});
