import Sweep
import Testing

struct WorkerCountTests {
  @Test(arguments: [
    (cores: 2, runs: 1, threads: 1, expected: 1), (2, 2, 1, 1), (1, 1, 4, 1), (8, 1, 1, 7), (8, 2, 1, 3), (8, 0, 2, 6),
    (128, 4, 8, 8),
  ])
  func isWhatComputingLeaves(cores: Int, runs: Int, threads: Int, expected: Int) {
    #expect(WorkerCount.suggested(cores: cores, runs: runs, threads: threads) == expected)
  }
}
