import { secretNameProblem } from "../apimachinery/name-words.js";
import type { NewSecret, SecretSummary, SecretWithValues } from "../secret/secret.js";
import { TransportError } from "../transport/transport-error.js";
import { alreadyExists, notKubernetes, refusal } from "./api-errors.js";
import { asSent, creationDifferences, isMadeByUs } from "./creation-differences.js";
import type { Operation } from "./operation.js";
import { parseSecret } from "./replies.js";
import { FIELD_MANAGER, JSON_ONLY, type SecretAccess, withoutValues } from "./secret-access.js";
import { secretJson } from "./secret-json.js";
import { isMadeBefore, type TimedReply } from "./server-clock.js";
import { isRefusal, unknownOutcome, type WriteOutcome, wasNotLetThrough } from "./write-outcome.js";

/** `Secrets.create` */
export async function createSecret(
  access: SecretAccess,
  secret: NewSecret,
  dryRun: boolean,
): Promise<SecretSummary> {
  const { api, namespace } = access;
  const values = Object.values(secret.data);
  const operation = {
    ...access.operation("create", secret.name ?? secret.generateName),
    sent: { keys: Object.keys(secret.data), values },
  };
  const begun = api.world.clock.now().getTime();
  const outcome = await api.write(
    {
      method: "POST",
      path: access.path(),
      accept: JSON_ONLY,
      query: { fieldManager: FIELD_MANAGER, fieldValidation: "Strict", dryRun: dryRun ? "All" : undefined },
      body: secretJson(secret, namespace),
      values,
    },
    operation,
  );
  const creation: Creation = { access, secret, operation, begun, outcome };
  if (!(outcome instanceof TransportError)) {
    const created = outcome.status === 201 ? parseSecret(outcome) : undefined;
    if (created !== undefined && isAnswerTo(secret, created, namespace)) {
      await checkCreated(creation, created, dryRun);
      return withoutValues(created);
    }
    if (isRefusal(outcome)) throw refusal(outcome, operation);
  }
  if (dryRun) throw api.unanswered(outcome, operation);
  return settle(creation);
}

/** A create request that was sent. */
interface Creation {
  access: SecretAccess;
  secret: NewSecret;
  operation: Operation;
  /** Milliseconds since the epoch, of our clock. */
  begun: number;
  outcome: WriteOutcome;
}

/** A generated name ends in something that the server made up, and is a name all the same. */
function isAnswerTo(
  { name, generateName = "" }: NewSecret,
  created: SecretWithValues,
  namespace: string,
): boolean {
  const isNamed =
    name === undefined
      ? secretNameProblem(created.name) === undefined && created.name.startsWith(generateName.slice(0, 58))
      : created.name === name;
  return isNamed && created.namespace === namespace && created.uid !== "";
}

/**
 * Something on the way, such as an admission webhook, may have changed what was sent; then the server must hold it as it answered.
 * @throws PachctlError outcome-unknown when it does not, or when the secret is being deleted
 */
async function checkCreated(
  { access, secret, operation, outcome }: Creation,
  created: SecretWithValues,
  dryRun: boolean,
): Promise<void> {
  const { api } = access;
  const differences = creationDifferences(secret, created);
  const isLeaving = created.metadata.deletionTimestamp !== undefined;
  if (isLeaving) differences.push("deletionTimestamp");
  if (differences.length === 0) return;
  if (!dryRun) {
    const named = { ...operation, name: created.name };
    const found = await api.lookUp(() => access.readWithValues(named), named, outcome);
    const isHeld =
      found?.secret.uid === created.uid &&
      creationDifferences(asSent(created), found.secret).length === 0 &&
      creationDifferences(secret, found.secret).length === differences.length;
    if (isLeaving || !isHeld || found.secret.metadata.deletionTimestamp !== undefined) {
      const why = `${api.server.origin} answered with another secret than the one that was sent`;
      throw unknownOutcome(named, outcome, why);
    }
  }
  api.world.warn(
    `warning: something changed secret "${created.name}" on its way into the cluster: ${differences.join(", ")}`,
  );
}

/** After a lost reply: reads back, and tells whose secret is there. @throws PachctlError */
async function settle(creation: Creation): Promise<SecretSummary> {
  const { access, secret, operation, outcome } = creation;
  // A generated name cannot be looked up.
  if (secret.name === undefined) throw unknownOutcome({ ...operation, name: undefined }, outcome);
  const found = await access.api.lookUp(() => access.readWithValues(operation), operation, outcome);
  if (found === undefined) {
    throw wasNotLetThrough(outcome) ? notKubernetes(outcome, operation) : unknownOutcome(operation, outcome);
  }
  const isOurs =
    found.secret.metadata.deletionTimestamp === undefined &&
    isMadeByUs(found.secret) &&
    creationDifferences(secret, found.secret).length === 0 &&
    !(await isOfEarlierRun(creation, found));
  if (isOurs) return withoutValues(found.secret);
  throw alreadyExists(operation);
}

/** An earlier run may have made the very same secret: then the lost reply was a refusal. @throws PachctlError outcome-unknown */
async function isOfEarlierRun(
  { access, operation, begun, outcome }: Creation,
  found: TimedReply & { secret: SecretWithValues },
): Promise<boolean> {
  const { clock, signal } = access.api.world;
  const askAt = async (moment: number): Promise<TimedReply> => {
    const lookAgain = async () => {
      // A timer may be early by less than a millisecond.
      await clock.sleep(Math.max(moment - clock.now().getTime() + 1, 0), signal);
      return access.readWithValues(operation);
    };
    const again = await access.api.lookUp(lookAgain, operation, outcome);
    // Gone, or another one, in the meantime: nobody knows any more.
    if (again?.secret.uid !== found.secret.uid) throw unknownOutcome(operation, outcome);
    return again;
  };
  const made = Date.parse(found.secret.creationTimestamp ?? "");
  const isEarlier = await isMadeBefore(made, begun, found, askAt);
  if (isEarlier === undefined) throw unknownOutcome(operation, outcome);
  return isEarlier;
}
