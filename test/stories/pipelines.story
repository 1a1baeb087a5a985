# The three ways of the public page, and its ClearML example, become these parts of the worker pod.
$ pachctl render pipeline -f page.json
> spec:
>   containers:
>   - env:
>     - name: CLEARML_API_ACCESS_KEY
>       valueFrom:
>         secretKeyRef:
>           key: access
>           name: clearml
>     name: user
>     volumeMounts:
>     - mountPath: /var/my-app-secret
>       name: my-app
>   - name: storage
>   imagePullSecrets:
>   - name: puller
>   initContainers:
>   - name: init
>     volumeMounts:
>     - mountPath: /var/my-app-secret
>       name: my-app
>   volumes:
>   - name: my-app
>     secret:
>       secretName: my-app

# Before the secrets are there, each reference is named with its place, and with what would mend it.
$ pachctl validate pipeline -f page.json
! error: page.json:6:5: pipeline "mnist": transform.secrets[0]: missing Kubernetes secret clearml
! hint: pachctl create secret generic clearml --from-file=access=FILE
! error: page.json:7:5: pipeline "mnist": transform.secrets[1]: missing Kubernetes secret my-app
! hint: pachctl create secret generic my-app --from-file=KEY=FILE
! error: page.json:9:25: pipeline "mnist": transform.imagePullSecrets[0]: missing Kubernetes secret puller
! hint: pachctl create secret docker-registry puller --docker-username=USER --docker-password-stdin
? 1

# With manifests in place of the cluster, a key that is missing is found.
$ pachctl validate pipeline -f page.json --offline -m secrets.yaml
! error: page.json:6:5: pipeline "mnist": transform.secrets[0]: Kubernetes secret clearml missing key access; did you mean acces?
? 1

# With the secrets in the cluster, there is nothing to say.
$ pachctl create secret -f secrets.yaml -q

$ pachctl delete secret clearml -q

$ pachctl create secret generic clearml --from-file=access=page.json -q

$ pachctl validate pipeline -f page.json
! no problems in 1 pipeline

# For a program.
$ pachctl validate pipeline -f wrong.yaml --offline -o json
> {
>     "findings": [
>         {
>             "column": 5,
>             "file": "wrong.yaml",
>             "line": 6,
>             "message": "secret db has env_var set but is missing key",
>             "path": "transform.secrets[0]",
>             "pipeline": "p",
>             "severity": "error"
>         },
>         {
>             "column": 5,
>             "file": "wrong.yaml",
>             "line": 8,
>             "message": "has neither env_var nor mount_path: nothing of it reaches the pipeline",
>             "path": "transform.secrets[1]",
>             "pipeline": "p",
>             "severity": "warning"
>         }
>     ]
> }
? 1

# Standard input holds specs or manifests.
$ pachctl validate pipeline -f - -m - --offline < page.json
! error: standard input can be read only once
? 2

# Warnings alone are no failure, unless they are to be.
$ pachctl validate pipeline -f odd.json --offline
! warning: odd.json:1:83: pipeline "p": transform.secrets[0].mount_path: is no absolute path

$ pachctl validate pipeline -f odd.json --offline --strict
! warning: odd.json:1:83: pipeline "p": transform.secrets[0].mount_path: is no absolute path
? 1

# What is no spec is said with its place.
$ pachctl validate pipeline -f secrets.yaml --offline
! error: secrets.yaml:1:1: document 1: no `pipeline` specified
! error: secrets.yaml:6:1: document 2: no `pipeline` specified
! error: secrets.yaml:11:1: document 3: no `pipeline` specified
? 2

$ pachctl render pipeline -f wrong.yaml
! error: wrong.yaml:6:5: pipeline "p": transform.secrets[0]: secret db has env_var set but is missing key
? 2

-- page.json --
{
  "pipeline": {"name": "mnist"},
  "transform": {
    "image": "pachyderm/clearml_mnist:dev0.11", "cmd": ["/bin/sh"],
    "secrets": [
    {"name": "clearml", "envVar": "CLEARML_API_ACCESS_KEY", "key": "access"},
    {"name": "my-app", "mount_path": "/var/my-app-secret"}
    ],
   "imagePullSecrets": ["puller"]
  },
  "input": {"pfs": {"repo": "data", "branch": "master", "glob": "/*"}}
}
-- secrets.yaml --
apiVersion: v1
kind: Secret
metadata: {name: clearml}
stringData: {acces: x}
---
apiVersion: v1
kind: Secret
metadata: {name: my-app}
stringData: {a: b}
---
apiVersion: v1
kind: Secret
metadata: {name: puller}
type: kubernetes.io/dockerconfigjson
stringData:
  .dockerconfigjson: '{"auths": {"https://index.docker.io/v1/": {"auth": "dTpw"}}}'
-- wrong.yaml --
pipeline:
  name: p
transform:
  image: i:1
  secrets:
  - name: db
    envVar: A
  - name: other
-- odd.json --
{"pipeline": {"name": "p"}, "transform": {"secrets": [{"name": "a", "mount_path": "var/x"}]}}
