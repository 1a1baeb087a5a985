import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { toYaml } from "../../src/output/yaml.js";
import { startSandbox } from "../../src/sandbox/server.js";
import { runProcess } from "../support/program.js";

const KUBECTL = process.env.PACHCTL_TEST_KUBECTL;
const ABSENT = KUBECTL === undefined ? " (skipped: PACHCTL_TEST_KUBECTL is not set)" : "";

const SECRETS = 20_000;
/** Fewer processes are faster, more than these in one file take kubectl a gigabyte. */
const AT_ONCE = 5_000;

/** Near what YAML 1.1, 1.2 or Go's parser reads as a number, a date, a word of theirs or a sign. */
const nearNumber = fc.oneof(
  fc.stringMatching(/^[-+]?0_?[xXoObB]?_?[0-9a-fA-F_]{0,6}$/),
  fc.stringMatching(/^[-+.]?[0-9_]{0,4}[.:_]?[0-9_]{0,4}([eE][-+]?[0-9_]{0,3})?$/),
  fc.stringMatching(/^[-+]?\.?(nan|NaN|inf|Inf|INF)$/),
  fc.stringMatching(/^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ][0-9:]{0,8}(\.[0-9])?Z?)?$/),
  fc.constantFrom(
    ..."0X1F|0B1|0O7|+0o7|0_x1F|+_1|y|n|on|OFF|Yes|~|null|NULL|true|=|<<|-|--|---|...|_|.|?|:|!|&|*|\u0085".split(
      "|",
    ),
  ),
);

function matching(form: RegExp): fc.Arbitrary<string> {
  return nearNumber.filter((text) => form.test(text));
}

const key = fc.oneof(matching(/^[-._a-zA-Z0-9]{1,253}$/), fc.stringMatching(/^[-._a-zA-Z0-9]{1,12}$/));
const labelValue = fc.oneof(
  matching(/^(?:[A-Za-z0-9](?:[-_.A-Za-z0-9]*[A-Za-z0-9])?)?$/),
  fc.stringMatching(/^[A-Za-z0-9]{0,8}$/),
);
const base64 = fc.oneof(
  fc.uint8Array({ maxLength: 24 }).map((bytes) => Buffer.from(bytes).toString("base64")),
  // Texts of four characters that are base64 and may be numbers.
  fc.stringMatching(/^[0-9][xXoObBeE0-9][0-9a-fA-F]{2}$/),
  fc.stringMatching(/^\+[0-9]{3}$/),
);
const text = fc.oneof(
  nearNumber,
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.string({
    unit: fc.constantFrom(
      "a",
      " ",
      "\n",
      "#",
      ":",
      "-",
      "'",
      '"',
      "\\",
      "\t",
      "\r",
      "\u0085",
      "\u2028",
      "\ufeff",
      "\ufffe",
      "\uffff",
    ),
    maxLength: 12,
  }),
);

const secret = fc.record({
  apiVersion: fc.constant("v1"),
  kind: fc.constant("Secret"),
  metadata: fc.record({
    name: fc.oneof(matching(/^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/), fc.stringMatching(/^[a-z0-9]{1,8}$/)),
    labels: fc.dictionary(
      labelValue.filter((each) => each !== ""),
      labelValue,
      { maxKeys: 3 },
    ),
    annotations: fc.dictionary(key, text, { maxKeys: 3 }),
  }),
  type: fc.oneof(fc.constant("Opaque"), nearNumber),
  data: fc.dictionary(key, base64, { maxKeys: 4 }),
});

it.skipIf(KUBECTL === undefined)(
  `${SECRETS} random secrets are to kubectl what they were before they were printed as YAML${ABSENT}`,
  async () => {
    const sandbox = await startSandbox();
    const folder = await mkdtemp(join(tmpdir(), "pachctl-yaml-"));
    try {
      const [config, file] = [join(folder, "config"), join(folder, "secrets.yaml")];
      await writeFile(config, sandbox.kubeconfig(), { mode: 0o600 });
      const secrets = fc.sample(secret, { numRuns: SECRETS, seed: 18 });
      for (let start = 0; start < SECRETS; start += AT_ONCE) {
        const items = secrets.slice(start, start + AT_ONCE);
        await writeFile(file, toYaml({ apiVersion: "v1", kind: "List", items }));
        const argv = ["create", "--dry-run=client", "--validate=false", "-o", "json", "-f", file];
        const { stdout, stderr, exitCode } = await runProcess(KUBECTL ?? "", argv, {
          env: { KUBECONFIG: config, HOME: folder },
        });
        expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
        // One object after the other.
        const read: unknown[] = JSON.parse(`[${stdout.trim().replaceAll("\n}\n{", "\n},{")}]`);
        expect(read).toHaveLength(items.length);
        for (const [at, item] of items.entries()) expect(withoutNamespace(read[at])).toEqual(plain(item));
      }
    } finally {
      await sandbox.close();
      await rm(folder, { recursive: true });
    }
  },
  300_000,
);

/** kubectl adds the namespace. */
function withoutNamespace(object: unknown): unknown {
  const { metadata, ...rest } = object as { metadata: { namespace?: string } };
  const { namespace: _, ...others } = metadata;
  return { ...rest, metadata: others };
}

/** Without the prototypes that fast-check varies. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
