import { describe, expect, it } from "vitest";
import { CANARY_VALUE, newSecret, PRECONDITIONS } from "../support/api-objects.js";
import { failureOf, plainCluster } from "../support/cluster.js";
import { failure, html, reply } from "../support/fault-server.js";

type Rest = Record<string, unknown>;

interface Refused {
  title: string;
  status: number;
  reason?: string;
  rest?: Rest;
  kind: string;
  problems: string[];
}

const webhook = {
  message: `admission webhook "check.example.com" denied the request: no ${CANARY_VALUE} here`,
};
const quota = {
  message:
    'secrets "s3" is forbidden: exceeded quota: small.team-1, requested: secrets=1, used: secrets=5, limited: secrets=5',
  details: { name: "s3", kind: "secrets" },
};
const rbac = (verb: string): Rest => ({
  message: `secrets is forbidden: User "system:serviceaccount:ci:bot" cannot ${verb} resource "secrets" in API group "" in the namespace "default"`,
  details: { kind: "secrets" },
});
const causes = (...list: Rest[]): Rest => ({
  message: `Secret "s3" is invalid: data[x]: Invalid value: "${CANARY_VALUE}": no`,
  details: {
    name: "s3",
    kind: "Secret",
    causes: list.map((cause) => ({ message: `Invalid value: "${CANARY_VALUE}"`, ...cause })),
  },
});

describe("create", () => {
  const cases: Refused[] = [
    {
      title: "400 quotes the request",
      status: 400,
      reason: "BadRequest",
      rest: {
        message: `json: cannot unmarshal number into Go struct field, bigger context ...|"password":"${CANARY_VALUE}"|...`,
      },
      kind: "rejected",
      problems: ['cannot create secret "s3": the server refused it (400 BadRequest)'],
    },
    {
      title: "400 of a webhook",
      status: 400,
      reason: "BadRequest",
      rest: webhook,
      kind: "rejected",
      problems: [
        'cannot create secret "s3": the admission webhook "check.example.com" denied it (in words that quote a value, and are not shown)',
      ],
    },
    {
      title: "a reason that is text",
      status: 400,
      reason: CANARY_VALUE.replace("7", " "),
      kind: "rejected",
      problems: ['cannot create secret "s3": the server refused it (400)'],
    },
    {
      title: "401",
      status: 401,
      reason: "Unauthorized",
      rest: { message: "Unauthorized" },
      kind: "unauthenticated",
      problems: ['cannot create secret "s3": ORIGIN does not accept the credentials of context "faulty"'],
    },
    {
      title: "403 of RBAC",
      status: 403,
      reason: "Forbidden",
      rest: rbac("create"),
      kind: "forbidden",
      problems: [
        'cannot create secret "s3": user "system:serviceaccount:ci:bot" may not create secrets in namespace "default"',
      ],
    },
    {
      title: "403 of a quota",
      status: 403,
      reason: "Forbidden",
      rest: quota,
      kind: "rejected",
      problems: [
        'cannot create secret "s3": it would exceed the quota "small.team-1" of namespace "default": requested: secrets=1, used: secrets=5, limited: secrets=5',
      ],
    },
    {
      title: "403 of a webhook",
      status: 403,
      reason: "Forbidden",
      rest: webhook,
      kind: "rejected",
      problems: [
        'cannot create secret "s3": the admission webhook "check.example.com" denied it (in words that quote a value, and are not shown)',
      ],
    },
    {
      title: "403 of a namespace that is being deleted",
      status: 403,
      reason: "Forbidden",
      rest: {
        details: { causes: [{ reason: "NamespaceTerminating", message: "", field: "metadata.namespace" }] },
      },
      kind: "rejected",
      problems: ['cannot create secret "s3": namespace "default" is being deleted'],
    },
    {
      title: "422 of an admission policy",
      status: 422,
      reason: "Invalid",
      rest: {
        message:
          "secrets \"s3\" is forbidden: ValidatingAdmissionPolicy 'no-passwords' with binding 'everywhere' denied request: use the vault\u001b[31m",
        details: { name: "s3", kind: "secrets", causes: [{ message: "x" }] },
      },
      kind: "rejected",
      problems: [
        'cannot create secret "s3": the admission policy "no-passwords" denied it: use the vault\\x1b[31m',
      ],
    },
    {
      title: "500 of a webhook that cannot be reached",
      status: 500,
      reason: "InternalError",
      rest: {
        message:
          'Internal error occurred: failed calling webhook "deny.example.com": failed to call webhook: Post "https://hook.svc:443/?timeout=10s": service "hook" not found',
      },
      kind: "rejected",
      problems: [
        'cannot create secret "s3": its admission webhook "deny.example.com" cannot be reached: failed to call webhook: Post "https://hook.svc:443/?timeout=10s": service "hook" not found',
      ],
    },
    {
      title: "401, 404 and 409 of a webhook are the webhook's",
      status: 409,
      reason: "Conflict",
      rest: { message: 'admission webhook "a.b" denied the request: not today' },
      kind: "rejected",
      problems: ['cannot create secret "s3": the admission webhook "a.b" denied it: not today'],
    },
    {
      title: "403 of another plugin",
      status: 403,
      reason: "Forbidden",
      rest: {
        message: 'secrets "s3" is forbidden: violates a rule: it is Monday',
        details: { name: "s3", kind: "secrets" },
      },
      kind: "rejected",
      problems: [
        'cannot create secret "s3": the server\'s admission refuses it: violates a rule: it is Monday',
      ],
    },
    {
      title: "409 of a quota that is being counted",
      status: 409,
      reason: "Conflict",
      rest: {
        message:
          'Operation cannot be fulfilled on resourcequotas "q": the object has been modified; please apply your changes to the latest version and try again',
        details: { name: "q", kind: "resourcequotas" },
      },
      kind: "unavailable",
      problems: ['cannot create secret "s3": the server was overtaken by another request'],
    },
    {
      title: "403 without details",
      status: 403,
      kind: "forbidden",
      problems: ['cannot create secret "s3": the server forbids it'],
    },
    {
      title: "404 of the namespace",
      status: 404,
      reason: "NotFound",
      rest: { message: 'namespaces "default" not found', details: { name: "default", kind: "namespaces" } },
      kind: "not-found",
      problems: ['cannot create secret "s3": namespace "default" does not exist'],
    },
    {
      title: "404 of the address",
      status: 404,
      reason: "NotFound",
      rest: { message: "the server could not find the requested resource", details: {} },
      kind: "unreachable",
      problems: ['cannot create secret "s3": ORIGIN does not know this address of the API'],
    },
    {
      title: "409",
      status: 409,
      reason: "AlreadyExists",
      rest: { message: 'secrets "s3" already exists', details: { name: "s3", kind: "secrets" } },
      kind: "already-exists",
      problems: ['cannot create secret "s3": it already exists in namespace "default"'],
    },
    {
      title: "409 while the old one is being deleted",
      status: 409,
      reason: "AlreadyExists",
      rest: {
        message: 'object is being deleted: secrets "s3" already exists',
        details: { name: "s3", kind: "secrets" },
      },
      kind: "already-exists",
      problems: ['cannot create secret "s3": the old one is still being deleted'],
    },
    {
      title: "413",
      status: 413,
      reason: "RequestEntityTooLarge",
      rest: { message: "Request entity too large: limit is 3145728" },
      kind: "rejected",
      problems: ['cannot create secret "s3": the request is larger than the server accepts'],
    },
    {
      title: "422 with several causes",
      status: 422,
      reason: "Invalid",
      rest: causes(
        { reason: "FieldValueInvalid", field: "data[pass_word.x-1]" },
        { reason: "FieldValueTooLong", field: "data" },
        { reason: "FieldValueWeird", field: "metadata.labels" },
      ),
      kind: "rejected",
      problems: [
        'cannot create secret "s3": data[…] is not valid',
        'cannot create secret "s3": data is too long',
        'cannot create secret "s3": metadata.labels is refused by the server',
      ],
    },
    {
      title: "422 without causes",
      status: 422,
      reason: "Invalid",
      rest: { message: `no ${CANARY_VALUE}` },
      kind: "rejected",
      problems: ['cannot create secret "s3": the server finds it invalid'],
    },
    {
      title: "500 for an object too large for the store",
      status: 500,
      rest: { message: "etcdserver: request is too large" },
      kind: "rejected",
      problems: ['cannot create secret "s3": the object is larger than the cluster\'s store accepts'],
    },
    {
      title: "details of another shape",
      status: 409,
      reason: "AlreadyExists",
      rest: { details: { causes: [null, 1, "x", { field: 7 }], name: 7 }, message: 7 },
      kind: "already-exists",
      problems: ['cannot create secret "s3": it already exists in namespace "default"'],
    },
  ];
  it.each(cases)("$title", async ({ status, reason, rest, kind, problems }) => {
    const { secrets, server } = await plainCluster([failure(status, reason, rest)]);
    const error = await failureOf(secrets.create(newSecret()));
    expect({ kind: error.kind, problems: error.problems }).toEqual({
      kind,
      problems: problems.map((problem) => problem.replace("ORIGIN", server.origin)),
    });
    expect(server.log).toEqual(["POST /api/v1/namespaces/default/secrets"]);
  });
});

describe("inspect and delete", () => {
  it("404 of the secret", async () => {
    const missing = failure(404, "NotFound", {
      message: 'secrets "s3" not found',
      details: { name: "s3", kind: "secrets" },
    });
    const { secrets } = await plainCluster([missing, missing, missing]);
    for (const [verb, call] of [
      ["inspect", secrets.get("s3")],
      ["inspect", secrets.getWithValues("s3")],
      ["delete", secrets.delete("s3", PRECONDITIONS)],
    ] as const) {
      const error = await failureOf(call);
      expect({ kind: error.kind, problems: error.problems }).toEqual({
        kind: "not-found",
        problems: [`cannot ${verb} secret "s3": it does not exist in namespace "default"`],
      });
    }
  });

  it.each([
    {
      message: 'Operation cannot be fulfilled on Secret "s3": the UID in the precondition (a) does not match',
      was: "replaced by another one",
    },
    {
      message: 'Operation cannot be fulfilled on Secret "s3": the ResourceVersion in the precondition',
      was: "changed",
    },
  ])("409: it was $was", async ({ message, was }) => {
    const { secrets } = await plainCluster([
      failure(409, "Conflict", { message, details: { name: "s3", kind: "Secret" } }),
    ]);
    const error = await failureOf(secrets.delete("s3", PRECONDITIONS));
    expect({ kind: error.kind, problems: error.problems }).toEqual({
      kind: "conflict",
      problems: [`cannot delete secret "s3": it was ${was} since it was read`],
    });
  });
});

describe("list of all namespaces", () => {
  it("403 proposes to list one", async () => {
    const { secrets } = await plainCluster([failure(403, "Forbidden", rbac("list"))]);
    const error = await failureOf(secrets.list({ allNamespaces: true }).next());
    expect(error.problems).toEqual([
      'cannot list secrets: user "system:serviceaccount:ci:bot" may not list secrets in all namespaces',
    ]);
    expect(error.hint).toContain("--namespace");
  });
});

describe("a reply that is no Status", () => {
  it("401 is believed of anybody: nothing was executed", async () => {
    const { secrets } = await plainCluster([html(401)]);
    expect((await failureOf(secrets.getWithValues("s3"))).kind).toBe("unauthenticated");
  });

  it.each([
    { title: "a page", answer: html(409) },
    {
      title: "JSON of another kind",
      answer: reply(409, { "Content-Type": "application/json" }, '{"error":"conflict"}'),
    },
    { title: "nothing", answer: reply(409, {}) },
  ])("409 with $title is not the API's", async ({ answer }) => {
    const { secrets } = await plainCluster([answer]);
    expect((await failureOf(secrets.getWithValues("s3"))).kind).toBe("unreachable");
  });
});
