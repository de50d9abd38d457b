import { WebSocket } from "ws";
import type { NodeRed } from "./node-red";

/** Longest wait for a model to load and warm up, in ms; the photos are sent all the same then. */
const PATIENCE_MS = 120_000;

interface StatusEvent {
  readonly topic: string;
  readonly data: { readonly text?: string };
}

/**
 * Resolves once a classifier's status is no longer that it loads its model: the first photo's figure
 * would hold the loading else. A model that cannot be loaded counts as loaded; the photos will tell.
 */
export async function untilLoaded(nodeRed: NodeRed, classifier: string): Promise<void> {
  const socket = new WebSocket(`${nodeRed.url.replace("http", "ws")}/comms`);
  const subscribe = `status/${classifier}`;
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(resolve, PATIENCE_MS);
      socket.once("error", reject);
      socket.once("open", () => socket.send(JSON.stringify({ subscribe })));
      socket.on("message", (data) => {
        const events: StatusEvent[] = JSON.parse(String(data));
        const status = events.find(({ topic }) => topic === subscribe)?.data.text;
        if (status === undefined || status.startsWith("loading")) return;
        clearTimeout(timer);
        resolve();
      });
    });
  } finally {
    socket.close();
  }
}
