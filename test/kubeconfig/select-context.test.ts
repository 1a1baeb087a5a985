import { delimiter } from "node:path";
import { describe, expect, it } from "vitest";
import type { ClusterChoice } from "../../src/access.js";
import { inClusterContext } from "../../src/kubeconfig/in-cluster.js";
import { selectContext } from "../../src/kubeconfig/select-context.js";
import { outcome, usage, useConfigFolder } from "../support/config-folder.js";

const folder = useConfigFolder();
const CHOOSE = "the contexts are dev, prod; choose one with --context";
const CLUSTERS = "the clusters are dev-cluster, prod-cluster";
const OVERLAY = 'pachctl\'s active context "p" of DIR/.pachyderm/config.json';
const PACH_HINT = "choose a cluster with --context, or correct the file with pachctl's config commands";

const KUBECONFIG = {
  "current-context": "dev",
  contexts: [
    { name: "prod", context: { cluster: "prod-cluster", user: "prod-user", namespace: "prod-ns" } },
    { name: "dev", context: { cluster: "dev-cluster", user: "dev-user" } },
  ],
  clusters: [
    { name: "dev-cluster", cluster: { server: "https://dev" } },
    { name: "prod-cluster", cluster: { server: "https://prod" } },
  ],
  users: [
    { name: "dev-user", user: { username: "dev" } },
    { name: "prod-user", user: { username: "prod" } },
  ],
};

interface Setup {
  title: string;
  options?: Omit<ClusterChoice, "kubeconfig">;
  /** Give the kubeconfig by its flag, not by HOME. */
  byFlag?: boolean;
  kubeconfig?: object | string | null;
  /** What stands in ~/.pachyderm/config.json. */
  pach?: object | string;
  env?: Record<string, string>;
  expected: unknown;
}

async function select({
  options = {},
  byFlag,
  kubeconfig = KUBECONFIG,
  pach,
  env = {},
}: Setup): Promise<unknown> {
  if (kubeconfig !== null) await folder.write(".kube/config", kubeconfig);
  if (pach !== undefined) await folder.write(".pachyderm/config.json", pach);
  const file = byFlag ? { kubeconfig: folder.at(".kube/config") } : {};
  const selecting = selectContext({ ...options, ...file }, { HOME: folder.path, ...env }).then(
    (selected) => ({
      name: selected.name,
      server: selected.cluster.text("server"),
      user: selected.user?.text("username"),
      namespace: selected.namespace,
      source: selected.namespaceSource.replaceAll(folder.path, "DIR"),
    }),
  );
  return outcome(selecting, folder);
}

const dev = { name: "dev", server: "https://dev", user: "dev", namespace: "default", source: "the default" };
const prod = {
  name: "prod",
  server: "https://prod",
  user: "prod",
  namespace: "prod-ns",
  source: 'context "prod" of DIR/.kube/config',
};

/** The part of a kubeconfig that a case changes. */
function contexts(context: object): object {
  return { ...KUBECONFIG, contexts: [{ name: "dev", context }] };
}

function pach(context: object, extra: object = {}): object {
  return { user_id: "x", v2: { active_context: "p", contexts: { p: context }, metrics: true, ...extra } };
}

describe("selectContext", () => {
  it.each<Setup>([
    { title: "the current context", expected: dev },
    { title: "the context of the flag", options: { context: "prod" }, expected: prod },
    {
      title: "the namespace of the flag over all",
      options: { context: "prod", namespace: "x" },
      expected: { ...prod, namespace: "x", source: "--namespace" },
    },
    {
      title: "a context without a user, which sends no credentials",
      kubeconfig: contexts({ cluster: "dev-cluster" }),
      expected: { ...dev, user: undefined },
    },
    {
      title: "an empty user and namespace are none",
      kubeconfig: contexts({ cluster: "dev-cluster", user: "", namespace: "" }),
      expected: { ...dev, user: undefined },
    },
    {
      title: "a context that does not exist",
      options: { context: "nope" },
      expected: usage('DIR/.kube/config has no context "nope"', CHOOSE),
    },
    {
      title: "a context named like a property of JavaScript",
      options: { context: "constructor" },
      expected: usage('DIR/.kube/config has no context "constructor"', CHOOSE),
    },
    {
      title: "a current context that does not exist",
      kubeconfig: { ...KUBECONFIG, "current-context": "gone" },
      expected: usage('DIR/.kube/config: current-context: no context is called "gone"', CHOOSE),
    },
    {
      title: "no current context",
      kubeconfig: { ...KUBECONFIG, "current-context": "" },
      expected: usage("DIR/.kube/config sets no current-context", CHOOSE),
    },
    {
      title: "an empty kubeconfig",
      kubeconfig: "",
      expected: usage("DIR/.kube/config sets no current-context", "no contexts are defined"),
    },
    {
      title: "a cluster that does not exist",
      kubeconfig: contexts({ cluster: "gone" }),
      expected: usage('DIR/.kube/config: contexts[0].context.cluster: no cluster is called "gone"', CLUSTERS),
    },
    {
      title: "a context without a cluster",
      kubeconfig: contexts({ user: "dev-user" }),
      expected: usage(
        'DIR/.kube/config: contexts[0].context.cluster: context "dev" names no cluster',
        CLUSTERS,
      ),
    },
    {
      title: "a user that does not exist, which must not become anonymous",
      kubeconfig: contexts({ cluster: "dev-cluster", user: "gone" }),
      expected: usage(
        'DIR/.kube/config: contexts[0].context.user: no user is called "gone"',
        "the users are dev-user, prod-user",
      ),
    },
    {
      title: "no kubeconfig at all",
      kubeconfig: null,
      expected: usage(
        "no kubeconfig: looked at DIR/.kube/config",
        "name a file with --kubeconfig or KUBECONFIG, or try everything without a cluster: pachctl sandbox",
      ),
    },
    {
      title: "no home either",
      kubeconfig: null,
      env: { HOME: "" },
      expected: usage(
        "no kubeconfig: neither KUBECONFIG nor HOME is set",
        "name a file with --kubeconfig or KUBECONFIG, or try everything without a cluster: pachctl sandbox",
      ),
    },
  ])("$title", async (setup) => {
    expect(await select(setup)).toEqual(setup.expected);
  });
});

describe("pachctl's active context over the kubeconfig's", () => {
  const overlay = { cluster_name: "prod-cluster", auth_info: "prod-user", namespace: "pach" };
  const overlaid = {
    name: "dev",
    server: "https://prod",
    user: "prod",
    namespace: "pach",
    source: OVERLAY,
  };

  it.each<Setup>([
    { title: "all three fields", pach: pach(overlay), expected: overlaid },
    {
      title: "the namespace alone",
      pach: pach({ namespace: "pach" }),
      expected: { ...dev, namespace: "pach", source: OVERLAY },
    },
    {
      title: "the cluster alone",
      pach: pach({ cluster_name: "prod-cluster" }),
      expected: { ...dev, server: "https://prod" },
    },
    { title: "the user alone", pach: pach({ auth_info: "prod-user" }), expected: { ...dev, user: "prod" } },
    {
      title: "camelCase",
      pach: {
        v2: {
          activeContext: "p",
          contexts: { p: { clusterName: "prod-cluster", authInfo: "prod-user", namespace: "pach" } },
        },
      },
      expected: overlaid,
    },
    {
      title: "YAML",
      pach: "v2:\n  active_context: p\n  contexts:\n    p: {namespace: pach}\n",
      expected: { ...dev, namespace: "pach", source: OVERLAY },
    },
    {
      title: "a context made by pachctl connect",
      pach: pach({ pachd_address: "grpc://x:30650", session_token: "t", source: 2 }),
      expected: dev,
    },
    {
      title: "PACH_CONTEXT instead of the active one",
      pach: pach({}, { contexts: { p: {}, q: overlay } }),
      env: { PACH_CONTEXT: "q" },
      expected: { ...overlaid, source: OVERLAY.replace('"p"', '"q"') },
    },
    {
      title: "an empty PACH_CONTEXT is none",
      pach: pach(overlay),
      env: { PACH_CONTEXT: "" },
      expected: overlaid,
    },
    { title: "not with --context", pach: pach(overlay), options: { context: "dev" }, expected: dev },
    { title: "not with --kubeconfig", pach: pach(overlay), byFlag: true, expected: dev },
    {
      title: "not read with --context, broken or not",
      pach: "{[",
      options: { context: "dev" },
      expected: dev,
    },
    {
      title: "--namespace over it",
      pach: pach(overlay),
      options: { namespace: "x" },
      expected: { ...overlaid, namespace: "x", source: "--namespace" },
    },
    {
      title: "its namespace over that of the kubeconfig's context",
      kubeconfig: { ...KUBECONFIG, "current-context": "prod" },
      pach: pach({ namespace: "pach" }),
      expected: { ...prod, namespace: "pach", source: OVERLAY },
    },
    {
      title: "enough without a current context when it names a cluster",
      kubeconfig: { ...KUBECONFIG, "current-context": "" },
      pach: pach(overlay),
      expected: { ...overlaid, name: "pachctl's p" },
    },
    {
      title: "not enough without a current context when it names none",
      kubeconfig: { ...KUBECONFIG, "current-context": "" },
      pach: pach({ namespace: "pach" }),
      expected: usage("DIR/.kube/config sets no current-context", CHOOSE),
    },
    { title: "an empty file", pach: " \n", expected: dev },
    { title: "no active context", pach: { v2: { contexts: { p: overlay } } }, expected: dev },
    { title: "a file of before 2019", pach: { v1: { pachd_address: "x" } }, expected: dev },
    {
      title: "an active context that does not exist",
      pach: pach({}, { active_context: "gone" }),
      expected: usage(
        'the active context of DIR/.pachyderm/config.json is "gone", which it does not have',
        PACH_HINT,
      ),
    },
    {
      title: "a PACH_CONTEXT that does not exist",
      pach: pach({}),
      env: { PACH_CONTEXT: "gone" },
      expected: usage(
        'PACH_CONTEXT names the context "gone", which DIR/.pachyderm/config.json does not have',
        PACH_HINT,
      ),
    },
    ...["constructor", "__proto__", "toString"].map((name) => ({
      title: `a PACH_CONTEXT that only JavaScript has: ${name}`,
      pach: pach({}),
      env: { PACH_CONTEXT: name },
      expected: usage(
        `PACH_CONTEXT names the context "${name}", which DIR/.pachyderm/config.json does not have`,
        PACH_HINT,
      ),
    })),
    {
      title: "a broken file next to a session token, not quoted",
      pach: '{"v2":{"contexts":{"p":{"session_token":"hunter2-canary"\n[}}',
      expected: {
        kind: "usage",
        problem: expect.stringMatching(
          /^DIR\/\.pachyderm\/config\.json:2:1: this is not valid YAML: [a-z ,]+$/,
        ),
        hint: "",
      },
    },
    {
      title: "a field of the wrong kind",
      pach: pach({ namespace: 5 }),
      expected: usage(
        "DIR/.pachyderm/config.json: v2.contexts.p.namespace: must be a string (quote it), and is a number",
      ),
    },
    {
      title: "a cluster that the kubeconfig lacks",
      pach: pach({ cluster_name: "gone" }),
      expected: usage(
        `${OVERLAY} names the cluster "gone", which DIR/.kube/config does not define`,
        CLUSTERS,
      ),
    },
    {
      title: "a user that the kubeconfig lacks",
      pach: pach({ auth_info: "gone" }),
      expected: usage(
        `${OVERLAY} names the user "gone", which DIR/.kube/config does not define`,
        "the users are dev-user, prod-user",
      ),
    },
  ])("$title", async (setup) => {
    expect(await select(setup)).toEqual(setup.expected);
  });

  it("is read from PACH_CONFIG when that is set", async () => {
    const file = await folder.write("elsewhere.json", pach({ namespace: "elsewhere" }));
    expect(
      await select({ title: "", pach: pach(overlay), env: { PACH_CONFIG: file }, expected: undefined }),
    ).toEqual({
      ...dev,
      namespace: "elsewhere",
      source: 'pachctl\'s active context "p" of DIR/elsewhere.json',
    });
  });

  it("may be missing where PACH_CONFIG says: pachctl would make it", async () => {
    expect(
      await select({ title: "", env: { PACH_CONFIG: folder.at("missing") }, expected: undefined }),
    ).toEqual(dev);
  });
});

describe("what decided, for -v", () => {
  async function decided({ kubeconfig = KUBECONFIG, pach, options = {}, env = {} }: Partial<Setup>) {
    await folder.write(".kube/config", kubeconfig);
    if (pach !== undefined) await folder.write(".pachyderm/config.json", pach);
    const selected = await selectContext(options, { HOME: folder.path, ...env });
    const lines = [...selected.decisions, `namespace: ${selected.namespaceSource}`];
    return lines.map((line) => line.replaceAll(folder.path, "DIR"));
  }

  const HOME_FILE = "DIR/.kube/config";
  const PACH = 'pachctl\'s active context "p" of DIR/.pachyderm/config.json';
  const context = `context "dev": current-context of ${HOME_FILE}, defined in ${HOME_FILE}`;
  const cluster = `cluster "dev-cluster": context of ${HOME_FILE}, defined in ${HOME_FILE}`;
  const user = `user "dev-user": context of ${HOME_FILE}, defined in ${HOME_FILE}`;
  const nobody = "user: none, requests carry no credentials";

  it.each<Omit<Setup, "expected"> & { expected: string[] }>([
    { title: "the current context", expected: [context, cluster, user, "namespace: the default"] },
    {
      title: "--context and --namespace",
      options: { context: "prod", namespace: "x" },
      expected: [
        `context "prod": --context, defined in ${HOME_FILE}`,
        `cluster "prod-cluster": context of ${HOME_FILE}, defined in ${HOME_FILE}`,
        `user "prod-user": context of ${HOME_FILE}, defined in ${HOME_FILE}`,
        "namespace: --namespace",
      ],
    },
    {
      title: "the context's namespace",
      kubeconfig: { ...KUBECONFIG, "current-context": "prod" },
      expected: [
        `context "prod": current-context of ${HOME_FILE}, defined in ${HOME_FILE}`,
        expect.stringContaining("prod-cluster"),
        expect.stringContaining("prod-user"),
        `namespace: context "prod" of ${HOME_FILE}`,
      ],
    },
    {
      title: "no user",
      kubeconfig: contexts({ cluster: "dev-cluster" }),
      expected: [context, cluster, nobody, "namespace: the default"],
    },
    {
      title: "pachctl's active context",
      pach: pach({ cluster_name: "prod-cluster", auth_info: "prod-user", namespace: "pach" }),
      expected: [
        context,
        `cluster "prod-cluster": ${PACH}, defined in ${HOME_FILE}`,
        `user "prod-user": ${PACH}, defined in ${HOME_FILE}`,
        `namespace: ${PACH}`,
      ],
    },
    {
      title: "pachctl's active context where there is no other",
      kubeconfig: { ...KUBECONFIG, "current-context": "" },
      pach: pach({ cluster_name: "prod-cluster" }),
      expected: [
        `context "pachctl's p": ${PACH}`,
        `cluster "prod-cluster": ${PACH}, defined in ${HOME_FILE}`,
        nobody,
        "namespace: the default",
      ],
    },
  ])("$title", async ({ expected, ...setup }) => {
    expect(await decided(setup)).toEqual(expected);
  });

  it("tells the files of KUBECONFIG apart", async () => {
    const names = { "current-context": "dev" };
    const one = await folder.write("one", names);
    const two = await folder.write("two", { contexts: KUBECONFIG.contexts });
    const three = await folder.write("three", { clusters: KUBECONFIG.clusters });
    const four = await folder.write("four", { "current-context": "prod", users: KUBECONFIG.users });
    const KUBECONFIG_LIST = [one, two, three, four].join(delimiter);
    expect(await decided({ env: { KUBECONFIG: KUBECONFIG_LIST } })).toEqual([
      'context "dev": current-context of DIR/one, defined in DIR/two',
      'cluster "dev-cluster": context of DIR/two, defined in DIR/three',
      'user "dev-user": context of DIR/two, defined in DIR/four',
      "namespace: the default",
    ]);
  });

  it("says that it runs in a pod", async () => {
    await folder.write("token", "t");
    const env = { KUBERNETES_SERVICE_HOST: "10.0.0.1", KUBERNETES_SERVICE_PORT: "443" };
    expect((await inClusterContext(env, folder.path))?.decisions).toEqual([
      `context "in-cluster": the service account in ${folder.path}`,
    ]);
  });
});

describe("the files that hold credentials", () => {
  const SECRET = "hunter2";

  async function holders(...users: object[]): Promise<string[]> {
    const base = await folder.write("base", { ...KUBECONFIG, users: [] });
    const files = [base];
    for (const [at, user] of users.entries()) {
      const name = at === 0 ? "dev-user" : `other-${at}`;
      files.push(await folder.write(`user-${at}`, { users: [{ name, user }] }));
    }
    const { credentialFiles } = await selectContext({}, { HOME: "", KUBECONFIG: files.join(delimiter) });
    return credentialFiles.map((file) => file.replaceAll(folder.path, "DIR"));
  }

  it.each([
    { title: "a token", user: { token: SECRET } },
    { title: "a password", user: { username: "u", password: SECRET } },
    { title: "a key", user: { "client-key-data": SECRET, "client-certificate-data": "x" } },
    {
      title: "an auth-provider",
      user: { "auth-provider": { name: "oidc", config: { "id-token": SECRET } } },
    },
  ])("are those with $title", async ({ user }) => {
    expect(await holders(user)).toEqual(["DIR/user-0"]);
  });

  it.each([
    { title: "paths alone", user: { "client-key": "k", "client-certificate": "c", tokenFile: "t" } },
    { title: "a plugin", user: { exec: { command: "aws" } } },
    { title: "a name", user: { username: "u" } },
    { title: "empty fields", user: { token: "", password: null } },
  ])("are not those with $title", async ({ user }) => {
    expect(await holders(user)).toEqual([]);
  });

  it("are named once each, whether this context needs them or not", async () => {
    expect(await holders({ token: SECRET }, { exec: { command: "aws" } }, { password: SECRET })).toEqual([
      "DIR/user-0",
      "DIR/user-2",
    ]);
  });
});

describe("inClusterContext", () => {
  const HOST = { KUBERNETES_SERVICE_HOST: "10.0.0.1", KUBERNETES_SERVICE_PORT: "443" };
  const inside = { name: "in-cluster", server: "https://10.0.0.1:443", ca: "DIR/ca.crt", token: "DIR/token" };

  it.each([
    { title: "outside a pod", env: {}, files: { token: "t" }, expected: undefined },
    {
      title: "without a port",
      env: { KUBERNETES_SERVICE_HOST: "h" },
      files: { token: "t" },
      expected: undefined,
    },
    { title: "without a token", env: HOST, files: { namespace: "n" }, expected: undefined },
    {
      title: "with the service account's namespace, trimmed",
      env: HOST,
      files: { token: "t", namespace: "team-a\n" },
      expected: { ...inside, namespace: "team-a", source: "DIR/namespace" },
    },
    {
      title: "POD_NAMESPACE comes first",
      env: { ...HOST, POD_NAMESPACE: "pod" },
      files: { token: "t", namespace: "team-a" },
      expected: { ...inside, namespace: "pod", source: "POD_NAMESPACE" },
    },
    {
      title: "default when nothing tells",
      env: HOST,
      files: { token: "t", namespace: "\n" },
      expected: { ...inside, namespace: "default", source: "the default" },
    },
    {
      title: "IPv6",
      env: { KUBERNETES_SERVICE_HOST: "fd00::1", KUBERNETES_SERVICE_PORT: "6443" },
      files: { token: "t" },
      expected: { ...inside, server: "https://[fd00::1]:6443", namespace: "default", source: "the default" },
    },
  ])("$title", async ({ env, files, expected }) => {
    for (const [name, text] of Object.entries(files)) await folder.write(name, text);
    const found = await inClusterContext(env, folder.path);
    const shown = (text: string | undefined) => text?.replaceAll(folder.path, "DIR");
    expect(
      found && {
        name: found.name,
        server: found.cluster.text("server"),
        ca: shown(found.cluster.path("certificate-authority")),
        token: shown(found.user?.path("tokenFile")),
        namespace: found.namespace,
        source: shown(found.namespaceSource),
      },
    ).toEqual(expected);
  });
});
