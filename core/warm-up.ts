import type { Session } from "./inference/session";
import { Frame } from "./values/frame";
import type { PreprocessSpec } from "./values/spec";
import { ImageTensor, type Realise } from "./values/tensor";

/** Size of the built-in picture, pixels: one that has to be resized by every preset. */
const WIDTH = 640;
const HEIGHT = 480;

/** A colour gradient, so that no stage meets a constant. */
function picture(): Frame {
  const data = Buffer.allocUnsafe(WIDTH * HEIGHT * 3);
  for (let y = 0, at = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      data[at++] = (x * 255) / WIDTH;
      data[at++] = (y * 255) / HEIGHT;
      data[at++] = (x + y) & 255;
    }
  }
  return new Frame({ data, format: "rgb24", width: WIDTH, height: HEIGHT });
}

/**
 * Runs the whole path `runs` times on a built-in picture, so that the first real answer is as quick
 * as the next. Throws what the session throws; the session is closed then.
 */
export async function warmUp(
  session: Session,
  realise: Realise,
  spec: PreprocessSpec,
  runs: number,
): Promise<void> {
  if (runs === 0) return;
  const frame = picture();
  try {
    for (let run = 0; run < runs; run++) await session.infer(new ImageTensor(frame, spec, realise));
  } catch (error) {
    await session.close();
    throw error;
  }
}
