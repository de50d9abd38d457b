import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { freePort } from "../../scripts/demo/ports";
import { Subscriber, startMosquitto } from "../helpers/broker";
import { deployExample, nodeOf, type Running } from "../helpers/deploy";
import { until } from "../helpers/until";

const NAME = "Folder to MQTT labels";
/** The last of the sample photos in natural order, and its class. */
const LAST = { file: "yellow-cabs.jpg", index: 468 };
const PHOTOS = 20;

interface Label {
  readonly label: string;
  readonly score: number;
  readonly index: number;
  readonly file: string;
  readonly time: string;
}

const env = (port: number) => ({ MQTT_HOST: "127.0.0.1", MQTT_PORT: String(port), HOSTNAME: "edge-1" });

async function mosquittoFor(test: TestContext, port: number) {
  const broker = await startMosquitto(port);
  test.after(() => broker.stop());
  return broker;
}

async function subscriberFor(test: TestContext, port: number): Promise<Subscriber> {
  const subscriber = await Subscriber.open(port);
  test.after(() => subscriber.close());
  return subscriber;
}

/** A value that Node-RED's context holds, once it is there. */
async function stored<T>({ nodeRed }: Running, scope: string, key: string): Promise<T | undefined> {
  const answer = (await nodeRed.admin("GET", `/context/${scope}/${key}`)) as Record<string, unknown>;
  const { msg } = (answer["memory"] ?? answer) as { msg?: string };
  return msg === undefined || msg === "(undefined)" ? undefined : (JSON.parse(msg) as T);
}

const published = async (running: Running): Promise<number> =>
  (await stored<number>(running, `flow/${nodeOf(running.flow, "tab").id}`, "published")) ?? 0;

/** Waits until the last photo has its label, whether the broker is there or not. */
async function allClassified(running: Running): Promise<void> {
  const { id } = nodeOf(running.flow, "function", "keep the last label");
  await until("the last photo has its label", async () => {
    const last = await stored<Record<string, Label>>(running, `node/${id}`, "last");
    return last?.["vision/photos/label"]?.file === LAST.file;
  });
}

describe("example Folder to MQTT labels, in real Node-RED with mosquitto", () => {
  it("publishes each label, and counts what the broker acknowledged", async (test) => {
    const port = await freePort();
    await mosquittoFor(test, port);
    const subscriber = await subscriberFor(test, port);
    const running = await deployExample(test, NAME, { env: env(port) });
    await allClassified(running);
    const labels = () => subscriber.on("/label").map(({ text }) => JSON.parse(text) as Label);
    await until("the last label arrived", () => labels().at(-1)?.file === LAST.file);
    assert.equal(labels().length, PHOTOS);
    assert.deepEqual(
      new Set(subscriber.on("/label").map(({ topic }) => topic)),
      new Set(["vision/photos/label"]),
    );
    const { label, score, index, time } = labels().at(-1) as Label;
    assert.equal(index, LAST.index);
    assert.match(label, /^cab\b/);
    assert.ok(score > 0.9 && score <= 1);
    assert.ok(Math.abs(Date.now() - Date.parse(time)) < 60_000, time);
    await until("all are acknowledged", async () => (await published(running)) === PHOTOS);
    assert.deepEqual(subscriber.on("/error"), []);

    const late = await subscriberFor(test, port);
    await until("the retained label arrived", () => late.on("/label").length > 0);
    assert.deepEqual(
      late.on("/label").map(({ retained, text }) => [retained, JSON.parse(text).file]),
      [[true, LAST.file]],
    );
  });

  it("brings the latest label to a broker that comes up after it", async (test) => {
    const port = await freePort();
    const settings = { mqttReconnectTime: 1000 };
    const running = await deployExample(test, NAME, { env: env(port), settings });
    await allClassified(running);
    assert.equal(await published(running), 0, "nothing was acknowledged without a broker");
    await mosquittoFor(test, port);
    const subscriber = await subscriberFor(test, port);
    await until("the label arrived", () => subscriber.on("/label").length > 0);
    assert.equal(JSON.parse(subscriber.on("/label").at(-1)?.text ?? "{}").file, LAST.file);
    await until("the count tells it", async () => (await published(running)) === 1);
  });

  it("says online at connect, and the broker says offline when Node-RED is killed", async (test) => {
    const port = await freePort();
    await mosquittoFor(test, port);
    const subscriber = await subscriberFor(test, port);
    const { nodeRed } = await deployExample(test, NAME, { env: env(port) });
    const status = () => subscriber.on("vision/edge-1/status").map(({ text }) => text);
    await until("it is online", () => status().at(-1) === "online");
    nodeRed.process.kill("SIGKILL");
    await until("it is offline", () => status().at(-1) === "offline");
    const late = await subscriberFor(test, port);
    await until("the retained status arrived", () => late.on("/status").length > 0);
    assert.deepEqual(
      late.on("/status").map(({ text, retained }) => [text, retained]),
      [["offline", true]],
    );
  });

  it("says offline when Node-RED is stopped in order", async (test) => {
    const port = await freePort();
    await mosquittoFor(test, port);
    const subscriber = await subscriberFor(test, port);
    const { nodeRed } = await deployExample(test, NAME, { env: env(port) });
    const status = () => subscriber.on("vision/edge-1/status").map(({ text }) => text);
    await until("it is online", () => status().at(-1) === "online");
    await nodeRed.stop();
    await until("it is offline", () => status().at(-1) === "offline");
  });
});
