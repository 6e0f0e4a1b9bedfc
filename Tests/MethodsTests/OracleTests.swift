import BenchCore
import Synchronization
import Testing
import Torch
import Training

@testable import Methods

/// The truth has one way to a method: the mask that `MethodEntry.build` hands on or withholds.
///
/// Nothing else can: `MethodContext.oracle` is set inside `Methods` only, and no batch carries it.
@Suite struct OracleTests {
  private struct Configuration: MethodConfiguration {
    var usesOracle = false
    static let fields = [
      ConfigurationField("usesOracle", "Whether only clean pairs train.", source: "this test", permitted: .any)
    ]
    func validate() throws {}
  }

  @Test(arguments: [false, true], [nil, OracleMask(isClean: [true, false])])
  func aContextCarriesTheTruthOnlyIfTheConfigurationSaysSo(asks: Bool, truth: OracleMask?) throws {
    let seen = Mutex<[OracleMask?]>([])
    let entry = MethodEntry(
      MethodInfo(id: "spy", title: "Spy", summary: "Looks.", citation: "this test"), defaults: Configuration()
    ) { _, context in
      seen.withLock { $0.append(context.oracle) }
      throw MethodFailure.noCleanPairs
    }
    let spec = try entry.resolved(["usesOracle": .bool(asks)], for: TinyTraining.facts)
    #expect(throws: MethodFailure.noCleanPairs) { try entry.build(spec, in: TinyTraining.context(), truth: truth) }
    #expect(seen.withLock { $0 } == [asks ? truth : nil])
  }

  /// Only the methods that are documented to use it ask for it.
  @Test func clipCAloneAsks() throws {
    let asking = try MethodRegistry.all.filter {
      guard case .object(let fields) = try $0.resolved(for: TinyTraining.facts).configuration else { return false }
      return fields["usesOracle"] == .bool(true)
    }
    #expect(asking.map(\.info.id) == ["clip-c"])
  }
}
