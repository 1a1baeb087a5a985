import { connect } from "../../src/kube/connect.js";

/** A process of its own, so that its memory is its own: asks for one secret and tells how it went. */
const outcome = await connect(
  { kubeconfig: process.argv[2] ?? "", requestTimeout: 20_000 },
  {
    env: {},
    signal: new AbortController().signal,
    userAgent: "pachctl/fault-tests",
    warn: () => {},
    trace: () => {},
    show: () => {},
    now: () => new Date(),
    isTerminal: () => false,
  },
)
  .then((secrets) => secrets.getWithValues("s3"))
  .then(
    () => "no error",
    (error: Error) => error.message,
  );
process.stdout.write(JSON.stringify({ outcome, maxRss: process.resourceUsage().maxRSS / 1024 }), () =>
  process.exit(),
);
