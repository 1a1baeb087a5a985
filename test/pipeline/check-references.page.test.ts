import { describe, expect, it } from "vitest";
import { checkReferences } from "../../src/pipeline/check-references.js";
import { findingLine } from "../../src/pipeline/finding.js";
import { renderWorker } from "../../src/pipeline/render.js";
import { oneSpec } from "../support/specs.js";

/** The public page's three ways to use a secret, and its example, in one spec: a line for each entry. */
const PAGE = `{
  "pipeline": {"name": "mnist"},
  "transform": {
    "image": "pachyderm/clearml_mnist:dev0.11", "cmd": ["/bin/sh"],
    "secrets": [
      {"name": "clearml", "envVar": "CLEARML_API_ACCESS_KEY", "key": "access"},
      {"name": "clearml", "envVar": "CLEARML_API_SECRET_KEY", "key": "secret"},
      {"name": "my-app", "mount_path": "/var/my-app-secret"}
    ],
    "imagePullSecrets": ["puller"]
  }
}
`;

async function findings(text: string): Promise<string[]> {
  const { spec, references } = await oneSpec(text);
  return [...references.findings, ...checkReferences(spec, references)].map(
    (each) => `${each.severity} ${findingLine(each)}`,
  );
}

describe("the public page's spec", () => {
  it("has nothing wrong with it, and renders", async () => {
    expect(await findings(PAGE)).toEqual([]);
    const { references } = await oneSpec(PAGE);
    const [user] = renderWorker(references).spec.containers;
    expect(user?.env).toHaveLength(2);
    expect(user?.volumeMounts).toEqual([{ name: "my-app", mountPath: "/var/my-app-secret" }]);
  });

  it.each([
    {
      was: ', "key": "access"',
      is: "",
      found:
        'error stdin:6:7: pipeline "mnist": transform.secrets[0]: secret clearml has env_var set but is missing key',
    },
    {
      was: '"mount_path": "/var/my-app-secret"',
      is: '"key": "k"',
      found: /^warning stdin:8:7: .*has neither env_var nor mount_path/,
    },
    {
      was: '"mount_path": "/',
      is: '"key": "k", "mount_path": "/',
      found: /^warning stdin:8:33: .*\.key: has no effect without env_var/,
    },
    {
      was: "CLEARML_API_ACCESS_KEY",
      is: "A=B",
      found: /^error stdin:6:37: .*a variable's name holds printable ASCII/,
    },
    { was: "CLEARML_API_ACCESS_KEY", is: "1A", found: /^warning stdin:6:37: .*API servers before 1\.34/ },
    {
      was: "CLEARML_API_ACCESS_KEY",
      is: "PACH_ROOT",
      found: /^warning stdin:6:37: .*pachd sets this variable itself/,
    },
    {
      was: "CLEARML_API_SECRET_KEY",
      is: "CLEARML_API_ACCESS_KEY",
      found: /^warning stdin:7:37: .*replaces the variable of transform\.secrets\[0\]/,
    },
    {
      was: '"cmd"',
      is: '"env": {"CLEARML_API_ACCESS_KEY": "x"}, "cmd"',
      found: /^warning stdin:6:37: .*replaces the variable of the same name in transform\.env/,
    },
    {
      was: '"envVar": "CLEARML_API_SECRET_KEY", "key": "secret"',
      is: '"mount_path": "/a"',
      also: '{"name": "clearml", "mount_path": "/b"},\n      ',
      found: /^error stdin:8:16: .*a secret can be mounted once/,
    },
    {
      was: '"envVar": "CLEARML_API_SECRET_KEY", "key": "secret"',
      is: '"mount_path": "/var/my-app-secret"',
      found: /^error stdin:8:40: .*must be unique/,
    },
    {
      was: '"my-app"',
      is: '"pach-bin"',
      found: /^error stdin:8:16: .*is the name of a volume that every worker has/,
    },
    { was: '"my-app"', is: '"my.app"', found: /^error stdin:8:16: .*cannot be mounted/ },
    { was: '"my-app"', is: `"${"x".repeat(64)}"`, found: /^error stdin:8:16: .*cannot be mounted/ },
    {
      was: '"/var/my-app-secret"',
      is: '"/pfs"',
      found: /^error stdin:8:40: .*pachd mounts something of its own there/,
    },
    { was: '"/var/my-app-secret"', is: '"var"', found: /^warning stdin:8:40: .*is no absolute path/ },
    { was: '["puller"]', is: '["puller", "puller"]', found: /^warning stdin:10:36: .*is there twice/ },
    {
      was: '"mount_path"',
      is: '"mountpath"',
      found: /^error stdin:8:26: .*unknown field "mountpath"; did you mean mountPath\?/,
    },
    {
      was: '"imagePullSecrets"',
      is: '"image_pull_secrets": ["x"],\n    "imagePullSecrets"',
      found: /^error stdin:10:5: .*duplicate field/,
    },
  ])("$was -> $is is found at its place", async ({ was, is, also = "", found }) => {
    const changed = PAGE.replace(was, is).replace('{"name": "my-app"', `${also}{"name": "my-app"`);
    const lines = await findings(changed);
    expect(lines).toContainEqual(typeof found === "string" ? found : expect.stringMatching(found));
  });
});
