import { describe, expect, it } from "vitest";
import type { Environment } from "../../src/deps.js";
import { PachctlError } from "../../src/errors.js";
import { proxyFromEnvironment } from "../../src/kubeconfig/env-proxy.js";

const PROXY = "http://proxy:3128";

/** The proxy's URL, or "direct", or "refused". */
function way(server: string, env: Environment): string {
  try {
    return proxyFromEnvironment(new URL(server), env)?.name ?? "direct";
  } catch (error) {
    if (error instanceof PachctlError && error.kind === "usage") return "refused";
    throw error;
  }
}

// Every row of these tables was tried with the same environment in Go 1.26, net/http.ProxyFromEnvironment.
describe("the variable that counts", () => {
  const other = "http://other:1";
  it.each([
    { server: "https://h", env: {}, expected: "direct" },
    { server: "https://h", env: { HTTPS_PROXY: PROXY }, expected: PROXY },
    { server: "https://h", env: { https_proxy: PROXY }, expected: PROXY },
    { server: "https://h", env: { HTTPS_PROXY: PROXY, https_proxy: other }, expected: PROXY },
    { server: "https://h", env: { HTTPS_PROXY: "", https_proxy: PROXY }, expected: PROXY },
    { server: "https://h", env: { HTTP_PROXY: PROXY, http_proxy: PROXY }, expected: "direct" },
    { server: "https://h", env: { ALL_PROXY: PROXY, all_proxy: PROXY }, expected: "direct" },
    { server: "https://h", env: { Https_Proxy: PROXY }, expected: "direct" },
    { server: "http://h", env: { HTTP_PROXY: PROXY }, expected: PROXY },
    { server: "http://h", env: { http_proxy: PROXY }, expected: PROXY },
    { server: "http://h", env: { HTTP_PROXY: PROXY, http_proxy: other }, expected: PROXY },
    { server: "http://h", env: { HTTPS_PROXY: PROXY, https_proxy: PROXY }, expected: "direct" },
    // In a CGI script HTTP_PROXY is a header of the client's request.
    { server: "http://h", env: { HTTP_PROXY: PROXY, REQUEST_METHOD: "GET" }, expected: "refused" },
    { server: "http://h", env: { HTTP_PROXY: PROXY, REQUEST_METHOD: "" }, expected: PROXY },
    { server: "http://h", env: { REQUEST_METHOD: "GET" }, expected: "direct" },
    { server: "https://h", env: { HTTPS_PROXY: PROXY, REQUEST_METHOD: "GET" }, expected: PROXY },
    { server: "https://h", env: { HTTPS_PROXY: PROXY, no_proxy: "h" }, expected: "direct" },
    { server: "https://h", env: { HTTPS_PROXY: PROXY, NO_PROXY: "", no_proxy: "h" }, expected: "direct" },
    { server: "https://h", env: { HTTPS_PROXY: PROXY, NO_PROXY: "x", no_proxy: "h" }, expected: PROXY },
  ])("$server with $env: $expected", ({ server, env, expected }) => {
    expect(way(server, env)).toBe(expected);
  });
});

describe("servers that no proxy is asked for", () => {
  it.each([
    { server: "https://localhost", proxied: false },
    { server: "https://localhost:6443", proxied: false },
    { server: "https://127.0.0.1:6443", proxied: false },
    { server: "https://127.8.9.10", proxied: false },
    { server: "https://[::1]:6443", proxied: false },
    { server: "https://[::ffff:127.0.0.1]", proxied: false },
    { server: "https://localhost.example.com", proxied: true },
    { server: "https://api.localhost", proxied: true },
    { server: "https://127.example.com", proxied: true },
    { server: "https://128.0.0.1", proxied: true },
    { server: "https://[::2]", proxied: true },
    { server: "https://0.0.0.0", proxied: true },
    { server: "https://[::]", proxied: true },
  ])("$server is proxied: $proxied", ({ server, proxied }) => {
    expect(way(server, { HTTPS_PROXY: PROXY })).toBe(proxied ? PROXY : "direct");
  });
});

describe("NO_PROXY", () => {
  it.each([
    { noProxy: "", direct: [], proxied: ["https://h"] },
    { noProxy: "*", direct: ["https://h", "https://10.0.0.1:6443", "https://[fd00::1]"], proxied: [] },
    { noProxy: "a, *", direct: ["https://h"], proxied: [] },
    { noProxy: "**", direct: [], proxied: ["https://h"] },
    {
      noProxy: "example.com",
      direct: ["https://example.com", "https://example.com:6443", "https://a.b.example.com"],
      proxied: ["https://notexample.com", "https://example.com.evil", "https://com", "https://example.org"],
    },
    {
      noProxy: ".example.com",
      direct: ["https://api.example.com", "https://a.b.example.com:1"],
      proxied: ["https://example.com", "https://notexample.com"],
    },
    {
      noProxy: "*.example.com",
      direct: ["https://api.example.com", "https://a.b.example.com"],
      proxied: ["https://example.com", "https://notexample.com"],
    },
    { noProxy: "api.*", direct: [], proxied: ["https://api.example.com"] },
    { noProxy: "*example.com", direct: [], proxied: ["https://notexample.com", "https://example.com"] },
    {
      noProxy: "example.com:6443",
      direct: ["https://example.com:6443", "https://a.example.com:6443"],
      proxied: ["https://example.com", "https://example.com:64430"],
    },
    {
      noProxy: "example.com:443",
      direct: ["https://example.com", "https://example.com:443"],
      proxied: ["https://example.com:6443"],
    },
    { noProxy: "example.com:", direct: ["https://example.com", "https://example.com:1"], proxied: [] },
    {
      noProxy: "*.example.com:6443",
      direct: ["https://a.example.com:6443"],
      proxied: ["https://example.com:6443", "https://a.example.com"],
    },
    { noProxy: ":443", direct: [], proxied: ["https://h"] },
    {
      noProxy: " Example.COM ,, API.Example.Org\t",
      direct: ["https://example.com", "https://EXAMPLE.com", "https://api.example.org"],
      proxied: ["https://example.org"],
    },
    {
      noProxy: "example.com example.org",
      direct: [],
      proxied: ["https://example.com", "https://example.org"],
    },
    {
      noProxy: "bücher.example",
      direct: ["https://bücher.example", "https://xn--bcher-kva.example", "https://a.bücher.example"],
      proxied: ["https://bucher.example"],
    },
    {
      noProxy: "10.0.0.1",
      direct: ["https://10.0.0.1", "https://10.0.0.1:6443", "https://[::ffff:10.0.0.1]"],
      proxied: ["https://10.0.0.2", "https://10.0.0.10", "https://110.0.0.1"],
    },
    {
      noProxy: "10.0.0.1:6443",
      direct: ["https://10.0.0.1:6443"],
      proxied: ["https://10.0.0.1", "https://10.0.0.1:64430"],
    },
    {
      noProxy: "10.0.0.0/8",
      direct: ["https://10.0.0.1", "https://10.255.255.255:6443", "https://[::ffff:10.1.2.3]"],
      proxied: ["https://11.0.0.1", "https://h", "https://[fd00::1]"],
    },
    {
      noProxy: "10.1.2.3/16",
      direct: ["https://10.1.0.1", "https://10.1.255.255"],
      proxied: ["https://10.2.0.1"],
    },
    { noProxy: "10.0.0.1/32", direct: ["https://10.0.0.1"], proxied: ["https://10.0.0.2"] },
    {
      noProxy: "0.0.0.0/0",
      direct: ["https://1.2.3.4", "https://[::ffff:1.2.3.4]"],
      proxied: ["https://h", "https://[fd00::1]"],
    },
    { noProxy: "10.0.0.0/33", direct: [], proxied: ["https://10.0.0.1"] },
    { noProxy: "10.0.0.0/", direct: [], proxied: ["https://10.0.0.1", "https://10.0.0.0"] },
    { noProxy: "10.0.0.0/8:443", direct: [], proxied: ["https://10.0.0.1"] },
    { noProxy: "10.0.0/8", direct: [], proxied: ["https://10.0.0.1"] },
    { noProxy: "example.com/8", direct: [], proxied: ["https://example.com"] },
    { noProxy: "https://example.com", direct: [], proxied: ["https://example.com"] },
    { noProxy: "10.*", direct: [], proxied: ["https://10.0.0.1"] },
    {
      noProxy: "fd00::1",
      direct: ["https://[fd00::1]", "https://[fd00::1]:6443", "https://[FD00:0::0001]"],
      proxied: ["https://[fd00::2]", "https://h"],
    },
    { noProxy: "FD00::0001", direct: ["https://[fd00::1]"], proxied: [] },
    {
      noProxy: "[fd00::1]:6443",
      direct: ["https://[fd00::1]:6443"],
      proxied: ["https://[fd00::1]", "https://[fd00::2]:6443"],
    },
    { noProxy: "[fd00::1]:443", direct: ["https://[fd00::1]"], proxied: [] },
    { noProxy: "[fd00::1]", direct: [], proxied: ["https://[fd00::1]"] },
    { noProxy: "fd00::1:6443", direct: ["https://[fd00::1:6443]"], proxied: ["https://[fd00::1]:6443"] },
    {
      noProxy: "fd00::/8",
      direct: ["https://[fd00::1]", "https://[fdff::1]:6443"],
      proxied: ["https://[fe00::1]", "https://253.0.0.1"],
    },
    { noProxy: "fd00::/129", direct: [], proxied: ["https://[fd00::1]"] },
    { noProxy: "::/0", direct: ["https://[fd00::1]"], proxied: ["https://10.0.0.1"] },
    { noProxy: "::ffff:10.0.0.1", direct: ["https://10.0.0.1", "https://[::ffff:10.0.0.1]"], proxied: [] },
    { noProxy: "::ffff:10.0.0.0/104", direct: ["https://10.9.9.9"], proxied: ["https://11.0.0.1"] },
    {
      noProxy: "localhost,127.0.0.1,.svc,.cluster.local,10.0.0.0/8,172.16.0.0/12",
      direct: ["https://kubernetes.default.svc", "https://172.31.0.1", "https://a.b.svc.cluster.local"],
      proxied: ["https://172.32.0.1", "https://example.com", "https://svc"],
    },
  ])("$noProxy", ({ noProxy, direct, proxied }) => {
    const env = { HTTPS_PROXY: PROXY, NO_PROXY: noProxy };
    const ways = [...direct, ...proxied].map((server) => [server, way(server, env)]);
    expect(ways).toEqual([
      ...direct.map((server) => [server, "direct"]),
      ...proxied.map((server) => [server, PROXY]),
    ]);
  });

  it("takes 80 for the port of http", () => {
    const env = { HTTP_PROXY: PROXY, NO_PROXY: "a:80,b:443" };
    expect(["http://a", "http://b", "http://b:443"].map((server) => way(server, env))).toEqual([
      "direct",
      PROXY,
      "direct",
    ]);
  });
});

describe("the proxy", () => {
  it.each([
    { text: "http://proxy:3128", url: "http://proxy:3128/", name: "http://proxy:3128" },
    { text: "https://proxy", url: "https://proxy/", name: "https://proxy" },
    { text: "socks5://proxy:1080", url: "socks5://proxy:1080", name: "socks5://proxy:1080" },
    { text: "HTTP://proxy:3128/", url: "http://proxy:3128/", name: "http://proxy:3128" },
    { text: "http://[fd00::1]:3128", url: "http://[fd00::1]:3128/", name: "http://[fd00::1]:3128" },
    { text: "proxy", url: "http://proxy/", name: "http://proxy" },
    { text: "proxy:3128", url: "http://proxy:3128/", name: "http://proxy:3128" },
    { text: "10.0.0.1:3128", url: "http://10.0.0.1:3128/", name: "http://10.0.0.1:3128" },
    { text: "[fd00::1]:3128", url: "http://[fd00::1]:3128/", name: "http://[fd00::1]:3128" },
    {
      text: "http://user:hunter2@proxy:3128",
      url: "http://user:hunter2@proxy:3128/",
      name: "http://***@proxy:3128",
    },
    {
      text: "user:hunter2@proxy:3128",
      url: "http://user:hunter2@proxy:3128/",
      name: "http://***@proxy:3128",
    },
    { text: "http://hunter2@proxy", url: "http://hunter2@proxy/", name: "http://***@proxy" },
    { text: "http://:hunter2@proxy", url: "http://:hunter2@proxy/", name: "http://***@proxy" },
    {
      text: "socks5://user:hunter%232@proxy:1080",
      url: "socks5://user:hunter%232@proxy:1080",
      name: "socks5://***@proxy:1080",
    },
  ])("$text is $name in messages", ({ text, url, name }) => {
    const found = proxyFromEnvironment(new URL("https://h"), { https_proxy: text });
    expect({ ...found, url: found?.url.href }).toEqual({
      url,
      name,
      source: "https_proxy",
      extraAuthorities: undefined,
    });
    expect(name).not.toContain("hunter2");
  });

  it("trusts NODE_EXTRA_CA_CERTS, too", () => {
    const env = { HTTPS_PROXY: "https://proxy", NODE_EXTRA_CA_CERTS: "/ca.pem" };
    expect(proxyFromEnvironment(new URL("https://h"), env)).toMatchObject({ extraAuthorities: "/ca.pem" });
  });

  // Go would go round these without a word, or ask a server of that name.
  it.each([
    "ftp://user:hunter2@proxy",
    "file:///hunter2",
    "http://",
    "http://user:hunter2@",
    "http://user:hunter2@proxy:99999",
    "http://user:hunter#2@proxy",
    "http://user:hun ter2@[proxy",
    "user:hunter2@[proxy",
    "://hunter2",
    " ",
  ])("is refused, and not quoted: %s", (text) => {
    let error: unknown;
    try {
      proxyFromEnvironment(new URL("https://h"), { HTTPS_PROXY: text });
    } catch (caught) {
      error = caught;
    }
    expect(error).toMatchObject({
      kind: "usage",
      message: "HTTPS_PROXY must be an http, https or socks5 URL",
      hint: "correct it, or name the server in NO_PROXY",
      cause: undefined,
    });
  });

  it("may be as bad as it likes when nobody needs it", () => {
    const env = { HTTPS_PROXY: "ftp://x", NO_PROXY: "h" };
    expect([way("https://h", env), way("https://localhost", env), way("http://h", env)]).toEqual([
      "direct",
      "direct",
      "direct",
    ]);
  });
});
