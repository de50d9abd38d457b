import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { accept } from "../../../core/preprocess/accept";
import { createRealise } from "../../../core/preprocess/realise";
import { VisionError } from "../../../core/values/errors";
import { Frame } from "../../../core/values/frame";
import { MAX_PICTURE_BYTES } from "../../../core/values/limits";
import { DEFAULT_SPEC } from "../../../core/values/spec";
import { fromFloat16Bits, ImageTensor, type ReadyTensor } from "../../../core/values/tensor";
import { gradient, over, withOrientation } from "../../helpers/pictures";

const WHERE = "msg.payload";
const jpeg = over(gradient(40, 30), 40, 30).jpeg().toBuffer();

function frame(payload: unknown): Frame {
  const accepted = accept(payload, WHERE);
  assert.ok(accepted instanceof Frame);
  return accepted;
}

/** Accepting `payload` fails with `code`, and the message has `words` in it. */
function refuses(payload: unknown, code: string, words: RegExp | string): void {
  assert.throws(
    () => accept(payload, WHERE),
    (error: unknown) => {
      assert.ok(error instanceof VisionError, String(error));
      assert.equal(error.code, code, error.message);
      if (typeof words === "string") assert.ok(error.message.includes(words), error.message);
      else assert.match(error.message, words);
      return true;
    },
  );
}

describe("accept: what is ours", () => {
  it("passes Frames and ImageTensors by reference", async () => {
    const own = frame(await jpeg);
    assert.equal(accept(own, WHERE), own);
    const tensor = new ImageTensor(own, DEFAULT_SPEC, createRealise({ maxMegapixels: 50 }));
    assert.equal(accept(tensor, WHERE), tensor);
  });

  it("passes an array as a batch, whatever is in it", () => {
    const batch = [null, 7];
    assert.equal(accept(batch, WHERE), batch);
  });
});

describe("accept: encoded pictures", () => {
  it("takes the same picture as Buffer, Uint8Array, ArrayBuffer, JSON, base64 and data URL", async () => {
    const bytes = await jpeg;
    const base64 = bytes.toString("base64");
    const ways: Record<string, unknown> = {
      Buffer: bytes,
      Uint8Array: new Uint8Array(bytes),
      Uint8ClampedArray: new Uint8ClampedArray(bytes),
      ArrayBuffer: new Uint8Array(bytes).buffer,
      "JSON of a Buffer": JSON.parse(JSON.stringify(bytes)),
      base64,
      "base64 in lines": base64.replace(/.{76}/g, "$&\r\n"),
      "base64 without padding": base64.replace(/=+$/, ""),
      "URL-safe base64": bytes.toString("base64url"),
      "data URL": `data:image/jpeg;base64,${base64}`,
      "data URL with a wrong type": `data:image/png;charset=utf-8;base64,${base64}`,
      "raw object that says jpeg": { data: bytes, width: 1, height: 1, format: "jpeg" },
      "text object that says jpeg": { data: base64, width: 1, height: 1, format: "jpeg" },
    };
    for (const [way, payload] of Object.entries(ways)) {
      const { format, width, height, orientation, data } = frame(payload);
      assert.deepEqual(
        { format, width, height, orientation },
        { format: "jpeg", width: 40, height: 30, orientation: 1 },
        way,
      );
      assert.deepEqual(data, bytes, way);
    }
    assert.equal(Object.keys(ways).length, 13);
  });

  it("tells the format by the first bytes and reads upright size and orientation", async () => {
    const picture = over(gradient(40, 30), 40, 30);
    for (const format of ["png", "webp", "gif", "tiff", "avif"] as const) {
      const accepted = frame(await picture.clone().toFormat(format).toBuffer());
      assert.equal(accepted.format, format);
      assert.equal(accepted.width, format === "tiff" || format === "avif" ? 0 : 40, format);
    }
    const turned = frame(withOrientation(await jpeg, 6));
    assert.deepEqual([turned.width, turned.height, turned.orientation], [30, 40, 6]);
  });

  it("keeps its own copy: overwriting what was sent changes nothing", async () => {
    const bytes = await jpeg;
    for (const payload of [
      Buffer.from(bytes),
      new Uint8Array(bytes),
      new Uint8Array(bytes).buffer,
      Buffer.concat([Buffer.alloc(8), bytes]).subarray(8),
    ]) {
      const accepted = frame(payload);
      (payload instanceof ArrayBuffer ? new Uint8Array(payload) : payload).fill(0);
      assert.deepEqual(accepted.data, bytes);
    }
    const pixels = Buffer.alloc(12, 9);
    const raw = frame({ data: pixels, width: 2, height: 2, channels: 3 });
    pixels.fill(0);
    assert.deepEqual(raw.data, Buffer.alloc(12, 9));
    const numbers = Float32Array.of(1, 2);
    const tensor = accept({ data: numbers, type: "float32", dims: [1, 2] }, WHERE) as ReadyTensor;
    numbers.fill(0);
    assert.deepEqual(tensor.data, Float32Array.of(1, 2));
  });

  it("refuses empty ones", () => {
    for (const payload of [
      Buffer.alloc(0),
      new Uint8Array(0),
      { type: "Buffer", data: [] },
      "data:image/png;base64,",
      { data: Buffer.alloc(0), width: 4, height: 4, channels: 3 },
    ]) {
      refuses(payload, "INPUT_EMPTY", "empty");
    }
  });

  it("refuses more bytes than the limit before it copies them", () => {
    const big = Buffer.alloc(MAX_PICTURE_BYTES + 1);
    big.set([0xff, 0xd8, 0xff]);
    refuses(big, "INPUT_TOO_BIG", String(MAX_PICTURE_BYTES));
    const text = `/9j/${"A".repeat(Math.ceil(MAX_PICTURE_BYTES / 0.75))}`;
    refuses(text, "INPUT_TOO_BIG", String(MAX_PICTURE_BYTES));
  });
});

describe("accept: raw pictures", () => {
  it("takes channels, a format, a Jimp image or what a canvas gives", () => {
    const rgba = Buffer.from([1, 2, 3, 4, 5, 6, 7, 8]);
    const size = { width: 2, height: 1 };
    for (const [payload, format] of [
      [{ data: rgba.subarray(0, 6), ...size, channels: 3 }, "rgb24"],
      [{ data: rgba.subarray(0, 2), ...size, channels: 1 }, "gray8"],
      [{ data: rgba, ...size, channels: 4 }, "rgba32"],
      [{ data: rgba, ...size, format: "bgra32" }, "bgra32"],
      [{ data: rgba.subarray(0, 4), ...size, format: "yuyv422" }, "yuyv422"],
      [{ bitmap: { data: rgba, ...size } }, "rgba32"],
      [{ data: new Uint8ClampedArray(rgba), ...size }, "rgba32"],
      [{ data: [1, 2, 3, 4, 5, 6], ...size }, "rgb24"],
      [JSON.parse(JSON.stringify({ data: rgba, ...size })), "rgba32"],
    ] as const) {
      const accepted = frame(payload);
      assert.deepEqual([accepted.format, accepted.width, accepted.height], [format, 2, 1]);
    }
  });

  it("takes stride, orientation, matrix and range", () => {
    const accepted = frame({
      data: Buffer.alloc(128 * 32),
      width: 48,
      height: 32,
      stride: 128,
      format: "yuyv422",
      orientation: 6,
      matrix: "bt709",
      range: "full",
    });
    const { width, height, stride, orientation, matrix, range } = accepted;
    assert.deepEqual(
      { width, height, stride, orientation, matrix, range },
      { width: 32, height: 48, stride: 128, orientation: 6, matrix: "bt709", range: "full" },
    );
  });

  it("names width, height, stride, expected and received where the length fits neither", () => {
    const base = { width: 48, height: 32, format: "yuyv422" };
    const cases = [
      [{ ...base, data: Buffer.alloc(4096) }, 96, 3072, 4096],
      [{ ...base, data: Buffer.alloc(3071) }, 96, 3072, 3071],
      [{ ...base, stride: 128, data: Buffer.alloc(3072) }, 128, 4096, 3072],
      [{ ...base, stride: 128, data: Buffer.alloc(4097) }, 128, 4096, 4097],
    ] as const;
    for (const [payload, stride, expected, received] of cases) {
      assert.throws(
        () => accept(payload, WHERE),
        (error: unknown) => {
          assert.ok(error instanceof VisionError);
          assert.equal(error.code, "INPUT_LAYOUT");
          assert.deepEqual(error.params, {
            format: "yuyv422",
            width: 48,
            height: 32,
            stride,
            expected,
            received,
          });
          return true;
        },
      );
    }
    frame({ ...base, stride: 128, data: Buffer.alloc(128 * 31 + 96) });
  });

  it("checks every format's length to the byte, odd sizes included", () => {
    const bytes = {
      rgb24: 15 * 3,
      bgr24: 45,
      rgba32: 60,
      bgra32: 60,
      gray8: 15,
      yuyv422: 36,
      uyvy422: 36,
      nv12: 27,
      i420: 27,
    };
    let checked = 0;
    for (const [format, length] of Object.entries(bytes)) {
      const payload = { width: 5, height: 3, format };
      frame({ ...payload, data: Buffer.alloc(length) });
      refuses({ ...payload, data: Buffer.alloc(length - 1) }, "INPUT_LAYOUT", `received ${length - 1}`);
      refuses({ ...payload, data: Buffer.alloc(length + 1) }, "INPUT_LAYOUT", `received ${length + 1}`);
      checked++;
    }
    assert.equal(checked, 9);
  });

  it("refuses sizes that are none", () => {
    for (const [width, height, stride] of [
      [0, 2, undefined],
      [2, -1, undefined],
      [1.5, 2, undefined],
      ["2", 2, undefined],
      [Number.NaN, 2, undefined],
      [2, 2, 5],
      [2, 2, 6.5],
      [1e9, 1e9, undefined],
    ]) {
      refuses(
        { data: Buffer.alloc(12), width, height, channels: 3, ...(stride && { stride }) },
        "INPUT_LAYOUT",
        "12",
      );
    }
  });

  it("refuses unknown formats, channels and settings by name", () => {
    const base = { data: Buffer.alloc(12), width: 2, height: 2 };
    refuses({ ...base, format: "rgb565" }, "INPUT_UNSUPPORTED", '"rgb565"');
    refuses({ ...base, channels: 2 }, "INPUT_UNSUPPORTED", "2 channels");
    refuses({ ...base, data: Buffer.alloc(7) }, "INPUT_UNSUPPORTED", "without channels or format");
    refuses({ ...base, channels: 3, orientation: 9 }, "INPUT_UNSUPPORTED", "orientation is the number 9");
    refuses({ ...base, channels: 3, matrix: "bt2020" }, "INPUT_UNSUPPORTED", '"bt2020"');
    refuses({ ...base, channels: 3, range: "tv" }, "INPUT_UNSUPPORTED", '"tv"');
    refuses({ ...base, channels: 3, data: "AAAA" }, "INPUT_UNSUPPORTED", "whose data are");
    refuses({ ...base, channels: 3, data: [0, 1, 256] }, "INPUT_UNSUPPORTED", "an array of 3 elements");
  });
});

describe("accept: ready tensors", () => {
  const tensor = (payload: unknown) => accept(payload, WHERE) as ReadyTensor;

  it("takes typed arrays and plain ones, dims or dim", () => {
    assert.deepEqual(tensor({ data: Float32Array.of(1, 2), type: "float32", dims: [1, 2] }), {
      data: Float32Array.of(1, 2),
      type: "float32",
      dims: [1, 2],
    });
    assert.deepEqual(
      tensor({ data: [0.5, -1], type: "float32", dim: [2, 1] }).data,
      Float32Array.of(0.5, -1),
    );
    assert.deepEqual(
      tensor({ data: Buffer.from([1, 255]), type: "uint8", dims: [2] }).data,
      Uint8Array.of(1, 255),
    );
    assert.deepEqual(
      tensor({ data: { type: "Buffer", data: [3] }, type: "uint8", dims: [1] }).data,
      Uint8Array.of(3),
    );
    assert.deepEqual(
      tensor({ data: Uint16Array.of(0x3c00), type: "float16", dims: [1] }).data,
      Uint16Array.of(0x3c00),
    );
    const half = tensor({ data: [0.1], type: "float16", dims: [1] }).data[0] as number;
    assert.ok(Math.abs(fromFloat16Bits(half) - 0.1) < 1e-4);
    assert.deepEqual(tensor({ data: Float32Array.of(1), type: "float16", dims: [1n] }).dims, [1]);
  });

  it("refuses what does not fit together, and says what", () => {
    const good = { data: Float32Array.of(1, 2), type: "float32", dims: [1, 2] };
    for (const [change, words] of [
      [{ dims: [1, 3] }, "make 3 numbers, data has 2"],
      [{ dims: [0, 2] }, "[0, 2]"],
      [{ dims: [-1, 2] }, "[-1, 2]"],
      [{ dims: [] }, "[]"],
      [{ dims: "1,2" }, "its dims are"],
      [{ type: "int64" }, "int64"],
      [{ type: undefined }, "nothing"],
      [{ data: Float64Array.of(1, 2) }, "Float64Array"],
      [{ data: Uint8Array.of(1, 2) }, "float32"],
      [{ data: [1, null] }, "value 1 of its data is null"],
      [{ data: [1, "2"] }, "value 1"],
      [{ type: "uint8", data: [1, 256] }, "256"],
      [{ type: "uint8", data: [1, 0.5] }, "0.5"],
      [{ data: { 0: 1, 1: 2 } }, "an object with the keys 0, 1"],
    ] as const) {
      refuses({ ...good, ...change }, "TENSOR_INVALID", words);
    }
  });
});

describe("accept: anything else", () => {
  it("says what it found", () => {
    for (const [payload, words] of [
      [7, "the number 7"],
      [Number.NaN, "the number NaN"],
      [10n, "the number 10"],
      [null, "null"],
      [undefined, "nothing"],
      [true, "the boolean true"],
      [() => 1, "a function"],
      [Symbol("x"), "a symbol"],
      [{ a: 1, b: 2 }, "an object with the keys a, b"],
      [{ a: 1, b: 2, c: 3, d: 4, e: 5, f: 6 }, "a, b, c, d, e, …"],
      [new Date(0), "an object of the class Date"],
      [new Map(), "an object of the class Map"],
      [Object.create(null), "an object"],
      [new Float32Array(3), "a bare Float32Array"],
      [{ type: "Buffer", data: [256] }, "no bytes"],
      [{ type: "Buffer", data: "x" }, "no bytes"],
      [{ bitmap: null }, "with the keys bitmap"],
      [{ bitmap: {} }, "with the keys format"],
    ] as const) {
      refuses(payload, "INPUT_UNSUPPORTED", words);
      refuses(payload, "INPUT_UNSUPPORTED", WHERE);
    }
  });

  it("knows a Frame that a deep copy has lost", () => {
    refuses({}, "INPUT_FRAME_LOST", "deep copy");
  });

  it("says which file it is that is no picture", () => {
    for (const [bytes, words] of [
      ["<svg xmlns='http://www.w3.org/2000/svg'/>", "an SVG picture"],
      ["\ufeff<?xml version='1.0'?>\n<!-- made by hand -->\n<svg>", "an SVG picture"],
      ["%PDF-1.7\n", "a PDF document"],
      ["<!doctype html><html>", "an HTML page"],
      ["<?xml version='1.0'?><rss/>", "an XML document"],
      ["BM1234\0\0\0\0", "a BMP picture"],
      ["\0\0\0\x18ftypheic\0\0", "a HEIC picture"],
      ["\0\0\0\x18ftypisom\0\0", "an MP4 video"],
      ["PK\x03\x04", "a ZIP archive"],
      ['{"a":1}', "JSON text"],
      ["\x01\x02\x03", "3 bytes of no known picture format (they start with 01 02 03)"],
    ] as const) {
      refuses(Buffer.from(bytes, bytes.startsWith("\ufeff") ? "utf8" : "latin1"), "INPUT_UNSUPPORTED", words);
      refuses(
        `data:image/png;base64,${Buffer.from(bytes, bytes.startsWith("\ufeff") ? "utf8" : "latin1").toString("base64")}`,
        "INPUT_UNSUPPORTED",
        words,
      );
    }
  });

  it("tells paths, addresses and other texts apart, and gives away no password", async () => {
    for (const [text, words] of [
      ["/home/pi/cat.jpg", "a file path"],
      ["C:\\photos\\cat.jpg", "a file path"],
      ["./cat.png", "a file path"],
      ["~/cat.png", "a file path"],
      ["cat.jpeg", "a file path"],
      ["https://user:secret@example.org/cat.jpg", "an address (https://…)"],
      ["rtsp://cam:secret@10.0.0.1/", "an address (rtsp://…)"],
      ["data:text/plain;base64,aGVsbG8=", "a data URL of the type text/plain"],
      ["data:image/jpeg,%FF%D8%FF", "a data URL of the type image/jpeg"],
      ["hello world", 'text that is not base64 of a picture ("hello world")'],
      ["   ", "an empty text"],
      ["", "an empty text"],
      [Buffer.from("just words").toString("base64"), "text that is not base64 of a picture"],
    ] as const) {
      refuses(text, "INPUT_UNSUPPORTED", words);
      assert.throws(
        () => accept(text, WHERE),
        (error: Error) => !error.message.includes("secret"),
      );
    }
    const base64 = (await jpeg).toString("base64");
    refuses(`${base64.slice(0, 200)}*${base64.slice(201)}`, "INPUT_UNSUPPORTED", "other characters");
    refuses(`${base64.slice(0, 200)}=${base64.slice(201)}`, "INPUT_UNSUPPORTED", "other characters");
    refuses(`${base64.replace(/=*$/, "")}AAA!!`, "INPUT_UNSUPPORTED", "other characters");
  });
});
