package import BenchCore
package import Crypto
package import Foundation

extension RunSpec {
  /// The run's identity: SHA-256 of the canonical JSON, hexadecimal.
  package func signature() throws -> String {
    try canonicalJSON().sha256
  }
}

extension Data {
  /// SHA-256, hexadecimal.
  package var sha256: String {
    SHA256.hash(data: self).hexadecimal
  }
}

extension SHA256.Digest {
  /// Two lower-case digits for each byte.
  package var hexadecimal: String {
    map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }
}
