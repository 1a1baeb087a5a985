import type { ChartValues } from "../chart-values.js";
import type { Rendering } from "./rendering.js";

const POSTGRES = "global.postgresql.";
const CLIENTS_NAME = `${POSTGRES}postgresqlExistingSecretName`;
const CLIENTS_KEY = `${POSTGRES}postgresqlExistingSecretKey`;
const USER_PASSWORD = `${POSTGRES}postgresqlPassword`;
const ROOT_PASSWORD = `${POSTGRES}postgresqlPostgresPassword`;
const DATABASE_KEYS = ["postgresql-password", "postgresql-postgres-password"] as const;

/** The password of the database: what the database itself keeps, and what its clients read. */
export function renderDatabase(chart: Rendering): void {
  const { values } = chart;
  const clients = values.text(CLIENTS_NAME);
  const isIam = values.isOn("cloudsqlAuthProxy.iamLogin") && values.from("2.3.2");
  const isBundled = values.isOn("postgresql.enabled");
  if (isBundled) renderBundledDatabase(chart, clients);
  else if (clients === "" && !isIam && chart.servers.length > 0) {
    if (values.isOn(USER_PASSWORD)) {
      chart.make("postgres", DATABASE_KEYS[0], sourceOf(values, USER_PASSWORD), USER_PASSWORD);
    } else chart.stop(USER_PASSWORD, "an external database needs the password");
  }
  if (isIam) return;
  const key = values.text(CLIENTS_KEY) || DATABASE_KEYS[0];
  const attribute = clients !== "" ? CLIENTS_NAME : values.isOn(CLIENTS_KEY) ? CLIENTS_KEY : undefined;
  const isIgnoredByServer = chart.hasServer && !values.from("2.3.5");
  const readers = [
    ...chart.pachds,
    ...(chart.hasServer && !isIgnoredByServer ? ["enterprise server"] : []),
    "pg-bouncer",
  ];
  chart.read(clients || "postgres", key, readers, attribute);
  if (isIgnoredByServer) {
    chart.read("postgres", DATABASE_KEYS[0], ["enterprise server"]);
    if (clients !== "" && clients !== "postgres") {
      chart.defect(
        CLIENTS_NAME,
        "the enterprise server of charts before 2.3.5 reads the secret postgres all the same",
        clients,
        key,
      );
    }
  }
}

function renderBundledDatabase(chart: Rendering, clients: string): void {
  const { values } = chart;
  const name = values.isOn(`${POSTGRES}existingSecret`)
    ? `${POSTGRES}existingSecret`
    : "postgresql.existingSecret";
  const named = values.text(name);
  const database = named || "postgres";
  for (const key of DATABASE_KEYS) {
    chart.read(database, key, ["postgres"], named === "" ? undefined : name);
    if (named !== "") continue;
    const raw = key === DATABASE_KEYS[0] ? USER_PASSWORD : ROOT_PASSWORD;
    if (values.isOn(raw)) chart.make("postgres", key, sourceOf(values, raw), raw);
    else {
      chart.make("postgres", key, "generated", raw);
      chart.stop(raw, "blank, the install makes a random one, and every upgrade stops until it is given");
    }
  }
  const read = clients || "postgres";
  if (read === database) return;
  if (clients !== "") {
    chart.defect(
      CLIENTS_NAME,
      `it moves the clients only: the bundled database keeps the password of the secret ${database}; name the secret in ${POSTGRES}existingSecret as well, with both keys`,
      clients,
      values.text(CLIENTS_KEY) || DATABASE_KEYS[0],
    );
  } else {
    chart.defect(
      name,
      `it moves the database only: its clients go on reading the secret postgres, which nobody makes then; name the secret in ${CLIENTS_NAME} as well`,
      database,
      DATABASE_KEYS[0],
    );
  }
}

/** Is it from the files, or what the chart has for everybody? */
function sourceOf(values: ChartValues, attribute: string): "raw" | "default" {
  return values.isGiven(attribute) ? "raw" : "default";
}
