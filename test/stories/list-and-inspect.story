# Two secrets of ours and one that kubectl would make.
$ pachctl create secret -f a.json -q

$ pachctl create secret -f b.json -q

$ pachctl create secret -f auth.json -q

# Columns are as wide as the longest cell of the block; names come in byte order.
$ pachctl list secret --full-timestamps
> NAME    TYPE                     CREATED{{ +}}
> a-b     Opaque                   {{\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ }}
> a.b     Opaque                   {{\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ }}
> account kubernetes.io/basic-auth {{\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ }}

# By type.
$ pachctl list secrets --type kubernetes.io/basic-auth -o name
> secret/account

# By label, added to the selector of user secrets.
$ pachctl list secret -l 'team in (x, y),!legacy' -o name
> secret/a-b

# A selector cannot break out of that.
$ pachctl list secret -l 'team in (x'
! error: -l is not a label selector: it ends too early, expected: a comma or a closing bracket
? 2

# No match is no error.
$ pachctl list secret -l team=nobody
> NAME TYPE CREATED{{ }}
! no user secrets that match in namespace "{{NS}}"
! hint: --all shows the secrets that were not made by pachctl, too

# All namespaces put theirs in front.
$ pachctl list secret -A --no-headers -l team=x | grep "^$NS "
> {{NS}} a-b Opaque {{.+ ago *}}
> {{NS}} a.b Opaque {{.+ ago *}}

# A list for machines has no values, and cannot be created again by mistake.
$ pachctl list secret -o json > backup.json

$ grep -c '"data"' backup.json
> 0
? 1

$ pachctl create secret -f backup.json
! error: backup.json:1:1: document 1: this was exported without values, and would make an empty secret (export it with --show-values)
? 2

# The same for one secret.
$ pachctl inspect secret a-b -o json | pachctl create secret -f -
! error: stdin:1:1: document 1, secret "a-b": this was exported without values, and would make an empty secret (export it with --show-values)
? 2

# With values it comes back byte for byte.
$ pachctl inspect secret a-b -o json --show-values > a.backup

$ pachctl delete secret a-b -q

$ pachctl create secret -f a.backup
! note: a.backup: secret "a-b": dropped what the server sets itself: metadata.uid, metadata.resourceVersion, metadata.creationTimestamp
! secret/a-b created in namespace "{{NS}}"

$ pachctl inspect secret a-b --key __proto__ | od -An -tx1
>  ff fe 00 0a

# YAML is sorted and quotes what could be read as something else.
$ pachctl inspect secret account -o yaml --show-values | grep -v -e uid: -e resourceVersion: -e creationTimestamp:
> apiVersion: v1
> data:
>   password: bm8=
>   username: ""
> kind: Secret
> metadata:
>   labels:
>     secret-source: pachyderm-user
>     suite: pachyderm
>   name: account
>   namespace: {{NS}}
> type: kubernetes.io/basic-auth

# A key that is not there.
$ pachctl inspect secret account --key passwort
! error: cannot inspect secret "account": it has no key "passwort"
! hint: its keys are password, username
? 20

# Options that would do nothing are refused.
$ pachctl list secret --show-values
! error: --show-values needs -o json or -o yaml
? 2

$ pachctl list secret -o json --no-headers
! error: --no-headers has no meaning with -o json
? 2

$ pachctl inspect secret account --key password -o json
! error: --key writes one value's bytes and takes no option about the form of the output
? 2

$ pachctl list secret -o csv
! error: -o takes one of table, wide, name, json, yaml
? 2

# The wide table counts the keys, and says which pipelines use a secret: none here.
$ pachctl list secret -o wide
> NAME    TYPE                     CREATED {{ *}}DATA USED BY 
> a-b     Opaque                   {{.+ ago *}} 3            
> a.b     Opaque                   {{.+ ago *}} 0            
> account kubernetes.io/basic-auth {{.+ ago *}} 2            

$ pachctl inspect secret account -o wide
> NAME    TYPE                     CREATED {{ *}}DATA USED BY 
> account kubernetes.io/basic-auth {{.+ ago *}} 2            
> 
> Labels:               secret-source=pachyderm-user
>                       suite=pachyderm
> Last change recorded: by pachctl, {{\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ}}
> 
> KEY      BYTES ABOUT 
> password     2 text  
> username     0 empty 

# Text values decoded; what is no text stays base64.
$ pachctl inspect secret a-b -o json --show-values --decode | tr -d ' \n' | grep -o '"data":{[^}]*}\|"stringData":{[^}]*}'
> "data":{"__proto__":"//4ACg=="}
> "stringData":{"10":"","2":"2"}

# A file for each value, never over another one.
$ pachctl inspect secret account --to values
! 2 values of secret "account" written to values

$ stat -c '%a %n %s' values values/password values/username
> 700 values {{\d+}}
> 600 values/password 2
> 600 values/username 0

$ pachctl inspect secret account --to values
! error: values/password is there already
! error: values/username is there already
! hint: --force replaces files
? 2

$ pachctl inspect secret account --to values --force -q

$ ln -s values link

$ pachctl inspect secret account --to link --force
! error: link is no folder, or a link to one
? 2

-- a.json --
{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a-b", "labels": {"team": "x"}}, "data": {"__proto__": "//4ACg==", "10": "", "2": "Mg=="}}
-- b.json --
{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a.b", "labels": {"team": "x", "legacy": ""}}, "data": {}}
-- auth.json --
{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "account"}, "type": "kubernetes.io/basic-auth", "stringData": {"username": "", "password": "no"}}
