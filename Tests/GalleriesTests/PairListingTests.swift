import BenchCore
import Foundation
import TestSupport
import Testing

@testable import Galleries

/// Training pairs with what a sample selection called them.
@Suite struct PairListingTests {
  /// Five pairs of which 1 and 2 exchanged captions; two heads that disagree about 3.
  private static func record() -> RunRecord {
    var record = RunRecord(
      spec: RunSpec(
        dataset: DatasetSpec(id: "CUHK-PEDES", annotationChecksum: "a"),
        noise: NoiseSpec(injector: "shuffle", rate: 0.4, seed: 1, indexChecksum: "b"),
        method: MethodSpec(id: "rde-tal", revision: 1, configuration: .object([:])), training: .elsewhere,
        selection: .val, seed: 1, threads: 1, device: "cpu"),
      signature: "", label: "RDE", isStandIn: false, outcome: .finished,
      provenance: RunProvenance(
        toolVersion: "1", torchVersion: nil, device: "cpu", startedAt: 0, endedAt: 0, secondsByPhase: [:]))
    record.noise = NoiseRecord(sourceIndices: [0, 2, 1, 3, 4], isClean: [true, false, false, true, true])
    record.sampleSelections = [
      SampleSelectionRecord(epoch: 1, heads: [:], treatedAsClean: [true, true, true, true, false]),
      SampleSelectionRecord(
        epoch: 2,
        heads: [
          "bge": HeadSelection(
            losses: [1, 5, 2, 3, 4], cleanProbabilities: [1, 0, 0.75, 0.5, 0.25],
            takenAsClean: [true, false, true, true, false]),
          "tse": HeadSelection(
            losses: [1, 3, 2, .nan, 4.5], cleanProbabilities: [1, 0.5, 0.75, 0, 0],
            takenAsClean: [true, false, true, false, false]),
        ], treatedAsClean: [true, false, true, true, false]),
    ]
    return record
  }

  private static let clean = PairTable(
    identities: [7, 7, 8, 8, 9], imageIndices: [0, 0, 1, 1, 2], captions: ["a", "b", "c, \"d\"", "=e", "f"],
    imagePaths: ["/data/x/0.jpg", "/data/x/1.jpg", "/data/x/2.jpg"], identityCount: 10)
  private static let noisy = NoisyPairs(
    captions: ["a", "c, \"d\"", "b", "=e", "f"], sourceIndices: [0, 2, 1, 3, 4],
    isClean: [true, false, false, true, true], nominalRate: 0.4)

  private static func indices(
    _ called: PairListing.Call?, _ truth: PairListing.Truth?, _ order: PairListing.Order
  ) throws -> [Int] {
    var listing = try PairListing(record())
    try listing.select(called: called, truth: truth, order: order)
    return listing.pairs.map(\.index)
  }

  @Test func pairsAreCalledWhatAllHeadsSay() throws {
    #expect(try Self.indices(.noisy, nil, .index) == [1, 4])
    #expect(try Self.indices(.clean, nil, .index) == [0, 2])
    #expect(try Self.indices(.disputed, nil, .index) == [3])
    #expect(try Self.indices(.noisy, .clean, .index) == [4])
    #expect(try Self.indices(nil, .noisy, .index) == [1, 2])
  }

  @Test func sortedByTheMeanOverHeads() throws {
    // 4.25, 4, 2, 1 and one that is no number.
    #expect(try Self.indices(nil, nil, .loss) == [4, 1, 2, 0, 3])
    // 0.125, 0.25 twice, 0.75, 1.
    #expect(try Self.indices(nil, nil, .probability) == [4, 1, 3, 2, 0])
  }

  @Test func theSummaryIsOfAllPairs() throws {
    var listing = try PairListing(Self.record())
    try listing.select(called: .disputed, truth: nil, order: .index)
    let summary = listing.summary
    #expect((summary.pairs, summary.noisy) == (5, 2))
    #expect((summary.calledNoisy, summary.calledNoisyAreNoisy) == (2, 1))
    #expect((summary.calledClean, summary.calledCleanAreNoisy) == (2, 1))
    #expect((summary.disputed, summary.disputedAreNoisy) == (1, 0))
    #expect(summary.precision == 0.5 && summary.recall == 0.5)
  }

  /// Files of before each head's opinion was stored, and methods without probabilities.
  @Test func theConsensusAloneIsNeverDisputed() throws {
    var listing = try PairListing(Self.record(), epoch: 1)
    #expect(listing.epoch == 1 && listing.pairs.map(\.called) == [.clean, .clean, .clean, .clean, .noisy])
    #expect(throws: PairListingFailure.noProbabilities) {
      try listing.select(called: nil, truth: nil, order: .probability)
    }
  }

  @Test func whatIsNotThereIsSaid() {
    #expect(throws: PairListingFailure.noEpoch(3, known: [1, 2])) { try PairListing(Self.record(), epoch: 3) }
    var record = Self.record()
    record.noise = nil
    #expect(throws: PairListingFailure.noTruth) { try PairListing(record) }
    record.sampleSelections = nil
    #expect(throws: PairListingFailure.noSelection(method: "rde-tal")) { try PairListing(record) }
  }

  @Test func asText() throws {
    var listing = try PairListing(Self.record())
    listing.describe(from: Self.clean, noisy: Self.noisy)
    let text = PairDocument(listing, of: Self.record(), in: "run.h5") { String($0.dropFirst(6)) }.text(limit: 2)
    #expect(
      text == """
        RDE on CUHK-PEDES, 40% noise, seed 1: pairs before epoch 2
        pair 0: called clean, is clean; identity 7, x/0.jpg
          caption  a
          bge loss 1.0000, clean with 1.0000, says clean; tse loss 1.0000, clean with 1.0000, says clean
        pair 1: called noisy, is noisy; identity 7, x/0.jpg
          caption  c, "d"  (from pair 2, identity 8)
          its own  b
          bge loss 5.0000, clean with 0.0000, says noisy; tse loss 3.0000, clean with 0.5000, says noisy
        ... and 3 more (--limit, --csv)
        Of 5 pairs 2 are noisy. Called noisy: 2, of which 1 are (precision 50.00%, recall 50.00%). Called clean: 2, of \
        which 1 are noisy. Disputed: 1, of which 0 are noisy.

        """)
  }

  /// With and without texts, as Python's reader has them.
  @Test func asCSVAndJSON() throws {
    var listing = try PairListing(Self.record())
    let bare = PairDocument(listing, of: Self.record(), in: "run.h5", note: "No data.")
    listing.describe(from: Self.clean, noisy: Self.noisy)
    let whole = PairDocument(listing, of: Self.record(), in: "run.h5")
    try Python.run(
      """
      import csv, io, json, math, sys
      bare, whole, bare_json, whole_json = sys.argv[1:]
      a, b = (list(csv.DictReader(io.StringIO(text, newline=''))) for text in (bare, whole))
      assert len(a) == len(b) == 5
      assert a[1] == {**b[1], 'file': '', 'identity': '', 'caption': '', 'caption_identity': '', 'own_caption': ''}
      assert b[1] == dict(pair='1', file='/data/x/0.jpg', identity='7', caption='c, "d"', caption_pair='2', caption_identity='8',
          own_caption='b', loss_bge='5', loss_tse='3', p_clean_bge='0', p_clean_tse='0.5', taken_as_clean_bge='False',
          taken_as_clean_tse='False', called='noisy', treated_as_clean='False', is_clean='False'), b[1]
      assert b[3]['caption'] == "'=e" and math.isnan(float(b[3]['loss_tse'])) and b[3]['called'] == 'disputed'
      c, d = json.loads(bare_json), json.loads(whole_json)
      assert c['note'] == 'No data.' and 'note' not in d and c['summary'] == d['summary'] and c['precision'] == 0.5
      assert d['pairs'][1]['losses'] == {'bge': 5, 'tse': 3} and d['pairs'][1]['own_caption'] == 'b'
      assert 'caption' not in c['pairs'][1] and c['pairs'][1]['caption_pair'] == 2 and len(d['pairs']) == 5
      """, bare.csv(), whole.csv(), try bare.json(), try whole.json())
    #expect(try whole.json(limit: 1).contains("\"pair\" : 0") && !whole.json(limit: 1).contains("\"pair\" : 1,"))
    #expect(whole.csv(limit: 0).split(separator: "\n").count == 1)
  }
}
