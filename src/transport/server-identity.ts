import { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import type { ConnectionOptions, PeerCertificate } from "node:tls";
import type { TlsOptions } from "../access.js";
import { hostName } from "./host-name.js";

/** The codes of the errors about a certificate without names of hosts, and about one of other hosts. */
export const NO_NAMES = "PACHCTL_CERT_NO_NAMES";
export const OTHER_NAMES = "PACHCTL_CERT_OTHER_NAMES";

/**
 * How a server proves who it is, as in Go: by the names in its certificate; a common name does not count. An address is not sent as
 * the name that is asked for (RFC 6066, 3): Node up to 24 warns of it, and 26 refuses.
 */
export function serverIdentity(
  server: URL,
  { servername }: TlsOptions,
): Required<Pick<ConnectionOptions, "checkServerIdentity">> & { servername?: string } {
  const expected = servername ?? hostName(server);
  return {
    ...(servername !== undefined && { servername: isIP(servername) === 0 ? servername : "" }),
    checkServerIdentity: (_, certificate) => checkNames(expected, certificate),
  };
}

/** By OpenSSL: Node 22.23 takes an address of IPv6 for a name. */
function checkNames(expected: string, { raw, subjectaltname }: PeerCertificate): Error | undefined {
  if (subjectaltname === undefined) return problem(NO_NAMES);
  const certificate = new X509Certificate(raw);
  const name = expected.replace(/\.$/, "");
  const isNamed =
    isIP(name) === 0
      ? certificate.checkHost(name, { subject: "never", partialWildcards: false })
      : certificate.checkIP(name);
  return isNamed === undefined ? problem(OTHER_NAMES) : undefined;
}

function problem(code: string): Error {
  return Object.assign(new Error("the certificate is for somebody else"), { code });
}
