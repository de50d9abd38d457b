/** `npm run demo`: a broker and a real Node-RED with the example flow, and what arrives on MQTT. */
import path from "node:path";
import { asVisionError } from "../../core/values/errors";
import { type Arguments, parseArguments, USAGE, UsageError } from "./arguments";
import { startBroker } from "./broker";
import { demoFlow } from "./flow";
import { type ErrorMessage, Inbox } from "./inbox";
import { type NodeRed, ROOT, startNodeRed } from "./node-red";
import { countPictures } from "./pictures";
import { freePort, isFree } from "./ports";
import { type Circumstances, errorLine, labelLine, latencyTable, resultOf } from "./report";
import { acknowledged, rounds, Unusable } from "./run";

const EDITOR_PORT = 1880;
const MQTT_PORT = 1883;
const { version: nodeRedVersion }: { version: string } = require("node-red/package.json");

type Print = (line: string) => void;

/** What was opened, closed in reverse order. */
type Opened = (() => Promise<void>)[];

async function editorPort({ port }: Arguments): Promise<number> {
  if (port && !(await isFree(port)))
    throw new UsageError(`Port ${port} is taken; --port 0 picks a free one.`);
  return freePort(port ?? EDITOR_PORT);
}

/** Starts broker, subscriber and Node-RED, and shows each message as it arrives. */
async function open(wanted: Arguments, opened: Opened, print: Print) {
  const flow = await demoFlow(wanted);
  const port = await editorPort(wanted);
  const broker = await startBroker(MQTT_PORT);
  opened.unshift(() => broker.close());
  const inbox = await Inbox.open(broker.port);
  opened.unshift(() => inbox.close());
  inbox.on("label", (label) => print(labelLine(label)));
  inbox.on("fault", ({ message }) => print(errorLine(message)));
  const nodeRed = await startNodeRed({
    userDir: path.join(ROOT, ".cache/demo", String(port)),
    port,
    flows: flow.nodes,
    env: { MQTT_HOST: "127.0.0.1", MQTT_PORT: String(broker.port) },
  });
  opened.unshift(() => nodeRed.stop());
  print(`Editor  ${nodeRed.url}`);
  print(`MQTT    127.0.0.1:${broker.port}, topics vision/#\n`);
  return { flow, inbox, nodeRed };
}

/** Resolves when the demo is told to end; rejects if Node-RED ends by itself. */
function untilEnded(nodeRed: NodeRed, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return resolve();
    signal.addEventListener("abort", () => resolve());
    nodeRed.process.once("exit", () => {
      if (!signal.aborted) reject(new Error(`Node-RED ended:\n${nodeRed.log().slice(-2000)}`));
    });
  });
}

function failureOf(error: unknown): ErrorMessage {
  if (error instanceof Unusable) return error;
  const { code, text } = asVisionError(error);
  return { code, message: text };
}

/** The whole demo; the exit code is 0 if any picture got its label. */
async function demo(wanted: Arguments, signal: AbortSignal): Promise<number> {
  const print: Print = (line) => (wanted.json ? process.stderr : process.stdout).write(`${line}\n`);
  const opened: Opened = [];
  let arrived: Pick<Inbox, "labels" | "errors"> = { labels: [], errors: [] };
  let outcome: Circumstances = { nodeRed: nodeRedVersion, model: wanted.model, published: 0 };
  try {
    const pictures = await countPictures(wanted.folder);
    const { flow, inbox, nodeRed } = await open(wanted, opened, print);
    arrived = inbox;
    const ended = untilEnded(nodeRed, signal);
    await Promise.race([ended, rounds(nodeRed, flow, inbox, { repeat: wanted.repeat, pictures })]);
    if (!signal.aborted) {
      outcome = { ...outcome, published: await acknowledged(nodeRed, flow, inbox) };
      print(`\n${latencyTable(inbox.labels)}\n`);
      const { published } = outcome;
      print(`${published} labels acknowledged by the broker, ${inbox.labels.length} received from it.`);
    }
    if (!wanted.once && !signal.aborted) {
      print(
        `\nThe button "again" in the editor, ${nodeRed.url}, starts another round. Ctrl-C ends the demo.`,
      );
      await ended;
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const failure = failureOf(error);
    outcome = { ...outcome, failure };
    if (!arrived.errors.some(({ message }) => message.message === failure.message)) print(errorLine(failure));
  } finally {
    for (const close of opened) await close();
  }
  const result = resultOf(arrived, outcome);
  if (wanted.json) process.stdout.write(`${JSON.stringify(result)}\n`);
  if (wanted.once && signal.aborted) return 130;
  return outcome.failure || (wanted.once && result.predictions.length === 0) ? 1 : 0;
}

async function main(): Promise<number> {
  const stop = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => stop.abort());
  try {
    // npm runs scripts in the package's folder; INIT_CWD is where the user is.
    const wanted = parseArguments(process.argv.slice(2), process.env["INIT_CWD"] ?? process.cwd());
    if (wanted) return await demo(wanted, stop.signal);
    console.log(USAGE);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n\n${USAGE}`);
    return 2;
  }
}

main().then((code) => {
  process.exitCode = code;
});
