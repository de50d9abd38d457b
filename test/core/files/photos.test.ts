import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { listPhotos, readPhoto } from "../../../core/files/photos";
import { VisionError } from "../../../core/values/errors";

describe("bundled photos", () => {
  it("lists twenty, each a JPEG", async () => {
    const photos = await listPhotos();
    assert.equal(photos.length, 20);
    for (const photo of photos) {
      const bytes = await readPhoto(photo);
      assert.deepEqual([...bytes.subarray(0, 3)], [0xff, 0xd8, 0xff], photo);
    }
  });

  it("reads nothing else, wherever a name leads", async () => {
    const names = [
      "",
      ".",
      "..",
      "photos.json",
      "PHOTOS.md",
      "../photos/espresso.jpg",
      "/etc/passwd",
      "ESPRESSO.jpg",
    ];
    for (const name of names)
      await assert.rejects(readPhoto(name), (error) => {
        assert.ok(error instanceof VisionError);
        assert.equal(error.code, "SOURCE_NOT_FOUND");
        return true;
      });
  });
});
