import BenchCore
package import Foundation

/// Settings that some injectors need besides rate and seed.
package struct NoiseOptions: Sendable, Equatable {
  /// The `.npy` file of the injector `index`.
  package var indexFile: URL?

  package init(indexFile: URL? = nil) {
    self.indexFile = indexFile
  }
}

/// The noise injectors by id: one table, in the order in which lists show them.
package enum NoiseRegistry {
  private struct Entry: Sendable {
    let info: InjectorInfo
    let make: @Sendable (NoiseOptions) throws(NoiseFailure) -> any NoiseInjector
  }

  private static let entries: [Entry] = [
    Entry(info: ShuffleInjector.info) { _ in ShuffleInjector() },
    Entry(info: IndexInjector.info) { (options) throws(NoiseFailure) in
      guard let file = options.indexFile else { throw .indexFileNotGiven(injector: IndexInjector.info.id) }
      return IndexInjector(file: file)
    },
    Entry(info: IdentityShuffleInjector.info) { _ in IdentityShuffleInjector() },
    Entry(info: HardSwapInjector.info) { _ in HardSwapInjector() },
    Entry(info: CaptionDropInjector.info) { _ in CaptionDropInjector() },
    Entry(info: WordSwapInjector.info) { _ in WordSwapInjector() },
  ]

  /// Every injector's description, in the order in which lists show them.
  package static var all: [InjectorInfo] { entries.map(\.info) }

  /// Every injector's id, in the order in which lists show them.
  package static var ids: [String] { entries.map(\.info.id) }

  /// Makes the injector called `id`.
  ///
  /// - Throws: `NoiseFailure.unknownInjector` with close matches, or `.indexFileNotGiven`.
  package static func injector(
    id: String,
    options: NoiseOptions = NoiseOptions()
  ) throws(NoiseFailure) -> any NoiseInjector {
    try Suggestion.find(id, in: entries, id: \.info.id, else: NoiseFailure.unknownInjector).make(options)
  }
}
