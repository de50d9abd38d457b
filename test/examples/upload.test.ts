import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { type NodeRed, startNodeRed } from "../../scripts/demo/node-red";
import { freePort } from "../../scripts/demo/ports";
import { example } from "../helpers/examples";
import { makeFolder, removeFolder } from "../helpers/node-red";
import { ROOT } from "../helpers/root";

const photo = readFileSync(path.join(ROOT, "examples/photos/espresso.jpg"));
const cabs = readFileSync(path.join(ROOT, "examples/photos/yellow-cabs.jpg"));

interface Answer {
  readonly status: number;
  readonly body: unknown;
}
type Body = NonNullable<RequestInit["body"]>;
type Predictions = { label: string; score: number; index: number }[];
type Refusal = { error: { code: string; message: string } };

describe("example Any image Buffer, in real Node-RED", () => {
  const userDir = makeFolder();
  let nodeRed: NodeRed;
  before(async () => {
    nodeRed = await startNodeRed({ userDir, port: await freePort(), flows: example("Any image Buffer") });
  });
  after(async () => {
    await nodeRed?.stop();
    removeFolder(userDir);
  });

  /** An answer that takes 60 s counts as none. */
  async function post(body: Body, type?: string): Promise<Answer> {
    const response = await fetch(`${nodeRed.url}/classify`, {
      method: "POST",
      body,
      ...(type && { headers: { "Content-Type": type } }),
      signal: AbortSignal.timeout(60_000),
    });
    return { status: response.status, body: await response.json() };
  }

  function upload(...files: Buffer[]): FormData {
    const form = new FormData();
    for (const [i, file] of files.entries())
      form.append("file", new Blob([new Uint8Array(file)]), `picture ${i}.jpg`);
    return form;
  }

  function assertEspresso({ status, body }: Answer): void {
    assert.equal(status, 200);
    const [best] = body as Predictions;
    assert.equal(best?.label, "espresso");
    assert.equal(best?.index, 967);
    assert.equal((body as Predictions).length, 5);
  }

  it("answers a picture as the body, as a form upload, and as base64 in JSON", async () => {
    assertEspresso(await post(photo, "image/jpeg"));
    // What curl says by itself with --data-binary, and with nothing said at all.
    assertEspresso(await post(photo, "application/x-www-form-urlencoded"));
    assertEspresso(await post(photo));
    assertEspresso(await post(upload(photo)));
    assertEspresso(await post(JSON.stringify({ image: photo.toString("base64") }), "application/json"));
    const url = `data:image/jpeg;base64,${photo.toString("base64")}`;
    assertEspresso(await post(JSON.stringify({ image: url }), "application/json"));
  });

  it("answers several files with a list of lists, a bad one with its error at its place", async () => {
    const { status, body } = await post(upload(photo, Buffer.from("no picture"), cabs));
    assert.equal(status, 200);
    const [first, second, third] = body as [Predictions, Refusal, Predictions];
    assert.equal(first[0]?.index, 967);
    assert.match(second.error.code, /^INPUT_/);
    assert.equal(third[0]?.index, 468);
  });

  it("answers what is no picture with 400, a code and what to do", async () => {
    const cases: [string, Body, string?][] = [
      ["garbage", Buffer.from("garbage, not a picture"), "image/jpeg"],
      ["an empty body", Buffer.alloc(0), "image/jpeg"],
      ["a cut picture", photo.subarray(0, photo.length * 0.6), "image/jpeg"],
      ["an empty form", new FormData()],
      ["a number", JSON.stringify({ image: 7 }), "application/json"],
      ["an object", JSON.stringify({ picture: "?" }), "application/json"],
      ["text", "hello", "text/plain"],
      ["JSON that is none", "{", "application/json"],
      ["a form without end", Buffer.from("--x\r\n"), "multipart/form-data; boundary=x"],
    ];
    for (const [what, body, type] of cases) {
      const answer = await post(body, type);
      assert.equal(answer.status, 400, `${what}: ${JSON.stringify(answer.body)}`);
      const { error } = answer.body as Refusal;
      assert.match(error.code, /^INPUT_/, what);
      assert.ok(error.message.length > 20, what);
    }
    assertEspresso(await post(photo, "image/jpeg"));
  });

  it("answers each of 60 clients at once, those it cannot take with 503", async () => {
    const answers = await Promise.all(Array.from({ length: 60 }, () => post(photo, "image/jpeg")));
    const taken = answers.filter(({ status }) => status === 200);
    const refused = answers.filter(({ status }) => status === 503);
    assert.equal(taken.length + refused.length, 60);
    assert.ok(taken.length >= 16, `${taken.length} answered`);
    assert.ok(refused.length > 0, "none refused");
    for (const { body } of refused) assert.equal((body as Refusal).error.code, "QUEUE_FULL");
    for (const answer of taken) assertEspresso(answer);
    assertEspresso(await post(photo, "image/jpeg"));
  });
});
