import ForgeCore
import Foundation
import GRDB

/// How a prediction lies in `predictions`; its scores have their own table.
enum PredictionRow {
    static let columns = """
        position, status, flags, latency, time_to_first_token, input_tokens, output_tokens, cached_tokens, calls,
            finished_at, sample_id, answer_source, error, answer, question, golds, output, trace
        """

    static let select = "SELECT \(columns) FROM predictions"

    static func decode(_ row: Row, of experimentID: String) throws -> Prediction {
        var column = ColumnReader(row)
        return try decode(&column, of: experimentID)
    }

    static func decode(_ column: inout some RowReader, of experimentID: String) throws -> Prediction {
        let index = try column.int()
        let status = try column.named(PredictionStatus.self)
        let flags = try column.namedList(AnswerFlag.self)
        let latency = try column.double()
        let timeToFirstToken = try column.optionalDouble()
        let (input, output) = (try column.int(), try column.int())
        let (cached, calls) = (try column.int(), try column.int())
        let finishedAt = try column.date()
        let sampleID = try column.text()
        let source = try column.named(AnswerSource.self)
        let (error, answer) = (try column.optionalText(), try column.optionalText())
        let question = try column.text()
        let golds = try column.texts()
        let text = try column.text()
        let trace = try column.optionalText()
        return Prediction(
            experimentID: experimentID, index: index, sampleID: sampleID, question: question, golds: golds,
            output: text, answer: answer, answerSource: source,
            flags: flags,
            status: status, error: error, latency: latency, timeToFirstToken: timeToFirstToken, inputTokens: input,
            outputTokens: output, cachedTokens: cached, calls: calls,
            trace: try trace.map(StoredJSON.parse) ?? .null, finishedAt: finishedAt)
    }

    /// - Returns: false when the sample is stored already.
    static func insert(_ prediction: Prediction, of key: Int64, _ database: Database) throws -> Bool {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO predictions (experiment, position, status, flags, latency, time_to_first_token,
                    input_tokens, output_tokens, cached_tokens, calls, finished_at, sample_id, answer_source, error,
                    answer, question, golds, output, trace)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (experiment, position) DO NOTHING
                """)
        try statement.execute(arguments: [
            key, prediction.index, prediction.status.rawValue,
            prediction.flags.isEmpty ? "[]" : try JSON.text(prediction.flags), prediction.latency,
            prediction.timeToFirstToken, prediction.inputTokens, prediction.outputTokens, prediction.cachedTokens,
            prediction.calls, prediction.finishedAt.milliseconds, StoredText(prediction.sampleID),
            prediction.answerSource.rawValue, StoredText(prediction.error), StoredText(prediction.answer),
            StoredText(prediction.question), try JSON.text(prediction.golds), StoredText(prediction.output),
            prediction.trace == .null ? nil : try JSON.text(prediction.trace),
        ])
        return database.changesCount == 1
    }
}
