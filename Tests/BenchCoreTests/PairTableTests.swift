import BenchCore
import Testing

@Suite struct PairTableTests {
  private let table = PairTable(
    identities: [0, 0, 1, 2, 2], imageIndices: [0, 0, 1, 2, 2], captions: ["a", "b", "c", "d", "e"],
    imagePaths: ["x/0", "x/1", "x/2"], identityCount: 3)

  @Test func imagesGoWithTheirPairsAndTheOthersKeepTheirOrder() {
    let rest = table.withoutImages([1])
    #expect(rest.captions == ["a", "b", "d", "e"])
    #expect(rest.identities == [0, 0, 2, 2])
    #expect(rest.imageIndices == [0, 0, 1, 1])
    #expect(rest.imagePaths == ["x/0", "x/2"])
    #expect(rest.identityCount == 3, "identities keep their numbers")
    #expect(table.withoutImages([]) == table)
    #expect(table.withoutImages([0, 1, 2]).count == 0)
  }

  @Test func imageNamesAreWhatTheAnnotationsSay() {
    let set = RetrievalSet(galleryPaths: [], galleryIdentities: [], queryCaptions: [], queryIdentities: [])
    let contents = DatasetContents(
      id: "x", train: table, val: nil, test: set, annotationChecksum: "", imageRoot: "/data/x/imgs")
    #expect(contents.imageName("/data/x/imgs/cam_a/1.png") == "cam_a/1.png")
    #expect(contents.imageName("/elsewhere/1.png") == "/elsewhere/1.png")
    let other = DatasetContents(
      id: "x", train: table, val: nil, test: set, annotationChecksum: "", imageRoot: "/données/x/imgs")
    #expect(other.imageName("/données/x/imgs/cam_a/1.png") == "cam_a/1.png")
  }
}
