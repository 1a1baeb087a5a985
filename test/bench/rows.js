// What is measured: for each row the programs that do the same work.
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * @typedef {{ command: string, argv: readonly string[] }} Program
 * @typedef {object} Row
 * @property {Record<string, Program>} programs the first one is what the others are compared with
 * @property {number} runs of each program
 * @property {(program: string) => Promise<string>} kubeconfig of the next run of a program; a row that writes gets a namespace of its own for each
 * @property {readonly string[]} [names] of the secrets that a list has to hold, in their order
 */

/**
 * @typedef {object} World
 * @property {string} folder for files
 * @property {string} kubectl
 * @property {Record<string, string>} nodes path by name
 * @property {string} script of the npm package
 * @property {string} executable
 * @property {(namespace: string) => string} kubeconfig writes one, and gives its path
 * @property {(count: number) => Promise<string>} filled a namespace with so many secrets, made once
 * @property {() => Promise<string>} fresh a new namespace
 * @property {(namespace: string) => { url: string, options: object }} request that lists its secrets
 * @property {(argv: readonly string[], namespace: string) => void} prepare runs the program once, unmeasured
 */

/** @type {Record<string, (world: World) => Promise<Row>>} */
export const ROWS = {
  "--version": async (world) => ({
    programs: { ...bareNodes(world), ...pachctls(world, ["--version"]) },
    runs: 31,
    kubeconfig: () => unchanged(world, 3),
  }),
  "--help": async (world) => ({
    programs: { ...kubectl(world, ["--help"]), ...pachctls(world, ["--help"]) },
    runs: 31,
    kubeconfig: () => unchanged(world, 3),
  }),
  "list of 3": async (world) => ({
    programs: {
      ...kubectl(world, ["get", "secrets"]),
      ...(await bareScripts(world, 3)),
      ...pachctls(world, ["list", "secret"]),
    },
    runs: 31,
    kubeconfig: () => unchanged(world, 3),
    names: names(3),
  }),
  "list of 10000": (world) => longList(world, 10_000, 5),
  "list of 100000": (world) => longList(world, 100_000, 2),
  "values of 10000": async (world) => ({
    programs: {
      ...kubectl(world, ["get", "secrets", "-o", "json"]),
      ...pachctls(world, ["list", "secret", "-o", "json", "--show-values"]),
    },
    runs: 3,
    kubeconfig: () => unchanged(world, 10_000),
  }),
  inspect: async (world) => ({
    programs: {
      ...kubectl(world, ["get", "secret", "secret-000000"]),
      ...pachctls(world, ["inspect", "secret", "secret-000000"]),
    },
    runs: 21,
    kubeconfig: () => unchanged(world, 3),
  }),
  "inspect --key": async (world) => ({
    programs: {
      ...kubectl(world, ["get", "secret", "secret-000000", "-o", "jsonpath={.data.user}"]),
      ...pachctls(world, ["inspect", "secret", "secret-000000", "--key", "user"]),
    },
    runs: 21,
    kubeconfig: () => unchanged(world, 3),
  }),
  "create of 1": (world) => creation(world, 1, 21),
  "create of 1000": (world) => creation(world, 1000, 3),
  "create of 10000": (world) => creation(world, 10_000, 1),
  "update of 1000 unchanged": async (world) => {
    const file = manifests(world, 1000);
    const namespace = await world.fresh();
    world.prepare(["create", "secret", "-f", file, "-q"], namespace);
    // kubectl's own record of what it applied, so that it has nothing to write either.
    const applied = await world.fresh();
    return {
      programs: {
        ...kubectl(world, ["apply", "-f", file]),
        ...pachctls(world, ["update", "secret", "-f", file]),
      },
      runs: 3,
      kubeconfig: async (name) => world.kubeconfig(name.startsWith("kubectl") ? applied : namespace),
    };
  },
  "validate pipeline of 500": async (world) => {
    const file = join(world.folder, "specs.json");
    const spec = (/** @type {number} */ at) =>
      JSON.stringify({
        pipeline: { name: `p-${at}` },
        input: { pfs: { repo: "data", glob: "/" } },
        transform: {
          cmd: ["run"],
          image: "image",
          secrets: [{ name: `secret-${String(at).padStart(6, "0")}`, key: "user", envVar: "USER_NAME" }],
        },
      });
    writeFileSync(file, Array.from({ length: 500 }, (_, at) => spec(at)).join("\n"));
    return {
      programs: pachctls(world, ["validate", "pipeline", "-f", file]),
      runs: 5,
      kubeconfig: () => unchanged(world, 10_000),
    };
  },
  "generator's client dry run": async (world) => {
    const argv = ["generic", "s", "--from-literal=a=b", "--dry-run=client", "-o", "yaml"];
    return {
      programs: {
        ...kubectl(world, ["create", "secret", ...argv]),
        ...pachctls(world, ["create", "secret", ...argv]),
      },
      runs: 21,
      kubeconfig: () => unchanged(world, 3),
    };
  },
};

/** @param {World} world @param {number} count @param {number} runs @returns {Promise<Row>} */
async function longList(world, count, runs) {
  return {
    programs: {
      ...kubectl(world, ["get", "secrets"]),
      "kubectl --chunk-size=0": { command: world.kubectl, argv: ["get", "secrets", "--chunk-size=0"] },
      ...pachctls(world, ["list", "secret"]),
    },
    runs,
    kubeconfig: () => unchanged(world, count),
    names: names(count),
  };
}

/** @param {World} world @param {number} count @param {number} runs @returns {Promise<Row>} */
async function creation(world, count, runs) {
  const file = manifests(world, count);
  return {
    programs: {
      ...kubectl(world, ["create", "-f", file]),
      ...pachctls(world, ["create", "secret", "-f", file]),
    },
    runs,
    kubeconfig: async () => world.kubeconfig(await world.fresh()),
  };
}

/** @param {World} world @param {number} count */
async function unchanged(world, count) {
  return world.kubeconfig(await world.filled(count));
}

/** @param {number} count */
function names(count) {
  return Array.from({ length: count }, (_, at) => `secret-${String(at).padStart(6, "0")}`);
}

/** A file of so many Secrets. @param {World} world @param {number} count */
function manifests(world, count) {
  const file = join(world.folder, `${count}.yaml`);
  const texts = Array.from(
    { length: count },
    (_, at) =>
      `apiVersion: v1\nkind: Secret\nmetadata:\n  name: s-${at}\ntype: Opaque\ndata:\n  user: YWRtaW4=\n  password: c2VjcmV0\n`,
  );
  writeFileSync(file, texts.join("---\n"));
  return file;
}

/** @param {World} world @param {readonly string[]} argv @returns {Record<string, Program>} */
function kubectl({ kubectl }, argv) {
  return { kubectl: { command: kubectl, argv } };
}

/** @param {World} world @param {readonly string[]} argv @returns {Record<string, Program>} */
function pachctls({ nodes, script, executable }, argv) {
  const packages = Object.entries(nodes).map(([name, command]) => [
    `pachctl, ${name}`,
    { command, argv: [script, ...argv] },
  ]);
  return { ...Object.fromEntries(packages), "pachctl, executable": { command: executable, argv } };
}

/** @param {World} world @returns {Record<string, Program>} */
function bareNodes({ nodes, folder }) {
  const empty = join(folder, "empty.cjs");
  writeFileSync(empty, "");
  return Object.fromEntries(
    Object.entries(nodes).map(([name, command]) => [`bare ${name}`, { command, argv: [empty] }]),
  );
}

/** The same request as a script without anything else. @param {World} world @param {number} count */
async function bareScripts({ nodes, folder, filled, request }, count) {
  const script = join(folder, "bare.mjs");
  const { url, options } = request(await filled(count));
  writeFileSync(
    script,
    `import https from "node:https";
https.get(${JSON.stringify(url)}, ${JSON.stringify(options)}, (r) => {
  let text = ""; r.setEncoding("utf8"); r.on("data", (c) => { text += c; });
  r.on("end", () => { for (const { metadata } of JSON.parse(text).items) process.stdout.write(metadata.name + "\\n"); process.exit(); });
});`,
  );
  return Object.fromEntries(
    Object.entries(nodes).map(([name, command]) => [`bare script, ${name}`, { command, argv: [script] }]),
  );
}
