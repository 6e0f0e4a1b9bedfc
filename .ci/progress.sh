#!/usr/bin/env bash
# progress.sh COMMAND...: runs a build of SwiftPM and shows its hundreds of "[12/430] Compiling ..." as one line that moves on a
# terminal, and as five lines in a log. All else that it prints comes whole, so does its exit status; .build/log has every line.
set -uo pipefail
mkdir -p .build
live=; [ -t 1 ] && [ "${TERM:-dumb}" != dumb ] && live=yes
columns=$(tput cols 2>/dev/null || echo 80)
shown=0 fetching=

moves() {
  if [ -n "$live" ]; then printf '\r\033[K%s' "${1:0:columns - 1}"; fi
}

"$@" 2>&1 | tee .build/log | {
  while IFS= read -r line || [ -n "$line" ]; do
    case "$line" in
      '['[0-9]*/[0-9]*']'*)
        moves "$line"
        count=${line#[} count=${count%%]*}
        ready=${count%/*} all=${count#*/}
        # More steps become known on the way, so a share may be reached again.
        if [ -z "$live" ] && [ "$all" -gt 20 ] && [ $((5 * ready / all)) -gt $shown ]; then
          shown=$((5 * ready / all)); echo "  $ready of $all steps"
        fi ;;
      Fetching*|Updating*|Fetched*|Updated*|Computing*|Computed*|Creating*|'Working copy'*|Building\ for*|Planning*)
        moves "$line"
        case "$line" in Fetching*) [ -n "$live$fetching" ] || echo "  fetching Swift packages"; fetching=yes ;; esac ;;
      *) if [ -n "$live" ]; then printf '\r\033[K'; fi; printf '%s\n' "$line" ;;
    esac
  done
  if [ -n "$live" ]; then printf '\r\033[K'; fi
}
status=${PIPESTATUS[0]}
[ "$status" = 0 ] || echo "The build failed; all it printed is in $PWD/.build/log" >&2
exit "$status"
