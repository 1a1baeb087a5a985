const SCHEMES = ["http:", "https:", "socks5:", "socks5h:"];

/** A proxy's URL; undefined when it is none, or of a kind that is not supported. */
export function parseProxy(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && SCHEMES.includes(url.protocol) && url.hostname !== "" ? url : undefined;
}

/** For messages: a password, and a user name that may be a token, are never shown. */
export function maskedProxy(url: URL): string {
  const userInfo = url.username !== "" || url.password !== "" ? "***@" : "";
  return `${url.protocol}//${userInfo}${url.host}`;
}
