import { existsSync } from "node:fs";
import path from "node:path";
import { quiet, say } from "./console.mjs";

/** What a verb may want → the command that shows it is there, and Debian's packages that bring it. */
const TOOLS = {
  chromium: { command: "chromium", packages: ["chromium"] },
  mosquitto: { command: "mosquitto", packages: ["mosquitto"] },
  ffmpeg: { command: "ffmpeg", packages: ["ffmpeg"] },
  gstreamer: {
    command: "gst-launch-1.0",
    packages: ["gstreamer1.0-tools", "gstreamer1.0-plugins-base", "gstreamer1.0-plugins-good"],
  },
};

function has(command) {
  const folders = [...(process.env.PATH ?? "").split(path.delimiter), "/usr/sbin", "/usr/local/sbin"];
  return folders.some((folder) => existsSync(path.join(folder, command)));
}

/**
 * Installs the missing ones where that needs nobody's leave (root on Debian), else says in one line
 * what to run; the verb goes on either way.
 *
 * @param {(keyof typeof TOOLS)[]} wanted
 */
export async function installSystem(wanted) {
  const missing = wanted.map((name) => TOOLS[name]).filter(({ command }) => !has(command));
  if (missing.length === 0) return;
  const packages = missing.flatMap((tool) => tool.packages);
  if (process.getuid?.() === 0 && has("apt-get")) {
    say(`Installing ${packages.join(", ")} …`);
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    await quiet("apt-get", ["update"], env);
    const { code, output } = await quiet(
      "apt-get",
      ["install", "-y", "--no-install-recommends", ...packages],
      env,
    );
    if (code === 0) return;
    say(output.trim().split("\n").slice(-5).join("\n"));
  }
  say(`Some tests need system packages. Run: sudo apt-get install ${packages.join(" ")}`);
}
