import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { gzipSync } from "node:zlib";
import { createServerCertificates } from "./http/certificates.js";
import { type Api, answer } from "./http/dispatch.js";
import { kubeconfigText } from "./http/kubeconfig.js";
import { type ApiReply, MAX_BODY_BYTES, parseRequest } from "./http/request.js";
import { addInitialObjects } from "./resources/creation.js";
import { RESOURCES } from "./resources/registry.js";
import type { Resource } from "./resources/resource.js";
import { Store } from "./storage/store.js";

export interface SandboxOptions {
  /** The clock of creation times, ages and the life of snapshots. */
  now?: () => Date;
  /** 0 or absent: a free port. */
  port?: number;
  /** Sees every request before it is answered, and may wait, or have its reply cut: before it is carried out, or after. */
  onRequest?(request: LoggedRequest): undefined | Cut | Promise<undefined | Cut>;
}

export type Cut = "cut before" | "cut after";

export interface Sandbox {
  url: string;
  /** PEM */
  caCertificate: string;
  token: string;
  /** A kubeconfig (JSON, which is YAML) with certificate and token embedded; context "sandbox". */
  kubeconfig(): string;
  close(): Promise<void>;
}

export interface LoggedRequest {
  method: string;
  /** With the query. */
  path: string;
}

const HOST = "127.0.0.1";
const GZIP_FROM_BYTES = 131_072;

/**
 * Starts an API server in this process, reachable from this machine only, that keeps everything in memory.
 * @param resources what it serves; a test of the machinery brings its own
 */
export async function startSandbox(
  { now = () => new Date(), port = 0, onRequest }: SandboxOptions = {},
  resources: readonly Resource[] = RESOURCES,
): Promise<Sandbox> {
  const { caCertificate, certificate, privateKey } = await createServerCertificates();
  const token = randomBytes(32).toString("base64url");
  const api: Api = { store: new Store(now), now, resources, token };
  addInitialObjects(api, resources);
  const server = createServer(
    { cert: certificate, key: privateKey, minVersion: "TLSv1.2", ALPNProtocols: ["http/1.1"] },
    (message, response) => {
      serve(message, response, api, onRequest).catch(() => response.destroy());
    },
  );
  // As with the real server: idle connections stay, a client may come back minutes later.
  server.keepAliveTimeout = 0;
  const close = closer(server);
  server.listen(port, HOST);
  await once(server, "listening");
  const url = `https://${HOST}:${(server.address() as AddressInfo).port}`;
  return {
    url,
    caCertificate,
    token,
    kubeconfig: () => kubeconfigText({ url, caCertificate, token }),
    close,
  };
}

/** Also ends connections that have not finished their TLS handshake, which the server itself does not know of. */
function closer(server: Server): () => Promise<void> {
  const sockets = new Set<Duplex>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  let closed: Promise<void> | undefined;
  return () => {
    closed ??= new Promise((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    return closed;
  };
}

async function serve(
  message: IncomingMessage,
  response: ServerResponse,
  api: Api,
  onRequest: SandboxOptions["onRequest"],
): Promise<void> {
  const body = await readBody(message);
  const cut = await onRequest?.({ method: message.method ?? "", path: message.url ?? "" });
  if (cut === "cut before") return void response.destroy();
  const request = parseRequest(message, body);
  const address = `${HOST}:${message.socket.localPort}`;
  const reply = answer(api, request, address);
  if (cut === "cut after") return void response.destroy();
  if (body === "too large") response.setHeader("Connection", "close");
  send(response, reply, request.method === "HEAD", message.headers["accept-encoding"]);
}

async function readBody(message: IncomingMessage): Promise<Buffer | "too large"> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    // The rest is read and dropped: a reply to a client that is still sending could get lost.
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return size > MAX_BODY_BYTES ? "too large" : Buffer.concat(chunks);
}

function send(
  response: ServerResponse,
  reply: ApiReply,
  isHead: boolean,
  acceptEncoding: string | string[] | undefined,
): void {
  const plain = Buffer.from(reply.body);
  const isZipped = plain.length > GZIP_FROM_BYTES && acceptsGzip(String(acceptEncoding ?? ""));
  const body = isZipped ? gzipSync(plain, { level: 1 }) : plain;
  response.writeHead(reply.status, {
    "Cache-Control": "no-cache, private",
    "Content-Type": reply.contentType,
    "Content-Length": body.length,
    ...(isZipped ? { "Content-Encoding": "gzip", Vary: "Accept-Encoding" } : {}),
    ...reply.headers,
    ...(reply.warnings !== undefined && { Warning: reply.warnings.map(warningHeader) }),
  });
  response.end(isHead ? undefined : body);
}

/** Node writes headers as Latin-1, the API server writes UTF-8. */
function warningHeader(text: string): string {
  const quoted = text.replace(/[\\"]/g, "\\$&");
  return `299 - "${Buffer.from(quoted).toString("latin1")}"`;
}

/** The server looks for this exact word; weights and other spellings do not count. */
function acceptsGzip(header: string): boolean {
  return header.split(",").some((entry) => entry.trim() === "gzip");
}
