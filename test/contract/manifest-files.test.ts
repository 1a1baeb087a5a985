import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { manifestFiles } from "../support/manifest-files.js";
import { runProcess } from "../support/program.js";
import { SERVERS, type TestServer } from "../support/servers.js";

/** Files that kubectl and the server take, and we do not; and why. */
const REFUSED_BY_US_ALONE: Readonly<Record<string, string>> = {
  "bytes-latin1.yaml": "kubectl replaces what is no UTF-8",
  "bytes-utf16-bom.yaml": "manifests are UTF-8; kubectl knows UTF-16 by its mark, and fails without one",
  "bytes-utf16-big-bom.yaml": "the same",
  "bytes-lone-surrogate.json": "kubectl replaces half of a surrogate pair",
  "field-value-null.json": "null is no value: kubectl makes an empty one of it",
  "plain-nothing.yaml": "null is no value: kubectl makes an empty one of it",
  "plain-null.yaml": "null is no value: kubectl makes an empty one of it",
  "plain-tilde.yaml": "null is no value: kubectl makes an empty one of it",
  "kind-config-map.yaml": "only Secrets are created here",
  "kind-others-beside.yaml": "only Secrets are created here",
  "lenient-line-break-in-string.json": "kubectl folds the line break into a blank",
  "merge-after.yaml": "kubectl lets the merge replace a key that stands before it; YAML says the opposite",
  "merge-twice.yaml": "kubectl takes the last of two equal keys",
  "plain-base60.yaml": "a number for YAML 1.1, a string for kubectl",
  "quote-cut.yaml": "the yaml package loses the second line, which is indented too little",
  "quote-cut-single.yaml": "the same",
  "quote-not-indented.yaml": "YAML 1.2 wants the lines of a text in quotes indented",
  "quote-escaped-empty-line.yaml": "the yaml package makes a blank of the empty line, YAML a line break",
  "return-alone.yaml": "a carriage return alone is a line break for YAML, and text for the yaml package",
  "tag-alone.yaml": "kubectl reads a tag of nothing, and stores an empty value",
  "tag-str-alone.yaml": "the same",
  "tag-binary.yaml": "kubectl passes over tags, or decodes what they name",
  "tag-custom.yaml": "kubectl passes over tags, or decodes what they name",
  "tag-on-map.yaml": "kubectl passes over tags, or decodes what they name",
  "tag-timestamp.yaml": "kubectl passes over tags, or decodes what they name",
  "tag-value.yaml": "kubectl reads the tag, and stores an empty value",
  "twice-data.yaml": "kubectl takes the last of two equal keys",
  "twice-label.yaml": "kubectl takes the last of two equal keys",
  "twice-metadata.yaml": "kubectl takes the last of two equal keys",
  "twice-quoted.yaml": "kubectl takes the last of two equal keys",
  "twice.json": "kubectl takes the last of two equal keys",
  "twice-secret.yaml": "the second one would fail when the first one is there: a dry run does not tell",
};

/** Files whose values become others through kubectl. */
const OTHER_VALUES: Readonly<Record<string, string>> = {
  "bytes-next-line.yaml": "U+0085 is a line break for kubectl, and folded; for YAML 1.2 it is a character",
  "key-numbers.yaml": "kubectl reads keys as numbers and stores what it makes of them",
  "key-words.yaml": "kubectl stores n, no and off as false, y and on as true",
};

/** Files that we take, and kubectl does not. */
const TAKEN_BY_US_ALONE: Readonly<Record<string, string>> = {
  "bytes-surrogate-pair.yaml": "JSON's escapes of a pair, which kubectl understands in JSON only",
  "form-directive.yaml": "kubectl takes the directive for a document",
  "form-json-array.json": "an array of manifests, as jq --slurp makes it",
  "form-list-in-list.json": "kubectl opens the outer list only",
};

const KUBECTL = process.env.PACHCTL_TEST_KUBECTL;
const server = SERVERS.find(({ name }) => name === "kube-apiserver");
const canRun = KUBECTL !== undefined && server?.available === true && server.isModel;

describe.skipIf(!canRun)("manifest files, by kubectl on a real API server", () => {
  const { folder, files, outcomes } = manifestFiles();
  let started: TestServer;
  let home: string;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), "pachctl-manifests-"));
    started = (await server?.start()) as TestServer;
    await writeFile(join(home, "config"), started.kubeconfig());
  });

  afterAll(async () => {
    await started?.close();
    await rm(home, { recursive: true });
  });

  it.concurrent.each(files)("%s", async (file) => {
    const verdict = await kubectl(file);
    const outcome = outcomes[file];
    const ours = outcome !== undefined && "secrets" in outcome ? outcome.secrets : undefined;
    if (file in REFUSED_BY_US_ALONE) {
      expect({ ours, kubectl: verdict !== undefined }).toEqual({ ours: undefined, kubectl: true });
    } else if (file in TAKEN_BY_US_ALONE) {
      expect({ ours: ours !== undefined, kubectl: verdict }).toEqual({ ours: true, kubectl: undefined });
    } else if (file in OTHER_VALUES) {
      expect(verdict).toBeDefined();
      expect(ours).not.toEqual(verdict);
    } else {
      expect(ours).toEqual(verdict);
    }
  });

  it("explains no file that is not there", () => {
    const explained = [REFUSED_BY_US_ALONE, OTHER_VALUES, TAKEN_BY_US_ALONE].flatMap(Object.keys);
    expect(explained.filter((file) => !files.includes(file))).toEqual([]);
  });

  /** @returns what the server would create, or nothing when anything is refused */
  async function kubectl(file: string): Promise<{ name: string; data: unknown }[] | undefined> {
    const { exitCode, stdout } = await runProcess(
      KUBECTL ?? "",
      ["create", "--dry-run=server", "-o", "json", "-f", join(folder, file), "--validate=strict"],
      { env: { KUBECONFIG: join(home, "config"), HOME: home } },
    );
    if (exitCode !== 0) return undefined;
    const printed = objects(stdout);
    return printed.map(({ metadata, data }) => ({
      name: metadata.name.replace(/^(s-).+$/, "$1"),
      data: data ?? {},
    }));
  }
});

interface PrintedSecret {
  metadata: { name: string };
  data?: Record<string, string>;
}

/** kubectl prints several objects one after the other, or as a List. */
function objects(stdout: string): PrintedSecret[] {
  const texts = stdout.split(/^(?=\{$)/m).filter((text) => text.trim() !== "");
  return texts.flatMap((text) => {
    const object = JSON.parse(text) as PrintedSecret & { items?: PrintedSecret[] };
    return object.items ?? [object];
  });
}
