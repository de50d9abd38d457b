import type { Failure, PictureChoice, SampleList } from "../contract";
import { button, h } from "./dom";
import type { Form } from "./form";
import { ask } from "./server";

/** An own picture travels in one JSON request, which Node-RED limits to 5 MB; base64 adds a third. */
const MAX_BYTES = 3_000_000;
/** Longer side to which a larger one is reduced before it is sent, in pixels. */
const REDUCED = 2560;

function base64Of(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ""));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}

/** A picture file that is too large for one request, smaller; upright, as browsers draw it. */
async function reduce(file: Blob): Promise<Blob> {
  const bitmap = await createImageBitmap(file);
  const factor = Math.min(1, REDUCED / Math.max(bitmap.width, bitmap.height));
  const canvas = h("canvas", {
    width: Math.round(bitmap.width * factor),
    height: Math.round(bitmap.height * factor),
  });
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/jpeg", 0.92),
  );
}

/** Which picture a form looks at: one of the samples, or one of the user's own. */
export class Picture {
  #samples: readonly string[] = [];
  #choice: PictureChoice | undefined;
  readonly #form: Form;
  readonly #changed: () => void;
  readonly #failed: (failure: Failure) => void;
  readonly #buttons: HTMLButtonElement[] = [];

  /** @param start file name of the sample to begin with */
  constructor(form: Form, start: string, changed: () => void, failed: (failure: Failure) => void) {
    this.#form = form;
    this.#changed = changed;
    this.#failed = failed;
    ask<SampleList>("photos").then(
      ({ photos }) => {
        this.#samples = photos;
        this.#choose({ sample: photos.includes(start) ? start : (photos[0] ?? "") });
      },
      (failure: Failure) => {
        for (const each of this.#buttons) each.disabled = true;
        failed(failure);
      },
    );
  }

  /** Undefined until the list of samples is there. */
  get choice(): PictureChoice | undefined {
    return this.#choice;
  }

  /** Buttons "Choose picture" and "Next sample". */
  buttons(): HTMLElement[] {
    const file = h("input", { type: "file", accept: "image/*", class: "ev-pick" });
    file.addEventListener("change", () => {
      const [chosen] = file.files ?? [];
      if (chosen) this.#own(chosen);
      file.value = "";
    });
    const choose = button("picture-o", this.#form.text("form.choosePicture"), () => file.click());
    const next = button("step-forward", this.#form.text("form.nextSample"), () => this.#next());
    this.#buttons.push(choose, next);
    return [choose, next, file];
  }

  /** Lets the user drop a picture file on `area`. */
  acceptDrops(area: HTMLElement): void {
    const mark = (event: DragEvent, over: boolean): void => {
      event.preventDefault();
      event.stopPropagation();
      area.classList.toggle("ev-drop", over);
    };
    area.addEventListener("dragover", (event) => mark(event, true));
    area.addEventListener("dragleave", (event) => mark(event, false));
    area.addEventListener("drop", (event) => {
      mark(event, false);
      const [file] = event.dataTransfer?.files ?? [];
      if (file) this.#own(file);
    });
  }

  #choose(choice: PictureChoice): void {
    this.#choice = choice;
    this.#changed();
  }

  #next(): void {
    const now = this.#choice && "sample" in this.#choice ? this.#choice.sample : "";
    const next = this.#samples[(this.#samples.indexOf(now) + 1) % this.#samples.length];
    if (next) this.#choose({ sample: next });
  }

  #own(file: File): void {
    const read = async (): Promise<void> => {
      const blob = file.size > MAX_BYTES ? await reduce(file) : file;
      this.#choose({ name: file.name, data: await base64Of(blob) });
    };
    read().catch(() =>
      this.#failed({
        code: "INPUT_UNSUPPORTED",
        message: this.#form.text("form.notReadable", { name: file.name }),
      }),
    );
  }
}
