import { PachctlError } from "../../errors.js";
import type { Cluster } from "../../kube/cluster.js";
import type { Secrets } from "../../kube/secrets.js";
import type { NewSecret, SecretSummary, SecretWithValues } from "../../secret/secret.js";
import {
  changeText,
  isEmptyChange,
  type SecretChange,
  withoutLastApplied,
} from "../../secret/secret-change.js";
import { type Done, runBatch } from "../batch.js";
import type { GlobalOptions } from "../command.js";
import type { CommandDeps } from "../command-deps.js";
import { readIfThere } from "../look-up.js";
import { note } from "../notes.js";
import type { DryRun } from "../options.js";
import { writeChange } from "./changing.js";
import { type GuardOptions, refusedByGuard, refuseLeaving } from "./guard.js";
import { applied, needsRecreation, recreate, unchangeable } from "./recreate.js";
import { told } from "./told.js";
import { tellUsers } from "./users.js";

export interface UpdateOptions extends GlobalOptions, GuardOptions {
  recreate: boolean;
  keepGoing: boolean;
  output: "name" | "json" | "yaml" | undefined;
  dryRun: DryRun | undefined;
}

/** Requests under way, and so connections. */
const AT_ONCE = 16;

/** What is to become of one secret. */
export interface Wish {
  name: string;
  /** The secret of a manifest, which is created when there is none. */
  wanted?: NewSecret;
  /** @throws PachctlError usage when the secret that is there cannot become that */
  changeOf(found: SecretWithValues): SecretChange;
}

/** One run of update. */
export class Update {
  readonly #cluster: Cluster;
  readonly #options: UpdateOptions;
  readonly #deps: CommandDeps;
  /** Those whose values are others now. */
  readonly #changed: SecretSummary[] = [];

  constructor(cluster: Cluster, options: UpdateOptions, deps: CommandDeps) {
    this.#cluster = cluster;
    this.#options = options;
    this.#deps = deps;
  }

  async all(wishes: readonly Wish[]): Promise<void> {
    const { output, keepGoing } = this.#options;
    try {
      await runBatch(
        {
          items: wishes,
          participle: "updated",
          concurrency: AT_ONCE,
          keepGoing,
          ...(output === "yaml" && { divider: "---\n" }),
          act: (wish) => this.#act(wish),
        },
        this.#options,
        this.#deps,
      );
    } finally {
      await tellUsers(this.#cluster, this.#changed, this.#options, this.#deps);
    }
  }

  async #act(wish: Wish): Promise<Done> {
    const { name, wanted } = wish;
    const secrets = this.#cluster.secrets(wanted?.namespace);
    if (wanted === undefined) return this.#change(await secrets.getWithValues(name, "update"), wish, secrets);
    const found = await readIfThere(name, secrets);
    if (found !== undefined) return this.#change(found, wish, secrets);
    try {
      return await this.#create(name, wanted, secrets);
    } catch (error) {
      // Somebody was faster.
      const isThere = error instanceof PachctlError && error.kind === "already-exists";
      const other = isThere ? await readIfThere(name, secrets) : undefined;
      if (other === undefined) throw error;
      return this.#change(other, wish, secrets);
    }
  }

  async #create(name: string, wanted: NewSecret, secrets: Secrets): Promise<Done> {
    const { dryRun } = this.#options;
    const secret = dryRun === "client" ? undefined : await secrets.create(wanted, dryRun === "server");
    return told({ participle: "created", name, namespace: secrets.namespace, secret }, this.#options);
  }

  async #change(found: SecretWithValues, { wanted, changeOf }: Wish, secrets: Secrets): Promise<Done> {
    const { name } = found;
    const { namespace } = secrets;
    refuseLeaving(found, "update");
    const change = changeOf(found);
    const obstacle = unchangeable(found, change, wanted?.type);
    if (isEmptyChange(change) && obstacle === undefined) {
      const insteadOfDone = "unchanged";
      return told({ participle: "unchanged", name, namespace, secret: found, insteadOfDone }, this.#options);
    }
    const refusal = await refusedByGuard(found, "update", this.#options);
    if (refusal !== undefined) throw refusal;
    if (obstacle !== undefined && !this.#options.recreate) throw needsRecreation("update", name, obstacle);
    const secret =
      obstacle === undefined
        ? await this.#write(found, change, secrets)
        : await this.#recreate(found, applied(found, change, wanted), secrets);
    if (this.#options.dryRun === undefined && Object.keys(change.data).length > 0) this.#changed.push(secret);
    const participle = obstacle === undefined ? "configured" : "deleted and created anew";
    const { type } = wanted ?? {};
    const retyped = type === undefined || type === found.type ? "" : `type ${found.type} -> ${type}`;
    const details = [changeText(change, found), retyped].filter((text) => text !== "").join("; ");
    return told({ participle, name, namespace, secret, details }, this.#options);
  }

  async #write(found: SecretWithValues, change: SecretChange, secrets: Secrets): Promise<SecretSummary> {
    const { dryRun } = this.#options;
    if (dryRun === "client") return found;
    return writeChange(found, withoutLastApplied(change, found), secrets, dryRun === "server");
  }

  async #recreate(found: SecretWithValues, wanted: NewSecret, secrets: Secrets): Promise<SecretSummary> {
    const { dryRun } = this.#options;
    if (dryRun === "client") return found;
    const created = await recreate(found, wanted, secrets, dryRun === "server", this.#deps);
    if (dryRun !== undefined) return created;
    await note(
      this.#deps,
      this.#options,
      `note: secret "${found.name}" is deleted and created anew: for a moment there is none`,
    );
    return created;
  }
}
