import { systemErrorCode } from "../errors.js";
import { NO_NAMES, OTHER_NAMES } from "./server-identity.js";

/** A request that got no usable reply. */
export class TransportError extends Error {
  /** A sentence for people, without the server's or Node's own text. */
  readonly problem: string;
  /** False: it certainly never reached an API server. True: it may have been executed. */
  readonly sent: boolean;
  /** Another attempt may succeed: nothing was wrong with the reply but its absence. */
  readonly transient: boolean;
  readonly hint: string | undefined;

  constructor(
    problem: string,
    state: { sent: boolean; transient?: boolean; hint?: string; cause?: unknown },
  ) {
    super(problem, { cause: state.cause });
    this.name = "TransportError";
    this.problem = problem;
    this.sent = state.sent;
    this.transient = state.transient ?? false;
    this.hint = state.hint;
  }
}

/** A reply of more bytes than are taken: with less to tell, it might be usable. */
export class ReplyTooLarge extends TransportError {
  /** @param most bytes */
  constructor(origin: string, most: number) {
    super(`the reply of ${origin} is larger than ${most} bytes`, { sent: true });
  }
}

const CONNECTION_PROBLEMS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the connection was refused",
  ECONNRESET: "the connection was reset",
  EPIPE: "the connection was closed",
  // Of Bun, during the handshake.
  ERR_SOCKET_CLOSED: "the connection was closed",
  ETIMEDOUT: "the connection timed out",
  EHOSTUNREACH: "there is no route to the host",
  ENETUNREACH: "the network is unreachable",
  ENOTFOUND: "the host name is unknown",
  EAI_AGAIN: "the host name could not be looked up",
  HPE_INVALID_CONSTANT: "the reply is not HTTP",
};

const CERTIFICATE_PROBLEMS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "its certificate has expired",
  CERT_NOT_YET_VALID: "its certificate is not valid yet",
  CERT_REVOKED: "its certificate is revoked",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is signed by itself",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate comes from an unknown authority",
  UNABLE_TO_GET_ISSUER_CERT: "its certificate comes from an unknown authority",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "its certificate comes from an unknown authority",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate comes from an unknown authority",
  CERT_SIGNATURE_FAILURE: "its certificate has a wrong signature",
  [NO_NAMES]: "its certificate names no host (a common name does not count)",
  [OTHER_NAMES]: "its certificate is for another host name",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another host name",
};

/** Node's error for a failed exchange, in our words. `sent`: the connection stood when it failed. */
export function connectionError(error: unknown, origin: string, sent: boolean): TransportError {
  const code = systemErrorCode(error) ?? failedCall(error) ?? "";
  const certificate = CERTIFICATE_PROBLEMS[code];
  if (certificate !== undefined) {
    return new TransportError(`cannot trust ${origin}: ${certificate}`, {
      sent: false,
      hint: "check certificate-authority and tls-server-name of the cluster in the kubeconfig",
      cause: error,
    });
  }
  const isTls = code.startsWith("ERR_SSL") || code === "EPROTO" || code.startsWith("ERR_TLS");
  // In TLS 1.3 the server refuses a client certificate after our side of the handshake is done.
  const isAlert = /^ERR_SSL_.*ALERT.*(CERTIFICATE|_CA|ACCESS_DENIED)/.test(code);
  const isHttp = code.startsWith("HPE_");
  const known =
    CONNECTION_PROBLEMS[code] ?? proxyProblem(error) ?? (isHttp ? "the reply is not HTTP" : undefined);
  const problem = known ?? (isTls ? "the TLS handshake failed" : "the connection failed");
  return new TransportError(`cannot reach ${origin}: ${problem}`, {
    sent: sent && !isAlert,
    transient: !isTls && !isHttp,
    cause: error,
  });
}

/** Did looking a name up or opening a connection fail, before anything was said? */
export function failedToConnect(error: unknown): boolean {
  return failedCall(error) !== undefined;
}

/** Node's errors start with the call and its error code; the SOCKS library passes on their text alone. */
function failedCall(error: unknown): string | undefined {
  // One for each address of the name.
  if (error instanceof AggregateError) return failedCall(error.errors[0]);
  const message = error instanceof Error ? error.message : "";
  return /^(?:connect|getaddrinfo) ([A-Z_]+)/.exec(message)?.[1];
}

/** The proxy libraries' errors have no codes; their texts hold nothing of the input. */
function proxyProblem(error: unknown): string | undefined {
  const message = error instanceof Error ? error.message : "";
  const status = /^Bad response: (\d+)$/.exec(message)?.[1];
  if (status === "407") return "the proxy wants a user name and a password";
  if (status !== undefined) return `the proxy answered ${status}`;
  if (/^Socks5 Authentication failed/.test(message))
    return "the proxy rejected the user name or the password";
  return /^Socks5/.test(message) ? "the proxy refused" : undefined;
}
