import BenchCore
import Datasets
import Foundation
import SynthPedes
import Testing

/// The variants: each in the layout and with the conventions of a published dataset.
struct SynthPedesVariantTests {
  private typealias Samples = SynthPedesSamples

  struct Variant: Sendable {
    var variant: SynthPedesVariant
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
    Variant(
      variant: .cuhk, id: "synth-pedes", folder: "synth-pedes", published: .cuhkPEDES, annotations: "reid_raw.json",
      firstIdentity: 1, imagesPerIdentity: 2, captionsPerImage: 2, hasValidation: true),
    Variant(
      variant: .icfg, id: "synth-pedes/icfg", folder: "synth-pedes-icfg", published: .icfgPEDES,
      annotations: "ICFG-PEDES.json", firstIdentity: 0, imagesPerIdentity: 4, captionsPerImage: 1, hasValidation: false),
    Variant(
      variant: .rstp, id: "synth-pedes/rstp", folder: "synth-pedes-rstp", published: .rstpReid,
      annotations: "data_captions.json", firstIdentity: 0, imagesPerIdentity: 5, captionsPerImage: 2,
      hasValidation: true),
  ]

  @Test(arguments: all) func registryKnowsTheLayoutOfThePublishedDataset(variant: Variant) throws {
    let info = try DatasetRegistry.info(named: variant.id)
    guard case .annotations(let drawn) = info.layout, case .annotations(let published) = variant.published.layout else {
      Issue.record("\(variant.id) has another layout")
      return
    }
    #expect(drawn.folder == variant.folder)
    #expect(drawn.annotationFile == published.annotationFile && drawn.annotationFile == variant.annotations)
    #expect(drawn.pathField == published.pathField && drawn.imageFolder == published.imageFolder)
    #expect(drawn.identityOffset == published.identityOffset)
    #expect(info.isStandIn && info.startsFromEmbeddedWeights && !variant.published.startsFromEmbeddedWeights)
    #expect(SynthPedesConfiguration.ofDataset(variant.id)?.datasetID == variant.id)
    #expect(variant.variant.published.id == variant.published.id)
  }

  @Test(arguments: all) func whatIsWrittenIsReadBack(variant: Variant) throws {
    let configuration = SynthPedesConfiguration(
      train: .init(identities: 5, images: 10), validation: .init(identities: 3, images: 6),
      test: .init(identities: 3, images: 6)
    ).imitating(variant.variant)
    try Samples.withRoot { root in
      let summary = try SynthPedesSet.write(configuration, to: root, workers: 2)
      #expect(summary.folder.lastPathComponent == variant.folder)
      #expect(summary.annotations.lastPathComponent == variant.annotations)
      let records = try Samples.records(summary)
      #expect(records.map(\.id).min() == variant.firstIdentity)
      #expect(records.allSatisfy { ($0.img_path == nil) == (variant.variant != .rstp) })
      #expect(records.allSatisfy { ($0.file_path == nil) == (variant.variant == .rstp) })
      #expect(records.allSatisfy { $0.captions.count == variant.captionsPerImage })
      let images = Dictionary(grouping: records, by: \.id).values.map(\.count)
      #expect(Set(images) == [variant.imagesPerIdentity])

      let contents = try DatasetRegistry.info(named: variant.id).read(dataRoot: root)
      func captions(_ split: Split) -> [String] { records.filter { $0.split == split }.flatMap(\.captions) }
      #expect(contents.id == variant.id)
      #expect(contents.train.captions == captions(.train))
      #expect(Set(contents.train.identities) == Set(0..<contents.train.identityCount))
      #expect(contents.val?.queryCaptions == (variant.hasValidation ? captions(.val) : nil))
      #expect(contents.test.queryCaptions == captions(.test))
      for path in contents.train.imagePaths + contents.test.galleryPaths {
        #expect(FileManager.default.fileExists(atPath: path), "\(path)")
      }
    }
  }

  @Test func theFirstVariantHasTwoNames() throws {
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
    #expect(!DatasetInfo.cuhkPEDES.startsFromEmbeddedWeights)
  }
}
