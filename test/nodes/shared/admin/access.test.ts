import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { nodeRedFor } from "../../../helpers/node-red";

/** bcrypt of "look". */
const PASSWORD = "$2b$08$DoA4yie/vimStdrYG/6XTuY7dToLy98zKgsPItx9NkazDoUEFzM8y";
const USERS = [
  { username: "reader", password: PASSWORD, permissions: "read" },
  { username: "stranger", password: PASSWORD, permissions: "flows.read" },
];
const ROUTES = [
  ["GET", "photos"],
  ["POST", "describe"],
  ["POST", "preview"],
  ["POST", "try"],
] as const;

describe("admin routes", () => {
  it("answer those who may read, and nobody else", async (test) => {
    const settings = { adminAuth: { type: "credentials", users: USERS } };
    const { url } = await nodeRedFor(test, [], { settings });

    async function tokenOf(username: string): Promise<string> {
      const body = new URLSearchParams({
        ...{ client_id: "node-red-admin", grant_type: "password", scope: "" },
        ...{ username, password: "look" },
      });
      const response = await fetch(`${url}/auth/token`, { method: "POST", body });
      return ((await response.json()) as { access_token: string }).access_token;
    }

    async function statuses(headers: Record<string, string>): Promise<number[]> {
      const json = { "Content-Type": "application/json", ...headers };
      const asked = ROUTES.map(([method, route]) =>
        fetch(`${url}/edge-vision/${route}`, {
          method,
          headers: json,
          ...(method === "POST" && { body: "{}" }),
        }),
      );
      return (await Promise.all(asked)).map(({ status }) => status);
    }

    assert.deepEqual(await statuses({}), [401, 401, 401, 401]);
    const stranger = { Authorization: `Bearer ${await tokenOf("stranger")}` };
    assert.deepEqual(await statuses(stranger), [401, 401, 401, 401]);
    const reader = { Authorization: `Bearer ${await tokenOf("reader")}` };
    // an empty request is answered, by a coded error
    assert.deepEqual(await statuses(reader), [200, 500, 500, 500]);
    const answer = await fetch(`${url}/edge-vision/photos`, { headers: reader });
    assert.equal(((await answer.json()) as { photos: string[] }).photos.length, 20);
  });
});
