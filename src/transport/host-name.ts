import { isIP } from "node:net";

/** The host for messages and for TLS: IPv6 addresses without brackets. */
export function hostName(url: URL): string {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return isIP(host) === 6 ? host : url.hostname;
}
