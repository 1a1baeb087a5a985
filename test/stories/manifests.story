# YAML, JSON and lists, several in one run: a document, a file, a folder; every secret is told.
$ pachctl create secret -f two.yaml -f folder -f list.json -f -  -o name < stdin.yaml
> secret/one
> secret/two
> secret/in-folder
> secret/listed-a
> secret/listed-b
> secret/from-stdin
! secret/one created in namespace "{{NS}}"
! secret/two created in namespace "{{NS}}"
! secret/in-folder created in namespace "{{NS}}"
! secret/listed-a created in namespace "{{NS}}"
! secret/listed-b created in namespace "{{NS}}"
! secret/from-stdin created in namespace "{{NS}}"

# The values are what YAML says.
$ pachctl inspect secret one --key text
> two
> lines

# The folders below are looked into when asked for.
$ pachctl create secret -R -f folder --dry-run=server -q -o name --skip-existing
> secret/deeper

# Run again, a batch can be finished: what exists already is left as it is.
$ pachctl create secret -f two.yaml -f new.yaml --skip-existing
! secret/one exists already in namespace "{{NS}}", and was left as it is
! secret/two exists already in namespace "{{NS}}", and was left as it is
! secret/new created in namespace "{{NS}}"

# A file of an installation holds other kinds: said, or passed over.
$ pachctl create secret -f installation.yaml
! error: installation.yaml:2:7: document 1: kind: this is a Namespace, and only Secrets are created here
! error: installation.yaml:12:7: document 4: kind: this is an Ingress, and only Secrets are created here
! hint: --skip-other-kinds creates the Secrets alone
? 2

$ pachctl create secret -f installation.yaml --skip-other-kinds
! note: installation.yaml:2:7: document 1: skipped a Namespace
! note: installation.yaml:12:7: document 4: skipped an Ingress
! secret/installed created in namespace "{{NS}}"

# The same secret, the same file and standard input are taken once.
$ pachctl create secret -f new.yaml -f ./new.yaml -f - -f /dev/stdin -f twice.yaml < stdin.yaml
! error: ./new.yaml and new.yaml are the same file
! error: standard input can be read only once
! error: twice.yaml:8:9: document 2, secret "twice": metadata.name: this secret is there twice, first in twice.yaml, document 1
? 2

# Every mistake of every file is told, and nothing is created.
$ pachctl create secret -f bad.yaml -f new.yaml -f nowhere.yaml
! error: cannot read nowhere.yaml: no such file or directory
! error: bad.yaml:6:3: document 1, secret "bad": stringData.port: the key is there twice, first at 5:3
! error: bad.yaml:6:14: document 1, secret "bad": stringData.port: must be a string (quote it), and is a number
! error: bad.yaml:11:1: document 2, secret "worse": stringdata: there is no such field; did you mean stringData?
? 2

# What the server would take, but cannot work, is an error when asked for.
$ pachctl create secret -f placeholder.yaml --strict
! error: placeholder.yaml:5:14: document 1, secret "p": stringData.token: holds a placeholder that was not replaced
? 2

# What kubectl exported is created again, without the server's fields and without the annotation that holds the values.
$ pachctl create secret -f export.yaml
! note: export.yaml: secret "exported": dropped what the server sets itself: metadata.uid, metadata.resourceVersion, metadata.creationTimestamp
! note: export.yaml: secret "exported": dropped the annotation kubectl.kubernetes.io/last-applied-configuration: it holds the values
! secret/exported created in namespace "{{NS}}"

# A folder without manifests, and an empty list, are mistakes.
$ pachctl create secret -f empty
! error: empty: there is no .json, .yaml or .yml file in it; -R looks into the folders below as well
? 2

# The limit counts all that is read.
$ pachctl create secret -f two.yaml --max-input 20
! error: two.yaml: the input is larger than 20 bytes
! hint: --max-input sets the limit
? 2

-- two.yaml --
apiVersion: v1
kind: Secret
metadata:
  name: one
stringData:
  text: |
    two
    lines
---
apiVersion: v1
kind: Secret
metadata: {name: two}
-- folder/a.yml --
apiVersion: v1
kind: Secret
metadata: {name: in-folder}
-- folder/README.md --
no manifest
-- folder/below/b.json --
{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "deeper"}}
-- empty/README.md --
no manifest
-- list.json --
{"apiVersion": "v1", "kind": "List", "items": [
  {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "listed-a"}},
  {"apiVersion": "v1", "kind": "SecretList", "items": [{"metadata": {"name": "listed-b"}}]}
]}
-- stdin.yaml --
apiVersion: v1
kind: Secret
metadata: {name: from-stdin}
-- new.yaml --
apiVersion: v1
kind: Secret
metadata: {name: new}
-- installation.yaml --
apiVersion: v1
kind: Namespace
metadata: {name: x}
---
apiVersion: v1
kind: Secret
metadata: {name: installed}
---
# only a comment
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: x}
-- twice.yaml --
apiVersion: v1
kind: Secret
metadata: {name: twice}
---
apiVersion: v1
kind: Secret
metadata:
  name: twice
-- bad.yaml --
apiVersion: v1
kind: Secret
metadata: {name: bad}
stringData:
  port:      "1"
  port:      5432
---
apiVersion: v1
kind: Secret
metadata: {name: worse}
stringdata: {a: b}
-- placeholder.yaml --
apiVersion: v1
kind: Secret
metadata: {name: p}
stringData:
  token:     <MY_TOKEN>
-- export.yaml --
apiVersion: v1
data:
  a: MQ==
kind: Secret
metadata:
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: |
      {"apiVersion":"v1","data":{"a":"MQ=="},"kind":"Secret"}
  creationTimestamp: "2026-01-01T00:00:00Z"
  name: exported
  resourceVersion: "1"
  uid: 00000000-0000-0000-0000-000000000000
type: Opaque
