import BenchCore
import Datasets
import Foundation
import Testing

/// The flavours: each in the layout and with the conventions of a published dataset.
struct SynthPedesFlavourTests {
  private typealias Samples = SynthPedesSamples

  struct Flavour: Sendable {
    var flavour: SynthPedesConfiguration.Flavour
    var id: String
    var folder: String
    /// The published dataset's entry.
    var published: DatasetInfo
    var annotations: String
    var firstIdentity: Int
    var imagesPerIdentity: Int
    var captionsPerImage: Int
    var hasValidation: Bool
  }

  private static let all = [
    Flavour(
      flavour: .cuhk, id: "synth-pedes", folder: "synth-pedes", published: .cuhkPEDES, annotations: "reid_raw.json",
      firstIdentity: 1, imagesPerIdentity: 2, captionsPerImage: 2, hasValidation: true),
    Flavour(
      flavour: .icfg, id: "synth-pedes/icfg", folder: "synth-pedes-icfg", published: .icfgPEDES,
      annotations: "ICFG-PEDES.json", firstIdentity: 0, imagesPerIdentity: 4, captionsPerImage: 1, hasValidation: false),
    Flavour(
      flavour: .rstp, id: "synth-pedes/rstp", folder: "synth-pedes-rstp", published: .rstpReid,
      annotations: "data_captions.json", firstIdentity: 0, imagesPerIdentity: 5, captionsPerImage: 2,
      hasValidation: true),
  ]

  @Test(arguments: all) func registryKnowsTheLayoutOfThePublishedDataset(flavour: Flavour) throws {
    let info = try DatasetRegistry.info(named: flavour.id)
    guard case .annotations(let drawn) = info.layout, case .annotations(let published) = flavour.published.layout else {
      Issue.record("\(flavour.id) has another layout")
      return
    }
    #expect(drawn.folder == flavour.folder)
    #expect(drawn.annotationFile == published.annotationFile && drawn.annotationFile == flavour.annotations)
    #expect(drawn.pathField == published.pathField && drawn.imageFolder == published.imageFolder)
    #expect(drawn.identityOffset == published.identityOffset)
    #expect(info.isStandIn && info.startsFromEmbeddedWeights && !flavour.published.startsFromEmbeddedWeights)
    #expect(SynthPedesConfiguration.ofDataset(flavour.id)?.datasetID == flavour.id)
    #expect(flavour.flavour.publishedName == flavour.published.id)
  }

  @Test(arguments: all) func whatIsWrittenIsReadBack(flavour: Flavour) throws {
    let configuration = SynthPedesConfiguration(
      train: .init(identities: 5, images: 10), validation: .init(identities: 3, images: 6),
      test: .init(identities: 3, images: 6)
    ).flavoured(flavour.flavour)
    try Samples.withRoot { root in
      let summary = try SynthPedes.write(configuration, to: root, workers: 2)
      #expect(summary.folder.lastPathComponent == flavour.folder)
      #expect(summary.annotations.lastPathComponent == flavour.annotations)
      let records = try Samples.records(summary)
      #expect(records.map(\.id).min() == flavour.firstIdentity)
      #expect(records.allSatisfy { ($0.img_path == nil) == (flavour.flavour != .rstp) })
      #expect(records.allSatisfy { ($0.file_path == nil) == (flavour.flavour == .rstp) })
      #expect(records.allSatisfy { $0.captions.count == flavour.captionsPerImage })
      let images = Dictionary(grouping: records, by: \.id).values.map(\.count)
      #expect(Set(images) == [flavour.imagesPerIdentity])

      let contents = try DatasetRegistry.info(named: flavour.id).read(dataRoot: root)
      func captions(_ split: Split) -> [String] { records.filter { $0.split == split }.flatMap(\.captions) }
      #expect(contents.id == flavour.id)
      #expect(contents.train.captions == captions(.train))
      #expect(Set(contents.train.identities) == Set(0..<contents.train.identityCount))
      #expect(contents.val?.queryCaptions == (flavour.hasValidation ? captions(.val) : nil))
      #expect(contents.test.queryCaptions == captions(.test))
      for path in contents.train.imagePaths + contents.test.galleryPaths {
        #expect(FileManager.default.fileExists(atPath: path), "\(path)")
      }
    }
  }

  @Test func theFirstFlavourHasTwoNames() throws {
    #expect(try DatasetRegistry.info(named: "synth-pedes/cuhk") == .synthPEDES)
    #expect(SynthPedesConfiguration.ofDataset("synth-pedes/cuhk") == .default)
    let error = #expect(throws: DatasetFailure.self) { try DatasetRegistry.info(named: "synth-pedes/rtsp") }
    #expect(error?.description.contains("did you mean synth-pedes/rstp") == true)
  }

  @Test func pretrainingHasItsOwnDataset() throws {
    let info = try DatasetRegistry.info(named: "synth-pedes/source")
    #expect(info.isStandIn && !info.startsFromEmbeddedWeights, "weights are not made from themselves")
    #expect(SynthPedesConfiguration.ofDataset("synth-pedes/source") == .pretraining)
    #expect(SynthPedesConfiguration.ofDataset("CUHK-PEDES") == nil)
    // One vocabulary, so that weights of one domain fit the other; real datasets have their captions' words.
    for id in SynthPedesSamples.datasets where !id.hasSuffix("-source") {
      #expect(try DatasetRegistry.info(named: id).grammar == SynthPedes.grammar)
    }
    #expect(DatasetInfo.cuhkPEDES.grammar == nil && !DatasetInfo.cuhkPEDES.startsFromEmbeddedWeights)
  }
}
