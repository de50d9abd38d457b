import { VisionError } from "../../values/errors";

/** First line of a library's message, without its own file names. */
function firstLine(text: string): string {
  return (text.split("\n")[0] ?? "").replace(/^Error: /, "").slice(0, 400);
}

/** ONNX Runtime's words at loading a model as one of our errors. */
export function loadError(text: string, path: string, backend: string): VisionError {
  const opset = /current official support for domain \S+ is till opset (\d+)/.exec(text)?.[1];
  if (opset) {
    const asked = /ONNX model with opset (\d+)|opset (?:version )?(\d+) is under development/i.exec(text);
    return new VisionError("MODEL_OPSET", {
      path,
      opset: asked?.[1] ?? asked?.[2] ?? "?",
      backend,
      supported: opset,
    });
  }
  const missing =
    /No Op registered for (\S+)|(\S+?)\(-?\d+\) is not a registered function|[Ff]ailed to find kernel for (?:\S+\.)?(\w+)|Could not find an implementation for (\w+)/.exec(
      text,
    );
  if (missing) {
    const operator = missing.slice(1).find((each) => each !== undefined) ?? "?";
    const node = /node with name ['"]?([^'"\s)]+)|node:\s*\(?['"]?([\w./:-]+)/i.exec(text);
    return new VisionError("MODEL_OPERATOR", {
      backend,
      operator,
      node: node?.[1] ?? node?.[2] ?? "?",
      detail: firstLine(text),
    });
  }
  return new VisionError("MODEL_CORRUPT", { path, detail: firstLine(text) });
}

/** ONNX Runtime's words at running a model. */
export function runError(text: string, backend: string): VisionError {
  return new VisionError("INFERENCE_FAILED", { backend, detail: firstLine(text) });
}
