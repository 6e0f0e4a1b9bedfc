#!/usr/bin/env bash
# What `make install` does, with its variables: BENCH, PREFIX, DESTDIR, GENERATE_MANUAL, WITH_LIBTORCH; `uninstall` takes it back.
# PREFIX/libexec/nc-bench has the tool and the libraries that it finds beside itself, PREFIX/bin a link to it.
set -euo pipefail
cd "$(dirname "$0")/.."

prefix=$(realpath --canonicalize-missing --no-symlinks "${PREFIX/#\~\//$HOME/}")
to=${DESTDIR:-}$prefix own=${DESTDIR:-}$prefix/libexec/nc-bench share=${DESTDIR:-}$prefix/share
bash=$share/bash-completion/completions/bench
zsh=$share/zsh/site-functions/_bench
fish=$share/fish/vendor_completions.d/bench.fish

remove() {
  rm -rf "$own" "$share/nc-bench"
  rm -f "$to/bin/bench" "$bash" "$zsh" "$fish" "$share"/man/man1/bench{,.*}.1
}

# The libtorch_cpu.so that a libTorchShim.so, which bench loads when it computes, loads with it; nothing where there is none.
libtorch_of() { { ldd "$1" 2>/dev/null || true; } | awk '$1 == "libtorch_cpu.so" && $3 ~ "^/" { print $3; exit }'; }

if [ "${1:-}" = uninstall ]; then remove; echo "bench is removed from $to"; exit; fi

bench=$(realpath "$(command -v "$BENCH")") || { echo "$BENCH is no program" >&2; exit 1; }
beside=$(dirname "$bench")
# An installed tool may install itself elsewhere, but not over itself.
if [ "$beside" -ef "$own" ]; then echo "$BENCH is what is installed there" >&2; exit 1; fi
shim=$beside/libTorchShim.so
[ -e "$shim" ] || { echo "libTorchShim.so is not beside $bench, which cannot compute without it: make build" >&2; exit 1; }
torch=$(libtorch_of "$shim")
if [ -z "$torch" ]; then
  echo "the libtorch that $shim was built with is not there any more:" >&2
  echo "make build, or make LIBTORCH=/a/folder/that/stays build, and install again" >&2
  exit 1
fi
torch=$(dirname "$torch")
remove
mkdir -p "$own" "$to/bin" "$share/nc-bench/Suites" "$share/man/man1" "${bash%/*}" "${zsh%/*}" "${fish%/*}"
install -m 755 "$bench" "$own/bench"
for file in "$beside"/*.so; do if [ -e "$file" ]; then install -m 755 "$file" "$own"; fi; done
for file in "$beside"/*.resources; do if [ -e "$file" ]; then cp -r "$file" "$own"; fi; done
ln -s ../libexec/nc-bench/bench "$to/bin/bench"
install -m 644 Benchmarks/Suites/*.yaml "$share/nc-bench/Suites"
"$bench" --generate-completion-script bash > "$bash"
"$bench" --generate-completion-script zsh > "$zsh"
"$bench" --generate-completion-script fish > "$fish"
if [ -n "${GENERATE_MANUAL:-}" ]; then "$GENERATE_MANUAL" "$bench" --multi-page --output-directory "$share/man/man1"; fi

if [ "${WITH_LIBTORCH:-no}" = yes ]; then
  if [ -e "$torch/libtorch_cuda.so" ]; then
    echo "WITH_LIBTORCH=yes copies a libtorch for the CPU alone; the one for CUDA in $torch has more libraries elsewhere" >&2
    exit 1
  fi
  for file in "$torch"/lib{c10,torch,torch_cpu,torch_global_deps}.so "$torch"/libgomp*.so*; do
    if [ -e "$file" ]; then cp -L "$file" "$own"; fi
  done
fi
needed=$(ldd "$own"/* 2>/dev/null || true)
if missing=$(grep 'not found' <<< "$needed"); then
  echo "libraries that bench needs are missing:" >&2
  sort -u <<< "$missing" >&2
  exit 1
fi
(cd / && "$to/bin/bench" --version > /dev/null)
# The doctor loads libtorch; that it may find other faults here is no fault of the installation.
rows=$(cd / && "$to/bin/bench" doctor || true)
if ! grep -qE '^(ok|warning) +libtorch ' <<< "$rows"; then
  echo "the installed bench cannot load libtorch:" >&2
  grep -A 1 -E '^failed +libtorch ' <<< "$rows" >&2 || true
  exit 1
fi
if [ "${WITH_LIBTORCH:-no}" = yes ] && ! grep -qF "libtorch_cpu.so => $own/" <<< "$needed"; then
  echo "the copy of libtorch in $own is not the one that bench loads" >&2
  exit 1
fi

echo "bench is installed: $to/bin/bench"
torch=$(dirname "$(libtorch_of "$own/libTorchShim.so")")
if ! [ "$torch" -ef "$own" ]; then
  echo "To compute it loads libtorch from $torch: without that folder, commands that train or encode do not work."
  echo "To be independent of it: make install WITH_LIBTORCH=yes copies libtorch too (450 MB, CPU only);"
  echo "or make install LIBTORCH=/a/folder/that/stays builds with another one."
fi
if [ -n "${DESTDIR:-}" ]; then exit; fi
case ":$PATH:" in
  *":$prefix/bin:"*)
    found=$(command -v bench || true)
    [ "$found" -ef "$to/bin/bench" ] || echo "But the first bench on your PATH is $found." ;;
  *)
    echo "$prefix/bin is not on your PATH. Run this line, and add it to ~/.profile:"
    echo "  export PATH=\"$prefix/bin:\$PATH\"" ;;
esac
echo "Completions: bash and fish find them; for zsh put this before compinit: fpath=($prefix/share/zsh/site-functions \$fpath)"
