import { expect, it } from "vitest";
import { rewriteValues } from "../../src/platform/rewrite-values.js";
import { readFileSync } from "node:fs";
it("x", () => {
const t = readFileSync("/tmp/p/v.yaml","utf8");
console.log(rewriteValues(t, [
 {attribute:"pachd.rootToken",remove:true},{attribute:"pachd.rootTokenSecretName",set:"pachyderm-root-token"},
 {attribute:"pachd.oauthClientSecretSecretName",set:"o"},
 {attribute:"pachd.enterpriseLicenseKey",remove:true},{attribute:"pachd.enterpriseLicenseKeySecretName",set:"lic"},
 {attribute:"oidc.upstreamIDPs",remove:true},{attribute:"oidc.upstreamIDPsSecretName",set:"idps"},
 {attribute:"console.config.oauthClientSecret",remove:true},{attribute:"console.config.oauthClientSecretSecretName",set:"cons"},
 {attribute:"global.postgresql.postgresqlPassword",remove:true},{attribute:"global.postgresql.postgresqlExistingSecretName",set:"pg"},{attribute:"global.postgresql.existingSecret",set:"pg"},
 {attribute:"pachd.tls.newSecret.crt",remove:true},{attribute:"pachd.tls.newSecret.key",remove:true},{attribute:"pachd.tls.secretName",set:"tl"},{attribute:"pachd.tls.newSecret.create",set:false},
] as never));
});
