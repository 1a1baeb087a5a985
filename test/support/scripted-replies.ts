import { gzipSync } from "node:zlib";
import { deleted, EXISTS, metadata, NOT_FOUND, OTHER_UID, secret, secretList, table } from "./api-objects.js";
import {
  type Answer,
  bytes,
  dripping,
  failure,
  gzipped,
  hangUp,
  html,
  json,
  redirect,
  reply,
  reset,
  resetEarly,
  silence,
} from "./fault-server.js";

export interface ScriptedReply {
  title: string;
  answer: Answer;
  /** The API's own word that nothing was executed: it would be a lie after an effect. */
  refuses?: boolean;
  /** What it confirms: a lie without an effect. */
  confirms?: "create" | "update" | "delete";
}

const JSON_TYPE = { "Content-Type": "application/json" };
const TEXT_TYPE = { "Content-Type": "text/plain; charset=utf-8" };

function raw(head: string, body: string, then: "open" | "end" | "reset" = "end"): Answer {
  return bytes(`HTTP/1.1 ${head}\r\n\r\n${body}`, then);
}

const forbidden = {
  message:
    'secrets is forbidden: User "u" cannot create resource "secrets" in API group "" in the namespace "default"',
  details: { kind: "secrets" },
};
const quota = {
  message: 'secrets "s3" is forbidden: exceeded quota: small, requested: secrets=1, used: secrets=5',
};
const webhook = { message: 'admission webhook "check.example.com" denied the request: not today' };
const invalid = {
  message: 'Secret "s3" is invalid',
  details: {
    name: "s3",
    kind: "Secret",
    causes: [{ reason: "FieldValueInvalid", field: "metadata.labels" }],
  },
};
const lostEtcd = {
  metadata: {},
  status: "Failure",
  message: "Timeout: request did not complete within 1m0s",
  reason: "Timeout",
  details: {},
  code: 504,
};

/** Everything that an API server, a gateway, or something that is neither may say. */
export const REPLIES: readonly ScriptedReply[] = [
  // Right and wrong confirmations.
  { title: "201, the secret", answer: json(201, secret()), confirms: "create" },
  { title: "201, another value", answer: json(201, secret({}, { data: { password: "eA==" } })) },
  { title: "201, no data", answer: json(201, secret({}, { data: undefined })) },
  { title: "201, another type", answer: json(201, secret({}, { type: "x/y" })) },
  { title: "201, labels missing", answer: json(201, secret({ labels: undefined })) },
  { title: "201, being deleted", answer: json(201, secret({ deletionTimestamp: "2026-01-01T00:00:00Z" })) },
  { title: "201, another name", answer: json(201, secret({ name: "s4" })) },
  { title: "201, another namespace", answer: json(201, secret({ namespace: "other" })) },
  { title: "201, no uid", answer: json(201, secret({ uid: undefined })) },
  { title: "201, another kind", answer: json(201, { ...secret(), kind: "ConfigMap" }) },
  { title: "201, an empty body", answer: reply(201, JSON_TYPE) },
  { title: "201, no JSON", answer: reply(201, JSON_TYPE, "created") },
  { title: "201, half of it", answer: reply(201, JSON_TYPE, JSON.stringify(secret()).slice(0, 90)) },
  {
    title: "201, as text/html",
    answer: reply(201, { "Content-Type": "text/html" }, JSON.stringify(secret())),
  },
  { title: "201, gzip", answer: gzipped(201, secret()), confirms: "create" },
  {
    title: "201, gzip cut off",
    answer: reply(
      201,
      { ...JSON_TYPE, "Content-Encoding": "gzip" },
      gzipSync(JSON.stringify(secret())).subarray(0, 60),
    ),
  },
  { title: "201, brotli", answer: reply(201, { ...JSON_TYPE, "Content-Encoding": "br" }, "x") },
  { title: "200, the secret", answer: json(200, secret()) },
  { title: "200, the secret changed", answer: json(200, secret({}, { data: {} })), confirms: "update" },
  { title: "200, another secret", answer: json(200, secret({ uid: OTHER_UID })) },
  { title: "200, its row", answer: json(200, table([metadata()])) },
  { title: "200, a row of another name", answer: json(200, table([metadata({ name: "s4" })])) },
  { title: "200, a row of another namespace", answer: json(200, table([metadata({ namespace: "other" })])) },
  { title: "200, a row without labels", answer: json(200, table([metadata({ labels: undefined })])) },
  { title: "200, a table of nothing", answer: json(200, table([])) },
  { title: "200, a list", answer: json(200, secretList(["s3"])) },
  { title: "200, deleted", answer: json(200, deleted()), confirms: "delete" },
  { title: "200, deleted another one", answer: json(200, deleted(OTHER_UID)) },
  { title: "200, a failure", answer: json(200, { ...deleted(), status: "Failure" }) },
  { title: "200, nothing known", answer: json(200, {}) },
  { title: "200, null", answer: json(200, null) },
  { title: "200, a page", answer: html(200) },
  { title: "200, an empty body", answer: reply(200, JSON_TYPE) },
  { title: "200, invalid UTF-8", answer: reply(200, JSON_TYPE, Uint8Array.of(0x22, 0xff, 0x22)) },
  { title: "202, a success", answer: json(202, { kind: "Status", status: "Success" }) },
  { title: "203, the secret", answer: json(203, secret()) },
  { title: "204", answer: reply(204, {}) },
  { title: "205", answer: reply(205, {}) },
  { title: "206, a part", answer: reply(206, JSON_TYPE, '{"kind":') },
  // Redirects.
  { title: "301", answer: redirect(301, "/login") },
  { title: "302", answer: redirect(302, "http://127.0.0.1:1/") },
  { title: "304", answer: reply(304, {}) },
  { title: "307", answer: redirect(307, "/api/v1/namespaces/default/secrets") },
  { title: "308", answer: redirect(308, "https://example.com/") },
  // Refusals by the API, and by whoever stands before it.
  { title: "400, a Status", answer: failure(400, "BadRequest"), refuses: true },
  { title: "400, a page", answer: html(400) },
  { title: "400, JSON of a gateway", answer: json(400, { status: "error", message: "bad" }) },
  { title: "401, a Status", answer: failure(401, "Unauthorized"), refuses: true },
  { title: "401, a page", answer: html(401, { "WWW-Authenticate": "Basic" }) },
  { title: "401, a webhook's", answer: failure(401, undefined, webhook), refuses: true },
  { title: "402, a page", answer: html(402) },
  { title: "403, a Status", answer: failure(403, "Forbidden", forbidden), refuses: true },
  { title: "403, a quota's", answer: failure(403, "Forbidden", quota), refuses: true },
  { title: "403, a page", answer: html(403) },
  { title: "403, JSON of a gateway", answer: json(403, { status: 403, error: "Forbidden" }) },
  { title: "404, a Status of the secret", answer: failure(404, "NotFound", NOT_FOUND), refuses: true },
  {
    title: "404, a Status of the namespace",
    answer: failure(404, "NotFound", { details: { name: "default", kind: "namespaces" } }),
    refuses: true,
  },
  { title: "404, a Status of the address", answer: failure(404, "NotFound", { details: {} }), refuses: true },
  { title: "404, a webhook's", answer: failure(404, undefined, webhook), refuses: true },
  { title: "404, a page", answer: html(404) },
  { title: "404, text of Go", answer: reply(404, TEXT_TYPE, "404 page not found\n") },
  { title: "405, a Status", answer: failure(405, "MethodNotAllowed"), refuses: true },
  { title: "406, a Status", answer: failure(406, "NotAcceptable"), refuses: true },
  { title: "407, a page", answer: html(407) },
  { title: "408, a page", answer: html(408) },
  { title: "408, JSON of a gateway", answer: json(408, { status: 408, message: "Request Timeout" }) },
  { title: "409, there is one", answer: failure(409, "AlreadyExists", EXISTS), refuses: true },
  { title: "409, changed", answer: failure(409, "Conflict"), refuses: true },
  { title: "409, a webhook's", answer: failure(409, undefined, webhook), refuses: true },
  {
    title: "409, a quota's",
    answer: failure(409, "Conflict", {
      message: 'Operation cannot be fulfilled on resourcequotas "q": the object has been modified',
    }),
    refuses: true,
  },
  { title: "409, a page", answer: html(409) },
  { title: "410, a Status", answer: failure(410, "Expired"), refuses: true },
  { title: "413, a Status", answer: failure(413, "RequestEntityTooLarge"), refuses: true },
  { title: "413, a page", answer: html(413) },
  { title: "415, a Status", answer: failure(415, "UnsupportedMediaType"), refuses: true },
  { title: "422, a Status", answer: failure(422, "Invalid", invalid), refuses: true },
  {
    title: "429, a Status",
    answer: failure(429, "TooManyRequests", {}, { "Retry-After": "1" }),
    refuses: true,
  },
  { title: "429, a page", answer: html(429), refuses: true },
  { title: "429, for an hour", answer: html(429, { "Retry-After": "3600" }), refuses: true },
  { title: "431, a page", answer: html(431) },
  // Failures.
  { title: "500, a Status", answer: failure(500, "InternalError") },
  {
    title: "500, a webhook that cannot be reached",
    answer: failure(500, "InternalError", {
      message: 'Internal error occurred: failed calling webhook "w.x": no',
    }),
    refuses: true,
  },
  {
    title: "500, too large for etcd",
    answer: failure(500, undefined, { message: "etcdserver: request is too large" }),
    refuses: true,
  },
  { title: "500, a page", answer: html(500) },
  { title: "501, a page", answer: html(501) },
  { title: "502, a page", answer: html(502) },
  { title: "502, JSON of a gateway", answer: json(502, { status: "Failure", message: "bad gateway" }) },
  { title: "503, a Status", answer: failure(503, "ServiceUnavailable") },
  {
    title: "503, a Status, try again",
    answer: failure(503, "ServiceUnavailable", {}, { "Retry-After": "1" }),
    refuses: true,
  },
  { title: "503, a page", answer: html(503) },
  { title: "503, a page, try again", answer: html(503, { "Retry-After": "1" }) },
  { title: "504, a Status", answer: failure(504, "Timeout") },
  { title: "504, without etcd", answer: reply(504, TEXT_TYPE, JSON.stringify(lostEtcd)) },
  { title: "504, a page", answer: html(504) },
  { title: "599", answer: html(599) },
  { title: "999", answer: raw("999 Blocked\r\nContent-Length: 0", "") },
  // Connections.
  { title: "RST", answer: reset },
  { title: "RST before the body", answer: resetEarly },
  { title: "FIN", answer: hangUp },
  { title: "silence", answer: silence },
  {
    title: "drop by drop",
    answer: dripping(`HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n${" ".repeat(2000)}`, 20),
  },
  { title: "no HTTP", answer: bytes("SSH-2.0-OpenSSH_9.6\r\n", "end") },
  { title: "the head only", answer: raw("201 Created\r\nContent-Length: 500", "") },
  { title: "the head only, RST", answer: raw("201 Created\r\nContent-Length: 500", "", "reset") },
  {
    title: "half a body",
    answer: raw("200 OK\r\nContent-Type: application/json\r\nContent-Length: 500", '{"kind":'),
  },
  {
    title: "chunks without an end",
    answer: raw("201 Created\r\nTransfer-Encoding: chunked", '5\r\n{"kin\r\n'),
  },
  { title: "a chunk of no length", answer: raw("201 Created\r\nTransfer-Encoding: chunked", "zz\r\n") },
  { title: "two lengths", answer: raw("201 Created\r\nContent-Length: 2\r\nContent-Length: 3", "{}") },
  { title: "a head without an end", answer: bytes(`HTTP/1.1 200 OK\r\nX: ${"x".repeat(20_000)}`, "open") },
  { title: "102 and no more", answer: bytes("HTTP/1.1 102 Processing\r\n\r\n", "end") },
  {
    title: "another protocol",
    answer: raw("101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade", ""),
  },
];
