import BenchCore
import Datasets
import Foundation
import Studies

/// The folder of a run of an external method: its specification, its listings, and what the command writes.
struct ExternalFolder {
  let root: URL

  var specification: URL { root.appending(path: "specification.json") }

  /// The embeddings file of a checkpoint, to be written by the command.
  func embeddings(_ checkpoint: CheckpointName) -> URL { root.appending(path: "\(checkpoint.rawValue).h5") }

  /// What the command has written for a checkpoint: the file, else the folder; `nil` if neither.
  func writtenEmbeddings(_ checkpoint: CheckpointName) -> URL? {
    let file = embeddings(checkpoint)
    return [file, file.deletingPathExtension()].first { FileManager.default.fileExists(atPath: $0.path) }
  }

  /// Starts afresh: nothing that an earlier attempt wrote may be taken for a result.
  func prepare(_ task: RunTask, _ contents: DatasetContents, _ noisy: NoisyPairs) throws {
    try? FileManager.default.removeItem(at: root)
    try OutputFolder.create(root)
    let spec = task.run.spec
    guard let recipe = spec.recipe else { throw StudyFailure.notTrainedHere(run: task.run.name) }
    let listings = try writeListings(contents, noisy)
    var noiseIndex = JSONValue.null
    // Only where the index says all: a command that trains on edited captions must take them from the listing.
    if zip(noisy.captions, noisy.sourceIndices).allSatisfy({ $0 == contents.train.captions[$1] }) {
      let file = root.appending(path: "noise_index.npy")
      try AtomicFile.write(NPYArray.encode(noisy.sourceIndices), to: file)
      noiseIndex = .string(file.path)
    }
    let specification = ExternalSpecification(
      label: task.run.label,
      dataset: .init(
        id: spec.dataset.id, dataRoot: task.workspace.dataRoot.path,
        annotations: try DatasetRegistry.info(named: spec.dataset.id)
          .annotationFile(dataRoot: task.workspace.dataRoot).path,
        annotationsSHA256: spec.dataset.annotationChecksum),
      listings: listings, noiseIndex: noiseIndex, seed: spec.seed, epochs: recipe.epochs,
      batchSize: recipe.batchSize, learningRate: recipe.learningRate, selection: spec.selection.rawValue,
      device: spec.device, deviceIndex: task.workspace.deviceIndex, threads: spec.threads,
      output: .init(last: embeddings(.last).path, best: embeddings(.best).path))
    try AtomicFile.write(specification.json(), to: self.specification)
  }

  private struct Pair: Encodable {
    var image: String
    var caption: String
    var identity: Int
  }

  private struct Query: Encodable {
    var caption: String
    var identity: Int
  }

  private struct Image: Encodable {
    var image: String
    var identity: Int
  }

  private func writeListings(_ contents: DatasetContents, _ noisy: NoisyPairs) throws -> ExternalSpecification.Listings
  {
    let train = contents.train
    return ExternalSpecification.Listings(
      train: try write(
        train.captions.indices.map {
          Pair(
            image: train.imagePaths[train.imageIndices[$0]], caption: noisy.captions[$0],
            identity: train.identities[$0])
        }, "train"),
      valQueries: try contents.val.map { .string(try write(Self.queries($0), "val_queries")) } ?? .null,
      valGallery: try contents.val.map { .string(try write(Self.gallery($0), "val_gallery")) } ?? .null,
      testQueries: try write(Self.queries(contents.test), "test_queries"),
      testGallery: try write(Self.gallery(contents.test), "test_gallery"))
  }

  private static func queries(_ set: RetrievalSet) -> [Query] {
    zip(set.queryCaptions, set.queryIdentities).map { Query(caption: $0, identity: $1) }
  }

  private static func gallery(_ set: RetrievalSet) -> [Image] {
    zip(set.galleryPaths, set.galleryIdentities).map { Image(image: $0, identity: $1) }
  }

  private func write(_ rows: [some Encodable], _ name: String) throws -> String {
    var data = Data()
    for row in rows {
      data.append(try row.canonicalJSON())
      data.append(UInt8(ascii: "\n"))
    }
    let file = root.appending(path: "\(name).jsonl")
    try AtomicFile.write(data, to: file)
    return file.path
  }
}
