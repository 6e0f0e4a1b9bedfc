import DataTestSupport
import Foundation
import TestSupport
import Testing

/// `bench sweep --methods external`: commands that work, fail, say nothing, or do not end.
@Suite struct ExternalMethodTests {
  /// A folder with a dataset in `data`.
  private func withTinyData(_ body: (URL) throws -> Void) throws {
    try withTemporaryFolder { folder in
      try TinyData.copy(to: folder.appending(path: "data"))
      try body(folder)
    }
  }

  private func sweep(
    _ command: String, _ more: [String] = [], epochs: Int = 2, in folder: URL
  ) throws -> BenchProcess {
    try BenchProcess(
      [
        "sweep", "--methods", "external", "--command", command, "--data-root", "data", "--results", "out",
        "--noise", "50", "--epochs", "\(epochs)", "--jobs", "1",
      ] + more, in: folder)
  }

  private func run(_ command: String, _ more: String..., in folder: URL) throws -> BenchProcess.Result {
    let bench = try sweep(command, more, in: folder)
    try bench.process.run()
    return try bench.result()
  }

  private func write(_ script: String, to name: String = "method.py", in folder: URL) throws {
    try ExternalScript.write(script, to: folder.appending(path: name))
  }

  private static let example = ExternalScript.example

  /// The processes whose command line holds `text`.
  private func processes(with text: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { Int($0) != nil }.filter { number in
      let line = try? String(contentsOfFile: "/proc/\(number)/cmdline", encoding: .utf8)
      return line?.contains(text) == true
    }
  }

  private static func unusualNumber() -> String { "3\(Int.random(in: 100_000_000...999_999_999))" }

  @Test func theExampleLearnsWithPythonAlone() throws {
    try withTinyData { folder in
      let first = try run("python3 -S -E '\(Self.example.path)'", "--label", "Toy", in: folder)
      #expect(first.code == 0, "\(first.errors)")
      #expect(first.errors.contains("epoch 2/2  loss 0."), "\(first.errors)")
      let table = try BenchProcess.run("tables", "--results", "out", "--format", "csv", in: folder)
      #expect(table.output.contains("Toy") && table.output.contains("Last") && !table.output.contains("Best"))
      try Python.run(
        """
        import glob, h5py, numpy as np, sys
        f, = map(h5py.File, glob.glob(sys.argv[1] + '/out/*.h5'))
        assert f.attrs['outcome'] == 'finished' and f.attrs['label'] == 'Toy'
        assert list(f['epochs/epoch']) == [1, 2] and 0 < f['epochs/loss'][1] < f['epochs/loss'][0] and 'r1' not in f['epochs']
        assert f['last/embeddings/embedding/text'].shape == (len(f['test/query_identities']), 24)
        assert (f['noise/index'][()] != np.arange(len(f['noise/index']))).mean() > 0.4
        # Chance for mAP is about the mean share of matches.
        chance = 100 * (f['test/query_identities'][()][:, None] == f['test/gallery_identities'][()]).mean()
        assert f['last/text-to-image'].attrs['map'] > 1.2 * chance, (f['last/text-to-image'].attrs['map'], chance)
        """, folder.path)
      let second = try run("python3 -S -E '\(Self.example.path)'", "--label", "Toy", in: folder)
      #expect(second.errors.contains("0 runs done, 1 finished before, 0 failed"), "\(second.errors)")
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "out/external").path))
      let plot = try BenchProcess.run("plot", "--results", "out", in: folder)
      #expect(plot.code == 1 && plot.errors.contains("no figure has a line"), "one noise rate: \(plot.errors)")
    }
  }

  /// The PyTorch template: it learns, has Best and Last, draws by its seed, reads JPEG as well, and does without h5py.
  @Test func theTemplateLearnsWithPyTorch() throws {
    try withTinyData { folder in
      let python = try Python.executable().path
      let template = Repository.root.appending(path: "docs/external_torch.py").path
      let command = "'\(python)' '\(template)'"
      func trained(_ name: String, _ command: String, epochs: Int, _ more: String...) throws {
        let options = ["--label", name, "--batch-size", "16"] + more
        let result = try sweep(command, options, epochs: epochs, in: folder).finished()
        #expect(result.code == 0 && result.errors.contains("R@1"), "\(name): \(result.errors)")
      }
      try trained("Torch", command, epochs: 6)
      // The same again, under another name, without h5py; and another seed.
      let script = """
        import runpy, sys
        sys.modules['h5py'] = None
        sys.argv = sys.argv[1:]
        runpy.run_path(sys.argv[0], run_name='__main__')
        """
      try script.write(to: folder.appending(path: "without.py"), atomically: true, encoding: .utf8)
      try trained("Arrays", "'\(python)' without.py '\(template)'", epochs: 6)
      try trained("Other", command, epochs: 1, "--seeds", "2")
      // The same images as JPEG files under their old names.
      try Python.run(
        """
        import pathlib, sys
        from PIL import Image
        for path in pathlib.Path(sys.argv[1], 'data').rglob('*.png'):
            Image.open(path).convert('RGB').save(path, 'jpeg', quality=90)
        """, folder.path)
      try trained("Photos", command, epochs: 1)
      try Python.run(
        """
        import glob, h5py, numpy as np, sys
        runs = {f.attrs['label']: f for f in map(h5py.File, glob.glob(sys.argv[1] + '/out/*.h5'))}
        assert set(runs) == {'Torch', 'Arrays', 'Other', 'Photos'}, runs
        f = runs['Torch']
        epochs = f['epochs']
        assert list(epochs['epoch']) == [1, 2, 3, 4, 5, 6] and epochs['loss'][-1] < 0.9 * epochs['loss'][0], epochs['loss'][()]
        assert list(epochs['losses'].attrs['names']) == ['infonce'] and np.isfinite(epochs['map'][()]).all()
        assert f['best'].attrs['epoch'] == 1 + np.argmax(epochs['r1'][()]) and (epochs['learning_rate'][()] == 1e-3).all()
        test = f['test']
        queries, gallery = (test[n][()] if n in test else test[o][()] for n, o in (('query_identities', 'query_pids'), ('gallery_identities', 'gallery_pids')))
        chance = 100 * (queries[:, None] == gallery).mean()
        last = f['last']['text-to-image' if 'text-to-image' in f['last'] else 't2i'].attrs['map']
        assert last > 1.5 * chance, (last, chance)
        def vectors(label, name): return f_(label)[name]['embeddings/global/text'][()]
        f_ = lambda label: runs[label]
        for name in 'best', 'last':
            assert np.array_equal(vectors('Torch', name), vectors('Arrays', name)), 'one seed, one result'
            assert vectors('Torch', name).shape == (len(queries), 128)
        assert not np.array_equal(vectors('Torch', 'last'), vectors('Other', 'last'))
        """, folder.path)
    }
  }

  /// A template that is told to stop ends by itself and leaves nothing that could be taken for a result.
  @Test func theTemplateStopsWhenItIsTold() throws {
    try withTinyData { folder in
      // What a failed run was told stays.
      #expect(try sweep("false", ["--label", "Torch"], epochs: 10_000, in: folder).finished().code == 1)
      let place = folder.appending(path: "out/external")
      let name = try #require(try FileManager.default.contentsOfDirectory(atPath: place.path).first)
      let task = place.appending(path: "\(name)/specification.json")
      // The runner of tests blocks signals, which processes inherit.
      try Python.run(
        """
        import signal, subprocess, sys
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        command = subprocess.Popen([sys.executable, *sys.argv[1:]], stdout=subprocess.PIPE, text=True)
        assert 'epoch=1 ' in command.stdout.readline()
        command.send_signal(signal.SIGTERM)
        rest = command.stdout.read()
        assert command.wait() == 143 and rest.endswith('stopped\\n'), (command.returncode, rest)
        """, Repository.root.appending(path: "docs/external_torch.py").path, task.path)
      let files = try FileManager.default.contentsOfDirectory(atPath: task.deletingLastPathComponent().path)
      #expect(!files.contains { $0.hasPrefix("last") || $0.hasPrefix("best") }, "\(files)")
    }
  }

  @Test func theSpecificationHoldsTheNoisyPairsAndNotTheTruth() throws {
    try withTinyData { folder in
      try write(
        """
        import shutil
        shutil.copytree(pathlib.Path(sys.argv[1]).parent, "kept")
        print("epoch=1 loss=1 r1=50 r5=60 r10=70 map=40 minp=30 lr=0.5 seconds=9 sdm=0.25 id=0.75")
        write(rows("test_queries"), rows("test_gallery"))
        shutil.copytree(pathlib.Path(spec["output"]["last"]).with_suffix(""), pathlib.Path(spec["output"]["best"]).with_suffix(""))
        """, in: folder)
      let result = try run("python3 method.py", "--seeds", "5", "--batch-size", "8", in: folder)
      #expect(result.code == 0, "\(result.errors)")
      #expect(result.errors.contains("R@1 50.00"), "\(result.errors)")
      try Python.run(
        """
        import glob, h5py, json, numpy as np, os, sys
        os.chdir(sys.argv[1])
        f, = map(h5py.File, glob.glob('out/*.h5'))
        s = json.load(open('kept/specification.json'))
        assert set(s) == {'version', 'label', 'dataset', 'listings', 'noise_index', 'seed', 'epochs', 'batch_size', 'learning_rate',
                          'selection', 'device', 'device_index', 'threads', 'output'}, set(s)
        assert (s['label'], s['seed'], s['epochs'], s['batch_size'], s['selection']) == ('method.py', 5, 2, 8, 'val')
        text = json.dumps(s)
        assert 'noise50' not in text and 'shuffle' not in text and '0.5' not in text
        names = {'specification.json', 'noise_index.npy', 'train.jsonl', 'val_queries.jsonl', 'val_gallery.jsonl', 'test_queries.jsonl', 'test_gallery.jsonl'}
        assert set(os.listdir('kept')) == names, os.listdir('kept')
        read = lambda name: [json.loads(line) for line in open(f'kept/{name}.jsonl')]
        index = np.load('kept/noise_index.npy')
        assert (index == f['noise/index'][()]).all()
        records = json.load(open(s['dataset']['annotations']))
        train = [(r, c) for r in records if r['split'] == 'train' for c in r['captions']]
        for (record, _), i, row in zip(train, index, read('train'), strict=True):
            assert row['caption'] == train[i][1] and row['identity'] == record['id'] - 1 and row['image'].endswith(record['file_path'])
            assert set(row) == {'caption', 'identity', 'image'}
        for split in 'val', 'test':
            kept = [r for r in records if r['split'] == split]
            assert [(q['caption'], q['identity']) for q in read(split + '_queries')] == [(c, r['id']) for r in kept for c in r['captions']]
            assert [g['identity'] for g in read(split + '_gallery')] == [r['id'] for r in kept]
        e = f['epochs']
        assert [e[k][0] for k in ('loss', 'r1', 'r5', 'r10', 'map', 'minp', 'learning_rate', 'seconds')] == [1, 50, 60, 70, 40, 30, .5, 9]
        assert list(e['losses'].attrs['names']) == ['sdm', 'id'] and f['best'].attrs['epoch'] == 1
        assert f['last/text-to-image'].attrs['r1'] == 100 and f['best/text-to-image'].attrs['map'] == 100
        """, folder.path)
    }
  }

  @Test func editedCaptionsComeWithoutAnIndex() throws {
    try withTinyData { folder in
      try write(
        """
        assert spec["noise_index"] is None
        original = [c for r in json.load(open(spec["dataset"]["annotations"])) if r["split"] == "train" for c in r["captions"]]
        assert sum(row["caption"] != caption for row, caption in zip(rows("train"), original)) > len(original) / 3
        write(rows("test_queries"), rows("test_gallery"))
        """, in: folder)
      let result = try run("python3 method.py", "--injector", "caption-drop", in: folder)
      #expect(result.code == 0, "\(result.errors)")
    }
  }

  @Test(
    arguments: [
      (
        "echo first; echo last words >&2; exit 3;",
        "the command ended with exit code 3; its last output: first | last words"
      ),
      ("true", "wrote no embeddings to "), ("true", "and printed nothing"),
      ("nosuchprogram", "exit code 127; its last output: "), ("kill -9 $$;", "ended by signal 9 and printed nothing"),
      ("head -c 3000000 /dev/zero | tr '\\\\0' x; exit 1;", "failed"),
    ])
  func aCommandThatFailsIsAFailedRun(command: String, message: String) throws {
    try withTinyData { folder in
      let result = try run(command, in: folder)
      #expect(result.code == 1)
      #expect(result.errors.contains(message), "\(result.errors)")
      #expect(result.errors.contains("0 runs done, 0 finished before, 1 failed"), "\(result.errors)")
      let table = try BenchProcess.run("tables", "--results", "out", in: folder)
      #expect(table.output.contains("failed"))
    }
  }

  @Test(
    arguments: [
      (
        "write(rows('test_queries'), rows('test_gallery'), change=1)",
        "the query identities are not those of the test split: row 0 has"
      ),
      (
        "write(rows('test_queries')[:-1], rows('test_gallery'))",
        "the query identities are not those of the test split: there are"
      ),
      (
        """
        write(rows('test_queries'), rows('test_gallery'))
        n = len(rows('test_queries')); save('query.npy', [float('nan')] * n * 500, (n, 500), 'f4', 'f')
        """, "query row 0 of head `embedding`: the embedding holds a NaN or an infinity"
      ),
      ("pathlib.Path(spec['output']['last']).write_text('x')", "this is not an HDF5 file"),
      ("pathlib.Path(spec['output']['last']).with_suffix('').mkdir()", "there is no array `query_identities`"),
    ])
  func embeddingsOfSomethingElseAreRefused(script: String, message: String) throws {
    try withTinyData { folder in
      try write(script, in: folder)
      let result = try run("python3 method.py", in: folder)
      #expect(result.code == 1)
      #expect(result.errors.contains(message), "\(result.errors)")
    }
  }

  /// Lines of any length, bytes that are no text, and numbers that cannot be: the run ends well all the same.
  @Test(
    arguments: [
      "out.write(b'x' * 140000 + b'\\n' + b'y' * 5000000)", "out.write(b'caf\\xe9 \\xff\\xfe\\0\\x1b[2J\\n')",
      "out.write(os.urandom(300000))",
      "out.write(b'epoch=1 loss=1 seconds=1e300\\nepoch=2 loss=1e308 seconds=inf r1=-1e300 map=nan lr=-inf\\n')",
      "out.write(b'epoch=1 loss=nan x=inf\\repoch=2 loss=inf seconds=-1e300\\r\\n')",
    ])
  func outputOfAnyKindIsNoFailure(script: String) throws {
    try withTinyData { folder in
      try write(
        """
        out = sys.stdout.buffer
        \(script)
        out.flush()
        write(rows("test_queries"), rows("test_gallery"))
        """, in: folder)
      let result = try run("python3 method.py", in: folder)
      #expect(
        result.code == 0 && result.errors.contains("1 runs done, 0 finished before, 0 failed"), "\(result.errors)")
      let table = try BenchProcess.run("tables", "--results", "out", in: folder)
      #expect(table.code == 0 && table.output.contains("100.00"), "\(table.errors)")
      let plot = try BenchProcess.run("plot", "--results", "out", in: folder)
      #expect(plot.code == 1 && plot.errors.contains("no figure has a line"), "one noise rate: \(plot.errors)")
    }
  }

  @Test func whatAnEarlierAttemptWroteIsNoResult() throws {
    try withTinyData { folder in
      try write(
        "write(rows('test_queries'), rows('test_gallery')); os.path.exists('again') or sys.exit(open('again', 'w').write('') + 5)",
        in: folder)
      #expect(try run("python3 method.py", in: folder).errors.contains("exit code 5"))
      try write("", in: folder)
      #expect(try run("python3 method.py", in: folder).errors.contains("wrote no embeddings"))
    }
  }

  @Test(.timeLimit(.minutes(10))) func aTimeLimitStopsTheCommandAndItsChildren() throws {
    try withTinyData { folder in
      let number = Self.unusualNumber()
      // The children ignore a polite request, and hold the command's output open.
      let command = "echo started; trap '' TERM; sleep \(number) & sh -c 'sleep \(number); exit' ; sleep \(number);"
      let result = try run(command, "--timeout", "1", in: folder)
      #expect(result.code == 1)
      #expect(
        result.errors.contains("stopped after the time limit of 1 s; its last output: started"), "\(result.errors)")
      #expect(try processes(with: number) == [])
    }
  }

  @Test(.timeLimit(.minutes(10))) func childrenDoNotOutliveACommandThatEnds() throws {
    try withTinyData { folder in
      let number = Self.unusualNumber()
      let result = try run("sleep \(number) & echo bye; exit 4;", in: folder)
      #expect(result.errors.contains("exit code 4; its last output: bye"), "\(result.errors)")
      #expect(try processes(with: number) == [])
    }
  }

  @Test(.timeLimit(.minutes(10))) func ctrlCStopsTheCommandAndItsChildren() throws {
    try withTinyData { folder in
      let number = Self.unusualNumber()
      let bench = try sweep("touch running; sleep \(number) & sleep \(number);", in: folder)
      try bench.process.run()
      let running = folder.appending(path: "running").path
      try wait(for: "start of the command") { FileManager.default.fileExists(atPath: running) }
      bench.process.interrupt()
      let result = try bench.result()
      #expect(result.code == 130 && result.errors.contains("interrupted"), "\(result.errors)")
      #expect(try processes(with: number) == [])
      let files = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "out").path)
      #expect(!files.contains { $0.hasSuffix(".h5") })
    }
  }

  @Test(.timeLimit(.minutes(10)), arguments: [true, false]) func aStoppedCommandHasTimeToEnd(byLimit: Bool) throws {
    try withTinyData { folder in
      let command = "trap 'sleep 0.5; touch ended; exit' TERM; touch running; while :; do sleep 0.05; done;"
      let bench = try sweep(command, byLimit ? ["--timeout", "1"] : [], in: folder)
      try bench.process.run()
      func path(_ name: String) -> String { folder.appending(path: name).path }
      try wait(for: "start of the command") { FileManager.default.fileExists(atPath: path("running")) }
      if !byLimit { bench.process.interrupt() }
      #expect(try bench.result().code == (byLimit ? 1 : 130))
      #expect(FileManager.default.fileExists(atPath: path("ended")))
    }
  }

  @Test func anEditedScriptIsAnotherRunAndAnOldOneIsRefused() throws {
    try withTinyData { folder in
      try write("write(rows('test_queries'), rows('test_gallery'))", in: folder)
      #expect(try run("python3 method.py", in: folder).code == 0)
      let tasks = folder.appending(path: "out/runs")
      let name = try #require(try FileManager.default.contentsOfDirectory(atPath: tasks.path).first)
      // A run can be repeated alone, from anywhere.
      let alone = try BenchProcess.run("run", tasks.appending(path: name).path, in: tasks)
      #expect(alone.code == 0 && alone.output.contains("finished"), "\(alone.errors)")
      try write("print('new'); write(rows('test_queries'), rows('test_gallery'))", in: folder)
      let old = try BenchProcess.run("run", "out/runs/\(name)", in: folder)
      #expect(old.code == 1 && old.errors.contains("method.py changed since this run was planned"), "\(old.errors)")
      #expect(try run("python3 method.py", in: folder).errors.contains("1 runs done, 0 finished before"))
    }
  }

  @Test(
    arguments: [
      (["--methods", "external"], "the method `external` has no command to run; give one"),
      (["--methods", "irra-sdm", "--command", "true"], "the method `external` is not in the list of methods"),
      (["--methods", "external", "--command", " "], "the method `external` has no command to run"),
      (["--methods", "external", "--command", "true", "--label", ""], "--label is given an empty text"),
      (["--methods", "external", "--command", "true", "--label", " "], "cannot be the label of a method"),
      (["--methods", "external", "--command", "true", "--timeout", "0"], "--timeout must be above 0"),
      (["--methods", "external,irra-sdm", "--label", "x"], "the method `external` has no command to run"),
      (["--methods", "rde-tal,irra-sdm", "--label", "x"], "`x` would be the label of 2 configurations"),
      (["--suite", "embedded-quick", "--label", "x"], "--label cannot be used with --suite, whose file says it"),
      (["--methods", "externl", "--command", "true"], "did you mean external?"),
    ])
  func mistakesGetOneClearLine(arguments: [String], message: String) throws {
    try withTinyData { folder in
      let bench = try BenchProcess(["sweep", "--data-root", "data", "--results", "out"] + arguments, in: folder)
      try bench.process.run()
      let result = try bench.result()
      #expect(result.code != 0 && result.errors.contains(message), "\(result.errors)")
    }
  }

  @Test func listsSayHowToUseIt() throws {
    try withTemporaryFolder { folder in
      let all = try BenchProcess.run("list", "methods", in: folder)
      #expect(all.output.contains("external"))
      let one = try BenchProcess.run("list", "methods", "external", in: folder)
      #expect(one.output.contains("--command"))
    }
  }
}
