import { ERRORS, type ErrorEntry } from "../../core/values/errors";
import type { DemoFlow } from "./flow";
import type { ErrorMessage, Inbox } from "./inbox";
import { untilLoaded } from "./loaded";
import type { NodeRed } from "./node-red";

/** Longest wait for the next label, in ms: a large model on a small machine needs long for its first. */
const PATIENCE_MS = 180_000;
/** Wait for the broker's last acknowledgements, in ms. */
const SETTLE_MS = 5_000;

const SILENCE: ErrorMessage = { code: "INTERNAL", message: `No answer for ${PATIENCE_MS / 1000} s.` };

/** Why a demo cannot go on; nothing it does per picture would help. */
export class Unusable extends Error {
  readonly code: string;
  constructor({ code, message }: ErrorMessage) {
    super(message);
    this.code = code;
  }
}

/** Whether the error is about the model or the machine, so that every other picture would fail too. */
function isFatal({ code, file }: ErrorMessage): boolean {
  const known = Object.entries(ERRORS).find(([name]) => name === code)?.[1] as ErrorEntry | undefined;
  return file === undefined || (known?.kind === "setup" && !code.startsWith("SOURCE_"));
}

/** Resolves once `total` pictures were answered. Throws {@link Unusable}. */
function answered(inbox: Inbox, total: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const settle = (unusable?: ErrorMessage) => {
      clearTimeout(timer);
      inbox.off("label", look);
      inbox.off("fault", look);
      if (unusable) reject(new Unusable(unusable));
      else resolve();
    };
    const look = () => {
      clearTimeout(timer);
      const fatal = inbox.labels.length === 0 && inbox.errors.find(({ message }) => isFatal(message));
      if (fatal) settle(fatal.message);
      else if (inbox.labels.length + inbox.errors.length >= total) settle();
      else timer = setTimeout(settle, PATIENCE_MS, SILENCE).unref();
    };
    inbox.on("label", look);
    inbox.on("fault", look);
    look();
  });
}

/** How many labels the broker has acknowledged, as the flow counted them. */
async function published(nodeRed: NodeRed, flow: DemoFlow): Promise<number> {
  const answer = (await nodeRed.admin("GET", `/context/flow/${flow.tab}/published`)) as Record<
    string,
    unknown
  >;
  const stored = (answer["memory"] ?? answer) as { msg?: string };
  return Number(stored.msg ?? 0);
}

/** Waits for the acknowledgement of everything that was received; the count in the end. */
export async function acknowledged(nodeRed: NodeRed, flow: DemoFlow, inbox: Inbox): Promise<number> {
  const until = performance.now() + SETTLE_MS;
  let count = await published(nodeRed, flow);
  while (count < inbox.labels.length && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    count = await published(nodeRed, flow);
  }
  return count;
}

/**
 * Once the model is loaded, presses the start button `repeat` times, each time when all `pictures` have
 * been answered.
 */
export async function rounds(
  nodeRed: NodeRed,
  flow: DemoFlow,
  inbox: Inbox,
  { repeat, pictures }: { repeat: number; pictures: number },
): Promise<void> {
  await untilLoaded(nodeRed, flow.classifier);
  for (let round = 1; round <= repeat; round++) {
    await nodeRed.admin("POST", `/inject/${flow.start}`);
    await answered(inbox, round * pictures);
  }
}
