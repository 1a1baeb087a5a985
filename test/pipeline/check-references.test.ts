import { describe, expect, it } from "vitest";
import type { KnownSecret } from "../../src/pipeline/check-secrets.js";
import { registryOf } from "../../src/pipeline/check-secrets.js";
import { findingsIn, specText } from "../support/specs.js";

const NAME_RULE =
  'the name may hold only lower case letters, digits, "-" and ".", and must start and end with a letter or digit';
const env = (fields: object = {}) => ({ name: "db", envVar: "A", key: "k", ...fields });
const mount = (fields: object = {}) => ({ name: "db", mountPath: "/m", ...fields });

describe("a reference by itself", () => {
  it.each([
    { secrets: [env()], found: [] },
    { secrets: [mount()], found: [] },
    { secrets: [{ ...env(), mount_path: "/m" }, env({ env_var: "B", envVar: undefined })], found: [] },
    { secrets: [], found: [] },
    { secrets: null, found: [] },
    { secrets: {}, found: ["ERROR transform.secrets: must be a list, and is a map"] },
    { secrets: ["db"], found: ["ERROR transform.secrets[0]: must be a map, and is a string"] },
    { secrets: [null], found: ["ERROR transform.secrets[0]: must be a map, and is null"] },
    {
      secrets: [{ name: "db", envvar: "A", key: 5 }],
      found: [
        'ERROR transform.secrets[0].envvar: unknown field "envvar"; did you mean envVar?',
        "ERROR transform.secrets[0].key: must be a string (quote it), and is a number",
        "transform.secrets[0]: has neither env_var nor mount_path: nothing of it reaches the pipeline",
      ],
    },
    {
      secrets: [mount({ mount_path: "/n" })],
      found: ["ERROR transform.secrets[0].mount_path: duplicate field: mountPath is there as well"],
    },
    { secrets: [env({ name: "" })], found: ["ERROR transform.secrets[0].name: needs a name"] },
    { secrets: [env({ name: "My_Secret" })], found: [`ERROR transform.secrets[0].name: ${NAME_RULE}`] },
    {
      secrets: [env({ key: undefined })],
      found: ["ERROR transform.secrets[0]: secret db has env_var set but is missing key"],
    },
    {
      secrets: [{ name: "db" }],
      found: ["transform.secrets[0]: has neither env_var nor mount_path: nothing of it reaches the pipeline"],
    },
    {
      secrets: [mount({ key: "k" })],
      found: ["transform.secrets[0].key: has no effect without env_var: all keys are mounted"],
    },
    {
      secrets: [env({ key: "a/b" })],
      found: ['ERROR transform.secrets[0].key: the key may hold only letters, digits, "-", "_" and "."'],
    },
    {
      secrets: [env({ envVar: "A=B" }), env({ envVar: "Ü" })],
      found: [0, 1].map(
        (at) =>
          `ERROR transform.secrets[${at}].envVar: a variable's name holds printable ASCII characters, and no =`,
      ),
    },
    {
      secrets: [env({ envVar: "1A" }), env({ envVar: "A-B" })],
      found: [
        "transform.secrets[0].envVar: API servers before 1.34 refuse a variable of this name",
        "transform.secrets[1].envVar: shells pass over a variable of this name",
      ],
    },
    {
      secrets: [
        env({ envVar: "POSTGRES_PASSWORD" }),
        env({ envVar: "PACH_JOB_ID" }),
        env({ envVar: "AWS_ACCESS_KEY_ID" }),
      ],
      found: [
        "transform.secrets[0].envVar: pachd sets this variable itself, and wins",
        "transform.secrets[1].envVar: the worker sets this variable itself, for each datum",
      ],
    },
    {
      secrets: [env(), env({ name: "other" })],
      found: ["transform.secrets[1].envVar: replaces the variable of transform.secrets[0]"],
    },
    {
      secrets: [mount(), mount({ mountPath: "/n" })],
      found: [
        "ERROR transform.secrets[1].name: is mounted by transform.secrets[0] already: a secret can be mounted once",
      ],
    },
    {
      secrets: [mount(), mount({ name: "b" }), mount({ name: "c", mountPath: "/./m/" })],
      found: [
        "ERROR transform.secrets[1].mountPath: must be unique: transform.secrets[0] is mounted there, too",
        "transform.secrets[2].mountPath: is the place of transform.secrets[0], which it hides",
      ],
    },
    {
      secrets: [mount({ name: "pach-bin" }), mount({ name: "user-tmp", mountPath: "/n" })],
      found: [
        "ERROR transform.secrets[0].name: is the name of a volume that every worker has: it cannot be mounted",
        "transform.secrets[1].name: is the name of a volume that workers may have: it cannot be mounted then",
      ],
    },
    {
      secrets: [mount({ name: "a.b" }), mount({ name: "x".repeat(64), mountPath: "/n" })],
      found: [0, 1].map(
        (at) =>
          `ERROR transform.secrets[${at}].name: a secret with a "." in its name, or more than 63 characters, cannot be mounted`,
      ),
    },
    {
      secrets: [
        mount({ mountPath: "/pfs" }),
        mount({ name: "b", mountPath: "/tmp/" }),
        mount({ name: "c", mountPath: "/" }),
        mount({ name: "d", mountPath: "/pfs/x" }),
        mount({ name: "e", mountPath: "var" }),
        mount({ name: "f", mountPath: "/a:b" }),
        mount({ name: "g", mountPath: "/a/../b" }),
      ],
      found: [
        "ERROR transform.secrets[0].mountPath: pachd mounts something of its own there",
        "transform.secrets[1].mountPath: pachd probably mounts something of its own there",
        "transform.secrets[2].mountPath: would hide the whole image",
        "transform.secrets[3].mountPath: lies within the pipeline's data",
        "transform.secrets[4].mountPath: is no absolute path",
        "transform.secrets[5].mountPath: holds a colon, a blank or .., which container runtimes refuse or read in their own way",
        "transform.secrets[6].mountPath: holds a colon, a blank or .., which container runtimes refuse or read in their own way",
      ],
    },
  ])("$secrets", async ({ secrets, found }) => {
    expect(await findingsIn(specText({ secrets }))).toEqual(found);
  });

  it.each([
    {
      transform: { imagePullSecrets: ["a", "a", "", "A_", 5] },
      found: [
        "ERROR transform.imagePullSecrets[4]: must be a string, and is a number",
        "transform.imagePullSecrets[1]: is there twice, first at [0]",
        "transform.imagePullSecrets[2]: needs a name",
        `transform.imagePullSecrets[3]: ${NAME_RULE}`,
      ],
    },
    {
      transform: { imagePullSecrets: ["a"], image_pull_secrets: ["b"] },
      found: ["ERROR transform.image_pull_secrets: duplicate field: imagePullSecrets is there as well"],
    },
    {
      transform: { secret: [] },
      found: ['ERROR transform.secret: unknown field "secret"; did you mean secrets?'],
    },
    {
      transform: { env: { A: "x" }, secrets: [env()] },
      found: ["transform.secrets[0].envVar: replaces the variable of the same name in transform.env"],
    },
    {
      transform: { secrets: [env({ envVar: "AWS_ACCESS_KEY_ID" })] },
      rest: { input: { cross: [{ pfs: { repo: "r", s3: true } }] } },
      found: ["transform.secrets[0].envVar: with S3 inputs or outputs, the worker sets this variable itself"],
    },
    {
      transform: { secrets: [mount({ name: "pachyderm-pachctl-secret", mountPath: "/pachctl" })] },
      rest: { spout: {} },
      found: [
        "ERROR transform.secrets[0].name: is the name of a volume that every worker has: it cannot be mounted",
        "ERROR transform.secrets[0].mountPath: pachd mounts something of its own there",
      ],
    },
    { transform: {}, rest: { secrets: [] }, found: ["ERROR secrets: belongs under transform"] },
    {
      transform: {},
      rest: { egress: { sql_database: { url: "u" } } },
      found: ["ERROR egress.sql_database: egress.sql_database.secret is required"],
    },
    {
      transform: {},
      rest: { egress: { sqlDatabase: { secret: { name: "a" } } } },
      found: [
        "ERROR egress.sqlDatabase.secret: egress.sql_database.secret.name and egress.sql_database.secret.key are required",
      ],
    },
    { transform: {}, rest: { egress: { URL: "s3://x" } }, found: [] },
    { transform: {}, rest: { podSpec: "{" }, found: ["ERROR podSpec: is not valid JSON"] },
    {
      transform: {},
      rest: { pod_patch: 5 },
      found: ["ERROR pod_patch: must be JSON in a string, and is a number"],
    },
  ])("$transform $rest", async ({ transform, rest, found }) => {
    expect(await findingsIn(specText(transform, rest))).toEqual(found);
  });
});

describe("the secrets that a spec names", () => {
  const known: Record<string, KnownSecret> = {
    db: { type: "Opaque", keys: new Set(["password", "user"]), registries: [] },
    pull: {
      type: "kubernetes.io/dockerconfigjson",
      keys: new Set([".dockerconfigjson"]),
      registries: ["https://index.docker.io/v1/"],
    },
  };
  it.each([
    { transform: { secrets: [env({ key: "user" }), mount()] }, found: [] },
    {
      transform: { secrets: [env({ name: "nope" })] },
      found: ["ERROR transform.secrets[0]: missing Kubernetes secret nope"],
    },
    {
      transform: { secrets: [env({ key: "pasword" }), env({ key: "zzzzzz", envVar: "B" })] },
      found: [
        "ERROR transform.secrets[0]: Kubernetes secret db missing key pasword; did you mean password?",
        "ERROR transform.secrets[1]: Kubernetes secret db missing key zzzzzz",
      ],
    },
    { transform: { image: "a/b:1", imagePullSecrets: ["pull"] }, found: [] },
    {
      transform: { image: "registry.example.com/a:1", image_pull_secrets: ["pull", "db", "nope"] },
      found: [
        "transform.image_pull_secrets[0]: secret pull has no credentials for registry.example.com, where the image comes from",
        "ERROR transform.image_pull_secrets[1]: secret db has type Opaque; images are pulled with kubernetes.io/dockerconfigjson only",
        "ERROR transform.image_pull_secrets[2]: missing Kubernetes secret nope",
      ],
    },
    {
      transform: { secrets: [env({ name: "constructor" })] },
      found: ["ERROR transform.secrets[0]: missing Kubernetes secret constructor"],
    },
  ])("$transform", async ({ transform, found }) => {
    expect(await findingsIn(specText(transform), known)).toEqual(found);
  });

  it("are those of the egress and of patches, too", async () => {
    const podSpec = JSON.stringify({
      volumes: [
        { name: "v", secret: { secretName: "a" } },
        { projected: { sources: [{ secret: { name: "b" } }] } },
      ],
      containers: [
        {
          env: [{ valueFrom: { secretKeyRef: { name: "db", key: "nope" } } }],
          envFrom: [{ secretRef: { name: "c", optional: true } }, { secretRef: { name: "d" } }],
        },
      ],
    });
    const podPatch = JSON.stringify([
      { op: "add", path: "/imagePullSecrets/-", value: { name: "e" } },
      { op: "add", path: "/volumes/0/secret", value: { secretName: "f" } },
    ]);
    const rest = { podSpec, podPatch, egress: { sqlDatabase: { secret: { name: "g", key: "k" } } } };
    expect(await findingsIn(specText({}, rest), known)).toEqual([
      "ERROR egress.sqlDatabase.secret: missing Kubernetes secret g",
      "ERROR podSpec: missing Kubernetes secret a",
      "ERROR podSpec: missing Kubernetes secret b",
      "ERROR podSpec: Kubernetes secret db missing key nope",
      "ERROR podSpec: missing Kubernetes secret d",
      "ERROR podPatch: missing Kubernetes secret e",
      "ERROR podPatch: missing Kubernetes secret f",
    ]);
  });
});

describe("many references", () => {
  it("cost no more than their number", async () => {
    const secrets = Array.from({ length: 20_000 }, (_, at) => ({
      name: `s${at}`,
      mountPath: `/m${at}`,
      envVar: `A${at}`,
      key: "k",
    }));
    const started = performance.now();
    expect(await findingsIn(specText({ secrets }))).toEqual([]);
    const same = await findingsIn(specText({ secrets: secrets.map(() => mount()) }));
    expect(same).toHaveLength(2 * 19_999);
    expect(performance.now() - started).toBeLessThan(30_000);
  });

  it("may be nested too deeply", async () => {
    const podSpec = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
    expect(await findingsIn(specText({}, { podSpec }))).toEqual(["ERROR podSpec: is nested too deeply"]);
  });
});

describe("registryOf", () => {
  it.each([
    ["ubuntu:20.04", "index.docker.io"],
    ["a/b", "index.docker.io"],
    ["registry.example.com/a/b:1", "registry.example.com"],
    ["localhost/a", "localhost"],
    ["host:5000/a", "host:5000"],
    ["", undefined],
    ["{{ image }}", undefined],
  ])("%s comes from %s", (image, registry) => {
    expect(registryOf(image)).toBe(registry);
  });
});
