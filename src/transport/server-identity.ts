import { isIP } from "node:net";
import { type ConnectionOptions, checkServerIdentity, type PeerCertificate } from "node:tls";
import type { TlsOptions } from "../access.js";
import { hostName } from "./host-name.js";

/** The code of the error about a certificate without names of hosts. */
export const NO_NAMES = "PACHCTL_CERT_NO_NAMES";

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

function checkNames(expected: string, certificate: PeerCertificate): Error | undefined {
  if (certificate.subjectaltname === undefined)
    return Object.assign(new Error("no names"), { code: NO_NAMES });
  const { CN: _, ...subject } = certificate.subject ?? {};
  return checkServerIdentity(expected, { ...certificate, subject: subject as PeerCertificate["subject"] });
}
