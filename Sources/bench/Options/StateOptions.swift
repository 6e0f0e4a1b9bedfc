import ArgumentParser

/// What becomes of the states that runs go on from (docs/resume.md).
struct StateOptions: ParsableArguments {
  @Flag(
    help: ArgumentHelp(
      "Keep each run's state of training when it has finished, to go on from with more --epochs.",
      discussion: "It is as large as the weights, Adam's moments and Best's weights together."))
  var keepState = false

  @Flag(help: "Start interrupted runs over whose state is of another version or machine; otherwise they fail.")
  var discardState = false
}
