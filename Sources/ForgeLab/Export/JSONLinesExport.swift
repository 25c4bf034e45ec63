import ForgeCore

/// One prediction a line, as JSON. Lines end in `\n` only: texts may hold U+2028, which some readers take for a line end.
package enum JSONLinesExport: ExportFormat {
    package static let name = "jsonl"
    package static let summary = "one prediction a line, as JSON"
    package static let fileExtension = "jsonl"

    package static func write(_ source: ExportSource, to output: ExportOutput) async throws {
        try await source.forEachPrediction { prediction in
            try await output.write(JSON.data(prediction))
            try await output.write("\n")
        }
    }
}
