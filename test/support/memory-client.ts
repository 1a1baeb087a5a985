import { connect } from "../../src/kube/connect.js";
import { testDeps } from "./deps.js";

/** A process of its own, so that its memory is its own: asks for one secret and tells how it went. */
const outcome = await connect({ kubeconfig: process.argv[2] ?? "", requestTimeout: 20_000 }, testDeps())
  .then((cluster) => cluster.secrets().getWithValues("s3"))
  .then(
    () => "no error",
    (error: Error) => error.message,
  );
process.stdout.write(JSON.stringify({ outcome, maxRss: process.resourceUsage().maxRSS / 1024 }), () =>
  process.exit(),
);
