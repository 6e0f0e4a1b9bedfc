import BenchCore
import CCSV

/// Reads CSV with libcsv.
enum CSVReader {
  /// The fields of each record. Blank lines are skipped.
  ///
  /// - Throws: `CSVFailure` where quotes do not match up.
  static func records(in bytes: [UInt8]) throws(CSVFailure) -> [[String]] {
    var parser = csv_parser()
    guard csv_init(&parser, UInt8(CSV_STRICT | CSV_STRICT_FINI)) == 0 else {
      throw CSVFailure(record: 1, problem: "libcsv cannot be initialised")
    }
    defer { csv_free(&parser) }
    let sink = Sink()
    let context = Unmanaged.passUnretained(sink).toOpaque()
    let endField: @convention(c) (UnsafeMutableRawPointer?, Int, UnsafeMutableRawPointer?) -> Void = {
      field,
      count,
      context in
      guard let context else { return }
      let text = String(decoding: UnsafeRawBufferPointer(start: field, count: count), as: UTF8.self)
      Unmanaged<Sink>.fromOpaque(context).takeUnretainedValue().record.append(text)
    }
    let endRecord: @convention(c) (Int32, UnsafeMutableRawPointer?) -> Void = { _, context in
      guard let context else { return }
      let sink = Unmanaged<Sink>.fromOpaque(context).takeUnretainedValue()
      sink.records.append(sink.record)
      sink.record = []
    }
    let parsed = withExtendedLifetime(sink) {
      csv_parse(&parser, bytes, bytes.count, endField, endRecord, context) == bytes.count
        && csv_fini(&parser, endField, endRecord, context) == 0
    }
    guard parsed else {
      throw CSVFailure(record: sink.records.count + 1, problem: String(cString: csv_strerror(csv_error(&parser))))
    }
    return sink.records
  }

  /// Where libcsv's callbacks leave what they are called with.
  private final class Sink {
    var records: [[String]] = []
    var record: [String] = []
  }
}

/// CSV that cannot be read.
struct CSVFailure: BenchFailure {
  /// The record, from 1, that could not be read.
  var record: Int
  /// libcsv's message.
  var problem: String

  var location: String? { "record \(record)" }
}
