private import ForgeCore
package import Foundation

/// Queries with the documents that answer them: BEIR's `queries.jsonl` (`_id`, `text`) and a table of judgements, BEIR's
/// or TREC's.
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
        let records = try lines(of: queries).map { number, line in
            guard let record: Record = try? JSON.decode(from: Data(line.utf8)) else {
                throw malformed(queries, number, "a query is a JSON object with `_id` and `text`")
            }
            return record
        }
        let gains = try Judgements.read(lines(of: judgements), queries: Set(records.map(\._id))) { number, rule in
            malformed(judgements, number, rule)
        }
        let found = records.compactMap { record -> Query? in
            guard let gains = gains[record._id], gains.values.contains(where: { $0 > 0 }) else { return nil }
            return Query(id: record._id, text: record.text, gains: gains)
        }
        guard !found.isEmpty else {
            throw LabError(
                .invalidInput, "queries.unjudged", "none of the queries has a relevant document",
                cause: records.contains { gains[$0._id] != nil }
                    ? "all gains in \(judgements.lastPathComponent) are 0"
                    : "\(queries.lastPathComponent) and \(judgements.lastPathComponent) share no query id",
                remedy: "name the judgements that belong to these queries")
        }
        return JudgedQueries(queries: found)
    }

    private struct Record: Decodable {
        var _id: String
        var text: String
    }

    /// Lines that are not empty, numbered from 1. They end at `\n` only: texts may hold other line separators.
    private static func lines(of file: URL) throws -> [(number: Int, text: Substring)] {
        let path = file.path(percentEncoded: false)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
            throw unreadable(path, isFolder.boolValue ? "it is a folder" : "there is no such file", "check the path")
        }
        guard let data = try? Data(contentsOf: file) else {
            throw unreadable(path, "it cannot be opened", "check that you may read it")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw unreadable(path, "it is not UTF-8 text", "save it as UTF-8")
        }
        return text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            .map { (number: $0.offset + 1, text: Substring($0.element)) }
            .map { (number: $0.number, text: $0.text.hasSuffix("\r") ? $0.text.dropLast() : $0.text) }
            .filter { !$0.text.allSatisfy(\.isWhitespace) }
    }

    private static func unreadable(_ path: String, _ cause: String, _ remedy: String) -> LabError {
        LabError(.notFound, "queries.unreadable", "cannot read \(path)", cause: cause, remedy: remedy)
    }

    private static func malformed(_ file: URL, _ line: Int, _ rule: String) -> LabError {
        LabError(
            .invalidInput, "queries.malformed", "\(file.lastPathComponent):\(line): \(rule)",
            remedy: "see the layout of BEIR's queries.jsonl and qrels tables")
    }
}
