import net from "node:net";
import { onTestFinished } from "vitest";
import type { CertificateWish } from "./authority.js";
import { CANARY_TOKEN } from "./cluster.js";

type Fields = Readonly<Record<string, unknown>>;

/** A certificate that says who a server on 127.0.0.1 is. */
export const trusted: CertificateWish = { ip: "127.0.0.1", dns: "localhost" };

/** Certificates that are believed, with what the kubeconfig says of the cluster. */
export const TRUSTED: readonly { title: string; wish: CertificateWish; cluster?: Fields }[] = [
  { title: "by its IP address", wish: { ip: "127.0.0.1" } },
  {
    title: "by tls-server-name",
    wish: { dns: "kubernetes.default" },
    cluster: { "tls-server-name": "kubernetes.default" },
  },
  {
    title: "by a tls-server-name that is an address",
    wish: { ip: "10.96.0.1" },
    cluster: { "tls-server-name": "10.96.0.1" },
  },
  {
    title: "by a tls-server-name that is an address of IPv6",
    wish: { ip: "fd00::1" },
    cluster: { "tls-server-name": "fd00::1" },
  },
];

/** Certificates that are not; of the authority that the kubeconfig names, unless they are a stranger's. */
export const UNTRUSTED: readonly {
  title: string;
  issuer?: "stranger";
  wish: CertificateWish;
  cluster?: Fields;
  problem: string;
}[] = [
  {
    title: "unknown CA",
    issuer: "stranger",
    wish: trusted,
    problem: "its certificate comes from an unknown authority",
  },
  {
    title: "wrong host name",
    wish: { dns: "other.example", ip: "127.0.0.2" },
    problem: "its certificate is for another host name",
  },
  {
    title: "no names",
    wish: {},
    problem: "its certificate names no host (a common name does not count)",
  },
  {
    title: "the right common name, and no other name",
    wish: { commonName: "kubernetes.default" },
    cluster: { "tls-server-name": "kubernetes.default" },
    problem: "its certificate names no host (a common name does not count)",
  },
  {
    title: "the right common name beside an address",
    wish: { commonName: "kubernetes.default", ip: "127.0.0.1" },
    cluster: { "tls-server-name": "kubernetes.default" },
    problem: "its certificate is for another host name",
  },
  {
    title: "tls-server-name that does not fit",
    wish: trusted,
    cluster: { "tls-server-name": "other.example" },
    problem: "its certificate is for another host name",
  },
  {
    title: "expired",
    wish: { ...trusted, from: -9, until: -1 },
    problem: "its certificate has expired",
  },
  {
    title: "not yet valid",
    wish: { ...trusted, from: 1, until: 9 },
    problem: "its certificate is not valid yet",
  },
];

/** What else may sit on the port. */
export const NO_TLS: readonly { title: string; greet(socket: net.Socket): void; problem: RegExp }[] = [
  {
    title: "speaks plain http",
    greet: (socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"),
    problem: /the TLS handshake failed/,
  },
  {
    title: "hangs up in the handshake",
    greet: (socket) => socket.end(),
    problem: /the connection was (reset|closed)/,
  },
  {
    title: "resets in the handshake",
    greet: (socket) => socket.resetAndDestroy(),
    problem: /the connection was (reset|closed)/,
  },
  { title: "never says anything", greet: () => {}, problem: /did not answer in 0.3 s/ },
];

/** Credentials that are not sent to anybody. */
export const REFUSED: readonly { title: string; user: Fields; cluster?: Fields; server?: string }[] = [
  { title: "a token over plain http", user: { token: CANARY_TOKEN } },
  { title: "a password over plain http", user: { username: "u", password: CANARY_TOKEN } },
  { title: "a token with a line end", user: { token: `${CANARY_TOKEN}\n` } },
  { title: "a token with a line end inside", user: { token: `${CANARY_TOKEN}\nX-Evil: 1` } },
  { title: "a token with a control character", user: { token: `${CANARY_TOKEN}\u0007` } },
  { title: "a token outside of ASCII", user: { token: `${CANARY_TOKEN}ü` } },
  { title: "a token that is no text", user: { token: { text: CANARY_TOKEN } } },
  { title: "a password in the server URL", user: {}, server: `https://u:${CANARY_TOKEN}@127.0.0.1:1` },
  { title: "a query in the server URL", user: {}, server: `https://127.0.0.1:1/?token=${CANARY_TOKEN}` },
  { title: "a fragment in the server URL", user: {}, server: `https://127.0.0.1:1/#${CANARY_TOKEN}` },
  { title: "a server URL of another scheme", user: {}, server: `ftp://${CANARY_TOKEN}` },
  {
    title: "a proxy URL of another scheme",
    user: {},
    cluster: { "proxy-url": `ftp://u:${CANARY_TOKEN}@127.0.0.1:1` },
  },
];

/** A port on 127.0.0.1 that answers the first bytes in its own way. */
export async function portThat(greet: (socket: net.Socket) => void): Promise<number> {
  const sockets: net.Socket[] = [];
  const port = net.createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => {});
    socket.once("data", () => greet(socket));
  });
  await new Promise<void>((resolve) => port.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    port.close();
  });
  return (port.address() as net.AddressInfo).port;
}
