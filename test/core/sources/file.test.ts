import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFile, mkdtemp, open, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { createSource } from "../../../core/sources";
import { MAX_PICTURE_BYTES } from "../../../core/values/limits";
import { sourceContract } from "../../contracts/source";
import { CONTEXT, collect, optionsOf, PHOTOS, start } from "./harness";

const PHOTO = path.join(PHOTOS, "tabby-cat.jpg");
const make = (file: string, loop = false) =>
  createSource(optionsOf({ kind: "file", path: file, loop }), CONTEXT);

sourceContract("file, again and again", {
  make: () => make(PHOTO, true),
  broken: { make: () => make("/nowhere/cat.jpg"), code: "SOURCE_NOT_FOUND" },
});

describe("file", { timeout: 20_000 }, () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "file-"));
  });
  after(() => rm(folder, { recursive: true }));

  it("gives the picture once, and ends without another permission", async () => {
    const { sink, ended } = start(make(PHOTO));
    await ended;
    assert.equal(sink.frames.length, 1);
    const [frame] = sink.frames;
    assert.deepEqual(
      [frame?.format, frame?.width, frame?.height, frame?.origin],
      ["jpeg", 1920, 1280, PHOTO],
    );
    assert.deepEqual(sink.states, [
      { kind: "progress", done: 1, total: 1 },
      { kind: "idle", reason: "done" },
    ]);
  });

  it("names the path and where relative ones start, if it is missing", async () => {
    await assert.rejects(
      collect(make("/nowhere/cat.jpg")),
      /\/nowhere\/cat\.jpg does not exist.*\/base\/of\/relative/,
    );
    await assert.rejects(collect(make(`${PHOTO}/x.jpg`)), { code: "SOURCE_NOT_FOUND" });
  });

  it("refuses pipes, devices and folders without waiting for them", async () => {
    const pipe = path.join(folder, "pipe.jpg");
    await promisify(execFile)("mkfifo", [pipe]);
    for (const [file, detail] of [
      [pipe, "not a regular file"],
      ["/dev/zero", "not a regular file"],
      [folder, "folder"],
    ] as const) {
      await assert.rejects(collect(make(file)), (error: Error & { code: string }) => {
        assert.equal(error.code, "SOURCE_UNREADABLE");
        return error.message.includes(detail) && error.message.includes(file);
      });
    }
  });

  it("refuses links in a circle, and files that are empty or too large", async () => {
    const circle = path.join(folder, "circle.jpg");
    await symlink(circle, circle);
    await assert.rejects(collect(make(circle)), { code: "SOURCE_UNREADABLE" });
    const empty = path.join(folder, "empty.jpg");
    await writeFile(empty, "");
    await assert.rejects(collect(make(empty)), { code: "INPUT_EMPTY" });
    const large = path.join(folder, "large.jpg");
    await (await open(large, "w")).close();
    await truncate(large, MAX_PICTURE_BYTES + 1);
    await assert.rejects(collect(make(large)), /larger than 256 MiB/);
  });

  it("follows a file that others replace, and reports a bad state once, going on with the next good one", async () => {
    const file = path.join(folder, "snapshot.jpg");
    await copyFile(PHOTO, file);
    let permissions = 0;
    const pace = {
      next: async () => {
        permissions++;
        if (permissions === 2) await copyFile(path.join(PHOTOS, "pizza.jpg"), file);
        if (permissions === 3) await writeFile(file, "no picture");
        if (permissions === 4) await copyFile(PHOTO, file);
        return permissions <= 4;
      },
    };
    const { sink, ended } = start(make(file, true), pace);
    await ended;
    assert.deepEqual(
      sink.frames.map((frame) => frame.width),
      [1920, 640, 1920],
    );
    assert.deepEqual(
      sink.errors.map((error) => [error.code, error.params["file"]]),
      [["INPUT_UNSUPPORTED", file]],
    );
  });
});
