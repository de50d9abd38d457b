import assert from "node:assert/strict";
import {
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  open,
  readFile,
  rename,
  rm,
  unlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { createSource } from "../../../core/sources";
import { sourceContract } from "../../contracts/source";
import { CONTEXT, heldResources, optionsOf, PHOTOS, start } from "./harness";

const CAT = path.join(PHOTOS, "tabby-cat.jpg");
const PIZZA = path.join(PHOTOS, "pizza.jpg");

const make = (folder: string) =>
  createSource(optionsOf({ kind: "folder", path: folder, watch: true }), CONTEXT);

sourceContract("watched folder", {
  make: () => make(PHOTOS),
  broken: { make: () => make("/nowhere"), code: "SOURCE_NOT_FOUND" },
});
sourceContract("watched pattern", {
  make: () => make(`${PHOTOS}/**/*.jpg`),
  broken: { make: () => make("/nowhere/*.jpg"), code: "SOURCE_NOT_FOUND" },
});

describe("watched folder", { timeout: 60_000 }, () => {
  let folder: string;
  const at = (name: string): string => path.join(folder, name);
  let running: ReturnType<typeof start>;

  /** Starts the source and waits until it waits. */
  async function watching(pattern = folder): Promise<typeof running.sink> {
    running = start(make(pattern));
    await Promise.race([
      running.sink.until(() => running.sink.states.some((state) => state.kind === "watching")),
      running.ended,
    ]);
    return running.sink;
  }

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "watch-"));
  });
  afterEach(async () => {
    await running.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("waits in an empty folder, gives each new file once, and holds nothing after", async () => {
    const before = await heldResources();
    const sink = await watching();
    for (const name of ["b.jpg", "a.jpg", "c.png.tmp", "notes.txt"]) await copyFile(CAT, at(name));
    await sink.until(() => sink.frames.length === 2);
    await delay(500);
    assert.deepEqual(sink.origins, ["b.jpg", "a.jpg"]);
    assert.deepEqual(sink.errors, []);
    assert.deepEqual(sink.states.at(-1), { kind: "watching", seen: 2 });
    await running.stop();
    assert.deepEqual(await heldResources(), before);
  });

  it("gives what is there first, in natural order", async () => {
    for (const name of ["img10.jpg", "img9.jpg"]) await copyFile(CAT, at(name));
    const sink = await watching();
    await copyFile(CAT, at("img1.jpg"));
    await sink.until(() => sink.frames.length === 3);
    assert.deepEqual(sink.origins, ["img9.jpg", "img10.jpg", "img1.jpg"]);
  });

  it("gives a picture written in 5 pieces over 2 s once and whole, beside quick ones", async () => {
    const sink = await watching();
    const whole = await readFile(CAT);
    const slow = await open(at("slow.jpg"), "w");
    for (let piece = 0; piece < 5; piece++) {
      const from = Math.floor((piece * whole.length) / 5);
      await slow.write(whole.subarray(from, Math.floor(((piece + 1) * whole.length) / 5)));
      if (piece === 1) await copyFile(PIZZA, at("quick.jpg"));
      if (piece < 4) await delay(500);
    }
    await slow.close();
    await sink.until(() => sink.frames.length === 2);
    await delay(500);
    assert.deepEqual(sink.origins, ["quick.jpg", "slow.jpg"]);
    assert.ok(sink.frames[1]?.data.equals(whole));
    assert.deepEqual(sink.errors, []);
  });

  it("gives one error for each file that stays half or empty, and its frame when it is completed", async () => {
    const sink = await watching();
    const whole = await readFile(CAT);
    await writeFile(at("half.jpg"), whole.subarray(0, whole.length / 2));
    await writeFile(at("empty.jpg"), "");
    await writeFile(at("text.jpg"), "no picture at all");
    await sink.until(() => sink.errors.length === 3);
    await delay(1000);
    const seen = sink.errors.map((error) => `${error.code} ${error.params["file"]}`).sort();
    assert.deepEqual(seen, [
      "INPUT_EMPTY empty.jpg",
      "INPUT_TRUNCATED half.jpg",
      "INPUT_UNSUPPORTED text.jpg",
    ]);
    assert.deepEqual(sink.frames, []);
    await writeFile(at("half.jpg"), whole);
    await sink.until(() => sink.frames.length === 1);
    assert.deepEqual(sink.origins, ["half.jpg"]);
  });

  it("gives one error for an old half file that was there before", async () => {
    const whole = await readFile(CAT);
    await writeFile(at("half.jpg"), whole.subarray(0, whole.length / 2));
    await utimes(at("half.jpg"), 1000, 1000);
    const sink = await watching();
    assert.deepEqual(
      sink.errors.map((error) => error.code),
      ["INPUT_TRUNCATED"],
    );
  });

  it("waits for a half file that was being written when the watch began", async () => {
    const whole = await readFile(CAT);
    const file = await open(at("slow.jpg"), "w");
    await file.write(whole.subarray(0, 1000));
    const sink = await watching();
    await delay(300);
    await file.write(whole.subarray(1000));
    await file.close();
    await sink.until(() => sink.frames.length === 1);
    assert.ok(sink.frames[0]?.data.equals(whole));
    assert.deepEqual(sink.errors, []);
  });

  it("takes TIFF, which does not tell its end, when it has been quiet", async () => {
    const sink = await watching();
    await writeFile(at("scan.tif"), Buffer.from("49492a0008000000", "hex"));
    await sink.until(() => sink.frames.length === 1);
    assert.equal(sink.frames[0]?.format, "tiff");
  });

  it("counts a replaced, changed or moved file again, and forgets removed ones", async () => {
    const sink = await watching();
    await copyFile(CAT, at("a.jpg"));
    await sink.until(() => sink.frames.length === 1);
    await copyFile(PIZZA, at("a.jpg"));
    await sink.until(() => sink.frames.length === 2);
    await copyFile(CAT, at("new.tmp"));
    await rename(at("new.tmp"), at("a.jpg"));
    await sink.until(() => sink.frames.length === 3);
    await unlink(at("a.jpg"));
    await delay(300);
    await copyFile(CAT, at("a.jpg"));
    await sink.until(() => sink.frames.length === 4);
    assert.deepEqual(
      sink.frames.map((frame) => frame.width),
      [1920, 640, 1920, 1920],
    );
  });

  it("gives one frame for a whole picture that gets more bytes, or other rights, right after", async () => {
    const sink = await watching();
    const file = await open(at("trailer.jpg"), "w");
    await file.write(await readFile(CAT));
    await delay(50);
    await file.write("a trailer, as some telephones append");
    await file.close();
    await sink.until(() => sink.frames.length === 1);
    await chmod(at("trailer.jpg"), 0o600);
    await delay(400);
    assert.equal(sink.frames.length, 1);
  });

  it("passes over files that are gone before their turn", async () => {
    const sink = await watching();
    await copyFile(CAT, at("short.jpg"));
    await unlink(at("short.jpg"));
    await copyFile(CAT, at("stays.jpg"));
    await sink.until(() => sink.frames.length === 1);
    await delay(300);
    assert.deepEqual(sink.origins, ["stays.jpg"]);
    assert.deepEqual(sink.errors, []);
  });

  it("watches new subfolders under **, also those made again, and no others", async () => {
    await mkdir(at("old"));
    const sink = await watching(`${folder}/**/*.jpg`);
    await copyFile(CAT, at("old/1.jpg"));
    await sink.until(() => sink.frames.length === 1);
    await mkdir(at("new/deep"), { recursive: true });
    await copyFile(CAT, at("new/deep/2.jpg"));
    await sink.until(() => sink.frames.length === 2);
    await rm(at("new"), { recursive: true });
    await delay(300);
    await mkdir(at("new/deep"), { recursive: true });
    await copyFile(CAT, at("new/deep/3.jpg"));
    await sink.until(() => sink.frames.length === 3);
    await mkdir(at(".hidden"));
    await copyFile(CAT, at(".hidden/x.jpg"));
    await delay(300);
    assert.deepEqual(sink.origins, ["old/1.jpg", "new/deep/2.jpg", "new/deep/3.jpg"]);
  });

  it("takes a burst of 300 files, each once", async () => {
    const sink = await watching();
    const small = await readFile(path.join(PHOTOS, "beagle-puppy.jpg"));
    for (let i = 0; i < 300; i++) await writeFile(at(`${i}.jpg`), small);
    await sink.until(() => sink.frames.length >= 300);
    await delay(300);
    assert.equal(sink.frames.length, 300);
    assert.equal(new Set(sink.origins).size, 300);
  });

  it("ends with SOURCE_NOT_FOUND when the folder itself goes", async () => {
    await watching();
    const ended = assert.rejects(running.ended, { code: "SOURCE_NOT_FOUND" });
    await rm(folder, { recursive: true });
    await ended;
    running = start(make(PHOTOS));
  });
});
