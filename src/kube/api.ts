import type { Clock } from "../deps.js";
import { PachctlError } from "../errors.js";
import type { Transport, TransportReply, TransportRequest } from "../transport/transport.js";
import { TransportError } from "../transport/transport-error.js";
import { notKubernetes, refusal, unreached } from "./api-errors.js";
import type { TypedChoice } from "./command-hint.js";
import type { Operation, Server } from "./operation.js";
import { sendWithRetry } from "./retry.js";
import { unknownOutcome, type WriteOutcome } from "./write-outcome.js";

export interface ApiWorld {
  clock: Clock;
  random(): number;
  signal: AbortSignal;
  /** A line for people. */
  warn(text: string): void;
  keepHeapSmall(): void;
}

/** The API of one cluster, as every resource uses it: repetitions, what counts as a reply, and errors in words. */
export class Api {
  readonly server: Server;
  readonly world: ApiWorld;
  readonly #transport: Transport;

  /** @param context the kubeconfig context's name */
  constructor(transport: Transport, context: string, typed: TypedChoice, world: ApiWorld) {
    this.#transport = transport;
    this.server = { origin: transport.origin, context, typed };
    this.world = world;
  }

  close(): void {
    this.#transport.close();
  }

  /** @throws PachctlError unreached and others */
  async send(request: TransportRequest, operation: Operation): Promise<TransportReply> {
    try {
      return await sendWithRetry(this.#transport, request, this.world);
    } catch (error) {
      throw error instanceof TransportError ? unreached(error, operation) : error;
    }
  }

  /** A 200 reply. @throws PachctlError for every other one */
  async read(request: TransportRequest, operation: Operation): Promise<TransportReply> {
    const reply = await this.send(request, operation);
    if (reply.status === 200) return reply;
    throw reply.status >= 400 ? refusal(reply, operation) : notKubernetes(reply, operation);
  }

  /** @throws PachctlError when the request certainly was not executed */
  async write(request: TransportRequest, operation: Operation): Promise<WriteOutcome> {
    try {
      return await sendWithRetry(this.#transport, request, this.world);
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      if (!error.sent) throw unreached(error, operation);
      return error;
    }
  }

  /** From now on, requests go over new connections. */
  renewConnections(): void {
    this.#transport.renewConnections();
  }

  /** Reads back after a lost reply: what is there now, or undefined when there is nothing. */
  async lookUp<S>(
    read: () => Promise<S>,
    operation: Operation,
    outcome: WriteOutcome,
  ): Promise<S | undefined> {
    try {
      this.world.signal.throwIfAborted();
      return await read();
    } catch (error) {
      if (error instanceof PachctlError && error.kind === "not-found") return undefined;
      throw unknownOutcome(operation, outcome);
    }
  }

  /** A dry run changes nothing, so a reply that got lost is simply missing. */
  unanswered(outcome: WriteOutcome, operation: Operation): PachctlError {
    if (outcome instanceof TransportError) return unreached(outcome, operation);
    return outcome.status >= 400 ? refusal(outcome, operation) : notKubernetes(outcome, operation);
  }
}
