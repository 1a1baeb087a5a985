# A kubeconfig that others can read gets one note, and works.
$ chmod 644 .kubeconfig

$ pachctl list secret
> NAME TYPE CREATED{{ }}
! note: others can read {{.*}}/.kubeconfig, which holds credentials: chmod 600 protects it
! no user secrets in namespace "{{NS}}"
! hint: --all shows the secrets that were not made by pachctl, too

$ pachctl -q list secret
> NAME TYPE CREATED{{ }}

$ chmod 600 .kubeconfig

# A plugin gives the token: what it says on stderr is shown without control characters, its stdout never.
$ sh with-plugin.sh ./login.sh

$ chmod +x login.sh

$ pachctl list secret --kubeconfig plugin.yaml
> NAME TYPE CREATED{{ }}
! logging in as u\x1b[31m
! no user secrets in namespace "{{NS}}"
! hint: --all shows the secrets that were not made by pachctl, too

# A plugin that fails is named with its exit code, and what to do; nothing that it wrote is.
$ sh with-plugin.sh ./broken.sh

$ chmod +x broken.sh

$ pachctl list secret --kubeconfig plugin.yaml
! error: cannot get credentials from plugin "{{.*}}/broken.sh": it ended with exit code 3
! hint: ask the platform team for a login
? 23

# So is one that is not there.
$ sh with-plugin.sh no-such-plugin

$ pachctl list secret --kubeconfig plugin.yaml
! error: cannot get credentials from plugin "no-such-plugin": there is no such program
! hint: ask the platform team for a login
? 23

# Whoever told kubectl to run no plugins meant this, too.
$ sh with-plugin.sh ./login.sh

$ KUBERC=kuberc.yaml pachctl list secret --kubeconfig plugin.yaml
! error: the plugin "{{.*}}/login.sh" may not run: kuberc.yaml says DenyAll
! hint: allow it under credentialPluginAllowlist of kuberc.yaml
? 24

# A user can act as somebody else; the server says who it was.
$ sh as.sh > as.yaml

$ chmod 600 as.yaml

$ pachctl list secret --kubeconfig as.yaml
! error: cannot list secrets: user "nobody" may not list secrets in namespace "{{NS}}"
! hint: ask for a role that allows "list" on secrets in namespace "{{NS}}"
? 24

# Mistakes are told by place, with what there is instead; the token beside them is not shown.
$ chmod 600 *.yaml

$ pachctl list secret --kubeconfig broken.yaml
! error: broken.yaml:4:1: this is not valid YAML: the indentation is wrong
? 2

$ pachctl list secret --kubeconfig wrong.yaml
! error: wrong.yaml:4:33: users[0].user.token: must be a string (quote it), and is a number
? 2

$ pachctl list secret --kubeconfig context.yaml
! error: context.yaml:1:18: current-context: no context is called "dev"
! hint: the contexts are prod, stage; choose one with --context
? 2

$ pachctl list secret --kubeconfig cluster.yaml
! error: cluster.yaml:2:41: contexts[0].context.cluster: no cluster is called "typo"
! hint: the clusters are real
? 2

$ pachctl list secret --kubeconfig provider.yaml
! error: provider.yaml:4:48: users[0].user.auth-provider.name: the auth provider "gcp" is not supported: Kubernetes removed it
! hint: install gke-gcloud-auth-plugin, then run: gcloud container clusters get-credentials CLUSTER
? 2

$ pachctl list secret --kubeconfig wrong.yaml --context other
! error: wrong.yaml has no context "other"
! hint: the contexts are c; choose one with --context
? 2

-- with-plugin.sh --
umask 077
sed '/^users:/,$d' .kubeconfig > plugin.yaml
sed -n 's/^    token: //p' .kubeconfig > token
cat >> plugin.yaml <<END
users:
- name: test
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1
      interactiveMode: Never
      command: $1
      args: [u]
      env: [{name: TOKEN_FILE, value: "$PWD/token"}]
      installHint: ask the platform team for a login
END
-- login.sh --
#!/bin/sh
printf 'logging in as %s\033[31m\n' "$1" >&2
printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s"}}' "$(cat "$TOKEN_FILE")"
-- broken.sh --
#!/bin/sh
cat "$TOKEN_FILE"
exit 3
-- kuberc.yaml --
apiVersion: kubectl.config.k8s.io/v1beta1
kind: Preference
credentialPluginPolicy: DenyAll
-- as.sh --
cat .kubeconfig
echo '    as: nobody'
echo '    as-groups: [visitors]'
-- broken.yaml --
users:
- name: u
  user: {token: hunter2
contexts: [
-- wrong.yaml --
current-context: c
contexts: [{name: c, context: {cluster: c, user: u}}]
clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
users: [{name: u, user: {token: 12345678, username: hunter2}}]
-- context.yaml --
current-context: dev
contexts: [{name: prod, context: {}}, {name: stage, context: {}}]
-- cluster.yaml --
current-context: c
contexts: [{name: c, context: {cluster: typo}}]
clusters: [{name: real, cluster: {server: "https://127.0.0.1:1"}}]
-- provider.yaml --
current-context: c
contexts: [{name: c, context: {cluster: c, user: u}}]
clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
users: [{name: u, user: {auth-provider: {name: gcp}}}]
