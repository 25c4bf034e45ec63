import ForgeCore
import Foundation
import GRDB

/// How a model call lies in `runs`.
enum CallRow {
    static let columns = """
        position, step, purpose, engine, input_tokens, output_tokens, cached_tokens, finish_reason, latency,
            time_to_first_token, queue_time, memory, started_at, prompt, output
        """

    static let select = "SELECT \(columns) FROM runs"

    static func decode(_ row: Row, of experimentID: String) throws -> ModelCall {
        var column = ColumnReader(row)
        return try decode(&column, of: experimentID)
    }

    static func decode(_ column: inout some RowReader, of experimentID: String) throws -> ModelCall {
        let (index, step) = (try column.int(), try column.int())
        let (purpose, engine) = (try column.text(), try column.text())
        let (input, output, cached) = (try column.int(), try column.int(), try column.int())
        let reason = try column.named(FinishReason.self)
        let (latency, first, queue) = (try column.double(), try column.double(), try column.double())
        let memory = try column.optionalInt()
        let startedAt = try column.date()
        return ModelCall(
            experimentID: experimentID, index: index, step: step, purpose: purpose, engine: engine,
            prompt: try column.text(), output: try column.text(), inputTokens: input, outputTokens: output,
            cachedTokens: cached, finishReason: reason, latency: latency, timeToFirstToken: first, queueTime: queue,
            memory: memory, startedAt: startedAt)
    }

    static func insert(_ call: ModelCall, of key: Int64, _ database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO runs (experiment, position, step, purpose, engine, input_tokens, output_tokens,
                    cached_tokens, finish_reason, latency, time_to_first_token, queue_time, memory, started_at,
                    prompt, output)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try statement.execute(arguments: [
            key, call.index, call.step, StoredText(call.purpose), StoredText(call.engine), call.inputTokens,
            call.outputTokens, call.cachedTokens, call.finishReason.rawValue, call.latency, call.timeToFirstToken,
            call.queueTime, call.memory, call.startedAt.milliseconds, StoredText(call.prompt),
            StoredText(call.output),
        ])
    }
}
