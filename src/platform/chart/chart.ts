import type { ChartValues } from "../chart-values.js";
import { renderAuthentication, renderEnterprise, renderIdentity } from "./authentication.js";
import { renderBootstrap } from "./bootstrap.js";
import { renderCertificates } from "./certificates.js";
import { renderConsole } from "./console.js";
import { renderDatabase } from "./database.js";
import { renderDetermined } from "./determined.js";
import { renderOthers } from "./others.js";
import { type ChartOutcome, Rendering } from "./rendering.js";
import { renderStorage } from "./storage.js";

/** Follows the templates of the chart (github.com/pachyderm/pachyderm, etc/helm/pachyderm/templates), part by part. */
export function renderSecrets(values: ChartValues): ChartOutcome {
  const chart = new Rendering(values);
  const parts =
    values.version.generation === "bootstrap"
      ? [renderBootstrap]
      : [renderAuthentication, renderIdentity, renderEnterprise, renderDetermined];
  const always = [renderConsole, renderDatabase, renderStorage, renderCertificates, renderOthers];
  for (const render of [...parts, ...always]) render(chart);
  return chart;
}
