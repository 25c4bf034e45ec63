/// Reads tables of judgements: BEIR's (query id, document id and gain between tabs, under a header) and TREC's qrels
/// (query id, iteration, document id and gain between blanks, without one).
enum Judgements {
    private static let rule =
        "a judgement is query id, document id and gain (BEIR), or query id, iteration, document id and gain (TREC)"

    /// Gains by query and document.
    ///
    /// - Parameters:
    ///   - queries: the ids there are: a first line that begins with none of them and has no gain is a header.
    ///   - malformed: makes the error of a line.
    static func read(
        _ lines: [(number: Int, text: Substring)], queries: Set<String>,
        malformed: (_ line: Int, _ rule: String) -> any Error
    ) throws -> [String: [String: Double]] {
        var gains: [String: [String: Double]] = [:]
        for (number, line) in lines {
            let fields = fields(of: line)
            guard (3...4).contains(fields.count), let query = fields.first, let last = fields.last else {
                throw malformed(number, rule)
            }
            guard let gain = Double(last), gain.isFinite else {
                if number == 1, !queries.contains(String(query)) { continue }
                throw malformed(number, "the gain is a number, not `\(last)`")
            }
            // Some qrels mark junk with −1 or −2; trec_eval counts it as not relevant.
            gains[String(query), default: [:]][String(fields[fields.count - 2])] = max(0, gain)
        }
        return gains
    }

    private static func fields(of line: Substring) -> [Substring] {
        let tabbed = line.split(separator: "\t", omittingEmptySubsequences: false)
        return tabbed.count > 1 ? tabbed : line.split(whereSeparator: \.isWhitespace)
    }
}
