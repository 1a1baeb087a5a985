import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePlainYaml } from "../../src/kubeconfig/plain-yaml.js";
import { parseYamlConfig } from "../../src/kubeconfig/yaml-config.js";

/** As kubectl, cloud tools and people write them. */
const WRITTEN = {
  kubectl: `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: LS0tLS1CRUdJTi==
    extensions:
    - extension:
        last-update: Mon, 01 Jan 2024 10:00:00 CET
        version: v1.32.0
      name: cluster_info
    server: https://127.0.0.1:6443
  name: kind-kind
contexts:
- context:
    cluster: kind-kind
    namespace: default
    user: arn:aws:eks:eu-west-1:123456789012:cluster/prod
  name: kind-kind
current-context: kind-kind
kind: Config
preferences: {}
users:
- name: arn:aws:eks:eu-west-1:123456789012:cluster/prod
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1beta1
      args:
      - --region
      - eu-west-1
      - eks
      - get-token
      command: aws
      env:
      - name: AWS_PROFILE
        value: prod
      interactiveMode: IfAvailable
      provideClusterInfo: false
- name: empty
  user: {}
- name: nobody
  user:
    token: ""
`,
  people: `# mine
apiVersion: "v1"
kind: Config

clusters:
  # the one in the cellar
  - name: 'cellar'
    cluster:
      server: https://[fd00::1]:6443/k8s/clusters/c-1
      insecure-skip-tls-verify: true
      disable-compression: no
contexts:
  -   name: cellar
      context:
        cluster: cellar
        user: me
        namespace:
users:
  - name: me
    user:
      username: me
      password: 0x1F
      as-groups: []
current-context: cellar
`,
};

function byYaml(text: string): unknown {
  try {
    return { value: parseYamlConfig(text, "config") };
  } catch {
    return "refused";
  }
}

/** What is read at all is read as the YAML parser reads it. */
function agrees(text: string): void {
  const plain = parsePlainYaml(text);
  if (plain !== undefined) expect({ text, value: plain }).toEqual({ text, ...Object(byYaml(text)) });
}

describe("plain YAML", () => {
  it.each(Object.entries(WRITTEN))("is what %s write(s)", (_who, text) => {
    expect(parsePlainYaml(text)).toBeDefined();
    agrees(text);
  });

  it.each([
    ["nothing", ""],
    ["a comment", "# x\n"],
    ["a list", "- a: b\n"],
    ["a scalar", "a\n"],
    ["a marker", "---\na: b\n"],
    ["two documents", "a: b\n---\na: c\n"],
    ["a tab", "a:\n\tb: c\n"],
    ["a carriage return", "a: b\r\n"],
    ["a letter that is not ASCII", "a: ä\n"],
    ["a key in quotes", '"a": b\n'],
    ["a key that is no string", "yes: b\n"],
    ["a merge key", "<<: b\n"],
    ["a key of every object", "__proto__: b\n"],
    ["a block scalar", "a: |\n  b\n"],
    ["a scalar of two lines", "a: b\n  c\n"],
    ["a scalar below its key", "a:\n  b\n"],
    ["text in quotes of two lines", 'a: "b\n  c"\n'],
    ["an escape", 'a: "\\n"\n'],
    ["a quote in quotes", "a: 'b''c'\n"],
    ["flow style", "a: {b: c}\n"],
    ["an anchor", "a: &x b\n"],
    ["an alias", "a: *x\n"],
    ["a tag", "a: !!str b\n"],
    ["a comment behind a value", "a: b # c\n"],
    ["a colon in a value", "a: b: c\n"],
    ["a dash alone", "a:\n-\n"],
    ["a list in a list", "a:\n- - b\n"],
    ["lines of one map that do not align", "a:\n   b: c\n  d: e\n"],
    [
      "more depth than any kubeconfig has",
      Array.from({ length: 30 }, (_, at) => `${" ".repeat(at)}a:\n`).join(""),
    ],
  ])("is not %s", (_what, text) => {
    expect(parsePlainYaml(text)).toBeUndefined();
  });

  it("means the same as to the YAML parser, put together at random", () => {
    const word = fc.constantFrom(
      ...`a|b-c|x.y/z|1|01|0x1F|1_000|-1|+1|.5|1e3|~|null|y|on|true|{}|[]|""|''|"a b"|'#'|a#b|a:b|a: b|::|http://x:1/y|-x|--`.split(
        "|",
      ),
      ..."a, b|a]|2020-01-01|.inf|&a|*a|!a|@|%|`|>|?|a 'b'|, |a=b==".split("|"),
      '"a" b',
      "|",
    );
    const key = fc.constantFrom(..."a|b|c.d|n|yes|k-|1|-|constructor|a b".split("|"));
    const line = fc
      .tuple(
        fc.constantFrom(0, 0, 0, 2, 2, 2, 4, 4, 1, 3),
        fc.constantFrom("", "", "", "- ", "-  ", "-", "- - "),
        fc.oneof(
          fc.tuple(key, word).map(([name, value]) => `${name}: ${value}`),
          key.map((name) => `${name}:`),
          word,
          fc.constantFrom("", "# x", "a:  b", "a:b", "a : b", "b: c ", "---", "..."),
        ),
      )
      .map(([indent, dash, content]) => `${" ".repeat(indent)}${dash}${content}`);
    let read = 0;
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 5 }), (lines) => {
        const text = `${lines.join("\n")}\n`;
        if (parsePlainYaml(text) !== undefined) read++;
        agrees(text);
      }),
      { numRuns: 60_000, seed: 1 },
    );
    expect(read).toBeGreaterThan(1_000);
  });

  it("means the same as to the YAML parser, with a character changed", () => {
    const change = fc.tuple(
      fc.constantFrom(...Object.values(WRITTEN)),
      fc.nat(),
      fc.nat(2),
      fc.constantFrom(...":-#\"'{}[],&*!|>%@`?~ \n\t\r=.0ayn\\<\u00e4\u0085".split("")),
    );
    let read = 0;
    fc.assert(
      fc.property(change, ([text, at, removed, inserted]) => {
        const place = at % text.length;
        const changed = text.slice(0, place) + inserted + text.slice(place + removed);
        if (parsePlainYaml(changed) !== undefined) read++;
        agrees(changed);
      }),
      { numRuns: 10_000, seed: 1 },
    );
    expect(read).toBeGreaterThan(1_000);
  });
});
