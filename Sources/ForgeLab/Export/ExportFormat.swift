import ForgeCore

/// A file format that an experiment can be exported to. A new one is one file and one line in `ExportFormats.all`.
package protocol ExportFormat: Sendable {
    /// What the user types (`jsonl`).
    static var name: String { get }
    /// One sentence for help texts.
    static var summary: String { get }
    /// Without the dot.
    static var fileExtension: String { get }

    /// Writes the whole document. Predictions are read page by page, so memory does not grow with the experiment.
    static func write(_ source: ExportSource, to output: ExportOutput) async throws
}

/// Every export format there is.
package enum ExportFormats {
    package static let all: [any ExportFormat.Type] = [
        JSONExport.self, JSONLinesExport.self, CSVExport.self, LMEvalExport.self, LMEvalSamplesExport.self,
    ]

    package static var names: [String] { all.map { $0.name } }

    /// - Throws: invalid input that lists the formats.
    package static func named(_ name: String) throws -> any ExportFormat.Type {
        guard let format = all.first(where: { $0.name == name }) else {
            throw LabError(
                .invalidInput, "export.unknown-format", "There is no export format \"\(name)\".",
                remedy: "Use one of: \(names.joined(separator: ", ")).")
        }
        return format
    }
}
