# Two secrets of ours.
$ pachctl create secret -f one.json -q

$ pachctl create secret -f two.json -q

# If one name is wrong, nothing is deleted, and nothing is sent.
$ pachctl delete secret one . -v
! error: "." cannot be the name of a secret: the name may hold only lower case letters, digits, "-" and ".", and must start and end with a letter or digit
? 2

$ pachctl delete secret '' -v
! error: "" cannot be the name of a secret: the name is empty
? 2

$ pachctl delete secret one/two -v
! error: "one/two" cannot be the name of a secret: the name may hold only lower case letters, digits, "-" and ".", and must start and end with a letter or digit
? 2

$ pachctl delete secret %2e%2e -v
! error: "%2e%2e" cannot be the name of a secret: the name may hold only lower case letters, digits, "-" and ".", and must start and end with a letter or digit
? 2

# A bad namespace is no way out of it either.
$ pachctl delete secret one -n .. -v
! context "test": {{.*}}
! cluster "test": {{.*}}
! user "test": {{.*}}
! namespace "..": --namespace
! error: ".." (from --namespace) is no namespace: the namespace may hold only lower case letters, digits and "-", and must start and end with a letter or digit
? 2

# If one is missing, nothing is deleted.
$ pachctl delete secret one nope two
! error: cannot delete secret "nope": it does not exist in namespace "{{NS}}"
! error: nothing was deleted
! hint: pachctl list secret --all shows the secrets of the namespace
? 20

# Dry runs delete nothing.
$ pachctl delete secret one two --dry-run=client
! secret/one deleted from namespace "{{NS}}" (client dry run)
! secret/two deleted from namespace "{{NS}}" (client dry run)

$ pachctl delete secret one two --dry-run=server -o name
> secret/one
> secret/two
! secret/one deleted from namespace "{{NS}}" (server dry run)
! secret/two deleted from namespace "{{NS}}" (server dry run)

# Both are still there.
$ pachctl list secret -o name
> secret/one
> secret/two

# A missing one can be no error; a name that is given twice is deleted once.
$ pachctl delete secret one nope two one --ignore-not-found
! nothing to do for secret "nope": it does not exist in namespace "{{NS}}"
! secret/one deleted from namespace "{{NS}}"
! secret/two deleted from namespace "{{NS}}"

# Gone.
$ pachctl list secret -o name -q

# A full disk ends it, and what was done is told.
$ pachctl create secret -f one.json -q

$ pachctl create secret -f two.json -q

$ pachctl delete secret one two -o name > /dev/full
! secret/one deleted from namespace "{{NS}}"
! error: secret "one" was deleted, but not shown
! error: cannot write the output: no space left on device
! error: 1 deleted, 0 not, 1 not tried
? 30

# The second is still there.
$ pachctl list secret -o name
> secret/two

# That nobody takes the notes, on a full disk or at the end of a pipe, changes nothing.
$ pachctl create secret -f one.json -o name 2> /dev/full
> secret/one

$ sh to-a-closed-pipe.sh
> secret/one
> secret/two
> exit 0

$ sh to-a-closed-file.sh
> secret/one
> exit 0

$ pachctl delete secret one 2> /dev/full
? 20

-- one.json --
{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "one"}, "stringData": {"value": "1"}}
-- two.json --
{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "two"}, "stringData": {"value": "2"}}
-- to-a-closed-pipe.sh --
{ pachctl delete secret one two -o name; echo "exit $?"; } 2>&1 >out.txt | :
cat out.txt
-- to-a-closed-file.sh --
pachctl create secret -f one.json -o name 2>&-
pachctl delete secret one 2>&-
echo "exit $?"
