import { namespaceProblem } from "../apimachinery/name-words.js";
import { shownName } from "../apimachinery/shown.js";
import { usageError } from "../errors.js";
import type { Api } from "./api.js";
import { commandHint } from "./command-hint.js";
import { lookForPachd, type PachdLook } from "./pachd.js";
import { Secrets } from "./secrets.js";
import { Workers } from "./workers.js";

/** One cluster, over one set of connections. What it gives access to costs nothing until it is used. */
export class Cluster {
  readonly #api: Api;
  readonly #namespace: { name: string; source: string };

  /** @param namespace the one in force, and where it came from, for the error about a bad one */
  constructor(api: Api, namespace: { name: string; source: string }) {
    this.#api = api;
    this.#namespace = namespace;
  }

  /** The namespace in force. @throws PachctlError usage when it cannot be one */
  get namespace(): string {
    const { name, source } = this.#namespace;
    const problem = namespaceProblem(name);
    if (problem !== undefined)
      throw usageError(`"${shownName(name)}" (from ${source}) is no namespace: ${problem}`);
    return name;
  }

  /** The secrets of a namespace, by default the one in force. */
  secrets(namespace: string = this.namespace): Secrets {
    return new Secrets(this.#api, namespace);
  }

  /** The workers of the pipelines of a namespace. @param namespace undefined for all of them */
  workers(namespace: string | undefined): Workers {
    return new Workers(this.#api, namespace);
  }

  /** Does pachd run in a namespace? @returns undefined when that cannot be seen */
  pachd(namespace: string): Promise<PachdLook | undefined> {
    return lookForPachd(this.#api, namespace);
  }

  /** A command for a hint, that works on the same cluster and namespace when it is typed. */
  command(words: readonly string[], namespace: string | undefined = this.namespace): string {
    return commandHint(words, this.#api.server.typed, namespace);
  }

  /** Ends idle connections, so that nothing keeps the process alive. */
  close(): void {
    this.#api.close();
  }
}
