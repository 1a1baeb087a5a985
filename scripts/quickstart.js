// The public page's story on real input, against the embedded sandbox: installs, builds, and shows each command as typed.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const program = `${root}bin/pachctl.js`;

/** Comment, command line, file for standard input, exit code. @type {[string, string, (string | undefined)?, number?][]} */
const STEPS = [
  ["The example of the public page: values in stringData", "create secret -f test/data/clearml.json"],
  [
    "What kubectl create secret generic … --dry-run=client -o json printed",
    "create secret -f test/data/generic.json",
  ],
  ["… kubectl create secret tls …", "create secret -f test/data/tls.json"],
  [
    "… kubectl create secret docker-registry …, through a pipe",
    "create secret -f -",
    "test/data/docker-registry.json",
  ],
  [
    "Built without kubectl, the password from standard input",
    "create secret generic database --from-file=password=- --trim-newline",
    "test/data/password.txt",
  ],
  ["The secrets made by users", "list secret"],
  ["For a script", "list secret -o name"],
  ["One secret; its values stay hidden", "inspect secret mysecret"],
  ["One value, byte for byte", "inspect secret clearml --key access"],
  ["An existing secret is never overwritten", "create secret -f test/data/clearml.json", undefined, 21],
  ["Delete them", "delete secret clearml mysecretname mytls mysecret database"],
  ["Gone", "list secret"],
];

if (process.argv[2] === "--inside") {
  for (const step of STEPS) show(...step);
} else {
  must(process.execPath, ["scripts/install.js"]);
  must(process.execPath, ["scripts/build.js"]);
  must(process.execPath, [program, "sandbox", "--", process.execPath, "scripts/quickstart.js", "--inside"]);
  process.stdout.write(`
That was the embedded sandbox. To go on:
  node bin/pachctl.js sandbox        an API server to play with
  node bin/pachctl.js list secret    your own cluster, through your kubeconfig
`);
}

/**
 * Runs one command line of pachctl and shows it as typed; ends with an error when it does not behave.
 * @param {string} comment
 * @param {string} line
 * @param {string} [input]
 */
function show(comment, line, input, expected = 0) {
  const typed = input === undefined ? `pachctl ${line}` : `cat ${input} | pachctl ${line}`;
  process.stdout.write(`\n# ${comment}\n$ ${typed}\n`);
  const { status } = spawnSync(process.execPath, [program, ...line.split(" ")], {
    cwd: root,
    stdio: [input === undefined ? "ignore" : "pipe", "inherit", "inherit"],
    ...(input !== undefined && { input: readFileSync(`${root}${input}`) }),
  });
  if (line.includes("--key")) process.stdout.write("\n");
  if (status === expected) return;
  process.stderr.write(`quickstart: the command ended with exit code ${status}, not ${expected}\n`);
  process.exit(1);
}

/** @param {string} command @param {readonly string[]} argv */
function must(command, argv) {
  const { status, error } = spawnSync(command, argv, { cwd: root, stdio: "inherit" });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
