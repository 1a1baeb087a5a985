import fc from "fast-check";

/** Secret bodies of which most are good and the rest wrong in one or two places, as clients' mistakes are. */
export function randomBody(): fc.Arbitrary<object> {
  const odd = fc.constantFrom<unknown>(null, 5, true, "", [], {}, "x", -1, 1.5, ["a"], { a: "b" });
  const text = fc.oneof(
    fc.string({ maxLength: 8 }),
    fc.constantFrom("a", "MQ==", "value", "é", "a b", "-a", "A"),
  );
  const name = fc.oneof(
    { weight: 8, arbitrary: fc.stringMatching(/^[a-z][a-z0-9]{0,6}$/) },
    fc.constantFrom("A", "a_b", "a.b", "-a", "a.", "", "x".repeat(254), "é"),
  );
  const key = fc.oneof(
    { weight: 6, arbitrary: fc.stringMatching(/^[A-Za-z0-9_.-]{1,6}$/) },
    fc.constantFrom("..", ".", "a b", "a/b", "__proto__", "constructor", "1", "", "k".repeat(254)),
  );
  const base64 = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes).toString("base64")),
    },
    fc.constantFrom("MQ=", "MQ", "a b", "!", "YW\r\nJj", "MR==", "YQ=\n="),
  );
  const label = fc.oneof(
    { weight: 5, arbitrary: fc.stringMatching(/^[a-z]([a-z0-9./-]{0,8}[a-z0-9])?$/) },
    fc.constantFrom("suite", "A/b", "a/b/c", "/a", "a/", "x".repeat(64)),
  );
  const owner = fc.record(
    {
      apiVersion: fc.constantFrom("v1", "apps/v1", "", "a/b/c"),
      kind: fc.constantFrom("Pod", "", "Event"),
      name: fc.constantFrom("p", ""),
      uid: fc.constantFrom("u1", "u2", ""),
      controller: fc.oneof(fc.boolean(), odd),
      blockOwnerDeletion: fc.boolean(),
      bogus: text,
    },
    { requiredKeys: ["apiVersion", "kind", "name", "uid"] },
  );
  const mostly = <T>(good: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
    fc.oneof({ weight: 30, arbitrary: good }, odd);
  const metadata = fc.record(
    {
      name: mostly(name),
      generateName: mostly(name),
      namespace: fc.constantFrom("{ns}", "", "elsewhere"),
      labels: mostly(fc.dictionary(label, text, { maxKeys: 3 })),
      annotations: mostly(fc.dictionary(label, text, { maxKeys: 3 })),
      finalizers: mostly(
        fc.array(fc.constantFrom("a/b", "a", "orphan", "foregroundDeletion", "kubernetes", "A/b c"), {
          maxLength: 2,
        }),
      ),
      ownerReferences: mostly(fc.array(owner, { maxLength: 2 })),
      creationTimestamp: fc.constantFrom(null, "2001-01-01T00:00:00Z", "yesterday"),
      uid: text,
      generation: fc.constantFrom(0, 1, -1),
      bogus: odd,
    },
    { requiredKeys: ["name"] },
  );
  const type = fc.constantFrom(
    "Opaque",
    "",
    "a/b",
    "kubernetes.io/tls",
    "kubernetes.io/basic-auth",
    "kubernetes.io/ssh-auth",
    "kubernetes.io/dockerconfigjson",
    "kubernetes.io/dockercfg",
    "kubernetes.io/service-account-token",
  );
  const known = fc.constantFrom(
    "tls.crt",
    "tls.key",
    "username",
    "password",
    "ssh-privatekey",
    ".dockerconfigjson",
    ".dockercfg",
  );
  const keys = fc.oneof(key, known);
  return fc.record(
    {
      apiVersion: fc.oneof(
        { weight: 20, arbitrary: fc.constant("v1") },
        fc.constantFrom("", "v2", "apps/v1", 5),
      ),
      kind: fc.oneof(
        { weight: 20, arbitrary: fc.constant("Secret") },
        fc.constantFrom("", "secret", "ConfigMap", null),
      ),
      metadata: mostly(metadata),
      type: mostly(type),
      immutable: mostly(fc.boolean()),
      data: mostly(fc.dictionary(keys, mostly(base64), { maxKeys: 3 })),
      stringData: mostly(
        fc.dictionary(keys, mostly(fc.oneof(text, fc.constantFrom("{}", "[]", "null"))), { maxKeys: 3 }),
      ),
      bogus: odd,
    },
    { requiredKeys: ["metadata"] },
  );
}
