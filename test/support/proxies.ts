import http from "node:http";
import https from "node:https";
import net, { type AddressInfo, isIPv6, type Socket } from "node:net";

/** A forwarding proxy on this machine that remembers what it could see. */
export interface RecordingProxy {
  readonly url: string;
  /** The targets that tunnels were asked for, as the client named them. */
  readonly tunnels: readonly string[];
  /** The users and passwords that clients gave, as `user:password`. */
  readonly logins: readonly string[];
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
  /** Who may pass, as `user:password`. */
  login?: string;
  /** The addresses of names that only this proxy knows. */
  hosts?: Readonly<Record<string, string>>;
  /** An http proxy that is reached over TLS. */
  tls?: https.ServerOptions;
  /** The address to listen on, instead of 127.0.0.1. */
  address?: string;
}

export async function startHttpProxy(behaviour: ProxyBehaviour = {}): Promise<RecordingProxy> {
  const recorder = new Recorder();
  const refuse: http.RequestListener = (_request, response) => response.writeHead(405).end();
  const server = behaviour.tls ? https.createServer(behaviour.tls, refuse) : http.createServer(refuse);
  server.on("tlsClientError", () => {});
  server.on("connection", (socket) => recorder.watch(socket));
  server.on("connect", (request, socket: Socket, head: Buffer) => {
    recorder.tunnels.push(request.url ?? "");
    recorder.note(Buffer.from(request.rawHeaders.join("\n")));
    const [scheme, encoded = ""] = (request.headers["proxy-authorization"] ?? "").split(" ");
    const login = scheme === "Basic" ? Buffer.from(encoded, "base64").toString() : undefined;
    if (login !== undefined) recorder.logins.push(login);
    if (behaviour.silent) return;
    if (behaviour.drop) return void socket.destroy();
    const isStranger = behaviour.login !== undefined && behaviour.login !== login;
    const refusal = isStranger ? PROXY_AUTHENTICATION_REQUIRED : behaviour.refuseWith;
    if (refusal !== undefined) {
      socket.end(`HTTP/1.1 ${refusal} No\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const [, host = "", port = ""] = /^\[?(.*?)\]?:(\d+)$/.exec(request.url ?? "") ?? [];
    const target = net.connect(Number(port), behaviour.hosts?.[host] ?? host, () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      target.write(head);
      recorder.join(socket, target);
    });
    target.on("error", () => socket.destroy());
  });
  return recorder.listen(server, behaviour.tls ? "https" : "http", behaviour.address);
}

const PROXY_AUTHENTICATION_REQUIRED = 407;

const SOCKS_VERSION = 5;
const NO_AUTHENTICATION = 0;
const PASSWORD = 2;
const PASSWORD_VERSION = 1;
const IPV4 = 1;
const DOMAIN = 3;
const IPV6 = 4;

export async function startSocksProxy(behaviour: ProxyBehaviour = {}): Promise<RecordingProxy> {
  const recorder = new Recorder();
  const server = net.createServer((socket) => {
    recorder.watch(socket);
    socket.once("data", () => {
      socket.write(
        Uint8Array.of(SOCKS_VERSION, behaviour.login === undefined ? NO_AUTHENTICATION : PASSWORD),
      );
      socket.once("data", (next: Buffer) => {
        if (behaviour.login === undefined) tunnel(socket, next);
        else admit(socket, next);
      });
    });
  });
  const admit = (socket: Socket, request: Buffer): void => {
    const login = parseLogin(request);
    recorder.logins.push(login);
    socket.write(Uint8Array.of(PASSWORD_VERSION, login === behaviour.login ? 0 : 1));
    if (login === behaviour.login) socket.once("data", (next: Buffer) => tunnel(socket, next));
    else socket.end();
  };
  const tunnel = (socket: Socket, request: Buffer): void => {
    const { host, port } = parseTarget(request);
    recorder.tunnels.push(`${isIPv6(host) ? `[${host}]` : host}:${port}`);
    if (behaviour.silent) return;
    if (behaviour.drop) return void socket.destroy();
    const answer = (code: number): boolean =>
      socket.write(Uint8Array.of(SOCKS_VERSION, code, 0, IPV4, 0, 0, 0, 0, 0, 0));
    if (behaviour.refuseWith !== undefined) {
      answer(behaviour.refuseWith);
      socket.end();
      return;
    }
    const target = net.connect(port, behaviour.hosts?.[host] ?? host, () => {
      answer(0);
      recorder.join(socket, target);
    });
    target.on("error", () => socket.destroy());
  };
  return recorder.listen(server, "socks5", behaviour.address);
}

/** RFC 1929: VER ULEN UNAME PLEN PASSWD. */
function parseLogin(request: Buffer): string {
  const end = 2 + (request[1] ?? 0);
  return `${request.toString("utf8", 2, end)}:${request.toString("utf8", end + 1, end + 1 + (request[end] ?? 0))}`;
}

/** RFC 1928, section 4: VER CMD RSV ATYP DST.ADDR DST.PORT. */
function parseTarget(request: Buffer): { host: string; port: number } {
  if (request[3] === DOMAIN) {
    const length = request[4] ?? 0;
    return { host: request.toString("latin1", 5, 5 + length), port: request.readUInt16BE(5 + length) };
  }
  if (request[3] === IPV6) {
    const groups = Array.from({ length: 8 }, (_, at) => request.readUInt16BE(4 + 2 * at).toString(16));
    const { hostname } = new URL(`http://[${groups.join(":")}]`);
    return { host: hostname.slice(1, -1), port: request.readUInt16BE(20) };
  }
  return { host: [...request.subarray(4, 8)].join("."), port: request.readUInt16BE(8) };
}

class Recorder {
  readonly tunnels: string[] = [];
  readonly logins: string[] = [];
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

  async listen(server: net.Server, scheme: string, address = "127.0.0.1"): Promise<RecordingProxy> {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(0, address, resolve);
    });
    return {
      url: `${scheme}://${isIPv6(address) ? `[${address}]` : address}:${(server.address() as AddressInfo).port}`,
      tunnels: this.tunnels,
      logins: this.logins,
      seen: () => Buffer.concat(this.#seen),
      stop: async () => {
        for (const socket of this.#sockets) socket.destroy();
        await new Promise((resolve) => server.close(resolve));
      },
    };
  }
}
