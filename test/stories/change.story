# What is missing is created, what differs is changed, the rest is left alone.
$ pachctl update secret -f one.yaml
! secret/one created in namespace "{{NS}}"

$ pachctl update secret -f one.yaml
! secret/one unchanged in namespace "{{NS}}"

# What would change, without values; then the change. A key that left the manifest leaves the secret.
$ pachctl diff secret -f changed.yaml
> secret/one in namespace "{{NS}}" differs
> + data new (3 bytes)
> - data old (3 bytes)
> ~ data password (5 bytes -> 6 bytes)
> + label team: a
? 1

$ pachctl update secret -f changed.yaml --dry-run=server
! secret/one configured in namespace "{{NS}}" (server dry run): changed password, added new, removed old; added label team

$ pachctl update secret -f changed.yaml -o name
> secret/one
! secret/one configured in namespace "{{NS}}": changed password, added new, removed old; added label team

$ pachctl diff secret -f changed.yaml
! secret/one in namespace "{{NS}}" does not differ

$ pachctl diff secret -f one.yaml --show-values
> secret/one in namespace "{{NS}}" differs
> - data new (3 bytes)
>   - new
>     (no line end)
> + data old (3 bytes)
>   + old
>     (no line end)
> ~ data password (6 bytes -> 5 bytes)
>   - second
>     (no line end)
>   + first
>     (no line end)
? 1

# One value, a label, an annotation; the rest is not read aloud.
$ pachctl update secret one --set password=@password.txt --label team- --annotation note=x
! secret/one configured in namespace "{{NS}}": changed password; removed label team; added annotation note

$ cat password.txt | pachctl update secret one --set password=- --unset nothing
! note: the value of password ends with a line break, which belongs to it; --trim-newline leaves one out
! secret/one unchanged in namespace "{{NS}}"

$ pachctl inspect secret one --key password
> third

$ pachctl update secret one --set password=third
! error: --set takes KEY=@FILE, KEY=- (standard input) or KEY=@prompt; a value itself could be seen by others
? 2

$ pachctl update secret nobody --unset a
! error: cannot update secret "nobody": it does not exist in namespace "{{NS}}"
! hint: pachctl list secret --all shows the secrets of the namespace
? 20

# A manifest that says nothing about values would empty the secret.
$ pachctl update secret -f empty.yaml
! error: secret "one": it has neither data nor stringData; "data: {}" removes all values
? 2

# What cannot be changed is created anew only when that is asked for.
$ pachctl update secret -f typed.yaml
! error: cannot update secret "one": its type is Opaque, and a type cannot be changed to example.com/x
! hint: --recreate deletes it and creates it anew; in between there is none, and workers that start then fail
? 25

$ pachctl update secret -f typed.yaml --recreate
! note: secret "one" is deleted and created anew: for a moment there is none
! secret/one deleted and created anew in namespace "{{NS}}": changed password, removed new; type Opaque -> example.com/x

$ pachctl inspect secret one -o json --show-values | tr -d ' \n' | grep -o '"data":{[^}]*}\|"labels":{[^}]*}\|"type":"[^"]*"'
> "data":{"password":"eA=="}
> "labels":{"secret-source":"pachyderm-user","suite":"pachyderm"}
> "type":"example.com/x"

# A copy, which never replaces another secret by itself.
$ pachctl copy secret one --as two -o name
> secret/two
! secret/two created in namespace "{{NS}}"

$ pachctl copy secret one --as two
! error: cannot copy to secret "two": it already exists in namespace "{{NS}}"
! hint: --force gives it the values of the one that is copied
? 21

$ pachctl copy secret one --as two --force
! secret/two unchanged in namespace "{{NS}}"

# By manifest, by label, all.
$ pachctl update secret two --label team=b -q

$ pachctl delete secret -l team=b
! secret/two deleted from namespace "{{NS}}"

$ pachctl delete secret -f one.yaml
! secret/one deleted from namespace "{{NS}}"

$ pachctl update secret -f one.yaml -q

$ pachctl delete secret --all
! error: --all needs --yes where nobody can be asked
? 2

$ pachctl delete secret --all --yes -o name
> secret/one
! secret/one deleted from namespace "{{NS}}"

# An immutable secret stays so, unless a manifest says otherwise and --recreate allows it.
$ pachctl create secret -f fixed.yaml -q

$ pachctl update secret -f mutable.yaml
! error: cannot update secret "fixed": it is immutable
! hint: --recreate deletes it and creates it anew; in between there is none, and workers that start then fail
? 25

$ EDITOR=true pachctl edit secret fixed
! error: cannot edit secret "fixed": it is immutable
! hint: --recreate deletes it and creates it anew; in between there is none, and workers that start then fail
? 25

$ pachctl create secret -f other.yaml -q

$ pachctl copy secret other --as fixed --force
! error: cannot copy to secret "fixed": it is immutable
! hint: --recreate deletes it and creates it anew; in between there is none, and workers that start then fail
? 25

$ pachctl diff secret -f mutable.yaml
> secret/fixed in namespace "{{NS}}" differs
> - immutable
? 1

$ pachctl update secret -f mutable.yaml --recreate
! note: secret "fixed" is deleted and created anew: for a moment there is none
! secret/fixed deleted and created anew in namespace "{{NS}}": no longer immutable

# What is being deleted is not changed, and is not there to stay.
$ pachctl create secret -f held.yaml -q

$ pachctl delete secret held --no-wait
! secret/held marked for deletion in namespace "{{NS}}"; its finalizer example.com/hold keeps it

$ pachctl update secret -f held.yaml
! error: cannot update secret "held": it is being deleted, and its finalizer example.com/hold keeps it
! hint: when it is gone, run the command again
? 22

$ pachctl diff secret -f held.yaml
! note: secret/held in namespace "{{NS}}" is being deleted
! secret/held in namespace "{{NS}}" does not differ

$ pachctl update secret held --label team=a
! error: cannot update secret "held": it is being deleted, and its finalizer example.com/hold keeps it
! hint: when it is gone, run the command again
? 22

$ EDITOR=true pachctl edit secret held
! error: cannot edit secret "held": it is being deleted, and its finalizer example.com/hold keeps it
! hint: when it is gone, run the command again
? 22

$ pachctl copy secret fixed --as held
! error: cannot create secret "held": the old one is still being deleted
! hint: wait until it is gone; pachctl inspect secret held tells what keeps it
? 21

$ pachctl copy secret fixed --as held --force
! error: cannot copy to secret "held": it is being deleted, and its finalizer example.com/hold keeps it
! hint: when it is gone, run the command again
? 22

$ pachctl create secret -f held.yaml --skip-existing
! error: cannot create secret "held": the old one is still being deleted
! hint: wait until it is gone; pachctl inspect secret held tells what keeps it
? 21

-- other.yaml --
apiVersion: v1
kind: Secret
metadata:
  name: other
stringData:
  password: another
-- fixed.yaml --
apiVersion: v1
kind: Secret
metadata:
  name: fixed
immutable: true
stringData:
  password: first
-- mutable.yaml --
apiVersion: v1
kind: Secret
metadata:
  name: fixed
immutable: false
stringData:
  password: first
-- held.yaml --
apiVersion: v1
kind: Secret
metadata:
  name: held
  finalizers:
  - example.com/hold
stringData:
  password: first
-- one.yaml --
apiVersion: v1
kind: Secret
metadata:
  name: one
stringData:
  password: first
  old: old
-- changed.yaml --
apiVersion: v1
kind: Secret
metadata:
  name: one
  labels:
    team: a
stringData:
  password: second
  new: new
-- typed.yaml --
apiVersion: v1
kind: Secret
metadata:
  name: one
type: example.com/x
stringData:
  password: x
-- empty.yaml --
apiVersion: v1
kind: Secret
metadata:
  name: one
-- password.txt --
third
