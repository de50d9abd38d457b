import path from "node:path";

/** The repository's root, seen from the compiled tests in dist/test/helpers. */
export const ROOT = path.join(__dirname, "../../..");
