import { describe, expect, it } from "vitest";
import { readEndpoint } from "../../src/kubeconfig/endpoint.js";
import { Fields } from "../../src/kubeconfig/fields.js";
import { Authority } from "../support/authority.js";
import { outcome, usage, useConfigFolder } from "../support/config-folder.js";

const folder = useConfigFolder();
const { caCertificate: CA } = await Authority.create();
const CA_DATA = Buffer.from(CA).toString("base64");
const NOBODY = false;
const TOKEN = true;
const HTTPS_HINT = "use an https server, or a context without credentials (as kubectl proxy needs none)";

async function endpoint(cluster: Record<string, unknown>, identity = NOBODY): Promise<unknown> {
  const source = { file: folder.at("config"), text: undefined };
  const reading = readEndpoint(new Fields(cluster, source, ["clusters", 0, "cluster"]), identity, {}).then(
    (found) => ({ ...found, url: found.url.origin, proxy: found.proxy?.name }),
  );
  return outcome(reading, folder);
}

function problem(field: string, reason: string, hint = ""): object {
  return usage(`DIR/config: clusters[0].cluster.${field}: ${reason}`, hint);
}

const plain = {
  url: "https://h:6443",
  prefix: "",
  tls: { rejectUnauthorized: true },
  proxy: undefined,
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
      title: "http without credentials",
      cluster: { server: "http://h:8001" },
      expected: { url: "http://h:8001" },
    },
    { title: "a host without a scheme", cluster: { server: "h:8001" }, expected: { url: "http://h:8001" } },
    {
      title: "a host without a scheme but with a CA: plain http all the same, as kubectl",
      cluster: { server: "h:6443", "certificate-authority-data": CA_DATA },
      expected: { url: "http://h:6443", tls: { ca: Buffer.from(CA), rejectUnauthorized: true } },
    },
    {
      title: "a CA next to the kubeconfig",
      cluster: { "certificate-authority": "ca.crt" },
      expected: { tls: { ca: Buffer.from(CA), rejectUnauthorized: true } },
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
      title: "a proxy, whose password is never shown",
      cluster: { "proxy-url": "socks5://u:hunter2@h:1080" },
      expected: { proxy: "socks5://***@h:1080" },
    },
    { title: "no compression", cluster: { "disable-compression": true }, expected: { compression: false } },
  ])("reads $title", async ({ cluster, credentials, expected }: Good) => {
    await folder.write("ca.crt", CA);
    expect(await endpoint({ server: "https://h:6443", ...cluster }, credentials)).toEqual({
      ...plain,
      ...expected,
    });
  });

  it.each([
    { title: "no server", cluster: { server: "" }, expected: problem("server", "is missing") },
    {
      title: "a CA that is none",
      cluster: { "certificate-authority-data": "Y2E=" },
      expected: problem("certificate-authority-data", "holds no certificate that can be read"),
    },
    {
      title: "a path without a scheme",
      cluster: { server: "h:6443/k8s/clusters/c-1", "insecure-skip-tls-verify": true },
      expected: problem("server", "needs https:// in front when it has a path"),
    },
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
      expected: problem("server", "is not an http or https URL"),
    })),
    ...[
      "https://hunter2:canary@h",
      "https://hunter2@h",
      "https://:hunter2@h",
      "https://hunter2:x@h:6443/a",
    ].map((server) => ({
      title: `${server}, not quoted`,
      cluster: { server },
      expected: problem("server", "holds a user name or password; put them into the user entry"),
    })),
    ...["https://h?token=hunter2", "https://h/a?x", "https://h#hunter2"].map((server) => ({
      title: `${server}, not quoted`,
      cluster: { server },
      expected: problem("server", "must not have a query or a fragment"),
    })),
    {
      title: "a token over http",
      cluster: { server: "http://h:8080" },
      credentials: TOKEN,
      expected: problem("server", "refusing to send credentials to h:8080 over plain http", HTTPS_HINT),
    },
    {
      title: "a token to a host without a scheme",
      cluster: { server: "h:8080" },
      credentials: TOKEN,
      expected: problem("server", "refusing to send credentials to h:8080 over plain http", HTTPS_HINT),
    },
    {
      title: "a token over http even to this machine",
      cluster: { server: "http://127.0.0.1:8001" },
      credentials: TOKEN,
      expected: problem(
        "server",
        "refusing to send credentials to 127.0.0.1:8001 over plain http",
        HTTPS_HINT,
      ),
    },
    {
      title: "a CA that would not be used",
      cluster: { "certificate-authority-data": CA_DATA, "insecure-skip-tls-verify": true },
      expected: problem("insecure-skip-tls-verify", "cannot be used together with a certificate authority"),
    },
    {
      title: "a CA that is not there",
      cluster: { "certificate-authority": "missing" },
      expected: problem("certificate-authority", "cannot read DIR/missing: no such file or directory"),
    },
    // kubectl 1.35: certificate-authority-data and certificate-authority are both specified.
    {
      title: "a CA that is given twice",
      cluster: { "certificate-authority": "ca.crt", "certificate-authority-data": CA_DATA },
      expected: problem("certificate-authority", "cannot be used together with certificate-authority-data"),
    },
    {
      title: "a CA that is not base64",
      cluster: { "certificate-authority-data": "-----BEGIN CERTIFICATE-----" },
      expected: problem("certificate-authority-data", "is not valid base64"),
    },
    {
      title: "a flag that is text",
      cluster: { "insecure-skip-tls-verify": "true" },
      expected: problem("insecure-skip-tls-verify", "must be true or false, and is a string"),
    },
    ...["h:1080", "ftp://hunter2:x@h", "hunter2", "http://"].map((url) => ({
      title: `the proxy ${url}, not quoted`,
      cluster: { "proxy-url": url },
      expected: problem("proxy-url", "must be an http, https or socks5 URL"),
    })),
  ])("refuses $title", async ({ cluster, credentials, expected }: Good) => {
    const result = await endpoint({ server: "https://h", ...cluster }, credentials);
    expect(result).toEqual(expected);
    expect(JSON.stringify(result)).not.toContain("hunter2");
  });
});

interface Good {
  cluster: Record<string, unknown>;
  credentials?: boolean;
  expected: object;
}
