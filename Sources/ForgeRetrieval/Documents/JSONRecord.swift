import ForgeCore
import Foundation

/// Makes a document of one JSON object: BEIR's `_id`/`title`/`text`, `section_titles`/`section_texts`/`section_levels`,
/// the vital articles' `title`/`extract`, or own columns.
struct JSONRecord {
    private static let ids = ["_id", "id", "doc_id", "pageid"]
    private static let titles = ["title", "name"]
    private static let texts = ["text", "extract", "contents", "content", "abstract", "body"]
    private static let urls = ["url", "link"]

    var columns: JSONColumns?

    /// - Parameter fallback: the id of a record that names none and has no title.
    func document(_ record: JSONValue, fallback: String) -> DocumentReading.Content {
        guard record.object != nil else { return .unreadable(.malformed, "The record is not a JSON object.") }
        let title = text(record, columns?.title, Self.titles) ?? ""
        let id = text(record, columns?.id, Self.ids) ?? (title.isEmpty ? fallback : title)
        let url = text(record, columns?.url, Self.urls)
        switch sections(record) {
        case .success(let sections):
            return .document(SourceDocument(id: id, title: title.isEmpty ? id : title, url: url, sections: sections))
        case .failure(let problem): return .unreadable(.malformed, problem.message)
        }
    }

    private struct Problem: Error {
        var message: String
    }

    private func sections(_ record: JSONValue) -> Result<[DocumentSection], Problem> {
        if columns?.text == nil, let texts = record["section_texts"]?.array {
            let titles = record["section_titles"]?.array ?? []
            let levels = record["section_levels"]?.array ?? []
            guard titles.isEmpty || titles.count == texts.count, levels.isEmpty || levels.count == texts.count else {
                return .failure(Problem(message: "Its section lists are of different lengths."))
            }
            return .success(
                texts.enumerated().map { index, text in
                    DocumentSection(
                        title: titles.isEmpty ? nil : titles[index].string,
                        level: levels.isEmpty ? 1 : levels[index].int ?? 1, text: text.string ?? "")
                })
        }
        guard let text = text(record, columns?.text, Self.texts) else {
            let wanted =
                columns?.text.map { "`\($0)`" } ?? "`text` (or \(Self.texts.dropFirst().joined(separator: ", ")))"
            return .failure(Problem(message: "It has no field \(wanted) that is a text."))
        }
        return .success([DocumentSection(text: text)])
    }

    private func text(_ record: JSONValue, _ column: String?, _ usual: [String]) -> String? {
        for name in column.map({ [$0] }) ?? usual {
            switch record[name] {
            case .string(let text)?: return text
            case .integer(let number)?: return "\(number)"
            default: continue
            }
        }
        return nil
    }
}
