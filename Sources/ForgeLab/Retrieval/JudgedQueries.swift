private import ForgeCore
package import Foundation

/// Queries with the documents that answer them, as BEIR writes them: `queries.jsonl` (`_id`, `text`) and a table of
/// judgements (`query-id`, `corpus-id`, `score`, separated by tabs).
package struct JudgedQueries: Sendable, Hashable {
    package struct Query: Sendable, Hashable {
        package var id: String
        package var text: String
        /// Document id → gain; documents that were not judged have none.
        package var gains: [String: Double]

        package init(id: String, text: String, gains: [String: Double]) {
            self.id = id
            self.text = text
            self.gains = gains
        }
    }

    /// In the order of the file, only those with a relevant document.
    package var queries: [Query]

    package init(queries: [Query]) { self.queries = queries }

    /// - Throws: `LabError` with the line for what cannot be read, and when no query has a judgement.
    package static func read(queries: URL, judgements: URL) throws -> JudgedQueries {
        let gains = try Self.gains(in: judgements)
        var found: [Query] = []
        for (number, line) in try lines(of: queries) {
            guard let record: Record = try? JSON.decode(from: Data(line.utf8)) else {
                throw malformed(queries, number, "a query is a JSON object with `_id` and `text`")
            }
            guard let gains = gains[record._id], gains.values.contains(where: { $0 > 0 }) else { continue }
            found.append(Query(id: record._id, text: record.text, gains: gains))
        }
        guard !found.isEmpty else {
            throw LabError(
                .invalidInput, "queries.unjudged", "none of the queries has a relevant document",
                cause: "\(queries.lastPathComponent) and \(judgements.lastPathComponent) share no query id",
                remedy: "name the judgements that belong to these queries")
        }
        return JudgedQueries(queries: found)
    }

    private struct Record: Decodable {
        var _id: String
        var text: String
    }

    private static func gains(in file: URL) throws -> [String: [String: Double]] {
        var gains: [String: [String: Double]] = [:]
        for (number, line) in try lines(of: file) {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard fields.count == 3 else { throw malformed(file, number, "a judgement has three fields between tabs") }
            guard let gain = Double(fields[2]), gain.isFinite else {
                if number == 1 { continue }  // the header
                throw malformed(file, number, "the third field is a number")
            }
            gains[String(fields[0]), default: [:]][String(fields[1])] = gain
        }
        return gains
    }

    /// Lines that are not empty, numbered from 1. They end at `\n` only: texts may hold other line separators.
    private static func lines(of file: URL) throws -> [(number: Int, text: Substring)] {
        guard let data = try? Data(contentsOf: file), let text = String(validating: data, as: UTF8.self) else {
            throw LabError(
                .notFound, "queries.unreadable", "cannot read \(file.path(percentEncoded: false)) as UTF-8 text",
                remedy: "check the path")
        }
        return text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            .map { (number: $0.offset + 1, text: Substring($0.element)) }
            .map { (number: $0.number, text: $0.text.hasSuffix("\r") ? $0.text.dropLast() : $0.text) }
            .filter { !$0.text.isEmpty }
    }

    private static func malformed(_ file: URL, _ line: Int, _ rule: String) -> LabError {
        LabError(
            .invalidInput, "queries.malformed", "\(file.lastPathComponent):\(line): \(rule)",
            remedy: "see the layout of BEIR's queries.jsonl and qrels tables")
    }
}
