import fs, { constants } from "node:fs";
import { promisify } from "node:util";
import { shownName } from "../apimachinery/shown.js";
import type { Deps } from "../deps.js";
import { systemErrorCode, usageError } from "../errors.js";

const open = promisify(fs.open);
const fstat = promisify(fs.fstat);
const close = promisify(fs.close);

/** Bytes. */
const CHUNK = 256 * 1024;
/** Milliseconds between two looks at a pipe that has nothing to read. */
const PAUSE = 10;
/** Milliseconds that a named pipe is given to find a writer. */
export const WRITER_DEADLINE = 30_000;

/**
 * The bytes of a file, a device or a named pipe. Opening a pipe that nobody writes to would wait for ever, and could not be
 * interrupted: it is opened without waiting, and asked again until the deadline.
 * @throws PachctlError usage when nobody writes to it, and system errors
 */
export async function* fileChunks(
  path: string,
  { clock, signal }: Pick<Deps, "clock" | "signal">,
): AsyncGenerator<Uint8Array> {
  const fd = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = await fstat(fd);
    // One byte more than there is, so that the end is seen with the last of them.
    const size = stats.isFile() ? Math.min(stats.size + 1, CHUNK) : CHUNK;
    const isNamedPipe = stats.isFIFO() && !/^\/dev\/fd\/|^\/proc\/self\/fd\//.test(path);
    const deadline = clock.elapsed() + WRITER_DEADLINE;
    /** Until a writer was there, the end of a pipe means that none has come yet. */
    let isOver = !isNamedPipe;
    for (;;) {
      signal.throwIfAborted();
      const chunk = await readChunk(fd, size);
      if (chunk === "nothing yet") isOver = true;
      else if (chunk.length > 0) {
        isOver = true;
        yield chunk;
        continue;
      } else if (isOver) return;
      if (!isOver && clock.elapsed() >= deadline) {
        throw usageError(
          `cannot read ${shownName(path)}: nobody wrote to it for ${WRITER_DEADLINE / 1000} s`,
        );
      }
      await clock.sleep(PAUSE, signal);
    }
  } finally {
    await close(fd);
  }
}

async function readChunk(fd: number, size: number): Promise<Uint8Array | "nothing yet"> {
  const buffer = Buffer.allocUnsafeSlow(size);
  return new Promise((resolve, reject) =>
    fs.read(fd, buffer, 0, size, null, (error, length) => {
      if (error === null) resolve(buffer.subarray(0, length));
      else if (systemErrorCode(error) === "EAGAIN") resolve("nothing yet");
      else reject(error);
    }),
  );
}
