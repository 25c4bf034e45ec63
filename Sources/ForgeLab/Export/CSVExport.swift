import ForgeCore

/// A table with one prediction a row (RFC 4180: CRLF line ends, quotes doubled), UTF-8 with a header line.
///
/// `golds` is a JSON array; `flags` are separated by spaces; times are in seconds; a value that is missing is empty;
/// one column `score.<metric>` for every metric that any sample has, in alphabetical order.
///
/// Texts are written exactly as stored, also those that begin with `=`, `+`, `-` or `@`: an apostrophe before them, as
/// some programs put it against formulas in spreadsheets, would turn the answer -7 into another answer. Import the
/// columns as text when opening the file in a spreadsheet program.
package enum CSVExport: ExportFormat {
    package static let name = "csv"
    package static let summary = "one prediction a row, one column per metric (RFC 4180)"
    package static let fileExtension = "csv"

    static let columns = [
        "index", "sample_id", "question", "golds", "output", "answer", "answer_source", "flags", "status", "error",
        "latency", "time_to_first_token", "input_tokens", "output_tokens", "cached_tokens", "calls", "finished_at",
    ]

    package static func write(_ source: ExportSource, to output: ExportOutput) async throws {
        var names: Set<String> = []
        try await source.forEachPrediction { names.formUnion($0.scores.keys) }
        let metrics = names.sorted()
        try await output.write(line(columns + metrics.map { "score.\($0)" }))
        try await source.forEachPrediction { prediction in
            let scores = metrics.map { number(prediction.scores[$0]) }
            try await output.write(line(try fields(of: prediction) + scores))
        }
    }

    private static func fields(of prediction: Prediction) throws -> [String] {
        [
            String(prediction.index), prediction.sampleID, prediction.question, try JSON.text(prediction.golds),
            prediction.output, prediction.answer ?? "", prediction.answerSource.rawValue,
            prediction.flags.map(\.rawValue).joined(separator: " "), prediction.status.rawValue,
            prediction.error ?? "", number(prediction.latency), number(prediction.timeToFirstToken),
            String(prediction.inputTokens), String(prediction.outputTokens), String(prediction.cachedTokens),
            String(prediction.calls), Timestamp.text(of: prediction.finishedAt),
        ]
    }

    /// The shortest text that reads back as the same number.
    private static func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }

    static func line(_ fields: [String]) -> String { fields.map(quoted).joined(separator: ",") + "\r\n" }

    private static func quoted(_ field: String) -> String {
        // On bytes: Swift takes CR LF for one character, and a quotation mark with a combining accent for one, which would
        // hide them from a search by character.
        let special = field.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
        guard special || field.first == " " || field.last == " " else { return field }
        return "\"" + field.replacingScalars("\"", with: "\"\"") + "\""
    }
}
