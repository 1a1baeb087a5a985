/** What the transcript creates; {ns} is the namespace of the test. */
export const SECRETS_FILE = `apiVersion: v1
kind: Secret
metadata:
  name: one
  labels: {suite: {ns}}
type: t/x
stringData:
  k: v
---
apiVersion: v1
kind: Secret
metadata:
  name: two
stringData: {}
---
apiVersion: v1
kind: Secret
metadata:
  name: Bad_
`;

/** Secrets with a field that there is not, and with nulls. */
export const ODD_FILES = {
  "unknown.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: u}\nbogus: 1\ndata: {a: MQ==}\n",
  "nulls.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: nulls, labels: null}\ndata: {a: null}\n",
  "applied.yaml":
    "apiVersion: v1\nkind: Secret\nmetadata: {name: k, labels: {l: a}}\ndata: {a: MQ==, b: MQ==}\n",
  "changed.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: k}\ndata: {b: Mg==, c: MQ==}\n",
} as const;

/** kubectl 1.35 at work: every line after a dollar sign is run; standard output, standard error and the exit code follow. */
export const TRANSCRIPT = `$ kubectl create -f secrets.yaml
secret/one created
secret/two created
The Secret "Bad_" is invalid: metadata.name: Invalid value: "Bad_": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')
exit 1
$ kubectl create -f secrets.yaml
Error from server (AlreadyExists): error when creating "secrets.yaml": secrets "one" already exists
Error from server (AlreadyExists): error when creating "secrets.yaml": secrets "two" already exists
Error from server (Invalid): error when creating "secrets.yaml": Secret "Bad_" is invalid: metadata.name: Invalid value: "Bad_": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')
exit 1
$ kubectl get secrets
NAME   TYPE     DATA   AGE
one    t/x      1      AGE
two    Opaque   0      AGE
exit 0
$ kubectl get secrets --chunk-size=1
NAME   TYPE     DATA   AGE
one    t/x      1      AGE
two    Opaque   0      AGE
exit 0
$ kubectl get secrets -l suite
NAME   TYPE   DATA   AGE
one    t/x    1      AGE
exit 0
$ kubectl get secrets --field-selector type=Opaque -o name
secret/two
exit 0
$ kubectl get secrets -A -l suite={ns}
NAMESPACE      NAME   TYPE   DATA   AGE
NS   one    t/x    1      AGE
exit 0
$ kubectl get secret one -o yaml
apiVersion: v1
data:
  k: dg==
kind: Secret
metadata:
  creationTimestamp: "T"
  labels:
    suite: NS
  name: one
  namespace: NS
  resourceVersion: "RV"
  uid: UID
type: t/x
exit 0
$ kubectl get secret two -o json
{
    "apiVersion": "v1",
    "kind": "Secret",
    "metadata": {
        "creationTimestamp": "T",
        "name": "two",
        "namespace": "NS",
        "resourceVersion": "RV",
        "uid": "UID"
    },
    "type": "Opaque"
}
exit 0
$ kubectl get secret three
Error from server (NotFound): secrets "three" not found
exit 1
$ kubectl get secrets -l a==
No resources found in NS namespace.
exit 0
$ kubectl delete secret one two
secret "one" deleted from NS namespace
secret "two" deleted from NS namespace
exit 0
$ kubectl delete secret one
Error from server (NotFound): secrets "one" not found
exit 1
$ kubectl get secrets
No resources found in NS namespace.
exit 0
$ kubectl create secret generic g --from-literal=a=b
secret/g created
exit 0
$ kubectl get secret g -o jsonpath={.data.a}
Yg==exit 0
$ kubectl create secret generic g --from-literal=a=b
error: failed to create secret secrets "g" already exists
exit 1
$ kubectl create secret generic h --from-literal=a=b --dry-run=server -o name
secret/h
exit 0
$ kubectl describe secret g
Name:         g
Namespace:    NS
Labels:       <none>
Annotations:  <none>

Type:  Opaque

Data
====
a:  1 bytes
exit 0
$ kubectl create -f unknown.yaml
Error from server (BadRequest): error when creating "unknown.yaml": Secret in version "v1" cannot be handled as a Secret: strict decoding error: unknown field "bogus"
exit 1
$ kubectl create -f unknown.yaml --validate=warn
secret/u created
Warning: unknown field "bogus"
exit 0
$ kubectl create -f nulls.yaml
secret/nulls created
exit 0
$ kubectl get secret nulls -o jsonpath={.data}
{"a":""}exit 0
$ kubectl auth can-i create secrets
yes
exit 0
$ kubectl auth can-i create secrets --as nobody
no
exit 1
$ kubectl delete secret g u nulls
secret "g" deleted from NS namespace
secret "u" deleted from NS namespace
secret "nulls" deleted from NS namespace
exit 0
$ kubectl apply -f applied.yaml
secret/k created
exit 0
$ kubectl apply -f applied.yaml
secret/k unchanged
exit 0
$ kubectl label secret k team=x
secret/k labeled
exit 0
$ kubectl apply -f changed.yaml
secret/k configured
exit 0
$ kubectl get secret k -o jsonpath={.data}{.metadata.labels}
{"b":"Mg==","c":"MQ=="}exit 0
$ kubectl label secret k team=y
secret/k labeled
exit 0
$ kubectl label secret k team=z
error: 'team' already has a value (y), and --overwrite is false
exit 1
$ kubectl label secret k team-
secret/k unlabeled
exit 0
$ kubectl annotate secret k note=1
secret/k annotated
exit 0
$ kubectl patch secret k -p {"data":{"d":"MQ=="}}
secret/k patched
exit 0
$ kubectl patch secret k --type=merge -p {"data":{"d":null}}
secret/k patched
exit 0
$ kubectl patch secret k --type=merge -p {"data":{"d":null}}
secret/k patched (no change)
exit 0
$ kubectl edit secret k
secret/k edited
exit 0
$ kubectl get secret k -o jsonpath={.data}{.metadata.annotations.note}
{"b":"Mw==","c":"MQ=="}1exit 0
$ kubectl patch secret k -p {"type":"x/y"}
The Secret "k" is invalid: type: Invalid value: "x/y": field is immutable
exit 1
$ kubectl delete secret k
secret "k" deleted from NS namespace
exit 0
`;
