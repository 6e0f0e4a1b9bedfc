import BenchCore
import Foundation
import Testing

@Suite struct SpecTests {
  @Test func jsonValuesSurvive() throws {
    let value = JSONValue.object([
      "a": .number(1), "b": .number(0.015), "c": .array([.bool(true), .null]), "d": .string("x"),
    ])
    let data = try value.canonicalJSON()
    #expect(String(decoding: data, as: UTF8.self) == #"{"a":1,"b":0.015,"c":[true,null],"d":"x"}"#)
    #expect(try JSONDecoder().decode(JSONValue.self, from: data) == value)
  }

  @Test func typedTextBecomesTheNearestValue() {
    #expect(JSONValue(typed: "0.2") == .number(0.2))
    #expect(JSONValue(typed: "true") == .bool(true))
    #expect(JSONValue(typed: "tal") == .string("tal"))
    #expect(JSONValue(typed: "nan") == .string("nan"))
  }

  @Test func failuresReadAsOneLine() {
    struct Sample: BenchFailure {
      var problem = "the file is empty"
      var location: String? = "a.json"
      var remedy: String? = "write it again"
    }
    #expect("\(Sample())" == "a.json: the file is empty; write it again")
    #expect("\(Sample(location: nil, remedy: nil))" == "the file is empty")
  }
}
