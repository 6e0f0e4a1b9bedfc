import Testing

@testable import Metrics

/// Quantiles of SciPy 1.17.
@Suite struct DistributionTests {
  @Test(
    arguments: [
      (1, [0.32491969623290634, 3.0776835371752544, 12.706204736174694, 636.6192487687897]),
      (1.5, [0.30074539256979543, 2.1963984175655376, 6.016663104427929, 82.84744670366369]),
      (2, [0.2886751345948128, 1.8856180831641272, 4.302652729749462, 31.599054576445365]),
      (3.7, [0.27216446429206953, 1.5575658388615072, 2.8675207071911895, 9.474240137124664]),
      (10, [0.2601848294920803, 1.372183641110336, 2.228138851986274, 4.586893858702708]),
      (199, [0.25368607538177196, 1.2858202092594093, 1.9719565442517533, 3.3400865561614634]),
      (5000, [0.25336058396923183, 1.2817209053357184, 1.9604385517065073, 3.2924737233708825]),
    ] as [(Double, [Double])]) func `quantiles of Student's t`(degrees: Double, expected: [Double])
  {
    for (probability, value) in zip([0.6, 0.9, 0.975, 0.9995], expected) {
      #expect(abs(StudentT.quantile(probability, degrees: degrees) / value - 1) < 1e-9)
      #expect(abs(StudentT.quantile(1 - probability, degrees: degrees) / value + 1) < 1e-9)
    }
  }

  @Test func `quantiles of the normal distribution`() {
    for (probability, value) in [
      (1e-12, -7.034483825301131), (0.001, -3.090232306167813), (0.025, -1.9599639845400545),
      (0.3, -0.5244005127080409), (0.8, 0.8416212335729143), (0.9999, 3.719016485455709),
    ] {
      #expect(abs(NormalDistribution.quantile(probability) - value) < 1e-9)
      #expect(abs(NormalDistribution.probability(upTo: value) / probability - 1) < 1e-9)
    }
    #expect(abs(NormalDistribution.quantile(0.5)) < 1e-12)
    #expect(NormalDistribution.quantile(0) == -.infinity && NormalDistribution.quantile(1) == .infinity)
  }
}
