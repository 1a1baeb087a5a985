import type { Command, Option } from "commander";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createProgram } from "../../src/cli.js";
import { runCli } from "../support/run-cli.js";

/** A value that somebody typed where it does not belong: logs keep what is shown. */
const CANARY = "Hx4vCanaryQ9mLrT";

interface Leaf {
  path: readonly string[];
  options: readonly string[];
  /** Those that take a value. */
  valued: readonly string[];
}

/** Every command with the long and short names of its options, those to come included. */
function leaves(): Leaf[] {
  const found: Leaf[] = [];
  const visit = (command: Command, path: readonly string[], inherited: Omit<Leaf, "path">): void => {
    const names = (isWanted: (option: Option) => boolean): string[] =>
      command.options
        .filter(isWanted)
        .flatMap(({ long, short }) => [long, short].filter((name) => name != null));
    const options = [...inherited.options, ...names(() => true)];
    const valued = [...inherited.valued, ...names((option) => option.required || option.optional)];
    const isCommand = command.commands.length === 0 || (path.length > 0 && command.options.length > 0);
    if (isCommand) found.push({ path, options, valued });
    for (const child of command.commands) visit(child, [...path, child.name()], { options, valued });
  };
  visit(createProgram({ help: "", invocation: undefined }), [], { options: [], valued: [] });
  return found;
}

/** Where a name, a namespace, a context, a path or a data key belongs: these are shown. */
const NAMES: ReadonlySet<string> = new Set([
  "-n",
  "--namespace",
  "--context",
  "--kubeconfig",
  "-f",
  "--file",
  "--values",
  "--manifest",
  "-m",
  "--out",
  "--to-values",
  "--key",
  "--to",
  "--to-namespace",
  "--to-context",
  "--as",
  "--cert",
  "--from-file",
  "--from-env-file",
]);
/** Programs that are run, not what is typed at us. */
const RUNS: ReadonlySet<string> = new Set(["sandbox"]);

/** Words with the canary at one place where no name belongs. */
function lines(): fc.Arbitrary<string[]> {
  const commands = leaves().filter(({ path }) => !RUNS.has(path[0] ?? ""));
  return fc.constantFrom(...commands).chain(({ path, options, valued }) => {
    const silent = options.filter((option) => !NAMES.has(option));
    const option = fc.oneof(
      fc.constantFrom(...silent),
      fc.constantFrom("--passwd", "--from-literal", "--selecter", "--x", "-p", "-Z", "--no-such"),
    );
    const value = fc.constantFrom(
      CANARY,
      `password=${CANARY}`,
      `{"a":"${CANARY}"}`,
      `a\n${CANARY}`,
      `x=${CANARY},y in (z)`,
    );
    const planted = fc.oneof(
      fc.tuple(option, value).map(([name, text]) => [`${name}=${text}`]),
      fc.tuple(option, value).map(([name, text]) => [`${name}:${text}`]),
      fc.tuple(fc.constantFrom(...valued.filter((name) => !NAMES.has(name))), value),
      fc.tuple(fc.constantFrom("-p", "-o", "-l", "-z"), value).map(([name, text]) => [name + text]),
    );
    const words = fc.array(fc.constantFrom(...silent, "-q", "-o", "name", "a"), { maxLength: 3 });
    return fc
      .tuple(fc.constantFrom([], ["a"]), words, planted, words)
      .map(([name, before, plant, after]) => [...path, ...name, ...before, ...plant, ...after]);
  });
}

describe("a value typed at the wrong place", () => {
  it("is never shown", async () => {
    await fc.assert(
      fc.asyncProperty(lines(), async (argv) => {
        const { stdout, stderr } = await runCli(argv, { env: { HOME: "/nonexistent" } });
        expect(`${stdout}${stderr}`).not.toContain(CANARY.slice(0, 12));
      }),
      { numRuns: 1500, seed: 7 },
    );
  });

  it.each([
    ["inspect secret db --from-literal=password=V", "unknown option '--from-literal'"],
    ["create secret generic db --from-literal=V", "--from-literal: there is no = (KEY=VALUE)"],
    [
      "create secret generic db --from-file=password=V",
      "cannot read the file of password: no such file or directory",
    ],
    ["create secret generic db --label=V", "--label takes KEY=VALUE"],
    ["create secret tls db --passphrase=V", "unknown option '--passphrase'"],
    ["list secret --passwd=V", "unknown option '--passwd'"],
    ["list secret -pV", "unknown option '-p'"],
    ["list secret --selecter=V", "unknown option '--selecter'\nhint: did you mean --selector?"],
    ["list secret --selector=a=V=b", "-l is not a label selector: found =, expected: a comma or the end"],
    ["V secret", "there is no such command"],
    ["help V", "there is no such command"],
    ["create V", "there is no such command"],
    ["list secret V", "too many arguments for 'secret'. Expected 0 arguments but got 1."],
  ])("%s", async (line, error) => {
    const { exitCode, stdout, stderr } = await runCli(line.replaceAll("V", CANARY).split(" "), {});
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(`error: ${error}\n`);
    expect(stderr).not.toContain(CANARY);
  });

  it.each([`{"password":"${CANARY}"}`, `a\nb${CANARY}`, `${"x".repeat(100)}${CANARY}`])(
    "of what cannot be a name, only the start is shown: %j",
    async (word) => {
      for (const argv of [
        ["inspect", "secret", word],
        ["delete", "secret", word],
        ["create", "secret", "-f", word],
        ["list", "secret", "-n", word],
      ]) {
        const { exitCode, stderr } = await runCli(argv, { env: { HOME: "/nonexistent" } });
        expect(exitCode).toBe(2);
        expect(stderr).not.toContain(CANARY);
      }
    },
  );
});
