import http from "node:http";
import net, { type AddressInfo, type Socket } from "node:net";

/** A forwarding proxy on 127.0.0.1 that remembers what it could see. */
export interface RecordingProxy {
  readonly url: string;
  /** The targets that tunnels were asked for, as the client named them. */
  readonly tunnels: readonly string[];
  /** Every byte that clients sent, tunnelled ones included. */
  seen(): Buffer;
  stop(): Promise<void>;
}

export interface ProxyBehaviour {
  /** Instead of a tunnel: this status (HTTP), or the SOCKS reply code. */
  refuseWith?: number;
  /** Take the request for a tunnel, and never answer. */
  silent?: boolean;
  /** Hang up as soon as a tunnel is asked for. */
  drop?: boolean;
}

export async function startHttpProxy(behaviour: ProxyBehaviour = {}): Promise<RecordingProxy> {
  const recorder = new Recorder();
  const server = http.createServer((_request, response) => response.writeHead(405).end());
  server.on("connection", (socket) => recorder.watch(socket));
  server.on("connect", (request, socket: Socket, head: Buffer) => {
    recorder.tunnels.push(request.url ?? "");
    recorder.note(Buffer.from(request.rawHeaders.join("\n")));
    if (behaviour.silent) return;
    if (behaviour.drop) return void socket.destroy();
    if (behaviour.refuseWith !== undefined) {
      socket.end(`HTTP/1.1 ${behaviour.refuseWith} No\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const [host = "", port = ""] = (request.url ?? "").split(":");
    const target = net.connect(Number(port), host, () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      target.write(head);
      recorder.join(socket, target);
    });
    target.on("error", () => socket.destroy());
  });
  return recorder.listen(server, "http");
}

const SOCKS_VERSION = 5;
const NO_AUTHENTICATION = 0;
const IPV4 = 1;
const DOMAIN = 3;

export async function startSocksProxy(behaviour: ProxyBehaviour = {}): Promise<RecordingProxy> {
  const recorder = new Recorder();
  const server = net.createServer((socket) => {
    recorder.watch(socket);
    socket.once("data", () => {
      socket.write(Uint8Array.of(SOCKS_VERSION, NO_AUTHENTICATION));
      socket.once("data", (request: Buffer) => tunnel(socket, request));
    });
  });
  const tunnel = (socket: Socket, request: Buffer): void => {
    const { host, port } = parseTarget(request);
    recorder.tunnels.push(`${host}:${port}`);
    if (behaviour.silent) return;
    if (behaviour.drop) return void socket.destroy();
    const answer = (code: number): boolean =>
      socket.write(Uint8Array.of(SOCKS_VERSION, code, 0, IPV4, 0, 0, 0, 0, 0, 0));
    if (behaviour.refuseWith !== undefined) {
      answer(behaviour.refuseWith);
      socket.end();
      return;
    }
    const target = net.connect(port, host, () => {
      answer(0);
      recorder.join(socket, target);
    });
    target.on("error", () => socket.destroy());
  };
  return recorder.listen(server, "socks5");
}

/** RFC 1928, section 4: VER CMD RSV ATYP DST.ADDR DST.PORT. */
function parseTarget(request: Buffer): { host: string; port: number } {
  if (request[3] === DOMAIN) {
    const length = request[4] ?? 0;
    return { host: request.toString("latin1", 5, 5 + length), port: request.readUInt16BE(5 + length) };
  }
  return { host: [...request.subarray(4, 8)].join("."), port: request.readUInt16BE(8) };
}

class Recorder {
  readonly tunnels: string[] = [];
  readonly #seen: Buffer[] = [];
  readonly #sockets = new Set<Socket>();

  note(chunk: Buffer): void {
    this.#seen.push(chunk);
  }

  watch(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => this.#sockets.delete(socket));
  }

  join(client: Socket, target: Socket): void {
    this.watch(target);
    client.on("data", (chunk: Buffer) => this.note(chunk));
    client.pipe(target);
    target.pipe(client);
    client.on("close", () => target.destroy());
    target.on("close", () => client.destroy());
  }

  async listen(server: net.Server, scheme: string): Promise<RecordingProxy> {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return {
      url: `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`,
      tunnels: this.tunnels,
      seen: () => Buffer.concat(this.#seen),
      stop: async () => {
        for (const socket of this.#sockets) socket.destroy();
        await new Promise((resolve) => server.close(resolve));
      },
    };
  }
}
