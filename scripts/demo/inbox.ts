import { EventEmitter } from "node:events";
import { connectAsync, type MqttClient } from "mqtt";
import type { InferenceInfo } from "../../core/values/prediction";
import type { Timings } from "../../core/values/timings";
import { HOST } from "./ports";

/** A label as the flow publishes it. */
export interface LabelMessage {
  readonly label: string;
  /** 0–1 */
  readonly score: number;
  readonly index: number;
  /** Path of the picture below the folder. */
  readonly file: string;
  /** ISO 8601 */
  readonly time: string;
  readonly timings: Timings;
  readonly inference: InferenceInfo;
}

/** An error as the flow publishes it. */
export interface ErrorMessage {
  readonly code: string;
  readonly message: string;
  readonly file?: string;
}

/** What came, and when, in ms of `performance.now()`. */
export interface Received<T> {
  readonly at: number;
  readonly topic: string;
  readonly message: T;
}

interface Events {
  label: [Received<LabelMessage>];
  fault: [Received<ErrorMessage>];
}

/** A subscriber to everything the flow says: what arrives here has gone through the broker. */
export class Inbox extends EventEmitter<Events> {
  readonly labels: Received<LabelMessage>[] = [];
  readonly errors: Received<ErrorMessage>[] = [];
  readonly #client: MqttClient;

  private constructor(client: MqttClient) {
    super();
    this.#client = client;
    client.on("message", (topic, payload) => this.#take(topic, payload.toString("utf8")));
  }

  /** Subscribes to `vision/#` at the broker on `port`. */
  static async open(port: number): Promise<Inbox> {
    const client = await connectAsync(`mqtt://${HOST}:${port}`);
    const inbox = new Inbox(client);
    await client.subscribeAsync("vision/#", { qos: 1 });
    return inbox;
  }

  #take(topic: string, payload: string): void {
    const at = performance.now();
    if (topic.endsWith("/label")) {
      this.labels.push({ at, topic, message: JSON.parse(payload) });
      this.emit("label", this.labels.at(-1) as Received<LabelMessage>);
    } else if (topic.endsWith("/error")) {
      this.errors.push({ at, topic, message: JSON.parse(payload) });
      this.emit("fault", this.errors.at(-1) as Received<ErrorMessage>);
    }
  }

  async close(): Promise<void> {
    await this.#client.endAsync(true);
  }
}
