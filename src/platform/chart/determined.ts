import { isObject } from "../../apimachinery/json-value.js";
import type { Reading, Rendering } from "./rendering.js";

/** The client of Determined, and what its master reads. */
export function renderDetermined(chart: Rendering): void {
  const { values } = chart;
  if (!values.from("2.7.0")) return;
  const isDetermined = values.isOn("determined.enabled");
  const isEnterprise = values.isOn("determined.enterpriseEdition");
  const isOidc = values.from("2.8.3") ? values.isOn("determined.oidc.enabled") : isDetermined && isEnterprise;
  if (isOidc) {
    const name = "determined.oidc.clientSecretName";
    const named = values.text(name);
    const [secret, key] = ["det-oidc-client-secret", "oidc-client-secret"];
    if (named === "") chart.make(secret, key, "generated", name);
    else if (named !== secret) {
      chart.defect(
        name,
        `every reader uses ${secret}, key ${key}, whatever is named here; name exactly that, and make it before the install`,
        named,
        key,
      );
    }
    const readers = [
      ...(chart.hasPachd ? ["pachd"] : []),
      ...(isDetermined && isEnterprise ? ["determined master"] : []),
    ];
    chart.read(secret, key, readers, named === secret ? name : undefined);
  }
  const credentials = "pachd.determined.credentialsSecretName";
  if (chart.hasPachd && values.isOn(credentials)) {
    for (const key of ["determined-username", "determined-password"]) {
      chart.read(values.text(credentials), key, ["pachd"], credentials);
    }
  }
  if (isDetermined) renderMaster(chart);
}

function renderMaster(chart: Rendering): void {
  const { values } = chart;
  const master = ["determined master"];
  const named = (attribute: string, keys: readonly (string | undefined)[], use?: Reading["use"]): void => {
    const name = values.text(`determined.${attribute}`);
    for (const key of name === "" ? [] : keys) chart.read(name, key, master, `determined.${attribute}`, use);
  };
  named("tlsSecret", ["tls.crt", "tls.key"], "tls");
  named("imagePullSecretName", [undefined], "pull");
  if (values.from("2.8.0")) named("externalCaCertSecretName", [undefined]);
  const isSecret = values.text("determined.db.resourceType") !== "configMap";
  if (values.isOn("determined.db.sslMode") && isSecret) named("db.certResourceName", [undefined]);
  if (!values.from("2.10.0")) return;
  named("genai.imagePullSecretName", [undefined], "pull");
  renderResourceManagers(chart, values.get("determined.additional_resource_managers"));
}

function renderResourceManagers(chart: Rendering, managers: unknown): void {
  for (const [at, each] of (Array.isArray(managers) ? managers : []).entries()) {
    const manager: unknown = isObject(each) ? each.resource_manager : undefined;
    if (!isObject(manager)) continue;
    const attribute = `determined.additional_resource_managers[${at}].resource_manager.kubeconfig_secret_name`;
    const { kubeconfig_secret_name: name, kubeconfig_secret_value: key } = manager;
    if (typeof name === "string" && name !== "" && typeof key === "string" && key !== "") {
      chart.read(name, key, ["determined master"], attribute);
    } else
      chart.stop(attribute, "a resource manager needs kubeconfig_secret_name and kubeconfig_secret_value");
  }
}
