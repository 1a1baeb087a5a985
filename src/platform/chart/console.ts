import type { Rendering } from "./rendering.js";

/** The OAuth client of the console. */
export function renderConsole(chart: Rendering): void {
  const { values } = chart;
  if (!values.isOn("console.enabled")) return;
  const name = "console.config.oauthClientSecretSecretName";
  const raw = "console.config.oauthClientSecret";
  const named = values.text(name);
  const readers = [
    "console",
    ...(chart.hasPachd && values.version.generation !== "bootstrap" ? ["pachd"] : []),
  ];
  const key = "OAUTH_CLIENT_SECRET";
  const own = "pachyderm-console-secret";
  if (named === "") {
    chart.make(own, key, values.isOn(raw) ? "raw" : "generated", raw);
    chart.read(own, key, readers);
    if (values.version.generation === "bootstrap" && !values.isOn(raw)) {
      chart.stop(raw, "every upgrade wants this value given; the install makes a random one");
    }
  } else chart.read(named, key, readers, name);
  if (!chart.hasServer || values.version.generation === "bootstrap") return;
  if (named === own) {
    chart.read(own, "OAUTH_CLIENT_ID", ["enterprise server"], name);
    return;
  }
  chart.defect(
    named === "" ? "console.enabled" : name,
    `the enterprise server reads the keys OAUTH_CLIENT_ID and OAUTH_CLIENT_SECRET of ${own} and of nothing else; turn console off, or name a secret ${own} that holds both`,
    own,
    "OAUTH_CLIENT_ID",
  );
}
