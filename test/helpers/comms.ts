import { WebSocket } from "ws";
import type { NodeRed } from "../../scripts/demo/node-red";

/** What a debug node showed. */
export interface Shown {
  /** Name of the debug node. */
  readonly name: string;
  readonly topic?: string;
  readonly value: unknown;
}

/** A status under a node. */
export interface StatusText {
  readonly id: string;
  readonly text: string;
}

interface Event {
  readonly topic: string;
  readonly data: Record<string, unknown>;
}

function shownValue({ msg, format }: Record<string, unknown>): unknown {
  const text = String(msg);
  return /^(Object|array|error|number|boolean)/i.test(String(format)) ? JSON.parse(text) : text;
}

/** What an open editor hears: debug nodes and statuses. */
export class Comms {
  readonly shown: Shown[] = [];
  readonly statuses: StatusText[] = [];
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data) => {
      for (const event of JSON.parse(String(data)) as Event[]) this.#take(event);
    });
  }

  static async open(nodeRed: NodeRed): Promise<Comms> {
    const socket = new WebSocket(`${nodeRed.url.replace("http", "ws")}/comms`);
    const comms = new Comms(socket);
    await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
    for (const subscribe of ["debug", "status/#"]) socket.send(JSON.stringify({ subscribe }));
    return comms;
  }

  #take({ topic, data }: Event): void {
    if (topic === "debug") {
      const { name, topic: about } = data;
      this.shown.push({
        name: String(name),
        ...(about !== undefined && { topic: String(about) }),
        value: shownValue(data),
      });
    } else if (topic.startsWith("status/")) {
      this.statuses.push({ id: topic.slice("status/".length), text: String(data["text"] ?? "") });
    }
  }

  /** Values that the debug node of this name showed. */
  values(name: string): unknown[] {
    return this.shown.filter((one) => one.name === name).map(({ value }) => value);
  }

  close(): void {
    this.#socket.close();
  }
}
