import Foundation

/// The query of a URL, decoded: `+` and `%20` are blanks, as forms and scripts write them.
struct QueryText: Sendable {
    /// In the order of the URL.
    let pairs: [(name: String, value: String)]
    /// Names or values that are not percent-encoded UTF-8.
    let malformed: [String]

    init(_ text: String?) {
        var pairs: [(String, String)] = []
        var malformed: [String] = []
        for part in (text ?? "").split(separator: "&") {
            let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if let name = Self.decoded(halves[0]), let value = Self.decoded(halves.count > 1 ? halves[1] : "") {
                pairs.append((name, value))
            } else {
                malformed.append(String(part.prefix(60)))
            }
        }
        self.pairs = pairs
        self.malformed = malformed
    }

    private static func decoded(_ text: Substring) -> String? {
        text.replacing("+", with: " ").removingPercentEncoding
    }
}
