#!/bin/sh
# Writes a Swift file that says what is built: the commit, whether there are local changes, and a digest of the sources
# that can change a number. The plugin BuildRecord runs it at every build.
#
#   record.sh PACKAGE OUTPUT STAMP
#
# OUTPUT keeps its time where it would stay the same. STAMP is touched, so that the next build runs this again.
set -eu
LC_ALL=C
export LC_ALL
output=$2
stamp=$3
cd -- "$1"

# Paths and contents, sorted by path; a file that cannot be read ends the build.
uncounted=$(sed -n 's/^\([A-Za-z0-9]*\) *cannot$/\1/p' Sources/BuildRecord/modules.txt)
set -- Package.swift Sources
for module in $uncounted; do
  set -- "$@" -path "Sources/$module" -prune -o
done
files=$(find -L "$@" -type f ! -name '.*' ! -name '*~' ! -name '*.md' -print | sort)
sums=$(printf '%s\n' "$files" | xargs -d '\n' sha256sum --)
digest=$(printf '%s\n' "$sums" | sha256sum)
digest=${digest%% *}

# What a hook or an editor says about another repository is not of this one. A checkout may be another user's: nothing
# of it is run. Without Git, or in a repository that is not this folder's own, the commit is unknown.
commit=nil
if command -v git >/dev/null 2>&1; then
  unset $(git rev-parse --local-env-vars)
fi
repository() {
  git --no-optional-locks -c safe.directory='*' -c core.fsmonitor=false -c core.fileMode=false "$@" 2>/dev/null
}
if top=$(repository rev-parse --show-toplevel) && [ "$top" -ef . ] &&
  hash=$(repository rev-parse --verify --short=12 HEAD); then
  if changed=$(repository status --porcelain --untracked-files=no) &&
    added=$(repository status --porcelain --untracked-files=all -- Package.swift Sources) && [ -z "$changed$added" ]
  then commit="\"$hash\""; else commit="\"$hash-dirty\""; fi
fi

cat >"$output.new" <<EOF
// Written by Sources/BuildRecord/record.sh.

/// What this executable was built from.
enum BuildRecord {
  static let commit: String? = $commit
  static let sources = "$digest"
}
EOF
if cmp -s "$output.new" "$output"; then rm "$output.new"; else mv "$output.new" "$output"; fi
: >"$stamp.new"
mv "$stamp.new" "$stamp"
