/** Files that people send in place of a picture: what stands at an offset (Latin-1). */
const SIGNATURES: readonly (readonly [offset: number, text: string, what: string])[] = [
  [0, "%PDF-", "a PDF document"],
  [0, "BM", "a BMP picture"],
  [0, "\0\0\x01\0", "an icon file"],
  [0, "\xff\x0a", "a JPEG XL picture"],
  [4, "JXL ", "a JPEG XL picture"],
  [0, "\xff\x4f\xff\x51", "a JPEG 2000 picture"],
  [4, "jP  ", "a JPEG 2000 picture"],
  [4, "ftyphei", "a HEIC picture"],
  [4, "ftyphev", "a HEIC picture"],
  [4, "ftyp", "an MP4 video"],
  [0, "\x1a\x45\xdf\xa3", "a Matroska or WebM video"],
  [8, "AVI ", "an AVI video"],
  [8, "WAVE", "a WAV sound"],
  [0, "8BPS", "a Photoshop file"],
  [0, "PK\x03\x04", "a ZIP archive"],
  [0, "\x1f\x8b", "gzip data"],
];

/** The same for files of text. */
const TEXTS: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/^(?:\s|<[?!][^>]*>)*<svg[\s>]/i, "an SVG picture"],
  [/^\s*<(!doctype html|html)/i, "an HTML page"],
  [/^\s*<\?xml/i, "an XML document"],
  [/^\s*[[{]/, "JSON text"],
];

/** What a file is that is no picture of ours, in words; `undefined` where that is not known. */
export function fileKind(bytes: Uint8Array): string | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, 512)).replace(/^\xef\xbb\xbf/, "");
  const binary = SIGNATURES.find(([offset, text]) => head.startsWith(text, offset));
  return binary?.[2] ?? TEXTS.find(([pattern]) => pattern.test(head))?.[1];
}
