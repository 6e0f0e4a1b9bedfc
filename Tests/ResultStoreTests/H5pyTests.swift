import BenchCore
import Foundation
import HDF5
import ResultStore
import TestSupport
import Testing

/// h5py finds every object that `docs/results-schema.md` lists, with its type, shape and values, and nothing else.
@Suite struct H5pyTests {
  @Test func readsEverything() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "run.h5")
      try ResultStore.write(.sample(), to: file)
      try Python.run(Self.script, file.path)
    }
  }

  @Test func theExampleOfTheDocumentationRuns() throws {
    let page = try String(contentsOf: Self.page, encoding: .utf8)
    let example = try #require(page.firstMatch(of: /```python\n((?s).*?)```/)?.output.1)
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "run.h5")
      try ResultStore.write(.sample(), to: file)
      let output = try Python.run(String(example).replacing("Results/run.h5", with: file.path))
      #expect(output.hasPrefix("RDE (größer) finished R@1 61.5\nrecomputed R@1 "))
    }
  }

  /// Every name of a layout is in the page, between backticks; names that runs choose are not.
  @Test func theDocumentationNamesEverything() throws {
    let page = try String(contentsOf: Self.page, encoding: .utf8)
    let documented = Set(page.matches(of: /[A-Za-z0-9_-]+/).map { String($0.output) })
    let chosen: Set = ["tse", "bge", "id", "global", "epoch_001", "epoch_1000", "seconds_data", "seconds_train"]
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "run.h5")
      try ResultStore.write(.sample(), to: file)
      let names = try Self.names(in: File.open(file)).subtracting(chosen)
      #expect(names.count > 40)
      #expect(names.subtracting(documented) == [])
    }
  }

  /// As h5py's own dimension scales read them.
  @Test func everyDatasetHasLabelsAndUnits() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "run.h5")
      try ResultStore.write(.sample(), to: file)
      try Python.run(
        """
        import h5py, sys
        f = h5py.File(sys.argv[1])
        sizes = {'query': 3, 'gallery': 4, 'epoch': 2, 'pair': 5, 'bin': 4}
        units = {}
        def look(name, item):
            if isinstance(item, h5py.Dataset):
                labels = [axis.label for axis in item.dims]
                assert all(labels) and all(sizes.get(label, size) == size for label, size in zip(labels, item.shape)), (name, labels)
                units.setdefault(item.attrs.get('units'), set()).add(name)
        f.visititems(look)
        labels = lambda name: [axis.label for axis in f[name].dims]
        assert labels('best/embeddings/tse/text') == ['query', 'dimension']
        assert labels('last/embeddings/tse/image') == ['gallery', 'dimension']
        assert labels('best/image-to-text/average_precision') == ['gallery']
        assert labels('epochs/similarity/positive') == ['epoch', 'bin']
        metrics = 'r1 r5 r10 r20 map minp mrr ndcg10'.split()
        assert units['percent'] == {f'{group}/{name}' for group in ('epochs', 'epochs/test') for name in metrics}
        assert units['seconds'] == {'epochs/seconds'}
        assert {name.split('/')[-1] for name in units['1']} == {'average_precision', 'inverse_negative_penalty', 'ndcg10', 'bge', 'tse'}
        assert set(units) == {'percent', 'seconds', '1', None}
        """, file.path)
    }
  }

  @Test func readsHalves() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "run.h5")
      try ResultStore.write(.sample(), to: file, options: StorageOptions(precision: .float16))
      try Python.run(
        """
        import h5py, numpy as np, sys
        f = h5py.File(sys.argv[1])
        text = f['best/embeddings/tse/text']
        assert text.dtype == np.float16 and text.dtype.byteorder in '=<', text.dtype
        values = np.sqrt(np.arange(1800, dtype='f4') + np.float32(21)).astype('f2')
        assert np.array_equal(text[()], values.reshape(3, 600))
        """, file.path)
    }
  }

  private static let page = Repository.root.appending(path: "docs/results-schema.md")

  /// The names of all attributes and objects.
  private static func names(in group: Group) throws -> Set<String> {
    var names = Set(try group.attributes.names())
    for child in try group.childNames() {
      names.insert(child)
      if try group.kind(of: child) == .group {
        names.formUnion(try Self.names(in: group.group(child)))
      } else {
        names.formUnion(try group.dataset(child).attributes.names())
      }
    }
    return names
  }

  private static let script = """
    import h5py, json, numpy as np, sys
    f = h5py.File(sys.argv[1])
    a = dict(f.attrs)
    spec = json.loads(a.pop('spec'))
    assert spec['method'] == {'id': 'rde-tal', 'revision': 2, 'configuration':
        {'tau': 0.015, 'margin': 0.1, 'text/path': None, 'on': True}}, spec
    assert f.attrs['spec'] == json.dumps(spec, sort_keys=True, separators=(',', ':'))
    assert a == dict(
        schema=4, has_checksum=True, signature='0123', outcome='finished', label='RDE (größer)', stand_in=True, tool_version='1.0', commit='c0ffee-dirty', sources='5eed',
        torch_version='2.13.0', device='CPU', dataset='CUHK-PEDES', dataset_checksum='abc', noise_index_sha256='def',
        nominal_noise_rate=0.2, actual_noise_rate=0.4, selection='val', started_at=1700000000.25,
        ended_at=1700000100.25, seconds_data=1.5, seconds_train=90.0, peak_memory_bytes=5000000000,
        peak_memory_of='device'), a
    assert a['stand_in'].dtype == bool and a['schema'].dtype == np.int64 and a['actual_noise_rate'].dtype == float

    seen = {}
    f.visititems(lambda name, item: seen.update({name: item}) if isinstance(item, h5py.Dataset) else None)
    def take(name, dtype, values):
        item = seen.pop(name)
        assert item.dtype == dtype and item.dtype.byteorder in '=|<', (name, item.dtype)
        assert item.shape == np.shape(values) and np.array_equal(item[()], values, equal_nan=dtype[0] == 'f'), name

    offsets = dict(r1=0, r5=1, r10=2, r20=3, map=-10.125, minp=-20.0625, mrr=-5, ndcg10=-2.5)
    take('epochs/epoch', 'i8', [1, 2])
    take('epochs/loss', 'f8', [3.75, 3.5])
    take('epochs/learning_rate', 'f8', [1e-6, 1e-5])
    take('epochs/seconds', 'f8', [1.70000000025, 40])
    for name, offset in offsets.items():
        take('epochs/' + name, 'f8', [50 + offset, 55 + offset])
        take('epochs/test/' + name, 'f8', [40 + offset, 45 + offset])
    take('epochs/test/epoch', 'i8', [1, 2])
    take('epochs/similarity/epoch', 'i8', [1, 2])
    take('epochs/similarity/positive', 'i8', [[0, 1, 2, 0], [0, 0, 1, 2]])
    take('epochs/similarity/negative', 'i8', [[5, 3, 1, 0], [6, 3, 0, 0]])
    assert list(f['epochs/losses'].attrs['names']) == ['tse', 'bge', 'id']
    assert list(f['epochs/losses/id'].attrs['absent_epochs']) == [1]
    take('epochs/losses/tse', 'f8', [1.25, 1])
    take('epochs/losses/bge', 'f8', [2.5, 2])
    take('epochs/losses/id', 'f8', [np.nan, 0.5])

    for name, epoch, r1 in ('best', 1, 61.5), ('last', 2, 62.5):
        assert dict(f[name].attrs) == dict(epoch=epoch)
        for direction, base in ('text-to-image', r1), ('image-to-text', 70.5):
            expected = {metric: base + offset for metric, offset in offsets.items()} | dict(rsum=3 * base + 3)
            assert dict(f[name][direction].attrs) == expected
        take(name + '/text-to-image/first_match_rank', 'i8', [1, 4, 0])
        take(name + '/text-to-image/average_precision', 'f8', [1, 1 / 3, 0])
        take(name + '/text-to-image/inverse_negative_penalty', 'f8', [1, .25, 0])
        take(name + '/text-to-image/ndcg10', 'f8', [1, .625, 0])
        take(name + '/image-to-text/first_match_rank', 'i8', [1, 2, 3, 0])
        take(name + '/image-to-text/average_precision', 'f8', [1, .5, .25, 0])
        take(name + '/image-to-text/inverse_negative_penalty', 'f8', [.5, .25, .125, 0])
        take(name + '/image-to-text/ndcg10', 'f8', [1, .75, .5, 0])
        assert list(f[name]['embeddings'].attrs['heads']) == ['global', 'tse']
        for head, width, offset in ('global', 2, 0), ('tse', 600, 20):
            for side, rows, start in ('text', 3, 0), ('image', 4, 10):
                values = np.sqrt(np.arange(rows * width, dtype='f4') + np.float32(epoch + offset + start))
                take(f'{name}/embeddings/{head}/{side}', 'f4', values.reshape(rows, width))

    take('test/query_identities', 'i8', [7, 8, 9])
    take('test/gallery_identities', 'i8', [7, 7, 8, 11])
    files = seen.pop('test/gallery_files')
    assert list(files.asstr()[()]) == ['CUHK-PEDES/imgs/a b.jpg', 'CUHK-PEDES/imgs/größe.png', 'c', '<script>.png']
    take('noise/index', 'i8', [0, 2, 1, 3, 4])
    take('noise/is_clean', 'bool', [True, False, False, True, True])
    d = 'sample_selection/epoch_001/'
    assert list(f[d].attrs['heads']) == ['bge', 'tse'] and list(f['sample_selection/epoch_1000'].attrs['heads']) == ['bge']
    assert f[d].attrs['epoch'] == 1 and f['sample_selection/epoch_1000'].attrs['epoch'] == 1000
    take(d + 'losses/bge', 'f4', [1, 2, 3, 4, 5])
    take(d + 'losses/tse', 'f4', [5, 4, 3, 2, 1])
    take(d + 'p_clean/bge', 'f4', [1, .5, .25, 0, 1])
    take(d + 'p_clean/tse', 'f4', [1, 1, 1, 0, 0])
    take(d + 'taken_as_clean/bge', 'bool', [True, False, False, False, True])
    take(d + 'taken_as_clean/tse', 'bool', [True, True, True, False, False])
    take(d + 'treated_as_clean', 'bool', [True, True, False, False, True])
    def attributes(name, *heads):
        found = dict(f[name].attrs)
        assert list(found.pop('heads', [])) == list(heads), name
        return found
    assert attributes(d + 'quality', 'bge') == dict(kept_clean=2, kept_noisy=1, dropped_clean=1, dropped_noisy=1,
        precision=2 / 3, recall=2 / 3, f1=2 / 3, accuracy=0.6, auc=0.75, loss_auc=0.875)
    assert attributes(d + 'quality/bge') == dict(kept_clean=2, kept_noisy=0, dropped_clean=1, dropped_noisy=2,
        precision=1.0, recall=2 / 3, f1=0.8, accuracy=0.8, auc=0.625)
    assert attributes('sample_selection/epoch_1000/quality') == dict(kept_clean=0, kept_noisy=0, dropped_clean=3,
        dropped_noisy=2, recall=0.0, f1=0.0, accuracy=0.4)
    take('sample_selection/epoch_1000/losses/bge', 'f4', [1] * 5)
    take('sample_selection/epoch_1000/treated_as_clean', 'bool', [False] * 5)
    assert not seen, seen
    """
}
