import { VisionError } from "../values/errors";
import { sniff } from "../values/formats";
import { MAX_PICTURE_BYTES } from "../values/limits";
import { describeText } from "./describe";

/** A base64 data URL of a picture (RFC 2397); parameters such as a charset may stand in between. */
const DATA_URL = /^data:image\/[\w.+-]+(?:;[\w-]+=[^;,]*)*;base64,/i;

/** Characters of base64 that are enough to see the format of a picture. */
const HEAD = 64;

/**
 * The bytes in base64 or data-URL text. Line breaks and the URL-safe alphabet are fine; anything
 * else in it is refused rather than skipped. What does not start like a picture is not decoded.
 *
 * Throws `INPUT_UNSUPPORTED` with what the text is instead, `INPUT_EMPTY`, `INPUT_TOO_BIG`.
 */
export function decodeText(text: string, where: string): Buffer {
  const trimmed = text.trim();
  const prefix = DATA_URL.exec(trimmed.slice(0, 256))?.[0] ?? "";
  const body = trimmed.slice(prefix.length);
  const head = Buffer.from(body.slice(0, HEAD), "base64");
  if (prefix && head.length === 0) throw new VisionError("INPUT_EMPTY");
  if (!prefix && !sniff(head)) {
    throw new VisionError("INPUT_UNSUPPORTED", { where, found: describeText(trimmed) });
  }
  const most = Math.floor(body.length * 0.75);
  if (most > MAX_PICTURE_BYTES) {
    throw new VisionError("INPUT_TOO_BIG", { bytes: most, limit: MAX_PICTURE_BYTES });
  }
  const bytes = Buffer.from(body, "base64");
  if (isSuspect(body, bytes.length) && (/[^\w+/=\s-]/.test(body) || /=[^=\s]/.test(body))) {
    const found = "base64 text with other characters in it";
    throw new VisionError("INPUT_UNSUPPORTED", { where, found });
  }
  return bytes;
}

/** Whether the decoder may have skipped something: it gave fewer bytes than the text's length says. */
function isSuspect(body: string, bytes: number): boolean {
  const digits = body.length - (body.endsWith("==") ? 2 : body.endsWith("=") ? 1 : 0);
  return digits % 4 === 1 || bytes !== Math.floor(digits * 0.75);
}
