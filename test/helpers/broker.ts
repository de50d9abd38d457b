import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connectAsync, type MqttClient } from "mqtt";
import { HOST } from "../../scripts/demo/ports";

/** Debian's mosquitto on a port of this machine. */
export interface Mosquitto {
  readonly port: number;
  stop(): Promise<void>;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, HOST);
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("close", () => socket.destroy());
  }).then(Boolean);
}

function ended(child: ChildProcess): Promise<unknown> {
  return child.exitCode === null ? new Promise((resolve) => child.once("exit", resolve)) : Promise.resolve();
}

/** Starts mosquitto on `port` and waits until it takes connections. */
export async function startMosquitto(port: number): Promise<Mosquitto> {
  const folder = mkdtempSync(path.join(tmpdir(), "mosquitto-"));
  const config = path.join(folder, "mosquitto.conf");
  writeFileSync(config, `listener ${port} ${HOST}\nallow_anonymous true\npersistence false\n`);
  const PATH = `${process.env["PATH"]}${path.delimiter}/usr/sbin`;
  const child = spawn("mosquitto", ["-c", config], { env: { ...process.env, PATH }, stdio: "ignore" });
  const failure = new Promise<never>((_, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`mosquitto ended with ${code}`)));
  });
  const ready = (async () => {
    while (!(await accepts(port))) await sleep(50);
  })();
  await Promise.race([ready, failure]);
  failure.catch(() => {});
  return {
    port,
    async stop() {
      child.kill("SIGTERM");
      await ended(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A message as a subscriber got it. */
export interface Message {
  readonly topic: string;
  readonly text: string;
  /** It lay at the broker before the subscription. */
  readonly retained: boolean;
}

/** A client that keeps what comes. */
export class Subscriber {
  readonly messages: Message[] = [];
  readonly #client: MqttClient;

  private constructor(client: MqttClient) {
    this.#client = client;
    client.on("message", (topic, payload, { retain }) => {
      this.messages.push({ topic, text: payload.toString("utf8"), retained: retain });
    });
  }

  static async open(port: number, topic = "#"): Promise<Subscriber> {
    const client = await connectAsync(`mqtt://${HOST}:${port}`);
    const subscriber = new Subscriber(client);
    await client.subscribeAsync(topic, { qos: 1 });
    return subscriber;
  }

  /** Messages whose topic ends like this. */
  on(end: string): Message[] {
    return this.messages.filter(({ topic }) => topic.endsWith(end));
  }

  close(): Promise<void> {
    return this.#client.endAsync(true);
  }
}
