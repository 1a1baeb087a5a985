import { describe, expect, it } from "vitest";
import type { Credentials } from "../../src/kube/credentials.js";
import { hostName, readEndpoint } from "../../src/kube/endpoint.js";
import { Fields } from "../../src/kube/kubeconfig.js";
import { outcome, usage, useConfigFolder } from "./config-folder.js";

const folder = useConfigFolder();
const NOBODY: Credentials = { authorization: undefined, certificate: undefined };
const TOKEN: Credentials = { authorization: "Bearer hunter2-canary", certificate: undefined };
const PAIR = { cert: Buffer.from("crt"), key: Buffer.from("key") };
const CERTIFICATE: Credentials = { authorization: undefined, certificate: PAIR };
const HTTPS_HINT = "use an https server, or a context without credentials (as kubectl proxy needs none)";

async function endpoint(cluster: Record<string, unknown>, credentials = NOBODY): Promise<unknown> {
  const reading = readEndpoint(
    new Fields(cluster, folder.at("config"), "clusters[0].cluster"),
    credentials,
  ).then((found) => ({
    ...found,
    url: found.url.origin,
  }));
  return outcome(reading, folder);
}

const plain = {
  url: "https://h:6443",
  prefix: "",
  tls: { rejectUnauthorized: true },
  proxyUrl: undefined,
  compression: true,
};

describe("readEndpoint", () => {
  it.each([
    { title: "a server", cluster: {}, expected: {} },
    { title: "a slash at the end", cluster: { server: "https://h:6443/" }, expected: {} },
    { title: "the default port", cluster: { server: "https://h" }, expected: { url: "https://h" } },
    { title: "a scheme in capitals", cluster: { server: "HTTPS://H:6443" }, expected: {} },
    {
      title: "a path prefix, as Rancher has",
      cluster: { server: "https://h:6443/k8s/clusters/c-1//" },
      expected: { prefix: "/k8s/clusters/c-1" },
    },
    {
      title: "an encoded prefix",
      cluster: { server: "https://h:6443/a%20b" },
      expected: { prefix: "/a%20b" },
    },
    {
      title: "IPv4",
      cluster: { server: "https://127.0.0.1:6443" },
      expected: { url: "https://127.0.0.1:6443" },
    },
    { title: "IPv6", cluster: { server: "https://[::1]:6443" }, expected: { url: "https://[::1]:6443" } },
    { title: "a token over https", cluster: {}, credentials: TOKEN, expected: {} },
    {
      title: "a client certificate",
      cluster: {},
      credentials: CERTIFICATE,
      expected: { tls: { ...PAIR, rejectUnauthorized: true } },
    },
    {
      title: "http without credentials",
      cluster: { server: "http://h:8001" },
      expected: { url: "http://h:8001" },
    },
    { title: "a host without a scheme", cluster: { server: "h:8001" }, expected: { url: "http://h:8001" } },
    // client-go's DefaultServerURL: with anything of TLS the scheme is https.
    {
      title: "a host without a scheme but with a CA",
      cluster: { server: "h:6443", "certificate-authority-data": "Y2E=" },
      credentials: TOKEN,
      expected: { tls: { ca: Buffer.from("ca"), rejectUnauthorized: true } },
    },
    {
      title: "a CA next to the kubeconfig",
      cluster: { "certificate-authority": "ca.crt" },
      expected: { tls: { ca: Buffer.from("file ca"), rejectUnauthorized: true } },
    },
    {
      title: "an inline CA over a file, which is not read",
      cluster: { "certificate-authority": "missing", "certificate-authority-data": "Y2E=" },
      expected: { tls: { ca: Buffer.from("ca"), rejectUnauthorized: true } },
    },
    {
      title: "no verification",
      cluster: { "insecure-skip-tls-verify": true },
      expected: { tls: { rejectUnauthorized: false } },
    },
    {
      title: "another name of the server",
      cluster: { "tls-server-name": "api.internal" },
      expected: { tls: { servername: "api.internal", rejectUnauthorized: true } },
    },
    {
      title: "a proxy",
      cluster: { "proxy-url": "socks5://u:p@h:1080" },
      expected: { proxyUrl: "socks5://u:p@h:1080" },
    },
    { title: "no compression", cluster: { "disable-compression": true }, expected: { compression: false } },
  ])("reads $title", async ({ cluster, credentials, expected }: Good) => {
    await folder.write("ca.crt", "file ca");
    expect(await endpoint({ server: "https://h:6443", ...cluster }, credentials)).toEqual({
      ...plain,
      ...expected,
    });
  });

  it.each([
    { title: "no server", cluster: { server: "" }, expected: usage("DIR/config: the cluster has no server") },
    ...[
      "ftp://h",
      "file:///etc/passwd",
      "unix:///x",
      "https://",
      "https://h:99999",
      "https://[::1",
      "a b",
    ].map((server) => ({
      title: server,
      cluster: { server },
      expected: usage("DIR/config: the cluster's server is not an http or https URL"),
    })),
    ...[
      "https://hunter2:canary@h",
      "https://hunter2@h",
      "https://:hunter2@h",
      "https://hunter2:x@h:6443/a",
    ].map((server) => ({
      title: `${server}, not quoted`,
      cluster: { server },
      expected: usage(
        "DIR/config: the cluster's server URL holds a user name or password; put them into the user entry",
      ),
    })),
    ...["https://h?token=hunter2", "https://h/a?x", "https://h#hunter2"].map((server) => ({
      title: `${server}, not quoted`,
      cluster: { server },
      expected: usage("DIR/config: the cluster's server URL must not have a query or a fragment"),
    })),
    {
      title: "a token over http",
      cluster: { server: "http://h:8080" },
      credentials: TOKEN,
      expected: usage("refusing to send credentials to h:8080 over plain http", HTTPS_HINT),
    },
    {
      title: "a client certificate over http",
      cluster: { server: "http://h:8080" },
      credentials: CERTIFICATE,
      expected: usage("refusing to send credentials to h:8080 over plain http", HTTPS_HINT),
    },
    {
      title: "a token to a host without a scheme",
      cluster: { server: "h:8080" },
      credentials: TOKEN,
      expected: usage("refusing to send credentials to h:8080 over plain http", HTTPS_HINT),
    },
    {
      title: "a token over http even to this machine",
      cluster: { server: "http://127.0.0.1:8001" },
      credentials: TOKEN,
      expected: usage("refusing to send credentials to 127.0.0.1:8001 over plain http", HTTPS_HINT),
    },
    {
      title: "a CA that would not be used",
      cluster: { "certificate-authority-data": "Y2E=", "insecure-skip-tls-verify": true },
      expected: usage(
        "DIR/config: a certificate authority cannot be used together with insecure-skip-tls-verify",
      ),
    },
    {
      title: "a CA that is not there",
      cluster: { "certificate-authority": "missing" },
      expected: usage(
        "cannot read DIR/missing (certificate-authority of the kubeconfig): no such file or directory",
      ),
    },
    {
      title: "a CA that is not base64",
      cluster: { "certificate-authority-data": "-----BEGIN CERTIFICATE-----" },
      expected: {
        kind: "usage",
        problem: expect.stringMatching(/^DIR\/config: .*certificate-authority-data.*base64/),
        hint: expect.any(String),
      },
    },
    {
      title: "a flag that is text",
      cluster: { "insecure-skip-tls-verify": "true" },
      expected: usage(
        "DIR/config: clusters[0].cluster.insecure-skip-tls-verify must be true or false, and is a string",
      ),
    },
    ...["h:1080", "ftp://hunter2:x@h", "hunter2", "http://"].map((url) => ({
      title: `the proxy ${url}, not quoted`,
      cluster: { "proxy-url": url },
      expected: usage("DIR/config: proxy-url must be an http, https or socks5 URL"),
    })),
  ])("refuses $title", async ({ cluster, credentials, expected }: Good) => {
    const result = await endpoint({ server: "https://h", ...cluster }, credentials);
    expect(result).toEqual(expected);
    expect(JSON.stringify(result)).not.toContain("hunter2");
  });
});

interface Good {
  cluster: Record<string, unknown>;
  credentials?: Credentials;
  expected: object;
}

describe("hostName", () => {
  it.each([
    { url: "https://h:6443", expected: "h" },
    { url: "https://127.0.0.1", expected: "127.0.0.1" },
    { url: "https://[::1]:6443", expected: "::1" },
    { url: "https://[fd00::0001]", expected: "fd00::1" },
  ])("$url is $expected", ({ url, expected }) => {
    expect(hostName(new URL(url))).toBe(expected);
  });
});
