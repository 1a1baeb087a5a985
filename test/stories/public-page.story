# The public page's example secret is created without a word on stdout.
$ pachctl create secret -f clearml.json
! warning: clearml.json:9:17: document 1, secret "clearml": stringData.access: holds a placeholder that was not replaced
! warning: clearml.json:10:17: document 1, secret "clearml": stringData.secret: holds a placeholder that was not replaced
! secret/clearml created in namespace "{{NS}}"

# The list shows it as pachctl does, trailing space included.
$ pachctl list secret
> NAME    TYPE   CREATED {{ *}}
> clearml Opaque {{.+ ago }}

# The plural and inspect work, too.
$ pachctl inspect secrets clearml --no-headers
> clearml Opaque {{.+ ago }}

# One value comes back as it was.
$ test "$(pachctl inspect secret clearml --key access)" = '<CLEARML_API_ACCESS_KEY>'

# What kubectl printed for a generic secret.
$ pachctl create secret -f generic.json -o name
> secret/mysecretname
! secret/mysecretname created in namespace "{{NS}}"

# What kubectl printed for a docker registry secret, through a pipe.
$ cat docker-registry.json | pachctl create secret -f -
! secret/mysecret created in namespace "{{NS}}"

# The list holds all three, in order, and pads to the longest.
$ pachctl list secret
> NAME         TYPE                           CREATED {{ *}}
> clearml      Opaque                         {{.+ ago *}}
> mysecret     kubernetes.io/dockerconfigjson {{.+ ago *}}
> mysecretname Opaque                         {{.+ ago *}}

# A secret is deleted by its name.
$ pachctl delete secret mysecret
! secret/mysecret deleted from namespace "{{NS}}"

# Then it is gone.
$ pachctl inspect secret mysecret
! error: cannot inspect secret "mysecret": it does not exist in namespace "{{NS}}"
! hint: pachctl list secret --all shows the secrets of the namespace
? 20

# The others can go together.
$ pachctl delete secret clearml mysecretname -o name -q
> secret/clearml
> secret/mysecretname

# An empty list is its header; people are told where it looked.
$ pachctl list secret
> NAME TYPE CREATED{{ }}
! no user secrets in namespace "{{NS}}"
! hint: --all shows the secrets that were not made by pachctl, too

# Machines are not.
$ pachctl list secret -q -o name

-- clearml.json --
{
   "apiVersion": "v1",
   "kind": "Secret",
   "metadata": {
      "name": "clearml"
   },
   "type": "Opaque",
   "stringData": {
      "access": "<CLEARML_API_ACCESS_KEY>",
      "secret": "<CLEARML_API_SECRET_KEY>"
   }
}
-- generic.json --
{
    "kind": "Secret",
    "apiVersion": "v1",
    "metadata": {
        "name": "mysecretname"
    },
    "data": {
        "password": "czNjcjwmPnQ=",
        "username": "cGlwZWxpbmU="
    }
}
-- docker-registry.json --
{
    "kind": "Secret",
    "apiVersion": "v1",
    "metadata": {
        "name": "mysecret"
    },
    "data": {
        ".dockerconfigjson": "eyJhdXRocyI6eyJyZWdpc3RyeS5leGFtcGxlLmNvbSI6eyJ1c2VybmFtZSI6InB1bGxlciIsInBhc3N3b3JkIjoicHVsbC1tZSIsImF1dGgiOiJjSFZzYkdWeU9uQjFiR3d0YldVPSJ9fX0="
    },
    "type": "kubernetes.io/dockerconfigjson"
}
