import { createServer } from "node:net";

/** Where everything of the demo listens: this machine only. */
export const HOST = "127.0.0.1";

/** Listens on `port` (0: a free one) and closes again; the port, or `undefined` if it is taken. */
function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" || error.code === "EACCES" ? resolve(undefined) : reject(error),
    );
    server.listen(port, HOST, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" ? address?.port : undefined));
    });
  });
}

/** `wanted` if nobody listens there, else a free port. */
export async function freePort(wanted = 0): Promise<number> {
  const port = (await tryPort(wanted)) ?? (await tryPort(0));
  if (port === undefined) throw new Error(`No free port on ${HOST}.`);
  return port;
}

/** Whether nobody listens on `port`. */
export async function isFree(port: number): Promise<boolean> {
  return (await tryPort(port)) !== undefined;
}
