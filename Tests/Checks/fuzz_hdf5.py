"""Damages HDF5 files in many ways, and has the built `bench` read them.

    python Tests/Checks/fuzz_hdf5.py run --bench .build/release/bench --result RUN.h5 --embeddings FILE.h5 \
        --folder /tmp/fuzz [--mutations 10000] [--seed 1]
    python Tests/Checks/fuzz_hdf5.py make --kind result|embeddings --source FILE.h5 --folder DIR --mutations 100 --seed 1

Each reader gets so many damaged files. Results: files with a checksum (bytes changed, cut off), and the same without it (bytes
changed, and values, shapes, types and links that no run has), in folders of 100 with a whole one among them that must still
be listed. Embeddings: bytes changed, and odd shapes, types, links and values, one command for each file.

Fails, and keeps the files, where a command ends by a signal, takes over 10 s a file or 1 GB, leaves a process behind, loses
the whole file, or does not notice a changed byte of a file with a checksum. `make` only writes the files, for a test that
reads them in its own process.
"""

import argparse, ctypes, json, os, random, resource, shutil, subprocess, sys, time
import h5py, numpy as np

SEAL = 512
EXTREMES = [0.0, -1.0, 1e20, 1e300, -1e300, np.inf, -np.inf, np.nan, 5e-324]
INTEGERS = [0, -1, 1, 2**31, 2**63 - 1, -2**63, 10**6]


def spoil_bytes(data, rng, start=0):
    data = bytearray(data)
    kind = rng.randrange(6)
    if kind == 0:
        data[rng.randrange(start, len(data))] ^= 1 << rng.randrange(8)
    elif kind == 1:
        for _ in range(rng.randrange(1, 20)):
            data[rng.randrange(start, len(data))] = rng.randrange(256)
    elif kind == 2:
        at = rng.randrange(start, len(data))
        size = rng.choice([1, 2, 4, 8])
        value = rng.choice([0, 1, 2**(8 * size) - 1, 2**(8 * size - 1), 2**(8 * size - 1) - 1])
        data[at:at + size] = value.to_bytes(size, 'little')
    elif kind == 3:
        data = data[:rng.randrange(start, len(data))]
    elif kind == 4:
        a, b, n = (rng.randrange(start, len(data)) for _ in range(3))
        n = n % 256 + 1
        data[a:a + n] = data[b:b + n]
    else:
        # Structures are at the front: most of a file is arrays.
        data[rng.randrange(start, min(len(data), start + 4096))] ^= 1 << rng.randrange(8)
    return bytes(data)


def spoil_values(path, rng):
    """One or two values, shapes, names or links of a file, changed by h5py."""
    with h5py.File(path, 'r+') as f:
        objects = []
        f.visititems(lambda name, _: objects.append(name))
        for _ in range(rng.randrange(1, 3)):
            if not objects:
                return
            place = rng.choice([''] + objects)
            kind = rng.randrange(8)
            try:
                item = f[place] if place else f
                if kind <= 2 and isinstance(item, h5py.Dataset) and item.size:
                    spoil_dataset(item, rng)
                elif kind <= 4 and len(item.attrs):
                    name = rng.choice(list(item.attrs))
                    spoil_attribute(item, name, rng)
                elif not place:
                    continue
                elif kind == 5:
                    del f[place]
                    objects = [x for x in objects if x != place and not x.startswith(place + '/')]
                elif kind == 6:
                    del f[place]
                    objects = [x for x in objects if x != place and not x.startswith(place + '/')]
                    f[place] = rng.choice([
                        h5py.SoftLink('/nowhere'), h5py.SoftLink('/' + place), h5py.SoftLink('/'),
                        h5py.ExternalLink('/etc/passwd', '/x'), np.zeros(3, [('x', 'f4')]), 'text', 3.5,
                        np.zeros((2, 3, 4)), np.array([], 'i8'), h5py.Empty('f4'), np.float64('inf')])
                elif isinstance(item, h5py.Dataset):
                    values = item[()]
                    del f[place]
                    f[place] = rng.choice([
                        lambda: values[:-1] if values.ndim else values, lambda: np.concatenate([values, values]),
                        lambda: values.astype('S8'), lambda: values.astype('f8'), lambda: values.astype('i1'),
                        lambda: values[None]])()
            except (ValueError, TypeError, KeyError, OSError, OverflowError, RuntimeError):
                pass


def spoil_dataset(item, rng):
    values = item[()]
    flat = np.array(values).reshape(-1)
    at = rng.randrange(flat.size)
    if flat.dtype.kind == 'f':
        flat[at] = rng.choice(EXTREMES)
    elif flat.dtype.kind in 'iu':
        value = rng.choice(INTEGERS)
        info = np.iinfo(flat.dtype)
        flat[at] = max(info.min, min(info.max, value))
    elif flat.dtype.kind == 'O':
        flat[at] = rng.choice(['', '\x1b[31m', 'x' * 100000, '../../etc/passwd', '\n'])
    item[...] = flat.reshape(item.shape)


def spoil_attribute(item, name, rng):
    value = item.attrs[name]
    if rng.randrange(5) == 0:
        del item.attrs[name]
    elif isinstance(value, (float, np.floating)):
        item.attrs[name] = float(rng.choice(EXTREMES))
    elif isinstance(value, (int, np.integer)):
        item.attrs[name] = rng.choice(INTEGERS)
    elif name == 'spec':
        spec = json.loads(value)
        group = rng.choice([spec] + [x for x in spec.values() if isinstance(x, dict)])
        key = rng.choice(list(group))
        group[key] = rng.choice([0, -1, 1e20, 2**63 - 1, -2**63, 2**64, 1e308, None, '', [], {}, 'x' * 1000, 0.5])
        item.attrs[name] = json.dumps(spec)
    else:
        item.attrs[name] = rng.choice(['', 'x' * 5000, '\x1b]0;x\x07', 3, [1, 2], 'failed: x', 'finished'])


class Limits(Exception):
    pass


PR_SET_CHILD_SUBREAPER = 36


class Runner:
    def __init__(self, bench, folder):
        # The process that reads foreign files ends after the command that started it: then it is ours to wait for, and
        # its memory counts.
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
        self.bench, self.folder = os.path.abspath(bench), folder
        self.slowest = 0.0

    def run(self, *arguments, files=1, allowed=(0, 1)):
        start = time.monotonic()
        try:
            done = subprocess.run(
                [self.bench, *arguments], cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True,
                timeout=60 + 10 * files)
        except subprocess.TimeoutExpired:
            raise Limits(f'no end: {arguments}')
        seconds = (time.monotonic() - start) / files
        self.wait_for_orphans(arguments)
        self.slowest = max(self.slowest, seconds)
        if done.returncode not in allowed:
            raise Limits(f'status {done.returncode}: {arguments}\n{done.stderr.decode(errors="replace")[-2000:]}')
        return done.stdout.decode(errors='replace'), done.stderr.decode(errors='replace')

    def wait_for_orphans(self, arguments):
        deadline = time.monotonic() + 12
        while True:
            try:
                if os.waitpid(-1, os.WNOHANG)[0] == 0:
                    if time.monotonic() > deadline:
                        raise Limits(f'a process is left: {arguments}')
                    time.sleep(0.005)
            except ChildProcessError:
                return

    def peak(self):
        return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


COMMANDS = [
    ['list', 'results', 'results'], ['tables', '--results', 'results'],
    ['tables', '--results', 'results', '--intervals', '--metric', 'r1,minp,ndcg10'],
    ['tables', '--results', 'results', '--kind', 'sample-selection', '--epochs', 'all'],
    ['tables', '--results', 'results', '--paper', 'all', '--stand-ins'],
    ['export', '--results', 'results', '--out', 'csv'],
    ['report', '--results', 'results', '--out', 'page'],
]


def damaged_result(data, path, rng):
    """Writes one; says whether it has a checksum and is another file."""
    kind = rng.randrange(4)
    if kind == 0:
        damaged = spoil_bytes(data, rng)
        open(path, 'wb').write(damaged)
        return damaged != data
    open(path, 'wb').write(spoil_bytes(data[SEAL:], rng) if kind == 1 else data[SEAL:])
    forget_checksum(path)
    if kind > 1:
        spoil_values(path, rng)
    return False


def damaged_embeddings(data, path, rng):
    if rng.randrange(2):
        open(path, 'wb').write(spoil_bytes(data, rng))
    else:
        open(path, 'wb').write(data)
        spoil_values(path, rng)


def forget_checksum(path):
    """A file that says that it has a checksum is not read without one."""
    try:
        with h5py.File(path, 'r+') as f:
            f.attrs.pop('has_checksum', None)
    except Exception:
        pass


def results(runner, whole, count, rng, log):
    data = open(whole, 'rb').read()
    folder = os.path.join(runner.folder, 'results')
    done = 0
    while done < count:
        batch = min(100, count - done)
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        shutil.copy(whole, os.path.join(folder, 'whole.h5'))
        names = [f'{done + number:05d}.h5' for number in range(batch)]
        changed = [name for name in names if damaged_result(data, os.path.join(folder, name), rng)]
        for command in COMMANDS:
            output, errors = runner.run(*command, files=batch + 1)
            if command[0] == 'list':
                if 'whole.h5' not in output:
                    raise Limits(f'the whole file is not listed:\n{output}\n{errors}')
                for name in changed:
                    if name in output or name not in errors:
                        raise Limits(f'{name} has changed, and is not named')
        for name in rng.sample(names, min(3, batch)):
            for flags in [[], ['--json'], ['--check']]:
                runner.run('show', f'results/{name}', *flags)
            runner.run('compare', 'results/whole.h5', f'results/{name}')
            runner.run('eval', '--embeddings', f'results/{name}', '--out', 'evaluated.h5')
        done += batch
        log(f'results: {done} of {count}, peak {runner.peak():.0f} MB, slowest {runner.slowest:.2f} s a file')


def embeddings(runner, whole, count, rng, log):
    data = open(whole, 'rb').read()
    for number in range(count):
        damaged_embeddings(data, os.path.join(runner.folder, 'embeddings.h5'), rng)
        runner.run('eval', '--embeddings', 'embeddings.h5')
        if number % 100 == 99:
            log(f'embeddings: {number + 1} of {count}, peak {runner.peak():.0f} MB, slowest {runner.slowest:.2f} s')


def make(kind, source, folder, count, rng):
    data = open(source, 'rb').read()
    for number in range(count):
        path = os.path.join(folder, f'{number:05d}.h5')
        if kind == 'result':
            damaged_result(data, path, rng)
        else:
            damaged_embeddings(data, path, rng)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('action', choices=['run', 'make'])
    parser.add_argument('--bench')
    parser.add_argument('--result', help='a result file that this version wrote')
    parser.add_argument('--embeddings', help='an embeddings file')
    parser.add_argument('--kind', choices=['result', 'embeddings'])
    parser.add_argument('--source')
    parser.add_argument('--mutations', type=int, default=10000)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--folder', required=True)
    options = parser.parse_args()
    os.makedirs(options.folder, exist_ok=True)
    if options.action == 'make':
        make(options.kind, options.source, options.folder, options.mutations, random.Random(options.seed))
        return 0
    runner = Runner(options.bench, options.folder)

    def log(line):
        print(time.strftime('%H:%M:%S'), line, flush=True)

    log(f'seed {options.seed}')
    try:
        if options.result:
            results(runner, os.path.abspath(options.result), options.mutations, random.Random(options.seed), log)
        if options.embeddings:
            embeddings(runner, os.path.abspath(options.embeddings), options.mutations, random.Random(options.seed), log)
        if runner.peak() > 1024:
            raise Limits(f'{runner.peak():.0f} MB')
    except Limits as failure:
        log(f'FAILED (files are in {options.folder}): {failure}')
        return 1
    log('passed')
    return 0


sys.exit(main())
