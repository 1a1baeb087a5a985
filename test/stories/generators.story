# The public page's commands with kubectl replaced: the manifest of a generic secret.
$ pachctl create secret generic mysecretname --from-literal=username=me --from-literal=password=pw --dry-run=client  --output=json > myfirstsecret.json
! note: while a program runs, other users can see its arguments; --from-file KEY=- and KEY=@prompt keep a value out of them

$ cat myfirstsecret.json
> {
>     "kind": "Secret",
>     "apiVersion": "v1",
>     "metadata": {
>         "name": "mysecretname"
>     },
>     "data": {
>         "password": "cHc=",
>         "username": "bWU="
>     }
> }

$ pachctl create secret -f myfirstsecret.json
! secret/mysecretname created in namespace "{{NS}}"

# Of a TLS secret.
$ pachctl create secret tls mytls --cert=tls.crt --key=tls.key --dry-run=client  --output=json > mytls.json

$ pachctl create secret -f mytls.json
! secret/mytls created in namespace "{{NS}}"

# Of a docker registry secret.
$ pachctl create secret docker-registry myregistry --dry-run=client --docker-server=registry.example.com --docker-username=puller --docker-password=pull-me --output=json > myregistry.json
! note: while a program runs, other users can see its arguments; --docker-password-stdin keeps the password out of them

$ pachctl create secret -f myregistry.json
! secret/myregistry created in namespace "{{NS}}"

# Without the detour: created at once, as a user secret, and nothing on disk.
$ echo pull-me | pachctl create secret docker-registry direct --docker-server=registry.example.com --docker-username=puller --docker-password-stdin --trim-newline -o name
> secret/direct
! secret/direct created in namespace "{{NS}}"

$ test "$(pachctl inspect secret direct --key .dockerconfigjson)" = "$(pachctl inspect secret myregistry --key .dockerconfigjson)"

$ pachctl list secret --no-headers
> direct       kubernetes.io/dockerconfigjson {{.+ ago *}}
> myregistry   kubernetes.io/dockerconfigjson {{.+ ago *}}
> mysecretname Opaque                         {{.+ ago *}}
> mytls        kubernetes.io/tls              {{.+ ago *}}

# A value from standard input keeps its bytes; that it ends with a line break is said.
$ echo s3cr3t | pachctl create secret generic piped --from-file=token=-
! note: the value of token ends with a line break, which belongs to it; --trim-newline leaves one out
! secret/piped created in namespace "{{NS}}"

$ pachctl inspect secret piped --key token | wc -c | tr -d " "
> 7

# A hash of the contents, labels of one's own, and a secret that cannot be changed.
$ pachctl create secret generic hashed --from-file=token=token.txt --append-hash --label=team=a --annotation=note=x --immutable --dry-run=client -o yaml
> apiVersion: v1
> data:
>   token: dG9rZW4K
> immutable: true
> kind: Secret
> metadata:
>   annotations:
>     note: x
>   labels:
>     team: a
>   name: hashed-{{[bcdfghkm245-9t]+}}

# A client dry run needs no cluster, and no kubeconfig at all.
$ KUBECONFIG=/nowhere pachctl create secret generic x --from-file=token.txt --dry-run=client -n elsewhere
! secret/x created in namespace "elsewhere" (client dry run)

# What the server would refuse is refused before anything is sent; a placeholder is a warning, or an error.
$ pachctl create secret generic Bad_Name --from-file=token.txt --type=kubernetes.io/tls
! error: metadata.name: the name may hold only lower case letters, digits, "-" and ".", and must start and end with a letter or digit
! error: data: type kubernetes.io/tls needs the key tls.crt
! error: data: type kubernetes.io/tls needs the key tls.key
? 2

$ pachctl create secret generic x --from-literal=a=\<MY_KEY\> --strict -q
! error: data.a: holds a placeholder that was not replaced
? 2

# A key that does not fit, a folder of other things, a config that only names a program.
$ pachctl create secret tls x --cert=tls.crt --key=other.key
! error: --key other.key: is not the private key of the certificate
? 2

$ pachctl create secret docker-registry x --from-file=store.json
! error: --from-file: registry 1 of 1 has no credentials; credsStore names a program of your own machine, which no node has
! hint: give the credentials: --docker-server, --docker-username, --docker-password-stdin
? 2

$ pachctl create secret docker-registry x --docker-username=u
! error: needs --docker-username and --docker-password-stdin, or --from-file
? 2

$ pachctl create secret generic x -f myfirstsecret.json
! error: --file does not go with "create secret generic"
? 2

# An existing secret is never changed.
$ pachctl create secret generic piped --from-file=token.txt
! error: cannot create secret "piped": it already exists in namespace "{{NS}}"
! hint: look at it with pachctl inspect secret piped, or delete it first with pachctl delete secret piped
? 21

-- token.txt --
token
-- store.json --
{"auths": {"registry.example.com": {}}, "credsStore": "desktop"}
-- tls.crt --
-----BEGIN CERTIFICATE-----
MIIBgzCCASmgAwIBAgIUMGaMnPoHXA57pzYLJzJytvnCoKowCgYIKoZIzj0EAwIw
FjEUMBIGA1UEAwwLZXhhbXBsZS5jb20wIBcNMjYxMTI1MTMyNTE5WhgPMjEyNjEx
MDExMzI1MTlaMBYxFDASBgNVBAMMC2V4YW1wbGUuY29tMFkwEwYHKoZIzj0CAQYI
KoZIzj0DAQcDQgAEyFgzQvo8BP5szRgXBiqWwfCJtufvy8VmPXx5HkAdTvzeNWzk
gl8umjy/sKC/AIOZYp1jActY1X5qvKiU20krZaNTMFEwHQYDVR0OBBYEFJXqal2R
4eYf56begjFLv/4iTP6TMB8GA1UdIwQYMBaAFJXqal2R4eYf56begjFLv/4iTP6T
MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIgZS0RX9ybyCsT5Frd
YNrO9tOdaFsz3i98kKc0l4wnpBkCIQCcgHgJfjqUjZ2ip2uqwytfxU9v3dqnlvVb
TZa3gz93zQ==
-----END CERTIFICATE-----
-- tls.key --
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgZI/MdZMUV5c3lNgm
KwAw9/j2vsN2wfU2+ahVcC0wvGShRANCAATIWDNC+jwE/mzNGBcGKpbB8Im25+/L
xWY9fHkeQB1O/N41bOSCXy6aPL+woL8Ag5linWMBy1jVfmq8qJTbSStl
-----END PRIVATE KEY-----
-- other.key --
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgyoYPuQyMQ+h2kGvV
x8n4mLtBQkSHQJN2MlTn0LMO+7+hRANCAAQAgG5Qn5zivYqda5otcpnv1VdIFwdS
VkwG/EFFRGvqwCZ7wHi4J96gbd65PrZPiE6umvJ4ZVUt3mjPzaAFfUFH
-----END PRIVATE KEY-----
