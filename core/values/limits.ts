/** Limits that several parts obey; each is written here once. */

/** Largest picture accepted, in megapixels, unless `edgeVision.maxMegapixels` says otherwise. */
export const MAX_MEGAPIXELS = 50;

/** Messages (not Frames) that may wait for one session before `QUEUE_FULL`. */
export const MAX_WAITING = 16;

/** Frames that one camera-in keeps out in the flow in "as fast as the flow takes them". */
export const CREDITS = 2;

/** Time after which a frame that none of our nodes took gives its credit back, in ms. */
export const CREDIT_TAKE_MS = 100;

/** Time after which a credit comes back whatever happened, in ms. */
export const CREDIT_RETURN_MS = 30_000;

/** Columns of a status text under a node; a Japanese character counts 2. */
export const STATUS_COLUMNS = 20;

/** Shortest time between two status changes of one node, in ms (two a second). */
export const STATUS_INTERVAL_MS = 500;

/** Largest model file that is opened, in bytes (2 GiB, protobuf's own limit). */
export const MAX_MODEL_BYTES = 2 ** 31 - 1;

/** Largest label or configuration file that is read, in bytes. */
export const MAX_TEXT_BYTES = 8 * 2 ** 20;

/** Largest encoded picture file that is read, in bytes. */
export const MAX_PICTURE_BYTES = 256 * 2 ** 20;

/** Steps that may wait at a camera-in that is asked faster than it delivers. */
export const MAX_STEPS = 16;

/** Time a closing node may take, in ms; Node-RED gives up at 15 s. */
export const CLOSE_MS = 10_000;

/** Time after a failed load of a model in which it is not tried again, in ms. */
export const LOAD_RETRY_MS = 2000;
