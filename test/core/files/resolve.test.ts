import assert from "node:assert/strict";
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { createResolver, type Resolver } from "../../../core/files/resolve";
import { VisionError } from "../../../core/values/errors";

let root: string;

before(async () => {
  root = await realpath(await mkdtemp(path.join(tmpdir(), "resolve-")));
  for (const folder of ["node/sub", "shared", "shared-not", "secret"]) {
    await mkdir(path.join(root, folder), { recursive: true });
  }
  for (const file of ["node/a.jpg", "shared/b.jpg", "shared-not/n.jpg", "secret/c.jpg"]) {
    await writeFile(path.join(root, file), "x");
  }
  await symlink(path.join(root, "secret/c.jpg"), path.join(root, "node/link.jpg"));
  await symlink(path.join(root, "secret"), path.join(root, "node/linked"));
  await symlink(path.join(root, "shared"), path.join(root, "alias"));
  await symlink(path.join(root, "secret/later.jpg"), path.join(root, "node/dangling.jpg"));
});
after(() => rm(root, { recursive: true }));

function resolver(folders: string[] = []): Resolver {
  return createResolver({ bases: { userDir: root }, folders });
}

describe("resolve", () => {
  const at = (bases: { workingDirectory?: string; projectFolder?: string }) =>
    createResolver({ bases: { userDir: "/user", ...bases }, folders: [] }).resolve("models/x.onnx");

  it("starts relative paths at the working directory, else the project, else the userDir", async () => {
    assert.deepEqual(await at({}), { path: "/user/models/x.onnx", base: "/user" });
    assert.deepEqual(await at({ projectFolder: "/p" }), { path: "/p/models/x.onnx", base: "/p" });
    assert.deepEqual(await at({ workingDirectory: "/w", projectFolder: "/p" }), {
      path: "/w/models/x.onnx",
      base: "/w",
    });
    assert.equal((await at({ workingDirectory: "", projectFolder: "" })).base, "/user");
  });

  it("does not depend on where the process was started", async () => {
    const before = process.cwd();
    process.chdir("/");
    try {
      assert.equal((await at({})).path, "/user/models/x.onnx");
    } finally {
      process.chdir(before);
    }
  });

  it("expands ~ alone and before a slash, nothing else", async () => {
    assert.equal((await resolver().resolve("~/p/a.jpg")).path, path.join(homedir(), "p/a.jpg"));
    assert.equal((await resolver().resolve("~")).path, homedir());
    assert.equal((await resolver().resolve("~other/a")).path, path.join(root, "~other/a"));
    assert.equal((await resolver().resolve("a~/b")).path, path.join(root, "a~/b"));
  });

  it("refuses an empty path with a code", async () => {
    await assert.rejects(resolver().resolve(""), { code: "OPTION_INVALID" });
  });
});

describe("resolveFromMessage", () => {
  const code = async (promise: Promise<unknown>): Promise<string> =>
    promise.then(
      () => "passed",
      (error) => (error instanceof VisionError ? error.code : String(error)),
    );

  it("takes a file in the node's folder, relative or absolute", async () => {
    const node = path.join(root, "node");
    assert.equal((await resolver().resolveFromMessage("a.jpg", node)).path, path.join(node, "a.jpg"));
    assert.equal(
      (await resolver().resolveFromMessage(`${node}/a.jpg`, "node")).path,
      path.join(node, "a.jpg"),
    );
    assert.equal((await resolver().resolveFromMessage("sub/../a.jpg", node)).path, path.join(node, "a.jpg"));
    assert.equal((await resolver().resolveFromMessage(".", node)).path, node);
  });

  it("takes a file in one of the set folders, links to them followed", async () => {
    const b = path.join(root, "shared/b.jpg");
    assert.equal((await resolver([path.join(root, "shared")]).resolveFromMessage(b)).path, b);
    assert.equal((await resolver([path.join(root, "alias")]).resolveFromMessage(b)).path, b);
    assert.equal((await resolver(["alias"]).resolveFromMessage("alias/b.jpg")).path, b);
  });

  it("lets a missing file inside through, so that it is reported as missing", async () => {
    const found = await resolver().resolveFromMessage("new/x.jpg", path.join(root, "node"));
    assert.equal(found.path, path.join(root, "node/new/x.jpg"));
    assert.equal(await code(resolver().resolveFromMessage("*.jpg", path.join(root, "node"))), "passed");
  });

  it("takes builtin names", async () => {
    assert.equal(await code(resolver().resolveFromMessage("builtin:photos")), "passed");
    assert.equal(await code(resolver().resolveFromMessage("builtin:../../etc")), "BUILTIN_UNKNOWN");
  });

  it("refuses everything when nothing is allowed", async () => {
    assert.equal(await code(resolver().resolveFromMessage(path.join(root, "node/a.jpg"))), "PATH_OUTSIDE");
    assert.equal(await code(resolver().resolveFromMessage("node/a.jpg")), "PATH_OUTSIDE");
  });

  const bad: unknown[] = [
    "../secret/c.jpg",
    "sub/../../secret/c.jpg",
    "link.jpg",
    "linked/c.jpg",
    "linked/new.jpg",
    "dangling.jpg",
    "linked/*.jpg",
    "*/../../secret/c.jpg",
    "a.jpg/../../secret/c.jpg",
    "a.jpg\0.png",
    "a\n.jpg",
    "",
    "..",
    "/",
    "/etc/passwd",
    "~/x.jpg",
    "file:///etc/passwd",
    "http://host/a.jpg",
    "concat:a.jpg",
    "data:image/png;base64,",
    "\\\\server\\share\\a.jpg",
    "//server/share/a.jpg",
    "\\\\?\\C:\\a.jpg",
    "a.jpg/child",
    undefined,
    null,
    7,
    {},
    ["a.jpg"],
  ];
  for (const text of bad) {
    it(`refuses ${JSON.stringify(text)}`, async () => {
      assert.equal(await code(resolver().resolveFromMessage(text, path.join(root, "node"))), "PATH_OUTSIDE");
    });
  }

  it("does not take a folder whose name only starts like an allowed one", async () => {
    const file = path.join(root, "shared-not/n.jpg");
    assert.equal(await code(resolver([path.join(root, "shared")]).resolveFromMessage(file)), "PATH_OUTSIDE");
  });
});
