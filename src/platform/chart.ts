import { isObject } from "../apimachinery/json-value.js";
import type { ChartValues } from "./chart-values.js";

/** A key of a secret that the chart makes itself. */
export interface MadeKey {
  secret: string;
  key: string;
  source: "raw" | "default" | "generated" | "derived";
  /** Where the value comes from, or could come from. */
  attribute: string | undefined;
  /** Written into the template without quotes, so that YAML decides what it is. */
  isUnquoted?: boolean;
}

/** What a workload of the installation reads. */
export interface Reading {
  secret: string;
  /** Undefined for a secret that is read whole. */
  key: string | undefined;
  readers: readonly string[];
  /** The attribute that named the secret, or its key; undefined where the chart's own name is used. */
  attribute: string | undefined;
  /** What it is used for, where that asks for a form. */
  use?: "pull" | "tls";
}

/** Something that stops the install, or an upgrade. */
export interface Stop {
  attribute: string;
  message: string;
}

/** Something that cannot work, whatever a secret holds. */
export interface Defect {
  attribute: string;
  secret: string | undefined;
  key: string | undefined;
  message: string;
}

/** What the chart does about secrets with some values. */
export interface ChartOutcome {
  made: readonly MadeKey[];
  read: readonly Reading[];
  stops: readonly Stop[];
  defects: readonly Defect[];
}

/** Follows the templates of the chart (github.com/pachyderm/pachyderm, etc/helm/pachyderm/templates). */
export function renderSecrets(values: ChartValues): ChartOutcome {
  const chart = new Chart(values);
  if (values.version.generation === "bootstrap") chart.bootstrap();
  else {
    chart.authentication();
    chart.identity();
    chart.enterprise();
    chart.determined();
  }
  chart.console();
  chart.postgres();
  chart.storage();
  chart.certificates();
  chart.others();
  return chart;
}

const POSTGRES = "global.postgresql.";
const CLIENTS_NAME = `${POSTGRES}postgresqlExistingSecretName`;
const CLIENTS_KEY = `${POSTGRES}postgresqlExistingSecretKey`;
const USER_PASSWORD = `${POSTGRES}postgresqlPassword`;
const ROOT_PASSWORD = `${POSTGRES}postgresqlPostgresPassword`;
const DATABASE_KEYS = ["postgresql-password", "postgresql-postgres-password"] as const;

class Chart implements ChartOutcome {
  readonly made: MadeKey[] = [];
  readonly read: Reading[] = [];
  readonly stops: Stop[] = [];
  readonly defects: Defect[] = [];
  readonly #values: ChartValues;
  readonly #pachd: boolean;
  /** The enterprise server, which 2.12 does not have. */
  readonly #server: boolean;
  /** pachd's own kind: from 2.5 on pachw reads what it reads. */
  readonly #pachds: readonly string[];

  constructor(values: ChartValues) {
    this.#values = values;
    this.#pachd = values.isOn("pachd.enabled");
    this.#server = values.version.generation !== "community" && values.isOn("enterpriseServer.enabled");
    this.#pachds = this.#pachd ? (values.from("2.5.0") ? ["pachd", "pachw"] : ["pachd"]) : [];
    if (this.#pachd && this.#server && values.from("2.3.5")) {
      this.#stop(
        "enterpriseServer.enabled",
        "pachd and the enterprise server cannot be enabled in the same namespace",
      );
    }
  }

  /** pachd and the enterprise server read alike, where they are. */
  get #servers(): string[] {
    return [...(this.#pachd ? ["pachd"] : []), ...(this.#server ? ["enterprise server"] : [])];
  }

  get #license(): string {
    const named = this.#values.text("pachd.enterpriseLicenseKeySecretName");
    if (named !== "") return named;
    return this.#values.isOn("pachd.enterpriseLicenseKey") ? "pachyderm-license" : "";
  }

  get #isAuthRendered(): boolean {
    const values = this.#values;
    if (!values.isOn("pachd.activateAuth")) return false;
    const isMember = values.isOn("pachd.activateEnterpriseMember");
    return values.version.generation === "community" || this.#license !== "" || isMember;
  }

  /** Charts 2.0 to 2.2: a job reads everything once. */
  bootstrap(): void {
    const values = this.#values;
    const isMember = values.isOn("pachd.activateEnterpriseMember");
    if (this.#license === "" && !isMember) return;
    const job = ["job pachyderm-config"];
    const made = "pachyderm-bootstrap-config";
    this.#read(made, undefined, job);
    this.#bootstrapKey("rootToken", "pachd.rootToken", "root-token", job);
    this.#bootstrapKey("authConfig", "pachd.oauthClientSecret", "pachd-oauth-client-secret", job);
    this.#bootstrapKey("enterpriseSecret", "pachd.enterpriseSecret", "enterprise-secret", job);
    const license = values.text("pachd.enterpriseLicenseKeySecretName");
    if (license !== "") {
      this.#read(license, "enterprise-license-key", job, "pachd.enterpriseLicenseKeySecretName");
    } else if (this.#license !== "") this.#make(made, "license", "raw", "pachd.enterpriseLicenseKey");
    const idps = values.text("oidc.upstreamIDPsSecretName");
    if (idps !== "") this.#read(idps, "upstream-idps", job, "oidc.upstreamIDPsSecretName");
    else if (values.isOn("oidc.upstreamIDPs")) this.#make(made, "idps", "raw", "oidc.upstreamIDPs");
    else if (values.isOn("oidc.mockIDP")) this.#make(made, "idps", "default", "oidc.mockIDP");
    if (values.isOn("pachd.pachAuthClusterRoleBindings")) {
      this.#make(made, "clusterRoleBindings", "raw", "pachd.pachAuthClusterRoleBindings");
    }
  }

  #bootstrapKey(madeKey: string, raw: string, readKey: string, job: readonly string[]): void {
    const named = this.#values.text(`${raw}SecretName`);
    if (named !== "") {
      this.#read(named, readKey, job, `${raw}SecretName`);
    } else if (this.#values.isOn(raw)) this.#make("pachyderm-bootstrap-config", madeKey, "raw", raw);
    else {
      this.#make("pachyderm-bootstrap-config", madeKey, "generated", raw);
      this.#stop(raw, "every upgrade wants this value given; the install makes a random one");
    }
  }

  authentication(): void {
    const values = this.#values;
    if (this.#isAuthRendered) {
      this.#randomKey("pachyderm-auth", "root-token", "pachd.rootToken");
      this.#make("pachyderm-auth", "auth-config", "derived", undefined);
      this.#read("pachyderm-auth", "auth-config", this.#servers);
      this.#randomKey("pachyderm-auth", "pachd-oauth-client-secret", "pachd.oauthClientSecret");
      const bindings = "pachd.pachAuthClusterRoleBindings";
      if (values.isMockUsed || values.isOn(bindings)) {
        this.#make(
          "pachyderm-auth",
          "cluster-role-bindings",
          values.isOn(bindings) ? "raw" : "derived",
          values.isOn(bindings) ? bindings : undefined,
        );
        this.#read("pachyderm-auth", "cluster-role-bindings", this.#servers);
      }
      if (!values.isOn("pachd.oauthClientID")) {
        this.#stop("pachd.oauthClientID", "authentication needs an OIDC client ID for pachd");
      }
    }
    const named = values.text("oidc.additionalClientsSecretName");
    const isGiven = values.isOn("oidc.additionalClients");
    if (named === "" && isGiven) {
      this.#make("pachyderm-identity-extras", "additional-oidc-clients", "raw", "oidc.additionalClients");
    }
    if (this.#isAuthRendered && (named !== "" || isGiven)) {
      const secret = named || "pachyderm-identity-extras";
      const attribute = named === "" ? undefined : "oidc.additionalClientsSecretName";
      this.#read(secret, "additional-oidc-clients", this.#servers, attribute);
    }
  }

  /** A key of the object that the chart makes of a raw value or of nothing, and that a secret can be named for instead. */
  #randomKey(secret: string, key: string, raw: string): void {
    const named = this.#values.text(`${raw}SecretName`);
    if (named !== "") this.#read(named, key, this.#servers, `${raw}SecretName`);
    else {
      const source = this.#values.isOn(raw) ? "raw" : "generated";
      this.#make(secret, key, source, raw, true);
      this.#read(secret, key, this.#servers);
    }
  }

  identity(): void {
    const values = this.#values;
    const named = values.text("oidc.upstreamIDPsSecretName");
    const isGiven = values.isOn("oidc.upstreamIDPs");
    const isMock = values.isOn("oidc.mockIDP");
    if (named === "" && (isGiven || isMock)) {
      const [source, attribute] = isGiven
        ? (["raw", "oidc.upstreamIDPs"] as const)
        : (["default", "oidc.mockIDP"] as const);
      this.#make("pachyderm-identity", "upstream-idps", source, attribute);
    }
    const isRead = values.version.generation === "community" || this.#license !== "";
    if (!isRead) return;
    if (named !== "" || isGiven || isMock) {
      const attribute = named === "" ? undefined : "oidc.upstreamIDPsSecretName";
      this.#read(named || "pachyderm-identity", "upstream-idps", this.#servers, attribute);
    } else if (this.#server) {
      this.#defect(
        "oidc.upstreamIDPs",
        'without providers, the enterprise server is told to read a secret named "", which no API server accepts',
      );
    }
  }

  enterprise(): void {
    const values = this.#values;
    this.#member();
    if (values.version.generation === "community") return;
    const license = this.#license;
    const isLicenseNamed = values.text("pachd.enterpriseLicenseKeySecretName") !== "";
    if (license !== "") {
      if (!isLicenseNamed)
        this.#make(license, "enterprise-license-key", "raw", "pachd.enterpriseLicenseKey", true);
      const attribute = isLicenseNamed ? "pachd.enterpriseLicenseKeySecretName" : undefined;
      this.#read(license, "enterprise-license-key", this.#servers, attribute);
    }
    const named = values.text("pachd.enterpriseSecretSecretName") !== "";
    if (named || values.isOn("pachd.enterpriseSecret") || license !== "") {
      this.#randomKey("pachyderm-enterprise", "enterprise-secret", "pachd.enterpriseSecret");
    }
  }

  /** Joining an enterprise server, of which 2.12 kept a half. */
  #member(): void {
    const values = this.#values;
    if (!values.isOn("pachd.activateEnterpriseMember") || !this.#pachd) return;
    if (values.version.generation === "community") {
      this.#defect(
        "pachd.activateEnterpriseMember",
        "pachd is told to read the ConfigMap pachyderm-enterprise-config, which nothing makes any more, and does not start",
      );
    }
    if (!values.isOn("pachd.enterpriseServerAddress")) {
      this.#stop("pachd.enterpriseServerAddress", "an enterprise member needs the address of its server");
    }
    const attributes = [
      ["pachd.enterpriseServerTokenSecretName", "enterprise-server-token"],
      ["pachd.enterpriseServerToken", undefined],
      ["pachd.enterpriseRootTokenSecretName", "enterprise-root-token"],
      ["pachd.enterpriseRootToken", undefined],
    ] as const;
    const used = attributes.find(([attribute]) => values.isOn(attribute));
    if (used === undefined) {
      this.#stop("pachd.enterpriseServerToken", "an enterprise member needs the token of its server");
      return;
    }
    const [attribute, key] = used;
    if (key === undefined) {
      this.#make("", "", "raw", attribute);
      return;
    }
    this.#defect(
      attribute,
      "the chart renders a reference without a key (`value:` where `key:` is meant), which no API server accepts; only the token itself works here",
      values.text(attribute),
      key,
    );
  }

  console(): void {
    const values = this.#values;
    if (!values.isOn("console.enabled")) return;
    const name = "console.config.oauthClientSecretSecretName";
    const raw = "console.config.oauthClientSecret";
    const named = values.text(name);
    const readers = [
      "console",
      ...(this.#pachd && values.version.generation !== "bootstrap" ? ["pachd"] : []),
    ];
    const key = "OAUTH_CLIENT_SECRET";
    const own = "pachyderm-console-secret";
    if (named === "") {
      this.#make(own, key, values.isOn(raw) ? "raw" : "generated", raw);
      this.#read(own, key, readers);
      if (values.version.generation === "bootstrap" && !values.isOn(raw)) {
        this.#stop(raw, "every upgrade wants this value given; the install makes a random one");
      }
    } else this.#read(named, key, readers, name);
    if (!this.#server || values.version.generation === "bootstrap") return;
    if (named === own) {
      this.#read(own, "OAUTH_CLIENT_ID", ["enterprise server"], name);
      return;
    }
    this.#defect(
      named === "" ? "console.enabled" : name,
      `the enterprise server reads the keys OAUTH_CLIENT_ID and OAUTH_CLIENT_SECRET of ${own} and of nothing else; turn console off, or name a secret ${own} that holds both`,
      own,
      "OAUTH_CLIENT_ID",
    );
  }

  postgres(): void {
    const values = this.#values;
    const clients = values.text(CLIENTS_NAME);
    const isIam = values.isOn("cloudsqlAuthProxy.iamLogin") && values.from("2.3.2");
    const isBundled = values.isOn("postgresql.enabled");
    if (isBundled) this.#bundledDatabase(clients);
    else if (clients === "" && !isIam && this.#servers.length > 0) {
      if (values.isOn(USER_PASSWORD)) {
        this.#make("postgres", DATABASE_KEYS[0], sourceOf(values, USER_PASSWORD), USER_PASSWORD);
      } else this.#stop(USER_PASSWORD, "an external database needs the password");
    }
    if (isIam) return;
    const key = values.text(CLIENTS_KEY) || DATABASE_KEYS[0];
    const attribute = clients !== "" ? CLIENTS_NAME : values.isOn(CLIENTS_KEY) ? CLIENTS_KEY : undefined;
    const isIgnoredByServer = this.#server && !values.from("2.3.5");
    const readers = [
      ...this.#pachds,
      ...(this.#server && !isIgnoredByServer ? ["enterprise server"] : []),
      "pg-bouncer",
    ];
    this.#read(clients || "postgres", key, readers, attribute);
    if (isIgnoredByServer) {
      this.#read("postgres", DATABASE_KEYS[0], ["enterprise server"]);
      if (clients !== "" && clients !== "postgres") {
        this.#defect(
          CLIENTS_NAME,
          "the enterprise server of charts before 2.3.5 reads the secret postgres all the same",
          clients,
          key,
        );
      }
    }
  }

  #bundledDatabase(clients: string): void {
    const values = this.#values;
    const name = values.isOn(`${POSTGRES}existingSecret`)
      ? `${POSTGRES}existingSecret`
      : "postgresql.existingSecret";
    const named = values.text(name);
    const database = named || "postgres";
    for (const key of DATABASE_KEYS) {
      this.#read(database, key, ["postgres"], named === "" ? undefined : name);
      if (named !== "") continue;
      const raw = key === DATABASE_KEYS[0] ? USER_PASSWORD : ROOT_PASSWORD;
      if (values.isOn(raw)) this.#make("postgres", key, sourceOf(values, raw), raw);
      else {
        this.#make("postgres", key, "generated", raw);
        this.#stop(raw, "blank, the install makes a random one, and every upgrade stops until it is given");
      }
    }
    const read = clients || "postgres";
    if (read === database) return;
    if (clients !== "") {
      this.#defect(
        CLIENTS_NAME,
        `it moves the clients only: the bundled database keeps the password of the secret ${database}; name the secret in ${POSTGRES}existingSecret as well, with both keys`,
        clients,
        values.text(CLIENTS_KEY) || DATABASE_KEYS[0],
      );
    } else {
      this.#defect(
        name,
        `it moves the database only: its clients go on reading the secret postgres, which nobody makes then; name the secret in ${CLIENTS_NAME} as well`,
        database,
        DATABASE_KEYS[0],
      );
    }
  }

  storage(): void {
    const values = this.#values;
    if (!this.#pachd) return;
    const target = values.text("deployTarget");
    if (target === "") this.#stop("deployTarget", "it must be set");
    const backend =
      values.text("pachd.storage.backend") ||
      (/^(?:AMAZON|GOOGLE|MICROSOFT|LOCAL)$/.test(target) ? target : "");
    if (backend === "" && target !== "") {
      this.#stop("pachd.storage.backend", `the deployTarget ${shownWord(target)} needs a storage backend`);
    }
    for (const [attribute, message] of requiredOf(backend, values.from("2.9.0"))) {
      if (!values.isOn(attribute)) this.#stop(attribute, message);
    }
    if (values.from("2.10.0") && target !== "LOCAL" && !values.isOn("pachd.storage.storageURL")) {
      this.#stop("pachd.storage.storageURL", "it is required from 2.10 on, unless deployTarget is LOCAL");
    }
    for (const [key, attribute] of credentialsOf(backend, values.from("2.5.0"))) {
      if (values.isOn(attribute)) this.#make("pachyderm-storage-secret", key, "raw", attribute);
    }
    if (!this.made.some(({ secret }) => secret === "pachyderm-storage-secret")) {
      this.#make("pachyderm-storage-secret", "*", "derived", undefined);
    }
    this.#read("pachyderm-storage-secret", undefined, this.#pachds);
    if (backend === "LOCAL" && !values.isOn("pachd.storage.local.hostPath")) {
      this.#make("", "", "generated", "pachd.storage.local.hostPath");
    }
  }

  certificates(): void {
    const values = this.#values;
    const isConsole = values.isOn("console.enabled");
    this.#tls("pachd.tls", this.#pachd, this.#pachd, this.#pachds);
    this.#tls("ingress.tls", isConsole, values.isOn("ingress.enabled"), ["ingress"]);
    if (values.version.generation !== "community") {
      // The chart does not ask whether the server is enabled before it makes the pair.
      this.#tls("enterpriseServer.tls", true, this.#server, ["enterprise server"]);
    }
    if (values.version.generation !== "bootstrap") this.#proxyTls();
  }

  /** @param makes does the chart make a new secret, when it is told to? @param reads is there somebody to read it? */
  #tls(base: string, makes: boolean, reads: boolean, readers: readonly string[]): void {
    const values = this.#values;
    const isEnabled = values.isOn(`${base}.enabled`);
    const isNew = values.isOn(`${base}.newSecret.create`);
    const name = `${base}.secretName`;
    const named = values.text(name);
    const raw = [
      ["tls.crt", `${base}.newSecret.crt`],
      ["tls.key", `${base}.newSecret.key`],
    ] as const;
    if (!isEnabled) return;
    if (named === "" && (reads || (makes && isNew))) this.#stop(name, "TLS is enabled, and names no secret");
    for (const [key, attribute] of raw) {
      if (isNew && makes) {
        if (values.isOn(attribute)) this.#make(named, key, "raw", attribute);
        else this.#stop(attribute, "a new TLS secret needs both certificate and key");
      } else if (values.isOn(attribute) && makes) {
        this.#stop(attribute, `a certificate or key is given without ${base}.newSecret.create`);
      }
      if (reads && named !== "") this.#read(named, key, readers, name, "tls");
    }
  }

  #proxyTls(): void {
    const values = this.#values;
    const name = "proxy.tls.secretName";
    const named = values.text(name);
    const [crt, key] = ["proxy.tls.secret.cert", "proxy.tls.secret.key"];
    if (values.isOn(crt) !== values.isOn(key)) {
      this.#stop(values.isOn(crt) ? key : crt, "certificate and key of the proxy must be given together");
    } else if (values.isOn(crt)) {
      if (named === "") this.#stop(name, "the secret made of proxy.tls.secret needs a name");
      this.#make(named, "tls.crt", "raw", crt);
      this.#make(named, "tls.key", "raw", key);
    }
    if (!values.isOn("proxy.enabled") || !values.isOn("proxy.tls.enabled")) return;
    if (named === "") {
      if (!values.isOn(crt)) this.#stop(name, "TLS is enabled, and names no secret");
      return;
    }
    for (const each of ["tls.crt", "tls.key"]) this.#read(named, each, ["pachyderm-proxy"], name, "tls");
  }

  determined(): void {
    const values = this.#values;
    if (!values.from("2.7.0")) return;
    const isDetermined = values.isOn("determined.enabled");
    const isEnterprise = values.isOn("determined.enterpriseEdition");
    const isOidc = values.from("2.8.3")
      ? values.isOn("determined.oidc.enabled")
      : isDetermined && isEnterprise;
    if (isOidc) {
      const name = "determined.oidc.clientSecretName";
      const named = values.text(name);
      const [secret, key] = ["det-oidc-client-secret", "oidc-client-secret"];
      if (named === "") this.#make(secret, key, "generated", name);
      else if (named !== secret) {
        this.#defect(
          name,
          `every reader uses ${secret}, key ${key}, whatever is named here; name exactly that, and make it before the install`,
          named,
          key,
        );
      }
      const readers = [
        ...(this.#pachd ? ["pachd"] : []),
        ...(isDetermined && isEnterprise ? ["determined master"] : []),
      ];
      this.#read(secret, key, readers, named === secret ? name : undefined);
    }
    const credentials = "pachd.determined.credentialsSecretName";
    if (this.#pachd && values.isOn(credentials)) {
      for (const key of ["determined-username", "determined-password"]) {
        this.#read(values.text(credentials), key, ["pachd"], credentials);
      }
    }
    if (isDetermined) this.#determinedMaster();
  }

  #determinedMaster(): void {
    const values = this.#values;
    const master = ["determined master"];
    const named = (attribute: string, keys: readonly (string | undefined)[], use?: Reading["use"]): void => {
      const name = values.text(`determined.${attribute}`);
      for (const key of name === "" ? [] : keys)
        this.#read(name, key, master, `determined.${attribute}`, use);
    };
    named("tlsSecret", ["tls.crt", "tls.key"], "tls");
    named("imagePullSecretName", [undefined], "pull");
    if (values.from("2.8.0")) named("externalCaCertSecretName", [undefined]);
    const isSecret = values.text("determined.db.resourceType") !== "configMap";
    if (values.isOn("determined.db.sslMode") && isSecret) named("db.certResourceName", [undefined]);
    if (!values.from("2.10.0")) return;
    named("genai.imagePullSecretName", [undefined], "pull");
    this.#resourceManagers(values.get("determined.additional_resource_managers"));
  }

  #resourceManagers(managers: unknown): void {
    for (const [at, each] of (Array.isArray(managers) ? managers : []).entries()) {
      const manager: unknown = isObject(each) ? each.resource_manager : undefined;
      if (!isObject(manager)) continue;
      const attribute = `determined.additional_resource_managers[${at}].resource_manager.kubeconfig_secret_name`;
      const { kubeconfig_secret_name: name, kubeconfig_secret_value: key } = manager;
      if (typeof name === "string" && name !== "" && typeof key === "string" && key !== "") {
        this.#read(name, key, ["determined master"], attribute);
      } else
        this.#stop(attribute, "a resource manager needs kubeconfig_secret_name and kubeconfig_secret_value");
    }
  }

  others(): void {
    const values = this.#values;
    const id = "pachd.clusterDeploymentID";
    const secret = "pachyderm-deployment-id-secret";
    this.#make(secret, "CLUSTER_DEPLOYMENT_ID", values.isOn(id) ? "raw" : "generated", id);
    this.#read(secret, "CLUSTER_DEPLOYMENT_ID", [
      ...this.#pachds,
      ...(this.#server ? ["enterprise server"] : []),
    ]);
    const ca = `${POSTGRES}postgresqlSSLCACert`;
    if (values.isOn(ca) && values.from("2.2.3")) {
      this.#make("pg-ca-cert", "ca.crt", "raw", ca);
      this.#read("pg-ca-cert", "ca.crt", ["pg-bouncer"]);
    }
    const ssl = `${POSTGRES}postgresqlSSLSecret`;
    if (values.isOn(ssl)) {
      for (const key of ["tls.crt", "tls.key"]) this.#read(values.text(ssl), key, ["pg-bouncer"], ssl, "tls");
    }
    const dex = "oidc.dexCredentialSecretName";
    if (values.isOn(dex)) this.#read(values.text(dex), undefined, this.#pachds, dex);
    const pull = values.get("global.imagePullSecrets");
    for (const [at, name] of (Array.isArray(pull) ? pull : []).entries()) {
      if (typeof name !== "string" || name === "") continue;
      this.#read(name, undefined, ["image pulls"], `global.imagePullSecrets[${at}]`, "pull");
    }
    if (values.isOn("postgresql.tls.enabled") && values.isOn("postgresql.tls.autoGenerated")) {
      for (const key of ["ca.crt", "tls.crt", "tls.key"]) {
        this.#make("postgres-crt", key, "generated", "postgresql.tls.certificatesSecret");
      }
      this.#read("postgres-crt", undefined, ["postgres"]);
    } else if (values.isOn("postgresql.tls.enabled") && values.isOn("postgresql.tls.certificatesSecret")) {
      const attribute = "postgresql.tls.certificatesSecret";
      this.#read(values.text(attribute), undefined, ["postgres"], attribute);
    }
  }

  /** @param secret empty for what lands in no secret at all */
  #make(
    secret: string,
    key: string,
    source: MadeKey["source"],
    attribute: string | undefined,
    isUnquoted = false,
  ): void {
    this.made.push({ secret, key, source, attribute, ...(isUnquoted && { isUnquoted }) });
  }

  #read(
    secret: string,
    key: string | undefined,
    readers: readonly string[],
    attribute?: string,
    use?: Reading["use"],
  ): void {
    if (readers.length > 0)
      this.read.push({ secret, key, readers, attribute, ...(use !== undefined && { use }) });
  }

  #stop(attribute: string, message: string): void {
    this.stops.push({ attribute, message });
  }

  #defect(attribute: string, message: string, secret?: string, key?: string): void {
    this.defects.push({ attribute, message, secret, key });
  }
}

/** Is it from the files, or what the chart has for everybody? */
function sourceOf(values: ChartValues, attribute: string): "raw" | "default" {
  return values.isGiven(attribute) ? "raw" : "default";
}

/** A word of a values file for a message: not one that could be a value. */
function shownWord(word: string): string {
  return /^[A-Z]{1,20}$/.test(word) ? word : "that is set";
}

type Credentials = readonly (readonly [key: string, attribute: string])[];

/** Credentials alone: buckets and the like are no secrets. */
function credentialsOf(backend: string, isFrom25: boolean): Credentials {
  if (backend === "MICROSOFT" && isFrom25) {
    return [
      ["AZURE_STORAGE_ACCOUNT", "pachd.storage.microsoft.id"],
      ["AZURE_STORAGE_KEY", "pachd.storage.microsoft.secret"],
    ];
  }
  return STORAGE_CREDENTIALS[backend] ?? [];
}

export const STORAGE_CREDENTIALS: Readonly<Record<string, Credentials>> = {
  AMAZON: [
    ["AMAZON_ID", "pachd.storage.amazon.id"],
    ["AMAZON_SECRET", "pachd.storage.amazon.secret"],
    ["AMAZON_TOKEN", "pachd.storage.amazon.token"],
  ],
  GOOGLE: [["GOOGLE_CRED", "pachd.storage.google.cred"]],
  MICROSOFT: [
    ["MICROSOFT_ID", "pachd.storage.microsoft.id"],
    ["MICROSOFT_SECRET", "pachd.storage.microsoft.secret"],
  ],
  MINIO: [
    ["MINIO_ID", "pachd.storage.minio.id"],
    ["MINIO_SECRET", "pachd.storage.minio.secret"],
  ],
};

function requiredOf(backend: string, isFrom29: boolean): (readonly [attribute: string, message: string])[] {
  const always =
    backend === "MICROSOFT" ? [["pachd.storage.microsoft.id", "Azure needs the account name"] as const] : [];
  if (isFrom29) return always;
  switch (backend) {
    case "GOOGLE":
      return [["pachd.storage.google.bucket", "Google storage needs a bucket"]];
    case "AMAZON":
      return [
        ["pachd.storage.amazon.bucket", "AWS storage needs a bucket"],
        ["pachd.storage.amazon.region", "AWS storage needs a region"],
      ];
    case "MICROSOFT":
      return [["pachd.storage.microsoft.container", "Azure storage needs a container"], ...always];
    default:
      return [];
  }
}
