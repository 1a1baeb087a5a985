# A bare pachctl prints help.
$ pachctl | head -3
> Usage: pachctl [options] [command]
> 
> Manage the secrets of Pachyderm pipelines directly on the Kubernetes API.

# The plural's help is the singular's, byte for byte.
$ pachctl create secret -h > one

$ pachctl create secrets --help | cmp one -

$ pachctl list secret -h > one

$ pachctl list secrets --help | cmp one -

$ pachctl inspect secret -h > one

$ pachctl inspect secrets --help | cmp one -

$ pachctl delete secret -h > one

$ pachctl delete secrets --help | cmp one -

# The help command goes as deep as the commands do.
$ pachctl create secret -h > two

$ pachctl help create secret | cmp - two

$ pachctl help | head -1
> Usage: pachctl [options] [command]

# A verb alone, a wrong verb, a wrong noun, a wrong flag, a wrong value, too much.
$ pachctl list
! error: the command is incomplete: it does not say what to work on
! hint: pachctl --help shows the commands
? 2

$ pachctl lst secret
! error: unknown command 'lst'
! hint: did you mean list?
? 2

$ pachctl list secretz
! error: unknown command 'secretz'
! hint: did you mean secret?
? 2

$ pachctl list secret --al
! error: unknown option '--al'
! hint: did you mean --all?
? 2

$ pachctl list secret -o xml
! error: -o takes one of table, wide, name, json, yaml
? 2

$ pachctl list secret x
! error: too many arguments for 'secret'. Expected 0 arguments but got 1.
! hint: pachctl --help shows the commands
? 2

# The noun first, as some tools have it.
$ pachctl secret list
! error: unknown command 'secret'
! hint: the verb comes first: pachctl list secret
? 2

# Cluster options work at any position.
$ pachctl -q list -n "$NS" secret
> NAME TYPE CREATED{{ }}

$ pachctl list secret -q --namespace "$NS"
> NAME TYPE CREATED{{ }}

# Verbose shows what decided where to go, and the request; nothing of its headers.
$ pachctl list secret -v -q
> NAME TYPE CREATED{{ }}
! context "test": current-context of {{.*}}/.kubeconfig, defined in {{.*}}/.kubeconfig
! cluster "test": context of {{.*}}/.kubeconfig, defined in {{.*}}/.kubeconfig
! user "test": context of {{.*}}/.kubeconfig, defined in {{.*}}/.kubeconfig
! namespace "{{NS}}": context "test" of {{.*}}/.kubeconfig
! GET /api/v1/namespaces/{{NS}}/secrets?includeObject=Metadata&limit=500&labelSelector=… 200 {{\d+}} ms

# Without any kubeconfig the error names the places, and a way to try it.
$ KUBECONFIG= pachctl list secret
! error: no kubeconfig: looked at {{.*}}/.kube/config
! hint: name a file with --kubeconfig or KUBECONFIG, or try everything without a cluster: pachctl sandbox
? 2

# With an empty HOME the current directory is not searched.
$ mkdir -p .kube

$ cp .kubeconfig .kube/config

$ HOME= KUBECONFIG= pachctl list secret
! error: no kubeconfig: neither KUBECONFIG nor HOME is set
! hint: name a file with --kubeconfig or KUBECONFIG, or try everything without a cluster: pachctl sandbox
? 2

# Help and version read nothing.
$ KUBECONFIG=/dev/null/x pachctl --version
> {{\d+\.\d+\.\d+}}

$ KUBECONFIG=/dev/null/x pachctl version
> {{\d+\.\d+\.\d+ \((Node\.js|Bun) \d+\.\d+\.\d+, \w+/\w+\)}}

# The sandbox takes no option that chooses a cluster.
$ pachctl sandbox -n other -- pachctl list secret
! error: sandbox takes no option that chooses a cluster
! hint: put it behind --
? 2

$ pachctl --context c sandbox
! error: sandbox takes no option that chooses a cluster
! hint: put it behind --
? 2

# A client dry run has no object to print, and looks at --namespace all the same.
$ printf '{"kind":"Secret","apiVersion":"v1","metadata":{"name":"dry"}}' > dry.json

$ pachctl create secret -f dry.json --dry-run=client -o json
! error: -o json needs --dry-run=server: a client dry run prints no values
? 2

$ pachctl create secret -f dry.json --dry-run=client -n No
! error: "No" (from --namespace) is no namespace: {{.*}}
? 2

# A full disk is told by the version, too.
$ pachctl --version > /dev/full
! error: cannot write the output: no space left on device
? 30

# A full disk is told, with what was done.
$ pachctl create secret -f s.json -o json -q > /dev/full
! error: secret "s" was created, but not shown
! error: cannot write the output: no space left on device
? 30

# A reader that leaves early is no reason for a stack.
$ pachctl list secret -o json | head -0

# A server that is not there.
$ pachctl list secret --kubeconfig gone.yaml
! error: cannot list secrets: cannot reach https://127.0.0.1:1: the connection was refused
! hint: the server comes from context "gone"
? 26

-- s.json --
{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, "stringData": {"value": "1"}}
-- gone.yaml --
current-context: gone
contexts: [{name: gone, context: {cluster: gone}}]
clusters: [{name: gone, cluster: {server: "https://127.0.0.1:1"}}]
