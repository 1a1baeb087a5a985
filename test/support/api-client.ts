import { randomBytes } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { Agent, request } from "node:https";
import { gunzipSync } from "node:zlib";
import type { TestServer } from "./servers.js";

export interface ApiCall {
  method: string;
  /** `S` at the start is the secrets of the namespace of the test, `{ns}` anywhere its name. */
  path: string;
  headers?: Record<string, string>;
  /** Anything but text and bytes is sent as JSON. */
  body?: unknown;
  /** null: none. */
  token?: string | null;
}

export interface ApiAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  /** The Warning headers, each as it was sent. */
  warnings: string[];
  text: string;
}

export const TIMESTAMP = /20[2-9]\d-\d\d-\d\dT\d\d:\d\d:\d\dZ/g;

/** A client with as few opinions as possible, for one namespace of one server. */
export class ApiClient {
  readonly namespace: string;
  readonly server: TestServer;
  readonly #agent: Agent;

  constructor(server: TestServer, agent: Agent, namespace = `t-${randomBytes(5).toString("hex")}`) {
    this.namespace = namespace;
    this.server = server;
    this.#agent = agent;
  }

  call({ method, path, headers = {}, body, token = this.server.token }: ApiCall): Promise<ApiAnswer> {
    const bytes = body === undefined ? undefined : toBytes(body, this.namespace);
    const url = new URL(this.server.url);
    const sent = {
      ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
      ...(bytes === undefined ? {} : { "Content-Length": String(bytes.length) }),
      ...headers,
    };
    const target = path
      .replace(/^S(?=$|[/?])/, `/api/v1/namespaces/${this.namespace}/secrets`)
      .replaceAll("{ns}", this.namespace);
    return new Promise((resolve, reject) => {
      const outgoing = request(
        { agent: this.#agent, host: url.hostname, port: url.port, method, path: target, headers: sent },
        (reply) => {
          const chunks: Buffer[] = [];
          reply.on("data", (chunk: Buffer) => chunks.push(chunk));
          reply.on("error", reject);
          reply.on("end", () => {
            const raw = Buffer.concat(chunks);
            const text = (reply.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw).toString();
            const warnings = reply.headersDistinct.warning ?? [];
            resolve({ status: reply.statusCode ?? 0, headers: reply.headers, warnings, text });
          });
        },
      );
      outgoing.on("error", reject);
      outgoing.end(bytes);
    });
  }

  /** As `call`, for preparations that must work. */
  async must(call: ApiCall): Promise<ApiAnswer> {
    const answer = await this.call(call);
    if (answer.status >= 300) throw new Error(`${call.method} ${call.path}: ${answer.status} ${answer.text}`);
    return answer;
  }

  async createNamespace(): Promise<void> {
    await this.must({
      method: "POST",
      path: "/api/v1/namespaces",
      body: { metadata: { name: this.namespace } },
    });
  }

  /** The reply without what differs from run to run. A port's digits without its colon may be a piece of a UID. */
  normalize(text: string): string {
    return text
      .replaceAll(this.namespace, "NS")
      .replaceAll(`:${new URL(this.server.url).port}`, ":PORT")
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, "UID")
      .replace(/("resourceVersion": ?)"[1-9]\d*"/g, '$1"RV"')
      .replace(/("continue": ?)"[^"]+"/g, '$1"TOKEN"')
      .replace(TIMESTAMP, "T")
      .replace(/, error found in #[\s\S]*?(?="(,"reason"|,"code"))/, "");
  }
}

export function newAgent(server: TestServer): Agent {
  return new Agent({ keepAlive: true, ca: server.caCertificate });
}

function toBytes(body: unknown, namespace: string): Buffer {
  if (Buffer.isBuffer(body)) return body;
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return Buffer.from(text.replaceAll("{ns}", namespace));
}
