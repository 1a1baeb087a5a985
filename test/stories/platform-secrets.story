# The page's key for the root token is not the one that the chart reads.
$ pachctl create secret -q -f page.json
$ pachctl validate platform-secret -q --values page.yaml --chart-version 2.12.0
! error: page.yaml:3:3: pachd.rootTokenSecretName: secret my-root holds the key rootToken, as the public page says; pachd reads the key root-token (wrong-key-from-docs)
? 1

# The values move into secrets, and the file names them: comments and everything else stay.
$ pachctl create platform-secret --values values.yaml --chart-version 2.12.0 --out moved.yaml -o name
> secret/pachyderm-root-token
> secret/pachyderm-oauth-client-secret
> secret/pachyderm-console-oauth
> secret/pachyderm-postgres
! secret/pachyderm-root-token created in namespace "{{NS}}"
! secret/pachyderm-oauth-client-secret created in namespace "{{NS}}"
! secret/pachyderm-console-oauth created in namespace "{{NS}}"
! secret/pachyderm-postgres created in namespace "{{NS}}"
! values written to moved.yaml
! note: still in the values, because the chart reads it from nowhere else: pachd.storage.amazon.secret
$ cat moved.yaml
> # An installation.
> deployTarget: AMAZON
> pachd:
>   oauthClientSecretSecretName: pachyderm-oauth-client-secret
>   clusterDeploymentID: here
>   rootTokenSecretName: pachyderm-root-token   # for the first login
>   storage:
>     storageURL: s3://bucket
>     amazon: {id: key, secret: other}
> console: {config: {oauthClientSecretSecretName: pachyderm-console-oauth, graphqlPort: 4000}}
> oidc: {upstreamIDPsSecretName: idps}
> postgresql: {enabled: false}
> global:
>   postgresql:
>     postgresqlExistingSecretName: pachyderm-postgres

# They do not belong to the users, and are guarded.
$ pachctl list secret -q -o name
> secret/my-root
$ pachctl inspect secret pachyderm-root-token --key root-token | grep -c '^r00t$'
> 1
$ pachctl delete secret pachyderm-root-token
! error: cannot delete secret "pachyderm-root-token": the Pachyderm installation itself uses it
! hint: if that is really meant, add --force --platform
? 24

# A second time, what is there is kept; a file that holds something else is not replaced.
$ pachctl create platform-secret -q --values values.yaml --chart-version 2.12.0 --only root-token --out moved.yaml
! error: moved.yaml is there already, and is not replaced
! hint: name another file, or remove it first
? 2
$ pachctl create platform-secret --values changed.yaml --chart-version 2.12.0 --only root-token
! warning: secret "pachyderm-root-token" exists with another value of root-token than the values file; --update writes the value of the file
! secret/pachyderm-root-token kept in namespace "{{NS}}"
? 0
$ pachctl create platform-secret --values changed.yaml --chart-version 2.12.0 --only root-token --update
! secret/pachyderm-root-token updated in namespace "{{NS}}"
$ pachctl inspect platform-secret --key root-token | grep -c '^changed$'
> 1

# What an upgrade needs is read back, without values unless they are asked for.
$ pachctl inspect platform-secret --no-headers
> {{pachd.rootToken +pachyderm-root-token +root-token +7 *}}
> {{pachd.oauthClientSecret +pachyderm-oauth-client-secret +pachd-oauth-client-secret +32 *}}
> {{console.config.oauthClientSecret +pachyderm-console-oauth +OAUTH_CLIENT_SECRET +7 *}}
> {{global.postgresql.postgresqlPassword +pachyderm-postgres +postgresql-password +5 *}}
$ pachctl inspect platform-secret --to-values upgrade.yaml
! values written to upgrade.yaml
$ pachctl inspect platform-secret -q --to-values - | cmp - upgrade.yaml
$ cat upgrade.yaml
> console:
>   config:
>     oauthClientSecretSecretName: pachyderm-console-oauth
> global:
>   postgresql:
>     existingSecret: pachyderm-postgres
>     postgresqlExistingSecretName: pachyderm-postgres
> pachd:
>   oauthClientSecretSecretName: pachyderm-oauth-client-secret
>   rootTokenSecretName: pachyderm-root-token

# A values file behind a link is changed itself; a folder that is missing is told before anything is made.
$ chmod 640 linked.yaml
$ ln -s linked.yaml link.yaml
$ pachctl create platform-secret -q --values link.yaml --chart-version 2.12.0 --only root-token --update --in-place
$ grep -c rootTokenSecretName linked.yaml
> 1
$ ls -l linked.yaml | cut -c 1-10
> -rw-r-----
$ pachctl create platform-secret -q --values page.yaml --chart-version 2.12.0 --in-place
$ pachctl create platform-secret --values page.yaml --chart-version 2.12.0 --in-place
! there is nothing to move into a secret
! page.yaml is unchanged
$ pachctl create platform-secret -q --values values.yaml --out none/values.yaml
! error: the folder of none/values.yaml does not exist
? 2

# Values go through pipes as well; standard output is for one thing.
$ pachctl create platform-secret -q --values - --chart-version 2.12.0 --only root-token --out - < values.yaml | grep -c 'rootTokenSecretName: pachyderm-root-token'
> 1
$ pachctl create platform-secret -q --values values.yaml --out - -o name
! error: --out - and -o would both write to standard output
? 2

# Without a word that means something, nothing is moved.
$ pachctl create platform-secret -q --values values.yaml --only nonsense
! error: --only names something that these values and this chart do not move into a secret
! hint: there is pachyderm-root-token, pachyderm-console-oauth, pachyderm-postgres
? 2
$ pachctl create platform-secret --values placeholder.yaml --chart-version 2.12.0 --only root-token --dry-run=client -o name
> secret/pachyderm-root-token
! secret/pachyderm-root-token created (client dry run)
! warning: pachd.rootToken: the value holds a placeholder that was not replaced
$ pachctl validate platform-secret --values other.yaml
! note: chart version 2.11.6 is assumed; --chart-version names another one
! error: other.yaml:1:1: these are values of Pachyderm's chart 1, which has no platform secrets
? 2

# What YAML takes for a number is refused where it would be another value.
$ pachctl create platform-secret -q --values odd.yaml --chart-version 2.12.0 --dry-run=client
! error: odd.yaml:3:3: pachd.rootToken: this is no text; put it in quotes
? 2
$ pachctl create platform-secret -q --values long.yaml --chart-version 2.12.0 --dry-run=client
! error: long.yaml:3:3: oidc.upstreamIDPs: it holds a number that would be another one; put it in quotes
? 2
$ pachctl create platform-secret -q --values listed.yaml --chart-version 2.12.0 --dry-run=client
! error: listed.yaml:1:10: this is the value of an attribute that is taken out as well; write it out in both places
? 2
$ pachctl validate platform-secret -q --offline --values empty.yaml --chart-version 2.12.0
$ pachctl create platform-secret -q --values values.yaml --values values.yaml --out x --out ./x
! error: two values files would be written to the same --out
? 2
$ pachctl create platform-secret -q --values values.yaml --values ./values.yaml --in-place
! error: a values file is named twice
? 2

# What cannot be changed is told before anything is made.
$ pachctl delete secret pachyderm-root-token --force --platform --used -q

$ pachctl create secret -q -f fixed.yaml

$ pachctl create platform-secret -q --values values.yaml --chart-version 2.12.0 --update
! error: cannot create secret "pachyderm-root-token": it exists, is immutable and has other values
! error: nothing was created
! hint: delete it first, or leave it out with --only
? 21

# What is being deleted is no place for a value.
$ pachctl delete secret pachyderm-root-token --force --platform --used -q --ignore-not-found

$ pachctl create secret -q -f leaving.yaml

$ pachctl delete secret pachyderm-root-token --force --platform --used --no-wait -q

$ pachctl create platform-secret -q --values values.yaml --chart-version 2.12.0 --only root-token --update
! error: cannot create secret "pachyderm-root-token": the old one is still being deleted
? 21

-- page.json --
{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "my-root"}, "stringData": {"rootToken": "r"}}
-- fixed.yaml --
apiVersion: v1
kind: Secret
metadata: {name: pachyderm-root-token}
immutable: true
stringData: {root-token: fixed}
-- odd.yaml --
deployTarget: LOCAL
pachd:
  rootToken: 10:20
-- long.yaml --
deployTarget: LOCAL
oidc:
  upstreamIDPs: [{id: 123456789012345678}]
-- listed.yaml --
x-l: [&t "a", b]
deployTarget: LOCAL
pachd:
  rootToken: *t
-- empty.yaml --
pachd:
deployTarget: AMAZON
-- page.yaml --
deployTarget: LOCAL
pachd:
  rootTokenSecretName: my-root
  activateAuth: true
  storage: {local: {hostPath: /var/pach/}}
console: {enabled: false}
-- values.yaml --
# An installation.
deployTarget: AMAZON
pachd:
  clusterDeploymentID: here
  rootToken: "r00t"   # for the first login
  storage:
    storageURL: s3://bucket
    amazon: {id: key, secret: other}
console: {config: {oauthClientSecret: 'console', graphqlPort: 4000}}
oidc: {upstreamIDPsSecretName: idps}
postgresql: {enabled: false}
global:
  postgresql:
    postgresqlPassword: pass!
-- changed.yaml --
deployTarget: LOCAL
pachd: {rootToken: changed}
-- other.yaml --
dash: {enabled: true}
-- placeholder.yaml --
deployTarget: LOCAL
pachd: {rootToken: "<ROOT_TOKEN>"}
-- linked.yaml --
deployTarget: LOCAL
pachd: {rootToken: changed}
-- leaving.yaml --
apiVersion: v1
kind: Secret
metadata:
  name: pachyderm-root-token
  finalizers:
  - example.com/hold
stringData:
  root-token: old
