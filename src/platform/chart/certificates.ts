import type { Rendering } from "./rendering.js";

/** The pairs of pachd, the ingress, the enterprise server and the proxy. */
export function renderCertificates(chart: Rendering): void {
  const { values } = chart;
  const isConsole = values.isOn("console.enabled");
  renderPair(chart, "pachd.tls", chart.hasPachd, chart.hasPachd, chart.pachds);
  renderPair(chart, "ingress.tls", isConsole, values.isOn("ingress.enabled"), ["ingress"]);
  if (values.version.generation !== "community") {
    // The chart does not ask whether the server is enabled before it makes the pair.
    renderPair(chart, "enterpriseServer.tls", true, chart.hasServer, ["enterprise server"]);
  }
  if (values.version.generation !== "bootstrap") renderProxyPair(chart);
}

/** @param makes does the chart make a new secret, when it is told to? @param reads is there somebody to read it? */
function renderPair(
  chart: Rendering,
  base: string,
  makes: boolean,
  reads: boolean,
  readers: readonly string[],
): void {
  const { values } = chart;
  const isEnabled = values.isOn(`${base}.enabled`);
  const isNew = values.isOn(`${base}.newSecret.create`);
  const name = `${base}.secretName`;
  const named = values.text(name);
  const raw = [
    ["tls.crt", `${base}.newSecret.crt`],
    ["tls.key", `${base}.newSecret.key`],
  ] as const;
  if (!isEnabled) return;
  if (named === "" && (reads || (makes && isNew))) chart.stop(name, "TLS is enabled, and names no secret");
  for (const [key, attribute] of raw) {
    if (isNew && makes) {
      if (values.isOn(attribute)) chart.make(named, key, "raw", attribute);
      else chart.stop(attribute, "a new TLS secret needs both certificate and key");
    } else if (values.isOn(attribute) && makes) {
      chart.stop(attribute, `a certificate or key is given without ${base}.newSecret.create`);
    }
    if (reads && named !== "") chart.read(named, key, readers, name, "tls");
  }
}

function renderProxyPair(chart: Rendering): void {
  const { values } = chart;
  const name = "proxy.tls.secretName";
  const named = values.text(name);
  const [crt, key] = ["proxy.tls.secret.cert", "proxy.tls.secret.key"];
  if (values.isOn(crt) !== values.isOn(key)) {
    chart.stop(values.isOn(crt) ? key : crt, "certificate and key of the proxy must be given together");
  } else if (values.isOn(crt)) {
    if (named === "") chart.stop(name, "the secret made of proxy.tls.secret needs a name");
    chart.make(named, "tls.crt", "raw", crt);
    chart.make(named, "tls.key", "raw", key);
  }
  if (!values.isOn("proxy.enabled") || !values.isOn("proxy.tls.enabled")) return;
  if (named === "") {
    if (!values.isOn(crt)) chart.stop(name, "TLS is enabled, and names no secret");
    return;
  }
  for (const each of ["tls.crt", "tls.key"]) chart.read(named, each, ["pachyderm-proxy"], name, "tls");
}
