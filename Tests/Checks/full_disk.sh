#!/bin/bash
# File systems that refuse: what is said, what is kept, and that the sweep goes on once they are mended.
#
#   sudo Tests/Checks/full_disk.sh [path of bench [folder to work in]] >full_disk.log
#
# Mounts small file systems in a namespace of its own, so it needs root and changes nothing outside; exits with the number
# of expectations that were not met. A Python with h5py (NCBENCH_PYTHON, else the one of `make deps`) compares the results.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
bench=$(realpath "${1:-$root/.build/release/bench}")
work=${2:-$(mktemp -d)}
if [ "${FULL_DISK_INSIDE:-}" != yes ]; then
  FULL_DISK_INSIDE=yes exec unshare -m "$0" "$bench" "$work"
fi
mount --make-rprivate /
python=${NCBENCH_PYTHON:-$root/.deps/torch/bin/python}
mkdir -p "$work" && cd "$work" || exit 99
unmet=0

note() { echo; echo "== $*"; }
unmet() { unmet=$((unmet + 1)); echo "NOT MET: $*"; }
# Runs bench, shows the end of what it says, and keeps all of it in `said` and `status`.
run() {
  echo "\$ bench $*"
  said=$("$bench" "$@" 2>&1); status=$?
  echo "$said" | tail -6 | cut -c1-400 | sed 's/^/  /'
  echo "  [status $status]"
  case $said in *NSCocoaErrorDomain* | *NSPOSIXErrorDomain* | *"could not be completed"*) unmet "Foundation's own words" ;; esac
}
says() { case $said in *"$1"*) ;; *) unmet "expected to read: $1" ;; esac; }
ends() { [ "$status" = "$1" ] || unmet "expected status $1"; }
study=(--data-root data --cache images --weights random --methods irra-sdm,rde-tal --noise 50 --epochs 1 --batch-size 16
  --jobs 1)
sweep() { local out=$1; shift; run sweep "${study[@]}" --results "$out" "$@"; }
# The results of a folder are those of the undisturbed sweep, times apart.
same() {
  "$python" - undisturbed "$1" <<'PY' || unmet "results differ"
import h5py, numpy, pathlib, sys
old, new = (sorted(pathlib.Path(folder).glob("*.h5")) for folder in sys.argv[1:])
assert [f.name for f in old] == [f.name for f in new], (old, new)
for pair in zip(old, new):
    arrays = []
    for name in pair:
        with h5py.File(name) as file:
            found = {}
            file.visititems(lambda path, item: found.update({path: item[()]}) if isinstance(item, h5py.Dataset) else None)
            arrays.append({path: value for path, value in found.items() if "seconds" not in path})
    assert arrays[0].keys() == arrays[1].keys()
    for path, value in arrays[0].items():
        assert numpy.array_equal(value, arrays[1][path], equal_nan=value.dtype.kind == "f"), (pair, path)
print("  the results are bit for bit those of the undisturbed sweep")
PY
}
nothing_left() {
  local left; left=$(find "$1" -name '.*.partial' 2>/dev/null)
  [ -z "$left" ] || unmet "left behind: $left"
}

note "an undisturbed sweep"
run data synth --size tiny --out data; ends 0
sweep undisturbed; ends 0
first=$(cd undisturbed && ls ./*.h5 | head -1)

note "a file where the results folder should be"
echo x >file
sweep file; ends 64; says "must be a folder, not the file"
for command in "list results file" "tables --results file" "report --results file --out page" "export --results file"; do
  # shellcheck disable=SC2086
  run $command; ends 64; says "must be a folder, not the file"
done
run tables --results undisturbed --out file; ends 1; says "File exists"
[ "$(cat file)" = x ] || unmet "the file was changed"
rm file; sweep file; ends 0; same file

note "a folder in a result's place"
mkdir -p taken/"$first"
sweep taken; ends 1; says "Is a directory"; says "1 runs done"
rmdir taken/"$first"; sweep taken; ends 0; says "1 finished before"; same taken

note "the results folder is deleted in the middle of a sweep"
"$bench" sweep "${study[@]}" --results deleted >deleted.log 2>&1 &
pid=$!
for _ in $(seq 600); do [ -e deleted/runs ] && [ -n "$(ls deleted/logs 2>/dev/null)" ] && break; sleep 0.05; done
mv deleted gone && rm -r gone
wait $pid; status=$?; said=$(cat deleted.log); echo "$said" | tail -4 | cut -c1-400 | sed 's/^/  /'; echo "  [status $status]"
ends 0; says "2 runs done"; same deleted
sweep deleted; ends 0; says "2 finished before"

note "a file system without inodes"
mkdir -p inodes; mount -t tmpfs -o nr_inodes=2,size=100m tmpfs inodes
sweep inodes/out; ends 1; says "No space left on device: no inodes are left"; says "make room there"
nothing_left inodes
for command in "export --results undisturbed --out inodes" "checkpoint inspect inodes"; do run $command; ends 1; done
mount -o remount,nr_inodes=10 inodes
sweep inodes; [ "$status" = 1 ] || unmet "expected status 1"
mount -o remount,nr_inodes=10000 inodes
sweep inodes; ends 0; same inodes

note "a full disk"
mkdir -p full; mount -t tmpfs -o size=96k tmpfs full
sweep full; ends 1; says "No space left on device"; nothing_left full
run plot --results undisturbed --out full/figures; [ "$status" = 1 ] || unmet "expected status 1"
run report --results undisturbed --out full/page; [ "$status" = 1 ] || unmet "expected status 1"
run export --results undisturbed --out full/csv; [ "$status" = 1 ] || unmet "expected status 1"
nothing_left full
mount -o remount,size=100m full
sweep full; ends 0; same full
run plot --results full --out full/figures; ends 0

note "a read-only file system"
mkdir -p readonly; mount -t tmpfs -o size=100m tmpfs readonly; mount -o remount,ro readonly
sweep readonly/out; ends 1; says "Read-only file system"
run plot --results undisturbed --out readonly/figures; ends 1; says "Read-only file system"
run data synth --size tiny --out readonly/data; ends 1; says "Read-only file system"
run noise paper --out readonly/noise; ends 1; says "Read-only file system"
mount -o remount,rw readonly
sweep readonly/out; ends 0; same readonly/out

note "a folder of another user"
mkdir -p other; chmod 755 other "$work"
other() { run sweep "${study[@]}" --results other; }
real=$bench; bench=./as-nobody
printf '#!/bin/sh\nexec setpriv --reuid 65534 --regid 65534 --clear-groups "%s" "$@"\n' "$real" >as-nobody; chmod 755 as-nobody
other; ends 1; says "other: results cannot be written here: Permission denied"; says "allow writing there"
chown 65534:65534 other; chmod 777 images
other; ends 0; same other
bench=$real

note "links in the places of outputs"
mkdir -p links/figures links/csv; echo precious >precious
for file in runs metrics curves; do ln -s ../../precious links/csv/$file.csv; done
run export --results undisturbed --out links/csv; ends 0
run plot --results undisturbed --out plain; ends 0
for file in plain/*; do ln -s ../../precious "links/figures/${file#plain/}"; done
run plot --results undisturbed --out links/figures; ends 0
cp -r undisturbed relinked
for file in relinked/*.h5; do rm "$file"; ln -s ../precious "$file"; done
sweep relinked; ends 0; same relinked
[ "$(cat precious)" = precious ] || unmet "a link was written through"
[ -z "$(find links relinked -type l)" ] || unmet "links are still there: $(find links relinked -type l)"

note "$unmet expectations not met"
exit $unmet
