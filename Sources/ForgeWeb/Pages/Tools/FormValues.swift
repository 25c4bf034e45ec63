import Foundation
import Hummingbird

/// Names and values of a query or of a posted form; a name may have several values.
struct FormValues: Sendable {
    private(set) var pairs: [(name: String, value: String)]

    /// - Parameter encoded: `a=1&b=x+y%21`.
    init(_ encoded: String) {
        pairs = encoded.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (Self.decoded(parts[0]), parts.count > 1 ? Self.decoded(parts[1]) : "")
        }
    }

    init(query request: Request) { self.init(request.uri.query ?? "") }

    private static let largestBody = 1 << 20

    /// The body of a posted form.
    ///
    /// - Throws: content too large beyond 1 MiB.
    init(body request: Request) async throws {
        let buffer = try await request.body.collect(upTo: Self.largestBody)
        self.init(String(buffer: buffer))
    }

    /// The first value, without the carriage returns that browsers send; nil when there is none or it is empty.
    subscript(name: String) -> String? {
        pairs.first { $0.name == name && !$0.value.isEmpty }?.value.replacing("\r\n", with: "\n")
    }

    func all(_ name: String) -> [String] { pairs.filter { $0.name == name && !$0.value.isEmpty }.map(\.value) }

    func int(_ name: String) -> Int? { self[name].flatMap { Int($0) } }
    func double(_ name: String) -> Double? { self[name].flatMap { Double($0) } }

    private static func decoded(_ text: Substring) -> String {
        let spaced = text.replacing("+", with: " ")
        return spaced.removingPercentEncoding ?? String(spaced)
    }
}
