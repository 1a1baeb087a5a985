import type http from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";

/** A request for secrets as it arrived: all that a kubeconfig can decide. */
export interface Arrival {
  /** What stands before /api. */
  prefix: string;
  namespace: string;
  authorization: string | undefined;
  /** The headers Impersonate-*, names in small letters. */
  impersonation: Record<string, string[]>;
  encoding: string | undefined;
  /** The name in the TLS greeting (SNI); none for addresses. */
  serverName: string | undefined;
  /** The client certificate's serial number. */
  certificate: string | undefined;
}

/** An HTTPS server on 127.0.0.1 with no secrets, which asks for a client certificate and lets everybody in. */
export interface RecordingServer {
  readonly port: number;
  readonly origin: string;
  /** What has arrived since the last call. */
  take(): Arrival[];
  stop(): Promise<void>;
}

const SECRETS = /^(.*)\/api\/v1\/namespaces\/([^/]+)\/secrets$/;

/** What kubectl asks before it gets secrets, so that it knows their path. */
const DISCOVERY: readonly [RegExp, unknown][] = [
  [/\/api$/, { kind: "APIVersions", versions: ["v1"], serverAddressByClientCIDRs: [] }],
  [/\/apis$/, { kind: "APIGroupList", apiVersion: "v1", groups: [] }],
  [
    /\/api\/v1$/,
    {
      kind: "APIResourceList",
      groupVersion: "v1",
      resources: [
        { name: "secrets", singularName: "secret", namespaced: true, kind: "Secret", verbs: ["get", "list"] },
      ],
    },
  ],
];

const NO_SECRETS = {
  kind: "Table",
  apiVersion: "meta.k8s.io/v1",
  metadata: { resourceVersion: "1" },
  columnDefinitions: [],
  rows: [],
};

/** @param isKnown false: 401 for this request */
export async function startRecordingServer(
  tls: https.ServerOptions,
  isKnown: (arrival: Arrival) => boolean = () => true,
): Promise<RecordingServer> {
  const arrivals: Arrival[] = [];
  const options = { ...tls, requestCert: true, rejectUnauthorized: false };
  const server = https.createServer(options, (request, response) => {
    const path = (request.url ?? "").replace(/\?.*$/, "");
    const secrets = SECRETS.exec(path);
    const arrival = secrets === null ? undefined : readArrival(request, secrets);
    if (arrival !== undefined) arrivals.push(arrival);
    const answer = secrets === null ? DISCOVERY.find(([known]) => known.test(path))?.[1] : NO_SECRETS;
    const found = answer === undefined ? 404 : 200;
    const code = arrival === undefined || isKnown(arrival) ? found : 401;
    response.writeHead(code, { "Content-Type": "application/json" });
    response.end(
      JSON.stringify(code === 200 ? answer : { kind: "Status", apiVersion: "v1", status: "Failure", code }),
    );
  });
  server.on("tlsClientError", (_error, socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    origin: `https://127.0.0.1:${port}`,
    take: () => arrivals.splice(0),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function readArrival(
  request: http.IncomingMessage,
  [, prefix = "", namespace = ""]: RegExpExecArray,
): Arrival {
  const socket = request.socket as TLSSocket & { servername?: string | false };
  const impersonation = Object.entries(request.headersDistinct).filter(([name]) =>
    name.startsWith("impersonate-"),
  );
  return {
    prefix,
    namespace,
    authorization: request.headers.authorization,
    impersonation: Object.fromEntries(impersonation) as Arrival["impersonation"],
    encoding: request.headers["accept-encoding"] as string | undefined,
    serverName: socket.servername || undefined,
    // Without a certificate, Node says {}.
    certificate: socket.getPeerCertificate().serialNumber,
  };
}
