import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { gzipSync } from "node:zlib";
import type { ApiContext } from "./api-context.js";
import { createServerCertificates } from "./certificates.js";
import { answer } from "./dispatch.js";
import { kubeconfigText } from "./kubeconfig.js";
import { addInitialNamespaces } from "./namespaces-api.js";
import { type ApiReply, MAX_BODY_BYTES, parseRequest } from "./request.js";
import { Store } from "./store.js";

export interface SandboxOptions {
  /** The clock of creation times, ages and the life of snapshots. */
  now?: () => Date;
  /** 0 or absent: a free port. */
  port?: number;
}

export interface Sandbox {
  url: string;
  /** PEM */
  caCertificate: string;
  token: string;
  /** A kubeconfig (JSON, which is YAML) with certificate and token embedded; context "sandbox". */
  kubeconfig(): string;
  /** What was asked for so far: never headers or bodies. */
  requests: readonly LoggedRequest[];
  close(): Promise<void>;
}

export interface LoggedRequest {
  method: string;
  /** With the query. */
  path: string;
}

const HOST = "127.0.0.1";
const GZIP_FROM_BYTES = 131_072;

/** Starts an API server in this process, reachable from this machine only, that keeps everything in memory. */
export async function startSandbox({
  now = () => new Date(),
  port = 0,
}: SandboxOptions = {}): Promise<Sandbox> {
  const { caCertificate, certificate, privateKey } = await createServerCertificates();
  const token = randomBytes(32).toString("base64url");
  const context: ApiContext = { store: new Store(now), now };
  addInitialNamespaces(context);
  const requests: LoggedRequest[] = [];
  const server = createServer(
    { cert: certificate, key: privateKey, minVersion: "TLSv1.2", ALPNProtocols: ["http/1.1"] },
    (message, response) => {
      requests.push({ method: message.method ?? "", path: message.url ?? "" });
      serve(message, response, context, token).catch(() => response.destroy());
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
    requests,
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
  context: ApiContext,
  token: string,
): Promise<void> {
  const body = await readBody(message);
  const request = parseRequest(message, body);
  const address = `${HOST}:${message.socket.localPort}`;
  const reply = answer(context, request, token, address);
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
  });
  response.end(isHead ? undefined : body);
}

/** The server looks for this exact word; weights and other spellings do not count. */
function acceptsGzip(header: string): boolean {
  return header.split(",").some((entry) => entry.trim() === "gzip");
}
