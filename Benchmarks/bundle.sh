#!/bin/bash
# Packs bench for a machine without Swift: docs/gpu.md.
#
#   Benchmarks/bundle.sh DIR          builds with Swift's libraries inside, strips, and copies what it needs into DIR
#   LIBTORCH=/path/to/torch Benchmarks/bundle.sh DIR     against another libtorch, such as the target's version from PyPI
set -euo pipefail

[ $# = 1 ] || { sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 64; }
target=$1
cd "$(dirname "${BASH_SOURCE[0]}")/.."
build=.build-static
[ "${SKIP_BUILD:-}" = 1 ] ||
  for product in TorchShim bench; do
    swift build -c release --product "$product" --static-swift-stdlib --scratch-path "$build"
  done

mkdir -p "$target/lib"
program=$(readlink -f "$build/release/bench")
shim=$(dirname "$program")/libTorchShim.so
cp "$program" "$target/bench"
cp "$shim" "$target/"
strip "$target/bench" "$target/libTorchShim.so"
# bench loads it by this name.
openblas=$(ldconfig -p | awk '$1 == "libopenblas.so.0" { print $NF; exit }')
[ -n "$openblas" ] || { echo "libopenblas.so.0 is missing" >&2; exit 1; }
cp -L "$openblas" "$target/lib/libopenblas.so.0"
# What glibc, the compiler's runtime and libtorch bring, the target has: those of another machine would not fit its own.
ldd "$program" "$shim" "$openblas" | awk '$2 == "=>" && $3 ~ /^\// { print $3 }' | while read -r library; do
  case $(basename "$library") in
    libc.so.* | libm.so.* | libdl.so.* | librt.so.* | libpthread.so.* | libresolv.so.* | ld-linux*) ;;
    libstdc++.so.* | libgcc_s.so.* | libgomp* | libtorch* | libc10* | libcud* | libnv*) ;;
    libswift*) echo "$library is not inside the program: was it built with --static-swift-stdlib?" >&2; exit 1 ;;
    *) cp -L "$library" "$target/lib/" ;;
  esac
done
# gpu.sh, the peer, goldens, and the small weights that the peer reads.
mkdir -p "$target/Benchmarks/peers" "$target/Tests"
cp Benchmarks/gpu.sh "$target/Benchmarks/"
cp Benchmarks/peers/{gpu,runs,training,official,images}.py "$target/Benchmarks/peers/"
cp -r Tests/Goldens "$target/Tests/"
vocabulary=${NCBENCH_CACHE:-.cache}/clip/bpe_simple_vocab_16e6.txt.gz
[ -f "$vocabulary" ] || { echo "$vocabulary is missing: make clip-vocab" >&2; exit 1; }
mkdir -p "$target/.cache/clip"
cp "$vocabulary" "$target/.cache/clip/"

version=$(objdump -T "$target"/bench "$target"/*.so "$target"/lib/* | grep -o 'GLIBC_[0-9.]*[0-9]' | sort -Vu | tail -n 1)
cxx=$(objdump -T "$target"/bench "$target"/*.so "$target"/lib/* | grep -o 'GLIBCXX_[0-9.]*[0-9]' | sort -Vu | tail -n 1)
echo "$target: $(du -sh "$target" | cut -f 1), $(find "$target/lib" -type f | wc -l) shared libraries;" \
  "the target needs $version and $cxx or newer, and libtorch"
echo "On the target, in that folder: Benchmarks/gpu.sh --bench ./bench --torch-lib auto"
