import { BlockList, isIP, isIPv6 } from "node:net";
import { domainToASCII } from "node:url";
import type { ProxyServer } from "../access.js";
import type { Environment } from "../deps.js";
import { usageError } from "../errors.js";
import { maskedProxy, parseProxy } from "./proxy-url.js";

/**
 * The proxy that the environment names for a server, as Go reads it (golang.org/x/net/http/httpproxy): HTTPS_PROXY for
 * https, HTTP_PROXY for http, capitals first; never for localhost and loopback addresses, nor for what NO_PROXY names.
 * @throws PachctlError usage when the variable names no proxy that we can use; Go would go round it without a word
 */
export function proxyFromEnvironment(server: URL, env: Environment): ProxyServer | undefined {
  const names = server.protocol === "https:" ? ["HTTPS_PROXY", "https_proxy"] : ["HTTP_PROXY", "http_proxy"];
  const name = names.find((each) => env[each]);
  const text = name === undefined ? undefined : env[name];
  if (name === undefined || text === undefined) return undefined;
  // In a CGI script, HTTP_PROXY comes from the client's header "Proxy" (CVE-2016-5386).
  if (server.protocol === "http:" && env.REQUEST_METHOD) {
    throw usageError(
      `refusing to use ${name} in a CGI script (REQUEST_METHOD is set)`,
      "unset one of the two",
    );
  }
  if (!isProxied(server, env.NO_PROXY || env.no_proxy || "")) return undefined;
  const url = parseProxy(text) ?? (text.includes("://") ? undefined : parseProxy(`http://${text}`));
  if (url === undefined) {
    throw usageError(
      `${name} must be an http, https or socks5 URL`,
      "correct it, or name the server in NO_PROXY",
    );
  }
  return { url, name: maskedProxy(url), source: name, extraAuthorities: env.NODE_EXTRA_CA_CERTS };
}

function isProxied(server: URL, noProxy: string): boolean {
  const host = server.hostname.replace(/^\[|\]$/g, "").toLowerCase();
  const port = server.port || (server.protocol === "https:" ? "443" : "80");
  if (host === "localhost" || isLoopback(host)) return false;
  const entries = noProxy.split(",").map((entry) => entry.trim().toLowerCase());
  if (entries.includes("*")) return false;
  return !entries.some((entry) => entry !== "" && matches(entry, host, port));
}

function isLoopback(host: string): boolean {
  return host === "::1" || /^127\./.test(host) ? isIP(host) !== 0 : contains("127.0.0.0/8", host);
}

/** One entry of NO_PROXY: address, CIDR, domain, each but CIDR with an optional port. */
function matches(entry: string, host: string, port: string): boolean {
  if (entry.includes("/")) return contains(entry, host);
  const { name, onlyPort } = splitPort(entry);
  if (name === "" || (onlyPort !== "" && onlyPort !== port)) return false;
  if (isIP(name) !== 0) return contains(`${name}/${isIPv6(name) ? 128 : 32}`, host);
  if (isIP(host) !== 0) return false;
  const domain = name.replace(/^\*\./, ".");
  const suffix = ascii(domain.startsWith(".") ? domain.slice(1) : domain);
  return host.endsWith(`.${suffix}`) || (!domain.startsWith(".") && host === suffix);
}

/** `host:port`, `[address]:port`; an address of IPv6 without brackets has no port. */
function splitPort(entry: string): { name: string; onlyPort: string } {
  const [, bracketed, plain, onlyPort] = /^(?:\[([^\]]*)\]|([^:]*)):([^:]*)$/.exec(entry) ?? [];
  const name = bracketed ?? plain;
  return name === undefined || onlyPort === undefined ? { name: entry, onlyPort: "" } : { name, onlyPort };
}

function contains(cidr: string, host: string): boolean {
  const [network = "", bits = ""] = cidr.split("/");
  const family = isIPv6(network) ? "ipv6" : "ipv4";
  const isSubnet =
    isIP(network) !== 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === "ipv6" ? 128 : 32);
  if (!isSubnet || isIP(host) === 0) return false;
  // To Go, an IPv4 address, mapped or not, lies in no wider network of IPv6.
  if (family === "ipv6" && Number(bits) < 96 && contains("0.0.0.0/0", host)) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family);
  return list.check(host, isIPv6(host) ? "ipv6" : "ipv4");
}

function ascii(domain: string): string {
  return domainToASCII(domain) || domain;
}
