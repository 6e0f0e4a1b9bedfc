import BenchCore
package import Foundation

/// Reads and writes noise indices as `.npy` files.
///
/// Written files equal NumPy's byte for byte: version 1.0, little-endian 64-bit integers, a header of 128 bytes.
/// Versions 1.0 and 2.0 and 32-bit integers are read as well.
package enum NoiseIndexFile {
  /// The largest file that is read, in bytes: 2^27 pairs.
  static let sizeLimit = 1 << 30

  /// Reads an index and checks that it is a permutation.
  package static func read(from file: URL) throws(NoiseIndexFileFailure) -> NoiseIndex {
    do throws(NoiseIndexContentFailure) {
      let values = try decode(contents(of: file))
      do { return try NoiseIndex(validating: values) } catch { throw .badEntry(error) }
    } catch {
      throw NoiseIndexFileFailure(path: file.path, defect: error)
    }
  }

  /// Writes an index beside its target and renames it, so that no reader sees half a file.
  package static func write(_ index: NoiseIndex, to file: URL) throws(NoiseIndexFileFailure) {
    do throws(FileFailure) {
      try AtomicFile.write(encode(index), to: file)
    } catch {
      throw NoiseIndexFileFailure(path: file.path, defect: .unwritable(reason: error.reason))
    }
  }

  /// The bytes of the `.npy` file of an index.
  package static func encode(_ index: NoiseIndex) -> Data {
    NPYArray.encode(index.sources)
  }

  /// The numbers of an `.npy` file's bytes, not checked to be a permutation.
  package static func decode(_ data: Data) throws(NoiseIndexContentFailure) -> [Int] {
    let array: NPYArray
    do throws(NPYFailure) {
      array = try NPYArray(decoding: data, accepting: [.int32, .int64])
    } catch {
      throw .npy(error)
    }
    guard array.shape.count == 1 else { throw .notOneDimensional(shape: array.shape) }
    return array.integers() ?? []
  }

  /// The bytes of a regular file of bounded size.
  static func contents(of file: URL) throws(NoiseIndexContentFailure) -> Data {
    do throws(NPYFailure) {
      return try NPYArray.contents(of: file, sizeLimit: sizeLimit)
    } catch {
      throw .npy(error)
    }
  }
}
