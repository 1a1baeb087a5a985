import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { createProgram, parseWords } from "../src/cli.js";
import { PachctlError } from "../src/errors.js";

const GLOBAL = {
  namespace: undefined,
  context: undefined,
  kubeconfig: undefined,
  requestTimeout: undefined,
  quiet: false,
  verbose: false,
  color: true,
};
const TABLE = { output: undefined, headers: true, fullTimestamps: false, showValues: false };
const CREATE = {
  ...GLOBAL,
  files: [],
  recursive: false,
  output: undefined,
  dryRun: undefined,
  strict: false,
  skipOtherKinds: false,
  skipExisting: false,
  keepGoing: false,
  maxInput: undefined,
};
const BUILD = {
  ...GLOBAL,
  labels: [],
  annotations: [],
  immutable: false,
  appendHash: false,
  strict: false,
  output: undefined,
  dryRun: undefined,
};
const REGISTRY = {
  server: undefined,
  username: undefined,
  password: undefined,
  passwordStdin: false,
  email: undefined,
  fromFiles: [],
  trimNewline: false,
};
const LIST = { ...GLOBAL, ...TABLE, all: false, allNamespaces: false, selector: undefined, type: undefined };
const INSPECT = { ...GLOBAL, ...TABLE, key: undefined, to: undefined, force: false, decode: false };
const MANIFESTS = {
  files: [],
  recursive: false,
  strict: false,
  skipOtherKinds: false,
  maxInput: undefined,
};

const UPDATE = {
  ...GLOBAL,
  ...MANIFESTS,
  set: [],
  unset: [],
  labels: [],
  annotations: [],
  trimNewline: false,
  recreate: false,
  force: false,
  platform: false,
  keepGoing: false,
  output: undefined,
  dryRun: undefined,
};

const DIFF = { ...GLOBAL, ...MANIFESTS, showValues: false, output: undefined };

const COPY = {
  ...GLOBAL,
  toNamespace: undefined,
  toContext: undefined,
  as: undefined,
  force: false,
  platform: false,
  recreate: false,
  output: undefined,
  dryRun: undefined,
};

const DELETE = {
  ...GLOBAL,
  ...MANIFESTS,
  selector: undefined,
  all: false,
  yes: false,
  ignoreNotFound: false,
  force: false,
  platform: false,
  used: false,
  timeout: undefined,
  wait: true,
  dryRun: undefined,
  output: undefined,
};

/** What the words mean, whole; or the sentence and the hint that they end in. */
const LINES: [line: string, expected: object][] = [
  ["create secret", { command: "create secret", words: [], options: CREATE }],
  [
    "create secrets -f a.json -o name --dry-run=server",
    {
      command: "create secret",
      words: [],
      options: { ...CREATE, files: ["a.json"], output: "name", dryRun: "server" },
    },
  ],
  ["create secret --file -", { command: "create secret", words: [], options: { ...CREATE, files: ["-"] } }],
  [
    "create secret -f a -f b -R --strict --skip-other-kinds --skip-existing --keep-going --max-input 1Mi",
    {
      command: "create secret",
      words: [],
      options: {
        ...CREATE,
        files: ["a", "b"],
        recursive: true,
        strict: true,
        skipOtherKinds: true,
        skipExisting: true,
        keepGoing: true,
        maxInput: 1024 ** 2,
      },
    },
  ],
  ["create secret -f a --max-input lots", { problem: "--max-input takes a size such as 64Mi" }],
  ["create secret -o table", { problem: "-o takes one of name, json, yaml" }],
  ["create secret --dry-run", { problem: "option '--dry-run <where>' argument missing" }],
  [
    "create secret generic s --from-literal=a=b,c --from-literal d=e --from-file x -o yaml --dry-run=client -n ns",
    {
      command: "create secret generic",
      words: ["s"],
      options: {
        ...BUILD,
        namespace: "ns",
        literals: ["a=b,c", "d=e"],
        fromFiles: ["x"],
        envFiles: [],
        type: undefined,
        trimNewline: false,
        output: "yaml",
        dryRun: "client",
      },
    },
  ],
  [
    "create secrets generic s --from-env-file=e --type t --trim-newline --label a=b --label c=d --annotation x=y --immutable --append-hash --strict",
    {
      command: "create secret generic",
      words: ["s"],
      options: {
        ...BUILD,
        literals: [],
        fromFiles: [],
        envFiles: ["e"],
        type: "t",
        trimNewline: true,
        labels: ["a=b", "c=d"],
        annotations: ["x=y"],
        immutable: true,
        appendHash: true,
        strict: true,
      },
    },
  ],
  [
    "create secret tls s --cert c --key=k",
    { command: "create secret tls", words: ["s"], options: { ...BUILD, cert: "c", key: "k" } },
  ],
  [
    "create secret docker-registry s --docker-server=r --docker-username u --docker-password p --docker-email e",
    {
      command: "create secret docker-registry",
      words: ["s"],
      options: { ...BUILD, ...REGISTRY, server: "r", username: "u", password: "p", email: "e" },
    },
  ],
  [
    "create secret docker-registry s --docker-password-stdin --from-file a --from-file b",
    {
      command: "create secret docker-registry",
      words: ["s"],
      options: { ...BUILD, ...REGISTRY, passwordStdin: true, fromFiles: ["a", "b"] },
    },
  ],
  [
    "create secret generic",
    { problem: "missing required argument 'name'", hint: "pachctl --help shows the commands" },
  ],
  ["create secret tls s --cert a --cert b", { problem: "--cert may be given only once" }],
  ["list secret", { command: "list secret", words: [], options: LIST }],
  [
    "list secrets --all -A -l a=b --type Opaque",
    {
      command: "list secret",
      words: [],
      options: { ...LIST, all: true, allNamespaces: true, selector: "a=b", type: "Opaque" },
    },
  ],
  [
    "list secret -o yaml --show-values --no-headers --full-timestamps",
    {
      command: "list secret",
      words: [],
      options: { ...LIST, output: "yaml", showValues: true, headers: false, fullTimestamps: true },
    },
  ],
  ["list secret --al", { problem: "unknown option '--al'", hint: "did you mean --all?" }],
  ["list secret -l a -l b", { problem: "--selector may be given only once" }],
  ["list", { problem: "the command is incomplete: it does not say what to work on" }],
  ["inspect secret s", { command: "inspect secret", words: ["s"], options: INSPECT }],
  [
    "inspect secret --key k s",
    { command: "inspect secret", words: ["s"], options: { ...INSPECT, key: "k" } },
  ],
  [
    "inspect secret s --to d --force --decode",
    { command: "inspect secret", words: ["s"], options: { ...INSPECT, to: "d", force: true, decode: true } },
  ],
  ["inspect secret", { problem: "missing required argument 'name'" }],
  ["inspect secret a b", { problem: "too many arguments for 'secret'. Expected 1 argument but got 2." }],
  ["delete secret a b", { command: "delete secret", words: ["a", "b"], options: DELETE }],
  [
    "delete secrets a --ignore-not-found --force --platform --used --dry-run client -o name",
    {
      command: "delete secret",
      words: ["a"],
      options: {
        ...DELETE,
        ignoreNotFound: true,
        force: true,
        platform: true,
        used: true,
        dryRun: "client",
        output: "name",
      },
    },
  ],
  [
    "delete secret a --timeout 5s --no-wait",
    { command: "delete secret", words: ["a"], options: { ...DELETE, timeout: 5000, wait: false } },
  ],
  [
    "delete secret -f a -R --strict --skip-other-kinds --max-input 1Mi -l a=b --all --yes",
    {
      command: "delete secret",
      words: [],
      options: {
        ...DELETE,
        files: ["a"],
        recursive: true,
        strict: true,
        skipOtherKinds: true,
        maxInput: 1_048_576,
        selector: "a=b",
        all: true,
        yes: true,
      },
    },
  ],
  [
    "update secret -f a -f b -R --strict --skip-other-kinds --max-input 1Mi --keep-going --recreate",
    {
      command: "update secret",
      words: [],
      options: {
        ...UPDATE,
        files: ["a", "b"],
        recursive: true,
        strict: true,
        skipOtherKinds: true,
        maxInput: 1_048_576,
        keepGoing: true,
        recreate: true,
      },
    },
  ],
  [
    "update secrets s --set a=- --set b=@c --unset d --label e=f --annotation g- --trim-newline --force --platform -o yaml --dry-run server",
    {
      command: "update secret",
      words: ["s"],
      options: {
        ...UPDATE,
        set: ["a=-", "b=@c"],
        unset: ["d"],
        labels: ["e=f"],
        annotations: ["g-"],
        trimNewline: true,
        force: true,
        platform: true,
        output: "yaml",
        dryRun: "server",
      },
    },
  ],
  ["update secret a b", { problem: "too many arguments for 'secret'. Expected 1 argument but got 2." }],
  [
    "diff secret -f a -R --strict --skip-other-kinds --max-input 1Mi --show-values -o name",
    {
      command: "diff secret",
      words: [],
      options: {
        ...DIFF,
        files: ["a"],
        recursive: true,
        strict: true,
        skipOtherKinds: true,
        maxInput: 1_048_576,
        showValues: true,
        output: "name",
      },
    },
  ],
  [
    "copy secret s --to-namespace a --to-context b --as c --force --platform --recreate -o json --dry-run client",
    {
      command: "copy secret",
      words: ["s"],
      options: {
        ...COPY,
        toNamespace: "a",
        toContext: "b",
        as: "c",
        force: true,
        platform: true,
        recreate: true,
        output: "json",
        dryRun: "client",
      },
    },
  ],
  [
    "edit secret s --force --platform --recreate",
    {
      command: "edit secret",
      words: ["s"],
      options: { ...GLOBAL, force: true, platform: true, recreate: true },
    },
  ],
  ["copy secret", { problem: "missing required argument 'name'" }],
  [
    "validate pipeline -f a -f b --offline -m c --strict -o json --cluster-defaults d --project-defaults e",
    {
      command: "validate pipeline",
      words: [],
      options: {
        ...GLOBAL,
        files: ["a", "b"],
        offline: true,
        manifests: ["c"],
        strict: true,
        output: "json",
        clusterDefaults: "d",
        projectDefaults: "e",
      },
    },
  ],
  [
    "validate platform-secret -f a --values b --offline -m c --strict -o json --chart-version 2.12.0",
    {
      command: "validate platform-secret",
      words: [],
      options: {
        ...GLOBAL,
        values: ["a", "b"],
        chartVersion: "2.12.0",
        offline: true,
        manifests: ["c"],
        strict: true,
        output: "json",
      },
    },
  ],
  [
    "create platform-secrets --values a --out b --only root-token --update --dry-run=client -o yaml",
    {
      command: "create platform-secret",
      words: [],
      options: {
        ...GLOBAL,
        values: ["a"],
        chartVersion: undefined,
        out: ["b"],
        inPlace: false,
        only: ["root-token"],
        update: true,
        dryRun: "client",
        output: "yaml",
      },
    },
  ],
  [
    "list platform-secret -o wide --offline --no-headers",
    {
      command: "list platform-secret",
      words: [],
      options: {
        ...GLOBAL,
        values: [],
        chartVersion: undefined,
        offline: true,
        headers: false,
        output: "wide",
      },
    },
  ],
  [
    "inspect platform-secret --key root-token",
    {
      command: "inspect platform-secret",
      words: [],
      options: {
        ...GLOBAL,
        values: [],
        chartVersion: undefined,
        key: "root-token",
        toValues: undefined,
        showValues: false,
        headers: true,
        output: undefined,
      },
    },
  ],
  ["validate pipeline -o yaml", { problem: "-o takes one of json" }],
  [
    "render pipelines -f a -o json",
    {
      command: "render pipeline",
      words: [],
      options: {
        ...GLOBAL,
        files: ["a"],
        output: "json",
        clusterDefaults: undefined,
        projectDefaults: undefined,
      },
    },
  ],
  ["sandbox", { command: "sandbox", words: [], options: GLOBAL }],
  ["sandbox -- a --b -c", { command: "sandbox", words: ["a", "--b", "-c"], options: GLOBAL }],
  ["version", { command: "version", words: [], options: GLOBAL }],
  ["lst secret", { problem: "unknown command 'lst'", hint: "did you mean list?" }],
  ["secret list", { problem: "unknown command 'secret'", hint: "the verb comes first: pachctl list secret" }],
];

function meaning(line: string): object {
  try {
    const { invocation } = parseWords(line.split(" "));
    return { command: invocation?.command, words: invocation?.words, options: invocation?.options };
  } catch (error) {
    if (!(error instanceof PachctlError)) throw error;
    return { problem: error.message, hint: error.hint };
  }
}

describe("parseWords", () => {
  it.each(LINES)("%s", (line, expected) => {
    const exact = "problem" in expected ? expect.objectContaining(expected) : expected;
    expect(meaning(line)).toEqual(exact);
  });

  it("takes the options of the root at any position", () => {
    const words = [
      "-n",
      "x",
      "--context=c",
      "--kubeconfig",
      "k",
      "--request-timeout",
      "1m",
      "-q",
      "-v",
      "--no-color",
    ];
    const given = {
      namespace: "x",
      context: "c",
      kubeconfig: "k",
      requestTimeout: 60_000,
      quiet: true,
      verbose: true,
      color: false,
    };
    const rest = words.join(" ");
    for (const line of [`${rest} list secret`, `list ${rest} secret`, `list secret ${rest}`]) {
      expect(meaning(line)).toMatchObject({ command: "list secret", options: { ...LIST, ...given } });
    }
  });

  it("reads the lines of every command", () => {
    const all: string[] = [];
    const visit = (command: Command, path: string): void => {
      const isCommand = command.options.length > 0 || command.commands.length === 0;
      if (isCommand && path !== "") all.push(path.trim());
      for (const child of command.commands) visit(child, `${path} ${child.name()}`);
    };
    visit(createProgram({ help: "", invocation: undefined }), "");
    const read = LINES.flatMap(([, expected]) => ("command" in expected ? [expected.command] : []));
    expect([...new Set(read)].sort()).toEqual(all.sort());
  });
});
