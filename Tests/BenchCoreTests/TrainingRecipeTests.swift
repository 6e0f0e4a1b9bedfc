import BenchCore
import Testing

struct TrainingRecipeTests {
  @Test func onlyFullBatchesAreCounted() {
    let recipe = TrainingRecipe(epochs: 3, batchSize: 4)
    let counts = [1, 3, 4, 5, 8, 11].map { pairs in
      [false, true].map { recipe.stepsPerEpoch(pairs: pairs, onlyFull: $0) }
    }
    #expect(counts == [[1, 1], [1, 1], [1, 1], [2, 1], [2, 2], [3, 2]], "fewer pairs than a batch are one")
    #expect(recipe.steps(pairs: 11, onlyFull: true) == 6 && recipe.steps(pairs: 11) == 9)
  }

  @Test func milestonesFollowTheEpochs() {
    #expect(TrainingRecipe.ssan.lasting(60) == .ssan)
    #expect(TrainingRecipe.ssan.lasting(30).milestones == [10, 20])
    #expect(TrainingRecipe.ssan.lasting(1).milestones == [1, 1], "never reached")
    #expect(TrainingRecipe.smallSSAN.epochs == 40 && TrainingRecipe.smallSSAN.milestones == [13, 27])
    #expect(TrainingRecipe.paper.lasting(7).milestones == nil)
  }
}
