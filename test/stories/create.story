# An existing secret is never changed.
$ pachctl create secret -f token.json -q

$ pachctl create secret -f other.json
! error: cannot create secret "token": it already exists in namespace "{{NS}}"
! hint: look at it with pachctl inspect secret token, or delete it first with pachctl delete secret token
? 21

# The first value is still there.
$ test "$(pachctl inspect secret token --key value)" = first

# The labels of a user secret are set, the user's own stay.
$ pachctl inspect secret token -o json | tr -d ' \n' | grep -o '"labels":{[^}]*}'
> "labels":{"secret-source":"pachyderm-user","suite":"pachyderm","team":"a"}

# Nothing is sent when anything is wrong, and every problem is told at once.
$ pachctl create secret -f bad.json
! error: bad.json:3:11: document 1, secret "bad": kind: must be "Secret", and is "Secrets"
! error: bad.json:4:62: document 1, secret "bad": metadata.labels.suite: invalid suite label set on secret: suite=other
! error: bad.json:5:17: document 1, secret "bad": data.a: not valid base64: it ends too early (plain text belongs under stringData)
! error: bad.json:5:33: document 1, secret "bad": data["b/c"]: the key may hold only letters, digits, "-", "_" and "."
! error: bad.json:6:3: document 1, secret "bad": dta: there is no such field; did you mean data?
? 2

# A dry run on the server checks everything there and creates nothing.
$ pachctl create secret -f dry.json --dry-run=server -o name
> secret/dry
! secret/dry created in namespace "{{NS}}" (server dry run)

# A dry run on the client needs no cluster at all.
$ KUBECONFIG=/nowhere pachctl create secret -f dry.json --dry-run=client
! secret/dry created (client dry run)

# Neither left anything.
$ pachctl inspect secret dry -q
! error: cannot inspect secret "dry": it does not exist in namespace "{{NS}}"
! hint: pachctl list secret --all shows the secrets of the namespace
? 20

# The manifest's namespace must be the one of --namespace.
$ pachctl create secret -f elsewhere.json -n default
! error: elsewhere.json:1:79: document 1, secret "x": metadata.namespace: is "elsewhere", and --namespace says "default"; leave one of them out
? 2

# A namespace that does not exist is said, not the secret.
$ pachctl create secret -f elsewhere.json
! error: cannot create secret "x": namespace "elsewhere" does not exist
? 20

# A missing file, no file.
$ pachctl create secret -f nowhere.json
! error: cannot read nowhere.json: no such file or directory
? 2

$ pachctl create secret
! error: create secret needs a manifest
! hint: name it with -f FILE; -f - reads standard input
? 2

# Empty input is no success.
$ pachctl create secret -f - < /dev/null
! error: stdin:1:1: document 1: there is no manifest in it
? 2

# A generated name is reported.
$ pachctl create secret -f generate.json -o name -q
> secret/gen-{{[a-z0-9]+}}

-- token.json --
{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "token", "labels": {"team": "a"}}, "stringData": {"value": "first"}}
-- other.json --
{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "token"}, "stringData": {"value": "second"}}
-- bad.json --
{
  "apiVersion": "v1",
  "kind": "Secrets",
  "metadata": {"name": "bad", "labels": {"ok": "x", "suite": "other"}},
  "data": {"a": "MQ=", "b": "", "b/c": ""},
  "dta": {}
}
-- dry.json --
{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "dry"}, "stringData": {"value": "v"}}
-- elsewhere.json --
{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "x", "namespace": "elsewhere"}, "stringData": {"value": "v"}}
-- generate.json --
{"apiVersion": "v1", "kind": "Secret", "metadata": {"generateName": "gen-"}, "stringData": {"value": "v"}}
