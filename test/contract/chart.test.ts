import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseAllDocuments, stringify } from "yaml";
import { installProgram, runProcess } from "../support/program.js";

const HELM = process.env.PACHCTL_TEST_HELM;
/** A chart to render: a miniature of the real one, or PACHYDERM_CHART. */
const CHART = process.env.PACHYDERM_CHART ?? fileURLToPath(new URL("../data/chart", import.meta.url));
const VERSIONS =
  process.env.PACHYDERM_CHART === undefined
    ? ["2.11.6", "2.12.0"]
    : [process.env.PACHYDERM_CHART_VERSION ?? "2.11.6"];

/** Raw values of every kind that a chart takes; each holds a word that occurs nowhere else. */
const RAW = {
  deployTarget: "LOCAL",
  pachd: {
    enterpriseLicenseKey: "canary-license",
    rootToken: "canary-root",
    oauthClientSecret: "canary-oauth",
    enterpriseSecret: "canary-enterprise",
    pachAuthClusterRoleBindings: { "user:a@b.c": ["clusterAdmin"] },
    storage: { local: { hostPath: "/var/pach/" } },
    tls: {
      enabled: true,
      secretName: "tls",
      newSecret: { create: true, crt: "canary-crt", key: "canary-key" },
    },
  },
  console: { config: { oauthClientSecret: "canary-console" } },
  oidc: {
    mockIDP: false,
    upstreamIDPs: [{ id: "x", name: "x", type: "oidc", config: { clientSecret: "canary-idp" } }],
    additionalClients: [{ id: "c", name: "c", secret: "canary-client" }],
  },
  global: { postgresql: { postgresqlPassword: "canary-pg", postgresqlPostgresPassword: "canary-pgroot" } },
};
const LICENSED = {
  deployTarget: "LOCAL",
  pachd: { enterpriseLicenseKey: "canary-license", storage: { local: { hostPath: "/p/" } } },
};
const EXTERNAL = {
  ...LICENSED,
  postgresql: { enabled: false },
  global: { postgresql: { postgresqlPassword: "canary-pg" } },
};

interface KubernetesObject {
  kind: string;
  metadata: { name: string };
  data?: Record<string, string>;
  stringData?: Record<string, string>;
}

const TITLE = "the chart, rendered by helm";

describe.skipIf(HELM === undefined)(
  HELM === undefined ? `${TITLE} (skipped: PACHCTL_TEST_HELM is not set)` : TITLE,
  () => {
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "chart-"));
      await installProgram(join(folder, ".bin"));
    });
    afterAll(async () => {
      await rm(folder, { recursive: true, force: true });
    });

    const run = (program: string, args: string[]) =>
      runProcess(program, args, {
        cwd: folder,
        env: { PATH: `${join(folder, ".bin")}:${process.env.PATH}`, HOME: folder },
      });

    async function render(
      version: string,
      values: string,
    ): Promise<{ text: string; objects: KubernetesObject[] }> {
      const chart = join(folder, `chart-${version}`);
      await cp(CHART, chart, { recursive: true });
      const file = join(chart, "Chart.yaml");
      await writeFile(file, (await readFile(file, "utf8")).replace(/^version: .*$/m, `version: ${version}`));
      const { stdout, stderr, exitCode } = await run(HELM ?? "", ["template", "r", chart, "-f", values]);
      expect({ stderr: exitCode === 0 ? "" : stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
      return {
        text: stdout,
        objects: parseAllDocuments(stdout).map((each) => each.toJS() as KubernetesObject),
      };
    }

    for (const version of VERSIONS) {
      it.each([
        ["raw values of every kind", RAW],
        ["a license alone", LICENSED],
        ["an external database", EXTERNAL],
        [
          "nothing but a target",
          { deployTarget: "LOCAL", pachd: { storage: { local: { hostPath: "/p/" } } } },
        ],
      ])(
        `with %s, ${version}: no raw value is left, every reference is served, nothing is generated`,
        async (_title, values) => {
          await rm(join(folder, "moved.yaml"), { force: true });
          await writeFile(join(folder, "values.yaml"), stringify(values));
          const isKnown = version.startsWith("2.12") ? /canary-(?!license|enterprise)/ : /canary-/;
          const before = await render(version, "values.yaml");
          const create = [
            "create",
            "platform-secret",
            "-q",
            "--values",
            "values.yaml",
            "--chart-version",
            version,
          ];
          const made = await run("pachctl", [
            ...create,
            "--dry-run=client",
            "-o",
            "yaml",
            "--out",
            "moved.yaml",
          ]);
          expect(made).toMatchObject({ exitCode: 0, stderr: "" });
          const [after, again] = [await render(version, "moved.yaml"), await render(version, "moved.yaml")];
          expect(decoded(after.objects)).not.toMatch(/canary-/);
          if (isKnown.test(stringify(values))) expect(decoded(before.objects)).toMatch(/canary-/);
          const own = parseAllDocuments(made.stdout).map((each) => each.toJS() as KubernetesObject);
          const keys = keysOf([...after.objects, ...own]);
          for (const { name, key } of referencesIn(after.objects)) {
            expect({ name, key, isThere: keys.get(name)?.has(key ?? "") ?? false }).toEqual({
              name,
              key,
              isThere: true,
            });
          }
          // The deployment's ID has no secret of its own to move into.
          const stable = (objects: readonly KubernetesObject[]) =>
            objects.filter(({ metadata }) => metadata.name !== "pachyderm-deployment-id-secret");
          expect(stable(again.objects)).toEqual(stable(after.objects));
          expect(
            own.map(({ metadata: { name } }) => name).filter((name) => keysOf(before.objects).has(name)),
          ).toEqual([]);

          await writeFile(
            join(folder, "own.yaml"),
            made.stdout === "" ? "apiVersion: v1\nkind: Secret\nmetadata: {name: none}\n" : made.stdout,
          );
          const validate = [
            "validate",
            "platform-secret",
            "--offline",
            "-m",
            "own.yaml",
            "--values",
            "moved.yaml",
          ];
          const { stdout } = await run("pachctl", [...validate, "--chart-version", version, "-o", "json"]);
          const { findings } = JSON.parse(stdout) as {
            findings: { verdict: string; key: string | null; secret: string | null }[];
          };
          const wrong = findings.filter(
            ({ verdict, key }) =>
              /missing|docs|broken/.test(verdict) ||
              (verdict === "generated-each-upgrade" && key !== "CLUSTER_DEPLOYMENT_ID"),
          );
          expect(wrong).toEqual([]);
          // What is said to be right is what the chart really reads.
          const read = referencesIn(after.objects).map(({ name, key }) => `${name}/${key}`);
          for (const { verdict, secret, key } of findings) {
            if (verdict === "ok" && key?.startsWith("tls.") !== true)
              expect(read).toContain(`${secret}/${key}`);
          }
        },
      );
    }
  },
);

/** Everything as text, values of secrets decoded. */
function decoded(objects: readonly KubernetesObject[]): string {
  const values = objects.flatMap(({ data }) =>
    Object.values(data ?? {}).map((each) => Buffer.from(each, "base64").toString()),
  );
  return `${JSON.stringify(objects)}${values.join("\n")}`;
}

function keysOf(objects: readonly KubernetesObject[]): Map<string, Set<string>> {
  const secrets = objects.filter((each) => each?.kind === "Secret");
  return new Map(
    secrets.map(({ metadata, data, stringData }) => [
      metadata.name,
      new Set([...Object.keys(data ?? {}), ...Object.keys(stringData ?? {})]),
    ]),
  );
}

/** Every reference to a key of a secret, wherever it stands. */
function referencesIn(value: unknown): { name: string; key: string | undefined }[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== "object" || value === null) return [];
  const { secretKeyRef } = value as { secretKeyRef?: { name: string; key?: string } };
  if (secretKeyRef !== undefined) return [{ name: secretKeyRef.name, key: secretKeyRef.key }];
  return Object.values(value).flatMap(referencesIn);
}
